"""The list of contents that travels in a backup, and what differs between it and a database. No personal data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from oco.backups import contents, documents
from oco.backups.contents import LEFT_OUT, RIGHTS, Table

FORMAT = 1
PROJECT = Path(__file__).resolve().parents[2]
MOST_NAMED = 5  # of what differs, per kind


class NotABackup(Exception):
    """This file can't be restored here. The text is for the person at the terminal."""


@dataclass(frozen=True)
class Manifest:
    """What a database held at one moment."""

    made_at: str  # ISO, with the time zone
    software: str
    postgres: int  # major version of the server
    programs: int  # major version of pg_dump: pg_restore must not be older
    migrations: list[str]
    tables: dict[str, Table]
    left_out: list[str]
    sequences: dict[str, int]
    documents: dict[str, str]
    structure: dict[str, list[str]]
    broken: list[str] = field(default_factory=list)  # documents whose checksum was wrong already

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Manifest:
        """Raises NotABackup for another format."""
        try:
            data: dict[str, Any] = json.loads(text)
            if data.pop("format") != FORMAT:
                raise NotABackup("Deze back-up heeft een indeling die dit programma niet kent.")
            data["tables"] = {name: Table(**table) for name, table in data["tables"].items()}
            return cls(**data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotABackup("De inhoudsopgave van deze back-up is niet te lezen.") from error

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def software_version() -> str:
    """As pyproject.toml says it."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def look(cursor: Any, *, made_at: str, postgres: int, programs: int) -> Manifest:
    """What the database holds as this transaction sees it (contents.hold_still). Of tables that a backup leaves out it
    says nothing."""
    tables = contents.tables(cursor)
    found, broken = documents.checksums(cursor, set(tables))
    return Manifest(
        made_at=made_at,
        software=software_version(),
        postgres=postgres,
        programs=programs,
        migrations=contents.migrations(cursor),
        tables={name: table for name, table in tables.items() if name not in LEFT_OUT},
        left_out=[name for name in tables if name in LEFT_OUT],
        sequences=contents.sequences(cursor),
        documents=found,
        structure=contents.structure(cursor),
        broken=broken,
    )


def differences(backup: Manifest, now: Manifest, *, rights: bool = True) -> list[str]:
    """What isn't as it was, in sentences; empty where all is equal. `rights`: compare the rights of the logins too."""
    said = []
    for name, table in backup.tables.items():
        here = now.tables.get(name)
        if here is None:
            said.append(f"De tabel {name} ontbreekt.")
        elif here.rows != table.rows:
            said.append(f"De tabel {name} heeft {here.rows} rijen in plaats van {table.rows}.")
        elif here.sha256 != table.sha256:
            said.append(f"De inhoud van de tabel {name} is anders.")
    said += [f"De tabel {name} hoort er niet te zijn." for name in now.tables if name not in backup.tables]
    for name, digest in backup.documents.items():
        if now.documents.get(name) != digest:
            said.append(f"Het document {name} is niet hetzelfde.")
    said += [
        f"Het document {name} klopt niet met zijn controlegetal." for name in now.broken if name not in backup.broken
    ]
    for name, number in backup.sequences.items():
        if name.partition(".")[2].removesuffix("_id_seq") not in LEFT_OUT and now.sequences.get(name, -1) < number:
            said.append(f"De nummering {name} staat te laag.")
    for kind, lines in backup.structure.items():
        if kind != RIGHTS or rights:
            said += _of_structure(kind, lines, now.structure.get(kind, []))
    return said


def _of_structure(kind: str, backup: Iterable[str], now: Iterable[str]) -> list[str]:
    before, here = ({_bare(line): line for line in lines} for lines in (backup, now))
    missing = [f"Bij {kind} ontbreekt: {before[key]}" for key in sorted(before.keys() - here.keys())]
    extra = [f"Bij {kind} is te veel: {here[key]}" for key in sorted(here.keys() - before.keys())]
    return missing[:MOST_NAMED] + extra[:MOST_NAMED]


def _bare(line: str) -> str:
    """Without the casts and brackets that PostgreSQL writes otherwise after it has read its own words back."""
    return re.sub(r"::(text|character varying)\b(\[\])?|[()\s]", "", line)


def compared(backup: Manifest, *, rights: bool = True) -> str:
    """What `differences` looked at, in a sentence."""
    kinds: Mapping[str, list[str]] = {k: v for k, v in backup.structure.items() if k != RIGHTS or rights}
    parts = ", ".join(f"{len(lines)} {kind}" for kind, lines in kinds.items())
    return (
        f"Vergeleken: {len(backup.tables)} tabellen met {backup.rows} rijen (aantal en inhoud), "
        f"{len(backup.documents)} ingediende documenten, {len(backup.sequences)} nummeringen; {parts}."
    )


def unknown_migrations(backup: Manifest, known: Iterable[str]) -> list[str]:
    """Those that this software doesn't have: the backup is of a newer one."""
    return sorted(set(backup.migrations) - set(known))
