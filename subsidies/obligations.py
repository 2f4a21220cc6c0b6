"""When an obligation falls due next. Pure; `today` is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from oco.periods import Period, PeriodKind
from subsidies.terms import ObligationLine


def next_due(line: ObligationLine, year: int, today: date) -> date | None:
    """The last day of the quarter or half-year that it comes after, or its own day. None once the year has no more.

    A report on the year itself is the request for determination, so the last quarter has no half-year report.
    """
    if line.due_on is not None:
        return line.due_on
    periods: list[Period] = {
        "quarterly": [Period(year, PeriodKind.QUARTER, number) for number in range(1, 5)],
        "half_year": [Period(year, PeriodKind.HALF_YEAR, 1)],
        "determination": [Period(year, PeriodKind.YEAR)],
    }[str(line.due)]
    last_days = [period.end - timedelta(days=1) for period in periods]
    return next((day for day in last_days if day >= today), None)


@dataclass(frozen=True)
class ObligationView:
    """An obligation for a page, with the day that it comes after next."""

    number: int
    line: ObligationLine
    figure: str  # the name of its figure, where it has one
    next_on: date | None
    dated: bool  # the day is its own, and not the end of a period
    past: bool  # that day is over


def views(lines: list[tuple[ObligationLine, str]], year: int, today: date) -> list[ObligationView]:
    return [
        ObligationView(
            number,
            line,
            figure,
            next_due(line, year, today),
            dated=line.due_on is not None,
            past=line.due_on is not None and line.due_on < today,
        )
        for number, (line, figure) in enumerate(lines, 1)
    ]
