"""Hours that can't be traced from the report: to an activity, or to any question."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from oco.templatetags.oco import percent
from subsidies.checks.finding import MINUTES_ROUNDED_BY, Facts, Finding, Verdict, share_of, write

UNTRACED_MUCH = Decimal("0.05")  # of the client hours; a mark of our own
_WORK = ("questions_received", "questions_answered", "questions_closed_otherwise", "questions_open")


def untraced_hours(facts: Facts) -> Iterator[Finding]:
    whole = facts.total("client_minutes")
    cells = facts.cells("client_minutes", "activity")
    if whole and cells:
        yield _by_activity(facts, whole)
    yield from _without_questions(facts)


def _by_activity(facts: Facts, whole: Decimal) -> Finding:
    """Hours of activities that are hidden, or at no activity: the whole minus what the rows may hold at most."""
    cells = facts.cells("client_minutes", "activity")
    shown = [cell.value.number for cell in cells if cell.value.number is not None]
    at_most = sum(shown, Decimal(0)) + MINUTES_ROUNDED_BY * len(shown)
    untraced = max(whole - at_most, Decimal(0))
    hidden = sum(cell.value.hidden for cell in cells)
    share = share_of(untraced, whole)
    much = share > UNTRACED_MUCH
    why = "Die staan bij een activiteit die verborgen is." if hidden else "Die staan bij geen enkele activiteit."
    return Finding(
        "untraced-hours",
        "Uren die niet te herleiden zijn",
        write("client_minutes", untraced),
        f"niet meer dan {percent(UNTRACED_MUCH)} van de cliëntgebonden uren",
        Verdict.ATTENTION if much else Verdict.GOOD,
        f"Van {write('client_minutes', whole)} is {write('client_minutes', untraced)} ({percent(share, 1)}) niet naar "
        f"een activiteit te herleiden. {why} Vraag waar die uren aan zijn besteed."
        if much
        else f"Van {write('client_minutes', whole)} staat bijna alles bij een activiteit.",
        share,
    )


def _without_questions(facts: Facts) -> Iterator[Finding]:
    """A provider with hours on questions and no question at all."""
    for provider in facts.providers if len(facts.providers) > 1 else ():
        minutes = facts.total("client_minutes", provider)
        work = [facts.total(indicator, provider) for indicator in _WORK]
        if not minutes or any((provider, indicator) in facts.hidden for indicator in _WORK):
            continue
        if any(work) or all(count is None for count in work):
            continue
        yield Finding(
            f"hours-without-questions-{provider}",
            f"Uren zonder vragen bij {provider}",
            write("client_minutes", minutes),
            "uren op een vraag horen bij een vraag",
            Verdict.FAILED,
            f"{provider} schreef {write('client_minutes', minutes)} op vragen, en heeft in deze periode geen vragen "
            "ontvangen, afgesloten of open. Vraag waar die uren bij horen.",
            Decimal(1),
        )
