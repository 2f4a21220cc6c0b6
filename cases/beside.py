"""What stands beside a question on its page: each kind of work with its present state in a few words and one link.

A kind of work adds its own function to `SOURCES`; a function asks one or two queries, however long the history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases import former
from cases.models import HelpQuestion
from oco.models import User


@dataclass(frozen=True)
class Entry:
    """One line of the card: what it is, how it stands ("begin 3 november, einde nog niet"), where to do it."""

    label: str
    state: str
    url: str
    icon: str
    attention: bool = False  # something waits: the line is marked, in words and with a sign


@dataclass(frozen=True)
class Glance:
    """Who looks at which question, and when. `can_work`: may write, otherwise only reads."""

    question: HelpQuestion
    user: User
    today: date
    can_work: bool


Source = Callable[[Glance], "Entry | None"]
SOURCES: tuple[Source, ...] = (former.beside,)


def entries(glance: Glance) -> list[Entry]:
    """The lines of the card, in the order of `SOURCES`; a kind of work that doesn't apply gives none."""
    return [entry for source in SOURCES if (entry := source(glance)) is not None]
