"""A tile map: one square for each district, about where it lies, with its name and number in it. Geometry, no Django.

Depth of colour follows the number in four steps; the number stands in the tile, so that colour never speaks alone. A
hidden number gets hatching and the word. Positions are data of the district (oco.models.District); a municipality that
has none gets a tidy grid in the order of its list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from oco.shapes import INK, SERIES, SMALL, STUB, TRACK, Chart, Label, Rect, text_width, wrap

# Light to dark, with the colour of the text that can be read on it (at least 4.5:1).
DEPTHS = (("#e1efea", INK), ("#b9d8ce", INK), ("#3d7d70", "#ffffff"), ("#123f37", "#ffffff"))
UNKNOWN = TRACK
NARROW = 340.0
_GAP = 6.0


@dataclass(frozen=True)
class Tile:
    """A district. `value` is None where the number is hidden or unknown; `text` is what is printed."""

    label: str
    value: float | None
    text: str
    row: int | None = None
    column: int | None = None


def placed(tiles: Sequence[Tile]) -> list[tuple[Tile, int, int]]:
    """Each tile with its row and column, from 0. One without a position, or on a place that is taken, comes in a row
    below; where none has one, all stand in a grid that is about square."""
    taken: dict[tuple[int, int], Tile] = {}
    rest: list[Tile] = []
    for tile in tiles:
        place = None if tile.row is None or tile.column is None else (tile.row, tile.column)
        if place is None or place in taken:
            rest.append(tile)
        else:
            taken[place] = tile
    if taken:
        top, left = min(row for row, _ in taken), min(column for _, column in taken)
        known = [(tile, row - top, column - left) for (row, column), tile in taken.items()]
        wide = max(column for _, _, column in known) + 1
        below = max(row for _, row, _ in known) + 1
    else:
        known, wide, below = [], max(ceil(sqrt(len(rest))), 1), 0
    return known + [(tile, below + n // wide, n % wide) for n, tile in enumerate(rest)]


def depth(value: float, top: float) -> int:
    """In which of the four steps a number is: 0 up to a quarter of the largest, and so on. The largest is 3."""
    return min(int(4 * value / top), 3) if top > 0 else 0


def tile_map(key: str, title: str, tiles: Sequence[Tile], *, width: float = NARROW) -> Chart:
    """The drawing, with all names and numbers in its description."""
    known = placed(tiles)
    columns = max((column for _, _, column in known), default=0) + 1
    rows = max((row for _, row, _ in known), default=0) + 1
    side = (width - _GAP * (columns - 1)) / columns
    tall = min(side, 84.0)
    top = max((tile.value for tile in tiles if tile.value is not None), default=0.0)
    rects: list[Rect] = []
    labels: list[Label] = []
    for tile, row, column in known:
        x, y = column * (side + _GAP), row * (tall + _GAP)
        fill, ink = (UNKNOWN, INK) if tile.value is None else DEPTHS[depth(tile.value, top)]
        rects.append(Rect(x, y, side, tall, fill, "diagonal" if tile.value is None else "", 6.0))
        if tile.value is None:  # a plain ground, so that the words can be read on the hatching
            rects.append(Rect(x + 6, y + 8, side - 12, tall - 16, "#ffffff", radius=4.0))
        words = wrap(tile.label, side - 10, SMALL)
        first = y + tall / 2 - (len(words) - 1) * 7.5 - 5
        for n, line in enumerate(words):
            labels.append(Label(x + side / 2, first + n * 15, line, "middle", SMALL, fill=ink))
        size = 17.0 if tile.value is not None else SMALL
        size = size if text_width(tile.text, size) <= side - 8 else 11.0
        labels.append(Label(x + side / 2, first + len(words) * 15 + 6, tile.text, "middle", size, 600, ink))
    told = "; ".join(f"{tile.label}: {tile.text}" for tile, _, _ in known)
    return Chart(key, title, f"{told}.", width, rows * (tall + _GAP) - _GAP, rects, labels=labels)


def kept_bars(key: str, title: str, rows: Sequence[tuple[str, float | None, str]], *, width: float = NARROW) -> Chart:
    """Shares of a whole below each other, each a bar in a track that is the whole. `rows`: label, share from 0 to 1
    (None where it is hidden or unknown), text."""
    rects: list[Rect] = []
    labels: list[Label] = []
    for n, (label, share, text) in enumerate(rows):
        y = n * 46.0
        labels.append(Label(0, y + 13, label, size=SMALL + 0.5))
        labels.append(Label(width, y + 13, text, "end", SMALL + 0.5, 600))
        rects.append(Rect(0, y + 20, width, 14, TRACK))
        if share is None:
            rects.append(Rect(0, y + 20, 14, 14, STUB, "diagonal"))
        else:
            rects.append(Rect(0, y + 20, max(width * min(share, 1.0), 1.0), 14, SERIES[0]))
    told = "; ".join(f"{label}: {text}" for label, _, text in rows)
    return Chart(key, title, f"{told}.", width, max(len(rows) * 46.0 - 8, 20.0), rects, labels=labels)
