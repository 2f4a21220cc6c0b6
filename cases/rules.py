"""Decisions about cases, pure: values in, values out; today is an argument.

Sources: terms and guideline are the partnership's norms (Zoetermeer: first contact within 2 weeks, urgent
3 days, regular 28 days, 10 hours a question); a term's end moves on by the Algemene termijnenwet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cases.codes import PauseReason
from oco.workdays import is_working_day, next_working_day, term_end

# From this share of the guideline on, the page asks: finish, split, refer, or give the reason.
NUDGE_SHARE = 0.8
REOPEN_WITHIN_DAYS = 30
DUE_SOON_DAYS = 3
# A longer stand-still is a question to close, or to plan anew with the client.
PAUSE_AT_MOST_DAYS = 90
# Three calls in one minute are one attempt.
ATTEMPTS_APART = timedelta(hours=1)


@dataclass(frozen=True)
class TermNorms:
    """The norms in force on the day of receipt; days are calendar days, the guideline is in minutes."""

    first_contact_days: int = 14
    pick_up_urgent_days: int = 3
    pick_up_regular_days: int = 28
    guideline_minutes: int = 600
    trajectory_days: int | None = None


@dataclass(frozen=True)
class Terms:
    """What is stamped on a question at its intake."""

    first_contact_due_on: date
    pick_up_due_on: date
    guideline_minutes: int
    trajectory_days: int | None = None


def terms(norms: TermNorms, *, received_on: date, urgent: bool) -> Terms:
    """The last days of both terms, and the guideline, of a question received on this day."""
    pick_up_days = norms.pick_up_urgent_days if urgent else norms.pick_up_regular_days
    return Terms(
        first_contact_due_on=term_end(received_on, norms.first_contact_days),
        pick_up_due_on=term_end(received_on, pick_up_days),
        guideline_minutes=norms.guideline_minutes,
        trajectory_days=norms.trajectory_days,
    )


class Clock(StrEnum):
    """Where a term stands."""

    ON_TIME = "on_time"
    ON_TIME_AFTER_PAUSE = "on_time_after_pause"  # done after the first last day, within the lengthened one
    LATE = "late"  # done, after its last day
    RUNNING = "running"
    PAUSED = "paused"  # not done, and standing still
    DUE_SOON = "due_soon"  # not done, and the last day is near
    OVERDUE = "overdue"  # not done, and the last day is over
    ENDED = "ended"  # the question was closed before it came to this


def clock(
    *,
    due_on: date,
    done_on: date | None,
    closed_on: date | None,
    today: date,
    paused_due_on: date | None = None,
    still_until: date | None = None,
) -> Clock:
    """On time or late is derived from the dates, never typed.

    `paused_due_on` is the last day after the pauses, `still_until` the day on which the clock runs again. A
    term whose last day is near is due soon, also while it stands still.
    """
    last_on = paused_due_on or due_on
    if done_on is not None:
        if done_on <= due_on:
            return Clock.ON_TIME
        return Clock.ON_TIME_AFTER_PAUSE if done_on <= last_on else Clock.LATE
    if closed_on is not None:
        return Clock.ENDED
    if today > last_on:
        return Clock.OVERDUE
    if last_on - today <= timedelta(days=DUE_SOON_DAYS):
        return Clock.DUE_SOON
    return Clock.PAUSED if still_until is not None and today < still_until else Clock.RUNNING


@dataclass(frozen=True, order=True)
class Still:
    """Days on which a term stands still: from a day, until the day on which the clock runs again."""

    from_on: date
    until_on: date


def after_pauses(due_on: date, pauses: Iterable[Still]) -> date | None:
    """The last day of a term after its pauses; None where no day of them counts.

    A day that lies in two pauses counts once. What began after the last day lengthens nothing: a missed
    term stays missed. The sum of days moves the last day on, once, to a working day; that day never lies
    in a pause itself.
    """
    last_on, runs_on, days = due_on, date.min, 0
    for still in sorted(pauses):
        if still.from_on > last_on:
            break
        days += max(0, (still.until_on - max(still.from_on, runs_on)).days)
        runs_on = max(runs_on, still.until_on)
        last_on = next_working_day(max(due_on + timedelta(days=days), runs_on))
    return last_on if days else None


def counted_attempts(moments: Iterable[datetime]) -> list[datetime]:
    """The attempts that count towards a pause: the first, and each at least an hour after one that counts."""
    counted: list[datetime] = []
    for moment in sorted(moments):
        if not counted or moment - counted[-1] >= ATTEMPTS_APART:
            counted.append(moment)
    return counted


def pause_from(reason: PauseReason, *, attempts_on: Sequence[date], needed: int, today: date) -> date | None:
    """The earliest day on which a pause may begin; None where there is no ground for one yet.

    `attempts_on`: the days of the attempts that count, in order. Unreachable: the day of the attempt that made
    up the number. The client asked: the day of the last attempt, when somebody else may have answered.
    """
    if reason == PauseReason.CLIENT_ASKED:
        return attempts_on[-1] if attempts_on else today
    return attempts_on[needed - 1] if len(attempts_on) >= needed else None


class Guideline(StrEnum):
    """Hours used against the guideline in force at intake."""

    WITHIN = "within"
    NEAR = "near"  # from 80 percent on
    ABOVE = "above"


def guideline(*, minutes: int, guideline_minutes: int) -> Guideline:
    """Above is more than the guideline; exactly ten hours is still within ten hours."""
    if minutes > guideline_minutes:
        return Guideline.ABOVE
    return Guideline.NEAR if minutes >= guideline_minutes * NUDGE_SHARE else Guideline.WITHIN


def may_reopen(*, closed_on: date, today: date) -> bool:
    """Within 30 days it is the same question; later it is a new one that follows it."""
    return today <= reopen_until(closed_on)


def reopen_until(closed_on: date) -> date:
    """The last day on which it is still the same question."""
    return closed_on + timedelta(days=REOPEN_WITHIN_DAYS)


class Mandate(StrEnum):
    """How a mandate (machtiging) of a representative stands on a day."""

    COMING = "coming"
    HOLDS = "holds"
    ENDED = "ended"


def mandate(*, today: date, begin: date, end: date | None) -> Mandate:
    """Holds from its first day up to and including its last; without a last day until it is taken back."""
    if today < begin:
        return Mandate.COMING
    return Mandate.HOLDS if end is None or today <= end else Mandate.ENDED


def proposed_supporter(
    *,
    provider: int | None,
    fixed: Mapping[int, int],
    available: Collection[tuple[int, int]],
    set_aside: Collection[int],
) -> tuple[int, int] | None:
    """Provider and supporter that triage proposes for a new question: the client's fixed contact person at the
    question's provider, or at the only provider where they have one. `fixed` is provider -> supporter; who isn't
    `available` there today, or was set aside, is proposed to nobody."""
    fits = [(at, who) for at, who in fixed.items() if (at, who) in available and who not in set_aside]
    if provider is not None:
        fits = [(at, who) for at, who in fits if at == provider]
    return fits[0] if len(fits) == 1 else None


# A pace says something from three weeks and three days of work on; what lies further off than a year is a guess.
PACE_AFTER_DAYS = 21
PACE_FROM_DAYS_WORKED = 3
PACE_AT_MOST_DAYS = 365


@dataclass(frozen=True)
class Pace:
    """How fast a question uses its hours, and when it comes to the guideline at that pace."""

    minutes_a_week: int
    reaches_on: date


def pace(*, minutes: int, guideline_minutes: int, first_on: date | None, days_worked: int, today: date) -> Pace | None:
    """From the minutes so far and the weeks since the first of them. None with too little history, above the
    guideline, or where the day is more than a year off."""
    if first_on is None or minutes <= 0 or minutes >= guideline_minutes:
        return None
    days = (today - first_on).days + 1
    if days < PACE_AFTER_DAYS or days_worked < PACE_FROM_DAYS_WORKED:
        return None
    left = -(-(guideline_minutes - minutes) * days // minutes)  # whole days, rounded up
    if left > PACE_AT_MOST_DAYS:
        return None
    return Pace(minutes_a_week=round(minutes * 7 / days), reaches_on=today + timedelta(days=left))


# The minutes of the buttons, the most useful first; own ones take the place of the last of them.
USUAL_MINUTES = (30, 15, 60, 5, 45, 10)
OWN_AFTER_USES = 5


def quick_minutes(uses: Mapping[int, int]) -> tuple[int, ...]:
    """The six minutes on somebody's buttons, small to large: what they wrote more than five times, the most used
    first, filled up with the usual ones. `uses` is how often they wrote which number of minutes."""
    often = sorted((minutes for minutes, times in uses.items() if times > OWN_AFTER_USES), key=lambda m: (-uses[m], m))
    own = often[: len(USUAL_MINUTES)]
    usual = [minutes for minutes in USUAL_MINUTES if minutes not in own]
    return tuple(sorted([*own, *usual[: len(USUAL_MINUTES) - len(own)]]))


def reminded_on(weekdays: str, day: date) -> bool:
    """Whether somebody who chose these weekdays ("15": Monday and Friday) is mailed on this day.

    Nobody is mailed on a day off; who chose such a day is mailed on the working day after it.
    """
    if not is_working_day(day):
        return False
    while str(day.isoweekday()) not in weekdays:
        day -= timedelta(days=1)
        if is_working_day(day):
            return False
    return True
