"""Terms, clock and guideline, as tables."""

from datetime import date

import pytest

from cases.rules import (
    Clock,
    Guideline,
    Mandate,
    TermNorms,
    clock,
    guideline,
    mandate,
    may_reopen,
    proposed_supporter,
    reminded_on,
    terms,
)

NORMS = TermNorms()


@pytest.mark.parametrize(
    ("received", "urgent", "contact_due", "pick_up_due"),
    [
        # Wednesday: 14 days on is a Wednesday, 28 as well.
        (date(2026, 11, 4), False, date(2026, 11, 18), date(2026, 12, 2)),
        # Urgent on Wednesday: 3 days on is a Saturday, so Monday.
        (date(2026, 11, 4), True, date(2026, 11, 18), date(2026, 11, 9)),
        # Sunday: both ends fall on a Sunday and move to Monday.
        (date(2026, 11, 22), False, date(2026, 12, 7), date(2026, 12, 21)),
        # Urgent, the Tuesday before Easter: Good Friday, the weekend and Easter Monday are all skipped.
        (date(2026, 3, 31), True, date(2026, 4, 14), date(2026, 4, 7)),
        # Urgent: Liberation Day counts every year, 2026 is no fifth year.
        (date(2026, 5, 2), True, date(2026, 5, 18), date(2026, 5, 6)),
        # Urgent: King's Day on Monday.
        (date(2026, 4, 24), True, date(2026, 5, 8), date(2026, 4, 28)),
        # First contact on Christmas Day, a Friday; 26 December is a Saturday: Monday the 28th.
        (date(2026, 12, 11), False, date(2026, 12, 28), date(2027, 1, 8)),
        # Pick-up on Boxing Day, a Saturday: Monday.
        (date(2026, 11, 28), False, date(2026, 12, 14), date(2026, 12, 28)),
    ],
)
def test_a_term_that_ends_on_a_day_off_moves_to_the_next_working_day(
    received: date, urgent: bool, contact_due: date, pick_up_due: date
) -> None:
    found = terms(NORMS, received_on=received, urgent=urgent)
    assert (found.first_contact_due_on, found.pick_up_due_on) == (contact_due, pick_up_due)
    assert found.guideline_minutes == 600


DUE = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("done", "closed", "today", "expected"),
    [
        (DUE, None, date(2026, 12, 1), Clock.ON_TIME),  # on the last day itself
        (date(2026, 11, 19), None, date(2026, 12, 1), Clock.LATE),
        (None, date(2026, 11, 10), date(2026, 12, 1), Clock.ENDED),
        (None, None, date(2026, 11, 14), Clock.RUNNING),  # four days left
        (None, None, date(2026, 11, 15), Clock.DUE_SOON),  # three days left
        (None, None, DUE, Clock.DUE_SOON),
        (None, None, date(2026, 11, 19), Clock.OVERDUE),
    ],
)
def test_the_clock_is_derived_from_the_dates(
    done: date | None, closed: date | None, today: date, expected: Clock
) -> None:
    assert clock(due_on=DUE, done_on=done, closed_on=closed, today=today) is expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, Guideline.WITHIN),
        (479, Guideline.WITHIN),
        (480, Guideline.NEAR),  # 80 percent of 600
        (600, Guideline.NEAR),  # ten hours is within ten hours
        (601, Guideline.ABOVE),
    ],
)
def test_the_guideline_nudges_from_eighty_percent_on(minutes: int, expected: Guideline) -> None:
    assert guideline(minutes=minutes, guideline_minutes=600) is expected


@pytest.mark.parametrize(("today", "allowed"), [(date(2026, 12, 18), True), (date(2026, 12, 19), False)])
def test_a_question_reopens_within_thirty_days(today: date, allowed: bool) -> None:
    assert may_reopen(closed_on=DUE, today=today) is allowed


@pytest.mark.parametrize(
    ("today", "end", "expected"),
    [
        (date(2026, 2, 28), None, Mandate.COMING),
        (date(2026, 3, 1), None, Mandate.HOLDS),  # on its first day
        (date(2030, 1, 1), None, Mandate.HOLDS),  # until it is taken back
        (date(2026, 6, 30), date(2026, 6, 30), Mandate.HOLDS),  # on its last day
        (date(2026, 7, 1), date(2026, 6, 30), Mandate.ENDED),
    ],
)
def test_a_mandate_holds_from_its_first_day_to_its_last(today: date, end: date | None, expected: Mandate) -> None:
    assert mandate(today=today, begin=date(2026, 3, 1), end=end) is expected


MEE, PALET = 1, 2
FATIMA, PETRA = 11, 22
THERE = {(MEE, FATIMA), (PALET, PETRA)}


@pytest.mark.parametrize(
    ("provider", "fixed", "available", "set_aside", "expected"),
    [
        (None, {}, THERE, set(), None),
        (None, {MEE: FATIMA}, THERE, set(), (MEE, FATIMA)),
        (None, {MEE: FATIMA, PALET: PETRA}, THERE, set(), None),  # which provider is the coordinator's to say
        (PALET, {MEE: FATIMA, PALET: PETRA}, THERE, set(), (PALET, PETRA)),
        (PALET, {MEE: FATIMA}, THERE, set(), None),
        (MEE, {MEE: FATIMA}, {(PALET, PETRA)}, set(), None),  # doesn't work there any more
        (MEE, {MEE: FATIMA}, THERE, {FATIMA}, None),  # not wanted any more
        (None, {MEE: FATIMA, PALET: PETRA}, {(PALET, PETRA)}, set(), (PALET, PETRA)),
    ],
)
def test_triage_proposes_the_fixed_contact_person(
    provider: int | None,
    fixed: dict[int, int],
    available: set[tuple[int, int]],
    set_aside: set[int],
    expected: tuple[int, int] | None,
) -> None:
    found = proposed_supporter(provider=provider, fixed=fixed, available=available, set_aside=set_aside)
    assert found == expected


@pytest.mark.parametrize(
    ("weekdays", "day", "mailed"),
    [
        ("12345", date(2026, 11, 18), True),  # a Wednesday
        ("12345", date(2026, 11, 21), False),  # a Saturday
        ("15", date(2026, 11, 18), False),
        ("15", date(2026, 11, 20), True),  # a Friday
        ("1", date(2026, 4, 6), False),  # Easter Monday
        ("1", date(2026, 4, 7), True),  # the Tuesday after it
        ("1", date(2026, 4, 8), False),
        ("5", date(2026, 12, 25), False),  # Christmas, a Friday
        ("5", date(2026, 12, 28), True),  # the Monday after it
        ("4", date(2026, 12, 28), False),
    ],
)
def test_a_chosen_day_off_moves_to_the_working_day_after_it(weekdays: str, day: date, mailed: bool) -> None:
    assert reminded_on(weekdays, day) is mailed
