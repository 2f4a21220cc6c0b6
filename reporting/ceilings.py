"""On which day a budget is used up, from what was spent so far. Pure: amounts by date in, dates with their doubt out.

The same arithmetic as for counts (reporting/outlook.py), on euros by week. Costs that are booked once a month or so are
laid over the working days since the booking before, or every fourth week would be all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import exp, log
from statistics import NormalDist, median

from oco.templatetags.oco import date_nl, euro, percent
from oco.workdays import is_working_day
from reporting.outlook import Outlook, Rest, log_scale, outlook
from reporting.weeks import WEEKS, WeeklyYear, week_of, week_start

SELDOM = 14  # days between bookings, from which on they are laid over the days between
EDGE = 0.1  # a tenth on either side, as with every forecast
FEWEST_DAYS = 30  # of the year, before which nothing is said

Line = tuple[date, Decimal]


@dataclass(frozen=True)
class CeilingDate:
    """When the ceiling is reached. None: not this year. `expected`, `low` and `high` are euro spent at its end."""

    earliest: date | None  # one in ten that it is earlier
    likely: date | None
    latest: date | None  # one in ten that it is later
    over: Decimal  # the chance that it is reached this year, from 0 to 1
    expected: Decimal
    low: Decimal
    high: Decimal
    reached: bool = False  # it is reached already, on `likely`

    @property
    def sentence(self) -> str:
        """For a reader, with the chance in words."""
        if self.reached and self.likely is not None:
            return f"Het budget is sinds {date_nl(self.likely)} op."
        end = f"Verwacht aan het einde van het jaar: {euro(self.expected, 0)}."
        if self.earliest is None:
            return f"Het budget raakt dit jaar niet op. {end}"
        if self.likely is None:
            return (
                f"Waarschijnlijk raakt het budget dit jaar niet op. De kans dat het toch gebeurt, is "
                f"{percent(self.over)}; op zijn vroegst is dat op {date_nl(self.earliest)}. {end}"
            )
        until = (
            f"tussen {date_nl(self.earliest)} en {date_nl(self.latest)}"
            if self.latest
            else (f"niet voor {date_nl(self.earliest)}, en misschien niet dit jaar")
        )
        return f"Het budget is waarschijnlijk op {date_nl(self.likely)} op ({until})."


def ceiling_date(
    spent: Sequence[Line], ceiling: Decimal, *, until: date, earlier: Sequence[Sequence[Line]] = ()
) -> CeilingDate | None:
    """The day on which what was spent in the year of `until` comes to `ceiling` (euro, above 0).

    `spent` are the lines of this year, booked before `until`; `earlier` those of whole earlier years, the newest first,
    for their course over the year. None where the year has had fewer than FEWEST_DAYS days or nothing was spent.
    ValueError for a ceiling of 0 or less.
    """
    if ceiling <= 0:
        raise ValueError("a ceiling is more than 0")
    start, end = date(until.year, 1, 1), date(until.year + 1, 1, 1)
    lines = sorted(line for line in spent if start <= line[0] < until)
    total = sum((amount for _, amount in lines), Decimal(0))
    if day := _day_of_passing(lines, ceiling):
        return CeilingDate(day, day, day, Decimal(1), total, total, total, reached=True)
    if (until - start).days < FEWEST_DAYS or total <= 0:
        return None
    done = week_of(until)
    past = [WeeklyYear(of[0][0].year, _by_week(of)) for of in (sorted(year) for year in earlier) if of]
    weeks = _by_week(lines, until=until)
    found = outlook(until.year, weeks[:done], earlier=[one for one in past if one.total > 0], totals={})
    if found is None:
        return None
    settled = Decimal(sum(weeks[:done])) / 100
    least = max(total - settled, Decimal(0))  # of the week that has begun
    dates = [_date_of(found, ceiling - settled, chance, until, end) for chance in (EDGE, 0.5, 1 - EDGE)]
    ends = [settled + max(_at(found.rest(), part), least) for part in (0.5, EDGE, 1 - EDGE)]
    return CeilingDate(
        earliest=dates[0],
        likely=dates[1],
        latest=dates[2],
        over=Decimal(str(round(_chance(found.rest(), ceiling - settled), 3))),
        expected=_whole(ends[0]),
        low=_whole(ends[1]),
        high=_whole(ends[2]),
    )


def _day_of_passing(lines: Sequence[Line], ceiling: Decimal) -> date | None:
    """The day of the line with which the ceiling was reached for good; a later credit may bring it below again."""
    if sum((amount for _, amount in lines), Decimal(0)) < ceiling:
        return None
    sum_so_far, found = Decimal(0), None
    for day, amount in lines:
        sum_so_far += amount
        if sum_so_far < ceiling:
            found = None
        elif found is None:
            found = day
    return found


def _date_of(found: Outlook, left: Decimal, chance: float, until: date, end: date) -> date | None:
    """The first day on which the ceiling is reached with this chance; None where that isn't this year."""
    if _chance(found.rest(), left) < chance:
        return None
    low, high = 0, (end - until).days  # days from `until`; at `high` it is reached
    while high - low > 1:
        middle = (low + high) // 2
        day = until + timedelta(days=middle)
        if _chance(found.rest(_place(day)), left) >= chance:
            high = middle
        else:
            low = middle
    return until + timedelta(days=high - 1)


def _place(day: date) -> float:
    """A day as a place among the weeks: 26.43 is three days into the 27th."""
    week = week_of(day)
    first, after = week_start(day.year, week), week_start(day.year, week + 1)
    return week + (day - first).days / (after - first).days


def _chance(rest: Rest, left: Decimal) -> float:
    """That what is to come is at least this much."""
    need = float(left) * 100
    if need <= 0:
        return 1.0
    if rest.mean <= 0:
        return 0.0
    middle, width = log_scale(rest.mean, rest.variance)
    if not width:
        return float(rest.mean >= need)
    return 1 - NormalDist(middle, width).cdf(log(need))


def _at(rest: Rest, part: float) -> Decimal:
    """Euro below which the rest stays with this chance."""
    if rest.mean <= 0:
        return Decimal(0)
    middle, width = log_scale(rest.mean, rest.variance)
    return Decimal(exp(middle + width * NormalDist().inv_cdf(part))) / 100


def _by_week(lines: Sequence[Line], *, until: date | None = None) -> tuple[int, ...]:
    """Cents by week. What is booked seldom is laid over the working days since the booking before."""
    year = lines[0][0].year
    days = sorted({day for day, _ in lines})
    gaps = [(after - before).days for before, after in pairwise(days)]
    seldom = not gaps or median(gaps) >= SELDOM
    found = [Decimal(0)] * WEEKS
    before = date(year, 1, 1)
    for day in days:
        amount = sum((amount for on, amount in lines if on == day), Decimal(0)) * 100
        over = [day]
        if seldom:
            stretch = [before + timedelta(days=n) for n in range((day - before).days + 1)]
            over = [each for each in stretch if is_working_day(each)] or [day]
            before = day + timedelta(days=1)
        for each in over:
            found[week_of(each)] += amount / len(over)
    if seldom and until is not None:
        _fill(found, before, until, lines)
    return tuple(max(int(cents), 0) for cents in found)


def _fill(found: list[Decimal], since: date, until: date, lines: Sequence[Line]) -> None:
    """Nothing is booked yet since the last booking, and yet it is spent: at the pace of before."""
    year = lines[0][0].year
    worked = [date(year, 1, 1) + timedelta(days=n) for n in range((since - date(year, 1, 1)).days)]
    count = sum(is_working_day(each) for each in worked)
    if not count:
        return
    pace = sum((amount for _, amount in lines), Decimal(0)) * 100 / count
    for n in range((until - since).days):
        day = since + timedelta(days=n)
        if is_working_day(day):
            found[week_of(day)] += pace


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)
