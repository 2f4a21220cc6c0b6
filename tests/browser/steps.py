"""Steps that several stories take: a walk-in is written down, and somebody gets the question."""

import re
from urllib.parse import parse_qs

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo


def open_counter(page: Page, demo: Demo) -> None:
    """The counter with nothing half-typed on it."""
    page.goto(demo.care + reverse("counter"))
    clear = page.get_by_role("button", name="Niet opslaan")
    if clear.count():
        clear.click()
        expect(page.locator("#inloop")).to_have_count(0)


def search(page: Page, words: str) -> Locator:
    """Types in the search box; gives the people found, once they are there."""
    box = page.get_by_label(re.compile("op naam, geboortedatum"))
    box.fill("")
    expect(page.locator(".result, .counter-none")).to_have_count(0)
    with page.expect_response(lambda answer: words in parse_qs(answer.request.post_data or "").get("q", [])):
        box.press_sequentially(words)
    expect(page.locator("#zoek")).not_to_have_class(re.compile("htmx-request"))
    return page.locator(".result")


def start_new_client(page: Page, name: str) -> None:
    search(page, name)
    page.get_by_role("button", name="Nieuwe cliënt").click()
    expect(page.get_by_label("Achternaam")).to_have_value(name)
    # Once the form has settled the cursor stands in it; typing before that would land in that field.
    expect(page.locator("#inloop [autofocus]").first).to_be_focused()


def ask(page: Page, text: str, number: int = 0) -> None:
    page.locator(f"[name=q{number}-text]").fill(text)


def save(page: Page) -> str:
    """Saves the visit; gives what the page says about it."""
    page.get_by_role("button", name="Opslaan en volgende").click()
    message = page.locator("#messages .alert-success")
    expect(message).to_contain_text("Opgeslagen")
    return message.inner_text()


def walk_in(page: Page, demo: Demo, name: str, text: str) -> str:
    """A counter's page writes down a new client with one question; gives the question's number."""
    open_counter(page, demo)
    start_new_client(page, name)
    ask(page, text)
    said = save(page)
    found = re.search(r"nummer ([\w-]+)", said)
    assert found, said
    return found[1]


def inbox_row(page: Page, demo: Demo, name: str) -> Locator:
    """This client's row in a coordinator's inbox, on whichever page of the list it stands."""
    row = page.locator(".inbox > li", has_text=name)
    for number in range(1, 21):
        page.goto(f"{demo.care}{reverse('inbox')}?pagina={number}")
        if row.count():
            return row
    raise AssertionError(f"{name} is not in the inbox")


def assign(page: Page, demo: Demo, name: str, to: str) -> None:
    """A coordinator's page assigns this client's question in the inbox to the supporter called `to`."""
    row = inbox_row(page, demo, name)
    row.locator("select").select_option(label=row.locator("option", has_text=to).first.inner_text().strip())
    row.get_by_role("button", name="Toewijzen").click()
    expect(page.locator(".inbox > li.is-done")).to_contain_text(f"is toegewezen aan {to}")


def waiting_for(page: Page, client: str, what: str = "") -> Locator:
    """From the page where somebody starts: the link of what waits for them about this client, on the list of all."""
    expect(page.locator("#wacht")).to_be_visible()
    everything = page.get_by_role("link", name=re.compile("^Toon alle"))
    if everything.count():
        everything.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Wacht op u")
    return page.locator(".waiting li", has_text=client).get_by_role("link", name=re.compile(what))
