"""Texts in a csv file, so that no spreadsheet takes one for a formula. A workbook needs none of this: its cells say
themselves that they are text.

Source: OWASP, CSV Injection: a cell that begins with =, +, -, @, a tab or a line break is worked out.
"""

from __future__ import annotations

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_GUARD = "'"


def never_a_formula(text: str) -> str:
    """With an apostrophe before it where a spreadsheet would take it for a formula."""
    return _GUARD + text if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text


def as_it_was(text: str) -> str:
    """What `never_a_formula` was given."""
    rest = text.removeprefix(_GUARD)
    return rest if rest != text and never_a_formula(rest) == text else text
