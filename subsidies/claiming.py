"""A provider claims what it did in a quarter, by its own exact figures as they were filed. Care side only.

What is claimed is a number that both sides agreed to pay by. It is one total for each kind of work, without a split,
and only one that the gate knew when it let the report through (subsidies/told.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from cases.codes import ANSWERED
from cases.models import HelpQuestion
from oco import audit, submissions
from oco.models import Organisation, User
from oco.periods import Period, PeriodKind
from reporting.documents import ReportDocument
from reporting.models import InternalDocument, Report
from subsidies import told
from subsidies.checks import facts_of
from subsidies.claim_rules import INDICATORS, ClaimSum, Per, quantity_of
from subsidies.models import Claim, ClaimedTrajectory, ClaimStep, Grant, GrantAmount

Payment, Status = GrantAmount.Payment, Claim.Status


class ClaimRefused(Exception):
    """A claim that can't be sent in; the text is for the user."""


@dataclass(frozen=True)
class Quarter:
    """One quarter of an amount that is paid on claims: the claim, or what it would be, or why there is none."""

    line: GrantAmount
    period: Period
    claim: Claim | None = None
    sum: ClaimSum | None = None
    report: Report | None = None
    reason: str = ""


def quarters(lines: Iterable[GrantAmount], *, today: date) -> list[Quarter]:
    """Each quarter that has begun of each of these amounts, in order."""
    found = []
    for line in lines:
        if line.payment != Payment.CLAIM:
            continue
        claims = {claim.quarter: claim for claim in line.claims.all()}
        for number in range(1, 5):
            period = Period(line.grant.year, PeriodKind.QUARTER, number)
            if period.start > today:
                continue
            claim = claims.get(period.start)
            if claim is not None and claim.status != Status.RETURNED:
                found.append(Quarter(line, period, claim))
                continue
            try:
                summed, report = sum_of(line, period, today=today)
                found.append(Quarter(line, period, claim, summed, report))
            except ClaimRefused as reason:
                found.append(Quarter(line, period, claim, reason=str(reason)))
    return found


def sum_of(line: GrantAmount, period: Period, *, today: date) -> tuple[ClaimSum, Report]:
    """What this quarter comes to, by the newest filed figures. Raises ClaimRefused where there is nothing to claim."""
    provider = line.provider
    if line.payment != Payment.CLAIM or provider is None or line.rate is None:
        raise ClaimRefused("Dit bedrag wordt niet op declaratie betaald.")
    if period.end > today:
        raise ClaimRefused("Het kwartaal loopt nog.")
    taken = Claim.objects.filter(
        municipality=line.grant.municipality, provider=provider, work=line.rate_work, quarter=period.start
    )
    if taken.exclude(amount_line=line).exists():
        raise ClaimRefused("Dit werk van dit kwartaal is al op een ander bedrag gedeclareerd.")
    report = _newest(line.grant, period)
    if report is None:
        raise ClaimRefused("Het kwartaalrapport is nog niet ingediend. Daarna kunt u declareren.")
    indicator = INDICATORS[line.rate_per, line.rate_work]
    figure = _figure(report, provider, indicator)
    if figure and (reason := told.why_not(report, provider, indicator, figure)):
        raise ClaimRefused(reason)
    summed = ClaimSum(
        rate_per=line.rate_per,
        rate_work=line.rate_work,
        rate=line.rate,
        quantity=quantity_of(line.rate_per, figure),
        already=Decimal(0),
        ceiling=line.amount,
        earlier=_claimed(line, period),
    )
    if line.rate_per == Per.TRAJECTORY:
        before = ClaimedTrajectory.objects.filter(question_id__in=_finished(line, period)).exclude(
            claim__quarter=period.start
        )
        already = Decimal(before.count())
        summed = ClaimSum(**{**summed.__dict__, "already": min(already, summed.quantity)})
    if summed.left <= 0:
        raise ClaimRefused("Het plafond is bereikt. Er is niets meer te declareren.")
    if summed.amount <= 0:
        raise ClaimRefused("Er is in dit kwartaal niets gedaan dat te declareren is.")
    return summed, report


def _newest(grant: Grant, period: Period) -> Report | None:
    return (
        Report.objects.filter(
            organisation_id=grant.organisation_id,
            municipality_id=grant.municipality_id,
            start=period.start,
            end=period.end,
        )
        .order_by("-version")
        .first()
    )


def _figure(report: Report, provider: Organisation, indicator: str) -> Decimal:
    """The provider's own exact total as it was filed. A figure that isn't in the document counts as none."""
    kept = InternalDocument.objects.filter(report=report, provider=provider).first()
    if kept is None:
        raise ClaimRefused("Van dit kwartaal zijn geen eigen cijfers vastgelegd.")
    facts = facts_of(ReportDocument.from_json(kept.data))
    found = facts.total(indicator, provider.name)
    return found if found is not None else Decimal(0)


def _claimed(line: GrantAmount, period: Period) -> Decimal:
    """Euro claimed on this amount in other quarters."""
    return line.claims.exclude(quarter=period.start).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _finished(line: GrantAmount, period: Period) -> list[int]:
    """Questions that the provider finished in the quarter."""
    rows = HelpQuestion.objects.closed_in(period).filter(
        provider_id=line.provider_id, front_door__municipality=line.grant.municipality, outcome__in=ANSWERED
    )
    return list(rows.values_list("pk", flat=True))


def send(
    *,
    line: GrantAmount,
    period: Period,
    by: User,
    text: str = "",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Claim:
    """Sends in the claim of this quarter, or once more after it was returned, with the sum as it is now.

    Raises ClaimRefused: nothing to claim, already sent, or already claimed on another amount.
    """
    moment = now or timezone.now()
    try:
        with transaction.atomic():
            if key is not None and not submissions.first_time(key, by=by):
                return Claim.objects.get(amount_line=line, quarter=period.start)
            # Of two claims on one amount the second sees what the first left of the ceiling.
            line = (
                GrantAmount.objects.select_for_update(of=("self",)).select_related("grant", "provider").get(pk=line.pk)
            )
            claim = Claim.objects.select_for_update().filter(amount_line=line, quarter=period.start).first()
            if claim is not None and claim.status != Status.RETURNED:
                raise ClaimRefused("Deze declaratie is al ingediend.")
            if claim is not None and not text:
                raise ClaimRefused("Schrijf uw antwoord op de vraag van de gemeente.")
            summed, report = sum_of(line, period, today=timezone.localdate(moment))
            claim = _write(claim, line, period, summed, report, moment)
            ClaimStep.objects.create(
                claim=claim, kind=ClaimStep.Kind.SENT, text=text, amount=claim.amount, at=moment, by=by, by_name=by.name
            )
            audit.record("claim sent", by=by, on=claim, quarter=period.code, amount=str(claim.amount))
    except IntegrityError as error:
        raise ClaimRefused("Dit werk van dit kwartaal is al gedeclareerd.") from error
    return claim


def _write(
    claim: Claim | None, line: GrantAmount, period: Period, summed: ClaimSum, report: Report, moment: datetime
) -> Claim:
    if claim is None:
        assert line.provider is not None  # as sum_of saw to
        claim = Claim(
            amount_line=line,
            municipality=line.grant.municipality,
            provider=line.provider,
            work=line.rate_work,
            quarter=period.start,
        )
    claim.report, claim.rate_per, claim.rate = report, summed.rate_per, summed.rate
    claim.quantity, claim.already = summed.quantity, summed.already
    claim.ceiling, claim.earlier = summed.ceiling, summed.earlier
    claim.computed, claim.amount = summed.computed, summed.amount
    claim.status, claim.sent_at, claim.decided_at, claim.due_on = Status.SENT, moment, None, None
    claim.save()
    if line.rate_per == Per.TRAJECTORY:
        claim.trajectories.all().delete()
        known = set(
            ClaimedTrajectory.objects.filter(question_id__in=_finished(line, period)).values_list(
                "question_id", flat=True
            )
        )
        ClaimedTrajectory.objects.bulk_create(
            ClaimedTrajectory(claim=claim, question_id=pk) for pk in _finished(line, period) if pk not in known
        )
    return claim
