"""Celery's doorbell: two tasks for all kinds of jobs, two for the log, and one that keeps access in order."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.db import close_old_connections
from django.db.models.functions import Now
from django.utils import timezone

from oco import guessing, jobs, leaving, signed_in
from oco.models import Heartbeat
from oco.trail import seals, work  # also makes its job known to the worker


@shared_task(name="oco.tasks.run_job", ignore_result=True)
def run_job(job_id: str) -> None:
    """Does one job, where it still waits."""
    close_old_connections()
    jobs.run(uuid.UUID(job_id))


@shared_task(name="oco.tasks.sweep_jobs", ignore_result=True)
def sweep_jobs() -> None:
    """Rings again for what waits, and shows that the worker lives."""
    close_old_connections()
    jobs.sweep()
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": Now()})


@shared_task(name="oco.tasks.seal_log", ignore_result=True)
def seal_log() -> None:
    """Seals what was logged by transactions that are over."""
    close_old_connections()
    seals.seal()


@shared_task(name="oco.tasks.verify_log", ignore_result=True)
def verify_log() -> None:
    """Asks for the verification of the whole log, once a day."""
    close_old_connections()
    work.ask(today=timezone.localdate())


@shared_task(name="oco.tasks.tidy_access", ignore_result=True)
def tidy_access() -> None:
    """Closes the accounts of who has left, and forgets attempts and sessions that are over. May run twice."""
    close_old_connections()
    leaving.close_ended(today=timezone.localdate())
    guessing.forget_old(timezone.now())
    signed_in.forget_old(timezone.now())
