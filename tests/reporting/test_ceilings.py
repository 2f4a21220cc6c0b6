"""The day on which a budget is used up."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from oco.workdays import is_working_day
from reporting.ceilings import CeilingDate, ceiling_date


def daily(year: int, until: date, amount: int = 100) -> list[tuple[date, Decimal]]:
    """The same amount on every working day."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((until - date(year, 1, 1)).days)]
    return [(day, Decimal(amount)) for day in days if is_working_day(day)]


def found(*given: object, **more: object) -> CeilingDate:
    answer = ceiling_date(*given, **more)  # type: ignore[arg-type]
    assert answer is not None
    return answer


def test_an_even_pace_reaches_the_ceiling_when_the_days_have_been_worked() -> None:
    # 100 a working day: 20,000 are spent on the 200th working day of 2026.
    day = daily(2026, date(2027, 1, 1))[199][0]
    answer = found(daily(2026, date(2026, 7, 1)), Decimal(20_000), until=date(2026, 7, 1))
    assert answer.likely is not None
    assert answer.earliest is not None
    assert answer.latest is not None
    assert abs((answer.likely - day).days) <= 4
    assert answer.earliest < answer.likely < answer.latest
    assert answer.over > Decimal("0.9")


def test_a_ceiling_far_above_the_pace_is_not_reached_this_year() -> None:
    answer = found(daily(2026, date(2026, 7, 1)), Decimal(60_000), until=date(2026, 7, 1))
    assert (answer.earliest, answer.likely, answer.latest) == (None, None, None)
    assert answer.over < Decimal("0.001")
    assert answer.sentence.startswith("Het budget raakt dit jaar niet op.")
    # 254 working days of 100 in 2026, give or take a twentieth.
    whole = len(daily(2026, date(2027, 1, 1))) * 100
    assert abs(answer.expected - whole) < whole // 20
    assert answer.low < answer.expected < answer.high


def test_a_ceiling_near_the_pace_may_or_may_not_be_reached() -> None:
    whole = len(daily(2026, date(2027, 1, 1))) * 100
    answer = found(daily(2026, date(2026, 7, 1)), Decimal(whole), until=date(2026, 7, 1))
    assert Decimal("0.2") < answer.over < Decimal("0.8")
    assert answer.earliest is not None
    assert answer.latest is None


def test_a_ceiling_that_was_reached_says_on_which_day() -> None:
    lines = [(date(2026, 2, 1), Decimal(600)), (date(2026, 4, 1), Decimal(400)), (date(2026, 5, 1), Decimal(10))]
    answer = found(lines, Decimal(1000), until=date(2026, 7, 1))
    assert (answer.likely, answer.reached, answer.over) == (date(2026, 4, 1), True, Decimal(1))
    assert answer.sentence == "Het budget is sinds 1 april 2026 op."
    # A credit brought it below, and the next bill over it again.
    lines = [*lines, (date(2026, 5, 2), Decimal(-50)), (date(2026, 6, 2), Decimal(90))]
    assert found(lines, Decimal(1000), until=date(2026, 7, 1)).likely == date(2026, 6, 2)


def test_monthly_bookings_are_no_steps() -> None:
    """1,000 at the end of each month: 10,500 is passed in the course of November, whatever the day of the month is."""
    ends = [date(2026, month + 1, 1) - timedelta(days=1) for month in range(1, 7)]
    lines = [(day, Decimal(1000)) for day in ends]
    for until in (date(2026, 7, 1), date(2026, 7, 20)):
        answer = found([line for line in lines if line[0] < until], Decimal(10_500), until=until)
        assert answer.likely is not None
        assert date(2026, 10, 25) < answer.likely < date(2026, 12, 1)


def test_an_earlier_year_gives_the_course() -> None:
    """Last year the second half took twice as much: the ceiling is reached earlier than at an even pace."""
    half = date(2025, 7, 1)
    last = [(day, amount * (1 if day < half else 2)) for day, amount in daily(2025, date(2026, 1, 1))]
    now = daily(2026, date(2026, 7, 1))
    even = found(now, Decimal(22_000), until=date(2026, 7, 1)).likely
    known = found(now, Decimal(22_000), until=date(2026, 7, 1), earlier=[last]).likely
    assert even is not None
    assert known is not None
    assert known < even - timedelta(days=21)


def test_too_little_says_nothing() -> None:
    assert ceiling_date(daily(2026, date(2026, 1, 20)), Decimal(20_000), until=date(2026, 1, 20)) is None
    assert ceiling_date([], Decimal(20_000), until=date(2026, 7, 1)) is None
    with pytest.raises(ValueError, match="more than 0"):
        ceiling_date(daily(2026, date(2026, 7, 1)), Decimal(0), until=date(2026, 7, 1))


def test_the_dates_hold_as_often_as_they_say() -> None:
    """Two hundred years of bills of very different sizes, none of them like the model: 80% should pass between the
    two dates. With 200 years the share strays by 3% at one deviation; 65% to 95% is five of them."""
    dice = random.Random(12)
    inside = asked = 0
    for _ in range(200):
        pace, tilt = dice.uniform(0.3, 1.5), dice.uniform(-0.25, 0.25)
        lines = []
        for day, _amount in daily(2026, date(2027, 1, 1)):
            if dice.random() < pace * (1 + tilt * (day.timetuple().tm_yday / 182 - 1)):
                lines.append((day, Decimal(dice.choice((40, 65, 130, 260, 520)))))
        ceiling = sum((amount for _, amount in lines), Decimal(0)) * 8 / 10
        total = Decimal(0)
        for day, amount in lines:
            total += amount
            if total >= ceiling:
                passed = day
                break
        answer = ceiling_date([line for line in lines if line[0] < date(2026, 7, 1)], ceiling, until=date(2026, 7, 1))
        assert answer is not None
        asked += 1
        end = answer.latest or date(2027, 1, 1)
        inside += (answer.earliest or date(2027, 1, 1)) <= passed <= end
    assert 0.65 <= inside / asked <= 0.95
