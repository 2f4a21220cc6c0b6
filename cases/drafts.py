"""Half-typed forms, kept on the server while somebody types: of their author alone, for one day.

A form that was saved leaves no draft, also where the last piece of typing arrives after it: a draft carries
the key of its form (oco/submissions.py), and a key that was handled takes no draft any more.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cases.models import Draft
from oco import submissions
from oco.models import User

KEEP = timedelta(hours=24)
# A form with ten questions of a page each stays far below this.
MOST_BYTES = 50_000
MOST_DRAFTS = 50  # of one author
# What may be half-typed: the walk-in, a client's identity, work on a question. No free names.
FORM_NAME = re.compile(r"^(walk-in|client-\d{1,12}|question-\d{1,12}(-[a-z]{1,20})?)$")

Data = dict[str, list[str]]  # the values of each field, as a browser sends them


class NotKept(ValueError):
    """This can't be a draft: an unknown form, or far too much text."""


@transaction.atomic
def save(*, author: User, form: str, data: Mapping[str, Sequence[str]]) -> datetime | None:
    """Keeps what was typed until now, instead of what was kept before. None where the form was handled already.

    Raises NotKept.
    """
    size = sum(len(name) + sum(map(len, values)) for name, values in data.items())
    if not FORM_NAME.match(form) or size > MOST_BYTES:
        raise NotKept(form)
    values: Data = {name: [str(value) for value in given] for name, given in data.items()}
    if _handled(values):
        return None
    if Draft.objects.filter(author=author).exclude(form=form).count() >= MOST_DRAFTS:
        raise NotKept("too many")
    now = timezone.now()
    Draft.objects.update_or_create(author=author, form=form, defaults={"data": values, "saved_at": now})
    return now


def find(*, author: User, form: str) -> Draft | None:
    """The author's own draft of this form, of the last 24 hours."""
    found = Draft.objects.filter(author=author, form=form, saved_at__gt=timezone.now() - KEEP).first()
    return None if found is None or _handled(found.data) else found


def discard(*, author: User, form: str) -> None:
    Draft.objects.filter(author=author, form=form).delete()


def remove_old(*, now: datetime | None = None) -> int:
    """Removes what is older than a day; returns how many."""
    removed, _ = Draft.objects.filter(saved_at__lte=(now or timezone.now()) - KEEP).delete()
    return removed


def _handled(data: Data) -> bool:
    try:
        key = uuid.UUID(data["key"][0])
    except (KeyError, IndexError, ValueError):
        return False
    return submissions.was_handled(key)
