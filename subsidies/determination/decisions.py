"""What the municipality does with a request for determination: ask to complete it, or decide."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from oco import audit, submissions
from oco.models import User
from subsidies import agreements
from subsidies.models import Determination, Grant, RequestReturn, SentRequest


class DecisionRefused(Exception):
    """The request can't be decided or returned now; the text is for the user."""


class Standing(StrEnum):
    """Where the determination of a grant stands."""

    NOT_ASKED = "not_asked"
    SENT = "sent"
    RETURNED = "returned"
    DECIDED = "decided"

    @property
    def words(self) -> str:
        return {
            "not_asked": "nog niet aangevraagd",
            "sent": "wacht op besluit",
            "returned": "aanvulling gevraagd",
            "decided": "vastgesteld",
        }[self.value]

    @property
    def badge(self) -> str:
        return {"not_asked": "", "sent": "info", "returned": "warn", "decided": "ok"}[self.value]


@dataclass(frozen=True)
class Position:
    """The newest sending, and the decision where there is one."""

    standing: Standing
    sent: SentRequest | None = None
    decision: Determination | None = None


def position_of(grant: Grant) -> Position:
    """Where the determination stands. Takes `sent_requests__returned` and `determination` when prefetched."""
    sent = max(grant.sent_requests.all(), key=lambda row: row.number, default=None)
    decision = getattr(grant, "determination", None)
    if decision is not None:
        return Position(Standing.DECIDED, sent, decision)
    if sent is None:
        return Position(Standing.NOT_ASKED)
    return Position(Standing.RETURNED if hasattr(sent, "returned") else Standing.SENT, sent)


def due_on(year: int) -> date:
    """The day before which the request must be in: 1 May of the year after, as most regulations have it."""
    return date(year + 1, 5, 1)


def ask_to_complete(*, sent: SentRequest, question: str, answer_by: date, by: User) -> RequestReturn:
    """Sends a request back to be completed. Raises DecisionRefused where it isn't waiting for a decision."""
    if not question.strip():
        raise DecisionRefused("Schrijf op wat er ontbreekt.")
    with transaction.atomic():
        _only_when_waiting(sent)
        returned = RequestReturn.objects.create(
            sent=sent, question=question.strip(), answer_by=answer_by, returned_by=by, returned_by_name=by.name
        )
        audit.record("determination returned", by=by, on=sent, number=sent.number)
    return returned


def determine(
    *,
    sent: SentRequest,
    number: str,
    decided_on: date,
    amount: Decimal,
    ground: str,
    explanation: str,
    by: User,
    key: uuid.UUID | None = None,
) -> Determination:
    """Determines the grant. `amount` is in euro, at most what was granted; a lower one has a ground (Awb 4:46).

    Raises DecisionRefused. With a `key` that was handled before it gives the decision of then.
    """
    with transaction.atomic():
        if key is not None and not submissions.first_time(key, by=by):
            return Determination.objects.get(pk=submissions.earlier_result(key, by=by)["determination"])
        grant = _only_when_waiting(sent)
        granted = grant.total
        if amount > granted:
            raise DecisionRefused("Een hoger bedrag dan is verleend, kan niet worden vastgesteld.")
        if amount < granted and not (ground and explanation.strip()):
            raise DecisionRefused("Stelt u lager vast? Kies dan de grond, en leg het uit.")
        if amount == granted and ground:
            raise DecisionRefused("U stelt het hele bedrag vast. Daar hoort geen grond bij.")
        decision = Determination.objects.create(
            grant=grant,
            sent=sent,
            number=number,
            decided_on=decided_on,
            granted=granted,
            paid=agreements.paid_of(grant),
            amount=amount,
            ground=ground,
            explanation=explanation.strip(),
            decided_at=timezone.now(),
            decided_by=by,
            decided_by_name=by.name,
        )
        audit.record("grant determined", by=by, on=decision, year=grant.year, amount=str(amount))
        if key is not None:
            submissions.keep_result(key, {"determination": decision.pk})
    return decision


def _only_when_waiting(sent: SentRequest) -> Grant:
    """The grant of a request that waits for a decision, locked against a second decision at the same time."""
    grant = Grant.objects.select_for_update().get(pk=sent.grant_id)
    now = position_of(grant)
    if now.standing is Standing.DECIDED:
        raise DecisionRefused("Deze subsidie is al vastgesteld.")
    if now.sent is None or now.sent.pk != sent.pk:
        raise DecisionRefused("Er is een nieuwere aanvraag. Bekijk die eerst.")
    if now.standing is Standing.RETURNED:
        raise DecisionRefused("U hebt om aanvulling gevraagd. Daarna kunt u beslissen.")
    return grant
