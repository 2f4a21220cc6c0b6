"""Which reading is unusual, as pure rules: what somebody looked at on a day, and what is usual for them, in; flags out.

A flag is a reason to ask, not a judgement: each has an ordinary explanation. The numbers are a starting point of our
own, to be changed by what managers find in practice (docs/decisions/0046).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cases.identity import parts
from oco.workdays import is_working_day

HOUR = timedelta(hours=1)
MANY_IN_AN_HOUR = 12  # different clients opened; one every five minutes
TIMES_USUAL = 3
OUTSIDE_OWN = 3  # clients in a day
FROM_HOUR, UNTIL_HOUR = 7, 21
ODD_DAYS = 4  # of the last four weeks: who works then more often does so as a habit
LONG_CLOSED = timedelta(days=30)


class ReadingRule(StrEnum):
    """What is unusual. The value is stored."""

    MANY = "many"
    OUTSIDE = "outside"
    ODD_HOURS = "odd"
    SURNAME = "surname"
    CLOSED = "closed"


@dataclass(frozen=True)
class Look:
    """One client who was opened, not seen in a list, at a moment in local time."""

    client: int
    at: datetime


@dataclass(frozen=True)
class Known:
    """What is known of the reader. `usual_hour`: clients in their busiest hour, the median of their days; None where
    there are too few days. `own`: clients whom they work with, or whom they wrote something about that day."""

    is_supporter: bool
    name: str
    usual_hour: int | None = None
    odd_days: int = 0
    own: frozenset[int] = field(default_factory=frozenset)
    closed_on: dict[int, datetime] = field(default_factory=dict)  # clients without an open question here: since when
    names: dict[int, str] = field(default_factory=dict)  # surnames of the clients looked at


@dataclass(frozen=True)
class Flag:
    """`clients` are those whom it is about, `count` how many (or how many in the hour)."""

    rule: ReadingRule
    clients: tuple[int, ...]
    count: int
    usual: int | None = None


def busiest_hour(looks: Sequence[Look]) -> tuple[int, ...]:
    """The different clients of the sixty minutes with most of them, in order of looking."""
    ordered = sorted(looks, key=lambda look: look.at)
    best: tuple[int, ...] = ()
    for at, first in enumerate(ordered):
        within = tuple(dict.fromkeys(look.client for look in ordered[at:] if look.at < first.at + HOUR))
        if len(within) > len(best):
            best = within
    return best


def is_odd(at: datetime) -> bool:
    """At night, in a weekend or on a holiday."""
    return not FROM_HOUR <= at.hour < UNTIL_HOUR or not is_working_day(at.date())


def same_surname(reader: str, client: str) -> bool:
    """‘Fatima de Vries’ and ‘Vries’; the first name of the reader doesn't count."""
    own, theirs = parts(reader), set(parts(client))
    return bool(own[1:]) and bool(theirs & set(own[1:]))


def flags(looks: Sequence[Look], known: Known) -> Iterator[Flag]:
    """What is unusual about one person's reading of one day."""
    clients = tuple(dict.fromkeys(look.client for look in looks))
    strange = tuple(client for client in clients if client not in known.own)
    hour = busiest_hour(looks)
    if len(hour) > max(MANY_IN_AN_HOUR, TIMES_USUAL * (known.usual_hour or 0)):
        yield Flag(ReadingRule.MANY, hour, len(hour), known.usual_hour)
    # Who doesn't have clients of their own reads those of others by their work.
    if known.is_supporter and len(strange) >= OUTSIDE_OWN:
        yield Flag(ReadingRule.OUTSIDE, strange, len(strange))
    odd = tuple(dict.fromkeys(look.client for look in looks if is_odd(look.at)))
    if odd and known.odd_days < ODD_DAYS:
        yield Flag(ReadingRule.ODD_HOURS, odd, len(odd))
    namesakes = tuple(each for each in strange if same_surname(known.name, known.names.get(each, "")))
    if namesakes:
        yield Flag(ReadingRule.SURNAME, namesakes, len(namesakes))
    first = min((look.at for look in looks), default=None)
    closed = tuple(
        each for each in strange if first and each in known.closed_on and known.closed_on[each] < first - LONG_CLOSED
    )
    if closed:
        yield Flag(ReadingRule.CLOSED, closed, len(closed))
