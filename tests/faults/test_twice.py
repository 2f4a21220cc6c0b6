"""Two beats, the same task twice, the same wish by twenty at once: it is done once."""

from __future__ import annotations

import threading
from collections import Counter
from uuid import UUID

from django.db import connection, transaction

from oco import jobs
from oco.celery import app
from oco.models import Heartbeat, Job
from oco.tasks import run_job
from reporting.models import RollUp
from tests.faults.cheap import CHEAP
from tests.faults.system import System, ask_for, rows
from tests.faults.test_worker_killed import filed


def test_the_same_task_delivered_ten_times(system: System) -> None:
    with system.holding("cheap") as reached:
        job = ask_for("delivered")
        reached()
        for _ in range(10):
            run_job.apply_async(args=(str(job.pk),), retry=False)
        with system.redis() as redis:  # the other child takes them all while the first is busy with it
            system.wait_for(lambda: redis.llen("celery") == 0, "all bells heard")
    system.wait_until_done(job)
    assert (rows("delivered"), job.attempts) == (["delivered"], 1)


def test_twenty_who_ask_at_once_get_one_job(system: System) -> None:
    got: list[UUID] = []
    start = threading.Barrier(20)

    def ask() -> None:
        try:
            start.wait(30)
            with transaction.atomic():
                got.append(jobs.enqueue(CHEAP, key="once", name="once", seconds=3.0).pk)
        finally:
            connection.close()

    people = [threading.Thread(target=ask) for _ in range(20)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert len(got) == 20
    assert len(set(got)) == 1
    system.wait_until_done(Job.objects.get(pk=got[0]))
    assert rows("once") == ["once"]


def test_two_beats(system: System) -> None:
    """Every bell twice: the counts of the night, and the mails about a report."""
    filed(system.world, "2018-Q1")
    system.wait_for(nothing_waits, "earlier jobs done")
    mailed = len(system.mailbox.delivered)
    system.start_beat("second beat")
    try:
        seen = {name: beats(system, name) for name in ("beat", "second beat")}
        for _ in range(2):
            for task in ("reporting.tasks.nightly", "subsidies.tasks.tell", "subsidies.tasks.after_decisions"):
                app.send_task(task, retry=False)
        system.wait_for(lambda: all(beats(system, name) > seen[name] for name in seen), "both beats ring")
        system.wait_for(lambda: jobs_of("roll_up_weeks") >= 1 and nothing_waits(), "everything done")
    finally:
        system.down.add("second beat")
        system.kill("second beat")
    assert not Job.objects.filter(status=Job.Status.FAILED).exists()
    counted = Counter(RollUp.objects.values_list("level", "municipality_id", "organisation_id", "start", "end"))
    assert set(counted.values()) == {1}
    mails = Counter(system.mailbox.delivered[mailed:])
    assert all(times == 1 for times in mails.values())
    assert Heartbeat.objects.filter(name="worker").count() == 1


def beats(system: System, name: str) -> int:
    return system.child(name).logged().count("ring again for waiting jobs")


def jobs_of(kind: str) -> int:
    return Job.objects.filter(kind=kind).count()


def nothing_waits() -> bool:
    return not Job.objects.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists()
