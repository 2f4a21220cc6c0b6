"""Known vulnerabilities in the locked packages, asked by pip-audit, and judged by the list of excuses.

Not being able to ask is never a failure, and is never called safe either.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from supply_chain.policy import Excuse

TIMEOUT = 15  # seconds, for one question
# How pip-audit and what is under it say that nobody answered. Anything else that goes wrong is a failure.
_NOT_REACHED = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|Max retries exceeded|Could not connect|Failed to establish|"
    r"Name or service not known|Temporary failure in name resolution|Network is unreachable|ProxyError|"
    r"Tunnel connection",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """One vulnerability in one locked package, by all the names that it has."""

    package: str
    version: str
    names: tuple[str, ...]
    mended_in: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What came back: how many packages were looked up, which could not be, and what was found."""

    asked: int
    not_known: tuple[str, ...]
    findings: tuple[Finding, ...]


class NotReached(Exception):
    """Nobody answered, so nothing is known."""


class AuditFailed(Exception):
    """It went wrong in another way, and that must be looked at."""


@dataclass(frozen=True)
class Verdict:
    """Sentences for the person at the terminal, and whether the build may go on."""

    good: bool
    sentences: tuple[str, ...]


def ask(lock: Path) -> Answer:
    """Raises NotReached, AuditFailed."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"),
        *("--no-deps", "--format", "json", "--progress-spinner", "off", "--timeout", str(TIMEOUT)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except subprocess.TimeoutExpired as error:
        raise NotReached from error
    return understand(done.returncode, done.stdout, done.stderr)


def understand(code: int, out: str, said: str) -> Answer:
    """What pip-audit answered. It ends with 1 for a finding and for an error alike. Raises NotReached, AuditFailed."""
    try:
        packages: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        if _NOT_REACHED.search(said):
            raise NotReached from error
        raise AuditFailed(said.strip()[-1000:] or f"pip-audit stopte met code {code} zonder antwoord.") from error
    not_known = tuple(sorted(package["name"] for package in packages if "skip_reason" in package))
    if len(not_known) == len(packages):
        raise NotReached  # something stands in between that answers "not there" to everything
    findings = tuple(
        Finding(
            package["name"],
            package["version"],
            (found["id"], *found.get("aliases", [])),
            tuple(found.get("fix_versions", [])),
        )
        for package in packages
        for found in package.get("vulns", [])
    )
    return Answer(len(packages), not_known, findings)


def judge(answer: Answer, excuses: Sequence[Excuse], *, today: date) -> Verdict:
    """A vulnerability stops the build unless it is excused and the excuse still runs. Excuses that ended are said."""
    open_ones, sentences = 0, []
    for finding in answer.findings:
        excuse = _excuse_of(finding, excuses)
        what = f"{finding.package} {finding.version}: {', '.join(finding.names)}"
        if excuse is not None and today <= excuse.until:
            sentences.append(f"{what}. Mag tot en met {excuse.until:%d-%m-%Y}: {excuse.reason}")
            continue
        open_ones += 1
        mended = f" Opgelost in {', '.join(finding.mended_in)}." if finding.mended_in else " Nog niet opgelost."
        ended = f" De uitzondering liep af op {excuse.until:%d-%m-%Y}." if excuse is not None else ""
        sentences.append(f"{what}.{mended}{ended}")
    if answer.not_known:
        sentences.append(f"Niet nagekeken, onbekend bij de bron: {', '.join(answer.not_known)}.")
    sentences.append(
        f"{answer.asked - len(answer.not_known)} pakketten nagekeken, {len(answer.findings)} bekende kwetsbaarheden,"
        f" waarvan {open_ones} zonder geldige uitzondering."
    )
    return Verdict(open_ones == 0, tuple(sentences))


def _excuse_of(finding: Finding, excuses: Iterable[Excuse]) -> Excuse | None:
    matching = [each for each in excuses if each.package == finding.package and each.vulnerability in finding.names]
    return max(matching, key=lambda each: each.until, default=None)
