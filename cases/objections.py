"""Help with an objection (bezwaar), an appeal (beroep) or a complaint (klacht), and its last days by law."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from cases import legal_terms
from cases.acts import Refused, act, keep, locked
from cases.casework import CLOSED
from cases.codes import ObjectionKind, ObjectionOutcome
from cases.entries import Entry, Glance, Waiting
from cases.legal_terms import WARN_DAYS, Stand
from cases.models import HelpQuestion, Objection
from cases.triage import mine_or_left
from oco import audit, submissions
from oco.models import User
from oco.templatetags.oco import date_nl

# What to do, by where it stands; the day stands beside it.
WAITS = {
    Stand.SOON: "{} indienen, uiterlijk op deze dag",
    Stand.MISSED: "{}: de laatste dag is voorbij",
    Stand.UNANSWERED: "{}: het antwoord is te laat",
}


@dataclass(frozen=True)
class Facts:
    """What somebody knows of an objection or a complaint; its last days follow from these."""

    kind: ObjectionKind
    about: str
    announced_on: date | None = None
    filed_on: date | None = None
    committee: bool = False
    extended: bool = False
    ended_on: date | None = None
    outcome: ObjectionOutcome | None = None
    note: str = ""


def begin(
    *, question: HelpQuestion, facts: Facts, by: User, today: date, key: uuid.UUID | None = None
) -> Objection | None:
    """Writes down that the client is helped with this. None when this form (`key`) was handled before.

    Raises Refused (with the field).
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        objection = Objection.objects.create(question=question, written_by=by, **_columns(facts, today=today))
        audit.record("objection begun", by=by, on=objection, question=question.pk, kind=facts.kind.value)
    return objection


def edit(*, objection: Objection, facts: Facts, by: User, today: date, version: int) -> Objection:
    """Follows it up: filed, put off, decided. Also after the question was closed, for the answer may come later.

    Raises Refused (with the field), ChangedMeanwhile.
    """
    with act():
        objection = locked(objection, version=version)
        columns = _columns(facts, today=today)
        for name, value in columns.items():
            setattr(objection, name, value)
        keep(objection, *columns)
        audit.record("objection followed up", by=by, on=objection, question=objection.question_id)
    return objection


def _columns(facts: Facts, *, today: date) -> dict[str, object]:
    """The columns of these facts, with the last days. Raises Refused where the days can't be."""
    complaint = facts.kind == ObjectionKind.COMPLAINT
    announced_on = None if complaint else facts.announced_on
    if not complaint and announced_on is None:
        raise Refused("Vul in wanneer het besluit is verstuurd.", field="announced_on")
    for name, day in (("announced_on", announced_on), ("filed_on", facts.filed_on), ("ended_on", facts.ended_on)):
        if day is not None and day > today:
            raise Refused("Deze datum ligt in de toekomst.", field=name)
    if facts.filed_on and announced_on and facts.filed_on < announced_on:
        raise Refused("Dit is voor de dag van het besluit. Kijk de datum na.", field="filed_on")
    if (facts.outcome is None) != (facts.ended_on is None):
        missing = "outcome" if facts.outcome is None else "ended_on"
        raise Refused("Vul de uitkomst en de datum van de uitkomst in.", field=missing)
    if facts.outcome not in (None, ObjectionOutcome.DROPPED) and facts.filed_on is None:
        raise Refused("Vul in wanneer het is ingediend.", field="filed_on")
    if facts.ended_on and facts.filed_on and facts.ended_on < facts.filed_on:
        raise Refused("Dit is voor de dag van indienen. Kijk de datum na.", field="ended_on")
    last = legal_terms.file_by(facts.kind, announced_on=announced_on)
    due = legal_terms.decide_by(
        facts.kind, file_by=last, filed_on=facts.filed_on, committee=facts.committee, extended=facts.extended
    )
    return {
        **facts.__dict__,
        "announced_on": announced_on,
        "outcome": facts.outcome or "",
        "file_by": last,
        "decide_by": due,
    }


def stand_of(objection: Objection, *, today: date) -> Stand:
    return legal_terms.stand(
        file_by=objection.file_by,
        filed_on=objection.filed_on,
        decide_by=objection.decide_by,
        ended_on=objection.ended_on,
        today=today,
    )


def words(objection: Objection, *, today: date) -> str:
    """‘kan tot en met 28 december’, ‘ingediend, antwoord uiterlijk 3 maart’ …"""
    match stand_of(objection, today=today):
        case Stand.ENDED:
            return objection.get_outcome_display()
        case Stand.WAITING | Stand.UNANSWERED if objection.decide_by is not None:
            late = "had er moeten zijn op" if today > objection.decide_by else "uiterlijk"
            return f"ingediend, antwoord {late} {date_nl(objection.decide_by)}"
        case Stand.WAITING:
            return "ingediend"
        case Stand.MISSED if objection.file_by is not None:
            return f"de laatste dag was {date_nl(objection.file_by)}"
        case _ if objection.file_by is not None:
            return f"kan tot en met {date_nl(objection.file_by)}"
    return "nog niet ingediend"


# --- where it shows itself ----------------------------------------------------------------------------------------


def beside(glance: Glance) -> Entry | None:
    """The objection or complaint that asks for most: one that runs before one that ended, then the nearest last day."""
    if not glance.can_work:
        return None
    found = list(glance.question.objections.all())
    if not found:
        if not glance.question.is_open:
            return None
        url = reverse("objection_new", args=[glance.question.pk])
        return Entry("Bezwaar of klacht", "niet aan de orde", url, "flag")
    first = min(found, key=lambda one: (one.outcome != "", one.file_by or date.max, one.pk))
    state = words(first, today=glance.today)
    if len(found) > 1:
        state += f" (en nog {len(found) - 1})"
    attention = stand_of(first, today=glance.today).asks
    label = first.get_kind_display().capitalize()
    return Entry(label, state, reverse("objection", args=[first.pk]), "flag", attention)


def waiting(user: User, today: date) -> Iterable[Waiting]:
    """What must be filed within two weeks, and answers that stay away; also of a question that was closed since."""
    near = Q(filed_on__isnull=True, file_by__lte=today + timedelta(days=WARN_DAYS))
    waits = near | Q(decide_by__lt=today)
    found = Objection.objects.for_user(user).filter(mine_or_left(user, today), waits, outcome="")
    for each in found.select_related("question__client"):
        yield Waiting(
            on=each.decide_by or each.file_by or today,
            what=WAITS[stand_of(each, today=today)].format(each.get_kind_display()).capitalize(),
            about=each.question.client.full_name,
            url=reverse("objection", args=[each.pk]),
            icon="flag",
            key="bezwaren en klachten",
        )
