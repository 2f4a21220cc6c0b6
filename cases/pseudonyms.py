"""Keyed pseudonyms of a person: from what is known of somebody to several hashes, by which two front doors can be laid
beside each other without names.

Pure, and of no use without the key of a municipality and year, which only the worker has (reporting/pseudonym_keys.py).
Each hash is HMAC-SHA256 over a kind and some pieces of identity together, so that two records of one person share at
least one of them although a piece slipped: misspelled, moved, day and month swapped, a digit mistyped, a first name
shortened. Pieces are never hashed by themselves: a lone day of birth or initial is told by how often it is seen. For
the same reason there are no Bloom filters, of which single bits tell the sex of a person.

How a name sounds is `identity.sound`. Which shared kinds make two records one person: cases/same_people.py.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from cases.identity import normal, parts, phone_digits, sound

KEY_BYTES = 32
HASH_BYTES = 16  # half of SHA-256: two of a hundred million alike by chance once in 10**22


class Kind(StrEnum):
    """Which pieces a hash is made of. Surname, first name and initial as they sound; `day` is the birth date."""

    NAME_DAY = "nd"  # surname, initial, day (day and month in either order)
    SURNAME_DAY = "sd"  # surname, day
    GIVEN_MONTH = "gm"  # surname, first name, year and month
    GIVEN_YEARDAY = "gy"  # surname, first name, year and day of the month
    GIVEN_MONTHDAY = "gd"  # surname, first name, month and day
    PLACE_MONTH = "pm"  # surname, initial, four digits of the postcode, year and month
    PLACE_YEARDAY = "py"  # the same with year and day of the month
    PLACE_MONTHDAY = "pd"  # the same with month and day
    GIVEN_DAY_LETTERS = "gl"  # first two letters of the surname, first name, day
    GIVEN_DAY_ENDING = "ge"  # last three letters of the surname, first name, day
    INITIAL_DAY_PLACE = "ie"  # first letter of the surname, initial, day, four digits of the postcode
    GIVEN_DAY_PLACE = "gp"  # first name, day, four digits of the postcode
    INITIAL_DAY_STREET = "is"  # initial, day, whole postcode
    INITIAL_DAY_PHONE = "ip"  # initial, day, telephone number
    NAME_STREET = "ns"  # surname, initial, whole postcode
    NAME_PHONE = "np"  # surname, initial, telephone number
    WHOLE_NAME = "nn"  # surname, first name
    NAME_PLACE = "nl"  # surname, initial, four digits of the postcode


@dataclass(frozen=True)
class Identity:
    """What is compared of somebody. `birth_surname` may hold its tussenvoegsel; empty is not known."""

    last_name: str
    first_name: str = ""
    prefix: str = ""
    birth_surname: str = ""
    birth_date: date | None = None
    postcode: str = ""
    phone: str = ""


# What people go by, and the first letters of the official names behind it. A name whose letter stays the same
# (Jan for Johannes, Piet for Petrus) needs no row.
CALL_NAMES: dict[str, str] = {
    **dict.fromkeys(("kees", "cees", "kees jan"), "c"), "koos": "j", "sjaak": "j", "jaap": "j", "hans": "j",
    "henk": "h", "hein": "h", "rik": "h", "wim": "w", "pim": "w", "toon": "a", "ton": "a", "tonny": "a", "toni": "a",
    "tinus": "m", "tiny": "m", "klaas": "n", "niek": "n", "bert": "alghr", "bart": "l", "gijs": "g", "cis": "f",
    "dick": "d", "dorus": "t", "nelis": "c", "janus": "a", "arjan": "a", "sjef": "j", "guus": "a", "stan": "c",
    "ria": "m", "mia": "m", "miep": "m", "rie": "m", "mieke": "m", "marijke": "m", "annie": "aj", "anneke": "aj",
    "hanneke": "j", "joke": "j", "jopie": "j", "nel": "cp", "nelly": "cp", "nellie": "cp", "corrie": "c", "lia": "c",
    "willy": "w", "mien": "w", "mina": "w", "wil": "w", "bep": "e", "bets": "e", "betty": "e", "els": "e", "elly": "ep",
    "ellie": "ep", "lies": "e", "liesbeth": "e", "liza": "e", "toos": "ca", "to": "c", "trudy": "cg", "truus": "g",
    "ina": "cw", "rina": "c", "tineke": "cm", "tine": "ct", "riek": "h", "rika": "h", "henny": "h", "hennie": "h",
    "greet": "mg", "gre": "m", "greta": "m", "griet": "mg", "petra": "p", "gerda": "g", "coba": "j", "co": "jc",
    "jacqueline": "j", "leni": "hm", "lenie": "hm", "thea": "t", "dora": "t", "door": "t", "alie": "a", "adri": "a",
    "jeanne": "aj", "sien": "c", "stien": "c", "loes": "l", "gonnie": "a", "mo": "m", "nico": "n", "sjoerd": "s",
}  # fmt: skip
_INITIALS = re.compile(r"^(?:[A-Za-z]\.?[ -]?){1,6}$")


def _surnames(who: Identity) -> frozenset[str]:
    """How the surnames sound: the birth surname, and the one that somebody is registered by."""
    return frozenset(sound(word) for name in (who.birth_surname, who.last_name) for word in parts(name)) - {""}


def _given(who: Identity) -> str:
    """How the first of the first names sounds; empty where it is a row of initials."""
    name = who.first_name.strip()
    if not name or (_INITIALS.match(name) and ("." in name or " " in name or name.isupper() or len(name) == 1)):
        return ""
    words = normal(name).split()
    return sound(words[0]) if words and len(words[0]) > 1 else ""


def _initials(who: Identity) -> frozenset[str]:
    """The letter that somebody's official first name may begin with: of "Kees" it is k or c."""
    words = normal(who.first_name).split()
    if not words:
        return frozenset()
    return frozenset((sound(letter) or letter)[0] for letter in words[0][0] + CALL_NAMES.get(words[0], ""))


def pieces(who: Identity) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    """The kinds that can be made of what is known, each with its pieces. The same twice is possible."""
    surnames, given, initials = sorted(_surnames(who)), _given(who), sorted(_initials(who))
    if given:
        yield from ((Kind.WHOLE_NAME, (surname, given)) for surname in surnames)
    born, phone = who.birth_date, phone_digits(who.phone)
    street = normal(who.postcode).replace(" ", "")
    place = street[:4]
    for surname, initial in product(surnames, initials):
        if street:
            yield Kind.NAME_STREET, (surname, initial, street)
            yield Kind.NAME_PLACE, (surname, initial, place)
        if phone:
            yield Kind.NAME_PHONE, (surname, initial, phone)
    if born is None:
        return
    day = f"{born.year}-{min(born.month, born.day):02}-{max(born.month, born.day):02}"
    slips = (f"{born:%Y%m}", f"{born:%Y-%d}", f"{born:%m%d}")
    for surname in surnames:
        yield Kind.SURNAME_DAY, (surname, day)
        for initial in initials:
            yield Kind.NAME_DAY, (surname, initial, day)
            if place:
                yield Kind.INITIAL_DAY_PLACE, (surname[0], initial, day, place)
                for kind, slip in zip((Kind.PLACE_MONTH, Kind.PLACE_YEARDAY, Kind.PLACE_MONTHDAY), slips, strict=True):
                    yield kind, (surname, initial, place, slip)
        if given:
            yield Kind.GIVEN_DAY_LETTERS, (surname[:2], given, day)
            yield Kind.GIVEN_DAY_ENDING, (surname[-3:], given, day)
            for kind, slip in zip((Kind.GIVEN_MONTH, Kind.GIVEN_YEARDAY, Kind.GIVEN_MONTHDAY), slips, strict=True):
                yield kind, (surname, given, slip)
    if given and place:
        yield Kind.GIVEN_DAY_PLACE, (given, day, place)
    for initial in initials:
        if street:
            yield Kind.INITIAL_DAY_STREET, (initial, day, street)
        if phone:
            yield Kind.INITIAL_DAY_PHONE, (initial, day, phone)


Pseudonym = tuple[Kind, bytes]


def pseudonyms(who: Identity, key: bytes) -> frozenset[Pseudonym]:
    """The keyed hashes of somebody, 16 bytes each with the kind that it is of. ValueError for a key that isn't one."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return frozenset((kind, _hash(key, kind, found)) for kind, found in pieces(who))


def _hash(key: bytes, kind: Kind, found: tuple[str, ...]) -> bytes:
    # Parted by a sign that no normalised piece holds: ("an", "na") isn't ("ann", "a").
    message = "\x1f".join((kind, *found)).encode()
    return hmac.digest(key, message, "sha256")[:HASH_BYTES]
