"""The weeks by which years are laid beside each other. Pure.

A week here is seven days from 1 January on; the last one has eight or nine, so that every year has 52. Each holds one
of every weekday, so that years compare as ISO weeks would, and none hangs over the end of a year. What holidays take
from a week is in its working days: Easter moves by a month, and the same week of two years may have four and five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from oco.workdays import is_working_day

WEEKS = 52

# What is kept by week: counts that add up over a year, and `unique_clients` by the week in which
# somebody counts for the first time that year, so that the weeks add up to the unique clients of the year.
PEOPLE = "unique_clients"
WEEKLY = (PEOPLE, "questions_received", "questions_answered", "simple_questions", "client_minutes", "other_minutes")


@dataclass(frozen=True)
class WeeklyYear:
    """One figure over one year: `values` by week, 52 of them."""

    year: int
    values: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.values) != WEEKS:
            raise ValueError(f"{len(self.values)} weeks in {self.year}")

    @property
    def total(self) -> int:
        return sum(self.values)


def week_of(day: date) -> int:
    """From 0 to 51."""
    return min((day.timetuple().tm_yday - 1) // 7, WEEKS - 1)


def week_start(year: int, week: int) -> date:
    """Its first day; week 52 starts where the next year does."""
    return date(year + 1, 1, 1) if week >= WEEKS else date(year, 1, 1) + timedelta(days=7 * week)


@cache
def working_days(year: int) -> tuple[int, ...]:
    """Of each week."""
    found = [0] * WEEKS
    day = date(year, 1, 1)
    while day.year == year:
        found[week_of(day)] += is_working_day(day)
        day += timedelta(days=1)
    return tuple(found)
