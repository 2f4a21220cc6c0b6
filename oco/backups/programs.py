"""PostgreSQL's own programs (pg_dump, pg_restore, psql): found on this computer, and new enough for the database."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from oco.embedded.wheels import wheel_programs

SYSTEM = Path("/usr/lib/postgresql")  # where Debian and Ubuntu keep a folder per version


class ProgramMissing(Exception):
    """A program isn't there, or is older than the database. The text is for the person at the terminal."""


@dataclass(frozen=True)
class Program:
    """One program and its major version."""

    path: Path
    major: int


def find(name: str, *, at_least: int) -> Program:
    """The program of this name with the lowest version that will do. Raises ProgramMissing.

    pg_dump refuses a server that is newer than itself, and pg_restore a file of a newer pg_dump.
    """
    found = [program for path in _candidates(name) if (program := _program(path)) is not None]
    return choose(name, found, at_least=at_least)


def choose(name: str, found: Iterable[Program], *, at_least: int) -> Program:
    """The lowest version that will do; of equals the first. Raises ProgramMissing."""
    programs = sorted(found, key=lambda program: program.major)
    for program in programs:
        if program.major >= at_least:
            return program
    advice = f"Installeer PostgreSQL-programma's van versie {at_least} of nieuwer (postgresql-client-{at_least})."
    if programs:
        raise ProgramMissing(
            f"Het programma {name} is hier van versie {programs[-1].major}, en versie {at_least} is nodig. {advice}"
        )
    raise ProgramMissing(f"Het programma {name} is hier niet gevonden. {advice}")


def major_of(text: str) -> int | None:
    """18 of "pg_dump (PostgreSQL) 18.4 (Debian 18.4-1)"."""
    found = re.search(r"\(PostgreSQL\)\s+(\d+)", text)
    return int(found[1]) if found else None


def address(settings: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """A database of the settings as these programs take it: the address, and the environment with the password, which
    must not stand in the list of processes."""
    parts = {
        "host": settings.get("HOST"),
        "port": settings.get("PORT"),
        "user": settings.get("USER"),
        "dbname": settings.get("NAME"),
    }
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}  # Django has options of its own beside them
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key in known}
    secret = {"PGPASSWORD": str(settings["PASSWORD"])} if settings.get("PASSWORD") else {}
    given = {key: str(value) for key, value in {**parts, **options}.items() if value}
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath), "HOME": os.environ.get("HOME", "/")}
    return make_conninfo("", **given), {**environment, **secret}


def _candidates(name: str) -> list[Path]:
    usual = shutil.which(name)
    wheel = wheel_programs()
    places = [Path(usual)] if usual else []
    places += sorted(SYSTEM.glob(f"*/bin/{name}"))
    places += [wheel / name] if wheel else []
    return [place for place in places if os.access(place, os.X_OK)]


def _program(path: Path) -> Program | None:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    major = major_of(answer.stdout)
    return None if major is None else Program(path, major)
