"""Loaded into the run of a broken copy: breaks the database after it was migrated and its rights were set."""

from __future__ import annotations

import os

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

DROP_TRIGGERS = "{drop triggers} "


@pytest.fixture(autouse=True, scope="session")
def broken_wall(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    statement = os.environ.get("OCO_BROKEN_WALL", "")
    if not statement:
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if not statement.startswith(DROP_TRIGGERS):
            cursor.execute(statement)
            return
        table = statement.removeprefix(DROP_TRIGGERS)
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        names = [name for (name,) in cursor.fetchall()]
        if not names:
            raise LookupError(f"{table} has no trigger to drop")
        for name in names:
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
