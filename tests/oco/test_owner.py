"""An owner that is no superuser, as on a server of one's own: it migrates, sets rights, sets up and writes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from oco.embedded.paths import database_url
from tests.conftest import PROJECT

OWNER = DATABASE = "gewone_eigenaar"
WORLD = """
import django
django.setup()
from cases.models import Client
from oco.models import FrontDoor
door = FrontDoor.objects.first()
Client.objects.create(front_door=door, number="C-1", last_name="Jansen", sort_key="jansen")
assert Client.objects.filter(number="C-1").update(phone="0612345678") == 1
"""


@pytest.fixture(scope="module")
def installed(django_db_setup: None) -> Iterator[None]:
    """The whole site in a database of such an owner; the roles of the processes are there for the whole server."""
    if os.environ.get("OCO_TEST_DATABASE_URL"):
        pytest.skip("asks for a server of one's own")
    with psycopg.connect(database_url("oco", database="postgres"), autocommit=True) as server:
        server.execute(f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEROLE")
        server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        try:
            manage("migrate", "--verbosity", "0", "--skip-checks")
            manage("set_rights", "--skip-checks")
            manage("set_up", str(PROJECT / "docs" / "examples" / "zoetermeer.toml"), "--skip-checks")
            run(sys.executable, "-c", WORLD)
            yield
        finally:
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            server.execute(f"DROP ROLE {OWNER}")


def manage(*words: str) -> str:
    return run(sys.executable, "manage.py", *words)


def run(*command: str) -> str:
    done = subprocess.run(
        command,
        cwd=Path(PROJECT),
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "oco.settings.owner",
            "DATABASE_URL": database_url(OWNER, database=DATABASE),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout + done.stderr


def count(login: str) -> int:
    with psycopg.connect(database_url(login, database=DATABASE)) as session:
        found = session.execute("SELECT count(*) FROM cases_client").fetchone()
        assert found is not None
        return int(found[0])


def test_the_owner_reads_and_changes_what_it_wrote(installed: None) -> None:
    with psycopg.connect(database_url(OWNER, database=DATABASE)) as session:
        held = session.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
        assert held == (False, False)
    assert count(OWNER) == 1


def test_each_login_sees_its_rows_there(installed: None) -> None:
    assert (count("oco_care"), count("oco_worker"), count("oco_backup")) == (0, 1, 1)


def test_every_wall_stands_there(installed: None) -> None:
    assert "De muren in de database zijn heel" in manage("check_walls", "--skip-checks")


@pytest.mark.django_db
def test_a_backup_would_rather_fail_than_leave_rows_out() -> None:
    """pg_dump asks with row_security off: who can't pass by policies is refused, where it would have got too little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls, rolconfig FROM pg_roles WHERE rolname = 'oco_backup'")
        assert cursor.fetchone() == (True, ["default_transaction_read_only=on"])
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SET LOCAL ROLE oco_backup")
        cursor.execute("SELECT count(*) FROM cases_client")
        cursor.execute("SET LOCAL ROLE oco_worker")
        with pytest.raises(Exception, match="row-level security"):
            cursor.execute("SELECT count(*) FROM cases_client")
