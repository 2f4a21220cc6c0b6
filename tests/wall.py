"""Pages asked with the database login of their process, while the world is written as the owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from oco import acting
from oco.middleware import WITHOUT_DATABASE, WholeRequest

# What a page asks the database besides, in a test: two savepoints and their ends, the login and its end, who acts,
# whose session it is. And what a purpose asks: which one holds, its own, and the one before.
STATEMENTS, PURPOSE = 8, 3
LOOKED = 1  # and of a page that shows clients: that it did, of all of them at once
TOLD = ("session", "link", "device", "user", "request", "side", "address", "purpose")


def let_it_be_emptied() -> None:
    """A test that commits is undone by emptying the database, which the log would refuse. After every `set_rights`."""
    with connection.cursor() as cursor:
        for table in ("oco_logevent", "oco_auditevent", "oco_logbatch"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER trail_keep_all")


@contextmanager
def pages_behind_the_wall() -> Iterator[None]:
    """Whatever a page reads and writes within it goes through the policies, as in the process itself."""
    ask = WholeRequest.__call__

    def as_its_login(self: WholeRequest, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_DATABASE):
            return ask(self, request)
        login = "oco_municipality" if settings.SIDE == "municipality" else "oco_care"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {login}")
            response = ask(self, request)
            # The test's own transaction goes on after the request.
            cursor.execute("RESET ROLE")
            acting.tell(dict.fromkeys(TOLD, ""))
        return response

    with mock.patch.object(WholeRequest, "__call__", as_its_login):
        yield
