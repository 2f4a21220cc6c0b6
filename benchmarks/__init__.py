"""Measurements, as ratios within one run. Each is a module of its own: `python -m benchmarks.<name>`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def throw_away_servers(process: str = "owner") -> Iterator[None]:
    """A PostgreSQL and a Redis of the measurement's own, and Django set up on them with the settings of a process."""
    from tests import plugin

    for name in plugin.FOREIGN:
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = f"oco.settings.{process}"
    os.environ["LOG_LEVEL"] = "ERROR"
    plugin.start_servers()
    try:
        import django

        django.setup()
        yield
    finally:
        plugin._started.close()


def make_database() -> None:
    """Tables and rights on the servers of the environment, made by their owner; whoever measures needn't be that."""
    owner = os.environ | {"DJANGO_SETTINGS_MODULE": "oco.settings.owner"}
    for command in (["migrate", "--verbosity", "0", "--skip-checks"], ["set_rights", "--skip-checks"]):
        subprocess.run([sys.executable, "manage.py", *command], env=owner, check=True, stdout=subprocess.DEVNULL)


def refresh_statistics() -> None:
    """Lets PostgreSQL know what was just made, as after a large import."""
    from cases import statistics

    statistics.refresh()


# By kind of column: what a row of raw SQL gets where it names no value.
_EMPTY = {"character varying": "''", "text": "''", "boolean": "false", "integer": "0", "smallint": "0", "jsonb": "'[]'"}


def give_defaults(cursor: Any) -> None:
    """Lets raw SQL leave out the columns that it isn't about, also those that come later: Django keeps the defaults of
    its models to itself. For the throw-away database of a measurement."""
    cursor.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name LIKE 'cases%%' AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO' AND data_type = ANY(%s)",
        [list(_EMPTY)],
    )
    for table, column, kind in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET DEFAULT {_EMPTY[kind]}')
