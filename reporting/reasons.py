"""Why a figure is another one now than it was when it was filed. Pure: two stands in, reasons out.

Each record that counts on one side only, or for another amount, gets exactly one reason, by a fixed order. So the
reasons are disjoint, and together they are the whole difference.

Of people there are two steps. First the same records of the front door with the links of now: who was two and is one is
"gekoppeld als één persoon". Then the people who came in or went out, each with the first reason in the order below of
the questions and hours by which they count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reporting.stands import KIND_OF, Kind, Stand


class Reason(StrEnum):
    """In the order in which they are looked for; the value stands in addresses."""

    LATE = "later-ingevoerd"
    GONE = "verwijderd"
    TAKEN_BACK = "teruggenomen"
    MOVED_IN = "van-elders"
    MOVED_OUT = "naar-elders"
    LINKED = "gekoppeld"
    UNLINKED = "losgemaakt"
    KNOWN = "bleek-bekend"
    NEW = "bleek-nieuw"
    REOPENED = "heropend"
    CLOSED = "alsnog-afgesloten"
    OUTCOME = "andere-uitkomst"
    DATE = "andere-datum"
    HOURS = "uren-gewijzigd"
    CHANGED = "gewijzigd"

    @property
    def words(self) -> str:
        """Behind a number: "+7 later ingevoerd"."""
        return _WORDS[self]

    @property
    def explanation(self) -> str:
        return _EXPLANATIONS[self]


_WORDS: Mapping[Reason, str] = {
    Reason.LATE: "later ingevoerd",
    Reason.GONE: "verwijderd",
    Reason.TAKEN_BACK: "teruggenomen",
    Reason.MOVED_IN: "van een andere aanbieder",
    Reason.MOVED_OUT: "naar een andere aanbieder",
    Reason.LINKED: "gekoppeld als één persoon",
    Reason.UNLINKED: "uit elkaar gehaald",
    Reason.KNOWN: "bleek al bekend",
    Reason.NEW: "bleek nog niet bekend",
    Reason.REOPENED: "heropend",
    Reason.CLOSED: "alsnog afgesloten",
    Reason.OUTCOME: "andere uitkomst",
    Reason.DATE: "andere datum",
    Reason.HOURS: "uren gewijzigd",
    Reason.CHANGED: "gegevens gewijzigd",
}
_EXPLANATIONS: Mapping[Reason, str] = {
    Reason.LATE: "Deze gegevens zijn ingevoerd na het indienen.",
    Reason.GONE: "Deze gegevens stonden er bij het indienen. Ze zijn daarna verwijderd.",
    Reason.TAKEN_BACK: "Deze turven zijn na het indienen teruggenomen.",
    Reason.MOVED_IN: "Bij het indienen telde dit bij een andere aanbieder.",
    Reason.MOVED_OUT: "Dit telt nu bij een andere aanbieder of voordeur.",
    Reason.LINKED: "Twee inschrijvingen bleken dezelfde mens. Samen tellen zij één keer.",
    Reason.UNLINKED: "Een koppeling is ongedaan gemaakt. Het zijn twee mensen, en zij tellen allebei.",
    Reason.KNOWN: "Deze mensen waren voor de periode al bekend. Zij tellen nu bij de bekende cliënten.",
    Reason.NEW: "Deze mensen waren voor de periode nog niet bekend. Zij tellen nu bij de nieuwe cliënten.",
    Reason.REOPENED: "Deze vragen waren afgesloten. Zij zijn na het indienen weer open gegaan.",
    Reason.CLOSED: "Deze vragen telden als open. Zij zijn alsnog in de periode afgesloten.",
    Reason.OUTCOME: "De uitkomst is na het indienen gewijzigd.",
    Reason.DATE: "Een datum of termijn is na het indienen gewijzigd.",
    Reason.HOURS: "Uren zijn na het indienen bijgeschreven, gewijzigd of weggehaald.",
    Reason.CHANGED: "Gegevens zijn na het indienen gewijzigd of weggehaald.",
}
_ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True)
class Change:
    """One reason with what it adds to the figure (or, negative, takes off), and the records that it is about."""

    reason: Reason
    amount: int
    records: tuple[int, ...]  # of the kind of the figure; of people their records at the front door


@dataclass(frozen=True)
class Difference:
    """A figure as it was filed and as it is now. `then + sum(amounts) == now`, always."""

    indicator: str
    then: int
    now: int
    changes: tuple[Change, ...] = ()

    @property
    def amount(self) -> int:
        return self.now - self.then


@dataclass(frozen=True)
class Facts:
    """What must be known beside the two stands; all about records that stand in one of them.

    `newest`: the highest id of each kind at the filing. `there`: records that still exist; `outside`: of those, the
    ones that belong to another provider or front door now; `elsewhere`: those that counted elsewhere in the same report
    then. `taken_back`: tallies. `questions`, `contacts` and `evaluations` are by record of a client.
    """

    newest: Mapping[Kind, int] = field(default_factory=dict)
    there: Mapping[Kind, Collection[int]] = field(default_factory=dict)
    outside: Mapping[Kind, Collection[int]] = field(default_factory=dict)
    elsewhere: Mapping[Kind, Collection[int]] = field(default_factory=dict)
    taken_back: Collection[int] = ()
    reopened: Collection[int] = ()  # questions that have been opened again at some time
    person_now: Mapping[int, int] = field(default_factory=dict)  # of linked records
    questions: Mapping[int, Collection[int]] = field(default_factory=dict)
    contacts: Mapping[int, Collection[int]] = field(default_factory=dict)
    evaluations: Mapping[int, Collection[int]] = field(default_factory=dict)

    def late(self, kind: Kind, record: int) -> bool:
        return record > self.newest.get(kind, 0)


def difference(indicator: str, then: Stand, now: Stand, facts: Facts) -> Difference:
    """The figure then and now, with the whole difference explained. Reasons that cancel out are both named."""
    kind = KIND_OF[indicator]
    found = _of_people(indicator, then, now, facts) if kind is Kind.PERSON else _of_records(indicator, then, now, facts)
    amounts: dict[tuple[Reason, bool], int] = defaultdict(int)
    behind: dict[tuple[Reason, bool], set[int]] = defaultdict(set)
    for reason, amount, records in found:
        # More and less by the same reason are two lines: +3 and -2 moved is no +1.
        amounts[reason, amount < 0] += amount
        behind[reason, amount < 0].update(records)
    changes = [
        Change(reason, amount, tuple(sorted(behind[reason, less])))
        for (reason, less), amount in sorted(amounts.items(), key=lambda item: (_ORDER[item[0][0]], item[0][1]))
        if amount
    ]
    return Difference(indicator, then.figure(indicator), now.figure(indicator), tuple(changes))


# --- records ----------------------------------------------------------------------------------------------------------

_Found = Iterable[tuple[Reason, int, Collection[int]]]


def _of_records(indicator: str, then: Stand, now: Stand, facts: Facts) -> _Found:
    kind, old, new = KIND_OF[indicator], then.of(indicator), now.of(indicator)
    for record in sorted(old.keys() | new.keys()):
        amount = new.get(record, 0) - old.get(record, 0)
        if amount == 0:
            continue
        if record in old and record in new:
            yield Reason.HOURS if kind is not Kind.OTHER_WORK else Reason.CHANGED, amount, [record]
        elif record in new:
            yield _why_in(indicator, record, then, now, facts), amount, [record]
        else:
            yield _why_out(indicator, record, then, now, facts), amount, [record]


def _why_in(indicator: str, record: int, then: Stand, now: Stand, facts: Facts) -> Reason:
    """Why a record counts now and didn't then."""
    kind = KIND_OF[indicator]
    if facts.late(kind, record):
        return Reason.LATE
    if record in facts.elsewhere.get(kind, ()):
        return Reason.MOVED_IN
    return _why_changed(indicator, record, then, now, facts)


def _why_out(indicator: str, record: int, then: Stand, now: Stand, facts: Facts) -> Reason:
    """Why a record counted then and doesn't now."""
    kind = KIND_OF[indicator]
    if record not in facts.there.get(kind, ()):
        return Reason.GONE
    if record in facts.taken_back and kind is Kind.TALLY:
        return Reason.TAKEN_BACK
    if record in facts.outside.get(kind, ()):
        return Reason.MOVED_OUT
    return _why_changed(indicator, record, then, now, facts)


def _why_changed(indicator: str, record: int, then: Stand, now: Stand, facts: Facts) -> Reason:
    """A record that was known then and is there now, but counts on one side only."""
    match KIND_OF[indicator]:
        case Kind.QUESTION:
            return _why_question(indicator, record, then, now, facts)
        case Kind.CONTACT:
            return Reason.HOURS
        case _:
            return Reason.CHANGED


_BY_CLOSING = frozenset(
    {
        *("questions_answered", "questions_closed_otherwise", "questions_closed", "questions_open"),
        *("closed_minutes", "questions_above_guideline", "closed_with_pair"),
    }
)


def _why_question(indicator: str, record: int, then: Stand, now: Stand, facts: Facts) -> Reason:
    was, is_now = record in then.of("questions_closed"), record in now.of("questions_closed")
    if indicator not in _BY_CLOSING:
        return Reason.CHANGED if indicator == "signal_questions" else Reason.DATE
    if was and is_now:
        if indicator in ("questions_answered", "questions_closed_otherwise"):
            return Reason.OUTCOME
        return Reason.HOURS if indicator in ("closed_minutes", "questions_above_guideline") else Reason.CHANGED
    if was and record in now.of("questions_open"):
        return Reason.REOPENED if record in facts.reopened else Reason.DATE
    if is_now and record in then.of("questions_open"):
        return Reason.CLOSED
    return Reason.DATE


# --- people -----------------------------------------------------------------------------------------------------------


def _of_people(indicator: str, then: Stand, now: Stand, facts: Facts) -> _Found:
    old, new = then.people(indicator), now.people(indicator)
    # The same records with the links of now. Who counts now brings their person along.
    current = {record: new.get(record, facts.person_now.get(record, record)) for record in old}
    yield from _links(old, current)
    came, went = _by_person(new), _by_person(current)
    for person in sorted(came.keys() - went.keys()):
        yield _why_came(indicator, person, came[person], then, now, facts), 1, came[person]
    for person in sorted(went.keys() - came.keys()):
        yield _why_went(indicator, person, went[person], then, now, facts), -1, went[person]


def _by_person(persons: Mapping[int, int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for record, person in persons.items():
        found[person].add(record)
    return found


def _links(old: Mapping[int, int], current: Mapping[int, int]) -> _Found:
    """Where the records of then make up another number of people by the links of now: by group of people that have
    records in common."""
    by_old, by_current = _by_person(old), _by_person(current)
    left = set(old)
    while left:
        group, fresh = set[int](), {left.pop()}
        while fresh:
            group |= fresh
            near = {other for record in fresh for other in by_old[old[record]] | by_current[current[record]]}
            fresh = near - group
        left -= group
        step = len({current[record] for record in group}) - len({old[record] for record in group})
        if step:
            yield Reason.LINKED if step < 0 else Reason.UNLINKED, step, group


def _why_came(indicator: str, person: int, records: Collection[int], then: Stand, now: Stand, facts: Facts) -> Reason:
    if indicator in _OTHER_HALF and _was_among(_OTHER_HALF[indicator][0], person, then, now, facts):
        return _OTHER_HALF[indicator][1]
    found: list[Reason] = []
    for record in records:
        if indicator == "survey_consents":
            found += [Reason.LATE for each in facts.evaluations.get(record, ()) if facts.late(Kind.EVALUATION, each)]
        if indicator in _BY_QUESTIONS:
            found += [
                _why_helped(question, then, now, facts)
                for question in facts.questions.get(record, ())
                if _helped(question, now) and not _helped(question, then)
            ]
        if indicator != "survey_consents":
            found += [
                _why_in("client_minutes", contact, then, now, facts)
                for contact in facts.contacts.get(record, ())
                if contact in now.of("client_minutes") and contact not in then.of("client_minutes")
            ]
    return min(found, key=_ORDER.__getitem__, default=Reason.CHANGED)


def _why_went(indicator: str, person: int, records: Collection[int], then: Stand, now: Stand, facts: Facts) -> Reason:
    if indicator in _OTHER_HALF and person in now.people(_OTHER_HALF[indicator][0]).values():
        return _OTHER_HALF[indicator][2]
    found: list[Reason] = []
    for record in records:
        if indicator in _BY_QUESTIONS:
            found += [
                _why_helped(question, then, now, facts)
                for question in facts.questions.get(record, ())
                if _helped(question, then) and not _helped(question, now)
            ]
        if indicator != "survey_consents":
            found += [
                _why_out("client_minutes", contact, then, now, facts)
                for contact in facts.contacts.get(record, ())
                if contact in then.of("client_minutes") and contact not in now.of("client_minutes")
            ]
    return min(found, key=_ORDER.__getitem__, default=Reason.CHANGED)


_BY_QUESTIONS = frozenset({"unique_clients", "new_clients", "returning_clients"})
# The other half of the unique clients: its indicator, the reason of who comes from there, and of who goes there.
_OTHER_HALF: Mapping[str, tuple[str, Reason, Reason]] = {
    "new_clients": ("returning_clients", Reason.NEW, Reason.KNOWN),
    "returning_clients": ("new_clients", Reason.KNOWN, Reason.NEW),
}


def _was_among(indicator: str, person: int, then: Stand, now: Stand, facts: Facts) -> bool:
    """Whether this person of now was counted by an indicator then."""
    new = now.people("unique_clients")
    return any(new.get(record, facts.person_now.get(record, record)) == person for record in then.people(indicator))


def _helped(question: int, stand: Stand) -> bool:
    return question in stand.of("questions_received") or question in stand.of("questions_closed")


def _why_helped(question: int, then: Stand, now: Stand, facts: Facts) -> Reason:
    """Why a question makes its client count on one side only."""
    indicator = (
        "questions_closed"
        if question in then.of("questions_closed") or question in now.of("questions_closed")
        else "questions_received"
    )
    if _helped(question, now):
        return _why_in(indicator, question, then, now, facts)
    return _why_out(indicator, question, then, now, facts)
