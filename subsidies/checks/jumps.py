"""Against the same period a year earlier."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from oco.templatetags.oco import percent
from reporting.indicators import INDICATORS
from subsidies.checks.finding import Facts, Finding, LastYear, Verdict, write

JUMP = Decimal("0.25")  # up or down against the same period last year
SMALL_BASE = 40  # below this a jump of a quarter is a matter of ten people
COMPARED = ("unique_clients", "questions_answered", "questions_received", "client_minutes", "simple_questions")


def jumps(facts: Facts, last_year: LastYear | None) -> Iterator[Finding]:
    if last_year is None:
        return
    steady = True
    for provider in ("", *(facts.providers if len(facts.providers) > 1 else ())):
        for indicator in COMPARED:
            now, before = facts.total(indicator, provider), last_year.totals.get((provider, indicator))
            if now is None or before is None or max(now, before) < SMALL_BASE:
                continue
            change = (now - before) / before if before else Decimal(1)
            if abs(change) <= JUMP:
                continue
            steady = False
            yield _jump(indicator, provider, now, before, change, last_year)
    if steady and last_year.totals:
        yield Finding(
            "jumps",
            "Verschil met een jaar eerder",
            "klein",
            f"niet meer dan {percent(JUMP)} meer of minder",
            Verdict.GOOD,
            f"De grote cijfers lijken op die van {last_year.label}.",
        )


def _jump(
    indicator: str, provider: str, now: Decimal, before: Decimal, change: Decimal, last_year: LastYear
) -> Finding:
    label = INDICATORS[indicator].label
    direction = "meer" if change > 0 else "minder"
    declared = " Dat cijfer is toen opgegeven en niet hier geteld." if last_year.declared else ""
    return Finding(
        f"jump-{indicator}-{provider}" if provider else f"jump-{indicator}",
        f"{label} bij {provider}" if provider else label,
        write(indicator, now),
        f"{write(indicator, before)} in {last_year.label}",
        Verdict.ATTENTION,
        f"Dat is {percent(abs(change))} {direction} dan een jaar eerder.{declared} Vraag waardoor dat komt.",
        abs(change),
    )
