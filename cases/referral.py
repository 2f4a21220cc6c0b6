"""Referring, with a leaflet or warm; what the client allows to be told; and what became of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from cases import links
from cases.acts import Refused, act, keep, locked
from cases.models import HelpQuestion, OneTimeLink, Referral, SocialMapEntry
from cases.referral_rules import Stage, stage
from cases.told import WHAT
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.models import User

CLOSED = "Deze vraag is al afgesloten."
FUTURE = "Deze datum ligt in de toekomst."
NEEDS_CONSENT = "Een warme overdracht kan alleen als de cliënt het goed vindt."


@dataclass(frozen=True)
class Consent:
    """What the client allowed to be told (keys of `told.WHAT`), on which day, and how they said so."""

    on: date
    how: Referral.ConsentHow
    shares: tuple[str, ...]


@dataclass(frozen=True)
class Receiver:
    """How the receiver is reached; telephone number as "+31…"."""

    entry: SocialMapEntry | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Facts:
    """A warm handover as facts. `kept`: whether the first appointment went on; None while nobody knows."""

    joint_talk_on: date | None
    first_appointment_on: date | None
    kept: bool | None


def refer(
    *,
    question: HelpQuestion,
    on: date,
    to: str,
    kind: Referral.Kind,
    consent: bool,
    note: str,
    by: User,
    today: date,
    receiver: Receiver | None = None,
    agreed: Consent | None = None,
    receiver_note: str = "",
    key: uuid.UUID | None = None,
) -> Referral | None:
    """Notes that the client was referred. A warm one needs the client's consent. None when handled before.

    Raises Refused, PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        if on > today:
            raise Refused(FUTURE, field="on")
        if kind == Referral.Kind.WARM and not consent:
            raise Refused(NEEDS_CONSENT, field="consent")
        refuse_filed(question.front_door_id, on)
        receiver = receiver or Receiver()
        if receiver.entry is not None and receiver.entry.front_door_id != question.front_door_id:
            raise Refused("Deze plek staat niet op uw sociale kaart.", field="to")
        referral = Referral(
            question=question,
            on=on,
            to=to,
            kind=kind,
            consent=consent,
            note=note,
            entry=receiver.entry,
            email=receiver.email,
            phone=receiver.phone,
            receiver_note=receiver_note,
            written_by=by,
        )
        if consent and agreed is not None:
            _agree(referral, agreed, today=today)
        referral.save()
        audit.record("client referred", by=by, on=referral, question=question.pk, kind=kind.value)
    return referral


def _agree(referral: Referral, agreed: Consent, *, today: date) -> None:
    if agreed.on > today:
        raise Refused(FUTURE, field="consent_on")
    referral.consent_on, referral.consent_how = agreed.on, agreed.how
    referral.shares = [key for key in WHAT if key in agreed.shares]


def change_consent(
    *,
    referral: Referral,
    agreed: Consent,
    receiver: Receiver,
    receiver_note: str,
    by: User,
    today: date,
    version: int,
) -> Referral:
    """What the client allows from now on. A link that was given out tells at most what both it and this allow.

    Raises Refused, ChangedMeanwhile.
    """
    with act():
        referral = locked(referral, version=version)
        if not referral.consent:
            raise Refused(NEEDS_CONSENT)
        _agree(referral, agreed, today=today)
        referral.consent_withdrawn_on = None
        referral.email, referral.phone, referral.receiver_note = receiver.email, receiver.phone, receiver_note
        keep(
            referral,
            *("consent_on", "consent_how", "consent_withdrawn_on", "shares", "email", "phone", "receiver_note"),
        )
        audit.record("consent for handover written", by=by, on=referral, shares=list(referral.shares))
    return referral


def withdraw_consent(*, referral: Referral, by: User, now: datetime) -> Referral:
    """The client takes the consent back: from now on nothing is told, and no link works any more.

    Raises Refused.
    """
    with act():
        referral = locked(referral)
        if referral.consent_on is None or referral.consent_withdrawn_on is not None:
            raise Refused("Er is geen toestemming die u kunt intrekken.")
        referral.consent_withdrawn_on = timezone.localtime(now).date()
        keep(referral, "consent_withdrawn_on")
        for link in OneTimeLink.objects.filter(referral=referral):
            links.withdraw(link=link, by=by, now=now)
        audit.record("consent for handover withdrawn", by=by, on=referral)
    return referral


def write_facts(*, referral: Referral, facts: Facts, by: User, today: date, version: int) -> Referral:
    """The talk that was held together, and the first appointment. They are counted on the day of the referral.

    Raises Refused, PeriodFiled, ChangedMeanwhile.
    """
    with act():
        referral = locked(referral, version=version)
        if facts.joint_talk_on is not None and facts.joint_talk_on > today:
            raise Refused(FUTURE, field="joint_talk_on")
        if facts.kept is not None and facts.first_appointment_on is None:
            raise Refused("Vul de dag van de eerste afspraak in.", field="first_appointment_on")
        if facts.kept is not None and facts.first_appointment_on is not None and facts.first_appointment_on > today:
            raise Refused("Deze afspraak is nog niet geweest.", field="kept")
        if (referral.joint_talk_on, referral.first_appointment_kept) != (facts.joint_talk_on, facts.kept):
            refuse_filed(referral.question.front_door_id, referral.on)
        referral.joint_talk_on, referral.first_appointment_on = facts.joint_talk_on, facts.first_appointment_on
        referral.first_appointment_kept = facts.kept
        keep(referral, "joint_talk_on", "first_appointment_on", "first_appointment_kept")
        audit.record("handover followed", by=by, on=referral)
    return referral


def see_answer(*, referral: Referral, by: User, now: datetime) -> None:
    """Says that the answer was read; it no longer waits for anybody."""
    with act():
        referral = locked(referral)
        taken_up = referral.passed_on is not None and referral.passed_on.supporter_id is not None
        if (referral.answer or taken_up) and referral.answer_seen_at is None:
            referral.answer_seen_at, referral.answer_seen_by = now, by
            keep(referral, "answer_seen_at", "answer_seen_by")
            audit.record("answer to handover seen", by=by, on=referral)


# --- where it stands --------------------------------------------------------------------------------------------------


def with_links(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Adds what `stage_of` reads: `asked_at` and `expires_at` of the newest link that wasn't withdrawn."""
    asked = OneTimeLink.objects.filter(
        referral=OuterRef("pk"), purpose=OneTimeLink.Purpose.HANDOVER, withdrawn_at__isnull=True
    ).order_by("-made_at", "-pk")
    return referrals.annotate(
        asked_at=Subquery(asked.values("made_at")[:1]), expires_at=Subquery(asked.values("expires_at")[:1])
    ).select_related("passed_on")


def stage_of(referral: Referral, *, now: datetime) -> Stage:
    """Where a referral of `with_links` stands. A question that was passed on and taken up there was accepted."""
    asked_at: datetime | None = referral.__dict__["asked_at"]
    expires_at: datetime | None = referral.__dict__["expires_at"]
    answer = referral.answer
    asked_on = timezone.localtime(asked_at).date() if asked_at else None
    if referral.passed_on is not None:
        asked_on = referral.on
        if not answer and referral.passed_on.supporter_id is not None:
            answer = Referral.Answer.ACCEPTED
    return stage(
        warm=referral.kind == Referral.Kind.WARM,
        answer=answer,
        asked_on=asked_on,
        expired=expires_at is not None and expires_at <= now,
        consent_withdrawn_on=referral.consent_withdrawn_on,
        today=timezone.localtime(now).date(),
    )
