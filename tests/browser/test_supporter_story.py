"""The story of the supporter: what is for me today, do it, write it down with its time, and round it off."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look, nobody
from tests.browser.steps import assign, walk_in

ASKED = "Wil weten welke hulp in huis er is"
SUPPORTER = "ondersteuner@mee"


@pytest.fixture(scope="module")
def waiting() -> list[str]:
    """Surnames of clients whose question was assigned to the supporter and that no test has used yet."""
    return []


@pytest.fixture
def client(page_as: PageAs, demo: Demo, waiting: list[str]) -> str:
    """Somebody new who asked something at the counter and was assigned to the supporter; gives the surname."""
    if not waiting:  # several at once: signing in takes longer than writing down
        counter, coordinator, supporter = page_as("balie@"), page_as("coordinator@"), page_as(SUPPORTER)
        me = supporter.locator(".who-person").inner_text()
        for name in [nobody() for _ in range(5)]:
            walk_in(counter, demo, name, ASKED)
            assign(coordinator, demo, name, me)
            waiting.append(name)
    return waiting.pop()


@pytest.fixture
def mine(page_as: PageAs, client: str) -> Page:
    """The page of that question, opened from Vandaag."""
    page = page_as(SUPPORTER)
    page.get_by_role("link", name=client).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(client)
    return page


def write(page: Page, done: str, kind: str, minutes: str) -> None:
    """Fills in what was done on the page of a question."""
    page.get_by_label("Wat hebt u gedaan?").fill(done)
    page.locator("#contact").get_by_role("radio", name=kind).check()
    page.locator("#contact").get_by_label("Tijd", exact=True).fill(minutes)


def save(page: Page) -> None:
    page.locator("#contact").get_by_role("button", name="Opslaan").click()


def term(page: Page, label: str) -> Locator:
    return page.locator(".summary-state .term", has_text=label)


def test_today_shows_what_was_assigned_and_time_is_written_in_its_row(page_as: PageAs, client: str) -> None:
    page = page_as(SUPPORTER)
    expect(page).to_have_url(re.compile(reverse("today")))
    row = page.locator("li.case", has_text=client)
    expect(row).to_contain_text(ASKED)
    expect(row).to_contain_text("0:00 van 10 uur")
    expect(row).to_contain_text("nog niet")
    look(page, "today")
    row.get_by_role("link", name=re.compile("^Tijd")).click()
    quick = row.locator("form.quick")
    expect(quick.get_by_label("Tijd", exact=True)).to_be_focused()
    # Which minutes the buttons have, they learned from this person.
    button = quick.get_by_role("button", name=re.compile("minuten$")).first
    minutes = button.get_attribute("data-value")
    button.click()
    expect(quick.get_by_label("Tijd", exact=True)).to_have_value(f"{minutes}")
    look(page, "today-time")
    quick.get_by_role("button", name="Tijd opslaan").click()
    expect(row).to_contain_text(f"{minutes} min erbij")
    expect(row).to_contain_text(f"0:{minutes:0>2} van 10 uur")
    expect(row).to_contain_text("vandaag")


def test_a_visit_with_a_colleague_is_one_act_and_stamps_first_contact_and_pick_up(mine: Page) -> None:
    for label in ("Eerste contact", "Oppakken"):
        expect(term(mine, label)).to_contain_text("nog")
    look(mine, "question")
    write(mine, "Thuis kennisgemaakt. De dochter was erbij.", "huisbezoek", "45")
    mine.get_by_text("Met een collega of met reistijd").click()
    colleague = mine.get_by_label("Tweede ondersteuner")
    name = colleague.locator("option").nth(1).inner_text()
    colleague.select_option(index=1)
    mine.get_by_label("Reistijd").fill("20")
    look(mine, "question-typed")
    save(mine)
    expect(mine.locator("#messages")).to_contain_text("Opgeslagen.")
    for label in ("Eerste contact", "Oppakken"):
        expect(term(mine, label)).to_contain_text("op tijd")
    # 45 minutes and 20 of travel, for both: 2 x 65.
    expect(mine.locator(".summary-state")).to_contain_text("2:10 van 10 uur")
    visit = mine.locator(".timeline li", has_text="Thuis kennisgemaakt. De dochter was erbij.")
    expect(visit).to_contain_text("45 min")
    expect(visit).to_contain_text(f"samen met {name}: 45 min")
    travel = visit.locator(".line-beside li", has_text="reistijd")
    expect(travel).to_have_count(2)
    for line in travel.all():
        expect(line).to_contain_text(": 20 min")
    look(mine, "question-written")


def test_not_reached_is_one_click_and_undone_by_another(page_as: PageAs, client: str) -> None:
    page = page_as(SUPPORTER)
    row = page.locator("li.case", has_text=client)
    row.get_by_role("button", name="Niet bereikt").click()
    expect(row).to_contain_text("1 van 3 pogingen")
    look(page, "today-not-reached")
    row.get_by_role("button", name="Ongedaan maken").click()
    expect(row).to_contain_text("De poging is ongedaan gemaakt.")
    expect(row).not_to_contain_text("keer niet bereikt")


def test_a_term_stands_still_until_the_day_that_the_client_asked_for(mine: Page) -> None:
    mine.get_by_role("link", name="Cliënt vroeg om later").click()
    until = timezone.localdate() + timedelta(days=21)
    mine.get_by_label("Loopt weer op").fill(until.isoformat())
    look(mine, "pause")
    mine.get_by_role("button", name="Termijn laten stilstaan").click()
    expect(term(mine, "Eerste contact")).to_contain_text("staat stil tot")
    look(mine, "question-paused")
    mine.get_by_role("button", name="Weer laten lopen").click()
    expect(term(mine, "Eerste contact")).to_contain_text("nog")


def test_a_question_waits_on_somebody_else_until_a_day(mine: Page) -> None:
    mine.get_by_role("link", name="Wacht op een ander").click()
    mine.get_by_label("Waar wacht deze vraag op?").fill("wachtlijst thuisbegeleiding")
    mine.get_by_role("button", name="Wachten opslaan").click()
    expect(mine.locator(".beside")).to_contain_text("wachtlijst thuisbegeleiding, kijk opnieuw op")
    expect(mine.locator(".summary")).to_contain_text("Wacht op een ander")
    look(mine, "question-waits")


def test_without_a_time_nothing_is_saved_and_what_was_typed_stays_also_after_a_reload(mine: Page) -> None:
    mine.get_by_label("Wat hebt u gedaan?").fill("Gebeld, kreeg geen gehoor")
    save(mine)
    expect(mine.locator("#error-summary")).to_contain_text("Vul de tijd in.")
    expect(mine.get_by_label("Wat hebt u gedaan?")).to_have_value("Gebeld, kreeg geen gehoor")
    look(mine, "question-mistake")
    with mine.expect_response(re.compile(r"/concept/question-\d+/")):
        mine.get_by_label("Wat hebt u gedaan?").fill("Lang gesprek over")
    mine.goto(mine.url.removesuffix("contact/"))
    expect(mine.get_by_label("Wat hebt u gedaan?")).to_have_value("Lang gesprek over")
    expect(mine.locator("#contact")).to_contain_text("Nog niet opgeslagen")


def test_a_question_is_referred_split_closed_and_reopened(mine: Page, client: str) -> None:
    write(mine, "Gebeld over de mogelijkheden", "telefoon", "30")
    save(mine)
    expect(mine.locator("#messages")).to_contain_text("Opgeslagen.")
    address = mine.url

    mine.get_by_role("link", name="Verwijzen").click()
    mine.get_by_label("Naar wie").fill("Humanitas thuisadministratie")
    mine.get_by_label("De cliënt vindt het goed").check()
    look(mine, "question-refer")
    mine.get_by_role("button", name="Verwijzing opslaan").click()
    expect(mine.locator(".timeline")).to_contain_text("Humanitas thuisadministratie")

    mine.get_by_role("link", name="Vervolgvraag").click()
    mine.get_by_label("De vraag").fill("Wil ook hulp bij de post")
    mine.get_by_role("checkbox", name="werk en inkomen").check()
    look(mine, "question-follow-up")
    mine.get_by_role("button", name="Vraag opslaan").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text(client)
    expect(mine.locator(".summary-text")).to_have_text("Wil ook hulp bij de post")
    follow_up = re.search(r"[\w-]+", mine.locator(".lead").inner_text())
    assert follow_up
    mine.goto(address)
    expect(mine.get_by_role("link", name=follow_up[0])).to_be_visible()

    mine.get_by_role("link", name="Afsluiten").click()
    mine.get_by_role("button", name="Vraag afsluiten").click()
    expect(mine.locator("#error-summary")).to_contain_text("Kies de uitkomst.")
    mine.get_by_role("radio", name="algemene voorziening").check()
    mine.get_by_role("group", name=re.compile("^Cijfer van de cliënt")).get_by_role("radio", name="8").check()
    mine.get_by_role("group", name=re.compile("^Past de oplossing")).get_by_role("radio", name="ja").check()
    look(mine, "question-close")
    mine.get_by_role("button", name="Vraag afsluiten").click()
    expect(mine.locator("#messages")).to_contain_text("is afgesloten")
    facts = mine.locator("section", has=mine.locator("#vraag-kop"))
    expect(facts).to_contain_text(re.compile(r"Uitkomst\s*algemene voorziening"))
    expect(facts).to_contain_text(re.compile(r"Cijfer\s*8"))
    expect(facts).to_contain_text(re.compile(r"Past het\s*ja"))
    expect(mine.locator("#contact")).to_have_count(0)
    look(mine, "question-closed")

    mine.get_by_role("link", name="Heropenen").first.click()
    mine.get_by_label(re.compile("^Waarom gaat")).fill("De hulp is toch niet gekomen")
    look(mine, "question-reopen")
    mine.get_by_role("button", name="Vraag heropenen").click()
    expect(mine.locator("#messages")).to_contain_text("De vraag is weer open.")
    expect(mine.locator("#contact")).to_be_visible()
    expect(mine.locator(".timeline")).to_contain_text("De hulp is toch niet gekomen")
    mine.get_by_role("link", name=re.compile("^Alle vragen")).click()
    expect(mine.locator("li.case")).to_have_count(2)
    look(mine, "client")


def test_the_week_sheet_holds_time_on_questions_and_other_work(page_as: PageAs, client: str) -> None:
    page = page_as(SUPPORTER)
    page.get_by_role("link", name="Uren", exact=True).click()
    line = page.locator("#tijd")
    line.get_by_label("Vraag").select_option(label=line.locator("option", has_text=client).inner_text())
    line.get_by_label("Soort").select_option(label="e-mail")
    line.get_by_label("Tijd", exact=True).fill("10")
    line.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#messages")).to_contain_text("De tijd is opgeslagen.")
    expect(page.locator("table.sheet tr", has_text=client)).to_contain_text("0:10")

    other = page.locator("#ander-werk")
    other.locator("summary").click()
    expect(other.get_by_label("Aantal mensen")).to_be_hidden()
    other.get_by_role("radio", name="voorlichting").check()
    other.get_by_label("Tijd").fill("1:30")
    note = f"Middag in de bibliotheek {client}"
    other.get_by_label(re.compile("^Wat")).fill(note)
    other.get_by_role("button", name="Opslaan").click()
    expect(other.locator("#error-summary")).to_contain_text("Vul in hoeveel mensen er waren.")
    other.get_by_label("Aantal mensen").fill("12")
    look(page, "hours-other-work")
    other.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#messages")).to_contain_text("Het andere werk is opgeslagen.")
    written = page.locator(".lines li", has_text=note)
    expect(written).to_contain_text("1:30")
    expect(written).to_contain_text("12 mensen")
    expect(page.locator("table.sheet tr", has_text="Voorlichting")).to_contain_text("niet bij een cliënt")
    look(page, "hours")


def test_hours_in_a_filed_quarter_are_refused_at_the_date_and_nothing_typed_is_lost(page_as: PageAs) -> None:
    page = page_as(SUPPORTER)
    page.get_by_role("link", name="Uren", exact=True).click()
    other = page.locator("#ander-werk")
    other.locator("summary").click()
    today = timezone.localdate()
    filed = date(today.year - 1, 2, 15)
    note = f"Netwerklunch {nobody()}"
    other.get_by_label("Tijd").fill("2:15")
    other.get_by_label("Datum").fill(filed.isoformat())
    other.get_by_label(re.compile("^Wat")).fill(note)
    other.get_by_role("button", name="Opslaan").click()
    day = other.locator(".field", has=page.locator("[name=on]"))
    expect(day).to_contain_text(re.compile("Het rapport over .* is ingediend. Deze gegevens kunnen niet"))
    expect(other.locator("#error-summary")).to_be_focused()
    expect(other.get_by_label("Tijd")).to_have_value("2:15")
    expect(other.get_by_label(re.compile("^Wat"))).to_have_value(note)
    expect(page.locator(".lines", has_text=note)).to_have_count(0)
    look(page, "hours-filed")
    # On a day that isn't filed the same form is taken.
    other.get_by_label("Datum").fill(today.isoformat())
    other.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".lines li", has_text=note)).to_contain_text("2:15")
