"""The geometry of what is expected: reached, expected, and the band between which a year will likely end.

See reporting/charts.py for the rules that hold for every drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oco.shapes import INK, SERIES, SMALL, SOFT, STUB, TRACK, WIDTH, Chart, Label, Line, Rect, text_width, wrap
from reporting.charts import Write, dutch

ROW, TALL = 44.0, 18.0
BAND = "#a9c4bc"


@dataclass(frozen=True)
class Band:
    """One row. All in the same unit."""

    label: str
    reached: float | None
    expected: float
    low: float
    high: float


def bands(
    key: str,
    title: str,
    rows: Sequence[Band],
    *,
    target: float | None = None,
    at_most: bool = False,
    write: Write = dutch,
    label_width: float = 120.0,
) -> Chart:
    """Rows below each other on one scale: a bar for what was reached, a lighter bar for the band, a mark in it at what
    is expected. `target` is that of the last row (the whole): a thick line through it."""
    left = label_width + 10
    words = [f"{write(row.expected)} ({write(row.low)} tot {write(row.high)})" for row in rows]
    room = WIDTH - left - max((text_width(text, SMALL) for text in words), default=0.0) - 14
    top = max([*(row.high for row in rows), target or 0.0]) * 1.03 or 1.0

    def at(value: float) -> float:
        return left + room * value / top

    head = 26.0
    rects: list[Rect] = []
    lines: list[Line] = []
    labels: list[Label] = []
    y = head
    for row, text in zip(rows, words, strict=True):
        middle = y + ROW / 2
        named = wrap(row.label, label_width, SMALL)
        for n, line in enumerate(named):
            labels.append(Label(label_width, middle + 4.5 + (n - (len(named) - 1) / 2) * 15, line, "end", SMALL))
        rects.append(Rect(left, middle - TALL / 2, room, TALL, TRACK))
        rects.append(Rect(at(row.low), middle - TALL / 2, max(at(row.high) - at(row.low), 3.0), TALL, BAND, "", 0))
        if row.reached is not None:
            rects.append(Rect(left, middle - TALL / 2, max(at(row.reached) - left, 1.0), TALL, SERIES[0]))
        lines.append(
            Line(at(row.expected), middle - TALL / 2 - 3, at(row.expected), middle + TALL / 2 + 3, INK, 2, "3 2")
        )
        labels.append(Label(left + room + 10, middle + 5, text, size=SMALL, weight=600))
        y += ROW
    told = "; ".join(
        f"{row.label}: {'' if row.reached is None else f'bereikt {write(row.reached)}, '}"
        f"verwacht {write(row.expected)}, tussen {write(row.low)} en {write(row.high)}"
        for row in rows
    )
    if target is not None and rows:
        aim = f"{'hoogstens' if at_most else 'doel'} {write(target)}"
        x = at(target)
        lines.append(Line(x, y - ROW + 6, x, y - 2, INK, 4))
        labels.append(Label(min(x + 2, left + room), y + 10, aim, "end", SMALL, fill=SOFT))
        told += f". Samen {'ten hoogste' if at_most else 'ten minste'} {write(target)} afgesproken"
        y += 14
    _legend(left, rects, lines, labels)
    lines.append(Line(left, head, left, y - (14 if target is not None else 0), STUB))
    return Chart(key, title, f"{told}.", WIDTH, y + 4, rects, lines, labels=labels)


def _legend(x: float, rects: list[Rect], lines: list[Line], labels: list[Label]) -> None:
    for fill, name in ((SERIES[0], "bereikt"), (BAND, "waarschijnlijk hiertussen")):
        rects.append(Rect(x, 2, 16, 14, fill))
        labels.append(Label(x + 22, 14, name, size=SMALL))
        x += 22 + text_width(name, SMALL) + 20
    lines.append(Line(x + 6, 1, x + 6, 18, INK, 2, "3 2"))
    labels.append(Label(x + 14, 14, "verwacht", size=SMALL))
