"""The whole site with the demo, once per session, and browsers that are signed in to it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response, expect, sync_playwright

from oco.embedded.paths import PROJECT
from oco.embedded.processes import Child
from tests.chromium import INSTALL_COMMAND, find_chromium
from tests.plugin import FOREIGN

HERE = Path(__file__).parent
LAPTOP = (1366, 768)
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Nothing that calls home, and no graphics card.
CHROMIUM_FLAGS = [
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
    *("--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"),
]
START_SECONDS = 600  # the demo is made at real size


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here are browser tests. They come last: Playwright keeps an event loop in the main thread."""
    here = [item for item in items if HERE in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if item not in here] + here


@dataclass(frozen=True)
class Demo:
    """The running site. `logins` gives the password of each e-mail address."""

    care: str
    municipality: str
    logins: dict[str, str]
    environment: dict[str, str]

    def side(self, side: str) -> str:
        """The address of "care" or "municipality"."""
        return {"care": self.care, "municipality": self.municipality}[side]

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's database. Gives what it printed; raises when it failed."""
        return subprocess.run(
            [sys.executable, "-m", "oco.embedded", "manage", "--", *arguments],
            env=self.environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """The real supervisor on a data folder of its own, with the demo loaded."""
    # Inside the session's temporary folder: removed with it, also when the session is killed.
    data = Path(os.environ["OCO_DATA"]) / "browser"
    data.mkdir(mode=0o711)
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment |= {"OCO_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    supervisor = Child.start(
        "script/server",
        [sys.executable, "-u", "-m", "oco.embedded", "serve"],
        log=data / "supervisor.log",
        environment=environment,
        folder=PROJECT,
    )
    try:
        began = time.monotonic()
        while "Gestart in" not in supervisor.logged():
            if not supervisor.running or time.monotonic() - began > START_SECONDS:
                pytest.fail(f"script/server did not start:\n{supervisor.last_words(60)}", pytrace=False)
            time.sleep(0.2)
        care, municipality = re.findall(r"http://localhost:\d+", supervisor.logged())[-2:]
        yield Demo(care, municipality, _logins(supervisor.logged()), environment)
    finally:
        supervisor.stop(within=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium. Without it the tests are skipped, except on a build server."""
    chromium = find_chromium()
    if chromium is None:
        reason = f"Chromium is missing: {INSTALL_COMMAND}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    # Playwright's event loop stays in this thread, and Django would take every query after it for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


class Visit:
    """What went wrong in one page since it was opened, and the answer that it was last made from."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self.document: Response | None = None
        page.on("console", self.on_console)
        page.on("pageerror", self.on_error)
        page.on("response", self.on_response)

    def on_console(self, message: ConsoleMessage) -> None:
        # Among these: everything that the Content-Security-Policy refused.
        if message.type == "error":
            self.problems.append(message.text)

    def on_error(self, error: Error) -> None:
        self.problems.append(str(error))

    def on_response(self, response: Response) -> None:
        if response.request.resource_type == "document" and response.status != 302:
            self.document = response


_visits: dict[Page, Visit] = {}

PageAs = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: `new_page(size=(1366, 768))`. Nobody is signed in."""
    contexts = []

    def open_page(size: tuple[int, int] = LAPTOP) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="nl-NL", timezone_id="Europe/Amsterdam"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        _visits[page] = Visit(page)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            _visits.pop(page, None)
        context.close()


@pytest.fixture
def page_as(demo: Demo, new_page: Callable[..., Page]) -> PageAs:
    """Opens a page on which somebody is signed in: `page_as("balie@...", side="care", size=(1366, 768))`.

    The login is an e-mail address of the demo, or the beginning of one.
    """

    def sign_in(login: str, side: str = "care", size: tuple[int, int] = LAPTOP) -> Page:
        address = next(address for address in demo.logins if address.startswith(login))
        page = new_page(size)
        page.goto(demo.side(side) + reverse("account_login"))
        page.fill("[name=login]", address)
        page.fill("[name=password]", demo.logins[address])
        page.press("[name=password]", "Enter")
        expect(page).not_to_have_url(re.compile(re.escape(reverse("account_login"))))
        return page

    return sign_in


def check_page(page: Page) -> None:
    """The page that is shown is accessible, valid HTML with one h1, in Dutch, and met no error."""
    report = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG_TAGS}})
    found = [
        f"{violation['id']}: {violation['help']}\n" + "\n".join(f"    {node['html']}" for node in violation["nodes"])
        for violation in report.response["violations"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)
    assert page.locator("h1").count() == 1, f"{page.url} must have exactly one h1"
    assert page.locator("html").get_attribute("lang") == "nl"
    visit = _visits[page]
    assert visit.document is not None
    html5lib.HTMLParser(strict=True).parse(visit.document.text())
    assert not visit.problems, f"{page.url}\n" + "\n".join(visit.problems)


def _logins(printed: str) -> dict[str, str]:
    """The e-mail addresses and passwords that script/server printed, in columns with the password last."""
    found = {}
    for line in printed.splitlines():
        columns = re.split(r"\s{2,}", line.strip())
        if addresses := [column for column in columns[:-1] if "@" in column]:
            found[addresses[0]] = columns[-1]
    return found
