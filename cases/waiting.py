"""All that waits for one person beside the terms of their questions, in one list on "Vandaag".

A kind of work adds its own function to `SOURCES`; a function asks one or two queries, however much waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cases import clock, referral_waiting
from cases.entries import Waiting
from oco.models import User

Source = Callable[[User, date], Iterable[Waiting]]
SOURCES: tuple[Source, ...] = (
    clock.waiting,
    referral_waiting.answers,
    referral_waiting.offered,
    referral_waiting.social_map,
)


def for_user(user: User, *, today: date) -> list[Waiting]:
    """What waits for this user today or longer, the oldest first."""
    found = [item for source in SOURCES for item in source(user, today)]
    return sorted(found, key=lambda item: (item.on, item.what, item.about))
