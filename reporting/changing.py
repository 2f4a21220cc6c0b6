"""In a report over the first period of a new edition: the figure by both editions, both sentences, and what the change
makes of difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from oco.templatetags.oco import date_nl
from reporting import disclosure
from reporting.cells import Released, exact
from reporting.definitions import Book, Change
from reporting.disclosure import Release
from reporting.documents import Row, Section, Table
from reporting.figures import FigureKey, Figures
from reporting.models import FormerFigure, RollUp
from reporting.sheets import Party, unit_of
from reporting.values import State, Unit, Value, absent, hidden

KEY = "changed_definitions"


@dataclass(frozen=True)
class Counted:
    """What was counted for one party of the report, and what of it may be seen: `release` None where all of it may."""

    party: Party
    figures: Figures
    former: Mapping[str, Decimal]
    release: Release | None


def former_of(roll_up: RollUp) -> dict[str, Decimal]:
    """Totals by the former editions, that were counted beside."""
    return dict(FormerFigure.objects.filter(roll_up=roll_up).values_list("indicator", "value"))


def sections(book: Book, roll_up: RollUp, parties: Sequence[Counted]) -> tuple[Section, ...]:
    """One section where definitions changed in this period; none otherwise, or where it was counted before that was
    announced. `parties`: the whole last."""
    changes = [
        change
        for change in book.changes(roll_up.period)
        if any(change.now.indicator in counted.former for counted in parties)
    ]
    if not changes:
        return ()
    tables = tuple(_table(change, parties) for change in changes)
    return (
        Section(
            KEY,
            "Wat anders telt dan eerst",
            f"Vanaf {date_nl(changes[0].now.valid_from)} telt de gemeente dit anders. In "
            f"{roll_up.period.in_words} staan daarom de nieuwe en de oude manier van tellen naast elkaar. De rest van "
            "het rapport gaat uit van de nieuwe manier. Vergelijkt u met een eerdere periode? Neem dan het cijfer van "
            "de oude manier.",
            tables=tables,
            sentences=_sentences(changes, tables),
        ),
    )


def remarks(found: Sequence[Section]) -> list[str]:
    """For the first page."""
    return [
        f"Let op: ‘{table.title}’ telt anders dan eerst. Lees ‘{section.title}’."
        for section in found
        for table in section.tables[:1]
    ]


def _sentences(changes: Sequence[Change], tables: Sequence[Table]) -> tuple[str, ...]:
    reasons = [change.now.announced.reason for change in changes if change.now.announced]
    said = [f"Waarom: {reason}" for reason in dict.fromkeys(reasons)]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    if any(cell.hidden for cell in cells):
        said.append(
            "Waar ‘verborgen’ staat, is het verschil klein, of is er een klein getal mee uit te rekenen. Dan staat ook "
            "de oude telling er niet bij: uit twee tellingen van bijna dezelfde mensen is iemand te herkennen."
        )
    if any(cell.state is State.ROUNDED for cell in cells):
        said.append("Het verschil en de oude telling zijn afgerond, net als getallen in uitsplitsingen.")
    return tuple(said)


def _table(change: Change, parties: Sequence[Counted]) -> Table:
    indicator, unit = change.now.indicator, unit_of(change.now.indicator)
    columns = [_both(change, counted) for counted in parties]
    return Table(
        f"changed_{indicator}",
        change.now.label,
        tuple(counted.party.name for counted in parties),
        (
            Row(f"Nieuw: {change.now.sentence}", tuple(_value(unit, now) for now, _, _ in columns)),
            Row(f"Eerst: {change.before.sentence}", tuple(_value(unit, before) for _, before, _ in columns)),
            Row("Verschil door de verandering", tuple(_value(unit, step) for _, _, step in columns), "total"),
        ),
        "Wat we tellen",
    )


def _both(change: Change, counted: Counted) -> tuple[Released, Released, Released]:
    """By the new edition, by the former one, and the step between them."""
    indicator = change.now.indicator
    former = counted.former.get(indicator)
    if counted.release is None:
        now = exact(counted.figures.value(indicator))
        return now, exact(former), exact(None if former is None else (now.value or Decimal(0)) - former)
    now = counted.release.get(indicator)
    step = disclosure.step_between_editions(
        counted.release,
        indicator,
        gained=change.now.counting.answered - change.before.counting.answered,
        lost=change.before.counting.answered - change.now.counting.answered,
        difference=None if former is None else (counted.figures.get(FigureKey(indicator), Decimal(0)) - former),
        former=former,
    )
    if step.hidden or now.hidden or step.value is None or now.value is None:
        return now, disclosure.HIDDEN, disclosure.HIDDEN
    return now, Released(now.value - step.value, rounded=True), step


def _value(unit: Unit, released: Released) -> Value:
    if released.hidden:
        return hidden(unit)
    if released.value is None:
        return absent(unit)
    return Value(unit, released.value, State.ROUNDED if released.rounded else State.EXACT)
