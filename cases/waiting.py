"""All that waits for one person beside the terms of their questions, in one list on "Vandaag".

A kind of work adds its own function to `SOURCES`; a function asks one or two queries, however much waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases import (
    absence,
    aftercare,
    case_talk,
    clock,
    objections,
    reading,
    referral_waiting,
    rights,
    signals,
    talks,
    trajectories,
)
from cases.entries import Waiting
from cases.retention import approval
from oco.models import User

MOST_SHOWN = 10  # a longer list isn't read; the page "Wacht op u" has them all

Source = Callable[[User, date], Iterable[Waiting]]
SOURCES: tuple[Source, ...] = (
    clock.waiting,
    trajectories.waiting,
    referral_waiting.answers,
    referral_waiting.offered,
    referral_waiting.social_map,
    talks.waiting,
    objections.waiting,
    aftercare.waiting,
    case_talk.waiting,
    signals.waiting,
    rights.waiting,
    reading.waiting,
    approval.waiting,
)


def for_user(user: User, *, today: date) -> list[Waiting]:
    """What waits for this user today or longer, the oldest first: their own, and that of whom they stand in for."""
    found = _own(user, today)
    for away in absence.replaced_by(user, today=today):
        if absence.covers(user, away.user):
            found += [replace(item, instead_of=away.user.name) for item in _own(away.user, today)]
    return sorted(found, key=lambda item: (item.on, item.what, item.about))


def _own(user: User, today: date) -> list[Waiting]:
    return [item for source in SOURCES for item in source(user, today)]


@dataclass(frozen=True)
class Shown:
    """The beginning of the list, for a page that has more to show."""

    first: Sequence[Waiting]
    total: int

    @property
    def has_more(self) -> bool:
        return self.total > len(self.first)


def shown(user: User, *, today: date) -> Shown:
    items = for_user(user, today=today)
    return Shown(items[:MOST_SHOWN], len(items))


@dataclass(frozen=True)
class Group:
    """All of one kind of work."""

    key: str
    items: Sequence[Waiting]


def by_kind(items: Iterable[Waiting]) -> list[Group]:
    """In the order of what waits longest."""
    found: dict[str, list[Waiting]] = {}
    for item in items:
        found.setdefault(item.key, []).append(item)
    return [Group(key, group) for key, group in found.items()]
