"""A tile map: each district on its own square, and a hidden number told by more than colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reporting.tiles import DEPTHS, Tile, depth, kept_bars, placed, tile_map


def tile(name: str, value: float | None, row: int | None = None, column: int | None = None) -> Tile:
    return Tile(name, value, "verborgen" if value is None else f"{value:.0f}", row, column)


def test_districts_stand_where_their_data_say() -> None:
    found = {one.label: (row, column) for one, row, column in placed([tile("Noord", 1, 1, 2), tile("Zuid", 2, 3, 1)])}
    # The map begins at its own top and left: row 1 and column 1 become 0.
    assert found == {"Noord": (0, 1), "Zuid": (2, 0)}


def test_without_positions_there_is_a_tidy_grid() -> None:
    four = [tile(name, 1) for name in ("Havelte", "Diever", "Dwingeloo", "Vledder")]
    assert [(row, column) for _, row, column in placed(four)] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_one_without_a_position_comes_below_the_others() -> None:
    found = placed([tile("A", 1, 0, 0), tile("B", 1, 0, 1), tile("Nieuw", 1), tile("Dubbel", 1, 0, 0)])
    assert [(one.label, row, column) for one, row, column in found] == [
        ("A", 0, 0),
        ("B", 0, 1),
        ("Nieuw", 1, 0),
        ("Dubbel", 1, 1),
    ]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)) | st.none(), max_size=25))
def test_no_two_districts_share_a_square(places: list[tuple[int, int] | None]) -> None:
    tiles = [Tile(str(n), 1, "1", *(place or (None, None))) for n, place in enumerate(places)]
    found = placed(tiles)
    assert len(found) == len(tiles)
    assert len({(row, column) for _, row, column in found}) == len(tiles)


def test_depth_follows_the_number_in_four_steps() -> None:
    assert [depth(value, 100) for value in (0, 24, 25, 50, 75, 100)] == [0, 0, 1, 2, 3, 3]
    assert depth(0, 0) == 0


def test_a_hidden_number_has_hatching_and_the_word_and_no_depth() -> None:
    chart = tile_map("m", "Wijken", [tile("Centrum", 40, 0, 0), tile("Meerzicht", None, 0, 1)])
    texts = [label.text for label in chart.labels]
    assert texts == ["Centrum", "40", "Meerzicht", "verborgen"]
    assert chart.description == "Centrum: 40; Meerzicht: verborgen."
    assert [rect.pattern for rect in chart.rects] == ["", "diagonal", ""]
    assert chart.rects[1].fill not in [fill for fill, _ in DEPTHS]


def test_nothing_falls_off_the_map() -> None:
    tiles = [tile(f"Wijk met een lange naam {n}", n * 10_000) for n in range(11)]
    chart = tile_map("m", "Wijken", tiles)
    assert all(rect.x >= 0 and rect.x + rect.width <= chart.width + 0.01 for rect in chart.rects)
    assert all(rect.y + rect.height <= chart.height + 0.01 for rect in chart.rects)


def test_a_kept_bar_is_its_share_of_the_track() -> None:
    chart = kept_bars("k", "Op tijd", [("Eerste contact", 0.5, "50%"), ("Oppakken", None, "verborgen")])
    track, bar, _, stub = chart.rects
    assert bar.width == track.width / 2
    assert (stub.width, stub.pattern) == (14, "diagonal")
    assert chart.description == "Eerste contact: 50%; Oppakken: verborgen."
