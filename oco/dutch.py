"""How dates, times spent, numbers and telephone numbers are written in Dutch: reading what people type, and writing it.

Pure. The fields of forms are in oco/form_fields.py, the filters of templates in oco/templatetags/oco.py.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import phonenumbers

MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

_NUMERIC_DATE = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_WORDED_DATE = re.compile(r"^(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})$")


def read_date(text: str, *, today: date, in_past: bool = False) -> date:
    """A date as people write it: 31-12-2026, 31/12/2026, 31.12.2026, 31 december 2026, 31 dec 2026, 2026-12-31.

    A year of two digits is read as this century, or, with `in_past`, as the last such year that isn't
    later than today ("15-3-84" is 1984, "1-2-26" is 2026 in November 2026).

    Raises ValueError with the code `format` (not a date at all) or `exist` (30 februari).
    """
    text = " ".join(text.strip().lower().split())
    if match := _ISO_DATE.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NUMERIC_DATE.match(text):
        day, month, year = (int(part) for part in match.groups())
        if len(match[3]) == 2:
            year += 2000
            if in_past and (year, month, day) > (today.year, today.month, today.day):
                year -= 100
    elif match := _WORDED_DATE.match(text):
        named = [n for n, name in enumerate(MONTHS, 1) if len(match[2]) >= 3 and name.startswith(match[2])]
        if match[2] == "mrt":
            named = [3]
        if len(named) != 1:
            raise ValueError("format")
        day, month, year = int(match[1]), named[0], int(match[3])
    else:
        raise ValueError("format")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("exist") from None


_CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d)\s*(?:u|uur)?$")
_HOURS_MINUTES = re.compile(r"^(\d{1,3})\s*(?:uur|u)\s*(?:en\s*)?([0-5]?\d)\s*(?:minuten|minuut|min|m)?$")
_HOURS = re.compile(r"^(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:uren|uur|u)$")
_MINUTES = re.compile(r"^(\d{1,4})\s*(?:minuten|minuut|min|m)$")
_WHOLE = re.compile(r"^\d{1,4}$")
_DECIMAL = re.compile(r"^\d{1,3},\d{1,2}$")


def read_minutes(text: str, *, bare_is_hours: bool = False) -> int:
    """Time spent in whole minutes: "45", "45 min", "1:30", "1,5 u", "2 uur", "1 uur 30".

    A bare whole number is minutes, or hours with `bare_is_hours`; a bare "1,5" can only be hours.
    Half minutes are rounded up. Raises ValueError when it is none of these ("1.30" is refused: it may
    be a clock time or a fraction).
    """
    text = " ".join(text.strip().lower().split())
    if match := _CLOCK.match(text) or _HOURS_MINUTES.match(text):
        return int(match[1]) * 60 + int(match[2])
    if match := _MINUTES.match(text):
        return int(match[1])
    if _WHOLE.match(text):
        return int(text) * (60 if bare_is_hours else 1)
    hours = _HOURS.match(text)
    if hours or _DECIMAL.match(text):
        number = Decimal((hours[1] if hours else text).replace(",", "."))
        return int(number * 60 + Decimal("0.5"))
    raise ValueError("not a time spent")


_GROUPED = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$")
_PLAIN = re.compile(r"^-?\d+(,\d+)?$")
_POINT = re.compile(r"^-?\d+\.\d{1,2}$")


def read_decimal(text: str) -> Decimal:
    """A number as written in Dutch: "1.234,56" and "1.234" have groups, "1234,5" has not; "1234.56" is taken
    as typed on a foreign keyboard. A euro sign and ",-" are left out. Raises ValueError."""
    text = re.sub(r"[\s\u00a0€]", "", text).removesuffix(",-").removesuffix(",--").replace("\u2212", "-")
    if _GROUPED.match(text) or _PLAIN.match(text):
        text = text.replace(".", "").replace(",", ".")
    elif not _POINT.match(text):
        raise ValueError("not a Dutch number")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("not a Dutch number") from None


def write_decimal(number: Decimal | int, places: int) -> str:
    """1234.5 with two places -> "1.234,50"."""
    return f"{number:,.{places}f}".translate(str.maketrans(",.", ".,"))


def national_phone(number: str) -> str:
    """+31793218765 -> "079 321 8765"; a foreign number in its international form; other text as it is."""
    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    form = style.NATIONAL if parsed.country_code == 31 else style.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
