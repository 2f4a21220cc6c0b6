"""From one provider of a front door to another, with the client's consent.

What was said to one provider isn't for another's eyes. So the question stays where it is, and the other provider
gets a new one that follows it, with only what the client allows to be told (docs/decisions, between providers).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import ProtectedError

from cases import intake
from cases.acts import Refused, act, keep, locked
from cases.codes import Channel
from cases.models import HelpQuestion, QuestionEvent, Referral
from cases.triage import mark_triaged, works_at
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.models import Organisation, Participation, User

CLOSED = "Deze vraag is al afgesloten."


@dataclass(frozen=True)
class Passing:
    """To whom, what may be told there (the text and domains of the new question), and how the client agreed."""

    provider: Organisation
    text: str
    domains: Sequence[str]
    consent_on: date
    consent_how: Referral.ConsentHow
    note: str = ""  # for colleagues of the provider that passes it on


def other_providers(question: HelpQuestion) -> list[Organisation]:
    """The providers behind the same front door, without the question's own."""
    places = Participation.objects.filter(front_door_id=question.front_door_id).exclude(
        provider_id=question.provider_id
    )
    return [place.provider for place in places.select_related("provider")]


def pass_on(
    *, question: HelpQuestion, passing: Passing, consent: bool, by: User, today: date, key: uuid.UUID | None = None
) -> Referral | None:
    """Offers the question to another provider: a new one there, that follows it and waits for triage.

    The old one stays open until somebody closes it. None when this form (`key`) was handled before.
    Raises Refused, PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        if not consent:
            raise Refused("Dit kan alleen als de cliënt het goed vindt.", field="consent")
        if passing.consent_on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="consent_on")
        if question.provider is None or passing.provider not in other_providers(question):
            raise Refused("Kies een andere aanbieder van deze voordeur.", field="provider")
        if question.referrals.filter(passed_on__supporter__isnull=True, passed_on__isnull=False, answer="").exists():
            raise Refused("Deze vraag ligt al bij een andere aanbieder. Wacht op het antwoord.")
        (made,) = intake.register_questions(
            client=question.client,
            questions=[
                intake.NewQuestion(
                    text=passing.text,
                    domains=passing.domains,
                    channel=Channel.OTHER_ORGANISATION,
                    received_on=today,
                    urgent=question.urgent,
                    provider=passing.provider,
                    follows=question,
                    district=question.district,
                )
            ],
            by=by,
            today=today,
        )
        referral = Referral.objects.create(
            question=question,
            on=today,
            to=passing.provider.name,
            kind=Referral.Kind.WARM,
            consent=True,
            consent_on=passing.consent_on,
            consent_how=passing.consent_how,
            shares=["text", "domains"],  # identity is kept once for the whole front door
            receiver_note=passing.text,
            note=passing.note.strip(),
            passed_on=made,
            written_by=by,
        )
        agreed = f"{referral.get_consent_how_display()}, op {passing.consent_on:%d-%m-%Y}"
        _tell(made, f"Komt van {question.provider.name}. De cliënt vindt het goed ({agreed}).", by=by)
        audit.record("question passed on", by=by, on=question, to=passing.provider.pk, made=made.pk)
    return referral


def accept(*, referral: Referral, by: User, today: date) -> HelpQuestion:
    """The other provider takes the question up: on the name of who says so, where they work there.

    Raises Refused.
    """
    with act():
        referral, made = _offered(referral)
        if made.supporter_id is None and made.provider_id and works_at(by, made.provider_id, today=today):
            made.supporter = by
            mark_triaged(made, by=by)
            keep(made, "supporter", "triaged_at", "triaged_by")
        _answer(referral, Referral.Answer.ACCEPTED, "", today=today)
        _tell(made, f"Aangenomen door {referral.to}.", by=by)
        audit.record("passed question accepted", by=by, on=made, referral=referral.pk)
    return made


def send_back(*, referral: Referral, reason: str, by: User, today: date) -> None:
    """The other provider doesn't take it: the reason goes to the one who passed it on, and the new question goes.

    It was never theirs, so no figure may count it; the question itself is still open where it was.
    Raises Refused where somebody worked on it already, PeriodFiled where its receipt was filed.
    """
    if not reason.strip():
        raise Refused("Schrijf op waarom u de vraag terugstuurt.", field="reason")
    with act():
        referral, made = _offered(referral)
        refuse_filed(made.front_door_id, made.received_on)
        _answer(referral, Referral.Answer.REFUSED, reason.strip(), today=today)
        audit.record("passed question sent back", by=by, on=referral.question, referral=referral.pk, made=made.pk)
        try:
            made.delete()
        except ProtectedError:
            raise Refused("Hier is al aan gewerkt. Rond de vraag zelf af.") from None


def _offered(referral: Referral) -> tuple[Referral, HelpQuestion]:
    """Both as they stand now, held until the transaction ends. The old question is first, as in `pass_on`."""
    locked(referral.question)
    referral = locked(referral)
    if referral.passed_on is None or referral.answer:
        raise Refused("Op deze vraag is al geantwoord.")
    made = locked(referral.passed_on)
    if made.closed_on is not None:
        raise Refused(CLOSED)
    return referral, made


def _answer(referral: Referral, answer: Referral.Answer, note: str, *, today: date) -> None:
    referral.answer, referral.answered_on, referral.answer_note = answer, today, note
    keep(referral, "answer", "answered_on", "answer_note")


def _tell(made: HelpQuestion, note: str, *, by: User) -> None:
    """In the story of the new question; that of the first has its referral (cases/timeline.py)."""
    QuestionEvent.objects.create(question=made, kind=QuestionEvent.Kind.PROVIDER, by=by, note=note)
