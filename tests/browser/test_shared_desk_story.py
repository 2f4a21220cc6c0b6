"""The story of colleagues who take turns at one computer: registered once, locked often, changed over in seconds."""

import re
import time
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look, nobody
from tests.browser.steps import ask, search, start_new_client
from tests.told import Tell

PIN = "274918"
SWITCH_SECONDS = 10  # what is asked: from the first one's page to the second one's counter


@pytest.fixture
def desk(page_as: PageAs, demo: Demo) -> Iterator[Page]:
    """A browser that an administrator registered as a shared desk, with the tiles of colleagues on it."""
    page = page_as("beheer@")
    page.goto(demo.care + reverse("shared_devices"))
    page.get_by_role("link", name="Deze computer aanmelden").click()
    name = f"Balie {nobody()}"
    page.get_by_label("Naam van deze computer").fill(name)
    # In the demo six PINs are hashed at once, each slowly on purpose.
    page.get_by_role("button", name="Deze computer aanmelden").click(timeout=60_000)
    expect(page.locator("#messages")).to_contain_text("Deze computer is nu een gedeelde computer")
    look(page, "desk-list")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Wie bent u?")).to_be_visible()
    yield page
    other = page_as("beheer@")
    other.goto(demo.care + reverse("shared_devices"))
    other.get_by_role("row").filter(has_text=name).get_by_role("link", name="Intrekken").click()
    other.get_by_role("button", name="Computer intrekken").click()


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click()
    expect(page.get_by_label("Pincode")).to_be_focused()
    page.keyboard.type(PIN)  # goes by itself after the last figure
    expect(page.locator(".desk-who")).to_be_visible()


def test_colleagues_take_turns_and_nobody_sees_what_another_typed(desk: Page, demo: Demo, tell: Tell) -> None:
    look(desk, "desk-tiles")
    assert "@" not in desk.locator("main").inner_text()
    sign_in(desk, "Henk B.")
    expect(desk.locator(".desk-who")).to_contain_text("Henk Balie")
    desk.goto(demo.care + reverse("counter"))
    look(desk, "desk-counter")
    name = nobody()
    start_new_client(desk, name)
    ask(desk, "Vertelt over de scheiding")  # half a second ago: not kept yet

    began = time.monotonic()
    desk.keyboard.press("F9")
    expect(desk.get_by_role("heading", name="Dit scherm is vergrendeld")).to_be_visible()
    sign_in(desk, "Carla C.")  # with a PIN everybody starts at the counter
    expect(desk.get_by_label(re.compile("^Zoek op naam"))).to_be_focused()
    first = time.monotonic() - began
    expect(desk.locator(".desk-who")).to_contain_text("Carla")
    for personal in (name, "scheiding"):
        assert personal not in desk.content()

    # Back again: the first one's half form stands where it stood.
    began = time.monotonic()
    desk.get_by_role("button", name="Wissel van persoon").click()
    sign_in(desk, "Henk B.")
    expect(desk.locator("[name=q0-text]")).to_be_visible()
    second = time.monotonic() - began
    tell(f"From one's page to another's counter: {first:.1f} and {second:.1f} s")
    assert min(first, second) < SWITCH_SECONDS
    expect(desk.locator("[name=q0-text]")).to_have_value("Vertelt over de scheiding")
    expect(desk.get_by_label("Achternaam")).to_have_value(name)

    # Locked by a key: the same person unlocks and is on the same page.
    desk.keyboard.press("F8")
    expect(desk.get_by_role("heading", name="Dit scherm is vergrendeld")).to_be_visible()
    look(desk, "desk-locked")
    assert desk.title() == "Vergrendeld – Naast"
    for personal in (name, "scheiding"):
        assert personal not in desk.content()
    desk.go_back()
    expect(desk.get_by_role("heading", name="Dit scherm is vergrendeld")).to_be_visible()
    for personal in (name, "scheiding"):
        assert personal not in desk.content()
    desk.get_by_label("Pincode").fill(PIN)
    expect(desk.locator("[name=q0-text]")).to_have_value("Vertelt over de scheiding")
    assert desk.url == demo.care + reverse("counter")
    desk.get_by_role("button", name="Niet opslaan").click()
    expect(desk.locator("#inloop")).to_have_count(0)

    # Another form is kept by its address, and can be thrown away.
    search(desk, "jansen").first.click()
    desk.get_by_role("link", name="Gegevens wijzigen").click()
    before = desk.get_by_label("Voornaam").input_value()
    expect(desk.locator("form[data-draft]")).not_to_have_count(0)  # no hand is faster than that, and this test is
    desk.get_by_label("Voornaam").fill("Halfgetypt")
    desk.keyboard.press("F8")
    desk.get_by_label("Pincode").fill(PIN)
    expect(desk.get_by_label("Voornaam")).to_have_value("Halfgetypt")
    expect(desk.locator(".kept").first).to_contain_text("Nog niet opgeslagen")
    look(desk, "desk-kept")
    desk.get_by_role("button", name="Weggooien").click()
    expect(desk.get_by_label("Voornaam")).to_have_value(before)

    # With a PIN one works at the counter; for the rest one signs in fully.
    desk.get_by_role("button", name="Wissel van persoon").click()
    sign_in(desk, "Mieke L.")
    expect(desk.get_by_role("link", name="Cijfers")).to_have_count(0)
    desk.get_by_role("button", name="Volledig inloggen").click()
    look(desk, "desk-password")
    desk.get_by_label("Wachtwoord").fill(demo.logins["teamleider@mee.example"])
    desk.get_by_role("button", name="Ontgrendelen met wachtwoord").click()
    expect(desk).to_have_url(demo.care + reverse("counter"))
    expect(desk.get_by_role("link", name="Cijfers")).to_have_count(1)
    desk.goto(demo.care + reverse("own_pin"))
    look(desk, "desk-pin")


def test_a_page_says_when_time_is_nearly_up_and_goes_when_it_is(page_as: PageAs, demo: Demo) -> None:
    page = page_as("balie@")
    answers: dict[str, object] = {"left": 45, "idle": True}
    told: list[str] = []

    def answer(route: Route) -> None:
        told.append(route.request.method)
        if route.request.method == "POST":
            answers["left"] = 1800
        route.fulfill(json=answers)

    page.route("**" + reverse("session_time"), answer)
    page.clock.install()
    page.goto(demo.care + reverse("counter"))
    page.clock.fast_forward(1_770_000)  # half an hour less half a minute, and nothing was done
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Over ongeveer een minuut wordt dit scherm vergrendeld")
    expect(page.get_by_role("button", name="Ga door")).to_be_focused()
    look(page, "desk-nearly-up")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert told[-1] == "POST"
    # The computer slept: what stood there is covered before the server is asked, and then the page goes.
    answers |= {"left": 0, "locked": True, "to": reverse("locked")}
    page.unroute("**" + reverse("session_time"))
    page.route("**" + reverse("session_time"), lambda route: route.fulfill(json=answers))
    with page.expect_request("**" + reverse("locked")):
        page.clock.fast_forward(3_600_000)
