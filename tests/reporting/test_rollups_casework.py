"""The figures of casework on small tables: pauses, linked records, groups, tasks, referrals, measurements, signals."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cases.models import LinkedClient, TargetGroup
from oco.periods import Period
from reporting import figures, rollups
from reporting.figures import Scope
from reporting.members import members_of
from reporting.models import RollUp
from tests.reporting import naive
from tests.reporting.test_rollups import Q1, Q2, Builder, build, world
from tests.reporting.world import day, link, write

__all__ = ["build", "world"]
pytestmark = pytest.mark.django_db

PAUSES = [
    # due, due after the pause, done -> (counted, on time, after the pause) in the 1st quarter and in the 2nd
    ("20-3-2018", "30-3-2018", "20-3-2018", (1, 1, 0), (0, 0, 0)),
    ("20-3-2018", "30-3-2018", "21-3-2018", (1, 0, 1), (0, 0, 0)),
    ("20-3-2018", "30-3-2018", "30-3-2018", (1, 0, 1), (0, 0, 0)),
    ("20-3-2018", "30-3-2018", "31-3-2018", (1, 0, 0), (0, 0, 0)),
    ("20-3-2018", "5-4-2018", "4-4-2018", (0, 0, 0), (1, 0, 1)),  # the term ended in April
    ("20-3-2018", "5-4-2018", "25-3-2018", (1, 0, 1), (1, 0, 1)),  # done in March, ended in April
    ("20-3-2018", "5-4-2018", "", (0, 0, 0), (1, 0, 0)),
]


@pytest.mark.parametrize(("due", "paused", "done", "first", "second"), PAUSES)
@pytest.mark.parametrize("term", ["first_contact", "pick_up"])
def test_a_term_that_stood_still_ends_on_its_new_last_day(
    build: Builder,
    term: str,
    due: str,
    paused: str,
    done: str,
    first: tuple[int, int, int],
    second: tuple[int, int, int],
) -> None:
    done_field = "first_contact_on" if term == "first_contact" else "picked_up_on"
    dates: dict[str, Any] = {f"{term}_due_on": due, f"{term}_paused_due_on": paused}
    if done:
        dates[done_field] = done
    build.question("1-3-2018", **dates)
    write(build.register, build.world)
    for period, expected in ((Q1, first), (Q2, second)):
        counted = build.count(period)
        assert tuple(counted.count(f"{term}_{part}") for part in ("total", "on_time", "after_pause")) == expected


def test_linked_records_are_one_person_at_every_level_and_their_history_is_one(build: Builder) -> None:
    palet = build.world.palet.pk
    old = build.question("1-2-2017", "1-3-2017", client=1)
    build.question("1-2-2018", client=2)
    build.question("3-2-2018", client=3, provider=palet)
    build.contact(old, "5-1-2018", 30)
    register = build.register
    clients = write(register, build.world)
    apart = build.count(Q1)
    assert [apart.count(key) for key in ("unique_clients", "new_clients", "overlap_clients")] == [3, 2, 0]
    register.linked = [(1, 2), (2, 3)]
    link(register, clients)
    assert LinkedClient.objects.count() == 3
    together = build.count(Q1)
    # One person, known since 2017, at both providers; Palet never saw them before.
    assert [together.count(key) for key in ("unique_clients", "new_clients", "overlap_clients")] == [1, 0, 1]
    assert together.count("clients_with_minutes") == 1
    assert build.count(Q1, build.palet).count("new_clients") == 1
    assert build.count(Q1, build.mee).count("unique_clients") == 1


def test_target_groups_are_those_of_all_linked_records_and_one_row_for_two_front_doors(build: Builder) -> None:
    for client in (1, 2, 3, 4):
        build.question("1-2-2018", client=client)
    build.question("1-2-2018", client=5, door=build.world.doors[1].pk)
    build.register.target_groups = {1: ("ouderen", "autisme"), 2: ("ouderen",), 3: ("autisme",), 5: ("ouderen",)}
    build.register.linked = [(1, 3)]
    town = Scope.of_municipality(build.world.zoetermeer)
    counted = build.figures(Q1, town)
    assert counted.breakdown("unique_clients", "target_group") == {"": 1, "autisme": 1, "ouderen": 3}
    TargetGroup.objects.create(front_door=build.world.doors[0], name="nieuwkomers", active=False)
    names = members_of(town, Q1, counted)["unique_clients", "target_group"]
    assert set(names) == {"ouderen", "autisme", "nieuwkomers", ""}
    assert names[""] == "geen doelgroep bekend"


def test_how_somebody_came_and_what_was_done(build: Builder) -> None:
    build.question("1-2-2018", "1-3-2018", how_found="media", tasks=("attend_talk", "prepare_talk"), steps=("network",))
    build.question("1-2-2018", "1-3-2018", tasks=("attend_talk", "clarify"), steps=("network", "general"))
    build.question("1-2-2018", "1-3-2018", outcome="stopped", provider=build.world.third.pk)
    build.question("1-2-2018", tasks=("arrange",))
    counted = build.figures(Q1)
    assert counted.breakdown("questions_received", "how_found") == {"": 3, "media": 1}
    assert counted.count("questions_closed") == 3
    assert counted.breakdown("questions_closed", "moment") == {"": 1, "obtaining": 2, "reflecting": 1}
    assert counted.breakdown("questions_closed", "task") == {
        **{"": 1, "obtaining.attend_talk": 2, "obtaining.prepare_talk": 1, "reflecting.clarify": 1}
    }
    assert counted.breakdown("questions_answered", "step") == {"general": 1, "network": 2}
    assert counted.breakdown("questions_answered", "formality") == {"formal": 2}
    assert build.count(Q1, build.mee).breakdown("questions_answered", "formality") == {}


def test_hours_by_kind_of_supporter_and_people_in_groups(build: Builder) -> None:
    question = build.question("1-2-2018")
    build.contact(question, "2-2-2018", 60)
    build.contact(question, "3-2-2018", 30)
    build.register.contacts[1].supporter_kind = "volunteer"
    door, mee = build.world.doors[0].pk, build.world.mee.pk
    build.register.other_work = [
        naive.OtherWork(door, mee, day(on), 60, kind, people)
        for on, kind, people in (("1-2-2018", "group", 8), ("8-2-2018", "group", 8), ("1-3-2018", "information", None))
    ]
    counted = build.figures(Q1)
    assert counted.breakdown("client_minutes", "supporter_kind") == {"professional": 60, "volunteer": 30}
    assert counted.breakdown("clients_with_minutes", "supporter_kind") == {"professional": 1, "volunteer": 1}
    # The same eight people twice: 16 times somebody came.
    assert counted.count("other_people") == 16
    assert counted.breakdown("other_people", "kind") == {"group": 16}


def test_referrals_count_on_their_day_with_what_came_of_a_warm_handover(build: Builder) -> None:
    question = build.question("1-1-2018")
    build.register.referrals = [
        naive.Referral(question, day("1-2-2018"), "warm", day("5-4-2018"), True),
        naive.Referral(question, day("1-3-2018"), "warm", None, False),
        naive.Referral(question, day("2-3-2018"), "leaflet", day("5-3-2018"), True),
        naive.Referral(question, day("1-4-2018"), "warm"),
    ]
    counted = build.figures(Q1)
    assert counted.count("referrals") == 3
    assert counted.breakdown("referrals", "referral") == {"leaflet": 1, "warm": 2}
    assert (counted.count("referrals_joint_talk"), counted.count("referrals_kept")) == (1, 1)
    assert build.count(Q1, build.palet).count("referrals") == 0


def test_measurements_are_compared_only_with_one_at_the_start_of_the_same_edition(build: Builder) -> None:
    mee = build.world.mee.pk
    places = [build.question("1-1-2018", "20-3-2018", client=client) for client in range(4)]

    def measured(place: int, on: str, phase: str, edition: str = "2017", **scores: int) -> None:
        named = {f"zrm_{domain}": score for domain, score in scores.items()}
        build.register.assessments.append(naive.Assessment(place, mee, day(on), phase, "zrm", edition, named))

    measured(places[0], "2-1-2018", "start", income=2, housing=3, justice=5)
    measured(places[0], "1-3-2018", "end", income=3, housing=3)
    measured(places[1], "2-1-2018", "start", "2013", income=2)
    measured(places[1], "1-3-2018", "end", income=3)
    measured(places[2], "2-1-2018", "start", income=4)
    measured(places[2], "1-4-2018", "end", income=2)  # after the quarter in which the question was closed
    measured(places[3], "2-1-2018", "start", income=4)
    first = build.figures(Q1)
    wanted = ("matrix_assessments", "matrix_pairs", "closed_with_pair", "matrix_rose", "matrix_stayed", "matrix_fell")
    assert [first.count(key) for key in wanted] == [6, 1, 1, 1, 1, 0]
    assert first.breakdown("matrix_rose", "measured") == {"zrm_income": 1}
    assert [build.count(Q2).count(key) for key in wanted] == [1, 1, 0, 0, 0, 1]
    assert [build.count(Period.parse("2018")).count(key) for key in wanted] == [7, 2, 2, 1, 1, 1]


def test_signals_count_with_the_questions_behind_them(build: Builder) -> None:
    question = build.question("1-1-2018")
    door, mee, district = build.world.doors[0].pk, build.world.mee.pk, build.world.districts[0].pk
    build.register.signals = [
        naive.Signal(door, mee, day("1-2-2018"), "care", district, question),
        naive.Signal(door, mee, day("2-2-2018"), "care", None, question),
        naive.Signal(door, mee, day("2-2-2018"), "housing", None, None),
    ]
    counted = build.figures(Q1)
    assert counted.breakdown("signals", "domain") == {"care": 2, "housing": 1}
    assert counted.breakdown("signals", "district") == {"": 2, str(district): 1}
    assert counted.breakdown("signal_questions", "domain") == {"care": 1}
    assert (counted.count("signals"), counted.count("signal_questions")) == (3, 1)


def test_who_may_be_approached_for_the_survey_counts_once(build: Builder) -> None:
    for consent in (True, True, False, None):
        place = build.question("1-1-2018", "1-2-2018", client=1 if consent else 2)
        build.register.evaluations.append(naive.Evaluation(place, day("1-3-2018"), 8, "", consent))
    assert build.figures(Q1).count("survey_consents") == 1


def test_every_member_of_the_new_breakdowns_has_a_dutch_name(build: Builder) -> None:
    found = members_of(Scope.of_organisation(build.world.zosamen), Q1)
    assert found["questions_received", "how_found"][""] == "niet gevraagd"
    assert found["questions_closed", "task"]["obtaining.attend_talk"] == "mee naar het gesprek"
    assert len(found["matrix_rose", "measured"]) == 12
    assert len(found["health_rose", "measured"]) == 6
    assert ("questions_answered", "formality") not in members_of(build.mee, Q1)
    assert RollUp.objects.count() == 0


def test_linking_leaves_the_figures_of_a_filed_period_as_they_were(build: Builder) -> None:
    build.question("1-2-2018", client=1)
    build.question("1-2-2018", client=2)
    register, scope = build.register, Scope.of_organisation(build.world.zosamen)
    clients = write(register, build.world)
    row = rollups.roll_up(scope, Q1)
    RollUp.objects.filter(pk=row.pk).update(frozen_at=timezone.now())
    register.linked = [(1, 2)]
    link(register, clients)
    rollups.roll_up(scope, Q1)
    stored = figures.read(scope, Q1)
    assert stored is not None
    assert stored.count("unique_clients") == 2
    assert build.count(Q1).count("unique_clients") == 1
