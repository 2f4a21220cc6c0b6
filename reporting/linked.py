"""What other releases of the same year say about a release: here more is hidden than each period asks for by itself.

A hidden quarter is what is left when the shown quarters are taken away from a shown half-year or year; a number that a
correction brings above the threshold tells what it was before. What was released earlier stands fast, so what is hidden
is always in the release that is being made:

- a number that an earlier version of the same period hid stays hidden, for the two versions are a day apart;
- a number by which a hidden one (of a shorter or a longer period) would be known within a few;
- hours that would be exactly those of a few people, from the hours of other periods;
- a second one where a single hidden number in a table is large: a reader may take a lone hidden number for a small one.

Which periods add up, and how, stands in reporting/relations.py. This is the constructive part; the proof that it is
enough is the attack (reporting/attack/), and what the attack finds all the same is hidden by name (`named`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reporting.cells import HIDDEN, Released, bounds
from reporting.figures import FigureKey, Figures
from reporting.indicators import INDICATORS, Unit
from reporting.relations import OVER_ROWS, OVER_TIME, OverTime, Rows
from reporting.seen import Seen, Span, quarters_in

Values = dict[FigureKey, Released]

# Fewer values than this that a hidden number can have, and it is as good as known.
TOO_FEW = 5


@dataclass(frozen=True)
class Earlier:
    """What was released before of one party (`seen`), for a release over `span`; and what is hidden by name."""

    span: Span
    seen: Sequence[Seen] = ()
    named: frozenset[FigureKey] = frozenset()
    _last: dict[Span, Mapping[FigureKey, Released]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for each in sorted(self.seen, key=lambda one: one.order):
            # A later report may repeat only some of it.
            self._last[each.span] = {**self._last.get(each.span, {}), **each.values}

    def versions(self) -> list[Mapping[FigureKey, Released]]:
        """Earlier releases over the very same span."""
        return [each.values for each in self.seen if each.span == self.span]

    def standing(self, span: Span) -> Mapping[FigureKey, Released] | None:
        """The newest release over another span."""
        return self._last.get(span)

    def sums(self) -> list[tuple[Span, list[Span]]]:
        """Each whole with parts that it is made of, in which this release has a place."""
        spans = {self.span, *(span for span in self._last)}
        found: list[tuple[Span, list[Span]]] = []
        for whole in sorted(spans):
            quarters = quarters_in(whole)
            if len(quarters) < 2:
                continue
            longer = [span for span in spans if span != whole and span.within(whole) and len(quarters_in(span)) > 1]
            for cut in [None, *sorted(longer)]:
                parts = _cut(quarters, cut, longer)
                if self.span == whole or self.span in parts:
                    found.append((whole, parts))
        return found


def _cut(quarters: Sequence[Span], longer: Span | None, known: Sequence[Span]) -> list[Span]:
    """The quarters, with one longer stretch (and a known one that is all the rest) in their place."""
    if longer is None:
        return list(quarters)
    rest = [quarter for quarter in quarters if not quarter.within(longer)]
    both = [span for span in known if rest and (span.start, span.end) == (rest[0].start, rest[-1].end)]
    return sorted([longer, *(both or rest)])


def hide(values: Values, figures: Figures, earlier: Earlier, hide_up_to: int) -> None:
    """Hides more of `values` for what was released earlier. Exact grand totals stay."""
    for key in earlier.named:
        if key in values:
            values[key] = HIDDEN
    for before in earlier.versions():
        for key, value in values.items():
            if not value.hidden and before.get(key, value).hidden and _may_hide(key, value):
                values[key] = HIDDEN
    for whole, parts in earlier.sums():
        _over_time(values, earlier, whole, parts, hide_up_to)
    _never_alone(values, figures, hide_up_to)


def _may_hide(key: FigureKey, value: Released) -> bool:
    """All but what the rule releases exactly; hours are exact and may be hidden all the same."""
    return value.rounded or INDICATORS[key.indicator].unit is Unit.MINUTES or value.value is None


def _over_time(values: Values, earlier: Earlier, whole: Span, parts: Sequence[Span], hide_up_to: int) -> None:
    def at(span: Span, key: FigureKey) -> Released:
        if span == earlier.span:
            return values.get(key, HIDDEN)
        found = earlier.standing(span)
        return HIDDEN if found is None else found.get(key, HIDDEN)

    for key, value in list(values.items()):
        how = OVER_TIME.get(key.indicator, OverTime.NOTHING)
        if value.hidden or how in (OverTime.NOTHING, OverTime.AT_THE_END) or not _may_hide(key, value):
            continue
        if any(_says_nothing(earlier, span, key) for span in (whole, *parts)):
            continue
        total, cells = at(whole, key), [at(part, key) for part in parts]
        if INDICATORS[key.indicator].unit is Unit.MINUTES:
            unknown = [part for part, cell in zip(parts, cells, strict=True) if cell.hidden]
            seen_hidden = [part for part in unknown if earlier.standing(part) is not None]
            exact_else = not any(cell.rounded for cell in [total, *cells])
            if exact_else and (
                (total.hidden and not unknown and earlier.standing(whole) is not None)
                or (not total.hidden and len(unknown) == 1 and seen_hidden)
            ):
                values[key] = HIDDEN
        elif _as_good_as_known(
            cells,
            total,
            how,
            hide_up_to,
            unseen=any(part != earlier.span and earlier.standing(part) is None for part in parts),
        ):
            values[key] = HIDDEN


def _says_nothing(earlier: Earlier, span: Span, key: FigureKey) -> bool:
    """Whether a release over another span left this number out altogether: of the year so far only the targets are
    told, and what isn't told there isn't hidden for being small."""
    standing = earlier.standing(span)
    return span != earlier.span and standing is not None and key not in standing


def _as_good_as_known(
    cells: Sequence[Released], total: Released, how: OverTime, hide_up_to: int, *, unseen: bool
) -> bool:
    """Whether some hidden part has only few values left, or can't be 0, when the others are taken from the whole.
    `unseen`: one of the parts was never released, and may be as large as it likes."""
    hidden = sum(cell.hidden for cell in cells)
    if not hidden or total.hidden or total.value is None:
        return False
    least, most = bounds(total, hide_up_to)
    shown = [bounds(cell, hide_up_to) for cell in cells if not cell.hidden]
    low = least - sum(high for _, high in shown) - (hidden - 1) * hide_up_to
    high = hide_up_to
    if how in (OverTime.ADDS_UP, OverTime.AT_LEAST_ALL):
        high = min(high, most - sum(low for low, _ in shown))
    if how is OverTime.AT_LEAST_ALL or (unseen and hidden > 1):
        low = 0
    if low > hide_up_to:
        return False  # one of the hidden parts is a large one, so nothing is known of the others
    low = max(low, 0)
    return high - low + 1 < TOO_FEW or (low >= 1 and high < hide_up_to)


def _never_alone(values: Values, figures: Figures, hide_up_to: int) -> None:
    tables: dict[tuple[str, str], list[FigureKey]] = defaultdict(list)
    for key in values:
        if key.dimension and OVER_ROWS.get((key.indicator, key.dimension)) is not Rows.APART:
            tables[key.indicator, key.dimension].append(key)
    for keys in tables.values():
        hidden = [key for key in keys if values[key].hidden]
        if len(hidden) != 1 or figures.get(hidden[0], 0) <= hide_up_to:
            continue
        shown = [key for key in keys if values[key].rounded]
        if shown and INDICATORS[keys[0].indicator].unit is not Unit.MINUTES:
            values[min(shown, key=lambda key: (figures.get(key, 0), key))] = HIDDEN
