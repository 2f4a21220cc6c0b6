"""One-time links for people without an account: made, opened, used, withdrawn.

Opening by GET shows nothing of anybody and writes nothing, for mail programs open links by themselves; the page asks to
press a button first.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.urls import reverse

from cases.models import HelpQuestion, OneTimeLink, Referral
from oco import audit
from oco.models import User
from oco.secret_hash import hashed

HOLDS_FOR = {
    OneTimeLink.Purpose.HANDOVER: timedelta(days=14),
    OneTimeLink.Purpose.HANDOVER_DONE: timedelta(days=180),
    OneTimeLink.Purpose.EVALUATION: timedelta(days=30),
}


class LinkRefused(Exception):
    """The link doesn't work (any more); the text is for the visitor."""


@transaction.atomic
def make(
    *,
    purpose: OneTimeLink.Purpose,
    question: HelpQuestion,
    by: User | None,
    now: datetime,
    url_name: str,
    referral: Referral | None = None,
    shares: Sequence[str] = (),
) -> tuple[OneTimeLink, str]:
    """A fresh link and its address; earlier ones for the same purpose and record stop working.

    The address is nowhere kept: it is shown or mailed now, or never.
    """
    same = OneTimeLink.objects.filter(purpose=purpose, question=question, referral=referral)
    # One that was just made, or made with a clock that ran ahead, still expires after it was made.
    same.filter(used_at__isnull=True, expires_at__gt=now).update(
        expires_at=Greatest(Value(now), F("made_at") + timedelta(microseconds=1))
    )
    token = secrets.token_urlsafe(32)
    link = OneTimeLink.objects.create(
        purpose=purpose,
        question=question,
        referral=referral,
        token_hash=hashed(token),
        shares=list(shares),
        made_at=now,
        made_by=by,
        expires_at=now + HOLDS_FOR[purpose],
    )
    audit.record("one-time link made", by=by, on=link, purpose=str(purpose), question=question.pk)
    base: str = settings.CARE_ADDRESS
    return link, base + reverse(url_name, args=[token])


def find(token: str, *, purpose: OneTimeLink.Purpose, now: datetime) -> OneTimeLink:
    """The link of a token. Raises LinkRefused with the reason, the same for a token that never was."""
    related = ("question__client", "question__front_door", "question__provider", "referral")
    found = OneTimeLink.objects.select_related(*related).filter(token_hash=hashed(token), purpose=purpose).first()
    if found is None or found.withdrawn_at is not None:
        raise LinkRefused("Deze link werkt niet. Kijk of u de hele link hebt gebruikt, of vraag om een nieuwe.")
    if found.used_at is not None:
        raise LinkRefused("Deze link is al gebruikt. U hoeft niets meer te doen.")
    if found.expires_at <= now:
        raise LinkRefused("Deze link is verlopen. Vraag om een nieuwe.")
    return found


@transaction.atomic
def opened(link: OneTimeLink, *, now: datetime) -> None:
    """Notes the first time that the content was shown."""
    if OneTimeLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now):
        audit.record("one-time link opened", by=None, on=link, purpose=link.purpose)


def use(link: OneTimeLink, *, now: datetime) -> None:
    """Uses the link up, within the act's transaction. Of two at once the second is refused. Raises LinkRefused."""
    alive = OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    if not alive.update(used_at=now):
        raise LinkRefused("Deze link is al gebruikt, ingetrokken of verlopen.")
    audit.record("one-time link used", by=None, on=link, purpose=link.purpose)


@transaction.atomic
def withdraw(*, link: OneTimeLink, by: User, now: datetime) -> None:
    """Stops a link that wasn't used; one that was stays as it is."""
    if OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=by
    ):
        audit.record("one-time link withdrawn", by=by, on=link, purpose=link.purpose)
