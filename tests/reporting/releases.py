"""A year that is released period after period, as it would be filed, and rules that don't protect it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from oco.periods import Period
from reporting import together
from reporting.attack import RULE, Knowledge, Outcome, attack
from reporting.cells import HIDDEN, Released, exact, release_cell, round_half_up
from reporting.disclosure import release
from reporting.figures import FigureKey, Figures
from reporting.gate import to_hide
from reporting.ledger import PlaceTold
from reporting.linked import Earlier
from reporting.relations import BEHIND, is_grand
from reporting.seen import Seen, Span, span_of
from tests.reporting import years
from tests.reporting.years import Members, Year

YEAR = 2018
WHOLE = "partnership:ZoSamen"
MOST_VERSIONS = 6
Cell = Callable[[Decimal], Released]


@dataclass
class Counted:
    """A year of which each period and level is counted once."""

    year: Year
    kept: dict[tuple[tuple[int, int], str | None], Figures] = field(default_factory=dict)

    def figures(self, span: tuple[int, int], provider: str | None = None) -> Figures:
        place = span, provider
        if place not in self.kept:
            self.kept[place] = self.year.figures(span, provider)
        return self.kept[place]

    def count(self, tables: Members) -> None:
        """All of it now, for who measures what comes after."""
        for days in years.SPANS.values():
            for provider in (None, *tables["questions_received", "provider"]):
                self.figures(days, provider)


def span_named(code: str) -> Span:
    """Of "Q1", "H1" or "" for the year."""
    return span_of(Period.parse(f"{YEAR}-{code}" if code else str(YEAR)))


def party(provider: str) -> str:
    return f"provider:{provider}"


def partners(tables: Members) -> dict[str, dict[str, str]]:
    return {WHOLE: {provider: party(provider) for provider in tables["questions_received", "provider"]}}


def released_year(
    year: Year | Counted, tables: Members, *, linked: bool = True, periods: list[str] | None = None
) -> list[Seen]:
    """By the rule, each period beside what was released before. Without `linked` each by itself."""
    seen: list[Seen] = []
    for order, code in enumerate(periods if periods is not None else years.SPANS):
        seen += _released(year, tables, code, order, seen, linked=linked)
    return seen


def _released(
    year: Year | Counted,
    tables: Members,
    code: str,
    order: int,
    before: list[Seen],
    *,
    linked: bool = True,
    named: Mapping[str, frozenset[FigureKey]] = MappingProxyType({}),
    paid: frozenset[str] = frozenset(),
) -> list[Seen]:
    """One period, beside what was released `before`, with more hidden by name (by party). `paid`: providers that claim
    their hours, which are told beside it."""
    providers = tables["questions_received", "provider"]
    span, days = span_named(code), years.SPANS[code]
    names = {"": WHOLE, **{provider: party(provider) for provider in providers}}
    earlier = {
        key: Earlier(span, [one for one in before if one.party == name], named.get(name, frozenset()))
        for key, name in names.items()
    }
    found = together.release_all(
        together.ToRelease(
            whole=year.figures(days),
            members=tables,
            hide_up_to=RULE.hide_up_to,
            providers={provider: year.figures(days, provider) for provider in providers},
            earlier=earlier if linked else {},
            told=paid,
        )
    )
    fresh = []
    for key, one in found.items():
        told = _told(year, days, key, paid, one.values)
        fresh.append(Seen(span, names[key], order, {**one.values, **told}, told=frozenset(told)))
    return fresh


def _told(
    year: Year | Counted, days: tuple[int, int], member: str, paid: frozenset[str], values: Mapping[FigureKey, Released]
) -> dict[FigureKey, Released]:
    """The hours that are hidden for `member` ("" for the whole) and told by a claim."""
    keys = {FigureKey("client_minutes", "" if member else "provider", "" if member else one): one for one in paid}
    return {
        key: exact(year.figures(days, one)[FigureKey("client_minutes")])
        for key, one in keys.items()
        if (not member or member == one) and key in values and values[key].hidden
    }


@dataclass
class Gated:
    """A year of which each report was attacked before anybody saw it. `held_back` are versions that nobody ever saw,
    `stuck` the periods of which no version came through."""

    seen: list[Seen] = field(default_factory=list)
    held_back: int = 0
    stuck: list[str] = field(default_factory=list)


def gated_year(year: Year | Counted, tables: Members, *, paid: frozenset[str] = frozenset()) -> Gated:
    """As in the product: the rule, then the attack, and what it found hidden by name until it finds nothing new."""
    gated = Gated()
    for order, code in enumerate(years.SPANS):
        named: dict[str, frozenset[FigureKey]] = {}
        for _ in range(MOST_VERSIONS):
            fresh = _released(year, tables, code, order, gated.seen, named=named, paid=paid)
            outcome = attacked([*gated.seen, *fresh], tables)
            if outcome.holds:
                gated.seen += fresh
                break
            gated.held_back += 1
            for name, indicator, dimension, member in to_hide(
                outcome, [one.place for one in outcome.findings], order, told_in(fresh)
            ):
                key = FigureKey(indicator, dimension, member)
                named[name] = named.get(name, frozenset()) | {key}
        else:
            gated.stuck.append(code)
    return gated


def told_in(seen: list[Seen]) -> set[PlaceTold]:
    return {(each.order, each.span, each.party, key) for each in seen for key in each.told}


def attacked(seen: list[Seen], tables: Members, knows: Knowledge = RULE) -> Outcome:
    return attack(seen, knows=knows, partners=partners(tables))


# --- rules that are known to be bad -----------------------------------------------------------------------------------


def cell_by_cell(figures: Figures, tables: Members, cell: Cell, *, second: bool = False) -> dict[FigureKey, Released]:
    """Every number of a breakdown by `cell`, with nothing hidden for another; or with one more cell in each table."""
    values: dict[FigureKey, Released] = {}
    by_table: dict[tuple[str, str], list[FigureKey]] = {}
    for key, value in release(figures, members=tables, second_cells=False).values.items():
        number = figures.value(key.indicator, key.dimension, key.member)
        if is_grand(key) or key.indicator in BEHIND or number is None:
            values[key] = value
            continue
        values[key] = cell(number)
        if key.dimension:
            by_table.setdefault((key.indicator, key.dimension), []).append(key)
    for keys in by_table.values() if second else ():
        hidden, shown = ([key for key in keys if values[key].hidden is state] for state in (True, False))
        if len(hidden) == 1 and shown:
            values[min(shown, key=lambda key: (figures.get(key, Decimal(0)), key))] = HIDDEN
    return values


@dataclass(frozen=True)
class BadRule:
    """How it releases one period, and what an attacker knows who knows the rule."""

    cells: Callable[[Figures, Members], dict[FigureKey, Released]]
    knows: Knowledge


BAD_RULES: dict[str, BadRule] = {
    "fewer than five is hidden, table by table": BadRule(
        lambda figures, tables: cell_by_cell(figures, tables, lambda n: HIDDEN if n < 5 else exact(n)),
        Knowledge(hide_up_to=4, shown_from=5, second_cells=False),
    ),
    "a second cell in each table, and the rest exact": BadRule(
        lambda figures, tables: cell_by_cell(figures, tables, lambda n: HIDDEN if n <= 7 else exact(n), second=True),
        Knowledge(shown_from=8),
    ),
    "rounding only": BadRule(
        lambda figures, tables: cell_by_cell(figures, tables, lambda n: Released(round_half_up(n), rounded=True)),
        Knowledge(shown_from=0),
    ),
    "0 is shown, 1 to 7 hidden": BadRule(
        lambda figures, tables: cell_by_cell(figures, tables, lambda n: release_cell(n) if n else exact(0)),
        Knowledge(hidden_from=1, second_cells=False),
    ),
    "complementary suppression switched off": BadRule(
        lambda figures, tables: dict(release(figures, members=tables, second_cells=False).values), RULE
    ),
}


def badly_released(year: Year, tables: Members, rule: BadRule) -> list[Seen]:
    return [
        Seen(span_named(code), WHOLE, order, rule.cells(year.figures(days), tables))
        for order, (code, days) in enumerate(years.SPANS.items())
    ]
