"""The check of a filed report: gathers what was released, agreed and handed in, and asks the pure checks."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from oco.periods import PeriodKind
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import agreements, checks, rounds
from subsidies.accounts import Account
from subsidies.comparing import last_year_of
from subsidies.determination.document import ANSWER_YES, RequestDocument
from subsidies.models import Grant, Obligation, SentRequest


def findings_of(found: Report, document: ReportDocument) -> list[checks.Finding]:
    """The check of a report, from what was released, agreed and handed in."""
    terms = agreements.grant_terms(found.organisation, found.municipality, found.period.year)
    facts = checks.facts_of(document)
    handing = replace(handing_of(found), obligations=obligations_of(found, facts))
    return checks.findings(facts, terms, last_year_of(found), handing)


_WITH = {PeriodKind.QUARTER: Obligation.Due.QUARTERLY, PeriodKind.YEAR: Obligation.Due.DETERMINATION}


def obligations_of(found: Report, facts: checks.Facts) -> tuple[checks.ObligationLine, ...]:
    """The obligations that are to be shown with this report. A figure is shown where the report holds it; what is shown
    with the request for determination is in the newest one that was sent."""
    period = found.period
    due = (
        Obligation.Due.HALF_YEAR
        if (period.kind, period.number) == (PeriodKind.HALF_YEAR, 1)
        else _WITH.get(period.kind)
    )
    grant = Grant.objects.filter(
        organisation_id=found.organisation_id, municipality_id=found.municipality_id, year=period.year
    ).first()
    if grant is None or due is None:
        return ()
    sent = SentRequest.objects.filter(grant=grant).order_by("-number").first()
    answers = {each.obligation: each.met for each in RequestDocument.from_json(sent.data).obligations} if sent else {}

    def shown(row: Obligation) -> bool | None:
        if row.indicator:
            return facts.total(row.indicator) is not None
        return answers.get(row.text, "") == ANSWER_YES if due == Obligation.Due.DETERMINATION else None

    return tuple(
        checks.ObligationLine(row.number, row.text, Obligation.Evidence(row.evidence).label, shown(row))
        for row in grant.obligations.filter(due=due)
    )


def handing_of(found: Report) -> checks.Handing:
    """How this version came in. Only the first has a last day: a correction isn't late."""
    account = Account(found.organisation, found.municipality)
    line = rounds.line(account, found.period, today=timezone.localdate())
    note = getattr(found, "filing_note", None)
    return checks.Handing(
        due_on=line.due_on if found.version == 1 else None,
        filed_on=timezone.localdate(found.filed_at),
        parts_missing=note.parts_missing if note else "",
        reason=note.reason if note else "",
        extended=line.extension is not None,
    )
