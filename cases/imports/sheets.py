"""Reading a register file into rows of cells. What the cells mean is for `cells` and `check`.

A file from outside is not trusted: its size unpacked and its number of rows are bounded, formulas are text, and
nothing is written to disk.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Literal

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from cases.imports.columns import SHEET, SHEETS, Sheet, sheet_named, squeeze
from cases.imports.problems import Problem
from oco import uploads
from oco.spreadsheets import as_it_was

MOST_BYTES = 20_000_000
MOST_UNPACKED = 50_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 100

# openpyxl and zipfile answer a broken file with any of these.
_BROKEN = (*uploads.BROKEN_ZIP, SyntaxError)

Cell = str | int | float | bool | date | datetime | None
Kind = Literal["xlsx", "csv"]
Progress = Callable[[int, str], None]


class FileRefused(Exception):
    """The file as a whole can't be read; the text is for the user."""


@dataclass
class Table:
    """One sheet: where each known column stands, and the rows that aren't empty with their number in the file."""

    sheet: Sheet
    places: dict[str, int]
    rows: list[tuple[int, tuple[Cell, ...]]]


@dataclass
class RegisterFile:
    """A file that was read. `problems` are missing sheets and columns; with one of them the rows aren't checked."""

    kind: Kind
    tables: dict[str, Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def kind_of(content: bytes) -> Kind:
    """Workbook or zip of csv files, by its contents. Raises FileRefused for anything else, too big or made to harm."""
    if len(content) > MOST_BYTES:
        raise FileRefused(f"Dit bestand is te groot. Het mag hoogstens {MOST_BYTES // 1_000_000} MB zijn.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "Dit is een oud Excel-bestand (.xls) of een bestand met een wachtwoord. "
            "Sla het zonder wachtwoord op als .xlsx en probeer het opnieuw."
        )
    if not content.startswith(b"PK"):
        raise FileRefused(
            "Dit bestand is geen .xlsx en geen .zip. Stuur een werkmap met de bladen clienten, hulpvragen en uren, "
            "of een zip met clienten.csv, hulpvragen.csv en uren.csv."
        )
    try:
        with uploads.refuse_harmful_zip(content, most_unpacked=MOST_UNPACKED) as archive:
            if not any(member.filename == "[Content_Types].xml" for member in archive.infolist()):
                return "csv"
            uploads.refuse_macros(archive)
            uploads.refuse_entities(archive)
            return "xlsx"
    except uploads.UploadRefused as refused:
        raise FileRefused(str(refused)) from None
    except _BROKEN:
        raise FileRefused("Dit bestand is beschadigd. Maak het opnieuw en probeer het nog een keer.") from None


def read(content: bytes, *, progress: Progress = lambda percent, text: None) -> RegisterFile:
    """Reads all sheets. `progress` hears 0-100. Raises FileRefused where there is no way in."""
    kind = kind_of(content)
    found = RegisterFile(kind)
    named: dict[str, Iterable[tuple[Cell, ...]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name, rows in _workbook(content, found) if kind == "xlsx" else _csv_files(archive, found):
                if name in named:
                    raise FileRefused(f"Het {_thing(kind)} ‘{name}’ komt twee keer voor in het bestand.")
                named[name] = rows
            left = MOST_ROWS
            for place, sheet in enumerate(SHEETS):
                progress(place * 100 // len(SHEETS), f"{sheet.name} lezen")
                if sheet.name not in named:
                    if sheet.optional:
                        continue
                    found.problems.append(Problem(sheet.name, 0, "", f"Het {_thing(kind)} {sheet.name} ontbreekt."))
                    continue
                table = _table(sheet, named[sheet.name], found, left)
                left -= len(table.rows)
                found.tables[sheet.name] = table
    except FileRefused:
        raise
    except _BROKEN:
        raise FileRefused(
            "Dit bestand is niet te lezen. Open het, sla het opnieuw op als .xlsx en probeer het weer."
        ) from None
    return found


def _thing(kind: Kind) -> str:
    return "blad" if kind == "xlsx" else "csv-bestand"


def open_workbook(content: bytes) -> Workbook:
    """To read row by row, formulas as text. Raises whatever a broken file makes openpyxl raise."""
    with warnings.catch_warnings():
        # About styles and extensions that don't matter here.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)


def _workbook(content: bytes, found: RegisterFile) -> Iterator[tuple[str, Iterable[tuple[Cell, ...]]]]:
    book = open_workbook(content)
    for worksheet in book.worksheets:
        name = sheet_named(worksheet.title)
        if name is None:
            if squeeze(worksheet.title) != "toelichting":
                found.notes.append(f"Het blad ‘{worksheet.title}’ is niet gelezen.")
            continue
        # The size that the file names may be wrong, by accident or to make us read a million empty cells.
        worksheet.reset_dimensions()
        yield name, (tuple(plain(value) for value in row) for row in worksheet.iter_rows(values_only=True))


def plain(value: object) -> Cell:
    """Formulas are text: what would be counted by a spreadsheet is not counted here."""
    if isinstance(value, ArrayFormula):
        return str(value.text or "")
    if isinstance(value, DataTableFormula):
        return "="
    if isinstance(value, time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | date | None) else str(value)


def _csv_files(archive: zipfile.ZipFile, found: RegisterFile) -> Iterator[tuple[str, Iterable[tuple[Cell, ...]]]]:
    for member in archive.infolist():
        file_name = member.filename.rsplit("/", 1)[-1]
        if member.is_dir() or file_name.startswith(".") or "__MACOSX" in member.filename:
            continue
        stem, _, ending = file_name.rpartition(".")
        name = sheet_named(stem)
        if ending.lower() != "csv" or name is None:
            found.notes.append(
                "Een bestand in de zip is niet gelezen: alleen .csv met de naam van een blad telt, zoals clienten.csv."
            )
            continue
        with archive.open(member) as part:
            yield name, _csv_rows(name, part)


def _csv_rows(name: str, part: IO[bytes]) -> list[tuple[Cell, ...]]:
    try:
        text = part.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            f"{name}.csv is niet opgeslagen als UTF-8. Kies bij ‘Opslaan als’ voor ‘CSV UTF-8’ en maak de zip opnieuw."
        ) from None
    try:
        return rows_of_csv(text, SHEET[name], (";", ","))
    except csv.Error:
        raise FileRefused(f"{name}.csv is niet te lezen. Kijk na of elk aanhalingsteken ook weer sluit.") from None


def rows_of_csv(text: str, sheet: Sheet, delimiters: Sequence[str]) -> list[tuple[Cell, ...]]:
    """Rows of text, by the delimiter that finds most of the sheet's columns in the header. Raises csv.Error."""
    known = sheet.by_header()

    def columns_found(delimiter: str) -> int:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        return sum(squeeze(cell) in known for cell in header)

    delimiter = max(delimiters, key=columns_found)
    return [tuple(map(as_it_was, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _table(sheet: Sheet, rows: Iterable[tuple[Cell, ...]], found: RegisterFile, most: int) -> Table:
    lines = iter(rows)
    places = _places(sheet, next(lines, ()), found)
    table = Table(sheet, places, [])
    wanted = tuple(places.values())
    for number, cells in enumerate(lines, start=2):
        if not any(cell is not None and cell != "" for cell in cells):
            continue
        if len(table.rows) >= most:
            raise FileRefused(
                f"Dit bestand heeft meer dan {MOST_ROWS:,} regels. Verdeel het over meer bestanden.".replace(",", ".")
            )
        table.rows.append((number, tuple(cells[place] if place < len(cells) else None for place in wanted)))
    # From here on a column stands at its place among the known ones.
    table.places = {name: place for place, name in enumerate(places)}
    return table


def _places(sheet: Sheet, header: tuple[Cell, ...], found: RegisterFile) -> dict[str, int]:
    known, places = sheet.by_header(), dict[str, int]()
    for place, cell in enumerate(header[:MOST_COLUMNS]):
        title = str(cell or "").strip()
        column = known.get(squeeze(title))
        if column is None:
            if title:
                found.notes.append(f"De kolom ‘{title[:60]}’ van {sheet.name} is niet gelezen.")
        elif column.name in places:
            found.problems.append(Problem(sheet.name, 1, column.name, f"De kolom {column.name} komt twee keer voor."))
        else:
            places[column.name] = place
    for column in sheet.columns:
        if column.needed and column.name not in places:
            found.problems.append(Problem(sheet.name, 1, column.name, f"De kolom {column.name} ontbreekt."))
    return places
