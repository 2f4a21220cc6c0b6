"""Reading costs from a file of the bookkeeping: columns as data, every error with its row and column. Care side only.

A file says what a month and a kind cost; the same file once more says the same. Nothing is written here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from cases.imports.cells import Words, Wrong, as_text, show
from cases.imports.columns import Column, Sheet, squeeze
from cases.imports.problems import Problem
from cases.imports.sheets import Cell, FileRefused, kind_of, open_workbook, plain, rows_of_csv
from oco.dutch import MONTHS
from subsidies.costs import LARGEST_FILE, CostLine, added_up
from subsidies.models import CostKind, CostWork

MOST_ROWS = 5_000
MOST_PROBLEMS = 200
MOST_EURO = Decimal(100_000_000)

SHEET = Sheet(
    "kosten",
    "kostenregel",
    "kostenregels",
    (
        Column(
            "maand", "De maand van de kosten.", "01-2026", needed=True, filled=True, aliases=("periode", "boekmaand")
        ),
        Column(
            "kostensoort",
            f"Een van: {', '.join(str(kind.label) for kind in CostKind)}.",
            "personeel",
            needed=True,
            filled=True,
            aliases=("soort", "rubriek"),
        ),
        Column(
            "werk",
            f"Waarvoor: {', '.join(str(work.label) for work in CostWork)}.",
            "werk voor cliënten",
            needed=True,
            filled=True,
            aliases=("soort werk",),
        ),
        Column(
            "bedrag",
            "In euro. Een creditbedrag begint met een min.",
            "12.345,67",
            needed=True,
            filled=True,
            aliases=("bedrag in euro", "euro", "saldo"),
        ),
    ),
)

_KINDS = Words("geen kostensoort", [(str(kind.label), str(kind.value)) for kind in CostKind])
_WORKS = Words(
    "geen soort werk",
    [
        *((str(work.label), str(work.value)) for work in CostWork),
        ("cliënten", "client"),
        ("ander", "other"),
        ("netwerk", "other"),
        ("beide", "shared"),
        ("allebei", "shared"),
    ],
    shown=[str(work.label) for work in CostWork],
)
_MONTH_NUMBERS = re.compile(r"^(?:(\d{4})[-/ ](\d{1,2})|(\d{1,2})[-/ ](\d{4})|\d{1,2}[-/](\d{1,2})[-/](\d{4}))$")
_AMOUNT = re.compile(r"^-?\d{1,3}(?:\.\d{3})*(?:,\d{1,2})?$|^-?\d+(?:,\d{1,2})?$|^-?\d+\.\d{1,2}$")


@dataclass
class ReadCosts:
    """What a file holds: lines added up by month, kind and work, or what is wrong with it. Never both."""

    lines: list[CostLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def read(content: bytes, *, year: int) -> ReadCosts:
    """The costs in a .xlsx or .csv, of this year. Raises FileRefused where there is no way in."""
    if len(content) > LARGEST_FILE:
        raise FileRefused(f"Dit bestand is te groot. Het mag hoogstens {LARGEST_FILE // 1_000_000} MB zijn.")
    rows = list(_workbook(content) if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _csv(content))
    if len(rows) > MOST_ROWS + 1:
        raise FileRefused(
            "Dit bestand heeft te veel regels. Stuur een overzicht met één regel per maand en kostensoort."
        )
    found = ReadCosts()
    places = _places(rows[0] if rows else (), found)
    if found.problems:
        return found
    lines: list[CostLine] = []
    for number, cells in enumerate(rows[1:], start=2):
        if any(as_text(cell) for cell in cells):
            found.rows += 1
            line = _line(number, {name: _at(cells, place) for name, place in places.items()}, year, found)
            if line is not None:
                lines.append(line)
    if not found.rows:
        found.problems.append(Problem(SHEET.name, 0, "", "Er staan geen kosten in dit bestand."))
    del found.problems[MOST_PROBLEMS:]
    found.lines = [] if found.problems else added_up(lines)
    return found


def _at(cells: tuple[Cell, ...], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _workbook(content: bytes) -> Iterable[tuple[Cell, ...]]:
    """The rows of the sheet `kosten`, or of the first one."""
    if kind_of(content) != "xlsx":
        raise FileRefused("Dit bestand is geen .xlsx en geen .csv.")
    try:
        book = open_workbook(content)
        named = [sheet for sheet in book.worksheets if squeeze(sheet.title) == SHEET.name]
        sheet = (named or book.worksheets)[0]
        sheet.reset_dimensions()
        return [
            tuple(plain(value) for value in row)
            for row, _ in zip(sheet.iter_rows(values_only=True), range(MOST_ROWS + 2), strict=False)
        ]
    except FileRefused:
        raise
    except Exception as error:  # a broken workbook answers with anything
        raise FileRefused("Dit bestand is niet te lezen. Sla het opnieuw op als .xlsx en probeer het weer.") from error


def _csv(content: bytes) -> Iterable[tuple[Cell, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As bookkeeping programs on Windows still write it.
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise FileRefused("Dit bestand is geen .xlsx en geen .csv.")
    try:
        return rows_of_csv(text, SHEET, (";", ",", "\t"))
    except csv.Error:
        raise FileRefused("Dit bestand is niet te lezen. Kijk na of elk aanhalingsteken ook weer sluit.") from None


def _places(header: tuple[Cell, ...], found: ReadCosts) -> dict[str, int]:
    known, places = SHEET.by_header(), dict[str, int]()
    for place, cell in enumerate(header):
        column = known.get(squeeze(as_text(cell)))
        if column is None:
            continue
        if column.name in places:
            found.problems.append(Problem(SHEET.name, 1, column.name, f"De kolom {column.name} komt twee keer voor."))
        places[column.name] = place
    for column in SHEET.columns:
        if column.name not in places:
            found.problems.append(Problem(SHEET.name, 1, column.name, f"De kolom {column.name} ontbreekt."))
    return places


def _line(number: int, cells: dict[str, Cell], year: int, found: ReadCosts) -> CostLine | None:
    """One row, or None where something in it is wrong; every error of the row is told."""
    readers: dict[str, Callable[[Cell], date | str | Decimal]] = {
        "maand": lambda cell: _month(cell, year),
        "kostensoort": _KINDS.find,
        "werk": _WORKS.find,
        "bedrag": _amount,
    }
    values: dict[str, date | str | Decimal] = {}
    for name, reader in readers.items():
        cell = cells[name]
        try:
            if not as_text(cell):
                raise Wrong("Dit vak is leeg.")
            values[name] = reader(cell)
        except Wrong as reason:
            found.problems.append(Problem(SHEET.name, number, name, str(reason)))
    if len(values) < len(readers):
        return None
    month, amount = values["maand"], values["bedrag"]
    assert isinstance(month, date)
    assert isinstance(amount, Decimal)
    return CostLine(month, str(values["kostensoort"]), str(values["werk"]), amount)


def _month(cell: Cell, year: int) -> date:
    """The first day of a month: 01-2026, 2026-01, januari 2026, or any day in it."""
    if isinstance(cell, date):
        month_of, year_of = cell.month, cell.year
    else:
        month_of, year_of = _month_in_words(as_text(cell))
    if year_of != year:
        raise Wrong(f"{show(as_text(cell))} valt niet in {year}.")
    return date(year_of, month_of, 1)


def _month_in_words(written: str) -> tuple[int, int]:
    if match := _MONTH_NUMBERS.match(written):
        groups = [int(part) for part in match.groups() if part]
        month, year = (groups[1], groups[0]) if match[1] else (groups[0], groups[1])
    else:
        name, _, rest = written.lower().partition(" ")
        named = [
            n for n, month_name in enumerate(MONTHS, 1) if len(name) >= 3 and month_name.startswith(name.rstrip("."))
        ]
        if len(named) != 1 or not re.fullmatch(r"\d{4}", rest.strip()):
            raise Wrong(f"{show(written)} is geen maand. Schrijf mm-jjjj, zoals 01-2026.")
        month, year = named[0], int(rest)
    if not 1 <= month <= 12:
        raise Wrong(f"{show(written)} is geen maand. Schrijf mm-jjjj, zoals 01-2026.")
    return month, year


def _amount(cell: Cell) -> Decimal:
    """Euro with two decimals: a number of the spreadsheet, or as people write it."""
    if isinstance(cell, bool):
        raise Wrong("Hier hoort een bedrag.")
    if isinstance(cell, int | float):
        try:
            amount = Decimal(repr(cell))
        except InvalidOperation:
            raise Wrong("Hier hoort een bedrag.") from None
        if not amount.is_finite():
            raise Wrong("Hier hoort een bedrag.")
        # A spreadsheet adds in binary: 0.1 + 0.2 is 0.30000000000000004.
        if abs(amount - round(amount, 2)) > Decimal("0.000001"):
            raise Wrong(f"{show(as_text(cell))} heeft meer dan twee cijfers achter de komma.")
        amount = round(amount, 2)
    else:
        written = as_text(cell)
        if written.startswith("="):
            raise Wrong("Hier staat een formule. Plak de waarde in plaats van de formule.")
        text = re.sub(r"[€\s\u00a0]", "", written).replace("\u2212", "-")
        if not _AMOUNT.match(text):
            raise Wrong(f"{show(written)} is geen bedrag. Schrijf het zoals 1.234,56.")
        dutch = "," in text or not re.search(r"\.\d{1,2}$", text)
        amount = Decimal(text.replace(".", "").replace(",", ".") if dutch else text)
    if abs(amount) > MOST_EURO:
        raise Wrong("Dit bedrag is te groot. Kijk het na.")
    return amount


def template() -> bytes:
    """An example as csv, as a Dutch spreadsheet opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(column.name for column in SHEET.columns)
    writer.writerow(column.example for column in SHEET.columns)
    return out.getvalue().encode("utf-8-sig")
