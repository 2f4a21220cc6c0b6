"""Where reports find what was agreed in a grant.

Grants are kept further on (`subsidies`), and reporting may not know that app. It says here how they are found, once,
when it is loaded; where nobody did, a report shows figures without targets and prices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oco.models import Municipality, Organisation
from reporting.terms import GrantTerms

TermsOf = Callable[[Organisation, Municipality, int], GrantTerms | None]
EarlierTerms = Callable[[Organisation, Municipality, int], Sequence[GrantTerms]]
_sources: list[tuple[TermsOf, EarlierTerms]] = []


def found_by(terms_of: TermsOf, earlier: EarlierTerms) -> None:
    """Says how terms are found; the last one who says so holds."""
    _sources[:] = [(terms_of, earlier)]


def terms(organisation: Organisation, municipality: Municipality, year: int) -> GrantTerms | None:
    """What was agreed for a year; None where nothing was, or nobody knows."""
    return _sources[0][0](organisation, municipality, year) if _sources else None


def earlier_terms(organisation: Organisation, municipality: Municipality, year: int) -> tuple[GrantTerms, ...]:
    return tuple(_sources[0][1](organisation, municipality, year)) if _sources else ()
