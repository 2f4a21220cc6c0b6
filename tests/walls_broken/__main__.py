"""The entry behind script/test --walls.

python -m tests.walls_broken [WORD]...   only the walls with one of these words in their name
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tests import plugin
from tests.walls_broken.breaks import BREAKS, Break
from tests.walls_broken.guards import GUARDS

PROJECT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", "__pycache__", ".hypothesis", "static_collected")
DATABASE, WHOLE = "test_oco", "whole"
TESTS_FAILED = 1  # pytest: some tests failed; anything else is that it could not run them
_FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)


class Wrong(Exception):
    """A wall that nobody misses, or a break that doesn't fit any more."""


def main(words: Sequence[str]) -> int:
    chosen = [
        each for each in (*BREAKS, *GUARDS) if not words or any(word.lower() in each.wall.lower() for word in words)
    ]
    tests = list(dict.fromkeys(each.test for each in chosen))
    plugin.start_servers()  # one for all runs: each begins with a copy of the whole database
    try:
        with tempfile.TemporaryDirectory(prefix="oco-walls-") as scratch:
            copy = Path(scratch) / "project"
            shutil.copytree(PROJECT, copy, ignore=LEFT_OUT)
            return break_each(copy, chosen, tests)
    finally:
        plugin.stop_servers()


def break_each(copy: Path, chosen: Sequence[Break], tests: Sequence[str]) -> int:
    code, said = run(copy, tests, "--create-db")
    if code != 0:
        print(f"Met hele muren slagen de tests niet allemaal:\n{said[-3000:]}")
        return 1
    print(f"Met hele muren slagen alle {len(tests)} tests.", flush=True)
    administer(f"ALTER DATABASE {DATABASE} RENAME TO {WHOLE}")
    wrong = 0
    for each in chosen:
        began = time.monotonic()
        administer(f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE} TEMPLATE {WHOLE}")
        try:
            print(f"  {each.wall}: {fails(copy, each)} ({time.monotonic() - began:.0f} s)", flush=True)
        except Wrong as reason:
            wrong += 1
            print(f"  {each.wall}: NIET GEMERKT. {reason}", flush=True)
    print(f"{len(chosen)} muren gebroken, {len(chosen) - wrong} door de bedoelde test gemerkt.")
    return 1 if wrong else 0


def administer(*statements: str) -> None:
    """As the owner of the cluster, outside the database of the tests."""
    from oco.embedded.paths import run_dir

    with psycopg.connect(host=str(run_dir()), user="oco", dbname="postgres", autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())


def fails(copy: Path, broken: Break) -> str:
    """Breaks the wall, runs the test and mends the wall. Gives which test failed; raises Wrong when none did."""
    if not broken.file:
        return judged(broken, *run(copy, [broken.test], sql=broken.sql))
    file = copy / broken.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(broken.old) != 1:
        raise Wrong(f"Dit staat {whole.count(broken.old)} keer in {broken.file}: {broken.old!r}")
    file.write_text(whole.replace(broken.old, broken.new), encoding="utf-8")
    try:
        return judged(broken, *run(copy, [broken.test]))
    finally:
        file.write_text(whole, encoding="utf-8")


def judged(broken: Break, code: int, said: str) -> str:
    failed = _FAILED.findall(said)
    if code != TESTS_FAILED or not any(name.startswith(broken.test) for name in failed):
        raise Wrong(said[-1500:])
    return f"{failed[0].rpartition('/')[2]} faalt"


def run(copy: Path, tests: Sequence[str], *options: str, sql: str = "") -> tuple[int, str]:
    """pytest in the copy, on the servers of this process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST"))}
    environment |= {"OCO_BROKEN_WALL": sql, "PYTHONDONTWRITEBYTECODE": "1"}
    always = ["-q", "-x", "--reuse-db", "-p", "no:cacheprovider", "-p", "tests.walls_broken.plugin", "--tb=line"]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *always, *options, *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
    )
    return answer.returncode, answer.stdout + answer.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
