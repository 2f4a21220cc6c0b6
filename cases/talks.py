"""The talk with the municipality: prepared together with the client, and how it went."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from django.urls import reverse

from cases.acts import Refused, act, keep, locked
from cases.casework import CLOSED
from cases.codes import Attendance
from cases.entries import Entry, Glance, Waiting
from cases.legal_terms import talks_until
from cases.models import HelpQuestion, QuestionEvent, Talk, TalkDomain
from cases.triage import mine_or_left
from oco import audit, submissions
from oco.dutch import MONTHS
from oco.models import User


@dataclass(frozen=True)
class Domain:
    """What was said about one life domain."""

    goes_well: str = ""
    goes_badly: str = ""
    wants: str = ""


@dataclass(frozen=True)
class Preparation:
    """All that is written down before the talk; nothing of it is required."""

    on: date | None = None
    at: time | None = None
    place: str = ""
    official: str = ""
    reported_on: date | None = None
    client_along: bool = True
    carer_along: bool = False
    supporter_along: bool = True
    others_along: str = ""
    client_wants: str = ""
    bring: str = ""


def prepare(
    *,
    question: HelpQuestion,
    preparation: Preparation,
    domains: Mapping[str, Domain],
    by: User,
    key: uuid.UUID | None = None,
) -> Talk | None:
    """Begins the preparation of a talk; one at a time. None when this form (`key`) was handled before.

    Raises Refused (with the field).
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        _check(question, preparation)
        if question.talks.filter(attendance="").exists():
            raise Refused("Er staat al een gesprek klaar. Schrijf eerst op hoe dat ging.")
        talk = Talk.objects.create(question=question, written_by=by, **preparation.__dict__)
        _keep_domains(talk, domains)
        _tell(
            question, by, f"Voorbereiding gemaakt. {when(talk).capitalize()}." if talk.on else "Voorbereiding gemaakt."
        )
        audit.record("talk prepared", by=by, on=talk, question=question.pk)
    return talk


def edit(
    *,
    talk: Talk,
    preparation: Preparation,
    domains: Mapping[str, Domain],
    by: User,
    version: int,
    key: uuid.UUID | None = None,
) -> Talk | None:
    """Goes on with the preparation; a talk that got another day says so in the story. None as in `prepare`.

    Raises Refused (with the field), ChangedMeanwhile.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(talk.question)
        talk = locked(talk, version=version)
        _check(question, preparation)
        if talk.attendance and preparation.on is None:
            raise Refused("Vul de datum van het gesprek in.", field="on")
        before = (talk.on, talk.at)
        for name, value in preparation.__dict__.items():
            setattr(talk, name, value)
        keep(talk, *preparation.__dict__)
        _keep_domains(talk, domains)
        if before != (talk.on, talk.at) and talk.on:
            _tell(question, by, f"Gepland: {when(talk)}.")
        audit.record("talk prepared", by=by, on=talk, question=question.pk)
    return talk


def write_outcome(
    *, talk: Talk, on: date, attendance: Attendance, outcome: str, by: User, today: date, version: int
) -> Talk:
    """How the talk went. Raises Refused (with the field), ChangedMeanwhile."""
    with act():
        question = locked(talk.question)
        talk = locked(talk, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        if on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="on")
        if attendance != Attendance.NOT_HELD and not outcome:
            raise Refused("Schrijf kort op wat er is besproken.", field="outcome")
        talk.on, talk.attendance, talk.outcome = on, attendance, outcome
        keep(talk, "on", "attendance", "outcome")
        _tell(question, by, f"{attendance.label.capitalize()}.\n{outcome}".strip())
        audit.record("talk written", by=by, on=talk, question=question.pk, attendance=attendance.value)
    return talk


def _check(question: HelpQuestion, preparation: Preparation) -> None:
    if question.closed_on is not None:
        raise Refused(CLOSED)
    if preparation.at is not None and preparation.on is None:
        raise Refused("Vul bij de tijd ook de datum in.", field="on")


def _keep_domains(talk: Talk, domains: Mapping[str, Domain]) -> None:
    """The domains of which something was said take the place of those that stood there."""
    talk.domains.all().delete()
    said = {key: domain for key, domain in domains.items() if domain != Domain()}
    TalkDomain.objects.bulk_create(TalkDomain(talk=talk, domain=key, **said[key].__dict__) for key in said)


def _tell(question: HelpQuestion, by: User, note: str) -> None:
    QuestionEvent.objects.create(question=question, kind=QuestionEvent.Kind.TALK, by=by, note=note)


def when(talk: Talk) -> str:
    """‘3 december, 10.00 uur’; empty without a day."""
    if talk.on is None:
        return ""
    written = f"{talk.on.day} {MONTHS[talk.on.month - 1]}"
    return f"{written}, {talk.at:%H.%M} uur" if talk.at else written


# --- where it shows itself ----------------------------------------------------------------------------------------


def beside(glance: Glance) -> Entry | None:
    """The last talk on the page of its question; who may only read finds it in the story."""
    if not glance.can_work:
        return None
    talk = glance.question.talks.order_by("-pk").first()
    if talk is None:
        if not glance.question.is_open:
            return None
        url = reverse("talk_new", args=[glance.question.pk])
        return Entry("Gesprek met de gemeente", "nog niet voorbereid", url, "people")
    past = talk.on is not None and talk.on < glance.today
    if talk.attendance:
        state = f"{when(talk)}: {talk.get_attendance_display()}"
    elif talk.on is None:
        state = "in voorbereiding, nog geen datum"
    else:
        state = f"{when(talk)}, verslag ontbreekt" if past else when(talk)
    attention = past and not talk.attendance and glance.question.is_open
    return Entry("Gesprek met de gemeente", state, reverse("talk", args=[talk.pk]), "people", attention)


def waiting(user: User, today: date) -> Iterable[Waiting]:
    """Talks of today and the next working day, and talks that nobody wrote about yet."""
    talks = Talk.objects.for_user(user).filter(
        mine_or_left(user, today), attendance="", on__lte=talks_until(today), question__closed_on__isnull=True
    )
    for talk in talks.select_related("question__client"):
        assert talk.on is not None
        over = talk.on < today
        coming = f"Gesprek met de gemeente, {talk.at:%H.%M} uur" if talk.at else "Gesprek met de gemeente"
        url = reverse("talk_outcome" if over else "talk", args=[talk.pk])
        what = "Schrijf op hoe het gesprek ging" if over else coming
        yield Waiting(talk.on, what, talk.question.client.full_name, url, "people", "gesprekken met de gemeente")
