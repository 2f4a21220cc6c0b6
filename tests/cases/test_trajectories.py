"""Trajectories: their last day, how they stand in words, what is stamped on a question, and where nothing is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse

from cases import trajectories
from cases.entries import Glance
from cases.models import HelpQuestion, Norms
from oco.models import PeriodClosing
from tests.cases.world import TODAY, World

SIX_WEEKS = 42


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def six_weeks(world: World) -> World:
    """As Westerveld has it."""
    Norms.objects.update(trajectory_days=SIX_WEEKS)
    return world


def started(world: World, days_ago: int) -> HelpQuestion:
    """A question of Fatima that was picked up so many days ago."""
    day = TODAY - timedelta(days=days_ago)
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=day)
    HelpQuestion.objects.filter(pk=question.pk).update(first_contact_on=day, picked_up_on=day)
    question.refresh_from_db()
    return question


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picked_up", "days", "last"),
    [
        # The day of picking up doesn't count: 1 March + 42 days = 12 April, a Sunday. Weekends aren't skipped.
        (date(2026, 3, 1), 42, date(2026, 4, 12)),
        # Over New Year: 20 November + 42 = 1 January, a holiday, and that isn't skipped either.
        (date(2026, 11, 20), 42, date(2027, 1, 1)),
        (date(2026, 3, 1), 0, date(2026, 3, 1)),
        (None, 42, None),
        (date(2026, 3, 1), None, None),
    ],
)
def test_the_last_day_is_counted_in_calendar_days_from_picking_up(
    picked_up: date | None, days: int | None, last: date | None
) -> None:
    assert trajectories.last_day(picked_up, days) == last


# Picked up on 1 March with 42 days: the last day is 12 April.
@pytest.mark.parametrize(
    ("picked_up", "closed", "today", "words"),
    [
        (False, None, date(2026, 3, 2), "begint bij het oppakken, ten hoogste 42 dagen"),
        (True, None, date(2026, 3, 2), "tot en met 12 april 2026, nog 41 dagen"),
        (True, None, date(2026, 4, 11), "tot en met 12 april 2026, nog 1 dag"),
        (True, None, date(2026, 4, 12), "vandaag is de laatste dag, 12 april 2026"),
        (True, None, date(2026, 4, 13), "1 dag over de laatste dag, 12 april 2026"),
        (True, None, date(2026, 4, 20), "8 dagen over de laatste dag, 12 april 2026"),
        (True, date(2026, 4, 12), date(2026, 6, 1), "klaar binnen de afspraak"),
        (True, date(2026, 4, 13), date(2026, 6, 1), "1 dag langer dan de afspraak"),
    ],
)
def test_how_a_trajectory_stands_in_words(picked_up: bool, closed: date | None, today: date, words: str) -> None:
    question = HelpQuestion(
        trajectory_days=SIX_WEEKS, picked_up_on=date(2026, 3, 1) if picked_up else None, closed_on=closed
    )
    assert trajectories.words(question, today=today) == words


def test_without_a_number_of_days_there_are_no_words() -> None:
    assert trajectories.words(HelpQuestion(picked_up_on=date(2026, 3, 1)), today=TODAY) == ""


# --- stamped ---------------------------------------------------------------------------------------------------------


def test_a_question_keeps_the_days_of_the_day_on_which_it_came_in(six_weeks: World) -> None:
    before = six_weeks.question()
    Norms.objects.create(
        organisation=six_weeks.partnership, valid_from=TODAY + timedelta(days=1), trajectory_days=SIX_WEEKS // 2
    )
    after = six_weeks.question(received_on=TODAY + timedelta(days=1))
    assert (before.trajectory_days, after.trajectory_days) == (42, 21)
    Norms.objects.filter(valid_from__lte=TODAY).update(trajectory_days=None)
    before.refresh_from_db()
    assert before.trajectory_days == 42


def test_norms_without_a_limit_stamp_nothing(world: World) -> None:
    assert world.question().trajectory_days is None


def test_the_day_of_picking_up_stands_fast_where_the_trajectory_was_closed_in_a_filed_period(six_weeks: World) -> None:
    """Picked up on 20 September, closed on 10 October: whether that was too long is in the figures of the 4th quarter,
    though the 3rd is open."""
    question = started(six_weeks, 59)
    HelpQuestion.objects.filter(pk=question.pk).update(closed_on=date(2026, 10, 10), outcome="information_advice")
    HelpQuestion.objects.filter(pk=question.pk).update(picked_up_on=date(2026, 9, 21))  # nothing is filed yet
    PeriodClosing.objects.create(
        front_door=six_weeks.front_door,
        start=date(2026, 10, 1),
        end=date(2027, 1, 1),
        closed_by=six_weeks.people["Karin"],
        closed_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    with pytest.raises(DatabaseError, match="period_filed"), transaction.atomic():
        HelpQuestion.objects.filter(pk=question.pk).update(picked_up_on=date(2026, 9, 22))
    # Without a limit picking up is of no weight for the quarter of closing.
    other = started(six_weeks, 58)
    HelpQuestion.objects.filter(pk=other.pk).update(trajectory_days=None)
    HelpQuestion.objects.filter(pk=other.pk).update(picked_up_on=date(2026, 9, 22))
    other.refresh_from_db()
    assert other.picked_up_on == date(2026, 9, 22)


# --- on pages --------------------------------------------------------------------------------------------------------


def test_the_line_on_the_question_says_until_when_and_stands_out_in_the_last_week(six_weeks: World) -> None:
    user = six_weeks.people["Fatima"]
    # 42 - 34 = 8 days left, then 7.
    early, late = (trajectories.beside(Glance(started(six_weeks, ago), user, TODAY, can_work=True)) for ago in (34, 35))
    assert early is not None
    assert late is not None
    assert (early.label, early.state, early.attention) == ("Traject", "tot en met 26 november 2026, nog 8 dagen", False)
    assert (late.state, late.attention) == ("tot en met 25 november 2026, nog 7 dagen", True)


def test_a_trajectory_that_is_nearly_over_waits_for_its_supporter_alone(six_weeks: World) -> None:
    near, over = started(six_weeks, 35), started(six_weeks, 50)
    started(six_weeks, 34)
    closed = started(six_weeks, 41)
    HelpQuestion.objects.filter(pk=closed.pk).update(closed_on=TODAY, outcome="information_advice")
    found = list(trajectories.waiting(six_weeks.people["Fatima"], TODAY))
    assert sorted((item.on, item.about, item.is_late(TODAY)) for item in found) == [
        (date(2026, 11, 10), over.client.full_name, True),  # 29 September + 42
        (date(2026, 11, 25), near.client.full_name, False),  # 14 October + 42
    ]
    assert list(trajectories.waiting(six_weeks.people["Joost"], TODAY)) == []


def pages(world: World, question: HelpQuestion) -> str:
    browser = Browser()
    browser.force_login(world.people["Fatima"])
    addresses = (reverse("question", args=[question.pk]), reverse("today"))
    return "".join(browser.get(address).content.decode() for address in addresses)


def test_pages_of_a_supporter_say_how_the_trajectory_stands(six_weeks: World) -> None:
    shown = pages(six_weeks, started(six_weeks, 40))
    assert "tot en met 20 november 2026, nog 2 dagen" in shown
    assert "Traject afronden" in shown


def test_elsewhere_not_a_word_is_said_about_trajectories(world: World) -> None:
    assert "raject" not in pages(world, started(world, 40))
