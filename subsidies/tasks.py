"""Imported by the worker, so that it knows the handlers of this app's jobs; and what runs by itself."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from subsidies import files, mails, money_mails, people_years
from subsidies.determination import files as determination_files
from subsidies.determination import mails as determination_mails

__all__ = ["after_decisions", "files", "money_mails", "people_years", "tell"]


@shared_task(name="subsidies.tasks.after_decisions", ignore_result=True)
def after_decisions() -> None:
    """Asks for the letter and the mail of what the municipality decided: its process can't ask for a job itself."""
    close_old_connections()
    determination_files.ask_for_letters()
    determination_mails.ask_for_answers()


@shared_task(name="subsidies.tasks.tell", ignore_result=True)
def tell() -> None:
    """Asks for the mails about what happened and what is due. Often is harmless: each is asked for once."""
    close_old_connections()
    now = timezone.now()
    mails.ask(now=now)
    money_mails.ask(now=now)
