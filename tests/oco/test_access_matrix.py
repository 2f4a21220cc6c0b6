"""Every address of both sides x every role x own and other organisations. The table is in tests/oco/matrix.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from oco.access import PARTNERSHIP_MANAGER, ROLE_TABLE, Permission
from oco.models import User
from oco.models.people import Role
from oco.sessions import SessionStore
from tests.oco import town_money
from tests.oco.matrix import CARE, MUNICIPALITY, Row, Statuses
from tests.oco.town import EVALUATION_TOKEN, FILED, PLACES, TOKEN, Town, canary, make_town

pytestmark = pytest.mark.django_db
SIDES = {"care": CARE, "municipality": MUNICIPALITY}
LOGINS = {"care": "oco_care", "municipality": "oco_municipality"}
HELD: dict[str, frozenset[Permission]] = {
    "nobody": frozenset(),
    "counter": ROLE_TABLE[Role.COUNTER],
    "supporter": ROLE_TABLE[Role.SUPPORTER],
    "coordinator": ROLE_TABLE[Role.COORDINATOR],
    "manager": ROLE_TABLE[Role.MANAGER],
    "joint_manager": PARTNERSHIP_MANAGER,
    "administrator": ROLE_TABLE[Role.ADMINISTRATOR],
    "policy_officer": ROLE_TABLE[Role.POLICY_OFFICER],
    "town_administrator": ROLE_TABLE[Role.ADMINISTRATOR],
}
OF_THE_MUNICIPALITY = ("policy_officer", "town_administrator")
ACTORS = ("visitor", *HELD)
# The texts of people's questions: who may see those of which place.
READ_CONTENT = {
    "own": {"supporter", "coordinator", "manager"},
    "beside": {"coordinator"},
    "door": set[str](),
    "elsewhere": set[str](),
}


# --- the table and the resolver -------------------------------------------------------------------


def url_names(side: str) -> set[str]:
    """The names of all addresses of a side, however deep they are included. An unnamed one fails."""

    def below(resolver: URLResolver) -> Iterator[str]:
        for found in resolver.url_patterns:
            if isinstance(found, URLResolver):
                yield from below(found)
            elif isinstance(found, URLPattern):
                assert found.name, f"the address {found.pattern} of {side} has no name"
                yield found.name

    return set(below(get_resolver(f"oco.urls.{side}")))


@pytest.mark.parametrize("side", SIDES)
def test_every_address_stands_in_the_table(side: str) -> None:
    assert sorted(url_names(side) - set(SIDES[side])) == [], "add these to tests/oco/matrix.py"


@pytest.mark.parametrize("side", SIDES)
def test_the_table_names_no_address_that_is_gone(side: str) -> None:
    assert sorted(set(SIDES[side]) - url_names(side)) == [], "take these from tests/oco/matrix.py"


# --- the world ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Made once; every request below is undone, and at the end the town as well."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town(filed=True)
        transaction.set_rollback(True)


class Written(Exception):
    """A GET that writes."""


# A GET may keep the session alive, count an attempt, and note who looked or downloaded; nothing else.
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)\b", re.IGNORECASE)
_ALLOWED_ON_GET = ("session", "oco_auditevent", "oco_carecache", "oco_municipalitycache")


def refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = str(sql)
    if _WRITES.match(text) and not any(table in text[:120] for table in _ALLOWED_ON_GET):
        raise Written(text[:200])
    return execute(sql, params, many, context)


@dataclass(frozen=True)
class Answer:
    status: int
    to: str
    text: str

    @property
    def is_sign_in(self) -> bool:
        return self.status == 302 and self.to.startswith(reverse("account_login"))


@dataclass(frozen=True)
class Process:
    """One of the two web processes, with a session for everybody who can sign in there, or tries to."""

    side: str
    client: Client
    sessions: dict[str, str]

    def ask(self, actor: str, method: str, url: str) -> Answer:
        """One request, undone afterwards."""
        self.client.cookies.clear()
        if actor in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {LOGINS[self.side]}")
            if method == "GET":
                with connection.execute_wrapper(refuse_writes):
                    response = self.client.get(url)
            else:
                response = self.client.post(url)
            answer = Answer(response.status_code, response.headers.get("Location", ""), _text(response))
            transaction.set_rollback(True)
        return answer


@contextmanager
def settings_of(side: str) -> Iterator[None]:
    """The settings of one process, without limits: the tests ask more than a person may."""
    own = import_module(f"oco.settings.{side}")
    with override_settings(
        SIDE=side,
        ROOT_URLCONF=own.ROOT_URLCONF,
        SESSION_COOKIE_NAME=own.SESSION_COOKIE_NAME,
        CSRF_COOKIE_NAME=own.CSRF_COOKIE_NAME,
        CACHES=own.CACHES,
        ACCOUNT_RATE_LIMITS=False,
        MFA_RATE_LIMITS={},
        RATE_LIMITS={},
    ):
        yield


@pytest.fixture(scope="module")
def process(request: pytest.FixtureRequest, town: Town, django_db_blocker: DjangoDbBlocker) -> Iterator[Process]:
    """The settings of one process, set once for all its tests: the resolver is slow to build anew."""
    side: str = request.param
    with django_db_blocker.unblock(), settings_of(side):
        sessions = {actor: _session(user) for actor, user in town.actors.items() if user is not None}
        yield Process(side, Client(), sessions)


class Asks(Protocol):
    """A process to ask, whatever else it looks at."""

    @property
    def side(self) -> str: ...

    def ask(self, actor: str, method: str, url: str) -> Answer: ...


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _text(response: Any) -> str:  # the test client's answer has a type of its own
    text = b"".join(response) if response.streaming else response.content
    words = text.decode(errors="replace")
    return re.sub(r"[A-Za-z0-9]{64}", "token", words)  # a fresh one in every page


# --- what stands in an address --------------------------------------------------------------------

MISSING = "missing"
_FIRST_MEASURE = {"instrument": "zelfredzaamheid", "phase": "begin"}  # tests/oco/town.py writes it


def arguments(side: str, of: str, place: str, town: Town) -> dict[str, Any] | None:
    """The arguments of an address for this kind of object at a place; None where the place has none."""
    if of in ("", "year"):
        return {"year": town.today.year} if of == "year" else {}
    if of == "form":
        return {"form": "walk-in"} if place == "own" else None
    if place == MISSING:
        return town_money.missing(of, town.today.year) if of in town_money.OF_MONEY else _missing(side, of)
    here = town[place]
    match of:
        case "reset_key":
            return {"uidb36": "1", "key": "set-password"} if place == "own" else None
        case "token":
            return {"token": TOKEN} if place == "own" else None
        case "handover_token" | "done_token":
            return {"token": here.objects[of]} if place == "own" else None
        case "evaluation_token":
            return {"token": EVALUATION_TOKEN} if place == "own" else None
        case "sign_in_service":
            return {"provider_id": "organisatie"} if place == "own" else None
        case "session_detail":
            return {"pk": "00000000-0000-4000-8000-000000000000"} if place == "own" else None
        case "passkey":
            return {"pk": 1} if place == "own" else None
        case "user" | "membership" if side == "municipality":
            official = here.objects.get("official")
            if not isinstance(official, User):
                return None
            return {"pk": official.pk} | ({"membership": official.memberships.get().pk} if of == "membership" else {})
        case "membership":
            return {"pk": here.supporter.pk, "membership": here.supporter.memberships.get().pk}
        case "finding":
            report = here.objects.get("report")
            return {"pk": report.pk, "key": "sums"} if report else None  # type: ignore[attr-defined]
        case "extension":
            return {"organisation": here.account.slug, "code": "2025-Q2"} if place != "beside" else None
        case "account" | "account_year" | "part" | "period" | "point" | "version" | "file" | "own_figures" | "known":
            return (
                _report(of, here.municipality.slug, here.account.slug, here.provider.slug)
                if place != "beside"
                else None
            )
        case "determination" | "sent_request" | "sent_file":
            if place == "beside":
                return None
            return _determination(of, here.municipality.slug, here.account.slug, town.today.year)
        case "grant_sent_file":
            grant = here.objects.get("grant")
            return {"pk": grant.pk, **_SENT_FILE} if grant else None  # type: ignore[attr-defined]
        case "report_file":
            report = here.objects.get("report")
            return {"pk": report.pk, "file_format": "pdf"} if report else None  # type: ignore[attr-defined]
        case "two_versions":
            report = here.objects.get("report")
            return {"pk": report.pk, "earlier": report.pk} if report else None  # type: ignore[attr-defined]
        case "listing":
            return {"of": "vragen"} if place == "own" else None
        case "quality_kind":
            return {"key": "stil"} if place == "own" else None
        case "quality_item":
            question = here.objects["question"]
            return {"key": "stil", "pk": question.pk}  # type: ignore[attr-defined]
        case "list":
            return {"door": here.door.slug, "kind": "plekken"} if place != "beside" else None
        case "holder":
            return {"organisation": here.account.slug} if place != "beside" else None
        case "definition":  # of the municipality, not of who works in it
            slug = here.municipality.slug
            return {"municipality": slug, "rule": "answered"} if place in ("own", "elsewhere") else None
        case "signal_bundle":
            return _bundle(here.door.slug, here.provider.slug)
        case "retention_kind":
            return {"pk": here.provider.pk, "kind": "dossier"}
        case _ if of in town_money.OF_MONEY:
            return town_money.arguments(of, here, town.today.year)
    found = here.objects.get(of)
    if found is None:
        return None
    kind = {"topic": {"kind": "onderwerpen"}, "desk": {"kind": "plekken"}, "assessment": _FIRST_MEASURE}.get(of, {})
    return {"pk": found.pk, **kind}  # type: ignore[attr-defined]


def _bundle(door: str, provider: str) -> dict[str, Any]:
    return {"door": door, "provider": provider, "period": "2025-Q1", "domain": "housing"}


def _report(of: str, municipality: str, organisation: str, provider: str) -> dict[str, Any]:
    account: dict[str, Any] = {"municipality": municipality, "organisation": organisation}
    period = {**account, "code": FILED.code}
    version = {**period, "number": 1}
    return {
        "account": account,
        "account_year": {**account, "year": 2025},
        "part": {**period, "provider": provider},
        "period": period,
        "point": {**period, "key": "zonder-aanbieder"},
        "version": version,
        "file": {**version, "file_format": "pdf"},
        "own_figures": {**version, "provider": provider},
        "known": {**version, "level": provider, "indicator": "unique_clients", "reason": "later-ingevoerd"},
    }[of]


_SENT_FILE = {"number": 1, "kind": "statement", "place": 0}


def _determination(of: str, municipality: str, organisation: str, year: int) -> dict[str, Any]:
    grant: dict[str, Any] = {"municipality": municipality, "organisation": organisation, "year": year}
    return {"determination": grant, "sent_request": {**grant, "number": 1}, "sent_file": {**grant, **_SENT_FILE}}[of]


def _missing(side: str, of: str) -> dict[str, Any] | None:
    match of:
        case "reset_key" | "token" | "evaluation_token" | "passkey" | "sign_in_service" | "session_detail":
            return None
        case "membership":
            return {"pk": 999_999_999, "membership": 999_999_999}
        case "finding":
            return {"pk": 999_999_999, "key": "sums"}
        case "extension":
            return {"organisation": "niemand", "code": "2025-Q2"}
        case "account" | "account_year" | "part" | "period" | "point" | "version" | "file" | "own_figures" | "known":
            return _report(of, "nergens", "niemand", "niets")
        case "determination" | "sent_request" | "sent_file":
            return _determination(of, "nergens", "niemand", 2020)
        case "grant_sent_file":
            return {"pk": 999_999_999, **_SENT_FILE}
        case "register_import" | "dossier_file":
            return {"pk": "00000000-0000-4000-8000-000000000000"}
        case "report_file":
            return {"pk": 999_999_999, "file_format": "pdf"}
        case "two_versions":
            return {"pk": 999_999_999, "earlier": 999_999_999}
        case "retention_kind":
            return {"pk": 999_999_999, "kind": "dossier"}
        case "listing":
            return {"of": "nergens"}
        case "quality_kind":
            return {"key": "nergens"}
        case "quality_item":
            return {"key": "stil", "pk": 999_999_999}
        case "list":
            return {"door": "nergens", "kind": "plekken"}
        case "holder":
            return {"organisation": "nergens"}
        case "definition":
            return {"municipality": "nergens", "rule": "answered"}
        case "assessment":
            return {"pk": 999_999_999, **_FIRST_MEASURE}
        case "signal_bundle":
            return _bundle("nergens", "niemand")
        case "topic" | "desk":
            return {"pk": 999_999_999, "kind": "onderwerpen" if of == "topic" else "plekken"}
    return {"pk": 999_999_999}


# --- the rules ------------------------------------------------------------------------------------


def has(status: int, expected: Statuses) -> bool:
    return status in (expected if isinstance(expected, tuple) else (expected,))


def at_home(actor: str, side: str) -> bool:
    """Whether this somebody can be signed in at this side."""
    return actor != "visitor" and (actor in OF_THE_MUNICIPALITY) == (side == "municipality")


def check_page(actor: str, answer: Answer, what: str) -> None:
    """What no page may show this reader, whatever its status."""
    for place, readers in READ_CONTENT.items():
        if actor not in readers:
            for text in ("vraag", "Verslag", "Overleg"):
                assert f"{text} {canary(place)}" not in answer.text, f"{what} shows a text of {place}"
    for place in PLACES:
        if place != "own" or actor not in ("supporter", "manager"):
            for text in ("Signaal", "Caseoverleg"):
                assert f"{text} {canary(place)}" not in answer.text, f"{what} shows what the team of {place} wrote"
    if actor in (*OF_THE_MUNICIPALITY, "administrator", "nobody", "visitor", "joint_manager"):
        for place in PLACES:
            assert f"Naam{canary(place)}" not in answer.text, f"{what} shows a client of {place}"
    for place in ("door", "elsewhere"):
        assert f"Naam{canary(place)}" not in answer.text, f"{what} shows a client of {place}"


@pytest.mark.parametrize(
    ("process", "name"), [(side, name) for side, rows in SIDES.items() for name in rows], indirect=["process"]
)
def test_who_may_open(process: Process, name: str, town: Town) -> None:
    row = SIDES[process.side][name]
    for actor in ACTORS:
        for method in ("GET", "POST"):
            _own(process, name, row, actor, method, town)
            other = row.of not in ("", "year") and not row.public
            if other and at_home(actor, process.side) and _permitted(row, actor):
                _others(process, name, row, actor, method, town)


def _permitted(row: Row, actor: str) -> bool:
    return not row.may or bool(row.may & HELD[actor])


def _own(process: Asks, name: str, row: Row, actor: str, method: str, town: Town) -> None:
    url = _url(process.side, name, row, "own", town)
    assert url is not None, f"tests/oco/town.py has no {row.of} at its first place"
    answer = process.ask(actor, method, url)
    what = f"{method} {name} by {actor}"
    expected = row.get if method == "GET" else row.post
    check_page(actor, answer, what)
    if row.public:
        signed_in_at_the_other_side = actor != "visitor" and not at_home(actor, process.side)
        allowed = (302,) if signed_in_at_the_other_side else ()
        assert has(answer.status, expected) or answer.status in allowed, f"{what}: {answer.status}"
    elif not at_home(actor, process.side):
        assert answer.is_sign_in, f"{what}: {answer.status} {answer.to}"
    elif not _permitted(row, actor):
        if expected == 405:
            assert answer.status in (403, 405), f"{what}: {answer.status}"
        else:
            assert answer.status == 403, f"{what}: {answer.status}"
            assert "Deze pagina hoort niet bij uw rol" in answer.text, what
    elif expected == 405:
        assert answer.status in (405, 403 if actor in row.but else 405), f"{what}: {answer.status}"
    else:
        wanted = row.but.get(actor, expected)
        assert has(answer.status, wanted), f"{what}: {answer.status}, not {wanted} {answer.to}"


def _others(process: Asks, name: str, row: Row, actor: str, method: str, town: Town) -> None:
    """Another organisation's answers as one that isn't there: the same status and the same words."""
    expected = row.get if method == "GET" else row.post
    missing_url = _url(process.side, name, row, MISSING, town)
    missing = process.ask(actor, method, missing_url) if missing_url else None
    if missing is not None:
        assert missing.status == (405 if expected == 405 and missing.status == 405 else 404), (
            f"{method} {name} of nothing by {actor}: {missing.status}"
        )
    for place in ("beside", "door", "elsewhere"):
        url = _url(process.side, name, row, place, town)
        if url is None:
            continue
        answer = process.ask(actor, method, url)
        what = f"{method} {name} of {place} by {actor}"
        check_page(actor, answer, what)
        if actor in row.reach.get(place, ()):
            assert has(answer.status, expected), f"{what}: {answer.status}"
            continue
        if actor in row.but and has(403, row.but[actor]) and answer.status == 403:
            pytest.fail(f"{what} tells by a 403 that it exists")
        assert missing is not None
        assert (answer.status, answer.text) == (missing.status, missing.text), f"{what}: {answer.status}"
        if answer.status == 404:
            assert "De pagina bestaat niet, of hij hoort bij een andere organisatie." in answer.text, what


def _url(side: str, name: str, row: Row, place: str, town: Town) -> str | None:
    if row.of == "figures":  # whose figures stands in the query
        here = None if place == MISSING else town[place]
        whose = f"{here.municipality.slug}.{here.provider.slug}" if here else "nergens.niemand"
        return f"{reverse(name)}?organisatie={whose}&periode={FILED.code}"
    found = arguments(side, row.of, place, town)
    return None if found is None else reverse(name, kwargs=found)
