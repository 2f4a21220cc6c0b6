"""Simple questions are counted with one tap and taken back with one more; and the counter's own speed."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import tallies
from cases.codes import Channel
from cases.models import CounterTiming, Tally
from cases.tallies import Spot
from oco.closing import PeriodFiled
from oco.models import PeriodClosing
from tests.cases import counter_scene
from tests.cases.counter_scene import Scene

TODAY = date(2026, 11, 20)


@pytest.fixture
def scene(db: None) -> Scene:
    return counter_scene.build()


@pytest.fixture
def spot(scene: Scene) -> Spot:
    return Spot(scene.zosamen, Channel.WALK_IN_HOUR, "Spreekuur Meerzicht", scene.palet, scene.meerzicht)


def test_a_tap_counts_date_place_and_topic_and_no_person(scene: Scene, spot: Spot) -> None:
    tally = tallies.count(topic=scene.money, spot=spot, by=scene.volunteer, today=TODAY)
    assert tally is not None
    assert (tally.on, tally.place, tally.topic, tally.channel) == (TODAY, spot.place, scene.money, "walk_in_hour")
    assert (tally.provider, tally.district, tally.written_by) == (scene.palet, scene.meerzicht, scene.volunteer)


def test_the_same_tap_sent_twice_counts_once(scene: Scene, spot: Spot) -> None:
    key = uuid.uuid4()
    assert tallies.count(topic=scene.money, spot=spot, by=scene.volunteer, key=key, today=TODAY) is not None
    assert tallies.count(topic=scene.money, spot=spot, by=scene.volunteer, key=key, today=TODAY) is None
    assert Tally.objects.count() == 1


def test_the_tiles_show_what_stands_of_today_at_this_place(scene: Scene, spot: Spot) -> None:
    for topic, days in ((scene.money, 0), (scene.money, 0), (scene.forms, 0), (scene.money, 1)):
        tallies.count(topic=topic, spot=spot, by=scene.volunteer, today=TODAY - timedelta(days=days))
    tallies.count(topic=scene.money, spot=Spot(scene.zosamen, place="Balie Forum"), by=scene.volunteer, today=TODAY)
    gone = tallies.latest(scene.zosamen, user=scene.volunteer, today=TODAY)[-1]
    assert tallies.take_back(tally=gone, by=scene.volunteer) is True
    tiles = tallies.tiles(scene.zosamen, place=spot.place, user=scene.volunteer, today=TODAY)
    # two taps on money at this place today, one of them taken back
    assert [(tile.topic.name, tile.count, tile.digit) for tile in tiles] == [
        ("Geldzaken", 1, "1"),
        ("Formulieren", 1, "2"),
    ]


def test_one_takes_back_ones_own_and_once(scene: Scene, spot: Spot) -> None:
    tally = tallies.count(topic=scene.money, spot=spot, by=scene.volunteer, today=TODAY)
    assert tally is not None
    assert tallies.take_back(tally=tally, by=scene.coordinator) is False
    assert tallies.take_back(tally=tally, by=scene.volunteer) is True
    assert tallies.take_back(tally=tally, by=scene.volunteer) is False
    assert Tally.objects.standing().count() == 0
    assert tallies.latest(scene.zosamen, user=scene.volunteer, today=TODAY) == []


def test_a_filed_period_takes_no_tally_and_gives_none_back(scene: Scene, spot: Spot) -> None:
    tally = tallies.count(topic=scene.money, spot=spot, by=scene.volunteer, today=TODAY)
    assert tally is not None
    PeriodClosing.objects.create(
        front_door=scene.zosamen, start=date(2026, 10, 1), end=date(2027, 1, 1), closed_by=scene.volunteer
    )
    with pytest.raises(PeriodFiled, match="4e kwartaal van 2026"):
        tallies.count(topic=scene.money, spot=spot, by=scene.volunteer, today=TODAY)
    with pytest.raises(PeriodFiled):
        tallies.take_back(tally=tally, by=scene.volunteer)
    assert Tally.objects.standing().count() == 1


def test_a_topic_of_another_front_door_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="another front door"):
        tallies.count(topic=scene.money, spot=Spot(scene.elsewhere), by=scene.stranger, today=TODAY)


def test_medians_are_of_the_own_front_doors_and_of_late(scene: Scene) -> None:
    new, simple = CounterTiming.Kind.NEW_CLIENT, CounterTiming.Kind.SIMPLE
    for kind, milliseconds in ((new, 10_000), (new, 20_000), (new, 90_000), (simple, 800), (simple, 1_000)):
        tallies.time_entry(front_door=scene.zosamen, kind=kind, milliseconds=milliseconds)
    for impossible in (None, 0, -5, tallies.LONGEST_MILLISECONDS + 1):
        tallies.time_entry(front_door=scene.zosamen, kind=new, milliseconds=impossible)
    tallies.time_entry(front_door=scene.elsewhere, kind=simple, milliseconds=9_000)
    old = CounterTiming.objects.create(front_door=scene.zosamen, kind=simple, milliseconds=5_000)
    CounterTiming.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=40))
    speeds = tallies.median_times([scene.zosamen.pk])
    # 0.8 and 1.0 seconds: 0.9 between them; 10, 20 and 90: 20
    assert [(speed.kind, speed.seconds, speed.number) for speed in speeds] == [
        ("simple", 0.9, 2),
        ("new_client", 20.0, 3),
    ]
    assert [speed.within_goal for speed in speeds] == [True, True]
    assert tallies.median_times([]) == []
