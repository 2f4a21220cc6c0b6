"""One line per act, written in the act's own transaction."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from oco.models import AuditEvent, User
from oco.trail.objects import TABLE_OF

Detail = str | int | bool | None | list[str] | list[int]


def record(action: str, *, by: User | None, on: models.Model | None = None, **details: Detail) -> None:
    """Writes that `by` did `action` on a record: what and what was done with it, in words ("question assigned").
    `details` holds keys, codes and counts, no personal data."""
    AuditEvent.objects.create(
        by=by,
        action=action,
        record_kind=on._meta.label_lower if on is not None else "",
        record_id=str(on.pk) if on is not None else "",
        details=details,
    )


# Not allowed, not there for this user (which may be somebody else's record), and too often.
_REFUSED = (403, 404, 429)


def record_refusal(request: HttpRequest, status: int) -> None:
    """Writes that somebody who is signed in was refused. A look at a client that was refused stands in the log of looks
    already (oco/trail/reads.py)."""
    match, user = request.resolver_match, request.user
    if status not in _REFUSED or match is None or not isinstance(user, User):
        return
    page = match.url_name or ""
    if page not in TABLE_OF or status == 429:
        record("refused", by=user, page=page, status=status, sent=request.method == "POST")
