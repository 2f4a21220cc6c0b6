"""Invented Dutch people at several front doors, with the slips that registers have. For `unique_people` and its test.

The rates were chosen before any key was, from what is said about Dutch registers: a partner's name in front or alone,
call names beside official ones, initials, spelling variants, prefixes left out, days and months swapped, digits
mistyped, people who moved, fields that nobody asked for. Their names are in `_dutch_names`.
"""

from __future__ import annotations

import calendar
import itertools
import random
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks._dutch_names import MEN, WOMEN, surnames
from cases.pseudonyms import Identity

DOORS = 4
SIZES = (45, 30, 15, 10)  # percent of the people at each front door
# 1, 2, 3, 4 front doors: 1.18 on average, so that adding up the front doors counts 18 % too many.
TIMES = (843, 137, 17, 3)
YEAR = 2026

SPELLINGS = (
    ("ij", "y"), ("y", "ij"), ("ck", "k"), ("ks", "x"), ("kx", "ks"), ("x", "ks"), ("c", "k"), ("k", "c"), ("aa", "ae"),
    ("ae", "aa"), ("ss", "s"), ("s", "z"), ("z", "s"), ("ph", "f"), ("f", "v"), ("v", "f"), ("dt", "d"), ("t", "d"),
    ("d", "dt"), ("ie", "y"), ("ou", "au"), ("au", "ou"), ("ei", "ij"), ("ij", "ei"), ("ee", "e"), ("oo", "o"),
    ("sch", "s"), ("g", "gh"), ("uy", "ui"), ("ui", "uy"), ("r", "rr"), ("nn", "n"), ("n", "nn"), ("mm", "m"),
)  # fmt: skip
# Chances of a slip per record.
SPELLED_OTHERWISE, MISTYPED_NAME, PREFIX_GONE = 0.06, 0.012, 0.06
DAY_AND_MONTH, YEAR_DIGIT, DAY_DIGIT, OTHER_MONTH = 0.007, 0.008, 0.007, 0.003
NO_BIRTH_DATE, NO_POSTCODE, NO_PHONE, NO_FIRST_NAME = 0.03, 0.10, 0.30, 0.03
MOVED, POSTCODE_SLIP, OTHER_PHONE = 0.05, 0.01, 0.20
INITIALS, OFFICIAL_NAME = 0.20, 0.35  # the rest by the name that they go by
PARTNER_ALONE, PARTNER_FIRST, OWN_FIRST = 0.30, 0.35, 0.05  # of who bears a partner's name; the rest uses the own
BIRTH_SURNAME_NOT_ASKED = 0.15  # of those who stand under the partner's name alone


@dataclass(frozen=True)
class Human:
    """Who somebody is in truth."""

    number: int
    female: bool
    official: str
    called: str
    others: str  # further initials
    surname: str
    partner: str
    birth_date: date
    postcode: str
    landline: str
    mobile: str


@dataclass(frozen=True)
class Registration:
    """One record at a front door, and who it is in truth."""

    door: int
    number: str
    human: int
    identity: Identity


@dataclass(frozen=True)
class Register:
    registrations: list[Registration]
    people: int


def make_register(people: int, seed: int) -> Register:
    """So many people, each at one or more of four front doors, as those front doors wrote them down."""
    dice = random.Random(seed)
    humans = _humans(dice, people)
    rows: list[Registration] = []
    for human in humans:
        times = dice.choices((1, 2, 3, 4), TIMES)[0]
        doors: list[int] = []
        while len(doors) < times:
            door = dice.choices(range(DOORS), SIZES)[0]
            if door not in doors:
                doors.append(door)
        for door in doors:
            rows.append(Registration(door, f"{len(rows)}", human.number, _written(dice, human)))
    dice.shuffle(rows)
    return Register(rows, people)


# --- people -----------------------------------------------------------------------------------------------------------


def _humans(dice: random.Random, people: int) -> list[Human]:
    names, weights = surnames(dice)
    streets = itertools.product("ABCDEFGHJKLMNP", "ABCDEFGHKLNRSTVWXZ", range(6))
    postcodes = [f"{dice.randrange(2700, 2730)} {first}{second}" for first, second, _ in streets]
    found: list[Human] = []
    while len(found) < people:
        one = _human(dice, len(found), names, weights, postcodes)
        found.append(one)
        chance = dice.random()
        if chance < 0.007:  # twins, of whom one in six has the same initial
            twin = _person(dice, len(found), dice.random() < 0.5 if chance < 0.004 else one.female)
            letters = [name[0] for name in (WOMEN if one.female else MEN)]
            same_initial = dice.random() < 0.17 and letters.count(one.official[0]) > 2
            # No two children of one family bear one name.
            while {twin.official, twin.called} & {one.official, one.called} or (
                same_initial and twin.official[0] != one.official[0]
            ):
                twin = _person(dice, len(found), one.female if same_initial else twin.female)
            found.append(replace(twin, surname=one.surname, birth_date=one.birth_date, postcode=one.postcode,
                                 landline=one.landline))  # fmt: skip
        elif chance < 0.020 and not one.female:  # a son of the same name at the same address
            son = _person(dice, len(found), False)
            while son.official[0] != one.official[0]:
                son = _person(dice, len(found), False)
            years = dice.randrange(22, 38)
            born = one.birth_date + timedelta(days=round(years * 365.25) + dice.randrange(-180, 180))
            if born.year < YEAR - 5:
                same = dice.random() < 0.5
                found.append(replace(son, surname=one.surname, birth_date=born, postcode=one.postcode,
                                     landline=one.landline, official=one.official if same else son.official,
                                     called=one.called if same else son.called))  # fmt: skip
        elif chance < 0.09:  # a couple
            other = _person(dice, len(found), not one.female)
            born = one.birth_date + timedelta(days=round(dice.gauss(0, 1300)))
            other = replace(other, surname=dice.choices(names, weights)[0], birth_date=born, postcode=one.postcode,
                            landline=one.landline)  # fmt: skip
            if other.female:
                other = replace(other, partner=one.surname)
            found.append(other)
    return found[:people]


def _person(dice: random.Random, number: int, female: bool) -> Human:
    """Somebody with a first name and a mobile telephone number, and as yet nothing else."""
    pool = WOMEN if female else MEN
    official = dice.choices(list(pool), [weight for weight, _ in pool.values()])[0]
    others = "".join(dice.choices("JMACWHPEGTR", k=dice.choices((0, 1, 2), (5, 4, 2))[0]))
    mobile = f"+316{dice.randrange(10**7, 10**8)}"
    called = dice.choice(pool[official][1])
    return Human(number, female, official, called, others, "", "", date(1950, 1, 1), "", "", mobile)


def _human(dice: random.Random, number: int, names: list[str], weights: list[int], postcodes: list[str]) -> Human:
    female = dice.random() < 0.58
    person = _person(dice, number, female)
    age = min(99.0, max(4.0, dice.gauss(76, 9) if dice.random() < 0.55 else dice.gauss(43, 16)))
    born = date(YEAR, 7, 1) - timedelta(days=round(age * 365.25) + dice.randrange(-182, 183))
    surname = dice.choices(names, weights)[0]
    partner = dice.choices(names, weights)[0] if age > 22 and dice.random() < (0.55 if female else 0.02) else ""
    landline = f"+3179{dice.randrange(2 * 10**6, 9 * 10**6)}"
    return replace(person, surname=surname, partner=partner, birth_date=born, postcode=dice.choice(postcodes),
                   landline=landline)  # fmt: skip


# --- what is written down ---------------------------------------------------------------------------------------------


def _written(dice: random.Random, human: Human) -> Identity:
    """What one front door wrote down of somebody, with the slips of its own."""
    last_name, birth_surname = _surname(dice, human)
    prefix, last_name = _split(last_name)
    if prefix and dice.random() < PREFIX_GONE:
        prefix = ""
    return Identity(
        first_name=_first_name(dice, human),
        prefix=prefix,
        last_name=last_name,
        birth_surname=birth_surname,
        birth_date=_birth_date(dice, human.birth_date),
        postcode=_postcode(dice, human.postcode),
        phone=_phone(dice, human),
    )


def _surname(dice: random.Random, human: Human) -> tuple[str, str]:
    """Last name as it stands there, and the birth surname. Not asked, it is taken to be the last name."""
    own = _spelled(dice, human.surname)
    if not human.partner:
        return own, own
    partner = _spelled(dice, human.partner)
    chance = dice.random()
    if chance < PARTNER_ALONE:
        return partner, partner if dice.random() < BIRTH_SURNAME_NOT_ASKED else own
    if chance < PARTNER_ALONE + PARTNER_FIRST:
        return f"{partner}-{own}", own
    if chance < PARTNER_ALONE + PARTNER_FIRST + OWN_FIRST:
        return f"{own}-{partner}", partner  # taken to be the last of the two
    return own, own


def _split(name: str) -> tuple[str, str]:
    match = re.match(r"((?:van|de|der|den|te|ter|el)\s+)+", name, re.IGNORECASE)
    return (match[0].strip(), name[match.end() :]) if match else ("", name)


def _spelled(dice: random.Random, name: str) -> str:
    chance = dice.random()
    if chance < SPELLED_OTHERWISE:
        start = len(name) - len(_split(name)[1])
        possible = [(old, new) for old, new in SPELLINGS if old in name[start + 1 :]]
        if possible:
            old, new = dice.choice(possible)
            at = name.index(old, start + 1)
            return name[:at] + new + name[at + len(old) :]
    elif chance < SPELLED_OTHERWISE + MISTYPED_NAME:
        return _mistyped(dice, name)
    return name


def _mistyped(dice: random.Random, name: str) -> str:
    at = dice.randrange(1, max(2, len(name) - 1))
    match dice.randrange(3):
        case 0:
            return name[:at] + name[at + 1 :]
        case 1:
            return name[:at] + dice.choice("abdeginorst") + name[at + 1 :]
        case _:
            return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def _first_name(dice: random.Random, human: Human) -> str:
    chance = dice.random()
    if chance < NO_FIRST_NAME:
        return ""
    if chance < NO_FIRST_NAME + INITIALS:
        return "".join(f"{letter}." for letter in human.official[0] + human.others)
    name = human.official if chance < NO_FIRST_NAME + INITIALS + OFFICIAL_NAME else human.called
    return _mistyped(dice, name) if dice.random() < 0.015 and len(name) > 3 else name


def _birth_date(dice: random.Random, born: date) -> date | None:
    chance = dice.random()
    slips = (NO_BIRTH_DATE, DAY_AND_MONTH, YEAR_DIGIT, DAY_DIGIT, OTHER_MONTH)
    index = next((n for n, edge in enumerate(itertools.accumulate(slips)) if chance < edge), len(slips))
    if index == len(slips):
        return born
    if index == 0:
        return None
    if index == 1:
        return _valid(born.year, born.day, born.month) or born
    if index == 2:
        return _valid(born.year + dice.choice((-10, -3, -2, -1, 1, 2, 3, 10)), born.month, born.day) or born
    if index == 3:
        return _valid(born.year, born.month, born.day + dice.choice((-10, -2, -1, 1, 2, 10))) or born
    return _valid(born.year, born.month + dice.choice((-1, 1)), born.day) or born


def _valid(year: int, month: int, day: int) -> date | None:
    if 1900 < year <= YEAR and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _postcode(dice: random.Random, postcode: str) -> str:
    chance = dice.random()
    if chance < NO_POSTCODE:
        return ""
    if chance < NO_POSTCODE + MOVED:
        return f"{dice.randrange(2700, 2730)} {dice.choice('ABCDEFGHJKLMNP')}{dice.choice('ABCDEFGHKLNRSTVWXZ')}"
    if chance < NO_POSTCODE + MOVED + POSTCODE_SLIP:
        return f"{postcode[:5]}{postcode[6]}{postcode[5]}"
    return postcode


def _phone(dice: random.Random, human: Human) -> str:
    chance = dice.random()
    if chance < NO_PHONE:
        return ""
    if chance < NO_PHONE + OTHER_PHONE:
        return human.landline
    return human.mobile
