"""Whether a signal names a person, pure: a signal is about what goes wrong in general.

Not every name can be known; the sentence at the field asks for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import phonenumbers

from cases.identity import normal, parts
from oco.dutch import MONTHS, read_date

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DATE = re.compile(
    rf"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})\b"
    rf"|\b\d{{1,2}} (?:{'|'.join(MONTHS)}|{'|'.join(name[:3] for name in MONTHS)}|mrt)\.? \d{{4}}\b",
    re.IGNORECASE,
)
# Ten digits in the groups of a Dutch number, also where it was never given out.
_DIGITS = re.compile(r"(?<!\d)(?:\+31|0031|0)[\s.-]?(?:\d[\s.-]?){8}\d(?!\d)")
_WORD = re.compile(r"\b(?=[^\W\d_])[\w'’-]+")
# A date of longer ago than this is one of birth; "sinds 1 september 2026" is about a waiting list.
_RECENT_DAYS = 366


def names_somebody(
    text: str, *, names: Iterable[str], other_names: Iterable[str] = (), born_on: date | None = None, today: date
) -> str:
    """What in the text points at a person, as a Dutch sentence; empty where nothing does.

    `names` are the last names of the client that it arose with, refused however they are written, and `born_on` is
    their date of birth. `other_names` are those of other clients, refused with a capital only: "groot tekort" is no
    Mrs Groot.
    """
    if _EMAIL.search(text):
        return "Haal het e-mailadres weg. Een signaal noemt geen persoon."
    if _DIGITS.search(text) or any(True for _ in phonenumbers.PhoneNumberMatcher(text, "NL")):
        return "Haal het telefoonnummer weg. Een signaal noemt geen persoon."
    dates = [day for found in _DATE.finditer(text) if (day := _day(found.group(), today)) is not None]
    if any(day == born_on or (today - day).days > _RECENT_DAYS for day in dates):
        return "Haal de geboortedatum weg. Een signaal noemt geen persoon."
    words = set(normal(text).split())
    if any(words.intersection(parts(name)) for name in names):
        return "Haal de naam van de cliënt weg. Een signaal noemt geen persoon."
    capitals = {part for word in _WORD.findall(text) if word[0].isupper() for part in normal(word).split()}
    if any(capitals.intersection(parts(name)) for name in other_names):
        return "Hier staat een achternaam van een cliënt. Haal die weg: een signaal noemt geen persoon."
    return ""


def _day(written: str, today: date) -> date | None:
    try:
        return read_date(written, today=today, in_past=True)
    except ValueError:
        return None
