"""The gate: a filed report is attacked with everything that was released before, and only then anybody may see it.

Care side and worker only. The report was made by the constructive rule (reporting/disclosure.py with
reporting/linked.py); the attack is the proof that this was enough. Where it finds a number all the same, the report
isn't released, and the run says what a next version has to hide.

What claims may tell beside the report (reporting.models.ToldNumber) is in the attack. Where a number can be worked out
by those alone and nothing is left in the report to hide for it, the report passes and its numbers may not be claimed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from reporting import editions, ledger
from reporting.attack import Finding, Knowledge, Outcome, attack
from reporting.attack.model import Place
from reporting.documents import ReportDocument
from reporting.ledger import Ledger, PlaceTold
from reporting.models import GateRun, Report
from reporting.relations import is_grand


class NotFinished(Exception):
    """The attack took too long, so nothing is proved; the text is for the user."""


MOST_SECONDS = 60
NEAREST = 2  # shown numbers that a next version hides for each that was found


def check(report: Report) -> GateRun:
    """Attacks a filed report, once; gives the run of then where it was attacked before. No transaction is held while
    the attack is on. Raises NotFinished, and keeps nothing then."""
    if found := GateRun.objects.filter(report=report).first():
        return found
    document = ReportDocument.from_json(report.released.data)
    years = {report.start.year, report.start.year - 1}
    earlier = ledger.of_years(report.municipality, years, before=report.pk)
    fresh = judged(report, document, earlier)
    with transaction.atomic():
        GateRun.objects.bulk_create([fresh], ignore_conflicts=True)
    return GateRun.objects.get(report=report)


@dataclass(frozen=True)
class _Judged:
    """An attack on all reports together, and what of it could be known before this one."""

    outcome: Outcome
    exact: list[Finding]
    provable: list[Finding]
    known: int
    seconds: float
    hide: list[list[str]]

    @property
    def passed(self) -> bool:
        return not self.exact and not self.provable


def judged(report: Report, document: ReportDocument, earlier: Ledger) -> GateRun:
    """The run of an attack on this document, not stored yet."""
    told = ledger.told_of(report)
    together = earlier.with_report(document, key=report.pk, told=told)
    found = _judge(report, document, together, earlier)
    may_claim = True
    if told and not found.passed and not found.hide:
        # More hidden in the report doesn't help: the numbers of its claims stay untold.
        may_claim = False
        together = earlier.with_report(document)
        found = _judge(report, document, together, earlier)
    return GateRun(
        report=report,
        passed=found.passed,
        reports=len({each.order for each in together.of_year(document.header.start.year)}),
        cells=found.outcome.cells,
        hidden=found.outcome.hidden_cells,
        exact=len(found.exact),
        provable=len(found.provable),
        before=found.known,
        seconds=Decimal(str(round(found.seconds, 1))),
        to_hide=found.hide,
        may_claim=may_claim,
    )


def _judge(report: Report, document: ReportDocument, together: Ledger, earlier: Ledger) -> _Judged:
    year = document.header.start.year
    # A definition changes on 1 January only, so that one edition holds for everything of the year.
    least_minutes = editions.book_of(report.municipality_id).counting_on(date(year, 1, 1)).least_minutes
    outcome = _attack(together, year, document.hiding.up_to, least_minutes)
    if outcome.unfinished:
        raise NotFinished(
            f"De controle op herleidbaarheid was na {MOST_SECONDS} seconden niet klaar. Het rapport is nog niet "
            "vrijgegeven. Probeer het opnieuw."
        )
    before: Outcome | None = None
    if not outcome.holds:
        before = _attack(earlier, year, document.hiding.up_to, least_minutes)
    known = {finding.place for finding in before.findings} if before else set()
    exact = [finding for finding in outcome.exact if finding.place not in known]
    provable = [finding for finding in outcome.provable if finding.place not in known]
    return _Judged(
        outcome,
        exact,
        provable,
        len(known),
        outcome.seconds + (before.seconds if before else 0),
        to_hide(outcome, [finding.place for finding in [*exact, *provable]], earlier.reports, together.told),
    )


def _attack(together: Ledger, year: int, hide_up_to: int, least_minutes: int) -> Outcome:
    knows = Knowledge(hide_up_to=hide_up_to, least_minutes=least_minutes)
    return attack(together.of_year(year), knows=knows, partners=together.partners, seconds=MOST_SECONDS)


def to_hide(outcome: Outcome, found: Iterable[Place], order: int, told: Container[PlaceTold] = ()) -> list[list[str]]:
    """What stands nearest to each finding and was shown by the report that came last, as plain data. What is `told` by
    a claim isn't shown in the report."""
    named: dict[tuple[str, str, str, str], None] = {}
    for place in found:
        near = [
            other
            for other in outcome.near.get(place, ())
            if other.order == order
            and not is_grand(other.key)
            and (other.order, other.span, other.party, other.key) not in told
        ]
        for other in near[:NEAREST]:
            named[other.party, other.key.indicator, str(other.key.dimension), other.key.member] = None
    return [list(each) for each in named]
