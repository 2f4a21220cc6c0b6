"""The story of who leads a team: who has too much, who is away, what everybody sees, and what a client may ask for."""

import io
import json
import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from odf import opendocument, teletype
from odf.table import Table, TableCell, TableRow
from playwright.sync_api import Locator, Page, expect

from cases.list_columns import QUESTIONS
from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look, nobody
from tests.browser.reports import MADE_WITHIN, go, pdf_pages, sheets_of
from tests.browser.steps import ask, assign, open_counter, save, start_new_client

MANAGER = "teamleider@mee"
SUPPORTER = "ondersteuner@mee"


def loads(page: Page) -> dict[str, int]:
    """How many questions each colleague has open, but for who is away and for those that sign in here."""
    away = page.locator(".away-list").inner_text() if page.locator(".away-list").count() else ""
    rows = page.get_by_role("table", name="Open vragen per ondersteuner").locator("tbody tr").all()
    found = {
        row.get_by_role("rowheader").inner_text(): int(row.get_by_role("cell").first.inner_text().replace(".", ""))
        for row in rows
    }
    busy = {"Nog bij niemand", "Fatima Steun", "Mieke Leider"}
    return {name: number for name, number in found.items() if name not in busy and name not in away}


def nearest_two(labels: list[str]) -> tuple[str, str]:
    """Of labels such as ‘Fatima Steun · 23 open’ the two whose numbers differ least: both get some of a caseload."""
    by_number = sorted((int(re.findall(r"(\d+) open", label)[0]), label.strip()) for label in labels)
    (_, one), (_, other) = min(pairwise(by_number), key=lambda pair: pair[1][0] - pair[0][0])
    return one, other


def options(select: Locator) -> list[str]:
    return [text.strip() for text in select.locator("option").all_inner_texts()]


def test_questions_above_the_guideline_stand_together_by_name(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    page.get_by_role("link", name="Boven de richtlijn").click()
    row = page.locator(".talks li").first
    expect(row).to_contain_text(re.compile(r"\d+\s·\s\d+:\d\d\svan\s\d+\suur"))
    look(page, "team-richtlijn")
    row.get_by_role("link").click()
    expect(page.locator(".nudge")).to_contain_text("richtlijn")


def test_who_stands_in_for_a_colleague_sees_their_questions(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    team = loads(page)
    name = max(team, key=lambda who: team[who])
    page.get_by_role("link", name="Afwezig", exact=True).click()
    page.get_by_role("link", name="Afwezigheid opschrijven").click()
    page.get_by_label("Wie", exact=True).select_option(label=name)
    today = timezone.localdate()
    page.get_by_label("Eerste dag afwezig").fill(today.isoformat())
    page.get_by_label("Laatste dag afwezig").fill((today - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Afwezigheid opslaan").click()
    expect(page.locator("#error-summary")).to_contain_text("Deze dagen zijn al voorbij.")
    page.get_by_label("Laatste dag afwezig").fill((today + timedelta(days=5)).isoformat())
    replacement = page.get_by_role("combobox", name=re.compile("^Vervanger"))
    replacement.select_option(label=next(text for text in options(replacement) if text.startswith("Fatima Steun")))
    page.get_by_label("Voor de vervanger").fill("Bel de huisarts terug over het rapport.")
    look(page, "team-afwezig")
    page.get_by_role("button", name="Afwezigheid opslaan").click()
    expect(page.locator("#messages")).to_contain_text("De afwezigheid is opgeschreven.")
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("Nu afwezig")
    look(page, "team-afwezigen")

    supporter = page_as(SUPPORTER)
    instead = supporter.get_by_role("region", name=re.compile(f"^Ik vervang {name}"))
    expect(instead).to_contain_text("Bel de huisarts terug over het rapport.")
    instead.locator("li.case").first.get_by_role("link").first.click()
    expect(supporter.locator("#contact")).to_be_visible()

    row.get_by_role("link", name=re.compile("^Wijzigen")).click()
    page.get_by_role("link", name="Verwijderen").click()
    page.get_by_role("button", name="Afwezigheid verwijderen").click()
    expect(page.locator("#messages")).to_contain_text("De afwezigheid is verwijderd.")
    go(supporter, "Vandaag")
    expect(instead).to_have_count(0)


def test_a_whole_caseload_is_divided_over_two_colleagues_and_handed_over_at_once(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    before = {name: number for name, number in loads(page).items() if number > 5}
    name = min(before, key=lambda who: before[who])
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name=f"Alle vragen van {name} overdragen").click()
    rows = page.locator(".team-list.hand-over-list tbody tr")
    expect(rows).to_have_count(before[name])
    page.get_by_role("button", name="Gekozen werk overdragen").click()
    expect(page.locator("#error-summary")).to_contain_text("Schrijf op wat de nieuwe ondersteuner moet weten.")
    for colleague in nearest_two(page.get_by_role("group", name="Verdelen over").locator("label").all_inner_texts()):
        page.get_by_role("checkbox", name=colleague).check()
    page.get_by_role("button", name="Verdelen en bekijken").click()
    chosen = {row.locator("select").input_value() for row in rows.all()}
    assert len(chosen) == 2, "the questions are divided over both"
    assert "" not in chosen
    page.get_by_label("Overdracht voor alle vragen").fill(f"{name} gaat met pensioen.")
    rows.first.get_by_role("textbox").fill("Praat liever Turks.")
    look(page, "team-alles-overdragen")
    page.get_by_role("button", name="Gekozen werk overdragen").click()
    expect(page.locator("#messages")).to_contain_text(f"{before[name]} vragen van {name} overgedragen.")
    expect(page.get_by_role("table", name="Open vragen per ondersteuner")).not_to_contain_text(name)


def test_signals_become_one_text_that_is_ready_for_the_report(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    go(page, "Signalen")
    signal = f"De bus naar school rijdt niet meer, {nobody()}"
    page.get_by_label("Wat gaat er mis?").fill(signal)
    page.get_by_label("Leefgebied").select_option(label="onderwijs")
    page.get_by_role("button", name="Signaal opslaan").click()
    expect(page.locator("#messages")).to_contain_text("Het signaal is opgeschreven.")
    look(page, "team-signalen")

    page.get_by_role("link", name="Bundelen voor het rapport").click()
    look(page, "team-bundelen")
    page.get_by_role("link", name="Onderwijs", exact=True).first.click()
    page.get_by_role("checkbox", name=signal).check()
    page.get_by_role("textbox", name="Tekst voor het rapport").fill("")
    page.get_by_role("button", name="Klaar voor het rapport").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.get_by_role("textbox", name="Tekst voor het rapport").fill("Kinderen komen niet op school: er rijdt geen bus.")
    look(page, "team-bundel")
    page.get_by_role("button", name="Klaar voor het rapport").click()
    expect(page.locator("#messages")).to_contain_text("De tekst gaat mee in het rapport.")
    expect(page.get_by_role("row").filter(has_text="Onderwijs").first).to_contain_text("Klaar voor het rapport")


def test_a_client_sees_what_this_provider_keeps_and_nothing_of_another(page_as: PageAs, demo: Demo) -> None:
    name, ours, theirs = nobody(), f"Wil hulp bij een brief {nobody()}", f"Wil hulp in de tuin {nobody()}"
    counter, coordinator = page_as("balie@"), page_as("coordinator@")
    open_counter(counter, demo)
    start_new_client(counter, name)
    ask(counter, ours)
    counter.get_by_role("button", name="Nog een vraag").click()
    expect(counter.locator("[name=q1-text]")).to_be_focused()
    ask(counter, theirs, 1)
    save(counter)
    assign(coordinator, demo, ours, page_as(SUPPORTER).locator(".who-person").inner_text())
    assign(coordinator, demo, theirs, page_as("ondersteuner@palet").locator(".who-person").inner_text())

    page = page_as(MANAGER)
    go(page, "Cliënten")
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name=name).click()
    number = re.search(r"C-\d+", page.locator(".lead").inner_text())
    assert number
    page.get_by_role("link", name=re.compile("^Verzoek om inzage")).click()
    page.get_by_role("radio", name=re.compile("^Inzage")).check()
    look(page, "team-verzoek-nieuw")
    page.get_by_role("button", name="Verzoek opslaan").click()
    expect(page.locator("#messages")).to_contain_text("Het verzoek is opgeslagen.")
    page.get_by_role("button", name="Dossier maken").click()
    expect(page.locator("#dossierbestand")).to_contain_text("Het dossier is klaar", timeout=MADE_WITHIN)
    look(page, "team-verzoek")

    with page.expect_download() as pdf:
        page.get_by_role("button", name="PDF om te lezen").click()
    text = " ".join(pdf_pages(Path(pdf.value.path()).read_bytes()))
    with page.expect_download() as data:
        page.get_by_role("button", name="JSON voor een computer").click()
    written = json.dumps(json.loads(Path(data.value.path()).read_bytes()), ensure_ascii=False)
    for dossier in (text, written):
        assert number[0] in dossier
        assert ours in dossier
        assert theirs not in dossier


def test_a_list_is_filtered_sorted_kept_as_a_view_and_taken_along_as_a_file(page_as: PageAs, demo: Demo) -> None:
    page = page_as(MANAGER)
    page.goto(demo.care + reverse("questions"))
    page.get_by_label("Urgentie").select_option(label="urgent")
    expect(page).to_have_url(re.compile(r"\burgent=ja\b"))
    page.get_by_role("columnheader", name="Cliënt").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Cliënt")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile(r"\burgent=ja\b"))
    links = page.locator("tbody .row-link")
    names = links.all_inner_texts()
    look(page, "team-lijst")

    labels = [field.label for column in QUESTIONS.columns for field in column.fields]
    rows = sheets_of(_file(page, "Excel"))[QUESTIONS.title]
    assert rows[0] == labels
    assert [row[0] for row in rows[1 : len(names) + 1]] == names
    office = _ods_rows(_file(page, "LibreOffice"))
    assert office[0] == labels
    assert [row[0] for row in office[1 : len(names) + 1]] == names

    view = nobody()
    page.get_by_label("Deze weergave bewaren als").fill(view)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#messages")).to_contain_text("De weergave is bewaard.")
    page.goto(demo.care + reverse("questions"))
    views = page.get_by_role("navigation", name="Bewaarde weergaven")
    views.get_by_role("link", name=view, exact=True).click()
    expect(page.get_by_role("columnheader", name="Cliënt")).to_have_attribute("aria-sort", "ascending")
    assert links.all_inner_texts() == names

    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    opened = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo.care}{opened}")

    page.go_back()
    views.get_by_role("link", name=f"Weergave {view} wijzigen").click()
    look(page, "team-weergave")
    page.get_by_role("button", name="Weergave verwijderen").click()
    expect(page.locator("#messages")).to_contain_text("De weergave is verwijderd.")


def _file(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("group", name="Deze lijst als bestand").get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def _ods_rows(content: bytes) -> list[list[str]]:
    """The rows of the first sheet of a LibreOffice file, as text."""
    sheet = opendocument.load(io.BytesIO(content)).spreadsheet.getElementsByType(Table)[0]
    return [
        [teletype.extractText(cell) for cell in row.getElementsByType(TableCell)]
        for row in sheet.getElementsByType(TableRow)
    ]
