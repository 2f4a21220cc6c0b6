"""Reads a lock file: each package with its version, where it is wanted, its hashes and who asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
EVERYTHING, PRODUCTION = PROJECT / "requirements.lock", PROJECT / "requirements-production.lock"
_PACKAGE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+?)(?: ; (.+?))?(?: \\)?")
_HASH = re.compile(r"    --hash=sha256:([0-9a-f]{64})(?: \\)?")
_VIA = re.compile(r"    #(?: via|  )\s*(.*)")


@dataclass
class Locked:
    """One package at one version. `via`: packages that ask for it; `oco` is this program itself."""

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.version


def read(file: Path) -> list[Locked]:
    """The packages in order. Raises ValueError for a line that is something else, so that nothing slips by."""
    found: list[Locked] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if package := _PACKAGE.fullmatch(line):
            found.append(Locked(normal(package[1]), package[2], package[3] or ""))
        elif found and (digest := _HASH.fullmatch(line)):
            found[-1].hashes.append(digest[1])
        elif found and (via := _VIA.fullmatch(line)):
            if via[1]:
                found[-1].via.append(normal(via[1].split(" ")[0]))
        else:
            raise ValueError(f"{file.name} line {number} is no package, hash or reason: {line}")
    return found


def normal(name: str) -> str:
    """A name as registries compare it, without extras: "Typing_Extensions[x]" -> "typing-extensions"."""
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()
