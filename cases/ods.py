"""Writes an OpenDocument spreadsheet (.ods) with odfpy: text as text, numbers and days as what they are, a frozen head.

Nothing here makes a formula: a cell's value is given by its type and never read from its text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from odf import config, number, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from cases.listing import Value

_CENTIMETRES = 0.2  # of one character
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """A sheet: widths in characters, a head that stays in view (None: no head), and rows."""

    title: str
    widths: Sequence[int]
    head: Sequence[str] | None
    rows: Sequence[Sequence[Value]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    book = OpenDocumentSpreadsheet()
    bold, day = _styles(book)
    for place, sheet in enumerate(sheets):
        page = table.Table(name=sheet.title)
        for column, width in enumerate(sheet.widths):
            page.addElement(table.TableColumn(stylename=_width(book, f"w{place}-{column}", width)))
        if sheet.head is not None:
            top = table.TableRow()
            for label in sheet.head:
                top.addElement(_cell(label, day, bold))
            page.addElement(top)
        for values in sheet.rows:
            line = table.TableRow()
            for value in values:
                line.addElement(_cell(value, day))
            page.addElement(line)
        book.spreadsheet.addElement(page)
    _freeze(book, [sheet.title for sheet in sheets if sheet.head is not None])
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _cell(value: Value, day: style.Style, look: style.Style | None = None) -> table.TableCell:
    if value is None or value == "":
        return table.TableCell()
    if isinstance(value, date):
        cell = table.TableCell(valuetype="date", datevalue=value.isoformat(), stylename=day)
        cell.addElement(text.P(text=f"{value:%d-%m-%Y}"))
    elif isinstance(value, int):
        cell = table.TableCell(valuetype="float", value=value)
        cell.addElement(text.P(text=str(value)))
    else:
        cell = table.TableCell(valuetype="string", **({"stylename": look} if look else {}))
        for line in value.splitlines():
            cell.addElement(text.P(text=_NOT_IN_XML.sub("", line)))
    return cell


def _styles(book: OpenDocumentSpreadsheet) -> tuple[style.Style, style.Style]:
    bold = style.Style(name="head", family="table-cell")
    bold.addElement(style.TextProperties(fontweight="bold"))
    days = number.DateStyle(name="days")
    for part in (
        number.Day(style="long"), number.Text(text="-"), number.Month(style="long"), number.Text(text="-"),
        number.Year(style="long"),
    ):  # fmt: skip
        days.addElement(part)
    day = style.Style(name="day", family="table-cell", datastylename=days)
    for each in (bold, days, day):
        book.automaticstyles.addElement(each)
    return bold, day


def _width(book: OpenDocumentSpreadsheet, name: str, characters: int) -> style.Style:
    made = style.Style(name=name, family="table-column")
    made.addElement(style.TableColumnProperties(columnwidth=f"{characters * _CENTIMETRES:.1f}cm"))
    book.automaticstyles.addElement(made)
    return made


def _freeze(book: OpenDocumentSpreadsheet, titles: Sequence[str]) -> None:
    """Keeps the first row of these sheets in view: a setting of the view, in the words of LibreOffice."""
    tables = config.ConfigItemMapNamed(name="Tables")
    for title in titles:
        entry = config.ConfigItemMapEntry(name=title)
        for name, kind, value in (
            ("VerticalSplitMode", "short", "2"), ("VerticalSplitPosition", "int", "1"),
            ("ActiveSplitRange", "short", "2"), ("PositionBottom", "int", "1"),
        ):  # fmt: skip
            entry.addElement(config.ConfigItem(name=name, type=kind, text=value))
        tables.addElement(entry)
    view = config.ConfigItemMapEntry()
    view.addElement(config.ConfigItem(name="ViewId", type="string", text="view1"))
    view.addElement(tables)
    views = config.ConfigItemMapIndexed(name="Views")
    views.addElement(view)
    settings = config.ConfigItemSet(name="ooo:view-settings")
    settings.addElement(views)
    book.settings.addElement(settings)
