"""The clock with pauses, attempts that count, the pace and the minute buttons, as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.codes import PauseReason
from cases.rules import (
    Clock,
    Pace,
    Still,
    after_pauses,
    clock,
    counted_attempts,
    pace,
    pause_from,
    quick_minutes,
)


def nov(day: int) -> date:
    return date(2026, 11, day)


def dec(day: int) -> date:
    return date(2026, 12, day)


# --- the last day after pauses ----------------------------------------------------------------------------------------

DUE = dec(4)  # a Friday


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([], None),
        # Monday to Thursday, 3 days: Friday 4 + 3 = Monday 7.
        ([(nov(30), dec(3))], dec(7)),
        # One day: Saturday 5, so Monday 7 (Algemene termijnenwet).
        ([(nov(30), dec(1))], dec(7)),
        # Two apart, 3 + 2 = 5 days: Wednesday 9.
        ([(nov(23), nov(26)), (nov(30), dec(2))], dec(9)),
        # The same days twice count once: 3 days.
        ([(nov(30), dec(3)), (nov(30), dec(3))], dec(7)),
        # Overlapping, 30 November to 6 December: 6 days, Thursday 10.
        ([(nov(30), dec(3)), (dec(1), dec(6))], dec(10)),
        # One inside the other: 6 days.
        ([(nov(30), dec(6)), (dec(1), dec(3))], dec(10)),
        # On the last day itself it may still begin: 4 + 10 = Monday 14.
        ([(dec(4), dec(14))], dec(14)),
        # After the last day nothing lengthens.
        ([(dec(5), dec(14))], None),
        # The second begins within the lengthened term: 3 + 7 = 10 days, Monday 14.
        ([(nov(30), dec(3)), (dec(7), dec(14))], dec(14)),
        # Two days of a weekend: 4 + 1 = Saturday, moved to Monday 7; a second pause of Monday: 4 + 2 = Sunday,
        # so Monday, on which it stands still: the last day is Tuesday 8, when it runs again.
        ([(nov(30), dec(1)), (dec(7), dec(8))], dec(8)),
        # 4 + 21 = Christmas Day, a Friday; the 26th is a Saturday: Monday 28.
        ([(dec(1), dec(22))], dec(28)),
        # Ended on the day on which it began: as if never paused.
        ([(nov(30), nov(30))], None),
    ],
)
def test_pauses_move_the_last_day_on(pauses: list[tuple[date, date]], expected: date | None) -> None:
    assert after_pauses(DUE, [Still(*pause) for pause in pauses]) == expected


def test_the_last_day_never_lies_in_a_pause() -> None:
    for begin in range(30):
        for length in range(1, 40):
            from_on = nov(5) + timedelta(days=begin)
            still = Still(from_on, from_on + timedelta(days=length))
            found = after_pauses(DUE, [still])
            if from_on <= DUE:
                assert found is not None
                assert found >= max(still.until_on, DUE + timedelta(days=length))
            else:
                assert found is None


# --- the clock --------------------------------------------------------------------------------------------------------

LONGER = dec(14)


@pytest.mark.parametrize(
    ("done", "closed", "still", "today", "expected"),
    [
        (dec(4), None, None, dec(20), Clock.ON_TIME),  # within the first term: the pause made no difference
        (dec(5), None, None, dec(20), Clock.ON_TIME_AFTER_PAUSE),
        (dec(14), None, None, dec(20), Clock.ON_TIME_AFTER_PAUSE),
        (dec(15), None, None, dec(20), Clock.LATE),
        (None, None, dec(10), dec(2), Clock.PAUSED),
        (None, None, dec(10), dec(10), Clock.RUNNING),  # on the day itself it runs again
        (None, None, dec(14), dec(11), Clock.DUE_SOON),  # three days left, though it stands still
        (None, None, dec(10), dec(5), Clock.PAUSED),  # the first last day is over, the lengthened one isn't
        (None, None, dec(10), dec(15), Clock.OVERDUE),
        (None, dec(6), dec(10), dec(8), Clock.ENDED),
    ],
)
def test_the_clock_keeps_on_time_after_pause_apart(
    done: date | None, closed: date | None, still: date | None, today: date, expected: Clock
) -> None:
    found = clock(due_on=DUE, paused_due_on=LONGER, done_on=done, closed_on=closed, still_until=still, today=today)
    assert found is expected


# --- attempts ---------------------------------------------------------------------------------------------------------


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moments", "counted"),
    [
        ([], 0),
        ([at(16, 9)], 1),
        ([at(16, 9), at(16, 9, 1), at(16, 9, 2)], 1),  # three clicks in two minutes
        ([at(16, 9), at(16, 9, 59)], 1),
        ([at(16, 9), at(16, 10)], 2),
        ([at(16, 9), at(16, 9, 40), at(16, 10, 20)], 2),  # the third is an hour after the first, which counts
        ([at(17, 9), at(16, 9), at(18, 9)], 3),
    ],
)
def test_attempts_within_an_hour_count_once(moments: list[datetime], counted: int) -> None:
    assert len(counted_attempts(moments)) == counted


@pytest.mark.parametrize(
    ("reason", "attempts", "expected"),
    [
        (PauseReason.UNREACHABLE, [], None),
        (PauseReason.UNREACHABLE, [nov(10), nov(12)], None),
        (PauseReason.UNREACHABLE, [nov(10), nov(12), nov(16)], nov(16)),
        (PauseReason.UNREACHABLE, [nov(10), nov(12), nov(16), nov(17)], nov(16)),  # the third made up the number
        (PauseReason.CLIENT_ASKED, [], nov(18)),
        (PauseReason.CLIENT_ASKED, [nov(10), nov(12)], nov(12)),
    ],
)
def test_a_pause_begins_on_the_attempt_it_rests_on_or_today(
    reason: PauseReason, attempts: list[date], expected: date | None
) -> None:
    assert pause_from(reason, attempts_on=attempts, needed=3, today=nov(18)) == expected


# --- the pace ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "first", "days_worked", "expected"),
    [
        # 4 weeks (28 days with today), 240 of 600 minutes: 60 a week; 360 left is 6 weeks, 42 days.
        (240, nov(3), 4, Pace(60, nov(30) + timedelta(days=42))),
        # 3 weeks, 1 minute: 599 left at a third of a minute a week is far beyond a year.
        (1, nov(10), 3, None),
        (240, nov(11), 4, None),  # 20 days: too little to go by
        (240, nov(10), 2, None),  # on two days only
        (240, None, 0, None),
        (600, nov(3), 4, None),  # reached
        (700, nov(3), 4, None),
        (0, nov(3), 3, None),
        # 21 days, 599 minutes: 1 left is less than a day, so tomorrow.
        (599, nov(10), 5, Pace(200, nov(30) + timedelta(days=1))),
    ],
)
def test_the_pace_tells_when_the_guideline_is_reached(
    minutes: int, first: date | None, days_worked: int, expected: Pace | None
) -> None:
    found = pace(minutes=minutes, guideline_minutes=600, first_on=first, days_worked=days_worked, today=nov(30))
    assert found == expected


# --- the minute buttons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ({}, (5, 10, 15, 30, 45, 60)),
        ({25: 5}, (5, 10, 15, 30, 45, 60)),  # five times isn't more than five
        ({25: 6}, (5, 15, 25, 30, 45, 60)),  # 10, the least useful of the usual ones, makes room
        ({30: 50}, (5, 10, 15, 30, 45, 60)),
        ({1: 9, 20: 8, 25: 7}, (1, 15, 20, 25, 30, 60)),
        # Seven of them: the six most used, of 40 and 50 the smaller.
        ({20: 9, 25: 9, 35: 9, 70: 9, 75: 9, 50: 6, 40: 6}, (20, 25, 35, 40, 70, 75)),
    ],
)
def test_the_buttons_learn_what_somebody_writes(uses: dict[int, int], expected: tuple[int, ...]) -> None:
    assert quick_minutes(uses) == expected
