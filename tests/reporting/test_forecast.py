"""What a year will come to."""

from datetime import date
from decimal import Decimal

import pytest

from reporting import forecast

YEAR = (date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("until", "share"),
    [
        (date(2026, 1, 1), Decimal(0)),
        (date(2026, 7, 1), Decimal(181) / 365),  # 31+28+31+30+31+30
        (date(2027, 1, 1), Decimal(1)),
        (date(2027, 3, 1), Decimal(1)),
        (date(2025, 12, 1), Decimal(0)),
    ],
)
def test_share_of_the_year_counts_the_days_that_are_over(until: date, share: Decimal) -> None:
    assert forecast.share_of_year(*YEAR, until) == share


@pytest.mark.parametrize(
    ("so_far", "share", "last_so_far", "last_total", "expected"),
    [
        # Last year 600 of 1,000 had come by this day: 744 / 0.6.
        (744, "0.5", 600, 1000, 1240),
        # Without last year every day weighs the same: 620 / 0.5.
        (620, "0.5", None, None, 1240),
        # Last year's course is no use when nothing had come by then, or more than in all of it.
        (620, "0.5", 0, 1000, 1240),
        (620, "0.5", 1001, 1000, 1240),
        # Half up.
        (333, "0.4", None, None, 833),
        (0, "0.5", 600, 1000, 0),
    ],
)
def test_year_total_follows_last_year_or_the_days(
    so_far: int, share: str, last_so_far: int | None, last_total: int | None, expected: int
) -> None:
    found = forecast.year_total(
        Decimal(so_far),
        share=Decimal(share),
        last_year_so_far=None if last_so_far is None else Decimal(last_so_far),
        last_year_total=None if last_total is None else Decimal(last_total),
    )
    assert found is not None
    assert found.expected == expected
    assert found.by_last_year is (last_so_far in (600,))
    assert so_far <= found.low <= found.expected <= found.high


def test_a_year_that_is_over_is_what_was_reached() -> None:
    found = forecast.year_total(Decimal(1154), share=Decimal(1))
    assert found == forecast.Forecast(Decimal(1154), Decimal(1154), Decimal(1154), False)


def test_before_february_nothing_is_said() -> None:
    assert forecast.year_total(Decimal(40), share=Decimal("0.08")) is None
    assert forecast.year_total(Decimal(40), share=Decimal("0.09")) is not None


def test_the_margin_is_twice_the_root_of_what_is_to_come() -> None:
    # 600 so far, 600 to come: 2 * 24.49 = 48.99 on either side.
    found = forecast.year_total(Decimal(600), share=Decimal("0.5"))
    assert found is not None
    assert (found.low, found.high) == (Decimal(1151), Decimal(1249))


def test_the_way_of_estimating_widens_the_margin() -> None:
    # By last year 744 / 0.6 = 1,240; evenly 744 / 0.5 = 1,488; halfway is 1,364.
    found = forecast.year_total(
        Decimal(744), share=Decimal("0.5"), last_year_so_far=Decimal(600), last_year_total=Decimal(1000)
    )
    assert found is not None
    assert found.high == 1364
