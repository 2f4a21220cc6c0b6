"""What may be seen of a count of people over several front doors. Pure; both sides import it, so it knows no client.

The totals of the front doors are exact and released, so a count of all people together tells how many were at more
than one: total minus count. That overlap follows the rule of every cell (reporting/disclosure.py): 0-7 is hidden,
which leaves the range of all of these, and more is rounded to 5, which leaves five of them. So the count is shown as
the total minus that range.

The other side is hidden too. Total minus overlap minus the largest front door is how many people were at the others
alone; where that may be 7 or fewer, the range shown runs from the largest front door to at least 7 above it.

Only of whole years: with two periods of which one lies within the other, a front door that has one client more says
whether that one was at another front door already. For the same reason a count stands until more than 7 clients of all
front doors together have changed (`stands`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.cells import HIDE_UP_TO, ROUND_TO


@dataclass(frozen=True)
class Shown:
    """The count as it may be seen: the bounds, the number in between where the overlap is no small one, and how many
    records could not be laid beside the others (None where that is a small number)."""

    low: int
    high: int
    likely: int | None
    unsure: int | None


def shown(
    *, low: int, likely: int, high: int, sizes: Mapping[int, int], unsure: int, hide_up_to: int = HIDE_UP_TO
) -> Shown:
    """The count that runs from `low` to `high`, behind the rule. `sizes` are the totals per front door."""
    total, largest = sum(sizes.values()), max(sizes.values(), default=0)
    least_overlap = _range(total - high, hide_up_to)[0]
    most_overlap = _range(total - low, hide_up_to)[1]
    low_shown, high_shown = max(largest, total - most_overlap), total - least_overlap
    middle: int | None = total - _rounded(total - likely)
    if total - high <= hide_up_to:
        middle = None
    if low - largest <= hide_up_to:
        low_shown, high_shown, middle = largest, max(high_shown, min(total, largest + hide_up_to)), None
    if middle is not None:
        middle = min(high_shown, max(low_shown, middle))
    return Shown(low_shown, high_shown, middle, None if unsure <= hide_up_to else _rounded(unsure))


def stands(before: Mapping[int, int], now: Mapping[int, int], hide_up_to: int = HIDE_UP_TO) -> bool:
    """Whether so few clients came or went since a count was shown that a new one would tell of them."""
    doors = before.keys() | now.keys()
    return sum(abs(before.get(door, 0) - now.get(door, 0)) for door in doors) <= hide_up_to


def _rounded(value: int) -> int:
    """To five, half up; what is rounded here is never hidden."""
    return (value + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def _range(overlap: int, hide_up_to: int) -> tuple[int, int]:
    """The least and most that a shown overlap can be."""
    if overlap <= hide_up_to:
        return 0, hide_up_to
    rounded = _rounded(overlap)
    return max(hide_up_to + 1, rounded - ROUND_TO // 2), rounded + ROUND_TO // 2
