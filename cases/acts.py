"""What every act on a case shares: one transaction, refusals in a sentence, and nobody's text lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import DatabaseError, models, transaction

from cases.models import (
    Absence,
    AftercareContact,
    Assessment,
    CaseTalkItem,
    Contact,
    ContactPerson,
    HelpQuestion,
    Objection,
    OtherWork,
    Referral,
    ReminderChoice,
    Signal,
    SignalBundle,
    SocialMapEntry,
    Talk,
)
from oco.closing import PeriodFiled, is_refusal

Versioned = TypeVar(
    "Versioned",
    HelpQuestion,
    Contact,
    OtherWork,
    Assessment,
    ContactPerson,
    Referral,
    SocialMapEntry,
    Signal,
    SignalBundle,
    CaseTalkItem,
    Absence,
    ReminderChoice,
    Talk,
    Objection,
    AftercareContact,
)

_FILED = (
    "Het rapport over deze periode is ingediend. Deze gegevens kunnen niet meer veranderen. "
    "Vraag uw teamleider om een correctie."
)


class Refused(Exception):
    """An act that the rules don't allow. The text is for the user; `field` names the form field it is about."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class ChangedMeanwhile(Exception):
    """Somebody else saved this record after the user opened it. `current` is how it stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__("Iemand anders heeft dit intussen gewijzigd.")
        self.current = current


@contextmanager
def act() -> Iterator[None]:
    """One transaction. Where the database refuses because the period is filed, raises PeriodFiled."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if is_refusal(error):
            raise PeriodFiled(_FILED) from error
        raise


def locked(record: Versioned, *, version: int | None = None) -> Versioned:
    """The record as it stands now, held until the transaction ends.

    `version` is what the user saw; raises ChangedMeanwhile where the record has moved on since, and the
    model's DoesNotExist where it was removed.
    """
    fresh = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if version is not None and fresh.version != version:
        raise ChangedMeanwhile(fresh)
    return fresh


def keep(record: Versioned, *fields: str) -> None:
    """Writes these fields and counts the version up."""
    record.version += 1
    record.save(update_fields=[*fields, "version"])
