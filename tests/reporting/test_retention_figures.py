"""Whatever the register, whatever the provider: destroying by term changes no figure and no list behind one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from cases.models import Client, DestructionLine
from cases.retention import carrying_out, proposal
from oco.models import PeriodClosing, User
from oco.periods import Period
from reporting import counted_records, rollups, stands
from reporting.figures import Scope
from tests.reporting import naive
from tests.reporting.test_rollups_property import PERIODS, registers, with_keys
from tests.reporting.world import World, link, make_world, write

pytestmark = pytest.mark.django_db
THEN, LATER = date(2020, 1, 1), date(2045, 6, 1)


@pytest.fixture
def world() -> World:
    return make_world()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers())
def test_no_figure_and_no_list_behind_it_changes_when_people_go_by_term(world: World, register: naive.Register) -> None:
    with transaction.atomic():
        with_keys(register, world)
        clients = write(register, world)
        link(register, clients)
        scopes = list(world.levels())
        for door in world.doors:  # all of it was filed
            PeriodClosing.objects.create(
                front_door=door, start=date(2016, 1, 1), end=date(2020, 1, 1), closed_by=world.supporter
            )
        before = [_counted(scopes, period) for period in PERIODS]
        gone = _destroy(world)
        assert [_counted(scopes, period) for period in PERIODS] == before
        assert Client.objects.filter(last_name="Verwijderd").count() >= gone
        transaction.set_rollback(True)


def _counted(scopes: Sequence[Scope], period: Period) -> object:
    counted = rollups.count_all(scopes, period.start, period.end, today=THEN)
    listed = counted_records.stands(scopes, period.start, period.end, today=THEN)
    return [(dict(counted[scope]), {key: listed[scope].figure(key) for key in stands.KIND_OF}) for scope in scopes]


def _destroy(world: World) -> int:
    """Each provider's list, past the approvals. Says how many identities went at least."""
    lead, admin = (User.objects.create_user(f"{name}@oco.example", name=name) for name in ("leidt", "beheert"))
    with time_machine.travel(f"{LATER} 10:00+02:00", tick=True):
        for provider in (world.mee, world.palet, world.third):
            made = proposal.make(provider, today=LATER)
            if made.lines.exists():
                made.lead_by, made.lead_at, made.admin_by, made.admin_at = lead, made.made_at, admin, made.made_at
                made.status = "approved"
                made.save()
                for line in made.lines.values_list("pk", flat=True):
                    carrying_out.one(line, today=LATER)
                assert not made.lines.exclude(outcome=DestructionLine.Outcome.REMOVED).exists()
    return DestructionLine.objects.filter(client__removals__whole=True).values("client").distinct().count()
