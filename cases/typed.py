"""What was typed into the search box, taken apart: names, birth date, postcode, telephone number, client number.

Pure: text in, terms out. Each term is a few ranges of stored keys (cases/identity.py); cases/search.py finds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from cases import identity
from cases.identity import Kind, NameParts
from oco.dutch import MONTHS


@dataclass(frozen=True)
class Match:
    """Keys of one kind: those that begin with `begin`, or those that are one of `equal`."""

    kind: str
    begin: str = ""
    equal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """One thing that was typed; any of its matches will do. `cost` orders terms, the most selective first."""

    matches: tuple[Match, ...]
    cost: int
    word: str = ""  # of a name, normalised
    reason: str = ""


@dataclass(frozen=True)
class Typed:
    """What was typed, taken apart."""

    terms: tuple[Term, ...] = ()
    name: NameParts = field(default_factory=NameParts)
    birth_date: date | None = None
    postcode: str = ""
    phone: str = ""

    @property
    def enough(self) -> bool:
        """One letter finds too many to be of use."""
        return len(self.terms) > 1 or any(len(term.word) != 1 for term in self.terms)


_WHOLE_MONTH = "|".join(MONTHS)
_MONTH = rf"(?:{_WHOLE_MONTH}|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\.?"
_FULL_DATES = (
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<y>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s+(?P<month>{_MONTH})\s+(?P<y>\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE),
)
_PART_DATES = (
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\s?[-/.]\s?(?P<m>\d{1,2})(?:\s?[-/.]\s?\d{0,3})?(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})\s?[-/]\s?(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s+(?P<month>{_MONTH})(?!\w)", re.IGNORECASE),
    # Without a day only a month written out: "jan 1950" is somebody called Jan.
    re.compile(rf"\b(?P<month>{_WHOLE_MONTH})\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.IGNORECASE),
)
_NUMBER = re.compile(r"\bc-?(\d+)\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w])(?:\+\d|00\d|0\d)[\d\s\-()/]{4,}\d(?!\w)")
# One number, or groups of a telephone number without its beginning: "321 87 65".
_DIGITS = re.compile(r"(?<!\w)(?:\d{2,4}(?:[ -]\d{2,4}){1,3}|\d+)(?!\w)")
_POSTCODE = re.compile(r"(?<!\w)([1-9]\d{3})( ?)([a-z]{2})(?!\w)", re.IGNORECASE)


def read(text: str, *, today: date) -> Typed:
    """Terms of what was typed, and its pieces for the form of a new client."""
    rest = " ".join(text.split())[:120]
    terms: list[Term] = []
    typed = Typed()

    def take(match: re.Match[str], term: Term) -> None:
        nonlocal rest
        rest = rest[: match.start()] + " | " + rest[match.end() :]
        terms.append(term)

    if match := _NUMBER.search(rest):
        take(match, Term((Match(Kind.NUMBER, equal=(str(int(match[1])),)),), 0, reason="clientnummer"))
    if found := _full_date(rest, today):
        match, dates = found
        typed = replace(typed, birth_date=dates[0])
        equal = tuple(f"{day:%Y%m%d}" for day in dates)
        begins = [Match(Kind.BIRTH_DATE, equal=equal)]
        if match["y"] in ("19", "20"):  # a year that is still being typed
            begins.append(Match(Kind.BIRTH_DATE, equal=(f"-{dates[0]:%m%d}",)))
        take(match, Term(tuple(begins), 2, reason="geboortedatum"))
    if match := _PHONE.search(rest):
        digits = identity.phone_digits(match[0])
        matches = [Match(Kind.PHONE, begin=digits)]
        if bare := _bare_date(digits, today):
            matches.append(Match(Kind.BIRTH_DATE, equal=bare))
        typed = replace(typed, phone=match[0].strip())
        take(match, Term(tuple(matches), 1, reason="telefoon"))
    if match := _postcode(rest):
        typed = replace(typed, postcode=f"{match[1]} {match[3].upper()}")
        take(match, Term((Match(Kind.POSTCODE, equal=((match[1] + match[3]).lower(),)),), 3, reason="postcode"))
    if not typed.birth_date and (part := _part_date(rest)):
        match, matches_of_part = part
        take(match, Term(matches_of_part, 30, reason="geboortedatum"))
    for match in reversed(list(_DIGITS.finditer(rest))):
        digits = re.sub(r"\D", "", match[0])
        if term := _digits(digits, today):
            take(match, term)
            if bare := _bare_date(digits, today):
                typed = replace(typed, birth_date=_day(bare[0]))
    name = " ".join(word for word in re.sub(r"\|", " ", rest).split() if re.search(r"[^\W\d_]|^,$", word)).strip(" ,")
    terms += _names(name)
    return replace(typed, terms=tuple(terms), name=identity.split_name(name))


def _names(name: str) -> list[Term]:
    terms = []
    for word in dict.fromkeys(identity.parts(name)):
        matches = [Match(Kind.NAME, begin=word)]
        heard = identity.sound(word)
        if len(word) >= 3:
            matches.append(Match(Kind.SOUND, begin=heard) if len(heard) >= 3 else Match(Kind.SOUND, equal=(heard,)))
        terms.append(Term(tuple(matches), max(4, 20 - 3 * len(word)), word=word))
    return terms


def _month(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("m"):
        return int(groups["m"])
    name = match["month"].lower().rstrip(".")
    return 3 if name == "mrt" else next(n for n, month in enumerate(MONTHS, 1) if month[:3] == name[:3])


def _dates(year: str, month: int, day: int, today: date) -> list[date]:
    """The past days that are meant; a year of two digits may be of two centuries, the nearest first."""
    years = [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)]
    found = []
    for candidate in years:
        try:
            meant = date(candidate, month, day)
        except ValueError:
            continue
        if date(1890, 1, 1) <= meant <= today:
            found.append(meant)
    return found


def _full_date(text: str, today: date) -> tuple[re.Match[str], list[date]] | None:
    for pattern in _FULL_DATES:
        for match in pattern.finditer(text):
            if dates := _dates(match["y"], _month(match), int(match["d"]), today):
                return match, dates
    return None


def _part_date(text: str) -> tuple[re.Match[str], tuple[Match, ...]] | None:
    """Day and month, or month and year."""
    for pattern in _PART_DATES:
        if match := pattern.search(text):
            month = _month(match)
            if not 1 <= month <= 12:
                continue
            groups = match.groupdict()
            if groups.get("y"):
                return match, (Match(Kind.BIRTH_DATE, begin=f"{groups['y']}{month:02d}"),)
            if 1 <= int(groups["d"]) <= 31:
                return match, (Match(Kind.BIRTH_DATE, equal=(f"-{month:02d}{int(groups['d']):02d}",)),)
    return None


def _postcode(text: str) -> re.Match[str] | None:
    for match in _POSTCODE.finditer(text):
        # "1950 de Vries" is a year and a name, "2711 AB" and "2711 de" at the end are postcodes.
        follows = bool(text[match.end() :].strip(" |,"))
        if match[2] and identity.normal(match[3]) in identity.PREFIXES and follows:
            continue
        return match
    return None


def _day(key: str) -> date:
    return date(int(key[:4]), int(key[4:6]), int(key[6:]))


def _bare_date(digits: str, today: date) -> tuple[str, ...]:
    """A date without signs: 15031950, 19500315, 150350; as keys."""
    found: list[date] = []
    if len(digits) == 8:
        found += _dates(digits[4:], int(digits[2:4]), int(digits[:2]), today)
        found += _dates(digits[:4], int(digits[4:6]), int(digits[6:]), today)
    elif len(digits) == 6:
        found += _dates(digits[4:], int(digits[2:4]), int(digits[:2]), today)
    return tuple(f"{day:%Y%m%d}" for day in found)


def _digits(digits: str, today: date) -> Term | None:
    """Bare digits may be a year, a date, a postcode, a piece of a telephone number or a client number."""
    if len(digits) < 2:
        return None
    matches: list[Match] = []
    if len(digits) == 4 and 1890 <= int(digits) <= today.year:
        matches.append(Match(Kind.BIRTH_DATE, begin=digits))
    if dates := _bare_date(digits, today):
        matches.append(Match(Kind.BIRTH_DATE, equal=dates))
    if len(digits) <= 4 and digits[0] != "0":
        matches.append(Match(Kind.POSTCODE, begin=digits))
    if len(digits) >= 4 or digits[0] == "0":
        matches.append(Match(Kind.PHONE, begin=digits))
    if len(digits) >= 4:
        matches.append(Match(Kind.PHONE, begin="<" + digits[::-1]))
    if significant := digits.lstrip("0"):
        matches.append(Match(Kind.NUMBER, equal=(significant, digits)))
    return Term(tuple(matches), 25 if len(digits) < 6 else 3, reason="cijfers")
