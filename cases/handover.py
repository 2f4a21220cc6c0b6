"""The receiver of a warm handover answers through a one-time link, without an account.

They see what the client allowed (cases/told.py) and say: accepted, refused with the reason, or done. After
accepting they get a second link, which tells nothing and only reports that it is done.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from smtplib import SMTPException

import structlog
from django.core.mail import send_mail
from django.utils import timezone

from cases import links
from cases.acts import Refused, act, keep, locked
from cases.models import OneTimeLink, Referral
from cases.told import allowed
from oco import audit, submissions
from oco.models import User

log = structlog.get_logger(__name__)
Purpose = OneTimeLink.Purpose
Answer = Referral.Answer


def make_link(
    *, referral: Referral, by: User, now: datetime, mail: bool = False, key: uuid.UUID | None = None
) -> str | None:
    """A fresh link for the receiver; an earlier one stops working. Returns its address, which is nowhere kept.

    `mail`: the page sends it as well, so an address must be known. None when this form was handled before.
    Raises Refused.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        referral = locked(referral)
        if referral.passed_on_id is not None:
            raise Refused("Deze vraag is al bij de andere aanbieder.")
        if referral.kind != Referral.Kind.WARM or not allowed(referral):
            raise Refused("Schrijf eerst op wat de cliënt goed vindt om te vertellen.")
        if referral.answer:
            raise Refused("De ontvanger heeft al geantwoord.")
        if mail and not referral.email:
            raise Refused("Vul eerst het e-mailadres van de ontvanger in, bij de toestemming.")
        _, address = links.make(
            purpose=Purpose.HANDOVER,
            question=referral.question,
            referral=referral,
            by=by,
            now=now,
            url_name="receive_handover",
            shares=allowed(referral),
        )
    return address


def withdraw_link(*, referral: Referral, by: User, now: datetime) -> None:
    """Stops every link of this referral that wasn't used."""
    with act():
        referral = locked(referral)
        for link in OneTimeLink.objects.filter(referral=referral):
            links.withdraw(link=link, by=by, now=now)


def answer(*, link: OneTimeLink, answer: Referral.Answer, note: str, now: datetime) -> str:
    """The receiver's answer; it uses the link up. After accepting: the address of the link to report that it is
    done; else nothing. Raises Refused, LinkRefused."""
    if answer == Answer.REFUSED and not note.strip():
        raise Refused("Schrijf op waarom u de overdracht niet aanneemt.", field="note")
    with act():
        referral = _answered(link, answer, now=now)
        referral.answered_on, referral.answer_note = timezone.localtime(now).date(), note.strip()
        keep(referral, "answered_on", "answer_note", *_ANSWER)
        audit.record("handover answered", by=None, on=referral, answer=answer.value)
        if answer != Answer.ACCEPTED:
            return ""
        _, address = links.make(
            purpose=Purpose.HANDOVER_DONE,
            question=link.question,
            referral=referral,
            by=None,
            now=now,
            url_name="handover_done",
        )
    return address


def report_done(*, link: OneTimeLink, now: datetime) -> None:
    """The receiver says later that it is done. Raises LinkRefused."""
    with act():
        referral = _answered(link, Answer.DONE, now=now)
        keep(referral, *_ANSWER)
        audit.record("handover done", by=None, on=referral)


_ANSWER = ("answer", "done_on", "answer_seen_at", "answer_seen_by")


def _answered(link: OneTimeLink, answer: Referral.Answer, *, now: datetime) -> Referral:
    """Uses the link up and sets the answer; the caller writes it. The referral is held first, as where a link is
    withdrawn: else the two could wait for each other."""
    assert link.referral is not None  # by constraint, for these purposes
    referral = locked(link.referral)
    links.use(link, now=now)
    referral.answer = answer
    referral.done_on = timezone.localtime(now).date() if answer == Answer.DONE else None
    referral.answer_seen_at, referral.answer_seen_by = None, None
    return referral


# --- mail -------------------------------------------------------------------------------------------------------------


def mail_link(*, referral: Referral, address: str) -> bool:
    """Sends the link for an answer. Nothing about the client is in it. False where it could not be sent."""
    sender = referral.question.provider
    from_whom = sender.name if sender else referral.question.front_door.name
    return _send(
        referral.email,
        f"Warme overdracht van {from_whom}",
        f"Goedendag,\n\nU krijgt een warme overdracht van {from_whom}.\n"
        "Open de link om te zien wat de cliënt met u wil delen, en om te antwoorden:\n\n"
        f"{address}\n\n"
        "De link werkt twee weken lang. Na uw antwoord werkt hij niet meer. U hebt geen account nodig.\n"
        "Is dit niet voor u bedoeld? Open de link dan niet en laat het ons weten.\n",
    )


def mail_done_link(*, referral: Referral, address: str) -> bool:
    """Sends the link to report later that it is done."""
    return _send(
        referral.email,
        f"Overdracht {referral.question.number} is aangenomen",
        f"Goedendag,\n\nU hebt overdracht {referral.question.number} aangenomen. Dank u wel.\n"
        "Is het afgerond? Laat het weten met deze link:\n\n"
        f"{address}\n\n"
        "De link werkt een half jaar, en één keer.\n",
    )


def _send(to: str, subject: str, text: str) -> bool:
    if not to:
        return False
    try:
        return bool(send_mail(subject, text, None, [to]))
    except (SMTPException, OSError) as error:
        log.warning("handover mail failed", kind=type(error).__name__)  # the error's own text may name an address
        return False
