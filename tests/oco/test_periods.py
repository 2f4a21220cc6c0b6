"""Periods are half-open: the first day is in, the day after the last is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oco.periods import Period, PeriodKind, periods_containing, periods_of_year

Q, H, Y = PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR


@pytest.mark.parametrize(
    ("code", "start", "end", "label"),
    [
        ("2018", date(2018, 1, 1), date(2019, 1, 1), "2018"),
        ("2018-H1", date(2018, 1, 1), date(2018, 7, 1), "1e halfjaar 2018"),
        ("2018-H2", date(2018, 7, 1), date(2019, 1, 1), "2e halfjaar 2018"),
        ("2018-Q1", date(2018, 1, 1), date(2018, 4, 1), "1e kwartaal 2018"),
        ("2018-Q3", date(2018, 7, 1), date(2018, 10, 1), "3e kwartaal 2018"),
        ("2018-Q4", date(2018, 10, 1), date(2019, 1, 1), "4e kwartaal 2018"),
    ],
)
def test_a_code_names_its_days(code: str, start: date, end: date, label: str) -> None:
    period = Period.parse(code)
    assert (period.start, period.end, period.label, period.code) == (start, end, label, code)
    assert Period.from_dates(start, end) == period
    assert start in period
    assert end - timedelta(days=1) in period
    assert end not in period


def test_a_code_may_be_typed_small_and_with_spaces() -> None:
    assert Period.parse(" 2018-q1 ") == Period(2018, Q, 1)


@pytest.mark.parametrize("code", ["", "18", "2018-Q5", "2018-H3", "2018-Q0", "2018Q1", "1899", "2018-Q", "2018-01"])
def test_what_is_no_period_is_said_in_dutch(code: str) -> None:
    with pytest.raises(ValueError, match=r"is geen periode\. Schrijf 2018, 2018-H1 of 2018-Q1"):
        Period.parse(code)


def test_dates_that_are_no_period_are_refused() -> None:
    with pytest.raises(ValueError, match="Geen periode van"):
        Period.from_dates(date(2018, 1, 1), date(2018, 3, 31))


@pytest.mark.parametrize(
    ("code", "before", "after", "year_before"),
    [
        ("2018-Q1", "2017-Q4", "2018-Q2", "2017-Q1"),
        ("2018-Q4", "2018-Q3", "2019-Q1", "2017-Q4"),
        ("2018-H1", "2017-H2", "2018-H2", "2017-H1"),
        ("2018-H2", "2018-H1", "2019-H1", "2017-H2"),
        ("2018", "2017", "2019", "2017"),
    ],
)
def test_neighbours_of_a_period(code: str, before: str, after: str, year_before: str) -> None:
    period = Period.parse(code)
    assert (period.previous().code, period.next().code, period.year_before().code) == (before, after, year_before)


def test_each_day_is_in_one_quarter_one_half_year_and_one_year() -> None:
    periods = periods_of_year(2024)
    assert len(periods) == 7
    day = date(2024, 1, 1)
    while day.year == 2024:
        holding = [period for period in periods if day in period]
        assert holding == periods_containing(day)
        assert [period.kind for period in holding] == [Q, H, Y]
        day += timedelta(days=1)


def test_a_half_year_covers_its_quarters_and_no_other() -> None:
    half = Period(2018, H, 2)
    covered = [quarter.number for quarter in periods_of_year(2018) if quarter.kind is Q and half.covers(quarter)]
    assert covered == [3, 4]
    assert Period(2018, Y).covers(half)
    assert not half.covers(Period(2018, Y))
