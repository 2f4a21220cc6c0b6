"""Lays the sheet of hours beside the hour lines that are known: what is new and what goes.

A line has no number; what it says is its key (cases/imports/lines.py). Lines written by hand, or changed here since
they came in, are never touched; a line of the file that says the same as one of them is that line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cases.imports.cells import show
from cases.imports.columns import HOURS
from cases.imports.lines import with_keys
from cases.imports.preview import Counts
from cases.imports.rows import HourRow
from cases.models import Contact, OtherWork
from oco.models.people import SupporterKind

if TYPE_CHECKING:
    from cases.imports.plan import Planner


class HourPlanner:
    """The last part of the plan, once people and questions are known."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.plan, self.door, self.register = planner.plan, planner.door, planner.register
        self.users, self.questions = planner.users, planner.questions

    def run(self) -> None:
        bound: dict[str, HourRow] = {}
        loose: dict[str, HourRow] = {}
        for row, key in with_keys(self.register.hours):
            (bound if row.question_number else loose)[key] = row
        counts = self.plan.preview.counts[HOURS]
        self._contacts(bound, counts)
        self._other_work(loose, counts)

    def _contacts(self, rows: dict[str, HourRow], counts: Counts) -> None:
        numbers = {*self.planner.checker.question_numbers, *(row.question_number for row in rows.values())}
        of_questions = [
            q.pk for number, q in self.questions.items() if q.pk and number in numbers and self.planner.mine(q)
        ]
        found = Contact.objects.filter(question__in=of_questions)
        if self.planner.lock:
            found = found.order_by("pk").select_for_update(of=("self",))
        known: dict[str, Contact] = {}
        written: Counter[tuple[object, ...]] = Counter()  # by hand, or changed here: what these say, and how often
        of_others: dict[tuple[object, ...], list[str]] = {}  # imported lines of volunteers and experts, without that
        kept: set[str] = set()
        for contact in found:
            if contact.import_key:
                known[contact.import_key] = contact
                if contact.supporter_kind != SupporterKind.PROFESSIONAL and contact.version == 1:
                    of_others.setdefault(_said(contact, contact.question_id, contact.activity), []).append(
                        contact.import_key
                    )
            if not contact.import_key or contact.version > 1:
                written[_said(contact, contact.question_id, contact.activity, contact.supporter_kind)] += 1
        for key, row in rows.items():
            question = self.questions.get(row.question_number)
            if question is None or not self.planner.mine(question):
                self.planner.unknown_question(row.row, row.question_number)
                continue
            kind = row.supporter_kind or SupporterKind.PROFESSIONAL
            # A file without the column says nothing of the kind of supporter: any will do.
            kinds = SupporterKind if row.supporter_kind is None else [kind]
            said = question.pk, row.provider_id, self._who(row), row.on, row.minutes, row.activity
            if key not in known and row.supporter_kind is None:
                key = of_others[said].pop() if of_others.get(said) else key
                kept.add(key)
            if key in known or any(_taken(written, (*said, each)) for each in kinds):
                counts.unchanged += 1
                continue
            counts.new += 1
            if row.provider_id != question.provider_id:
                self.planner.note("Urenregels op naam van een andere aanbieder dan hun hulpvraag: {n}.")
            if period := self.door.filed(row.on, question.closed_on):
                what = (
                    f"Bij vraag {show(row.question_number)} kan op {row.on:%d-%m-%Y} geen tijd meer worden geschreven."
                )
                self.planner.filed(row.row, "datum", period, what)
            self.plan.new_contacts.append(
                Contact(
                    question=question,
                    front_door=self.door.front_door,
                    provider_id=row.provider_id,
                    supporter=self.users[row.supporter],
                    on=row.on,
                    activity=row.activity,
                    minutes=row.minutes,
                    supporter_kind=kind,
                    import_key=key,
                    written_at=self.planner.now,
                    written_by=self.planner.by,
                )
            )
        by_id = {q.pk: q for q in self.questions.values()}
        for key, contact in known.items():
            question = by_id[contact.question_id]
            # Only lines of questions that this file has, and that nobody worked on since.
            if key in rows or key in kept or question.number not in self.register.questions or contact.version > 1:
                continue
            counts.removed += 1
            if period := self.door.filed(contact.on, question.closed_on):
                spent = f"{contact.minutes} minuten op {contact.on:%d-%m-%Y}"
                what = f"Op het blad uren ontbreken {spent}. Die tijd mag niet meer weg."
                self.planner.filed(self.register.questions[question.number].row, "vraagnummer", period, what)
            self.plan.gone_contacts.append(contact.pk)

    def _who(self, row: HourRow) -> int | None:
        return self.users[row.supporter].pk

    def _other_work(self, rows: dict[str, HourRow], counts: Counts) -> None:
        """Lines without a question are replaced per provider, supporter and day that the file has."""
        if not rows:
            return
        days: Sequence[date] = [row.on for row in rows.values()]
        found = OtherWork.objects.filter(
            front_door=self.door.front_door,
            provider_id__in={row.provider_id for row in rows.values()},
            on__range=(min(days), max(days)),
        )
        if self.planner.lock:
            found = found.order_by("pk").select_for_update(of=("self",))
        known: dict[str, OtherWork] = {}
        written: Counter[tuple[object, ...]] = Counter()
        for work in found:
            if work.import_key:
                known[work.import_key] = work
            if not work.import_key or work.version > 1:
                written[_said(work, None, work.kind, work.people)] += 1
        for key, row in rows.items():
            said = None, row.provider_id, self._who(row), row.on, row.minutes, row.activity, row.people
            if key in known or _taken(written, said):
                counts.unchanged += 1
                continue
            counts.new += 1
            if period := self.door.filed(row.on):
                self.planner.filed(
                    row.row, "datum", period, f"Op {row.on:%d-%m-%Y} kan geen tijd meer worden geschreven."
                )
            self.plan.new_other_work.append(
                OtherWork(
                    front_door=self.door.front_door,
                    provider_id=row.provider_id,
                    supporter=self.users[row.supporter],
                    on=row.on,
                    kind=row.activity,
                    minutes=row.minutes,
                    people=row.people,
                    import_key=key,
                    written_at=self.planner.now,
                    written_by=self.planner.by,
                )
            )
        covered = {(row.provider_id, self.users[row.supporter].pk, row.on): row for row in rows.values()}
        for key, work in known.items():
            line = covered.get((work.provider_id, work.supporter_id, work.on))
            if key in rows or line is None or work.version > 1:
                continue
            counts.removed += 1
            if period := self.door.filed(work.on):
                self.planner.filed(
                    line.row,
                    "datum",
                    period,
                    f"Ander werk van {work.on:%d-%m-%Y} ({work.minutes} minuten) mag niet meer weg.",
                )
            self.plan.gone_other_work.append(work.pk)


def _said(line: Contact | OtherWork, question: int | None, *rest: object) -> tuple[object, ...]:
    """All that a line says."""
    return question, line.provider_id, line.supporter_id, line.on, line.minutes, *rest


def _taken(written: Counter[tuple[object, ...]], said: tuple[object, ...]) -> bool:
    """Whether one of these lines says this; each stands for one line of the file."""
    if not written[said]:
        return False
    written[said] -= 1
    return True
