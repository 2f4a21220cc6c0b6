"""A report as a workbook (.xlsx): real numbers, to go on calculating with; text never becomes a formula."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from oco.spreadsheets import TEXT_STAYS_TEXT
from oco.templatetags.oco import date_nl
from reporting import indicators
from reporting.documents import ReportDocument, Section, Table
from reporting.values import State, Unit, Value
from reporting.versions import short_code

# Formats are stored in the American way; a Dutch Excel shows 1.154 and 4,9.
NUMBER_FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.MINUTES: "#,##0",
    Unit.MINUTES_EACH: "0.0",
    Unit.EURO: '"€" #,##0',
    Unit.SHARE: "0%",
    Unit.SCORE: "0.0",
    Unit.COUNT_STEP: "+#,##0;-#,##0;0",
    Unit.MINUTES_STEP: "+#,##0;-#,##0;0",
    Unit.MINUTES_EACH_STEP: "+0.0;-0.0;0.0",
    Unit.EURO_STEP: '+"€" #,##0;-"€" #,##0;"€" 0',
    Unit.POINTS: '+0 "procentpunt";-0 "procentpunt";0 "procentpunt"',
    Unit.SCORE_STEP: "+0.0;-0.0;0.0",
    Unit.CHANGE: "+0%;-0%;0%",
    Unit.DAYS: "0",
}
IN_HOURS = (Unit.MINUTES, Unit.MINUTES_EACH, Unit.MINUTES_STEP, Unit.MINUTES_EACH_STEP)
NAMES = {
    "beside": "Vergelijking",
    "clients": "Cliënten",
    "questions": "Hulpvragen",
    "subjects": "Onderwerpen",
    "on_time": "Op tijd",
    "hours": "Uren",
    "guideline": "Uren per hulpvraag",
    "support": "Ondersteuning",
    "trajectories": "Trajecten",
    "instruments": "Metingen",
    "satisfaction": "Oordeel cliënten",
    "signals": "Signalen",
    "signals_text": "Signalen, toelichting",
    "prices": "Prijs",
    "expected": "Verwachting",
    "years": "Jaren",
    "data_quality": "Over de gegevens",
    "changes": "Wat er is veranderd",
}
FIRST_WIDTH, WIDTH = 46, 17  # characters


@dataclass
class _Styles:
    """The formats of one workbook; a format belongs to the workbook that made it."""

    book: Any

    def __post_init__(self) -> None:
        add = self.book.add_format
        self.title = add({"bold": True, "font_size": 15, "font_color": "#123F37"})
        self.soft = add({"font_color": "#595045", "text_wrap": True, "valign": "top"})
        self.caption = add({"bold": True, "font_size": 12})
        self.head = add({"bold": True, "bg_color": "#F0EAE0", "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.head_right = add(
            {"bold": True, "bg_color": "#F0EAE0", "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"}
        )
        self.text = add({"text_wrap": True, "valign": "top"})
        self.strong = add({"bold": True, "text_wrap": True, "valign": "top"})
        self.total_text = add({"bold": True, "top": 1})
        self.hidden = add({"italic": True, "font_color": "#595045", "align": "right"})
        self.numbers = {unit: add({"num_format": form, "valign": "top"}) for unit, form in NUMBER_FORMATS.items()}
        self.totals = {unit: add({"num_format": form, "bold": True, "top": 1}) for unit, form in NUMBER_FORMATS.items()}


def render(document: ReportDocument) -> bytes:
    """The workbook. The same document gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **TEXT_STAYS_TEXT})
    header = document.header
    book.set_properties(
        {
            "title": f"{header.title} – {header.organisation}",
            "subject": f"Cliëntondersteuning in {header.municipality}",
            "author": header.organisation,
            "company": header.organisation,
            "comments": f"Controlegetal {document.checksum}",
            "created": _moment(document),
        }
    )
    styles = _Styles(book)
    _summary(book, styles, document)
    for section in document.sections:
        _section(book, styles, document, section)
    _all_figures(book, styles, document)
    _explanation(book, styles, document)
    book.close()
    return target.getvalue()


def _moment(document: ReportDocument) -> datetime:
    """The file's own date: fixed by the document, so that its bytes are too. Excel knows no time zones."""
    moment = document.header.filed_at or document.header.counted_at
    if moment is None:
        return datetime(document.header.end.year, document.header.end.month, document.header.end.day)  # noqa: DTZ001
    return moment.astimezone(UTC).replace(tzinfo=None)


def _sheet(book: Any, styles: _Styles, document: ReportDocument, name: str, title: str) -> Any:
    """A sheet with its title, set up for A4, with the title and first column always in sight."""
    sheet = book.add_worksheet(name[:31])
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, 8, WIDTH)
    sheet.write_string(0, 0, title, styles.title)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    sheet.set_footer(f"&L{_footer(document)}&RPagina &P van &N")
    sheet.hide_gridlines(2)
    return sheet


def _footer(document: ReportDocument) -> str:
    header = document.header
    standing = f"versie {header.version}" if header.filed else header.status.lower()
    # An ampersand starts a code in a footer.
    return f"{header.title}, {header.organisation}, {standing}".replace("&", "&&")


def _summary(book: Any, styles: _Styles, document: ReportDocument) -> None:
    header = document.header
    sheet = _sheet(book, styles, document, "Samenvatting", header.title)
    facts = [
        ("Organisatie", header.organisation),
        ("Gemeente", header.municipality),
        ("Periode", f"{date_nl(header.start)} tot en met {date_nl(header.last_day)}"),
        ("Stand", header.status),
        ("Versie", str(header.version) if header.filed else "–"),
        ("Ingediend door", header.filed_by or "–"),
        ("Ingediend op", date_nl(header.filed_at, "time")),
        ("Geteld op", date_nl(header.counted_at, "time")),
    ]
    if header.reason:
        facts.append(("Waarom deze nieuwe versie", header.reason))
    row = 2
    for label, text in facts:
        sheet.write_string(row, 0, label, styles.strong)
        sheet.write_string(row, 1, text)
        row += 1
    row += 1
    _head(sheet, styles, row, ("In het kort", "Cijfer", "Toelichting"))
    for figure in document.summary.figures:
        row += 1
        sheet.write_string(row, 0, f"{figure.label} ({figure.unit})" if figure.unit else figure.label, styles.text)
        _cell(sheet, styles, row, 1, figure.value)
        sheet.write_string(row, 2, figure.sentence)
    row += 2
    if document.summary.targets:
        _head(
            sheet, styles, row, ("Doel", "Bereikt", "Afgesproken", "Verwacht", "Verschil met doel", "Oordeel", "Uitleg")
        )
        for target in document.summary.targets:
            row += 1
            at_most = " (ten hoogste)" if target.direction == "at_most" else ""
            sheet.write_string(row, 0, target.label + at_most, styles.text)
            _cell(sheet, styles, row, 1, target.reached)
            for column, amount in ((2, target.target), (3, target.expected), (4, target.difference)):
                known = Value(target.unit, amount) if amount is not None else Value(target.unit, None, State.ABSENT)
                _cell(sheet, styles, row, column, known)
            sheet.write_string(row, 5, target.verdict)
            sheet.write_string(row, 6, target.sentence)
        row += 2
    for remark in document.summary.remarks:
        sheet.write_string(row, 0, remark)
        row += 1
    sheet.freeze_panes(1, 1)
    sheet.activate()


def _section(book: Any, styles: _Styles, document: ReportDocument, section: Section) -> None:
    sheet = _sheet(book, styles, document, NAMES.get(section.key, section.title), section.title)
    row = 1
    for sentence in (section.explanation, *section.sentences):
        sheet.write_string(row, 0, sentence)
        row += 1
    row += 1
    for table in section.tables:
        row = _table(sheet, styles, row, table) + 2
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def _table(sheet: Any, styles: _Styles, row: int, table: Table) -> int:
    """Writes one table and gives the row after it."""
    sheet.write_string(row, 0, table.title, styles.caption)
    row += 1
    _head(sheet, styles, row, (table.heading, *table.columns))
    for line in table.rows:
        row += 1
        total = line.kind == "total"
        sheet.write_string(row, 0, line.heading, styles.total_text if total else styles.text)
        for column, value in enumerate(line.cells, start=1):
            _cell(sheet, styles, row, column, value, total=total)
    if table.note:
        row += 1
        sheet.write_string(row, 0, table.note)
    return row + 1


def _head(sheet: Any, styles: _Styles, row: int, headings: tuple[str, ...]) -> None:
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, styles.head_right if column else styles.head)


def _cell(sheet: Any, styles: _Styles, row: int, column: int, value: Value, *, total: bool = False) -> None:
    if value.number is None:
        sheet.write_string(row, column, value.text, styles.hidden)
        return
    number = value.number / 60 if value.unit in IN_HOURS else value.number
    if value.unit is Unit.POINTS:
        number *= 100
    sheet.write_number(row, column, float(number), (styles.totals if total else styles.numbers)[value.unit])


LEVELS = {"provider": "aanbieder", "partnership": "samenwerkingsverband", "municipality": "gemeente"}
STATES = {State.EXACT: "precies", State.ROUNDED: "afgerond", State.HIDDEN: "verborgen", State.ABSENT: "geen"}


def _all_figures(book: Any, styles: _Styles, document: ReportDocument) -> None:
    """Every figure on a row of its own, to filter and to check."""
    sheet = _sheet(book, styles, document, "Alle cijfers", "Alle cijfers van deze periode")
    headings = ("Cijfer", "Niveau", "Organisatie", "Uitgesplitst naar", "Waarde van de uitsplitsing", "Getal", "Stand")
    _head(sheet, styles, 2, headings)
    row = 2
    for row, line in enumerate(document.figures, start=3):
        label = indicators.INDICATORS[line.indicator].label
        dimension = indicators.DIMENSION_LABELS[indicators.Dimension(line.dimension)] if line.dimension else "totaal"
        sheet.write_string(row, 0, label, styles.text)
        sheet.write_string(row, 1, LEVELS[line.level])
        sheet.write_string(row, 2, line.organisation)
        sheet.write_string(row, 3, dimension)
        sheet.write_string(row, 4, line.member_label)
        _cell(sheet, styles, row, 5, line.value)
        sheet.write_string(row, 6, STATES[line.value.state])
    sheet.set_column(3, 4, 26)
    sheet.autofilter(2, 0, row, len(headings) - 1)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)


def _explanation(book: Any, styles: _Styles, document: ReportDocument) -> None:
    sheet = _sheet(book, styles, document, "Toelichting", "Toelichting")
    sheet.set_column(1, 3, 60)
    row = 2
    for sentence in document.hiding.sentences:
        sheet.write_string(row, 0, sentence)
        row += 1
    row += 1
    _head(sheet, styles, row, ("Cijfer", "Wat we tellen", "Telt zo", "Telt niet zo"))
    for definition in document.definitions:
        row += 1
        sheet.write_string(row, 0, definition.label, styles.strong)
        for column, text in enumerate((definition.text, definition.example, definition.counter_example), start=1):
            sheet.write_string(row, column, text, styles.text)
    row += 2
    sheet.write_string(row, 0, "Controlegetal (SHA-256)", styles.strong)
    sheet.write_string(row, 1, document.checksum)
    if document.header.filed:
        sheet.write_string(row + 1, 0, "Controlecode", styles.strong)
        sheet.write_string(row + 1, 1, short_code(document.checksum))
    if document.header.log_seal:
        sheet.write_string(row + 2, 0, "Zegel van het logboek", styles.strong)
        sheet.write_string(row + 2, 1, document.header.log_seal)
    sheet.set_landscape()
    sheet.freeze_panes(1, 1)
