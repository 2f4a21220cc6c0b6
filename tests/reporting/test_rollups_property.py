"""Counting twice, two ways: every figure of generated registers, at every level, must come out the same."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.codes import (
    ANSWERED,
    MOMENT_OF,
    Activity,
    ArrangementStep,
    Channel,
    Fits,
    HowFound,
    OtherWorkKind,
    Outcome,
    OverGuidelineReason,
    SupportTask,
)
from oco.models.people import SupporterKind
from oco.periods import Period
from reporting import rollups
from reporting.figures import FigureKey
from tests.reporting import naive
from tests.reporting.world import World, link, make_world, write

pytestmark = pytest.mark.django_db

# The days on which counting goes wrong: edges of quarters and years, the nights on which the clock changes (25 March
# and 28 October 2018), a leap day. What is done late in the evening keeps its own day, for these are dates.
EDGES = [
    date(2018, month, day)
    for month, day in ((1, 1), (3, 25), (3, 31), (4, 1), (6, 30), (7, 1), (9, 30), (10, 1), (10, 28), (12, 31))
] + [date(2016, 2, 29), date(2017, 12, 31), date(2019, 1, 1)]
PERIODS = [Period.parse(code) for code in ("2018-Q1", "2018-Q2", "2018-H1", "2018-Q4", "2018")]
DOMAINS = ("care", "housing", "work_income", "welfare")
GROUPS = ("ouderen", "autisme", "nieuwkomers")
SCALES = {"zrm": ("zrm_income", "zrm_housing"), "positive_health": ("ph_meaning", "ph_participation")}

days = st.one_of(st.sampled_from(EDGES), st.dates(date(2016, 6, 1), date(2019, 6, 30)))
soon = st.integers(0, 40).map(lambda number: timedelta(days=number))
long = st.integers(0, 900).map(lambda number: timedelta(days=number))


@st.composite
def questions(draw: st.DrawFn) -> naive.Question:
    """Doors 0-2 and providers 0-2 are places in the world; the test puts the keys in."""
    door = draw(st.sampled_from((0, 0, 0, 1, 2)))
    received = draw(days)
    due = received + draw(soon), received + draw(soon)
    pauses = st.one_of(st.none(), st.integers(0, 30).map(lambda number: timedelta(days=number)))
    paused = [None if gap is None else day + gap for day, gap in zip(due, (draw(pauses), draw(pauses)), strict=True)]
    closed = draw(st.one_of(st.none(), days.map(lambda day: max(day, received)), long.map(lambda gap: received + gap)))
    reopened = closed is None and draw(st.booleans())
    return naive.Question(
        client=draw(st.integers(0, 5)),
        door=door,
        provider=draw(st.sampled_from((0, 1, 2, None) if door == 0 else (0, None))),
        received_on=received,
        first_contact_due_on=due[0],
        pick_up_due_on=due[1],
        first_contact_paused_due_on=paused[0],
        pick_up_paused_due_on=paused[1],
        first_contact_on=draw(st.one_of(st.none(), soon.map(lambda gap: received + gap))),
        picked_up_on=draw(st.one_of(st.none(), soon.map(lambda gap: received + gap))),
        closed_on=closed,
        reopened_on=received + draw(long) if reopened else None,
        outcome=draw(st.sampled_from(Outcome.values)) if closed else "",
        urgent=draw(st.booleans()),
        channel=draw(st.sampled_from(Channel.values)),
        district=draw(st.sampled_from((None, 0, 1))),
        guideline_minutes=draw(st.sampled_from((60, 600))),
        trajectory_days=draw(st.sampled_from((None, None, 0, 20, 42))),
        reason=draw(st.sampled_from(("", *OverGuidelineReason.values[:3]))),
        domains=tuple(sorted(draw(st.sets(st.sampled_from(DOMAINS), max_size=3)))),
        how_found=draw(st.sampled_from(("", *HowFound.values))),
        tasks=tuple(sorted(draw(st.sets(st.sampled_from(SupportTask.values), max_size=4)))),
        steps=tuple(sorted(draw(st.sets(st.sampled_from(ArrangementStep.values), max_size=2)))),
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
                supporter_kind=st.sampled_from(SupporterKind.values),
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
                people=st.sampled_from((None, 0, 3, 25)),
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
        consent = draw(st.sampled_from((None, False, True, True)))
        register.evaluations.append(naive.Evaluation(place, draw(days), score, fits, consent))
    register.referrals = draw(
        st.lists(
            st.builds(
                naive.Referral,
                question=which,
                on=days,
                kind=st.sampled_from(("warm", "leaflet")),
                joint_talk_on=st.one_of(st.none(), days),
                first_appointment_kept=st.sampled_from((None, False, True)),
            ),
            max_size=5,
        )
    )
    for place in draw(st.sets(which, max_size=4)):
        register.assessments += draw(measurements(place))
    register.signals = draw(
        st.lists(
            st.builds(
                naive.Signal,
                door=st.integers(0, 2),
                provider=st.integers(0, 2),
                on=days,
                domain=st.sampled_from(DOMAINS),
                district=st.sampled_from((None, 0, 1)),
                question=st.one_of(st.none(), which),
            ),
            max_size=5,
        )
    )
    clients = st.sampled_from(sorted({number(question.client, question.door) for question in register.questions}))
    register.target_groups = draw(
        st.dictionaries(clients, st.sets(st.sampled_from(GROUPS), max_size=3).map(tuple), max_size=5)
    )
    register.linked = draw(links(register))
    return register


@st.composite
def measurements(draw: st.DrawFn, place: int) -> list[naive.Assessment]:
    """At most a start and an end with each instrument; editions and days may not fit together."""
    made: list[naive.Assessment] = []
    for instrument, domains in SCALES.items():
        for phase in draw(st.sampled_from(((), ("start",), ("start", "end"), ("end",), ("start", "end")))):
            made.append(
                naive.Assessment(
                    question=place,
                    provider=draw(st.integers(0, 2)),
                    on=draw(days),
                    phase=phase,
                    instrument=instrument,
                    edition=draw(st.sampled_from(("2013", "2017", "2017"))),
                    scores=draw(st.dictionaries(st.sampled_from(domains), st.integers(1, 5))),
                )
            )
    return made


@st.composite
def links(draw: st.DrawFn, register: naive.Register) -> list[tuple[int, int]]:
    """Pairs of clients of the same front door."""
    found: list[tuple[int, int]] = []
    for door in range(3):
        there = sorted({number(q.client, door) for q in register.questions if q.door == door})
        if len(there) > 1:
            pairs = st.lists(st.sampled_from(there), min_size=2, max_size=2, unique=True)
            found += [(a, b) for a, b in draw(st.lists(pairs, max_size=3))]
    return found


def number(client: int, door: int) -> int:
    """Who is registered at two front doors is two people, here and in the database. `door` is a place in the world."""
    return client * 10 + door


def with_keys(register: naive.Register, world: World) -> naive.Register:
    """Places in the world become keys of the database."""
    for question in register.questions:
        question.client = number(question.client, question.door)
    rows: list[naive.Question | naive.Tally | naive.Signal] = [
        *register.questions,
        *register.tallies,
        *register.signals,
    ]
    for row in rows:
        row.door = world.doors[row.door].pk
        if row.provider is not None:
            row.provider = world.provider_keys[row.provider]
        if row.district is not None:
            row.district = world.districts[row.district].pk
    for work in register.other_work:
        work.door, work.provider = world.doors[work.door].pk, world.provider_keys[work.provider]
    written: list[naive.Contact | naive.Assessment] = [*register.contacts, *register.assessments]
    for line in written:
        line.provider = world.provider_keys[line.provider]
    register.formality = {world.mee.pk: "formal", world.third.pk: "informal"}
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
        write(register, world)
        assert_same(register, world, today)
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers(), more=st.data())
def test_linking_and_unlinking_leaves_every_figure_as_it_was(
    world: World, register: naive.Register, more: st.DataObject
) -> None:
    today = date(2020, 1, 1)
    register.linked = []
    extra = more.draw(links(register))
    with transaction.atomic():
        with_keys(register, world)
        clients = write(register, world)
        scopes, year = list(world.levels()), PERIODS[-1]
        before = rollups.count_all(scopes, year.start, year.end, today=today)
        register.linked = extra
        link(register, clients)
        assert_same(register, world, today)  # fewer people, and of the rest what the naive count says
        linked = rollups.count_all(scopes, year.start, year.end, today=today)
        for scope, figures in linked.items():
            assert figures.count("unique_clients") <= before[scope].count("unique_clients")
            assert figures.count("questions_received") == before[scope].count("questions_received")
        register.linked = []
        link(register, clients)
        again = rollups.count_all(scopes, year.start, year.end, today=today)
        assert {scope: dict(figures) for scope, figures in again.items()} == {
            scope: dict(figures) for scope, figures in before.items()
        }
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
                pick_up_paused_due_on=received + timedelta(days=42) if chance.random() < 0.1 else None,
                how_found=chance.choice(("", *HowFound.values)),
                tasks=tuple(chance.sample(SupportTask.values, chance.randrange(4))),
                steps=tuple(chance.sample(ArrangementStep.values, chance.randrange(3))),
            )
        )
    for place, question in enumerate(register.questions):
        for _ in range(chance.randrange(9)):
            on = question.received_on + timedelta(days=chance.randrange(200))
            minutes = chance.choice((0, 15, 60, 240))
            register.contacts.append(
                naive.Contact(
                    place,
                    chance.randrange(3),
                    on,
                    minutes,
                    chance.choice(Activity.values),
                    written_after=chance.choice((0, 1, 13, 14, 15, 40)),
                )
            )
        if chance.random() < 0.3:
            given_on = question.received_on + timedelta(days=chance.randrange(400))
            register.evaluations.append(naive.Evaluation(place, given_on, chance.randrange(1, 11), "yes"))
        if chance.random() < 0.3:
            start, end = (question.received_on + timedelta(days=chance.randrange(60)) for _ in range(2))
            register.assessments += [
                naive.Assessment(place, 0, on, phase, scores={"zrm_income": chance.randrange(1, 6), "zrm_housing": 3})
                for on, phase in ((start, "start"), (end, "end"))
            ]
    people = sorted({number(question.client, question.door) for question in register.questions})
    register.target_groups = {client: tuple(chance.sample(GROUPS, chance.randrange(3))) for client in people}
    register.linked = [(a, b) for a, b in zip(people, people[2:], strict=False) if a % 10 == b % 10 and a % 7 == 0]
    with_keys(register, world)
    write(register, world)
    assert_same(register, world, date(2020, 1, 1))
    # Not an empty agreement: the register has people at several providers, and hours above the guideline.
    year = rollups.count(next(iter(world.levels())), date(2018, 1, 1), date(2019, 1, 1), today=date(2020, 1, 1))
    assert year.count("overlap_clients") > 10
    assert year.count("questions_above_guideline") > 10
    assert 0 < year.count("pick_up_on_time") < year.count("pick_up_total")
    assert year.count("pick_up_after_pause") > 5
    assert len(register.linked) > 10
    assert min(year.count(key) for key in ("matrix_rose", "matrix_fell", "closed_with_pair")) > 5


@pytest.fixture
def world() -> World:
    return make_world()


def test_the_naive_count_names_the_outcomes_that_are_no_answer() -> None:
    assert set(naive.NOT_ANSWERED) == set(Outcome.values) - set(ANSWERED)
    assert naive._percentile([0, 60, 80, 600], Fraction(1, 2)) == 70


def test_the_naive_count_knows_the_moment_of_every_task() -> None:
    assert {task: moment for moment, tasks in naive.MOMENTS.items() for task in tasks} == MOMENT_OF
