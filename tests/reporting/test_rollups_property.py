"""Counting twice, two ways: every figure of generated registers, at every level, must come out the same."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.codes import ANSWERED, Activity, Channel, Fits, OtherWorkKind, Outcome, OverGuidelineReason
from oco.periods import Period
from reporting import rollups
from reporting.figures import FigureKey
from tests.reporting import naive
from tests.reporting.world import World, make_world, write

pytestmark = pytest.mark.django_db

# The days on which counting goes wrong: edges of quarters and years, the nights on which the clock changes (25 March
# and 28 October 2018), a leap day. What is done late in the evening keeps its own day, for these are dates.
EDGES = [
    date(2018, month, day)
    for month, day in ((1, 1), (3, 25), (3, 31), (4, 1), (6, 30), (7, 1), (9, 30), (10, 1), (10, 28), (12, 31))
] + [date(2016, 2, 29), date(2017, 12, 31), date(2019, 1, 1)]
PERIODS = [Period.parse(code) for code in ("2018-Q1", "2018-Q2", "2018-H1", "2018-Q4", "2018")]
DOMAINS = ("care", "housing", "work_income", "welfare")

days = st.one_of(st.sampled_from(EDGES), st.dates(date(2016, 6, 1), date(2019, 6, 30)))
soon = st.integers(0, 40).map(lambda number: timedelta(days=number))
long = st.integers(0, 900).map(lambda number: timedelta(days=number))


@st.composite
def questions(draw: st.DrawFn) -> naive.Question:
    """Doors 0-2 and providers 0-2 are places in the world; the test puts the keys in."""
    door = draw(st.sampled_from((0, 0, 0, 1, 2)))
    received = draw(days)
    closed = draw(st.one_of(st.none(), days.map(lambda day: max(day, received)), long.map(lambda gap: received + gap)))
    reopened = closed is None and draw(st.booleans())
    return naive.Question(
        client=draw(st.integers(0, 5)),
        door=door,
        provider=draw(st.sampled_from((0, 1, 2, None) if door == 0 else (0, None))),
        received_on=received,
        first_contact_due_on=received + draw(soon),
        pick_up_due_on=received + draw(soon),
        first_contact_on=draw(st.one_of(st.none(), soon.map(lambda gap: received + gap))),
        picked_up_on=draw(st.one_of(st.none(), soon.map(lambda gap: received + gap))),
        closed_on=closed,
        reopened_on=received + draw(long) if reopened else None,
        outcome=draw(st.sampled_from(Outcome.values)) if closed else "",
        urgent=draw(st.booleans()),
        channel=draw(st.sampled_from(Channel.values)),
        district=draw(st.sampled_from((None, 0, 1))),
        guideline_minutes=draw(st.sampled_from((60, 600))),
        reason=draw(st.sampled_from(("", *OverGuidelineReason.values[:3]))),
        domains=tuple(sorted(draw(st.sets(st.sampled_from(DOMAINS), max_size=3)))),
    )


@st.composite
def registers(draw: st.DrawFn) -> naive.Register:
    register = naive.Register(questions=draw(st.lists(questions(), min_size=1, max_size=12)))
    which = st.integers(0, len(register.questions) - 1)
    register.contacts = draw(
        st.lists(
            st.builds(
                naive.Contact,
                question=which,
                provider=st.integers(0, 2),
                on=days,
                minutes=st.sampled_from((0, 0, 5, 45, 60, 61, 600, 1440)),
                activity=st.sampled_from(Activity.values),
            ),
            max_size=15,
        )
    )
    register.other_work = draw(
        st.lists(
            st.builds(
                naive.OtherWork,
                door=st.integers(0, 2),
                provider=st.integers(0, 2),
                on=days,
                minutes=st.integers(1, 480),
                kind=st.sampled_from(OtherWorkKind.values),
            ),
            max_size=4,
        )
    )
    register.tallies = draw(
        st.lists(
            st.builds(
                naive.Tally,
                door=st.integers(0, 2),
                provider=st.sampled_from((None, 0, 1)),
                on=days,
                channel=st.sampled_from(Channel.values),
                district=st.sampled_from((None, 0, 1)),
                undone=st.booleans(),
            ),
            max_size=6,
        )
    )
    for place in draw(st.sets(which, max_size=5)):
        score = draw(st.one_of(st.none(), st.integers(1, 10)))
        fits = draw(st.sampled_from(Fits.values)) if score is None else draw(st.sampled_from(("", *Fits.values)))
        register.evaluations.append(naive.Evaluation(place, draw(days), score, fits))
    return register


def with_keys(register: naive.Register, world: World) -> naive.Register:
    """Places in the world become keys of the database."""
    rows: list[naive.Question | naive.Tally] = [*register.questions, *register.tallies]
    for row in rows:
        row.door, row.provider = world.place(row.door, row.provider)
        if row.district is not None:
            row.district = world.districts[row.district].pk
    for work in register.other_work:
        work.door, work.provider = world.doors[work.door].pk, world.provider_keys[work.provider]
    for contact in register.contacts:
        contact.provider = world.provider_keys[contact.provider]
    return register


def assert_same(register: naive.Register, world: World, today: date) -> None:
    for period in PERIODS:
        levels = world.levels()
        counted = rollups.count_all(list(levels), period.start, period.end, today=today)
        for scope, level in levels.items():
            # A front door of its own registers people for itself: the same number there is somebody else.
            expected = {
                FigureKey(*key): value
                for key, value in naive.count(register, level, period.start, period.end, today).items()
            }
            got = dict(counted[scope])
            if level.provider is not None:
                got.pop(FigureKey("overlap_clients"), None)
                expected.pop(FigureKey("overlap_clients"), None)
            assert got == expected, f"{scope.code} {period.code}"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers(), today=st.sampled_from((date(2018, 3, 31), date(2018, 5, 20), date(2020, 1, 1))))
def test_every_figure_is_the_same_when_counted_a_second_way(
    world: World, register: naive.Register, today: date
) -> None:
    with transaction.atomic():
        with_keys(register, world)
        make_people_of_their_doors(register)
        write(register, world)
        assert_same(register, world, today)
        transaction.set_rollback(True)


def test_a_large_register_is_the_same_when_counted_a_second_way(world: World) -> None:
    chance = random.Random(20181231)
    register = naive.Register()
    for _ in range(800):
        received = date(2016, 6, 1) + timedelta(days=chance.randrange(1000))
        closed = received + timedelta(days=chance.choice((0, 3, 30, 90, 400))) if chance.random() < 0.8 else None
        register.questions.append(
            naive.Question(
                client=chance.randrange(300),
                door=chance.choice((0, 0, 0, 0, 1, 2)),
                provider=chance.choice((0, 0, 1, 1, 2, None)),
                received_on=received,
                first_contact_due_on=received + timedelta(days=14),
                pick_up_due_on=received + timedelta(days=chance.choice((3, 28))),
                first_contact_on=chance.choice((None, received + timedelta(days=chance.randrange(30)))),
                picked_up_on=chance.choice((None, received + timedelta(days=chance.randrange(40)))),
                closed_on=closed,
                outcome=chance.choice(Outcome.values) if closed else "",
                urgent=chance.random() < 0.2,
                channel=chance.choice(Channel.values),
                district=chance.choice((None, 0, 1)),
                reason=chance.choice(("", OverGuidelineReason.COMPLEXITY.value)),
                domains=tuple(chance.sample(DOMAINS, chance.randrange(4))),
            )
        )
    for place, question in enumerate(register.questions):
        for _ in range(chance.randrange(9)):
            on = question.received_on + timedelta(days=chance.randrange(200))
            minutes = chance.choice((0, 15, 60, 240))
            register.contacts.append(
                naive.Contact(place, chance.randrange(3), on, minutes, chance.choice(Activity.values))
            )
        if chance.random() < 0.3:
            given_on = question.received_on + timedelta(days=chance.randrange(400))
            register.evaluations.append(naive.Evaluation(place, given_on, chance.randrange(1, 11), "yes"))
    with_keys(register, world)
    make_people_of_their_doors(register)
    write(register, world)
    assert_same(register, world, date(2020, 1, 1))
    # Not an empty agreement: the register has people at several providers, and hours above the guideline.
    year = rollups.count(next(iter(world.levels())), date(2018, 1, 1), date(2019, 1, 1), today=date(2020, 1, 1))
    assert year.count("overlap_clients") > 10
    assert year.count("questions_above_guideline") > 10
    assert 0 < year.count("pick_up_on_time") < year.count("pick_up_total")


def make_people_of_their_doors(register: naive.Register) -> None:
    """Who is registered at two front doors is two people here, as in the database."""
    for question in register.questions:
        question.client = question.client * 1_000_000 + question.door


@pytest.fixture
def world() -> World:
    return make_world()


def test_the_naive_count_names_the_outcomes_that_are_no_answer() -> None:
    assert set(naive.NOT_ANSWERED) == set(Outcome.values) - set(ANSWERED)
    assert naive._percentile([0, 60, 80, 600], Fraction(1, 2)) == 70
