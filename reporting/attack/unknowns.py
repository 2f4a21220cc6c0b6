"""The unknown numbers of the attack, with what each can be by its own cell, and the sums that tie them. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from reporting.cells import HIDE_UP_TO, HOURS_STEP, ROUND_TO, Released
from reporting.figures import FigureKey
from reporting.indicators import INDICATORS, Unit
from reporting.relations import is_minutes
from reporting.seen import Span

NO_END = math.inf


@dataclass(frozen=True)
class Knowledge:
    """The rule by which was released, which the attacker knows.

    A hidden number is `hidden_from` up to the threshold; where `second_cells` are hidden it may be any number, unless
    it is the only hidden one of its table: a second cell never stands alone. A shown one is `shown_from` or more.
    """

    hide_up_to: int = HIDE_UP_TO
    hidden_from: int = 0
    shown_from: int | None = None  # as a rule one above the threshold
    round_to: int = ROUND_TO
    second_cells: bool = True
    alone_is_small: bool = True
    least_minutes: int = 1  # by the edition in force, from how many minutes a contact makes somebody a client

    @property
    def least_shown(self) -> int:
        return self.hide_up_to + 1 if self.shown_from is None else self.shown_from


RULE = Knowledge()


class Kind(Enum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    UNSEEN = "unseen"  # never released by itself
    REST = "rest"  # what is left of a whole when its parts are taken away


class Why(Enum):
    """What a sum rests on. The attacker lets go of the last first where they contradict each other."""

    COUNT = 0  # true within one counting
    TIME = 1  # between periods that were counted on different days
    VERSIONS = 2  # a correction adds or takes away, and not both


@dataclass(frozen=True)
class Place:
    """A number that was counted. `order` is that of the release in which this counting came; -1 where it never did."""

    span: Span
    party: str
    order: int
    key: FigureKey
    rest: bool = False


@dataclass(frozen=True)
class Sum:
    """low <= the sum of coefficient times unknown <= high."""

    terms: tuple[tuple[int, int], ...]  # unknown, coefficient
    low: float
    high: float
    why: Why = Why.COUNT


@dataclass
class Model:
    """Unknowns by number, with their bounds, and the sums."""

    places: list[Place] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    index: dict[Place, int] = field(default_factory=dict)

    def unknown(self, place: Place, kind: Kind, low: float, high: float) -> int:
        number = self.index.get(place)
        if number is None:
            number = self.index[place] = len(self.places)
            self.places.append(place)
            self.kinds.append(kind)
            self.low.append(low)
            self.high.append(high)
        return number

    def add(self, terms: Iterable[tuple[int, int]], low: float, high: float, why: Why = Why.COUNT) -> None:
        self.sums.append(Sum(tuple(terms), low, high, why))


def counts(key: FigureKey) -> bool:
    return key.indicator in INDICATORS and INDICATORS[key.indicator].unit not in (Unit.MINUTES_EACH, Unit.SCORE)


def bounds(key: FigureKey, value: Released, knows: Knowledge, *, alone: bool) -> tuple[float, float]:
    """The least and most that a number can be, from its own cell. `alone`: the only hidden one of its table."""
    if value.hidden:
        if is_minutes(key):
            return 0, NO_END
        small = not knows.second_cells or (alone and knows.alone_is_small)
        return knows.hidden_from, knows.hide_up_to if small else NO_END
    number = float(value.value or 0)
    if not value.rounded:
        return number, number
    if is_minutes(key):
        return max(number - HOURS_STEP // 2, 0), number + HOURS_STEP // 2 - 1
    step = knows.round_to
    return max(number - step // 2, knows.least_shown, 0), number + step // 2
