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
    # Who has left has no access from midnight on; what could let them in again goes soon after.
    "close access that ended": {"task": "oco.tasks.tidy_access", "schedule": 600.0},
    "seal the log": {"task": "oco.tasks.seal_log", "schedule": 300.0},
    "verify the log": {"task": "oco.tasks.verify_log", "schedule": crontab(hour="5", minute="10")},
    "find unusual reading": {"task": "cases.tasks.find_unusual_reading", "schedule": crontab(hour="5", minute="30")},
    # Outside 02:00-03:00, which some night in October has twice and one in March not at all.
    "count the open periods": {"task": "reporting.tasks.nightly", "schedule": crontab(hour="4", minute="10")},
    "count and close years over all front doors": {
        "task": "subsidies.people_years.nightly",
        "schedule": crontab(hour="4", minute="40"),
    },
    # Four times an hour, of which one asks: the mail comes soon after the hour that somebody chose.
    "remind of what is to be done": {"task": "cases.tasks.remind", "schedule": 900.0},
    # The municipality's login can't ask for a job; its decisions are found here.
    "write letters of decisions": {"task": "subsidies.tasks.after_decisions", "schedule": 60.0},
    "tell about reports": {"task": "subsidies.tasks.tell", "schedule": 300.0},
    "keep removals outside the database": {"task": "cases.tasks.keep_removals", "schedule": 60.0},
    # Every hour, of which one a month asks: a month that begins with the server off is caught up with.
    "propose what may be destroyed": {"task": "cases.tasks.propose_destruction", "schedule": 3600.0},
    "remove what is past its term": {
        "task": "cases.tasks.remove_past_terms",
        "schedule": crontab(hour="5", minute="20"),
    },
    "remove old drafts": {"task": "cases.tasks.remove_old_drafts", "schedule": 3600.0},
}
