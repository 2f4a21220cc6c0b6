"""One number of a report: its unit, what may be known of it, and how it is written."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from oco.templatetags.oco import DASH, euro, hours, number, percent
from reporting import plain_data

HIDDEN_TEXT = "verborgen"
MINUS = "\u2212"


class Unit(StrEnum):
    """How a number is meant and written."""

    COUNT = "count"
    MINUTES = "minutes"  # a total, written in whole hours
    MINUTES_EACH = "minutes_each"  # of one question, written in hours with one decimal
    EURO = "euro"  # whole euros
    SHARE = "share"  # from 0 to 1, written as a percentage
    SCORE = "score"  # one decimal
    DAYS = "days"
    # Differences, written with their sign.
    COUNT_STEP = "count_step"
    MINUTES_STEP = "minutes_step"
    MINUTES_EACH_STEP = "minutes_each_step"
    EURO_STEP = "euro_step"
    POINTS = "points"  # of two shares from 0 to 1, written in percentage points
    SCORE_STEP = "score_step"
    CHANGE = "change"  # a difference as a share of what was, written as a percentage


SIGNED: Mapping[Unit, Unit] = types.MappingProxyType(
    {
        Unit.COUNT_STEP: Unit.COUNT,
        Unit.MINUTES_STEP: Unit.MINUTES,
        Unit.MINUTES_EACH_STEP: Unit.MINUTES_EACH,
        Unit.EURO_STEP: Unit.EURO,
        Unit.SCORE_STEP: Unit.SCORE,
        Unit.CHANGE: Unit.SHARE,
    }
)


class State(StrEnum):
    """What may be known of a number."""

    EXACT = "exact"
    ROUNDED = "rounded"  # to a multiple of five
    HIDDEN = "hidden"  # too small to show; the document doesn't hold the number
    ABSENT = "absent"  # not counted, or nothing to divide by


@dataclass(frozen=True)
class Source:
    """Which stored figure a number is, so that a provider's own page can lead to its records."""

    period: str
    indicator: str
    dimension: str = ""
    member: str = ""


@dataclass(frozen=True)
class Value:
    """One number with its unit. A hidden value has no number, anywhere in the document. `source` is of the page alone:
    it is no part of the document."""

    unit: Unit
    number: Decimal | None = None
    state: State = State.EXACT
    source: Source | None = field(default=None, compare=False, metadata=plain_data.OF_THE_PAGE)

    def __post_init__(self) -> None:
        if (self.number is None) != (self.state in (State.HIDDEN, State.ABSENT)):
            raise ValueError(f"{self.state} with number {self.number}")

    @property
    def hidden(self) -> bool:
        return self.state is State.HIDDEN

    @property
    def size(self) -> float | None:
        """For a chart; None where there is no number to draw."""
        return None if self.number is None else float(self.number)

    @property
    def text(self) -> str:
        """As printed: "1.154", "4,9", "€ 1.475", "86%", "verborgen", "–"."""
        if self.number is None:
            return HIDDEN_TEXT if self.hidden else DASH
        if self.unit is Unit.POINTS or self.unit in SIGNED:
            return self._signed(self.number)
        match self.unit:
            case Unit.EURO:
                return euro(self.number, 0)
            case Unit.SHARE:
                return percent(self.number)
            case Unit.MINUTES:
                return number(self.number / 60)
            case Unit.MINUTES_EACH:
                return hours(self.number, "decimal")
            case Unit.SCORE:
                return number(self.number, 1)
            case _:
                return number(self.number)

    def _signed(self, amount: Decimal) -> str:
        """ "+46", "\u22120,3", "0", "+9%", "\u22123 procentpunt"."""
        if self.unit is Unit.POINTS:
            text = f"{number(abs(amount) * 100)} procentpunt"
        elif self.unit is Unit.CHANGE:
            text = f"{number(abs(amount) * 100)}%"
        else:
            text = Value(SIGNED[self.unit], abs(amount), self.state).text
        if not any(digit in text for digit in "123456789"):
            return text  # rounds to nothing: no sign
        return f"{'+' if amount > 0 else MINUS}{text}"


def hidden(unit: Unit) -> Value:
    return Value(unit, None, State.HIDDEN)


def absent(unit: Unit) -> Value:
    return Value(unit, None, State.ABSENT)
