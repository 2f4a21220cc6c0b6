"""Money in the demo: what was paid and when, what it cost month by month, and what was claimed. All invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from cases.demo.telling import moment
from oco.models import Organisation, User
from oco.periods import Period, PeriodKind
from oco.workdays import next_working_day
from subsidies import claim_decisions, claiming, costs, payments
from subsidies.costs import CostLine
from subsidies.models import CostKind, CostWork, Grant, GrantAmount, Instalment, Payment

SEED = 20190637
# Of each kind of costs its part of what a provider gets, and for what work.
PARTS: tuple[tuple[CostKind, CostWork, float], ...] = (
    (CostKind.STAFF, CostWork.CLIENT, 0.62),
    (CostKind.STAFF, CostWork.OTHER, 0.09),
    (CostKind.HIRED, CostWork.CLIENT, 0.04),
    (CostKind.VOLUNTEERS, CostWork.CLIENT, 0.02),
    (CostKind.TRAVEL, CostWork.CLIENT, 0.015),
    (CostKind.HOUSING, CostWork.SHARED, 0.08),
    (CostKind.ORGANISATION, CostWork.SHARED, 0.10),
    (CostKind.ACTIVITIES, CostWork.OTHER, 0.02),
    (CostKind.SCHOOLING, CostWork.OTHER, 0.012),
)


def tell(grant: Grant, users: dict[str, User], *, today: date) -> None:
    """The money of one grant until `today`."""
    dice = random.Random(SEED + grant.year)
    officer = users["beleid@zoetermeer.example"]
    _payments(grant, officer, dice, today)
    managers = {"mee": users["teamleider@mee.example"], "palet-welzijn": users["teamleider@palet.example"]}
    for slug, manager in managers.items():
        provider = Organisation.objects.get(slug=slug)
        _costs(grant, provider, manager, dice, today)
    question = "In dit kwartaal zijn er meer uren dan in het vorige. Welke groepen zijn erbij gekomen?"
    tell_claims(grant, managers["palet-welzijn"], officer, today, question=question)


def _payments(grant: Grant, officer: User, dice: random.Random, today: date) -> None:
    """On the day or a day or two before; the second instalment of the year came late. The last one that fell due less
    than a month ago isn't paid yet."""
    for row in Instalment.objects.filter(grant=grant, due_on__lte=today - timedelta(days=30)):
        paid_on = row.due_on + timedelta(days=9) if row.number == 2 else row.due_on - timedelta(days=dice.randint(0, 2))
        note = payments.note(of=row, paid_on=paid_on, amount=row.amount, by=officer, today=today)
        Payment.objects.filter(pk=note.pk).update(noted_at=moment(paid_on, 10, 25))


def _costs(grant: Grant, provider: Organisation, manager: User, dice: random.Random, today: date) -> None:
    """Every month that is over by two weeks; the costs until the last half-year were handed in."""
    whole = sum((line.amount for line in grant.amounts.filter(provider=provider)), Decimal(0))
    lines = []
    for month in range(1, 13):
        first = date(grant.year, month, 1)
        if first + timedelta(days=45) > today:
            break
        for kind, work, part in PARTS:
            share = part / 12 * dice.uniform(0.9, 1.1) * (1.35 if kind == CostKind.STAFF and month == 5 else 1)
            lines.append(CostLine(first, kind, work, (whole * Decimal(share)).quantize(Decimal("0.01"))))
    if not lines:
        return
    costs.replace_costs(grant=grant, provider=provider, lines=lines, by=manager)
    months = [line.month for line in lines if line.month.month in (6, 12)]
    if months:
        note = "Hogere personeelskosten in mei door het vakantiegeld."
        until = max(months)
        sent_at = min(moment(next_working_day(until + timedelta(days=50)), 15, 25), timezone.now())
        costs.hand_in(grant=grant, provider=provider, until=until, note=note, by=manager, now=sent_at)


def tell_claims(
    grant: Grant, manager: User, officer: User, today: date, *, after: int = 18, question: str = ""
) -> None:
    """Each quarter that was filed is claimed, so many days `after` it; those before the last are accepted and paid. The
    last comes back with a question; without one it waits, or is accepted too in a year that is over."""
    lines = grant.amounts.filter(payment=GrantAmount.Payment.CLAIM).select_related("grant__municipality", "provider")
    for line in lines:
        sent = []
        for number in range(1, 5):
            period = Period(grant.year, PeriodKind.QUARTER, number)
            sent_at = moment(next_working_day(period.end + timedelta(days=after)), 11, 25)
            if timezone.localdate(sent_at) > today:
                break
            try:
                sent.append((claiming.send(line=line, period=period, by=manager, now=sent_at), sent_at))
            except claiming.ClaimRefused:
                continue
        last = [] if grant.year < today.year and not question else sent[-1:]
        for claim, sent_at in sent[: len(sent) - len(last)]:
            decided = claim_decisions.accept(claim=claim, by=officer, now=sent_at + timedelta(days=6))
            paid_on = timezone.localdate(sent_at) + timedelta(days=20)
            payments.note(of=decided, paid_on=min(paid_on, today), amount=decided.amount, by=officer, today=today)
        if last and question:
            claim, sent_at = last[0]
            claim_decisions.send_back(claim=claim, question=question, by=officer, now=sent_at + timedelta(days=5))
