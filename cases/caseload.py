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
from django.db.models.lookups import LessThan, Range

from cases import rules
from cases.codes import WITH_THE_CLIENT, TermKind
from cases.models import Contact, HelpQuestion, ReachAttempt, TermPause
from cases.rules import DUE_SOON_DAYS, NUDGE_SHARE, Clock, Guideline
from oco.dutch import MONTHS

UNTOUCHED_DAYS = 30


@dataclass(frozen=True)
class Term:
    """One term of a question, as a chip shows it."""

    label: str
    due_on: date  # the last day in force: after the pauses, where there were any
    done_on: date | None
    clock: Clock
    today: date
    still_until: date | None = None

    @property
    def pending(self) -> bool:
        return self.clock in (Clock.RUNNING, Clock.DUE_SOON, Clock.OVERDUE, Clock.PAUSED)

    @property
    def paused(self) -> bool:
        return self.clock is Clock.PAUSED

    @property
    def words(self) -> str:
        """‘nog 2 dagen’, ‘vandaag’, ‘1 dag te laat’, ‘op tijd’, ‘op tijd na pauze’, ‘staat stil tot 3 december’."""
        if self.clock is Clock.ON_TIME_AFTER_PAUSE:
            return "op tijd na pauze"
        if self.clock is Clock.PAUSED and self.still_until is not None:
            return f"staat stil tot {self.still_until.day} {MONTHS[self.still_until.month - 1]}"
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
            case Clock.ON_TIME | Clock.ON_TIME_AFTER_PAUSE:
                return "ok"
            case _:
                return ""

    @property
    def icon(self) -> str:
        match self.clock:
            case Clock.OVERDUE:
                return "alert"
            case Clock.ON_TIME | Clock.ON_TIME_AFTER_PAUSE | Clock.LATE:
                return "check"
            case Clock.PAUSED:
                return "hourglass"
            case _:
                return "clock"


def _days(count: int) -> str:
    return f"{count} {'dag' if count == 1 else 'dagen'}"


def terms_of(question: HelpQuestion, *, today: date) -> tuple[Term, Term]:
    """First contact and pick-up. Only of a question `with_work` it is known whether they stand still."""
    return (
        _term(
            TermKind.FIRST_CONTACT,
            question,
            (question.first_contact_due_on, question.first_contact_paused_due_on, question.first_contact_on),
            today=today,
        ),
        _term(
            TermKind.PICK_UP,
            question,
            (question.pick_up_due_on, question.pick_up_paused_due_on, question.picked_up_on),
            today=today,
        ),
    )


def _term(kind: TermKind, question: HelpQuestion, days: tuple[date, date | None, date | None], *, today: date) -> Term:
    due_on, paused_due_on, done_on = days
    still_until = question.__dict__.get(_STILL[kind])
    state = rules.clock(
        due_on=due_on,
        done_on=done_on,
        closed_on=question.closed_on,
        today=today,
        paused_due_on=paused_due_on,
        still_until=still_until,
    )
    return Term(kind.label.capitalize(), paused_due_on or due_on, done_on, state, today, still_until)


# What with_work adds to a question: until which day a term stands still, or stood still the last time.
_STILL = {TermKind.FIRST_CONTACT: "first_contact_still_until", TermKind.PICK_UP: "pick_up_still_until"}


@dataclass(frozen=True)
class Row:
    """A question in a list."""

    question: HelpQuestion
    terms: tuple[Term, Term]
    minutes: int
    last_contact_on: date | None
    last_worked_on: date | None
    guideline: Guideline
    tries: int = 0  # attempts to reach the client since they spoke; only of a question `with_tries`

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
    """Adds `minutes_used`, `last_contact_on` (with the client), `last_worked_on`, and until when the terms stand
    still, which `rows` reads."""
    return questions.annotate(
        minutes_used=minutes_used(),
        last_contact_on=_last(_lines().filter(activity__in=WITH_THE_CLIENT)),
        last_worked_on=last_worked_on(),
        **{name: _still_until(kind) for kind, name in _STILL.items()},
    )


def _still_until(kind: TermKind) -> Subquery:
    pauses = TermPause.objects.filter(question=OuterRef("pk"), term=kind).order_by().values("question")
    return Subquery(pauses.annotate(last=Max("until_on")).values("last"), output_field=DateField())


def with_tries(questions: QuerySet[HelpQuestion]) -> QuerySet[HelpQuestion]:
    """For questions `with_work`: adds `tries`, how often somebody tried to reach the client since they spoke."""
    since = Coalesce(OuterRef("last_contact_on"), Value(date.min))
    tries = ReachAttempt.objects.filter(question=OuterRef("pk"), on__gt=since).order_by().values("question")
    return questions.annotate(
        tries=Coalesce(Subquery(tries.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
    )


def next_due() -> Least:
    """To sort by: the nearest last day of a term that isn't met. LEAST leaves NULL out; where both are met it
    is NULL, which comes last."""
    nothing = Value(None, output_field=DateField())
    return Least(
        Case(When(first_contact_on__isnull=True, then=_last_on("first_contact")), default=nothing),
        Case(When(picked_up_on__isnull=True, then=_last_on("pick_up")), default=nothing),
    )


def _last_on(term: str) -> Coalesce:
    """The last day in force of a term; never NULL."""
    return Coalesce(F(f"{term}_paused_due_on"), F(f"{term}_due_on"))


def near_guideline() -> Q:
    """For questions `with_work`: from 80 percent of the guideline on."""
    return Q(minutes_used__gte=F("guideline_minutes") * NUDGE_SHARE)


def untouched(today: date) -> Q:
    """For questions `with_work`: received and last worked on 30 days ago or longer. One that waits on somebody
    else isn't, before the day to look again."""
    limit = today - timedelta(days=UNTOUCHED_DAYS)
    still = Q(last_worked_on__isnull=True) | Q(last_worked_on__lte=limit)
    return Q(received_on__lte=limit) & still & (Q(look_again_on__isnull=True) | Q(look_again_on__lte=today))


def overdue(today: date) -> Q:
    """A term has run out before this day."""
    return Q(LessThan(_last_on("first_contact"), today), first_contact_on__isnull=True) | Q(
        LessThan(_last_on("pick_up"), today), picked_up_on__isnull=True
    )


def due_soon(today: date) -> Q:
    """A term ends today or within three days."""
    days = (today, today + timedelta(days=DUE_SOON_DAYS))
    return Q(Range(_last_on("first_contact"), days), first_contact_on__isnull=True) | Q(
        Range(_last_on("pick_up"), days), picked_up_on__isnull=True
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
                tries=work.get("tries", 0),
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
