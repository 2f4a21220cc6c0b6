"""How much of an amount is used, and when it is likely to be empty. Pure; amounts in euro.

A warning comes at three quarters and at nine tenths, with the day, so that a budget isn't found empty in November. The
day is that of the forecast (reporting/ceilings.py, docs/decisions/0029) with the stretch in which it falls; a straight
line where there is too little for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from oco.templatetags.oco import Bar, date_nl, euro, percent
from reporting.ceilings import CeilingDate, Line, ceiling_date

WARN_FROM, ALARM_FROM = Decimal("0.75"), Decimal("0.90")


class Level(StrEnum):
    """How near the ceiling is."""

    FINE = "fine"
    WARN = "warn"
    ALARM = "alarm"
    FULL = "full"


FEWEST_LINES = 2  # days on which something was used; one alone says nothing about the pace


def straight_line(limit: Decimal, used: Decimal, since: date, until: date) -> date | None:
    """The day on which the amount is empty when the use goes on as it went from `since` until `until`.

    None where nothing was used yet. 600 of 1,000 in the first 90 days is 6.67 a day: empty on day 150.
    """
    days = (until - since).days
    if used <= 0 or days <= 0:
        return None
    needed = (limit * days / used).to_integral_value(ROUND_CEILING)
    return since + timedelta(days=min(int(needed), 40_000) - 1)


@dataclass(frozen=True)
class Ceiling:
    """An amount with what was used of it. `empty_on` only where that falls within the year; `dates` where there was
    enough for a forecast."""

    limit: Decimal
    used: Decimal
    empty_on: date | None = None
    dates: CeilingDate | None = None
    until: date | None = None  # first day of which nothing is known yet, where there are dates

    @property
    def left(self) -> Decimal:
        """Below 0 where costs went over the amount."""
        return self.limit - self.used

    @property
    def left_words(self) -> str:
        """‘nog € 120,00’, or how much there is too much."""
        return f"nog {euro(self.left)}" if self.left >= 0 else f"{euro(-self.left)} te veel"

    @property
    def share(self) -> Decimal:
        return self.used / self.limit if self.limit else Decimal(0)

    @property
    def level(self) -> Level:
        if self.used >= self.limit > 0:
            return Level.FULL
        if self.share >= ALARM_FROM:
            return Level.ALARM
        return Level.WARN if self.share >= WARN_FROM else Level.FINE

    @property
    def runs_out(self) -> bool:
        """Whether it is used up, or will be before the year ends."""
        return self.level is Level.FULL or self.empty_on is not None

    @property
    def warning(self) -> str:
        """A sentence from three quarters on; empty below it, unless the year is too long for the amount."""
        when = f" {self._when}" if self._when else ""
        match self.level:
            case Level.FULL:
                over = f" Dat is {euro(-self.left)} te veel." if self.left < 0 else ""
                return f"Het hele bedrag is gebruikt.{over}"
            case Level.ALARM | Level.WARN:
                return f"Al {percent(self.share)} is gebruikt.{when}"
            case _:
                return self._when if self.empty_on else ""

    @property
    def _when(self) -> str:
        if self.dates is not None and self.until is not None:
            # A claim comes weeks after its quarter: the day may be over when this is read.
            known = f" Gerekend met wat bekend is tot en met {date_nl(self.until - timedelta(days=1))}."
            return self.dates.sentence + known
        return f"In dit tempo is het op rond {date_nl(self.empty_on)}." if self.empty_on else ""

    @property
    def kind(self) -> str:
        """The kind of alert and badge that goes with it."""
        return {Level.FULL: "danger", Level.ALARM: "danger", Level.WARN: "warn"}.get(self.level, "")

    @property
    def alert(self) -> str:
        """The kind of alert of its warning."""
        return "danger" if self.kind == "danger" else "warning"

    @property
    def bar(self) -> Bar:
        """For components/_meter.html."""
        text = f"{euro(self.used)} van {euro(self.limit)}"
        width = min(self.share, Decimal(1)) * 100 if self.used > 0 else Decimal(0)
        return Bar(text, f"{width:.1f}", "", self.kind)


def ceiling(
    limit: Decimal, spent: Sequence[Line], *, until: date, end: date, earlier: Sequence[Sequence[Line]] = ()
) -> Ceiling:
    """What was used of `limit` in the year before `end` (the first day after it), and when it is likely to be empty.

    `spent` are days and amounts, each on the last day of what it is about, known up to `until` (not in it); `earlier`
    those of whole earlier years, the newest first.
    """
    used = sum((amount for _, amount in spent), Decimal(0))
    until = min(until, end)
    if used >= limit:
        return Ceiling(limit, used)
    since = date(end.year - 1, 1, 1)
    known = [line for line in spent if since <= line[0] < until]
    dates = None
    if len({day for day, _ in known}) >= FEWEST_LINES and since < until < end and limit > 0:
        dates = ceiling_date(known, limit, until=until, earlier=earlier)
    empty = dates.likely if dates else straight_line(limit, used, since, until)
    return Ceiling(limit, used, empty if empty is not None and empty < end else None, dates, until if dates else None)
