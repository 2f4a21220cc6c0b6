"""The dashboard of the municipality side: from the documents of filed reports and nothing else.

What a release had hidden stays hidden here: the figures come out of the document as they were let out, and the periods
beside it out of their own documents. For both processes; knows no client and no count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from oco.periods import Period, PeriodKind
from reporting import board, editions
from reporting.board import Board
from reporting.districts import districts_of
from reporting.documents import ReportDocument
from reporting.indicators import INDICATORS
from reporting.models import DeclaredTotal, ReleasedDocument, Report, YearNote
from reporting.sheets import Address, Material, Party, Sheet, unit_of
from reporting.values import Value
from subsidies import agreements
from subsidies.accounts import Account, providers_of


@dataclass(frozen=True)
class Seen:
    """A board with the report that it comes from."""

    board: Board
    report: Report


def newest_reports(account: Account) -> dict[Period, Report]:
    """By period the newest version that came through the gate, newest period first; without their documents. One that
    waits for the gate, or was held back, leaves the version before it in place."""
    rows = (
        Report.objects.filter(organisation=account.organisation, municipality=account.municipality)
        .released()
        .order_by("-end", "-start", "version")
    )
    return {report.period: report for report in rows}


def seen(account: Account, period: Period, *, provider: str = "", reports: Mapping[Period, Report]) -> Seen | None:
    """The board of a filed period; None where nothing was filed over it, or `provider` isn't in it."""
    report = reports.get(period)
    if report is None:
        return None
    beside = [each for each in (period.previous(), period.year_before()) if each in reports]
    documents = _documents([report, *(reports[each] for each in beside)])
    document = documents[report.pk]
    parties = _parties(account, document)
    notes = dict(YearNote.objects.filter(municipality=account.municipality).values_list("year", "text"))
    earlier = {each: _sheet(documents[reports[each].pk], parties) for each in beside}
    declared = _declared(account, period.year_before(), parties)
    if declared is not None:
        earlier[period.year_before()] = declared
    material = Material(
        period=period,
        whole=parties[""],
        providers=tuple(party for name, party in parties.items() if name),
        now=_sheet(document, parties),
        previous=earlier.get(period.previous()),
        year_before=earlier.get(period.year_before()),
        quarters=(),
        terms=agreements.grant_terms(account.organisation, account.municipality, period.year),
        earlier_terms=agreements.earlier_terms(account.organisation, account.municipality, period.year),
        labels=_labels(document),
        notes=notes,
        book=editions.book_of(account.municipality.pk),
    )
    targets = document.summary.targets
    if provider:
        chosen = board.of_provider(material, provider)
        if chosen is None:
            return None
        material, targets = chosen, ()
    return Seen(
        board.board(
            material,
            targets=targets,
            method=document.summary.method,
            districts=districts_of(account.municipality.pk),
            guideline=_guideline(material),
        ),
        report,
    )


def _documents(reports: Iterable[Report]) -> dict[int, ReportDocument]:
    """The documents without their sections and definitions: the board makes its own of the figures."""
    rows = ReleasedDocument.objects.filter(report__in=list(reports)).values_list("report_id", "data")
    return {pk: ReportDocument.from_json(_without_text(data)) for pk, data in rows}


def _without_text(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "sections": [], "definitions": []}


def _parties(account: Account, document: ReportDocument) -> dict[str, Party]:
    """By name, in the order of the report; the whole has an empty name."""
    keys = {provider.name: provider.pk for provider in providers_of(account.organisation, account.municipality)}
    header = document.header
    found = {
        name: Party("provider", f"provider:{name}", name, keys.get(name))
        for name in header.providers
        if name != header.organisation
    }
    found[""] = Party(header.organisation_kind, "whole", header.organisation)
    return found


def _sheet(document: ReportDocument, parties: Mapping[str, Party]) -> Sheet:
    header = document.header
    values: dict[Address, Value] = {}
    for line in document.figures:
        name = "" if line.organisation == header.organisation else line.organisation
        # A provider that isn't in the newest report has no row there; its people are in the whole.
        if party := parties.get(name):
            values[party.key, line.indicator, line.dimension, line.member] = line.value
    return Sheet(Period.parse(header.period), values, unfinished=header.unfinished)


def _declared(account: Account, period: Period, parties: Mapping[str, Party]) -> Sheet | None:
    """The totals that were declared for a whole year, which stand before counted ones (reporting.composing)."""
    if period.kind is not PeriodKind.YEAR:
        return None
    providers = {party.provider_id: party for name, party in parties.items() if name} or {
        account.organisation.pk: parties[""]
    }
    values: dict[Address, Value] = {}
    sums: dict[str, Decimal] = {}
    rows = DeclaredTotal.objects.filter(
        municipality=account.municipality, year=period.year, provider__in=[pk for pk in providers if pk]
    )
    for row in rows:
        if row.indicator in INDICATORS:
            values[providers[row.provider_id].key, row.indicator, "", ""] = Value(unit_of(row.indicator), row.value)
            sums[row.indicator] = sums.get(row.indicator, Decimal(0)) + row.value
    for name, total in sums.items():
        values[parties[""].key, name, "", ""] = Value(unit_of(name), total)
    return Sheet(period, values, frozenset(values)) if values else None


def _labels(document: ReportDocument) -> dict[str, dict[str, str]]:
    """By dimension: member to words, in the order of the document."""
    found: dict[str, dict[str, str]] = {}
    for line in document.figures:
        if line.dimension:
            found.setdefault(line.dimension, {})[line.member] = line.member_label
    return found


def _guideline(material: Material) -> int | None:
    """Minutes per question, where the grant has a target for it: the norms are the care side's."""
    lines = material.terms.targets if material.terms else ()
    return next((int(line.value) for line in lines if line.indicator == "minutes_per_question_mean"), None)


def years_of(reports: Mapping[Period, Report]) -> list[int]:
    """Those of which something was filed, and this one; newest first."""
    return sorted({period.year for period in reports} | {timezone.localdate().year}, reverse=True)


def first_to_show(reports: Mapping[Period, Report]) -> Period | None:
    """The quarter that was filed last, or else whatever was."""
    return next((period for period in reports if period.kind is PeriodKind.QUARTER), next(iter(reports), None))
