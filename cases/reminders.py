"""The morning mail: what is late or nearly late, to whom it concerns. Counts and question numbers, no persons."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from cases import caseload
from cases.models import HelpQuestion
from cases.rules import Clock
from oco import audit, jobs, submissions
from oco.access import Permission, front_doors_run
from oco.models import Job, Membership, User
from oco.models.people import Role
from oco.workdays import is_working_day

KIND = "morning_reminders"
MOST_NAMED = 15  # a mail with more numbers isn't read; the page has them all
_NAMESPACE = uuid.UUID("5a0c1b0e-6d0f-4d0b-9a52-0f7f5f6d6a11")


@dataclass
class Reminder:
    """What one person is told. Questions are (number, primary key)."""

    user: User
    overdue: list[tuple[str, int]] = field(default_factory=list)
    due_soon: list[tuple[str, int]] = field(default_factory=list)
    untriaged_count: int = 0
    inbox_overdue_count: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.due_soon or self.untriaged_count or self.inbox_overdue_count)

    @property
    def late_count(self) -> int:
        return len(self.overdue) or self.inbox_overdue_count


def ask(*, today: date) -> Job | None:
    """Asks the worker for the reminders of a day; on a day off nobody is reminded."""
    if not is_working_day(today):
        return None
    return jobs.enqueue(KIND, key=today.isoformat(), day=today.isoformat())


@jobs.handler(KIND, atomic=False)
def _send_all(running: jobs.Running) -> dict[str, int]:
    """One transaction per person, so that a mail that was sent isn't sent again when a later one fails."""
    today = date.fromisoformat(running.arguments["day"])
    reminders = due(today=today)
    sent = 0
    for n, reminder in enumerate(reminders, 1):
        sent += send(reminder, today=today)
        running.progress(100 * n // len(reminders))
    result = {"people": len(reminders), "sent": sent}
    jobs.finished(running, result)
    return result


def due(*, today: date) -> list[Reminder]:
    """Who is to be told what: supporters their own questions, coordinators the counts of their inbox."""
    found: dict[int, Reminder] = {}

    def of(user: User) -> Reminder:
        return found.setdefault(user.pk, Reminder(user))

    own = (
        HelpQuestion.objects.open()
        .filter(caseload.overdue(today) | caseload.due_soon(today), supporter__is_active=True)
        .select_related("supporter")
        .order_by(caseload.next_due(), "pk")
    )
    at_work = _people_by_provider(today)
    for question in own:
        if question.supporter is None or question.supporter_id not in at_work[question.provider_id or 0]:
            continue
        late = any(term.clock is Clock.OVERDUE for term in caseload.terms_of(question, today=today))
        reminder = of(question.supporter)
        (reminder.overdue if late else reminder.due_soon).append((question.number, question.pk))

    for user in _coordinators(today):
        mine = HelpQuestion.objects.open().filter(front_door_id__in=front_doors_run(user, Permission.TRIAGE))
        untriaged = mine.filter(triaged_at__isnull=True).count()
        overdue = mine.filter(caseload.overdue(today)).count()
        if untriaged or overdue:
            reminder = of(user)
            reminder.untriaged_count, reminder.inbox_overdue_count = untriaged, overdue
    return sorted((each for each in found.values() if not each.is_empty), key=lambda each: each.user.pk)


def _people_by_provider(today: date) -> dict[int, set[int]]:
    """Who works at a provider today; a question of somebody who left is the manager's concern."""
    people: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.active_on(today).filter(Q(role=Role.SUPPORTER) | Q(role=Role.MANAGER))
    for organisation, user in rows.values_list("organisation_id", "user_id"):
        people[organisation].add(user)
    return people


def _coordinators(today: date) -> list[User]:
    rows = Membership.objects.active_on(today).filter(role=Role.COORDINATOR, user__is_active=True)
    return list(User.objects.filter(pk__in=rows.values("user_id")).order_by("pk"))


def send(reminder: Reminder, *, today: date) -> bool:
    """Mails one person, once a day however often it is asked. False when it went before."""
    with transaction.atomic():
        key = uuid.uuid5(_NAMESPACE, f"{today.isoformat()} {reminder.user.pk}")
        if not submissions.first_time(key, by=reminder.user):
            return False
        context = {
            "reminder": reminder,
            "overdue": _links(reminder.overdue),
            "due_soon": _links(reminder.due_soon),
            "more_overdue": max(0, len(reminder.overdue) - MOST_NAMED),
            "more_due_soon": max(0, len(reminder.due_soon) - MOST_NAMED),
            "today_url": settings.CARE_ADDRESS + reverse("today"),
            "inbox_url": settings.CARE_ADDRESS + reverse("inbox"),
        }
        text = render_to_string("caseload/reminder.txt", context)
        send_mail(_subject(reminder), text, settings.DEFAULT_FROM_EMAIL, [reminder.user.email])
        audit.record("reminder sent", by=None, on=reminder.user)
    return True


def _links(questions: list[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(number, settings.CARE_ADDRESS + reverse("question", args=[pk])) for number, pk in questions[:MOST_NAMED]]


def _subject(reminder: Reminder) -> str:
    if count := reminder.late_count:
        return f"{count} {'vraag is' if count == 1 else 'vragen zijn'} te laat"
    if count := len(reminder.due_soon):
        return f"{count} {'vraag is' if count == 1 else 'vragen zijn'} bijna te laat"
    count = reminder.untriaged_count
    return f"{count} {'nieuwe vraag wacht' if count == 1 else 'nieuwe vragen wachten'} op toewijzing"
