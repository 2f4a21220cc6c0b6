"""A list as a file: .xlsx, and .ods for who works with LibreOffice. Text stays text, whatever it begins with.

Both have the same two sheets: the list with exactly its columns, filter and order, and "Toelichting" that says which
list it is, how it was filtered, of which day, and who made it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import xlsxwriter

from cases.listing import Listing, Value
from oco import audit
from oco.models import User
from oco.spreadsheets import TEXT_STAYS_TEXT, write_rows

R = TypeVar("R")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Table:
    """What stands in a file."""

    title: str
    labels: Sequence[str]
    widths: Sequence[int]  # in characters
    rows: Sequence[Sequence[Value]]
    explanation: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class FileKind:
    """`most` rows that are made while the user waits."""

    media_type: str
    most: int
    write: Callable[[Table], bytes]


def xlsx(table: Table) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **TEXT_STAYS_TEXT})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0EAE0"})
    days = book.add_format({"num_format": "dd-mm-yyyy"})
    page = book.add_worksheet(table.title)
    page.freeze_panes(1, 0)
    for place, width in enumerate(table.widths):
        page.set_column(place, place, width)
    page.write_row(0, 0, table.labels, head)
    write_rows(page, table.rows, days=days)
    page.autofilter(0, 0, len(table.rows), len(table.labels) - 1)
    about = book.add_worksheet("Toelichting")
    about.set_column(0, 0, 20)
    about.set_column(1, 1, 80)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, (label, words) in enumerate(table.explanation):
        about.write_string(number, 0, label, bold)
        about.write_string(number, 1, words, wrapped)
    book.close()
    return out.getvalue()


def ods(table: Table) -> bytes:
    # Imported when a file is made: it takes a tenth of a second that no other page should wait for.
    from cases.ods import Sheet, workbook

    return workbook(
        [
            Sheet(table.title, table.widths, table.labels, table.rows),
            Sheet("Toelichting", [20, 80], None, table.explanation),
        ]
    )


# 5,000 rows of an .ods take between two and three seconds; a workbook is five times as quick.
KINDS = {"xlsx": FileKind(XLSX, 10_000, xlsx), "ods": FileKind(ODS, 5_000, ods)}


def export(
    *,
    of: Listing[R],
    rows: Sequence[R],
    filters: Sequence[tuple[str, str]],
    order: str,
    kind: str,
    by: User,
    today: date,
) -> bytes:
    """The list as a file of this kind, a key of KINDS. That it was made is written down, with how many rows."""
    explanation = [
        ("Lijst", of.title),
        *((f"Filter {label.lower()}", words) for label, words in filters),
        ("Volgorde", order),
        ("Stand van", f"{today:%d-%m-%Y}"),
        ("Aantal regels", str(len(rows))),
        ("Gemaakt door", by.name),
        ("Let op", "Dit bestand bevat persoonsgegevens. Deel het niet en verwijder het als u klaar bent."),
    ]
    content = KINDS[kind].write(
        Table(
            title=of.title,
            labels=[field.label for field in of.fields],
            widths=[field.width for field in of.fields],
            rows=[[field.value(row) for field in of.fields] for row in rows],
            explanation=explanation,
        )
    )
    audit.record("list exported", by=by, list=of.key, kind=kind, rows=len(rows))
    return content
