"""The administrator: lets people in, gives and ends roles, shuts a door at once, and keeps the counter's lists."""

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, PageAs, check_page
from tests.browser.looking import look
from tests.browser.reports import go

ADMINISTRATOR = "beheer@"
PASSWORD = "blauwe fiets aan de vaart"


def test_somebody_is_invited_gets_and_loses_a_role_and_is_stopped_while_working(
    demo: Demo, page_as: PageAs, new_page: Callable[..., Page]
) -> None:
    page = page_as(ADMINISTRATOR)
    look(page, "gebruikers")
    page.get_by_role("link", name="Gebruiker uitnodigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gebruiker uitnodigen")
    look(page, "gebruiker-uitnodigen")
    page.get_by_label("Naam").fill("Noor Nieuw")
    page.get_by_label("E-mailadres").fill("noor@palet.example")
    page.get_by_label("Organisatie").select_option(label="Palet Welzijn")
    page.get_by_label("cliëntondersteuner", exact=True).check()
    page.get_by_role("button", name="Uitnodiging versturen").click()
    expect(page.locator("#messages")).to_contain_text("De uitnodiging is verstuurd.")
    expect(page.get_by_role("main")).to_contain_text("kan niet inloggen")

    person = new_page()
    person.goto(_mailed_link(demo, "noor@palet.example"))
    check_page(person)
    person.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    person.get_by_label("Nog een keer hetzelfde wachtwoord").fill(PASSWORD)
    person.locator("form").get_by_role("button").last.click()
    person.get_by_label("E-mailadres").fill("noor@palet.example")
    person.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    person.get_by_role("button", name="Inloggen", exact=True).click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Vandaag")
    expect(person.get_by_role("link", name="Team", exact=True)).to_have_count(0)

    page.reload()
    page.get_by_label("Organisatie").select_option(label="Palet Welzijn")
    page.get_by_label("teamleider", exact=True).check()
    page.get_by_role("button", name="Rol geven").click()
    expect(page.locator("#messages")).to_contain_text("De rol is gegeven.")
    look(page, "gebruiker")
    person.reload()
    person.get_by_role("link", name="Team", exact=True).click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Team")

    page.get_by_role("button", name="Stop de rol teamleider bij Palet Welzijn").click()
    expect(page.locator("#messages")).to_contain_text("De rol is gestopt.")
    refused = person.goto(demo.care + reverse("team"))
    assert refused is not None
    assert refused.status == 403
    person.goto(demo.care + reverse("today"))
    expect(person.get_by_role("heading", level=1)).to_have_text("Vandaag")

    page.get_by_role("link", name="Toegang stoppen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Toegang stoppen")
    look(page, "toegang-stoppen")
    page.get_by_role("button", name="Toegang stoppen").click()
    expect(page.locator("#messages")).to_contain_text("De toegang is gestopt.")
    person.goto(demo.care + reverse("today"))
    expect(person).to_have_url(re.compile(re.escape(reverse("account_login"))))
    person.get_by_label("E-mailadres").fill("noor@palet.example")
    person.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    person.get_by_role("button", name="Inloggen", exact=True).click()
    expect(person.get_by_role("heading", level=1)).to_have_text("U kunt niet meer inloggen")


def _mailed_link(demo: Demo, address: str) -> str:
    """The link in the newest mail to this address; without a mail server the site writes its mails in its log."""
    log = Path(demo.environment["OCO_DATA"]) / "log" / "web-care.log"
    until = monotonic() + 10
    while True:
        _, found, mail = log.read_text(errors="replace").rpartition(f"To: {address}")
        link = re.search(r"http\S+/uitnodiging/\S+", mail)
        if found and link:
            return demo.care + re.sub(r"^https?://[^/]+", "", link.group())
        assert monotonic() < until, "no mail was sent"
        sleep(0.2)


def test_a_topic_comes_to_the_counter_and_goes_again(demo: Demo, page_as: PageAs) -> None:
    page = page_as(ADMINISTRATOR)
    go(page, "Lijsten")
    look(page, "lijsten")
    page.get_by_role("link", name="Onderwerp toevoegen").click()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".error-summary, .alert-danger").first).to_contain_text("Vul")
    check_page(page)
    page.get_by_label("Naam").fill("Energie")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("link", name="Energie", exact=True)).to_be_visible()

    counter = page_as("teamleider@mee")
    counter.goto(demo.care + reverse("counter"))
    expect(counter.get_by_role("button", name=re.compile("^Energie"))).to_be_visible()
    page.get_by_role("button", name="Energie uit gebruik").click()
    expect(page.get_by_role("button", name="Energie weer gebruiken")).to_be_visible()
    counter.reload()
    expect(counter.get_by_role("button", name=re.compile("^Formulier"))).to_be_visible()
    expect(counter.get_by_role("button", name=re.compile("^Energie"))).to_have_count(0)
