"""The year so far in a report, with what the whole year may come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from oco.periods import Period, PeriodKind
from reporting import disclosure, expecting, forecast, rollups
from reporting.expected_sections import Expected
from reporting.figures import FigureKey, Figures, Scope, counted_on, of_roll_up, roll_ups
from reporting.forecast import Forecast
from reporting.indicators import INDICATORS
from reporting.indicators import Unit as IndicatorUnit
from reporting.let_out import Gate, value_of
from reporting.models import RollUp
from reporting.norms_in_force import guideline
from reporting.parties import Parties
from reporting.relations import is_grand
from reporting.sheets import Material, Party, unit_of
from reporting.summaries import AT_A_MOMENT, YearSoFar
from reporting.values import Value
from reporting.weeks import PEOPLE, WEEKLY


def year_so_far(parties: Parties, material: Material, gate: Gate, main: RollUp, *, today: date | None) -> YearSoFar:
    """The totals of the year until the end of the period, or until the day of the count where it still runs.

    Unique clients are counted over that whole stretch, for quarters don't add up.
    """
    scope, period = parties.whole_scope, material.period
    start, year = date(period.year, 1, 1), Period(period.year, PeriodKind.YEAR)
    until = min(period.end, max(counted_on(main), start), max(today or period.end, start))
    figures = of_roll_up(main) if period.start == start else _stretch(scope, start, until, period)
    figures = figures.without(gate.left_out)
    release = (
        disclosure.release(figures, members={}, hide_up_to=gate.hide_up_to)
        if gate.released
        else disclosure.own_figures(figures)
    )
    shown = {
        name: value_of(FigureKey(name), release.get(name)) for name in INDICATORS if FigureKey(name) in release.values
    }
    if gate.released_before is not None and (period.start, period.end) != (start, until):
        # The year so far is one more period beside those that were released: of it only what is exact anyhow.
        shown = {name: value for name, value in shown.items() if is_grand(FigureKey(name)) or not _adds_up(name)}
    if until >= year.end:
        return YearSoFar(until, shown)
    return YearSoFar(until, shown, _expected(parties, material, shown, main, until=until))


def _expected(
    parties: Parties, material: Material, shown: Mapping[str, Value], main: RollUp, *, until: date
) -> Expected:
    """What the year may come to, of each total that this report shows of the year so far."""
    reached = {(parties.whole.key, name): shown[name] for name in WEEKLY if name in shown}
    for party, _ in parties.providers:
        for name in WEEKLY:
            if (value := _provider_so_far(material, party, name)) is not None:
                reached[party.key, name] = value
    scopes = {party.key: scope for party, scope in [*parties.providers, (parties.whole, parties.whole_scope)]}
    found = expecting.forecasts(
        {(scopes[key], name): value.number for (key, name), value in reached.items() if value.number is not None},
        until,
        known_on=max(counted_on(main), until),
    )
    keys = {scope: key for key, scope in scopes.items()}
    guesses = {(keys[scope], name): guess for (scope, name), guess in found.items()}
    return Expected(
        reached,
        guesses | _not_by_week(parties, material, shown, until),
        guideline(parties.whole_scope, material.period),
    )


def _not_by_week(
    parties: Parties, material: Material, shown: Mapping[str, Value], until: date
) -> dict[tuple[str, str], Forecast]:
    """Targets for other counts that add up over a year: of those only the totals are kept."""
    names = {line.indicator for line in material.terms.targets} if material.terms else set()
    wanted = [
        name
        for name in sorted(names - {*WEEKLY, *AT_A_MOMENT})
        if name in shown
        and INDICATORS[name].is_count
        and INDICATORS[name].unit is not IndicatorUnit.PEOPLE  # ever fewer are new to the year
        and shown[name].number is not None
    ]
    if not wanted:
        return {}
    last_year = roll_ups(parties.whole_scope, Period(until.year - 1, PeriodKind.YEAR)).first()
    totals = of_roll_up(last_year) if last_year else None
    found: dict[tuple[str, str], Forecast] = {}
    for name in wanted:
        guess = forecast.evenly(
            shown[name].number or Decimal(0),
            until=until,
            last_year=totals.value(name) if totals else None,
        )
        if guess is not None:
            found[parties.whole.key, name] = guess
    return found


def _provider_so_far(material: Material, party: Party, indicator: str) -> Value | None:
    """A provider's total since 1 January, from what the report shows: the period itself, or quarters that add up.
    People don't: who came in two quarters is one."""
    if material.period.start == date(material.period.year, 1, 1):
        return material.now.get(party, indicator)
    if indicator == PEOPLE:
        return None
    quarters = [sheet for sheet in material.quarters if sheet.period.year == material.period.year]
    values = [sheet.get(party, indicator) for sheet in quarters]
    numbers = [value.number for value in values if value is not None and value.number is not None]
    if len(numbers) < material.period.end.month // 3:
        return None
    return Value(unit_of(indicator), sum(numbers, Decimal(0)))


def _adds_up(name: str) -> bool:
    """Whether a number of people or events, or minutes; a mean or score is no sum that could be taken apart."""
    return INDICATORS[name].is_count


def _stretch(scope: Scope, start: date, until: date, period: Period) -> Figures:
    """From 1 January until a day: a stored half-year or year where that is the same stretch, otherwise counted now."""
    for kind in (PeriodKind.HALF_YEAR, PeriodKind.YEAR):
        same = Period(period.year, kind)
        if same.end == period.end and (roll_up := roll_ups(scope, same).first()):
            return of_roll_up(roll_up)
    return rollups.count(scope, start, until)
