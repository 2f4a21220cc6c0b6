"""The Celery application: which tasks run by themselves, and when."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oco.settings.worker")

app = Celery("oco")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["oco", "cases", "reporting", "subsidies"])
app.conf.beat_schedule = {
    # By interval, not by crontab: it must also run in the night that the clock changes.
    "ring again for waiting jobs": {"task": "oco.tasks.sweep_jobs", "schedule": 15.0},
    # Outside 02:00-03:00, which some night in October has twice and one in March not at all.
    "count the open periods": {"task": "reporting.tasks.nightly", "schedule": crontab(hour="4", minute="10")},
    # Four times an hour, of which one asks: the mail comes soon after the hour that somebody chose.
    "remind of what is to be done": {"task": "cases.tasks.remind", "schedule": 900.0},
    "remove old drafts": {"task": "cases.tasks.remove_old_drafts", "schedule": 3600.0},
}
