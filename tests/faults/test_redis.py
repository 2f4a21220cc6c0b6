"""Redis is away, or forgets everything: jobs are done all the same, once."""

from __future__ import annotations

import time

from oco.models import Job
from tests.faults.system import System, ask_for, rows, status
from tests.told import Tell


def test_away_when_queueing_keeps_nobody_waiting_and_loses_nothing(system: System, tell: Tell) -> None:
    with system.without("Redis"):
        began = time.monotonic()
        asked = [ask_for(f"away-{n}") for n in range(3)]
        waited = time.monotonic() - began
        assert waited < 6  # at most two seconds each: the user gets an answer
        assert [status(job) for job in asked] == [Job.Status.QUEUED] * 3
    seconds = max(system.wait_until_done(job) for job in asked)
    assert rows("away-") == ["away-0", "away-1", "away-2"]
    tell(f"Redis away: 3 jobs asked for in {waited:.1f} s, done {seconds:.0f} s after it came back")


def test_losing_its_memory_with_a_full_queue(system: System, tell: Tell) -> None:
    asked = [ask_for(f"flushed-{n:02}", seconds=0.2) for n in range(40)]
    with system.redis() as redis:
        lost = redis.llen("celery")
        redis.flushall()
    seconds = system.wait_for(lambda: all(status(job) == Job.Status.DONE for job in asked), "all jobs done")
    assert rows("flushed-") == [f"flushed-{n:02}" for n in range(40)]
    assert lost > 20
    tell(f"Redis emptied with {lost} bells in it: 40 of 40 jobs done after {seconds:.0f} s")


def test_restarted_under_a_worker_that_listens(system: System) -> None:
    with system.without("Redis"):
        pass
    job = ask_for("restarted")
    system.wait_until_done(job)
    assert rows("restarted") == ["restarted"]
