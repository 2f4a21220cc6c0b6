"""Finding a client by whatever was typed: part of a name, birth date, postcode, telephone number, client number.

What is typed becomes terms; each term is a few ranges of stored keys (cases/identity.py). The most selective
term drives an index scan, the others are looked up per client found. So the time follows what is found, not
the size of the register. Ranges (`>=`, `<`) and not LIKE: they also use the index under row-level security.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils import timezone
from rapidfuzz import fuzz, process

from cases import identity
from cases.identity import Kind, NameParts, Person
from cases.models import Client, HelpQuestion
from oco import access
from oco.access import Permission
from oco.form_fields import MONTHS
from oco.models import User

SHOWN = 8
_MOST_CANDIDATES = 400  # per range; who types one more letter narrows it down
_MOST_NAMES = 3_000
_LIKENESS_OF_ANOTHER_WORD = 60
_LAST = "\U0010ffff"  # sorts after every letter in the collation "C"


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


@dataclass(frozen=True)
class Hit:
    """A client found: identity and where they are known, never content. `reason` says what matched."""

    client_id: int
    number: str
    name: str
    birth_date: date | None
    postcode: str
    district: str
    known_at: tuple[str, ...]
    reason: str
    score: float


# --- taking apart what was typed --------------------------------------------------------------------------------------

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


# --- finding ----------------------------------------------------------------------------------------------------------


def search(query: str, user: User, *, front_door_id: int | None = None, today: date | None = None) -> list[Hit]:
    """At most eight clients of the user's front doors (or of this one of them), best first.

    All terms must match. Where nobody does, names that look like it are tried; and then the name alone,
    because a birth date or postcode is often not known.
    """
    doors = _doors(user, front_door_id)
    typed = read(query, today=today or timezone.localdate())
    if not typed.terms or not typed.enough or not doors:
        return []
    found = _rank(_candidates(doors, typed.terms), typed.terms)
    if not found and (alike := _with_names_alike(doors, typed.terms)) is not None:
        found = _rank(_candidates(doors, alike), typed.terms)
    names = tuple(term for term in typed.terms if term.word)
    if not found and 0 < len(names) < len(typed.terms):
        found = [replace(hit, reason="alleen de naam klopt") for hit in _rank(_candidates(doors, names), names)]
    return _with_providers(found[:SHOWN])


def possible_duplicates(person: Person, user: User, *, front_door_id: int, but: int | None = None) -> list[Hit]:
    """Clients of this front door who may be this person, at most three; `reason` says why. Nothing is merged."""
    doors = _doors(user, front_door_id)
    last = tuple({identity.sound(word) for word in identity.parts(person.last_name)})
    if not doors or not last:
        return []
    name = Term((Match(Kind.SOUND, equal=last),), 1)
    searches: list[tuple[Term, ...]] = []
    if person.birth_date:
        searches.append((Term((Match(Kind.BIRTH_DATE, equal=_slips(person.birth_date)),), 0),))
    if initial := identity.normal(person.first_name)[:1]:
        first = tuple({identity.sound(word) for word in identity.parts(person.first_name)})
        searches.append((name, Term((Match(Kind.SOUND, equal=first), Match(Kind.NAME, begin=initial)), 2)))
        searches.append((replace(name, matches=(Match(Kind.SOUND, equal=first),)), replace(name, cost=2)))
    if person.phone:
        searches.append((Term((Match(Kind.PHONE, equal=(identity.phone_digits(person.phone),)),), 0),))
    if person.postcode:
        postcode = identity.normal(person.postcode).replace(" ", "")
        searches.append((name, Term((Match(Kind.POSTCODE, equal=(postcode,)),), 2)))
    ids = set(_candidates(doors, *searches)) - {but}
    found = []
    for client in Client.objects.filter(pk__in=ids).select_related("district"):
        other = Person(
            f"{client.prefix} {client.last_name}",
            client.first_name,
            client.birth_date,
            client.postcode,
            client.phone,
        )
        if why := identity.why_the_same(person, other):
            likeness = identity.last_name_likeness(person.last_name, other.last_name)
            sure = 100.0 if person.birth_date and person.birth_date == other.birth_date else 0.0
            found.append(_hit(client, why, likeness + sure))
    found.sort(key=lambda hit: (-hit.score, hit.name))
    return _with_providers(found[:3])


def _doors(user: User, front_door_id: int | None) -> list[int]:
    mine = access.front_doors(user, Permission.FIND_CLIENTS)
    return sorted(mine if front_door_id is None else mine & {front_door_id})


def _slips(day: date) -> tuple[str, ...]:
    """The day, and the days that a slip of the hand makes of it, as keys."""
    key = f"{day:%Y%m%d}"
    slips = {key, key[:4] + key[6:] + key[4:6]}
    for place in range(8):
        slips |= {key[:place] + digit + key[place + 1 :] for digit in "0123456789"}
        slips.add(key[:place] + key[place : place + 2][::-1] + key[place + 2 :])
    return tuple(sorted(slips))


def _condition(match: Match, alias: str) -> tuple[str, list[str | list[str]]]:
    if match.equal:
        return f"({alias}.kind = %s AND {alias}.key = ANY(%s))", [str(match.kind), list(match.equal)]
    return (
        f"({alias}.kind = %s AND {alias}.key >= %s AND {alias}.key < %s)",
        [str(match.kind), match.begin, match.begin + _LAST],
    )


def _candidates(doors: Sequence[int], *searches: Iterable[Term]) -> list[int]:
    """Ids of clients for whom every term of one of these searches matches."""
    selects: list[str] = []
    parameters: list[str | list[str] | list[int]] = []
    for terms in searches:
        some, values = _selects(doors, terms)
        selects += some
        parameters += values
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(selects), parameters)
        return [client_id for (client_id,) in cursor.fetchall()]


def _selects(doors: Sequence[int], terms: Iterable[Term]) -> tuple[list[str], list[str | list[str] | list[int]]]:
    driver, *others = sorted(terms, key=lambda term: term.cost)
    also, also_values = "", list[str | list[str]]()
    for term in others:
        conditions = [_condition(match, "o") for match in term.matches]
        any_of = " OR ".join(condition for condition, _ in conditions)
        also += f" AND EXISTS (SELECT 1 FROM cases_clientkey o WHERE o.client_id = k.client_id AND ({any_of}))"
        also_values += [value for _, values in conditions for value in values]
    selects: list[str] = []
    parameters: list[str | list[str] | list[int]] = []
    for match in driver.matches:
        condition, values = _condition(match, "k")
        selects.append(
            "(SELECT k.client_id FROM cases_clientkey k"
            f" WHERE k.front_door_id = ANY(%s) AND {condition}{also} LIMIT {_MOST_CANDIDATES})"
        )
        parameters += [list(doors), *values, *also_values]
    return selects, parameters


def _with_names_alike(doors: Sequence[int], terms: Iterable[Term]) -> tuple[Term, ...] | None:
    """The same terms, with for each longer name the stored names that look like it; None where there are none."""
    changed, widened = False, []
    for term in terms:
        if len(term.word) >= 4:
            stored = {name for door in doors for name in _stored_names(door, term.word[:1])}
            near = process.extract(term.word, stored, scorer=fuzz.ratio, score_cutoff=72, limit=20)
            if near:
                changed = True
                equal = tuple(name for name, _, _ in near)
                term = replace(term, matches=(*term.matches, Match(Kind.NAME, equal=equal)))
        widened.append(term)
    return tuple(widened) if changed else None


def _stored_names(door: int, letter: str) -> list[str]:
    """Each name with this letter once. Jumps through the index from name to name; DISTINCT would read every client."""
    one = (
        "SELECT key FROM cases_clientkey WHERE front_door_id = %s AND kind = %s AND key {after} AND key < %s"
        " ORDER BY key LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE names AS (({one.format(after='>= %s')}) UNION ALL"
            f" SELECT ({one.format(after='> names.key')}) FROM names WHERE names.key IS NOT NULL)"
            " SELECT key FROM names WHERE key IS NOT NULL LIMIT %s",
            [door, str(Kind.NAME), letter, letter + _LAST, door, str(Kind.NAME), letter + _LAST, _MOST_NAMES],
        )
        return [key for (key,) in cursor.fetchall()]


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    return identity.sound(word)


def _score(word: str, term: str) -> tuple[float, str]:
    """How well one word of a client fits a name that was typed, and what to say of it."""
    if word == term:
        return 100.0, "naam"
    if word.startswith(term):
        return 88 + 10 * len(term) / len(word), "naam"
    if _sound(word).startswith(_sound(term)):
        return 0.85 * max(fuzz.ratio(word, term), 90), "naam klinkt zo"
    return 0.75 * fuzz.ratio(word, term), "naam lijkt erop"


def _fit(terms: Sequence[Term], words: Sequence[str]) -> tuple[float, str] | None:
    """How well a client's words fit all names that were typed. None where one word would have to serve for two:
    "jan jansen" isn't Corrie Jansen, though her name begins with both."""
    scores, reasons, used = [], [], set()
    for term in sorted(terms, key=lambda term: -len(term.word)):
        ranked = sorted(((*_score(word, term.word), n) for n, word in enumerate(words)), reverse=True)
        best, reason, place = ranked[0]
        if place in used:
            best, reason, place = next((one for one in ranked if one[2] not in used), (0.0, "", -1))
            if best < _LIKENESS_OF_ANOTHER_WORD:
                return None
        used.add(place)
        scores.append(best)
        reasons.append(reason)
    return sum(scores) / len(scores), " en ".join(dict.fromkeys(reasons))


def _rank(ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    rows = Client.objects.filter(pk__in=ids).values_list("pk", "sort_key")
    names = [term for term in terms if term.word]
    others = [term.reason for term in terms if not term.word]
    scored = []
    for client_id, key in rows:
        words = key.split()
        score, reason = 100.0, ""
        if names:
            if (fit := _fit(names, words)) is None:
                continue
            score, reason = fit
            # The family name stands first in the sort key: who is called so comes before whose first name it is.
            score += 0.5 if words[0].startswith(names[0].word) else 0.0
        said = " en ".join(dict.fromkeys([*([reason] if reason else []), *others]))
        scored.append((-score, key, client_id, said))
    best = sorted(scored)[:SHOWN]
    clients = Client.objects.select_related("district").in_bulk([client_id for _, _, client_id, _ in best])
    return [_hit(clients[client_id], reason, -score) for score, _, client_id, reason in best]


def _hit(client: Client, reason: str, score: float) -> Hit:
    return Hit(
        client_id=client.pk,
        number=client.number,
        name=client.list_name,
        birth_date=client.birth_date,
        postcode=client.postcode,
        district=client.district.name if client.district else "",
        known_at=(),
        reason=reason,
        score=score,
    )


def _with_providers(hits: list[Hit]) -> list[Hit]:
    """Adds at which providers each client has or had a question: the names of providers, nothing else."""
    known: dict[int, set[str]] = {}
    questions = HelpQuestion.objects.filter(
        client_id__in=[hit.client_id for hit in hits], provider__isnull=False
    ).order_by()
    for client_id, provider in questions.values_list("client_id", "provider__name").distinct():
        known.setdefault(client_id, set()).add(provider)
    return [replace(hit, known_at=tuple(sorted(known.get(hit.client_id, ())))) for hit in hits]
