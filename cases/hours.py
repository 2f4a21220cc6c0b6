"""Hours: contacts on a question and work that isn't bound to a client. Doing and writing down is one act."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from cases import clock, former
from cases.acts import Refused, act, keep, locked
from cases.codes import WITH_THE_CLIENT, Activity, OtherWorkKind
from cases.models import Contact, HelpQuestion, OtherWork, QuestionEvent
from cases.rules import quick_minutes
from cases.triage import mark_triaged, works_at
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.keys import whole_number
from oco.models import FrontDoor, Organisation, User

LATE_AFTER_DAYS = 7
BUTTONS_LOOK_BACK_DAYS = 90
WITH_PEOPLE = frozenset({OtherWorkKind.INFORMATION, OtherWorkKind.GROUP})
FUTURE = "Deze datum ligt in de toekomst."
NO_PROVIDER = "Deze vraag is nog van geen aanbieder. Wijs de vraag eerst toe."
CLOSED = "Deze vraag is afgesloten. Heropen de vraag om hier nog iets aan te veranderen."


def add_contact(
    *,
    question: HelpQuestion,
    by: User,
    today: date,
    on: date,
    activity: Activity,
    minutes: int,
    note: str = "",
    second_supporter: User | None = None,
    travel_minutes: int = 0,
    key: uuid.UUID | None = None,
) -> Contact | None:
    """Writes what `by` did on a question: one line, and one more for each second supporter and travel.

    `travel_minutes` is per person: with a second supporter both travelled. Stamps first contact and
    pick-up. A question of nobody becomes the writer's. None when this form (`key`) was handled before.
    Raises Refused (with the field), PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        _check_day(question, on, today=today)
        if second_supporter is not None:
            if second_supporter == by:
                raise Refused("Kies een ander dan uzelf.", field="second_supporter")
            if not works_at(second_supporter, _provider_id(question), today=today):
                raise Refused("Deze collega werkt niet bij deze aanbieder.", field="second_supporter")
        if question.supporter_id is None:
            _take_over(question, by=by)
        first = _line(question, by, on, activity, minutes, note=note, by=by)
        lines = [first]
        people = [by] if second_supporter is None else [by, second_supporter]
        if second_supporter is not None:
            lines.append(_line(question, second_supporter, on, activity, minutes, beside=first, by=by))
        if travel_minutes:
            lines += [_line(question, who, on, Activity.TRAVEL, travel_minutes, beside=first, by=by) for who in people]
        for line in lines:
            _stamp(question, line)
        if activity in WITH_THE_CLIENT:
            clock.reached(question, on=on, by=by)
        audit.record("contact written", by=by, on=first, question=question.pk, lines=len(lines))
    return first


def edit_contact(
    *,
    contact: Contact,
    by: User,
    today: date,
    on: date,
    activity: Activity,
    minutes: int,
    note: str,
    version: int,
) -> Contact:
    """Corrects one line. A new date also holds for the lines beside it: it was one visit.

    Raises Refused, PeriodFiled, ChangedMeanwhile.
    """
    with act():
        question = locked(contact.question)
        contact = locked(contact, version=version)
        _check_day(question, on, today=today)
        refuse_filed(contact.front_door_id, contact.on)
        was = contact.note
        before, counted = contact.on, (contact.on, contact.activity, contact.minutes)
        contact.on, contact.activity, contact.minutes, contact.note = on, activity, minutes, note
        keep(contact, "on", "activity", "minutes", "note")
        if was != note:
            former.of_contact(contact, was=was, by=by)
        if on != before:
            contact.companions.update(on=on)
        if (on, activity, minutes) != counted:
            _stamp_anew(question, before, contact.supporter_id)
            if activity in WITH_THE_CLIENT:
                clock.reached(question, on=on, by=by)
        audit.record("contact corrected", by=by, on=contact, question=question.pk)
    return contact


def delete_contact(*, contact: Contact, by: User, version: int) -> None:
    """Removes one line and those beside it. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(contact.question)
        contact = locked(contact, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        refuse_filed(contact.front_door_id, contact.on)
        audit.record("contact removed", by=by, on=contact, question=question.pk, minutes=contact.minutes)
        contact.delete()
        _stamp_anew(question, contact.on, contact.supporter_id)


def write_other_work(
    *,
    by: User,
    today: date,
    provider: Organisation,
    front_door: FrontDoor,
    on: date,
    kind: OtherWorkKind,
    minutes: int,
    people: int | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
) -> OtherWork | None:
    """Writes work that isn't bound to a client. None when this form (`key`) was handled before.

    Groups and information sessions have a number of people; of other work it isn't kept.
    Raises Refused, PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        if on > today:
            raise Refused(FUTURE, field="on")
        people = _people(kind, people)
        refuse_filed(front_door.pk, on)
        work = OtherWork.objects.create(
            front_door=front_door,
            provider=provider,
            supporter=by,
            on=on,
            kind=kind,
            minutes=minutes,
            people=people,
            note=note,
            written_by=by,
        )
        audit.record("other work written", by=by, on=work)
    return work


def edit_other_work(
    *,
    work: OtherWork,
    by: User,
    today: date,
    on: date,
    kind: OtherWorkKind,
    minutes: int,
    people: int | None,
    note: str,
    version: int,
) -> OtherWork:
    """Corrects a line. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        work = locked(work, version=version)
        if on > today:
            raise Refused(FUTURE, field="on")
        people = _people(kind, people)
        refuse_filed(work.front_door_id, work.on, on)
        work.on, work.kind, work.minutes, work.people, work.note = on, kind, minutes, people, note
        keep(work, "on", "kind", "minutes", "people", "note")
        audit.record("other work corrected", by=by, on=work)
    return work


def delete_other_work(*, work: OtherWork, by: User, version: int) -> None:
    """Removes a line. Raises PeriodFiled, ChangedMeanwhile."""
    with act():
        work = locked(work, version=version)
        refuse_filed(work.front_door_id, work.on)
        audit.record("other work removed", by=by, on=work, minutes=work.minutes)
        work.delete()


def _people(kind: OtherWorkKind, people: int | None) -> int | None:
    if kind not in WITH_PEOPLE:
        return None
    if not people:
        raise Refused("Vul in hoeveel mensen er waren.", field="people")
    return people


def quick_minutes_of(user: User, *, today: date) -> tuple[int, ...]:
    """The minutes on this person's buttons, from what they wrote in the last 90 days. One query."""
    lines = Contact.objects.filter(
        supporter=user,
        written_by=user,
        minutes__gt=0,
        on__gt=today - timedelta(days=BUTTONS_LOOK_BACK_DAYS),
        on__lte=today,
    ).exclude(activity=Activity.TRAVEL)
    return quick_minutes(dict(lines.order_by().values_list("minutes").annotate(Count("pk"))))


def to_copy(question: HelpQuestion, user: User, pk: str) -> dict[str, object]:
    """What the form begins with when an own line of this question is done once more: all of it but the day.

    Empty where there is no such line.
    """
    lines = question.contacts.filter(supporter=user, beside__isnull=True).exclude(activity=Activity.TRAVEL)
    line = lines.filter(pk=whole_number(pk) or 0).prefetch_related("companions").first()
    if line is None:
        return {}
    second = next((each.supporter_id for each in line.companions.all() if each.supporter_id != user.pk), None)
    travel = next((each.minutes for each in line.companions.all() if each.activity == Activity.TRAVEL), None)
    return {
        "note": line.note,
        "activity": line.activity,
        "minutes": line.minutes,
        "second_supporter": str(second or ""),
        "travel_minutes": travel,
    }


def _provider_id(question: HelpQuestion) -> int:
    if question.provider_id is None:
        raise Refused(NO_PROVIDER)
    return question.provider_id


def _check_day(question: HelpQuestion, on: date, *, today: date) -> None:
    if question.closed_on is not None:
        raise Refused(CLOSED)
    if on > today:
        raise Refused(FUTURE, field="on")
    if on < question.received_on:
        day = question.received_on
        raise Refused(f"De vraag kwam pas op {day.day}-{day.month}-{day.year} binnen.", field="on")
    refuse_filed(question.front_door_id, on)


def _line(
    question: HelpQuestion,
    supporter: User,
    on: date,
    activity: Activity,
    minutes: int,
    *,
    by: User,
    note: str = "",
    beside: Contact | None = None,
) -> Contact:
    return Contact.objects.create(
        question=question,
        front_door_id=question.front_door_id,
        provider_id=_provider_id(question),
        supporter=supporter,
        beside=beside,
        on=on,
        activity=activity,
        minutes=minutes,
        note=note,
        supporter_kind=supporter.supporter_kind,
        written_by=by,
    )


def _take_over(question: HelpQuestion, *, by: User) -> None:
    """Nobody's question becomes the question of who works on it first."""
    question.supporter = by
    mark_triaged(question, by=by)
    keep(question, "supporter", "triaged_at", "triaged_by")
    QuestionEvent.objects.create(
        question=question, kind=QuestionEvent.Kind.ASSIGNED, by=by, note=f"{by.name} nam de vraag op zich."
    )


def _stamp(question: HelpQuestion, line: Contact) -> None:
    """First contact is the first time that the client was spoken to; picked up is the first time that the
    question's own supporter spent minutes on it. A line written later about an earlier day moves them back.
    The version stays: who is editing the question isn't in the way of who writes hours."""
    changed = []
    if line.activity in WITH_THE_CLIENT and (question.first_contact_on is None or line.on < question.first_contact_on):
        question.first_contact_on = line.on
        changed.append("first_contact_on")
    if (
        line.minutes > 0
        and line.supporter_id == question.supporter_id
        and (question.picked_up_on is None or line.on < question.picked_up_on)
    ):
        question.picked_up_on = line.on
        changed.append("picked_up_on")
    if changed:
        question.save(update_fields=changed)


def _stamp_anew(question: HelpQuestion, before: date, whose: int) -> None:
    """After a line of the day `before` changed or went: a stamp that rested on that day is looked up again.

    A date that came with an imported register and rests on no line stays. `whose` line it was may have been
    the question's supporter then and no longer be it now.
    """
    lines = question.contacts.all()
    contact_on = lines.filter(activity__in=WITH_THE_CLIENT).aggregate(first=Min("on"))["first"]
    if question.first_contact_on == before or _earlier(contact_on, question.first_contact_on):
        question.first_contact_on = contact_on
    mine = {question.supporter_id, whose} if question.picked_up_on == before else {question.supporter_id}
    work_on = lines.filter(minutes__gt=0, supporter_id__in=mine).aggregate(first=Min("on"))["first"]
    if question.picked_up_on == before or _earlier(work_on, question.picked_up_on):
        question.picked_up_on = work_on
    question.save(update_fields=["first_contact_on", "picked_up_on"])


def _earlier(found: date | None, known: date | None) -> bool:
    return found is not None and (known is None or found < known)


def may_change(contact: Contact, user: User, leads: frozenset[int]) -> bool:
    """A line is corrected by whose it is, by who wrote it, and by who leads that team."""
    return user.pk in (contact.supporter_id, contact.written_by_id) or contact.provider_id in leads


def written_late(on: date, written_at: date) -> bool:
    """Written more than a week after the work: memory fills in the rest."""
    return (written_at - on).days > LATE_AFTER_DAYS


def written_on(line: Contact | OtherWork) -> date:
    return timezone.localtime(line.written_at).date()
