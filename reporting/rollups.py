"""The only place that counts. One set-based SQL pass per level (reporting/counting.py) gives every figure of all its
providers at once. What each figure means stands in `reporting/indicators.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from cases.codes import MOMENT_OF
from cases.models import Norms
from oco import acting
from oco.acting import Purpose
from oco.models import FrontDoor, Municipality, Organisation, Participation
from oco.periods import Period
from reporting import editions, entry, trajectory_indicators
from reporting.counting import STATEMENTS
from reporting.counting_weeks import WEEK_STATEMENTS
from reporting.definitions import Book, Counting
from reporting.figures import FigureKey, Figures, Level, Scope, roll_ups
from reporting.indicators import INDICATORS, OF_PROVIDERS
from reporting.models import Figure, FormerFigure, RollUp, WeekCounts
from reporting.weeks import WEEKLY, WEEKS, WeeklyYear

# Where something may have several members, or none: who has none is the rest.
_SEVERAL = (
    ("unique_clients", "target_group"),
    ("questions_closed", "moment"),
    ("questions_closed", "task"),
    ("questions_answered", "step"),
)


def count(scope: Scope, start: date, end: date, *, today: date | None = None) -> Figures:
    """The figures of one scope over `start` until `end` (not included), from the facts as they stand now.

    A pure read in one pass. `today` tells which terms are over; a term that still runs isn't late.
    """
    return count_all([scope], start, end, today=today)[scope]


def count_all(
    scopes: Sequence[Scope],
    start: date,
    end: date,
    *,
    today: date | None = None,
    countings: Mapping[int, Counting] | None = None,
) -> dict[Scope, Figures]:
    """The figures of several scopes, with one pass per level and municipality, by the editions of the definitions that
    are in force on the first day; `countings` of a municipality goes before those."""
    books = editions.books_of({scope.municipality_id for scope in scopes})
    given = countings or {}
    found: dict[Scope, Figures] = {}
    with by_index():
        for municipality_id, level, group in together(scopes):
            counting = given.get(municipality_id) or books[municipality_id].counting_on(start)
            found |= _pass(municipality_id, level, group, start, end, today or timezone.localdate(), counting)
    return found


def together(scopes: Iterable[Scope]) -> list[tuple[int, str, list[Scope]]]:
    """Scopes that share a pass: municipality, level and who is in it."""
    found: dict[tuple[int, str], list[Scope]] = defaultdict(list)
    for scope in scopes:
        found[scope.municipality_id, scope.level].append(scope)
    return [(municipality_id, level, group) for (municipality_id, level), group in found.items()]


@contextmanager
def by_index() -> Iterator[None]:
    """Has the planner look up rows by index. With its default, made for spinning disks, it reads whole tables once the
    history is long: measured 1.4 times as slow at 100 times the history, and 1.1 with this. What is counted by index is
    counted whole: of every provider, for who answers for them all."""
    with transaction.atomic(savepoint=False), acting.purpose(Purpose.COUNT), connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        yield
        cursor.execute("SET LOCAL random_page_cost TO DEFAULT")


def _pass(
    municipality_id: int, level: str, scopes: list[Scope], start: date, end: date, today: date, counting: Counting
) -> dict[Scope, Figures]:
    by_unit = by_unit_of(municipality_id, scopes)
    parameters = parameters_of(municipality_id, level, list(by_unit), start, end, today, counting)
    without = frozenset[str]() if have_trajectories(municipality_id, end) else trajectory_indicators.KEYS
    values: dict[Scope, dict[FigureKey, Decimal | int]] = {scope: _nothing(without) for scope in scopes}
    some: dict[Scope, dict[tuple[str, str], int]] = {scope: {} for scope in scopes}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[level], parameters)
        for unit, indicator, dimension, member, value in cursor.fetchall():
            if dimension and (
                dimension not in INDICATORS[indicator].dimensions
                or (dimension in OF_PROVIDERS and level == Level.PROVIDER)
            ):
                continue
            if member is None:
                some[by_unit[unit]][indicator, dimension] = value
            else:
                values[by_unit[unit]][FigureKey(indicator, dimension, member)] = value
    for scope, figures in values.items():
        _add_unknown(figures, some[scope])
        _add_overlap(figures)
    return {scope: Figures(figures) for scope, figures in values.items()}


def by_unit_of(municipality_id: int, scopes: Sequence[Scope]) -> dict[int, Scope]:
    """Which scope each unit of a pass is."""
    return {scope.organisation_id or municipality_id: scope for scope in scopes}


def parameters_of(
    municipality_id: int, level: str, units: list[int], start: date, end: date, today: date, counting: Counting
) -> dict[str, date | int | list[int] | list[str]]:
    """What the SQL of a level is given: `units` are the keys of the providers, partnerships or the municipality."""
    # A provider's are all front doors here: one that left a front door keeps what it did there.
    doors = list(FrontDoor.objects.filter(municipality_id=municipality_id).values_list("pk", "partnership_id"))
    if level == Level.PARTNERSHIP:
        doors = [(door, partnership) for door, partnership in doors if partnership in units]
        units = [partnership for _, partnership in doors if partnership is not None]
    if level == Level.MUNICIPALITY:
        units = [municipality_id] * len(doors)
    return {
        "doors": [door for door, _ in doors],
        "units": units,  # above the provider: of each front door in turn
        "start": start,
        "end": end,
        "ended": min(end, today),
        "late_days": entry.LATE_DAYS,
        "answered": sorted(counting.answered),
        "least": counting.least_minutes,
        "tasks": [str(task) for task in MOMENT_OF],
        "moments": [str(moment) for moment in MOMENT_OF.values()],
    }


def _nothing(without: frozenset[str]) -> dict[FigureKey, Decimal | int]:
    counts = (indicator.key for indicator in INDICATORS.values() if indicator.is_count)
    return {FigureKey(key): 0 for key in counts if key not in without}


def have_trajectories(municipality_id: int, end: date) -> bool:
    """Whether norms of this municipality give a trajectory a number of days before `end`. Elsewhere there are none to
    count, and a report says nothing about them."""
    holders = FrontDoor.objects.filter(municipality_id=municipality_id).values_list("partnership_id", "run_by_id")
    accountable = {partnership or run_by for partnership, run_by in holders}
    return Norms.objects.filter(
        organisation_id__in=accountable, trajectory_days__isnull=False, valid_from__lt=end
    ).exists()


def _add_unknown(figures: dict[FigureKey, Decimal | int], some: Mapping[tuple[str, str], int]) -> None:
    """Of everything that may have several members: those that have none. `some` is how many have one or more."""
    for indicator, dimension in _SEVERAL:
        if rest := figures[FigureKey(indicator)] - some.get((indicator, dimension), 0):
            figures[FigureKey(indicator, dimension)] = rest


def _add_overlap(figures: dict[FigureKey, Decimal | int]) -> None:
    """MEE + Palet + waiting - together = at both. At a provider there is nothing to overlap."""
    rows = [v for key, v in figures.items() if key.indicator == "unique_clients" and key.dimension == "provider"]
    if rows:
        figures[FigureKey("overlap_clients")] = sum(rows) - figures[FigureKey("unique_clients")]


def scopes_of(party: Municipality | Organisation) -> list[Scope]:
    """What is counted for a municipality (itself, its partnerships, its providers) or a partnership (itself and its
    providers), the widest first."""
    doors = FrontDoor.objects.order_by("pk")
    if isinstance(party, Municipality):
        doors = doors.filter(municipality=party)
        first = [Scope.of_municipality(party)]
        municipality_id = party.pk
        partnerships = sorted({door.partnership_id for door in doors if door.partnership_id is not None})
    else:
        if party.municipality_id is None:
            raise ValueError("a provider has scopes within a municipality only")
        doors = doors.filter(partnership=party)
        first, municipality_id, partnerships = [], party.municipality_id, [party.pk]
    providers = sorted(set(Participation.objects.filter(front_door__in=doors).values_list("provider_id", flat=True)))
    return [
        *first,
        *(Scope(Level.PARTNERSHIP, municipality_id, pk) for pk in partnerships),
        *(Scope(Level.PROVIDER, municipality_id, pk) for pk in providers),
    ]


def roll_up(scope: Scope, period: Period, *, today: date | None = None) -> RollUp:
    """Counts and stores one scope; a frozen roll-up is left as it was filed. Safe twice, and twice at once."""
    return roll_up_all([scope], period, today=today)[scope]


@transaction.atomic
def roll_up_all(scopes: Iterable[Scope], period: Period, *, today: date | None = None) -> dict[Scope, RollUp]:
    """Counts and stores several scopes, one pass per level, in one transaction.

    The rows are locked first, always in the same order, and the facts are read after that: who comes second waits and
    then stores the newer facts.
    """
    rows = {scope: _locked(scope, period) for scope in sorted(set(scopes), key=lambda s: s.code)}
    open_rows = {scope: row for scope, row in rows.items() if row.frozen_at is None}
    counted = count_all(list(open_rows), period.start, period.end, today=today)
    _store({open_rows[scope]: figures for scope, figures in counted.items()})
    _store_former(open_rows, count_former(list(open_rows), period, today=today))
    return rows


def count_former(
    scopes: Sequence[Scope], period: Period, *, today: date | None = None
) -> dict[Scope, dict[str, Decimal]]:
    """By the former editions, of each scope the totals of the figures that a new edition changed: only in the first
    period of its kind that the edition is in force, and a second pass only then."""
    books: dict[int, Book] = editions.books_of({scope.municipality_id for scope in scopes})
    countings = {pk: counting for pk, book in books.items() if (counting := book.former_counting(period)) is not None}
    changed = [scope for scope in scopes if scope.municipality_id in countings]
    counted = count_all(changed, period.start, period.end, today=today, countings=countings) if changed else {}
    return {
        scope: {
            change.now.indicator: figures[FigureKey(change.now.indicator)]
            for change in books[scope.municipality_id].changes(period)
        }
        for scope, figures in counted.items()
    }


def roll_up_period(party: Municipality | Organisation, period: Period) -> dict[Scope, RollUp]:
    """Counts and stores a period for a municipality or partnership and everyone in it."""
    return roll_up_all(scopes_of(party), period)


def _locked(scope: Scope, period: Period) -> RollUp:
    """The row of this roll-up, made where it is missing, and ours until the end of the transaction."""
    mine = roll_ups(scope, period).select_for_update()
    if found := mine.first():
        return found
    fresh = RollUp(
        level=scope.level,
        municipality_id=scope.municipality_id,
        organisation_id=scope.organisation_id,
        start=period.start,
        end=period.end,
    )
    RollUp.objects.bulk_create([fresh], ignore_conflicts=True)
    return mine.get()


def _store(counted: dict[RollUp, Figures]) -> None:
    """Writes what differs from what stands there: most nights that is little, and each row has its trigger."""
    stored: dict[int, dict[FigureKey, tuple[int, Decimal]]] = {row.pk: {} for row in counted}
    for pk, roll_up_id, indicator, dimension, member, value in Figure.objects.filter(roll_up_id__in=stored).values_list(
        "pk", "roll_up_id", "indicator", "dimension", "member", "value"
    ):
        stored[roll_up_id][FigureKey(indicator, dimension, member)] = (pk, value)
    gone: list[int] = []
    fresh: list[Figure] = []
    for row, figures in counted.items():
        for key, (pk, value) in stored[row.pk].items():
            if figures.get(key) != value:
                gone.append(pk)
        for key, value in figures.items():
            if stored[row.pk].get(key, (0, None))[1] != value:
                fresh.append(
                    Figure(
                        roll_up_id=row.pk,
                        indicator=key.indicator,
                        dimension=key.dimension,
                        member=key.member,
                        value=value,
                    )
                )
    if gone:
        Figure.objects.filter(pk__in=gone).delete()
    Figure.objects.bulk_create(fresh)
    RollUp.objects.filter(pk__in=[row.pk for row in counted]).update(counted_at=Now())


# --- week by week -----------------------------------------------------------------------------------------------------


def count_weeks(scopes: Sequence[Scope], year: int) -> dict[Scope, dict[str, WeeklyYear]]:
    """The course of a year by week, from the facts as they stand now: of each scope the figures of `WEEKLY`, by the
    editions of the definitions that are in force on 1 January.

    A pure read, one pass per level and municipality. The weeks of a figure add up to its count over the year.
    """
    books = editions.books_of({scope.municipality_id for scope in scopes})
    found: dict[Scope, dict[str, list[int]]] = {
        scope: {indicator: [0] * WEEKS for indicator in WEEKLY} for scope in scopes
    }
    with by_index(), connection.cursor() as cursor:
        for municipality_id, level, group in together(scopes):
            by_unit = by_unit_of(municipality_id, group)
            start, end = date(year, 1, 1), date(year + 1, 1, 1)
            counting = books[municipality_id].counting_on(start)
            parameters = parameters_of(municipality_id, level, list(by_unit), start, end, end, counting)
            cursor.execute(WEEK_STATEMENTS[level], parameters)
            for unit, indicator, week, value in cursor.fetchall():
                found[by_unit[unit]][indicator][week] = int(value)
    return {
        scope: {indicator: WeeklyYear(year, tuple(values)) for indicator, values in rows.items()}
        for scope, rows in found.items()
    }


@transaction.atomic
def roll_up_weeks(scopes: Iterable[Scope], year: int) -> None:
    """Counts and stores the course of a year. Safe twice; who comes second has the newer facts."""
    ordered = sorted(set(scopes), key=lambda scope: scope.code)
    rows = [
        WeekCounts(
            level=scope.level,
            municipality_id=scope.municipality_id,
            organisation_id=scope.organisation_id,
            year=year,
            indicator=indicator,
            values=list(one.values),
            counted_at=timezone.now(),
        )
        for scope, found in sorted(count_weeks(ordered, year).items(), key=lambda item: item[0].code)
        for indicator, one in found.items()
    ]
    WeekCounts.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["level", "municipality", "organisation", "year", "indicator"],
        update_fields=["values", "counted_at"],
    )


def _store_former(rows: Mapping[Scope, RollUp], counted: Mapping[Scope, Mapping[str, Decimal]]) -> None:
    """What the former editions give; nothing where none runs beside."""
    FormerFigure.objects.filter(roll_up__in=rows.values()).delete()
    FormerFigure.objects.bulk_create(
        FormerFigure(roll_up=rows[scope], indicator=indicator, value=value)
        for scope, values in counted.items()
        for indicator, value in values.items()
    )
