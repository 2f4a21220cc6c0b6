"""What a year will come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import exp, log, sqrt

import pytest

from benchmarks import forecast as back_test
from benchmarks._years import place
from oco.workdays import working_days_between
from reporting import forecast
from reporting.forecast import Basis, Chance, Forecast, Past
from reporting.outlook import Rest, log_scale
from reporting.weeks import PEOPLE, WEEKS, WeeklyYear, working_days

YEAR = (date(2026, 1, 1), date(2027, 1, 1))
HALF = date(2026, 7, 1)
QUESTIONS = "questions_answered"


def even(year: int, a_day: int = 4, weeks: int = WEEKS) -> WeeklyYear:
    """The same number on every working day of the first `weeks`."""
    return WeeklyYear(year, tuple(a_day * days if n < weeks else 0 for n, days in enumerate(working_days(year))))


def until_half(year: WeeklyYear) -> Decimal:
    """Four a working day from 1 January until 1 July."""
    return Decimal(4 * working_days_between(date(year.year, 1, 1), date(year.year, 7, 1)))


def guess(so_far: Decimal, now: WeeklyYear, past: Past, until: date = HALF) -> Forecast:
    found = forecast.year_total(QUESTIONS, so_far, this_year=now, past=past, until=until, known_on=until)
    assert found is not None
    return found


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


def test_a_year_at_the_pace_of_the_last_comes_to_the_same() -> None:
    past = Past((even(2025), even(2024)))
    now = even(2026, weeks=26)
    found = guess(until_half(now), now, past)
    whole = sum(working_days(2026)) * 4  # 254 x 4 = 1,016
    assert abs(found.expected - whole) <= 10
    assert found.low < whole < found.high
    assert (found.basis, found.years) == (Basis.WEEKS, (2024, 2025))


def test_a_year_at_a_higher_pace_comes_to_more() -> None:
    found = guess(until_half(even(2026)) * 5 / 4, even(2026, 5, weeks=26), Past((even(2025), even(2024))))
    whole = sum(working_days(2026)) * 5
    assert whole * Decimal("0.95") <= found.expected <= whole  # last year still pulls a little


def test_the_course_of_last_year_is_followed_and_not_the_calendar() -> None:
    """Last year three quarters came in the first half: 6 a day until the 27th week, then 2 a day."""
    days = working_days(2025)
    last = WeeklyYear(2025, tuple((6 if n < 26 else 2) * day for n, day in enumerate(days)))
    now = even(2026, 6, weeks=26)
    found = guess(until_half(now) * 6 / 4, now, Past((last,)))
    ahead = sum((6 if n < 26 else 2) * day for n, day in enumerate(working_days(2026)))
    assert abs(found.expected - ahead) <= ahead // 20
    assert found.expected < until_half(now) * 6 / 4 * Decimal("1.5")  # a straight line would double it


def test_of_people_nothing_is_said_without_a_year_by_week() -> None:
    """Whoever came already doesn't count again; how fast fewer are new differs from place to place."""
    now, so_far = even(2026, weeks=26), until_half(even(2026))
    for past, said in ((Past(), False), (Past(totals={2025: Decimal(1200)}), False), (Past((even(2025),)), True)):
        found = forecast.year_total(PEOPLE, so_far, this_year=now, past=past, until=HALF, known_on=HALF)
        assert (found is not None) is said


def test_the_year_in_which_a_register_began_gives_a_wider_band() -> None:
    now, so_far = even(2026, weeks=26), until_half(even(2026))
    nothing = WeeklyYear(2024, (0,) * WEEKS)
    began = forecast.past_of(2026, [even(2025), nothing], {})
    assert began.began
    assert not forecast.past_of(2026, [even(2025)], {}).began  # what came before it isn't known
    wide, usual = guess(so_far, now, began), guess(so_far, now, Past((even(2025),)))
    assert wide.low < usual.low < usual.high < wide.high


def test_the_less_is_known_the_wider_the_band() -> None:
    now = even(2026, weeks=26)
    so_far = until_half(now)
    three = guess(so_far, now, Past((even(2025), even(2024), even(2023))))
    one = guess(so_far, now, Past((even(2025),)))
    totals = guess(so_far, now, Past(totals={2025: Decimal(1020)}))
    nothing = guess(so_far, now, Past())
    widths = [found.high - found.low for found in (three, one, totals, nothing)]
    assert widths == sorted(widths)
    assert [found.basis for found in (one, totals, nothing)] == [Basis.WEEKS, Basis.TOTALS, Basis.NOTHING]


def test_a_total_without_weeks_holds_a_young_year_near_it() -> None:
    """By February this year alone says little: of twice last year's pace only a part is believed."""
    now, until = even(2026, 8, weeks=6), date(2026, 2, 12)
    so_far = Decimal(sum(now.values))
    found = guess(so_far, now, Past(totals={2025: Decimal(1016)}), until)
    assert 1100 < found.expected < 1900
    assert forecast.year_total(QUESTIONS, so_far, this_year=now, past=Past(), until=until, known_on=until) is None


def test_late_entries_of_the_last_days_do_not_pull_it_down() -> None:
    """Nothing is written yet of the last week."""
    past = Past((even(2025), even(2024)))
    whole = guess(until_half(even(2026)), even(2026, weeks=26), past)
    late = guess(until_half(even(2026)) - 28, even(2026, weeks=24), past)
    assert abs(whole.expected - late.expected) <= 15


def test_a_year_that_is_over_is_what_was_reached() -> None:
    found = guess(Decimal(1154), even(2026), Past((even(2025),)), date(2027, 1, 1).replace(year=2027))
    assert {found.expected, found.low, found.high} == {Decimal(1154)}


def test_before_february_nothing_is_said() -> None:
    past = Past((even(2025),))
    for until, said in ((date(2026, 1, 30), False), (date(2026, 2, 1), True)):
        found = forecast.year_total(
            QUESTIONS, Decimal(80), this_year=even(2026, weeks=4), past=past, until=until, known_on=until
        )
        assert (found is not None) is said


def test_without_an_earlier_year_nothing_is_said_before_the_second_quarter() -> None:
    for until, said in ((date(2026, 3, 20), False), (date(2026, 4, 1), True)):
        found = forecast.year_total(
            QUESTIONS, Decimal(240), this_year=even(2026, weeks=12), past=Past(), until=until, known_on=until
        )
        assert (found is not None) is said


def test_nothing_goes_below_what_was_reached() -> None:
    now = even(2026, weeks=51)
    so_far = Decimal(sum(now.values) + 3)
    found = guess(so_far, now, Past((even(2025),)), date(2026, 12, 30))
    assert so_far <= found.low <= found.expected <= found.high


def test_a_year_that_began_halfway_is_no_example() -> None:
    began = WeeklyYear(2025, tuple(0 if n < 20 else 20 for n in range(WEEKS)))
    assert forecast.past_of(2026, [began], {}).basis is Basis.NOTHING
    assert forecast.past_of(2026, [even(2025), began], {}).named == (2025,)
    assert forecast.past_of(2026, [even(2022), even(2025)], {}).named == (2025,)  # at most three back


def test_a_declared_total_stands_before_a_counted_year() -> None:
    past = forecast.past_of(2026, [even(2025), even(2024)], {2025: Decimal(1270)})
    assert (past.named, past.totals) == ((2024,), {2025: Decimal(1270)})


def test_the_band_is_that_of_a_lognormal_with_this_mean_and_variance() -> None:
    middle, width = log_scale(600.0, 900.0)
    assert exp(middle + width**2 / 2) == pytest.approx(600)
    assert (exp(width**2) - 1) * exp(2 * middle + width**2) == pytest.approx(900)
    found = forecast._forecast(Decimal(500), Decimal(400), Rest(600.0, 900.0), Past())
    # The rest is lognormal: its median 600 / sqrt(1 + 900/600^2) = 599.25; 1.2816 deviations of 0.04997 on either side.
    edges = [599.25 * exp(1.28155 * side * sqrt(log(1 + 900 / 600**2))) for side in (-1, 0, 1)]
    assert [400 + edge for edge in edges] == pytest.approx([962.1, 999.3, 1038.9], abs=0.2)
    # Rounded to fives below 1,000 and to tens above it: outwards at the edges.
    assert [found.low, found.expected, found.high] == [Decimal(960), Decimal(1000), Decimal(1040)]


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [("86.4", 86, 87), ("735.1", 735, 740), ("1243", 1240, 1250), ("12449", 12400, 12500)],
)
def test_an_estimate_is_written_in_about_three_figures(value: str, down: int, up: int) -> None:
    assert forecast._rounded(Decimal(value), "ROUND_FLOOR") == down
    assert forecast._rounded(Decimal(value), "ROUND_CEILING") == up


@pytest.mark.parametrize(
    ("target", "at_least", "found"),
    [
        # 1,000 (900 to 1,200): a tenth of the years lies above 1,200 and a tenth below 900.
        (900, True, Chance.LARGE),
        (1000, True, Chance.HALF),
        (1060, True, Chance.HALF),  # 60/200 x 1.28 = 0.38 deviations up: 35%
        (1100, True, Chance.SMALL),  # 0.64 deviations up: 26%
        (1300, True, Chance.SMALL),
        (1300, False, Chance.LARGE),
        (950, False, Chance.SMALL),  # 50/100 x 1.28 = 0.64 deviations down: 26%
    ],
)
def test_the_chance_of_a_target_follows_from_its_place_in_the_band(target: int, at_least: bool, found: Chance) -> None:
    band = {"expected": Decimal(1000), "low": Decimal(900), "high": Decimal(1200)}
    assert forecast.chance(Decimal(target), at_least=at_least, **band) is found


def test_what_was_reached_already_is_certain() -> None:
    band = {"expected": Decimal(1000), "low": Decimal(1000), "high": Decimal(1000)}
    assert forecast.chance(Decimal(1000), at_least=True, **band) is Chance.LARGE
    assert forecast.chance(Decimal(1001), at_least=True, **band) is Chance.SMALL


def test_how_it_was_made_is_said_in_full() -> None:
    until = date(2026, 7, 1)
    told = forecast.method(basis=Basis.WEEKS, years=(2023, 2024, 2025), until=until)
    assert told.startswith(
        "De verwachting volgt het verloop van 2023, 2024 en 2025, week voor week, en dit jaar tot en met 30 juni 2026."
    )
    assert "In vier van de vijf gevallen" in told
    assert "weinig geschiedenis" in forecast.method(basis=Basis.TOTALS, years=(2025,), until=until)
    assert "te weinig geschiedenis" in forecast.method(basis=Basis.NOTHING, years=(), until=until)


def test_on_generated_years_the_band_holds_four_times_out_of_five() -> None:
    """30 places, 18 forecasts each (three moments, six figures), which go up and down together within a place: the
    share strays by about 4%. 65% to 95% is nearly four of that; benchmarks/forecast.py holds it to 75% to 85%."""
    found = [
        row for seed in range(900, 930) for row in back_test.outcomes(place(seed, size=300 + 20 * seed % 900), seed)
    ]
    assert len(found) > 500
    held = sum(row.held for row in found) / len(found)
    assert 0.65 <= held <= 0.95
    for name in ("error", "old_error", "line_error"):
        assert 0 < sum(getattr(row, name) for row in found) / len(found) < 0.4
    assert sum(row.error for row in found) < sum(row.old_error for row in found)
