"""Terms by the Algemene termijnenwet: a term that ends on a day off runs on to the next working day."""

from __future__ import annotations

from datetime import date

import pytest

from oco.workdays import is_working_day, next_working_day, term_end, working_days_between


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), "new year's day"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 4, 27), "King's day"),
        (date(2026, 5, 5), "5 May, also outside the fifth years"),
        (date(2025, 5, 5), "5 May of a fifth year"),
        (date(2027, 5, 5), "5 May"),
        (date(2026, 5, 14), "Ascension Day"),
        (date(2026, 5, 25), "Whit Monday"),
        (date(2026, 12, 25), "Christmas"),
        (date(2028, 12, 26), "second day of Christmas, a Tuesday"),
        (date(2026, 11, 21), "a Saturday"),
        (date(2026, 11, 22), "a Sunday"),
        (date(2025, 4, 26), "King's day kept on Saturday, for 27 April is a Sunday"),
    ],
)
def test_days_off(day: date, why: str) -> None:
    assert not is_working_day(day), why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 5, 15), "the Friday after Ascension Day is no general holiday"),
        (date(2026, 12, 24), "the day before Christmas"),
        (date(2026, 12, 31), "the last day of the year"),
        (date(2026, 5, 4), "4 May"),
        (date(2025, 4, 28), "the Monday after King's day on Saturday"),
        (date(2026, 11, 23), "a Monday"),
    ],
)
def test_days_on(day: date, why: str) -> None:
    assert is_working_day(day), why


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 9), 14, date(2026, 11, 23)),  # Monday to Monday
        (date(2026, 11, 18), 3, date(2026, 11, 23)),  # Wednesday + 3 is Saturday, so Monday
        (date(2026, 11, 19), 3, date(2026, 11, 23)),  # Thursday + 3 is Sunday, so Monday
        (date(2026, 3, 31), 3, date(2026, 4, 7)),  # ends on Good Friday; Saturday, Sunday, Easter Monday; so Tuesday
        (date(2026, 12, 22), 3, date(2026, 12, 28)),  # Christmas on a Friday, then the weekend
        (date(2026, 5, 2), 3, date(2026, 5, 6)),  # 5 May
        (date(2026, 5, 11), 3, date(2026, 5, 15)),  # Ascension Day, then a working Friday
        (date(2025, 12, 4), 28, date(2026, 1, 2)),  # over the turn of the year: 1 January, so the Friday after
        (date(2026, 10, 24), 1, date(2026, 10, 26)),  # the night that the clock goes back
    ],
)
def test_a_term_ends_on_a_working_day(start: date, days: int, end: date) -> None:
    assert term_end(start, days) == end


def test_a_working_day_is_its_own_next() -> None:
    assert next_working_day(date(2026, 11, 23)) == date(2026, 11, 23)


def test_working_days_are_counted_up_to_the_end() -> None:
    # Thursday 2, (Good Friday 3, weekend, Easter Monday 6), Tuesday 7; Wednesday 8 isn't in it.
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 8)) == 2
    assert working_days_between(date(2026, 4, 8), date(2026, 4, 8)) == 0
