"""Whoever is shown a client is in the log, on every address of the care side: no view can be forgotten.

Each client's name and each text about a client holds a sign of that client alone. A sign in an answer without a line of
that client in that request fails, whatever the address; so does a refusal about a client without a line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, models, transaction
from pytest_django.plugin import DjangoDbBlocker

from cases.dossier.parts import PARTS
from cases.models import Client, Signal
from oco.models import LogEvent
from oco.trail.objects import OF_NO_CLIENT, TABLE_OF
from oco.trail.tables import CLIENT_OF
from tests.access import world
from tests.access.asking import Process, parameters, process
from tests.access.forms import forms_in
from tests.access.test_every_request import permitted
from tests.oco import test_access_matrix as matrix
from tests.oco.matrix import CARE
from tests.oco.town import Town
from tests.told import Tell

pytestmark = pytest.mark.django_db
_ONLY = os.environ.get("OCO_ACCESS_ONLY", "")


def sign(client: int) -> str:
    return f"Qanarie{client}z"


@dataclass
class Watching(Process):
    """Compares each answer with the lines that its request wrote."""

    shown: int = 0
    logged: int = 0
    shows: set[str] = field(default_factory=set)

    def _look(self, what: str, actor: str, content: bytes, response: Any) -> None:
        found = {int(number) for number in re.findall(r"Qanarie(\d+)z", world.readable(content), re.IGNORECASE)}
        asked = getattr(response.wsgi_request, "request_id", None)
        logged = set(LogEvent.objects.filter(request=asked, kind="read").values_list("client_id", flat=True))
        self.shown += len(found)
        self.logged += len(logged)
        if found and response.resolver_match:
            self.shows.add(response.resolver_match.url_name)
        if missing := found - logged:
            self.counts.other.append(f"{what}: {response.status_code} shows {sorted(missing)} and logs {logged}")

    def _changed(self, what: str, actor: str, written: Any, name: str) -> None:
        """What a request changes is looked at elsewhere."""


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = world.make_world()
        put_signs()
        yield made
        transaction.set_rollback(True)


def put_signs() -> None:
    """In every text that is about a client, also where it hangs on it by way of a question. A number is what somebody
    without an account is told instead of a client; a signal is of nobody, and its list doesn't tell the question."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for part in PARTS:
            for row in part.model._default_manager.all() if part.model is not Signal else ():
                client = _client_of(row)
                for each in world.text_fields(part.model) if client else ():
                    if isinstance(each, models.CharField | models.TextField) and each.name != "number":
                        world._put(cursor, row, each, sign(client))
        cursor.execute("SET LOCAL session_replication_role = origin")


def _client_of(row: models.Model) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oco_client_of(%s, %s)", [row._meta.db_table, str(row.pk)])
        return cursor.fetchone()[0] or 0


def test_every_table_about_a_client_is_found_by_its_key(town: Town) -> None:
    for part in PARTS:
        table = part.model._meta.db_table
        if table in CLIENT_OF:
            for row in part.model._default_manager.all()[:3]:
                assert Client.objects.filter(pk=_client_of(row)).exists(), table


@pytest.mark.parametrize(("table", "key"), [("cases_client", "x"), ("cases_client", "9" * 18), ("nowhere", "1")])
def test_what_is_not_there_is_of_nobody(table: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oco_client_of(%s, %s)", [table, key])
        assert cursor.fetchone()[0] is None


def test_every_address_with_a_key_says_whose_record_it_shows() -> None:
    with_key = {name for name, kinds in parameters("care").items() if "pk" in kinds}
    known = set(TABLE_OF) | {name for names in OF_NO_CLIENT.values() for name in names}
    assert with_key - known == set(), "add these to oco/trail/objects.py"
    assert known - with_key == set(), "take these from oco/trail/objects.py"
    assert set(TABLE_OF) & set(parameters("municipality")) == set(), "its login logs no looks: it sees no client"


def test_no_look_at_a_client_is_left_out(town: Town, tell: Tell) -> None:
    with process("care", town) as made:
        asked = Watching(made.side, made.client, made.sessions, made.counts, made.before, made.lines)
        for name, row in CARE.items():
            if not re.search(_ONLY, name):
                continue
            for actor in ["visitor"] if row.public else permitted("care", row):
                for place in ("own", *row.reach):
                    _ask(asked, name, row, actor, place, town)
        tell(
            f"care, looks: {asked.counts.requests} requests at {len(asked.shows)} addresses showed"
            f" {asked.shown} clients, {asked.logged} lines, {len(asked.counts.other)} left out"
        )
        assert asked.counts.other == [], "\n".join(asked.counts.other[:100])
        assert _ONLY or (len(asked.shows) > 70 and asked.shown > 400)


def _ask(asked: Watching, name: str, row: Any, actor: str, place: str, town: Town) -> None:
    url = matrix._url("care", name, row, place, town)
    if url is None:
        return
    if row.get == 405:
        asked.ask(actor, "POST", url, name=name)
        return
    asked.ask(actor, "GET", url, name=name)
    html = asked.raw.content.decode(errors="replace") if not asked.raw.streaming else ""
    if row.post != 405:
        asked.ask(actor, "POST", url, name=name)
    for form in forms_in(html):
        if form.method == "post":
            data = form.filled(town.today)
            for typed in ("q", "naam", "zoek"):
                if typed in data:
                    data[typed] = "qan"
            asked.ask(actor, "POST", form.action or url, data, name=name)
