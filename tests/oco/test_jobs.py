"""Jobs are rows: nothing lost, nothing done twice, and what failed is shown."""

from __future__ import annotations

import errno
import smtplib
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.models.functions import Now
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import jobs, tasks
from oco.jobs import JobError, Running, TokenLost
from oco.models import AuditEvent, Heartbeat, Job

pytestmark = pytest.mark.django_db
Status = Job.Status


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was rung for."""
    heard: list[str] = []

    def apply_async(args: tuple[str, ...], retry: bool) -> None:
        heard.extend(args)

    monkeypatch.setattr(tasks.run_job, "apply_async", apply_async)
    return heard


@pytest.fixture(autouse=True)
def kinds(bell: list[str]) -> Iterator[None]:
    """Kinds of job for these tests; `bell` so that no real one is rung."""
    before = dict(jobs._handlers)

    @jobs.handler("count")
    def count(running: Running) -> dict[str, Any]:
        AuditEvent.objects.create(action="counted")
        return {"counted": running.arguments.get("to", 1)}

    @jobs.handler("impossible")
    def impossible(running: Running) -> dict[str, Any]:
        AuditEvent.objects.create(action="counted")
        raise JobError("Er is niets om te tellen.")

    @jobs.handler("broken")
    def broken(running: Running) -> dict[str, Any]:
        raise ZeroDivisionError

    @jobs.handler("robbed")
    def robbed(running: Running) -> dict[str, Any]:
        AuditEvent.objects.create(action="counted")
        Job.objects.filter(pk=running.job_id).update(token=uuid.uuid4())  # another worker took over
        return {}

    yield
    jobs._handlers.clear()
    jobs._handlers.update(before)


@pytest.fixture
def faulty(kinds: None) -> list[Exception]:
    """What goes wrong in a job of kind "faulty", one a start."""
    wrong: list[Exception] = []

    @jobs.handler("faulty")
    def do(running: Running) -> dict[str, Any]:
        if wrong:
            raise wrong.pop(0)
        AuditEvent.objects.create(action="counted")
        return {}

    return wrong


def lapse(job: Job) -> None:
    """Lets the lease of a job run out."""
    Job.objects.filter(pk=job.pk).update(leased_until=Now() - timedelta(seconds=1))


def work_done() -> int:
    return AuditEvent.objects.filter(action="counted").count()


def test_a_job_is_done_with_its_result() -> None:
    job = jobs.enqueue("count", key="a", to=7)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result, job.progress, job.attempts) == (Status.DONE, {"counted": 7}, 100, 1)
    assert job.finished_at is not None
    assert job.leased_until is None


def test_a_job_is_claimed_by_one() -> None:
    job = jobs.enqueue("count", key="a")
    first = jobs.claim(job.pk)
    assert first is not None
    assert jobs.claim(job.pk) is None
    assert not jobs.run(job.pk)
    assert work_done() == 0


def test_a_lease_that_ran_out_lets_another_in_with_a_token_of_its_own() -> None:
    job = jobs.enqueue("count", key="a")
    first = jobs.claim(job.pk)
    lapse(job)
    second = jobs.claim(job.pk)
    assert first is not None
    assert second is not None
    assert first.token != second.token
    with pytest.raises(TokenLost):
        jobs.finished(first, {"by": "first"})
    jobs.finished(second, {"by": "second"})
    job.refresh_from_db()
    assert job.result == {"by": "second"}


def test_who_lost_the_token_leaves_nothing_behind() -> None:
    job = jobs.enqueue("robbed", key="a")
    assert not jobs.run(job.pk)
    assert work_done() == 0


def test_a_reason_that_a_user_can_read_is_final() -> None:
    job = jobs.enqueue("impossible", key="a")
    assert not jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error, job.attempts) == (Status.FAILED, "Er is niets om te tellen.", 1)
    assert work_done() == 0
    assert not jobs.run(job.pk)


def test_a_fault_is_tried_three_times_and_then_shown() -> None:
    job = jobs.enqueue("broken", key="a")
    seen = []
    for _ in range(4):
        jobs.run(job.pk)
        job.refresh_from_db()
        seen.append((job.status, job.attempts))
    assert seen == [(Status.QUEUED, 1), (Status.QUEUED, 2), (Status.FAILED, 3), (Status.FAILED, 3)]
    assert job.error == "Er ging iets mis bij het uitvoeren. Probeer het nog een keer."


FULL = OSError(errno.ENOSPC, "No space left on device")
PASSES = [
    FULL,
    OperationalError("the database system is shutting down"),
    ConnectionRefusedError(),
    smtplib.SMTPServerDisconnected("gone"),
    smtplib.SMTPDataError(451, b"try again later"),
    smtplib.SMTPRecipientsRefused({"m@x.example": (450, b"mailbox busy")}),
]
STAYS = [FileNotFoundError(errno.ENOENT, "no such file"), smtplib.SMTPDataError(554, b"refused"), KeyError("total")]


@pytest.mark.parametrize("fault", PASSES, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_what_is_around_is_not_counted(fault: Exception, faulty: list[Exception]) -> None:
    faulty.extend([fault] * 5)
    job = jobs.enqueue("faulty", key="a")
    for _ in range(5):
        assert not jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.status, job.attempts, job.error) == (Status.QUEUED, 0, jobs.PASSES)
    assert jobs.run(job.pk)
    assert work_done() == 1


@pytest.mark.parametrize("fault", STAYS, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_the_job_itself_is_counted(fault: Exception, faulty: list[Exception]) -> None:
    faulty.extend([fault] * 3)
    job = jobs.enqueue("faulty", key="a")
    for _ in range(3):
        assert not jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, jobs.WENT_WRONG)


def test_a_fault_of_what_is_around_that_stays_a_day_is_shown(faulty: list[Exception]) -> None:
    faulty.append(FULL)
    job = jobs.enqueue("faulty", key="a")
    Job.objects.filter(pk=job.pk).update(queued_at=Now() - timedelta(hours=25))
    assert not jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, jobs.PASSED_NOT)


def test_a_worker_that_dies_eight_times_gives_a_failed_job() -> None:
    job = jobs.enqueue("count", key="a")
    for _ in range(8):
        assert jobs.claim(job.pk) is not None
        lapse(job)
    assert jobs.claim(job.pk) is None
    assert jobs.sweep() == 0
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, "De taak is acht keer begonnen en niet afgekomen.")


def test_asking_twice_gives_one_job_until_it_is_done() -> None:
    first = jobs.enqueue("count", key="a")
    assert jobs.enqueue("count", key="a").pk == first.pk
    assert jobs.enqueue("count", key="b").pk != first.pk
    jobs.claim(first.pk)
    assert jobs.enqueue("count", key="a").pk == first.pk
    lapse(first)
    jobs.run(first.pk)
    assert jobs.enqueue("count", key="a").pk != first.pk


def test_a_kind_that_nobody_does_is_refused() -> None:
    with pytest.raises(LookupError, match="no handler for jobs of kind nothing"):
        jobs.enqueue("nothing", key="a")


def test_a_failed_job_can_be_asked_for_again(django_user_model: Any) -> None:
    job = jobs.enqueue("impossible", key="a", to=3)
    jobs.run(job.pk)
    job.refresh_from_db()
    fresh = jobs.again(job, by=django_user_model.objects.create_user("m@x.example", name="M"))
    assert fresh.pk != job.pk
    assert (fresh.kind, fresh.key, fresh.arguments) == ("impossible", "impossible:a", {"to": 3})


def test_the_bell_rings_after_the_commit(
    bell: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            job = jobs.enqueue("count", key="a")
        assert bell == []
    assert bell == [str(job.pk)]


def test_the_sweep_rings_for_what_waits_and_for_what_was_left(bell: list[str]) -> None:
    waiting, left, busy = (jobs.enqueue("count", key=key) for key in "abc")
    jobs.claim(left.pk)
    lapse(left)
    jobs.claim(busy.pk)
    assert jobs.sweep() == 2
    assert bell == [str(waiting.pk), str(left.pk)]


def test_the_sweep_shows_that_the_worker_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # it would close the test's own
    tasks.sweep_jobs()
    assert Heartbeat.objects.get(name="worker").seen_at is not None


def test_the_bell_does_one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    job, other = jobs.enqueue("count", key="a"), jobs.enqueue("count", key="b")
    tasks.run_job(str(job.pk))
    tasks.run_job(str(job.pk))
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.status, job.attempts, other.status) == (Status.DONE, 1, Status.QUEUED)


def test_without_redis_the_job_waits_for_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(args: tuple[str, ...], retry: bool) -> None:
        raise ConnectionError("no Redis")

    monkeypatch.setattr(tasks.run_job, "apply_async", broken)
    job = jobs.enqueue("count", key="a")
    jobs.ring(job.pk)
    job.refresh_from_db()
    assert job.status == Status.QUEUED
    assert jobs.run(job.pk)
    assert work_done() == 1


def test_progress_is_written_and_renews_the_lease() -> None:
    job = jobs.enqueue("count", key="a")
    running = jobs.claim(job.pk)
    assert running is not None
    lapse(job)
    running.progress(140, "bijna")
    job.refresh_from_db()
    assert (job.progress, job.progress_text) == (100, "bijna")
    assert jobs.claim(job.pk) is None


def test_a_command_does_its_job_here_and_tells_the_reason_when_it_fails() -> None:
    with jobs.run_here("count", key="a", to=2) as job:
        assert (job.status, job.result) == (Status.DONE, {"counted": 2})
    with pytest.raises(JobError, match=r"^Er is niets om te tellen\.$"), jobs.run_here("impossible", key="a"):
        pass
