"""Where the periods of an account stand: running, ready to file, filed, asked about, accepted, or being corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oco.models import PeriodClosing
from oco.periods import Period, periods_of_year
from reporting.models import Report
from subsidies import approvers, reviews
from subsidies.accounts import Account, front_doors_of
from subsidies.models import CorrectionProposal
from subsidies.reviews import Position


class Stage(StrEnum):
    """Where a period stands for who accounts for it."""

    RUNNING = "running"
    READY = "ready"
    FILED = "filed"
    QUESTION = "question"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    CORRECTING = "correcting"


_AFTER_FILING = {
    reviews.Standing.WAITS_FOR_CHECK: Stage.FILED,
    reviews.Standing.QUESTION_WAITS: Stage.QUESTION,
    reviews.Standing.ANSWERED: Stage.ANSWERED,
    reviews.Standing.ACCEPTED: Stage.ACCEPTED,
}


@dataclass(frozen=True)
class PeriodState:
    """A period with its newest report. `position`: where that stands at the municipality."""

    period: Period
    stage: Stage
    report: Report | None = None
    position: Position | None = None
    proposal: CorrectionProposal | None = None  # a correction that waits for a colleague's approval

    @property
    def words(self) -> str:
        """For the middle of a sentence: "het 1e kwartaal van 2018"."""
        return self.period.in_words


def states(account: Account, years: Iterable[int], *, today: date) -> dict[int, list[PeriodState]]:
    """Per year the periods that have begun, in the order of the calendar. A handful of queries in all."""
    wanted = {
        year: [period for period in sorted(periods_of_year(year), key=in_calendar) if period.start <= today]
        for year in years
    }
    reports = {
        (report.start, report.end): report
        for report in Report.objects.filter(organisation=account.organisation, municipality=account.municipality)
        .latest_versions()
        .select_related("municipality", "organisation")
        .prefetch_related("reviews")
    }
    standings = {row.pk: position for row, position in reviews.positions(reports.values())}
    proposals = {(row.start, row.end): row for row in approvers.waiting(account)} if reports else {}
    doors = set(front_doors_of(account.organisation, account.municipality).values_list("pk", flat=True))
    closed: dict[tuple[date, date], set[int]] = {}
    for door, start, end in PeriodClosing.objects.filter(front_door__in=doors, lifted_at__isnull=True).values_list(
        "front_door_id", "start", "end"
    ):
        closed.setdefault((start, end), set()).add(door)
    return {
        year: [
            _state(
                period,
                reports.get((period.start, period.end)),
                standings,
                (period.start, period.end) in closed,
                today,
                proposals.get((period.start, period.end)),
            )
            for period in periods
        ]
        for year, periods in wanted.items()
    }


def state(account: Account, period: Period, *, today: date) -> PeriodState | None:
    """The state of one period; None where it hasn't begun."""
    found = states(account, [period.year], today=today)[period.year]
    return next((item for item in found if item.period == period), None)


def open_for_filing(one: PeriodState) -> bool:
    """Whether a version can still be filed: not filed yet, or open for correction."""
    return one.stage in (Stage.RUNNING, Stage.READY, Stage.CORRECTING)


def _state(
    period: Period,
    report: Report | None,
    standings: dict[int, Position],
    closed: bool,
    today: date,
    proposal: CorrectionProposal | None,
) -> PeriodState:
    if report is None:
        return PeriodState(period, Stage.READY if period.end <= today else Stage.RUNNING)
    now = standings[report.pk]
    if not closed:
        return PeriodState(period, Stage.CORRECTING, report, now, proposal)
    return PeriodState(period, _AFTER_FILING[now.standing], report, now)


def in_calendar(period: Period) -> tuple[date, int]:
    """Q1, Q2, H1, Q3, Q4, H2, year: each after the periods that it holds."""
    return period.end, (period.end - period.start).days
