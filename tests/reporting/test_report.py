"""A report says the same in every format, hides what is hidden in all of them, and can be read by everyone."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import html5lib
import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.template.loader import render_to_string

from oco import pdf as oco_pdf
from oco.periods import Period
from reporting import pdf, workbook
from reporting.documents import FigureLine, ReportDocument, Row, Section, Table
from reporting.plain_data import write_exact
from reporting.sections import sections
from reporting.values import HIDDEN_TEXT, State, Unit, Value, hidden
from reporting.versions import short_code
from subsidies import checks
from tests.reporting import samples

QUARTER = Period.parse("2018-Q2")
OLDER = {"unique_clients", "questions_received", "questions_answered", "first_contact_total", "first_contact_on_time"}


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return samples.document()


@pytest.fixture(scope="module")
def pdf_bytes(document: ReportDocument) -> bytes:
    return pdf.render(document)


@pytest.fixture(scope="module")
def opened(pdf_bytes: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf_bytes))


def text_of_pdf(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return _plain(" ".join(page.get_textpage().get_text_bounded() for page in pages))


def text_of_html(document: ReportDocument) -> str:
    html = render_to_string("reports/_report.html", {"document": document})
    return _plain("".join(html5lib.parse(html, namespaceHTMLElements=False).itertext()))


def _plain(text: str) -> str:
    # pypdfium gives a hyphen at a line's end as U+FFFE and keeps line ends.
    return " ".join(text.replace("\ufffe", "-").split())


# --- the numbers ------------------------------------------------------------------------------------------------------


def value_at(document: ReportDocument, table: str, row: str, column: int) -> str:
    found = next(each for each in document.tables() if each.key == table)
    return next(each for each in found.rows if each.heading == row).cells[column].text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("table", "row", "column", "text"),
    [
        ("clients", "MEE", 0, "573"),
        ("clients", "Palet Welzijn", 0, "581"),
        ("clients", "Samen", 0, "1.154"),
        ("questions", "Beantwoorde vragen", 0, "5.404"),
        ("domains", "Onderwijs", 0, HIDDEN_TEXT),
        ("on_time", "Eerste contact, urgent", 2, "96%"),  # 405 / 420
        ("hours", "Cliëntgebonden uren", 0, "18.367"),  # 1.102.000 / 60
        ("after_pause", "Eerste contact", 2, "150"),
        ("after_pause", "Eerste contact", 3, "200"),  # 5.560 - 5.210 - 150
        ("target_groups", "Geen doelgroep bekend", 0, "340"),
        ("how_found", "De gemeente", 0, HIDDEN_TEXT),
        ("measured", "Deel van de afgesloten vragen", 0, "5%"),  # 290 / 5.557
        ("matrix_moved", "Inkomen", 2, "20"),
        ("signals_domain", "Wonen", 1, "10"),
        ("hours_per_question", "Uren per afgesloten vraag, gemiddeld", 0, "3,3"),  # 198,07 / 60
        ("prices", "Samen", 0, "€ 1.701.706"),
        ("prices", "Samen", 2, "€ 1.475"),  # 1.701.706 / 1.154 = 1.474,6
        ("prices", "Samen", 4, "€ 315"),  # 1.701.706 / 5.404 = 314,9
        ("prices", "MEE", 2, "€ 2.392"),  # 1.370.646 / 573 = 2.392,05
    ],
)
def test_tables_hold_the_figures(document: ReportDocument, table: str, row: str, column: int, text: str) -> None:
    assert value_at(document, table, row, column) == text


def test_overlap_is_said_out_loud(document: ReportDocument) -> None:
    clients = next(section for section in document.sections if section.key == "clients")
    assert "MEE 573 + Palet Welzijn 581 \u2212 bij allebei 0 = 1.154." in clients.sentences[0]


def test_targets_of_a_year_that_is_over_say_short_or_ahead(document: ReportDocument) -> None:
    clients, questions, hours, score = document.summary.targets
    assert (clients.difference, clients.met) == (Decimal(-46), False)
    assert clients.sentence == "Bereikt in 2018: 1.154 (doel 1.200): 46 onder het doel."
    assert (questions.difference, questions.met) == (Decimal(404), True)
    assert hours.met
    assert hours.sentence.startswith("Bereikt in 2018: 3,3 uur (doel ten hoogste 10 uur)")
    assert score.met
    assert document.summary.method == ""


def test_targets_of_a_running_year_say_what_is_expected() -> None:
    clients = samples.document(QUARTER).summary.targets[0]
    # 1,154 x 181/365 = 572 so far; last year had that same share by 1 July.
    assert (clients.reached.number, clients.expected, clients.difference) == (Decimal(572), Decimal(1154), Decimal(-46))
    assert clients.sentence.startswith("Verwacht voor heel 2018: 1.154 (doel 1.200): 46 onder het doel.")
    assert clients.verdict == "Niet op koers"


def test_price_of_a_quarter_takes_three_months_of_the_grant_and_says_so() -> None:
    found = samples.document(QUARTER)
    # 1,701,706 x 3/12 = 425,426.50
    assert value_at(found, "prices", "Samen", 0) == "€ 425.427"
    prices = next(section for section in found.sections if section.key == "prices")
    assert prices.sentences[0].replace("\xa0", " ") == (
        "De subsidie voor heel 2018 is € 1.701.706. Op deze periode van 3 maanden komt daarvan 3/12 deel: € 425.427."
    )


def test_budgeted_prices_are_those_of_the_targets(document: ReportDocument) -> None:
    prices = next(section for section in document.sections if section.key == "prices")
    told = " ".join(prices.sentences).replace("\xa0", " ")
    assert "€ 1.418 per cliënt" in told  # 1.701.706 / 1.200
    assert "€ 340 per vraag" in told  # 1.701.706 / 5.000


def test_every_figure_has_a_definition(document: ReportDocument) -> None:
    known = {definition.key for definition in document.definitions}
    assert known >= {line.definition for line in document.figures}
    assert {"unique_clients", "questions_answered", "score_mean"} <= known


def test_what_the_signals_come_to_stands_under_their_numbers(document: ReportDocument) -> None:
    keys = [section.key for section in document.sections]
    text = document.sections[keys.index("signals") + 1]
    assert text.sentences == (
        "Mensen wachten vier maanden op schuldhulp.",
        "Wij vragen de gemeente om een tijdelijk team.",
    )
    assert text.sentences[1] in text_of_html(document)


def test_a_report_with_an_older_count_has_no_table_of_what_was_not_counted_then() -> None:
    material = samples.material(QUARTER)
    old = {place: value for place, value in material.now.values.items() if place[1] in OLDER}
    made = sections(replace(material, now=replace(material.now, values=old)))
    assert not {"support", "instruments", "signals", "signals_text"} & {section.key for section in made}
    assert "after_pause" not in {table.key for section in made for table in section.tables}


FILED_BEFORE = Path(__file__).parent / "filed_before.json.gz"


def test_a_report_that_was_filed_before_these_figures_existed_is_drawn_as_it_was() -> None:
    data = json.loads(gzip.decompress(FILED_BEFORE.read_bytes()))
    document = ReportDocument.from_json(data)
    assert document.to_json() == data
    assert document.checksum == "34dddcf8e71128934264244c9ee87ec523f85a86ed360666b5fa04bc48bb3bc7"
    assert "Op tijd na een pauze" not in text_of_html(document)
    assert text_of_pdf(pdf.render(document))
    assert workbook.render(document)
    findings = {finding.key: finding for finding in checks.findings(checks.facts_of(document), None)}
    assert findings["on-time-pick_up"].sentence.endswith("vragen waren te laat. Vraag waardoor dat komt.")


# --- the same in every format -----------------------------------------------------------------------------------------


def shown_values(document: ReportDocument) -> set[str]:
    cells = {cell.text for table in document.tables() for row in table.rows for cell in row.cells}
    return {_plain(text) for text in cells | {figure.value.text for figure in document.summary.figures}}


@pytest.mark.parametrize("period", [None, QUARTER], ids=["year", "quarter"])
def test_html_and_pdf_carry_every_value(period: Period | None) -> None:
    document = samples.document(period)
    html, paper = text_of_html(document), text_of_pdf(pdf.render(document))
    for text in shown_values(document):
        assert text in html
        assert text in paper


def test_workbook_carries_every_value_as_a_number(document: ReportDocument) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(document)))
    for section in document.sections:
        sheet = book[workbook.NAMES[section.key]]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for table in section.tables:
            start = next(place for place, row in enumerate(rows) if row[0] == table.title)
            assert tuple(rows[start + 1][1 : len(table.columns) + 1]) == table.columns
            for line, row in zip(table.rows, rows[start + 2 :], strict=False):
                assert row[0] == line.heading
                for value, cell in zip(line.cells, row[1:], strict=False):
                    if value.number is None:
                        assert cell == value.text
                    else:
                        shown = value.number * 100 if value.unit is Unit.POINTS else value.number
                        if value.unit.startswith("minutes"):
                            shown /= 60
                        assert cell == pytest.approx(float(shown))


def test_workbook_lists_every_figure(document: ReportDocument) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.render(document)))["Alle cijfers"]
    assert sheet.max_row - 3 == len(document.figures)
    assert sheet.freeze_panes == "B4"
    first = [cell.value for cell in sheet[4]]
    assert first[:6] == ["Unieke cliënten", "aanbieder", "MEE", "totaal", "", 573]


def test_json_gives_the_same_document_back(document: ReportDocument) -> None:
    again = ReportDocument.from_json(document.to_json())
    assert again == document
    assert again.checksum == document.checksum


def test_json_of_another_format_is_refused(document: ReportDocument) -> None:
    with pytest.raises(ValueError, match="format 2"):
        ReportDocument.from_json({**document.to_json(), "format": 2})
    with pytest.raises(ValueError, match="not a report"):
        ReportDocument.from_json({"format": 1})


def test_canonical_bytes_hold_no_floats(document: ReportDocument) -> None:
    assert re.search(rb"[:,\[]-?\d+\.\d", document.canonical_bytes()) is None
    assert write_exact(Decimal("12.500")) == "12.5"
    assert write_exact(Decimal("1E+3")) == "1000"
    assert write_exact(Decimal("-0.0")) == "0"


def test_checksum_follows_every_change(document: ReportDocument) -> None:
    other = replace(document, header=replace(document.header, filed_by="Iemand anders"))
    assert other.checksum != document.checksum
    assert len(document.checksum) == 64


def test_the_same_document_gives_the_same_bytes(document: ReportDocument, pdf_bytes: bytes) -> None:
    again = ReportDocument.from_json(document.to_json())
    assert pdf.render(again) == pdf_bytes
    assert workbook.render(again) == workbook.render(document)


# --- hidden stays hidden ----------------------------------------------------------------------------------------------


def test_a_hidden_value_can_not_hold_its_number() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Value(Unit.COUNT, Decimal(3), State.HIDDEN)
    with pytest.raises(ValueError, match="exact"):
        Value(Unit.COUNT, None, State.EXACT)


def test_hidden_cells_are_words_in_every_format(document: ReportDocument) -> None:
    data = document.to_json()
    lines = [line for line in data["figures"] if line["value"]["state"] == "hidden"]
    assert lines
    assert {line["value"]["number"] for line in lines} == {None}
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.render(document)))["Alle cijfers"]
    told = [row[5].value for row in sheet.iter_rows(min_row=4) if row[6].value == "verborgen"]
    assert told == [HIDDEN_TEXT] * len(lines)
    assert HIDDEN_TEXT in text_of_html(document)


def test_what_is_worked_out_from_a_hidden_value_is_hidden_too() -> None:
    from reporting.sheets import divided, price

    assert divided(hidden(Unit.COUNT), Value(Unit.COUNT, Decimal(20)), Unit.SHARE) == hidden(Unit.SHARE)
    assert divided(Value(Unit.COUNT, Decimal(20)), hidden(Unit.COUNT), Unit.SHARE) == hidden(Unit.SHARE)
    assert price(Decimal(1000), hidden(Unit.COUNT)) == hidden(Unit.EURO)


# --- text stays text --------------------------------------------------------------------------------------------------

TROUBLE = '=HYPERLINK("http://x","<b>Jansen & Zn</b>")'


@pytest.fixture
def troubled(document: ReportDocument) -> ReportDocument:
    table = Table("t", TROUBLE, ("A",), (Row(TROUBLE, (Value(Unit.COUNT, Decimal(9)),)),), note="@SUM(1+1)")
    line = document.figures[0]
    return replace(
        document,
        header=replace(document.header, organisation=TROUBLE, filed_by='A"; } @page { size: 1cm } \\'),
        sections=(Section("clients", "Cliënten", TROUBLE, (table,)),),
        figures=(FigureLine(**{**line.__dict__, "organisation": TROUBLE}),),
    )


def test_formulas_in_names_stay_text(troubled: ReportDocument) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(troubled)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert TROUBLE in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


def test_names_stay_text_in_the_pdf(troubled: ReportDocument) -> None:
    content = pdf.render(troubled)
    assert "<b>Jansen & Zn</b>" in text_of_pdf(content)
    width, height = pypdfium2.PdfDocument(content)[0].get_size()
    assert (round(width), round(height)) == (595, 842)


# --- the PDF can be read by everyone ----------------------------------------------------------------------------------


def elements(opened: pikepdf.Pdf) -> list[Any]:
    return below(opened.Root.StructTreeRoot.K)


def below(node: Any) -> list[Any]:
    """The structure elements at and below a node, in the order of reading."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(node)
    return found


def test_pdf_says_its_language_title_and_standard(opened: pikepdf.Pdf, document: ReportDocument) -> None:
    assert str(opened.Root.Lang) == "nl"
    assert bool(opened.Root.MarkInfo.Marked)
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert str(opened.docinfo["/Title"]) == f"{document.header.title} – ZoSamen"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_pdf_describes_every_chart_and_heads_every_column(opened: pikepdf.Pdf, document: ReportDocument) -> None:
    found = elements(opened)
    kinds = [str(node.S) for node in found]
    charts = [node for node in found if str(node.S) == "/Figure"]
    drawn = len(document.summary.charts) + sum(len(section.charts) for section in document.sections)
    assert len(charts) == drawn + 1  # and the code to scan, which says what it opens
    assert all(str(node.get("/Alt", "")) for node in charts)
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= len(document.sections)
    # The definitions run over several pages, and each page has them as a table of its own.
    tables = [node for node in found if str(node.S) == "/Table"]
    assert len(tables) > len(list(document.tables()))
    assert all("/TH" in {str(node.S) for node in below(table.K)} for table in tables)
    columns = sum(len(table.columns) + 1 + len(table.rows) for table in document.tables())
    assert kinds.count("/TH") >= columns


def test_nothing_stands_outside_the_paper(pdf_bytes: bytes) -> None:
    for page in pypdfium2.PdfDocument(pdf_bytes):
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(place)
            assert left >= 0
            assert right <= width
            assert bottom >= 0
            assert top <= height


def test_the_first_page_holds_the_whole_summary() -> None:
    for period in (None, QUARTER):
        document = samples.document(period)
        first = _plain(pypdfium2.PdfDocument(pdf.render(document))[0].get_textpage().get_text_bounded())
        for target in document.summary.targets:
            assert _plain(target.sentence) in first
        assert document.summary.remarks[0] in first


def test_every_page_says_version_filer_moment_and_checksum(pdf_bytes: bytes, document: ReportDocument) -> None:
    pages = pypdfium2.PdfDocument(pdf_bytes)
    for number, page in enumerate(pages, start=1):
        text = _plain(page.get_textpage().get_text_bounded())
        assert "Versie 1 · ingediend door Anneke de Wit op 15 januari 2019, 10:30" in text
        assert document.checksum in text
        assert f"Controlecode {short_code(document.checksum)} · te controleren op" in text
        assert f"pagina {number} van {len(pages)}" in text


def test_a_draft_says_that_it_is_one() -> None:
    text = text_of_pdf(pdf.render(samples.document(filed=False)))
    assert "Concept · nog niet ingediend" in text
    assert "Ingediend door" not in text


def test_heading_and_what_follows_stay_together(pdf_bytes: bytes, document: ReportDocument) -> None:
    titles = {section.title for section in document.sections}
    for page in pypdfium2.PdfDocument(pdf_bytes):
        lines = [line.strip() for line in page.get_textpage().get_text_bounded().splitlines() if line.strip()]
        body = [line for line in lines if not re.match(r"^(Versie 1 ·|Controlegetal|pagina \d)", line)]
        assert body[-1] not in titles


def test_fonts_are_our_own_and_inside(opened: pikepdf.Pdf) -> None:
    names = set()
    for page in opened.pages:
        for font in page.resources.get("/Font", {}).values():
            names.add(str(font.BaseFont).partition("+")[2])
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor or (
                "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            )
    assert names
    assert all(name.startswith("Source-S") for name in names)


# --- making it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://example.com/a.css", "../manage.py", "data:,x"])
def test_a_report_loads_its_own_files_only(address: str) -> None:
    link = f'<link rel="stylesheet" href="{address}">'
    with pytest.raises(pdf.RefusedAddress):
        pdf.write(f'<html lang="nl"><head><title>T</title>{link}</head><body>x</body></html>', identifier="x")


def test_without_libraries_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("cannot load library 'libpango'")

    oco_pdf.library.cache_clear()
    monkeypatch.setattr(oco_pdf, "import_module", missing)
    with pytest.raises(pdf.PdfUnavailable, match="PDF maken lukt niet op deze computer"):
        pdf.render(samples.document())
    oco_pdf.library.cache_clear()


ENGLISH = re.compile(
    r"\b(the|and|with|report|summary|total|unknown|hidden|draft|filed|target|question|client|hours|yes|none|null|"
    r"True|False|None|page|version)\b"
)


@pytest.mark.parametrize("period", ["2018", "2018-H1", "2018-Q2"])
def test_a_report_is_dutch_throughout(period: str) -> None:
    document = samples.document(Period.parse(period))
    for text in (text_of_html(document), text_of_pdf(pdf.render(document))):
        assert ENGLISH.findall(text.replace("Welzijn", "")) == []


def test_the_municipality_draws_a_report_without_the_app_of_cases() -> None:
    modules = "reporting.pdf, reporting.workbook, reporting.drawing, reporting.templatetags.report, reporting.documents"
    code = f"import django; django.setup(); import sys, {modules}; print([m for m in sys.modules if m[:5] == 'cases'])"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "oco.settings.municipality"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_page_styles_name_no_file_that_is_missing() -> None:
    for name in ("print.css", "report_print.css"):
        css = (oco_pdf.static_folder() / "css" / name).read_text()
        for path in re.findall(r'url\("([^"]+)"\)', css):
            assert (Path(oco_pdf.static_folder()) / "css" / path).resolve().is_file()
