"""Around a client: contact persons, what to know before a visit, target groups.

Identity and how to reach somebody are the front door's. What is unsafe, the household, how heavy a carer has it
and the target groups are only for who reads a question of this person (`clients_known_to`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cases import linking
from cases.acts import ChangedMeanwhile, Refused, act, locked
from cases.codes import CarerLoad
from cases.entries import Entry, Glance
from cases.models import (
    Client,
    ClientSurroundings,
    ClientTargetGroup,
    ContactPerson,
    HelpQuestion,
    Removal,
    TargetGroup,
)
from cases.rules import Mandate, mandate
from oco import access, audit, submissions
from oco.access import Permission
from oco.models import FrontDoor, User


def clients_known_to(user: User) -> QuerySet[Client]:
    """Clients of whom the user reads a question, on this record or on one that is linked to it. Of whom was removed
    nothing more is known, or written."""
    doors = access.front_doors(user, Permission.READ_QUESTIONS)
    readable = HelpQuestion.objects.for_user(user)
    removed = Removal.objects.filter(whole=True)
    return Client.objects.filter(
        ~Exists(removed.filter(client=OuterRef("pk"))),
        ~Exists(removed.filter(client__linked__person=OuterRef("linked__person"))),
        front_door_id__in=doors,
    ).filter(
        Exists(readable.filter(client=OuterRef("pk")))
        | Exists(readable.filter(client__linked__person=OuterRef("linked__person")))
    )


def may_link(user: User, one: Client, other: Client) -> bool:
    """Who knows both records, or keeps the one list of the front door. A link shows what is known of the other
    record, so that knowing one of them is not enough."""
    if one.pk == other.pk or one.front_door_id in access.front_doors_run(user, Permission.TRIAGE):
        return True  # of one record linking itself says what is wrong
    return clients_known_to(user).filter(pk__in=[one.pk, other.pk]).count() == 2


# --- contact persons --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactPersonFields:
    """Who stands beside a client and as what. A mandate (machtiging) has a begin and says what it covers."""

    name: str
    relation: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    to_call: bool = False
    is_carer: bool = False
    carer_load: CarerLoad | str = ""
    is_representative: bool = False
    mandate_for: str = ""
    mandate_from: date | None = None
    mandate_until: date | None = None


def _columns(fields: ContactPersonFields) -> dict[str, object]:
    """What is written. Raises Refused where a load or a mandate stands beside nobody whose it can be."""
    if not (fields.to_call or fields.is_carer or fields.is_representative):
        raise Refused("Kies wat deze persoon is.", field="parts")
    if fields.carer_load and not fields.is_carer:
        raise Refused("Kies ook ‘mantelzorger’, of haal de belasting weg.", field="parts")
    if not fields.is_representative and (fields.mandate_for or fields.mandate_from or fields.mandate_until):
        raise Refused("Kies ook ‘vertegenwoordiger’, of haal de machtiging weg.", field="parts")
    if fields.is_representative and not fields.mandate_for.strip():
        raise Refused("Schrijf op waarvoor de machtiging is.", field="mandate_for")
    if fields.is_representative and fields.mandate_from is None:
        raise Refused("Vul in vanaf wanneer de machtiging geldt.", field="mandate_from")
    if fields.mandate_from and fields.mandate_until and fields.mandate_until < fields.mandate_from:
        raise Refused("De machtiging eindigt voor zij begint.", field="mandate_until")
    return {name: getattr(fields, name) for name in fields.__dataclass_fields__}


def add_contact_person(
    *, client: Client, fields: ContactPersonFields, by: User, key: uuid.UUID | None = None
) -> ContactPerson | None:
    """Writes somebody beside a client. None when the form was handled before. Raises Refused."""
    columns = _columns(fields)
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        person = ContactPerson.objects.create(client=client, written_by=by, **columns)
        audit.record("contact person added", by=by, on=person, client=client.pk)
    return person


def edit_contact_person(*, person: ContactPerson, fields: ContactPersonFields, by: User, version: int) -> ContactPerson:
    """Changes who somebody is beside a client. Raises Refused, ChangedMeanwhile."""
    columns = _columns(fields)
    with act():
        person = locked(person, version=version)
        for name, value in columns.items():
            setattr(person, name, value)
        person.version += 1
        person.written_at, person.written_by = timezone.now(), by
        person.save()
        audit.record("contact person changed", by=by, on=person, client=person.client_id)
    return person


def delete_contact_person(*, person: ContactPerson, by: User, version: int) -> None:
    """Removes somebody from beside a client: what isn't needed isn't kept. Raises ChangedMeanwhile."""
    with act():
        person = locked(person, version=version)
        audit.record("contact person removed", by=by, on=person, client=person.client_id)
        person.delete()


@dataclass(frozen=True)
class Beside:
    """A contact person as the page shows them."""

    person: ContactPerson
    mandate: Mandate | None

    @property
    def parts(self) -> list[str]:
        """‘contactpersoon’, ‘mantelzorger’, ‘vertegenwoordiger’."""
        person = self.person
        named = (
            (person.to_call, "contactpersoon"),
            (person.is_carer, "mantelzorger"),
            (person.is_representative, "vertegenwoordiger"),
        )
        return [name for so, name in named if so]


def contact_persons(records: Iterable[int], *, today: date) -> list[Beside]:
    """Who stands beside these records of one person, with how the mandate stands today. One query."""
    found = ContactPerson.objects.filter(client_id__in=list(records)).select_related("client")
    return [
        Beside(
            person,
            mandate(today=today, begin=person.mandate_from, end=person.mandate_until) if person.mandate_from else None,
        )
        for person in found
    ]


def beside_question(glance: Glance) -> Entry | None:
    """On the page of a question: who stands beside the client. An overburdened carer asks for attention."""
    found = contact_persons(linking.records_of(glance.question.client), today=glance.today)
    if not found:
        return None
    heavy = any(each.person.carer_load == CarerLoad.OVERBURDENED for each in found)
    state = "; ".join(f"{each.person.name} ({', '.join(each.parts)})" for each in found[:3])
    state += f" en nog {len(found) - 3}" if len(found) > 3 else ""
    url = f"{reverse('client', args=[glance.question.client_id])}#contactpersonen"
    return Entry("Contactpersonen", f"{state}. Mantelzorger is overbelast." if heavy else state, url, "people", heavy)


# --- what to know before a visit --------------------------------------------------------------------------------------


def describe(
    *,
    client: Client,
    household: str,
    safety: str,
    is_carer: bool,
    carer_load: CarerLoad | str,
    by: User,
    version: int,
) -> ClientSurroundings:
    """Writes the household and safety notes and whether the client cares for somebody. `version` is 0 where
    nothing was written yet. Raises ChangedMeanwhile."""
    with act():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        now = ClientSurroundings.objects.filter(client=client).first() or ClientSurroundings(client=client, version=0)
        if now.version != version:
            raise ChangedMeanwhile(now)
        now.household, now.safety = household.strip(), safety.strip()
        now.is_carer, now.carer_load = is_carer, carer_load if is_carer else ""
        now.version += 1
        now.written_at, now.written_by = timezone.now(), by
        now.save()
        audit.record("surroundings described", by=by, on=now, client=client.pk, safety=bool(now.safety))
    return now


def surroundings_of(records: Iterable[int]) -> list[ClientSurroundings]:
    """What is written of these records of one person. Only for who knows the client. One query."""
    return list(ClientSurroundings.objects.filter(client_id__in=list(records)).select_related("written_by", "client"))


def with_safety(questions: QuerySet[HelpQuestion]) -> QuerySet[HelpQuestion]:
    """Adds `unsafe`: a safety note stands with the client, or with a record that is linked to theirs."""
    noted = ClientSurroundings.objects.exclude(safety="")
    return questions.annotate(
        unsafe=Exists(noted.filter(client=OuterRef("client")))
        | Exists(noted.filter(client__linked__person=OuterRef("client__linked__person")))
    )


# --- target groups ----------------------------------------------------------------------------------------------------


def target_groups(front_door: FrontDoor | int, *, chosen: Iterable[int] = ()) -> QuerySet[TargetGroup]:
    """The groups to choose from at a front door, and those that were chosen before they went out of use."""
    return TargetGroup.objects.filter(Q(active=True) | Q(pk__in=list(chosen)), front_door=front_door)


def set_target_groups(*, client: Client, groups: Sequence[TargetGroup], by: User) -> None:
    """The client belongs to exactly these groups from now on. Raises Refused for a group of another front door."""
    with act():
        _write_groups(client, groups, by=by, only=True)


def add_target_groups(*, client: Client, groups: Sequence[TargetGroup], by: User) -> None:
    """The client belongs to these groups as well; for who may not see to which they belong. Raises Refused."""
    with act():
        _write_groups(client, groups, by=by, only=False)


def _write_groups(client: Client, groups: Sequence[TargetGroup], *, by: User, only: bool) -> None:
    if any(group.front_door_id != client.front_door_id for group in groups):
        raise Refused("Deze doelgroep hoort bij een andere voordeur.", field="target_groups")
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    known = set(client.target_groups.values_list("target_group_id", flat=True))
    wanted = {group.pk for group in groups}
    gone, new = (known - wanted if only else set[int]()), wanted - known
    if not gone and not new:
        return
    client.target_groups.filter(target_group_id__in=gone).delete()
    ClientTargetGroup.objects.bulk_create(ClientTargetGroup(client=client, target_group_id=pk) for pk in sorted(new))
    audit.record("target groups set", by=by, on=client, added=sorted(new), removed=sorted(gone))


def target_groups_of(records: Iterable[int]) -> list[TargetGroup]:
    """The groups of one person, over all their records, in the order of the list. One query."""
    held = ClientTargetGroup.objects.filter(client_id__in=list(records)).values("target_group_id")
    return list(TargetGroup.objects.filter(pk__in=held))
