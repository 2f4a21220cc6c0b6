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
from django.urls import ResolverMatch
from django.utils import timezone

from cases.models import Draft
from oco import submissions
from oco.models import User

KEEP = timedelta(hours=24)
# A form with ten questions of a page each stays far below this.
MOST_BYTES = 50_000
MOST_DRAFTS = 50  # of one author
_LONGEST_NAME = 60
# What may be half-typed: the walk-in, what hangs on a client or a question, and the pages of PAGES. No free names.
FORM_NAME = re.compile(r"^(walk-in|(client|question)-\d{1,12}(-[a-z]{1,20})?|page(-[a-z0-9]{1,40}){1,12})$")

# Pages whose form is kept by its own address (js/keep.js), by what they hang on. On a question or a client, so that a
# removal takes them along; the others go with their day. The walk-in, work on a question, a talk and what else has a
# draft of its own in its view isn't here.
_OF_QUESTION = {
    "close_question": "close",
    "reopen_question": "reopen",
    "edit_question": "edit",
    "guideline_reason": "reason",
    "found_and_done": "found",
    "evaluation": "evaluation",
    "aftercare": "aftercare",
    "not_reached": "attempt",
    "pause_terms": "pause",
    "wait_question": "wait",
    "pass_on_question": "passon",
    "offered_question": "offered",
    "wlz": "wlz",
    "signal_of_question": "signal",
    "case_talk_ask": "casetalk",
    "other_supporter": "othersupporter",
    "assign": "assign",
}
_OF_CLIENT = {
    "client_identity": "identity",
    "client_surroundings": "surroundings",
    "client_fixed_contact": "fixedcontact",
    "contact_person_new": "contactperson",
    "client_new_question": "question",
    "rights_new": "rights",
}
_OF_PAGE = frozenset(
    {
        *("new_client", "contact_person", "edit_contact", "correct_note", "aftercare_contact", "aftercare_move"),
        *("aftercare_skip", "add_hours_line", "add_other_work", "edit_other_work", "hand_over", "hand_over_all"),
        *("rights_extend", "rights_decide", "rights_carry_out", "talk_outcome", "objection", "signals", "edit_signal"),
        *("signal_bundle", "case_talk_item", "referral_consent", "referral_facts", "social_map_new"),
        *("social_map_entry", "new_absence", "edit_absence"),
    }
)
PAGES = _OF_QUESTION.keys() | _OF_CLIENT.keys() | _OF_PAGE

Data = dict[str, list[str]]  # the values of each field, as a browser sends them


class NotKept(ValueError):
    """This can't be a draft: an unknown form, or far too much text."""


def name_of(match: ResolverMatch) -> str | None:
    """The name of the draft of the form at this address; None where it isn't kept."""
    name, at = match.url_name or "", match.kwargs
    if word := _OF_QUESTION.get(name):
        return f"question-{at['pk']}-{word}"
    if word := _OF_CLIENT.get(name):
        return f"client-{at['pk']}-{word}"
    if name not in _OF_PAGE:
        return None
    parts = [name.replace("_", "-"), *(re.sub(r"[^a-z0-9]+", "-", str(value).lower()) for value in at.values())]
    return f"page-{'-'.join(parts)}"[:_LONGEST_NAME].rstrip("-")


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
