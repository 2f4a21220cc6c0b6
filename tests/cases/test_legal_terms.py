"""Terms by law, as tables: to file, to get an answer, to hand over an own plan."""

from __future__ import annotations

from datetime import date

import pytest

from cases.codes import ObjectionKind
from cases.legal_terms import Stand, decide_by, file_by, own_plan_by, stand, talks_until

OBJECTION, APPEAL, COMPLAINT = ObjectionKind.OBJECTION, ObjectionKind.APPEAL, ObjectionKind.COMPLAINT


@pytest.mark.parametrize(
    ("announced", "last"),
    [
        # Sent on a Wednesday: the first day is Thursday, the 42nd the Wednesday six weeks later.
        (date(2026, 11, 4), date(2026, 12, 16)),
        # A Saturday and a Sunday: Monday.
        (date(2026, 9, 5), date(2026, 10, 19)),
        (date(2026, 9, 6), date(2026, 10, 19)),
        # Christmas Day 2026 is a Friday and Boxing Day a Saturday: Monday the 28th.
        (date(2026, 11, 13), date(2026, 12, 28)),
        (date(2026, 11, 14), date(2026, 12, 28)),
        # New Year's Day, a Friday.
        (date(2026, 11, 20), date(2027, 1, 4)),
        # Good Friday 2027 counts, then the weekend and Easter Monday: Tuesday 30 March. Easter Sunday the same.
        (date(2027, 2, 12), date(2027, 3, 30)),
        (date(2027, 2, 14), date(2027, 3, 30)),
        # The day before Good Friday is a working day.
        (date(2027, 2, 11), date(2027, 3, 25)),
        # King's Day, Liberation Day (every year), Ascension Day and Whit Monday of 2026.
        (date(2026, 3, 16), date(2026, 4, 28)),
        (date(2026, 3, 24), date(2026, 5, 6)),
        (date(2026, 4, 2), date(2026, 5, 15)),
        (date(2026, 4, 13), date(2026, 5, 26)),
        # February in a leap year.
        (date(2028, 1, 19), date(2028, 3, 1)),
    ],
)
@pytest.mark.parametrize("kind", [OBJECTION, APPEAL])
def test_six_weeks_from_the_day_after_the_decision(kind: ObjectionKind, announced: date, last: date) -> None:
    assert file_by(kind, announced_on=announced) == last


def test_a_complaint_has_no_last_day_to_file() -> None:
    assert file_by(COMPLAINT, announced_on=date(2026, 11, 4)) is None
    assert file_by(COMPLAINT, announced_on=None) is None


FILE_BY, FILED = date(2026, 12, 28), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("kind", "file_by", "filed", "committee", "extended", "due"),
    [
        (OBJECTION, FILE_BY, None, False, False, None),  # nothing filed, nothing to answer
        # Counted from the end of the term for filing, not from the filing: 28 December + 42 days.
        (OBJECTION, FILE_BY, FILED, False, False, date(2027, 2, 8)),
        (OBJECTION, FILE_BY, date(2026, 12, 28), False, False, date(2027, 2, 8)),
        (OBJECTION, FILE_BY, FILED, True, False, date(2027, 3, 22)),  # + 84
        (OBJECTION, FILE_BY, FILED, False, True, date(2027, 3, 22)),  # + 42 + 42
        (OBJECTION, FILE_BY, FILED, True, True, date(2027, 5, 3)),  # + 84 + 42
        # 12 February + 42 is Good Friday: Tuesday after Easter.
        (OBJECTION, date(2027, 2, 12), date(2027, 1, 12), False, False, date(2027, 3, 30)),
        # A complaint is answered from its receipt on: 13 November + 42 is Christmas Day.
        (COMPLAINT, None, date(2026, 11, 13), False, False, date(2026, 12, 28)),
        (COMPLAINT, None, date(2026, 11, 13), True, False, date(2027, 1, 22)),  # + 70
        (COMPLAINT, None, date(2026, 11, 13), False, True, date(2027, 1, 22)),  # + 42 + 28
        (COMPLAINT, None, None, False, False, None),
        (APPEAL, FILE_BY, FILED, False, False, None),  # a court plans for itself
    ],
)
def test_the_answer_is_due(
    kind: ObjectionKind, file_by: date | None, filed: date | None, committee: bool, extended: bool, due: date | None
) -> None:
    assert decide_by(kind, file_by=file_by, filed_on=filed, committee=committee, extended=extended) == due


LAST, DUE = date(2026, 12, 16), date(2027, 1, 27)


@pytest.mark.parametrize(
    ("last", "filed", "due", "ended", "today", "expected"),
    [
        (LAST, None, None, None, date(2026, 12, 1), Stand.OPEN),  # 15 days before
        (LAST, None, None, None, date(2026, 12, 2), Stand.SOON),  # 14 days before
        (LAST, None, None, None, LAST, Stand.SOON),  # the last day itself
        (LAST, None, None, None, date(2026, 12, 17), Stand.MISSED),
        (LAST, FILED, DUE, None, DUE, Stand.WAITING),
        (LAST, FILED, DUE, None, date(2027, 1, 28), Stand.UNANSWERED),
        (LAST, FILED, None, None, date(2030, 1, 1), Stand.WAITING),  # an appeal
        (LAST, FILED, DUE, date(2027, 2, 1), date(2027, 3, 1), Stand.ENDED),
        (LAST, None, None, date(2026, 12, 1), date(2027, 3, 1), Stand.ENDED),  # not gone through with
        (None, None, None, None, date(2030, 1, 1), Stand.OPEN),  # a complaint
    ],
)
def test_where_it_stands(
    last: date | None, filed: date | None, due: date | None, ended: date | None, today: date, expected: Stand
) -> None:
    assert stand(file_by=last, filed_on=filed, decide_by=due, ended_on=ended, today=today) is expected


def test_what_asks_for_somebody() -> None:
    assert [each for each in Stand if each.asks] == [Stand.SOON, Stand.MISSED, Stand.UNANSWERED]


@pytest.mark.parametrize(
    ("reported", "last"),
    [
        (date(2026, 11, 18), date(2026, 11, 25)),
        (date(2026, 11, 21), date(2026, 11, 30)),  # a Saturday: Monday
        (date(2026, 12, 18), date(2026, 12, 28)),  # Christmas Day
    ],
)
def test_an_own_plan_within_seven_days(reported: date, last: date) -> None:
    assert own_plan_by(reported_on=reported) == last


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 11, 18), date(2026, 11, 19)),
        (date(2026, 11, 20), date(2026, 11, 23)),  # a Friday: the talk of Monday as well
        (date(2027, 3, 25), date(2027, 3, 30)),  # before Easter
    ],
)
def test_a_talk_comes_to_mind_on_the_working_day_before(today: date, until: date) -> None:
    assert talks_until(today) == until
