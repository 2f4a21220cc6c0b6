"""Geometry of the spider web: one axis a domain, a dashed web for the start and a solid one for the end. No Django.

Every score is written at its axis, and the page puts the matrix with the same scores beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from oco.shapes import INK, LINE, SERIES, SMALL, SOFT, STUB, WIDTH, Chart, Dot, Label, Line, Polyline, Rect, wrap

RADIUS = 150.0
HEAD = 34.0  # the legend
_LEADING = 15.0
_LABEL_WIDTH = 125.0
_CENTRE = (WIDTH / 2, HEAD + 52 + RADIUS)
_HEIGHT = HEAD + 2 * (52 + RADIUS)
_DASH = "7 4"


@dataclass(frozen=True)
class Axis:
    """One domain with its scores; None where it wasn't discussed."""

    label: str
    start: int | None
    end: int | None

    @property
    def words(self) -> str:
        """ "van 2 naar 4", "blijft 3", or the one score that there is."""
        if self.start is None or self.end is None:
            only = self.end if self.start is None else self.start
            return "niet besproken" if only is None else str(only)
        return f"blijft {self.end}" if self.start == self.end else f"van {self.start} naar {self.end}"


def spider(
    key: str, title: str, axes: Sequence[Axis], *, highest: int, start_name: str = "", end_name: str = ""
) -> Chart:
    """The web of these axes, the first one upright and the others clockwise; 0 is its centre, `highest` its rim.

    `start_name` and `end_name` stand in the legend ("begin 3 november 2026"); a web without a name isn't drawn.
    """
    step = 1 if highest <= 5 else 2
    rings = [
        Polyline(_closed([_at(n, len(axes), ring / highest) for n in range(len(axes))]), LINE, width=1.0)
        for ring in range(step, highest + 1, step)
    ]
    spokes = [Line(*_CENTRE, *_at(n, len(axes), 1.0), LINE) for n in range(len(axes))]
    numbers = [
        Label(_CENTRE[0] - 5, _CENTRE[1] - RADIUS * ring / highest + 12, str(ring), "end", 10.5, fill=SOFT)
        for ring in range(step, highest + 1, step)
    ]
    labels = [*numbers, *(label for n, axis in enumerate(axes) for label in _label(n, len(axes), axis))]
    polylines, dots, rects, lines = [*rings], [], [], [*spokes]
    x = 0.0
    if start_name:
        start = _places([axis.start for axis in axes], highest)
        polylines += [Polyline(run, SERIES[1], _DASH) for run in _runs(start)]
        rects += [Rect(px - 4, py - 4, 8, 8, SERIES[1], radius=0) for px, py in filter(None, start)]
        lines.append(Line(x, 12, x + 32, 12, SERIES[1], 2.5, _DASH))
        rects.append(Rect(x + 12, 8, 8, 8, SERIES[1], radius=0))
        labels.append(Label(x + 40, 16.5, start_name, size=SMALL))
        x = WIDTH / 2
    if end_name:
        end = _places([axis.end for axis in axes], highest)
        polylines += [Polyline(run, SERIES[0]) for run in _runs(end)]
        dots += [Dot(px, py, SERIES[0]) for px, py in filter(None, end)]
        lines.append(Line(x, 12, x + 32, 12, SERIES[0], 2.5))
        dots.append(Dot(x + 16, 12, SERIES[0]))
        labels.append(Label(x + 40, 16.5, end_name, size=SMALL))
    told = "; ".join(f"{axis.label}: {axis.words}" for axis in axes)
    return Chart(key, title, f"{told}.", WIDTH, _HEIGHT, rects, lines, polylines, dots, labels)


Point = tuple[float, float]


def _at(n: int, axes: int, share: float, *, beyond: float = 0.0) -> Point:
    """The point on axis `n` of so many, at this share of the radius and so far beyond it."""
    angle, length = 2 * pi * n / axes, RADIUS * share + beyond
    return round(_CENTRE[0] + length * sin(angle), 1), round(_CENTRE[1] - length * cos(angle), 1)


def _places(scores: Sequence[int | None], highest: int) -> list[Point | None]:
    return [None if score is None else _at(n, len(scores), score / highest) for n, score in enumerate(scores)]


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _closed(points: Sequence[Point]) -> str:
    return _points([*points, points[0]])


def _runs(places: Sequence[Point | None]) -> list[str]:
    """The web as lines: closed where every axis has a score, broken where one wasn't discussed."""
    if None not in places:
        return [_closed([point for point in places if point is not None])]
    # Begin behind a gap, so that the run over the first axis stays whole.
    gap = places.index(None)
    runs: list[list[Point]] = [[]]
    for point in [*places[gap + 1 :], *places[:gap], None]:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [_points(run) for run in runs if len(run) > 1]


def _label(n: int, axes: int, axis: Axis) -> list[Label]:
    """Name and scores beyond the rim, on the side where there is room."""
    angle = 2 * pi * n / axes
    x, y = _at(n, axes, 1.0, beyond=14.0)
    anchor = "start" if sin(angle) > 0.2 else "end" if sin(angle) < -0.2 else "middle"
    lines = [*wrap(axis.label, _LABEL_WIDTH, SMALL), axis.words]
    # Above the web the block ends at its point, below it begins there, at the sides it stands beside it.
    first = y - (len(lines) - 1) * _LEADING * (1 + cos(angle)) / 2 + 4.5
    told = axis.start is not None or axis.end is not None
    return [
        Label(
            x,
            round(first + row * _LEADING, 1),
            text,
            anchor,
            SMALL,
            600 if row == len(lines) - 1 and told else 400,
            (INK if told else STUB) if row == len(lines) - 1 else INK,
        )
        for row, text in enumerate(lines)
    ]
