"""How long the search at the counter takes: at 100,000 clients against 1,000, and against a bare look-up by index.

    python -m benchmarks.counter_search [number of clients]

Writes invented clients on a throw-away PostgreSQL.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks import throw_away_servers

if TYPE_CHECKING:
    from oco.models import FrontDoor, User

GOAL_MILLISECONDS = 100
TODAY = date(2026, 11, 20)
# What a volunteer types, letter by letter and whole.
QUERIES = (
    *("ja", "jans", "jansen", "janssen", "van der berg", "jan jansen", "bergh", "de vries anna", "smid", "willems 19"),
    *("jansen 15-3-1950", "15 maart 1950", "15-3", "1950", "2711", "2711ab", "jansen 2715", "06 1234", "5678"),
    *("C-000123", "jnasen", "qwertyuiop", "hendrickx", "bakker p 2712"),
)
BATCH = 5_000


def main(clients: int = 100_000) -> int:
    with throw_away_servers():
        return _measure(clients)


def _measure(clients: int) -> int:
    from benchmarks import make_database

    make_database()
    from django.db import transaction

    from oco.models import FrontDoor, Membership, Municipality, Organisation, User
    from oco.models.people import Role

    with transaction.atomic():
        place = Municipality.objects.create(name="Meetstad", slug="meetstad", cbs_code="GM9998")
        provider = Organisation.objects.create(kind=Organisation.Kind.PROVIDER, name="Meters", slug="meters")
        user = User.objects.create_user("meter@meters.example", name="Meter")
        Membership.objects.create(user=user, organisation=provider, role=Role.COUNTER, since=date(2020, 1, 1))
        few, many = (
            FrontDoor.objects.create(name=name, slug=name.lower(), municipality=place, run_by=provider)
            for name in ("Weinig", "Veel")
        )
        fill(few, 1_000)
        small = measure(few, user)
        began = time.perf_counter()
        fill(many, clients)
        print(f"{clients:,} cliënten gemaakt in {time.perf_counter() - began:.0f} s")
        large = measure(many, user)
        bare = bare_look_up(many)
        transaction.set_rollback(True)
    report(clients, small, large, bare)
    return 0 if max(large.values()) < GOAL_MILLISECONDS else 1


def fill(front_door: FrontDoor, count: int) -> None:
    """Invented clients of one front door, with Dutch names as often as they occur in Faker's list."""
    from django.db import connection
    from faker.providers.person.nl_NL import Provider as Names

    from cases import identity
    from cases.models import Client, ClientKey

    chance = random.Random(20181)
    firsts, lasts = list(Names.first_names), list(Names.last_names)
    weights = [1 / (rank + 3) for rank in range(len(lasts))]

    def invented() -> Iterator[Client]:
        for n in range(count):
            *before, last = chance.choices(lasts, weights)[0].split()
            yield Client(
                front_door=front_door,
                number=f"C-{n:06d}",
                first_name=(first := chance.choice(firsts)),
                prefix=" ".join(before),
                last_name=last,
                birth_date=date(1930, 1, 1) + timedelta(days=chance.randrange(29_000)) if n % 10 else None,
                postcode=f"{chance.randrange(2711, 2730)} {chance.choice('ABCD')}{chance.choice('ABCDEFGH')}",
                phone=f"+316{chance.randrange(10**8):08d}",
                sort_key=identity.sort_key(last_name=last, first_name=first),
            )

    clients = invented()
    while batch := list(islice(clients, BATCH)):
        Client.objects.bulk_create(batch)
        ClientKey.objects.bulk_create(
            [row for client in batch for row in identity.rows_for(client, identity.keys_of(client))], batch_size=BATCH
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_client")
        cursor.execute("ANALYZE cases_clientkey")


def measure(front_door: FrontDoor, user: User) -> dict[str, float]:
    """Milliseconds of each query: the median of seven."""
    from cases.search import search

    return {
        query: median_ms(lambda query=query: search(query, user, front_door_id=front_door.pk, today=TODAY))  # type: ignore[misc]
        for query in QUERIES
    }


def bare_look_up(front_door: FrontDoor) -> float:
    """Milliseconds of one equality on the same index, and the eight clients that it finds."""
    from cases.models import Client

    def look_up() -> object:
        return list(
            Client.objects.filter(keys__front_door=front_door, keys__kind="n", keys__key="jansen")
            .select_related("district")
            .order_by()[:8]
        )

    return median_ms(look_up)


def median_ms(act: Callable[[], object], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def report(clients: int, small: dict[str, float], large: dict[str, float], bare: float) -> None:
    print(f"{'getypt':<20}{'1.000':>10}{clients:>12,}{'verhouding':>12}")
    for query in QUERIES:
        print(f"{query:<20}{small[query]:>7.1f} ms{large[query]:>9.1f} ms{large[query] / small[query]:>11.1f}x")
    middle = statistics.median(large.values())
    print(
        f"mediaan {middle:.1f} ms, langzaamste {max(large.values()):.1f} ms (doel: onder {GOAL_MILLISECONDS} ms); "
        f"{middle / statistics.median(small.values()):.1f}x die bij 1.000 cliënten; "
        f"{middle / bare:.1f}x één kale opzoeking ({bare:.1f} ms)"
    )


if __name__ == "__main__":
    raise SystemExit(main(*(int(argument) for argument in sys.argv[1:])))
