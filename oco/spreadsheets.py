"""No text becomes a formula: in a csv file it is guarded, in a workbook each cell says what it is.

Source: OWASP, CSV Injection: a cell that begins with =, +, -, @, a tab or a line break is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

# Options of a workbook: text stays text, whatever it begins with.
TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_GUARD = "'"


def never_a_formula(text: str) -> str:
    """With an apostrophe before it where a spreadsheet would take it for a formula."""
    return _GUARD + text if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text


def as_it_was(text: str) -> str:
    """What `never_a_formula` was given."""
    rest = text.removeprefix(_GUARD)
    return rest if rest != text and never_a_formula(rest) == text else text


def write_rows(page: Any, rows: Iterable[Sequence[str | int | date | None]], *, days: Any) -> None:
    """Rows below the head of a page of a workbook, each cell as what it is; `days` is the format of a date."""
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, place, value, days)
            elif isinstance(value, int):
                page.write_number(number, place, value)
            elif value:
                page.write_string(number, place, value)
