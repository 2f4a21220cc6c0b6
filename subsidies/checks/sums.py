"""Do the parts make the whole, as far as rounding and hiding let it be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from oco.templatetags.oco import number
from reporting.documents import FigureLine
from reporting.indicators import INDICATORS, OVERLAPPING, Unit
from reporting.values import State
from subsidies.checks.finding import MINUTES_ROUNDED_BY, ROUNDED_BY, Facts, Finding, Verdict, share_of, write

# Totals of providers that must add up to the whole; unique clients are counted once and don't.
_ADDS_UP = ("questions_answered", "questions_closed_otherwise", "client_minutes", "other_minutes")
_PARTS = (
    ("questions_answered", "outcome", "uitkomst"),
    ("questions_received", "channel", "ingang"),
    ("questions_received", "district", "wijk"),
    ("client_minutes", "activity", "activiteit"),
    ("other_minutes", "kind", "soort werk"),
)


def sums(facts: Facts) -> Iterator[Finding]:
    wrong = [*_provider_sums(facts), *_part_sums(facts), *_client_sums(facts)]
    if wrong:
        yield from wrong
    else:
        yield Finding(
            "sums",
            "Optellingen",
            "kloppen",
            "delen zijn samen het geheel",
            Verdict.GOOD,
            "De cijfers van de aanbieders en de onderdelen tellen op tot het geheel.",
        )


def _provider_sums(facts: Facts) -> Iterator[Finding]:
    for indicator in _ADDS_UP:
        if (off := facts.off_sum(indicator)) is None:
            continue
        whole, parts = off
        together = sum(parts.values(), Decimal(0))
        yield Finding(
            f"sum-{indicator}",
            f"Optelling: {INDICATORS[indicator].label.lower()}",
            " + ".join(write(indicator, part) for part in parts.values()),
            f"samen {write(indicator, whole)}",
            Verdict.FAILED,
            f"De aanbieders komen samen op {write(indicator, together)}. Vraag hoe dat kan.",
            share_of(together - whole, whole),
        )


def _client_sums(facts: Facts) -> Iterator[Finding]:
    whole, new, known = (facts.total(key) for key in ("unique_clients", "new_clients", "returning_clients"))
    slack = sum(ROUNDED_BY for key in ("new_clients", "returning_clients") if ("", key) in facts.rounded)
    if whole is not None and new is not None and known is not None and abs(new + known - whole) > slack:
        yield Finding(
            "sum-clients-new",
            "Optelling: nieuwe en bekende cliënten",
            f"{number(new)} + {number(known)}",
            f"samen {number(whole)}",
            Verdict.FAILED,
            f"Nieuwe en bekende cliënten zijn samen {number(new + known)}. Vraag hoe dat kan.",
            share_of(new + known - whole, whole),
        )
    parts = [facts.total("unique_clients", provider) for provider in facts.providers]
    if whole is None or len(parts) < 2 or any(part is None for part in parts):
        return
    total = sum((part for part in parts if part is not None), Decimal(0))
    highest = max(part for part in parts if part is not None)
    overlap = facts.total("overlap_clients")
    if not highest <= whole <= total or (overlap is not None and total - overlap != whole):
        yield Finding(
            "sum-clients",
            "Optelling: unieke cliënten",
            " + ".join(number(part) for part in parts),
            f"samen {number(whole)}, want wie bij meer aanbieders kwam telt één keer",
            Verdict.FAILED,
            "Het aantal unieke cliënten past niet bij dat van de aanbieders. Vraag hoe dat kan.",
            share_of(total - whole, whole),
        )


def _part_sums(facts: Facts) -> Iterator[Finding]:
    for indicator, dimension, name in _PARTS:
        cells = facts.cells(indicator, dimension)
        whole = facts.total(indicator)
        if not cells or whole is None or dimension in OVERLAPPING:
            continue
        low, high = bounds(cells, minutes=INDICATORS[indicator].unit is Unit.MINUTES)
        if low <= whole and (high is None or whole <= high):
            continue
        yield Finding(
            f"parts-{indicator}-{dimension}",
            f"Optelling: {INDICATORS[indicator].label.lower()} per {name}",
            f"ongeveer {write(indicator, sum((cell.value.number or Decimal(0) for cell in cells), Decimal(0)))}",
            f"samen {write(indicator, whole)}",
            Verdict.FAILED,
            "De onderdelen tellen niet op tot het geheel, ook niet als u rekening houdt met afronden en verbergen.",
            share_of(max(low - whole, whole - (high or whole)), whole),
        )


def bounds(cells: Iterable[FigureLine], *, minutes: bool) -> tuple[Decimal, Decimal | None]:
    """Between which numbers the true sum of these cells lies. A hidden cell has no upper bound (None): it may
    be a large one that would give another away."""
    low = high = Decimal(0)
    bounded = True
    for cell in cells:
        value = cell.value
        if value.number is None:
            bounded = bounded and not value.hidden
        else:
            slack = (MINUTES_ROUNDED_BY if minutes else ROUNDED_BY) if value.state is State.ROUNDED else 0
            low += max(value.number - slack, Decimal(0))
            high += value.number + slack
    return low, high if bounded else None
