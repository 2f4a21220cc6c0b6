"""Who acts in this transaction, told to the database: its row policies and its log go by it.

| setting | what | proof |
|---|---|---|
| `oco.session` | the secret key of the session | yes: policies look its hash up |
| `oco.link` | the secret token of a one-time link | yes: for what hangs on it |
| `oco.device` | the secret of a shared computer | yes: for what hangs on it |
| `oco.user`, `oco.request`, `oco.job`, `oco.side` | keys of user, request and job; which process | no: for the log |
| `oco.address` | the network address that the request came from | no: for the log |
| `oco.purpose` | a `Purpose`: for this act the user reaches more | no: as far as roles go |

All of it holds for the transaction: a pooled connection takes nothing along to the next request.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from enum import StrEnum

from django.db import Error, connection

from oco.trail import reads


class Purpose(StrEnum):
    """For what somebody reaches past their own rows, and then no further than their roles go: whole front doors to
    count, to remove somebody, or to say at which providers somebody is known; all of a municipality to freeze what is
    filed; and of a question of their own the one that it follows."""

    COUNT = "count"
    REMOVE = "remove"
    RECEIVE = "receive"
    KNOW = "know"
    FREEZE = "freeze"


def tell(values: Mapping[str, str], *, session: bool = False) -> None:
    """Sets `oco.<name>` for this transaction; with `session` for this connection, for who takes it back afterwards."""
    calls = ", ".join(["set_config(%s, %s, %s)"] * len(values))
    arguments = [part for name, value in values.items() for part in (f"oco.{name}", value, not session)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", arguments)


def session_user() -> int | None:
    """Whose the session of this transaction is, as the row policies see it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oco_session_user()")
        found: int | None = cursor.fetchone()[0]
    return found


def by_link(token: str) -> None:
    """From here on in this transaction, what hangs on the link with this token can be reached.

    An address may hold a zero byte, which no setting can.
    """
    tell({"link": token.replace("\x00", "")})


@contextlib.contextmanager
def purpose(what: Purpose) -> Iterator[None]:
    """Within it, or within the function that it decorates, the session's user reaches what this purpose asks for.
    Counting in the course of freezing stays freezing, which is wider."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('oco.purpose', true)")
        before = cursor.fetchone()[0] or ""
    if (before, what) == (Purpose.FREEZE, Purpose.COUNT):
        yield
        return
    tell({"purpose": what})
    try:
        yield
    finally:
        # After an error of the database the transaction, or its savepoint, is undone and the setting with it.
        with contextlib.suppress(Error):
            tell({"purpose": before})


@contextlib.contextmanager
def in_job(job_id: object, *, by: int | None) -> Iterator[None]:
    """Within it, this connection says for which job and for whom it works: a handler opens transactions of its own."""
    tell({"job": str(job_id), "user": str(by or ""), "side": "worker"}, session=True)
    try:
        with reads.collecting():
            yield
    finally:
        with contextlib.suppress(Error):
            tell({"job": "", "user": "", "side": ""}, session=True)
