"""What the stories about reports share: going to a period, filing it, and reading the files that come of it."""

import io
import re
from pathlib import Path

import openpyxl
import pypdfium2
from playwright.sync_api import Locator, Page, expect

MADE_WITHIN = 90_000  # milliseconds for the worker to make a PDF and a workbook


def go(page: Page, name: str) -> None:
    """Follows a link of the main menu, and waits for its page."""
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name=name, exact=True).click()
    current = page.get_by_role("navigation", name="Hoofdmenu").locator("[aria-current]")
    expect(current).to_have_text(name)


def open_period(page: Page, row: Locator) -> str:
    """Follows the link of this row of the list of reports; gives the period's name as it is shown there."""
    link = row.get_by_role("link").first
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Rapport over "))
    return name


def rows_that_say(page: Page, words: str) -> Locator:
    return page.get_by_role("row").filter(has_text=words)


def file_period(page: Page) -> None:
    """From the page of a period that is ready: looks at the checklist, hands it in, waits for the files."""
    page.get_by_role("link", name="Indienen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapport indienen")
    expect(page.get_by_text("Daarna staan de cijfers vast.")).to_be_visible()
    about_what_is_left = page.get_by_label("Wat zegt u over de punten die openstaan?")
    if about_what_is_left.count():
        about_what_is_left.fill("Deze punten lossen wij voor het volgende rapport op.")
    reason = page.get_by_label("Waarom dient u in zonder alle delen?")
    if reason.count():
        expect(page.get_by_text("Nog niet alle delen zijn klaar")).to_be_visible()
        reason.fill("De andere partner is met vakantie. Haar cijfers zijn nagekeken.")
    page.get_by_role("button", name="Rapport indienen").click()
    expect(page.get_by_role("status").filter(has_text="krijgt de gemeente een mail.")).to_be_visible(timeout=60_000)
    expect(page.locator("#files a")).to_have_count(2, timeout=MADE_WITHIN)


def download(page: Page, label: str) -> bytes:
    """The file behind the link that begins with this label, PDF or Excel."""
    with page.expect_download() as waiting:
        page.locator("#files").get_by_role("link", name=re.compile(f"^{label}")).click()
    return Path(waiting.value.path()).read_bytes()


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page, with all white space as one space. Raises on what isn't a PDF."""
    assert content.startswith(b"%PDF-")
    document = pypdfium2.PdfDocument(content)
    texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    return [" ".join(text.replace("\ufffe", "-").split()) for text in texts]


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    """The rows of each sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def key_figures(page: Page) -> dict[str, str]:
    """Label and value of the figures on top of the report that is shown."""
    figures = page.locator(".report .figures .figure")
    return {
        figure.locator(".figure-label").inner_text(): figure.locator(".figure-value").inner_text()
        for figure in figures.all()
    }


def cell(page: Page, table: str, row: str, column: int = 0) -> str:
    """A cell of a table of the report by the table's title, the row's heading and the number of the column."""
    found = page.locator(".report table").filter(has=page.locator("caption", has_text=re.compile(f"^{table}$")))
    line = found.get_by_role("row").filter(has=page.get_by_role("rowheader", name=row, exact=True))
    return line.get_by_role("cell").nth(column).inner_text()
