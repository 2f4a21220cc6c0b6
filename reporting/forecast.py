"""What a year will come to, with a band, from its weeks so far and earlier years. Pure: values in, an estimate out.

The arithmetic is in reporting/outlook.py. The band holds the year's total four times out of five; how often it really
does is measured in benchmarks/forecast.py. With little to go on it is wide, and `Forecast.basis` says on what it rests;
where nothing sensible can be said there is no forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import exp
from statistics import NormalDist

from oco.templatetags.oco import date_nl
from oco.workdays import working_days_between
from reporting.outlook import Outlook, Rest, log_scale, outlook
from reporting.weeks import PEOPLE, WEEKS, WeeklyYear, week_of, week_start, working_days

# Before this share of the year, a few weeks would decide about all of it.
EARLIEST = Decimal(1) / 12
EARLIEST_WITHOUT_HISTORY = Decimal("0.24")  # after the first quarter, which has 90 of 365 days
# What is true of the last days is often written down later.
SETTLED_AFTER = timedelta(days=7)
# The work on one question fills several weeks in a row, and a course several meetings: one week beside the next hides
# how far a whole month may stray.
RUNS = {"client_minutes": 2.2, "other_minutes": 1.3}
BAND = Decimal("0.8")
_EDGE = NormalDist().inv_cdf(0.9)  # 1.2816: a tenth on either side
ENOUGH = 12  # below this a year is no example
QUIET_WEEKS = 6  # a year with nothing for so long at its beginning or end was not registered whole


class Basis(StrEnum):
    """What an estimate rests on."""

    WEEKS = "weeks"  # earlier years, week by week
    TOTALS = "totals"  # only the total of earlier years
    NOTHING = "nothing"  # this year alone


@dataclass(frozen=True)
class Forecast:
    """A whole year: `expected` is as likely too low as too high, and the year ends between `low` and `high` in four
    of five cases. Rounded, for it is no count: see `_rounded`; never below what was reached."""

    expected: Decimal
    low: Decimal
    high: Decimal
    basis: Basis = Basis.WEEKS
    years: tuple[int, ...] = ()  # the earlier years that it rests on


@dataclass(frozen=True)
class Past:
    """Earlier years of one figure: week by week where they were counted, newest first, and totals of other years.

    `began`: the only year by week is the one in which the register began. It had nothing running on 1 January, so its
    course is not quite that of other years.
    """

    years: tuple[WeeklyYear, ...] = ()
    totals: Mapping[int, Decimal] = field(default_factory=dict)
    began: bool = False

    @property
    def basis(self) -> Basis:
        return Basis.WEEKS if self.years else Basis.TOTALS if self.totals else Basis.NOTHING

    @property
    def named(self) -> tuple[int, ...]:
        return tuple(sorted(year.year for year in self.years)) or tuple(sorted(self.totals))[-1:]


def past_of(year: int, weekly: Sequence[WeeklyYear], declared: Mapping[int, Decimal]) -> Past:
    """The earlier years that can be an example for `year`: whole ones, at most three back.

    A declared total stands before a counted one: a register that began in the course of that year counts too little.
    """
    back = range(year - 3, year)
    kept = [one for one in weekly if one.year in back and one.year not in declared and is_whole(one)]
    totals = {one: value for one, value in declared.items() if one in back and value > 0}
    kept.sort(key=lambda one: -one.year)
    began = len(kept) == 1 and any(one.year == kept[0].year - 1 and not one.total for one in weekly)
    return Past(tuple(kept), totals, began)


def is_whole(one: WeeklyYear) -> bool:
    """Whether a year was registered from its beginning to its end, as far as one can see."""
    return one.total >= ENOUGH and any(one.values[:QUIET_WEEKS]) and any(one.values[-QUIET_WEEKS:])


def method(*, basis: Basis, years: Sequence[int], until: date) -> str:
    """How the estimate was made and how sure it is, in sentences. `until`: the first day that isn't in it."""
    last = date_nl(until - timedelta(days=1))
    band = "In vier van de vijf gevallen komt een jaar uit tussen laag en hoog."
    if basis is Basis.WEEKS:
        earlier = and_so_on([str(year) for year in years])
        return f"De verwachting volgt het verloop van {earlier}, week voor week, en dit jaar tot en met {last}. {band}"
    if basis is Basis.TOTALS:
        return (
            f"Er is weinig geschiedenis: van {years[-1]} is alleen het totaal bekend, niet het verloop. De verwachting "
            f"rust op dat totaal en op dit jaar tot en met {last}. Zij is daarom ruim. {band}"
        )
    return (
        "Er is te weinig geschiedenis: van geen enkel eerder jaar zijn de cijfers heel bekend. De verwachting neemt "
        f"aan dat elke werkdag even druk is, en rust op dit jaar tot en met {last}. Zij is daarom ruim. {band}"
    )


def and_so_on(words: Sequence[str]) -> str:
    """‘2023, 2024 en 2025’."""
    return " en ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


class Chance(StrEnum):
    """Whether a target will be kept, in words that one can act on."""

    LARGE = "groot"
    HALF = "ongeveer half"
    SMALL = "klein"


LARGE = 0.7


def chance(target: Decimal, *, at_least: bool, expected: Decimal, low: Decimal, high: Decimal) -> Chance:
    """How likely the year ends on the right side of `target`, from the band alone: a document holds no more.

    On either side of the middle the band's edge is where a tenth of the years lies beyond.
    """
    edge = high - expected if target >= expected else expected - low
    if not edge:
        kept = 1.0 if (expected >= target if at_least else expected <= target) else 0.0
    else:
        above = 1 - NormalDist().cdf(float((target - expected) / edge) * _EDGE)
        kept = above if at_least else 1 - above
    return Chance.LARGE if kept >= LARGE else Chance.SMALL if kept <= 1 - LARGE else Chance.HALF


def share_of_year(start: date, end: date, until: date) -> Decimal:
    """The part of the year [start, end) that is over at the beginning of the day `until`, from 0 to 1."""
    passed = min(max((until - start).days, 0), (end - start).days)
    return Decimal(passed) / Decimal((end - start).days)


def year_total(
    indicator: str, so_far: Decimal, *, this_year: WeeklyYear, past: Past, until: date, known_on: date
) -> Forecast | None:
    """The expected total of a year of which `so_far` was counted from 1 January `until` a day, as known on another.

    `this_year` holds its weeks so far. None where the year is too young (a month, or a quarter where no earlier year
    is known), or nothing has been counted yet. Of people, a year by week must be known: how fast fewer of them are new
    to the year differs so much from place to place that no other way is better than a guess.
    """
    start, end = date(this_year.year, 1, 1), date(this_year.year + 1, 1, 1)
    share = share_of_year(start, end, until)
    if share >= 1:
        return Forecast(so_far, so_far, so_far, past.basis, past.named)
    if indicator == PEOPLE and not past.years:
        return None
    if share < (EARLIEST_WITHOUT_HISTORY if past.basis is Basis.NOTHING else EARLIEST):
        return None
    if so_far and not any(this_year.values):  # only the total is known
        last = past.totals.get(max(past.totals)) if past.totals else None
        return evenly(so_far, until=until, last_year=last)
    found = outlook_of(indicator, this_year=this_year, past=past, until=until, known_on=known_on)
    if found is None:
        return None
    settled = Decimal(sum(this_year.values[: found.first]))
    return _forecast(so_far, settled, found.rest(), past)


def evenly(so_far: Decimal, *, until: date, last_year: Decimal | None) -> Forecast | None:
    """As `year_total`, for a figure that isn't kept by week: as if it came evenly over the working days so far."""
    week, days = week_of(until), working_days(until.year)
    part = working_days_between(date(until.year, 1, 1), until)
    if not part:
        return None
    running = [int(so_far * sum(days[: n + 1]) / part) for n in range(week)]
    filled = [*running, *[int(so_far)] * (WEEKS - week)]
    by_week = tuple(now - before for now, before in zip(filled, [0, *filled], strict=False))
    return year_total(
        "",
        so_far,
        this_year=WeeklyYear(until.year, by_week),
        past=Past(totals={until.year - 1: last_year} if last_year else {}),
        until=until,
        known_on=until + SETTLED_AFTER,
    )


def outlook_of(indicator: str, *, this_year: WeeklyYear, past: Past, until: date, known_on: date) -> Outlook | None:
    """The weeks to come, from the first that is not settled."""
    settled = settled_weeks(until, known_on)
    return outlook(
        this_year.year,
        this_year.values[:settled],
        earlier=past.years,
        totals={year: float(value) for year, value in past.totals.items()},
        people=indicator == PEOPLE,
        unsure_shape=past.began,
        runs=RUNS.get(indicator, 1.0),
    )


def settled_weeks(until: date, known_on: date) -> int:
    """How many weeks of the year are over, and long enough for late entries to have come in."""
    day = min(until, known_on - SETTLED_AFTER)
    if day.year < until.year:
        return 0
    week = week_of(day)
    return week + (week_start(day.year, week + 1) <= day)


def _forecast(so_far: Decimal, settled: Decimal, rest: Rest, past: Past) -> Forecast:
    if rest.mean <= 0:
        return Forecast(so_far, so_far, so_far, past.basis, past.named)
    middle, width = log_scale(rest.mean, rest.variance)
    expected, low, high = (max(settled + Decimal(exp(middle + edge * width)), so_far) for edge in (0.0, -_EDGE, _EDGE))
    return Forecast(
        expected=max(_rounded(expected, ROUND_HALF_UP), so_far),
        low=max(_rounded(low, ROUND_FLOOR), so_far),
        high=max(_rounded(high, ROUND_CEILING), so_far),
        basis=past.basis,
        years=past.named,
    )


def _rounded(value: Decimal, way: str) -> Decimal:
    """To about three figures, an estimate holds no more: 86, 735, 1.240, 12.450."""
    step = Decimal(1) if value < 100 else Decimal(5) * 10 ** (value.adjusted() - 2) / (1 if value < 1000 else 5)
    return (value / step).quantize(Decimal(1), way) * step
