"""What a year will come to, from the year so far. Pure: dates and totals in, an estimate with its margin out.

The way: last year's total had a certain share of it by the same day; this year's total so far is taken to be that same
share. Where last year isn't known, every day is taken to weigh the same, and the sentence says so. For unique clients
`so_far` is the distinct count of the year until today, never quarters added up; the share of last year then holds the
fact that fewer and fewer clients of a later month are new to the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# Before this share of the year, a few weeks would decide about all of it.
EARLIEST = Decimal(1) / 12


@dataclass(frozen=True)
class Forecast:
    """Whole numbers for the whole year; `low` and `high` bound what may well happen (see `margin`)."""

    expected: Decimal
    low: Decimal
    high: Decimal
    by_last_year: bool


def method(*, by_last_year: bool) -> str:
    """One sentence on how the estimate was made."""
    if by_last_year:
        return "De verwachting volgt het verloop van vorig jaar."
    return "Van vorig jaar is het verloop niet bekend. De verwachting neemt aan dat elke dag even druk is."


def share_of_year(start: date, end: date, until: date) -> Decimal:
    """The part of the year [start, end) that is over at the beginning of the day `until`, from 0 to 1."""
    passed = min(max((until - start).days, 0), (end - start).days)
    return Decimal(passed) / Decimal((end - start).days)


def year_total(
    so_far: Decimal,
    *,
    share: Decimal,
    last_year_so_far: Decimal | None = None,
    last_year_total: Decimal | None = None,
) -> Forecast | None:
    """The expected total of a year. `share` is the part of the year that is over (see share_of_year).

    `last_year_so_far` is last year's count until the same day. None where the year is too young to say anything.
    """
    if share >= 1:
        return Forecast(so_far, so_far, so_far, last_year_total is not None)
    if share < EARLIEST:
        return None
    evenly = so_far / share
    if last_year_so_far and last_year_total and last_year_total >= last_year_so_far:
        likely, by_last_year = so_far * last_year_total / last_year_so_far, True
    else:
        likely, by_last_year = evenly, False
    spread = margin(likely - so_far)
    # The other way of estimating shows how much the way itself matters; it counts for half.
    other = (likely + evenly) / 2
    return Forecast(
        expected=_whole(likely),
        low=_whole(max(min(likely - spread, other), so_far)),
        high=_whole(max(likely + spread, other)),
        by_last_year=by_last_year,
    )


def margin(remaining: Decimal) -> Decimal:
    """Twice the square root of what is still to come: how far a count of separate events strays by chance."""
    return 2 * max(remaining, Decimal(0)).sqrt()


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)
