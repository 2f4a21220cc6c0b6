"""Forms that are sent twice act once.

A page gives its form a fresh key (`new_key`). The action opens with `first_time(key, by=…)` inside its
transaction: of two that come at once the second waits for the first and then finds it handled.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from oco.models import Submission, User


def new_key() -> uuid.UUID:
    return uuid.uuid4()


def first_time(key: uuid.UUID, *, by: User) -> bool:
    """True for the one who handles this form; False when it has been handled. Needs a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("first_time needs the act's transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO oco_submission (key, by_id, handled_at, result) VALUES (%s, %s, %s, '{}')"
            " ON CONFLICT (key) DO NOTHING",
            [key, by.pk, timezone.now()],
        )
        return bool(cursor.rowcount == 1)


def was_handled(key: uuid.UUID) -> bool:
    """Whether a form with this key was handled, by whomever. Only `first_time` decides who handles it."""
    return Submission.objects.filter(key=key).exists()


def keep_result(key: uuid.UUID, result: dict[str, Any]) -> None:
    """Keeps what the act led to (keys only), for the answer to a form that comes again."""
    Submission.objects.filter(key=key).update(result=result)


def earlier_result(key: uuid.UUID, *, by: User) -> dict[str, Any]:
    """What the same form by the same user led to; empty where it was another's."""
    found = Submission.objects.filter(key=key, by=by).first()
    return found.result if found else {}
