"""Somebody leaves a provider: what they still hold, who takes it, and a sign to the team until nothing is left.

Open questions go with all that hangs on them: terms, appointments, aftercare, what waits. Apart from those somebody
may be the fixed contact person of clients, and stand in for colleagues. All of it goes in one act (`hand_over`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse

from cases import absence, casework, objectivity
from cases.absence import Away
from cases.acts import act
from cases.casework import Move
from cases.models import Absence, FixedContact, HelpQuestion
from cases.triage import WORKING_ROLES
from oco import submissions
from oco.access import Permission, provider_ids
from oco.models import Membership, User
from oco.notices import Notice
from oco.templatetags.oco import date_nl, plural

SAID_FROM = timedelta(days=30)  # before the last day the team is told
MOST_SAID = 5  # people in one list of notices


@dataclass(frozen=True)
class Rest:
    """What somebody holds beside their open questions."""

    fixed: Sequence[FixedContact]
    stands_in: Sequence[Absence]

    def __bool__(self) -> bool:
        return bool(self.fixed or self.stands_in)


def rest_of(user: User | int, providers: Collection[int], *, today: date) -> Rest:
    """Two queries."""
    key = user if isinstance(user, int) else user.pk
    fixed = FixedContact.objects.filter(supporter_id=key, provider_id__in=providers, ended_at__isnull=True)
    stands_in = Absence.objects.filter(replaced_by_id=key, provider_id__in=providers, last_day__gte=today)
    return Rest(
        list(fixed.select_related("client", "provider").order_by("client__sort_key", "pk")),
        list(stands_in.select_related("user", "provider").order_by("first_day", "pk")),
    )


def hand_over(
    *,
    moves: Sequence[Move],
    fixed: Mapping[FixedContact, User],
    stands_in: Mapping[Absence, User],
    by: User,
    today: date,
    key: uuid.UUID,
) -> int:
    """Everything of somebody to whom it was given, all or none. Returns how many questions moved; 0 when this form
    (`key`) was handled before. Raises Refused, ChangedMeanwhile."""
    with act():
        if not submissions.first_time(key, by=by):
            return 0
        moved = casework.hand_over_all(moves=moves, by=by, today=today)
        for contact, supporter in sorted(fixed.items(), key=lambda item: item[0].client_id):
            objectivity.fix_contact(
                client=contact.client, provider=contact.provider, supporter=supporter, by=by, today=today
            )
        for away, supporter in sorted(stands_in.items(), key=lambda item: item[0].pk):
            days = Away(away.first_day, away.last_day, supporter, away.note)
            absence.change(absence=away, away=days, by=by, today=today, version=away.version)
    return len(moved)


# --- the sign to the team ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """Somebody who goes or went, and how much they still hold."""

    user_id: int
    name: str
    last_day: date | None  # None where they have no role there any more and never had an end: taken out of a register
    questions: int
    fixed: int

    def has_gone(self, today: date) -> bool:
        return self.last_day is None or self.last_day < today


def held_by_leavers(user: User, *, today: date) -> list[Held]:
    """People of this team leader's providers who have no role there after the coming month and still hold something,
    the first to go first. Two queries, and a third where there is somebody."""
    providers = provider_ids(user, Permission.LEAD_TEAM)
    if not providers:
        return []
    names: dict[int, str] = {}
    counts: list[dict[int, int]] = []
    for found in (HelpQuestion.objects.open(), FixedContact.objects.filter(ended_at__isnull=True)):
        counts.append({})
        for key, name, number in _of_leavers(found, providers, today):
            names[key], counts[-1][key] = name, number
    if not names:
        return []
    ends = dict(
        Membership.objects.filter(user_id__in=names, organisation_id__in=providers, role__in=WORKING_ROLES)
        .order_by()
        .values_list("user_id")
        .annotate(Max("until"))
    )
    held = [
        Held(
            key,
            name,
            ends[key] - timedelta(days=1) if ends.get(key) else None,
            counts[0].get(key, 0),
            counts[1].get(key, 0),
        )
        for key, name in names.items()
    ]
    return sorted(held, key=lambda each: (each.last_day or date.min, each.name))


def _of_leavers(
    found: QuerySet[HelpQuestion] | QuerySet[FixedContact], providers: Collection[int], today: date
) -> list[tuple[int, str, int]]:
    """Who doesn't work at the row's provider any more after the coming month: key, name and how many rows."""
    stays = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today + SAID_FROM),
        user_id=OuterRef("supporter_id"),
        organisation_id=OuterRef("provider_id"),
        role__in=WORKING_ROLES,
        user__is_active=True,
    )
    held = found.filter(~Exists(stays), provider_id__in=providers, supporter__isnull=False).order_by()
    return list(held.values_list("supporter_id", "supporter__name").annotate(Count("pk")))


def notices(user: User, today: date) -> list[Notice]:
    """For who leads the team: somebody goes and still holds something, or went and nobody has it."""
    return [_notice(held, today) for held in held_by_leavers(user, today=today)[:MOST_SAID]]


def _notice(held: Held, today: date) -> Notice:
    parts = []
    if held.questions:
        parts.append(str(plural(held.questions, "open vraag,open vragen")))
    if held.fixed:
        parts.append(f"is vaste contactpersoon van {plural(held.fixed, 'cliënt,cliënten')}")
    has = f"{'heeft nog ' if held.questions else ''}{' en '.join(parts)}"
    url = reverse("hand_over_all", args=[held.user_id])
    if held.has_gone(today):
        title, kind = f"{held.name} werkt hier niet meer", "danger"
    else:
        title, kind = f"{held.name} gaat weg op {date_nl(held.last_day)}", "warning"
    return Notice(kind, title, f"{held.name} {has}. Geef het aan collega’s.", url, "Overdragen")
