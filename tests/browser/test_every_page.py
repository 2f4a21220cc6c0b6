"""Every page that somebody can walk to from where they start, at the size of a laptop and of a tablet."""

import re
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import look

DEPTH = 2
# Who, on which side, and how many pages at most: a second team leader has the same pages, with less on them.
PEOPLE = [
    ("balie@", "care", 12),
    ("coordinator@", "care", 16),
    ("ondersteuner@mee", "care", 26),
    ("teamleider@mee", "care", 26),
    ("teamleider@palet", "care", 10),
    ("beheer@", "care", 14),
    ("beleid@", "municipality", 14),
]
# What isn't a page (a download), and what ends the walk.
NO_PAGE = re.compile(r"/uitloggen/|\.(pdf|xlsx|csv|zip)\b|/rapport\.|/gezondheid/")
# The same for everybody: walked once per side.
SHARED = re.compile(r"^/(uitleg|tweede-stap|wachtwoord)/")
# Words that no Dutch text has, so one of them is English that was left behind.
ENGLISH = (
    "the and with from this that your you please not yes all are have "
    "submit save delete edit cancel add remove change search view back next previous close loading "
    "report question answer hours today yesterday tomorrow month year name address date time unknown "
    "username password sign welcome error warning success invalid required choose empty settings users "
    "true false null undefined traceback"
)
DUTCH_TOO = re.compile(r"\bback-up", re.IGNORECASE)  # has an English word in it
ENGLISH_WORD = re.compile(rf"\b({ENGLISH.replace(' ', '|')})\b", re.IGNORECASE)
# All that is read or read out: the title, the visible text, and texts in attributes.
READ = """() => [
    document.title,
    document.body.innerText,
    ...Array.from(document.querySelectorAll("[aria-label], [placeholder], [alt], [title]")).flatMap(
        (element) => ["aria-label", "placeholder", "alt", "title"].map((name) => element.getAttribute(name) ?? "")
    ),
].join("\\n")"""


def kind_of(address: str) -> str:
    """Addresses of the same kind show the same page: numbers don't count, nor what a query asks for."""
    parts = urlsplit(address)
    names = ",".join(sorted(part.partition("=")[0] for part in parts.query.split("&")))
    return f"{re.sub(r'[0-9]+', 'N', parts.path)}?{names}"


def links_of(page: Page) -> list[str]:
    """Where the page leads to on its own site, without the part behind #."""
    side = "/".join(page.url.split("/")[:3])
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)")
    return [urldefrag(link).url for link in found if link.startswith(f"{side}/") and not NO_PAGE.search(link)]


def check_words(page: Page) -> None:
    text: str = page.evaluate(READ)
    english = {match.group() for match in ENGLISH_WORD.finditer(DUTCH_TOO.sub("", text))}
    assert not english, f"{page.url} speaks English: {sorted(english)}"


@pytest.mark.parametrize(("login", "side", "most"), PEOPLE)
def test_every_page_that_a_role_can_walk_to_is_in_order(page_as: PageAs, login: str, side: str, most: int) -> None:
    page = page_as(login, side=side)
    alone = login in ("balie@", "beleid@")
    start = urldefrag(page.url).url
    waiting, seen, walked = [(start, 0)], {kind_of(start)}, 0
    while waiting and walked < most:
        address, depth = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        walked += 1
        look(page, f"alle-{login.split('@')[0]}-{walked:02d}")
        check_words(page)
        for link in links_of(page) if depth < DEPTH else []:
            kind = kind_of(link)
            if kind not in seen and (alone or not SHARED.match(urlsplit(link).path)):
                seen.add(kind)
                waiting.append((link, depth + 1))
    assert walked >= 3


@pytest.mark.parametrize("side", ["care", "municipality"])
def test_pages_for_who_is_not_signed_in_are_in_order(demo: Demo, new_page: PageAs, side: str) -> None:
    page = new_page()
    page.goto(demo.side(side))
    for address in [page.url, *dict.fromkeys(links_of(page))]:
        page.goto(address)
        look(page, f"alle-{side}-inloggen")
        check_words(page)
    page = new_page()
    answer = page.goto(demo.side(side) + "/uitnodiging/bestaat-niet/")
    assert answer is not None
    assert answer.status == 410
    check_words(page)


def test_an_address_that_does_not_exist_says_so_in_dutch(demo: Demo, page_as: PageAs) -> None:
    page = page_as("balie@")
    answer = page.goto(demo.care + "/bestaat-niet/")
    assert answer is not None
    assert answer.status == 404
    check_words(page)
    answer = page.goto(demo.care + "/team/")
    assert answer is not None
    assert answer.status == 403
    check_words(page)


def test_english_is_recognised(new_page: PageAs) -> None:
    page = new_page()
    page.set_content("<p>Uw vraag</p><button aria-label='Save'>Opslaan</button>")
    with pytest.raises(AssertionError, match="Save"):
        check_words(page)
    page.set_content("<p>Update van de naamlijst: wij theoretiseren.</p>")
    check_words(page)
