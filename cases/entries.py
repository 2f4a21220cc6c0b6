"""What kinds of work say of themselves: a line beside a question (`beside`), a line that waits (`waiting`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class Waiting:
    """One thing to do: since or on which day, what, about whom (a name or number, on the page only), and where."""

    on: date
    what: str
    about: str
    url: str
    icon: str
    key: str  # kind of work, for counting in the digest: a word in Dutch, plural ("nazorggesprekken")
    since: bool = False  # it waits since `on` and has no last day, so that it is never late
    instead_of: str = ""  # the colleague who is away, in whose stead

    def is_late(self, today: date) -> bool:
        return not self.since and self.on < today
