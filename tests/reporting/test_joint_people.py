"""What may be seen of a count over front doors: no small overlap, and nobody told by a second period or count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reporting.joint_people import Shown, shown, stands

SIZES = {1: 700, 2: 400, 3: 105}  # 1,205 added up


def show(overlap: int, *, spread: int = 0, unsure: int = 0) -> Shown:
    total = sum(SIZES.values())
    return shown(low=total - overlap - spread, likely=total - overlap, high=total - overlap, sizes=SIZES, unsure=unsure)


def test_a_small_overlap_is_one_of_nought_to_seven() -> None:
    seen = {show(overlap) for overlap in range(8)}
    assert seen == {Shown(low=1198, high=1205, likely=None, unsure=None)}


def test_a_larger_overlap_is_rounded_to_five() -> None:
    # 1,205 - 98 = 1,107; the overlap is shown as 98 to 102, so between 1,103 and 1,107.
    assert show(98) == Shown(low=1103, high=1107, likely=1105, unsure=None)
    assert {show(overlap) for overlap in range(98, 103)} == {show(100)}


def test_the_interval_of_partial_records_is_rounded_at_both_ends() -> None:
    # Between 1,180 and 1,205 people: an overlap of 0 to 25, of which the least is hidden.
    assert show(0, spread=25) == Shown(low=1178, high=1205, likely=None, unsure=None)
    assert show(20, spread=10, unsure=23) == Shown(low=1173, high=1187, likely=1185, unsure=25)


def test_few_people_outside_the_largest_front_door_are_hidden_too() -> None:
    """All but three of the second front door are at the first as well: total 130, so that 103 tells those three."""
    sizes = {1: 100, 2: 30}
    seen = {shown(low=100 + n, likely=100 + n, high=100 + n, sizes=sizes, unsure=0) for n in range(5)}
    assert {(each.low, each.high, each.likely) for each in seen} == {(100, 107, None)}


def test_a_handful_of_clients_more_leaves_a_count_as_it_was_shown() -> None:
    assert stands({1: 700, 2: 400}, {1: 704, 2: 397})  # 4 + 3 = 7
    assert not stands({1: 700, 2: 400}, {1: 704, 2: 396})
    assert not stands({1: 700}, {1: 700, 2: 8})


@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=4),
    st.integers(0, 200),
    st.integers(0, 30),
    st.integers(4, 10),
)
def test_whoever_knows_the_totals_and_the_rule_never_pins_a_small_number(
    sizes: list[int], overlap: int, spread: int, hide_up_to: int
) -> None:
    """The attack: every overlap that would have been shown the same way. A small overlap is never told from another
    small one, and never alone; the same for the people outside the largest front door."""
    doors = dict(enumerate(sizes))
    total, largest = sum(sizes), max(sizes)
    high = max(largest, total - overlap)
    low = max(largest, high - spread)

    def seen(at: int) -> Shown:
        return shown(
            low=max(largest, at - (high - low)),
            likely=at,
            high=at,
            sizes=doors,
            unsure=0,
            hide_up_to=hide_up_to,
        )

    it = seen(high)
    assert largest <= it.low <= low <= high <= it.high <= total
    same = [at for at in range(largest, total + 1) if seen(at) == it]
    room = min(hide_up_to, total - largest)
    if total - high <= hide_up_to or low - largest <= hide_up_to:
        assert it.likely is None
        assert it.high - it.low >= room
    else:
        assert it.likely is not None
        assert all(total - at > hide_up_to for at in same)
