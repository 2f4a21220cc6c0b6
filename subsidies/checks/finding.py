"""What a check gives and what it is given: findings, and a document's figures ready to be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum

from oco.periods import Period
from oco.templatetags.oco import hours, number
from reporting.documents import FigureLine, ReportDocument, TargetResult
from reporting.indicators import INDICATORS, Unit
from reporting.values import State

# How far a rounded number may be off: counts are rounded to five, minutes to five hours (reporting/disclosure.py).
ROUNDED_BY = 2
MINUTES_ROUNDED_BY = 150


class Verdict(IntEnum):
    """In the order in which findings are shown."""

    FAILED = 1
    ATTENTION = 2
    GOOD = 3
    UNKNOWN = 4

    @property
    def words(self) -> str:
        return {1: "niet gehaald", 2: "let op", 3: "in orde", 4: "niet te zeggen"}[self.value]

    @property
    def badge(self) -> str:
        """The kind of badge that goes with it."""
        return {1: "danger", 2: "warn", 3: "ok", 4: ""}[self.value]

    @property
    def icon(self) -> str:
        return {1: "x", 2: "alert", 3: "check", 4: "help"}[self.value]


# What weighs most stands on top; a factor of ten between two severities, and size at most doubles a weight.
SEVERITY = {Verdict.FAILED: 100, Verdict.ATTENTION: 10, Verdict.UNKNOWN: 1, Verdict.GOOD: 0}


@dataclass(frozen=True)
class Finding:
    """One line of the check. `figure` and `rule` are written as printed."""

    key: str
    title: str
    figure: str
    rule: str
    verdict: Verdict
    sentence: str
    # How far off, as a share of the rule, from 0 to 1: 46 of 1,200 clients too few is 0.038.
    size: Decimal = Decimal(0)

    @property
    def weight(self) -> Decimal:
        """Severity times size. The severities lie so far apart that what failed stays above "let op", however large."""
        return SEVERITY[self.verdict] * (1 + min(max(self.size, Decimal(0)), Decimal(1)))


@dataclass(frozen=True)
class LastYear:
    """The same period a year earlier. `totals` by (organisation's name, indicator); the accountable one is ""."""

    label: str
    totals: Mapping[tuple[str, str], Decimal]
    declared: bool = False  # declared by the provider, not counted here


@dataclass(frozen=True)
class ObligationLine:
    """An obligation of the grant that falls due with this report. `evidence`: in words, "een tekst"; `shown` None where
    a report can't tell: a text or file that is not in it."""

    number: int
    text: str
    evidence: str
    shown: bool | None


@dataclass(frozen=True)
class Handing:
    """How the version came in. `parts_missing`: names of partners whose part wasn't closed, with the reason."""

    due_on: date | None
    filed_on: date
    parts_missing: str = ""
    reason: str = ""
    extended: bool = False
    obligations: tuple[ObligationLine, ...] = ()


@dataclass(frozen=True)
class Facts:
    """A document's figures, ready to be asked for. Providers by name, the accountable organisation as ""."""

    period: Period
    lines: tuple[FigureLine, ...]
    providers: tuple[str, ...]
    targets: tuple[TargetResult, ...] = ()
    totals: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    rounded: frozenset[tuple[str, str]] = frozenset()  # of these totals, which are not exact
    hidden: frozenset[tuple[str, str]] = frozenset()  # totals too small to show

    def about(self, *indicators: str) -> str:
        """ "ongeveer " where one of these totals of the whole was rounded."""
        return "ongeveer " if any(("", indicator) in self.rounded for indicator in indicators) else ""

    def total(self, indicator: str, provider: str = "") -> Decimal | None:
        return self.totals.get((provider, indicator))

    def off_sum(self, indicator: str) -> tuple[Decimal, dict[str, Decimal]] | None:
        """The whole and the number of each provider, where all are known and don't add up to it."""
        whole = self.total(indicator)
        known = {each: part for each in self.providers if (part := self.total(indicator, each)) is not None}
        if whole is None or len(self.providers) < 2 or len(known) < len(self.providers):
            return None
        return (whole, known) if sum(known.values()) != whole else None

    def cells(self, indicator: str, dimension: str) -> list[FigureLine]:
        """The breakdown of the accountable organisation."""
        return [line for line in self.lines if line.indicator == indicator and line.dimension == dimension]


def facts_of(document: ReportDocument) -> Facts:
    """The figures of a document by level: those of who accounts, and the totals of each provider."""
    header = document.header
    whose = (header.organisation_kind, header.organisation)
    totals: dict[tuple[str, str], Decimal] = {}
    rounded: set[tuple[str, str]] = set()
    hidden: set[tuple[str, str]] = set()
    for line in document.figures:
        if line.dimension:
            continue
        keys = [("", line.indicator)] if (line.level, line.organisation) == whose else []
        keys += [(line.organisation, line.indicator)] if line.level == "provider" else []
        for key in keys:
            if line.value.hidden:
                hidden.add(key)
            if line.value.number is None:
                continue
            totals[key] = line.value.number
            if line.value.state is State.ROUNDED:
                rounded.add(key)
    return Facts(
        period=Period.parse(header.period),
        lines=tuple(line for line in document.figures if (line.level, line.organisation) == whose),
        providers=header.providers,
        targets=document.summary.targets,
        totals=totals,
        rounded=frozenset(rounded),
        hidden=frozenset(hidden),
    )


def write(indicator: str, value: Decimal) -> str:
    """As printed: minutes in hours, a score with one decimal, the rest as a whole number."""
    match INDICATORS[indicator].unit:
        case Unit.MINUTES:
            return f"{number(value / 60)} uur"
        case Unit.MINUTES_EACH:
            return hours(value)
        case Unit.SCORE:
            return number(value, 1)
        case _:
            return number(value)


def share_of(part: Decimal, whole: Decimal) -> Decimal:
    """How much `part` is of `whole`, 0 where there is nothing to divide by."""
    return abs(part) / abs(whole) if whole else Decimal(0)
