"""The pure rules of money: parts of an amount, the sum of a claim, ceilings and tables of costs, with their sums."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies import ceilings, costs
from subsidies.ceilings import Level
from subsidies.claim_rules import ClaimSum, quantity_of
from subsidies.costs import CostLine
from subsidies.instalments import GrantRefused, Part, days_of, divide
from subsidies.models import CostKind, CostWork
from subsidies.obligations import next_due
from subsidies.terms import ObligationLine

DAYS = days_of("instalments", 2018)
euros = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)


# --- parts of an amount ----------------------------------------------------------------------------------------------


def test_a_higher_amount_falls_on_the_days_that_are_left() -> None:
    # 1,000 in four is 250 each; the first was paid, the second is due. 1,600 - 500 = 1,100 over two days is 550 each
    standing = [Part(n, day, Decimal(250), n == 1) for n, day in enumerate(DAYS, 1)]
    parts = divide(Decimal(1600), DAYS, standing, not_before=date(2018, 5, 1))
    assert [(part.number, part.amount) for part in parts] == [
        (1, Decimal(250)),
        (2, Decimal(250)),
        (3, Decimal(550)),
        (4, Decimal(550)),
    ]


def test_more_after_the_last_day_is_one_part_on_the_next_working_day() -> None:
    # 1,000 was due in four parts of 250; 40 more on Saturday 1 December is due on Monday 3 December
    standing = [Part(n, day, Decimal(250), True) for n, day in enumerate(DAYS, 1)]
    parts = divide(Decimal(1040), DAYS, standing, not_before=date(2018, 12, 1))
    assert (parts[-1].number, parts[-1].due_on, parts[-1].amount) == (5, date(2018, 12, 3), Decimal(40))


def test_an_amount_cannot_become_less_than_was_paid() -> None:
    standing = [Part(1, DAYS[0], Decimal(250), True)]
    with pytest.raises(GrantRefused, match="al € 250,00 betaald".replace(" 250", "\u00a0250")):
        divide(Decimal(200), DAYS, standing, not_before=date(2018, 5, 1))


@given(euros, euros, st.integers(0, 4), st.dates(date(2018, 1, 1), date(2018, 12, 31)))
def test_parts_always_add_up_to_the_amount(first: Decimal, second: Decimal, paid: int, changed_on: date) -> None:
    before = divide(first, DAYS, [])
    assert sum(part.amount for part in before) == first
    standing = [Part(part.number, part.due_on, part.amount, part.number <= paid) for part in before]
    was_paid = sum((part.amount for part in standing if part.paid), Decimal(0))
    if was_paid > second:
        with pytest.raises(GrantRefused):
            divide(second, DAYS, standing, not_before=changed_on)
        return
    after = divide(second, DAYS, standing, not_before=changed_on)
    assert sum((part.amount for part in after), Decimal(0)) == second
    assert [part for part in standing if part.paid] == [part for part in after if part.paid]
    assert len({part.number for part in after}) == len(after)
    assert all(part.amount > 0 for part in after)


# --- the sum of a claim ----------------------------------------------------------------------------------------------


def claim(
    quantity: str, *, already: str = "0", ceiling: str = "10000", earlier: str = "0", rate: str = "65"
) -> ClaimSum:
    return ClaimSum(
        "hour", "client", Decimal(rate), Decimal(quantity), Decimal(already), Decimal(ceiling), Decimal(earlier)
    )


def test_a_claim_is_hours_times_the_rate_up_to_the_ceiling() -> None:
    # 41.25 hours x 65 = 2,681.25
    assert claim("41.25").amount == Decimal("2681.25")
    # 10,000 - 9,000 = 1,000 is left; 2,681.25 - 1,000 = 1,681.25 isn't paid
    near = claim("41.25", earlier="9000")
    assert (near.amount, near.above) == (Decimal(1000), Decimal("1681.25"))
    # what was claimed before isn't claimed again: (41.25 - 1.25) x 65 = 2,600
    assert claim("41.25", already="1.25").amount == Decimal(2600)
    assert claim("41.25", earlier="12000").amount == 0


def test_the_sum_is_written_out() -> None:
    trajectories = ClaimSum(
        "trajectory", "client", Decimal(1250), Decimal(4), Decimal(1), Decimal(12500), Decimal(10000)
    )
    # (4 - 1) x 1,250 = 3,750, of which 2,500 is left
    assert trajectories.steps == [
        ("Werk voor cliënten, in het ingediende kwartaal", "4 afgeronde trajecten"),
        ("Al eerder gedeclareerd (heropend en weer afgerond)", "\u2212 1"),
        ("Keer het tarief: 3 × €\u00a01.250,00", "€\u00a03.750,00"),
        ("Boven het plafond: er was nog €\u00a02.500,00 over", "\u2212 €\u00a01.250,00"),
    ]


@pytest.mark.parametrize(("minutes", "hours"), [("0", "0"), ("90", "1.50"), ("100", "1.67"), ("50", "0.83")])
def test_minutes_become_hours_to_the_hundredth(minutes: str, hours: str) -> None:
    assert quantity_of("hour", Decimal(minutes)) == Decimal(hours)
    assert quantity_of("trajectory", Decimal(7)) == 7


@given(st.lists(st.integers(0, 10**6), max_size=8), euros, euros)
def test_claims_one_after_the_other_stay_within_the_ceiling(
    minutes: list[int], ceiling: Decimal, rate: Decimal
) -> None:
    claimed, computed = Decimal(0), Decimal(0)
    for quarter in minutes:
        hours = quantity_of("hour", Decimal(quarter))
        summed = ClaimSum("hour", "client", rate, hours, Decimal(0), ceiling, claimed)
        assert summed.amount + summed.above == summed.computed
        claimed, computed = claimed + summed.amount, computed + summed.computed
    assert claimed == min(ceiling, computed)


# --- ceilings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "level"),
    [
        ("74.99", Level.FINE),
        ("75", Level.WARN),
        ("89.99", Level.WARN),
        ("90", Level.ALARM),
        ("99.99", Level.ALARM),
        ("100", Level.FULL),
        ("120", Level.FULL),
    ],
)
def test_the_warning_comes_at_three_quarters_and_at_nine_tenths(used: str, level: Level) -> None:
    assert ceilings.Ceiling(Decimal(100), Decimal(used)).level is level


END = date(2020, 1, 1)


def months(*euros: int) -> list[tuple[date, Decimal]]:
    """So much in January, February and so on of 2019, each on the last day of its month."""
    days = [date(2019 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(1, len(euros) + 1)]
    return [(day, Decimal(amount)) for day, amount in zip(days, euros, strict=True)]


def test_the_warning_names_the_likely_day_and_the_stretch_in_which_it_falls() -> None:
    # 1,000 a month: 9,000 of 11,000 after nine months, and 2,000 more are two months: the end of November.
    found = ceilings.ceiling(Decimal(11000), months(*[1000] * 9), until=date(2019, 10, 1), end=END)
    assert found.dates is not None
    assert found.empty_on == found.dates.likely
    assert found.dates.likely is not None
    assert abs((found.dates.likely - date(2019, 11, 29)).days) <= 5
    assert found.dates.earliest is not None
    assert date(2019, 10, 1) < found.dates.earliest < found.dates.likely
    assert found.warning.startswith("Al 82% is gebruikt. Het budget is waarschijnlijk op ")
    assert found.warning.endswith("). Gerekend met wat bekend is tot en met 30 september 2019.")
    assert found.warning.count(" 2019") == (4 if found.dates.latest else 3)
    assert found.kind == "warn"
    assert found.bar.text == "€\u00a09.000,00 van €\u00a011.000,00"


def test_earlier_years_say_when_in_the_year_it_is_spent() -> None:
    # Half a year at 500 a month. Last year the second half cost three times as much as the first: 9,000 more.
    half = months(*[500] * 6)
    last_year = [(day.replace(year=2018), amount) for day, amount in months(*[500] * 6, *[1500] * 6)]
    alone = ceilings.ceiling(Decimal(9000), half, until=date(2019, 7, 1), end=END)
    with_last_year = ceilings.ceiling(Decimal(9000), half, until=date(2019, 7, 1), end=END, earlier=[last_year])
    assert (alone.runs_out, with_last_year.runs_out) == (False, True)
    assert with_last_year.warning.startswith("Het budget is waarschijnlijk op ")  # at a third of the amount


def test_one_line_is_too_little_and_gets_the_straight_line() -> None:
    # 8,000 of 10,000 in the 181 days until 1 July: 10,000 x 181 / 8,000 = 226.25, so day 227 is 15 August
    one = [(date(2019, 6, 30), Decimal(8000))]
    found = ceilings.ceiling(Decimal(10000), one, until=date(2019, 7, 1), end=END)
    assert (found.empty_on, found.dates) == (date(2019, 8, 15), None)
    assert found.warning == "Al 80% is gebruikt. In dit tempo is het op rond 15 augustus 2019."


def test_in_the_first_month_nothing_but_the_straight_line_is_said() -> None:
    # 150 in the 20 days until 21 January is 7.50 a day: 1,000 lasts 133.3 days, so day 134 is 14 May.
    lines = [(date(2019, 1, 10), Decimal(100)), (date(2019, 1, 20), Decimal(50))]
    found = ceilings.ceiling(Decimal(1000), lines, until=date(2019, 1, 21), end=END)
    assert (found.empty_on, found.dates) == (date(2019, 5, 14), None)


def test_an_amount_that_lasts_the_year_has_no_day() -> None:
    half = ceilings.ceiling(Decimal(10000), months(*[650] * 6), until=date(2019, 7, 1), end=END)
    assert (half.empty_on, half.warning) == (None, "")
    assert ceilings.straight_line(Decimal(100), Decimal(0), date(2019, 1, 1), date(2019, 7, 1)) is None
    assert ceilings.ceiling(Decimal(100), [], until=date(2019, 1, 1), end=END).warning == ""


def test_above_three_quarters_it_is_said_that_the_amount_will_do() -> None:
    # 11 months of 700 are 7,700 of 10,000, and one month is left.
    found = ceilings.ceiling(Decimal(10000), months(*[700] * 11), until=date(2019, 12, 1), end=END)
    assert found.empty_on is None
    assert found.warning.startswith("Al 77% is gebruikt. Het budget raakt dit jaar niet op. Verwacht aan het einde")
    assert not found.runs_out


def test_what_is_used_up_has_no_forecast() -> None:
    found = ceilings.ceiling(Decimal(1000), months(600, 600), until=date(2019, 3, 1), end=END)
    assert (found.level, found.dates) == (Level.FULL, None)
    assert found.warning.replace("\xa0", " ") == "Het hele bedrag is gebruikt. Dat is € 200,00 te veel."


def test_a_year_that_is_over_has_no_day_to_come() -> None:
    found = ceilings.ceiling(Decimal(13000), months(*[1000] * 12), until=END, end=END)
    assert (found.empty_on, found.dates) == (None, None)
    assert found.warning == "Al 92% is gebruikt."


# --- costs -----------------------------------------------------------------------------------------------------------

lines = st.lists(
    st.builds(
        CostLine,
        st.integers(1, 12).map(lambda month: date(2018, month, 1)),
        st.sampled_from(CostKind.values),
        st.sampled_from(CostWork.values),
        st.integers(-(10**6), 10**8).map(lambda cents: Decimal(cents) / 100),
    ),
    max_size=40,
)


@given(lines)
def test_costs_by_kind_by_month_and_by_work_are_the_same_total(found: list[CostLine]) -> None:
    table = costs.table_of(found)
    total = sum((line.amount for line in found), Decimal(0))
    assert table.total == total
    assert sum((row.total for row in table.rows), Decimal(0)) == total
    assert sum(table.kind_totals, Decimal(0)) == total
    assert sum(table.by_work.values(), Decimal(0)) == total
    cells = sum((cell for row in table.rows for cell in row.kinds if cell is not None), Decimal(0))
    assert cells == total
    assert sum((line.amount for line in costs.added_up(found)), Decimal(0)) == total


# --- obligations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "today", "next_on"),
    [
        ("quarterly", date(2018, 2, 1), date(2018, 3, 31)),
        ("quarterly", date(2018, 3, 31), date(2018, 3, 31)),
        ("quarterly", date(2018, 4, 1), date(2018, 6, 30)),
        ("quarterly", date(2019, 1, 1), None),
        ("half_year", date(2018, 4, 1), date(2018, 6, 30)),
        ("half_year", date(2018, 7, 1), None),
        ("determination", date(2018, 7, 1), date(2018, 12, 31)),
    ],
)
def test_an_obligation_falls_due_after_its_period(due: str, today: date, next_on: date | None) -> None:
    assert next_due(ObligationLine("x", "text", due), 2018, today) == next_on


def test_a_dated_obligation_keeps_its_day() -> None:
    line = ObligationLine("x", "file", "date", due_on=date(2018, 10, 1))
    assert next_due(line, 2018, date(2018, 11, 1)) == date(2018, 10, 1)
