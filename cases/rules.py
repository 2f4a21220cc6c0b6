"""Decisions about cases, pure: values in, values out; today is an argument.

Sources: terms and guideline are the partnership's norms (Zoetermeer: first contact within 2 weeks, urgent
3 days, regular 28 days, 10 hours a question); a term's end moves on by the Algemene termijnenwet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oco.workdays import term_end

# From this share of the guideline on, the page asks: finish, split, refer, or give the reason.
NUDGE_SHARE = 0.8
REOPEN_WITHIN_DAYS = 30
DUE_SOON_DAYS = 3


@dataclass(frozen=True)
class TermNorms:
    """The norms in force on the day of receipt; days are calendar days, the guideline is in minutes."""

    first_contact_days: int = 14
    pick_up_urgent_days: int = 3
    pick_up_regular_days: int = 28
    guideline_minutes: int = 600


@dataclass(frozen=True)
class Terms:
    """What is stamped on a question at its intake."""

    first_contact_due_on: date
    pick_up_due_on: date
    guideline_minutes: int


def terms(norms: TermNorms, *, received_on: date, urgent: bool) -> Terms:
    """The last days of both terms, and the guideline, of a question received on this day."""
    pick_up_days = norms.pick_up_urgent_days if urgent else norms.pick_up_regular_days
    return Terms(
        first_contact_due_on=term_end(received_on, norms.first_contact_days),
        pick_up_due_on=term_end(received_on, pick_up_days),
        guideline_minutes=norms.guideline_minutes,
    )


class Clock(StrEnum):
    """Where a term stands."""

    ON_TIME = "on_time"
    LATE = "late"  # done, after its last day
    RUNNING = "running"
    DUE_SOON = "due_soon"  # not done, and the last day is near
    OVERDUE = "overdue"  # not done, and the last day is over
    ENDED = "ended"  # the question was closed before it came to this


def clock(*, due_on: date, done_on: date | None, closed_on: date | None, today: date) -> Clock:
    """On time or late is derived from the dates, never typed."""
    if done_on is not None:
        return Clock.ON_TIME if done_on <= due_on else Clock.LATE
    if closed_on is not None:
        return Clock.ENDED
    if today > due_on:
        return Clock.OVERDUE
    return Clock.DUE_SOON if due_on - today <= timedelta(days=DUE_SOON_DAYS) else Clock.RUNNING


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
