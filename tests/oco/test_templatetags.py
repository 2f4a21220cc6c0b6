"""How numbers, hours and days are written on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.template import engines

from oco.icons import PATHS
from oco.templatetags import oco

MONDAY = date(2026, 11, 23)
NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "written"),
    [(1234, "1.234"), (0, "0"), (1234567, "1.234.567"), (None, "–"), ("0–7", "0–7"), (-46, "\u221246"), (2.5, "3")],
)
def test_numbers_have_dutch_groups(value: Any, written: str) -> None:
    assert oco.number(value) == written


def test_amounts_shares_and_decimals() -> None:
    assert oco.number(Decimal("7.25"), 1) == "7,3"
    assert oco.euro(Decimal("1709768")) == f"€{NB}1.709.768,00"
    assert oco.euro(Decimal("1424.81"), 0) == f"€{NB}1.425"
    assert oco.percent(0.456) == "46%"
    assert oco.percent(Decimal("0.4555"), 1) == "45,6%"


@pytest.mark.parametrize(
    ("minutes", "words", "clock"),
    [(90, "1 uur 30 min", "1:30"), (45, "45 min", "0:45"), (600, "10 uur", "10:00"), (0, "0 min", "0:00")],
)
def test_hours_are_written_in_words_or_as_a_clock(minutes: int, words: str, clock: str) -> None:
    assert oco.hours(minutes) == words.replace(" ", NB)
    assert oco.hours(minutes, "clock") == clock


def test_many_hours_keep_their_groups() -> None:
    assert oco.hours(75_000, "clock") == "1.250:00"
    assert oco.hours(90, "decimal") == "1,5"


@time_machine.travel("2026-11-23 12:00:00+01:00", tick=False)
@pytest.mark.parametrize(
    ("value", "written"),
    [(MONDAY, "ma 23 november"), (date(2025, 3, 3), "ma 3 maart 2025"), (None, "–")],
)
def test_days_carry_the_year_only_when_it_is_another(value: date | None, written: str) -> None:
    assert oco.day(value) == written


def test_a_moment_belongs_to_its_dutch_day() -> None:
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # half past midnight on 1 April in the Netherlands
    assert oco.date_nl(late) == "1 april 2026"
    assert oco.date_nl(late, "time") == "1 april 2026, 00:30"
    assert oco.date_nl(date(2026, 3, 1), "short") == "1-3-2026"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 11, 23), "vandaag"),
        (date(2026, 11, 24), "morgen"),
        (date(2026, 11, 26), "over 3 dagen"),
        (date(2026, 11, 22), "1 dag te laat"),
        (date(2026, 11, 21), "2 dagen te laat"),
    ],
)
def test_a_term_is_seen_from_today(value: date, written: str) -> None:
    assert oco.relative_day(value, MONDAY) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 11, 23), "vandaag"),
        (date(2026, 11, 22), "gisteren"),
        (date(2026, 11, 3), "20 dagen geleden"),
        (date(2026, 11, 2), "3 weken geleden"),
        (date(2026, 8, 1), "1 augustus 2026"),
    ],
)
def test_something_done_is_seen_from_today(value: date, written: str) -> None:
    assert oco.ago(value, MONDAY) == written


@pytest.mark.parametrize(
    ("due", "badge"),
    [
        (date(2026, 11, 21), "badge badge-danger"),
        (date(2026, 11, 23), "badge badge-warn"),
        (date(2026, 11, 26), "badge badge-warn"),
        (date(2026, 11, 27), "badge"),
    ],
)
def test_a_term_gets_its_colour_and_its_words(due: date, badge: str) -> None:
    shown = oco.term_badge(due, MONDAY)
    assert f'<span class="{badge}">' in shown
    assert oco.relative_day(due, MONDAY) in shown


@pytest.mark.parametrize(
    ("minutes", "kind", "width", "mark"),
    [(300, "", "50.0", ""), (480, "warn", "80.0", ""), (600, "warn", "100.0", ""), (750, "danger", "100.0", "80.0")],
)
def test_the_bar_warns_from_eight_hours_and_alarms_above_ten(minutes: int, kind: str, width: str, mark: str) -> None:
    bar = oco.hours_meter(minutes, 600, 480)["bar"]
    assert (bar.kind, bar.width, bar.mark) == (kind, width, mark)
    assert bar.text == f"{oco.hours(minutes, 'clock')} van 10{NB}uur"


def test_every_icon_draws() -> None:
    template = engines["django"].from_string("{% icon name %}")
    for name, path in PATHS.items():
        assert f'<path d="{path}"/>' in template.render({"name": name})


def test_text_in_a_badge_is_escaped() -> None:
    assert "<b>" not in oco.badge("<b>")
