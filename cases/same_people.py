"""Which records at several front doors are one person, by the kinds of pseudonyms that they share; and how many people
that makes, with the margin that records of whom too little is known leave.

Pure: sets of hashes in, a count out. A front door's own register says who is one person there (linked records come in
as one), so two records of one front door are never taken together here: the count is never below that of the largest
front door and never above all front doors added up.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from cases.pseudonyms import Kind, Pseudonym

# What a shared kind weighs; ENOUGH makes two records one person. Tuned on the seeds that benchmarks/unique_people.py
# names, and measured on others.
ENOUGH = 10
WEIGHTS: dict[Kind, int] = {
    Kind.NAME_DAY: 16,
    Kind.GIVEN_DAY_PLACE: 14,
    Kind.GIVEN_DAY_LETTERS: 13,
    Kind.GIVEN_DAY_ENDING: 12,
    Kind.INITIAL_DAY_PLACE: 12,
    Kind.INITIAL_DAY_PHONE: 13,
    Kind.INITIAL_DAY_STREET: 12,
    Kind.GIVEN_MONTH: 11,
    Kind.GIVEN_YEARDAY: 11,
    Kind.GIVEN_MONTHDAY: 11,
    Kind.PLACE_MONTH: 10,
    Kind.PLACE_YEARDAY: 10,
    Kind.PLACE_MONTHDAY: 10,
}
# Father and son of one initial live in one house: these count only where a birth date isn't known.
WITHOUT_DAY: dict[Kind, int] = {Kind.NAME_PHONE: 12, Kind.NAME_STREET: 11}
# The same, and only where no third record bears this name, and no postcode speaks against it: a rare name says who it
# is, a common one nothing.
RARE_WITHOUT_DAY: dict[Kind, int] = {Kind.WHOLE_NAME: 10}
# Twins share a surname and a day: this counts only where a first name isn't known.
WITHOUT_NAME: dict[Kind, int] = {Kind.SURNAME_DAY: 11}
# Too little to say that it is one person, and enough to say that it may be.
POSSIBLE = frozenset({Kind.NAME_PLACE})

DATED = frozenset(
    {Kind.SURNAME_DAY, Kind.NAME_DAY, Kind.GIVEN_DAY_PLACE, Kind.INITIAL_DAY_STREET, Kind.INITIAL_DAY_PHONE}
)
NAMED = frozenset({Kind.NAME_DAY, Kind.NAME_PHONE, Kind.NAME_STREET, Kind.NAME_PLACE, Kind.WHOLE_NAME})
MOST_TOGETHER = 400  # a hash that more records share says nothing, and comparing them all would take for ever


@dataclass(frozen=True)
class Record:
    """A person as one front door has them: the front door, an opaque number, and the hashes."""

    door: int
    number: str
    keys: frozenset[Pseudonym]

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(kind for kind, _ in self.keys)

    @property
    def dated(self) -> bool:
        """Whether the birth date is known."""
        return bool(self.kinds & DATED)

    @property
    def named(self) -> bool:
        """Whether a first name or initial is known."""
        return bool(self.kinds & NAMED)

    @property
    def placed(self) -> bool:
        """Whether the postcode is known (of who has a first name)."""
        return Kind.NAME_PLACE in self.kinds


@dataclass(frozen=True)
class Count:
    """How many people the records of all front doors are.

    `low` and `high` are the bounds that records without enough identity leave, `likely` lies between them. `sizes` is
    the number of people per front door, `unsure` the number of records that could not be laid beside the others.
    """

    low: int
    likely: int
    high: int
    sizes: dict[int, int]
    unsure: int

    @property
    def total(self) -> int:
        """All front doors added up."""
        return sum(self.sizes.values())


def weight(one: Record, other: Record, rare: Collection[Pseudonym] = ()) -> int:
    """How strongly two records of different front doors are one person: a hundred times the heaviest kind that they
    share, and one for each other. From ENOUGH times a hundred on they are one. `rare`: hashes that only two records
    have."""
    both = one.keys & other.keys
    shared = frozenset(kind for kind, _ in both)
    found = max((WEIGHTS[kind] for kind in shared if kind in WEIGHTS), default=0)
    more = len(shared & WEIGHTS.keys())
    if not (one.dated and other.dated):
        found = max([found, *(WITHOUT_DAY[kind] for kind in shared if kind in WITHOUT_DAY)])
        if Kind.NAME_PLACE in shared or not (one.placed and other.placed):
            found = max([found, *(RARE_WITHOUT_DAY[key[0]] for key in both if key in rare)])
    if not (one.named and other.named):
        found = max([found, *(WITHOUT_NAME[kind] for kind in shared if kind in WITHOUT_NAME)])
    return found and found * 100 + more


def clusters(records: Iterable[Record]) -> list[list[Record]]:
    """The records that are one person together, at most one of each front door. The strongest pairs go first, so that
    where two of one front door would come together the weaker link is cut. The order of the records makes no
    difference, and a record that is given twice is one."""
    unique = sorted({(record.door, record.number): record for record in records}.values(), key=_by_content)
    ranks = {(record.door, record.number): rank for rank, record in enumerate(unique)}
    place = list(range(len(unique)))
    members: list[list[int]] = [[rank] for rank in place]
    doors: list[set[int]] = [{record.door} for record in unique]
    for _, one, other in _pairs(unique, ranks):
        a, b = place[one], place[other]
        if a == b or doors[a] & doors[b]:
            continue
        if len(members[a]) < len(members[b]):
            a, b = b, a
        for rank in members[b]:
            place[rank] = a
        members[a] += members[b]
        doors[a] |= doors[b]
        members[b] = []
    return [[unique[rank] for rank in group] for group in members if group]


def _by_content(record: Record) -> tuple[bytes, int, str]:
    """An order that depends on what is known of somebody and not on where they came in."""
    digest = hashlib.sha256(b"".join(sorted(kind.encode() + value for kind, value in record.keys))).digest()
    return digest, record.door, record.number


def _pairs(unique: Sequence[Record], ranks: dict[tuple[int, str], int]) -> list[tuple[int, int, int]]:
    """(minus the weight, rank, rank) of what is one person by itself, the strongest first."""
    together: dict[Pseudonym, list[int]] = defaultdict(list)
    for rank, record in enumerate(unique):
        for key in record.keys:
            if key[0] not in POSSIBLE:
                together[key].append(rank)
    seen: set[tuple[int, int]] = set()
    for group in together.values():
        if 2 <= len(group) <= MOST_TOGETHER:
            seen.update(pair for pair in combinations(group, 2) if unique[pair[0]].door != unique[pair[1]].door)
    rare = {key for key, group in together.items() if key[0] in RARE_WITHOUT_DAY and len(group) == 2}
    weighed = ((-weight(unique[one], unique[other], rare), one, other) for one, other in seen)
    return sorted(pair for pair in weighed if pair[0] <= -ENOUGH * 100)


def count(records: Iterable[Record]) -> Count:
    """How many people the records are: `count_of` over `clusters`."""
    return count_of(clusters(records))


def count_of(groups: Sequence[Sequence[Record]]) -> Count:
    """How many people these clusters are, with the bounds that unknown birth dates leave.

    Somebody without a birth date who wasn't recognised may be another front door's client of the same surname, initial
    and neighbourhood (or of the same surname and initial, where no postcode is known): `low` has each of them counted
    there, `high` none, and `likely` as many as were recognised of those of whom the birth date is known.
    """
    sizes: dict[int, int] = defaultdict(int)
    for group in groups:
        for record in group:
            sizes[record.door] += 1
    high = len(groups)
    dated = [group for group in groups for record in group if record.dated]
    undated = [group for group in groups for record in group if not record.dated]
    share = sum(len(group) > 1 for group in dated) / len(dated) if dated else 0.0
    alone = [group[0] for group in groups if len(group) == 1 and not group[0].dated]
    possible = _possible(alone, groups)
    floor = max(sizes.values(), default=0)
    low = max(floor, high - possible)
    missed = round(share * len(undated)) - (len(undated) - len(alone))
    likely = min(high, max(low, high - max(0, missed)))
    return Count(low, likely, high, dict(sorted(sizes.items())), len(alone))


def _possible(alone: Sequence[Record], groups: Sequence[Sequence[Record]]) -> int:
    """How many of these may be somebody at another front door: by a weak hash, or because there is none."""
    doors: dict[Pseudonym, set[int]] = defaultdict(set)
    for group in groups:
        for record in group:
            for key in record.keys:
                if key[0] in POSSIBLE:
                    doors[key].add(record.door)
    everywhere = {record.door for group in groups for record in group}
    found = 0
    for record in alone:
        weak = [key for key in record.keys if key[0] in POSSIBLE]
        if weak:
            found += any(doors[key] - {record.door} for key in weak)
        else:
            found += bool(everywhere - {record.door})
    return found
