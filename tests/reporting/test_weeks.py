"""The course of a year by week: its weeks add up to what the roll-up of the year says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from oco.models import Job
from oco.periods import Period
from oco.workdays import working_days_between
from reporting import expecting, rollups, tasks
from reporting.figures import Scope
from reporting.models import DeclaredTotal, WeekCounts
from reporting.weeks import PEOPLE, WEEKLY, WEEKS, week_of, week_start, working_days
from tests.reporting import naive
from tests.reporting.test_rollups_property import registers, with_keys
from tests.reporting.world import World, make_world, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_weeks_are_seven_days_from_new_year_on_and_the_last_takes_the_rest() -> None:
    assert [week_of(date(2018, 1, 1)), week_of(date(2018, 1, 7)), week_of(date(2018, 1, 8))] == [0, 0, 1]
    assert [week_of(date(2018, 12, 23)), week_of(date(2018, 12, 24)), week_of(date(2020, 12, 31))] == [50, 51, 51]
    assert (week_start(2018, 1), week_start(2018, 52)) == (date(2018, 1, 8), date(2019, 1, 1))
    for year in (2018, 2020):
        for week, days in enumerate(working_days(year)):
            assert days == working_days_between(week_start(year, week), week_start(year, week + 1))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers())
def test_the_weeks_of_a_year_add_up_to_its_own_count(world: World, register: naive.Register) -> None:
    with transaction.atomic():
        with_keys(register, world)
        write(register, world)
        for year in (2017, 2018):
            scopes = list(world.levels())
            whole = rollups.count_all(scopes, date(year, 1, 1), date(year + 1, 1, 1), today=date(2020, 1, 1))
            for scope, weeks in rollups.count_weeks(scopes, year).items():
                assert {name: one.total for name, one in weeks.items()} == {
                    name: whole[scope].count(name) for name in WEEKLY
                }, scope.code
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers())
def test_the_first_weeks_are_what_a_count_until_then_says(world: World, register: naive.Register) -> None:
    """Also for people: whoever is counted by 2 April is counted in a week before it."""
    with transaction.atomic():
        with_keys(register, world)
        write(register, world)
        until = week_start(2018, 13)  # 13 x 7 = 91 days: 2 April
        scopes = list(world.levels())
        counted = rollups.count_all(scopes, date(2018, 1, 1), until, today=date(2020, 1, 1))
        for scope, weeks in rollups.count_weeks(scopes, 2018).items():
            for name in WEEKLY:
                assert sum(weeks[name].values[:13]) == counted[scope].count(name), (scope.code, name)
        transaction.set_rollback(True)


def years(world: World, *of: int) -> None:
    """Three questions a week at MEE, each of somebody else, answered five days later with half an hour's work."""
    questions = [
        naive.Question(
            client=year * 1000 + week * 3 + n,
            door=world.doors[0].pk,
            provider=world.mee.pk,
            received_on=week_start(year, week) + timedelta(days=n),
            first_contact_due_on=week_start(year, week) + timedelta(days=14),
            pick_up_due_on=week_start(year, week) + timedelta(days=28),
            closed_on=week_start(year, week) + timedelta(days=n + 5),
            outcome="information_advice",
        )
        for year in of
        for week in range(WEEKS)
        for n in range(3)
    ]
    contacts = [
        naive.Contact(place, world.mee.pk, question.received_on, 30) for place, question in enumerate(questions)
    ]
    write(naive.Register(questions=questions, contacts=contacts), world)


def test_counting_again_stores_what_is_known_now(world: World) -> None:
    scopes = rollups.scopes_of(world.zoetermeer)
    rollups.roll_up_weeks(scopes, 2018)
    assert WeekCounts.objects.filter(year=2018).count() == len(scopes) * len(WEEKLY)
    years(world, 2018)
    rollups.roll_up_weeks(scopes, 2018)
    rollups.roll_up_weeks(scopes, 2018)
    rows = WeekCounts.objects.filter(level="provider", organisation=world.mee, year=2018)
    assert {row.indicator: row.values for row in rows} == {
        PEOPLE: [3] * 52,
        "questions_received": [3] * 52,
        # The last of a week's three is closed on the first day of the next week; the year's last on 31 December.
        "questions_answered": [2] + [3] * 50 + [4],
        "simple_questions": [0] * 52,
        "client_minutes": [90] * 52,
        "other_minutes": [0] * 52,
    }


def test_every_night_asks_for_this_year_and_last_and_once_for_those_before(world: World) -> None:
    def asked() -> list[int]:
        jobs = Job.objects.filter(kind="roll_up_weeks", key__contains="municipality:")
        found = [job.arguments["year"] for job in jobs]
        Job.objects.all().delete()
        return sorted(found)

    scopes = [Scope.of_municipality(world.haarlem), Scope.of_organisation(world.mee, world.haarlem)]
    tasks.ask_for_weeks(world.haarlem, scopes, date(2026, 5, 1))
    assert asked() == [2023, 2024, 2025, 2026]
    for year in (2023, 2024, 2025, 2026):
        rollups.roll_up_weeks(scopes, year)
    tasks.ask_for_weeks(world.haarlem, scopes, date(2026, 5, 2))
    assert asked() == [2025, 2026]


def test_reading_stored_weeks_takes_as_many_queries_for_one_scope_as_for_all(
    world: World, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    scopes = rollups.scopes_of(world.zoetermeer)
    for year in range(2015, 2019):
        rollups.roll_up_weeks(scopes, year)
    for wanted in (scopes[:1], scopes):
        with django_assert_num_queries(2):  # type: ignore[operator]
            expecting.courses(wanted, 2018, today=date(2018, 7, 1))


def test_a_year_that_is_not_stored_is_counted_and_not_kept(world: World) -> None:
    years(world, 2018)
    mee = Scope.of_organisation(world.mee, world.zoetermeer)
    found = expecting.courses([mee], 2019, today=date(2019, 3, 1))
    assert found[mee, PEOPLE].past.years[0].values == (3,) * 52
    assert found[mee, "client_minutes"].past.named == (2018,)
    assert not WeekCounts.objects.exists()


def test_a_declared_total_stands_before_a_counted_year_and_together_is_their_sum(world: World) -> None:
    years(world, 2018)
    for provider, value in ((world.mee, 700), (world.palet, 500)):
        DeclaredTotal.objects.create(
            municipality=world.zoetermeer, provider=provider, year=2018, indicator=PEOPLE, value=value
        )
    mee, joint = Scope.of_organisation(world.mee, world.zoetermeer), Scope.of_organisation(world.zosamen)
    found = expecting.courses([mee, joint], 2019, today=date(2019, 3, 1))
    assert found[mee, PEOPLE].past.years == ()
    assert found[mee, PEOPLE].past.totals == {2018: Decimal(700)}
    # The third provider of the front door declared nothing, so together isn't known.
    assert found[joint, PEOPLE].past.totals == {}
    DeclaredTotal.objects.create(
        municipality=world.zoetermeer, provider=world.third, year=2018, indicator=PEOPLE, value=30
    )
    found = expecting.courses([joint], 2019, today=date(2019, 3, 1))
    assert found[joint, PEOPLE].past.totals == {2018: 1230}
    assert found[joint, "questions_received"].past.named == (2018,)


def test_a_year_with_the_same_course_comes_to_the_same(world: World) -> None:
    """2018 and the first half of 2019 go alike: 156 people in 52 weeks."""
    years(world, 2018, 2019)
    mee = Scope.of_organisation(world.mee, world.zoetermeer)
    half = Period.parse("2019-H1")
    so_far = rollups.count(mee, half.start, half.end).count(PEOPLE)
    assert so_far == 78  # 26 weeks of 3; 182 days until 2 July, of which the last has none
    guess = expecting.forecasts({(mee, PEOPLE): so_far}, half.end, known_on=half.end)[mee, PEOPLE]  # type: ignore[dict-item]
    assert guess.low <= 156 <= guess.high
    assert abs(guess.expected - 156) <= 5
    assert guess.years == (2018,)
