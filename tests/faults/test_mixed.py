"""Faults of every kind at random, while jobs come in: none lost, none done twice, no half file, right again by itself.

`OCO_FAULT_SEEDS` (5), `OCO_FAULTS` (40 a seed) and `OCO_FAULT_JOBS` (300 a seed) make a longer run.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from oco.models import Job
from oco.tasks import run_job
from tests.faults import holds
from tests.faults.cheap import content, made
from tests.faults.system import RIGHT_WITHIN, System, ask_for, rows, true
from tests.told import Tell

SEEDS = int(os.environ.get("OCO_FAULT_SEEDS", "5"))
FAULTS = int(os.environ.get("OCO_FAULTS", "40"))
JOBS = int(os.environ.get("OCO_FAULT_JOBS", "300"))


@dataclass
class Storm:
    """One seed: what was asked for, and what was broken."""

    system: System
    seed: int
    chance: random.Random
    asked: list[Job] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    # --- faults -----

    def kill_a_child(self) -> None:
        """One that does a job."""
        busy: list[int] = []

        def found() -> bool:
            busy[:] = [pid for pid in self.system.pool() if (holds.folder() / f"busy-{pid}").exists()]
            return bool(busy) or not self.waiting()

        self.system.wait_for(found, "a child at work", pause=0.01)
        if busy:
            self._kill(self.chance.choice(busy))
            self.done["killed in a job"] += 1

    def waiting(self) -> bool:
        return Job.objects.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists()

    def _kill(self, pid: int) -> None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        (holds.folder() / f"busy-{pid}").unlink(missing_ok=True)
        self.done["kills"] += 1

    def kill_the_worker(self) -> None:
        self.system.kill("worker")
        self.done["kills"] += 1

    def empty_redis(self) -> None:
        with self.system.redis() as redis:
            redis.flushall()
        self.done["Redis emptied"] += 1

    def restart_redis(self) -> None:
        self.system.kill("Redis")
        self.done["restarts"] += 1

    def restart_postgres(self) -> None:
        self.system.restart_postgres()
        self.done["restarts"] += 1

    def ask_without_redis(self) -> None:
        with self.system.without("Redis"):
            self.ask(2)
        self.done["restarts"] += 1

    def deliver_twice(self) -> None:
        for job in self.chance.sample(self.asked, min(10, len(self.asked))):
            if true(lambda job=job: bool(run_job.apply_async(args=(str(job.pk),), retry=False))):  # type: ignore[misc]
                self.done["delivered again"] += 1

    def kill_the_beat(self) -> None:
        self.system.kill("beat")
        self.done["kills"] += 1

    # --- jobs -----

    def ask(self, number: int) -> None:
        """Asks for so many jobs, each twice in a row; where the database is away, until it is back."""
        for _ in range(number):
            name = f"{self.seed}-{len(self.asked):03}"
            got: list[Job] = []

            def asked(name: str = name, got: list[Job] = got) -> bool:
                got[:] = [ask_for(name, seconds=self.chance.uniform(0.01, 0.08))]
                return True

            self.system.wait_for(asked, f"{name} asked for")
            self.asked += got

    def run(self) -> float:
        """All of it. Gives the seconds between the last fault and the last job."""
        kinds: list[tuple[Callable[[], None], int]] = [
            (self.kill_a_child, 14),
            (self.kill_the_worker, 4),
            (self.empty_redis, 6),
            (self.restart_redis, 3),
            (self.ask_without_redis, 2),
            (self.restart_postgres, 4),
            (self.deliver_twice, 5),
            (self.kill_the_beat, 2),
        ]
        whole = [kind for kind, weight in kinds for _ in range(weight)]
        order = [self.chance.choice(whole) for _ in range(FAULTS)]
        first, each = JOBS // 5, (JOBS - JOBS // 5) // FAULTS
        self.ask(first)
        for fault in order:
            self.system.tend()
            self.ask(min(each, JOBS - len(self.asked)))
            fault()
            self.done["faults"] += 1
        self.ask(JOBS - len(self.asked))
        return self.system.wait_for(self.all_done, f"seed {self.seed}: all jobs done")

    def all_done(self) -> bool:
        keys = [job.pk for job in self.asked]
        return Job.objects.filter(pk__in=keys, status__in=[Job.Status.DONE, Job.Status.FAILED]).count() == len(keys)


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_mixed_faults(system: System, tell: Tell, seed: int) -> None:
    storm = Storm(system, seed, random.Random(seed))
    began = time.monotonic()
    seconds = storm.run()
    names = [f"{seed}-{n:03}" for n in range(JOBS)]
    found = Counter(rows(f"{seed}-"))
    lost = [name for name in names if name not in found]
    doubled = [name for name, times in found.items() if times > 1]
    half = [name for name in names if not made(name).exists() or made(name).read_bytes() != content(name)]
    failed = Job.objects.filter(pk__in=[job.pk for job in storm.asked], status=Job.Status.FAILED).count()
    counts = ", ".join(f"{number} {what}" for what, number in sorted(storm.done.items()))
    tell(
        f"seed {seed}: {len(storm.asked)} jobs, {counts}; {len(lost)} lost, {len(doubled)} doubled, {len(half)} half "
        f"files, {failed} given up, right again after {seconds:.1f} s ({time.monotonic() - began:.0f} s in all)"
    )
    assert (lost, doubled, half, failed) == ([], [], [], 0)
    assert len(found) == len(storm.asked) == JOBS
    assert storm.done["faults"] == FAULTS
    assert seconds <= RIGHT_WITHIN
