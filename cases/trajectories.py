"""The trajectory of a question: from picking it up to closing it, within the days that its norms give. Pure, and the
lines that it shows on pages.

Source: Westerveld, clarify and arrange within six weeks. Where the norms have no such limit, there is no trajectory.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import DateField, ExpressionWrapper, F
from django.urls import reverse

from cases.entries import Entry, Glance, Waiting
from cases.models import HelpQuestion
from oco.models import User
from oco.templatetags.oco import date_nl, plural

WARN_DAYS = 7


def last_day(picked_up_on: date | None, trajectory_days: int | None) -> date | None:
    """The last day on which a trajectory is within its limit, counted in calendar days from the day of picking up;
    None where it hasn't begun, or has no limit."""
    if picked_up_on is None or trajectory_days is None:
        return None
    return picked_up_on + timedelta(days=trajectory_days)


def words(question: HelpQuestion, *, today: date) -> str:
    """How the trajectory stands: "tot en met 12 december, nog 3 dagen". Empty where there is none."""
    last = last_day(question.picked_up_on, question.trajectory_days)
    if question.trajectory_days is None:
        return ""
    if last is None:
        return f"begint bij het oppakken, ten hoogste {plural(question.trajectory_days, 'dag,dagen')}"
    if question.closed_on is not None:
        over = (question.closed_on - last).days
        return f"{plural(over, 'dag,dagen')} langer dan de afspraak" if over > 0 else "klaar binnen de afspraak"
    left = (last - today).days
    if left < 0:
        return f"{plural(-left, 'dag,dagen')} over de laatste dag, {date_nl(last)}"
    if left == 0:
        return f"vandaag is de laatste dag, {date_nl(last)}"
    return f"tot en met {date_nl(last)}, nog {plural(left, 'dag,dagen')}"


def beside(glance: Glance) -> Entry | None:
    """The line on the question's card."""
    question = glance.question
    if question.trajectory_days is None:
        return None
    last = last_day(question.picked_up_on, question.trajectory_days)
    near = last is not None and question.is_open and (last - glance.today).days <= WARN_DAYS
    url = reverse("question", args=[question.pk])
    return Entry("Traject", words(question, today=glance.today), url, "calendar", near)


def waiting(user: User, today: date) -> Iterable[Waiting]:
    """The user's open trajectories of which the last day is a week away or over."""
    last = ExpressionWrapper(F("picked_up_on") + F("trajectory_days"), output_field=DateField())
    rows = (
        HelpQuestion.objects.for_user(user)
        .open()
        .filter(supporter=user, picked_up_on__isnull=False, trajectory_days__isnull=False)
        .annotate(trajectory_ends_on=last)
        .filter(trajectory_ends_on__lte=today + timedelta(days=WARN_DAYS))
        .select_related("client")
    )
    for question in rows:
        yield Waiting(
            on=last_day(question.picked_up_on, question.trajectory_days) or today,
            what="Traject afronden",
            about=question.client.full_name,
            url=reverse("question", args=[question.pk]),
            icon="calendar",
            key="trajecten",
        )
