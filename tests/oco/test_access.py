"""The role table read aloud, and what a user's memberships come to."""

from __future__ import annotations

from datetime import date

import pytest

from oco.access import PARTNERSHIP_MANAGER, ROLE_TABLE, Permission, access_of, front_doors, front_doors_run, may
from oco.models import User
from oco.models.people import Role
from tests.oco.town import Town, make_town

P = Permission


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.mark.parametrize(
    ("role", "may_do"),
    [
        (Role.COUNTER, {P.USE_COUNTER, P.FIND_CLIENTS}),
        (Role.SUPPORTER, {P.USE_COUNTER, P.FIND_CLIENTS, P.READ_QUESTIONS, P.WORK_ON_QUESTIONS, P.WRITE_HOURS}),
        (Role.COORDINATOR, {P.USE_COUNTER, P.FIND_CLIENTS, P.READ_QUESTIONS, P.TRIAGE}),
        (Role.MANAGER, set(P) - {P.TRIAGE, P.READ_RELEASED, P.CHECK_REPORTS, P.ADMINISTER}),
        (Role.POLICY_OFFICER, {P.READ_RELEASED, P.CHECK_REPORTS}),
        (Role.ADMINISTRATOR, {P.ADMINISTER}),
    ],
)
def test_a_role_may_do_this_and_nothing_else(role: Role, may_do: set[Permission]) -> None:
    assert ROLE_TABLE[role] == may_do


def test_every_role_and_every_permission_is_in_the_table() -> None:
    assert set(ROLE_TABLE) == set(Role)
    assert frozenset[Permission]().union(*ROLE_TABLE.values()) == set(P)


def test_who_checks_reports_touches_no_client() -> None:
    persons = {P.USE_COUNTER, P.FIND_CLIENTS, P.READ_QUESTIONS, P.WORK_ON_QUESTIONS, P.WRITE_HOURS, P.TRIAGE}
    for role in (Role.POLICY_OFFICER, Role.ADMINISTRATOR):
        assert not ROLE_TABLE[role] & persons


def test_a_manager_of_a_partnership_draws_up_the_report_and_reads_no_question(town: Town) -> None:
    joint = access_of(town.user("joint_manager"))
    assert {P.SEE_FIGURES, P.FILE_REPORTS} == PARTNERSHIP_MANAGER
    assert {permission for permission in P if joint.may(permission)} == PARTNERSHIP_MANAGER
    assert access_of(town.user("manager")).may(P.READ_QUESTIONS)


def test_roles_at_two_organisations_stay_apart(town: Town) -> None:
    user = town.user("counter")
    mee, palet = town["own"].provider, town["beside"].provider
    user.memberships.create(organisation=palet, role=Role.MANAGER, since=date(2020, 1, 1))
    access = access_of(User.objects.get(pk=user.pk))
    assert access.organisation_ids(P.LEAD_TEAM) == {palet.pk}
    assert mee.pk not in access.organisation_ids(P.READ_QUESTIONS)
    assert access.roles == {Role.COUNTER, Role.MANAGER}


def test_a_role_counts_from_its_first_day_until_its_last(town: Town) -> None:
    user = town.user("counter")
    user.memberships.update(since=date(2026, 3, 1), until=date(2026, 4, 1))
    allowed = {
        day: access_of(user, today=day).may(P.USE_COUNTER)
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    }
    assert list(allowed.values()) == [False, True, True, False]


def test_a_front_door_is_reached_by_who_runs_it_and_by_its_providers(town: Town) -> None:
    door = town["own"].door.pk
    assert front_doors(town.user("counter"), P.USE_COUNTER) == {door}
    assert front_doors(town.user("supporter"), P.USE_COUNTER) == {door}
    assert front_doors(town["elsewhere"].supporter, P.USE_COUNTER) == {town["elsewhere"].door.pk}
    assert front_doors(town.user("nobody"), P.USE_COUNTER) == frozenset()


def test_only_who_runs_the_front_door_keeps_its_one_list(town: Town) -> None:
    assert front_doors_run(town.user("coordinator"), P.TRIAGE) == {town["own"].door.pk}
    at_a_provider = User.objects.create_user("c@mee.example", name="C")
    at_a_provider.memberships.create(organisation=town["own"].provider, role=Role.COORDINATOR, since=date(2020, 1, 1))
    assert front_doors_run(at_a_provider, P.TRIAGE) == frozenset()


def test_a_user_without_roles_may_nothing(town: Town) -> None:
    assert not any(may(town.user("nobody"), permission) for permission in P)
