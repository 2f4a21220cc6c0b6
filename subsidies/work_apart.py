"""Work for clients and other work, each with its hours and euros, never mixed: in Westerveld the network meetings hid
in the hours for clients until the budget was empty. Hours are stored figures, euros are costs. Care side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from oco.models import Municipality, Organisation
from oco.periods import Period, PeriodKind
from reporting import figures
from reporting.figures import FigureKey, Scope
from subsidies.costs import CostLine
from subsidies.models import CostWork

INDICATORS = {CostWork.CLIENT: "client_minutes", CostWork.OTHER: "other_minutes"}


@dataclass(frozen=True)
class WorkRow:
    """A kind of work: minutes (None where hours say nothing about it) and euros."""

    work: CostWork
    minutes: Decimal | None
    euros: Decimal

    @property
    def label(self) -> str:
        return str(self.work.label).capitalize()

    @property
    def per_hour(self) -> Decimal | None:
        """Euro for each hour; None where there are no hours or no costs."""
        return self.euros * 60 / self.minutes if self.minutes and self.euros else None


@dataclass(frozen=True)
class WorkApart:
    """A year of one provider. `until` is the first day that isn't in the stored figures."""

    rows: tuple[WorkRow, ...]
    until: date | None

    @property
    def euros(self) -> Decimal:
        return sum((row.euros for row in self.rows), Decimal(0))

    @property
    def minutes(self) -> Decimal:
        return sum((row.minutes or Decimal(0) for row in self.rows), Decimal(0))


def of_provider(
    provider: Organisation, municipality: Municipality, year: int, costs: Iterable[CostLine], *, today: date
) -> WorkApart:
    """Hours by the stored figures of the year's quarters, euros by the costs."""
    lines = list(costs)
    scope = Scope.of_organisation(provider, municipality)
    minutes: dict[CostWork, Decimal] = {}
    until = None
    for number in range(1, 5):
        period = Period(year, PeriodKind.QUARTER, number)
        stored = figures.read(scope, period) if period.start <= today else None
        if stored is None:
            continue
        until = min(period.end, today)
        for work, indicator in INDICATORS.items():
            minutes[work] = minutes.get(work, Decimal(0)) + stored.get(FigureKey(indicator), Decimal(0))
    return WorkApart(
        tuple(
            WorkRow(work, minutes.get(work), sum((line.amount for line in lines if line.work == work), Decimal(0)))
            for work in CostWork
        ),
        until,
    )


def minutes_in(provider: Organisation, municipality: Municipality, period: Period, indicator: str) -> Decimal | None:
    """A stored total of this provider; None where the period wasn't counted yet."""
    stored = figures.read(Scope.of_organisation(provider, municipality), period)
    return stored.get(FigureKey(indicator), Decimal(0)) if stored is not None else None
