"""The second way to count: plain lists, loops and the sentences of reporting/indicators.py, word for word.

Slow on purpose and free of SQL. What it shares with reporting/rollups.py is nothing but the names of the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NOT_ANSWERED = ("no_solution", "stopped", "moved_or_died")
MOMENTS = {
    "reflecting": ("clarify", "own_network"),
    "obtaining": ("prepare_talk", "attend_talk", "choose_provider", "objection"),
    "using": ("arrange", "adjust"),
}


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
    trajectory_days: int | None = None
    reason: str = ""
    domains: tuple[str, ...] = ()
    first_contact_paused_due_on: date | None = None
    pick_up_paused_due_on: date | None = None
    how_found: str = ""
    tasks: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass
class Contact:
    question: int  # place in the list of questions
    provider: int
    on: date
    minutes: int
    activity: str = "talk"
    supporter_kind: str = "professional"
    written_after: int = 0  # days


@dataclass
class OtherWork:
    door: int
    provider: int
    on: date
    minutes: int
    kind: str = "network"
    people: int | None = None


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
    survey_consent: bool | None = None


@dataclass
class Referral:
    question: int
    on: date
    kind: str = "warm"
    joint_talk_on: date | None = None
    first_appointment_kept: bool | None = None


@dataclass
class Assessment:
    question: int
    provider: int
    on: date
    phase: str = "start"
    instrument: str = "zrm"
    edition: str = "2017"
    scores: dict[str, int] = field(default_factory=dict)


@dataclass
class Signal:
    door: int
    provider: int
    on: date
    domain: str = "care"
    district: int | None = None
    question: int | None = None


@dataclass
class Register:
    questions: list[Question] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    other_work: list[OtherWork] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    target_groups: dict[int, tuple[str, ...]] = field(default_factory=dict)  # of a client
    linked: list[tuple[int, int]] = field(default_factory=list)  # two clients that are one person
    formality: dict[int, str] = field(default_factory=dict)  # of a provider

    def person(self, client: int) -> int:
        """The least of the clients that are linked with this one, directly or by way of another."""
        same = {client}
        while more := {c for pair in self.linked if same & set(pair) for c in pair} - same:
            same |= more
        return min(same)


@dataclass(frozen=True)
class Level:
    """Whose figures: of these front doors, and at a provider's own level only what is that provider's."""

    doors: frozenset[int]
    provider: int | None = None

    def has(self, door: int, provider: int | None) -> bool:
        return door in self.doors and (self.provider is None or provider == self.provider)


Key = tuple[str, str, str]


@dataclass(frozen=True)
class Editions:
    """What a municipality agreed on: the outcomes that are no answer, and which contact makes somebody a client."""

    not_answered: tuple[str, ...] = NOT_ANSWERED
    least_minutes: int = 1


def count(
    register: Register, level: Level, start: date, end: date, today: date, editions: Editions = Editions()
) -> dict[Key, Decimal]:
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
        *("questions_closed", "first_contact_after_pause", "pick_up_after_pause", "other_people", "survey_consents"),
        *("referrals", "referrals_joint_talk", "referrals_kept", "closed_with_pair", "signals", "signal_questions"),
        *(f"{scale}_{what}" for scale in ("matrix", "health") for what in ("assessments", "pairs")),
        *(f"{scale}_{way}" for scale in ("matrix", "health") for way in ("rose", "stayed", "fell")),
    ):
        found[total, "", ""] = Decimal(0)

    mine = [q for q in register.questions if level.has(q.door, q.provider)]
    worked = [(register.questions[c.question], c) for c in register.contacts]
    worked = [(q, c) for q, c in worked if level.has(q.door, c.provider)]

    # Questions.
    for q in mine:
        provider = str(q.provider or "")
        if inside(q.received_on):
            add(
                "questions_received",
                provider=provider,
                channel=q.channel,
                district=str(q.district or ""),
                how_found=q.how_found,
            )
            for domain in q.domains:
                key = ("questions_received", "domain", domain)
                found[key] = found.get(key, Decimal(0)) + 1
        if inside(q.closed_on):
            kind = "questions_closed_otherwise" if q.outcome in editions.not_answered else "questions_answered"
            add(kind, provider=provider, outcome=q.outcome)
            add("questions_closed")
            moments = [moment for moment, tasks in MOMENTS.items() if set(tasks) & set(q.tasks)]
            named = [f"{moment}.{task}" for moment in moments for task in MOMENTS[moment] if task in q.tasks]
            for table, members in (("moment", moments), ("task", named)):
                for member in members or [""]:
                    key = ("questions_closed", table, member)
                    found[key] = found.get(key, Decimal(0)) + 1
            if kind == "questions_answered":
                tables = [("channel", q.channel), ("district", str(q.district or ""))]
                tables += [("step", step) for step in q.steps or ("",)]
                if level.provider is None:
                    tables.append(("formality", register.formality.get(q.provider or 0, "")))
                for table, member in [*tables, *(("domain", domain) for domain in q.domains)]:
                    key = (kind, table, member)
                    found[key] = found.get(key, Decimal(0)) + 1
        if q.received_on < end and (q.closed_on is None or q.closed_on >= end):
            add("questions_open", provider=provider)
        for name, due_on, paused_due_on, done_on in (
            ("first_contact", q.first_contact_due_on, q.first_contact_paused_due_on, q.first_contact_on),
            ("pick_up", q.pick_up_due_on, q.pick_up_paused_due_on, q.picked_up_on),
        ):
            last_day = due_on if paused_due_on is None else paused_due_on
            ended_in_it = inside(last_day) and last_day < today
            if ended_in_it or inside(done_on):
                urgency = "urgent" if q.urgent else "regular"
                add(f"{name}_total", urgency=urgency)
                if done_on is not None and done_on <= due_on:
                    add(f"{name}_on_time", urgency=urgency)
                elif done_on is not None and done_on <= last_day:
                    add(f"{name}_after_pause")

    # People.
    person = register.person
    facts = [(person(q.client), q.provider, day) for q in mine for day in (q.received_on, q.closed_on) if day]
    facts += [(person(q.client), c.provider, c.on) for q, c in worked if c.minutes >= editions.least_minutes]
    people = {client for client, _, day in facts if inside(day)}
    found["unique_clients", "", ""] = Decimal(len(people))
    before = {client for client, _, day in facts if day < start}
    found["new_clients", "", ""] = Decimal(len(people - before))
    found["returning_clients", "", ""] = Decimal(len(people & before))
    groups_of: dict[int, set[str]] = {}
    for client, groups in register.target_groups.items():
        groups_of.setdefault(person(client), set()).update(groups)
    for one in people:
        for group in groups_of.get(one) or [""]:
            key = ("unique_clients", "target_group", group)
            found[key] = found.get(key, Decimal(0)) + 1
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
    delays: list[int] = []
    for q, c in worked:
        if inside(c.on):
            if c.minutes > 0:
                delays.append(c.written_after)
            by = {"provider": str(c.provider), "activity": c.activity, "supporter_kind": c.supporter_kind}
            add("client_minutes", c.minutes, **by)
            if c.minutes > 0:
                seen |= {(table, member, person(q.client)) for table, member in [("", ""), *by.items()]}
    for dimension, member, _ in seen:
        if not (level.provider is not None and dimension == "provider"):
            key = ("clients_with_minutes", dimension, member)
            found[key] = found.get(key, Decimal(0)) + 1
    found["entries", "", ""] = Decimal(len(delays))
    found["entries_late", "", ""] = Decimal(sum(delay > 14 for delay in delays))
    if delays:
        found["entry_delay_median", "", ""] = _rounded(_percentile(delays, Fraction(1, 2)))
    for w in register.other_work:
        if level.has(w.door, w.provider) and inside(w.on):
            add("other_minutes", w.minutes, provider=str(w.provider), kind=w.kind)
            if w.people:
                add("other_people", w.people, kind=w.kind)
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

    # Trajectories, of questions with a number of days.
    for q in register.questions:
        if q.trajectory_days is None or not level.has(q.door, q.provider):
            continue
        where = {"provider": str(q.provider or ""), "district": str(q.district or "")}
        if inside(q.closed_on):
            add("trajectories_finished", 1, **where)
            for domain in q.domains:
                key = ("trajectories_finished", "domain", domain)
                found[key] = found.get(key, Decimal(0)) + 1
            if q.picked_up_on and q.closed_on and (q.closed_on - q.picked_up_on).days > q.trajectory_days:
                add("trajectories_too_long")
        if q.received_on < end and (q.closed_on is None or q.closed_on >= end):
            add("trajectories_running", 1, **where)

    # Referrals, measurements and signals.
    for r in register.referrals:
        q = register.questions[r.question]
        if level.has(q.door, q.provider) and inside(r.on):
            add("referrals", referral=r.kind)
            if r.kind == "warm" and r.joint_talk_on is not None:
                add("referrals_joint_talk")
            if r.kind == "warm" and r.first_appointment_kept:
                add("referrals_kept")
    for last in register.assessments:
        q = register.questions[last.question]
        scale = "matrix" if last.instrument == "zrm" else "health"
        if level.has(q.door, last.provider) and inside(last.on):
            add(f"{scale}_assessments")
            if first := _start_of(register, last):
                add(f"{scale}_pairs")
                for domain in first.scores.keys() & last.scores.keys():
                    step = last.scores[domain] - first.scores[domain]
                    add(f"{scale}_{'rose' if step > 0 else 'fell' if step < 0 else 'stayed'}", measured=domain)
    for place, q in enumerate(register.questions):
        if level.has(q.door, q.provider) and inside(q.closed_on):
            ends = [a for a in register.assessments if (a.question, a.instrument) == (place, "zrm") and a.on < end]
            if any(_start_of(register, last) for last in ends):
                add("closed_with_pair")
    behind: set[tuple[str, str, int]] = set()
    for s in register.signals:
        if level.has(s.door, s.provider) and inside(s.on):
            tables = [("domain", s.domain), ("district", str(s.district or ""))]
            add("signals", domain=s.domain, district=str(s.district or ""))
            if s.question is not None:
                behind |= {(table, member, s.question) for table, member in [("", ""), *tables]}
    for table, member, _ in behind:
        key = ("signal_questions", table, member)
        found[key] = found.get(key, Decimal(0)) + 1

    # What clients said.
    consenting: set[int] = set()
    scores: list[int] = []
    scores_of: dict[str, list[int]] = {}
    for e in register.evaluations:
        q = register.questions[e.question]
        if level.has(q.door, q.provider) and inside(e.given_on):
            if e.score is not None:
                scores.append(e.score)
                scores_of.setdefault(str(q.district or ""), []).append(e.score)
            if e.fits:
                add("fits", fits=e.fits)
            if e.survey_consent:
                consenting.add(person(q.client))
    found["survey_consents", "", ""] = Decimal(len(consenting))
    found["score_count", "", ""] = Decimal(len(scores))
    if scores:
        found["score_mean", "", ""] = _rounded(Fraction(sum(scores), len(scores)))
    for district, given in scores_of.items():
        found["score_count", "district", district] = Decimal(len(given))
        found["score_mean", "district", district] = _rounded(Fraction(sum(given), len(given)))
    return found


def _start_of(register: Register, last: Assessment) -> Assessment | None:
    """The measurement at the start of the same question, instrument and edition, where `last` is one at the end."""
    same = [
        a
        for a in register.assessments
        if last.phase == "end"
        and a.phase == "start"
        and (a.question, a.instrument, a.edition) == (last.question, last.instrument, last.edition)
        and a.on <= last.on
    ]
    return same[0] if same else None


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
