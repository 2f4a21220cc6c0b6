"""All that waits for one person beside the terms of their questions, in one list on "Vandaag".

A kind of work adds its own function to `SOURCES`; a function asks one or two queries, however much waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cases import rights
from oco.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing to do: since or on which day, what, about whom (a name or number, on the page only), and where."""

    on: date
    what: str
    about: str
    url: str
    icon: str
    key: str  # kind of work, for counting in the digest: a word in Dutch, plural ("nazorggesprekken")


Source = Callable[[User, date], Iterable[Waiting]]
SOURCES: tuple[Source, ...] = (rights.waiting,)


def for_user(user: User, *, today: date) -> list[Waiting]:
    """What waits for this user today or longer, the oldest first."""
    found = [item for source in SOURCES for item in source(user, today)]
    return sorted(found, key=lambda item: (item.on, item.what, item.about))
