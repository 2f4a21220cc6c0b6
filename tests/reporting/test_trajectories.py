"""The figures of trajectories on a small table, with the arithmetic beside them, and the section in a report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cases.models import Norms
from reporting.trajectory_indicators import KEYS
from reporting.trajectory_sections import trajectories
from reporting.values import Unit, Value
from tests.reporting import samples
from tests.reporting.test_rollups import Q1, Q2, Builder
from tests.reporting.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def build(world: World) -> Builder:
    Norms.objects.update(trajectory_days=42)
    if not Norms.objects.exists():
        Norms.objects.create(organisation=world.zosamen, valid_from="2015-01-01", trajectory_days=42)
    return Builder(world)


def test_finished_running_and_too_long(build: Builder) -> None:
    palet = build.world.palet.pk
    # 1 March + 42 days = 12 April: closed on that day it is within, a day later it isn't.
    build.question("20-2-2018", "12-4-2018", picked_up_on="1-3-2018", trajectory_days=42)
    build.question("20-2-2018", "13-4-2018", picked_up_on="1-3-2018", trajectory_days=42)
    build.question("1-3-2018", "20-3-2018", picked_up_on="2-3-2018", trajectory_days=42, provider=palet)
    # Closed before it was picked up, and open without being picked up: trajectories all the same.
    build.question("5-3-2018", "9-3-2018", trajectory_days=42, outcome="stopped")
    build.question("29-3-2018", trajectory_days=42)
    # From before there was a limit.
    build.question("1-1-2018", "1-3-2018", picked_up_on="2-1-2018")
    first = build.figures(Q1)
    # Closed in the first quarter: Palet's and the one that stopped. Open on 31 March: the first two, and the last.
    assert [first.count(name) for name in sorted(KEYS)] == [2, 3, 0]
    assert first.breakdown("trajectories_finished", "provider") == {str(build.world.mee.pk): 1, str(palet): 1}
    assert first.breakdown("trajectories_running", "provider") == {str(build.world.mee.pk): 3}
    second = build.count(Q2)
    # 2 + 3 that ran = 5 = 2 closed in the first, 2 in the second, 1 still open; 43 days is one too many.
    assert [second.count(name) for name in sorted(KEYS)] == [2, 1, 1]
    assert build.count(Q1, build.palet).count("trajectories_finished") == 1


def test_a_trajectory_counts_in_each_of_its_domains(build: Builder) -> None:
    build.question("1-2-2018", "1-3-2018", picked_up_on="2-2-2018", trajectory_days=42, domains=("care", "housing"))
    build.question("1-2-2018", "2-3-2018", picked_up_on="2-2-2018", trajectory_days=42, domains=("care",))
    figures = build.figures(Q1)
    assert figures.breakdown("trajectories_finished", "domain") == {"care": 2, "housing": 1}
    assert figures.count("trajectories_finished") == 2


def test_where_norms_have_no_limit_nothing_is_counted_of_trajectories(world: World) -> None:
    Norms.objects.update(trajectory_days=None)
    build = Builder(world)
    build.question("1-2-2018", "1-3-2018", picked_up_on="2-2-2018")
    figures = build.figures(Q1)
    assert figures.count("questions_closed") == 1
    assert not [key for key in figures if key.indicator in KEYS]


# --- in a report -----------------------------------------------------------------------------------------------------


def test_a_report_says_nothing_of_trajectories_where_there_are_none() -> None:
    material = samples.material(Q1)
    assert trajectories(material) is None


def test_the_section_has_finished_and_running_by_provider_and_together() -> None:
    material = samples.material(Q1)
    values = dict(material.now.values)
    for party, numbers in ((samples.ZOSAMEN, "70 35 15"), (samples.MEE, "41 20"), (samples.PALET, "29 15")):
        for name, number in zip(sorted(KEYS), numbers.split(), strict=False):
            values[party.key, name, "", ""] = Value(Unit.COUNT, Decimal(number))
    section = trajectories(replace(material, now=replace(material.now, values=values)))
    assert section is not None
    tables = {table.key: table for table in section.tables}
    assert [(row.heading, row.cells[0].text) for row in tables["trajectories"].rows] == [
        ("Afgeronde trajecten", "70"),
        ("Lopende trajecten aan het einde", "35"),
        ("Trajecten langer dan afgesproken", "15"),
    ]
    # 41 + 29 = 70 and 20 + 15 = 35
    assert [(row.heading, [cell.text for cell in row.cells]) for row in tables["trajectories_provider"].rows] == [
        ("MEE", ["41", "20"]),
        ("Palet Welzijn", ["29", "15"]),
        ("Samen", ["70", "35"]),
    ]
