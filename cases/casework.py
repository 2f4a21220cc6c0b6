"""The work on a question beside the hours: taking it, handing it over, closing, reopening."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Sum
from django.utils import timezone

from cases import aftercare, evaluation, former, intake, removal
from cases.acts import Refused, act, keep, locked
from cases.codes import Channel, Fits, HowFound, Outcome, OverGuidelineReason
from cases.models import Client, HelpQuestion, QuestionDomain, QuestionEvent
from cases.outcome import Found, keep_found
from cases.own_supporter import is_set_aside, refuse_set_aside
from cases.rules import Guideline, guideline, may_reopen
from cases.triage import mark_triaged, works_at
from oco import access, audit, submissions
from oco.closing import refuse_filed
from oco.models import Organisation, User

Kind = QuestionEvent.Kind
CLOSED = "Deze vraag is al afgesloten."


@dataclass(frozen=True)
class Closing:
    """How a question ended. `reason` is needed above the guideline; score (1-10), fits and consent (may be approached
    for the municipality's survey; None: not asked) are the client's. `found` is what was asked for on the way out."""

    on: date
    outcome: Outcome
    reason: OverGuidelineReason | None = None
    reason_note: str = ""
    score: int | None = None
    fits: Fits | None = None
    survey_consent: bool | None = None
    found: Found = field(default_factory=Found)


def take(*, question: HelpQuestion, by: User, version: int) -> HelpQuestion:
    """A supporter takes a question that nobody has. Raises Refused, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        if question.supporter_id is not None:
            raise Refused("Een collega heeft deze vraag al.")
        refuse_set_aside(question.client, by)
        question.supporter = by
        mark_triaged(question, by=by)
        keep(question, "supporter", "triaged_at", "triaged_by")
        QuestionEvent.objects.create(
            question=question, kind=Kind.ASSIGNED, by=by, note=f"{by.name} nam de vraag op zich."
        )
        audit.record("question taken", by=by, on=question)
    return question


@dataclass(frozen=True)
class Move:
    """One question to its next supporter, with the note that they see on top."""

    question: HelpQuestion
    supporter: User
    note: str


def hand_over(
    *, questions: Sequence[HelpQuestion], supporter: User, note: str, by: User, today: date
) -> list[HelpQuestion]:
    """Gives open questions of one team to another supporter, with one note for all. See `hand_over_all`."""
    return hand_over_all(moves=[Move(question, supporter, note) for question in questions], by=by, today=today)


def hand_over_all(*, moves: Sequence[Move], by: User, today: date, key: uuid.UUID | None = None) -> list[HelpQuestion]:
    """Gives open questions to other supporters of their provider, as when somebody leaves.

    All or none. Questions that the supporter already has are left as they are. Returns those that moved; none when
    this form (`key`) was handled before. Raises Refused.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return []
        moved = []
        # In one order, so that two managers can't deadlock.
        for move in sorted(moves, key=lambda each: each.question.pk):
            question = locked(move.question)
            _check_move(question, move, today=today)
            if question.supporter_id == move.supporter.pk:
                continue
            refuse_set_aside(question.client, move.supporter, field="supporter")
            question.supporter = move.supporter
            mark_triaged(question, by=by)
            keep(question, "supporter", "triaged_at", "triaged_by")
            QuestionEvent.objects.create(question=question, kind=Kind.HANDED_OVER, by=by, note=move.note.strip())
            audit.record("question handed over", by=by, on=question, supporter=move.supporter.pk)
            moved.append(question)
    return moved


def _check_move(question: HelpQuestion, move: Move, *, today: date) -> None:
    if question.closed_on is not None:
        raise Refused(f"Vraag {question.number} is al afgesloten.")
    if move.question.supporter_id != question.supporter_id:
        raise Refused(f"Vraag {question.number} is intussen van iemand anders. Kijk wie de vraag nu heeft.")
    if question.provider_id is None or not works_at(move.supporter, question.provider_id, today=today):
        raise Refused(
            f"{move.supporter.name} werkt niet bij de aanbieder van vraag {question.number}.", field="supporter"
        )


def edit_question(*, question: HelpQuestion, text: str, domains: Sequence[str], by: User, version: int) -> HelpQuestion:
    """Corrects the wording and the life domains. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        if not domains:
            raise Refused("Kies minstens één leefgebied.", field="domains")
        known = set(question.domains.values_list("domain", flat=True))
        changed = known != set(domains)
        if changed:
            refuse_filed(question.front_door_id, question.received_on, question.closed_on)
            question.domains.exclude(domain__in=domains).delete()
            QuestionDomain.objects.bulk_create(
                QuestionDomain(question=question, domain=key) for key in domains if key not in known
            )
        was = question.text
        reworded = was != text
        question.text = text
        keep(question, "text")
        if reworded:
            former.of_question(question, was=was, by=by)
        if changed or reworded:
            what = " en ".join(name for name, so in (("de vraag", reworded), ("de leefgebieden", changed)) if so)
            QuestionEvent.objects.create(question=question, kind=Kind.CORRECTED, by=by, note=f"Gewijzigd: {what}.")
        audit.record("question corrected", by=by, on=question)
    return question


def give_reason(
    *, question: HelpQuestion, reason: OverGuidelineReason, note: str, by: User, version: int
) -> HelpQuestion:
    """Says while the work runs why it takes more hours than the guideline. Raises Refused, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        question.over_guideline_reason, question.over_guideline_note = reason, note
        keep(question, "over_guideline_reason", "over_guideline_note")
        audit.record("reason above guideline given", by=by, on=question, reason=reason.value)
    return question


def minutes_of(question: HelpQuestion) -> int:
    """All minutes written on the question over its whole life."""
    total: int | None = question.contacts.aggregate(total=Sum("minutes"))["total"]
    return total or 0


def close(*, question: HelpQuestion, closing: Closing, by: User, today: date, version: int) -> HelpQuestion:
    """Closes the question with its outcome. Above the guideline a reason is required; within it the reason
    that was given on the way goes. Raises Refused (with the field), PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        _check_closing_day(question, closing.on, today=today)
        refuse_filed(question.front_door_id, closing.on)
        above = guideline(minutes=minutes_of(question), guideline_minutes=question.guideline_minutes) is Guideline.ABOVE
        if above and closing.reason is None:
            raise Refused("Deze vraag kostte meer uren dan de richtlijn. Kies de reden.", field="reason")
        keep_found(question, closing.found, by=by)
        question.closed_on, question.outcome = closing.on, closing.outcome
        question.over_guideline_reason = (closing.reason or "") if above else ""
        question.over_guideline_note = closing.reason_note if above else ""
        keep(question, "closed_on", "outcome", "over_guideline_reason", "over_guideline_note")
        said = evaluation.Said(score=closing.score, fits=closing.fits, consent=closing.survey_consent)
        evaluation.keep_said(question, said, on=closing.on, by=by)
        QuestionEvent.objects.create(question=question, kind=Kind.CLOSED, by=by, note=closing.outcome.label)
        audit.record("question closed", by=by, on=question, outcome=closing.outcome.value)
    return question


def _check_closing_day(question: HelpQuestion, on: date, *, today: date) -> None:
    if question.closed_on is not None:
        raise Refused(CLOSED)
    if on > today:
        raise Refused("Deze datum ligt in de toekomst.", field="on")
    last: date | None = question.contacts.aggregate(last=Max("on"))["last"]
    first_day = max(day for day in (question.received_on, question.reopened_on, last) if day is not None)
    if on < first_day:
        written = f"{first_day.day}-{first_day.month}-{first_day.year}"
        raise Refused(f"Er is op {written} nog iets gebeurd. Kies die dag of een latere.", field="on")


def reopen(*, question: HelpQuestion, reason: str, by: User, today: date, version: int) -> HelpQuestion:
    """Opens a question again within 30 days of its closing. What was planned for after the closing goes: checks are
    left out, and the client's link to the evaluation stops. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        if question.closed_on is None:
            raise Refused("Deze vraag is al open.")
        if not may_reopen(closed_on=question.closed_on, today=today):
            raise Refused("Deze vraag is langer dan 30 dagen dicht. Maak een nieuwe vraag die hierop volgt.")
        refuse_filed(question.front_door_id, question.closed_on)
        question.closed_on, question.outcome, question.reopened_on = None, "", today
        keep(question, "closed_on", "outcome", "reopened_on")
        aftercare.cancel(question, by=by, today=today, reason="De vraag is heropend.")
        evaluation.withdraw(question=question, by=by, now=timezone.now())
        QuestionEvent.objects.create(question=question, kind=Kind.REOPENED, by=by, note=reason.strip())
        audit.record("question reopened", by=by, on=question)
    return question


@dataclass(frozen=True)
class NewForClient:
    """A new question of a known client, as a supporter or coordinator writes it down."""

    text: str
    domains: tuple[str, ...]
    channel: Channel
    received_on: date
    urgent: bool = False
    how_found: HowFound | str = ""


def new_question(
    *,
    client: Client,
    new: NewForClient,
    by: User,
    today: date,
    follows: HelpQuestion | None = None,
    key: uuid.UUID | None = None,
) -> list[HelpQuestion]:
    """A new question for a client. One that follows another stays with the same provider, and with the
    writer where they work there; else it waits for triage. Raises Refused, PeriodFiled."""
    with act():
        if new.received_on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="received_on")
        if follows is not None and new.received_on < follows.received_on:
            raise Refused("De nieuwe vraag komt na de oude. Kies een latere dag.", field="received_on")
        if removal.is_removed(client):
            raise Refused("De gegevens van deze cliënt zijn verwijderd. Registreer de cliënt opnieuw aan de balie.")
        refuse_filed(client.front_door_id, new.received_on)
        provider = follows.provider if follows else _own_provider(by, client, today=today)
        mine = provider is not None and works_at(by, provider.pk, today=today) and not is_set_aside(client, by)
        return intake.register_questions(
            client=client,
            questions=[
                intake.NewQuestion(
                    text=new.text,
                    domains=new.domains,
                    channel=new.channel,
                    urgent=new.urgent,
                    provider=provider,
                    received_on=new.received_on,
                    supporter=by if mine else None,
                    follows=follows,
                    district=follows.district if follows else None,
                    how_found=new.how_found,
                )
            ],
            by=by,
            key=key,
            today=today,
        )


def _own_provider(by: User, client: Client, *, today: date) -> Organisation | None:
    """The one provider of the writer behind this client's front door; None where triage must decide."""
    own = Organisation.objects.filter(
        participations__front_door_id=client.front_door_id,
        pk__in=access.provider_ids(by, access.Permission.WORK_ON_QUESTIONS),
    )
    found = list(own[:2])
    return found[0] if len(found) == 1 else None
