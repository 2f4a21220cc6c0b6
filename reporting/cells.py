"""One value as it may be seen, and what the values beside it say about one that is hidden. Pure sums; which tables
there are stands in reporting/disclosure.py and reporting/across.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HIDE_UP_TO = 7  # the default of Municipality.hide_up_to
ROUND_TO = 5
SIGN = "*"
HOURS_STEP = 300  # minutes: hours in breakdowns are rounded to 5 hours


@dataclass(frozen=True)
class Released:
    """A value as it may be seen. `value` is None where it is hidden, or where there is none (a mean over nothing)."""

    value: Decimal | None
    hidden: bool = False
    rounded: bool = False

    @property
    def text(self) -> str:
        """As a Dutch reader expects it: `1.155`, `7,5`, `*` where hidden, `-` where there is nothing."""
        if self.hidden:
            return SIGN
        if self.value is None:
            return "-"
        return f"{self.value.normalize():,f}".translate(str.maketrans(",.", ".,"))

    def as_json(self) -> dict[str, str | bool | None]:
        return {
            "value": None if self.value is None else str(self.value),
            "hidden": self.hidden,
            "rounded": self.rounded,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, str | bool | None]) -> Released:
        value = data["value"]
        return cls(None if value is None else Decimal(str(value)), bool(data["hidden"]), bool(data["rounded"]))


HIDDEN = Released(None, hidden=True)
NOTHING = Released(None)


def exact(value: Decimal | int | None) -> Released:
    """A value that is shown as it is, such as a provider's own."""
    return Released(None if value is None else Decimal(value))


def round_half_up(value: Decimal, step: int = ROUND_TO) -> Decimal:
    """To a multiple of `step`; halfway goes up."""
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def release_cell(value: Decimal | int, hide_up_to: int = HIDE_UP_TO) -> Released:
    """One count of a breakdown by the rule: hidden when small, else rounded."""
    number = Decimal(value)
    return HIDDEN if number <= hide_up_to else Released(round_half_up(number), rounded=True)


def gives_away(
    cells: Sequence[Released], total: Released, hide_up_to: int = HIDE_UP_TO, *, overlapping: bool = False
) -> bool:
    """Whether a hidden cell's range is narrower than 0 up to the threshold (or up to the total, where that is less),
    when the other cells are subtracted from the total.

    A rounded value v stands for v-2 up to v+2; an overlapping table adds up to its total or more.
    """
    hidden = sum(1 for cell in cells if cell.hidden)
    if hidden == 0 or total.hidden or total.value is None:
        return False
    least, most = bounds(total, hide_up_to)
    shown = [bounds(cell, hide_up_to) for cell in cells if not cell.hidden]
    others_least = sum(low for low, _ in shown)
    others_most = sum(high for _, high in shown) + (hidden - 1) * hide_up_to
    narrowed_below = least - others_most > 0
    narrowed_above = not overlapping and most - others_least < min(hide_up_to, least)
    return narrowed_below or narrowed_above


def bounds(cell: Released, hide_up_to: int) -> tuple[int, int]:
    """The least and most that a shown value can stand for."""
    value = int(cell.value or 0)
    if not cell.rounded:
        return value, value
    return max(value - ROUND_TO // 2, hide_up_to + 1), value + ROUND_TO // 2
