"""The rules of the round, pure: when a report is due, whose turn it is to draw it up, how late it is, when to warn.

Nothing here reads the database or knows today by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from oco.periods import MONTHS, Period, PeriodKind
from oco.workdays import next_working_day

WARN_DAYS = (14, 3)  # days before the last day on which both sides are mailed
LATE_EVERY = 7  # days between two mails about the same late report


@dataclass(frozen=True)
class DueRule:
    """So many months after the period, on this day of the month."""

    months: int
    day: int = 1


@dataclass(frozen=True)
class Terms:
    """When each kind of report is due; None where that kind isn't asked. Of half-years only the first is asked: after
    the second comes the annual report."""

    quarter: DueRule | None = DueRule(1)  # first quarter: 1 May
    half_year: DueRule | None = DueRule(1)  # 1 August
    year: DueRule | None = DueRule(3)  # 1 April

    def rule_for(self, period: Period) -> DueRule | None:
        match period.kind:
            case PeriodKind.QUARTER:
                return self.quarter
            case PeriodKind.HALF_YEAR:
                return self.half_year if period.number == 1 else None
            case PeriodKind.YEAR:
                return self.year


def due_on(period: Period, terms: Terms | None, *, extended_to: date | None = None) -> date | None:
    """The last day to hand in, a working day; None where the report isn't asked."""
    if extended_to is not None:
        return next_working_day(extended_to)
    rule = terms.rule_for(period) if terms else None
    if rule is None:
        return None
    month = period.end.month - 1 + rule.months
    return next_working_day(date(period.end.year + month // 12, month % 12 + 1, rule.day))


def drawn_up_by(
    period: Period, *, rotating: bool, first: int, valid_from: date, providers: Sequence[int], swapped_to: int | None
) -> int:
    """The provider (key) that draws up a period's report.

    Rotating: `first` in the quarter of `valid_from`, then each next one in the order of the front door, a quarter each;
    a half-year and a year go with their last quarter. A provider that left is passed over: the turn is counted over
    who is there.
    """
    if swapped_to is not None:
        return swapped_to
    if not rotating or first not in providers:
        return first if first in providers or not providers else providers[0]
    quarters = _quarter_count(period.end.year, period.end.month) - 1 - _quarter_count(valid_from.year, valid_from.month)
    return providers[(providers.index(first) + quarters) % len(providers)]


def _quarter_count(year: int, month: int) -> int:
    return year * 4 + (month - 1) // MONTHS[PeriodKind.QUARTER]


def days_late(due: date | None, *, filed_on: date | None, today: date) -> int:
    """Days after the last day: until it was filed, or until today. 0 where it was or is in time, or isn't asked."""
    if due is None:
        return 0
    return max((filed_on or today) - due, date.resolution * 0).days


def occasion(due: date | None, *, filed: bool, ended: bool, today: date) -> str:
    """Which mail goes out today about a report that isn't filed: "14", "3", "late-1", "late-8" …; empty for none.

    A day on which no worker ran is caught up with: the warning of 14 days holds until that of 3, and so on.
    """
    if due is None or filed or not ended:
        return ""
    left = (due - today).days
    if left < 0:
        return f"late-{1 + (-left - 1) // LATE_EVERY * LATE_EVERY}"
    return next((str(days) for days in sorted(WARN_DAYS) if left <= days), "")
