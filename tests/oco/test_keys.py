"""Numbers that a browser sends outside a form."""

from __future__ import annotations

import pytest

from oco.keys import whole_number


@pytest.mark.parametrize(("sent", "number"), [("0", 0), ("12", 12), ("9" * 18, 10**18 - 1), ("٣", 3)])
def test_a_whole_number_is_read(sent: str, number: int) -> None:
    assert whole_number(sent) == number


@pytest.mark.parametrize("sent", [None, "", "-1", "1.5", "1e3", "²", "x", "\x00", "9" * 19, "1" * 5_000, 3])
def test_anything_else_is_none(sent: object) -> None:
    """Five thousand digits: more than Python reads."""
    assert whole_number(sent) is None
