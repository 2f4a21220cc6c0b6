"""What lists of questions show: where each term stands, hours used, last contact. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from cases import rules
from cases.codes import WITH_THE_CLIENT
from cases.models import Contact, HelpQuestion
from cases.rules import DUE_SOON_DAYS, NUDGE_SHARE, Clock, Guideline

UNTOUCHED_DAYS = 30


@dataclass(frozen=True)
class Term:
    """One term of a question, as a chip shows it."""

    label: str
    due_on: date
    done_on: date | None
    clock: Clock
    today: date

    @property
    def pending(self) -> bool:
        return self.clock in (Clock.RUNNING, Clock.DUE_SOON, Clock.OVERDUE)

    @property
    def words(self) -> str:
        """‘nog 2 dagen’, ‘vandaag’, ‘1 dag te laat’, ‘op tijd’."""
        if self.done_on is not None:
            return "op tijd" if self.clock is Clock.ON_TIME else f"{_days((self.done_on - self.due_on).days)} te laat"
        if self.clock is Clock.ENDED:
            return "niet meer nodig"
        left = (self.due_on - self.today).days
        if left < 0:
            return f"{_days(-left)} te laat"
        return {0: "vandaag", 1: "morgen"}.get(left, f"nog {_days(left)}")

    @property
    def kind(self) -> str:
        """The badge that goes with it."""
        match self.clock:
            case Clock.OVERDUE | Clock.LATE:
                return "danger"
            case Clock.DUE_SOON:
                return "warn"
            case Clock.ON_TIME:
                return "ok"
            case _:
                return ""

    @property
    def icon(self) -> str:
        match self.clock:
            case Clock.OVERDUE:
                return "alert"
            case Clock.ON_TIME | Clock.LATE:
                return "check"
            case _:
                return "clock"


def _days(count: int) -> str:
    return f"{count} {'dag' if count == 1 else 'dagen'}"


def terms_of(question: HelpQuestion, *, today: date) -> tuple[Term, Term]:
    """First contact and pick-up."""
    pairs = (
        ("Eerste contact", question.first_contact_due_on, question.first_contact_on),
        ("Oppakken", question.pick_up_due_on, question.picked_up_on),
    )
    first, second = (
        Term(label, due, done, rules.clock(due_on=due, done_on=done, closed_on=question.closed_on, today=today), today)
        for label, due, done in pairs
    )
    return first, second


@dataclass(frozen=True)
class Row:
    """A question in a list."""

    question: HelpQuestion
    terms: tuple[Term, Term]
    minutes: int
    last_contact_on: date | None
    last_worked_on: date | None
    guideline: Guideline

    @property
    def pending(self) -> list[Term]:
        """Terms that still run, the nearest first."""
        return sorted((term for term in self.terms if term.pending), key=lambda term: term.due_on)

    @property
    def overdue(self) -> bool:
        return any(term.clock is Clock.OVERDUE for term in self.terms)

    @property
    def due_soon(self) -> bool:
        return any(term.clock is Clock.DUE_SOON for term in self.terms)

    @property
    def state(self) -> str:
        """The class of the row: late, soon, or nothing."""
        return "is-late" if self.overdue else "is-soon" if self.due_soon else ""

    @property
    def near_guideline(self) -> bool:
        return self.guideline is not Guideline.WITHIN


def _lines() -> QuerySet[Contact]:
    return Contact.objects.filter(question=OuterRef("pk")).order_by()


def minutes_used() -> Coalesce:
    """To sort by and to show: all minutes written on a question."""
    total = _lines().values("question").annotate(total=Sum("minutes")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def last_worked_on() -> Subquery:
    """To sort by and to show: the day of the last line; NULL where nobody worked on the question yet."""
    return _last(_lines())


def _last(lines: QuerySet[Contact]) -> Subquery:
    return Subquery(lines.values("question").annotate(last=Max("on")).values("last"), output_field=DateField())


def with_work(questions: QuerySet[HelpQuestion]) -> QuerySet[HelpQuestion]:
    """Adds `minutes_used`, `last_contact_on` (with the client) and `last_worked_on`, which `rows` reads."""
    return questions.annotate(
        minutes_used=minutes_used(),
        last_contact_on=_last(_lines().filter(activity__in=WITH_THE_CLIENT)),
        last_worked_on=last_worked_on(),
    )


def next_due() -> Least:
    """To sort by: the nearest last day of a term that isn't met. LEAST leaves NULL out; where both are met it
    is NULL, which comes last."""
    nothing = Value(None, output_field=DateField())
    return Least(
        Case(When(first_contact_on__isnull=True, then=F("first_contact_due_on")), default=nothing),
        Case(When(picked_up_on__isnull=True, then=F("pick_up_due_on")), default=nothing),
    )


def near_guideline() -> Q:
    """For questions `with_work`: from 80 percent of the guideline on."""
    return Q(minutes_used__gte=F("guideline_minutes") * NUDGE_SHARE)


def untouched(today: date) -> Q:
    """For questions `with_work`: received and last worked on 30 days ago or longer."""
    limit = today - timedelta(days=UNTOUCHED_DAYS)
    return Q(received_on__lte=limit) & (Q(last_worked_on__isnull=True) | Q(last_worked_on__lte=limit))


def overdue(today: date) -> Q:
    """A term has run out before this day."""
    return Q(first_contact_on__isnull=True, first_contact_due_on__lt=today) | Q(
        picked_up_on__isnull=True, pick_up_due_on__lt=today
    )


def due_soon(today: date) -> Q:
    """A term ends today or within three days."""
    days = (today, today + timedelta(days=DUE_SOON_DAYS))
    return Q(first_contact_on__isnull=True, first_contact_due_on__range=days) | Q(
        picked_up_on__isnull=True, pick_up_due_on__range=days
    )


def nearly_late(today: date) -> Q:
    """A term ends soon, and none has run out yet."""
    return due_soon(today) & ~overdue(today)


def rows(questions: Iterable[HelpQuestion], *, today: date) -> list[Row]:
    """Rows of questions that came from `with_work`, in the same order."""
    found = []
    for question in questions:
        work = question.__dict__  # what with_work added; the model doesn't declare it
        minutes = int(work["minutes_used"])
        found.append(
            Row(
                question=question,
                terms=terms_of(question, today=today),
                minutes=minutes,
                last_contact_on=work["last_contact_on"],
                last_worked_on=work["last_worked_on"],
                guideline=rules.guideline(minutes=minutes, guideline_minutes=question.guideline_minutes),
            )
        )
    return found


@dataclass(frozen=True)
class Day:
    """A supporter's own questions of today: what can't wait, and what runs."""

    now: list[Row] = field(default_factory=list)
    running: list[Row] = field(default_factory=list)

    @property
    def overdue_count(self) -> int:
        return sum(row.overdue for row in self.now)

    @property
    def open_count(self) -> int:
        return len(self.now) + len(self.running)

    @property
    def near_guideline_count(self) -> int:
        return sum(row.near_guideline for row in (*self.now, *self.running))


def day_of(questions: Sequence[HelpQuestion], *, today: date) -> Day:
    """Splits open questions from `with_work`. Late and due first by date; the rest by who waits longest."""
    found = rows(questions, today=today)
    now = [row for row in found if row.overdue or row.due_soon]
    running = [row for row in found if not (row.overdue or row.due_soon)]
    now.sort(key=lambda row: (row.pending[0].due_on, not row.question.urgent, row.question.pk))
    running.sort(key=lambda row: (row.last_contact_on or row.question.received_on, row.question.pk))
    return Day(now, running)


@dataclass(frozen=True)
class Load:
    """One line of the team: a supporter, or (None) what nobody has."""

    supporter_id: int | None
    name: str
    open_count: int
    overdue_count: int
    due_soon_count: int
    near_guideline_count: int
    untouched_count: int


def loads(questions: QuerySet[HelpQuestion], *, today: date) -> list[Load]:
    """Open questions per supporter, by name; what nobody has stands first. One query."""
    found = (
        with_work(questions)
        .order_by()
        .values_list("supporter_id", "supporter__name")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=overdue(today)),
            due_soon=Count("pk", filter=nearly_late(today)),
            near=Count("pk", filter=near_guideline()),
            untouched=Count("pk", filter=untouched(today)),
        )
    )
    lines = [Load(pk, name or "", *counts) for pk, name, *counts in found]
    return sorted(lines, key=lambda line: (line.supporter_id is not None, line.name))
