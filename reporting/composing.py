"""Gathers the figures of a report and sends them through the disclosure gate; reporting/sections.py writes the rest.

Care side and worker only: the municipality side reads documents that were made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from oco.models import Municipality, Organisation
from oco.periods import Period, PeriodKind
from reporting import assembly, changing, editions, ledger, members, records, together
from reporting.casework_indicators import HEALTH
from reporting.disclosure import Release
from reporting.documents import FiledBy, Header, NotCounted, ReportDocument
from reporting.figures import FigureKey, Figures, Scope, counted_on, roll_ups
from reporting.hiding import check_sentence, hiding
from reporting.indicators import INDICATORS, Dimension
from reporting.let_out import Gate, value_of
from reporting.models import DeclaredTotal, RollUp, YearNote
from reporting.norms_in_force import terms_sentence
from reporting.parties import UNASSIGNED, Parties, parties_of
from reporting.reading import party_of
from reporting.relations import is_grand
from reporting.seen import span_of
from reporting.sheets import Address, Material, Party, Sheet, unit_of
from reporting.so_far import year_so_far
from reporting.terms import GrantTerms
from reporting.values import Source, Value
from reporting.years_beside import years_beside_each_other

QUARTERS_SHOWN = 5  # this quarter, and back to the same one of last year


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
    released_before: ledger.Ledger | None,
    named: Mapping[str, frozenset[FigureKey]],
    told: frozenset[int],
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
    left_out = frozenset() if both_want_health else HEALTH
    gate = Gate(released, municipality.hide_up_to, viewer, left_out)
    if released and viewer is None:
        before = released_before or ledger.of_years(municipality, {period.year, period.year - 1})
        gate = replace(gate, released_before=before, named=named, told=told)
    counted = {
        scope: roll_ups(scope, period).first()
        for _, scope in [*parties.providers, (parties.whole, parties.whole_scope)]
    }
    main = counted[parties.whole_scope]
    if main is None:
        raise NotCounted(f"De cijfers over {period.in_words} zijn nog niet geteld. Laat ze eerst tellen.")
    now, release = sheet_of(parties, period, gate, counted)
    if about != organisation and terms is not None:
        terms = replace(terms, targets=())  # the targets are those of the partnership together
    book = editions.book_of(municipality.pk)
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
        notes=dict(YearNote.objects.filter(municipality=municipality).values_list("year", "text")),
        book=book,
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
        log_seal=filed.log_seal if filed else "",
        reason=reason,
        providers=tuple(party.name for party, _ in parties.providers),
    )
    changes = changing.sections(book, main, _counted_twice(parties, gate, counted, main, release))
    return assembly.document(
        material,
        header,
        year_so_far(parties, material, gate, main, today=today),
        hiding(release, released=released, checked=check_sentence(gate, period, filed)),
        remarks=[
            *changing.remarks(changes),
            *YearNote.objects.filter(municipality=municipality, year__in={period.year, *_years_beside(period)})
            .order_by("year")
            .values_list("text", flat=True),
        ],
        changes=changes,
        book=book,
        years=years_beside_each_other(parties, municipality, period, [*earlier_terms, *([terms] if terms else [])])
        if about == organisation
        else (),
    )


def _counted_twice(
    parties: Parties, gate: Gate, counted: Mapping[Scope, RollUp | None], main: RollUp, release: Release
) -> list[changing.Counted]:
    """Whose figures by two editions the report may hold: of the reader itself, and of the whole. A provider beside the
    whole would be a second dimension."""
    found = [
        changing.Counted(party, gate.of_roll_up(roll_up), changing.former_of(roll_up), None)
        for party, scope in parties.providers
        if gate.viewer is not None and gate.viewer.key == party.key and (roll_up := counted.get(scope)) is not None
    ]
    shown = release if gate.released else None
    return [*found, changing.Counted(parties.whole, gate.of_roll_up(main), changing.former_of(main), shown)]


# --- sheets -----------------------------------------------------------------------------------------------------------


def sheet_of(
    parties: Parties, period: Period, gate: Gate, counted: Mapping[Scope, RollUp | None]
) -> tuple[Sheet, Release]:
    """The figures of one period after the gate, and what the gate said about the whole."""
    whole = counted[parties.whole_scope]
    if whole is None:
        raise NotCounted(f"De cijfers over {period.in_words} zijn nog niet geteld. Laat ze eerst tellen.")
    values: dict[Address, Value] = {}
    if gate.released_before is not None:
        release, providers = _released_together(parties, period, gate, counted, gate.of_roll_up(whole))
    else:
        providers = {
            party.key: gate.provider(party, gate.of_roll_up(roll_up))
            for party, scope in parties.providers
            if (roll_up := counted.get(scope))
        }
        of_viewer = next((counted.get(scope) for party, scope in parties.providers if party == gate.viewer), None)
        release = gate.joint(
            parties.whole_scope,
            period,
            gate.of_roll_up(whole),
            len(parties.providers),
            gate.of_roll_up(of_viewer) if of_viewer else None,
        )
    for party, _ in parties.providers:
        if party.key in providers:
            values |= _values(party, providers[party.key])
    values |= _values(parties.whole, release, None if gate.released else period)
    for key, value in release.values.items():
        if key.dimension == Dimension.PROVIDER and key.member == "" and parties.providers:
            values[UNASSIGNED.key, key.indicator, "", ""] = value_of(key, value)
    return Sheet(period, values, unfinished=counted_on(whole) < period.end), release


def _released_together(
    parties: Parties, period: Period, gate: Gate, counted: Mapping[Scope, RollUp | None], whole: Figures
) -> tuple[Release, dict[str, Release]]:
    """The whole and its providers beside each other, and beside what was released before."""
    of_member = {str(scope.organisation_id): (party, scope) for party, scope in parties.providers}
    earlier = {"": gate.earlier(parties.whole, period)} | {
        member: gate.earlier(party, period) for member, (party, _) in of_member.items()
    }
    found = together.release_all(
        together.ToRelease(
            whole=whole,
            members=members.members_of(parties.whole_scope, period, whole),
            hide_up_to=gate.hide_up_to,
            providers={
                member: gate.of_roll_up(roll_up)
                for member, (_, scope) in of_member.items()
                if (roll_up := counted.get(scope))
            },
            earlier={member: each for member, each in earlier.items() if each is not None},
            told=frozenset(member for member, (_, scope) in of_member.items() if scope.organisation_id in gate.told),
        )
    )
    return found[""], {of_member[member][0].key: each for member, each in found.items() if member}


def filed_sheet(parties: Parties, period: Period, gate: Gate) -> dict[Address, Value] | None:
    """An earlier period as it was released; None where it never was. What the report may not hold is left out."""
    if gate.released_before is None:
        return None
    values: dict[Address, Value] = {}
    for party in [*(party for party, _ in parties.providers), parties.whole]:
        filed = gate.released_before.filed.get((party_of(party.level, party.name), span_of(period)))
        if filed is None:
            continue
        for key, value in filed.values.items():
            if key.indicator in INDICATORS and key.indicator not in gate.left_out:
                values[party.key, key.indicator, key.dimension, key.member] = value_of(key, value)
                if party == parties.whole and parties.providers and (key.dimension, key.member) == ("provider", ""):
                    values[UNASSIGNED.key, key.indicator, "", ""] = value_of(key, value)
    return values if any(address[0] == parties.whole.key for address in values) else None


def stored_sheet(parties: Parties, period: Period, gate: Gate, municipality: Municipality) -> Sheet | None:
    """An earlier period, as far as it was counted. A total that was declared for a year stands before a counted one:
    a register that began in the course of that year counts too little."""
    counted = {
        scope: roll_ups(scope, period).first()
        for _, scope in [*parties.providers, (parties.whole, parties.whole_scope)]
    }
    values: dict[Address, Value] = {}
    unfinished = False
    if (filed := filed_sheet(parties, period, gate)) is not None:
        values = filed
    elif counted[parties.whole_scope] is not None:
        found, _ = sheet_of(parties, period, gate, counted)
        if any(value.number for value in found.values.values()):  # before the register began all is 0
            values, unfinished = dict(found.values), found.unfinished
        if gate.released_before is not None:
            # Of what was never released nothing is given away in passing but what is exact anyhow.
            values = {address: value for address, value in values.items() if is_grand(FigureKey(*address[1:]))}
    declared = declared_values(parties, period, municipality)
    values |= declared
    return Sheet(period, values, frozenset(declared), unfinished) if values else None


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


def _values(party: Party, release: Release, period: Period | None = None) -> dict[Address, Value]:
    """`period` for exact figures: each then tells where its records are."""
    return {
        (party.key, key.indicator, str(key.dimension), key.member): _with_source(value_of(key, value), key, period)
        for key, value in release.values.items()
    }


def _with_source(value: Value, key: FigureKey, period: Period | None) -> Value:
    if period is None or not value.number or not records.can_list(key.indicator, key.dimension):
        return value
    return replace(value, source=Source(period.code, key.indicator, str(key.dimension), key.member))


def _labels(by_table: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """By dimension: what each member is called, in the order of the report."""
    found: dict[str, dict[str, str]] = {}
    for (_, dimension), names in by_table.items():
        found.setdefault(str(dimension), {}).update(names)
    return found


def _years_beside(period: Period) -> list[int]:
    return [period.previous().year, period.year - 1]
