"""The story of one question: contacts, events and referrals in one line, newest first. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from cases import case_talk
from cases.codes import Activity
from cases.hours import may_change, written_late, written_on
from cases.models import Contact, HelpQuestion, QuestionEvent, Referral
from oco import access
from oco.access import Permission
from oco.models import User

_ACTIVITY_ICONS: dict[str, str] = {
    Activity.TALK: "chat",
    Activity.HOME_VISIT: "home",
    Activity.PHONE: "phone",
    Activity.EMAIL: "mail",
    Activity.GOING_ALONG: "people",
    Activity.CASE_CONFERENCE: "people",
    Activity.PREPARATION: "pen",
    Activity.TRAVEL: "map",
    Activity.REPORTING: "file",
}
_EVENT_ICONS: dict[str, str] = {
    QuestionEvent.Kind.RECEIVED: "inbox",
    QuestionEvent.Kind.TRIAGED: "check",
    QuestionEvent.Kind.ASSIGNED: "person",
    QuestionEvent.Kind.URGENCY: "alert",
    QuestionEvent.Kind.HANDED_OVER: "arrow-right",
    QuestionEvent.Kind.CLOSED: "lock",
    QuestionEvent.Kind.REOPENED: "undo",
    QuestionEvent.Kind.CORRECTED: "pen",
    QuestionEvent.Kind.ATTEMPT: "phone",
    QuestionEvent.Kind.PAUSED: "hourglass",
    QuestionEvent.Kind.RESUMED: "clock",
    QuestionEvent.Kind.WAITING: "hourglass",
    QuestionEvent.Kind.WAITED: "check",
    QuestionEvent.Kind.ASSESSED: "chart",
    QuestionEvent.Kind.TALK: "people",
    QuestionEvent.Kind.CASE_TALK: "people",
    QuestionEvent.Kind.OBJECTIVITY: "person",
    QuestionEvent.Kind.PROVIDER: "arrow-right",
    QuestionEvent.Kind.WLZ: "send",
    QuestionEvent.Kind.AFTERCARE: "calendar",
    QuestionEvent.Kind.EVALUATED: "check-circle",
}


@dataclass(frozen=True)
class Part:
    """An hour line as the page shows it. `may_change` decides on the links to correct and remove, `may_copy` on the
    one that fills the form with it."""

    contact: Contact
    may_change: bool
    may_copy: bool = False


@dataclass(frozen=True)
class Item:
    """One point of the story."""

    on: date
    at: datetime
    icon: str
    title: str
    by: str
    text: str
    mark: bool = False  # a turning point
    line: Part | None = None
    beside: list[Part] = field(default_factory=list)
    written_late_on: date | None = None


@dataclass(frozen=True)
class Story:
    items: list[Item]
    # The note of a hand-over that the present supporter hasn't worked on since; stands on top of the page.
    hand_over: QuestionEvent | None


def story(question: HelpQuestion, *, user: User) -> Story:
    """All that was written about a question. Three queries, whatever the length."""
    contacts = list(question.contacts.select_related("supporter", "written_by").order_by("on", "pk"))
    events = list(
        question.events.exclude(case_talk.hidden_events(question, user)).select_related("by").order_by("at", "pk")
    )
    referrals = list(question.referrals.select_related("written_by"))
    leads = access.provider_ids(user, Permission.LEAD_TEAM)
    parts = {
        line.pk: Part(
            line,
            question.is_open and may_change(line, user, leads),
            question.is_open and line.supporter_id == user.pk and line.activity != Activity.TRAVEL,
        )
        for line in contacts
    }
    beside: dict[int, list[Part]] = {}
    for line in contacts:
        if line.beside_id is not None:
            beside.setdefault(line.beside_id, []).append(parts[line.pk])
    last_closing = max((event.pk for event in events if event.kind == QuestionEvent.Kind.CLOSED), default=0)
    items = [
        *(_of_contact(parts[line.pk], beside.get(line.pk, [])) for line in contacts if line.beside_id is None),
        *(_of_event(event, question, last_closing=event.pk == last_closing) for event in events),
        *(item for referral in referrals for item in _of_referral(referral)),
    ]
    items.sort(key=lambda item: (item.on, item.at), reverse=True)
    return Story(items, _open_hand_over(question, contacts, events))


def _of_contact(part: Part, beside: list[Part]) -> Item:
    line = part.contact
    wrote = written_on(line)
    return Item(
        on=line.on,
        at=line.written_at,
        icon=_ACTIVITY_ICONS[line.activity],
        title=line.get_activity_display().capitalize() if line.activity != Activity.CASE_CONFERENCE else "MDO",
        by=line.supporter.name,
        text=line.note,
        line=part,
        beside=beside,
        written_late_on=wrote if written_late(line.on, wrote) else None,
    )


def _of_event(event: QuestionEvent, question: HelpQuestion, *, last_closing: bool) -> Item:
    title = event.get_kind_display().capitalize()
    if event.kind == QuestionEvent.Kind.RECEIVED:
        title = f"Ontvangen via {question.get_channel_display()}"
    # Receipt and closing have days of their own; the line may have been written later.
    on = timezone.localtime(event.at).date()
    if event.kind == QuestionEvent.Kind.RECEIVED:
        on = question.received_on
    elif event.kind == QuestionEvent.Kind.CLOSED and last_closing and question.closed_on:
        on = question.closed_on
    return Item(
        on=on,
        at=event.at,
        icon=_EVENT_ICONS[event.kind],
        title=title,
        by=event.by.name if event.by else "",
        text=event.note,
        mark=event.kind not in (QuestionEvent.Kind.CORRECTED, QuestionEvent.Kind.ATTEMPT),
    )


def _of_referral(referral: Referral) -> list[Item]:
    """The referral, and what became of it on the days on which it did."""
    how = "Warme overdracht" if referral.kind == Referral.Kind.WARM else "Verwezen met folder"
    first = Item(
        on=referral.on,
        at=referral.written_at,
        icon="send",
        title=f"{how}: {referral.to}",
        by=referral.written_by.name,
        text=referral.note,
        mark=True,
    )
    answered = "aangenomen" if referral.answer == Referral.Answer.DONE else referral.get_answer_display()
    later = [
        (referral.joint_talk_on, "people", f"Gezamenlijk gesprek met {referral.to}", ""),
        (referral.answered_on, "chat", f"{referral.to}: {answered}", referral.answer_note),
        (referral.done_on, "check-circle", f"{referral.to}: afgerond", ""),
        (referral.consent_withdrawn_on, "x", f"Toestemming voor {referral.to} ingetrokken", ""),
    ]
    return [
        first,
        # Each a little later than the one before it, for those of one day.
        *(
            Item(on, referral.written_at + timedelta(microseconds=n), icon, title, "", text, mark=True)
            for n, (on, icon, title, text) in enumerate(later, 1)
            if on
        ),
    ]


def _open_hand_over(
    question: HelpQuestion, contacts: list[Contact], events: list[QuestionEvent]
) -> QuestionEvent | None:
    last = next((event for event in reversed(events) if event.kind == QuestionEvent.Kind.HANDED_OVER), None)
    if last is None or not question.is_open:
        return None
    worked_since = any(line.supporter_id == question.supporter_id and line.written_at > last.at for line in contacts)
    return None if worked_since else last
