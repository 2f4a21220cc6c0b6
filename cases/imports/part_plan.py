"""Lays the sheets that a file may leave out beside what is known: what is new and what changes. Nothing goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet

from cases import clock
from cases.codes import TermKind
from cases.imports.cells import as_text, show
from cases.imports.columns import ASSESSMENTS, PAUSES
from cases.imports.parts import CLIENT, LEVEL, PARTS, PROVIDER, QUESTION, Part
from cases.imports.preview import Counts
from cases.imports.rows import PartRow
from cases.instruments import EDITIONS, NO_SCORE
from cases.models import AssessmentScore, HelpQuestion, TermPause
from oco.periods import Period

if TYPE_CHECKING:
    from cases.imports.plan import Planner

_WRITER = {"nazorg": "planned_by"}  # every other has `written_by`


@dataclass
class PartChanges:
    """Unsaved rows of one model, as they can be saved: gone first, then new, then changed."""

    model: type[Model]
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    gone: list[int] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.new or self.changed or self.gone)


class PartPlanner:
    """The part of the plan for one of these sheets."""

    def __init__(self, planner: Planner, part: Part, rows: list[PartRow]) -> None:
        self.planner, self.part, self.rows = planner, part, rows
        self.door, self.plan = planner.door, planner.plan
        self.counts = self.plan.preview.counts.setdefault(part.sheet, Counts())
        self.changes = PartChanges(part.model)
        self.scores = PartChanges(AssessmentScore)
        self.levels = {column: key for column, (key, kind) in part.fields.items() if kind is LEVEL}
        self.pauses: dict[str, list[TermPause]] = {}  # by number of the question, known and new

    def run(self) -> None:
        owned = [(row, owner) for row in self.rows if (owner := self._owner(row)) is not None]
        known = self._known([owner for _, owner in owned])
        seen: dict[tuple[object, ...], int] = {}
        times: Counter[tuple[object, ...]] = Counter()
        for row, owner in owned:
            key = (self._owner_key(owner), *(_plain(row.values.get(name)) for name in self.part.key))
            if self.part.once and key in seen:
                column = next(iter(self.part.fields))
                row.row.wrong(column, f"Dit staat ook op regel {seen[key]}. Het mag één keer voorkomen.")
                continue
            seen.setdefault(key, row.row.number)
            record = known.get((*key, times[key]))
            times[key] += 1
            if record is None:
                self._new(row, owner)
            else:
                self._compare(row, owner, record)
        if self.part.sheet == PAUSES:
            self._restamp(owned)
        self.plan.parts += [self.changes, self.scores] if self.part.sheet == ASSESSMENTS else [self.changes]

    # --- whose rows these are ---

    def _owner(self, row: PartRow) -> Any:
        """The client, question or front door of a row; None, with a problem, where it isn't known here."""
        planner, number = self.planner, row.owner_number
        if self.part.owner == CLIENT:
            client = planner.clients.get(number)
            if client is None or not planner.may_know(client):
                planner.unknown_client(row.row, number)
                return None
            return client
        if self.part.owner == QUESTION:
            question = planner.questions.get(number)
            if question is None or not planner.mine(question):
                planner.unknown_question(row.row, number)
                return None
            return question
        return self.door.front_door

    def _owner_key(self, owner: Any) -> object:
        return owner.number if self.part.owner in (CLIENT, QUESTION) else ""

    def _known(self, owners: Iterable[Any]) -> dict[tuple[object, ...], Any]:
        """What is written of these owners, by key and by its turn among those with the same key. One query, and one
        for the scores."""
        found: QuerySet[Any] = self.part.model._default_manager.order_by("pk")
        numbers: dict[int, str] = {}
        if self.part.owner in (CLIENT, QUESTION):
            numbers = {owner.pk: owner.number for owner in owners if owner.pk}
            found = found.filter(**{f"{self.part.owner}__in": list(numbers)})
        else:
            found = found.filter(front_door=self.door.front_door)
            if self.part.owner == PROVIDER:
                found = found.filter(provider__in=self.door.may_import).select_related("bundle")
        if self.planner.lock:
            found = found.select_for_update(of=("self",))
        if self.levels:
            found = found.prefetch_related("scores")
        known: dict[tuple[object, ...], Any] = {}
        times: Counter[tuple[object, ...]] = Counter()
        for record in found:
            owner = numbers.get(getattr(record, f"{self.part.owner}_id")) if numbers else ""
            key = (owner, *(_plain(getattr(record, name)) for name in self.part.key))
            known[(*key, times[key])] = record
            times[key] += 1
            if isinstance(record, TermPause):
                self.pauses.setdefault(str(owner), []).append(record)
        return known

    # --- one row ---

    def _new(self, row: PartRow, owner: Any) -> None:
        writer = _WRITER.get(self.part.sheet, "written_by")
        record = self.part.model(**{writer: self.planner.by})
        if self.part.owner in (CLIENT, QUESTION):
            setattr(record, self.part.owner, owner)
        else:
            record.front_door = owner  # type: ignore[attr-defined]
        for name, value in self._columns(row).items():
            setattr(record, name, value)
        self.part.complete(record, self.planner.by)
        self.counts.new += 1
        if self._complain(row, record):
            return
        self._scores(row, record)
        if self.part.counted:
            self._filed(row, self.part.counted_on, getattr(record, self.part.counted_on))
        self.changes.new.append(record)
        self._tell(owner)
        if isinstance(record, TermPause):
            self.pauses.setdefault(owner.number, []).append(record)

    def _compare(self, row: PartRow, owner: Any, record: Any) -> None:
        if self.part.owner in (CLIENT, QUESTION):
            setattr(record, self.part.owner, owner)
        before = {name: getattr(record, name) for name in _names(record)}
        for name, value in self._columns(row).items():
            if _plain(getattr(record, name)) != _plain(value):
                setattr(record, name, value)
        self.part.complete(record, self.planner.by)
        changed = {name: old for name, old in before.items() if getattr(record, name) != old}
        rescored = self._scores(row, record)
        if not changed and not rescored:
            self.counts.unchanged += 1
            return
        self.counts.changed += 1
        if self._complain(row, record):
            return
        for name in changed:
            if name in self.part.counted:
                on = self.part.counted_on
                self._filed(row, name, before[on], getattr(record, on))
                break
        if "until_on" in changed:
            self._filed(row, "until_on", before["until_on"], record.until_on)
        if "version" in before:
            record.version += 1
            changed["version"] = before["version"]
        self.changes.changed.append(record)
        self.changes.fields |= {name.removesuffix("_id") for name in changed}
        self._tell(owner)

    def _columns(self, row: PartRow) -> dict[str, Any]:
        """What the row says about the record itself, without its scores."""
        levels = set(self.levels.values())
        return {name: value for name, value in row.values.items() if name not in levels}

    def _complain(self, row: PartRow, record: Any) -> bool:
        """Whether the record breaks a rule; every one that it breaks becomes a problem."""
        for column, sentence in self.part.unruly(record, self.door):
            row.row.wrong(column, sentence)
        return not row.row.ok

    def _filed(self, row: PartRow, attribute: str, *days: date | None) -> None:
        if period := self.door.filed(*days):
            column = next((name for name, (given, _) in self.part.fields.items() if given == attribute), "datum")
            value = as_text(row.row.cell(column))
            what = f"Hier kan geen {show(value)} meer komen te staan." if value else "Dit kan niet meer leeg worden."
            self.planner.filed(row.row, column, period, what)

    def _tell(self, owner: Any) -> None:
        if self.part.owner == QUESTION:
            self.planner.touched[owner.number] = owner

    # --- scores of a measure ---

    def _scores(self, row: PartRow, record: Any) -> bool:
        """Plans the scores that the file has columns for; True where one changes."""
        if not self.levels:
            return False
        edition = EDITIONS[record.edition]
        known = {score.domain: score for score in record.scores.all()} if record.pk else {}
        changed, left = False, {*known}
        for column, domain in self.levels.items():
            if domain not in row.values:
                continue
            value, score = row.values[domain], known.get(domain)
            if value is not None and domain not in edition.domains:
                row.row.wrong(column, f"{column} hoort niet bij {record.get_instrument_display()}.")
            elif value is not None and value not in edition.scores:
                row.row.wrong(column, f"{value} kan niet. Vul {edition.lowest} tot en met {edition.highest} in.")
            if value is None:
                left.discard(domain)
                if score is not None:
                    self.scores.gone.append(score.pk)
                    changed = True
                continue
            left.add(domain)
            if score is None:
                self.scores.new.append(AssessmentScore(assessment=record, domain=domain, score=value))
                changed = True
            elif score.score != value:
                score.score = value
                self.scores.changed.append(score)
                self.scores.fields.add("score")
                changed = True
        if not left and row.row.ok:
            row.row.wrong("instrument", NO_SCORE)
        if changed and record.pk:
            self._filed(row, "on", record.on)
        return changed

    # --- the last days of a question with pauses ---

    def _restamp(self, owned: Iterable[tuple[PartRow, Any]]) -> None:
        """Stamps the lengthened last days anew, by the same rule as where somebody pauses a term."""
        rows: dict[str, PartRow] = {}
        for row, question in owned:
            if question.number in self.planner.touched:
                rows.setdefault(question.number, row)
        for number, row in rows.items():
            question = self.planner.questions[number]
            if not row.row.ok:
                continue
            stamped = clock.lengthened(question, self.pauses.get(number, ()))
            changed = {name: getattr(question, name) for name in stamped if getattr(question, name) != stamped[name]}
            before = {term: clock.last_on(question, term) for term in TermKind}
            for name in changed:
                setattr(question, name, stamped[name])
            if not changed or question.pk is None:
                continue
            if period := self._filed_terms(question, before):
                what = f"De laatste dag van de termijn van vraag {show(number)} kan niet meer veranderen."
                self.planner.filed(row.row, "tot", period, what)
            self.planner.change(question, changed)

    def _filed_terms(self, question: HelpQuestion, before: dict[TermKind, date]) -> Period | None:
        """The filed period that holds an old or new last day of a term that moves, or the day on which it was met."""
        met = {TermKind.FIRST_CONTACT: question.first_contact_on, TermKind.PICK_UP: question.picked_up_on}
        moved = [
            (before[term], now, met[term])
            for term in TermKind
            if (now := clock.last_on(question, term)) != before[term]
        ]
        return self.door.filed(*(day for days in moved for day in days))


def plan_parts(planner: Planner) -> None:
    """The last part of the plan, once people, clients and questions are known."""
    for part in PARTS:
        if (rows := planner.register.parts.get(part.sheet)) is not None:
            PartPlanner(planner, part, rows).run()


def _names(record: Model) -> list[str]:
    return [each.attname for each in record._meta.concrete_fields]


def _plain(value: Any) -> Any:
    """A text as it comes back from a file: without spaces around it and with one kind of line end."""
    return "\n".join(as_text(value).splitlines()) if isinstance(value, str) else value
