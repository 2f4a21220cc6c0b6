"""Work in the background that is neither lost nor done twice.

PostgreSQL holds each job as a row (`oco.models.Job`); Celery only hears "there is something" through
Redis, and a sweep every 15 seconds rings again for what waits. A job is claimed by one conditional
update that gives a fresh token and a lease; its result is written only where that token still stands,
in the same transaction as what the job made. A worker that dies leaves a lease that runs out within
seconds (`oco.leases`).

Who is to blame decides how often: an error of the job's own three times; a start that nobody finished (the worker
died) eight times; a fault of database, disk or mail for a day, every 15 seconds.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from redis.backoff import NoBackoff
from redis.retry import Retry

from oco import acting, faults, leases
from oco.leases import LEASE_SECONDS
from oco.models import Job, User
from oco.trail import reads

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3  # that ended in an error
MOST_STARTS = 8  # a worker that is killed is not the job's doing, until it happens every time
FAULTS_PASS_WITHIN = timedelta(days=1)


class JobError(Exception):
    """A job can't be done, for a reason that its user can read; it is not tried again by itself."""


class TokenLost(Exception):
    """The lease ran out and another worker has the job now: what this one made is rolled back."""


@dataclass
class Running:
    """A claimed job in the hands of its handler."""

    job_id: uuid.UUID
    token: uuid.UUID
    arguments: dict[str, Any]
    queued_by: User | None
    _last: int = field(default=-1)

    def progress(self, percent: int, text: str = "") -> None:
        """Shows how far the job is (0-100), and renews the lease. Only outside the handler's transaction
        can others see it; inside, it takes effect with the rest."""
        if percent != self._last:
            self._last = percent
            Job.objects.filter(pk=self.job_id, token=self.token).update(
                progress=min(percent, 100), progress_text=text, leased_until=_lease_end()
            )


Handler = Callable[[Running], dict[str, Any]]
_handlers: dict[str, tuple[Handler, bool]] = {}


def handler(kind: str, *, atomic: bool = True) -> Callable[[Handler], Handler]:
    """Names the function that does jobs of this kind. It returns a small result (keys and counts).

    `atomic` handlers run whole inside the transaction that marks the job done. Others open their own
    transactions, show progress between, and close with `finished(running, result)` in their last one.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = (function, atomic)
        return function

    return register


def enqueue(kind: str, *, key: str, by: User | None = None, **arguments: Any) -> Job:
    """Asks for a job. With the same key as one that waits or runs, gives that one. Rings after commit."""
    if kind not in _handlers:
        raise LookupError(f"no handler for jobs of kind {kind}")
    full_key = f"{kind}:{key}"
    waiting = Job.objects.filter(key=full_key, status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    job = waiting.first()
    while job is None:
        # Two who ask at once: the unique constraint lets one row in, and both get it. Where the other's is done
        # before we look, ours goes in after all.
        fresh = Job(kind=kind, key=full_key, arguments=arguments, queued_by=by)
        Job.objects.bulk_create([fresh], ignore_conflicts=True)
        job = waiting.first()
    asked = job.pk
    transaction.on_commit(lambda: ring(asked))
    return job


def again(job: Job, *, by: User) -> Job:
    """Asks once more for a job that failed."""
    return enqueue(job.kind, key=job.key.removeprefix(f"{job.kind}:"), by=by, **job.arguments)


def ring(job_id: uuid.UUID) -> None:
    """Tells the worker through Redis. Without Redis nothing is lost: the sweep finds the row."""
    from oco.tasks import run_job

    try:
        _listen_for_redis()
        run_job.apply_async(args=(str(job_id),), retry=False)
    except Exception:
        log.warning("bell not rung", job=str(job_id))


def _listen_for_redis() -> None:
    """Raises within a second where Redis doesn't answer; Celery's own client keeps a user waiting for six."""
    once = Retry(NoBackoff(), 0)
    with redis.Redis.from_url(settings.REDIS_ADDRESS, socket_connect_timeout=1, socket_timeout=1, retry=once) as client:
        client.ping()


def claim(job_id: uuid.UUID) -> Running | None:
    """Takes a job that waits, or whose lease ran out, in one statement. None where there is nothing to take, also
    while whoever has it holds the row locked."""
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE oco_job SET status = 'running', token = %s, attempts = attempts + 1, error = '',
                   leased_until = clock_timestamp() + make_interval(secs => %s)
             WHERE id = (SELECT id FROM oco_job
                          WHERE id = %s AND attempts < %s
                            AND (status = 'queued' OR (status = 'running' AND leased_until < clock_timestamp()))
                            FOR UPDATE SKIP LOCKED)
            """,
            [token, LEASE_SECONDS, job_id, MOST_STARTS],
        )
        if cursor.rowcount == 0:
            return None
    job = Job.objects.select_related("queued_by").get(pk=job_id)
    return Running(job.pk, token, job.arguments, job.queued_by)


def finished(running: Running, result: dict[str, Any]) -> None:
    """Marks the job done, where the token is still ours. Raises TokenLost, which rolls back."""
    changed = Job.objects.filter(pk=running.job_id, token=running.token, status=Job.Status.RUNNING).update(
        status=Job.Status.DONE, finished_at=Now(), leased_until=None, progress=100, result=result
    )
    if changed == 0:
        raise TokenLost
    reads.write_job(running.job_id)


def run(job_id: uuid.UUID) -> bool:
    """Claims and does one job. True when it was done here. Errors are written on the row."""
    running = claim(job_id)
    if running is None:
        return False
    kind = Job.objects.values_list("kind", flat=True).get(pk=job_id)
    function, atomic = _handlers[kind]
    try:
        by = running.queued_by.pk if running.queued_by else None
        with leases.kept(running.job_id, running.token), acting.in_job(job_id, by=by):
            if atomic:
                with transaction.atomic():
                    finished(running, function(running))
            else:
                function(running)
        return True
    except TokenLost:
        log.warning("lease lost", job=str(job_id), kind=kind)
    except JobError as reason:
        _give_up(running, str(reason), finally_=True)
    except Exception as error:
        if faults.passes(error):
            log.warning("job put back", job=str(job_id), kind=kind, error=type(error).__name__)
            _put_back(running)
        else:
            log.exception("job failed", job=str(job_id), kind=kind)
            _give_up(running, WENT_WRONG, finally_=False)
    return False


WENT_WRONG = "Er ging iets mis bij het uitvoeren. Probeer het nog een keer."
GOES_AGAIN = "Er ging iets mis bij het uitvoeren. Het wordt vanzelf nog een keer geprobeerd."
PASSES = "De database, de schijf of de mail gaf even geen antwoord. Het wordt vanzelf opnieuw geprobeerd."
PASSED_NOT = "De database, de schijf of de mail gaf een dag lang geen antwoord. Probeer het nog een keer."


def _mine(running: Running) -> QuerySet[Job]:
    return Job.objects.filter(pk=running.job_id, token=running.token, status=Job.Status.RUNNING)


def _give_up(running: Running, reason: str, *, finally_: bool) -> None:
    last = Q() if finally_ else Q(attempts__gte=MOST_ATTEMPTS)
    ended = {"status": Job.Status.FAILED, "finished_at": Now(), "leased_until": None, "error": reason}
    if not _mine(running).filter(last).update(**ended):
        _mine(running).update(status=Job.Status.QUEUED, leased_until=None, error=GOES_AGAIN)


def _put_back(running: Running) -> None:
    """Lets the job wait for the next sweep; this start doesn't count. With the database away, the lease runs out."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        mine = _mine(running)
        old = mine.filter(queued_at__lt=Now() - FAULTS_PASS_WITHIN)
        if not old.update(status=Job.Status.FAILED, finished_at=Now(), leased_until=None, error=PASSED_NOT):
            mine.update(status=Job.Status.QUEUED, leased_until=None, attempts=F("attempts") - 1, error=PASSES)
    except (DatabaseError, InterfaceError):
        log.warning("database away", job=str(running.job_id))


def sweep() -> int:
    """Rings for every job that waits or whose lease ran out; gives up on those tried too often.

    Returns how many were rung for.
    """
    stale = Q(status=Job.Status.RUNNING, leased_until__lt=Now())
    with transaction.atomic():
        left = Job.objects.select_for_update(skip_locked=True).filter(stale, attempts__gte=MOST_STARTS)
        Job.objects.filter(pk__in=list(left.values_list("pk", flat=True))).update(
            status=Job.Status.FAILED,
            finished_at=Now(),
            leased_until=None,
            error="De taak is acht keer begonnen en niet afgekomen.",
        )
    waiting = list(
        Job.objects.filter(Q(status=Job.Status.QUEUED) | stale)
        .filter(attempts__lt=MOST_STARTS)
        .order_by("queued_at")
        .values_list("pk", flat=True)[:200]
    )
    for job_id in waiting:
        ring(job_id)
    return len(waiting)


def _lease_end() -> Combinable:
    return Now() + timedelta(seconds=LEASE_SECONDS)


@contextlib.contextmanager
def run_here(kind: str, *, key: str, by: User | None = None, **arguments: Any) -> Iterator[Job]:
    """Asks for a job and does it in this process, for management commands. Raises JobError when it fails."""
    job = enqueue(kind, key=key, by=by, **arguments)
    run(job.pk)
    job.refresh_from_db()
    if job.status == Job.Status.FAILED:
        raise JobError(job.error)
    yield job
