"""Rows as they were understood, before they are laid beside the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar

from cases.imports.cells import Wrong, as_text
from cases.imports.problems import Problem
from cases.imports.several import Words
from cases.imports.sheets import Cell, Table

V = TypeVar("V")
D = TypeVar("D")
P = ParamSpec("P")


class Row:
    """One row while it is read; every wrong cell becomes a problem and its value a default."""

    __slots__ = ("_cells", "_found", "_places", "number", "ok", "sheet")

    def __init__(self, table: Table, number: int, cells: tuple[Cell, ...], found: list[Problem]) -> None:
        self.sheet = table.sheet.name
        self.number = number
        self.ok = True
        self._cells, self._places, self._found = cells, table.places, found

    def cell(self, column: str) -> Cell:
        place = self._places.get(column)
        return None if place is None else self._cells[place]

    def has(self, column: str) -> bool:
        """Whether the file has this column at all; without it, what is known stays."""
        return column in self._places

    def wrong(self, column: str, text: str) -> None:
        self.ok = False
        self._found.append(Problem(self.sheet, self.number, column, text))

    def read(
        self,
        column: str,
        default: D,
        how: Callable[Concatenate[Cell, P], V],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> V | D:
        try:
            return how(self.cell(column), *args, **kwargs)
        except Wrong as error:
            self.wrong(column, str(error))
            return default

    def filled(self, column: str) -> bool:
        """Whether the cell is filled in; if not, that is a problem."""
        if as_text(self.cell(column)):
            return True
        self.wrong(column, f"Vul {column} in.")
        return False


@dataclass(slots=True)
class ClientRow:
    row: Row
    number: str
    last_name: str
    values: dict[str, object]  # field -> value, of the columns that the file has
    several: Words


@dataclass(slots=True)
class QuestionRow:
    row: Row
    number: str
    client_number: str
    provider_id: int
    received_on: date
    urgent: bool
    closed_on: date | None
    values: dict[str, object]
    several: Words
    supporter: str | None  # e-mail; "" is nobody; None where the file has no such column
    score: int | None
    fits: str
    survey_consent: bool | None

    @property
    def says_something(self) -> bool:
        """Whether there is an evaluation: any of its three answers."""
        return self.score is not None or bool(self.fits) or self.survey_consent is not None


@dataclass(slots=True)
class HourRow:
    row: Row
    question_number: str  # empty: not bound to a client
    provider_id: int
    supporter: str
    on: date
    minutes: int
    activity: str
    people: int | None
    supporter_kind: str | None  # None where the file has no such column


@dataclass(slots=True)
class PartRow:
    """A row of a sheet that a file may leave out (cases/imports/parts.py)."""

    row: Row
    owner_number: str  # of the client or question; empty where it belongs to the front door
    values: dict[str, Any]  # attribute -> value, of the columns that the file has


@dataclass
class Register:
    """All rows that could be understood."""

    clients: dict[str, ClientRow] = field(default_factory=dict)
    questions: dict[str, QuestionRow] = field(default_factory=dict)
    hours: list[HourRow] = field(default_factory=list)
    parts: dict[str, list[PartRow]] = field(default_factory=dict)  # by sheet, of the sheets that the file has
