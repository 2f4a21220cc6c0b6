"""Geometry of the charts: plain figures in, rectangles, lines and texts out. No colour by itself, no Django.

The same drawing goes on screen and into the PDF, with presentation attributes only: the content policy refuses inline
style, and the PDF maker doesn't style inline SVG by stylesheet. Every value is written beside its shape, series differ
by pattern as well as colour, and the page puts a table with the same numbers next to the chart.

Lengths are units of the view box; 640 wide is about the text width of an A4 page. A value of None is hidden
(disclosure) or unknown: it gets a hatched stub and its text, never a bar that could be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import floor, log10

from oco.shapes import (
    INK,
    LINE,
    PATTERNS,
    SERIES,
    SMALL,
    SOFT,
    STUB,
    TRACK,
    WIDTH,
    Chart,
    Dot,
    Label,
    Line,
    Polyline,
    Rect,
    text_width,
    wrap,
)


@dataclass(frozen=True)
class Item:
    """One bar, part or point. `text` is what is printed; empty means the value itself."""

    label: str
    value: float | None
    text: str = ""


Write = Callable[[float], str]


def dutch(value: float) -> str:
    """1234.0 -> "1.234"; 7.25 -> "7,3". Rounds half up, as the tables do."""
    places = Decimal(1) if float(value).is_integer() else Decimal("0.1")
    exact = Decimal(str(value)).quantize(places, ROUND_HALF_UP)
    return f"{exact:,}".translate(str.maketrans(",.", ".,"))


def nice_top(value: float) -> float:
    """The round number at or above `value` at which an axis ends: 1, 2, 2.5, 4, 5, 6, 8 or 10 times a power of ten.

    Halfway the axis a number is written as well, so half of it is whole from 1 on: 25 would get 12.5 there.
    """
    if value <= 0:
        return 2.0
    power = 10.0 ** floor(log10(value))
    tops = [step * power for step in (1.0, 2.0, 2.5, 4.0, 5.0, 6.0, 8.0, 10.0)]
    return next(top for top in tops if top >= value - 1e-9 and (top < 1 or (top / 2).is_integer()))


def _describe(items: Sequence[Item], write: Write) -> str:
    return "; ".join(f"{item.label}: {_text(item, write)}" for item in items) + "."


def _text(item: Item, write: Write) -> str:
    if item.text:
        return item.text
    return "niet getoond" if item.value is None else write(item.value)


def bar_list(
    key: str,
    title: str,
    items: Sequence[Item],
    *,
    write: Write = dutch,
    label_width: float = 210.0,
    width: float = WIDTH,
) -> Chart:
    """Horizontal bars below each other, each with its label before and its number behind it."""
    row = 32.0
    top = max((item.value or 0.0 for item in items), default=0.0)
    room = width - label_width - 10 - max((text_width(_text(item, write)) for item in items), default=0.0) - 8
    rects: list[Rect] = []
    labels: list[Label] = []
    y = 0.0
    for item in items:
        words = wrap(item.label, label_width, SMALL)
        height = row + (len(words) - 1) * 12
        middle = y + height / 2
        for n, line in enumerate(words):
            labels.append(Label(label_width, middle + 4.5 + (n - (len(words) - 1) / 2) * 15, line, "end", SMALL))
        if item.value is None:
            rects.append(Rect(label_width + 10, middle - 9, 14, 18, STUB, "diagonal"))
            end = 14.0
        else:
            end = room * item.value / top if top else 0.0
            rects.append(Rect(label_width + 10, middle - 9, max(end, 1.0), 18, SERIES[0]))
        labels.append(
            Label(label_width + 10 + max(end, 1.0) + 6, middle + 5, _text(item, write), weight=600, size=SMALL)
        )
        y += height
    axis = Line(label_width + 10, 0, label_width + 10, y, STUB)
    return Chart(key, title, _describe(items, write), width, max(y, row), rects, [axis], labels=labels)


def column_groups(
    key: str,
    title: str,
    groups: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    *,
    write: Write = dutch,
    height: float = 260.0,
) -> Chart:
    """Columns over periods: one group per period, one column per series, its number on top.

    `series` pairs a name with one value per group. Raises ValueError when the lengths differ.
    """
    if any(len(values) != len(groups) for _, values in series):
        raise ValueError("each series needs one value per group")
    known = [value for _, values in series for value in values if value is not None]
    top = nice_top(max(known, default=0.0))
    left, head, foot = text_width(write(top), SMALL) + 12, 34.0, 26.0
    base, room = height - foot, height - foot - head - 14
    lines: list[Line] = []
    labels: list[Label] = []
    rects: list[Rect] = []
    for quarter in range(5):
        y = base - room * quarter / 4
        lines.append(Line(left, y, WIDTH, y, STUB if quarter == 0 else LINE))
        if quarter in (0, 2, 4):
            labels.append(Label(left - 8, y + 4.5, write(top * quarter / 4), "end", SMALL, fill=SOFT))
    step = (WIDTH - left) / max(len(groups), 1)
    column = min(46.0, step * 0.78 / max(len(series), 1))
    for g, name in enumerate(groups):
        middle = left + step * (g + 0.5)
        for line in wrap(name, step, SMALL, 1):
            labels.append(Label(middle, base + 18, line, "middle", SMALL))
        for s, (_, values) in enumerate(series):
            x = middle + (s - len(series) / 2) * column
            value = values[g]
            tall = 12.0 if value is None else max(room * value / top, 1.0)
            fill, pattern = (STUB, "diagonal") if value is None else (SERIES[s % 7], PATTERNS[s % 7])
            rects.append(Rect(x + 1.5, base - tall, column - 3, tall, fill, pattern))
            words = "×" if value is None else write(value)
            size = SMALL if text_width(words, SMALL) <= column + 6 else 10.5
            labels.append(Label(x + column / 2, base - tall - 5, words, "middle", size, 600))
    if len(series) > 1:
        _legend([name for name, _ in series], left, rects, labels)
    told = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{group} {'niet getoond' if value is None else write(value)}"
            for group, value in zip(groups, values, strict=True)
        )
        for name, values in series
    )
    return Chart(key, title, f"{told}.", WIDTH, height, rects, lines, labels=labels)


def _legend(names: Sequence[str], x: float, rects: list[Rect], labels: list[Label]) -> None:
    for n, name in enumerate(names):
        rects.append(Rect(x, 2, 16, 14, SERIES[n % 7], PATTERNS[n % 7]))
        labels.append(Label(x + 22, 14, name, size=SMALL))
        x += 22 + text_width(name, SMALL) + 20


def bullet(
    key: str,
    title: str,
    *,
    value: float,
    target: float,
    expected: float | None = None,
    at_most: bool = False,
    write: Write = dutch,
    between: tuple[float, float] | None = None,
    width: float = WIDTH,
) -> Chart:
    """A figure against its target: a bar in a track, a thick mark at the target, and, hatched, the expected end.

    `between` are the lowest and highest end that may well come: a thin bracket below the bar. `at_most` says that less
    is better; it only changes the colour of a bar beyond the target.
    """
    scale = max(value, target, expected or 0.0, *(between or ())) * 1.05 or 1.0

    def at(amount: float) -> float:
        return width * max(amount, 0.0) / scale

    bad = at_most and value > target
    rects = [Rect(0, 24, width, 22, TRACK)]
    if expected is not None and expected > value:
        rects.append(Rect(at(value), 24, at(expected) - at(value), 22, "#6f9d92", "diagonal", 0))
    rects.append(Rect(0, 24, max(at(value), 1.0), 22, SERIES[6] if bad else SERIES[0]))
    rects.append(Rect(min(at(target), width - 4) - 2, 18, 4, 34, INK, radius=0))
    aim = f"{'hoogstens' if at_most else 'afgesproken'} {write(target)}"
    side = "end" if at(target) > width / 2 else "start"
    labels = [Label(0, 14, f"bereikt {write(value)}", weight=600), Label(at(target), 14, aim, side, fill=SOFT)]
    told = f"Bereikt {write(value)}, {aim}"
    if expected is not None:
        words = f"verwacht {write(expected)}"
        x = min(max(at(expected), text_width(words, SMALL)), width)
        labels.append(Label(x, 66, words, "end", SMALL, fill=SOFT))
        told += f", verwacht aan het einde {write(expected)}"
    lines: list[Line] = []
    if between is not None:
        low, high = (at(end) for end in between)
        lines = [
            Line(low, 50, high, 50, INK, 1.5),
            Line(low, 47, low, 53, INK, 1.5),
            Line(high, 47, high, 53, INK, 1.5),
        ]
        told += f", waarschijnlijk tussen {write(between[0])} en {write(between[1])}"
    return Chart(key, title, f"{told}.", width, 72.0 if expected is not None else 54.0, rects, lines, labels=labels)


def share_bar(key: str, title: str, items: Sequence[Item], *, write: Write = dutch, width: float = WIDTH) -> Chart:
    """Parts of a whole in one bar, with a key below that names part, number and share. Hidden parts take no room."""
    whole = sum(item.value or 0.0 for item in items)
    rects: list[Rect] = []
    labels: list[Label] = []
    x, y = 0.0, 54.0
    for n, item in enumerate(items):
        fill, pattern = SERIES[n % 7], PATTERNS[n % 7]
        share = (item.value or 0.0) / whole if whole else 0.0
        wide = width * share
        if wide:
            rects.append(Rect(x, 0, max(wide - 2, 1.0), 30, fill, pattern))
        x += wide
        swatch = (STUB, "diagonal") if item.value is None else (fill, pattern)
        rects.append(Rect(0, y - 12, 16, 14, *swatch))
        labels.append(Label(24, y, item.label, size=SMALL))
        told = _text(item, write) + (
            f" ({dutch(floor(share * 100 + 0.5))}%)" if item.value is not None and whole else ""
        )
        labels.append(Label(width if width < WIDTH else width * 0.5, y, told, "end", SMALL, 600))
        y += 22
    return Chart(key, title, _describe(items, write), width, y - 8, rects, labels=labels)


def line(
    key: str,
    title: str,
    items: Sequence[Item],
    *,
    target: float | None = None,
    write: Write = dutch,
    height: float = 240.0,
) -> Chart:
    """A figure over time; a hidden point breaks the line. `target` is a dashed line with its number."""
    known = [item.value for item in items if item.value is not None]
    top = nice_top(max([*known, target or 0.0], default=0.0))
    left, foot, head = text_width(write(top), SMALL) + 12, 26.0, 40.0
    base, room = height - foot, height - foot - head
    lines = [Line(left, base - room * n / 2, WIDTH, base - room * n / 2, LINE if n else STUB) for n in range(3)]
    labels = [Label(left - 8, base - room * n / 2 + 4.5, write(top * n / 2), "end", SMALL, fill=SOFT) for n in range(3)]
    step = (WIDTH - left) / max(len(items), 1)
    dots: list[Dot] = []
    runs: list[list[str]] = [[]]
    for n, item in enumerate(items):
        x = left + step * (n + 0.5)
        for words in wrap(item.label, step, SMALL, 1):
            labels.append(Label(x, base + 18, words, "middle", SMALL))
        if item.value is None:
            runs.append([])
            continue
        y = base - room * item.value / top
        runs[-1].append(f"{x:.1f},{y:.1f}")
        dots.append(Dot(x, y, SERIES[0]))
        labels.append(Label(x, y - 9, _text(item, write), "middle", SMALL, 600))
    polylines = [Polyline(" ".join(run), SERIES[0]) for run in runs if len(run) > 1]
    told = _describe(items, write)
    if target is not None:
        y = base - room * target / top
        lines.append(Line(left, y, WIDTH, y, SERIES[1], 2, "6 4"))
        lines.append(Line(left, 9, left + 26, 9, SERIES[1], 2, "6 4"))
        labels.append(Label(left + 33, 13, f"afgesproken {write(target)}", size=SMALL, fill="#a84a22"))
        told += f" Afgesproken: {write(target)}."
    return Chart(key, title, told, WIDTH, height, (), lines, polylines, dots, labels)


def sparkline(key: str, title: str, values: Sequence[float | None], *, write: Write = dutch) -> Chart:
    """A line without axes of 120 by 32, its last point marked; for beside a number."""
    wide, tall = 120.0, 32.0
    known = [value for value in values if value is not None]
    low, top = min(known, default=0.0), max(known, default=0.0)
    step = (wide - 10) / max(len(values) - 1, 1)
    placed = [
        (5 + n * step, tall - 5 - (tall - 10) * ((value - low) / (top - low) if top > low else 0.5))
        for n, value in enumerate(values)
        if value is not None
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    told = ", ".join("niet getoond" if value is None else write(value) for value in values)
    return Chart(
        key,
        title,
        f"{told}.",
        wide,
        tall,
        polylines=[Polyline(points, SERIES[0], width=2)] if len(placed) > 1 else [],
        dots=[Dot(*placed[-1], SERIES[1], 3.5)] if placed else [],
    )
