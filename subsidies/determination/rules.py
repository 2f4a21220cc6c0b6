"""What is missing in a request for determination, and what doesn't add up. Pure: a document in, points out.

Sources: Awb article 4:45 (show that the activities took place and the obligations were kept; account for the money).
From 125,000 euro on a grant is accounted for with an auditor's statement (Aanwijzingen voor subsidieverstrekking,
the third of its three sizes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from oco.templatetags.oco import euro, plural
from subsidies.determination.document import ANSWER_YES, Finances, RequestDocument

STATEMENT_FROM = Decimal(125_000)


@dataclass(frozen=True)
class Part:
    """A part of the request, as its page names it."""

    key: str
    title: str


REPORT = Part("rapport", "Jaarrapport")
CONTENT = Part("inhoud", "Inhoudelijk verslag")
MONEY = Part("cijfers", "Financieel verslag en balans")
STATEMENT = Part("controleverklaring", "Controleverklaring")
PARTS = (REPORT, CONTENT, MONEY, STATEMENT)


@dataclass(frozen=True)
class Missing:
    """A point of the checklist. One that blocks must be solved before sending; another goes along as it is."""

    part: Part
    sentence: str
    blocks: bool = True


def missing(document: RequestDocument, *, correcting: bool = False) -> list[Missing]:
    """All points, those that block first. `correcting`: the annual report is open for correction now."""
    found = [
        *_report(document, correcting),
        *_content(document),
        *_finances(document),
        *_statement(document),
    ]
    return sorted(found, key=lambda point: not point.blocks)


def _report(document: RequestDocument, correcting: bool) -> Iterator[Missing]:
    if document.report is None:
        yield Missing(REPORT, f"Het jaarrapport van {document.year} is nog niet ingediend.")
        return
    if correcting:
        yield Missing(REPORT, "Het jaarrapport staat open voor correctie. Dien eerst de nieuwe versie in.")
    if not document.report.accepted:
        yield Missing(REPORT, "De gemeente is nog niet akkoord met het jaarrapport.", blocks=False)


def _content(document: RequestDocument) -> Iterator[Missing]:
    if not document.activities:
        yield Missing(CONTENT, "Er staat nog niet wat er is gedaan.")
    missed = [target for target in document.targets if target.met is False]
    if missed and not document.differences:
        labels = ", ".join(target.label.lower() for target in missed)
        yield Missing(
            CONTENT, f"{plural(len(missed), 'doel is,doelen zijn')} niet gehaald ({labels}). Leg uit waardoor."
        )
    unanswered = [each for each in document.obligations if not each.met]
    if unanswered:
        yield Missing(CONTENT, f"Bij {plural(len(unanswered), 'verplichting staat,verplichtingen staat')} nog niets.")
    for answer in document.obligations:
        if answer.met and answer.met != ANSWER_YES and not answer.text:
            yield Missing(CONTENT, f"Leg uit waardoor dit niet helemaal is gedaan: {answer.obligation}")
        if answer.met and answer.evidence == "een bestand" and not answer.evidence_file:
            yield Missing(CONTENT, f"Er hoort een bestand bij: {answer.obligation}")


def _finances(document: RequestDocument) -> Iterator[Missing]:
    finances = document.finances
    if not finances.costs:
        yield Missing(MONEY, "Er staan nog geen kosten in het financieel verslag.")
    if not finances.income:
        yield Missing(MONEY, "Er staan nog geen opbrengsten in het financieel verslag.")
    if finances.income and document.granted not in {line.budgeted for line in finances.income}:
        yield Missing(
            MONEY,
            f"Bij de opbrengsten is geen regel begroot op de verleende subsidie van {euro(document.granted)}.",
            blocks=False,
        )
    if not finances.assets:
        yield Missing(MONEY, "De balans is nog leeg.")
    yield from _sums(finances)
    if _differs_much(finances) and not finances.note:
        yield Missing(MONEY, "De kosten zijn meer dan een tiende anders dan begroot. Leg dat uit.")


def _sums(finances: Finances) -> Iterator[Missing]:
    assets, financed = finances.total_assets, finances.total_financed
    for day, left, right in (
        ("1 januari", assets.opening, financed.opening),
        ("31 december", assets.closing, financed.closing),
    ):
        if left != right:
            yield Missing(
                MONEY,
                f"De balans op {day} klopt niet: de bezittingen zijn {euro(left)}, eigen vermogen en schulden zijn "
                f"{euro(right)}. Dat scheelt {euro(abs(left - right))}.",
            )
    result = finances.result.realised
    if finances.equity and finances.equity_change != result:
        yield Missing(
            MONEY,
            f"Het resultaat is {euro(result)}, en het eigen vermogen veranderde met {euro(finances.equity_change)}. "
            "Dat is vaak hetzelfde.",
            blocks=False,
        )


def _differs_much(finances: Finances) -> bool:
    costs = finances.total_costs
    return bool(costs.budgeted) and abs(costs.difference) * 10 > costs.budgeted


def _statement(document: RequestDocument) -> Iterator[Missing]:
    needed = document.granted >= STATEMENT_FROM
    if document.statement is None:
        sentence = "De controleverklaring van de accountant ontbreekt."
        if not needed:
            sentence += f" Onder {euro(STATEMENT_FROM, 0)} hoeft dat alleen als de beschikking erom vraagt."
        yield Missing(STATEMENT, sentence, blocks=needed)
    elif document.statement.verdict != "goedkeurend":
        yield Missing(STATEMENT, f"Het oordeel van de accountant is: {document.statement.verdict}.", blocks=False)
