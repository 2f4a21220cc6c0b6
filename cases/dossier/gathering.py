"""Everything that is kept about one client, as plain data: for the client who asks to see it.

Records that are one person are one dossier (cases/linking.py). What is in it stands in `parts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone

from cases import linking
from cases.dossier import looks
from cases.dossier.part import Col
from cases.dossier.parts import PARTS
from cases.models import Client
from cases.retention import shown
from oco.models import Organisation


@dataclass(frozen=True)
class Cell:
    """`text` for a reader; `value` and `code` for a machine."""

    text: str
    value: str | int | bool | None
    code: str = ""  # of a choice


@dataclass(frozen=True)
class Section:
    code: str
    heading: str
    columns: tuple[Col, ...]
    rows: list[list[Cell]]

    @property
    def wide(self) -> bool:
        """Read better as a small table per row than as one with a column per field."""
        return len(self.rows) == 1 or len(self.columns) > 7

    @property
    def facts(self) -> list[list[tuple[str, str]]]:
        """Per row its labels with values, without what is empty."""
        pairs = [zip(self.columns, row, strict=True) for row in self.rows]
        return [[(column.label, cell.text) for column, cell in each if cell.text] for each in pairs]


@dataclass(frozen=True)
class Dossier:
    """What one provider and its front door keep about a client, as it stood on a day."""

    number: str
    provider: str
    front_door: str
    made_on: date
    linked: list[str]  # the numbers of the other records of the same person
    sections: list[Section]
    kept: str  # until when, in a sentence
    destroyed_on: date | None  # None while a question runs

    @property
    def filled(self) -> list[Section]:
        return [section for section in self.sections if section.rows]

    @property
    def hidden(self) -> list[str]:
        """What is kept and not shown, with why."""
        reasons = [(part.heading, part.hidden or part.withheld) for part in PARTS if part.hidden or part.withheld]
        return [f"{heading}: {why[0].lower()}{why[1:]}" for heading, why in reasons]

    @property
    def empty(self) -> list[str]:
        return [section.heading for section in self.sections if not section.rows]


def dossier_of(client: Client, provider: Organisation, *, today: date) -> Dossier:
    """Gathers it over all records of this person: one query a part and its relations, however much there is. Never
    another provider's content."""
    records = linking.records_of(client)
    sections = []
    for part in PARTS:
        if part.hidden:
            continue
        relations = {path.rpartition(".")[0].replace(".", "__") for path in (col.path for col in part.columns)} - {""}
        found = part.rows(records, provider).filter(part.shown).select_related(*sorted(relations)).order_by("pk")
        rows = [[_cell(row, column) for column in part.columns] for row in found]
        sections.append(Section(part.code, part.heading, part.columns, rows))
    seen = [[_plain(on), _plain(who), _plain(what), _plain(times)] for on, who, what, times in looks.rows(client)]
    sections.append(Section(looks.CODE, looks.HEADING, looks.COLUMNS, seen))
    linked = linking.other_numbers(client)
    (kept,) = shown.of_client(client, records, [provider], today=today)
    return Dossier(
        client.number, provider.name, client.front_door.name, today, linked, sections, kept.sentence, kept.on
    )


def _cell(row: models.Model, column: Col) -> Cell:
    *way, name = column.path.split(".")
    holder: Any = row
    for step in way:
        holder = getattr(holder, step) if holder is not None else None
    if holder is None:
        return Cell("", None)
    value = getattr(holder, name)
    choices = dict(getattr(holder._meta.get_field(name), "flatchoices", ()))
    if column.show is not None:
        text = str(column.show(value))
        return Cell(text, text or None, value if isinstance(value, str) else "")
    if value in choices:
        return Cell(str(choices[value]), str(choices[value]), str(value))
    return _plain(value)


def _plain(value: Any) -> Cell:
    match value:
        case None | "":
            return Cell("", None)
        case bool():
            return Cell("ja" if value else "nee", value)
        case datetime():
            local = timezone.localtime(value)
            return Cell(f"{local:%d-%m-%Y %H:%M}", local.isoformat(timespec="seconds"))
        case date():
            return Cell(f"{value:%d-%m-%Y}", value.isoformat())
        case time():
            return Cell(f"{value:%H.%M}", value.isoformat(timespec="minutes"))
        case int():
            return Cell(str(value), value)
    return Cell(str(value), str(value))


def as_json(dossier: Dossier) -> dict[str, Any]:
    """The same for a machine: every field by its code, with the Dutch label beside it. Days as jjjj-mm-dd."""
    return {
        "clientnummer": dossier.number,
        "gekoppelde_clientnummers": dossier.linked,
        "aanbieder": dossier.provider,
        "voordeur": dossier.front_door,
        "gemaakt_op": dossier.made_on.isoformat(),
        "vernietigen_op": dossier.destroyed_on.isoformat() if dossier.destroyed_on else None,
        "bewaren": dossier.kept,
        "onderdelen": [
            {
                "code": section.code,
                "titel": section.heading,
                "velden": [{"code": column.path, "label": column.label} for column in section.columns],
                "rijen": [
                    {
                        column.path: {"waarde": cell.value, "code": cell.code} if cell.code else cell.value
                        for column, cell in zip(section.columns, row, strict=True)
                    }
                    for row in section.rows
                ],
            }
            for section in dossier.sections
        ],
    }
