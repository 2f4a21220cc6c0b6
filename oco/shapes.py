"""Shapes of which charts are drawn: rectangles, lines, dots and texts, and the drawing that holds them. No Django.

The same drawing goes on screen and into the PDF, with presentation attributes only: the content policy refuses inline
style, and the PDF maker doesn't style inline SVG by stylesheet. Colours are the tokens' (static/css/tokens.css).
Lengths are units of the view box; 640 wide is about the text width of an A4 page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor

WIDTH = 640.0
TEXT = 14.0
SMALL = 12.5
# Mean width of a character of Source Sans 3, as a share of the font size; measured over Dutch labels, rounded up.
CHARACTER = 0.53

INK = "#231f1a"
SOFT = "#595045"
LINE = "#ded5c7"
TRACK = "#e4dbcc"
STUB = "#82786a"
# Each at least 3:1 against white, and told apart by pattern too.
SERIES = ("#1d5a4f", "#c06a33", "#4f77a0", "#8a5a8f", "#82786a", "#25663a", "#a3241d")
PATTERNS = ("", "diagonal", "dots", "cross", "diagonal-back", "", "diagonal")


@dataclass(frozen=True)
class Rect:
    """`pattern` names a white overlay (diagonal, dots, cross, diagonal-back) or is empty."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    pattern: str = ""
    radius: float = 2.0


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = LINE
    width: float = 1.0
    dash: str = ""


@dataclass(frozen=True)
class Label:
    """`y` is the baseline; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = TEXT
    weight: int = 400
    fill: str = INK


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    fill: str
    radius: float = 4.0


@dataclass(frozen=True)
class Polyline:
    """`points` as SVG writes them: "0,10 20,30"."""

    points: str
    stroke: str
    dash: str = ""
    width: float = 2.5


@dataclass(frozen=True)
class Chart:
    """A drawing. `key` is unique on its page (ids of title, description and patterns hang on it)."""

    key: str
    title: str
    description: str
    width: float
    height: float
    rects: Sequence[Rect] = field(default_factory=tuple)
    lines: Sequence[Line] = field(default_factory=tuple)
    polylines: Sequence[Polyline] = field(default_factory=tuple)
    dots: Sequence[Dot] = field(default_factory=tuple)
    labels: Sequence[Label] = field(default_factory=tuple)

    @property
    def patterns(self) -> list[str]:
        """The patterns in use, for the definitions of the drawing."""
        return sorted({rect.pattern for rect in self.rects if rect.pattern})


def text_width(text: str, size: float = TEXT) -> float:
    return len(text) * size * CHARACTER


def wrap(text: str, width: float, size: float = TEXT, lines: int = 2) -> list[str]:
    """Breaks at spaces into at most `lines` lines; what still doesn't fit ends in "…"."""
    room = max(4, floor(width / (size * CHARACTER)))
    found: list[str] = [""]
    for word in text.split():
        candidate = f"{found[-1]} {word}".strip()
        if len(candidate) <= room or not found[-1]:
            found[-1] = candidate
        else:
            found.append(word)
    kept = found[:lines]
    if len(found) > lines:
        kept[-1] += "…"
    return [line if len(line) <= room + 1 else line[: room - 1] + "…" for line in kept]
