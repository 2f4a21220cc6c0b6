"""The lists of the functional administrator: topics, desks and target groups of a front door, and dated norms.

What was used stays: an entry goes out of use, a set of norms is followed by a next one. Questions
keep the terms that were stamped on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from cases.acts import Refused
from cases.codes import Channel, DomainList
from cases.models import Desk, Norms, TargetGroup, Topic
from oco import audit
from oco.access import Permission, access_of
from oco.models import District, FrontDoor, Organisation, User

Entry = TypeVar("Entry", Topic, Desk, TargetGroup)


# --- whose ----------------------------------------------------------------------------------------


def front_doors_for(user: User) -> QuerySet[FrontDoor]:
    """Front doors that an organisation of this administrator runs, or whose partnership it is."""
    own = access_of(user).organisation_ids(Permission.ADMINISTER)
    return FrontDoor.objects.filter(Q(run_by_id__in=own) | Q(partnership_id__in=own)).order_by("name")


def norm_holders_for(user: User) -> QuerySet[Organisation]:
    """Organisations of this administrator whose norms hold at a front door: a partnership, or a lone provider."""
    own = access_of(user).organisation_ids(Permission.ADMINISTER)
    holds = Q(front_doors__isnull=False) | Q(front_doors_run__partnership__isnull=True, front_doors_run__isnull=False)
    return Organisation.objects.filter(holds, pk__in=own).distinct().order_by("name")


# --- topics, desks, target groups -----------------------------------------------------------------------------


@transaction.atomic
def save_topic(*, topic: Topic, name: str, domain: str, by: User) -> Topic:
    """Writes a new topic at the end of its front door's tiles, or changes one. Raises Refused for a double name."""
    topic.name, topic.domain = name.strip(), domain
    return _save(topic, by=by)


@transaction.atomic
def save_desk(
    *, desk: Desk, name: str, channel: Channel, provider: Organisation | None, district: District | None, by: User
) -> Desk:
    """Writes a new desk, or changes one. Raises Refused for a double name."""
    desk.name, desk.channel, desk.provider, desk.district = name.strip(), channel, provider, district
    return _save(desk, by=by)


@transaction.atomic
def save_target_group(*, group: TargetGroup, name: str, by: User) -> TargetGroup:
    """Writes a new target group at the end of its front door's list, or renames one. Raises Refused for a double
    name."""
    group.name = name.strip()
    return _save(group, by=by)


def _save(entry: Entry, *, by: User) -> Entry:
    new = entry.pk is None
    FrontDoor.objects.select_for_update().get(pk=entry.front_door_id)  # two at once would get the same place
    if new:
        last = _beside(entry).aggregate(last=Max("order"))["last"]
        entry.order = 0 if last is None else last + 1
    try:
        entry.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="name") from error
    entry.save()
    audit.record("list entry added" if new else "list entry changed", by=by, on=entry)
    return entry


@transaction.atomic
def use(*, entry: Topic | Desk | TargetGroup, active: bool, by: User) -> None:
    """Puts an entry in or out of use. What was counted with it stays."""
    entry.active = active
    entry.save(update_fields=["active"])
    audit.record("list entry in use" if active else "list entry out of use", by=by, on=entry)


@transaction.atomic
def move(*, entry: Topic | Desk | TargetGroup, up: bool, by: User) -> None:
    """Changes places with the neighbour; at the end of the list nothing happens."""
    FrontDoor.objects.select_for_update().get(pk=entry.front_door_id)
    rows: list[Topic | Desk | TargetGroup] = [*_beside(entry).order_by("order", "name")]
    here = next(place for place, row in enumerate(rows) if row.pk == entry.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])
    audit.record("list entry moved", by=by, on=entry, up=up)


def _beside(entry: Topic | Desk | TargetGroup) -> QuerySet[Topic] | QuerySet[Desk] | QuerySet[TargetGroup]:
    """All of the same kind at the same front door."""
    return type(entry).objects.filter(front_door_id=entry.front_door_id)


# --- norms ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NormValues:
    """A set of norms: terms in calendar days, the guideline in minutes, attempts before a term may be paused."""

    first_contact_days: int
    pick_up_urgent_days: int
    pick_up_regular_days: int
    guideline_minutes: int
    trajectory_days: int | None
    domain_list: DomainList
    attempts_before_pause: int = 3


def norms_of(organisation: Organisation, *, today: date) -> tuple[Norms | None, list[Norms], list[Norms]]:
    """The norms in force, those that follow, and earlier ones; each newest first."""
    rows = list(Norms.objects.filter(organisation=organisation).order_by("-valid_from"))
    coming = [row for row in rows if row.valid_from > today]
    begun = [row for row in rows if row.valid_from <= today]
    return (begun[0] if begun else None), coming, begun[1:]


@transaction.atomic
def add_norms(*, organisation: Organisation, valid_from: date, values: NormValues, by: User, today: date) -> Norms:
    """Adds a set of norms that holds from a day on. Raises Refused where questions may have been stamped already.

    Where there are norms, new ones begin tomorrow at the earliest: today's questions have their terms.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if valid_from <= today and Norms.objects.filter(organisation=organisation).exists():
        raise Refused(
            "Nieuwe normen gaan op zijn vroegst morgen in. Vragen die er al zijn, houden hun termijnen.",
            field="valid_from",
        )
    norms = Norms(organisation=organisation, valid_from=valid_from, **values.__dict__)
    try:
        norms.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="valid_from") from error
    norms.save()
    audit.record("norms added", by=by, on=norms, valid_from=valid_from.isoformat())
    return norms


@transaction.atomic
def withdraw_norms(*, norms: Norms, by: User, today: date) -> None:
    """Takes back norms that haven't begun. Raises Refused for others: questions carry them."""
    if norms.valid_from <= today:
        raise Refused("Deze normen zijn al ingegaan. Voeg nieuwe normen toe die later ingaan.")
    audit.record("norms withdrawn", by=by, on=norms, valid_from=norms.valid_from.isoformat())
    norms.delete()
