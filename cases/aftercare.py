"""After closing: short checks that come back on their day, and what happens to them when a question opens again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from cases import hours
from cases.acts import Refused, act, keep, locked
from cases.codes import AftercareKind, OtherWorkKind
from cases.entries import Entry, Glance, Waiting
from cases.models import AftercareContact, HelpQuestion, OtherWork, QuestionEvent
from cases.rules import reopen_until
from cases.triage import mine_or_left
from oco import audit, submissions
from oco.models import User
from oco.templatetags.oco import date_nl
from oco.workdays import next_working_day

STILL_OPEN = "Deze vraag is nog open. Nazorg plant u na het afsluiten."
OVER = "Dit contact is al gedaan of vervallen."


@dataclass(frozen=True)
class Suggestion:
    """A usual moment for a check: in words, and the day."""

    words: str
    on: date


def suggestions(today: date) -> tuple[Suggestion, Suggestion]:
    """Six weeks and three months (13 weeks) from now, on a working day."""
    return (
        Suggestion("Over 6 weken", next_working_day(today + timedelta(weeks=6))),
        Suggestion("Over 3 maanden", next_working_day(today + timedelta(weeks=13))),
    )


def plan(
    *,
    question: HelpQuestion,
    kind: AftercareKind,
    due_on: date,
    note: str,
    by: User,
    today: date,
    key: uuid.UUID | None = None,
) -> AftercareContact | None:
    """Plans a check on a closed question. None when this form (`key`) was handled before. Raises Refused."""
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is None:
            raise Refused(STILL_OPEN)
        _check_day(due_on, today=today)
        contact = AftercareContact.objects.create(question=question, kind=kind, due_on=due_on, note=note, planned_by=by)
        _tell(question, by, f"{kind.label.capitalize()} gepland op {date_nl(due_on)}.")
        audit.record("aftercare planned", by=by, on=contact, question=question.pk, kind=kind.value)
    return contact


def move(*, contact: AftercareContact, due_on: date, note: str, by: User, today: date, version: int) -> None:
    """Plans a check for another day. Raises Refused, ChangedMeanwhile."""
    with act():
        contact = _planned(contact, version=version)
        _check_day(due_on, today=today)
        contact.due_on, contact.note = due_on, note
        keep(contact, "due_on", "note")
        audit.record("aftercare moved", by=by, on=contact, question=contact.question_id)


def do(
    *,
    contact: AftercareContact,
    on: date,
    result: str,
    minutes: int | None,
    by: User,
    today: date,
    version: int,
) -> AftercareContact:
    """Writes how the client is doing. Minutes become a line of other work of the kind "nazorg" with the number of the
    question, so that the hours of the closed question stay as they were (docs/decisions/0014).

    Raises Refused (with the field), PeriodFiled, ChangedMeanwhile.
    """
    with act():
        question = locked(contact.question)
        contact = _planned(contact, version=version)
        if on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="on")
        if question.closed_on is None or on < question.closed_on:
            raise Refused("De vraag was toen nog open. Kies een latere dag.", field="on")
        contact.done_on, contact.done_by, contact.result = on, by, result
        if minutes:
            contact.work = _hours(question, on=on, minutes=minutes, by=by, today=today)
        keep(contact, "done_on", "done_by", "result", "work")
        _tell(question, by, f"{contact.get_kind_display().capitalize()} op {date_nl(on)}.\n{result}".strip())
        audit.record("aftercare done", by=by, on=contact, question=question.pk)
    return contact


def skip(*, contact: AftercareContact, reason: str, by: User, today: date, version: int) -> None:
    """Leaves a planned check out, with the reason. Raises Refused, ChangedMeanwhile."""
    with act():
        contact = _planned(contact, version=version)
        _leave_out(contact, reason, by=by, today=today)
        _tell(contact.question, by, f"{contact.get_kind_display().capitalize()} vervallen: {reason}")


def cancel(question: HelpQuestion, *, by: User, today: date, reason: str) -> None:
    """Leaves out all that was planned, within the act that opens the question again."""
    for contact in question.aftercare.planned().select_for_update():
        _leave_out(contact, reason, by=by, today=today)


def _planned(contact: AftercareContact, *, version: int) -> AftercareContact:
    contact = locked(contact, version=version)
    if contact.done_on is not None or contact.skipped_on is not None:
        raise Refused(OVER)
    return contact


def _check_day(due_on: date, *, today: date) -> None:
    if due_on < today:
        raise Refused("Deze datum is voorbij. Kies vandaag of een latere dag.", field="due_on")


def _leave_out(contact: AftercareContact, reason: str, *, by: User, today: date) -> None:
    contact.skipped_on, contact.skip_reason = today, reason
    keep(contact, "skipped_on", "skip_reason")
    audit.record("aftercare left out", by=by, on=contact, question=contact.question_id)


def _hours(question: HelpQuestion, *, on: date, minutes: int, by: User, today: date) -> OtherWork | None:
    assert question.provider is not None  # only a question of a provider is worked on and closed
    return hours.write_other_work(
        by=by,
        today=today,
        provider=question.provider,
        front_door=question.front_door,
        on=on,
        kind=OtherWorkKind.AFTERCARE,
        minutes=minutes,
        note=f"bij vraag {question.number}",
    )


def _tell(question: HelpQuestion, by: User, note: str) -> None:
    QuestionEvent.objects.create(question=question, kind=QuestionEvent.Kind.AFTERCARE, by=by, note=note)


# --- where it shows itself ----------------------------------------------------------------------------------------


def beside(glance: Glance) -> Entry | None:
    """The next planned check, or the last one; from the closing on."""
    contacts = list(glance.question.aftercare.all()) if glance.can_work else []
    if not glance.can_work or (glance.question.is_open and not contacts):
        return None
    url = reverse("aftercare", args=[glance.question.pk])
    planned = [each for each in contacts if each.done_on is None and each.skipped_on is None]
    if planned:
        due_on = planned[0].due_on
        return Entry("Nazorg", f"bellen op {date_nl(due_on)}", url, "calendar", attention=due_on <= glance.today)
    done = [each.done_on for each in contacts if each.done_on is not None]
    state = f"laatst op {date_nl(max(done))}" if done else "vervallen" if contacts else "niets gepland"
    return Entry("Nazorg", state, url, "calendar")


def reopening(glance: Glance) -> Entry | None:
    """Until when a closed question may open again, and after that the question that follows it."""
    question = glance.question
    if not glance.can_work or question.closed_on is None:
        return None
    until = reopen_until(question.closed_on)
    if glance.today <= until:
        return Entry(
            "Heropenen", f"kan tot en met {date_nl(until)}", reverse("reopen_question", args=[question.pk]), "undo"
        )
    state = f"heropenen kon tot en met {date_nl(until)}"
    return Entry("Vervolgvraag", state, reverse("follow_up", args=[question.pk]), "plus")


def waiting(user: User, today: date) -> Iterable[Waiting]:
    """Checks whose day has come: for the question's supporter, or for who leads the team when that one left."""
    due = AftercareContact.objects.for_user(user).planned().filter(due_on__lte=today)
    for contact in due.filter(mine_or_left(user, today)).select_related("question__client"):
        yield Waiting(
            on=contact.due_on,
            what=f"{contact.get_kind_display().capitalize()}: bel even hoe het gaat",
            about=contact.question.client.full_name,
            url=reverse("aftercare_contact", args=[contact.pk]),
            icon="phone",
            key="nazorgcontacten",
        )
