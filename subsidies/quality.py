"""The quality of the data before filing: what is to be looked at, by person and kind, and how late hours are written.

Care side only. The kinds are the rules of the checklist (subsidies/checklist_rules.py), so that what is worked off here
is what filing shows. A supporter has their own list, who leads a team has everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Aggregate, Count, F, FloatField, Q

from cases.models import Contact, HelpQuestion
from cases.models.questions import HelpQuestionQuerySet
from cases.models.work import ContactQuerySet
from oco.access import Permission, front_doors, provider_ids
from oco.models import PeriodClosing, User
from oco.periods import Period, PeriodKind
from subsidies import checklist_rules
from subsidies.checklist_rules import Rule

NOBODY = 0  # in addresses: questions that no supporter has
# Who has no provider yet is the coordinator's, on the page of what came in.
KINDS: tuple[Rule, ...] = tuple(rule for rule in checklist_rules.RULES if rule.key != "zonder-aanbieder")
BY_KEY: Mapping[str, Rule] = {rule.key: rule for rule in KINDS}


@dataclass(frozen=True)
class Cell:
    rule: Rule
    count: int


@dataclass(frozen=True)
class Row:
    """One person with how much there is to look at of each kind, in the order of KINDS. `delay` is the median number of
    days between the work and the writing; None where nothing was written."""

    person: int
    name: str
    cells: tuple[Cell, ...]
    delay: float | None

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """People by kinds; the people with most to look at first."""

    rows: tuple[Row, ...]
    delay: float | None  # of all hour lines of the period

    @property
    def totals(self) -> tuple[Cell, ...]:
        return tuple(Cell(rule, sum(row.cells[n].count for row in self.rows)) for n, rule in enumerate(KINDS))

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def leads(user: User) -> frozenset[int]:
    """Providers of which the user leads the team."""
    return provider_ids(user, Permission.LEAD_TEAM)


def questions_of(user: User) -> HelpQuestionQuerySet:
    """Own questions; for who leads a team, those of the team."""
    rows = HelpQuestion.objects.for_user(user).filter(provider_id__in=provider_ids(user, Permission.WORK_ON_QUESTIONS))
    return rows.filter(Q(supporter=user) | Q(provider_id__in=leads(user)))


def lines_of(user: User) -> ContactQuerySet:
    """Own hour lines; for who leads a team, those of the team."""
    rows = Contact.objects.filter(provider_id__in=provider_ids(user, Permission.WORK_ON_QUESTIONS))
    return rows.filter(Q(supporter=user) | Q(provider_id__in=leads(user)))


def items(user: User, rule: Rule, period: Period) -> HelpQuestionQuerySet | ContactQuerySet:
    """What breaks a rule in this period, of whom the user may see it: questions, or hour lines."""
    if rule.lines is not None:
        return rule.lines(lines_of(user), period).select_related("question", "question__provider", "supporter")
    return rule.questions(questions_of(user), period).select_related("provider", "supporter", "front_door")


def of_person(rows: HelpQuestionQuerySet | ContactQuerySet, person: int) -> HelpQuestionQuerySet | ContactQuerySet:
    return rows.filter(supporter__isnull=True) if person == NOBODY else rows.filter(supporter_id=person)


class Median(Aggregate):
    """The middle one (percentile_cont of PostgreSQL, 50%)."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def matrix(user: User, period: Period) -> Matrix:
    """One query for each kind and two for the delay, however many people and lines."""
    counts: dict[int, dict[str, int]] = {}
    names: dict[int, str] = {}
    for rule in KINDS:
        rows = items(user, rule, period).order_by().values_list("supporter_id", "supporter__name")
        for person, name, count in rows.annotate(count=Count("pk", distinct=True)):
            counts.setdefault(person or NOBODY, {})[rule.key] = count
            names[person or NOBODY] = name or "Nog van niemand"
    written = checklist_rules.with_delay(
        lines_of(user).filter(on__gte=period.start, on__lt=period.end, minutes__gt=0)
    ).order_by()
    delays = dict(written.values_list("supporter_id").annotate(median=Median("delay")))
    made = [
        Row(
            person,
            names[person],
            tuple(Cell(rule, by_kind.get(rule.key, 0)) for rule in KINDS),
            delays.get(person),
        )
        for person, by_kind in counts.items()
    ]
    return Matrix(
        tuple(sorted(made, key=lambda row: (-row.total, row.name))),
        written.aggregate(median=Median(F("delay")))["median"],
    )


def period_to_work_on(user: User, today: date) -> Period:
    """The last quarter that is over while it isn't filed everywhere; otherwise the running one."""
    last = Period.containing(today, PeriodKind.QUARTER).previous()
    doors = front_doors(user, Permission.WORK_ON_QUESTIONS)
    filed = PeriodClosing.objects.filter(
        front_door__in=doors, start=last.start, end=last.end, lifted_at__isnull=True
    ).count()
    return last if filed < len(doors) else last.next()


def periods(today: date) -> list[Period]:
    """The running quarter and the three before it."""
    found = [Period.containing(today, PeriodKind.QUARTER)]
    while len(found) < 4:
        found.append(found[-1].previous())
    return found
