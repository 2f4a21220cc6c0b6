"""The clock at a quarter's edge, and in the two nights in which it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery.beat import ScheduleEntry, Scheduler

from cases.models import Contact
from oco.celery import app
from oco.periods import Period
from reporting import figures
from reporting import tasks as reporting_tasks
from reporting.figures import Scope
from tests.faults import holds
from tests.faults.system import System
from tests.faults.test_database import line
from tests.faults.visitor import Visitor

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@contextmanager
def at(moment: str) -> Iterator[None]:
    """The care side's clock, in ISO."""
    clock = holds.folder() / "now"
    clock.write_text(moment)
    try:
        yield
    finally:
        clock.unlink()


@pytest.fixture
def question(system: System) -> str:
    found = system.world.question(date(2025, 3, 5))
    found.supporter = system.world.supporter
    found.save(update_fields=["supporter"])
    return str(found.pk)


def write(visitor: Visitor, question: str, note: str, opened: str, sent: str) -> date:
    """Writes an hours line with the day that the form proposes. Gives the day under which it is kept."""
    with at(opened):
        form = line(visitor.get("/uren/"), question, note)
    with at(sent):
        assert visitor.post("/uren/regel/", form).status == 200
    return Contact.objects.get(note=note).on


def test_a_line_at_the_edge_of_a_quarter_is_counted_in_one_of_them(
    system: System, visitor: Visitor, question: str
) -> None:
    days = [
        write(visitor, question, "voor", "2025-03-31T23:58:00+02:00", "2025-03-31T23:59:59+02:00"),
        write(visitor, question, "over", "2025-03-31T23:59:58+02:00", "2025-04-01T00:00:03+02:00"),
        write(visitor, question, "na", "2025-04-01T00:00:05+02:00", "2025-04-01T00:00:09+02:00"),
    ]
    assert days == [date(2025, 3, 31), date(2025, 3, 31), date(2025, 4, 1)]
    scope = Scope.of_municipality(system.world.municipality)
    counted = {}
    for period in (Period.parse("2025-Q1"), Period.parse("2025-Q2"), Period.parse("2025")):
        system.wait_until_done(reporting_tasks.enqueue([scope], period))
        found = figures.read(scope, period)
        assert found is not None
        counted[period.code] = found.count("client_minutes")
        assert counted[period.code] == minutes_between(period.start, period.end)
    assert counted["2025-Q2"] >= 30
    assert (
        counted["2025-Q1"] + counted["2025-Q2"] + minutes_between(date(2025, 7, 1), date(2026, 1, 1)) == counted["2025"]
    )


def minutes_between(start: date, end: date) -> int:
    """By the days of the lines themselves."""
    lines = Contact.objects.filter(on__gte=start, on__lt=end)
    return sum(lines.values_list("minutes", flat=True))


@pytest.mark.parametrize(
    ("moments", "day"),
    [
        # 02:30 twice: in summer time and an hour later in winter time.
        (("2025-10-26T00:30:00+00:00", "2025-10-26T01:30:00+00:00"), date(2025, 10, 26)),
        # 02:30 not at all: a second before and a second after the leap.
        (("2025-03-30T00:59:59+00:00", "2025-03-30T01:00:01+00:00"), date(2025, 3, 30)),
    ],
    ids=["the hour twice", "the hour that isn't there"],
)
def test_hours_are_written_in_the_nights_of_the_clock(
    system: System, visitor: Visitor, question: str, moments: tuple[str, str], day: date
) -> None:
    kept = [write(visitor, question, f"nacht {moment}", moment, moment) for moment in moments]
    assert kept == [day, day]
    written = [Contact.objects.get(note=f"nacht {moment}").written_at for moment in moments]
    for moment, at_moment in zip(moments, written, strict=True):
        assert abs(at_moment - datetime.fromisoformat(moment)) < timedelta(minutes=1)


class Remembering(Scheduler):
    """Celery's own scheduler, that writes down what it would send."""

    sent: list[tuple[str, datetime]]

    def apply_async(self, entry: ScheduleEntry, producer: Any = None, advance: bool = True, **kwargs: Any) -> None:
        self.reserve(entry)
        self.sent.append((str(entry.task), datetime.now(UTC)))


@pytest.mark.parametrize("night", [date(2025, 10, 26), date(2025, 3, 30), date(2025, 6, 15)], ids=str)
def test_each_night_is_asked_for_once_and_the_sweep_never_stops(night: date, tmp_path: Path) -> None:
    begin = datetime(night.year, night.month, night.day, 12, tzinfo=AMSTERDAM) - timedelta(hours=24)
    moment, end = begin.astimezone(UTC), begin.astimezone(UTC) + timedelta(hours=49)
    with time_machine.travel(moment, tick=False) as clock:
        scheduler = Remembering(app, lazy=True)
        scheduler.sent = []
        scheduler.setup_schedule()
        scheduler.merge_inplace(app.conf.beat_schedule)
        while moment < end:
            while scheduler.tick() <= 0:  # one entry at a time; none is left when there is something to wait for
                pass
            moment += timedelta(seconds=5)
            clock.move_to(moment)
    asked = Counter((task, at.astimezone(AMSTERDAM).date()) for task, at in scheduler.sent if "nightly" in task)
    nights = [night, night + timedelta(days=1)]
    assert asked == {(task, day): 1 for task in nightly_tasks() for day in nights}
    sweeps = [at for task, at in scheduler.sent if task == "oco.tasks.sweep_jobs"]
    assert max(later - earlier for earlier, later in pairwise(sweeps)) <= timedelta(seconds=20)


def nightly_tasks() -> list[str]:
    return [str(entry["task"]) for entry in app.conf.beat_schedule.values() if "nightly" in str(entry["task"])]
