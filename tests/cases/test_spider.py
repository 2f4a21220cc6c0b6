"""The spider web: the points are the scores, nothing falls off the drawing, names don't cover each other."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from cases.codes import LIFE_DOMAINS, DomainList
from cases.spider import RADIUS, Axis, spider
from oco.shapes import Chart, Label, text_width


def web(domains: DomainList, highest: int, start: list[int | None], end: list[int | None]) -> Chart:
    axes = [Axis(label, *pair) for label, *pair in zip(LIFE_DOMAINS[domains].values(), start, end, strict=True)]
    return spider("web", "Web", axes, highest=highest, start_name="begin", end_name="einde")


FULL = web(DomainList.SELF_SUFFICIENCY, 5, [2] * 12, [5] * 12)
HEALTH = web(DomainList.POSITIVE_HEALTH, 10, [0, 2, 4, 6, 8, 10], [10] * 6)


def centre(chart: Chart) -> tuple[float, float]:
    return chart.lines[0].x1, chart.lines[0].y1


def test_a_score_is_its_distance_from_the_centre() -> None:
    x, y = centre(FULL)
    ends = FULL.dots[:12]
    starts = FULL.rects[:12]
    assert {round(((dot.x - x) ** 2 + (dot.y - y) ** 2) ** 0.5) for dot in ends} == {RADIUS}
    assert {round(((r.x + 4 - x) ** 2 + (r.y + 4 - y) ** 2) ** 0.5) for r in starts} == {RADIUS * 2 / 5}
    assert (HEALTH.rects[0].x + 4, HEALTH.rects[0].y + 4) == centre(HEALTH)  # 0 is the centre
    assert (ends[0].x, ends[3].y) == (x, y)  # the first axis stands upright, the fourth of twelve points right


def test_start_and_end_differ_by_more_than_colour() -> None:
    start, end = FULL.polylines[-2:]
    assert (bool(start.dash), bool(end.dash)) == (True, False)
    assert len(FULL.rects) == len(FULL.dots) == 13  # with one each in the legend


def test_a_domain_that_was_not_discussed_breaks_the_web() -> None:
    chart = web(DomainList.SELF_SUFFICIENCY, 5, [None] * 12, [3, 3, None, 3, None, *[3] * 7])
    runs = [line.points.split() for line in chart.polylines[5:]]
    # Axes 6 to 12 and on over 1 and 2 are one run of nine points; the fourth stands alone between two gaps.
    assert [len(run) for run in runs] == [9]
    assert len(chart.dots) == 11
    told = [label.text for label in chart.labels]
    assert told.count("niet besproken") == 2
    assert "huisvesting: 3" in chart.description


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(2, 4, "van 2 naar 4"), (3, 3, "blijft 3"), (None, 4, "4"), (0, None, "0"), (None, None, "niet besproken")],
)
def test_scores_stand_at_their_axis(start: int | None, end: int | None, words: str) -> None:
    assert Axis("inkomen", start, end).words == words


def box(label: Label) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text, as measured on the safe side."""
    width = text_width(label.text, label.size)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return left, label.y - label.size * 0.8, left + width, label.y + label.size * 0.25


@pytest.mark.parametrize("chart", [FULL, HEALTH], ids=["zrm", "health"])
def test_names_stay_on_the_drawing_and_off_each_other(chart: Chart) -> None:
    boxes = [box(label) for label in chart.labels]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= chart.width
        assert top >= 0
        assert bottom <= chart.height
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (chart.labels[n].text, one, other)


def test_the_drawing_is_told_in_words() -> None:
    svg = ET.fromstring(render_to_string("charts/_chart.svg.html", {"chart": HEALTH}))
    described = svg.find("{http://www.w3.org/2000/svg}desc")
    assert described is not None
    assert described.text is not None
    assert described.text.startswith("lichaamsfuncties: van 0 naar 10; mentaal welbevinden: van 2 naar 10;")
