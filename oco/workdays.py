"""Working days and terms by the Algemene termijnenwet.

Art. 1: a term that ends on a Saturday, Sunday or general holiday runs on to the next working day.
Art. 3: which days are general holidays; Good Friday counts as one, and so does 5 May every year.
Days that a royal decree adds (art. 3 lid 3) are named in `EQUATED_DAYS`.
"""

from datetime import date, timedelta
from functools import cache

import holidays

# Royal decrees equate single days, mostly the Friday after Ascension Day; none is needed before 2026.
EQUATED_DAYS: frozenset[date] = frozenset()


@cache
def general_holidays(year: int) -> frozenset[date]:
    """General holidays of one year; 5 May is a public holiday for the law every year, not once in five."""
    return frozenset(holidays.country_holidays("NL", years=year, categories=("public", "optional")))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in general_holidays(day.year) and day not in EQUATED_DAYS


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def term_end(start: date, days: int) -> date:
    """Last day of a term of `days` calendar days after `start`, moved on to a working day."""
    return next_working_day(start + timedelta(days=days))


def working_days_between(start: date, end: date) -> int:
    """Working days from `start` up to but not including `end`."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range((end - start).days))
