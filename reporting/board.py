"""A dashboard: the figures of a period on cards, each with one idea. Pure; the same cards on both sides.

The care side makes its material from stored counts (reporting/board_stored.py), the municipality side from released
documents (subsidies/released_board.py). Nothing is counted here and nothing is opened that a release had hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from oco.periods import Period, PeriodKind, periods_of_year
from oco.shapes import Chart
from reporting import against
from reporting.board_cards import (
    Card,
    District,
    district_card,
    domains,
    done_by,
    hours,
    on_time,
    per_question,
    target_chart,
    target_table,
)
from reporting.documents import Table, TargetResult
from reporting.sheets import Material, capital, found
from reporting.values import Unit, Value

# As words on the cards; the key of each in reporting.against.
FIGURES = (
    "unique_clients",
    "questions_received",
    "questions_answered",
    "questions_open",
    "simple_questions",
    "score_mean",
    "price_client",
    "price_question",
)


@dataclass(frozen=True)
class KeyLine:
    """A key figure with what is said beside it. `tone` is ok or danger where the direction matters and is known."""

    label: str
    value: Value
    unit: str
    besides: tuple[str, ...]


@dataclass(frozen=True)
class TargetCard:
    target: TargetResult
    chart: Chart | None
    mine: str  # what the reader's own organisation did of it; empty where that isn't said


@dataclass(frozen=True)
class ProviderLine:
    """A provider (or the whole, with an empty name in the address) with its totals."""

    name: str
    cells: tuple[Value, ...]
    is_whole: bool


@dataclass(frozen=True)
class Board:
    material: Material
    figures: tuple[KeyLine, ...]
    reasons: tuple[str, ...]  # what can't be compared, and why
    targets: tuple[TargetCard, ...]
    target_table: Table | None
    method: str
    cards: tuple[Card, ...]
    provider_columns: tuple[str, ...]
    providers: tuple[ProviderLine, ...]

    @property
    def narrow_cards(self) -> list[Card]:
        return [card for card in self.cards if not card.wide]

    @property
    def wide_cards(self) -> list[Card]:
        return [card for card in self.cards if card.wide]

    @property
    def compared(self) -> bool:
        return any(line.besides for line in self.figures)


def board(
    material: Material,
    *,
    targets: Sequence[TargetResult] = (),
    method: str = "",
    districts: Sequence[District] = (),
    guideline: int | None = None,
    mine: Mapping[str, Value] | None = None,
    mine_name: str = "",
) -> Board:
    """All cards of a period. `guideline` in minutes per question; `mine` are the own totals of a provider in a joint
    target, by indicator."""
    made = against.against(material)
    lines = against.lines(material)
    return Board(
        material=material,
        figures=tuple(_key_line(line) for key in FIGURES for line in lines if line.main.key == key),
        reasons=tuple(dict.fromkeys(reason for each in made for reason in each.reasons())),
        targets=tuple(
            TargetCard(target, target_chart(target, place), done_by(target, mine or {}, mine_name))
            for place, target in enumerate(targets, start=1)
        ),
        target_table=target_table(targets),
        method=method,
        cards=tuple(
            card
            for card in (
                on_time(material, lines),
                hours(material, lines),
                per_question(material, lines, guideline),
                domains(material),
                district_card(material, districts),
            )
            if card is not None
        ),
        provider_columns=("Cliënten", "Ontvangen", "Beantwoord", "Cliënturen", "Andere uren"),
        providers=provider_lines(material),
    )


def _key_line(line: against.Line) -> KeyLine:
    unit = "uur" if line.now.unit in (Unit.MINUTES, Unit.MINUTES_EACH) else ""
    said = tuple(capital(beside.sentence) for beside in line.besides if beside.sentence)
    return KeyLine(line.main.label, line.now, unit, said)


# --- drilling ---------------------------------------------------------------------------------------------------------


def provider_lines(material: Material) -> tuple[ProviderLine, ...]:
    """The providers with their totals, the whole last; nothing where the board is about one."""
    names = ("unique_clients", "questions_received", "questions_answered", "client_minutes", "other_minutes")
    if not material.providers:
        return ()
    return tuple(
        ProviderLine(
            material.together if party is material.whole else party.name,
            tuple(found(material.now, party, name) for name in names),
            party is material.whole,
        )
        for party in material.parties
    )


def of_provider(material: Material, name: str) -> Material | None:
    """The same material with one of its providers as the whole; None where it isn't one of them."""
    party = next((each for each in material.providers if each.name == name), None)
    return None if party is None else replace(material, whole=party, providers=(), unassigned=None)


@dataclass(frozen=True)
class Step:
    """A period to go to: `url` empty where there is nothing over it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class PeriodWay:
    """How one walks through a year: the years, and within this year the half-years each with its quarters."""

    years: tuple[Step, ...]
    halves: tuple[tuple[Step, tuple[Step, ...]], ...]


def way(period: Period, years: Sequence[int], url: Callable[[Period], str]) -> PeriodWay:
    """`url` gives the address of a period, or nothing where there is none to see."""

    def step(other: Period, label: str) -> Step:
        return Step(label, url(other), other == period)

    here = periods_of_year(period.year)
    quarters = [each for each in here if each.kind is PeriodKind.QUARTER]
    halves = [each for each in here if each.kind is PeriodKind.HALF_YEAR]
    return PeriodWay(
        tuple(step(Period(year, PeriodKind.YEAR), str(year)) for year in years),
        tuple(
            (
                step(half, f"{half.number}e halfjaar"),
                tuple(step(each, f"{each.number}e kwartaal") for each in quarters if half.covers(each)),
            )
            for half in halves
        ),
    )
