"""The manager: leads the team, brings in a register, counts, answers the municipality, hands in and corrects."""

import io
import re
from datetime import date, timedelta

import openpyxl
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from oco.periods import Period
from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look
from tests.browser.reports import (
    MADE_WITHIN,
    cell,
    download,
    file_period,
    go,
    key_figures,
    open_period,
    pdf_pages,
    rows_that_say,
    sheets_of,
)

MANAGER = "teamleider@mee"


def test_a_question_is_handed_over_with_a_note_that_its_new_supporter_reads(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Team")
    look(page, "team")
    page.get_by_role("link", name=re.compile("^Alle open")).click()
    questions = page.get_by_role("table", name="Vragen", exact=True)
    row = questions.get_by_role("row").filter(has_not_text="Fatima Steun").nth(1)
    number = re.findall(r"\d{4,}", row.get_by_role("rowheader").inner_text())[0]
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Gekozen vragen overdragen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 vraag overdragen")
    look(page, "overdragen")
    page.get_by_role("button", name="Overdragen", exact=True).click()
    expect(page.locator(".error-summary, .alert-danger").first).to_contain_text("Vul de overdracht in.")
    option = page.get_by_label("Overdragen aan").locator("option", has_text="Fatima Steun")
    page.get_by_label("Overdragen aan").select_option(option.get_attribute("value"))
    page.get_by_label("Overdracht", exact=True).fill("Belt liever niet, kom op dinsdag langs.")
    page.get_by_role("button", name="Overdragen", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 vraag overgedragen aan Fatima Steun.")

    supporter = page_as("ondersteuner@mee")
    supporter.get_by_role("link").filter(has_text=number).or_(
        supporter.locator("li, tr").filter(has_text=number).get_by_role("link")
    ).first.click()
    expect(supporter.get_by_role("main")).to_contain_text("Belt liever niet, kom op dinsdag langs.")


def test_a_register_with_errors_changes_nothing_and_a_good_one_comes_in(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Importeren")
    look(page, "importeren")
    _upload(page, _register(born="31-02-1948", channel="postduif"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Het bestand heeft fouten", timeout=MADE_WITHIN)
    problems = page.get_by_role("region", name="Fouten").get_by_role("row")
    expect(problems).to_have_count(3)
    expect(problems.nth(1)).to_contain_text(re.compile(r"clienten\s*2\s*geboortedatum"))
    expect(problems.nth(2)).to_contain_text(re.compile(r"hulpvragen\s*2\s*kanaal"))
    expect(problems.nth(2)).to_contain_text("postduif")
    look(page, "importeren-fouten")
    assert _found_at_the_counter(page, "Importzee") == 0

    go(page, "Importeren")
    _upload(page, _register(born="14-03-1948", channel="balie"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?", timeout=MADE_WITHIN)
    expect(page.get_by_role("row", name=re.compile("^Cliënten"))).to_contain_text(re.compile(r"Cliënten\s*1\s*0\s*0"))
    expect(page.get_by_role("main")).to_contain_text("nieuwe.hand@mee.example")
    look(page, "importeren-akkoord")
    assert _found_at_the_counter(page, "Importzee") == 0

    go(page, "Importeren")
    page.get_by_role("listitem").filter(has_text="Wacht op uw akkoord").get_by_role("link").click()
    page.get_by_role("button", name="Nu importeren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Register geïmporteerd", timeout=MADE_WITHIN)
    expect(page.get_by_role("row", name=re.compile("^Hulpvragen"))).to_contain_text(re.compile(r"Hulpvragen\s*1"))
    look(page, "importeren-klaar")
    assert _found_at_the_counter(page, "Importzee") == 1


def test_the_worker_counts_now_and_the_page_shows_what_it_counted(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Cijfers")
    _count_now(page)
    before = int(cell(page, "Aantal uren", "Niet-cliëntgebonden uren").replace(".", ""))

    go(page, "Uren")
    _write_other_work(page, timezone.localdate(), "2:00")
    expect(page.locator("#messages")).to_contain_text("opgeslagen")
    go(page, "Cijfers")
    _count_now(page)
    assert int(cell(page, "Aantal uren", "Niet-cliëntgebonden uren").replace(".", "")) == before + 2
    look(page, "cijfers")

    page.get_by_role("button", name="PDF-bestand maken").click()
    with page.expect_download(timeout=MADE_WITHIN) as waiting:
        page.get_by_role("link", name="Open het PDF-bestand").click(timeout=MADE_WITHIN)
    assert key_figures(page)["Unieke cliënten"] in pdf_pages(waiting.value.path().read_bytes())[0]


def test_what_is_nearly_due_stands_on_the_start_page_and_in_the_calendar_of_the_year(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Team")
    expect(page.get_by_role("link", name=re.compile("^Bekijk het rapport over het 1e halfjaar"))).to_be_visible()
    go(page, "Rapporten")
    page.get_by_role("link", name="Jaarkalender").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Jaarkalender"))
    row = page.get_by_role("row", name=re.compile("^1e halfjaar"))
    expect(row).to_contain_text("MEE")
    expect(row).to_contain_text("1 van 2")
    expect(page.get_by_role("row", name=re.compile("^2e halfjaar"))).to_contain_text("niet gevraagd")
    look(page, "jaarkalender")


def test_a_half_year_is_filed_and_its_files_say_what_the_page_says(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Rapporten")
    look(page, "rapporten")
    period = open_period(page, rows_that_say(page, "klaar om in te dienen").first)
    expect(page.get_by_role("heading", name="Nakijken voor het indienen")).to_be_visible()
    expect(page.get_by_text("Zo gaat het rapport naar de gemeente.")).to_be_visible()
    expect(page.get_by_text("1 van de 2 delen is klaar.")).to_be_visible()
    look(page, "rapport-klaar")
    page.get_by_role("link", name="Deel van MEE afsluiten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deel van MEE")
    look(page, "rapport-deel")
    page.get_by_role("button", name="Ons deel afsluiten").click()
    expect(page.locator("#messages")).to_contain_text("Uw deel is klaar.")
    page.get_by_role("link", name=re.compile("^Rapport over")).click()
    expect(page.get_by_text("2 van de 2 delen zijn klaar.")).to_be_visible()
    page.get_by_role("link", name="Indienen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapport indienen")
    look(page, "indienen")
    page.go_back()

    file_period(page)
    expect(page.get_by_text(re.compile("^Versie 1, ingediend door Mieke Leider op"))).to_be_visible()
    figures = key_figures(page)
    first = pdf_pages(download(page, "PDF"))[0]
    assert period in first
    assert "Halfjaarrapport cliëntondersteuning" in first
    assert f"Unieke cliënten {figures['Unieke cliënten']}" in first
    assert f"Beantwoorde vragen {figures['Beantwoorde vragen']}" in first
    written = str(sheets_of(download(page, "Excel")))
    assert figures["Unieke cliënten"].replace(".", "") in written
    assert figures["Beantwoorde vragen"].replace(".", "") in written


def test_a_question_is_answered_and_the_quarter_corrected_in_a_second_version(demo: Demo, page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Rapporten")
    open_period(page, rows_that_say(page, "teruggestuurd met een vraag").first)
    address = page.url
    quarter = Period.parse(address.rstrip("/").rsplit("/", 1)[1])
    expect(page.get_by_role("heading", name="Over: Eerste contact op tijd", exact=True)).to_be_visible()
    look(page, "rapport-vraag")
    form = page.get_by_role("form", name="Antwoord op de vraag over Eerste contact op tijd", exact=True)
    form.get_by_label("Uw antwoord").fill("U hebt gelijk: er ontbraken uren. Wij dienen een nieuwe versie in.")
    form.get_by_role("button", name="Antwoord versturen").click()
    expect(page.locator("#messages")).to_contain_text("De gemeente kan het nu lezen.")
    before = int(cell(page, "Aantal uren", "Niet-cliëntgebonden uren").replace(".", ""))

    page.goto(demo.care + reverse("hours"))
    in_quarter = quarter.start + timedelta(days=40)
    _write_other_work(page, in_quarter, "10:00")
    expect(page.get_by_role("main")).to_contain_text(f"Het rapport over {quarter.in_words} is ingediend.")

    page.goto(address)
    page.get_by_role("link", name="Corrigeren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapport corrigeren")
    look(page, "corrigeren")
    page.get_by_label("Waarom opent u een correctie?").fill("Tien uur netwerk stond er niet in.")
    page.get_by_role("button", name="Correctie openen").click()
    expect(page.get_by_text("Deze periode staat open voor correctie")).to_be_visible()
    page.goto(demo.care + reverse("hours"))
    _write_other_work(page, in_quarter, "10:00")
    expect(page.locator("#messages")).to_contain_text("opgeslagen")

    page.goto(address)
    file_period(page)
    expect(page.get_by_role("row", name=re.compile("^Versie 2"))).to_contain_text("Tien uur netwerk stond er niet in.")
    assert int(cell(page, "Aantal uren", "Niet-cliëntgebonden uren").replace(".", "")) == before + 10
    second = pdf_pages(download(page, "PDF"))[0]
    assert "Versie 2, ingediend door Mieke Leider" in second
    assert "Tien uur netwerk stond er niet in." in second

    page.get_by_role("link", name="Versie 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("versie 1")
    assert int(cell(page, "Aantal uren", "Niet-cliëntgebonden uren").replace(".", "")) == before
    assert "Versie 1, ingediend door Mieke Leider" in pdf_pages(download(page, "PDF"))[0]
    assert sheets_of(download(page, "Excel"))


def _count_now(page: Page) -> None:
    page.get_by_role("button", name="Nu tellen").click()
    expect(page.get_by_text("De cijfers zijn opnieuw geteld.")).to_be_visible(timeout=MADE_WITHIN)
    expect(page.locator(".report")).to_be_visible()


def _write_other_work(page: Page, day: date, time: str) -> None:
    """On the page of hours: network meetings of so long on this day."""
    page.locator("#ander-werk > summary").click()
    form = page.locator("#ander-werk form")
    form.get_by_role("radio", name="netwerk").check()
    form.get_by_label("Tijd").fill(time)
    form.get_by_label("Datum").fill(day.isoformat())
    form.get_by_role("button", name="Opslaan").click()


def _register(*, born: str, channel: str) -> bytes:
    """One client with one question and one line of hours, all of today."""
    today = timezone.localdate().strftime("%d-%m-%Y")
    columns: dict[str, list[str | int]] = {
        "clienten": ["clientnummer", "achternaam", "voornaam", "geboortedatum", "postcode"],
        "hulpvragen": ["vraagnummer", "clientnummer", "aanbieder", "kanaal", "ontvangen", "vraag", "ondersteuner"],
        "uren": ["vraagnummer", "aanbieder", "ondersteuner", "datum", "minuten", "activiteit"],
    }
    rows: dict[str, list[str | int]] = {
        "clienten": ["VB-1", "Importzee", "Nel", born, "2711 AB"],
        "hulpvragen": ["VB-2", "VB-1", "MEE", channel, today, "Wil hulp bij een brief", "nieuwe.hand@mee.example"],
        "uren": ["VB-2", "MEE", "nieuwe.hand@mee.example", today, 45, "gesprek"],
    }
    return _book({sheet: [columns[sheet], rows[sheet]] for sheet in columns})


def _book(sheets: dict[str, list[list[str | int]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _upload(page: Page, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Bestand met het register").set_input_files(
        {"name": "register.xlsx", "mimeType": kind, "buffer": content}
    )
    page.get_by_role("button", name="Bestand laten nakijken").click()


def _found_at_the_counter(page: Page, name: str) -> int:
    """How many clients the counter finds by this name."""
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + reverse("counter"))
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="Zoeken").click()
    expect(page.locator(".results, .counter-none").first).to_be_visible()
    return page.locator(".results li").filter(has_text=name).count()
