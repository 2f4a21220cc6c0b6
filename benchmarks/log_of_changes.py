"""What the log of changes costs: the same statements with the triggers and without them, in turns on the same rows.

    python -m benchmarks.log_of_changes [--rows 20000]

Starts a throw-away PostgreSQL. Prints the ratio of the medians for an import in one go, one row at a time and an update
of everything; and how many lines a second a verification reads. Goals: bulk within 2.5 times, single rows within 1.5.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

ROUNDS = 5
GOALS = {"bulk insert": 2.5, "update of all": 2.5, "one by one": 1.5}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    options = parser.parse_args()
    from tests import plugin

    for name in plugin.FOREIGN:
        os.environ.pop(name, None)
    plugin.start_servers()
    try:
        os.environ["DJANGO_SETTINGS_MODULE"] = "oco.settings.owner"
        os.environ["LOG_LEVEL"] = "ERROR"
        import django

        django.setup()
        return _measure(options.rows)
    finally:
        plugin._started.close()


def _measure(rows: int) -> int:
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from oco.trail import seals
    from oco.trail.verify import verify

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    call_command("set_rights", verbosity=0)
    from tests.cases.world import make_world

    world = make_world()
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    slow = []
    for name, work in _works(question, rows).items():
        times: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(ROUNDS):
            for logged in (True, False):
                times[logged].append(_timed(work, logged=logged))
        ratio = statistics.median(times[True]) / statistics.median(times[False])
        sys.stdout.write(f"{name}: {ratio:.2f} times ({statistics.median(times[True]):.2f} s with the log)\n")
        slow += [name] if ratio > GOALS[name] else []
    start = time.perf_counter()
    seals.seal()
    sealed = time.perf_counter()
    found = verify(None)
    read = time.perf_counter() - sealed
    sys.stdout.write(
        f"sealed {found.lines} lines in {sealed - start:.2f} s, verified {found.lines / read:,.0f} a second\n"
    )
    return 1 if slow else 0


def _works(question: object, rows: int) -> dict[str, Callable[[], None]]:
    from datetime import date

    from django.db import transaction

    from cases.models import Contact, HelpQuestion

    assert isinstance(question, HelpQuestion)

    def contact() -> Contact:
        return Contact(
            question=question,
            front_door=question.front_door,
            provider=question.provider,
            supporter=question.supporter,
            on=date(2026, 11, 18),
            activity="phone",
            minutes=10,
            written_by=question.supporter,
        )

    def bulk() -> None:
        with transaction.atomic():
            Contact.objects.bulk_create([contact() for _ in range(rows)], batch_size=2000)

    def update() -> None:
        with transaction.atomic():
            Contact.objects.update(minutes=20)
            transaction.set_rollback(True)

    def single() -> None:
        for _ in range(300):
            contact().save(force_insert=True)

    return {"bulk insert": bulk, "update of all": update, "one by one": single}


def _timed(work: Callable[[], None], *, logged: bool) -> float:
    from django.db import connection

    word = "ENABLE" if logged else "DISABLE"
    with connection.cursor() as cursor:
        for trigger in ("trail_insert", "trail_update", "trail_delete"):
            cursor.execute(f"ALTER TABLE cases_contact {word} TRIGGER {trigger}")
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
