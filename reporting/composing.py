"""Gathers the figures of a report and sends them through the disclosure gate; reporting/sections.py writes the rest.

Care side and worker only: the municipality side reads documents that were made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cases import norms
from oco.models import FrontDoor, Municipality, Organisation
from oco.periods import Period, PeriodKind
from oco.templatetags.oco import number
from reporting import assembly, disclosure, history, members, pricing, rollups
from reporting.casework_indicators import HEALTH
from reporting.disclosure import Release, Released
from reporting.documents import (
    FiledBy,
    GrantTerms,
    Header,
    Hiding,
    NotCounted,
    ReportDocument,
    Section,
    State,
    Value,
    hidden,
)
from reporting.documents import absent as no_value
from reporting.figures import FigureKey, Figures, Scope, of_roll_up
from reporting.indicators import INDICATORS, Dimension
from reporting.models import DeclaredTotal, RollUp, YearNote
from reporting.sheets import Address, Material, Party, Sheet, unit_of
from reporting.summaries import YearSoFar

YEARS_SHOWN = 5
QUARTERS_SHOWN = 5  # this quarter, and back to the same one of last year
UNASSIGNED = Party("provider", "unassigned", "Nog niet toegewezen")


@dataclass(frozen=True)
class Parties:
    """Whom the report is about: the whole, and the providers that it consists of (none for one provider)."""

    whole: Party
    whole_scope: Scope
    providers: tuple[tuple[Party, Scope], ...]


@dataclass(frozen=True)
class Gate:
    """How figures are let out: `released` with the threshold, or exact for the provider that they are of.

    `viewer` is the provider that reads a joint report: it sees its own figures exactly, and of the others the totals.
    `left_out` are figures that this report may not hold at all.
    """

    released: bool
    hide_up_to: int
    viewer: Party | None = None
    left_out: frozenset[str] = frozenset()

    def of_roll_up(self, roll_up: RollUp) -> Figures:
        """The stored figures that come to the gate."""
        return of_roll_up(roll_up).without(self.left_out)

    def joint(self, scope: Scope, period: Period, figures: Figures, providers: int) -> Release:
        if not self.released:
            return disclosure.own_figures(figures)
        table = members.members_of(scope, period, figures)
        if self.viewer is not None and providers:
            return disclosure.joint_release_for_provider(
                figures, providers=providers, members=table, hide_up_to=self.hide_up_to
            )
        return disclosure.release(figures, members=table, hide_up_to=self.hide_up_to)

    def provider(self, party: Party, figures: Figures) -> Release:
        """A provider beside the whole: its totals; its breakdowns would be a second dimension."""
        if self.viewer is not None and self.viewer.key == party.key:
            return disclosure.own_figures(figures)
        return disclosure.release(figures, members={}, hide_up_to=self.hide_up_to, breakdowns=False)


def compose(
    *,
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    terms: GrantTerms | None,
    released: bool,
    viewer_provider: Organisation | None,
    version: int,
    filed: FiledBy | None,
    reason: str,
    earlier_terms: Sequence[GrantTerms],
    signals_text: str,
    today: date | None,
) -> ReportDocument:
    """See reporting.documents.build, which is the way in."""
    about = organisation if released or viewer_provider is None else viewer_provider
    if not released and about.kind != Organisation.Kind.PROVIDER:
        raise ValueError("exact figures are those of one provider")
    parties = parties_of(about, municipality, partner_of_grant=about != organisation)
    viewer = next(
        (party for party, _ in parties.providers if viewer_provider and party.provider_id == viewer_provider.pk), None
    )
    both_want_health = municipality.wants_positive_health and organisation.shares_positive_health
    gate = Gate(released, municipality.hide_up_to, viewer, frozenset() if both_want_health else HEALTH)
    counted = {
        scope: _roll_up(scope, period) for _, scope in [*parties.providers, (parties.whole, parties.whole_scope)]
    }
    main = counted[parties.whole_scope]
    if main is None:
        raise NotCounted(f"De cijfers over {period.label} zijn nog niet geteld. Laat ze eerst tellen.")
    now, release = sheet_of(parties, period, gate, counted)
    if about != organisation and terms is not None:
        terms = replace(terms, targets=())  # the targets are those of the partnership together
    material = Material(
        period=period,
        whole=parties.whole,
        providers=tuple(party for party, _ in parties.providers),
        now=now,
        previous=stored_sheet(parties, period.previous(), gate, municipality),
        year_before=stored_sheet(parties, period.year_before(), gate, municipality),
        quarters=quarters_until(parties, period, gate, municipality),
        terms=terms,
        earlier_terms=tuple(earlier_terms),
        labels=_labels(members.members_of(parties.whole_scope, period, gate.of_roll_up(main))),
        terms_sentence=terms_sentence(organisation, municipality, period),
        unassigned=UNASSIGNED if parties.providers else None,
        signals_text=signals_text,
    )
    header = Header(
        organisation=about.name,
        organisation_kind=about.kind,
        municipality=municipality.name,
        period=period.code,
        start=period.start,
        end=period.end,
        released=released,
        counted_at=main.counted_at,
        version=version,
        filed_by=filed.name if filed else "",
        filed_at=filed.at if filed else None,
        reason=reason,
        providers=tuple(party.name for party, _ in parties.providers),
    )
    return assembly.document(
        material,
        header,
        year_so_far(parties, period, gate, main, today=today),
        hiding(release, released=released),
        remarks=list(
            YearNote.objects.filter(municipality=municipality, year__in={period.year, *_years_beside(period)})
            .order_by("year")
            .values_list("text", flat=True)
        ),
        years=years_beside_each_other(parties, municipality, period, [*earlier_terms, *([terms] if terms else [])])
        if about == organisation
        else (),
    )


# --- whose figures ----------------------------------------------------------------------------------------------------


def parties_of(about: Organisation, municipality: Municipality, *, partner_of_grant: bool = False) -> Parties:
    """`partner_of_grant`: a provider that has its own part of a partnership's grant."""
    scope = Scope.of_organisation(about, municipality)
    whole = Party(scope.level, scope.code, about.name, about.pk if partner_of_grant else None)
    if about.kind == Organisation.Kind.PROVIDER:
        return Parties(whole, scope, ())
    rows = (
        Organisation.objects.filter(participations__front_door__partnership=about)
        .order_by("participations__order", "name")
        .distinct()
    )
    found: dict[int, tuple[Party, Scope]] = {}
    for row in rows:  # behind two front doors a provider comes twice
        place = Scope.of_organisation(row, municipality)
        found.setdefault(row.pk, (Party(place.level, place.code, row.name, row.pk), place))
    return Parties(whole, scope, tuple(found.values()))


# --- sheets -----------------------------------------------------------------------------------------------------------


def sheet_of(
    parties: Parties, period: Period, gate: Gate, counted: Mapping[Scope, RollUp | None]
) -> tuple[Sheet, Release]:
    """The figures of one period after the gate, and what the gate said about the whole."""
    values: dict[Address, Value] = {}
    for party, scope in parties.providers:
        if roll_up := counted.get(scope):
            values |= _values(party, gate.provider(party, gate.of_roll_up(roll_up)))
    whole = counted[parties.whole_scope]
    if whole is None:
        raise NotCounted(f"De cijfers over {period.label} zijn nog niet geteld. Laat ze eerst tellen.")
    release = gate.joint(parties.whole_scope, period, gate.of_roll_up(whole), len(parties.providers))
    values |= _values(parties.whole, release)
    for key, value in release.values.items():
        if key.dimension == Dimension.PROVIDER and key.member == "" and parties.providers:
            values[UNASSIGNED.key, key.indicator, "", ""] = value_of(key, value)
    return Sheet(period, values), release


def stored_sheet(parties: Parties, period: Period, gate: Gate, municipality: Municipality) -> Sheet | None:
    """An earlier period, as far as it was counted. A total that was declared for a year stands before a counted one:
    a register that began in the course of that year counts too little."""
    counted = {
        scope: _roll_up(scope, period) for _, scope in [*parties.providers, (parties.whole, parties.whole_scope)]
    }
    values: dict[Address, Value] = {}
    if counted[parties.whole_scope] is not None:
        found, _ = sheet_of(parties, period, gate, counted)
        if any(value.number for value in found.values.values()):  # before the register began all is 0
            values = dict(found.values)
    values |= declared_values(parties, period, municipality)
    return Sheet(period, values) if values else None


def declared_values(parties: Parties, period: Period, municipality: Municipality) -> dict[Address, Value]:
    """The totals that were declared for a year. Together is the sum: nobody knows who came to both."""
    if period.kind is not PeriodKind.YEAR:
        return {}
    by_id = {
        scope.organisation_id or 0: party for party, scope in [*parties.providers, (parties.whole, parties.whole_scope)]
    }
    rows = DeclaredTotal.objects.filter(municipality=municipality, year=period.year, provider_id__in=by_id)
    values: dict[Address, Value] = {}
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.indicator in INDICATORS:
            values[by_id[row.provider_id].key, row.indicator, "", ""] = Value(unit_of(row.indicator), row.value)
            sums[row.indicator] = sums.get(row.indicator, Decimal(0)) + row.value
    if parties.providers:
        for name, total in sums.items():
            values[parties.whole.key, name, "", ""] = Value(unit_of(name), total)
    return values


def quarters_until(parties: Parties, period: Period, gate: Gate, municipality: Municipality) -> list[Sheet]:
    """The last quarters up to the end of the period that were counted, oldest first."""
    last = Period.containing(date.fromordinal(period.end.toordinal() - 1), PeriodKind.QUARTER)
    found: list[Sheet] = []
    for _ in range(QUARTERS_SHOWN):
        if sheet := stored_sheet(parties, last, gate, municipality):
            found.insert(0, sheet)
        last = last.previous()
    return found


def value_of(key: FigureKey, released: Released) -> Value:
    unit = unit_of(key.indicator)
    if released.hidden:
        return hidden(unit)
    if released.value is None:
        return no_value(unit)
    return Value(unit, released.value, State.ROUNDED if released.rounded else State.EXACT)


def _values(party: Party, release: Release) -> dict[Address, Value]:
    return {
        (party.key, key.indicator, str(key.dimension), key.member): value_of(key, value)
        for key, value in release.values.items()
    }


def _roll_up(scope: Scope, period: Period) -> RollUp | None:
    place = {"level": scope.level, "municipality": scope.municipality_id, "organisation": scope.organisation_id}
    return RollUp.objects.filter(**place, start=period.start, end=period.end).first()


# --- the year so far --------------------------------------------------------------------------------------------------


def year_so_far(parties: Parties, period: Period, gate: Gate, main: RollUp, *, today: date | None) -> YearSoFar:
    """The totals of the year until the end of the period, or until the day of the count where it still runs.

    Unique clients are counted over that whole stretch, for quarters don't add up.
    """
    scope = parties.whole_scope
    start, year = date(period.year, 1, 1), Period(period.year, PeriodKind.YEAR)
    until = min(period.end, max(_day(main.counted_at), start), max(today or period.end, start))
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
    last_year = _roll_up(scope, year.year_before())
    if until >= year.end or last_year is None:
        return YearSoFar(until, shown, {}, {})
    totals = _totals(of_roll_up(last_year))
    declared = declared_values(parties, year.year_before(), Municipality(pk=scope.municipality_id))
    if declared or not totals.get("questions_received"):
        return YearSoFar(until, shown, {}, {})  # last year's course isn't known whole
    return YearSoFar(until, shown, _totals(_last_year_until(scope, until)), totals)


def _stretch(scope: Scope, start: date, until: date, period: Period) -> Figures:
    """From 1 January until a day: a stored half-year or year where that is the same stretch, otherwise counted now."""
    for kind in (PeriodKind.HALF_YEAR, PeriodKind.YEAR):
        same = Period(period.year, kind)
        if same.end == period.end and (roll_up := _roll_up(scope, same)):
            return of_roll_up(roll_up)
    return rollups.count(scope, start, until)


def _last_year_until(scope: Scope, until: date) -> Figures:
    """Last year until the same day; 29 February becomes the 28th."""
    start = date(until.year - 1, 1, 1)
    day = min(until.day, 28) if until.month == 2 else until.day
    same_day = date(until.year - 1, until.month, day)
    for kind in PeriodKind:
        whole = Period(start.year, kind)
        if whole.end == same_day and (roll_up := _roll_up(scope, whole)):
            return of_roll_up(roll_up)
    return rollups.count(scope, start, same_day)


def _totals(figures: Figures) -> dict[str, Decimal]:
    return {key.indicator: value for key, value in figures.items() if not key.dimension}


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


# --- words ------------------------------------------------------------------------------------------------------------


def hiding(release: Release, *, released: bool) -> Hiding:
    """What was hidden among the figures of the whole in this period, in sentences."""
    if not released:
        return Hiding(
            0,
            0,
            0,
            (
                "In dit rapport is niets verborgen of afgerond. Het is alleen voor de organisatie zelf.",
                "Stuur het niet door: uit kleine aantallen kan iemand een persoon herkennen.",
            ),
        )
    sentences = [
        "Uit een klein getal is soms een persoon te herkennen. Daarom laten we kleine getallen niet zien.",
    ]
    if release.breakdowns:
        share = number(Decimal(100 * release.hidden) / release.cells if release.cells else Decimal(0))
        sentences += [
            f"Waar ‘verborgen’ staat, is het getal 0 tot en met {release.hide_up_to}. Soms is een groter getal "
            "verborgen, omdat u er anders een klein getal mee kunt uitrekenen.",
            f"De andere getallen in uitsplitsingen zijn afgerond op {disclosure.ROUND_TO}, uren op "
            f"{disclosure.HOURS_STEP // 60} uur. Daarom kloppen optellingen niet precies. De totalen zijn wel precies.",
            f"In deze periode zijn {number(release.hidden)} van de {number(release.cells)} getallen in uitsplitsingen "
            f"verborgen ({share}%).",
        ]
    else:
        sentences += disclosure.hidden_sentences(
            hidden=release.hidden, cells=release.cells, hide_up_to=release.hide_up_to, breakdowns=False
        )
    return Hiding(release.hide_up_to, release.cells, release.hidden, tuple(sentences))


def terms_sentence(organisation: Organisation, municipality: Municipality, period: Period) -> str:
    """The terms that held at the end of the period, in words."""
    doors = FrontDoor.objects.filter(municipality=municipality)
    door = doors.filter(partnership=organisation).first() or doors.filter(providers=organisation).first()
    try:
        found = norms.norms_on(door, date.fromordinal(period.end.toordinal() - 1)) if door else None
    except norms.NoNorms:
        found = None
    if found is None:
        return "De termijn staat bij elke vraag vanaf de dag waarop zij binnenkwam."
    return (
        f"Het eerste contact is binnen {found.first_contact_days} dagen. Een urgente vraag is binnen "
        f"{found.pick_up_urgent_days} dagen opgepakt, een gewone vraag binnen {found.pick_up_regular_days} dagen. Een "
        "termijn die in het weekend of op een feestdag eindigt, loopt door tot de volgende werkdag."
    )


def _labels(by_table: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """By dimension: what each member is called, in the order of the report."""
    found: dict[str, dict[str, str]] = {}
    for (_, dimension), names in by_table.items():
        found.setdefault(str(dimension), {}).update(names)
    return found


def years_beside_each_other(
    parties: Parties, municipality: Municipality, period: Period, terms: Sequence[GrantTerms]
) -> tuple[Section, ...]:
    """In an annual report: this year and those before it, as they were declared or counted."""
    if period.kind is not PeriodKind.YEAR:
        return ()
    keys = [scope.organisation_id or 0 for _, scope in parties.providers] or [parties.whole_scope.organisation_id or 0]
    providers = sorted(Organisation.objects.filter(pk__in=keys), key=lambda provider: keys.index(provider.pk))
    first = period.year - YEARS_SHOWN + 1
    rows = history.years_table(
        municipality,
        first,
        period.year,
        providers=providers,
        grants=[
            history.YearGrant(
                year=line.year,
                total=line.total,
                by_provider={provider.pk: line.of_provider(provider.pk) for provider in providers},
                target_clients=_target(line, "unique_clients"),
                target_questions=_target(line, "questions_answered"),
            )
            for line in terms
        ],
        counted=history.counted_years(parties.whole_scope, providers, first, period.year),
    )
    return pricing.years(rows, [provider.name for provider in providers])


def _target(terms: GrantTerms, indicator: str) -> int | None:
    return next((int(line.value) for line in terms.targets if line.indicator == indicator), None)


def _years_beside(period: Period) -> list[int]:
    return [period.previous().year, period.year - 1]
