"""What stays behind in a browser that the next one uses too: nothing of a client in a title, an address or a field that
the browser fills in. Every page of both sides is opened once by somebody who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.oco.matrix import CARE, MUNICIPALITY, Row
from tests.oco.test_access_matrix import ACTORS, HELD, Process, _session, arguments, at_home, settings_of
from tests.oco.town import PLACES, Town, canary, make_town
from tests.told import Tell

pytestmark = pytest.mark.django_db
# Pages on which somebody fills in what is their own: the browser may help there (WCAG 1.3.5).
OWN = re.compile(r"^(account_|mfa_|accept_invitation|locked|unlock)")
# Words to search the social map by, which has organisations: the only free text that goes into an address.
OF_NOBODY = ("social_map", "refer_question")
TYPED = {"text", "search", "tel", "email", "url", "number", "date", "time", "month", ""}
WORDS = {"text", "search", "tel", "email", ""}
SIDES = {"care": CARE, "municipality": MUNICIPALITY}


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town(filed=True)
        transaction.set_rollback(True)


class Page(HTMLParser):
    """The title and the fields of a page, and which fields go into an address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self._in_title, self._method = "", False, ""
        self.fields: list[tuple[str, str | None]] = []  # name, and what the browser may keep
        self.in_address: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        found = dict(attrs)
        if tag == "form":
            self._method = (found.get("method") or "get").lower()
        if tag == "textarea" or (tag == "input" and (found.get("type") or "") in TYPED):
            self.fields.append((found.get("name") or found.get("id") or "", found.get("autocomplete")))
            words = tag == "textarea" or (found.get("type") or "") in WORDS
            if words and (self._method == "get" or "hx-get" in found):
                self.in_address.append(found.get("name") or "")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        self._method = "" if tag == "form" else self._method


def permitted(side: str, row: Row) -> list[str]:
    return [
        actor for actor in ACTORS if actor in HELD and at_home(actor, side) and (not row.may or row.may & HELD[actor])
    ]


@pytest.mark.parametrize("side", SIDES)
def test_no_title_address_or_field_keeps_anything_of_a_client(side: str, town: Town, tell: Tell) -> None:
    wrong, pages, fields = [], 0, 0
    with settings_of(side):
        process = Process(side, Client(), {a: _session(u) for a, u in town.actors.items() if u is not None})
        for name, row in SIDES[side].items():
            of = row.of if row.of != "figures" else ""
            found = arguments(side, of, "own", town)
            if found is None:
                continue
            url = reverse(name, kwargs=found)
            for actor in permitted(side, row):
                answer = process.ask(actor, "GET", url)
                for word in map(canary, PLACES):
                    if word in answer.to:
                        wrong.append(f"{name}: leads to an address with {word}")
                if answer.status != 200 or "<title>" not in answer.text:
                    continue
                page = Page(answer.text)
                pages, fields = pages + 1, fields + len(page.fields)
                if not page.title.strip() or "kanarie" in page.title:
                    wrong.append(f"{name}: titled {page.title}")
                if name not in OF_NOBODY:
                    wrong += [f"{name}: {field} goes into the address" for field in page.in_address]
                if not OWN.match(name):
                    wrong += [f"{name}: {field} has {kept}" for field, kept in page.fields if kept != "off"]
                break
    tell(f"{side}: {pages} pages, {fields} fields")
    assert sorted(set(wrong)) == []
    assert pages >= (80 if side == "care" else 20)
    assert fields >= (100 if side == "care" else 10)
