"""One line per act, written in the act's own transaction."""

from __future__ import annotations

from django.db import models

from oco.models import AuditEvent, User

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
