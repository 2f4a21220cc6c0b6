"""The worker's Celery application with the jobs and holds of these tests: `celery --app tests.faults.worker`."""

from oco.celery import app

app.autodiscover_tasks(["tests.faults"])

__all__ = ["app"]
