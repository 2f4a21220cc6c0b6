"""Counting unique people over the front doors of a municipality, in the worker: pseudonyms are laid down, compared, and
destroyed with their key at the close of the year.

Off until the municipality's administrator confirms the legal basis and DPIA. Counted once all front doors have filed
the report over the year, for until then their totals aren't released. Why only years: reporting/joint_people.py.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import same_people
from cases.identity import birth_name
from cases.models import Client, Contact, HelpQuestion, LinkedClient
from cases.pseudonyms import Identity, Kind, pseudonyms
from oco import audit, jobs
from oco.models import FrontDoor, Municipality, PeriodClosing
from oco.periods import Period, PeriodKind
from reporting import joint_people, pseudonym_keys
from reporting.models import PeopleBasis, PeopleCount, Pseudonym

COUNT, CLOSE = "unique_people", "unique_people_close"
# The last day on which the pseudonyms of the year before are there: well after the grant was determined.
LAST_MONTH, LAST_DAY = 10, 1
_BATCH = 5_000


# --- when -------------------------------------------------------------------------------------------------------------


def last_day(year: int) -> date:
    """Until when a year can be counted; whatever happens, its pseudonyms and key are gone after it."""
    return date(year + 1, LAST_MONTH, LAST_DAY)


def may_count(municipality: Municipality, year: int, *, today: date) -> bool:
    """Whether there is a basis, more than one front door, all of them have filed the year, and it isn't closed."""
    if today > last_day(year) or PeopleCount.objects.filter(
        municipality=municipality, year=year, closed_at__isnull=False
    ):
        return False
    period = Period(year, PeriodKind.YEAR)
    doors = set(FrontDoor.objects.filter(municipality=municipality).values_list("pk", flat=True))
    filed = PeriodClosing.objects.filter(
        front_door__in=doors, start=period.start, end=period.end, lifted_at__isnull=True
    ).values_list("front_door_id", flat=True)
    return len(doors) > 1 and doors == set(filed) and _has_basis(municipality)


def _has_basis(municipality: Municipality) -> bool:
    return PeopleBasis.objects.filter(municipality=municipality, withdrawn_at__isnull=True).exists()


# --- counting ---------------------------------------------------------------------------------------------------------


@jobs.handler(COUNT)
def count_job(running: jobs.Running) -> dict[str, Any]:
    """Counts one year of one municipality. Done twice it gives the same count."""
    municipality = Municipality.objects.get(pk=running.arguments["municipality"])
    try:
        shown = count_year(municipality=municipality, year=running.arguments["year"])
    except pseudonym_keys.NoKeysHere as reason:
        raise jobs.JobError(str(reason)) from reason
    return {"counted": shown is not None}


def count_year(*, municipality: Municipality, year: int, now: datetime | None = None) -> PeopleCount | None:
    """Lays down the pseudonyms of all front doors, compares them and keeps what may be seen. None where it may not be
    counted (`may_count`). A count that only a few clients would change stands as it was shown.

    Raises NoKeysHere outside the worker.
    """
    moment = now or timezone.now()
    if not may_count(municipality, year, today=timezone.localdate(moment)):
        return None
    with transaction.atomic():
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # one count at a time
        lay_down(municipality, year)
        found = same_people.count(read_back(municipality, year))
        before = PeopleCount.objects.filter(municipality=municipality, year=year).first()
        if before and joint_people.stands(_sizes(before), found.sizes, municipality.hide_up_to):
            return before
        return _keep(municipality, year, found, before, moment)


def _sizes(count: PeopleCount) -> dict[int, int]:
    return {int(door): size for door, size in count.sizes.items()}  # in JSON keys are text


def _keep(
    municipality: Municipality, year: int, found: same_people.Count, before: PeopleCount | None, moment: datetime
) -> PeopleCount:
    shown = joint_people.shown(
        low=found.low,
        likely=found.likely,
        high=found.high,
        sizes=found.sizes,
        unsure=found.unsure,
        hide_up_to=municipality.hide_up_to,
    )
    count = before or PeopleCount(municipality=municipality, year=year)
    count.low, count.high, count.likely, count.unsure = shown.low, shown.high, shown.likely, shown.unsure
    count.total = found.total
    count.sizes = {str(door): size for door, size in found.sizes.items()}
    count.counted_at = moment
    count.save()
    audit.record("unique people counted", by=None, on=count, year=year, front_doors=len(found.sizes))
    return count


def lay_down(municipality: Municipality, year: int) -> int:
    """Writes the pseudonyms of everybody whom a front door counts in that year, in place of those of before. How many
    people. Raises NoKeysHere outside the worker."""
    key = pseudonym_keys.key_of(municipality, year)
    Pseudonym.objects.filter(municipality=municipality, year=year).delete()
    people = 0
    for door in FrontDoor.objects.filter(municipality=municipality).order_by("pk"):
        rows: list[Pseudonym] = []
        for identities in _people_of(door, Period(year, PeriodKind.YEAR)):
            record = uuid.uuid4()
            found = frozenset().union(*(pseudonyms(who, key) for who in identities))
            # Somebody of whom nothing can be compared counts as well.
            written: list[tuple[str, bytes]] = [*sorted(found)] or [("", record.bytes)]
            rows += [
                Pseudonym(municipality=municipality, year=year, front_door=door, record=record, kind=kind, hash=value)
                for kind, value in written
            ]
            people += 1
        rows.sort(key=lambda row: (row.record, row.kind, row.hash))  # the order in the table says nothing either
        Pseudonym.objects.bulk_create(rows, batch_size=_BATCH)
    return people


def _people_of(door: FrontDoor, period: Period) -> Iterable[list[Identity]]:
    """Of everybody who counts as a unique client here (reporting/counting.py): what is known, once for each linked
    record."""
    dates = Q(received_on__gte=period.start, received_on__lt=period.end)
    dates |= Q(closed_on__gte=period.start, closed_on__lt=period.end)
    asked = HelpQuestion.objects.filter(dates, front_door=door).order_by().values_list("client_id", flat=True)
    worked = Contact.objects.filter(front_door=door, on__gte=period.start, on__lt=period.end, minutes__gt=0)
    clients = {*asked, *worked.order_by().values_list("question__client_id", flat=True)}
    person_of = dict(LinkedClient.objects.filter(client_id__in=clients).values_list("client_id", "person_id"))
    persons = {person_of.get(client, client) for client in clients}
    records: dict[int, set[int]] = {person: {person} for person in persons}
    for client, person in LinkedClient.objects.filter(person_id__in=persons).values_list("client_id", "person_id"):
        records[person].add(client)
    rows = Client.objects.in_bulk([record for together in records.values() for record in together])
    for person in sorted(records):
        yield [_identity(rows[record]) for record in sorted(records[person])]


def _identity(client: Client) -> Identity:
    return Identity(
        last_name=client.last_name,
        first_name=client.first_name,
        prefix=client.prefix,
        birth_surname=birth_name(prefix=client.prefix, last_name=client.last_name, birth_surname=client.birth_surname),
        birth_date=client.birth_date,
        postcode=client.postcode,
        phone=client.phone,
    )


def read_back(municipality: Municipality, year: int) -> list[same_people.Record]:
    """The records as they stand in the table: all that a comparison knows of anybody."""
    keys: dict[tuple[int, uuid.UUID], set[tuple[Kind, bytes]]] = defaultdict(set)
    rows = Pseudonym.objects.filter(municipality=municipality, year=year)
    for door, record, kind, value in rows.values_list("front_door_id", "record", "kind", "hash"):
        found = keys[door, record]
        if kind:
            found.add((Kind(kind), bytes(value)))
    return [same_people.Record(door, record.hex, frozenset(found)) for (door, record), found in keys.items()]


# --- the close of the year --------------------------------------------------------------------------------------------


@jobs.handler(CLOSE)
def close_job(running: jobs.Running) -> dict[str, Any]:
    """Closes one year of one municipality. May run twice."""
    municipality = Municipality.objects.get(pk=running.arguments["municipality"])
    try:
        return {"people": close_year(municipality=municipality, year=running.arguments["year"])}
    except pseudonym_keys.NoKeysHere as reason:
        raise jobs.JobError(str(reason)) from reason


def close_year(*, municipality: Municipality, year: int, now: datetime | None = None) -> int:
    """Destroys the key and the pseudonyms of a year; the count that was shown stays. How many rows went.

    Raises NoKeysHere outside the worker.
    """
    with transaction.atomic():
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
        # The key first: where the rest fails, what is left says nothing any more.
        pseudonym_keys.destroy(municipality, year)
        gone, _ = Pseudonym.objects.filter(municipality=municipality, year=year).delete()
        PeopleCount.objects.filter(municipality=municipality, year=year, closed_at__isnull=True).update(
            closed_at=now or timezone.now()
        )
        audit.record("unique people closed", by=None, on=municipality, year=year, rows=gone)
    return gone


def kept_years(municipality: Municipality) -> list[int]:
    """The years of which there are pseudonyms."""
    rows = Pseudonym.objects.filter(municipality=municipality).order_by("year").values_list("year", flat=True)
    return list(rows.distinct())
