"""Filed periods: whether a day is filed, and the sentence that says so.

The database refuses as well (cases/triggers.py, SQLSTATE OC001); asking first gives the user a sentence
at the field instead of an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import DatabaseError, connection

from oco.models import PeriodClosing
from oco.periods import Period

FILED_SQLSTATE = "OC001"
_LOCK = 4470  # first half of the advisory lock's key, also in oco_period_closed


class PeriodFiled(Exception):
    """Raised where an act would change facts of a filed period; the text is for the user."""


def filed_period(front_door_id: int, day: date) -> Period | None:
    """The shortest filed period of this front door that holds the day."""
    found = (
        PeriodClosing.objects.filter(front_door_id=front_door_id, lifted_at__isnull=True, start__lte=day, end__gt=day)
        .order_by("-start", "end")
        .first()
    )
    return Period.from_dates(found.start, found.end) if found else None


def sentence(period: Period) -> str:
    return (
        f"Het rapport over {period.in_words} is ingediend. Deze gegevens kunnen niet meer veranderen. "
        "Vraag uw teamleider om een correctie."
    )


def refuse_filed(front_door_id: int, *days: date | None) -> None:
    """Raises PeriodFiled where one of the days is in a filed period."""
    for day in days:
        if day is not None and (period := filed_period(front_door_id, day)):
            raise PeriodFiled(sentence(period))


def hold_off_facts(front_door_ids: Iterable[int]) -> None:
    """Waits for transactions that write facts of these front doors, and lets none begin until this one ends.

    The triggers take the same lock shared, through `oco_period_closed`. In the order of the keys, so that two
    filings never wait for each other.
    """
    with connection.cursor() as cursor:
        for door in sorted(set(front_door_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, door])


def is_refusal(error: DatabaseError) -> bool:
    """Whether the database refused because the period is filed."""
    return getattr(error.__cause__, "sqlstate", None) == FILED_SQLSTATE
