"""The wall: the municipality's process knows no `cases`, and its login reaches no person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from oco import audit, database_rights
from oco.models import AuditEvent, User
from reporting.models import ReleasedDocument, Report
from subsidies import filing, reviews, threads
from subsidies.models import Message
from tests.subsidies.world import FILED_AT, Q1, World, let_through

# Loads the process as gunicorn does, and every module that its addresses lead to.
LOAD = """
import importlib, json, pkgutil, sys
import django
django.setup()
from django.urls import get_resolver
def walk(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern.callback.__module__
modules = sorted(set(walk(get_resolver().url_patterns)))
for module in modules:
    importlib.import_module(module)
import reporting.pdf, reporting.workbook, reporting.documents, reporting.drawing
from django.template.loader import get_template
from pathlib import Path
for file in [*Path("templates/subsidies").rglob("*.html"), *Path("templates/reports").rglob("*.html")]:
    get_template(str(file.relative_to("templates")))
from django.apps import apps
print(json.dumps({
    "modules": modules,
    "cases": [name for name in sys.modules if name == "cases" or name.startswith("cases.")],
    "tables": sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)),
}))
"""


def test_the_municipalitys_process_loads_nothing_of_the_cases_app() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "oco.settings.municipality"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert "subsidies.views.municipality" in seen["modules"]
    assert seen["cases"] == []
    assert not [table for table in seen["tables"] if table.startswith("cases_")]


@contextmanager
def as_login(login: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {login}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def all_tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


WORDS = {"r": "SELECT", "i": "INSERT", "u": "UPDATE", "d": "DELETE"}


@pytest.mark.django_db
def test_every_table_is_either_on_the_municipalitys_list_or_wholly_refused() -> None:
    tables = all_tables()
    assert set(database_rights.MUNICIPALITY) <= set(tables)
    with connection.cursor() as cursor:
        for table in tables:
            allowed = database_rights.MUNICIPALITY.get(table, "")
            for letter, word in WORDS.items():
                cursor.execute("SELECT has_table_privilege('oco_municipality', %s, %s)", [table, word])
                assert cursor.fetchone() == (letter in allowed,), f"{word} on {table}"


@pytest.mark.django_db
def test_no_table_of_cases_can_be_read_by_the_municipality() -> None:
    tables = [model._meta.db_table for model in apps.get_app_config("cases").get_models(include_auto_created=True)]
    tables += [
        "reporting_rollup",
        "reporting_figure",
        "reporting_weekcounts",
        "reporting_internaldocument",
        "oco_job",
        "oco_periodclosing",
    ]
    assert "cases_client" in tables
    for table in tables:
        with (
            as_login("oco_municipality"),
            pytest.raises(ProgrammingError, match=f"permission denied for table {table}"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")


def test_the_municipality_sees_its_own_users_only(world: World) -> None:
    assert User.objects.count() == 5
    with as_login("oco_municipality"):
        assert set(User.objects.values_list("email", flat=True)) == {
            "beleid-zoetermeer@voorbeeld.example",
            "beleid-haarlem@voorbeeld.example",
        }
    with as_login("oco_care"):
        assert User.objects.count() == 3


def test_the_municipality_can_do_what_its_pages_need(world: World) -> None:
    world.small_quarter()
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    with as_login("oco_municipality"):
        # Before the gate let it through there is nothing to read, also by a statement of one's own.
        assert not ReleasedDocument.objects.exists()
    let_through(report)
    with as_login("oco_municipality"):
        assert Report.objects.get().released.data["header"]["period"] == "2018-Q1"
        grant = world.grant()
        assert grant.instalments.count() == 8  # four for each of two providers
        thread = reviews.ask(report=report, question="Waardoor zijn er minder vragen?", by=world.officer)
        audit.record("seen", by=world.officer)
    with as_login("oco_care"):
        threads.write(thread=thread, text="Er was een medewerker ziek.", side=Message.Side.PROVIDER, by=world.manager)
    with as_login("oco_municipality"):
        assert reviews.position_of(report).standing == "answered"
        threads.close(thread=thread, by=world.officer)
        assert reviews.accept(report=report, by=world.officer).decided_by_name == "Beleid-Zoetermeer"
    assert AuditEvent.objects.filter(action="report accepted", by=world.officer).count() == 1


@pytest.mark.parametrize("statement", ["UPDATE reporting_report SET version = 2", "DELETE FROM reporting_reportfile"])
def test_the_municipality_changes_no_report(world: World, statement: str) -> None:
    with (
        as_login("oco_municipality"),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
