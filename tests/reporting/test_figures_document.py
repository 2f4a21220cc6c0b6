"""docs/figures.md says how to check the figures: it has to name every one, in the words of the reports."""

from pathlib import Path

import pytest

from reporting.indicators import INDICATORS, Indicator

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text()


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_every_figure_is_documented_as_it_is_defined(indicator: Indicator) -> None:
    part = PAGE.split(f"\n`{indicator.key}`")[1].split("\n### ")[0]
    assert [dimension.value for dimension in indicator.dimensions] == [
        word for word in part.split("\n")[0].split("`") if word.isidentifier()
    ]
    assert f"\n{indicator.definition}\n" in part
    assert f"\n- Wel: {indicator.example}\n- Niet: {indicator.counter_example}" in part


def test_no_figure_is_documented_that_is_not_there() -> None:
    named = {part.split("`")[1] for part in PAGE.split("## De cijfers, één voor één")[1].split("\n### ")[1:]}
    assert named == set(INDICATORS)
