"""What people decided about packages: which licences are allowed, what a package's licence is where it doesn't say so
clearly itself, and which known vulnerability is excused until when. Read from policy.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True)
class Excuse:
    """A known vulnerability that doesn't stop the build until this day, and why."""

    vulnerability: str
    package: str
    reason: str
    until: date


@dataclass(frozen=True)
class Policy:
    """`production`: SPDX names that may be delivered. `tools`: allowed besides them for what only builders use."""

    production: frozenset[str]
    tools: frozenset[str]
    stated: dict[str, str]
    excuses: tuple[Excuse, ...]


def read(file: Path = FILE) -> Policy:
    """Raises ValueError where something lacks its reason or its end."""
    data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, entry in data["stated"].items():
        if not entry.get("licence") or not entry.get("source"):
            raise ValueError(f"{name} needs a licence and a source")
    return Policy(
        production=frozenset(data["allowed"]["production"]),
        tools=frozenset(data["allowed"]["tools"]),
        stated={name: entry["licence"] for name, entry in data["stated"].items()},
        excuses=tuple(_excuse(entry) for entry in data.get("excused", [])),
    )


def _excuse(entry: dict[str, Any]) -> Excuse:
    vulnerability, package = entry.get("vulnerability", ""), entry.get("package", "")
    reason, until = str(entry.get("reason", "")).strip(), entry.get("until")
    if not vulnerability or not package or not reason or not isinstance(until, date):
        raise ValueError(f"an excuse needs a vulnerability, a package, a reason and a last day: {entry}")
    return Excuse(vulnerability, package, reason, until)
