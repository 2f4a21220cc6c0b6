"""The sheets that a file may leave out, as data: which column is which attribute, and what a row is recognised by.

A row belongs to a client, a question, a provider or the front door. It is the same as what is known where its `key`
is; of rows with one key the first of the file is the first that was written. Rows that leave the file stay.
What the columns are called stands in `columns`; the rules between them in `part_rules`; the plan in `part_plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Model, QuerySet

from cases import codes
from cases.codes import DOMAIN_LABELS, LIFE_DOMAINS, DomainList
from cases.imports import cells, part_rules
from cases.imports.cells import EARLIEST_WORK, Words, as_text
from cases.imports.columns import (
    AFTERCARE,
    ASSESSMENTS,
    CONTACT_PERSONS,
    OBJECTIONS,
    PAUSES,
    REFERRALS,
    SHEET,
    SIGNALS,
    SOCIAL_MAP,
    TALKS,
)
from cases.imports.door import Door, labels
from cases.imports.part_rules import Complaint
from cases.imports.rows import Row
from cases.imports.sheets import Cell
from cases.instruments import EDITIONS
from cases.models import (
    AftercareContact,
    Assessment,
    ContactPerson,
    Objection,
    Referral,
    Signal,
    SocialMapEntry,
    Talk,
    TermPause,
)
from oco.models import FrontDoor

Value = str | int | date | None
CLIENT, QUESTION, PROVIDER, FRONT_DOOR = "client", "question", "provider", "front_door"
_NUMBER = {CLIENT: "clientnummer", QUESTION: "vraagnummer"}
LONG = 30_000  # what a cell of a spreadsheet can hold


@dataclass(frozen=True)
class Kind:
    """How a cell is read and a value is written. `read` raises Wrong."""

    read: Callable[[Cell, Door], Any]
    write: Callable[[Any], Value] = lambda value: value
    words: tuple[str, ...] = ()  # what it takes, where that is a list


def text(longest: int) -> Kind:
    return Kind(lambda cell, door: cells.text(cell, longest))


def choice(kind: str, choices: Iterable[tuple[str, str]]) -> Kind:
    pairs = list(choices)
    words, shown = labels(kind, pairs), dict(pairs)
    return Kind(lambda cell, door: words.find_or_empty(cell), lambda value: shown.get(value, ""), tuple(shown.values()))


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "ja" if value else "nee"


DAY = Kind(lambda cell, door: cells.day(cell, today=door.today, not_before=EARLIEST_WORK))
PLANNED = Kind(lambda cell, door: cells.planned_day(cell, today=door.today, not_before=EARLIEST_WORK))
CLOCK = Kind(lambda cell, door: cells.clock(cell), lambda value: f"{value:%H:%M}" if value else "")
YES_NO = Kind(lambda cell, door: cells.yes_no(cell), _yes_no)
YES_UNLESS_NO = Kind(lambda cell, door: cells.yes_no(cell) if as_text(cell) else True, _yes_no)
YES_NO_EMPTY = Kind(lambda cell, door: cells.yes_no_or_empty(cell), _yes_no)
PHONE = Kind(lambda cell, door: cells.phone(cell))
EMAIL = Kind(lambda cell, door: cells.email(cell))
WEBSITE = Kind(lambda cell, door: cells.website(cell))
DISTRICT = Kind(lambda cell, door: door.districts.find_or_empty(cell) or None)
LEVEL = Kind(lambda cell, door: cells.level(cell))

_ROLES = {"contactpersoon": "to_call", "mantelzorger": "is_carer", "vertegenwoordiger": "is_representative"}
_ROLE_WORDS = Words("geen rol", _ROLES.items())
ROLES = Kind(lambda cell, door: _several(cell, _ROLE_WORDS), words=tuple(_ROLES))
_EDITION_WORDS = Words("geen versie van een instrument", [(edition.name, key) for key, edition in EDITIONS.items()])
EDITION = Kind(
    lambda cell, door: _EDITION_WORDS.find_or_empty(cell),
    lambda value: EDITIONS[value].name if value in EDITIONS else "",
    tuple(edition.name for edition in EDITIONS.values()),
)


def _several(cell: Cell, words: Words[str]) -> list[str]:
    """The values of words with | between them, each once."""
    return list(dict.fromkeys(words.find(part) for part in as_text(cell).split("|") if part.strip()))


def _domains(door: Door) -> Words[str]:
    """The list of today first; an older one may still be in use."""
    own = LIFE_DOMAINS[DomainList(door.norms(door.today).domain_list)]
    older = [(name, key) for key, name in DOMAIN_LABELS.items()]
    return Words("geen leefgebied", [*((name, key) for key, name in own.items()), *older], shown=own.values())


DOMAINS = Kind(
    lambda cell, door: _several(cell, _domains(door)) if as_text(cell) else [],
    lambda value: "|".join(DOMAIN_LABELS.get(key, key) for key in value),
)
DOMAIN = Kind(lambda cell, door: _domains(door).find_or_empty(cell), lambda value: DOMAIN_LABELS.get(value, ""))


@dataclass(frozen=True)
class Part:
    """A sheet: `fields` are its columns in order, each with its attribute and kind.

    `key` are the attributes that a row is recognised by within its owner; with `once` two rows with one key are an
    error. `counted` are the attributes that a report counts, on the day of `counted_on`. `unruly` tells what is wrong
    with a whole record; `complete` fills in what has no column.
    """

    sheet: str
    model: type[Model]
    owner: str
    fields: dict[str, tuple[str, Kind]]
    key: tuple[str, ...]
    once: bool = False
    counted: frozenset[str] = frozenset()
    counted_on: str = ""
    unruly: Callable[[Any, Door], Iterator[Complaint]] = lambda record, door: iter(())
    complete: Callable[[Any, Any], None] = lambda record, by: None

    def known(self, front_door: FrontDoor) -> QuerySet[Any]:
        """All that is written at a front door, in the order in which it was written."""
        rows = self.model._default_manager.order_by("pk")
        match self.owner:
            case "client":
                return rows.filter(client__front_door=front_door).select_related("client")
            case "question":
                # Questions that wait for a provider have no place in the format.
                found = rows.filter(question__front_door=front_door, question__provider__isnull=False)
                return found.select_related("question")
            case _:
                return rows.filter(front_door=front_door)


_NOTE = ("note", text(LONG))
PARTS: tuple[Part, ...] = (
    Part(
        CONTACT_PERSONS,
        ContactPerson,
        CLIENT,
        {
            "naam": ("name", text(120)),
            "relatie": ("relation", text(60)),
            "telefoon": ("phone", PHONE),
            "e-mail": ("email", EMAIL),
            "rol": ("roles", ROLES),
            "belasting": ("carer_load", choice("geen belasting", codes.CarerLoad.choices)),
            "machtiging voor": ("mandate_for", text(200)),
            "machtiging vanaf": ("mandate_from", PLANNED),
            "machtiging tot": ("mandate_until", PLANNED),
            "opmerking": _NOTE,
        },
        key=("name",),
        unruly=part_rules.contact_person,
    ),
    Part(
        PAUSES,
        TermPause,
        QUESTION,
        {
            "termijn": ("term", choice("geen termijn", codes.TermKind.choices)),
            "reden": ("reason", choice("geen reden voor een pauze", codes.PauseReason.choices)),
            "vanaf": ("from_on", DAY),
            "tot": ("until_on", PLANNED),
            "toelichting": ("note", text(200)),
        },
        key=("term", "from_on"),
        counted=frozenset({"reason"}),
        counted_on="from_on",
        unruly=part_rules.pause,
    ),
    Part(
        ASSESSMENTS,
        Assessment,
        QUESTION,
        {
            "instrument": ("instrument", choice("geen instrument", codes.Instrument.choices)),
            "versie": ("edition", EDITION),
            "moment": ("phase", choice("geen moment van meten", Assessment.Phase.choices)),
            "datum": ("on", DAY),
            **{
                name: (key, LEVEL)
                for which in (DomainList.SELF_SUFFICIENCY, DomainList.POSITIVE_HEALTH)
                for key, name in LIFE_DOMAINS[which].items()
            },
            "toelichting": _NOTE,
        },
        key=("instrument", "phase"),
        once=True,
        counted=frozenset({"on", "edition"}),
        counted_on="on",
        unruly=part_rules.assessment,
        complete=part_rules.complete_assessment,
    ),
    Part(
        REFERRALS,
        Referral,
        QUESTION,
        {
            "datum": ("on", DAY),
            "naar wie": ("to", text(200)),
            "hoe": ("kind", choice("geen manier van verwijzen", Referral.Kind.choices)),
            "toestemming": ("consent", YES_NO),
            "gezamenlijk gesprek": ("joint_talk_on", DAY),
            "eerste afspraak": ("first_appointment_on", PLANNED),
            "doorgegaan": ("first_appointment_kept", YES_NO_EMPTY),
            "antwoord": ("answer", choice("geen antwoord", Referral.Answer.choices)),
            "beantwoord": ("answered_on", DAY),
            "toelichting antwoord": ("answer_note", text(LONG)),
            "afgerond": ("done_on", DAY),
            "toelichting": _NOTE,
        },
        key=("on", "to"),
        counted=frozenset({"kind", "joint_talk_on", "first_appointment_kept"}),
        counted_on="on",
        unruly=part_rules.referral,
    ),
    Part(
        AFTERCARE,
        AftercareContact,
        QUESTION,
        {
            "soort": ("kind", choice("geen soort nazorg", codes.AftercareKind.choices)),
            "gepland": ("due_on", PLANNED),
            "gedaan": ("done_on", DAY),
            "hoe gaat het": ("result", text(LONG)),
            "vervallen": ("skipped_on", DAY),
            "reden": ("skip_reason", text(200)),
            "waar letten we op": ("note", text(300)),
        },
        key=("kind", "due_on"),
        unruly=part_rules.aftercare,
        complete=part_rules.complete_aftercare,
    ),
    Part(
        SOCIAL_MAP,
        SocialMapEntry,
        FRONT_DOOR,
        {
            "naam": ("name", text(200)),
            "aanbod": ("offer", text(LONG)),
            "leefgebieden": ("domains", DOMAINS),
            "trefwoorden": ("tags", text(200)),
            "telefoon": ("phone", PHONE),
            "e-mail": ("email", EMAIL),
            "website": ("website", WEBSITE),
            "adres": ("address", text(200)),
            "openingstijden": ("opening_hours", text(200)),
            "nagekeken": ("checked_on", DAY),
            "in gebruik": ("active", YES_UNLESS_NO),
        },
        key=("name",),
        once=True,
        complete=part_rules.complete_entry,
    ),
    Part(
        SIGNALS,
        Signal,
        PROVIDER,
        {
            "datum": ("on", DAY),
            "leefgebied": ("domain", DOMAIN),
            "wijk": ("district_id", DISTRICT),
            "signaal": ("text", text(200)),
        },
        key=("provider_id", "on", "text"),
        counted=frozenset({"domain", "district_id"}),
        counted_on="on",
        unruly=part_rules.signal,
        complete=part_rules.complete_signal,
    ),
    Part(
        TALKS,
        Talk,
        QUESTION,
        {
            "datum": ("on", PLANNED),
            "tijd": ("at", CLOCK),
            "plaats": ("place", text(200)),
            "met wie": ("official", text(200)),
            "gemeld": ("reported_on", DAY),
            "hoe ging het": ("attendance", choice("geen antwoord op hoe het ging", codes.Attendance.choices)),
            "uitkomst": ("outcome", text(LONG)),
        },
        key=("on",),
        unruly=part_rules.talk,
    ),
    Part(
        OBJECTIONS,
        Objection,
        QUESTION,
        {
            "soort": ("kind", choice("geen bezwaar, beroep of klacht", codes.ObjectionKind.choices)),
            "waarover": ("about", text(200)),
            "besluit verstuurd": ("announced_on", DAY),
            "ingediend": ("filed_on", DAY),
            "afgerond": ("ended_on", DAY),
            "uitkomst": ("outcome", choice("geen uitkomst", codes.ObjectionOutcome.choices)),
            "commissie": ("committee", YES_NO),
            "uitgesteld": ("extended", YES_NO),
            "toelichting": _NOTE,
        },
        key=("kind", "about"),
        unruly=part_rules.objection,
        complete=part_rules.complete_objection,
    ),
)


def read_row(part: Part, row: Row, door: Door) -> tuple[str, dict[str, Any]]:
    """The number of the owner, and the value of every attribute that the file has a column for."""
    number_column = _NUMBER.get(part.owner)
    number = ""
    if number_column and row.filled(number_column):
        number = row.read(number_column, "", cells.number_text)
    filled = {column.name for column in SHEET[part.sheet].columns if column.filled}
    values: dict[str, Any] = {}
    for column, (attribute, kind) in part.fields.items():
        if row.has(column) and (column not in filled or row.filled(column)):
            found = row.read(column, None, kind.read, door)
            if kind is ROLES:
                values |= {name: name in (found or ()) for name in _ROLES.values()}
            else:
                values[attribute] = found
    return number, values


def exported(part: Part, front_door: FrontDoor) -> Iterator[list[Value]]:
    """Its rows, in the order of the columns."""
    found = part.known(front_door)
    if part.owner == PROVIDER:
        found = found.select_related("provider", "district")
    if part.sheet == ASSESSMENTS:
        found = found.prefetch_related("scores")
    if part.sheet == PAUSES:
        # One that ended on the day on which it began held nothing still.
        found = found.exclude(until_on__lte=F("from_on"))
    for record in found:
        yield [_exported(part, record, column.name) for column in SHEET[part.sheet].columns]


def _exported(part: Part, record: Any, column: str) -> Value:
    match column:
        case "clientnummer":
            return str(record.client.number)
        case "vraagnummer":
            return str(record.question.number)
        case "aanbieder":
            return str(record.provider.name)
        case "wijk":
            return record.district.name if record.district else ""
        case "rol":
            return "|".join(word for word, attribute in _ROLES.items() if getattr(record, attribute))
    attribute, kind = part.fields[column]
    if kind is LEVEL:
        return next((row.score for row in record.scores.all() if row.domain == attribute), None)
    return kind.write(getattr(record, attribute))
