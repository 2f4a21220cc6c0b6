"""What the worker does by itself for cases: the mail with what is to be done, and old drafts that go."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from cases import (
    dossier_files,  # also makes its jobs known to the worker
    drafts,
    reminders,
)
from cases.imports import register  # also makes its jobs known to the worker


@shared_task(name="cases.tasks.remind", ignore_result=True)
def remind() -> None:
    """Asks for the reminders of this hour. Often is harmless: each person is mailed once a day."""
    close_old_connections()
    reminders.ask(now=timezone.now())


@shared_task(name="cases.tasks.remove_old_drafts", ignore_result=True)
def remove_old_drafts() -> None:
    """Half-typed forms, uploaded registers and dossiers as files go after a day."""
    close_old_connections()
    drafts.remove_old()
    register.remove_old()
    dossier_files.remove_old()
