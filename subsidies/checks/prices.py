"""What a client and a question cost, beside the price that the grant was decided on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from oco.periods import PeriodKind
from oco.templatetags.oco import euro, percent
from reporting.terms import GrantTerms
from subsidies.checks.finding import Facts, Finding, Verdict, share_of

# A mark of our own: the field names no limit, and a small difference follows from the numbers themselves.
DEARER = Decimal("0.05")

_PRICED = (("unique_clients", "Prijs per cliënt", "cliënt"), ("questions_answered", "Prijs per vraag", "vraag"))


def prices(facts: Facts, terms: GrantTerms | None) -> Iterator[Finding]:
    """Whole euros, the grant of the year over the number of the year: Zoetermeer 2018 1,701,706 / 1,154 = 1,475 beside
    1,701,706 / 1,200 = 1,418. Part of a year is priced by the report's own forecast, and not at all without one."""
    if terms is None or not terms.total:
        return
    for indicator, title, each in _PRICED:
        target = next((line for line in terms.targets if line.indicator == indicator), None)
        reached, expected = _of_the_year(facts, indicator)
        if target is None or not target.value or not reached:
            continue
        agreed, real = _euros(terms.total / target.value), _euros(terms.total / reached)
        difference = real - agreed
        share = share_of(difference, agreed)
        dearer = difference > 0 and share > DEARER
        if difference:
            off = f"{euro(abs(difference), 0)} {'meer' if difference > 0 else 'minder'} ({percent(share, 1)})"
        else:
            off = "precies evenveel"
        sentence = f"Een {each} kost {off} dan waar de subsidie van uitging."
        if not difference:
            sentence = f"Een {each} kost {off} als waar de subsidie van uitging."
        if expected:
            sentence = f"Naar verwachting over het hele jaar: {sentence[:1].lower()}{sentence[1:]}"
        yield Finding(
            f"price-{indicator}",
            title,
            euro(real, 0),
            f"begroot {euro(agreed, 0)}",
            Verdict.ATTENTION if dearer else Verdict.GOOD,
            sentence + (" Vraag waardoor dat komt." if dearer else ""),
            share if difference > 0 else Decimal(0),
        )


def _of_the_year(facts: Facts, indicator: str) -> tuple[Decimal | None, bool]:
    """The number of the whole year, and whether it is an expectation."""
    if facts.period.kind is PeriodKind.YEAR:
        return facts.total(indicator), False
    forecast = next((line for line in facts.targets if line.indicator == indicator), None)
    return (forecast.expected if forecast else None), True


def _euros(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
