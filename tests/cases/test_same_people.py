"""Who is one person over several front doors: the hashes, the rule, the count and its bounds."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import unique_people
from cases import same_people
from cases.identity import birth_name
from cases.pseudonyms import HASH_BYTES, Identity, Kind, pseudonyms
from cases.same_people import Record, clusters, count

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
ANNIE = Identity(
    last_name="Bakker",
    first_name="Annie",
    birth_surname="van der Meer",
    birth_date=date(1948, 3, 14),
    postcode="2711 AB",
    phone="+31612345678",
)


def record(door: int, who: Identity, number: str = "1") -> Record:
    return Record(door, number, pseudonyms(who, KEY))


def test_hashes_are_keyed_and_hold_nothing_readable() -> None:
    found = pseudonyms(ANNIE, KEY)
    assert {len(value) for _, value in found} == {HASH_BYTES}
    assert not {value for _, value in found} & {value for _, value in pseudonyms(ANNIE, OTHER_KEY)}
    assert {kind for kind, _ in found} == set(Kind)
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonyms(ANNIE, b"short")


SLIPS: dict[str, dict[str, Any]] = {
    "the same": {},
    "another spelling": {"birth_surname": "v.d. Meer"},
    "ij and y": {"birth_surname": "van der Meer", "last_name": "Backer"},
    "prefix left out": {"birth_surname": "Meer"},
    "initials": {"first_name": "A.C."},
    "official name": {"first_name": "Johanna"},
    "no first name": {"first_name": ""},
    "partner first": {"last_name": "Bakker-van der Meer"},
    "day and month swapped": {"birth_date": date(1948, 3, 14).replace(month=3, day=14)},
    "year mistyped": {"birth_date": date(1949, 3, 14)},
    "day mistyped": {"birth_date": date(1948, 3, 15)},
    "month mistyped": {"birth_date": date(1948, 4, 14)},
    "moved": {"postcode": "2719 XZ", "phone": ""},
    "no birth date, same telephone": {"birth_date": None, "postcode": ""},
    "no birth date, same street": {"birth_date": None, "phone": ""},
    "surname mistyped": {"birth_surname": "van der Meur", "last_name": "Bakkr"},
}


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_leaves_somebody_one_person(slip: str) -> None:
    other = replace(ANNIE, **SLIPS[slip])
    assert count([record(1, ANNIE), record(2, other)]).high == 1


def test_day_and_month_swapped_are_one_person() -> None:
    one = replace(ANNIE, birth_date=date(1948, 3, 4))
    assert count([record(1, one), record(2, replace(one, birth_date=date(1948, 4, 3)))]).high == 1


OTHERS = {
    "a twin": replace(ANNIE, first_name="Greet", phone=""),
    "a son of the same initial": replace(ANNIE, first_name="Arie", birth_date=date(1975, 6, 2)),
    "a partner": replace(ANNIE, first_name="Piet", birth_surname="Bakker", birth_date=date(1946, 1, 9)),
    "the same name, born elsewhen": replace(ANNIE, birth_date=date(1971, 11, 30), postcode="2725 CD", phone=""),
    "a neighbour": replace(
        ANNIE, first_name="Ria", last_name="Smit", birth_surname="Smit", birth_date=date(1950, 1, 2)
    ),
}


@pytest.mark.parametrize("who", OTHERS)
def test_somebody_else_stays_somebody_else(who: str) -> None:
    found = count([record(1, ANNIE), record(2, OTHERS[who])])
    assert (found.low, found.likely, found.high) == (2, 2, 2)


def test_two_of_one_front_door_are_never_one_person() -> None:
    """Its own register says that they are two; a third record goes to one of them and doesn't chain them."""
    rows = [record(1, ANNIE, "a"), record(1, replace(ANNIE, postcode="2712 CD"), "b"), record(2, ANNIE)]
    found = count(rows)
    assert found.high == 2
    assert sorted(len(group) for group in clusters(rows)) == [1, 2]
    together = next(group for group in clusters(rows) if len(group) == 2)
    assert {row.number for row in together if row.door == 1} == {"a"}  # the one that shares the most


def test_a_record_that_is_given_twice_is_one() -> None:
    rows = [record(1, ANNIE), record(1, ANNIE), record(2, ANNIE)]
    assert (count(rows).high, count(rows).total) == (1, 2)


def test_without_a_birth_date_the_count_is_an_interval() -> None:
    """Of the second nothing but a common name is known, in the neighbourhood where the first lives."""
    vague = Identity(last_name="van der Meer", first_name="A.", postcode="2711 ZZ")
    found = count([record(1, ANNIE), record(2, vague), record(2, OTHERS["a neighbour"], "2")])
    # 3 records; at least 2 people, for the second front door has two.
    assert (found.low, found.high, found.unsure, found.total) == (2, 3, 1, 3)


def test_somebody_of_whom_nothing_is_known_counts() -> None:
    found = count([Record(1, "1", frozenset()), Record(2, "1", frozenset())])
    assert (found.low, found.high, found.unsure) == (1, 2, 2)


def test_the_birth_surname_is_told_by_the_last_name_where_nobody_gave_one() -> None:
    assert birth_name(prefix="van den", last_name="Berg", birth_surname="") == "van den Berg"
    assert birth_name(prefix="", last_name="Jansen-de Vries", birth_surname="") == "de Vries"
    assert birth_name(prefix="", last_name="Jansen", birth_surname="de Vries") == "de Vries"


# --- whatever the records -------------------------------------------------------------------------------------------

PEOPLE = st.builds(
    Identity,
    last_name=st.sampled_from(["Bakker", "Backer", "de Vries", "Smit"]),
    first_name=st.sampled_from(["", "Jan", "J.", "Annie", "A."]),
    birth_date=st.sampled_from([None, date(1950, 3, 4), date(1950, 4, 3), date(1950, 3, 5), date(1980, 1, 1)]),
    postcode=st.sampled_from(["", "2711 AB", "2711 CD", "2725 XX"]),
    phone=st.sampled_from(["", "+31612345678"]),
)
REGISTERS = st.lists(st.lists(PEOPLE, max_size=4), min_size=1, max_size=4)


def records_of(register: list[list[Identity]]) -> list[Record]:
    return [record(door, who, f"{door}-{n}") for door, people in enumerate(register) for n, who in enumerate(people)]


@settings(max_examples=60, deadline=None)
@given(REGISTERS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(register: list[list[Identity]], dice: object) -> None:
    rows = records_of(register)
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert count(shuffled) == count(rows)


@settings(max_examples=60, deadline=None)
@given(REGISTERS)
def test_never_above_the_sum_nor_below_the_largest_front_door(register: list[list[Identity]]) -> None:
    found = count(records_of(register))
    largest, total = max(map(len, register)), sum(map(len, register))
    assert largest <= found.low <= found.likely <= found.high <= total == found.total


@settings(max_examples=40, deadline=None)
@given(REGISTERS)
def test_twice_the_same_register_is_once(register: list[list[Identity]]) -> None:
    rows = records_of(register)
    assert count([*rows, *rows]) == count(rows)


# --- as well as it must be ------------------------------------------------------------------------------------------


def test_a_thousand_people_are_counted_within_one_percent() -> None:
    """The measurement of benchmarks/unique_people.py, smaller; on seeds that nothing was tuned on."""
    seen = [unique_people.measure(1_000, seed) for seed in (31, 32, 33)]
    assert max(abs(row.error) for row in seen) <= unique_people.MOST_ERROR
    assert statistics.mean(row.precision for row in seen) >= unique_people.LEAST_PRECISION
    assert statistics.mean(row.recall for row in seen) >= unique_people.LEAST_RECALL
    assert min(row.total for row in seen) > 1_150  # added up there are far more
    assert same_people.ENOUGH > 0
