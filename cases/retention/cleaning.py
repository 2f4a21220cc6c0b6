"""What has a fixed term and goes by itself: traces of forms, jobs and invitations, times at the counter, unusual
reading, sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Model, Q

from cases.models import CounterTiming, UnusualReading
from oco import devices
from oco.models import CareSession, Invitation, Job, KnownDevice, Submission

FORMS = INVITATIONS = timedelta(days=90)
TIMINGS = timedelta(days=365)
READING = timedelta(days=730)  # what was unusual about somebody's reading, and what came of it
# A job's key also says that a mail went out, once for a grant's year and the one after it.
JOBS = timedelta(days=730)
AT_ONCE = 5_000  # rows of one statement: a night with much to clean doesn't hold the tables


def clean(*, now: datetime) -> dict[str, int]:
    """Removes what is past its term; says how much of each. May be called as often as one likes."""
    ended = Q(status__in=[Job.Status.DONE, Job.Status.FAILED], finished_at__lt=now - JOBS)
    return {
        "forms": _delete(Submission, Q(handled_at__lt=now - FORMS)),
        "jobs": _delete(Job, ended),
        "invitations": _delete(Invitation, Q(expires_at__lt=now - INVITATIONS)),
        "timings": _delete(CounterTiming, Q(at__lt=now - TIMINGS)),
        "devices": _delete(KnownDevice, Q(seen_at__lt=now - devices.KNOWN_FOR)),
        "reading": _delete(UnusualReading, Q(on__lt=(now - READING).date())),
        "sessions": _delete(CareSession, Q(expire_date__lt=now)),
    }


def _delete(model: type[Model], condition: Q) -> int:
    removed, rows = 0, model._default_manager.filter(condition)
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        model._default_manager.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed
