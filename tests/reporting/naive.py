"""The second way to count: plain lists, loops and the sentences of reporting/indicators.py, word for word.

Slow on purpose and free of SQL. What it shares with reporting/rollups.py is nothing but the names of the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NOT_ANSWERED = ("no_solution", "stopped", "moved_or_died")


@dataclass
class Question:
    """Client, front door and provider are numbers; `partnership` and `municipality` follow from the front door."""

    client: int
    door: int
    provider: int | None
    received_on: date
    first_contact_due_on: date
    pick_up_due_on: date
    first_contact_on: date | None = None
    picked_up_on: date | None = None
    closed_on: date | None = None
    reopened_on: date | None = None
    outcome: str = ""
    urgent: bool = False
    channel: str = "counter"
    district: int | None = None
    guideline_minutes: int = 600
    reason: str = ""
    domains: tuple[str, ...] = ()


@dataclass
class Contact:
    question: int  # place in the list of questions
    provider: int
    on: date
    minutes: int
    activity: str = "talk"


@dataclass
class OtherWork:
    door: int
    provider: int
    on: date
    minutes: int
    kind: str = "network"


@dataclass
class Tally:
    door: int
    provider: int | None
    on: date
    channel: str = "counter"
    district: int | None = None
    undone: bool = False


@dataclass
class Evaluation:
    question: int
    given_on: date
    score: int | None
    fits: str = ""


@dataclass
class Register:
    questions: list[Question] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    other_work: list[OtherWork] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)


@dataclass(frozen=True)
class Level:
    """Whose figures: of these front doors, and at a provider's own level only what is that provider's."""

    doors: frozenset[int]
    provider: int | None = None

    def has(self, door: int, provider: int | None) -> bool:
        return door in self.doors and (self.provider is None or provider == self.provider)


Key = tuple[str, str, str]


def count(register: Register, level: Level, start: date, end: date, today: date) -> dict[Key, Decimal]:
    """Every figure of the period, with the totals that are 0 and without the members that are."""

    def inside(day: date | None) -> bool:
        return day is not None and start <= day < end

    found: dict[Key, Decimal] = {}

    def add(indicator: str, amount: int = 1, **members: str) -> None:
        for key in [(indicator, "", ""), *((indicator, name, member) for name, member in members.items())]:
            if not (level.provider is not None and key[1] == "provider"):
                found[key] = found.get(key, Decimal(0)) + amount

    for total in (
        *("unique_clients", "new_clients", "returning_clients", "questions_received", "questions_answered"),
        *("questions_closed_otherwise", "questions_open", "simple_questions", "first_contact_total"),
        *("first_contact_on_time", "pick_up_total", "pick_up_on_time", "client_minutes", "clients_with_minutes"),
        *("other_minutes", "closed_minutes", "questions_above_guideline", "score_count", "fits", "overlap_clients"),
    ):
        found[total, "", ""] = Decimal(0)

    mine = [q for q in register.questions if level.has(q.door, q.provider)]
    worked = [(register.questions[c.question], c) for c in register.contacts]
    worked = [(q, c) for q, c in worked if level.has(q.door, c.provider)]

    # Questions.
    for q in mine:
        provider = str(q.provider or "")
        if inside(q.received_on):
            add("questions_received", provider=provider, channel=q.channel, district=str(q.district or ""))
            for domain in q.domains:
                key = ("questions_received", "domain", domain)
                found[key] = found.get(key, Decimal(0)) + 1
        if inside(q.closed_on):
            kind = "questions_closed_otherwise" if q.outcome in NOT_ANSWERED else "questions_answered"
            add(kind, provider=provider, outcome=q.outcome)
            if kind == "questions_answered":
                tables = [("channel", q.channel), ("district", str(q.district or ""))]
                for table, member in [*tables, *(("domain", domain) for domain in q.domains)]:
                    key = (kind, table, member)
                    found[key] = found.get(key, Decimal(0)) + 1
        if q.received_on < end and (q.closed_on is None or q.closed_on >= end):
            add("questions_open", provider=provider)
        for name, due_on, done_on in (
            ("first_contact", q.first_contact_due_on, q.first_contact_on),
            ("pick_up", q.pick_up_due_on, q.picked_up_on),
        ):
            ended_in_it = inside(due_on) and due_on < today
            if ended_in_it or inside(done_on):
                urgency = "urgent" if q.urgent else "regular"
                add(f"{name}_total", urgency=urgency)
                if done_on is not None and done_on <= due_on:
                    add(f"{name}_on_time", urgency=urgency)

    # People.
    facts = [(q.client, q.provider, day) for q in mine for day in (q.received_on, q.closed_on) if day is not None]
    facts += [(q.client, c.provider, c.on) for q, c in worked if c.minutes > 0]
    people = {client for client, _, day in facts if inside(day)}
    found["unique_clients", "", ""] = Decimal(len(people))
    before = {client for client, _, day in facts if day < start}
    found["new_clients", "", ""] = Decimal(len(people - before))
    found["returning_clients", "", ""] = Decimal(len(people & before))
    if level.provider is None:
        rows = 0
        providers: dict[int, set[int]] = {}
        for client, at, day in facts:
            if at is not None and inside(day):
                providers.setdefault(at, set()).add(client)
        for at, clients in providers.items():
            found["unique_clients", "provider", str(at)] = Decimal(len(clients))
            rows += len(clients)
        waiting = people - {client for clients in providers.values() for client in clients}
        if waiting:
            found["unique_clients", "provider", ""] = Decimal(len(waiting))
        found["overlap_clients", "", ""] = Decimal(rows + len(waiting) - len(people))

    # Hours.
    seen: set[tuple[str, str, int]] = set()
    for q, c in worked:
        if inside(c.on):
            add("client_minutes", c.minutes, provider=str(c.provider), activity=c.activity)
            if c.minutes > 0:
                seen |= {
                    ("", "", q.client),
                    ("provider", str(c.provider), q.client),
                    ("activity", c.activity, q.client),
                }
    for dimension, member, _ in seen:
        if not (level.provider is not None and dimension == "provider"):
            key = ("clients_with_minutes", dimension, member)
            found[key] = found.get(key, Decimal(0)) + 1
    for w in register.other_work:
        if level.has(w.door, w.provider) and inside(w.on):
            add("other_minutes", w.minutes, provider=str(w.provider), kind=w.kind)
    for t in register.tallies:
        if level.has(t.door, t.provider) and inside(t.on) and not t.undone:
            add("simple_questions", provider=str(t.provider or ""), channel=t.channel, district=str(t.district or ""))

    # Questions closed in the period, over their whole life.
    lives: list[int] = []
    for place, q in enumerate(register.questions):
        if level.has(q.door, q.provider) and inside(q.closed_on):
            minutes = sum(c.minutes for c in register.contacts if c.question == place)
            lives.append(minutes)
            if minutes > q.guideline_minutes:
                add("questions_above_guideline", reason=q.reason)
    found["closed_minutes", "", ""] = Decimal(sum(lives))
    if lives:
        found["minutes_per_question_mean", "", ""] = _rounded(Fraction(sum(lives), len(lives)))
        found["minutes_per_question_median", "", ""] = _rounded(_percentile(lives, Fraction(1, 2)))
        found["minutes_per_question_p90", "", ""] = _rounded(_percentile(lives, Fraction(9, 10)))

    # What clients said.
    scores: list[int] = []
    for e in register.evaluations:
        q = register.questions[e.question]
        if level.has(q.door, q.provider) and inside(e.given_on):
            if e.score is not None:
                scores.append(e.score)
            if e.fits:
                add("fits", fits=e.fits)
    found["score_count", "", ""] = Decimal(len(scores))
    if scores:
        found["score_mean", "", ""] = _rounded(Fraction(sum(scores), len(scores)))
    return found


def _percentile(values: list[int], share: Fraction) -> Fraction:
    """Continuous: between the two nearest values by proportion, exactly."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _rounded(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
