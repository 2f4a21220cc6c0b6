"""Finding a client by whatever was typed: part of a name, birth date, postcode, telephone number, client number.

What is typed becomes terms; each term is a few ranges of stored keys (cases/identity.py). The most selective
term drives an index scan, the others are looked up per client found. So the time follows what is found, not
the size of the register. Ranges (`>=`, `<`) and not LIKE: they also use the index under row-level security.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils import timezone
from rapidfuzz import fuzz, process

from cases import identity
from cases.identity import Kind, Person
from cases.models import Client, HelpQuestion
from cases.typed import Match, Term, read
from oco import access, acting
from oco.access import Permission
from oco.acting import Purpose
from oco.models import Organisation, User

SHOWN = 8
_MOST_CANDIDATES = 400  # per range; who types one more letter narrows it down
_MOST_NAMES = 3_000
_LIKENESS_OF_ANOTHER_WORD = 60
_LAST = "\U0010ffff"  # sorts after every letter in the collation "C"


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


def search(query: str, user: User, *, front_door_id: int | None = None, today: date | None = None) -> list[Hit]:
    """At most eight clients of the user's front doors (or of this one of them), best first.

    All terms must match. Where nobody does, names that look like it are tried; and then the name alone,
    because a birth date or postcode is often not known.
    """
    doors = _doors(user, front_door_id)
    asked = read(query, today=today or timezone.localdate())
    if not asked.terms or not asked.enough or not doors:
        return []
    found = _rank(_candidates(doors, asked.terms), asked.terms)
    if not found and (alike := _with_names_alike(doors, asked.terms)) is not None:
        found = _rank(_candidates(doors, alike), asked.terms)
    names = tuple(term for term in asked.terms if term.word)
    if not found and 0 < len(names) < len(asked.terms):
        found = [replace(hit, reason="alleen de naam klopt") for hit in _rank(_candidates(doors, names), names)]
    return _with_providers(found[:SHOWN])


def matching(query: str, user: User, *, today: date | None = None) -> list[int]:
    """The keys of all clients whom `search` would rank, some hundreds at most, in no order: for lists."""
    doors = _doors(user, None)
    asked = read(query, today=today or timezone.localdate())
    if not asked.terms or not asked.enough or not doors:
        return []
    found = _candidates(doors, asked.terms)
    if not found and (alike := _with_names_alike(doors, asked.terms)) is not None:
        found = _candidates(doors, alike)
    return found


def possible_duplicates(person: Person, user: User, *, front_door_id: int, but: Collection[int] = ()) -> list[Hit]:
    """Clients of this front door who may be this person, at most three and none of `but`; `reason` says why. Nothing
    is linked by itself."""
    doors = _doors(user, front_door_id)
    last = tuple(
        {identity.sound(word) for word in (*identity.parts(person.last_name), *identity.parts(person.birth_surname))}
        - {""}
    )
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
    ids = set(_candidates(doors, *searches)) - set(but)
    found = []
    for client in Client.objects.filter(pk__in=ids).select_related("district"):
        other = identity.person_of(client)
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


@acting.purpose(Purpose.KNOW)
def _with_providers(hits: list[Hit]) -> list[Hit]:
    """Adds at which providers each client has or had a question: the names of providers, nothing else."""
    known: dict[int, set[str]] = {}
    questions = HelpQuestion.objects.filter(
        client_id__in=[hit.client_id for hit in hits], provider__isnull=False
    ).order_by()
    for client_id, provider in questions.values_list("client_id", "provider__name").distinct():
        known.setdefault(client_id, set()).add(provider)
    return [replace(hit, known_at=tuple(sorted(known.get(hit.client_id, ())))) for hit in hits]


@acting.purpose(Purpose.KNOW)
def known_at(records: Iterable[int]) -> list[Organisation]:
    """The providers at which one person has or had a question: their names, nothing else."""
    return list(Organisation.objects.filter(questions__client__in=list(records)).distinct().order_by("name"))
