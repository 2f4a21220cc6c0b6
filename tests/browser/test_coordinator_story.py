"""The story of the intake coordinator: every question on one list, to the right person, before its day."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look, nobody
from tests.browser.steps import inbox_row, waiting_for, walk_in

ASKED = "Kan het huis niet meer uit en wil een scootmobiel"


def tab(page: Page, label: str) -> int:
    """The number on a tab of the inbox."""
    tabs = page.get_by_role("navigation", name="Lijsten")
    return int(tabs.get_by_role("link", name=re.compile(f"^{label}")).inner_text().split()[-1].replace(".", ""))


def test_a_question_of_the_counter_lands_on_the_list_becomes_urgent_and_gets_a_supporter(
    page_as: PageAs, demo: Demo
) -> None:
    name = nobody()
    number = walk_in(page_as("balie@"), demo, name, ASKED)

    page = page_as("coordinator@")
    expect(page).to_have_url(re.compile(reverse("inbox")))
    new = tab(page, "Nieuw")
    look(page, "inbox")
    row = inbox_row(page, demo, name)
    expect(row).to_contain_text(ASKED)
    expect(row).to_contain_text(f"{number} · balie, Forum · ontvangen vandaag")
    expect(row.locator(".term")).to_have_count(2)
    expect(row).to_contain_text(re.compile(r"Eerste contact\s+nog 1[4-9] dagen"))

    row.get_by_role("link", name=name).click()
    expect(page.locator(".summary-state")).to_contain_text(re.compile(r"Oppakken\s+nog (2[89]|3\d) dagen"))
    page.get_by_text("Urgentie wijzigen").first.click()
    page.get_by_role("button", name="Urgentie wijzigen").click()
    expect(page.locator("#error-summary")).to_contain_text("Vul de reden in.")
    page.get_by_role("radio", name="urgent", exact=True).check()
    page.get_by_label("Waarom").fill("De lift is kapot en de voorraad is op")
    page.get_by_role("button", name="Urgentie wijzigen").click()
    expect(page.locator("#messages")).to_contain_text("De urgentie is gewijzigd.")
    # Three days, or a few more where the third is in a weekend or on a holiday.
    expect(page.locator(".summary-state")).to_contain_text(re.compile(r"Oppakken\s+nog [3-7] dagen"))
    expect(page.locator(".timeline")).to_contain_text("De lift is kapot en de voorraad is op")
    look(page, "inbox-question")

    row = inbox_row(page, demo, name)
    assert page.url.endswith("?pagina=1"), "urgent questions stand first"
    expect(row.locator(".badge", has_text="Urgent")).to_be_visible()
    choice = row.locator("option", has_text=re.compile(r"\d+ open")).first.inner_text().strip()
    row.locator("select").select_option(label=choice)
    row.get_by_role("button", name="Toewijzen").click()
    done = page.locator(".inbox > li.is-done")
    expect(done).to_contain_text(f"Vraag {number} is toegewezen aan {choice.split(' · ')[0].split(' (')[0]}")
    page.reload()
    assert tab(page, "Nieuw") == new - 1


def test_an_assignment_without_a_name_is_refused_in_its_row(page_as: PageAs) -> None:
    page = page_as("coordinator@")
    new = tab(page, "Nieuw")
    page.locator(".inbox > li").first.get_by_role("button", name="Toewijzen").click()
    expect(page.locator(".inbox > li").first.get_by_role("alert")).to_have_text(re.compile("Kies wie de vraag krijgt."))
    page.reload()
    assert tab(page, "Nieuw") == new


def test_what_is_late_stands_on_a_list_of_its_own(page_as: PageAs) -> None:
    page = page_as("coordinator@")
    late = tab(page, "Te laat")
    assert late > 0, "the demo has questions that are late"
    page.get_by_role("link", name=re.compile("^Te laat")).click()
    rows = page.locator(".inbox > li")
    expect(rows).to_have_count(min(late, 25))
    for row in rows.all():
        expect(row.locator(".term-danger").first).to_contain_text("te laat")
    look(page, "inbox-late")
    page.get_by_role("link", name=re.compile("^Bijna te laat")).click()
    expect(page.locator(".inbox .term-danger")).to_have_count(0)
    expect(page.locator(".inbox .term-warn").first).to_be_visible()


def test_any_question_is_found_by_its_number_and_its_filters_stand_in_the_address(page_as: PageAs, demo: Demo) -> None:
    page = page_as("coordinator@")
    page.get_by_role("link", name="Alle vragen").click()
    page.get_by_label("Urgentie").select_option(label="urgent")
    expect(page).to_have_url(re.compile(r"\burgent=ja\b"))
    rows = page.locator("tbody tr")
    assert rows.count() > 0
    expect(rows.filter(has=page.locator(".badge", has_text="Urgent"))).to_have_count(rows.count())
    look(page, "questions")
    number = rows.first.locator(".cell-sub").first.inner_text()
    page.get_by_label(re.compile("Zoek op nummer")).fill(number)
    page.get_by_role("button", name="Zoeken").click()
    expect(page).to_have_url(demo.care + reverse("questions"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(number)


def test_a_new_question_begins_with_a_search_so_that_nobody_gets_two_records(page_as: PageAs) -> None:
    name = nobody()
    page = page_as("coordinator@")
    page.get_by_role("link", name="Nieuwe vraag").click()
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill(name)
    expect(page.locator("#gevonden")).to_contain_text("Niemand gevonden.")
    look(page, "inbox-search")
    page.get_by_role("button", name="Nieuwe cliënt").click()
    expect(page.get_by_label("Achternaam")).to_have_value(name)
    look(page, "inbox-new-client")
    page.get_by_role("button", name="Opslaan en vraag opschrijven").click()
    page.get_by_label("De vraag", exact=True).fill(ASKED)
    page.get_by_role("checkbox", name="zorg", exact=True).check()
    page.get_by_label("Ingang").select_option(label="huisarts")
    look(page, "inbox-new-question")
    page.get_by_role("button", name="Vraag opslaan").click()
    expect(page.locator("#messages")).to_contain_text("De nieuwe vraag is opgeslagen.")

    page.get_by_role("link", name="Aanmeldingen").first.click()
    page.get_by_role("link", name="Nieuwe vraag").click()
    page.get_by_role("searchbox").fill(name)
    known = page.locator(".found-clients li")
    expect(known).to_have_count(1)
    known.get_by_role("link", name=re.compile("^Nieuwe vraag")).click()
    expect(page.locator(".lead")).to_contain_text(name)


def test_a_question_that_another_provider_sends_back_waits_with_its_reason(page_as: PageAs, demo: Demo) -> None:
    name = nobody()
    walk_in(page_as("balie@"), demo, name, ASKED)
    page = page_as("coordinator@")
    row = inbox_row(page, demo, name)
    row.locator("select").select_option(label="MEE · team verdeelt")
    row.get_by_role("button", name="Toewijzen").click()
    page.locator(".inbox > li.is-done").get_by_role("link", name=re.compile("^Toch anders")).click()
    page.get_by_role("link", name="Naar een andere aanbieder").click()
    page.get_by_label("Naar welke aanbieder").select_option(label="Palet Welzijn")
    page.get_by_label("Wat mag de andere aanbieder weten?").fill("Zoekt een scootmobiel om te lenen")
    page.get_by_role("checkbox", name="welzijn").check()
    page.get_by_role("checkbox", name="De cliënt vindt het goed").check()
    page.get_by_role("radio", name="aan de telefoon").check()
    look(page, "inbox-pass-on")
    page.get_by_role("button", name="Vraag aanbieden").click()
    expect(page.locator("#messages")).to_contain_text("De vraag is aangeboden aan Palet Welzijn.")

    other = page_as("teamleider@palet")
    waiting_for(other, name).click()
    expect(other.get_by_role("main")).to_contain_text("Zoekt een scootmobiel om te lenen")
    expect(other.get_by_role("main")).not_to_contain_text(ASKED)
    other.get_by_role("radio", name="Wij sturen de vraag terug").check()
    other.get_by_role("button", name="Antwoord versturen").click()
    expect(other.locator("#error-summary")).to_contain_text("Schrijf op waarom u de vraag terugstuurt.")
    look(other, "inbox-offered")
    other.get_by_label("Reden").fill("Wij lenen geen scootmobielen uit")
    other.get_by_role("button", name="Antwoord versturen").click()

    page.get_by_role("link", name="Aanmeldingen").first.click()
    waiting_for(page, name).click()
    expect(page.get_by_role("main")).to_contain_text("Wij lenen geen scootmobielen uit")
    look(page, "inbox-sent-back")


def test_the_coordinator_sees_how_fast_the_counter_is(page_as: PageAs, demo: Demo) -> None:
    counter = page_as("balie@")
    walk_in(counter, demo, nobody(), "Vraag om te meten")
    counter.locator(".tile", has_text="Vervoer").click()
    expect(counter.locator(".counter-latest")).to_contain_text("Vervoer")

    speed = page_as("coordinator@").locator("section[aria-labelledby=snelheid-kop]")
    expect(speed).to_contain_text("Snelheid aan de balie")
    expect(speed).to_contain_text(re.compile(r"Nieuwe cliënt\s+[\d,]+ seconden\s+doel: 20 seconden"))
    expect(speed).to_contain_text(re.compile(r"Eenvoudige vraag\s+[\d,]+ seconden\s+doel: 2 seconden"))
