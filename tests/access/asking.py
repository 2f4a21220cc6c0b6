"""Requests to one of the two processes, each undone afterwards, and what their answers may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.access import left, world
from tests.access.tables import BY_LINK, IN_MAILS, READERS, WRITES_ACROSS
from tests.oco.test_access_matrix import (
    LOGINS,
    OF_THE_MUNICIPALITY,
    SIDES,
    Answer,
    _session,
    _text,
    refuse_writes,
    settings_of,
)
from tests.oco.town import Town

# What any request may leave: that it was made, and the session.
_BESIDES = {
    *("oco_auditevent", "oco_submission"),
    *("oco_caresession", "oco_municipalitysession", "oco_sessionuser", "oco_sessiondetail"),
}


@dataclass
class Counts:
    requests: int = 0
    leaks: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    wrote: int = 0
    mails: int = 0
    log_lines: int = 0
    jobs: int = 0

    def line(self, what: str) -> str:
        return (
            f"{what}: {self.requests} requests, {len(self.leaks)} leaks, {len(self.server_errors)} server errors, "
            f"{len(self.changes)} changes of another tenant; {self.wrote} requests wrote something of their own; "
            f"{self.mails} mails, {self.jobs} jobs and {self.log_lines} log lines looked through"
        )

    @property
    def wrong(self) -> list[str]:
        return [*self.leaks, *self.server_errors, *self.changes, *self.other]


def may_read(actor: str, model: str, place: str) -> bool:
    """Whether a text of this model at this place may stand in an answer to this somebody."""
    if place == "own":
        return actor not in OF_THE_MUNICIPALITY or not model.startswith("cases.")
    return actor in READERS.get(model, {}).get(place, ())


def may_be_mailed(actor: str, model: str, place: str) -> bool:
    """Names of organisations and colleagues; never a word about a client."""
    return model in IN_MAILS and may_read(actor, model, place)


@dataclass
class Process:
    """One web process with everybody who can try its doors. It has the shape that the matrix of statuses asks for."""

    side: str
    client: Client
    sessions: Mapping[str, str]
    counts: Counts
    before: dict[tuple[str, str], dict[Any, tuple[Any, ...]]]
    lines: left.Lines  # of the log
    raw: Any = None  # the last answer as the test client gave it
    saved: frozenset[str] = frozenset()  # tables that it wrote to, without the log
    longest: int = 0  # signs of the longest text that it wrote

    def ask(
        self,
        actor: str,
        method: str,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        body: str | None = None,
    ) -> Answer:
        self.client.cookies.clear()
        if actor in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        asked_for = _name_of(url) or name
        what = f"{method} {name or url[:120]} by {actor}" + (f" with {dict(data)}"[:400] if data else "")
        self.counts.requests += 1
        with transaction.atomic():
            written, asked = _written(), len(connection.run_on_commit)
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {LOGINS[self.side]}")
            if method in ("GET", "HEAD", "OPTIONS"):
                with connection.execute_wrapper(refuse_writes):
                    response = self.client.generic(method, url)
            else:
                response = self._send(method, url, data, body)
            self.saved, self.longest = frozenset(), 0
            self.raw = response
            content = b"".join(response) if response.streaming else response.content
            answer = Answer(
                response.status_code,
                response.headers.get("Location", ""),
                _text(response) if not response.streaming else "",
            )
            if response.status_code >= 500 and asked_for != "health_ready":
                self.counts.server_errors.append(f"{what}: {response.status_code}")
            self._check_kind(what, response, content)
            self._look(what, "visitor" if asked_for in BY_LINK else actor, content, response)
            if method not in ("GET", "HEAD", "OPTIONS") and response.status_code < 500:
                self._changed(what, actor, written, asked_for)
            for waiting in connection.run_on_commit[asked:] if response.status_code < 500 else ():
                waiting[1]()  # mails, and the bell for the worker
            self._look_at_what_is_left(what, actor, written)
            transaction.set_rollback(True)
        return answer

    def _check_kind(self, what: str, response: Any, content: bytes) -> None:
        """Whatever has a body says what it is; what is text says with which signs."""
        kind = response.headers.get("Content-Type", "")
        if content and (not kind or (kind.startswith("text/") and "charset=utf-8" not in kind.lower())):
            self.counts.other.append(f"{what}: a body of kind {kind!r}")

    def _send(self, method: str, url: str, data: Mapping[str, Any] | None, body: str | None) -> Any:
        if body is not None:
            return self.client.generic(method, url, body, content_type="application/x-www-form-urlencoded")
        if method == "POST":
            return self.client.post(url, dict(data or {}))
        return self.client.generic(method, url, b"")

    def _look(self, what: str, actor: str, content: bytes, response: Any) -> None:
        headers = "\n".join(f"{key}: {value}" for key, value in response.headers.items()) + str(response.cookies)
        for model, place in sorted(
            (m, p) for p, m in world.found_in(world.readable(content) + world.readable(headers.encode()))
        ):
            if not may_read(actor, model, place):
                self.counts.leaks.append(f"{what}: {response.status_code} shows {model} of {place}")

    def _look_at_what_is_left(self, what: str, actor: str, written: Mapping[str, int]) -> None:
        """Mails that went out, the lines of the log, and what the worker was asked to do."""
        for text in left.mails():
            self.counts.mails += 1
            found = left.found(text)
            self._leaks(f"{what}: a mail", {(of, model) for of, model in found if not may_be_mailed(actor, model, of)})
        if said := self.lines.take():
            self.counts.log_lines += said.count("\n") + 1
            self._leaks(f"{what}: the log", left.found(said))
        if _written().get("oco_job", 0) != written.get("oco_job", 0):
            self.counts.jobs += 1
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
            self._leaks(f"{what}: a job", left.found(left.jobs()))

    def _leaks(self, where: str, found: set[tuple[str, str]]) -> None:
        self.counts.leaks += [f"{where} holds {model} of {place}" for place, model in sorted(found)]

    def _changed(self, what: str, actor: str, written: Mapping[str, int], name: str) -> None:
        """Compares every row of the tables that were written to, of all tenants."""
        tables = {table for table, number in _written().items() if number != written.get(table, 0)}
        if not tables:
            return
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        now = world.rows_by_place(tables)
        labels = {world.label(model) for model in world.all_models() if model._meta.db_table in tables}
        self.saved = frozenset(tables - _BESIDES)
        own = False
        for key in {key for key in (*now, *self.before) if key[0] in labels}:
            old, new = self.before.get(key, {}), now.get(key, {})
            if old == new:
                continue
            model, place = key
            if place == "own" or (not place and model in ("oco.AuditEvent", "oco.Submission", "oco.Job")):
                own = True
                for pk in (pk for pk in new if new[pk] != old.get(pk)):
                    self.longest = max(self.longest, *(len(value) for value in new[pk] if isinstance(value, str)), 0)
                    for column, of, where in world.points_at(model, pk):
                        if (
                            where in world.FOREIGN
                            and not may_read(actor, of, where)
                            and not self._may_write(name, actor, where)
                        ):
                            self.counts.changes.append(f"{what}: {model}.{column} points at {of} of {where}")
            elif not self._may_write(name, actor, place):
                self.counts.changes.append(f"{what}: {model} of {place or 'nobody'} was changed")
        self.counts.wrote += own

    def _may_write(self, name: str, actor: str, place: str) -> bool:
        """Who reaches an address of that place acts there; some acts are about another tenant by their nature."""
        row = SIDES[self.side].get(name)
        return place in WRITES_ACROSS.get(name, ()) or (row is not None and actor in row.reach.get(place, ()))


def _name_of(url: str) -> str:
    try:
        return resolve(url.split("?")[0]).url_name or ""
    except Resolver404:
        return ""


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


@contextmanager
def process(side: str, town: Town) -> Iterator[Process]:
    with settings_of(side):
        sessions = {actor: _session(user) for actor, user in town.actors.items() if user is not None}
        with left.listening() as lines:
            left.mails()
            before = world.rows_by_place()
            yield Process(side, Client(raise_request_exception=False), sessions, Counts(), before, lines)


# --- addresses ----------------------------------------------------------------------------------------------------


def parameters(side: str) -> dict[str, dict[str, str]]:
    """Of every address the kinds of its parameters: {"question": {"pk": "int"}}."""

    def below(resolver: URLResolver, above: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
        for found in resolver.url_patterns:
            known = above | {
                key: type(converter).__name__.removesuffix("Converter").lower()
                for key, converter in found.pattern.converters.items()
            }
            if isinstance(found, URLResolver):
                yield from below(found, known)
            elif isinstance(found, URLPattern):
                yield str(found.name), known

    return dict(below(get_resolver(f"oco.urls.{side}"), {}))
