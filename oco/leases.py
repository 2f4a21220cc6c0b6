"""The lease of a job, renewed from a thread of its own while the job's process lives.

So it can be short: what a killed worker left is taken over within seconds, and a job of minutes keeps its lease.
A job that hangs keeps it too; Celery's time limit kills it, and the lease runs out.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator

import structlog
from django.db import DatabaseError, InterfaceError, connections

log = structlog.get_logger(__name__)

LEASE_SECONDS = 10
RENEW_SECONDS = 3  # three times before it runs out


@contextlib.contextmanager
def kept(job_id: uuid.UUID, token: uuid.UUID) -> Iterator[None]:
    """Renews the lease until the block ends."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(job_id, token, over), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(timeout=RENEW_SECONDS)


def _keep(job_id: uuid.UUID, token: uuid.UUID, over: threading.Event) -> None:
    while not over.wait(RENEW_SECONDS):
        try:
            _renew(job_id, token)
        except (DatabaseError, InterfaceError):  # away or restarting: the next time
            log.warning("lease not renewed", job=str(job_id))


def _renew(job_id: uuid.UUID, token: uuid.UUID) -> None:
    """On a connection of its own: the job's may be in the middle of a transaction. A row that the job itself has
    locked is left alone; nobody else can take it meanwhile (`oco.jobs.claim` passes over it as well)."""
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE oco_job SET leased_until = clock_timestamp() + make_interval(secs => %s)
                 WHERE id = (SELECT id FROM oco_job WHERE id = %s AND token = %s AND status = 'running'
                               FOR UPDATE SKIP LOCKED)
                """,
                [LEASE_SECONDS, job_id, token],
            )
    finally:
        connection.close()
