"""How long the import of a register takes, beside a bare COPY of the rows that it writes.

    python -m benchmarks.import_register [--clients 1200] [--questions 5000] [--hours 25000]

Makes a throw-away database, writes the register to a workbook, imports it (new), imports it again (nothing changes),
and imports it with every question changed. The bare COPY puts the same clients, questions and hour lines into empty
tables with the same indexes, in one transaction, without reading a file, checking, triggers or references.
Goal: new in under 60 seconds on two cores.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks import throw_away_servers

if TYPE_CHECKING:
    from oco.models import FrontDoor

TABLES = ("cases_client", "cases_clientkey", "cases_helpquestion", "cases_questiondomain", "cases_contact")


def timed(label: str, work: Callable[[], object], rows: int) -> float:
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{label:<34}{seconds:8.2f} s {rows / seconds:10,.0f} rows/s")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1_200)
    parser.add_argument("--questions", type=int, default=5_000)
    parser.add_argument("--hours", type=int, default=25_000)
    options = parser.parse_args()
    with throw_away_servers():
        from django.db import connection

        connection.creation.create_test_db(verbosity=0)
        measure(options)
        connection.close()


def measure(options: argparse.Namespace) -> None:
    from cases.imports.columns import QUESTIONS
    from cases.imports.register import import_file
    from tests.registers import ProviderYear, register_of

    front_door = make_front_door()
    lines = options.hours // options.questions
    half, rest = options.clients // 2, options.questions // 2
    invented = register_of(
        2018,
        [
            ProviderYear("MEE", half, rest, other_work=0),
            ProviderYear("Palet", options.clients - half, options.questions - rest, other_work=0),
        ],
        hours_per_question=lines,
    )
    content = invented.xlsx()
    rows = sum(invented.size)
    clients, questions, hours = invented.size
    print(f"{clients:,} clients, {questions:,} questions, {hours:,} hour lines; {len(content):,} bytes")

    def again(register: bytes) -> None:
        import_file(register, front_door=front_door, providers=None, by=None)

    new = timed("import, all new", lambda: again(content), rows)
    timed("the same file again", lambda: again(content), rows)
    for row in invented.sheets[QUESTIONS]:
        row[9] = "Andere woorden"
        row[4] = "nee" if row[4] == "ja" else "ja"
    changed = invented.xlsx()
    timed("every question changed", lambda: again(changed), rows)
    bare = timed("bare COPY of the rows", copy_rows, rows)
    print(f"import of new rows / bare COPY: {new / bare:.1f}")
    print(f"goal of 60 seconds: {'met' if new < 60 else 'NOT MET'}")


def make_front_door() -> FrontDoor:
    from datetime import date

    from cases.models import Norms
    from oco.models import FrontDoor, Municipality, Organisation, Participation

    municipality = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    partnership = Organisation.objects.create(
        kind="partnership", name="ZoSamen", slug="zosamen", municipality=municipality
    )
    door = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=municipality, run_by=partnership, partnership=partnership
    )
    for name in ("MEE", "Palet"):
        provider = Organisation.objects.create(kind="provider", name=name, slug=name.lower())
        Participation.objects.create(front_door=door, provider=provider)
    Norms.objects.create(organisation=partnership, valid_from=date(2017, 1, 1))
    return door


def copy_rows() -> None:
    """The clock runs over reading them out as well: that is a fraction, and in favour of nobody."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TEMP TABLE bare_{table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
            with cursor.copy(f"COPY {table} TO STDOUT") as source:
                data = b"".join(source)
            with cursor.copy(f"COPY bare_{table} FROM STDIN") as target:
                target.write(data)


if __name__ == "__main__":
    main()
