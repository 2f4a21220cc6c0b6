"""The week sheet: what one supporter wrote per question and day, with totals. Reads only."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from cases.codes import OtherWorkKind
from cases.hours import written_late, written_on
from cases.models import Contact, HelpQuestion, OtherWork
from oco.models import User

_CODE = re.compile(r"^(\d{4})-W(\d{2})$")


@dataclass(frozen=True)
class Week:
    """A week by ISO 8601: it starts on Monday, and belongs to the year of its Thursday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, code: str, *, today: date) -> Week:
        """`2026-W47`; this week where the code isn't one."""
        match = _CODE.match(code)
        if match:
            try:
                return cls.of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
            except ValueError:  # a week 54, a year 0
                pass
        return cls.of(today)

    @property
    def code(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def days(self) -> list[date]:
        monday = date.fromisocalendar(self.year, self.number, 1)
        return [monday + timedelta(days=n) for n in range(7)]

    @property
    def previous(self) -> Week:
        return Week.of(self.days[0] - timedelta(days=7))

    @property
    def next(self) -> Week:
        return Week.of(self.days[0] + timedelta(days=7))


@dataclass(frozen=True)
class SheetRow:
    """A question (or, with None, a kind of other work), with minutes per day of the week.

    `late_minutes` of them were written more than a week after the work. `may_add`: an own, open question.
    """

    question: HelpQuestion | None
    label: str
    cells: list[int]
    late_minutes: int = 0
    may_add: bool = False

    @property
    def total(self) -> int:
        return sum(self.cells)


@dataclass(frozen=True)
class Line:
    """One written line of the week; exactly one of `contact` and `work` is set."""

    on: date
    minutes: int
    what: str
    note: str
    late: bool
    written_on: date
    contact: Contact | None = None
    work: OtherWork | None = None

    @property
    def copy(self) -> str:
        """How the address names this line: `contact-12`."""
        return f"contact-{self.contact.pk}" if self.contact else f"werk-{self.work.pk}" if self.work else ""


@dataclass(frozen=True)
class Sheet:
    """A supporter's week. `days` are the shown ones: Saturday and Sunday only where something stands."""

    week: Week
    days: list[date]
    questions: list[SheetRow]
    other: list[SheetRow]
    lines: list[Line]

    @property
    def rows(self) -> list[SheetRow]:
        return [*self.questions, *self.other]

    @property
    def day_totals(self) -> list[int]:
        return [sum(row.cells[n] for row in self.rows) for n in range(len(self.days))]

    @property
    def question_minutes(self) -> int:
        return sum(row.total for row in self.questions)

    @property
    def other_minutes(self) -> int:
        return sum(row.total for row in self.other)

    @property
    def total(self) -> int:
        return self.question_minutes + self.other_minutes

    @property
    def late_minutes(self) -> int:
        return sum(row.late_minutes for row in self.rows)


def sheet(user: User, week: Week) -> Sheet:
    """What `user` wrote on the days of this week, of questions that they may read. Two queries."""
    first, last = week.days[0], week.days[-1]
    contacts = list(
        Contact.objects.for_user(user)
        .filter(supporter=user, on__range=(first, last))
        .select_related("question__client")
        .order_by("on", "pk")
    )
    works = list(OtherWork.objects.filter(supporter=user, on__range=(first, last)).order_by("on", "pk"))
    written = {contact.on for contact in contacts} | {work.on for work in works}
    days = [day for day in week.days if day.weekday() < 5 or day in written]
    place = {day: n for n, day in enumerate(days)}

    per_question: dict[int, list[int]] = defaultdict(lambda: [0] * len(days))
    per_kind: dict[str, list[int]] = defaultdict(lambda: [0] * len(days))
    questions: dict[int, HelpQuestion] = {}
    written_late_of: dict[int | str, int] = defaultdict(int)
    lines: list[Line] = []
    for contact in contacts:
        questions.setdefault(contact.question_id, contact.question)
        per_question[contact.question_id][place[contact.on]] += contact.minutes
        wrote = written_on(contact)
        late = written_late(contact.on, wrote)
        written_late_of[contact.question_id] += contact.minutes if late else 0
        what = contact.get_activity_display()
        lines.append(Line(contact.on, contact.minutes, what, contact.note, late, wrote, contact=contact))
    for work in works:
        per_kind[work.kind][place[work.on]] += work.minutes
        wrote = written_on(work)
        late = written_late(work.on, wrote)
        written_late_of[work.kind] += work.minutes if late else 0
        lines.append(Line(work.on, work.minutes, work.get_kind_display(), work.note, late, wrote, work=work))

    return Sheet(
        week=week,
        days=days,
        questions=sorted(
            (
                SheetRow(
                    questions[pk],
                    questions[pk].number,
                    cells,
                    written_late_of[pk],
                    questions[pk].is_open and questions[pk].supporter_id == user.pk,
                )
                for pk, cells in per_question.items()
            ),
            key=lambda row: row.label,
        ),
        other=[
            SheetRow(None, kind.label, per_kind[kind], written_late_of[kind])
            for kind in OtherWorkKind
            if kind in per_kind
        ],
        lines=sorted(lines, key=lambda line: line.on, reverse=True),
    )
