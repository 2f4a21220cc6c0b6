"""The case talk (caseoverleg): a question goes on the team's list, is decided on, and what was decided is done."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from cases.acts import Refused, act, keep, locked
from cases.entries import Entry, Glance, Waiting
from cases.models import CaseTalkItem, QuestionEvent
from cases.models.questions import HelpQuestion
from oco import access, audit, submissions
from oco.access import Permission
from oco.models import User
from oco.templatetags.oco import day as day_in_words

Kind = QuestionEvent.Kind


@dataclass(frozen=True)
class Decision:
    """What the team decided, and on which day."""

    on: date
    text: str
    note: str = ""


def put_on_the_list(
    *, question: HelpQuestion, ask: str, by: User, today: date, key: uuid.UUID | None = None
) -> CaseTalkItem | None:
    """Puts an open question on the list of its provider. None when this form (`key`) was handled before.

    Raises Refused.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is not None:
            raise Refused("Deze vraag is afgesloten.")
        if question.provider is None:
            raise Refused("Deze vraag heeft nog geen aanbieder.")
        if CaseTalkItem.objects.on_the_list().filter(question=question).exists():
            raise Refused("Deze vraag staat al op de lijst van het caseoverleg.")
        item = CaseTalkItem.objects.create(
            question=question, provider=question.provider, ask=ask.strip(), asked_on=today, asked_by=by
        )
        _note(item, by, f"Op de lijst: {item.ask}")
        audit.record("case talk asked", by=by, on=item, question=question.pk)
    return item


def take_off(*, item: CaseTalkItem, by: User, version: int) -> None:
    """Takes a question off the list before it was discussed. Raises Refused, ChangedMeanwhile."""
    with act():
        item = locked(item, version=version)
        if item.discussed_on is not None:
            raise Refused("Deze vraag is al besproken.")
        _note(item, by, "Van de lijst gehaald.")
        audit.record("case talk taken off", by=by, on=item, question=item.question_id)
        item.delete()


def decide(*, item: CaseTalkItem, decision: Decision, by: User, today: date, version: int) -> CaseTalkItem:
    """Writes what the team decided; once more corrects it, as long as it isn't done. Raises Refused,
    ChangedMeanwhile."""
    with act():
        item = locked(item, version=version)
        if item.done_on is not None:
            raise Refused("Dit besluit is al uitgevoerd.")
        if decision.on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="on")
        if decision.on < item.asked_on:
            raise Refused("De vraag stond toen nog niet op de lijst. Kies een latere dag.", field="on")
        again = item.discussed_on is not None
        item.discussed_on, item.decided_by = decision.on, by
        item.decision, item.note = decision.text.strip(), decision.note.strip()
        keep(item, "discussed_on", "decided_by", "decision", "note")
        _note(item, by, f"{'Besluit gewijzigd' if again else 'Besluit'}: {item.decision}\n{item.note}".strip())
        audit.record("case talk decided", by=by, on=item, question=item.question_id)
    return item


def mark_done(*, item: CaseTalkItem, by: User, today: date, version: int) -> CaseTalkItem:
    """What was decided has been done. Raises Refused, ChangedMeanwhile."""
    with act():
        item = locked(item, version=version)
        if item.discussed_on is None:
            raise Refused("Deze vraag is nog niet besproken.")
        if item.done_on is None:
            item.done_on, item.done_by = today, by
            keep(item, "done_on", "done_by")
            _note(item, by, "Besluit uitgevoerd.")
            audit.record("case talk done", by=by, on=item, question=item.question_id)
    return item


def _note(item: CaseTalkItem, by: User, note: str) -> None:
    QuestionEvent.objects.create(question_id=item.question_id, kind=Kind.CASE_TALK, by=by, note=note)


# --- where it shows -------------------------------------------------------------------------------------------------


def hidden_events(question: HelpQuestion, user: User) -> Q:
    """The events of a question that this user doesn't see: who reads it for another organisation than its provider
    doesn't hear what the team said among itself."""
    if question.provider_id in access.provider_ids(user, Permission.WORK_ON_QUESTIONS):
        return Q(pk__in=[])
    return Q(kind=Kind.CASE_TALK)


def beside(glance: Glance) -> Entry | None:
    """The line on the page of a question; for its provider's own people alone."""
    question = glance.question
    if not glance.can_work:
        return None
    item = CaseTalkItem.objects.for_user(glance.user).filter(question=question).order_by("-pk").first()
    icon = "people"
    if item is None or item.done_on is not None:
        if not question.is_open:
            return None
        state = "nog niet besproken"
        if item is not None and item.discussed_on is not None:
            state = f"besproken op {day_in_words(item.discussed_on)}, besluit uitgevoerd"
        return Entry("Op het caseoverleg zetten", state, reverse("case_talk_ask", args=[question.pk]), icon)
    url = reverse("case_talk_item", args=[item.pk])
    if item.discussed_on is None:
        return Entry("Caseoverleg", f"op de lijst sinds {day_in_words(item.asked_on)}", url, icon)
    return Entry("Caseoverleg", f"besluit van {day_in_words(item.discussed_on)} uitvoeren", url, icon, attention=True)


def waiting(user: User, today: date) -> Iterator[Waiting]:
    """Decisions to carry out: of one's own questions, and of those of nobody that one brought in oneself."""
    mine = Q(question__supporter=user) | Q(question__supporter__isnull=True, asked_by=user)
    found = CaseTalkItem.objects.for_user(user).to_carry_out().filter(mine).select_related("question__client")
    for item in found:
        assert item.discussed_on is not None
        yield Waiting(
            on=item.discussed_on,
            what="Besluit van het caseoverleg uitvoeren",
            about=f"{item.question.client.list_name} · {item.question.number}",
            url=reverse("case_talk_item", args=[item.pk]),
            icon="people",
            key="besluiten van het caseoverleg",
            since=True,
        )
