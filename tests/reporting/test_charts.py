"""Charts: the lengths are the figures, every figure is written out, and a hidden one can't be measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from oco.shapes import SERIES, STUB, WIDTH, Chart, wrap
from reporting.charts import (
    Item,
    bar_list,
    bullet,
    column_groups,
    dutch,
    line,
    nice_top,
    share_bar,
    sparkline,
)

SVG = "{http://www.w3.org/2000/svg}"


def texts(chart: Chart) -> list[str]:
    return [label.text for label in chart.labels]


def test_bars_are_as_long_as_their_figures() -> None:
    chart = bar_list("a", "Vragen", [Item("Wonen", 400), Item("Zorg", 100)])
    long, short = chart.rects
    assert long.width == pytest.approx(4 * short.width)
    assert texts(chart) == ["Wonen", "400", "Zorg", "100"]
    assert chart.description == "Wonen: 400; Zorg: 100."
    assert all(rect.x + rect.width <= WIDTH for rect in chart.rects)


def test_a_hidden_figure_has_a_stub_of_one_size() -> None:
    for seen in (8.0, 8000.0):
        hidden = bar_list("a", "Vragen", [Item("Wonen", seen), Item("Zorg", None, "0 tot 7")]).rects[1]
        assert (hidden.width, hidden.fill, hidden.pattern) == (14, STUB, "diagonal")


def test_nothing_to_show_is_still_a_drawing() -> None:
    assert bar_list("a", "Leeg", []).height == 32
    assert bar_list("a", "Nul", [Item("Wonen", 0)]).rects[0].width == 1.0
    assert sparkline("a", "Leeg", []).dots == []


def test_columns_of_two_providers_stand_side_by_side() -> None:
    # The axis ends at 5,000; 4,489 and 2,197 of it.
    chart = column_groups("a", "Vragen", ["2015"], [("MEE", [2197]), ("Palet Welzijn", [4489])])
    mee, palet = chart.rects[:2]
    assert mee.height / palet.height == pytest.approx(2197 / 4489)
    assert mee.x + mee.width <= palet.x
    assert (mee.fill, palet.fill) == SERIES[:2]
    assert (mee.pattern, palet.pattern) == ("", "diagonal")
    assert {"2.197", "4.489", "5.000", "2.500", "MEE", "Palet Welzijn", "2015"} <= set(texts(chart))
    assert chart.description == "MEE: 2015 2.197; Palet Welzijn: 2015 4.489."


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one value per group"):
        column_groups("a", "Vragen", ["2015", "2016"], [("MEE", [1])])


def test_a_bullet_shows_reached_expected_and_target() -> None:
    chart = bullet("a", "Unieke cliënten", value=600, target=1200, expected=1154)
    track, expected, reached, mark = chart.rects
    assert reached.width == pytest.approx(WIDTH * 600 / (1200 * 1.05))
    assert expected.x + expected.width == pytest.approx(WIDTH * 1154 / (1200 * 1.05))
    assert mark.x + 2 == pytest.approx(WIDTH * 1200 / (1200 * 1.05))
    assert track.width == WIDTH
    assert texts(chart) == ["bereikt 600", "afgesproken 1.200", "verwacht 1.154"]


@pytest.mark.parametrize(
    ("value", "at_most", "fill"), [(11, True, SERIES[6]), (9, True, SERIES[0]), (11, False, SERIES[0])]
)
def test_only_above_a_ceiling_the_bar_is_red(value: float, at_most: bool, fill: str) -> None:
    assert bullet("a", "Uren", value=value, target=10, at_most=at_most).rects[1].fill == fill


def test_shares_fill_the_bar_and_name_their_part() -> None:
    # 16 + 13 + 11 = 40: 40%, 32.5% and 27.5%
    chart = share_bar("a", "Past het?", [Item("Ja", 16), Item("Deels", 13), Item("Nee", 11)])
    assert texts(chart) == ["Ja", "16 (40%)", "Deels", "13 (33%)", "Nee", "11 (28%)"]
    parts = [rect for rect in chart.rects if rect.height == 30]
    assert [round(part.width + 2, 6) for part in parts] == [256.0, 208.0, 176.0]
    assert parts[-1].x + parts[-1].width + 2 == pytest.approx(WIDTH)


def test_a_hidden_point_breaks_the_line() -> None:
    chart = line("a", "Cijfer", [Item("1", 7.0), Item("2", 7.5), Item("3", None), Item("4", 8.0)], target=7)
    assert len(chart.polylines) == 1
    assert len(chart.dots) == 3
    assert "afgesproken 7" in texts(chart)
    assert chart.description == "1: 7; 2: 7,5; 3: niet getoond; 4: 8. Afgesproken: 7."


@pytest.mark.parametrize(
    ("value", "top"), [(0, 2), (1, 2), (3, 4), (10, 10), (22, 40), (1200, 2000), (2300, 2500), (5404, 6000), (0.3, 0.4)]
)
def test_axes_end_at_a_round_number(value: float, top: float) -> None:
    assert nice_top(value) == pytest.approx(top)


@pytest.mark.parametrize("value", range(1, 200))
def test_halfway_an_axis_of_whole_numbers_stands_a_whole_number(value: int) -> None:
    assert (nice_top(value) / 2).is_integer()


def test_numbers_and_long_labels_are_dutch_and_fit() -> None:
    assert dutch(1234.0) == "1.234"
    assert dutch(7.25) == "7,3"
    assert wrap("Maatschappelijke ondersteuning", 120, 12.5) == ["Maatschappelijke", "ondersteuning"]
    assert wrap("een twee drie vier vijf zes", 60, 12.5)[-1].endswith("…")


def test_the_drawing_has_a_title_and_numbers_with_points() -> None:
    chart = column_groups("vragen", "Vragen & antwoorden", ["2015"], [("MEE", [3]), ("Palet", [None])])
    drawing = ET.fromstring(render_to_string("charts/_chart.svg.html", {"chart": chart}).strip())
    assert drawing.attrib["role"] == "img"
    assert drawing.attrib["aria-labelledby"] == "vragen-t vragen-d"
    title = drawing.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Vragen & antwoorden"
    written = ET.tostring(drawing, encoding="unicode")
    assert "style=" not in written
    assert all("," not in rect.attrib["width"] for rect in drawing.iter(f"{SVG}rect"))
    assert [pattern.attrib["id"] for pattern in drawing.iter(f"{SVG}pattern")] == ["vragen-diagonal"]
