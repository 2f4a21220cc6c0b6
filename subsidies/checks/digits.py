"""541 for 1,541: a digit that fell out, came in twice, or three noughts too many or too few.

In an annual report of the field 541 questions stood where it were 1,541. Two neighbours give such a slip away: the sum
that the number is part of, and last year's number.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reporting.indicators import INDICATORS
from subsidies.checks.finding import Facts, Finding, LastYear, Verdict, share_of, write
from subsidies.checks.jumps import COMPARED

_ADDS_UP = ("questions_answered", "questions_closed_otherwise", "questions_received")
CLOSE = Decimal("0.15")  # how near the repaired number comes to last year's
FAR = Decimal("0.40")  # how far the printed one is from it
SMALLEST = 100  # of the larger number: below it a digit more or less is everyday life
THOUSAND = 1000


def digits(facts: Facts, last_year: LastYear | None) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for provider, indicator, printed, meant in _by_sum(facts):
        seen.add((provider, indicator))
        yield _finding(
            indicator,
            provider,
            printed,
            f"samen {write(indicator, facts.totals['', indicator])}",
            Verdict.FAILED,
            f"Met {write(indicator, meant)} klopt de optelling wel.",
            meant,
        )
    for provider, indicator, printed, meant, before in _by_last_year(facts, last_year):
        if (provider, indicator) not in seen and last_year is not None:
            yield _finding(
                indicator,
                provider,
                printed,
                f"{write(indicator, before)} in {last_year.label}",
                Verdict.ATTENTION,
                f"{write(indicator, meant)} zou beter passen bij het jaar ervoor.",
                meant,
            )


def _finding(
    indicator: str, provider: str, printed: Decimal, rule: str, verdict: Verdict, why: str, meant: Decimal
) -> Finding:
    label = INDICATORS[indicator].label
    return Finding(
        f"digits-{indicator}-{provider}" if provider else f"digits-{indicator}",
        f"Tikfout? {label} bij {provider}" if provider else f"Tikfout? {label}",
        write(indicator, printed),
        rule,
        verdict,
        f"Het lijkt of hier een cijfer ontbreekt of dubbel staat. {why} Vraag het na.",
        share_of(meant - printed, max(meant, printed)),
    )


def _by_sum(facts: Facts) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """The one provider whose number, with a digit put back or taken out, makes the sum right."""
    for indicator in _ADDS_UP:
        if (off := facts.off_sum(indicator)) is None:
            continue
        whole, parts = off
        for provider, part in parts.items():
            meant = whole - (sum(parts.values()) - part)
            if max(part, meant) >= SMALLEST and slip(part, meant):
                yield provider, indicator, part, meant


def _by_last_year(facts: Facts, last_year: LastYear | None) -> Iterator[tuple[str, str, Decimal, Decimal, Decimal]]:
    if last_year is None:
        return
    for provider in ("", *(facts.providers if len(facts.providers) > 1 else ())):
        for indicator in COMPARED:
            if indicator == "client_minutes":
                continue  # printed in hours, rounded: its digits aren't those that somebody typed
            now, before = facts.total(indicator, provider), last_year.totals.get((provider, indicator))
            if not now or not before or max(now, before) < SMALLEST or share_of(now - before, before) <= FAR:
                continue
            meant = min(repaired(now), key=lambda value: abs(value - before), default=now)
            if share_of(meant - before, before) <= CLOSE:
                yield provider, indicator, now, meant, before


def slip(printed: Decimal, meant: Decimal) -> bool:
    """Whether one number comes from the other by a single slip of the keyboard."""
    return meant > 0 and meant in repaired(printed)


def repaired(printed: Decimal) -> set[Decimal]:
    """All numbers of which `printed` may be a slip: the first digit or a doubled one left out (541 for 1,541), a digit
    typed twice (15,541), and a thousand times too much or too little.

    Any digit that fell out anywhere would explain nearly every number, so in the middle only a doubled one counts.
    """
    text = str(int(printed))
    found = {first + text for first in "123456789"}
    found |= {text[:place] + text[place] + text[place:] for place in range(len(text))}
    found |= {text[:place] + text[place + 1 :] for place in range(1, len(text)) if text[place] == text[place - 1]}
    found |= {text[1:]} if len(text) > 1 and text[1] != "0" else set()
    found |= {text + "000"}
    numbers = {Decimal(each) for each in found if each}
    if int(printed) % THOUSAND == 0:
        numbers.add(Decimal(int(printed) // THOUSAND))
    return numbers - {printed, Decimal(0)}
