"""All that waits for one person beside the terms of their questions, in one list on "Vandaag".

A kind of work adds its own function to `SOURCES`; a function asks one or two queries, however much waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string

from cases.triage import WORKING_ROLES
from oco import access
from oco.access import Permission
from oco.models import Membership, User


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
# By their names, for the modules that they stand in take `Waiting` from here.
SOURCES: tuple[str, ...] = (
    "cases.talks.waiting",
    "cases.objections.waiting",
    "cases.aftercare.waiting",
)


def mine_or_left(user: User, today: date) -> Q:
    """For records of a question: this user's, or of a team that they lead while its supporter left."""
    at_work = Membership.objects.active_on(today).filter(
        organisation=OuterRef("question__provider"),
        user=OuterRef("question__supporter"),
        role__in=WORKING_ROLES,
        user__is_active=True,
    )
    led = access.provider_ids(user, Permission.LEAD_TEAM)
    return Q(question__supporter=user) | (Q(question__provider_id__in=led) & ~Q(Exists(at_work)))


def for_user(user: User, *, today: date) -> list[Waiting]:
    """What waits for this user today or longer, the oldest first."""
    sources: list[Source] = [import_string(name) for name in SOURCES]
    found = [item for source in sources for item in source(user, today)]
    return sorted(found, key=lambda item: (item.on, item.what, item.about))
