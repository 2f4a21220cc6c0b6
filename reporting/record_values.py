"""One question, hour line, client or tally as plain values, and the level and the days that are asked about. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporting.definitions import STANDARD, Counting


@dataclass(frozen=True)
class Level:
    """Whose figures: of these front doors, and of one provider only what is its own."""

    name: str  # "MEE", "ZoSamen", "gemeente Zoetermeer"
    doors: frozenset[int]
    provider: int | None = None

    def has(self, door: int, provider: int | None) -> bool:
        return door in self.doors and (self.provider is None or self.provider == provider)


@dataclass(frozen=True)
class Stretch:
    """The days that are counted, and how: `start` is in it, `end` is not. `today` tells which terms are over;
    `trajectories` whether norms gave them a number of days before the end (rollups.have_trajectories)."""

    start: date
    end: date
    today: date
    counting: Counting = STANDARD
    trajectories: bool = False

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True)
class Question:
    """`minutes` are all that were ever written on it, by whomever; `trajectory_days` None where it isn't one."""

    front_door: int
    provider: int | None
    received_on: date
    closed_on: date | None
    outcome: str
    first_contact_due_on: date
    pick_up_due_on: date
    first_contact_on: date | None = None
    picked_up_on: date | None = None
    first_contact_paused_due_on: date | None = None
    pick_up_paused_due_on: date | None = None
    guideline_minutes: int = 600
    minutes: int = 0
    trajectory_days: int | None = None


@dataclass(frozen=True)
class Contact:
    front_door: int
    provider: int
    on: date
    minutes: int


@dataclass(frozen=True)
class Client:
    """A record with all questions and hour lines of its person, so of linked records as well. `counted_as` is the
    number of the record that stands for the person, where that is another."""

    questions: tuple[Question, ...]
    contacts: tuple[Contact, ...]
    counted_as: str = ""


@dataclass(frozen=True)
class Tally:
    front_door: int
    provider: int | None
    on: date
    undone: bool = False
