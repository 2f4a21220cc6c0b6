"""The term of the log: after it the lines of whole batches go. Their seals stay, so that the chain can be verified."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from oco.models import LogBatch
from oco.trail.statements import LEAST_DAYS


def forget_old(*, now: datetime | None = None) -> int:
    """Takes the lines of batches that were sealed longer ago than `LOG_YEARS`; says how many lines. One batch a
    transaction, the oldest first; the database itself refuses one of less than a year."""
    kept = max(timedelta(days=LEAST_DAYS + 1), timedelta(days=round(365.25 * settings.LOG_YEARS)))
    old = LogBatch.objects.filter(emptied_at=None, sealed_at__lt=(now or timezone.now()) - kept)
    lines = 0
    for number in list(old.order_by("number").values_list("pk", flat=True)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT oco_forget_log(%s)", [number])
            lines += cursor.fetchone()[0]
    return lines
