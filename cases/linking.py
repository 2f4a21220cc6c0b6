"""Which records of a front door are one person: linked and taken apart by hand, with both histories kept.

A link stands until it is undone; nothing is moved or thrown away. From the standing links follows of which
person a record is one (LinkedClient), and counting reads that. Pairs that may be one person are found by
equal keys (cases/identity.py), never by comparing all with all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import identity
from cases.acts import Refused, act
from cases.models import Client, ClientLink, LinkedClient, NotSamePerson, Removal
from oco import audit
from oco.models import FrontDoor, User

Pair = tuple[int, int]

# How many records one look goes through, how many at a time, and how many of one key it compares with.
LOOKED_AT = 2_000
CHUNK = 400
MOST_OF_A_KEY = 25
PER_PAGE = 20


# --- the rule ---------------------------------------------------------------------------------------------------------


def grouped(pairs: Iterable[Pair]) -> dict[int, int]:
    """Record -> the oldest record of its person, for all records in these pairs. Who is linked to who is linked
    is one person."""
    above: dict[int, int] = {}

    def oldest(record: int) -> int:
        while above.setdefault(record, record) != record:
            record = above[record]
        return record

    for one, other in pairs:
        first, second = sorted((oldest(one), oldest(other)))
        above[second] = first
    return {record: oldest(record) for record in above}


def in_order(one: int, other: int) -> Pair:
    """The older record first. Raises Refused for a record with itself."""
    if one == other:
        raise Refused("Een cliënt kan niet aan zichzelf gekoppeld worden.", field="number")
    return (one, other) if one < other else (other, one)


# --- acts -------------------------------------------------------------------------------------------------------------


def link(*, one: Client, other: Client, reason: str = "", by: User) -> ClientLink:
    """Says that two records of a front door are one person; linked already it changes nothing. What was said
    before, that they are two, is taken back. Raises Refused for a record of another front door."""
    older, newer = in_order(one.pk, other.pk)
    if one.front_door_id != other.front_door_id:
        raise Refused("Deze cliënt staat bij een andere voordeur.", field="number")
    with act():
        one_at_a_time(one.front_door_id)
        _refuse_removed(older, newer)
        standing = ClientLink.objects.filter(one_id=older, other_id=newer, undone_at__isnull=True).first()
        if standing is None:
            for said in NotSamePerson.objects.filter(one_id=older, other_id=newer, undone_at__isnull=True):
                _take_back(said, by=by)
            standing = ClientLink.objects.create(one_id=older, other_id=newer, reason=reason.strip()[:200], by=by)
            audit.record("clients linked", by=by, on=standing, clients=[older, newer])
        rebuild((older, newer))
    return standing


def unlink(*, link: ClientLink, by: User) -> None:
    """Takes two records apart again; undone already it changes nothing. Raises Refused."""
    with act():
        one_at_a_time(link.one.front_door_id)
        _refuse_removed(link.one_id, link.other_id)
        undone = ClientLink.objects.filter(pk=link.pk, undone_at__isnull=True).update(
            undone_at=timezone.now(), undone_by=by
        )
        if undone:
            audit.record("clients taken apart", by=by, on=link, clients=[link.one_id, link.other_id])
        rebuild((link.one_id, link.other_id))


def not_same(*, one: Client, other: Client, by: User) -> NotSamePerson:
    """Remembers that two records are two people. Raises Refused where they are linked: those are taken apart first."""
    older, newer = in_order(one.pk, other.pk)
    if one.front_door_id != other.front_door_id:
        raise Refused("Deze cliënt staat bij een andere voordeur.", field="number")
    with act():
        one_at_a_time(one.front_door_id)
        if same_person(older, newer):
            raise Refused("Deze cliënten zijn gekoppeld. Maak ze eerst los.", field="number")
        said, new = NotSamePerson.objects.get_or_create(
            one_id=older, other_id=newer, undone_at=None, defaults={"by": by}
        )
        if new:
            audit.record("clients are two people", by=by, on=said, clients=[older, newer])
    return said


def undo_not_same(*, said: NotSamePerson, by: User) -> None:
    """The pair may be suggested again; taken back already it changes nothing."""
    with act():
        one_at_a_time(said.one.front_door_id)
        if NotSamePerson.objects.filter(pk=said.pk, undone_at__isnull=True).exists():
            _take_back(said, by=by)


def _take_back(said: NotSamePerson, *, by: User) -> None:
    NotSamePerson.objects.filter(pk=said.pk).update(undone_at=timezone.now(), undone_by=by)
    audit.record("clients may be one person", by=by, on=said, clients=[said.one_id, said.other_id])


def one_at_a_time(front_door_id: int) -> None:
    """Two who link at once would each see half of a group; this one waits. Questions may come in meanwhile."""
    FrontDoor.objects.select_for_update(no_key=True).get(pk=front_door_id)


def _refuse_removed(*clients: int) -> None:
    """What was removed stays as it is: nobody can tell any more whose it was, and figures count by these links."""
    records = {record for each in records_by_client(clients).values() for record in each}
    if Removal.objects.filter(client_id__in=records, whole=True).exists():
        raise Refused("De gegevens van deze cliënt zijn verwijderd.", field="number")


def rebuild(records: Iterable[int]) -> None:
    """Makes LinkedClient of the people of these records what the standing links say. In the caller's transaction;
    said twice it changes nothing."""
    asked = set(records)
    people = LinkedClient.objects.filter(client_id__in=asked).values("person_id")
    touched = asked | set(LinkedClient.objects.filter(person_id__in=people).values_list("client_id", flat=True))
    standing = ClientLink.objects.filter(undone_at__isnull=True)
    pairs = standing.filter(Q(one_id__in=touched) | Q(other_id__in=touched)).values_list("one_id", "other_id")
    wanted = grouped(pairs)
    if beyond := set(wanted) - touched:  # newly joined: the rest of the other's group
        return rebuild(touched | beyond)
    stored = dict(LinkedClient.objects.filter(client_id__in=touched).values_list("client_id", "person_id"))
    changed = {record for record in touched if stored.get(record) != wanted.get(record)}
    LinkedClient.objects.filter(client_id__in=changed).delete()
    LinkedClient.objects.bulk_create(
        LinkedClient(client_id=record, person_id=wanted[record]) for record in sorted(changed) if record in wanted
    )
    return None


# --- looking ----------------------------------------------------------------------------------------------------------


def same_person(one: int, other: int) -> bool:
    found = dict(LinkedClient.objects.filter(client_id__in=(one, other)).values_list("client_id", "person_id"))
    return len(found) == 2 and found[one] == found[other]


def records_of(client: Client) -> list[int]:
    """This record and all that are one person with it, the oldest first. One query."""
    person = LinkedClient.objects.filter(client=client).values("person_id")
    linked = LinkedClient.objects.filter(person_id__in=person).order_by("client_id")
    return list(linked.values_list("client_id", flat=True)) or [client.pk]


def other_numbers(client: Client) -> list[str]:
    """The numbers of the other records of the same person, the oldest first."""
    others = Client.objects.filter(pk__in=records_of(client)).exclude(pk=client.pk)
    return list(others.order_by("pk").values_list("number", flat=True))


def records_by_client(clients: Iterable[int]) -> dict[int, list[int]]:
    """Each of these records with all that are one person with it, itself first. One query, for a whole list."""
    asked = list(dict.fromkeys(clients))
    rows = LinkedClient.objects.filter(client_id__in=asked).order_by("person__records__client_id")
    found = {client: [client] for client in asked}
    for client, record in rows.values_list("client_id", "person__records__client_id"):
        if record != client:
            found[client].append(record)
    return found


def links_of(records: Iterable[int]) -> QuerySet[ClientLink]:
    """Links among these records and those that were undone, the newest first."""
    ids = list(records)
    found = ClientLink.objects.filter(Q(one_id__in=ids) | Q(other_id__in=ids))
    return found.select_related("one", "other", "by", "undone_by").order_by("-at", "-pk")


def other_people(client: Client) -> QuerySet[NotSamePerson]:
    """Of which records somebody said that they are another person than this one."""
    found = NotSamePerson.objects.filter(Q(one=client) | Q(other=client), undone_at__isnull=True)
    return found.select_related("one", "other", "by").order_by("-at", "-pk")


@dataclass(frozen=True)
class MaybeSame:
    """Two records that may be one person, the newer one first, and why in words."""

    newer: Client
    older: Client
    reason: str

    @property
    def both(self) -> tuple[Client, Client]:
        return self.newer, self.older


@dataclass(frozen=True)
class Look:
    """Some pairs, and from which record to look on; None where all were looked at."""

    pairs: list[MaybeSame]
    go_on_from: int | None


def look(front_doors: Iterable[int], *, before: int | None = None) -> Look:
    """Pairs of records that may be one person, from the newest record down.

    One look goes through at most `LOOKED_AT` records, by equal birth date, telephone number or, where a birth
    date isn't known, name. A slip in a birth date is found at the client and the counter, not here.
    """
    doors = sorted(front_doors)
    found: list[MaybeSame] = []
    for _ in range(LOOKED_AT // CHUNK):
        recent = Client.objects.filter(front_door_id__in=doors)
        recent = recent.filter(pk__lt=before) if before is not None else recent
        ids = list(recent.order_by("-pk").values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return Look(found, None)
        by_newer: dict[int, list[MaybeSame]] = {}
        for pair in _judged(_pairs(ids)):
            by_newer.setdefault(pair.newer.pk, []).append(pair)
        for newer in ids:
            found += by_newer.get(newer, [])
            before = newer
            if len(found) >= PER_PAGE:
                return Look(found, before)
        if len(ids) < CHUNK:
            return Look(found, None)
    return Look(found, before)


def _judged(pairs: list[Pair]) -> list[MaybeSame]:
    clients: Mapping[int, Client] = Client.objects.select_related("district", "front_door").in_bulk(
        {record for pair in pairs for record in pair}
    )
    judged = []
    for newer, older in pairs:
        if why := identity.why_the_same(identity.person_of(clients[newer]), identity.person_of(clients[older])):
            judged.append(MaybeSame(clients[newer], clients[older], why))
    return judged


# A key of the newer record, and per key a few older records that have the same one. Linked records and pairs of
# which somebody said that they are two people are left out here, so that they take no place.
_SAME_KEY = """
SELECT DISTINCT a.client_id, o.client_id
  FROM cases_clientkey a
 CROSS JOIN LATERAL (
       SELECT b.client_id FROM cases_clientkey b
        WHERE b.front_door_id = a.front_door_id AND b.kind = a.kind AND b.key = a.key AND b.client_id < a.client_id
          {also}
        ORDER BY b.client_id DESC LIMIT %(most)s) o
 WHERE a.client_id = ANY(%(ids)s) AND {which}
   AND NOT EXISTS (SELECT 1 FROM cases_linkedclient p JOIN cases_linkedclient q USING (person_id)
                    WHERE p.client_id = a.client_id AND q.client_id = o.client_id)
   AND NOT EXISTS (SELECT 1 FROM cases_notsameperson n
                    WHERE n.one_id = o.client_id AND n.other_id = a.client_id AND n.undone_at IS NULL)
"""
_SOUNDS_ALSO = """
          AND EXISTS (SELECT 1 FROM cases_clientkey c JOIN cases_clientkey d USING (kind, key)
                       WHERE c.client_id = a.client_id AND d.client_id = b.client_id AND c.kind = 's' {another})
"""
_NO_BIRTH_DATE = """
          AND NOT (EXISTS (SELECT 1 FROM cases_clientkey c WHERE c.client_id = a.client_id AND c.kind = 'b')
               AND EXISTS (SELECT 1 FROM cases_clientkey d WHERE d.client_id = b.client_id AND d.kind = 'b'))
"""
_WAYS = (
    # The whole birth date ("-mmdd" stands beside it) and one name that sounds the same.
    (_SOUNDS_ALSO.format(another=""), "a.kind = 'b' AND a.key >= '0' AND a.key < ':'"),
    # The number as dialled ("<" and backwards stands beside it).
    ("", "a.kind = 't' AND a.key >= '0' AND a.key < ':'"),
    # Two names that sound the same, where a birth date isn't known.
    (_SOUNDS_ALSO.format(another="AND c.key <> a.key") + _NO_BIRTH_DATE, "a.kind = 's'"),
)


def _pairs(ids: list[int]) -> list[Pair]:
    """(newer, older) of records with equal keys, of which these are the newer; each pair once, in order."""
    statement = " UNION ".join(_SAME_KEY.format(also=also, which=which) for also, which in _WAYS)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY 1 DESC, 2 DESC", {"ids": ids, "most": MOST_OF_A_KEY})
        return [(newer, older) for newer, older in cursor.fetchall()]
