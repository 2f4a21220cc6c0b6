"""Bad input in every form and every query: no server error, nothing half saved, a Dutch sentence at the field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms as django_forms
from django.db import transaction
from django.urls import Resolver404, resolve
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from tests.access import world
from tests.access.asking import Process, process
from tests.access.forms import PageForm, bound_forms, forms_in
from tests.access.test_every_request import SIDES, permitted
from tests.fuzz.values import bad, bounded, encoded
from tests.oco import test_access_matrix as matrix
from tests.oco.town import Town
from tests.told import Tell

pytestmark = pytest.mark.django_db
# Words of Django's own English sentences.
_ENGLISH = re.compile(
    r"\b(ensure|enter|select|this field|required|invalid|must be|should|characters|null)\b", re.IGNORECASE
)
_QUERIES = (
    *("pagina", "periode", "organisatie", "jaar", "q", "op", "week", "dag", "van", "tot", "taak", "maand", "toon"),
    *("code", "next", "weergave", "aanbieder", "cijfer", "vraag", "onderdeel", "vergelijk", "voordeur", "wat", "level"),
)
# Longer than anything that a page asks for: the longest text is of 10,000 signs.
LONGEST = 20_000


@dataclass(frozen=True)
class Target:
    actor: str
    action: str
    name: str
    data: Mapping[str, Any]
    names: tuple[str, ...]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.make_world()
        transaction.set_rollback(True)


@pytest.mark.parametrize(("side", "share", "normal"), [("care", 0.6, 1200), ("municipality", 0.2, 400)])
def test_bad_input_in_every_form(side: str, share: float, normal: int, town: Town, tell: Tell) -> None:
    with process(side, town) as asked:
        targets = find_targets(asked, side, town)
        asked.counts.requests = 0

        def send(data: Any, target: Target) -> None:
            broken = data.draw(st.lists(st.sampled_from(target.names), min_size=1, max_size=3, unique=True))
            pairs = [
                (name, str(one))
                for name, value in target.data.items()
                if name not in broken
                for one in (value if isinstance(value, list) else [value])
            ]
            for name in broken:  # none of it, once, or more than once
                pairs += [(name, data.draw(bad)) for _ in range(data.draw(st.sampled_from((0, 1, 1, 1, 1, 2))))]
            check(asked, target, pairs)

        for target in targets:
            bounded(share, normal, over=len(targets))(given(data=st.data(), target=st.just(target))(send))()
        tell(asked.counts.line(f"{side}, bad input in {len(targets)} forms"))
        assert asked.counts.wrong == [], f"{len(asked.counts.wrong)}:\n" + "\n".join(asked.counts.wrong[:40])
        assert asked.counts.requests >= normal


def find_targets(asked: Process, side: str, town: Town) -> list[Target]:
    """Every form of every page, once, sent by somebody who may."""
    found: dict[tuple[str, tuple[str, ...]], Target] = {}
    for name, row in SIDES[side].items():
        for actor in permitted(side, row) if not row.public else ("visitor",):
            url = matrix._url(side, name, row, "own", town)
            assert url is not None
            if asked.ask(actor, "GET", url, name=name).status != 200 or asked.raw.streaming:
                continue
            for form in forms_in(asked.raw.content.decode(errors="replace")):
                if form.method == "post":
                    _add(found, actor, form, url, town)
    return list(found.values())


def _add(found: dict[Any, Target], actor: str, form: PageForm, url: str, town: Town) -> None:
    action = form.action or url
    try:
        name = resolve(action.split("?")[0]).url_name or ""
    except Resolver404:
        return
    names = tuple(sorted(set(form.fields) - {"csrfmiddlewaretoken"}))
    if names and name not in ("account_logout",):
        found.setdefault((name, names), Target(actor, action, name, form.filled(town.today), names))


# What a refused form may leave: itself half-typed, how often somebody guessed, and that its page was looked at. What is
# really saved is seen in its own table.
_BESIDE_AN_ERROR = {"cases_draft", "oco_signincount", "oco_logevent"}


def check(asked: Process, target: Target, pairs: list[tuple[str, str]]) -> None:
    wrote, before = asked.counts.wrote, len(asked.counts.wrong)
    asked.ask(target.actor, "POST", target.action, body=encoded(pairs), name=target.name)
    short = f"{target.name} with {[(name, value[:60]) for name, value in pairs]}"[:600]
    if len(asked.counts.wrong) > before:
        asked.counts.other.append(short)
    errors = [str(error) for form in bound_forms(asked.raw.context) for each in form.errors.values() for error in each]
    if errors and asked.counts.wrote > wrote and asked.saved - _BESIDE_AN_ERROR:
        asked.counts.other.append(f"half saved ({sorted(asked.saved)}), {errors}: {short}")
    for error in errors:
        if not error.strip() or _ENGLISH.search(without_typed(error, pairs)):
            asked.counts.other.append(f"{error!r} is no Dutch sentence: {short}")
    if asked.longest > LONGEST:
        asked.counts.other.append(f"kept a text of {asked.longest} signs: {short}")


def without_typed(error: str, pairs: list[tuple[str, str]]) -> str:
    """A sentence may repeat what was typed, in whatever language that is."""
    for _, value in pairs:
        error = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "", error) if value else error
    return error


@pytest.mark.parametrize(("side", "share", "normal"), [("care", 0.1, 250), ("municipality", 0.05, 120)])
def test_bad_queries_on_every_page(side: str, share: float, normal: int, town: Town, tell: Tell) -> None:
    with process(side, town) as asked:
        pages = [
            (name, actors[0], matrix._url(side, name, row, "own", town) or "")
            for name, row in SIDES[side].items()
            if (actors := permitted(side, row)) and row.get != 405
        ]

        def ask(data: Any, page: tuple[str, str, str]) -> None:
            name, actor, url = page
            query = [
                (key, data.draw(bad)[:4000])
                for key in data.draw(st.lists(st.sampled_from(_QUERIES), min_size=1, max_size=5))
            ]
            asked.ask(actor, "GET", f"{url}{'&' if '?' in url else '?'}{encoded(query)}", name=f"{name}?{query}"[:300])

        for page in pages:
            bounded(share, normal, over=len(pages))(given(data=st.data(), page=st.just(page))(ask))()
        tell(asked.counts.line(f"{side}, bad queries on {len(pages)} pages"))
        assert asked.counts.wrong == [], f"{len(asked.counts.wrong)}:\n" + "\n".join(asked.counts.wrong[:40])


def test_the_check_of_dutch_sees_english() -> None:
    form = django_forms.Form({})
    form.fields["x"] = django_forms.CharField(error_messages={"required": "This field is required."})
    assert [bool(_ENGLISH.search(str(error))) for each in form.errors.values() for error in each] == [True]
    typed = [("when", "null"), ("name", "")]
    assert not _ENGLISH.search(without_typed("null is geen beschikbare keuze.", typed))
    assert _ENGLISH.search(without_typed("Select a valid choice. null is none.", typed))
