"""The story of the volunteer at the desk: who is there, what do they ask, and the next one is waiting."""

import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look, nobody
from tests.browser.steps import ask, open_counter, save, search, start_new_client

# The aim is 20 seconds for a person; a build server that types for them is slower than its own keyboard.
NEW_CLIENT_SECONDS = 60
SIMPLE_SECONDS = 10

COUNTER = "balie@"
SIGNED_OUT = "U bent uitgelogd"


@pytest.fixture
def desk(page_as: PageAs, demo: Demo) -> Page:
    """The counter with nothing half-typed on it."""
    page = page_as(COUNTER)
    open_counter(page, demo)
    return page


def questions_of(page: Page, demo: Demo, name: str) -> list[str]:
    """The texts of a client's questions, as the coordinator finds them by the client's name."""
    page.goto(demo.care + reverse("questions"))
    page.get_by_label(re.compile("Zoek op nummer")).fill(name)
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"\d+ vra"))
    return [re.sub(r"\s*Urgent$", "", text.strip()) for text in page.locator("tbody td:nth-child(2)").all_inner_texts()]


def test_a_client_is_found_by_part_of_a_name_birth_date_or_phone(desk: Page) -> None:
    expect(desk.get_by_label(re.compile("^Zoek op naam"))).to_be_focused()
    look(desk, "counter")
    known = search(desk, "jans").filter(has_text="geboren")
    look(desk, "counter-found")
    found = known.first.inner_text()
    assert "jans" in found.lower()
    name = known.first.locator(".result-name").inner_text()
    birth_date = re.search(r"\d+-\d+-\d{4}", found)
    assert birth_date

    expect(search(desk, birth_date[0]).filter(has_text=name)).to_have_count(1)
    desk.locator(".result").filter(has_text=name).click()
    expect(desk.get_by_role("heading", name=name)).to_be_visible()
    desk.get_by_role("link", name="Gegevens wijzigen").click()
    look(desk, "counter-identity")
    phone = desk.get_by_label(re.compile("^Telefoon")).input_value()
    if not phone:  # not every client gave one: then the volunteer writes it down now
        phone = "06 12 34 56 78"
        desk.get_by_label(re.compile("^Telefoon")).fill(phone)
    desk.get_by_role("button", name="Gegevens opslaan").click()
    expect(desk.locator("#messages")).to_contain_text("De gegevens zijn opgeslagen")
    expect(search(desk, phone).filter(has_text=name)).to_have_count(1)


def test_a_simple_question_is_one_tap_and_can_be_taken_back(desk: Page) -> None:
    tile = desk.locator(".tile", has_text="Wonen")
    before = int(tile.locator(".tile-count").inner_text().split()[0])
    total = int(desk.locator(".counter-total-number").inner_text())
    began = time.monotonic()
    tile.click()
    expect(tile.locator(".tile-count")).to_have_text(re.compile(rf"^{before + 1}\b"))
    assert time.monotonic() - began < SIMPLE_SECONDS
    expect(desk.locator(".counter-total-number")).to_have_text(str(total + 1))
    look(desk, "counter-tally")
    desk.get_by_role("button", name=re.compile("^Terugnemen.*Wonen")).first.click()
    expect(tile.locator(".tile-count")).to_have_text(re.compile(rf"^{before}\b"))
    expect(desk.locator(".counter-total-number")).to_have_text(str(total))
    # By keyboard: out of the search box first, so that a birth date counts nothing.
    desk.get_by_label(re.compile("^Zoek op naam")).press("3")
    expect(desk.locator(".counter-total-number")).to_have_text(str(total))
    desk.keyboard.press("Escape")
    desk.keyboard.press("3")
    expect(desk.locator(".counter-total-number")).to_have_text(str(total + 1))


def test_a_new_client_with_one_question_is_written_down_by_keyboard_alone(
    desk: Page, page_as: PageAs, demo: Demo
) -> None:
    name = nobody()
    expect(desk.get_by_label(re.compile("^Zoek op naam"))).to_be_focused()
    began = time.monotonic()
    desk.keyboard.type(f"Anna {name}", delay=20)
    expect(desk.locator(".counter-none")).to_be_visible()
    desk.keyboard.press("Enter")  # to the list: nobody was found, so to "new client"
    expect(desk.locator("#nieuw")).to_be_focused()
    desk.keyboard.press("Enter")
    # The name stands there already; the cursor is where the next thing has to be typed.
    question = desk.locator("[name=q0-text]")
    expect(question).to_be_focused()
    expect(desk.get_by_label("Voornaam")).to_have_value("Anna")
    expect(desk.get_by_label("Achternaam")).to_have_value(name)
    desk.keyboard.type("Wil hulp bij de aanvraag van een traplift", delay=20)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")  # the first life domain
    expect(desk.get_by_role("checkbox", name="maatschappelijke ondersteuning")).to_be_checked()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#messages .alert-success")).to_contain_text("Opgeslagen: 1 vraag, nummer")
    assert time.monotonic() - began < NEW_CLIENT_SECONDS
    # Ready for the next visitor.
    expect(desk.get_by_label(re.compile("^Zoek op naam"))).to_be_focused()
    look(desk, "counter-saved")
    assert questions_of(page_as("coordinator@"), demo, name) == ["Wil hulp bij de aanvraag van een traplift"]


def test_a_possible_duplicate_is_shown_while_typing_and_never_chosen_by_itself(
    desk: Page, page_as: PageAs, demo: Demo
) -> None:
    name = nobody()
    start_new_client(desk, name)
    desk.get_by_label("Voornaam").fill("Pieter")
    desk.locator("[name=birth_date]").fill("3-4-1951")
    ask(desk, "Vraag van Pieter")
    save(desk)

    start_new_client(desk, "Piet")
    desk.get_by_label("Voornaam").fill("Pieter")
    desk.get_by_label("Achternaam").fill("")
    desk.get_by_label("Achternaam").press_sequentially(name)
    desk.locator("[name=birth_date]").press_sequentially("3-4-1951")
    alike = desk.locator("#lijkt-op")
    expect(alike).to_contain_text("Bestaat deze persoon al?")
    expect(alike).to_contain_text(f"{name}, Pieter")
    ask(desk, "Nog een vraag van Pieter")
    look(desk, "counter-duplicate")
    expect(desk.get_by_role("heading", name="Nieuwe cliënt")).to_be_visible()
    alike.get_by_role("button", name=re.compile("Ja, deze persoon")).click()
    expect(desk.get_by_role("heading", name=f"{name}, Pieter")).to_be_visible()
    expect(desk.locator("[name=q0-text]")).to_have_value("Nog een vraag van Pieter")
    save(desk)
    expect(search(desk, name)).to_have_count(1)
    written = questions_of(page_as("coordinator@"), demo, name)
    assert sorted(written) == ["Nog een vraag van Pieter", "Vraag van Pieter"]


def test_somebody_new_takes_the_place_of_a_known_client_and_the_question_stays(desk: Page) -> None:
    name = nobody()
    search(desk, "jansen")
    desk.locator(".result").first.click()
    ask(desk, "Vraag voor de buurvrouw")
    start_new_client(desk, name)
    expect(desk.get_by_role("heading", name="Nieuwe cliënt")).to_be_visible()
    expect(desk.locator("[name=q0-text]")).to_have_value("Vraag voor de buurvrouw")


def test_two_questions_go_in_one_go(desk: Page, page_as: PageAs, demo: Demo) -> None:
    name = nobody()
    start_new_client(desk, name)
    ask(desk, "Eerste van twee")
    desk.get_by_role("button", name="Nog een vraag").click()
    expect(desk.locator("[name=q1-text]")).to_be_focused()
    ask(desk, "Tweede van twee", 1)
    desk.locator("#inloop").get_by_role("checkbox", name="Urgent").nth(1).check()
    look(desk, "counter-two-questions")
    assert "2 vragen, nummers" in save(desk)
    page = page_as("coordinator@")
    assert sorted(questions_of(page, demo, name)) == ["Eerste van twee", "Tweede van twee"]
    urgent = page.locator("tbody tr", has=page.locator(".badge", has_text="Urgent"))
    expect(urgent).to_have_count(1)
    expect(urgent).to_contain_text("Tweede van twee")


def test_a_mistake_is_said_at_its_field_and_what_was_typed_stays(desk: Page) -> None:
    name = nobody()
    start_new_client(desk, name)
    desk.locator("[name=birth_date]").fill("31-2-1950")
    desk.get_by_role("button", name="Opslaan en volgende").click()
    summary = desk.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Deze datum bestaat niet.")
    expect(summary).to_contain_text("Schrijf in het kort de vraag op, of kies een leefgebied.")
    expect(desk.get_by_label("Achternaam")).to_have_value(name)
    look(desk, "counter-mistake")


def test_a_double_click_makes_one_question(desk: Page, page_as: PageAs, demo: Demo) -> None:
    name = nobody()
    start_new_client(desk, name)
    ask(desk, "Maar één keer")
    desk.get_by_role("button", name="Opslaan en volgende").dblclick()
    expect(desk.locator("#messages .alert-success")).to_contain_text("1 vraag")
    assert questions_of(page_as("coordinator@"), demo, name) == ["Maar één keer"]


def test_half_typed_text_survives_a_reload_and_an_expired_session(desk: Page, demo: Demo) -> None:
    name = nobody()
    start_new_client(desk, name)
    with desk.expect_response(re.compile(reverse("draft_save", args=["walk-in"]))):
        ask(desk, "Half getypt")
    expect(desk.locator("[data-draft-status]")).to_contain_text("Opgeslagen als concept")
    desk.reload()
    expect(desk.locator("[name=q0-text]")).to_have_value("Half getypt")
    expect(desk.get_by_label("Achternaam")).to_have_value(name)
    expect(desk.locator("#inloop")).to_contain_text("Het is nog niet opgeslagen")
    look(desk, "counter-draft")

    desk.context.clear_cookies()
    ask(desk, "Half getypt, en verder")
    problem = desk.locator("#inloop [data-draft-problem]")
    expect(problem).to_contain_text(SIGNED_OUT)
    with desk.expect_popup() as opened:
        problem.get_by_role("link", name=re.compile("Opnieuw inloggen")).click()
    again = opened.value
    again.fill("[name=login]", next(login for login in demo.logins if login.startswith(COUNTER)))
    again.fill("[name=password]", demo.logins["balie@zosamen.example"])
    again.press("[name=password]", "Enter")
    expect(again).not_to_have_url(re.compile(reverse("account_login")))
    # The first tab picks up by itself where it was, and keeps the rest as well.
    desk.bring_to_front()
    expect(problem).not_to_contain_text(SIGNED_OUT)
    expect(desk.locator("[name=q0-text]")).to_have_value("Half getypt, en verder")
    again.goto(demo.care + reverse("counter"))
    expect(again.locator("[name=q0-text]")).to_have_value("Half getypt, en verder")
    again.close()
    assert "1 vraag" in save(desk)


def test_nothing_personal_stays_in_address_title_storage_or_behind_back(desk: Page) -> None:
    name = nobody()
    start_new_client(desk, name)
    with desk.expect_response(re.compile(reverse("draft_save", args=["walk-in"]))):
        ask(desk, "Vertelt over de scheiding")
    search(desk, "jansen")
    for personal in (name, "scheiding", "jansen"):
        assert personal.lower() not in desk.url.lower()
        assert personal.lower() not in desk.title().lower()
    # htmx keeps the address of the page; addresses hold nothing personal.
    assert desk.evaluate("({...localStorage, ...sessionStorage})") == {
        "htmx-current-path-for-history": reverse("counter")
    }
    assert desk.evaluate("history.state === null || !JSON.stringify(history.state).includes('scheiding')")

    desk.locator(".result").first.click()
    desk.get_by_role("link", name="Gegevens wijzigen").click()
    person = desk.get_by_label("Achternaam").input_value()
    assert person.lower().startswith("jans")
    assert person.lower() not in desk.title().lower()
    assert re.search(r"/clienten/\d+/gegevens/$", desk.url)
    desk.get_by_role("button", name="Uitloggen").click()
    expect(desk.get_by_role("button", name="Uitloggen")).to_have_count(0)
    for _ in range(3):
        desk.go_back()
        expect(desk.locator("[name=password]")).to_be_visible()
        for personal in (name, person, "scheiding"):
            assert personal not in desk.content()
