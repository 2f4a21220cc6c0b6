"""The unknown numbers behind what was released, and every sum that ties them together. Pure.

Each number that was counted is an unknown whole number of 0 or more: per counting of a period, party, figure,
breakdown and member; also those that were never released but follow from others (a second quarter, from a half-year
and a first). What is shown bounds it; the sums of reporting/relations.py tie it to others. Exact grand totals are known
numbers, which is what makes the sums fall apart into small ones.

Means, medians and percentiles are no sums and are left out, but for the mean time of a closed question: times their
number it is their time.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from reporting.attack import explained
from reporting.attack.unknowns import (
    NO_END,
    RULE,
    Kind,
    Knowledge,
    Model,
    Place,
    Sum,
    Why,
    bounds,
    counts,
)
from reporting.figures import FigureKey
from reporting.indicators import Dimension
from reporting.relations import (
    BEHIND,
    EACH,
    LEFT_OVER,
    OVER_PROVIDERS,
    OVER_ROWS,
    OVER_TIME,
    PARTS,
    WITHIN,
    OverProviders,
    OverTime,
    PartOf,
    Rows,
    is_grand,
)
from reporting.seen import Seen, Span, quarters_in

__all__ = ["NO_END", "RULE", "Kind", "Knowledge", "Model", "Place", "Sum", "Why", "bounds", "build"]


def build(seen: Sequence[Seen], knows: Knowledge, partners: Mapping[str, Mapping[str, str]]) -> Model:
    """The unknowns and sums behind these releases. `partners` has of a whole the providers that it consists of: their
    member in a breakdown by provider, and the party that is the same provider."""
    model = Model()
    told: dict[tuple[str, Span], list[Seen]] = defaultdict(list)
    for each in sorted(seen, key=lambda one: one.order):
        told[each.party, each.span].append(each)
    unseen = _unseen(told)
    for each in [one for group in told.values() for one in group]:
        _place(model, each, knows)
    for (party, span), keys in unseen.items():
        for key in sorted(keys):
            model.unknown(Place(span, party, -1, key), Kind.UNSEEN, 0, NO_END)
    by_counting: dict[tuple[str, Span, int], dict[FigureKey, int]] = defaultdict(dict)
    for place, number in list(model.index.items()):
        by_counting[place.party, place.span, place.order][place.key] = number
    releases = {(one.party, one.span, one.order): one for group in told.values() for one in group}
    for counting, numbers in by_counting.items():
        _rows(model, numbers)
        _parts(model, numbers, knows.least_minutes)
        _within(model, numbers)
        if (release := releases.get(counting)) and not release.own:
            _behind(model, numbers, release, knows)
    _over_time(model, by_counting)
    reasons = {place: explained.add(model, release, knows) for place, release in releases.items()}
    _versions(model, by_counting, told, reasons)
    _over_providers(model, by_counting, partners)
    return model


def _place(model: Model, each: Seen, knows: Knowledge) -> None:
    hidden: dict[tuple[str, str], int] = defaultdict(int)
    for key, value in each.values.items():
        hidden[key.indicator, key.dimension] += value.hidden
    for key, value in each.values.items():
        if not counts(key):
            continue
        table = (key.indicator, key.dimension)
        alone = bool(key.dimension) and hidden[table] == 1 and OVER_ROWS.get(table) is not Rows.APART
        low, high = bounds(key, value, knows, alone=alone)
        place = Place(each.span, each.party, each.order, key)
        model.unknown(place, Kind.HIDDEN if value.hidden else Kind.SHOWN, low, high)


def _unseen(told: Mapping[tuple[str, Span], Sequence[Seen]]) -> dict[tuple[str, Span], set[FigureKey]]:
    """The quarters of a longer stretch that was released, with the figures that they have then."""
    found: dict[tuple[str, Span], set[FigureKey]] = defaultdict(set)
    for (party, span), group in told.items():
        for quarter in quarters_in(span):
            if (party, quarter) not in told:
                for one in group:
                    found[party, quarter] |= {key for key in one.values if counts(key)}
    return found


# --- within one counting ----------------------------------------------------------------------------------------------


def _rows(model: Model, numbers: Mapping[FigureKey, int]) -> None:
    tables: dict[tuple[str, str], list[FigureKey]] = defaultdict(list)
    for key in numbers:
        if key.dimension:
            tables[key.indicator, key.dimension].append(key)
    for (indicator, dimension), keys in tables.items():
        total = numbers.get(FigureKey(indicator))
        how = OVER_ROWS.get((indicator, dimension))
        if total is None or how is None or how is Rows.APART:
            continue
        members = [(numbers[key], 1) for key in keys]
        if how is Rows.ADD_UP:
            model.add([*members, (total, -1)], 0, 0)
            continue
        for number, _ in members:
            model.add([(number, 1), (total, -1)], -NO_END, 0)
        if how is not Rows.SOME:
            model.add([*members, (total, -1)], 0, NO_END)
        none = numbers.get(FigureKey(indicator, dimension))
        if how is Rows.SEVERAL_OR_NONE and none is not None:
            for number, _ in members:
                if number != none:
                    model.add([(number, 1), (none, 1), (total, -1)], -NO_END, 0)


def _parts(model: Model, numbers: Mapping[FigureKey, int], least_minutes: int) -> None:
    for relation in PARTS:
        if not relation.holds(least_minutes):
            continue
        for member in _members_of(relation, numbers):
            parts = [_key(part, member) for part in relation.parts]
            whole = _key(relation.whole, member)
            if whole not in numbers or any(part not in numbers for part in parts):
                continue
            terms = [*((numbers[part], 1) for part in parts), (numbers[whole], -1)]
            if relation.all_of:
                model.add(terms, 0, 0)
            elif whole.indicator in LEFT_OVER:
                first = model.places[numbers[parts[0]]]
                rest = Place(first.span, first.party, first.order, parts[0], rest=True)
                model.add([*terms, (model.unknown(rest, Kind.REST, 0, NO_END), 1)], 0, 0)
            else:
                model.add(terms, -NO_END, 0)


def _members_of(relation: PartOf, numbers: Mapping[FigureKey, int]) -> Iterator[str]:
    if all(part[2] != EACH for part in relation.parts):
        yield ""
        return
    indicator, dimension, _ = relation.parts[0]
    yield from sorted(key.member for key in numbers if (key.indicator, key.dimension) == (indicator, dimension))


def _key(part: tuple[str, str, str], member: str) -> FigureKey:
    return FigureKey(part[0], str(part[1]), member if part[2] == EACH else part[2])


def _within(model: Model, numbers: Mapping[FigureKey, int]) -> None:
    """Each task is in its moment, and who has the moment has one of its tasks."""
    indicator, small, large = WITHIN
    tasks: dict[str, list[int]] = defaultdict(list)
    for key, number in numbers.items():
        if key.indicator == indicator and key.dimension == small and key.member:
            tasks[key.member.partition(".")[0]].append(number)
    for moment, of_moment in tasks.items():
        whole = numbers.get(FigureKey(indicator, str(large), moment))
        if whole is None:
            continue
        for number in of_moment:
            model.add([(number, 1), (whole, -1)], -NO_END, 0)
        model.add([*((number, 1) for number in of_moment), (whole, -1)], 0, NO_END)
    none = [numbers.get(FigureKey(indicator, str(dimension))) for dimension in (small, large)]
    if none[0] is not None and none[1] is not None:
        model.add([(none[0], 1), (none[1], -1)], 0, 0)


def _behind(model: Model, numbers: Mapping[FigureKey, int], release: Seen, knows: Knowledge) -> None:
    """Hours, means and scores are shown only where more than a few stand behind them."""
    for key, value in release.values.items():
        behind = [
            numbers[other]
            for name in BEHIND.get(key.indicator, ())
            if (other := FigureKey(name, key.dimension, key.member)) in numbers
        ]
        if (
            key in release.told
            or value.hidden
            or value.value is None
            or len(behind) < len(BEHIND.get(key.indicator, ()))
            or not behind
        ):
            continue
        if knows.shown_from is None:
            model.add([(number, 1) for number in behind], knows.hide_up_to + 1, NO_END)
        minutes = numbers.get(FigureKey("closed_minutes"))
        if key == FigureKey("minutes_per_question_mean") and minutes is not None:
            # A mean in whole minutes times so many questions, give or take half a minute each.
            mean = 2 * int(value.value)
            model.add([(minutes, 2), *((number, -(mean - 1)) for number in behind)], 0, NO_END)
            model.add([(minutes, 2), *((number, -(mean + 1)) for number in behind)], -NO_END, 0)


# --- between countings ------------------------------------------------------------------------------------------------

_Countings = Mapping[tuple[str, Span, int], Mapping[FigureKey, int]]


def _over_time(model: Model, countings: _Countings) -> None:
    orders: dict[tuple[str, Span], list[int]] = defaultdict(list)
    for party, span, order in countings:
        orders[party, span].append(order)

    def standing(party: str, span: Span, at: int) -> Mapping[FigureKey, int]:
        """The counting that stood when another was released: the last before it, or the first after."""
        known = sorted(orders[party, span])
        before = [order for order in known if order <= at]
        return countings[party, span, before[-1] if before else known[0]]

    for (party, span, order), numbers in countings.items():
        if order == -1:
            continue
        quarters = quarters_in(span)
        between = [other for owner, other in orders if owner == party and other != span and other.within(span)]
        if len(quarters) < 2:
            continue
        splits = [quarters, *(split for split in _splits(span, quarters, between))]
        for split in splits:
            if any((party, part) not in orders for part in split):
                continue
            _tie(model, numbers, [standing(party, part, order) for part in split])


def _splits(span: Span, quarters: Sequence[Span], between: Sequence[Span]) -> Iterator[list[Span]]:
    """The span as a longer stretch and the rest of its quarters."""
    for other in between:
        if len(quarters_in(other)) > 1:
            rest = [quarter for quarter in quarters if not quarter.within(other)]
            halves = (
                [one for one in between if len(quarters_in(one)) > 1 and one.start == other.end == rest[0].start]
                if rest
                else []
            )
            matching = [one for one in halves if one.end == span.end]
            yield sorted([other, *(matching[:1] or rest)])


def _tie(model: Model, whole: Mapping[FigureKey, int], parts: Sequence[Mapping[FigureKey, int]]) -> None:
    for key, number in whole.items():
        how = OVER_TIME.get(key.indicator, OverTime.NOTHING)
        pieces = [part.get(key) for part in parts]
        known = [piece for piece in pieces if piece is not None]
        if how is OverTime.NOTHING or not known:
            continue
        complete = len(known) == len(pieces)
        terms = [*((piece, 1) for piece in known), (number, -1)]
        if how is OverTime.AT_THE_END:
            if pieces[-1] is not None:
                model.add([(pieces[-1], 1), (number, -1)], 0, 0, Why.TIME)
        elif how is OverTime.ADDS_UP:
            model.add(terms, 0 if complete else -NO_END, 0, Why.TIME)
        elif how is OverTime.AT_LEAST_ALL:
            model.add(terms, -NO_END, 0, Why.TIME)
        elif complete:
            model.add(terms, 0, NO_END, Why.TIME)
        if how is OverTime.EACH_ONCE:
            for piece in known:
                model.add([(piece, 1), (number, -1)], -NO_END, 0, Why.TIME)


def _versions(
    model: Model,
    countings: _Countings,
    told: Mapping[tuple[str, Span], Sequence[Seen]],
    reasons: Mapping[tuple[str, Span, int], explained.Reasons],
) -> None:
    """A correction adds what came late, or takes away what was wrong: no row changes by more than its exact total
    does, and none the other way. Where its reasons tell that it did both, a row changes by no more than those."""
    for (party, span), group in told.items():
        for before, after in itertools.pairwise(group):
            earlier, later = countings[party, span, before.order], countings[party, span, after.order]
            for key, number in later.items():
                total = FigureKey(key.indicator)
                if key not in earlier or is_grand(key) or not is_grand(total):
                    continue
                was, now = before.values.get(total), after.values.get(total)
                if was is None or now is None or was.value is None or now.value is None:
                    continue
                step = int(now.value - was.value)
                if (both := reasons[party, span, after.order].get(key.indicator)) and both.both_ways(model, was, now):
                    both.bound(model, number, earlier[key])
                    continue
                model.add([(number, 1), (earlier[key], -1)], min(step, 0), max(step, 0), Why.VERSIONS)


def _over_providers(model: Model, countings: _Countings, partners: Mapping[str, Mapping[str, str]]) -> None:
    """A whole is what its providers did together: for who knows the figures of one of them."""
    for (party, span, order), numbers in countings.items():
        names = partners.get(party, {})
        parts = [_last(countings, name, span) for name in names.values()]
        for member, name in names.items():
            _same_number(model, numbers, member, countings.get((name, span, order), {}))
        known = [part for part in parts if part is not None]
        if not known:
            continue
        for key, number in numbers.items():
            how = OVER_PROVIDERS.get(key.indicator, OverProviders.NOTHING)
            pieces = [part[key] for part in known if key in part]
            if how is OverProviders.NOTHING or not pieces or key.dimension == Dimension.PROVIDER:
                continue
            terms = [*((piece, 1) for piece in pieces), (number, -1)]
            if len(pieces) == len(names):
                if how is OverProviders.EACH_ONCE:
                    model.add(terms, 0, NO_END)
                else:
                    # Some may have no provider yet; a question that is closed has one.
                    model.add(terms, 0 if key.indicator == "closed_minutes" else -NO_END, 0, Why.TIME)
                continue
            # What the others did, or whom only they saw, is a number about people as well.
            rest = Place(span, f"{party} without", order, key)
            model.add([*terms, (model.unknown(rest, Kind.UNSEEN, 0, NO_END), 1)], 0, 0)


def _same_number(model: Model, numbers: Mapping[FigureKey, int], member: str, own: Mapping[FigureKey, int]) -> None:
    """A row of a breakdown by provider is the total of that provider, which stands in the same report."""
    for key, number in numbers.items():
        if (
            key.dimension == Dimension.PROVIDER
            and key.member == member
            and (total := own.get(FigureKey(key.indicator))) is not None
        ):
            model.add([(number, 1), (total, -1)], 0, 0)


def _last(countings: _Countings, party: str, span: Span) -> Mapping[FigureKey, int] | None:
    orders = [order for name, other, order in countings if (name, other) == (party, span)]
    return countings[party, span, max(orders)] if orders else None
