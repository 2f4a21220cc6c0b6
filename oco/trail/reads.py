"""Looks at clients: noted while a page or a file is made, written in one go in its own transaction.

Whoever's name is shown is noted by the name itself (`Client.full_name`, `Client.list_name`): no page, list, file or
job can forget it, and of a list only the page that was shown counts. What an address is about is noted by its name
(`objects`). Whatever shows a client otherwise calls `looked`.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar

from django.db import connection
from django.http import HttpRequest

from oco.trail.objects import TABLE_OF

_looking: ContextVar[set[int] | None] = ContextVar("looking", default=None)

SHOWN, FIRST_REFUSAL, FIRST_ERROR = 200, 400, 500
_REFUSED = (403, 404)


def looked(*clients: int) -> None:
    """Notes that these clients are shown to whom this request or job works for. Outside of both nobody looks."""
    noted = _looking.get()
    if noted is not None:
        noted.update(clients)


@contextlib.contextmanager
def collecting() -> Iterator[None]:
    """Within it is noted who is shown; to be written with `write_request` or `write_job`."""
    token = _looking.set(set())
    try:
        yield
    finally:
        _looking.reset(token)


@contextlib.contextmanager
def nobody_looks() -> Iterator[None]:
    """Within it names are made and shown to nobody: a mail that only counts."""
    token = _looking.set(None)
    try:
        yield
    finally:
        _looking.reset(token)


def write_request(request: HttpRequest, status: int) -> None:
    """One line for each client that this answer showed; and of an address of one client, also where it was refused.
    Nothing where there is nothing to say: then it asks the database nothing."""
    match = request.resolver_match
    view = (match.url_name if match else "") or ""
    clients = sorted(_looking.get() or ())
    table, key = "", ""
    if view in TABLE_OF and match is not None and (status == SHOWN or status in _REFUSED or status >= FIRST_ERROR):
        table, key = TABLE_OF[view], str(match.kwargs["pk"])
    if FIRST_REFUSAL <= status < FIRST_ERROR:
        clients = []  # nobody was shown
        if status not in _REFUSED or not table or not request.user.is_authenticated:
            return
    if clients or table:
        _write(view, status, clients, table, key)


def write_job(job_id: uuid.UUID) -> None:
    """The same for a job: whom it put into what it made."""
    noted = _looking.get()
    if noted:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT oco_looked(kind, %s, %s::bigint[], '', '') FROM oco_job WHERE id = %s",
                [SHOWN, sorted(noted), job_id],
            )
        noted.clear()


def write_command(name: str, clients: Iterable[int]) -> None:
    """The same for a management command: whom it wrote to a file."""
    _write(name, SHOWN, sorted(clients), "", "")


def _write(what: str, status: int, clients: Sequence[int], table: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oco_looked(%s, %s, %s::bigint[], %s, %s)", [what, status, list(clients), table, key[:60]]
        )
