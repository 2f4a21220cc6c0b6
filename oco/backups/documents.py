"""Documents that were filed and that keep a checksum: each is computed again at a backup and after a restore.

An app names its own in a module `kept_documents`. They are read with SQL and not by their models, so that a backup can
also be made of a database that waits for a migration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

AT_A_TIME = 20  # files; each may be megabytes


@dataclass(frozen=True)
class Source:
    """Where documents of one kind stand: `query` gives key, checksum as kept, and content."""

    table: str
    query: str
    digest: Callable[[Any], str]


_SOURCES: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Makes these known; once more changes nothing."""
    _SOURCES.update({source.table: source for source in sources})


def of_files(table: str) -> Source:
    """A table with whole files: `content`, and `sha256` of it."""
    return Source(table, f"SELECT id, sha256, content FROM {table} ORDER BY id", sha256)


def sha256(content: Any) -> str:
    """Of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def of_json(checksum: Callable[[Any], str]) -> Callable[[Any], str]:
    """A digest of JSON that comes from the database as text."""
    return lambda text: checksum(json.loads(text))


def sources() -> tuple[Source, ...]:
    """Of all apps."""
    autodiscover_modules("kept_documents")
    return tuple(_SOURCES[table] for table in sorted(_SOURCES))


def checksums(cursor: Any, tables: set[str]) -> tuple[dict[str, str], list[str]]:
    """Of every filed document the checksum of what stands there now ("reporting_report 12"), and the names of those
    whose checksum isn't the one that was kept with it."""
    found: dict[str, str] = {}
    broken: list[str] = []
    for source in sources():
        if source.table not in tables:
            continue
        cursor.execute(source.query)
        while rows := cursor.fetchmany(AT_A_TIME):
            for key, kept, content in rows:
                name = f"{source.table} {key}"
                found[name] = source.digest(content)
                if found[name] != kept:
                    broken.append(name)
    return found, broken
