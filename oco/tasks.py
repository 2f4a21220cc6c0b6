"""Celery's doorbell: two tasks, for all kinds of jobs."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.db import close_old_connections
from django.db.models.functions import Now

from oco import jobs
from oco.models import Heartbeat


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
