"""The one mail of the day, at the hour that each person chose: what is late or nearly late, and what waits.
Counts and question numbers, no clients."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cases import caseload, waiting
from cases.acts import act, keep, locked
from cases.models import Absence, HelpQuestion, ReminderChoice
from cases.rules import Clock, reminded_on
from oco import audit, jobs, mail, submissions
from oco.access import Permission, front_doors_run
from oco.models import Job, Membership, Submission, User
from oco.models.people import Role, Side
from oco.templatetags.oco import plural
from oco.trail import reads
from oco.workdays import is_working_day

KIND = "reminders"
HOURS = range(7, 19)  # that can be chosen
# After the last hour that can be chosen a worker that stood still may still catch up; at night nobody is mailed.
SENT_UNTIL = 20
MOST_NAMED = 15  # a mail with more numbers isn't read; the page has them all
_NAMESPACE = uuid.UUID("5a0c1b0e-6d0f-4d0b-9a52-0f7f5f6d6a11")
_WORKING = (Role.SUPPORTER, Role.MANAGER)
_REMINDED = (*_WORKING, Role.COORDINATOR)

Number = tuple[str, int]  # a question's number and primary key


@dataclass
class Terms:
    """Questions of which a term is over, or nearly."""

    overdue: list[Number] = field(default_factory=list)
    due_soon: list[Number] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.overdue or self.due_soon)


@dataclass(frozen=True)
class Kind:
    """How much of one kind of work waits, and how much of it is late."""

    key: str
    count: int
    late_count: int

    @property
    def words(self) -> str:
        """‘nazorggesprekken: 3, waarvan 1 te laat’."""
        late = f", waarvan {self.late_count} te laat" if self.late_count else ""
        return f"{self.key}: {self.count}{late}"


@dataclass
class Stead:
    """What a colleague who is away leaves to who stands in."""

    name: str
    terms: Terms = field(default_factory=Terms)
    waiting: list[Kind] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        return bool(self.terms.overdue) or any(kind.late_count for kind in self.waiting)


@dataclass
class Reminder:
    """What one person is told."""

    user: User
    terms: Terms = field(default_factory=Terms)
    waiting: list[Kind] = field(default_factory=list)
    steads: list[Stead] = field(default_factory=list)
    untriaged_count: int = 0
    inbox_overdue_count: int = 0

    @property
    def is_empty(self) -> bool:
        return not (
            self.terms
            or self.waiting
            or any(stead.terms or stead.waiting for stead in self.steads)
            or self.untriaged_count
            or self.inbox_overdue_count
        )

    @property
    def is_late(self) -> bool:
        return bool(
            self.terms.overdue
            or self.inbox_overdue_count
            or any(kind.late_count for kind in self.waiting)
            or any(stead.is_late for stead in self.steads)
        )

    @property
    def late_count(self) -> int:
        return len(self.terms.overdue) + sum(len(each.terms.overdue) for each in self.steads) or (
            self.inbox_overdue_count
        )

    @property
    def due_soon_count(self) -> int:
        return len(self.terms.due_soon) + sum(len(each.terms.due_soon) for each in self.steads)

    @property
    def waiting_count(self) -> int:
        theirs = [kind for stead in self.steads for kind in stead.waiting]
        return sum(kind.count for kind in [*self.waiting, *theirs])


# --- when -----------------------------------------------------------------------------------------------------------


def choice_of(user: User) -> ReminderChoice:
    """What somebody chose; what holds for who chose nothing."""
    return ReminderChoice.objects.filter(user=user).first() or ReminderChoice(user=user, version=0)


def choose(*, hour: int, weekdays: str, only_when_late: bool, by: User, version: int) -> ReminderChoice:
    """Keeps when somebody wants their mail. `version` 0: they chose nothing before. Raises ChangedMeanwhile."""
    with act():
        choice, made = ReminderChoice.objects.get_or_create(user=by)
        choice = locked(choice, version=1 if made else version)
        choice.hour, choice.weekdays, choice.only_when_late = hour, weekdays, only_when_late
        keep(choice, "hour", "weekdays", "only_when_late")
        audit.record("reminders chosen", by=by, on=choice, hour=hour, weekdays=weekdays)
    return choice


def ask(*, now: datetime) -> Job | None:
    """Asks the worker for who is to be reminded by now, once an hour; None on a day off, at night, and where this hour
    was asked for. An hour that was missed is caught up with by the next."""
    moment = timezone.localtime(now)
    day = moment.date()
    if not HOURS.start <= moment.hour <= SENT_UNTIL or not is_working_day(day):
        return None
    slot = f"{day.isoformat()}T{moment.hour:02d}"
    if Job.objects.filter(key=f"{KIND}:{slot}").exists():
        return None
    done = Job.objects.filter(kind=KIND, status=Job.Status.DONE, arguments__day=day.isoformat())
    after = max((int(job.arguments["hour"]) for job in done), default=HOURS.start - 1)
    return jobs.enqueue(KIND, key=slot, day=day.isoformat(), hour=moment.hour, after=after)


@jobs.handler(KIND, atomic=False)
def _send_all(running: jobs.Running) -> dict[str, int]:
    """One transaction per person, so that a mail that was sent isn't sent again when a later one fails."""
    today = date.fromisoformat(running.arguments["day"])
    hours = range(int(running.arguments["after"]) + 1, int(running.arguments["hour"]) + 1)
    with reads.nobody_looks():  # what waits knows names; the mail has counts and numbers
        reminders = due(today=today, hours=hours)
    sent = 0
    for n, reminder in enumerate(reminders, 1):
        sent += send(reminder, today=today)
        running.progress(100 * n // len(reminders))
    result = {"people": len(reminders), "sent": sent}
    jobs.finished(running, result)
    return result


# --- to whom, and what ----------------------------------------------------------------------------------------------


def due(*, today: date, hours: range = HOURS) -> list[Reminder]:
    """Who chose one of these hours, wasn't mailed today, and is to be told what: supporters their own questions and
    those of whom they stand in for, coordinators the counts of their inbox, and everybody what waits for them."""
    places = _places(today)
    away = list(Absence.objects.on_day(today).select_related("replaced_by", "user"))
    reminders = {user.pk: Reminder(user) for user in _wanted(places, away, today=today, hours=hours)}
    only_late = set(ReminderChoice.objects.filter(only_when_late=True).values_list("user_id", flat=True))
    _add_terms(reminders, places, away, today=today)
    coordinators = {pk for (pk, _), roles in places.items() if Role.COORDINATOR in roles}
    for pk, reminder in reminders.items():
        _add_waiting(reminder, today=today)
        if pk in coordinators:
            _add_inbox(reminder, today=today)
    found = [each for each in reminders.values() if not each.is_empty]
    return sorted(
        (each for each in found if each.is_late or each.user.pk not in only_late), key=lambda each: each.user.pk
    )


Places = Mapping[tuple[int, int], set[str]]  # (user, organisation) -> roles


def _places(today: date) -> Places:
    """Who works where today; a question of somebody who left is the manager's concern."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = Membership.objects.active_on(today).filter(role__in=_REMINDED, user__is_active=True, user__side=Side.CARE)
    for user, organisation, role in rows.values_list("user_id", "organisation_id", "role"):
        found[user, organisation].add(role)
    return found


def _wanted(places: Places, away: Iterable[Absence], *, today: date, hours: range) -> list[User]:
    """Who chose one of these hours, who isn't away from everywhere, and who wasn't mailed yet."""
    gone = {(each.user_id, each.provider_id) for each in away}
    present = {user for user, organisation in places if (user, organisation) not in gone}
    mailed = set(Submission.objects.filter(key__in=[_key(pk, today) for pk in present]).values_list("by_id", flat=True))
    choices = ReminderChoice.objects.in_bulk(present, field_name="user_id") if present else {}
    return [
        user
        for user in User.objects.filter(pk__in=present - mailed).order_by("pk")
        for choice in [choices.get(user.pk) or ReminderChoice()]
        if choice.hour in hours and reminded_on(choice.weekdays, today)
    ]


def _add_terms(reminders: Mapping[int, Reminder], places: Places, away: Iterable[Absence], *, today: date) -> None:
    """Each question that is late or nearly so to its supporter, or to who stands in for them."""
    absences = {(each.user_id, each.provider_id): each for each in away}
    own = (
        HelpQuestion.objects.open()
        .filter(caseload.overdue(today) | caseload.due_soon(today), supporter__is_active=True)
        .order_by(caseload.next_due(), "pk")
    )
    for question in own:
        place = (question.supporter_id or 0, question.provider_id or 0)
        if places.get(place, set()).isdisjoint(_WORKING):
            continue
        absence = absences.get(place)
        reader = absence.replaced_by_id if absence else question.supporter_id
        reminder = reminders.get(reader or 0)
        if reminder is None or (absence and places.get((reader or 0, place[1]), set()).isdisjoint(_WORKING)):
            continue
        terms = _stead(reminder, absence.user.name).terms if absence else reminder.terms
        late = any(term.clock is Clock.OVERDUE for term in caseload.terms_of(question, today=today))
        (terms.overdue if late else terms.due_soon).append((question.number, question.pk))


def _stead(reminder: Reminder, name: str) -> Stead:
    for stead in reminder.steads:
        if stead.name == name:
            return stead
    reminder.steads.append(Stead(name))
    return reminder.steads[-1]


def _add_waiting(reminder: Reminder, *, today: date) -> None:
    items = [item for item in waiting.for_user(reminder.user, today=today) if item.on <= today]
    for name in dict.fromkeys(item.instead_of for item in items):
        kinds = [
            Kind(group.key, len(group.items), sum(item.is_late(today) for item in group.items))
            for group in waiting.by_kind(item for item in items if item.instead_of == name)
        ]
        (_stead(reminder, name) if name else reminder).waiting = kinds


def _add_inbox(reminder: Reminder, *, today: date) -> None:
    doors = front_doors_run(reminder.user, Permission.TRIAGE)
    inbox = HelpQuestion.objects.open().filter(front_door_id__in=doors)
    reminder.untriaged_count = inbox.filter(triaged_at__isnull=True).count()
    reminder.inbox_overdue_count = inbox.filter(caseload.overdue(today)).count()


# --- the mail -------------------------------------------------------------------------------------------------------


def _key(user_id: int, today: date) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{today.isoformat()} {user_id}")


def send(reminder: Reminder, *, today: date) -> bool:
    """Mails one person, once a day however often it is asked. False when it went before."""
    with transaction.atomic():
        key = _key(reminder.user.pk, today)
        if not submissions.first_time(key, by=reminder.user):
            return False
        context = {
            "reminder": reminder,
            "own": _lines(reminder.terms),
            "steads": [(stead, _lines(stead.terms)) for stead in reminder.steads],
            "today_url": settings.CARE_ADDRESS + reverse("today"),
            "inbox_url": settings.CARE_ADDRESS + reverse("inbox"),
            "waiting_url": settings.CARE_ADDRESS + reverse("waiting"),
            "choice_url": settings.CARE_ADDRESS + reverse("reminder_choice"),
        }
        text = render_to_string("caseload/reminder.txt", context)
        mail.send_once(key, _subject(reminder), text, reminder.user.email)
        audit.record("reminder sent", by=None, on=reminder.user)
    return True


@dataclass(frozen=True)
class Lines:
    """A heading with questions to list below it: number and address."""

    heading: str
    links: list[tuple[str, str]]
    more: int


def _lines(terms: Terms) -> list[Lines]:
    return [
        Lines(
            f"{heading} ({len(questions)})",
            [(number, settings.CARE_ADDRESS + reverse("question", args=[pk])) for number, pk in questions[:MOST_NAMED]],
            max(0, len(questions) - MOST_NAMED),
        )
        for heading, questions in (("Te laat", terms.overdue), ("Bijna te laat", terms.due_soon))
        if questions
    ]


def _subject(reminder: Reminder) -> str:
    if count := reminder.late_count:
        return f"{count} {'vraag is' if count == 1 else 'vragen zijn'} te laat"
    if count := reminder.due_soon_count:
        return f"{count} {'vraag is' if count == 1 else 'vragen zijn'} bijna te laat"
    if count := reminder.untriaged_count:
        return f"{count} {'nieuwe vraag wacht' if count == 1 else 'nieuwe vragen wachten'} op toewijzing"
    return (
        f"Op u {'wacht' if reminder.waiting_count == 1 else 'wachten'} {plural(reminder.waiting_count, 'taak,taken')}"
    )
