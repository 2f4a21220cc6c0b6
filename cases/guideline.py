"""Hours against the guideline: the present pace of a question, and what a team may talk about. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Lower

from cases import caseload, rules
from cases.caseload import Row
from cases.models import HelpQuestion
from cases.rules import Pace


def pace_of(question: HelpQuestion, *, minutes: int, today: date) -> Pace | None:
    """The pace of an open question, from the `minutes` so far; None where there is too little to go by. One query."""
    if not question.is_open:
        return None
    worked = question.contacts.filter(minutes__gt=0).aggregate(first=Min("on"), days=Count("on", distinct=True))
    return rules.pace(
        minutes=minutes,
        guideline_minutes=question.guideline_minutes,
        first_on=worked["first"],
        days_worked=worked["days"],
        today=today,
    )


def to_talk_about(questions: QuerySet[HelpQuestion]) -> QuerySet[HelpQuestion]:
    """Those from 80 percent of the guideline on, by the supporter's name and then the client's: an alphabet, so
    that nobody stands on top for the number of their hours."""
    return (
        caseload.with_work(questions)
        .filter(caseload.near_guideline())
        .select_related("client", "provider", "supporter")
        .order_by(Lower("supporter__name").asc(nulls_last=True), "supporter_id", "client__sort_key", "pk")
    )


@dataclass(frozen=True)
class Group:
    """The questions of one supporter; an empty name is nobody's."""

    name: str
    rows: list[Row]


def by_supporter(rows: list[Row]) -> list[Group]:
    """Rows in the order of `to_talk_about`, one group a supporter."""
    groups: list[Group] = []
    last: int | None = -1
    for row in rows:
        supporter = row.question.supporter
        if not groups or row.question.supporter_id != last:
            groups.append(Group(supporter.name if supporter else "", []))
            last = row.question.supporter_id
        groups[-1].rows.append(row)
    return groups
