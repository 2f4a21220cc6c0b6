"""Dividing a caseload, as a table."""

from __future__ import annotations

import pytest

from cases.sharing_out import Part, share_out

FATIMA, JOOST, KARIN = 1, 2, 3


@pytest.mark.parametrize(
    ("parts", "loads", "found"),
    [
        ([], {FATIMA: 0}, {}),
        ([(10, 100)], {}, {}),
        # to one colleague: everything
        ([(10, 100), (11, 101)], {FATIMA: 40}, {10: FATIMA, 11: FATIMA}),
        # by turns where they have the same
        ([(10, 100), (11, 101), (12, 102)], {FATIMA: 5, JOOST: 5}, {10: FATIMA, 11: JOOST, 12: FATIMA}),
        # who has the least first: 2 and 5 become 5 and 5
        ([(10, 100), (11, 101), (12, 102)], {FATIMA: 5, JOOST: 2}, {10: JOOST, 11: JOOST, 12: JOOST}),
        # one client, one colleague; the client with the most questions first: 3 at Fatima, then 1 and 1 at Joost
        (
            [(10, 100), (11, 101), (12, 101), (13, 101), (14, 102)],
            {FATIMA: 0, JOOST: 0},
            {11: FATIMA, 12: FATIMA, 13: FATIMA, 10: JOOST, 14: JOOST},
        ),
    ],
)
def test_who_has_the_least_gets_the_next_client(
    parts: list[tuple[int, int]], loads: dict[int, int], found: dict[int, int]
) -> None:
    assert share_out([Part(*part) for part in parts], loads) == found
