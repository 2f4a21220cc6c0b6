"""Two at once, on two connections: one report, and no fact that slips in beside the count."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Contact, HelpQuestion
from oco import closing, jobs
from oco.models import PeriodClosing
from reporting.models import Figure, Report
from subsidies import filing
from subsidies.filing import FilingRefused
from tests.subsidies.world import FILED_AT, Q1, World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests commit; without a worker there is nobody to ring for."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


@pytest.fixture
def settled() -> World:
    """A register that other connections see."""
    with transaction.atomic():
        world = make_world()
        world.small_quarter()
    return world


def file(world: World) -> Report:
    return filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )


class Beside(threading.Thread):
    """Runs one act on a connection of its own and keeps what came of it."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act = act
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.act()
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def waiting_for_a_lock() -> bool:
    """By pg_locks: what pg_stat_activity says is kept for the length of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone() != (0,))


def wait_until(happened: Callable[[], bool]) -> None:
    """At most ten seconds, in small steps."""
    for _ in range(200):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def hours_counted() -> Decimal:
    """The minutes of the partnership as they were frozen."""
    return Figure.objects.get(
        roll_up__level="partnership", roll_up__start=Q1.start, indicator="client_minutes", dimension=""
    ).value


def test_two_filings_at_once_make_one_report(settled: World) -> None:
    both = [Beside(lambda: file(settled)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert Report.objects.count() == 1
    assert PeriodClosing.objects.count() == 1
    refusals = [one.error for one in both if one.error]
    assert [str(error) for error in refusals] == ["Het rapport over het 1e kwartaal van 2018 is al ingediend."]
    assert isinstance(refusals[0], FilingRefused)


def test_a_filing_waits_for_a_fact_that_is_being_written_and_counts_it(settled: World) -> None:
    question = HelpQuestion.objects.get(number="V7")
    filing_beside = Beside(lambda: file(settled))
    with transaction.atomic():
        settled.contact(question, date(2018, 3, 21), 45)
        filing_beside.start()
        wait_until(waiting_for_a_lock)
        assert not Report.objects.exists()
    filing_beside.join(60)
    assert filing_beside.error is None
    # 7 questions of 60 minutes, and the 45 that were being written
    assert hours_counted() == Decimal(7 * 60 + 45)


def test_a_fact_that_comes_while_a_filing_runs_is_refused(settled: World) -> None:
    question = HelpQuestion.objects.get(number="V7")
    late = Beside(lambda: settled.contact(question, date(2018, 3, 21), 45))
    with transaction.atomic():
        file(settled)
        late.start()
        wait_until(waiting_for_a_lock)
    late.join(60)
    assert isinstance(late.error, DatabaseError)
    assert closing.is_refusal(late.error)
    assert hours_counted() == Decimal(7 * 60)
    assert sum(Contact.objects.values_list("minutes", flat=True)) == 7 * 60
