"""What a municipality's year costs: counted at every level, sent through disclosure and put into a document.

    python -m benchmarks.year_report

Starts a throw-away PostgreSQL. Goals: under 5 seconds at Zoetermeer's size, and growing no faster than the year's
questions (measured at ten times as many). Prints processor time, of this process and the database's together.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from benchmarks import give_defaults, throw_away_servers
from benchmarks.roll_up import GENERATE, TABLES

SIZES = (5_500, 55_000)  # questions in the year: Zoetermeer in 2018, and ten times that
ROUNDS = 3
PERIODS = ("2018-Q1", "2018-Q2", "2018-H1", "2018-Q3", "2018-Q4", "2018-H2", "2018")


def main() -> None:
    """Prints a row per size, and how it grows."""
    with throw_away_servers():
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection

    from cases.models import Norms, TargetGroup, Topic
    from oco.models import FrontDoor, Municipality, Organisation, Participation, User
    from oco.periods import Period
    from reporting import documents, rollups

    call_command("migrate", verbosity=0, skip_checks=True)
    place = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    partnership = Organisation.objects.create(kind="partnership", name="ZoSamen", slug="zosamen", municipality=place)
    providers = [
        Organisation.objects.create(kind="provider", name=name, slug=name.lower()) for name in ("Mee", "Palet")
    ]
    door = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=place, run_by=partnership, partnership=partnership
    )
    for provider in providers:
        Participation.objects.create(front_door=door, provider=provider)
    Norms.objects.create(organisation=partnership, valid_from="2015-01-01")
    base: dict[str, Any] = {
        "door": door.pk,
        "provider": providers[0].pk,
        "supporter": User.objects.create_user("o@mee.example", name="O").pk,
        "topic": Topic.objects.create(front_door=door, name="formulier").pk,
        "groups": [TargetGroup.objects.create(front_door=door, name=name).pk for name in ("lvb", "ggz", "ouderen")],
        "day": "2018-01-01",
        "days": 365,
        "history": False,
    }
    scopes = rollups.scopes_of(partnership)
    with connection.cursor() as cursor:
        give_defaults(cursor)
        cursor.execute("SELECT pg_backend_pid()")
        schedule = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def spent() -> float:
        return int(schedule.read_text().split()[0]) / 1e9 + time.process_time()

    first, found = 1_000_000, []
    print(f"{'questions':>9}{'count s':>9}{'document s':>12}{'together s':>12}{'wall s':>8}")
    for size in SIZES:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(GENERATE, {**base, "first": first, "until": first + size})
            cursor.execute("SET session_replication_role = DEFAULT")
            for table in TABLES:
                cursor.execute(f"VACUUM ANALYZE cases_{table}")
        first += size
        counting, building, wall = [], [], []
        for _ in range(ROUNDS):
            began, at = spent(), time.monotonic()
            for code in PERIODS:
                rollups.roll_up_all(scopes, Period.parse(code))
            counted = spent()
            for code in PERIODS:
                documents.build(organisation=partnership, municipality=place, period=Period.parse(code), terms=None)
            counting.append(counted - began)
            building.append(spent() - counted)
            wall.append(time.monotonic() - at)
        count, build = statistics.median(counting), statistics.median(building)
        found.append(count + build)
        print(f"{size:9}{count:9.2f}{build:12.2f}{count + build:12.2f}{statistics.median(wall):8.1f}", flush=True)
    rows = (SIZES[0] + SIZES[1]) / SIZES[0]
    print(f"{rows:.0f} times the questions: {found[1] / found[0]:.1f} times as long")


if __name__ == "__main__":
    main()
