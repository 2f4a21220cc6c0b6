"""What a policy officer should look at in a report: findings, each with figure, rule, verdict and a plain sentence.

Pure: a document, what was agreed and last year's figures in, findings out. It works on the released document alone, so
that it holds to what the municipality may know: exact totals, and breakdowns of which small cells are hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reporting.terms import GrantTerms
from subsidies.checks import digits, entry, handing, hours, jumps, norms, obligations, prices, sums, targets
from subsidies.checks.finding import (
    SEVERITY,
    Facts,
    Finding,
    Handing,
    LastYear,
    ObligationLine,
    Verdict,
    facts_of,
    write,
)
from subsidies.checks.sums import bounds

__all__ = [
    "CHECKS",
    "SEVERITY",
    "Facts",
    "Finding",
    "Handing",
    "LastYear",
    "ObligationLine",
    "Verdict",
    "bounds",
    "facts_of",
    "findings",
    "sentence_of",
    "write",
]

Check = Callable[[Facts, GrantTerms | None, LastYear | None, Handing | None], Iterable[Finding]]

# Every check, by subject, in the order of the report.
CHECKS: dict[str, Check] = {
    "targets": lambda facts, terms, last_year, how: targets.targets(facts, terms),
    "prices": lambda facts, terms, last_year, how: prices.prices(facts, terms),
    "on_time": lambda facts, terms, last_year, how: norms.on_time(facts),
    "guideline": lambda facts, terms, last_year, how: norms.guideline(facts),
    "scores": lambda facts, terms, last_year, how: norms.scores(facts),
    "untraced_hours": lambda facts, terms, last_year, how: hours.untraced_hours(facts),
    "entry_delay": lambda facts, terms, last_year, how: entry.entry_delay(facts),
    "sums": lambda facts, terms, last_year, how: sums.sums(facts),
    "digits": lambda facts, terms, last_year, how: digits.digits(facts, last_year),
    "jumps": lambda facts, terms, last_year, how: jumps.jumps(facts, last_year),
    "obligations": lambda facts, terms, last_year, how: obligations.obligations(how),
    "handed_in": lambda facts, terms, last_year, how: handing.handed_in(how),
}


def findings(
    facts: Facts, terms: GrantTerms | None, last_year: LastYear | None = None, handed_in: Handing | None = None
) -> list[Finding]:
    """All findings, what weighs most first (severity times size); of equal weight in the order of the report.

    Where a figure looks as if a digit fell out, that says more than that it jumped: the jump is left out.
    """
    found = [finding for check in CHECKS.values() for finding in check(facts, terms, last_year, handed_in)]
    typed = {finding.key.removeprefix("digits-") for finding in found if finding.key.startswith("digits-")}
    kept = [finding for finding in found if finding.key.removeprefix("jump-") not in typed]
    return sorted(kept, key=lambda finding: (-finding.weight, finding.verdict))


def sentence_of(found: list[Finding]) -> str:
    """One sentence above the list."""
    failed = sum(finding.verdict is Verdict.FAILED for finding in found)
    attention = sum(finding.verdict is Verdict.ATTENTION for finding in found)
    if failed:
        ending = f" en {attention} keer ‘let op’" if attention else ""
        return f"{failed} keer ‘niet gehaald’{ending}. Kijk daar eerst naar."
    if attention:
        return f"Er is {attention} keer ‘let op’. De rest is in orde."
    return "Alles is in orde. Er is niets om na te vragen."
