"""Tables that come back in every section of a report: a period beside others, providers beside each other, a
breakdown with its bars. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from reporting.documents import (
    ChartData,
    Row,
    Series,
    Table,
)
from reporting.sheets import (
    Material,
    Party,
    capital,
    found,
    label_of,
)


def compared(material: Material, key: str, title: str, names: Sequence[str], *, note: str = "") -> Table:
    """Rows of the whole, one for each indicator, against earlier periods."""
    return Table(
        key,
        title,
        material.columns,
        tuple(
            Row(label_of(name), tuple(found(sheet, material.whole, name) for sheet in material.sheets))
            for name in names
        ),
        note=note,
    )


def by_provider_over_time(material: Material, key: str, title: str, indicator: str, *, note: str = "") -> Table:
    """One figure: a row for each provider and one together, a column for each period."""
    return Table(
        key,
        title,
        material.columns,
        tuple(
            Row(
                material.together if party is material.whole else party.name,
                tuple(found(sheet, party, indicator) for sheet in material.sheets),
                "total" if party is material.whole and material.providers else "",
            )
            for party in material.rows
            if party is not material.unassigned or any_found(material, party, [indicator])
        ),
        "Aanbieder",
        note=note,
    )


def by_provider(material: Material, key: str, title: str, names: Sequence[str], *, note: str = "") -> Table:
    """Several figures of this period: a row for each provider and one together."""
    return Table(
        key,
        title,
        tuple(label_of(name) for name in names),
        tuple(
            Row(
                material.together if party is material.whole else party.name,
                tuple(found(material.now, party, name) for name in names),
                "total" if party is material.whole else "",
            )
            for party in material.rows
            if party is not material.unassigned or any_found(material, party, names)
        ),
        "Aanbieder",
        note=note,
    )


def any_found(material: Material, party: Party, names: Sequence[str]) -> bool:
    return any(found(sheet, party, name).number for sheet in material.sheets for name in names)


def breakdown(
    material: Material,
    key: str,
    title: str,
    names: Sequence[str],
    dimension: str,
    *,
    heading: str,
    explanation: str = "",
    note: str = "",
) -> Table:
    """Figures by the members of a dimension: largest first, hidden ones after them in the list's own order.

    Several indicators share a table where none of them has a member in common (answered and otherwise closed).
    """
    labels = material.labels.get(dimension, {})
    known = list(labels)
    of_member = {
        member: name
        for name in names
        for sheet in material.sheets
        if sheet
        for member in sheet.members(material.whole, name, dimension)
    }

    def order(member: str) -> tuple[Decimal, int, str]:
        value = found(material.now, material.whole, of_member[member], dimension, member)
        place = known.index(member) if member in labels else len(known)
        return (-(value.number if value.number is not None else Decimal(-1)), place, member)

    return Table(
        key,
        title,
        material.columns,
        tuple(
            Row(
                capital(labels.get(member, member) or "onbekend"),
                tuple(found(sheet, material.whole, of_member[member], dimension, member) for sheet in material.sheets),
            )
            for member in sorted(of_member, key=order)
        ),
        heading,
        explanation,
        note,
    )


def side_by_side(
    material: Material,
    key: str,
    title: str,
    columns: Sequence[tuple[str, str]],
    dimension: str,
    *,
    heading: str,
    note: str = "",
) -> Table:
    """Several figures of this period for each member of a dimension, in the order of the list. `columns` are pairs of
    a figure and the words above it."""
    labels = material.labels.get(dimension, {})
    names = [name for name, _ in columns]
    there = {member for name in names for member in material.now.members(material.whole, name, dimension)}
    known = [member for member in labels if member in there]
    return Table(
        key,
        title,
        tuple(words for _, words in columns),
        tuple(
            Row(
                capital(labels.get(member, member)),
                tuple(found(material.now, material.whole, name, dimension, member) for name in names),
            )
            for member in [*known, *sorted(there - set(known))]
        ),
        heading,
        note=note,
    )


def to_see(tables: Iterable[Table]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """The tables with something to see; and a sentence about each other one of which every number is hidden."""
    filled = [table for table in tables if table.rows]
    hidden = [table for table in filled if all(cell.number is None for row in table.rows for cell in row.cells)]
    return (
        tuple(table for table in filled if table not in hidden),
        tuple(f"‘{table.title}’ staat er niet bij: alle getallen zijn verborgen." for table in hidden),
    )


def counted(material: Material, *names: str) -> bool:
    """Whether these figures of the whole were counted in this period: an older count doesn't have them."""
    return all(material.now.get(material.whole, name) is not None for name in names)


def bars_of(table: Table, key: str, title: str) -> tuple[ChartData, ...]:
    """The first column of a table as bars; nothing where there is nothing to draw."""
    rows = [row for row in table.rows if row.kind != "total"]
    if not any(row.cells[0].number for row in rows):
        return ()
    return (
        ChartData(
            key,
            "bars",
            title,
            tuple(row.heading for row in rows),
            (Series(title, tuple(row.cells[0] for row in rows)),),
        ),
    )
