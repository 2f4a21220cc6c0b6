"""What somebody must know on the page on which they start, of matters that aren't that page's own: a report that is
late, a target that will likely be missed.

The apps further on say how notices are found, once, when they are loaded (as `reporting/agreed.py` does); where nobody
did, there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from oco.models import User


@dataclass(frozen=True)
class Notice:
    """A box above the page. `kind`: info, warning or danger; `link` is what stands on the link to `url`."""

    kind: str
    title: str
    text: str
    url: str
    link: str = "Bekijken"


Source = Callable[[User, date], Sequence[Notice]]
_sources: list[Source] = []


def given_by(source: Source) -> None:
    """Says how notices are found; saying it twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def for_user(user: User, today: date) -> list[Notice]:
    """What stands on the user's start page, the most pressing first."""
    found = [notice for source in _sources for notice in source(user, today)]
    return sorted(found, key=lambda notice: notice.kind != "danger")
