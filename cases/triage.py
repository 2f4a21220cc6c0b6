"""Triage: which provider and supporter take a question, and how urgent it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from cases import clock
from cases.acts import Refused, act, keep, locked
from cases.models import Absence, HelpQuestion, QuestionEvent
from cases.norms import norms_on, term_norms
from cases.own_supporter import refuse_set_aside
from cases.rules import terms
from oco import access, audit
from oco.access import ROLE_TABLE, Permission
from oco.closing import refuse_filed
from oco.leaving import last_day_of
from oco.models import Membership, Organisation, Participation, User
from oco.templatetags.oco import date_nl

Kind = QuestionEvent.Kind
WORKING_ROLES = [role for role, permissions in ROLE_TABLE.items() if Permission.WORK_ON_QUESTIONS in permissions]


@dataclass(frozen=True)
class Colleague:
    """Somebody who can take questions at a provider, with the number of open questions they have now.

    `away_until` is the last day of an absence that runs today, `leaves_on` the last day of who leaves the provider.
    """

    user_id: int
    name: str
    provider_id: int
    open_count: int
    away_until: date | None = None
    leaves_on: date | None = None

    @property
    def label(self) -> str:
        """‘Fatima El Idrissi · 23 open · afwezig tot en met 2 december 2026’."""
        away = f" · afwezig tot en met {date_nl(self.away_until)}" if self.away_until else ""
        leaves = f" · gaat weg op {date_nl(self.leaves_on)}" if self.leaves_on else ""
        return f"{self.name} · {self.open_count} open{away}{leaves}"


def colleagues(providers: Iterable[int], *, today: date) -> list[Colleague]:
    """Who can take questions at these providers today, by name. Three queries, whatever the number."""
    rows = (
        Membership.objects.active_on(today)
        .filter(
            organisation_id__in=providers,
            organisation__kind=Organisation.Kind.PROVIDER,
            role__in=WORKING_ROLES,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    roles: dict[tuple[int, str, int], list[Membership]] = {}
    for role in rows:
        roles.setdefault((role.user_id, role.user.name, role.organisation_id), []).append(role)
    people = list(roles)
    load = dict(
        HelpQuestion.objects.open()
        .filter(supporter_id__in={user_id for user_id, _, _ in people})
        .order_by()
        .values_list("supporter_id")
        .annotate(Count("pk"))
    )
    away = Absence.objects.on_day(today).filter(user_id__in={user_id for user_id, _, _ in people}).last_days()
    return [
        Colleague(
            user_id,
            name,
            provider,
            load.get(user_id, 0),
            away.get((user_id, provider)),
            last_day_of(roles[user_id, name, provider]),
        )
        for user_id, name, provider in people
    ]


def works_at(user: User, provider_id: int, *, today: date) -> bool:
    """Whether this person can take questions at this provider today."""
    return (
        Membership.objects.active_on(today)
        .filter(user=user, user__is_active=True, organisation_id=provider_id, role__in=WORKING_ROLES)
        .exists()
    )


def assign(
    *,
    question: HelpQuestion,
    provider: Organisation,
    supporter: User | None,
    by: User,
    today: date,
    version: int | None = None,
    note: str = "",
) -> HelpQuestion:
    """Gives the question to a provider, and to a supporter there or (None) to its team; triages it.

    Raises Refused, ChangedMeanwhile, and PeriodFiled where the receipt was counted at another provider.
    """
    with act():
        question = locked(question, version=version)
        if question.closed_on is not None:
            raise Refused("Deze vraag is afgesloten.")
        if not Participation.objects.filter(front_door_id=question.front_door_id, provider=provider).exists():
            raise Refused("Deze aanbieder werkt niet bij deze voordeur.", field="to")
        if supporter is not None and not works_at(supporter, provider.pk, today=today):
            raise Refused("Deze ondersteuner werkt niet bij deze aanbieder.", field="to")
        if supporter is not None and supporter.pk != question.supporter_id:
            refuse_set_aside(question.client, supporter, field="to")
        if question.provider_id != provider.pk:
            # What was said to one provider isn't for another's eyes.
            if question.contacts.exists():
                raise Refused(
                    "Hier is al aan gewerkt. Maak voor de andere aanbieder een nieuwe vraag die hierop volgt.",
                    field="to",
                )
            refuse_filed(question.front_door_id, question.received_on)
        question.provider, question.supporter = provider, supporter
        mark_triaged(question, by=by)
        keep(question, "provider", "supporter", "triaged_at", "triaged_by")
        to = f"{supporter.name} ({provider.name})" if supporter else provider.name
        QuestionEvent.objects.create(
            question=question, kind=Kind.ASSIGNED, by=by, note=f"Aan {to}. {note}".strip() if note else f"Aan {to}."
        )
        audit.record(
            "question assigned", by=by, on=question, provider=provider.pk, supporter=supporter.pk if supporter else None
        )
    return question


def mark_triaged(question: HelpQuestion, *, by: User) -> None:
    """Sets who triaged it and when, where nobody has; the caller writes it."""
    if question.triaged_at is None:
        question.triaged_at, question.triaged_by = timezone.now(), by


def change_urgency(
    *, question: HelpQuestion, urgent: bool, reason: str, by: User, version: int | None = None
) -> HelpQuestion:
    """Makes the question urgent or regular. The term to pick it up is stamped anew, from the day of
    receipt and with the norms of that day. Raises Refused, ChangedMeanwhile, PeriodFiled."""
    with act():
        question = locked(question, version=version)
        if not reason.strip():
            raise Refused("Schrijf op waarom.", field="reason")
        if question.closed_on is not None:
            raise Refused("Deze vraag is afgesloten.")
        if question.urgent == urgent:
            raise Refused("De vraag is al urgent." if urgent else "De vraag is al gewoon.", field="urgent")
        norms = term_norms(norms_on(question.front_door, question.received_on))
        due_on = terms(norms, received_on=question.received_on, urgent=urgent).pick_up_due_on
        before = question.pick_up_by
        question.urgent, question.pick_up_due_on = urgent, due_on
        stamped = clock.restamp(question)
        refuse_filed(
            question.front_door_id,
            question.picked_up_on,
            before,
            question.pick_up_by,
            question.first_contact_on,
            question.first_contact_by,
        )
        keep(question, "urgent", "pick_up_due_on", *stamped)
        now = "Nu urgent" if urgent else "Nu gewoon"
        QuestionEvent.objects.create(question=question, kind=Kind.URGENCY, by=by, note=f"{now}: {reason.strip()}")
        audit.record("urgency changed", by=by, on=question, urgent=urgent)
    return question


def mine_or_left(user: User, today: date) -> Q:
    """For records of a question: this user's, or of a team that they lead while its supporter left."""
    at_work = Membership.objects.active_on(today).filter(
        organisation=OuterRef("question__provider"),
        user=OuterRef("question__supporter"),
        role__in=WORKING_ROLES,
        user__is_active=True,
    )
    led = access.provider_ids(user, Permission.LEAD_TEAM)
    return Q(question__supporter=user) | (Q(question__provider_id__in=led) & ~Q(Exists(at_work)))
