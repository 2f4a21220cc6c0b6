"""Who somebody is: Dutch names brought to one form, the keys by which a client is found, and whether two
people may be the same.

Everything is pure but the last part. Names are matched by likeness to show them to a person; nothing is
ever merged by itself. Sources: the Dutch custom of sorting without tussenvoegsel; spelling variants of
Dutch family names (Jansen/Janssen, Smit/Smid, Dijk/Dyk, Hendriks/Hendrickx, Bosch/Bos).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from cases.models import Client, ClientKey

Kind = ClientKey.Kind
Key = tuple[str, str]  # (kind, key)

KEY_LENGTH = 100
# Letters that Unicode's decomposition leaves whole.
_WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
# Tussenvoegsels and what stands for them. Left out of names, but never all of a name ("Den" may be one).
PREFIXES = frozenset(
    {"van", "von", "vande", "vanden", "vander", "vd", "v", "de", "den", "der", "d", "het", "t", "te", "ten", "ter"}
    | {"el", "al", "la", "le", "les", "l", "s", "du", "des", "di", "da", "dos", "do", "del", "della", "zu", "zum"}
    | {"in", "op", "uit", "aan", "bij", "onder", "over", "voor"}
)
_APOSTROPHES = re.compile(r"['’‘`´]")
# d'Haan, 't Hart, 's-Gravendijk, l'Ami: the apostrophe parts the words. In O'Brien it joins them.
_PARTING_APOSTROPHE = re.compile(r"\b([dlst])'(?=\w)|(?<!\w)'(?=[st]\b)")


def normal(text: str) -> str:
    """Small letters without accents, `ij` as `y`, words parted by one space: "D'Ávila-IJssel" -> "d avila yssel"."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _APOSTROPHES.sub("'", text)
    text = _PARTING_APOSTROPHE.sub(lambda match: f"{match[1] or ''} ", text).replace("'", "")
    return re.sub(r"[^a-z0-9]+", " ", text.replace("ij", "y")).strip()


def parts(name: str) -> tuple[str, ...]:
    """The words of a name without tussenvoegsels; of a name that is nothing else, all its words."""
    words = tuple(normal(name).split())
    return tuple(word for word in words if word not in PREFIXES) or words


# In this order. The result is for finding only, so it may join more than the ear does.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^cees", "kees"),
        (r"sch|sh", "s"),
        (r"ck", "k"),
        (r"ch|gh", "g"),
        (r"ph", "f"),
        (r"qu", "kw"),
        (r"c(?=[eiy])", "s"),
        (r"[cq]", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"dt", "t"),
        (r"d$", "t"),
        (r"ds$", "ts"),
        (r"b$", "p"),
        (r"(?<=[bdgkprt])h", ""),
        (r"[ao]uw?", "au"),
        (r"ae", "a"),
        (r"oe|ue", "u"),
        (r"ie(?!u)|[ea][iy]|y", "i"),
        (r"(.)\1+", r"\1"),
        (r"en$", "e"),
    )
)


def sound(word: str) -> str:
    """How one normalised word sounds, roughly: "janssen" and "jansen" -> "janse", "smid" -> "smit"."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def sort_key(*, last_name: str, first_name: str) -> str:
    """What lists sort by: "berg jan" for Jan van der Berg."""
    return " ".join((*parts(last_name), *normal(first_name).split()))[:210]


def phone_digits(phone: str) -> str:
    """The digits as dialled in the Netherlands: "+31793218765" and "079-321 87 65" -> "0793218765"."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+"):
        digits = "00" + digits
    return "0" + digits[4:].removeprefix("0") if digits.startswith("0031") else digits


def number_key(number: str) -> str:
    """A client number without signs: "C-000123" -> "c000123"."""
    return re.sub(r"[^a-z0-9]", "", number.casefold())


def birth_name(*, prefix: str, last_name: str, birth_surname: str) -> str:
    """The surname that somebody was born with, with its tussenvoegsel: as it was given, else what the last name says.

    Of a double name that is its last half, for in the Netherlands the partner's name goes first: of "Jansen-de Vries"
    it is "de Vries".
    """
    if birth_surname.strip():
        return birth_surname.strip()
    partner, hyphen, own = last_name.rpartition("-")
    whole = own if partner.strip() and hyphen and own.strip() else f"{prefix} {last_name}"
    return " ".join(whole.split())


def keys_for(
    *,
    number: str = "",
    first_name: str = "",
    prefix: str = "",
    last_name: str = "",
    birth_surname: str = "",
    birth_date: date | None = None,
    postcode: str = "",
    phone: str = "",
) -> frozenset[Key]:
    """All keys of a client: pairs of kind and key, each at most 100 long.

    A birth date is kept as yyyymmdd and as "-mmdd"; a telephone number forwards and, after "<", backwards,
    so that its beginning and its end are both found by range.
    """
    found: set[Key] = set()
    names = {*parts(last_name), *parts(birth_surname), *parts(first_name)}
    words = set(names)
    for whole in (f"{prefix} {last_name}", " ".join(parts(last_name)), birth_surname, first_name):
        if " " in normal(whole):
            words.add(normal(whole).replace(" ", ""))  # "vandenberg", "janwillem"
    for word in words - {""}:
        found.add((Kind.NAME, word))
    for word in names - {""}:
        found.add((Kind.SOUND, sound(word)))
    if birth_date:
        found |= {(Kind.BIRTH_DATE, f"{birth_date:%Y%m%d}"), (Kind.BIRTH_DATE, f"-{birth_date:%m%d}")}
    if postcode:
        found.add((Kind.POSTCODE, normal(postcode).replace(" ", "")))
    if digits := phone_digits(phone):
        found |= {(Kind.PHONE, digits), (Kind.PHONE, "<" + digits[::-1])}
    if number:
        whole = number_key(number)
        found.add((Kind.NUMBER, whole))
        if digits := re.sub(r"\D", "", whole).lstrip("0"):
            found.add((Kind.NUMBER, digits))
    return frozenset((str(kind), key[:KEY_LENGTH]) for kind, key in found if key)


# --- likeness ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """What is compared of two people. `last_name` and `birth_surname` may hold the tussenvoegsel."""

    last_name: str
    first_name: str = ""
    birth_date: date | None = None
    postcode: str = ""
    phone: str = ""
    birth_surname: str = ""


def word_likeness(one: str, other: str) -> float:
    """0-100 of two normalised words; words that sound the same are at least 90."""
    ratio = fuzz.ratio(one, other)
    return max(ratio, 90.0) if sound(one) == sound(other) else ratio


def last_name_likeness(one: str, other: str) -> float:
    """0-100. Double names are compared as sets of parts: "Jansen-de Vries" and "De Vries" are 92 alike."""
    few, many = sorted((set(parts(one)), set(parts(other))), key=len)
    if not few:
        return 0.0
    likeness = sum(max(word_likeness(word, candidate) for candidate in many) for word in few) / len(few)
    return likeness if len(few) == len(many) else likeness * 0.92


def first_name_likeness(one: str, other: str) -> float | None:
    """0-100; None where one of them isn't known. An initial or a short form that begins the other is 90."""
    first, second = normal(one), normal(other)
    if not first or not second:
        return None
    short, long = sorted((first.split()[0], second.split()[0]), key=len)
    if long.startswith(short) and short != long:
        return 90.0
    return max(word_likeness(short, long), fuzz.ratio(first, second))


def birth_dates_alike(one: date, other: date) -> bool:
    """Not equal, but a slip apart: day and month swapped, two neighbouring digits swapped, or one digit other."""
    if one == other:
        return False
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    first, second = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    wrong = [n for n in range(8) if first[n] != second[n]]
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(first) == sorted(second)
    return len(wrong) == 1 or swapped


def why_the_same(one: Person, other: Person) -> str | None:
    """Why `one` may be `other`, in words for the screen; None where there is no ground for it.

    Same last and birth date with another first name are twins, not one person.
    """
    straight = (
        last_name_likeness(one.last_name, other.last_name),
        first_name_likeness(one.first_name, other.first_name),
    )
    swapped = (
        last_name_likeness(one.last_name, other.first_name),
        first_name_likeness(one.first_name, " ".join(parts(other.last_name))) if one.first_name else None,
    )
    last, first = straight
    born = birth_surname_likeness(one, other)
    turned = swapped[1] is not None and min(swapped[0], swapped[1]) > min(straight[0], straight[1] or 0.0)
    if turned:
        last, first = swapped[0] - 3, swapped[1]
    by_birth = born > last and not turned
    if by_birth:
        last = born
    if last < 85:
        return None
    name = "voornaam en achternaam zijn omgedraaid" if turned else _name_in_words(one, other, last, first)
    if by_birth:
        name = "zelfde geboortenaam" if born == 100 else "geboortenaam lijkt erop"
    if one.birth_date and other.birth_date:
        if one.birth_date == other.birth_date:
            return f"Zelfde geboortedatum en {name}" if first is None or first >= 65 else None
        if birth_dates_alike(one.birth_date, other.birth_date) and first is not None and first >= 80:
            return f"Geboortedatum lijkt erop en {name}"
        return None
    if first is not None and first >= 85 and last >= 88:
        return f"{name[0].upper()}{name[1:]}, geboortedatum niet bekend"
    if first is None or first >= 65:
        if one.phone and phone_digits(one.phone) == phone_digits(other.phone):
            return f"Zelfde telefoonnummer en {name}"
        if first is None and one.postcode and normal(one.postcode) == normal(other.postcode):
            return f"Zelfde postcode en {name}"
    return None


def birth_surname_likeness(one: Person, other: Person) -> float:
    """0-100 where one of them has a birth surname of its own: that beside the other's surnames. 0 where none has."""
    if not one.birth_surname and not other.birth_surname:
        return 0.0
    first, second = (
        [who.birth_surname, who.last_name] if who.birth_surname else [who.last_name] for who in (one, other)
    )
    pairs = [(a, b) for a in first for b in second if (a, b) != (one.last_name, other.last_name)]
    return max(last_name_likeness(a, b) for a, b in pairs)


def _name_in_words(one: Person, other: Person, last: float, first: float | None) -> str:
    """How the names are alike: "zelfde naam", "klinkt als Jansen", "naam lijkt op De Vries"."""
    if last == 100:
        return "zelfde naam" if first in (100, None) else f"zelfde achternaam, voornaam lijkt op {other.first_name}"
    sounds = [[sound(word) for word in parts(name)] for name in (one.last_name, other.last_name)]
    how = "klinkt als" if sounds[0] == sounds[1] else "naam lijkt op"
    return f"{how} {other.last_name.strip()}"


# --- what was typed, as a name ----------------------------------------------------------------------------------------


def capitals(name: str) -> str:
    """Capitals for a name in small letters: "ijsbrand" -> "IJsbrand", "jansen-de vries" -> "Jansen-de Vries"."""
    if name != name.lower():
        return name

    def capital(match: re.Match[str]) -> str:
        word = match[0]
        if word in PREFIXES:
            return word
        return "IJ" + word[2:] if word.startswith("ij") else word[:1].upper() + word[1:]

    return re.sub(r"[^\W\d_]+", capital, name)


@dataclass(frozen=True)
class NameParts:
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""


def split_name(typed: str) -> NameParts:
    """A name as typed in one box: "jan van der berg", "Berg, Jan van der", "van der berg", "jansen"."""
    typed = " ".join(typed.split()).strip(" ,")
    last, comma, rest = typed.partition(",")
    if comma:
        words = rest.split()
        first = [word for word in words if normal(word) not in PREFIXES]
        before = [word for word in words if normal(word) in PREFIXES]
        own = split_name(last)
        return NameParts(
            capitals(" ".join(first)),
            " ".join(before) or own.prefix,
            " ".join(part for part in (own.first_name, own.last_name) if part),
        )
    words = typed.split()
    if not words:
        return NameParts()
    # A tussenvoegsel begins the last name, and so does the first half of "jansen-de vries"; else the last word is it.
    marks = [n for n, word in enumerate(words) if all(part in PREFIXES for part in normal(word).split() or ["?"])]
    halves = [n for n, word in enumerate(words) if "-" in word and normal(word.rpartition("-")[2]) in PREFIXES]
    begin = next((n for n in sorted(marks + halves) if n < len(words) - 1), len(words) - 1)
    end = begin
    while end in marks and end < len(words) - 1:
        end += 1
    prefix = [word if normal(word) in ("el", "al") else word.lower() for word in words[begin:end]]
    return NameParts(capitals(" ".join(words[:begin])), " ".join(prefix), capitals(" ".join(words[end:])))


# --- keys in the database ---------------------------------------------------------------------------------------------


def person_of(client: Client) -> Person:
    """What is compared of a client."""
    return Person(
        f"{client.prefix} {client.last_name}",
        client.first_name,
        client.birth_date,
        client.postcode,
        client.phone,
        client.birth_surname,
    )


def keys_of(client: Client) -> frozenset[Key]:
    return keys_for(
        number=client.number,
        first_name=client.first_name,
        prefix=client.prefix,
        last_name=client.last_name,
        birth_surname=client.birth_surname,
        birth_date=client.birth_date,
        postcode=client.postcode,
        phone=client.phone,
    )


def update_keys(client: Client) -> None:
    """Makes the client's stored keys those of the client's present identity. In the caller's transaction."""
    wanted = keys_of(client)
    stored = set(ClientKey.objects.filter(client=client).values_list("kind", "key"))
    for kind, key in stored - wanted:
        ClientKey.objects.filter(client=client, kind=kind, key=key).delete()
    ClientKey.objects.bulk_create(rows_for(client, wanted - stored))


def add_keys(client: Client) -> None:
    """Makes a client findable who was only just written. In the caller's transaction."""
    ClientKey.objects.bulk_create(rows_for(client, keys_of(client)))


def rows_for(client: Client, keys: Iterable[Key]) -> list[ClientKey]:
    """Unsaved rows, for whoever writes many clients at once."""
    return [ClientKey(client=client, front_door_id=client.front_door_id, kind=kind, key=key) for kind, key in keys]
