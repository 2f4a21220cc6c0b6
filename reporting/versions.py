"""Two filed versions of a report beside each other, from their documents alone. For both sides."""

from __future__ import annotations

from decimal import Decimal

from oco.templatetags.oco import number
from reporting.documents import FigureLine, ReportDocument, Section
from reporting.sheets import label_of
from reporting.values import State, Value, absent, hidden

KEY = "changes"  # of the section in which a version says what changed
SIDE_BY_SIDE = (
    *("unique_clients", "questions_received", "questions_answered", "questions_closed_otherwise", "questions_open"),
    *("simple_questions", "client_minutes", "other_minutes"),
)


def signed(amount: Decimal | int) -> str:
    """ "+7", "−2", "0"."""
    if amount == 0:
        return "0"
    return f"{'+' if amount > 0 else '−'}{number(abs(amount))}"


def of(document: ReportDocument) -> Section | None:
    """What a stored document says about the version before it."""
    return next((each for each in document.sections if each.key == KEY), None)


def totals(document: ReportDocument) -> dict[str, Value]:
    """The totals of the whole that the document is about: of its widest level, by indicator."""
    order = ("partnership", "provider")
    lines = [line for line in document.figures if not line.dimension]
    levels = [level for level in order if any(line.level == level for line in lines)]
    return {line.indicator: line.value for line in lines if levels and _is_whole(line, levels[0], document)}


def _is_whole(line: FigureLine, level: str, document: ReportDocument) -> bool:
    return line.level == level and line.organisation == document.header.organisation


def step(before: Value, now: Value) -> Value:
    """How much higher; hidden where one of both is."""
    if before.hidden or now.hidden:
        return hidden(now.unit)
    if before.number is None or now.number is None:
        return absent(now.unit)
    rounded = State.ROUNDED in (before.state, now.state)
    return Value(now.unit, now.number - before.number, State.ROUNDED if rounded else State.EXACT)


def side_by_side(earlier: ReportDocument, now: ReportDocument) -> list[tuple[str, Value, Value, Value]]:
    """Label, before, now and the difference, of every figure that both versions have."""
    old, new = totals(earlier), totals(now)
    return [
        (label_of(name), old[name], new[name], step(old[name], new[name]))
        for name in SIDE_BY_SIDE
        if name in old and name in new
    ]


def reasons_of(document: ReportDocument) -> tuple[str, ...]:
    """The sentences of a version on who made it and why it differs from the one before."""
    found = of(document)
    return found.sentences if found else ()


CODE_LENGTH = 20  # signs of the checksum: 80 bits, more than anybody guesses


def short_code(checksum: str) -> str:
    """The checksum as people type it: "3F2A-91BC-77D0-12AB-9C0E"."""
    code = checksum[:CODE_LENGTH].upper()
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))
