"""Keys that a browser sends outside a form."""

from __future__ import annotations

_MOST_DIGITS = 18  # fit in a bigint; Python itself refuses to read more than 4,300


def whole_number(sent: object) -> int | None:
    """A whole number of 0 or more as a browser sends it; None for anything else."""
    return int(sent) if isinstance(sent, str) and sent.isdecimal() and len(sent) <= _MOST_DIGITS else None
