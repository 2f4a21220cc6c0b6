"""The rules of the round: last days, turns, lateness, warnings, and who may do what. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oco.periods import Period
from subsidies import cycle, duties
from subsidies.cycle import DueRule, Terms
from subsidies.duties import Act, Duty

MEE, PALET, THIRD, PARTNERSHIP = 1, 2, 3, 9


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("2018-Q1", date(2018, 5, 1)),
        ("2018-Q2", date(2018, 8, 1)),
        ("2018-Q4", date(2019, 2, 1)),
        ("2018-H1", date(2018, 8, 1)),
        ("2018-H2", None),  # after it comes the annual report
        ("2018", date(2019, 4, 1)),
        ("2017", date(2018, 4, 3)),  # 1 April 2018 is Easter Sunday, 2 April Easter Monday
        ("2020-Q2", date(2020, 8, 3)),  # 1 August 2020 is a Saturday
    ],
)
def test_a_report_is_due_on_a_working_day(code: str, due: date | None) -> None:
    assert cycle.due_on(Period.parse(code), Terms()) == due


def test_what_is_not_asked_is_never_due_and_without_terms_nothing_is() -> None:
    assert cycle.due_on(Period.parse("2018-Q1"), Terms(quarter=None)) is None
    assert cycle.due_on(Period.parse("2018-Q1"), None) is None


def test_other_terms_and_uitstel_move_the_last_day() -> None:
    # The 15th of the first month after the quarter: 15 April 2018 is a Sunday.
    assert cycle.due_on(Period.parse("2018-Q1"), Terms(quarter=DueRule(0, 15))) == date(2018, 4, 16)
    assert cycle.due_on(Period.parse("2018-Q1"), Terms(), extended_to=date(2018, 6, 9)) == date(2018, 6, 11)


def turn(code: str, *, rotating: bool = True, first: int = MEE, swapped_to: int | None = None) -> int:
    return cycle.drawn_up_by(
        Period.parse(code),
        rotating=rotating,
        first=first,
        valid_from=date(2018, 1, 1),
        providers=[MEE, PALET, THIRD],
        swapped_to=swapped_to,
    )


def test_the_turn_goes_round_by_the_quarter_and_a_year_goes_with_its_last() -> None:
    codes = ["2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2"]
    assert [turn(code) for code in codes] == [MEE, PALET, THIRD, MEE, PALET, THIRD]
    assert (turn("2018-H1"), turn("2018-H2"), turn("2018")) == (PALET, MEE, MEE)
    assert [turn(code, first=THIRD) for code in codes[:3]] == [THIRD, MEE, PALET]


def test_a_fixed_lead_stays_and_a_swap_holds_for_one_period_only() -> None:
    assert {turn(code, rotating=False) for code in ("2018-Q1", "2018-Q2", "2018")} == {MEE}
    assert turn("2018-Q2", swapped_to=THIRD) == THIRD
    assert turn("2018-Q3") == THIRD  # as it would have been


@pytest.mark.parametrize(
    ("filed_on", "today", "late"),
    [
        (None, date(2018, 5, 1), 0),
        (None, date(2018, 5, 2), 1),
        (date(2018, 4, 30), date(2018, 9, 1), 0),
        (date(2018, 5, 11), date(2018, 9, 1), 10),
    ],
)
def test_days_late_are_counted_from_the_last_day(filed_on: date | None, today: date, late: int) -> None:
    assert cycle.days_late(date(2018, 5, 1), filed_on=filed_on, today=today) == late
    assert cycle.days_late(None, filed_on=filed_on, today=today) == 0


def test_every_warning_has_its_days_and_a_missed_day_is_caught_up_with() -> None:
    due = date(2018, 5, 1)

    def said(days_before: int) -> str:
        return cycle.occasion(due, filed=False, ended=True, today=due - timedelta(days=days_before))

    assert [said(15), said(14), said(9), said(4), said(3), said(0)] == ["", "14", "14", "14", "3", "3"]
    # Late: the first day, and then once a week.
    assert [said(-1), said(-7), said(-8), said(-14), said(-15)] == ["late-1", "late-1", "late-8", "late-8", "late-15"]
    assert cycle.occasion(due, filed=True, ended=True, today=date(2018, 9, 1)) == ""
    assert cycle.occasion(due, filed=False, ended=False, today=due) == ""


@pytest.mark.parametrize(
    ("mine", "arranged", "held", "may"),
    [
        ({PARTNERSHIP}, True, {Duty.ACCOUNTABLE}, set(Act) - {Act.CLOSE_PART}),
        ({MEE}, True, {Duty.LEAD, Duty.PARTNER}, {Act.CLOSE_PART, Act.FILE, Act.ANSWER, Act.CORRECT, Act.SWAP}),
        ({PALET}, True, {Duty.DEPUTY, Duty.PARTNER}, {Act.CLOSE_PART, Act.FILE, Act.ANSWER}),
        ({MEE}, False, set(), set()),  # nothing was agreed: a partner follows
        ({77}, True, set(), set()),
    ],
)
def test_who_may_do_what_by_duty(mine: set[int], arranged: bool, held: set[Duty], may: set[Act]) -> None:
    found = duties.duties(mine, accountable=PARTNERSHIP, lead=MEE, providers=[MEE, PALET], arranged=arranged)
    assert found == held
    assert {act for act in Act if duties.may(found, act)} == may


def test_a_lone_provider_is_accountable_and_no_partner_of_itself() -> None:
    assert duties.duties({MEE}, accountable=MEE, lead=None, providers=[], arranged=False) == {Duty.ACCOUNTABLE}
