"""Each figure on a small table, with the arithmetic beside it; storing, freezing and counting at night."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from oco import jobs
from oco.models import Job
from oco.periods import Period
from reporting import figures, rollups, tasks
from reporting.figures import Figures, Scope
from reporting.members import members_of
from reporting.models import RollUp
from tests import wall
from tests.reporting import naive
from tests.reporting.world import World, day, make_world, write

pytestmark = pytest.mark.django_db
Q1, Q2 = Period.parse("2018-Q1"), Period.parse("2018-Q2")
LATER = date(2020, 1, 1)


@pytest.fixture
def world() -> World:
    return make_world()


class Builder:
    """Writes a register of a few lines: dates as `1-4-2018`, MEE by default, ZoSamen's front door."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.register = naive.Register()

    def question(
        self, received: str, closed: str = "", *, client: int = 1, provider: int | None = -1, **more: object
    ) -> int:
        question = naive.Question(
            client=client,
            door=self.world.doors[0].pk,
            provider=self.world.mee.pk if provider == -1 else provider,
            received_on=day(received),
            first_contact_due_on=day("31-12-2030"),
            pick_up_due_on=day("31-12-2030"),
            closed_on=day(closed) if closed else None,
            outcome="information_advice" if closed else "",
        )
        for name, value in more.items():
            setattr(question, name, day(value) if isinstance(value, str) and name.endswith("_on") else value)
        self.register.questions.append(question)
        return len(self.register.questions) - 1

    def contact(
        self, question: int, on: str, minutes: int, *, provider: int | None = None, activity: str = "talk"
    ) -> None:
        by = provider or self.world.mee.pk
        self.register.contacts.append(naive.Contact(question, by, day(on), minutes, activity))

    def figures(self, period: Period, scope: Scope | None = None, today: date = LATER) -> Figures:
        """Writes what there is, once, and counts it for the partnership or another scope."""
        write(self.register, self.world)
        self.register = naive.Register()
        return self.count(period, scope, today)

    def count(self, period: Period, scope: Scope | None = None, today: date = LATER) -> Figures:
        scope = scope or Scope.of_organisation(self.world.zosamen)
        return rollups.count(scope, period.start, period.end, today=today)

    @property
    def mee(self) -> Scope:
        return Scope.of_organisation(self.world.mee, self.world.zoetermeer)

    @property
    def palet(self) -> Scope:
        return Scope.of_organisation(self.world.palet, self.world.zoetermeer)


@pytest.fixture
def build(world: World) -> Builder:
    return Builder(world)


def test_a_client_of_both_providers_counts_once_together_and_the_overlap_is_said(build: Builder) -> None:
    palet = build.world.palet.pk
    build.question("1-2-2018", client=1)
    build.question("2-2-2018", client=1)
    build.question("3-2-2018", client=1, provider=palet)
    build.question("4-2-2018", client=2, provider=palet)
    build.question("5-2-2018", client=3, provider=None)
    joint = build.figures(Q1)
    # MEE: client 1. Palet: 1 and 2. Not assigned yet: 3. 1 + 2 + 1 - 1 at both = 3.
    assert joint.breakdown("unique_clients", "provider") == {
        "": 1,
        str(build.world.mee.pk): 1,
        str(palet): 2,
    }
    assert (joint.count("unique_clients"), joint.count("overlap_clients")) == (3, 1)
    assert build.count(Q1, build.mee).count("unique_clients") == 1
    assert build.count(Q1, Scope.of_municipality(build.world.zoetermeer)).count("unique_clients") == 3
    assert build.count(Q1, Scope.of_municipality(build.world.haarlem)).count("unique_clients") == 0


@pytest.mark.parametrize(
    ("minutes", "clients"),
    [(30, 1), (0, 0)],
)
def test_an_old_question_makes_a_unique_client_when_time_was_written_on_it(
    build: Builder, minutes: int, clients: int
) -> None:
    build.contact(build.question("1-2-2017"), "1-2-2018", minutes)
    assert build.figures(Q1).count("unique_clients") == clients


def test_time_by_another_provider_makes_the_client_unique_there_too(build: Builder) -> None:
    build.contact(build.question("1-2-2018"), "5-2-2018", 60, provider=build.world.palet.pk)
    palet = build.figures(Q1, build.palet)
    # The question is MEE's, the hour Palet's.
    assert (palet.count("unique_clients"), palet.count("questions_received")) == (1, 0)
    assert palet.count("client_minutes") == 60
    mee = build.count(Q1, build.mee)
    assert (mee.count("unique_clients"), mee.count("client_minutes")) == (1, 0)


def test_new_is_who_was_not_known_before_at_that_level(build: Builder) -> None:
    build.question("1-2-2017", "1-3-2017", client=1)
    build.question("1-2-2018", client=1, provider=build.world.palet.pk)
    build.question("1-2-2018", client=2)
    # Together client 1 is known from 2017; at Palet client 1 is new.
    joint = build.figures(Q1)
    assert (joint.count("new_clients"), joint.count("returning_clients")) == (1, 1)
    assert build.count(Q1, build.palet).count("new_clients") == 1


def test_the_edges_of_a_quarter(build: Builder) -> None:
    build.question("31-3-2018", "31-3-2018", client=1)
    build.question("31-3-2018", "1-4-2018", client=2)
    build.question("1-4-2018", client=3)
    first = build.figures(Q1)
    second = build.count(Q2)
    wanted = ("questions_received", "questions_answered", "questions_open", "unique_clients")
    # 1st quarter: two received, one closed, the other still open. 2nd: one received, one closed, one open.
    assert [first.count(key) for key in wanted] == [2, 1, 1, 2]
    assert [second.count(key) for key in wanted] == [1, 1, 1, 2]


def test_outcomes_are_split_in_answered_and_otherwise(build: Builder) -> None:
    for client, outcome in enumerate(("wlz", "leaflet_referral", "no_solution", "stopped", "moved_or_died")):
        build.question("1-2-2018", "1-3-2018", client=client, outcome=outcome)
    counted = build.figures(Q1)
    assert counted.breakdown("questions_answered", "outcome") == {"leaflet_referral": 1, "wlz": 1}
    assert counted.breakdown("questions_closed_otherwise", "outcome") == {
        "moved_or_died": 1,
        "no_solution": 1,
        "stopped": 1,
    }
    assert (counted.count("questions_answered"), counted.count("questions_closed_otherwise")) == (2, 3)


def test_a_question_counts_in_each_of_its_domains(build: Builder) -> None:
    build.question("1-2-2018", domains=("care", "housing"))
    build.question("1-2-2018", domains=("care",), district=build.world.districts[0].pk, channel="gp")
    counted = build.figures(Q1)
    assert counted.breakdown("questions_received", "domain") == {"care": 2, "housing": 1}
    assert counted.breakdown("questions_received", "district") == {"": 1, str(build.world.districts[0].pk): 1}
    assert counted.breakdown("questions_received", "channel") == {"counter": 1, "gp": 1}


ON_TIME_CASES = [
    # due, done, closed -> (counted, on time) in the 1st quarter, in the 2nd, in the year
    ("30-3-2018", "30-3-2018", "", (1, 1), (0, 0), (1, 1)),
    ("30-3-2018", "31-3-2018", "", (1, 0), (0, 0), (1, 0)),
    ("30-3-2018", "5-4-2018", "", (1, 0), (1, 0), (1, 0)),  # in both quarters, in the year once
    ("5-4-2018", "20-3-2018", "", (1, 1), (1, 1), (1, 1)),
    ("30-3-2018", "", "", (1, 0), (0, 0), (1, 0)),  # still not done
    ("30-3-2018", "", "29-3-2018", (1, 0), (0, 0), (1, 0)),  # closed without it: late, whenever that was
    ("30-3-2018", "", "31-3-2018", (1, 0), (0, 0), (1, 0)),
]


@pytest.mark.parametrize(("due", "done", "closed", "first", "second", "year"), ON_TIME_CASES)
@pytest.mark.parametrize("term", ["first_contact", "pick_up"])
def test_on_time(
    build: Builder,
    term: str,
    due: str,
    done: str,
    closed: str,
    first: tuple[int, int],
    second: tuple[int, int],
    year: tuple[int, int],
) -> None:
    done_field = "first_contact_on" if term == "first_contact" else "picked_up_on"
    dates: dict[str, Any] = {f"{term}_due_on": due, **({done_field: done} if done else {})}
    build.question("1-3-2018", closed, urgent=True, **dates)
    write(build.register, build.world)
    for period, expected in ((Q1, first), (Q2, second), (Period.parse("2018"), year)):
        counted = build.count(period)
        assert (counted.count(f"{term}_total"), counted.count(f"{term}_on_time")) == expected, period.code
        assert counted.count(f"{term}_total", "urgency", "urgent") == expected[0]
        assert counted.count(f"{term}_total", "urgency", "regular") == 0


@pytest.mark.parametrize(("today", "counted"), [("30-3-2018", 0), ("31-3-2018", 1)])
def test_a_term_that_still_runs_is_not_late(build: Builder, today: str, counted: int) -> None:
    build.question("1-3-2018", pick_up_due_on="30-3-2018")
    found = build.figures(Q1, today=day(today))
    assert (found.count("pick_up_total"), found.count("pick_up_on_time")) == (counted, 0)


def test_hours_of_a_closed_question_count_over_its_whole_life(build: Builder) -> None:
    long = build.question("1-10-2017", "1-2-2018", guideline_minutes=600)
    build.contact(long, "1-11-2017", 500)
    build.contact(long, "1-2-2018", 100, activity="travel")
    # One minute over, on which Palet helped, and after the closing.
    over = build.question("1-1-2018", "2-2-2018", client=2, guideline_minutes=60, reason="complexity")
    build.contact(over, "1-2-2018", 60)
    build.contact(over, "1-5-2018", 1, provider=build.world.palet.pk)
    no_reason = build.question("1-1-2018", "3-2-2018", client=3, guideline_minutes=60)
    build.contact(no_reason, "1-2-2018", 80)
    build.question("1-1-2018", "4-2-2018", client=4)
    counted = build.figures(Q1)
    # 600, 61, 80 and 0 minutes: 741 together, 185.25 each.
    assert counted.count("closed_minutes") == 741
    assert counted.value("minutes_per_question_mean") == Decimal("185.25")
    # In order 0, 61, 80, 600: between 61 and 80 lies 70.5; at 0.9 * 3 = 2.7 lies 80 + 0.7 * 520 = 444.
    assert counted.value("minutes_per_question_median") == Decimal("70.5")
    assert counted.value("minutes_per_question_p90") == 444
    # Exactly 600 of 600 is within.
    assert counted.count("questions_above_guideline") == 2
    assert counted.breakdown("questions_above_guideline", "reason") == {"": 1, "complexity": 1}
    # In the quarter itself: 100 + 60 + 80.
    assert counted.count("client_minutes") == 240
    assert counted.breakdown("client_minutes", "activity") == {"talk": 140, "travel": 100}
    assert counted.breakdown("clients_with_minutes", "activity") == {"talk": 2, "travel": 1}


def test_without_closed_questions_there_is_no_mean(build: Builder) -> None:
    build.question("1-2-2018")
    counted = build.figures(Q1)
    assert counted.value("minutes_per_question_mean") is None
    assert counted.value("score_mean") is None
    assert counted.count("closed_minutes") == 0


def test_other_work_is_apart_from_the_hours_of_questions(build: Builder) -> None:
    door, mee = build.world.doors[0].pk, build.world.mee.pk
    build.register.other_work = [
        naive.OtherWork(door, mee, day("1-2-2018"), 120, "network"),
        naive.OtherWork(door, mee, day("2-2-2018"), 60, "group"),
        naive.OtherWork(door, mee, day("1-4-2018"), 30, "group"),
    ]
    counted = build.figures(Q1)
    assert counted.breakdown("other_minutes", "kind") == {"group": 60, "network": 120}
    assert (counted.count("other_minutes"), counted.count("client_minutes")) == (180, 0)


def test_a_simple_question_taken_back_does_not_count(build: Builder) -> None:
    door, mee = build.world.doors[0].pk, build.world.mee.pk
    build.register.tallies = [
        naive.Tally(door, mee, day("1-2-2018")),
        naive.Tally(door, None, day("1-2-2018"), channel="central_phone"),
        naive.Tally(door, mee, day("1-2-2018"), undone=True),
    ]
    counted = build.figures(Q1)
    assert counted.count("simple_questions") == 2
    assert counted.breakdown("simple_questions", "provider") == {"": 1, str(mee): 1}
    assert build.count(Q1, build.mee).count("simple_questions") == 1
    assert counted.count("unique_clients") == 0


def test_scores_and_fitting_are_counted_on_the_day_they_were_given(build: Builder) -> None:
    places = [build.question("1-2-2018", "1-3-2018", client=client) for client in range(4)]
    build.register.evaluations = [
        naive.Evaluation(places[0], day("1-3-2018"), 7, "yes"),
        naive.Evaluation(places[1], day("2-3-2018"), 8),
        naive.Evaluation(places[2], day("3-3-2018"), None, "no"),
        naive.Evaluation(places[3], day("3-4-2018"), 1, "no"),
    ]
    counted = build.figures(Q1)
    # (7 + 8) / 2 = 7.5
    assert (counted.count("score_count"), counted.value("score_mean")) == (2, Decimal("7.5"))
    assert counted.breakdown("fits", "fits") == {"no": 1, "yes": 1}


def test_a_reopened_question_is_open_again_and_counts_where_it_is_closed_last(build: Builder) -> None:
    build.question("1-1-2018", "10-4-2018", reopened_on="1-4-2018")
    assert build.figures(Q1).count("questions_answered") == 0
    assert build.count(Q1).count("questions_open") == 1
    assert build.count(Q2).count("questions_answered") == 1


# --- storing ---------------------------------------------------------------------------------------------------------


def test_a_roll_up_is_read_back_as_it_was_counted(build: Builder) -> None:
    build.contact(build.question("1-2-2018", "1-3-2018"), "1-2-2018", 50)
    scope = Scope.of_organisation(build.world.zosamen)
    counted = build.figures(Q1)
    assert figures.read(scope, Q1) is None
    rollups.roll_up(scope, Q1)
    assert figures.read(scope, Q1) == counted


def test_rolling_up_again_stores_the_newer_facts_and_no_row_twice(build: Builder) -> None:
    build.question("1-2-2018", channel="gp")
    scope = Scope.of_organisation(build.world.zosamen)
    build.figures(Q1)
    first = rollups.roll_up(scope, Q1)
    again = rollups.roll_up(scope, Q1)
    assert first.pk == again.pk
    build.world.doors[0].questions.update(channel="school")
    rollups.roll_up(scope, Q1)
    stored = figures.read(scope, Q1)
    assert stored is not None
    assert stored.breakdown("questions_received", "channel") == {"school": 1}
    assert RollUp.objects.count() == 1


def test_a_frozen_roll_up_stays_as_it_was_filed(build: Builder) -> None:
    build.question("1-2-2018")
    scope = Scope.of_organisation(build.world.zosamen)
    build.figures(Q1)
    row = rollups.roll_up(scope, Q1)
    RollUp.objects.filter(pk=row.pk).update(frozen_at=timezone.now())
    build.world.doors[0].questions.update(received_on=day("1-5-2018"))
    rollups.roll_up_period(build.world.zosamen, Q1)
    stored = figures.read(scope, Q1)
    assert stored is not None
    assert stored.count("questions_received") == 1
    # The providers weren't filed: theirs are counted anew.
    mee = figures.read(build.mee, Q1)
    assert mee is not None
    assert mee.count("questions_received") == 0


def test_scopes_of_a_municipality_are_itself_its_partnerships_and_its_providers(world: World) -> None:
    assert [scope.code for scope in rollups.scopes_of(world.zoetermeer)] == [
        f"municipality:{world.zoetermeer.pk}",
        f"partnership:{world.zoetermeer.pk}:{world.zosamen.pk}",
        *(f"provider:{world.zoetermeer.pk}:{pk}" for pk in sorted((world.mee.pk, world.palet.pk, world.third.pk))),
    ]
    assert [Scope.parse(scope.code) for scope in rollups.scopes_of(world.zosamen)] == rollups.scopes_of(world.zosamen)


def test_one_pass_per_level_however_many_providers(
    world: World, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    scopes = rollups.scopes_of(world.zoetermeer)
    assert len(scopes) == 5
    # Three levels, each with the look-up of its front doors, whether they have trajectories (who is accountable, and by
    # which norms) and the count; around them the planner's setting and the purpose; and the definitions.
    with django_assert_num_queries(3 * 4 + 2 + wall.PURPOSE + 1):
        rollups.count_all(scopes, Q1.start, Q1.end)


@pytest.mark.django_db(transaction=True)
def test_two_roll_ups_at_once_give_one_result(world: World) -> None:
    build = Builder(world)
    for client in range(30):
        build.question("1-2-2018", "1-3-2018", client=client, domains=("care",))
    expected = build.figures(Q1)
    errors: list[BaseException] = []
    start = threading.Barrier(3)

    def work() -> None:
        try:
            start.wait()
            for _ in range(3):
                rollups.roll_up_period(world.zoetermeer, Q1)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert figures.read(Scope.of_organisation(world.zosamen), Q1) == expected
    assert RollUp.objects.count() == 5


# --- at night and by hand --------------------------------------------------------------------------------------------


def test_the_night_asks_for_every_period_that_began_and_is_not_filed_and_asks_once(world: World) -> None:
    RollUp.objects.create(level="municipality", municipality=world.haarlem, **_dates("2017"), frozen_at=timezone.now())
    RollUp.objects.create(
        level="provider",
        municipality=world.haarlem,
        organisation=world.mee,
        **_dates("2017"),
        frozen_at=timezone.now(),
    )
    tasks.ask_for_open_periods(day("20-5-2018"))
    tasks.ask_for_open_periods(day("20-5-2018"))
    asked = {(job.arguments["scopes"][0], job.arguments["period"]) for job in Job.objects.filter(kind="roll_up")}
    last_year = ("2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4", "2017-H1", "2017-H2")
    this_year = ("2018-Q1", "2018-Q2", "2018-H1", "2018")
    here, there = f"municipality:{world.zoetermeer.pk}", f"municipality:{world.haarlem.pk}"
    assert asked == {
        *((here, code) for code in (*last_year, "2017", *this_year)),
        *((there, code) for code in (*last_year, *this_year)),
    }
    assert Job.objects.filter(kind="roll_up").count() == len(asked)
    for job in Job.objects.all():
        assert jobs.run(job.pk)
    assert figures.read(Scope.of_municipality(world.zoetermeer), Period.parse("2018-Q2")) is not None
    assert figures.read(Scope.of_municipality(world.zoetermeer), Period.parse("2018-Q3")) is None


def _dates(code: str) -> dict[str, date]:
    period = Period.parse(code)
    return {"start": period.start, "end": period.end}


def test_the_command_counts_one_partnership_with_its_providers(build: Builder) -> None:
    build.question("1-2-2018")
    build.figures(Q1)
    out = StringIO()
    call_command("roll_up", "2018-Q1", partnership="zosamen", stdout=out)
    assert out.getvalue() == "1e kwartaal 2018, ZoSamen: 4 tellingen gemaakt.\n"
    stored = figures.read(build.mee, Q1)
    assert stored is not None
    assert stored.count("questions_received") == 1


def test_the_command_counts_everyone_by_default(world: World) -> None:
    call_command("roll_up", "2018", stdout=StringIO())
    # Zoetermeer, ZoSamen and three providers; Haarlem and MEE there.
    assert RollUp.objects.count() == 5 + 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2018-Q5"], "‘2018-Q5’ is geen periode"),
        (["2018", "--partnership", "MEE"], "Er is geen samenwerkingsverband ‘MEE’"),
        (["2018", "--municipality", "Delft"], "Er is geen gemeente ‘Delft’"),
    ],
)
def test_the_command_says_what_is_wrong(world: World, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("roll_up", *arguments)


# --- what must come out ----------------------------------------------------------------------------------------------


def test_a_register_of_1154_clients_and_5404_answered_questions_gives_exactly_these(build: Builder) -> None:
    """Zoetermeer 2018: 573 + 581 clients, 1,541 + 3,863 answered questions."""
    world = build.world
    for provider, clients, questions in ((world.mee, 573, 1541), (world.palet, 581, 3863)):
        for number in range(questions):
            build.question(
                "15-1-2018", "15-11-2018", client=provider.pk * 10_000 + number % clients, provider=provider.pk
            )
    # Noise that must not count: closed otherwise by a client who is there already, and the years around it.
    build.question("1-2-2018", "1-3-2018", client=world.mee.pk * 10_000, outcome="stopped")
    build.question("1-2-2016", "31-12-2017", client=1)
    build.question("1-1-2019", "1-2-2019", client=2)
    year = Period.parse("2018")
    joint = build.figures(year)
    assert joint.count("unique_clients") == 573 + 581 == 1154
    assert joint.count("questions_answered") == 1541 + 3863 == 5404
    assert joint.breakdown("questions_answered", "provider") == {str(world.mee.pk): 1541, str(world.palet.pk): 3863}
    assert joint.count("overlap_clients") == 0
    mee, palet = build.count(year, build.mee), build.count(year, build.palet)
    assert (mee.count("unique_clients"), palet.count("unique_clients")) == (573, 581)
    assert (mee.count("questions_answered"), palet.count("questions_answered")) == (1541, 3863)


def test_every_member_that_could_be_counted_has_a_dutch_name(build: Builder) -> None:
    build.question("1-2-2018", domains=("care",), provider=None)
    counted = build.figures(Q1)
    scope = Scope.of_organisation(build.world.zosamen)
    found = members_of(scope, Q1, counted)
    assert found["questions_received", "provider"] == {
        str(build.world.mee.pk): "MEE",
        str(build.world.palet.pk): "Palet Welzijn",
        str(build.world.third.pk): "Derde Aanbieder",
        "": "nog niet toegewezen",
    }
    assert found["questions_received", "domain"] == {"care": "zorg"}  # no norms, so no list beside it
    assert list(found["questions_closed_otherwise", "outcome"].values()) == [
        *("geen oplossing", "gestopt door cliënt", "verhuisd of overleden")
    ]
    assert found["questions_received", "district"][""] == "wijk onbekend"
    assert ("questions_received", "provider") not in members_of(build.mee, Q1)
