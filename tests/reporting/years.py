"""Invented years at the level of questions, and their figures over every period: for the attack on what is released.

The counting here is plain and its own (a third one beside reporting/rollups.py and tests/reporting/naive.py), so that a
sum in reporting/relations.py that doesn't hold shows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import cycle

from cases.codes import (
    ANSWERED,
    LIFE_DOMAINS,
    MOMENT_OF,
    NOT_ANSWERED,
    Activity,
    ArrangementStep,
    Channel,
    DomainList,
    Fits,
    HowFound,
    Moment,
    OverGuidelineReason,
)
from cases.hours import WITH_PEOPLE
from reporting.figures import FigureKey, Figures
from reporting.indicators import INDICATORS, OF_PROVIDERS

DAYS = 365
QUARTER_STARTS = (0, 90, 181, 273, 365)
SPANS = {  # days of a year, half-open
    "Q1": (0, 90),
    "Q2": (90, 181),
    "H1": (0, 181),
    "Q3": (181, 273),
    "Q4": (273, 365),
    "H2": (181, 365),
    "": (0, 365),
}
SIZES = (120, 1_500, 5_500)  # questions a year: two counters, Westerveld and more, Zoetermeer in 2018

Members = dict[tuple[str, str], list[str]]


def members(districts: int = 12, groups: int = 9, providers: Sequence[str] = ("1", "2")) -> Members:
    """What every table could have, as reporting/members.py gives it for a municipality of this shape."""
    of: dict[str, list[str]] = {
        "provider": list(providers),
        "domain": list(LIFE_DOMAINS[DomainList.WMO]),
        "channel": [str(value) for value in Channel],
        "district": [*(str(n + 1) for n in range(districts)), ""],
        "reason": [*(str(value) for value in OverGuidelineReason), ""],
        "urgency": ["urgent", "regular"],
        "fits": [str(value) for value in Fits],
        "activity": [str(value) for value in Activity],
        "target_group": [*(f"groep {n + 1}" for n in range(groups)), ""],
        "how_found": [*(str(value) for value in HowFound), ""],
        "moment": [*(str(value) for value in Moment), ""],
        "task": [*(f"{moment}.{task}" for task, moment in MOMENT_OF.items()), ""],
        "step": [*(str(value) for value in ArrangementStep), ""],
        "supporter_kind": ["professional", "volunteer", "experience"],
        "formality": ["formal", "informal", ""],
        "referral": ["warm", "leaflet"],
        "kind": [str(value) for value in WITH_PEOPLE],
    }
    found: Members = {}
    for indicator in INDICATORS.values():
        for dimension in indicator.dimensions:
            if dimension == "outcome":
                answered = indicator.key == "questions_answered"
                rows = sorted(str(value) for value in (ANSWERED if answered else NOT_ANSWERED))
            elif dimension == "measured":
                kind = DomainList.SELF_SUFFICIENCY if indicator.key.startswith("matrix") else DomainList.POSITIVE_HEALTH
                rows = list(LIFE_DOMAINS[kind])
            else:
                rows = of[dimension]
            found[indicator.key, str(dimension)] = list(rows)
    return found


@dataclass
class Person:
    known: bool  # before the year
    district: str
    groups: tuple[str, ...]
    known_to: set[str] = field(default_factory=set)  # providers that knew them before the year


@dataclass
class Question:
    person: int
    provider: str
    received: int
    closed: int | None
    first_contact: int
    picked_up: int
    urgent: bool
    pause: int
    channel: str
    how_found: str
    domains: tuple[str, ...]
    outcome: str
    tasks: tuple[str, ...]
    steps: tuple[str, ...]
    reason: str
    contacts: list[tuple[int, str, str, int]]  # day, activity, kind of supporter, minutes
    score: int | None
    fits: str
    consent: bool
    evaluated: int
    referral: tuple[int, str, bool, bool] | None  # day, kind, joint talk, kept
    measured: tuple[int, int, dict[str, str]] | None  # start, end, direction by domain
    signal: tuple[int, str, str] | None

    @property
    def answered(self) -> bool:
        return self.outcome in ANSWERED


@dataclass
class Year:
    """What happened; and what each period of it comes to."""

    people: list[Person]
    questions: list[Question]
    tallies: list[tuple[int, str, str, str]]  # day, provider, channel, district
    other_work: list[tuple[int, str, str, int, int]]  # day, provider, kind, minutes, people
    formality: Mapping[str, str]

    def figures(self, span: tuple[int, int], provider: str | None = None) -> Figures:
        return _count(self, span, provider)


def invent(size: int, seed: int, tables: Members | None = None) -> Year:
    """A year with about `size` received questions."""
    dice = random.Random(f"{size} {seed}")
    tables = tables or members()
    providers = tables["questions_received", "provider"]
    shares = [1.0] if len(providers) == 1 else [0.29, *([0.71 / (len(providers) - 1)] * (len(providers) - 1))]
    pick = {key: _weighted(dice, rows) for key, rows in tables.items()}
    people = [
        Person(
            dice.random() < 0.4,
            pick["questions_received", "district"](),
            tuple(dict.fromkeys(pick["unique_clients", "target_group"]() for _ in range(dice.choice((1, 1, 1, 2, 2))))),
        )
        for _ in range(max(size // 4, 10))
    ]
    for person in people:
        if "" in person.groups:
            person.groups = ()
        if person.known:
            person.known_to = {dice.choices(providers, shares)[0]}
    questions = [
        _question(dice, people, dice.randrange(len(people)), dice.choices(providers, shares)[0], pick, size)
        for _ in range(int(size * 1.12))
    ]
    tallies = [
        (
            dice.randrange(DAYS),
            dice.choices(providers, shares)[0],
            pick["simple_questions", "channel"](),
            pick["simple_questions", "district"](),
        )
        for _ in range(size // 3)
    ]
    kinds = tables["other_people", "kind"]
    other_work = [
        (dice.randrange(DAYS), dice.choice(providers), dice.choice(kinds), 15 * dice.randint(2, 16), dice.randint(0, 9))
        for _ in range(20 + size // 40)
    ]
    return Year(
        people, questions, tallies, other_work, dict(zip(providers, cycle(("formal", "informal", "")), strict=False))
    )


def _weighted(dice: random.Random, rows: Sequence[str]) -> Callable[[], str]:
    """Draws members as they come in practice: a few often, most seldom."""
    order = list(rows)
    dice.shuffle(order)
    weights = [1 / (place + 1) ** 1.5 for place in range(len(order))]
    return lambda: dice.choices(order, weights)[0]


def _question(
    dice: random.Random,
    people: list[Person],
    person: int,
    provider: str,
    pick: Mapping[tuple[str, str], Callable[[], str]],
    size: int,
) -> Question:
    received = dice.randrange(-44, DAYS)
    urgent = dice.random() < 0.12
    first = received + dice.choice((0, 1, 2, 5, 9, 13, 14, 15, 22))
    picked = first + dice.choice((0, 1, 3, 10, 20, 30))
    closed: int | None = picked + int(dice.expovariate(1 / 35))
    if dice.random() < 0.05:
        closed = None
    last = min(closed if closed is not None else DAYS + 60, DAYS + 60)
    contacts = [
        (
            dice.randint(first, max(first, last)),
            pick["client_minutes", "activity"](),
            pick["client_minutes", "supporter_kind"](),
            5 * dice.randint(1, 30),
        )
        for _ in range(dice.choice((1, 2, 3, 4, 6)))
    ]
    answered = dice.random() < 0.93
    outcome = pick["questions_answered" if answered else "questions_closed_otherwise", "outcome"]()
    rated = closed is not None and dice.random() < 0.25
    matrix = None
    if closed is not None and dice.random() < 0.15:
        ways = {pick["matrix_rose", "measured"](): dice.choice(("rose", "stayed", "fell")) for _ in range(5)}
        matrix = (first, max(first, closed + dice.randint(-6, 3)), ways)
    tasks = tuple(sorted({pick["questions_closed", "task"]() for _ in range(dice.choice((1, 1, 2)))}))
    steps = tuple(sorted({pick["questions_answered", "step"]() for _ in range(dice.choice((1, 1, 2)))}))
    return Question(
        person=person,
        provider=provider,
        received=received,
        closed=closed,
        first_contact=first,
        picked_up=picked,
        urgent=urgent,
        pause=dice.choice((0, 0, 0, 0, 0, 10)),
        channel=pick["questions_received", "channel"](),
        how_found=pick["questions_received", "how_found"](),
        domains=tuple(sorted({pick["questions_received", "domain"]() for _ in range(dice.choice((1, 1, 1, 2, 3)))})),
        outcome=outcome if closed is not None else "",
        tasks=() if "" in tasks else tasks,
        steps=() if "" in steps else steps,
        reason=pick["questions_above_guideline", "reason"](),
        contacts=contacts,
        score=dice.randint(5, 10) if rated else None,
        fits=pick["fits", "fits"]() if rated and dice.random() < 0.8 else "",
        consent=rated and dice.random() < 0.4,
        evaluated=(closed or 0) + dice.randint(0, 20),
        referral=(picked, pick["referrals", "referral"](), dice.random() < 0.5, dice.random() < 0.5)
        if dice.random() < 0.12
        else None,
        measured=matrix,
        signal=(picked, pick["signals", "domain"](), pick["signals", "district"]()) if dice.random() < 0.03 else None,
    )


# --- counting ---------------------------------------------------------------------------------------------------------

GUIDELINE = 480


def _count(year: Year, span: tuple[int, int], provider: str | None) -> Figures:
    start, end = span
    found: Counter[tuple[str, str, str]] = Counter()
    clients: dict[str, set[int]] = {}
    worked: dict[tuple[str, str], set[int]] = {}
    consenting: set[int] = set()
    signalled: dict[tuple[str, str], set[int]] = {}

    def add(indicator: str, value: int = 1, **by: str | Iterable[str]) -> None:
        found[indicator, "", ""] += value
        for dimension, rows in by.items():
            for member in (rows,) if isinstance(rows, str) else rows:
                found[indicator, dimension, member] += value

    def inside(day: int | None) -> bool:
        return day is not None and start <= day < end

    first_day: dict[int, int] = {}
    for number, q in enumerate(year.questions):
        if provider is not None and q.provider != provider:
            continue
        person = year.people[q.person]
        first_day[q.person] = min(first_day.get(q.person, 10**6), q.received, *(day for day, *_ in q.contacts))
        touched = False
        if inside(q.received):
            touched = True
            add(
                "questions_received",
                provider=q.provider,
                domain=q.domains,
                channel=q.channel,
                district=person.district,
                how_found=q.how_found,
            )
        if inside(q.closed):
            touched = True
            _closed(q, person, year, add)
            if q.measured and q.measured[1] < end:
                add("closed_with_pair")
        if q.received < end and (q.closed is None or q.closed >= end):
            add("questions_open", provider=q.provider)
        for term, days, done in (
            ("first_contact", 14, q.first_contact),
            ("pick_up", 3 if q.urgent else 28, q.picked_up),
        ):
            due = q.received + days
            late = due + q.pause
            if inside(done) or inside(late):
                urgency = "urgent" if q.urgent else "regular"
                add(f"{term}_total", urgency=urgency)
                if done <= due:
                    add(f"{term}_on_time", urgency=urgency)
                elif done <= late:
                    add(f"{term}_after_pause")
        for day, activity, kind, minutes in q.contacts:
            if inside(day):
                touched = True
                add("client_minutes", minutes, provider=q.provider, activity=activity, supporter_kind=kind)
                for place in (("", ""), ("provider", q.provider), ("activity", activity), ("supporter_kind", kind)):
                    worked.setdefault(place, set()).add(q.person)
        if touched:
            clients.setdefault("", set()).add(q.person)
            clients.setdefault(q.provider, set()).add(q.person)
        if q.score is not None and inside(q.evaluated):
            add("score_count")
            found["score_mean", "", ""] += q.score
            if q.fits:
                add("fits", fits=q.fits)
            if q.consent:
                consenting.add(q.person)
        if q.referral and inside(q.referral[0]):
            add("referrals", referral=q.referral[1])
            if q.referral[1] == "warm":
                found["referrals_joint_talk", "", ""] += q.referral[2]
                found["referrals_kept", "", ""] += q.referral[3]
        if q.measured:
            add("matrix_assessments", inside(q.measured[0]) + inside(q.measured[1]))
            if inside(q.measured[1]):
                add("matrix_pairs")
                for domain, way in q.measured[2].items():
                    add(f"matrix_{way}", measured=domain)
        if q.signal and inside(q.signal[0]):
            add("signals", domain=q.signal[1], district=q.signal[2])
            for place in (("", ""), ("domain", q.signal[1]), ("district", q.signal[2])):
                signalled.setdefault(place, set()).add(number)
    for day, of, channel, district in year.tallies:
        if inside(day) and provider in (None, of):
            add("simple_questions", provider=of, channel=channel, district=district)
    for day, of, kind, minutes, people in year.other_work:
        if inside(day) and provider in (None, of):
            add("other_minutes", minutes, provider=of, kind=kind)
            add("other_people", people, kind=kind)
    everyone = clients.get("", set())
    add("unique_clients", len(everyone))
    for name, several in clients.items():
        if name:
            found["unique_clients", "provider", name] = len(several)
    if provider is None:
        by_provider = sum(len(several) for name, several in clients.items() if name)
        found["overlap_clients", "", ""] = by_provider - len(everyone)
    for one in everyone:
        groups = year.people[one].groups
        for group in groups or ("",):
            found["unique_clients", "target_group", group] += 1
        before = year.people[one].known if provider is None else provider in year.people[one].known_to
        found["returning_clients" if before or first_day[one] < start else "new_clients", "", ""] += 1
    for (dimension, member), several in worked.items():
        found["clients_with_minutes", dimension, member] = len(several)
    for (dimension, member), behind in signalled.items():
        found["signal_questions", dimension, member] = len(behind)
    found["survey_consents", "", ""] = len(consenting)
    return _figures(found, provider)


def _closed(q: Question, person: Person, year: Year, add: Callable[..., None]) -> None:
    moments = {task.partition(".")[0] for task in q.tasks}
    add("questions_closed", moment=moments or {""}, task=q.tasks or {""})
    minutes = sum(contact[3] for contact in q.contacts)
    add("closed_minutes", minutes)
    if minutes > GUIDELINE:
        add("questions_above_guideline", reason=q.reason)
    if not q.answered:
        add("questions_closed_otherwise", provider=q.provider, outcome=q.outcome)
        return
    add(
        "questions_answered",
        provider=q.provider,
        outcome=q.outcome,
        domain=q.domains,
        channel=q.channel,
        district=person.district,
        step=q.steps or {""},
        formality=year.formality[q.provider],
    )


def _figures(found: Counter[tuple[str, str, str]], provider: str | None) -> Figures:
    values: dict[FigureKey, int] = {
        FigureKey(key): 0
        for key, indicator in INDICATORS.items()
        if indicator.is_count and not key.startswith("health") and not (provider and key == "overlap_clients")
    }
    scores = found.pop(("score_mean", "", ""), 0)
    for (indicator, dimension, member), value in found.items():
        if value and not (provider is not None and dimension in OF_PROVIDERS):
            values[FigureKey(indicator, dimension, member)] = value
    count = found["score_count", "", ""]
    made = Figures(values)
    means: dict[FigureKey, Decimal | int] = {}
    if closed := found["questions_closed", "", ""]:
        means[FigureKey("minutes_per_question_mean")] = made[FigureKey("closed_minutes")] / closed
    if count:
        means[FigureKey("score_mean")] = Decimal(scores) / count
    return Figures({**made, **means})
