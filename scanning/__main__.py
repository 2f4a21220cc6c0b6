"""The entry behind script/scan.

python -m scanning WAPITI [--care URL] [--municipality URL] [--seconds N] [--only WHO]...
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scanning import signing_in, wapiti

# Who visits, on which side, with which login of the demo. The administrators come last: they can shut others out.
VISITORS = (
    ("bezoeker-zorgkant", "care", ""),
    ("balie", "care", "balie@zosamen.example"),
    ("ondersteuner", "care", "ondersteuner@mee.example"),
    ("coordinator", "care", "coordinator@zosamen.example"),
    ("teamleider", "care", "teamleider@mee.example"),
    ("bezoeker-gemeentekant", "municipality", ""),
    ("beleid", "municipality", "beleid@zoetermeer.example"),
    ("beheer", "care", "beheer@zosamen.example"),
)
PASSWORD = os.environ.get("OCO_DEMO_PASSWORD", "samen verder in Naast")
HERE = ("127.0.0.1", "localhost")


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/scan", description="Laat Wapiti de draaiende demo aanvallen.")
    parser.add_argument("wapiti", type=Path, help="het programma wapiti")
    parser.add_argument("--care", default="http://127.0.0.1:8000")
    parser.add_argument("--municipality", default="http://127.0.0.1:8001")
    parser.add_argument("--seconds", type=int, default=100, help="ongeveer, voor elke bezoeker")
    parser.add_argument("--only", action="append", choices=[who for who, _, _ in VISITORS], help="alleen deze bezoeker")
    parser.add_argument("--to", type=Path, default=Path("var/scan"), help="map voor de verslagen")
    options = parser.parse_args()
    sides: dict[str, str] = {"care": options.care.rstrip("/"), "municipality": options.municipality.rstrip("/")}
    for base in sides.values():
        if urlsplit(base).hostname not in HERE:
            parser.error("alleen op deze computer: nooit een installatie waar mensen mee werken")
    if not options.wapiti.is_file():
        parser.error("wapiti ontbreekt; in een eigen omgeving: python3 -m venv MAP; MAP/bin/pip install wapiti3")
    folder = options.to.resolve() / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True)
    visitors = [each for each in VISITORS if not options.only or each[0] in options.only]
    # All of them beforehand: during a scan the limits of signing in may be reached.
    cookies = {
        who: signing_in.cookies_of(sides[side], email, PASSWORD) if email else {} for who, side, email in visitors
    }
    each = max(1, options.seconds * 2 // 3 // len(wapiti.MODULES))
    program, crawl = options.wapiti.resolve(), options.seconds // 3
    runs, broken = [], 0
    for who, side, _ in visitors:
        print(f"{who}, {sides[side]}", flush=True)
        try:
            runs.append(wapiti.run(program, sides[side], who, cookies.get(who, {}), folder, crawl=crawl, attack=each))
        except wapiti.Broken as reason:
            broken += 1
            print(reason, flush=True)
    (folder / "verslag.md").write_text(told(runs), encoding="utf-8")
    print(told(runs))
    print(f"{sum(run.requests for run in runs)} verzoeken. De verslagen staan in {folder}.")
    return 1 if broken else 0


def told(runs: list[wapiti.Run]) -> str:
    """What was found, each kind once for each visitor, with how often and where first."""
    lines = ["| bezoeker | bladzijden | verzoeken | bevinding | hoe vaak | bijvoorbeeld |", "|---|---|---|---|---|---|"]
    for run in runs:
        counts = Counter((found.kind, found.info[:110]) for found in run.findings)
        if not counts:
            lines.append(f"| {run.who} | {run.pages} | {run.requests} | geen | | |")
        for (kind, info), number in counts.most_common():
            first = next(found for found in run.findings if (found.kind, found.info[:110]) == (kind, info))
            where = f"{first.method} {first.path} {first.parameter}".strip().replace("|", "\\|")[:120]
            what = f"{kind}: {info.replace('|', ' ')}"
            lines.append(f"| {run.who} | {run.pages} | {run.requests} | {what} | {number} | `{where}` |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
