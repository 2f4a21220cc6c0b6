"""The records behind each figure add up to the figure, counted a second way."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting import counted_records, rollups, stands
from reporting.indicators import INDICATORS
from tests.reporting import naive
from tests.reporting.test_rollups_property import PERIODS, registers, with_keys
from tests.reporting.world import World, make_world, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_every_figure_has_records_or_says_what_it_follows_from() -> None:
    assert set(stands.KIND_OF) | set(stands.FOLLOWS) == set(INDICATORS)
    assert not set(stands.KIND_OF) & set(stands.FOLLOWS)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers(), today=st.sampled_from((date(2018, 5, 20), date(2020, 1, 1))))
def test_the_records_of_a_figure_add_up_to_it(world: World, register: naive.Register, today: date) -> None:
    with transaction.atomic():
        with_keys(register, world)
        write(register, world)
        scopes = list(world.levels())
        for period in PERIODS:
            counted = rollups.count_all(scopes, period.start, period.end, today=today)
            listed = counted_records.stands(scopes, period.start, period.end, today=today)
            for scope in scopes:
                expected = {key: counted[scope].count(key) for key in stands.KIND_OF}
                assert {key: listed[scope].figure(key) for key in stands.KIND_OF} == expected
        transaction.set_rollback(True)
