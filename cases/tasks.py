"""What the worker does by itself for cases: the mail with what is to be done, what goes by its term, removals kept."""

from __future__ import annotations

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from cases import (
    drafts,
    reading,  # also makes its jobs known to the worker
    reminders,
    removal_ledger,
)
from cases.dossier import files as dossier_files  # also makes its jobs known to the worker
from cases.imports import register  # also makes its jobs known to the worker
from cases.retention import (
    carrying_out,  # noqa: F401  makes its jobs known to the worker
    cleaning,
    proposal,  # also makes its jobs known to the worker
    staff,
)


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


@shared_task(name="cases.tasks.keep_removals", ignore_result=True)
def keep_removals() -> None:
    """Writes removals to the file from which they are done again after a restore."""
    close_old_connections()
    file: Path | None = getattr(settings, "REMOVALS", None)  # the worker's alone
    if file is not None:
        removal_ledger.keep(file)


@shared_task(name="cases.tasks.find_unusual_reading", ignore_result=True)
def find_unusual_reading() -> None:
    """Asks what was unusual about yesterday's reading."""
    close_old_connections()
    reading.ask(today=timezone.localdate())


@shared_task(name="cases.tasks.propose_destruction", ignore_result=True)
def propose_destruction() -> None:
    """Asks for this month's list of whose data may go. Often is harmless: there is one list a month."""
    close_old_connections()
    proposal.ask(today=timezone.localdate())


@shared_task(name="cases.tasks.remove_past_terms", ignore_result=True)
def remove_past_terms() -> None:
    """What goes by itself: traces of forms and jobs, and the names of people who left long ago."""
    close_old_connections()
    cleaning.clean(now=timezone.now())
    staff.remove_left(today=timezone.localdate())
