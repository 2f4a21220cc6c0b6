"""Whole pages of lists with row-level security and without it, in turns on the same rows: the ratio of the medians.

    python -m benchmarks.row_security [--questions 100000]

Starts a throw-away PostgreSQL with the register of `list_pages`: one front door, two providers, 3 in 100 open. Pages
are asked with the care side's login; "without" is the same with the policies of every table switched off. Goal: within
1.2 times. With --explain it prints the plans of the slowest statement of each page instead.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from tests.cases.world import World

GOAL = 1.2
ROUNDS = 5
# Page, url name, whose it is, query, and what is posted.
PAGES: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ("Vandaag", "today", "Fatima", "", {}),
    ("Vragen, open", "questions", "Fatima", "", {}),
    ("Vragen, alle, op naam", "questions", "Ruud", "?status=alle&op=naam", {}),
    ("Team, alle open", "team", "Karin", "?lijst=alle", {}),
    ("Cliënten, met open vraag", "clients", "Fatima", "", {}),
    ("Cliënten, alle", "clients", "Ruud", "?vraag=alle", {}),
    ("Zoeken, vragen", "questions", "Fatima", "", {"q": "naamc4"}),
    ("Zoeken, cliënten", "clients", "Fatima", "", {"q": "naamc4"}),
    ("Aanmeldingen", "inbox", "Ruud", "", {}),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    from tests import plugin

    for name in plugin.FOREIGN:
        os.environ.pop(name, None)
    plugin.start_servers()
    try:
        os.environ["DJANGO_SETTINGS_MODULE"] = "oco.settings.owner"  # who writes the world; pages have their own login
        os.environ["LOG_LEVEL"] = "ERROR"
        import django

        django.setup()
        return _measure(options.questions, explain=options.explain)
    finally:
        plugin._started.close()


def _measure(questions: int, *, explain: bool) -> int:
    from django.test.utils import override_settings

    from benchmarks import list_pages, make_database
    from tests.cases.world import make_world
    from tests.wall import pages_behind_the_wall

    make_database()
    world = make_world()
    list_pages._fill(world, questions)
    over = 0
    with override_settings(ALLOWED_HOSTS=["testserver"], SIDE="care", DEBUG=False), pages_behind_the_wall():
        if explain:
            _explain(world)
            return 0
        print(f"{'pagina':<28}{'zonder':>8}{'met':>8}  ms, mediaan")
        for label, name, who, query, posted in PAGES:
            without, with_them = _turns(world, name, who, query, posted)
            over += with_them / without > GOAL
            print(f"{label:<28}{without:>8.0f}{with_them:>8.0f}  {with_them / without:.2f}x")
    return 1 if over else 0


def _switch(word: str) -> None:
    from django.db import connection

    from oco.database import rows

    with connection.cursor() as cursor:
        for table in rows.protected():
            cursor.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def _turns(world: World, name: str, who: str, query: str, posted: dict[str, str]) -> tuple[float, float]:
    """Milliseconds without and with policies: each round asks both, so that a busy minute slows both."""
    from django.test import Client

    browser = Client()
    browser.force_login(world.people[who])
    spent: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
    for turn in range(ROUNDS + 1):
        for word, times in spent.items():
            _switch(word)
            _ask(browser, name, query, posted)  # plans are made anew after the switch
            began = time.perf_counter()
            _ask(browser, name, query, posted)
            if turn:
                times.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent["DISABLE"]), statistics.median(spent["ENABLE"])


def _ask(browser: Client, name: str, query: str, posted: dict[str, str]) -> None:
    from django.urls import reverse

    url = reverse(name) + query
    answer = browser.post(url, posted) if posted else browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _explain(world: World) -> None:
    """Prints the plan of the slowest statement of each page, as the care side's login has it."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from oco import acting

    for label, name, who, query, posted in PAGES:
        browser = Client()
        browser.force_login(world.people[who])
        _ask(browser, name, query, posted)
        with CaptureQueriesContext(connection) as captured:
            _ask(browser, name, query, posted)
        slowest = max(captured.captured_queries, key=lambda each: float(each["time"]))
        print(f"\n=== {label}: {float(slowest['time']) * 1000:.0f} of {_total(captured.captured_queries):.0f} ms")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE oco_care")
            acting.tell({"session": browser.session.session_key or ""})
            cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + slowest["sql"].replace("%", "%%"))
            print("\n".join(row for (row,) in cursor.fetchall()))


def _total(queries: list[dict[str, str]]) -> float:
    return sum(float(each["time"]) for each in queries) * 1000


if __name__ == "__main__":
    sys.exit(main())
