"""The dashboard of the care side, from stored counts alone: nothing is counted while somebody waits.

A provider's manager sees its own exact figures. Who accounts for a partnership sees the joint figures as they would be
released; of each provider beside it the totals. Targets are those of the grant, beside the count of the year so far.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from oco.models import Organisation
from oco.periods import Period, PeriodKind
from reporting import agreed, board, composing, editions, expecting, members
from reporting.board import Board
from reporting.casework_indicators import HEALTH
from reporting.disclosure import own_figures
from reporting.districts import districts_of
from reporting.documents import TargetResult
from reporting.expected_sections import Expected, method_of
from reporting.figures import FigureKey, Figures, Scope
from reporting.let_out import Gate, value_of
from reporting.models import Figure, RollUp, YearNote
from reporting.norms_in_force import guideline
from reporting.own import Account, receiver_of
from reporting.parties import Parties, parties_of
from reporting.sheets import Address, Material, Party, Sheet
from reporting.summaries import YearSoFar, target_results
from reporting.terms import GrantTerms
from reporting.values import Value

Wanted = tuple[Scope, Period]


@dataclass(frozen=True)
class Stored:
    """A stored count: its figures, and when it was made."""

    figures: Figures
    counted_at: datetime


@dataclass(frozen=True)
class Seen:
    """A board with what its page says about it."""

    board: Board
    counted_at: datetime
    terms: GrantTerms | None
    target_of: str  # whose targets these are, where they aren't the account's own


def read(wanted: Iterable[Wanted], *, whole: Collection[Wanted] = ()) -> dict[Wanted, Stored]:
    """The stored counts of these scopes and periods, in two queries: totals, and of `whole` the breakdowns too."""
    asked = {(_place(scope), period.start, period.end): (scope, period) for scope, period in wanted}
    rows = RollUp.objects.filter(
        municipality_id__in={scope.municipality_id for scope, _ in asked.values()},
        start__in={start for _, start, _ in asked},
        end__in={end for _, _, end in asked},
    ).values_list("pk", "level", "municipality_id", "organisation_id", "start", "end", "counted_at")
    found: dict[int, tuple[Wanted, datetime]] = {}
    for pk, level, municipality, organisation, start, end, counted_at in rows:
        if one := asked.get(((level, municipality, organisation), start, end)):
            found[pk] = (one, counted_at)
    full = [pk for pk, (one, _) in found.items() if one in whole]
    values: dict[int, dict[FigureKey, Decimal | int]] = {pk: {} for pk in found}
    for pk, indicator, dimension, member, value in (
        Figure.objects.filter(roll_up_id__in=found)
        .filter(Q(dimension="") | Q(roll_up_id__in=full))
        .values_list("roll_up_id", "indicator", "dimension", "member", "value")
    ):
        values[pk][FigureKey(indicator, dimension, member)] = value
    return {one: Stored(Figures(values[pk]), counted_at) for pk, (one, counted_at) in found.items()}


def _place(scope: Scope) -> tuple[str, int, int | None]:
    return str(scope.level), scope.municipality_id, scope.organisation_id


def seen(account: Account, period: Period, *, provider: str = "") -> Seen | None:
    """The board of an account; None where this period wasn't counted yet, or `provider` isn't one of its providers."""
    receiver = receiver_of(account)
    terms = agreed.terms(receiver, account.municipality, period.year)
    earlier = agreed.earlier_terms(receiver, account.municipality, period.year)
    parties = parties_of(account.organisation, account.municipality, partner_of_grant=account.organisation != receiver)
    year, others = Period(period.year, PeriodKind.YEAR), (period.previous(), period.year_before())
    goal = Scope.of_organisation(receiver, account.municipality)
    scopes = [scope for _, scope in parties.providers] + [parties.whole_scope]
    now = (parties.whole_scope, period)
    stored = read(
        {
            *((scope, each) for scope in scopes for each in (period, *others)),
            (goal, year),
            (parties.whole_scope, year),
        },
        whole=[now],
    )
    if now not in stored:
        return None
    gate = _gate(account, receiver)
    material = _material(account, parties, period, stored, gate, terms, earlier)
    results: tuple[TargetResult, ...] = ()
    so_far: YearSoFar | None = None
    joint = goal != parties.whole_scope
    if terms is not None and (goal, year) in stored:
        whole = replace(parties, whole=replace(parties.whole, provider_id=None))
        so_far = year_so_far(whole.whole, goal, year, stored, _gate_of_targets(account, receiver))
        results = target_results(replace(material, whole=whole.whole, terms=terms), so_far)
    mine: dict[str, Value] = {}
    if joint and (own := stored.get((parties.whole_scope, year))):
        mine = _shown(own_figures(own.figures).values)
    if provider:
        chosen = board.of_provider(material, provider)
        if chosen is None:
            return None
        material, results = chosen, tuple[TargetResult, ...]()
    return Seen(
        board.board(
            material,
            targets=results,
            method=_method(so_far) if results else "",
            districts=districts_of(account.municipality.pk),
            guideline=guideline(parties.whole_scope, period),
            mine=mine,
            mine_name=account.organisation.name,
        ),
        stored[now].counted_at,
        terms,
        receiver.name if joint else "",
    )


def _gate(account: Account, receiver: Organisation) -> Gate:
    both_want_health = account.municipality.wants_positive_health and receiver.shares_positive_health
    return Gate(not account.own, account.municipality.hide_up_to, left_out=frozenset() if both_want_health else HEALTH)


def _gate_of_targets(account: Account, receiver: Organisation) -> Gate:
    """A target of several providers together is laid beside what may be seen of them together."""
    gate = _gate(account, receiver)
    return replace(gate, released=receiver.kind == Organisation.Kind.PARTNERSHIP)


def _material(
    account: Account,
    parties: Parties,
    period: Period,
    stored: Mapping[Wanted, Stored],
    gate: Gate,
    terms: GrantTerms | None,
    earlier: Iterable[GrantTerms],
) -> Material:
    main = stored[parties.whole_scope, period].figures.without(gate.left_out)
    table = members.members_of(parties.whole_scope, period, main)
    values: dict[Address, Value] = {
        (parties.whole.key, key.indicator, str(key.dimension), key.member): value_of(key, value)
        for key, value in gate.joint(parties.whole_scope, period, main, len(parties.providers)).values.items()
    }
    for party, scope in parties.providers:
        if one := stored.get((scope, period)):
            values |= _totals(gate, party.key, one)
    labels: dict[str, dict[str, str]] = {}
    for (_, dimension), names in table.items():
        labels.setdefault(str(dimension), {}).update(names)
    return Material(
        period=period,
        whole=parties.whole,
        providers=tuple(party for party, _ in parties.providers),
        now=Sheet(period, values, unfinished=_day(stored[parties.whole_scope, period]) < period.end),
        previous=_before(account, parties, period.previous(), stored, gate),
        year_before=_before(account, parties, period.year_before(), stored, gate),
        quarters=(),
        terms=terms,
        earlier_terms=tuple(earlier),
        labels=labels,
        notes=dict(YearNote.objects.filter(municipality=account.municipality).values_list("year", "text")),
        book=editions.book_of(account.municipality.pk),
    )


def _before(
    account: Account, parties: Parties, period: Period, stored: Mapping[Wanted, Stored], gate: Gate
) -> Sheet | None:
    """Totals of an earlier period; those declared for a year stand before those counted (see composing)."""
    values: dict[Address, Value] = {}
    unfinished = False
    for party, scope in [*parties.providers, (parties.whole, parties.whole_scope)]:
        one = stored.get((scope, period))
        if one is not None and any(one.figures.values()):
            values |= _totals(gate, party.key, one)
            unfinished = unfinished or _day(one) < period.end
    declared = composing.declared_values(parties, period, account.municipality)
    values |= declared
    return Sheet(period, values, frozenset(declared), unfinished) if values else None


def _totals(gate: Gate, key: str, one: Stored) -> dict[Address, Value]:
    figures = one.figures.without(gate.left_out)
    release = gate.totals(figures)
    return {
        (key, figure.indicator, "", ""): value_of(figure, value)
        for figure, value in release.values.items()
        if not figure.dimension
    }


def _shown(values: Mapping[FigureKey, object]) -> dict[str, Value]:
    return {
        key.indicator: value_of(key, value)  # type: ignore[arg-type]
        for key, value in values.items()
        if not key.dimension
    }


def _day(one: Stored) -> date:
    return timezone.localtime(one.counted_at).date()


# --- the year so far --------------------------------------------------------------------------------------------------


def year_so_far(party: Party, scope: Scope, year: Period, stored: Mapping[Wanted, Stored], gate: Gate) -> YearSoFar:
    """The stored count of the year, and what it may come to by the weeks that were stored with it."""
    now = stored[scope, year]
    until = min(max(_day(now), year.start), year.end)
    shown = _shown(gate.totals(now.figures.without(gate.left_out)).values)
    if until >= year.end:
        return YearSoFar(until, shown)
    guesses = expecting.stored_forecasts([scope], until)
    return YearSoFar(until, shown, Expected({}, {(party.key, name): guess for (_, name), guess in guesses.items()}))


def _method(so_far: YearSoFar | None) -> str:
    if so_far is None or not so_far.expected.forecasts:
        return ""
    return method_of(list(so_far.expected.forecasts.values()), so_far.until)
