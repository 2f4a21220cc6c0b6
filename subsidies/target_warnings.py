"""A target that the year will likely miss, said long before it is over. Pure, and on both sides the same words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from oco.templatetags.oco import date_nl
from reporting import forecast
from reporting.documents import ReportDocument
from reporting.indicators import INDICATORS
from reporting.terms import TargetLine
from subsidies.checks import write


@dataclass(frozen=True)
class TargetWarning:
    """`danger`: the whole band lies on the wrong side of the target; otherwise what is expected does."""

    target: TargetLine
    expected: Decimal
    low: Decimal
    high: Decimal
    until: date  # the first day that isn't in it

    @property
    def kind(self) -> str:
        at_least = self.target.direction == "at_least"
        best = self.high if at_least else self.low
        return "danger" if (best < self.target.value if at_least else best > self.target.value) else "warning"

    @property
    def label(self) -> str:
        return INDICATORS[self.target.indicator].label

    @property
    def title(self) -> str:
        if self.kind == "danger":
            return f"{self.label}: het doel wordt waarschijnlijk niet gehaald"
        return f"{self.label}: het doel is onzeker"

    @property
    def text(self) -> str:
        name, goal = self.target.indicator, write(self.target.indicator, self.target.value)
        words = "ten minste" if self.target.direction == "at_least" else "ten hoogste"
        chance = forecast.chance(
            self.target.value,
            at_least=self.target.direction == "at_least",
            expected=self.expected,
            low=self.low,
            high=self.high,
        )
        low, high, last = write(name, self.low), write(name, self.high), self.until - timedelta(days=1)
        return (
            f"Verwacht voor heel {last.year}: {write(name, self.expected)}, waarschijnlijk tussen {low} en {high}. "
            f"Het doel is {words} {goal}. De kans dat het gehaald wordt, is {chance}. "
            f"Gerekend tot en met {date_nl(last)}."
        )


def warning_of(
    target: TargetLine, expected: Decimal, low: Decimal, high: Decimal, *, until: date
) -> TargetWarning | None:
    """None where what is expected keeps the target."""
    kept = expected >= target.value if target.direction == "at_least" else expected <= target.value
    return None if kept else TargetWarning(target, expected, low, high, until)


def of_document(document: ReportDocument) -> list[TargetWarning]:
    """By a report's own forecasts: what the municipality knows."""
    found: list[TargetWarning] = []
    for line in document.summary.targets:
        if line.expected is None or line.low is None or line.high is None:
            continue
        target = TargetLine(line.indicator, line.direction, line.target)
        warning = warning_of(target, line.expected, line.low, line.high, until=document.summary.until)
        if warning is not None:
            found.append(warning)
    return found
