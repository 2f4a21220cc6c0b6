"""One run of Wapiti as one visitor, bounded in time, and what it found."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# All that say something about this kind of site. Left out: what looks for other products (cms, wp_enum, htp, wapp,
# nikto, network_device, spring4shell), guesses passwords (brute_login_form: the limits of signing in would hold up all
# others) or addresses (buster), looks at certificates (ssl, https_redirect, takeover), or needs a server elsewhere that
# the site would have to call (ssrf, xxe, log4shell): nothing of a scan leaves this computer.
MODULES = (
    *("cookieflags", "csp", "http_headers", "csrf", "methods", "crlf", "redirect", "htaccess", "backup"),
    *("exec", "file", "sql", "timesql", "ldap", "xss", "permanentxss", "upload", "shellshock"),
)
# Signing out ends the run. The way back from a broken session would be the password, which a form could change.
EXCLUDED = ("uitloggen/", "wachtwoord/", "tweede-stap/", "static/")
_REQUEST = re.compile(r"^\[[+¨]\] [A-Z]+ http", re.MULTILINE)


class Broken(Exception):
    """Wapiti itself came to an end before it wrote what it found."""


@dataclass(frozen=True)
class Finding:
    kind: str
    module: str
    level: int
    method: str
    path: str
    parameter: str
    info: str


@dataclass(frozen=True)
class Run:
    who: str
    base: str
    pages: int
    requests: int
    findings: tuple[Finding, ...]


def run(
    program: Path, base: str, who: str, cookies: Mapping[str, str], folder: Path, *, crawl: int, attack: int
) -> Run:
    """Crawls `base` for at most `crawl` seconds and gives each module at most `attack` seconds."""
    report, jar = folder / f"{who}.json", folder / f"{who}.cookies"
    jar.write_text(
        json.dumps({urlsplit(base).hostname: {"/": {name: _cookie(value) for name, value in cookies.items()}}})
    )
    of_somebody = ("-c", str(jar)) if cookies else ()
    command = [
        *("nice", "-n", "10", str(program), "-u", f"{base}/", "--scope", "folder", "-d", "6"),
        *(part for path in EXCLUDED for part in ("-x", f"{base}/{path}*")),
        *("-m", ",".join(MODULES), "-l", "2", "--max-links-per-page", "80", "--max-files-per-dir", "40"),
        *("--max-parameters", "25", "--max-scan-time", str(crawl), "--max-attack-time", str(attack)),
        *("--tasks", "2", "-t", "20", "--no-bugreport", "--flush-session"),
        # Addresses that payloads name: a site that followed one would find nobody.
        *("--endpoint", "http://127.0.0.1:9/", "--dns-endpoint", "127.0.0.1"),
        *("--store-session", str(folder / "session" / who), "--store-config", str(folder / "config")),
        *("-v", "2", "-f", "json", "-o", str(report)),
        *of_somebody,
    ]
    told = folder / f"{who}.log"
    with told.open("w") as log:
        subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder, check=False)
    jar.unlink()
    if not report.is_file():
        raise Broken(f"Wapiti stopte zonder verslag; waarom staat in {told}")
    return read(report, told, who, base)


def _cookie(value: str) -> dict[str, Any]:
    return {"value": value, "expires": None, "secure": False, "port": None, "version": 0}


def read(report: Path, told: Path, who: str, base: str) -> Run:
    """What stands in Wapiti's own report, and how many requests its log names."""
    held: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    findings = tuple(
        Finding(
            kind,
            each.get("module", ""),
            int(each.get("level", 0)),
            each.get("method", ""),
            each.get("path", ""),
            each.get("parameter") or "",
            " ".join((each.get("info") or "").split()),
        )
        for group in ("vulnerabilities", "anomalies")
        for kind, found in held[group].items()
        for each in found
    )
    requests = len(_REQUEST.findall(told.read_text(encoding="utf-8", errors="replace")))
    return Run(who, base, int(held["infos"].get("crawled_pages_nbr", 0)), requests, findings)
