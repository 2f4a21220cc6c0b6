"""Understanding single cells: each function gives a value, or raises `Wrong` with the sentence for the user."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Generic, Literal, TypeVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from stdnum.exceptions import ValidationError as NumberError
from stdnum.nl import postcode as dutch_postcode

from cases.imports.columns import squeeze
from cases.imports.sheets import Cell

V = TypeVar("V")

_DUTCH_DATE = re.compile(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")
_CLOCK = re.compile(r"^(\d{1,2})[:.](\d{2})(?::\d{2})?(?: uur)?$")
EARLIEST_WORK = date(1990, 1, 1)
PLANNED_YEARS = 50  # a mandate may hold for a long time
_WHOLE = re.compile(r"^\d{1,9}$")
# Allowed in a text are line ends and tabs; PostgreSQL refuses a zero byte, and the rest is never meant.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What a spreadsheet shows where a formula failed, in English and in Dutch.
_SHEET_ERRORS = frozenset(
    [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#N/B",
        "#VERW!",
        "#WAARDE!",
        "#DEEL/0!",
        "#NAAM?",
    ]
)
_is_email = EmailValidator()
_is_website = URLValidator(schemes=["http", "https"])


class Wrong(Exception):
    """The cell holds something else than asked for."""


def show(text: str) -> str:
    """A value as quoted in a sentence: on one line and not too long."""
    flat = " ".join(text.split())
    return f"‘{flat if len(flat) <= 60 else flat[:57] + '…'}’"


def as_text(cell: Cell) -> str:
    """What a person sees in the cell: 1001.0 is "1001", a date is dd-mm-jjjj, true is "ja"."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _CONTROL.sub("", cell).strip()
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    return str(cell)


def text(cell: Cell, longest: int) -> str:
    found = as_text(cell)
    if len(found) > longest:
        raise Wrong(f"{show(found)} is te lang: hoogstens {longest} tekens.")
    if found in _SHEET_ERRORS:
        raise Wrong(f"Hier staat een fout van uw rekenprogramma: {found}.")
    return found


def number_text(cell: Cell) -> str:
    """A number of a client or question, as text: 1001, 1001.0 and "1001" are the same; "007" keeps its zeros."""
    found = text(cell, 30)
    return found[:-2] if re.fullmatch(r"[1-9]\d*\.0", found) else found


def day(cell: Cell, *, today: date, not_before: date) -> date | None:
    """A day that isn't in the future. Spreadsheet dates, dd-mm-jjjj and ISO."""
    found = _day_in(cell, not_before)
    if found is not None and found > today:
        raise Wrong(f"{found:%d-%m-%Y} ligt in de toekomst.")
    return found


def planned_day(cell: Cell, *, today: date, not_before: date) -> date | None:
    """A day that may lie in the future, but not so far that it is a slip of the pen."""
    found = _day_in(cell, not_before)
    if found is not None and found.year > today.year + PLANNED_YEARS:
        raise Wrong(f"{found:%d-%m-%Y} ligt meer dan {PLANNED_YEARS} jaar vooruit. Kijk het jaar na.")
    return found


def _day_in(cell: Cell, not_before: date) -> date | None:
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        written = as_text(cell)
        if not written:
            return None
        found = _day(written)
    if found < not_before:
        raise Wrong(
            f"{found.day:02d}-{found.month:02d}-{found.year} ligt voor {not_before:%d-%m-%Y}. Kijk het jaar na."
        )
    return found


@lru_cache(maxsize=20_000)
def _day(written: str) -> date:
    if match := _DUTCH_DATE.match(written):
        day_number, month, year = int(match[1]), int(match[2]), int(match[3])
    elif match := _ISO_DATE.match(written):
        year, month, day_number = int(match[1]), int(match[2]), int(match[3])
    else:
        raise Wrong(f"{show(written)} is geen datum. Schrijf dd-mm-jjjj, zoals 31-12-2018.")
    try:
        return date(year, month, day_number)
    except ValueError:
        raise Wrong(f"{show(written)} bestaat niet. Kijk de dag en de maand na.") from None


def clock(cell: Cell) -> time | None:
    """A time of day: 14:30, 14.30, or a time of a spreadsheet."""
    found = f"{cell:%H:%M}" if isinstance(cell, datetime) else as_text(cell)
    if not found:
        return None
    match = _CLOCK.match(found)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Wrong(f"{show(found)} is geen tijd. Schrijf het zoals 14:30.")
    return time(int(match[1]), int(match[2]))


def yes_no(cell: Cell) -> bool:
    match as_text(cell).casefold():
        case "" | "nee" | "n":
            return False
        case "ja" | "j":
            return True
        case _:
            raise Wrong(f"{show(as_text(cell))} is geen ja of nee.")


def yes_no_or_empty(cell: Cell) -> bool | None:
    return yes_no(cell) if as_text(cell) else None


def people(cell: Cell) -> int | None:
    found = number_text(cell)
    if not found:
        return None
    if not re.match(r"^\d{1,4}$", found) or int(found) == 0:
        raise Wrong(f"{show(found)} is geen aantal mensen.")
    return int(found)


def minutes(cell: Cell, *, least: int, most: int) -> int:
    found = number_text(cell)
    if not _WHOLE.match(found):
        raise Wrong(f"{show(found)} is geen heel aantal minuten.")
    if not least <= int(found) <= most:
        raise Wrong(f"{found} minuten kan niet. Vul {least} tot en met {most} in.")
    return int(found)


def level(cell: Cell) -> int | None:
    """A score on an instrument; whether the instrument has it is for who knows the instrument."""
    found = number_text(cell)
    if not found:
        return None
    if not _WHOLE.match(found):
        raise Wrong(f"{show(found)} is geen score. Vul een heel cijfer in.")
    return int(found)


def score(cell: Cell) -> int | None:
    found = number_text(cell)
    if not found:
        return None
    if not _WHOLE.match(found) or not 1 <= int(found) <= 10:
        raise Wrong(f"{show(found)} is geen cijfer van 1 tot en met 10. Rond het af op een heel cijfer.")
    return int(found)


class Words(Generic[V]):
    """The words of a list, found however they are written: "E-mail of website" and "email of website" are one.

    `kind` stands in the sentence with its negation ("geen kanaal"); `shown` are the choices that it names.
    """

    def __init__(self, kind: str, words: Iterable[tuple[str, V]], *, shown: Iterable[str] | None = None) -> None:
        pairs = list(words)
        self._kind = kind
        # Of two that are written alike, the first.
        self._values = {squeeze(word): value for word, value in reversed(pairs)}
        self._shown = list(shown if shown is not None else dict.fromkeys(word for word, _ in pairs))

    def find(self, cell: Cell) -> V:
        """The value of a word. Raises Wrong, which names the choices."""
        word = as_text(cell)
        try:
            return self._values[squeeze(word)]
        except KeyError:
            choose = f"Kies uit: {', '.join(self._shown)}." if self._shown else "Er is nog geen lijst."
            raise Wrong(f"{show(word)} is {self._kind}. {choose}") from None

    def has(self, cell: Cell) -> bool:
        return squeeze(as_text(cell)) in self._values

    def find_or_empty(self, cell: Cell) -> V | Literal[""]:
        """Like `find`; an empty cell is an empty value."""
        return self.find(cell) if as_text(cell) else ""


def postcode(cell: Cell) -> str:
    found = as_text(cell)
    if not found:
        return ""
    try:
        return str(dutch_postcode.validate(found))
    except NumberError:
        raise Wrong(f"{show(found)} is geen postcode. Schrijf vier cijfers en twee letters, zoals 2711 AB.") from None


def phone(cell: Cell) -> str:
    found = as_text(cell)
    if not found:
        return ""
    try:
        parsed = phonenumbers.parse(found, "NL")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        raise Wrong(f"{show(found)} is geen telefoonnummer. Schrijf het zoals 079 321 87 65 of 06 12 34 56 78.")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=20_000)
def _email(found: str) -> str:
    try:
        _is_email(found)
    except ValidationError:
        raise Wrong(f"{show(found)} is geen e-mailadres.") from None
    if len(found) > 254:
        raise Wrong(f"{show(found)} is te lang voor een e-mailadres.")
    return found


def email(cell: Cell) -> str:
    found = as_text(cell)
    return _email(found) if found else ""


def website(cell: Cell) -> str:
    """An address, with https:// where nothing stands before it."""
    found = text(cell, 200)
    if not found:
        return ""
    whole = found if "://" in found else f"https://{found}"
    try:
        _is_website(whole)
    except ValidationError:
        raise Wrong(f"{show(found)} is geen adres van een website. Schrijf het zoals www.humanitas.nl.") from None
    return whole
