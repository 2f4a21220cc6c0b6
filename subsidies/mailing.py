"""Mails of a job: to whom, and each person once, however often the job runs.

A mail has a link, no figures and nobody's words. The worker finds out by itself what is to be told, for the
municipality's login can't ask for jobs; a job's key says what was told, and each person is mailed once per job.

Where the worker dies between the mail server's "yes" and our commit, the mail goes a second time, for nobody can know
both. It then has the same Message-ID, by which mail servers and programs see that it is the same.
"""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from oco import jobs, mail, submissions
from oco.models import Job, Membership, Organisation, User
from oco.models.people import Role

_NAMESPACE = uuid.UUID("0d0f5f5a-5c0c-4b0e-8a53-6f6f7f1e3a21")
# What happened longer ago isn't news: a worker that stood still for a week starts with what is new.
NEWS_DAYS = 7


@dataclass(frozen=True)
class Mail:
    """What both sides are told. `care`: keys of the organisations whose managers are mailed."""

    subject: str
    text: str
    care: frozenset[int]
    municipality: int | None  # its policy officers; None: they are told otherwise
    care_path: str
    municipality_path: str
    written_by: int | None = None  # who did it knows
    concerned: str = "deze rapporten"  # why somebody gets it: "omdat u bij … betrokken bent"


def ask_once(kind: str, wanted: Mapping[str, dict[str, Any]]) -> list[Job]:
    """Asks for the mails that haven't been asked for: by key the arguments of each. As often as one likes."""
    known = set(Job.objects.filter(key__in=[f"{kind}:{key}" for key in wanted]).values_list("key", flat=True))
    return [
        jobs.enqueue(kind, key=key, **arguments) for key, arguments in wanted.items() if f"{kind}:{key}" not in known
    ]


def deliver(running: jobs.Running, mail: Mail | None) -> dict[str, Any]:
    """Sends the mail of a job and marks it done. None: it no longer needs telling."""
    people = recipients(mail) if mail else []
    return deliver_texts(running, [(user, mail.subject, _body(mail, url)) for user, url in people] if mail else [])


def deliver_texts(running: jobs.Running, mails: Sequence[tuple[User, str, str]]) -> dict[str, Any]:
    """Sends (person, subject, text) and marks the job done. Says for how many people it was and how many went now."""
    result = {"people": len(mails), "sent": send_to_each(running, mails)}
    with transaction.atomic():
        jobs.finished(running, result)
    return result


def recipients(mail: Mail) -> list[tuple[User, str]]:
    """People by their role today, each once, with the address of the page on their side."""
    care = settings.CARE_ADDRESS.rstrip("/") + mail.care_path
    found = {user.pk: (user, care) for user in holders(Role.MANAGER, organisation_id__in=mail.care)}
    if mail.municipality is not None:
        address = settings.MUNICIPALITY_ADDRESS.rstrip("/") + mail.municipality_path
        found |= {user.pk: (user, address) for user in policy_officers(mail.municipality)}
    return [pair for pk, pair in found.items() if pk != mail.written_by]


def policy_officers(municipality: int) -> list[User]:
    """Who checks reports for the municipality today and may sign in."""
    return holders(
        Role.POLICY_OFFICER,
        organisation__kind=Organisation.Kind.MUNICIPALITY,
        organisation__municipality_id=municipality,
    )


def holders(role: Role, **at: Any) -> list[User]:
    """Who has this role there today and may sign in, each once. `at`: which memberships, as filters."""
    rows = (
        Membership.objects.active_on(timezone.localdate())
        .filter(role=role, user__is_active=True, **at)
        .select_related("user")
        .order_by("user__email")
    )
    return list({row.user_id: row.user for row in rows}.values())


def _body(mail: Mail, address: str) -> str:
    return (
        f"{mail.text}\n\nBekijk het hier:\n{address}\n\n"
        f"U krijgt deze mail omdat u bij {mail.concerned} betrokken bent. "
        "Antwoorden op deze mail worden niet gelezen.\n"
    )


def send_to_each(running: jobs.Running, mails: Iterable[tuple[User, str, str]]) -> int:
    """Sends (person, subject, text), a transaction for each person: one that went isn't sent again when a later one
    fails, and one that is refused doesn't keep the others waiting. Gives how many went now; raises the first refusal.
    """
    key = Job.objects.values_list("key", flat=True).get(pk=running.job_id)
    sent, refused = 0, None
    for user, subject, text in mails:
        try:
            sent += _send(uuid.uuid5(_NAMESPACE, f"{key} {user.pk}"), user, subject, text)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as reason:
            refused = refused or reason
    if refused:
        raise refused
    return sent


def _send(key: uuid.UUID, user: User, subject: str, text: str) -> bool:
    with transaction.atomic():
        if not submissions.first_time(key, by=user):
            return False
        mail.send_once(key, subject, text, user.email)
    return True
