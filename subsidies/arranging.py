"""What is agreed about the round: when reports are due, who draws them up, and the exceptions for one period.

For both sides, so it knows no client: the municipality sets the last days, who accounts says who draws up.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from oco import audit
from oco.models import Municipality, Organisation, User
from oco.periods import Period
from subsidies.accounts import Account, providers_of
from subsidies.models import DrawingUp, Extension, FilingTerms, TurnSwap


class ArrangementRefused(Exception):
    """It can't be agreed so; the text is for the user."""


@dataclass(frozen=True)
class NewTerms:
    """Months after the period (None: not asked) and day of the month, per kind of report."""

    quarter_months: int | None = 1
    quarter_day: int = 1
    half_year_months: int | None = 1
    half_year_day: int = 1
    year_months: int | None = 3
    year_day: int = 1


@transaction.atomic
def set_terms(
    *,
    municipality: Municipality,
    valid_from: date,
    terms: NewTerms,
    by: User | None,
    organisation: Organisation | None = None,
) -> FilingTerms:
    """From `valid_from` on these last days hold, for one account or with None for all. Periods that began before keep
    theirs. The same day again replaces what was typed."""
    row, made = FilingTerms.objects.update_or_create(
        municipality=municipality, organisation=organisation, valid_from=valid_from, defaults=asdict(terms)
    )
    audit.record("filing terms set" if made else "filing terms changed", by=by, on=row, valid_from=str(valid_from))
    return row


def extend(*, account: Account, period: Period, due_on: date, reason: str, by: User) -> Extension:
    """The municipality gives another last day for one report. Raises ArrangementRefused without a reason or with a day
    in the period itself."""
    if not reason.strip():
        raise ArrangementRefused("Schrijf op waarom u uitstel geeft.")
    if due_on < period.end:
        raise ArrangementRefused("Kies een datum na de periode.")
    with transaction.atomic():
        row, _ = Extension.objects.update_or_create(
            municipality=account.municipality,
            organisation=account.organisation,
            start=period.start,
            end=period.end,
            defaults={
                "due_on": due_on,
                "reason": reason.strip(),
                "given_at": timezone.now(),
                "given_by": by,
                "given_by_name": by.name,
            },
        )
        audit.record("filing extended", by=by, on=row, period=period.code, due_on=str(due_on))
    return row


def arrange(
    *, account: Account, way: DrawingUp.Way, first: Organisation, valid_from: date, by: User | None
) -> DrawingUp:
    """Who draws up the partnership's reports from a day on. Raises ArrangementRefused for a provider that isn't
    behind its front doors."""
    _must_be_partner(account, first)
    with transaction.atomic():
        row, _ = DrawingUp.objects.update_or_create(
            municipality=account.municipality,
            organisation=account.organisation,
            valid_from=valid_from,
            defaults={"way": way, "first": first},
        )
        audit.record("drawing up arranged", by=by, on=row, way=str(way), valid_from=str(valid_from))
    return row


def swap(*, account: Account, period: Period, to: Organisation, reason: str, by: User) -> TurnSwap:
    """For one period `to` draws up. Raises ArrangementRefused without a reason, or for a stranger."""
    if not reason.strip():
        raise ArrangementRefused("Schrijf op waarom u ruilt.")
    _must_be_partner(account, to)
    with transaction.atomic():
        row, _ = TurnSwap.objects.update_or_create(
            municipality=account.municipality,
            organisation=account.organisation,
            start=period.start,
            end=period.end,
            defaults={
                "provider": to,
                "reason": reason.strip(),
                "swapped_at": timezone.now(),
                "swapped_by": by,
                "swapped_by_name": by.name,
            },
        )
        audit.record("drawing up swapped", by=by, on=row, period=period.code)
    return row


def _must_be_partner(account: Account, provider: Organisation) -> None:
    if provider not in providers_of(account.organisation, account.municipality):
        raise ArrangementRefused(f"{provider.name} hoort niet bij {account.organisation.name}.")
