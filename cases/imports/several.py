"""Cells with several words in them (wonen|zorg): which rows that makes, which go, and whether they still may change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from cases.imports.columns import CLIENTS, QUESTIONS
from cases.models import Client, ClientTargetGroup, HelpQuestion, QuestionArrangement, QuestionDomain, QuestionTask


@dataclass(frozen=True)
class Several:
    """A column whose words become rows of `model`, each with its value in `attribute`.

    `days`: the columns of the owner on whose days the rows are counted, and after filing are fixed.
    """

    sheet: str
    column: str
    named: str
    model: type[Model]
    owner: str
    attribute: str
    days: tuple[str, ...] = ()


SEVERAL: tuple[Several, ...] = (
    Several(CLIENTS, "doelgroepen", "doelgroepen", ClientTargetGroup, "client", "target_group_id"),
    Several(
        QUESTIONS,
        "leefgebieden",
        "leefgebieden",
        QuestionDomain,
        "question",
        "domain",
        days=("received_on", "closed_on"),
    ),
    Several(QUESTIONS, "taken", "taken", QuestionTask, "question", "task", days=("closed_on",)),
    Several(
        QUESTIONS, "arrangement", "delen van het arrangement", QuestionArrangement, "question", "step", ("closed_on",)
    ),
)
BY_COLUMN = {kind.column: kind for kind in SEVERAL}
Words = dict[str, tuple[Any, ...]]  # column -> values, of the columns that the file has


def of_sheet(sheet: str) -> tuple[Several, ...]:
    return tuple(kind for kind in SEVERAL if kind.sheet == sheet)


@dataclass
class SeveralPlan:
    """What is to be added and removed, and what stands there now (column -> owner's key -> value -> row's key)."""

    new: dict[type[Model], list[Model]] = field(default_factory=dict)
    gone: dict[type[Model], list[int]] = field(default_factory=dict)
    known: dict[str, dict[int, dict[Any, int]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.new.values())

    def look_up(self, sheet: str, owners: Sequence[int]) -> None:
        """What is known of these clients or questions; one query for each column."""
        for kind in of_sheet(sheet):
            found = self.known.setdefault(kind.column, {})
            rows = kind.model._default_manager.filter(**{f"{kind.owner}__in": owners})
            for owner, value, pk in rows.values_list(f"{kind.owner}_id", kind.attribute, "pk"):
                found.setdefault(owner, {})[value] = pk

    def take_over(
        self,
        owner: Client | HelpQuestion,
        words: Words,
        *,
        refused: Callable[[Several], None] = lambda kind: None,
    ) -> bool:
        """Plans what the file says about one client or question; True where anything changes. `refused` is told of
        every column that changes, to say whether it still may."""
        changed = False
        for column, values in words.items():
            kind = BY_COLUMN[column]
            known = self.known.get(column, {}).get(owner.pk, {}) if owner.pk else {}
            if set(values) == set(known):
                continue
            changed = True
            refused(kind)
            self.gone.setdefault(kind.model, []).extend(pk for value, pk in known.items() if value not in values)
            self.new.setdefault(kind.model, []).extend(_rows(kind, owner, (v for v in values if v not in known)))
        return changed


def _rows(kind: Several, owner: Client | HelpQuestion, values: Iterable[Any]) -> list[Model]:
    return [kind.model(**{kind.owner: owner, kind.attribute: value}) for value in values]
