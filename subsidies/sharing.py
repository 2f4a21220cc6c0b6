"""Positive health in a report: it is a talk with the client, so it only comes in where both sides want it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from oco import audit
from oco.models import Municipality, Organisation, User


@dataclass(frozen=True)
class Standing:
    """Who wants positive health in the report of one organisation to one municipality."""

    shares: bool  # the organisation that accounts for it
    wants: bool  # the municipality

    @property
    def shown(self) -> bool:
        return self.shares and self.wants


def standing(organisation: Organisation, municipality: Municipality) -> Standing:
    return Standing(organisation.shares_positive_health, municipality.wants_positive_health)


@transaction.atomic
def share(*, organisation: Organisation, share: bool, by: User) -> None:
    """The accountable organisation lets positive health into its next reports, or no longer. Filed ones stay."""
    if organisation.shares_positive_health == share:
        return
    organisation.shares_positive_health = share
    organisation.save(update_fields=["shares_positive_health"])
    audit.record("positive health shared" if share else "positive health kept out", by=by, on=organisation)


@transaction.atomic
def want(*, municipality: Municipality, want: bool, by: User) -> None:
    """The municipality wants positive health in the reports that are filed to it from now on, or no longer."""
    if municipality.wants_positive_health == want:
        return
    municipality.wants_positive_health = want
    municipality.save(update_fields=["wants_positive_health"])
    audit.record("positive health wanted" if want else "positive health not wanted", by=by, on=municipality)
