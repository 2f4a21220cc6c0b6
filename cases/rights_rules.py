"""Decisions about a client's rights, pure: values in, values out; today is an argument.

Sources: AVG art. 12 (3), an answer within one month, which two further months may lengthen; Regulation 1182/71 art. 3,
a term in months ends on the day with the same number, or on the month's last day where there is none, and moves on
from a weekend or holiday.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum

from oco.workdays import next_working_day

MONTHS, MONTHS_EXTENDED = 1, 3


def answer_due_on(received_on: date, *, extended: bool = False) -> date:
    """The last day on which the client has an answer."""
    months = received_on.year * 12 + received_on.month - 1 + (MONTHS_EXTENDED if extended else MONTHS)
    year, month = months // 12, months % 12 + 1
    return next_working_day(date(year, month, min(received_on.day, monthrange(year, month)[1])))


def may_extend(*, due_on: date, extended: bool, decided: bool, today: date) -> bool:
    """Once, and the client must hear of it within the first month."""
    return not extended and not decided and today <= due_on


class Reach(StrEnum):
    """How far a removal at one provider goes."""

    NOTHING = "nothing"  # a question still runs
    CONTENT = "content"  # what this provider wrote; another one still knows the client
    WHOLE = "whole"  # the identity as well


def removal_reach(*, open_here: int, known_elsewhere: bool) -> Reach:
    """A provider removes what it keeps itself. Identity stays as long as another provider works with it."""
    if open_here:
        return Reach.NOTHING
    return Reach.CONTENT if known_elsewhere else Reach.WHOLE
