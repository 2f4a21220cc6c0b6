"""What scopes may expect of a year, from the weeks that are stored. Care side and worker; the municipality reads what
came of it in released documents.

A year that isn't stored by week yet is counted here and now, and not stored: a page never writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from oco.models import Participation
from reporting import forecast, rollups
from reporting.figures import Level, Scope
from reporting.forecast import Forecast, Past
from reporting.models import DeclaredTotal, WeekCounts
from reporting.weeks import WEEKLY, WeeklyYear

YEARS_BACK = 3
WEEKLY_SET = frozenset(WEEKLY)


@dataclass(frozen=True)
class Course:
    """The course of one figure: this year's weeks as known at the end of a day, and the years before."""

    weeks: WeeklyYear
    past: Past
    known_on: date


Courses = Mapping[tuple[Scope, str], Course]


def courses(scopes: Iterable[Scope], year: int, *, today: date, count: bool = True) -> Courses:
    """Of each scope and each figure that is kept by week. The number of queries doesn't grow with the scopes.

    `count`: what isn't stored is counted now. Without it, scopes of which this year isn't stored are left out.
    """
    wanted = sorted(set(scopes), key=lambda scope: scope.code)
    years = range(year - YEARS_BACK, year + 1)
    found: dict[tuple[Scope, int], dict[str, WeeklyYear]] = defaultdict(dict)
    counted: dict[Scope, date] = {}
    for row in WeekCounts.objects.filter(_any_of(wanted), year__in=years):
        scope = Scope(row.level, row.municipality_id, row.organisation_id)
        found[scope, row.year][row.indicator] = WeeklyYear(row.year, tuple(row.values))
        if row.year == year:
            counted[scope] = timezone.localdate(row.counted_at)
    for one in years if count else ():
        missing = [scope for scope in wanted if not found[scope, one].keys() >= WEEKLY_SET]
        if missing:
            for scope, weeks in rollups.count_weeks(missing, one).items():
                found[scope, one] = weeks
    wanted = [scope for scope in wanted if found[scope, year]]
    declared = declared_totals(wanted, years[:-1])
    return {
        (scope, indicator): Course(
            weeks=found[scope, year][indicator],
            past=forecast.past_of(
                year,
                [found[scope, one][indicator] for one in years[:-1] if indicator in found[scope, one]],
                declared.get((scope, indicator), {}),
            ),
            known_on=min(counted.get(scope, today), today),
        )
        for scope in wanted
        for indicator in WEEKLY
        if indicator in found[scope, year]
    }


def _any_of(scopes: Sequence[Scope]) -> Q:
    found = Q(pk__in=[])
    for (level, municipality), group in groupby(
        sorted(scopes, key=lambda scope: (scope.level, scope.municipality_id)),
        key=lambda scope: (scope.level, scope.municipality_id),
    ):
        place = Q(level=level, municipality=municipality)
        if level != Level.MUNICIPALITY:
            place &= Q(organisation__in=[scope.organisation_id for scope in group])
        found |= place
    return found


def declared_totals(scopes: Sequence[Scope], years: Sequence[int]) -> dict[tuple[Scope, str], dict[int, Decimal]]:
    """What was declared for earlier years, by scope and figure. Above the provider it is the sum, in years of which
    every provider's is known: nobody knows who came to two of them."""
    municipalities = {scope.municipality_id for scope in scopes}
    by_provider: dict[tuple[int, str, int], dict[int, Decimal]] = defaultdict(dict)
    for row in DeclaredTotal.objects.filter(
        municipality__in=municipalities, year__in=list(years), indicator__in=WEEKLY
    ):
        by_provider[row.municipality_id, row.indicator, row.year][row.provider_id] = row.value
    if not by_provider:
        return {}
    members: dict[Scope, set[int]] = defaultdict(set)
    for provider, municipality, partnership in Participation.objects.filter(
        front_door__municipality__in=municipalities
    ).values_list("provider_id", "front_door__municipality_id", "front_door__partnership_id"):
        members[Scope(Level.PROVIDER, municipality, provider)].add(provider)
        members[Scope(Level.MUNICIPALITY, municipality)].add(provider)
        if partnership is not None:
            members[Scope(Level.PARTNERSHIP, municipality, partnership)].add(provider)
    found: dict[tuple[Scope, str], dict[int, Decimal]] = defaultdict(dict)
    for (municipality, indicator, year), values in by_provider.items():
        for scope in scopes:
            if scope.municipality_id == municipality and members[scope] and members[scope] <= values.keys():
                found[scope, indicator][year] = sum((values[key] for key in members[scope]), Decimal(0))
    return found


def forecasts(
    so_far: Mapping[tuple[Scope, str], Decimal], until: date, *, known_on: date
) -> dict[tuple[Scope, str], Forecast]:
    """The expected year of each figure that is kept by week; `so_far` was counted from 1 January `until` a day."""
    known = courses({scope for scope, _ in so_far}, until.year, today=known_on)
    found: dict[tuple[Scope, str], Forecast] = {}
    for (scope, indicator), number in so_far.items():
        course = known.get((scope, indicator))
        if course is None:
            continue
        guess = forecast.year_total(
            indicator,
            number,
            this_year=course.weeks,
            past=course.past,
            until=until,
            known_on=min(course.known_on, known_on),
        )
        if guess is not None:
            found[scope, indicator] = guess
    return found


def stored_forecasts(scopes: Iterable[Scope], today: date) -> dict[tuple[Scope, str], Forecast]:
    """The expected year by the weeks that were last stored: for pages that warn, in two queries."""
    known = courses(scopes, today.year, today=today, count=False)
    found: dict[tuple[Scope, str], Forecast] = {}
    for (scope, indicator), course in known.items():
        reached = Decimal(course.weeks.total)
        guess = forecast.year_total(
            indicator, reached, this_year=course.weeks, past=course.past, until=today, known_on=course.known_on
        )
        if guess is not None:
            found[scope, indicator] = guess
    return found
