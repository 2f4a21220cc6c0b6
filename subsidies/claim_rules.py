"""The sum of a claim, written out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from oco.templatetags.oco import euro, number
from subsidies.models import Claim, GrantAmount

CENT = Decimal("0.01")
Per, Work = GrantAmount.RatePer, GrantAmount.RateWork

# What a claim is counted by: figures of reporting.indicators. A trajectory that the client stopped isn't finished.
INDICATORS: dict[tuple[str, str], str] = {
    (Per.HOUR, Work.CLIENT): "client_minutes",
    (Per.HOUR, Work.OTHER): "other_minutes",
    (Per.TRAJECTORY, Work.CLIENT): "questions_answered",
}


def quantity_of(rate_per: str, figure: Decimal) -> Decimal:
    """Hours of a figure in minutes, to the hundredth and half up; a number of trajectories as it is."""
    return (figure / 60).quantize(CENT, ROUND_HALF_UP) if rate_per == Per.HOUR else figure


@dataclass(frozen=True)
class ClaimSum:
    """Amounts in euro, `quantity` and `already` in hours or trajectories. What is above the ceiling isn't claimed."""

    rate_per: str
    rate_work: str
    rate: Decimal
    quantity: Decimal
    already: Decimal
    ceiling: Decimal
    earlier: Decimal

    @property
    def computed(self) -> Decimal:
        return ((self.quantity - self.already) * self.rate).quantize(CENT, ROUND_HALF_UP)

    @property
    def left(self) -> Decimal:
        """Of the ceiling, before this claim."""
        return max(self.ceiling - self.earlier, Decimal(0))

    @property
    def amount(self) -> Decimal:
        return min(self.computed, self.left)

    @property
    def above(self) -> Decimal:
        """What was done above the ceiling, and isn't paid."""
        return self.computed - self.amount

    @property
    def places(self) -> int:
        """Decimals that its quantity is written with."""
        return 2 if self.rate_per == Per.HOUR else 0

    @property
    def unit(self) -> str:
        return "uur" if self.rate_per == Per.HOUR else "afgeronde trajecten"

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The sum line by line: what it is, and the number as it is written."""
        places = self.places
        what = f"{Work(self.rate_work).label.capitalize()}, in het ingediende kwartaal"
        found = [(what, f"{number(self.quantity, places)} {self.unit}")]
        if self.already:
            found.append(
                ("Al eerder gedeclareerd (heropend en weer afgerond)", f"\u2212 {number(self.already, places)}")
            )
        times = f"{number(self.quantity - self.already, places)} × {euro(self.rate)}"
        found.append((f"Keer het tarief: {times}", euro(self.computed)))
        if self.above:
            found.append((f"Boven het plafond: er was nog {euro(self.left)} over", f"\u2212 {euro(self.above)}"))
        return found


def sum_of_claim(claim: Claim) -> ClaimSum:
    """The sum as it was sent in."""
    return ClaimSum(claim.rate_per, claim.work, claim.rate, claim.quantity, claim.already, claim.ceiling, claim.earlier)
