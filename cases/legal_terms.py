"""Terms by law around a decision of the municipality, pure: days in, days out; today is an argument.

Sources: Algemene wet bestuursrecht (Awb) art. 6:7, 6:8, 7:10, 9:11 and, for the own plan, Wmo 2015 art. 2.3.2 lid 2.
A last day on a Saturday, Sunday or general holiday moves on by the Algemene termijnenwet (oco/workdays.py); a holiday
that isn't known there makes the last day too early, never too late.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from cases.codes import ObjectionKind
from oco.workdays import next_working_day, term_end

# From so many days before the last day on, filing asks for attention.
WARN_DAYS = 14
FILE_WEEKS = 6
DECIDE_WEEKS, WITH_COMMITTEE_WEEKS, EXTENSION_WEEKS = 6, 12, 6
ANSWER_WEEKS, ANSWER_WITH_COMMITTEE_WEEKS, ANSWER_EXTENSION_WEEKS = 6, 10, 4
OWN_PLAN_DAYS = 7


def file_by(kind: ObjectionKind, *, announced_on: date | None) -> date | None:
    """The last day to file: six weeks, of which the first day is the one after the announcement (art. 6:7 and 6:8).

    A decision sent on a Monday can be objected to until and including a Monday. A complaint has no term.
    """
    if kind == ObjectionKind.COMPLAINT or announced_on is None:
        return None
    return term_end(announced_on, FILE_WEEKS * 7)


def decide_by(
    kind: ObjectionKind, *, file_by: date | None, filed_on: date | None, committee: bool, extended: bool
) -> date | None:
    """The last day for the answer to what was filed; None where the law names none.

    An objection: 6 weeks after the term for filing has ended, 12 with a committee, once put off by 6 (art. 7:10).
    A complaint: 6 weeks after receipt, 10 with a committee, once put off by 4 (art. 9:11). A court plans for itself.
    """
    if filed_on is None:
        return None
    if kind == ObjectionKind.OBJECTION and file_by is not None:
        weeks = WITH_COMMITTEE_WEEKS if committee else DECIDE_WEEKS
        return term_end(file_by, 7 * (weeks + EXTENSION_WEEKS * extended))
    if kind == ObjectionKind.COMPLAINT:
        weeks = ANSWER_WITH_COMMITTEE_WEEKS if committee else ANSWER_WEEKS
        return term_end(filed_on, 7 * (weeks + ANSWER_EXTENSION_WEEKS * extended))
    return None


def own_plan_by(*, reported_on: date) -> date:
    """Until when the client may hand over an own plan (persoonlijk plan): seven days after asking for help."""
    return term_end(reported_on, OWN_PLAN_DAYS)


class Stand(StrEnum):
    """Where an objection or a complaint stands."""

    OPEN = "open"  # not filed, and there is time or no term
    SOON = "soon"  # not filed, and the last day is near
    MISSED = "missed"  # not filed, and the last day is over
    WAITING = "waiting"  # filed, the answer isn't due yet
    UNANSWERED = "unanswered"  # filed, and the day of the answer is over
    ENDED = "ended"

    @property
    def asks(self) -> bool:
        """Whether somebody has to do something."""
        return self in (Stand.SOON, Stand.MISSED, Stand.UNANSWERED)


def stand(
    *, file_by: date | None, filed_on: date | None, decide_by: date | None, ended_on: date | None, today: date
) -> Stand:
    """Derived from the days, never typed."""
    if ended_on is not None:
        return Stand.ENDED
    if filed_on is not None:
        return Stand.UNANSWERED if decide_by is not None and today > decide_by else Stand.WAITING
    if file_by is None:
        return Stand.OPEN
    if today > file_by:
        return Stand.MISSED
    return Stand.SOON if file_by - today <= timedelta(days=WARN_DAYS) else Stand.OPEN


def talks_until(today: date) -> date:
    """Up to which day a coming talk is brought to mind: on a Friday that of Monday as well."""
    return next_working_day(today + timedelta(days=1))
