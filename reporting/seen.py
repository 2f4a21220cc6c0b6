"""What was released: the numbers of one party over one stretch of time, as they may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from oco.periods import Period
from reporting.cells import Released
from reporting.figures import FigureKey


class Span(NamedTuple):
    """From `start` until `end` (not included). Also the year so far, which is no period of a report."""

    start: date
    end: date

    def within(self, other: Span) -> bool:
        return other.start <= self.start and self.end <= other.end


def span_of(period: Period) -> Span:
    return Span(period.start, period.end)


def quarters_in(span: Span) -> list[Span]:
    """The calendar quarters that a span is made of; none where it isn't made of quarters."""
    found: list[Span] = []
    start = span.start
    while start < span.end:
        if start.day != 1 or start.month not in (1, 4, 7, 10):
            return []
        end = date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
        found.append(Span(start, end))
        start = end
    return found if start == span.end else []


# The dimension of a reason for a difference, in the places of the attack and of what a next version hides: its members
# are a sign and a reason, "+later-ingevoerd".
WHY = "why"


@dataclass(frozen=True)
class Explained:
    """Why a total is another one than in the version before, as a corrected report tells it: both totals, exact, and a
    cell of each reason that could have made it `more` or `less`. These are disjoint: `then` + more - less = `now`."""

    then: int
    now: int
    more: Mapping[str, Released]
    less: Mapping[str, Released]

    @property
    def any_shown(self) -> bool:
        return any(not cell.hidden for part in (self.more, self.less) for cell in part.values())


@dataclass(frozen=True)
class Seen:
    """One release of one party and stretch of time. `order` tells which came first; a later one of the same party and
    span is another counting of it (a correction). `party` is a level and a name: "provider:MEE"."""

    span: Span
    party: str
    order: int
    values: Mapping[FigureKey, Released]
    own: bool = False  # a provider's own exact figures, that went through no gate
    explained: Mapping[str, Explained] = field(default_factory=dict)  # by indicator
    # Of `values` those that a claim tells though the report hides them: few may stand behind these.
    told: frozenset[FigureKey] = frozenset()
