"""A request for determination as plain data: what its page and its PDF say, and all that the municipality reads of it.

Money is in euro with cents. Every sum that is shown is made here, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from reporting import plain_data
from reporting.documents import TargetResult
from reporting.terms import AmountLine
from subsidies.years import YearTable

FORMAT = 1
ANSWER_YES = "ja"  # how an answer reads where an obligation was wholly met


@dataclass(frozen=True)
class MoneyLine:
    """A line of the financial report."""

    name: str
    budgeted: Decimal
    realised: Decimal

    @property
    def difference(self) -> Decimal:
        return self.realised - self.budgeted


@dataclass(frozen=True)
class BalanceRow:
    """A line of the balance sheet on the first and the last day of the year."""

    name: str
    opening: Decimal
    closing: Decimal


@dataclass(frozen=True)
class Finances:
    """The financial report and the balance sheet, with their sums."""

    income: tuple[MoneyLine, ...] = ()
    costs: tuple[MoneyLine, ...] = ()
    assets: tuple[BalanceRow, ...] = ()
    equity: tuple[BalanceRow, ...] = ()
    liabilities: tuple[BalanceRow, ...] = ()
    note: str = ""

    @property
    def total_income(self) -> MoneyLine:
        return total("Samen", self.income)

    @property
    def total_costs(self) -> MoneyLine:
        return total("Samen", self.costs)

    @property
    def result(self) -> MoneyLine:
        """What is left of the income when the costs are paid; below zero where it fell short."""
        income, costs = self.total_income, self.total_costs
        return MoneyLine("Resultaat", income.budgeted - costs.budgeted, income.realised - costs.realised)

    @property
    def total_assets(self) -> BalanceRow:
        return balance_total("Samen", self.assets)

    @property
    def total_financed(self) -> BalanceRow:
        """Equity and debts together: what the assets were paid with."""
        return balance_total("Samen", (*self.equity, *self.liabilities))

    @property
    def equity_change(self) -> Decimal:
        equity = balance_total("", self.equity)
        return equity.closing - equity.opening


def total(name: str, lines: Iterable[MoneyLine]) -> MoneyLine:
    found = list(lines)
    return MoneyLine(
        name,
        sum((line.budgeted for line in found), Decimal(0)),
        sum((line.realised for line in found), Decimal(0)),
    )


def balance_total(name: str, rows: Iterable[BalanceRow]) -> BalanceRow:
    found = list(rows)
    return BalanceRow(
        name, sum((row.opening for row in found), Decimal(0)), sum((row.closing for row in found), Decimal(0))
    )


@dataclass(frozen=True)
class AnsweredObligation:
    """An obligation of the decision, and what the provider says and shows of it."""

    obligation: str
    evidence: str  # in words: "een cijfer", "een tekst", "een bestand"
    met: str  # in words: "ja", "deels", "nee"; empty where it wasn't answered
    text: str
    evidence_file: int = 0  # place among the files; 0 for none


@dataclass(frozen=True)
class StatementFacts:
    """Of the auditor's statement what stands in the request; the statement itself is a file beside it."""

    verdict: str
    firm: str
    signed_on: date
    sha256: str


@dataclass(frozen=True)
class AnnualReport:
    """The filed annual report on which the request rests."""

    period: str
    version: int
    filed_at: datetime
    checksum: str
    accepted: bool


@dataclass(frozen=True)
class RequestDocument:
    """A whole request. Two with the same content have the same bytes."""

    organisation: str
    municipality: str
    year: int
    grant_number: str
    granted_on: date | None
    number: int
    sent_by: str  # empty: a draft
    sent_at: datetime | None
    amounts: tuple[AmountLine, ...]
    paid: Decimal
    report: AnnualReport | None
    targets: tuple[TargetResult, ...]
    activities: str
    differences: str
    obligations: tuple[AnsweredObligation, ...]
    finances: Finances
    statement: StatementFacts | None
    years: tuple[YearTable, ...]
    open_points: tuple[str, ...] = ()  # that were known and didn't hold back the sending
    format: int = FORMAT

    @property
    def granted(self) -> Decimal:
        return sum((line.amount for line in self.amounts), Decimal(0))

    @property
    def title(self) -> str:
        return f"Aanvraag tot vaststelling {self.year}"

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = plain_data.as_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The document of `to_json`. ValueError where the format is another or something is missing."""
        return plain_data.read_document(cls, data, version=FORMAT, called="request")

    @property
    def checksum(self) -> str:
        """SHA-256 in hexadecimal."""
        return plain_data.checksum_of(self.to_json())
