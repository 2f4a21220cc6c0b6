"""Pure decisions about sessions and PINs: how long, how simple, and by what name somebody stands on a tile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

PIN_LENGTH = 6
PERSON_PLUS_DEVICE = "device+pin"  # how a session was made, in `request.session["signed_in_with"]`
WARN_BEFORE = 60  # seconds before the end that a page says so; WCAG 2.2.1 asks for at least 20


@dataclass(frozen=True)
class Limits:
    """How long a session lasts, in seconds: without use, and altogether."""

    idle: int
    whole: int

    def strictest(self, other: Limits) -> Limits:
        return Limits(min(self.idle, other.idle), min(self.whole, other.whole))


@dataclass(frozen=True)
class Times:
    """Of one session: seconds since 1970 on the server's clock."""

    began: float
    used: float
    limits: Limits

    def left_idle(self, now: float) -> float:
        return self.used + self.limits.idle - now

    def left_whole(self, now: float) -> float:
        return self.began + self.limits.whole - now

    def left(self, now: float) -> int:
        """Whole seconds until it locks if nothing is done from now on; 0 when it is over."""
        return max(0, int(min(self.left_idle(now), self.left_whole(now))))

    def ends_by_idleness(self, now: float) -> bool:
        """Whether doing something would make it last longer."""
        return self.left_idle(now) <= self.left_whole(now)


# Lines over the keys, and what people choose most (DataGenetics' list of PINs, in six digits).
_WELL_KNOWN = frozenset(
    {
        *("159753", "357159", "147258", "258369", "147369", "369258", "789456", "456123", "321654", "741852", "852963"),
        *("112233", "332211", "223344", "445566", "131313", "101010", "142536", "123654", "159357", "123789", "789123"),
        *("102030", "520520", "007007", "246810", "135790", "112358", "314159", "271828", "147852", "963852", "951753"),
    }
)


def why_too_simple(pin: str) -> str:
    """A Dutch sentence why this can't be a PIN; empty where it can. `pin` is six digits."""
    if len(set(pin)) < 3:
        return "Gebruik minstens drie verschillende cijfers."
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1:
        return "Dit is een rijtje, zoals 123456. Kies cijfers die niet op volgorde staan."
    if pin[:3] == pin[3:] or pin == pin[::-1] or pin[:2] == pin[2:4] == pin[4:]:
        return "Hierin herhaalt zich iets, zoals 123123 of 123321. Kies iets anders."
    if pin in _WELL_KNOWN:
        return "Deze pincode kiezen veel mensen. Kies iets anders."
    if _like_a_date(pin):
        return "Dit lijkt op een datum of een geboortejaar. Kies iets anders."
    return ""


def _like_a_date(pin: str) -> bool:
    """A day as ddmmjj, mmddjj or jjmmdd, or a month with a year from 1900 to 2099 before or after it."""
    first, second, third = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    if any(_is_day(day, month) for day, month in ((first, second), (second, first), (third, second))):
        return True
    return any(
        1900 <= int(year) <= 2099 and 1 <= int(rest) <= 31 for year, rest in ((pin[:4], pin[4:]), (pin[2:], pin[:2]))
    )


def _is_day(day: int, month: int) -> bool:
    try:
        date(2000, month, day)  # a leap year: 29 February is somebody's birthday
    except ValueError:
        return False
    return True


def short_names(names: Sequence[str]) -> list[str]:
    """ "Henk Balie" -> "Henk B."; two that would be the same get one more letter: "Henk Ba.", "Henk Bo."."""
    split = [name.split() or [""] for name in names]
    found = []
    for words in split:
        letters = 1
        shown = _shortened(words, letters)
        while letters < 20 and sum(_begins(other, letters) == _begins(words, letters) for other in split) > 1:
            letters += 1
            shown = _shortened(words, letters)
        found.append(shown)
    return found


# A name that begins with one of these sorts and shortens by the part after it: "Anna van der Berg" is "Anna B.".
_PREFIXES = frozenset({"van", "de", "der", "den", "het", "'t", "ten", "ter", "el", "al", "in", "op", "la", "le"})


def _begins(words: Sequence[str], letters: int) -> tuple[str, str]:
    last = next((word for word in words[1:] if word.lower() not in _PREFIXES), "")
    return words[0], last[:letters]


def _shortened(words: Sequence[str], letters: int) -> str:
    first, begin = _begins(words, letters)
    whole = begin == _begins(words, letters + 1)[1]
    return f"{first} {begin}{'' if whole else '.'}".strip()
