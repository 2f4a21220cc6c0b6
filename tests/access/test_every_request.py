"""Every address of both sides x every role x own and other tenants x seven methods, with keys of every model in every
part of an address and in every field that takes one.

Nobody sees or changes what isn't theirs; another tenant's answers as what isn't there; nothing breaks. The table of
addresses is tests/oco/matrix.py, that of who reads what tests/access/tables.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access import left, world
from tests.access.asking import Process, parameters, process
from tests.access.forms import PageForm, fields_of_models, forms_in
from tests.oco import test_access_matrix as matrix
from tests.oco.matrix import CARE, MUNICIPALITY, Row
from tests.oco.test_access_matrix import ACTORS, HELD, at_home
from tests.oco.town import Town, key_at
from tests.told import Tell

pytestmark = pytest.mark.django_db
SIDES = {"care": CARE, "municipality": MUNICIPALITY}
OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
_ONLY = os.environ.get("OCO_ACCESS_ONLY", "")
# What no address takes: not a number, below zero, too large for any column, a zero byte, a step up, broken UTF-8.
MALFORMED = ("x", "-1", "9" * 30, "%00", "..%2F..", "%ff%fe", "\u202e", "a" * 3000)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Made once for both sides; at the end all of it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.make_world()
        transaction.set_rollback(True)


def chosen(side: str) -> list[tuple[str, Row]]:
    """All addresses of a side, or those that OCO_ACCESS_ONLY (a regular expression) names."""
    return [(name, row) for name, row in SIDES[side].items() if re.search(_ONLY, name)]


def permitted(side: str, row: Row) -> list[str]:
    """Who may open this, on this side."""
    return [actor for actor in HELD if at_home(actor, side) and (not row.may or row.may & HELD[actor])]


def report(tell: Tell, asked: Process, what: str, *, at_least: int) -> None:
    tell(asked.counts.line(f"{asked.side}, {what}"))
    assert left.found(left.in_redis()) == set()
    assert asked.counts.wrong == [], f"{len(asked.counts.wrong)}:\n" + "\n".join(asked.counts.wrong[:200])
    assert _ONLY or asked.counts.requests >= at_least


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
def test_every_address_by_everybody_about_every_tenant(side: str, town: Town, tell: Tell) -> None:
    """The rules of tests/oco/matrix.py, and in no answer a text of another tenant."""
    with process(side, town) as asked:
        for name, row in chosen(side):
            for actor in ACTORS:
                for method in ("GET", "POST"):
                    note(asked, lambda: matrix._own(asked, name, row, actor, method, town))  # noqa: B023
                    if row.of not in ("", "year") and not row.public and actor in permitted(side, row):
                        note(asked, lambda: matrix._others(asked, name, row, actor, method, town))  # noqa: B023
        report(tell, asked, "addresses", at_least=7_000 if side == "care" else 1_500)


def note(asked: Process, ask: Any) -> None:
    try:
        ask()
    except AssertionError as error:
        asked.counts.other.append(str(error).splitlines()[0])


@pytest.mark.parametrize("side", SIDES)
def test_keys_of_every_model_in_every_part_of_an_address(side: str, town: Town, tell: Tell) -> None:
    """A foreign key answers as one that isn't there, whatever it is a key of."""
    with process(side, town) as asked:
        kinds = parameters(side)
        for name, row in chosen(side):
            found = matrix.arguments(side, row.of if row.of != "figures" else "", "own", town) or {}
            for parameter in found.keys() & kinds[name].keys():  # the others are read by a view of allauth
                for actor in permitted(side, row):
                    for method in ("GET", "POST"):
                        _foreign_keys(asked, name, row, actor, method, found, parameter, kinds[name][parameter], town)
        report(tell, asked, "keys in addresses", at_least=2_000 if side == "care" else 300)


def _foreign_keys(
    asked: Process,
    name: str,
    row: Row,
    actor: str,
    method: str,
    found: dict[str, Any],
    parameter: str,
    kind: str,
    town: Town,
) -> None:
    missing = asked.ask(actor, method, reverse(name, kwargs=found | {parameter: _missing(kind)}), name=name)
    for place, value in _of_others(parameter, kind, town).items():
        try:
            url = reverse(name, kwargs=found | {parameter: value})
        except NoReverseMatch:
            continue
        answer = asked.ask(actor, method, url, name=name)
        what = f"{method} {name} with {parameter} of {place} by {actor}"
        if (answer.status, answer.text) != (missing.status, missing.text) and actor not in row.reach.get(place, ()):
            asked.counts.other.append(f"{what}: {answer.status}, and {missing.status} of what isn't there")


def _missing(kind: str) -> Any:
    match kind:
        case "int":
            return world.MISSING_KEY
        case "uuid":
            return "00000000-0000-4000-8000-000000000000"
    return "nergens"


def _of_others(parameter: str, kind: str, town: Town) -> dict[str, Any]:
    if kind == "int":
        return {place: world.BASE[place] for place in world.FOREIGN}
    if kind == "uuid":
        return {place: key_at(place) for place in world.FOREIGN}
    here = {place: town[place] for place in world.FOREIGN}
    match parameter:
        case "municipality":
            return {"elsewhere": here["elsewhere"].municipality.slug}
        case "organisation":
            return {place: here[place].account.slug for place in ("door", "elsewhere")}
        case "level":  # a joint report has those of both providers
            return {place: here[place].provider.slug for place in ("door", "elsewhere")}
        case "provider":
            return {place: here[place].provider.slug for place in world.FOREIGN}
        case "door":
            return {place: here[place].door.slug for place in ("door", "elsewhere")}
    return {}


@pytest.mark.parametrize("side", SIDES)
def test_what_is_no_key_and_methods_that_nobody_uses(side: str, town: Town, tell: Tell) -> None:
    """A malformed key is not found, an unknown method not allowed; both say nothing and change nothing."""
    with process(side, town) as asked:
        for name, row in chosen(side):
            own = matrix._url(side, name, row, "own", town)
            assert own is not None
            actors = permitted(side, row)
            others = [actor for actor in HELD if at_home(actor, side) and actor not in actors]
            for actor in (*actors[:2], *others[:1], "visitor"):
                for method in OTHER_METHODS:
                    _other_method(asked, name, row, actor, method, own)
            found = matrix.arguments(side, row.of if row.of != "figures" else "", "own", town) or {}
            for parameter in found:
                for broken in MALFORMED:
                    for method in ("GET", "POST"):
                        url = own.replace(f"/{found[parameter]}/", f"/{quote(broken, safe='%')}/", 1)
                        if url != own and actors:
                            answer = asked.ask(actors[-1], method, url, name=name)
                            if answer.status not in (404, 405, 403, 302, 400, 200, 204, 410):
                                asked.counts.other.append(f"{method} {url[:90]}: {answer.status}")
        report(tell, asked, "methods and malformed keys", at_least=4_000 if side == "care" else 1_500)


def _other_method(asked: Process, name: str, row: Row, actor: str, method: str, url: str) -> None:
    answer = asked.ask(actor, method, url, name=name)
    allowed = {200, 302, 403, 404, 405, 409, 410, 503}
    if answer.status not in allowed:
        asked.counts.other.append(f"{method} {name} by {actor}: {answer.status}")
    of_allauth = name.startswith(("account_", "mfa_"))  # takes a PUT for a POST
    if method == "TRACE" and answer.status not in (302, 403, 404, 405):
        asked.counts.other.append(f"{method} {name} by {actor}: {answer.status}")
    if (
        method in ("PUT", "PATCH", "DELETE")
        and not row.public
        and not of_allauth
        and answer.status not in (302, 403, 404, 405)
    ):
        asked.counts.other.append(f"{method} {name} by {actor}: {answer.status}")


# --- fields -------------------------------------------------------------------------------------------------------

_OWN_KEY = re.compile(r"\b5\d{6}\b")


@pytest.mark.parametrize("side", SIDES)
def test_keys_of_every_model_in_every_field_that_takes_one(side: str, town: Town, tell: Tell) -> None:
    """A form of a page with a key of another tenant in one of its fields: refused, and nothing of theirs is touched."""
    with process(side, town) as asked:
        tried: set[tuple[str, str, str]] = set()
        for name, row in chosen(side):
            for actor in permitted(side, row) if not row.public else ("visitor",):
                url = matrix._url(side, name, row, "own", town)
                assert url is not None
                if asked.ask(actor, "GET", url, name=name).status != 200:
                    continue
                html = asked.raw.content.decode(errors="replace") if not asked.raw.streaming else ""
                of_models = fields_of_models(asked.raw.context)
                for form in forms_in(html):
                    _fields(asked, actor, form, url, of_models, tried, town)
        report(
            tell,
            asked,
            f"keys in {len({(where, field) for _, where, field in tried})} fields",
            at_least=1_200 if side == "care" else 200,
        )


def _fields(
    asked: Process,
    actor: str,
    form: PageForm,
    url: str,
    of_models: set[str],
    tried: set[tuple[str, str, str]],
    town: Town,
) -> None:
    action = form.action or url
    try:
        name = resolve(action.split("?")[0]).url_name or ""
    except Resolver404:
        return
    data = form.filled(town.today)
    for field in form.fields.values():
        keys = [value for value in field.values if _is_key(value, town)]
        if field.kind == "text" and not keys and field.name not in of_models:
            continue
        if (not keys and field.name not in of_models) or (actor, name, field.name) in tried:
            continue
        tried.add((actor, name, field.name))
        for value in dict.fromkeys(_of_every_tenant(keys[0] if keys else "5000000", town)):
            sent = data | {field.name: [value] if field.kind == "checkbox" else value}
            if form.method == "post":
                asked.ask(actor, "POST", action, sent, name=name)
            else:
                query = "&".join(f"{key}={quote(str(one))}" for key, one in sent.items() if not isinstance(one, list))
                asked.ask(actor, "GET", f"{action.split('?')[0]}?{query}", name=name)


def _is_key(value: str, town: Town) -> bool:
    own = town["own"]
    slugs = {
        own.provider.slug,
        own.account.slug,
        own.municipality.slug,
        own.door.slug,
        f"{own.municipality.slug}.{own.provider.slug}",
    }
    return bool(_OWN_KEY.search(value)) or value in slugs or value == str(key_at("own"))


def _of_every_tenant(like: str, town: Town) -> Iterator[str]:
    """Values of this form with the keys of other tenants, of nothing, and what is no key."""
    own, numbers = town["own"], _OWN_KEY.findall(like)
    yield like
    for place in world.FOREIGN:
        here = town[place]
        if numbers:
            yield _OWN_KEY.sub(str(world.BASE[place]), like)
            if len(numbers) > 1:
                for number in numbers:
                    yield like.replace(number, str(world.BASE[place]), 1)
        elif like == str(key_at("own")):
            yield str(key_at(place))
        else:
            for old, new in (
                (own.municipality.slug, here.municipality.slug),
                (own.provider.slug, here.provider.slug),
                (own.account.slug, here.account.slug),
            ):
                yield like.replace(old, new)
    yield _OWN_KEY.sub(str(world.MISSING_KEY), like) if numbers else "nergens"
    yield from ("x", "-1", "9" * 30)
