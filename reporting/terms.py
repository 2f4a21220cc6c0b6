"""What was agreed in the grant of one year, as far as a report lays figures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class TargetLine:
    """A target of the grant, over the whole year.

    `indicator` is a key of reporting.indicators, `value` in that indicator's own unit (minutes where it counts time).
    """

    indicator: str
    direction: str  # at_least | at_most
    value: Decimal


@dataclass(frozen=True)
class AmountLine:
    """An amount of the grant in euro over the whole year; a reserve has no provider."""

    provider_id: int | None
    provider: str
    purpose: str
    amount: Decimal


@dataclass(frozen=True)
class GrantTerms:
    """The grant decision of one year, as far as a report lays figures beside it."""

    year: int
    number: str
    amounts: tuple[AmountLine, ...] = ()
    targets: tuple[TargetLine, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.amounts), Decimal(0))

    def of_provider(self, provider_id: int) -> Decimal:
        """Euro over the whole year for one provider, 0 where nothing was granted."""
        return sum((line.amount for line in self.amounts if line.provider_id == provider_id), Decimal(0))
