"""How long after the day itself work was written down: what comes in late is missing from a report that is filed in
time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from oco.templatetags.oco import number, percent, plural
from reporting.entry import LATE_DAYS
from subsidies.checks.finding import Facts, Finding, Verdict

LATE_MUCH = Decimal("0.10")  # of the lines; a mark of our own


def entry_delay(facts: Facts) -> Iterator[Finding]:
    """Silent on reports of before it was counted."""
    lines, late = facts.total("entries"), facts.total("entries_late")
    if not lines or (late is None and ("", "entries_late") not in facts.hidden):
        return
    median = facts.total("entry_delay_median")
    half = (
        f" De helft stond er binnen {plural(int(median), 'dag,dagen')}."
        if median
        else " De helft stond er dezelfde dag."
        if median is not None
        else ""
    )
    rule = f"niet meer dan {percent(LATE_MUCH)} later dan {LATE_DAYS} dagen"
    title = "Uren die laat zijn opgeschreven"
    if late is None:
        sentence = f"Hoogstens enkele regels zijn later dan na {LATE_DAYS} dagen opgeschreven.{half}"
        yield Finding("entry-delay", title, "enkele", rule, Verdict.GOOD, sentence)
        return
    share = min(late / lines, Decimal(1))
    much = share > LATE_MUCH
    about = facts.about("entries", "entries_late")
    sentence = (
        f"{about.capitalize()}{number(late)} van {number(lines)} regels met uren zijn later dan na {LATE_DAYS} dagen "
        f"opgeschreven.{half}"
    )
    yield Finding(
        "entry-delay",
        title,
        percent(share),
        rule,
        Verdict.ATTENTION if much else Verdict.GOOD,
        sentence + (" Vraag of dit rapport dan wel alles heeft." if much else ""),
        share,
    )
