"""The municipality's answer to a claim: accepted, or returned with a question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from oco import audit, workdays
from oco.models import User
from subsidies.models import Claim, ClaimStep

# Payment within six weeks after the decision: article 4:87 of the Awb.
PAID_WITHIN = timedelta(weeks=6)
Status = Claim.Status


class ClaimDecisionRefused(Exception):
    """The claim isn't waiting for a decision; the text is for the user."""


def accept(*, claim: Claim, by: User, text: str = "", now: datetime | None = None) -> Claim:
    """From now on it is due, within six weeks. Raises ClaimDecisionRefused where it was decided already."""
    moment = now or timezone.now()
    due_on = workdays.next_working_day(timezone.localdate(moment) + PAID_WITHIN)
    return _decide(claim, Status.ACCEPTED, by, text, moment, due_on=due_on)


def send_back(*, claim: Claim, question: str, by: User, now: datetime | None = None) -> Claim:
    """Back to the provider with a question. Raises ClaimDecisionRefused."""
    return _decide(claim, Status.RETURNED, by, question, now or timezone.now(), due_on=None)


@transaction.atomic
def _decide(claim: Claim, status: str, by: User, text: str, moment: datetime, *, due_on: object) -> Claim:
    # This side may change three columns and no others.
    changed = Claim.objects.filter(pk=claim.pk, status=Status.SENT).update(
        status=status, decided_at=moment, due_on=due_on
    )
    if not changed:
        raise ClaimDecisionRefused("Over deze declaratie is al besloten. Bekijk hem opnieuw.")
    ClaimStep.objects.create(
        claim=claim, kind=status, text=text, amount=claim.amount, at=moment, by=by, by_name=by.name
    )
    audit.record("claim decided", by=by, on=claim, decision=status)
    claim.refresh_from_db()
    return claim
