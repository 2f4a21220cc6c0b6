"""The checklist before filing: each rule catches its question and leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cases.models import HelpQuestion, OtherWork
from reporting import rollups
from subsidies import checklist, checklist_rules, freezing
from tests.subsidies.world import Q1, Q2, World

pytestmark = pytest.mark.django_db
AFTER = date(2018, 4, 12)
IN_MARCH = date(2018, 3, 5)


def points(world: World, today: date = AFTER) -> dict[str, int]:
    return {point.key: point.count for point in checklist.open_points(world.account, Q1, today=today)}


def _after_closing(world: World) -> None:
    question = world.question(date(2018, 2, 1), closed_on=date(2018, 2, 8))
    world.contact(question, date(2018, 2, 9), 30)


def _before_receipt(world: World) -> None:
    world.contact(world.question(IN_MARCH), date(2018, 3, 2), 30)


def _full_day(world: World) -> None:
    """12 hours and 1 minute: 11 hours on the question, 1 hour 1 of other work."""
    day = date(2018, 3, 7)
    world.contact(world.question(IN_MARCH), day, 11 * 60)
    OtherWork.objects.filter(pk=world.other_work(day).pk).update(minutes=61)


def _late(world: World) -> None:
    question = world.question(IN_MARCH)
    world.contact(question, date(2018, 3, 6), 30, days_later=15)


def _contact_after_pick_up(world: World) -> None:
    question = world.question(IN_MARCH)
    HelpQuestion.objects.filter(pk=question.pk).update(first_contact_on=date(2018, 3, 9))


MADE: dict[str, Callable[[World], object]] = {
    "zonder-aanbieder": lambda w: w.question(IN_MARCH, assigned=False),
    "zonder-leefgebied": lambda w: w.question(IN_MARCH, domain=""),
    "boven-richtlijn-zonder-reden": lambda w: w.question(IN_MARCH, closed_on=date(2018, 3, 9), minutes=601),
    "zonder-uren": lambda w: w.question(IN_MARCH, closed_on=date(2018, 3, 9), minutes=0),
    "uren-na-afsluiten": _after_closing,
    "uren-voor-ontvangst": _before_receipt,
    "dag-te-vol": _full_day,
    "laat-geschreven": _late,
    "opgepakt-voor-contact": _contact_after_pick_up,
    "stil": lambda w: w.question(Q1.end - timedelta(days=61)),
}
FINE: dict[str, Callable[[World], object]] = {
    "exactly the guideline": lambda w: w.question(IN_MARCH, closed_on=date(2018, 3, 9), minutes=600),
    "above the guideline with a reason": lambda w: w.question(
        IN_MARCH, closed_on=date(2018, 3, 9), minutes=700, reason="complexity"
    ),
    "open and touched 60 days before the end": lambda w: w.question(Q1.end - timedelta(days=60)),
    "hours on the day of closing": lambda w: w.question(IN_MARCH, closed_on=IN_MARCH),
    "exactly twelve hours on a day": lambda w: w.question(IN_MARCH, minutes=720),
    "written fourteen days later": lambda w: w.contact(w.question(IN_MARCH), date(2018, 3, 6), 30, days_later=14),
    "without domain, received after the quarter": lambda w: w.question(date(2018, 4, 2), domain=""),
    "without provider, received after the quarter": lambda w: w.question(date(2018, 4, 2), assigned=False),
}


def test_every_rule_has_its_example() -> None:
    assert set(MADE) == set(checklist_rules.BY_KEY)


@pytest.mark.parametrize("key", MADE)
def test_a_rule_catches_its_question(world: World, key: str) -> None:
    world.question(IN_MARCH)
    MADE[key](world)
    assert points(world) == {key: 1}
    assert checklist.questions_under(checklist_rules.BY_KEY[key], world.account, Q1).count() == 1


@pytest.mark.parametrize("name", FINE)
def test_what_is_in_order_is_left_alone(world: World, name: str) -> None:
    FINE[name](world)
    assert points(world) == {}


def test_a_running_quarter_blocks_until_its_last_day_is_over(world: World) -> None:
    assert points(world, Q1.end - timedelta(days=1)) == {"loopt-nog": 0}
    assert points(world, Q1.end) == {}


def test_blocking_points_stand_first_and_counts_are_split_by_provider(world: World) -> None:
    for provider in (world.mee, world.mee, world.palet):
        world.question(IN_MARCH, provider=provider, domain="")
    world.question(IN_MARCH, assigned=False)
    found = checklist.open_points(world.account, Q1, today=AFTER)
    assert [(point.key, point.blocks) for point in found] == [("zonder-aanbieder", True), ("zonder-leefgebied", False)]
    assert (found[1].sentence, found[1].split) == ("3 vragen hebben geen leefgebied.", "MEE 2, Palet Welzijn 1")
    assert checklist.summary(found) == "U kunt nog niet indienen: 1 punt houdt dat tegen."
    own = checklist.open_points(world.account, Q1, today=AFTER, provider=world.palet)
    assert [(point.key, point.count) for point in own] == [("zonder-leefgebied", 1)]


def test_a_count_that_is_older_than_the_newest_fact_is_said(world: World) -> None:
    world.small_quarter()
    assert checklist.stale(world.account, Q1).key == "niet-geteld"  # type: ignore[union-attr]
    rollups.roll_up_all(freezing.scopes(world.zosamen, world.municipality), Q1)
    assert checklist.stale(world.account, Q1) is None
    world.tally(date(2018, 3, 30))
    late = checklist.stale(world.account, Q1)
    assert late is not None
    assert late.sentence == "Er is iets bijgekomen na de laatste telling."
    rollups.roll_up_all(freezing.scopes(world.zosamen, world.municipality), Q2)
    assert checklist.stale(world.account, Q2) is None
