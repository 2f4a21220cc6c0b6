"""Simple questions: counted with one tap, taken back with one more. And how long entries at the counter take."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from cases.acts import act
from cases.codes import Channel
from cases.models import CounterTiming, Tally, Topic
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.models import District, FrontDoor, Organisation, User

UNDO_SHOWN = 5
# Longer is no entry but a page that lay open, shorter is no person.
LONGEST_MILLISECONDS = 30 * 60 * 1000
SPEED_DAYS = 28
GOAL_SECONDS = {CounterTiming.Kind.SIMPLE: 2, CounterTiming.Kind.EXISTING_CLIENT: 20, CounterTiming.Kind.NEW_CLIENT: 20}


@dataclass(frozen=True)
class Spot:
    """Where somebody counts: a desk with what it presets, or a front door without desks."""

    front_door: FrontDoor
    channel: Channel = Channel.COUNTER
    place: str = ""
    provider: Organisation | None = None
    district: District | None = None


@dataclass(frozen=True)
class Tile:
    """A topic as a tile. `digit`: the key that counts it, for the first nine."""

    topic: Topic
    count: int
    digit: str


@dataclass(frozen=True)
class Speed:
    """Half of the entries took no longer than `seconds`; `number` entries were measured."""

    kind: str
    label: str
    seconds: float
    number: int
    goal_seconds: int

    @property
    def within_goal(self) -> bool:
        return self.seconds <= self.goal_seconds


@act()
def count(
    *, topic: Topic, spot: Spot, by: User, key: uuid.UUID | None = None, today: date | None = None
) -> Tally | None:
    """Counts one simple question. None where the same tap was counted before.

    Raises PeriodFiled, and ValueError for a topic of another front door.
    """
    if topic.front_door_id != spot.front_door.pk:
        raise ValueError("topic of another front door")
    if key and not submissions.first_time(key, by=by):
        return None
    day = today or timezone.localdate()
    refuse_filed(spot.front_door.pk, day)
    tally = Tally.objects.create(
        front_door=spot.front_door,
        provider=spot.provider or _only_provider(spot.front_door),
        topic=topic,
        channel=spot.channel,
        place=spot.place,
        district=spot.district,
        on=day,
        written_by=by,
    )
    audit.record("tally counted", by=by, on=tally)
    return tally


def _only_provider(front_door: FrontDoor) -> Organisation | None:
    providers = list(front_door.providers.order_by("pk")[:2])
    return providers[0] if len(providers) == 1 else None


@act()
def take_back(*, tally: Tally, by: User) -> bool:
    """Takes back one's own tally. False where that was done already. Raises PeriodFiled."""
    refuse_filed(tally.front_door_id, tally.on)
    taken = Tally.objects.standing().filter(pk=tally.pk, written_by=by).update(undone_at=timezone.now())
    if taken:
        audit.record("tally taken back", by=by, on=tally)
    return bool(taken)


def tiles(front_door: FrontDoor, *, place: str, user: User, today: date) -> list[Tile]:
    """The topics in use with today's count at this place, in two queries."""
    topics = Topic.objects.for_user(user).filter(front_door=front_door)
    here = Tally.objects.for_user(user).standing().filter(front_door=front_door, on=today, place=place)
    counts = dict(here.order_by().values_list("topic").annotate(number=Count("pk")))
    return [Tile(topic, counts.get(topic.pk, 0), str(n) if n <= 9 else "") for n, topic in enumerate(topics, 1)]


def latest(front_door: FrontDoor, *, user: User, today: date) -> list[Tally]:
    """One's own last tallies of today: those that can be taken back."""
    own = Tally.objects.for_user(user).standing().filter(front_door=front_door, on=today, written_by=user)
    return list(own.select_related("topic").order_by("-written_at", "-pk")[:UNDO_SHOWN])


def time_entry(*, front_door: FrontDoor, kind: CounterTiming.Kind, milliseconds: int | None) -> None:
    """Keeps how long an entry took, without who and whose. What can't be true is left out."""
    if milliseconds is not None and 0 < milliseconds <= LONGEST_MILLISECONDS:
        CounterTiming.objects.create(front_door=front_door, kind=kind, milliseconds=milliseconds)


def median_times(
    front_door_ids: Collection[int], *, since: date | None = None, today: date | None = None
) -> list[Speed]:
    """The median time of each kind of entry since a day (28 days before `today` by default); only those measured."""
    first = since or (today or timezone.localdate()) - timedelta(days=SPEED_DAYS)
    begin = timezone.make_aware(datetime.combine(first, time.min))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds), count(*)"
            "  FROM cases_countertiming WHERE front_door_id = ANY(%s) AND at >= %s GROUP BY kind",
            [list(front_door_ids), begin],
        )
        found = {kind: (median / 1000, number) for kind, median, number in cursor.fetchall()}
    return [
        Speed(kind.value, kind.label, *found[kind.value], goal_seconds=GOAL_SECONDS[kind])
        for kind in CounterTiming.Kind
        if kind.value in found
    ]
