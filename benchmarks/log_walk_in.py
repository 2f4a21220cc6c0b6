"""How long logging a walk-in takes, beside a bare view that does the same two INSERTs.

    python -m benchmarks.log_walk_in [--rounds 300] [--clients 2000] [--profile]

Both by Django's test client with a signed-in session, through the same middleware, committed for real on a throw-away
PostgreSQL; in turns, so that a busy moment hits both. The real view checks the form, looks for duplicates among the
clients that there are, makes the client findable, stamps the terms, writes the log, makes sure that a double click
counts once, and draws the empty form again. Goal: within 3 times the bare view.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import pstats
import statistics
import sys
import time
import uuid
from typing import TYPE_CHECKING

from benchmarks import throw_away_servers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from oco.models import FrontDoor

GOAL = 3.0
NAMES = ("Jansen", "De Vries", "Van den Berg", "IJzerman", "Özdemir", "Smit-de Boer", "Çelik", "Bakker")


def bare(request: HttpRequest) -> HttpResponse:
    """The least that logs a walk-in: one client and one question, in one transaction."""
    from django.db import connection, transaction
    from django.http import HttpResponse

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_client (front_door_id, number, first_name, prefix, last_name, postcode, phone, email,"
            " language, reach_by, reach_when, sort_key, version, created_at, created_by_id)"
            " VALUES (%s, %s, '', '', %s, '', '', '', '', '', '', %s, 1, now(), %s) RETURNING id",
            [request.POST["door"], request.POST["number"], request.POST["last_name"], request.POST["last_name"],
             request.user.pk],
        )  # fmt: skip
        (client,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO cases_helpquestion (front_door_id, number, client_id, text, channel, place, urgent,"
            " received_on, first_contact_due_on, pick_up_due_on, guideline_minutes, outcome, over_guideline_reason,"
            " over_guideline_note, how_found, waits_for, version, written_at, written_by_id)"
            " VALUES (%s, %s, %s, %s, 'counter', 'Balie', false, current_date, current_date + 14, current_date + 28,"
            " 600, '', '', '', '', '', 1, now(), %s)",
            [request.POST["door"], request.POST["number"], client, request.POST["text"], request.user.pk],
        )
    return HttpResponse("1 vraag opgeslagen")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--clients", type=int, default=2_000)
    parser.add_argument("--profile", action="store_true", help="show where the real view spends its time")
    options = parser.parse_args()
    with throw_away_servers():
        return _measure(options)


def _measure(options: argparse.Namespace) -> int:
    from django.test import Client as Browser
    from django.test.utils import override_settings
    from django.urls import path

    from benchmarks import make_database
    from oco.urls import care
    from tests.cases import counter_scene

    make_database()
    scene = counter_scene.build()
    _fill(scene.zosamen, options.clients)
    care.urlpatterns.append(path("maat/", bare, name="bare"))
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        browser, numbers = Browser(), itertools.count(1)
        browser.force_login(scene.volunteer)

        def real_view() -> None:
            answer = browser.post("/balie/inloop/", _walk_in(next(numbers)), headers={"HX-Request": "true"})
            assert "1 vraag, nummer" in answer.text, answer.text[:2_000]

        def bare_view() -> None:
            number = next(numbers)
            data = {"door": scene.zosamen.pk, "number": f"M{number}", "last_name": f"{NAMES[number % 8]}{number}"}
            assert browser.post("/maat/", {**data, "text": "Brief over de huur"}).status_code == 200

        for _ in range(20):
            real_view()
            bare_view()
        if options.profile:
            return _profile(real_view)
        times = _in_turns(options.rounds, real_view, bare_view)
    real, least = (statistics.median(each) * 1000 for each in times)
    print(f"inloop noteren: {real:.2f} ms, kale view met dezelfde twee INSERTs: {least:.2f} ms (mediaan)")
    print(f"verhouding {real / least:.2f} (doel: hoogstens {GOAL:.0f})")
    return 0 if real <= GOAL * least else 1


def _walk_in(number: int) -> dict[str, object]:
    return {
        "key": str(uuid.uuid4()),
        "number": "1",
        "client": "",
        "last_name": f"{NAMES[number % len(NAMES)]} {number}",
        "q0-text": "Brief over de huur",
        "q0-domains": ["housing"],
        "channel": "counter",
        "place": "Balie Forum",
        "received_on": time.strftime("%d-%m-%Y"),
        "milliseconds": "12400",
    }


def _fill(door: FrontDoor, clients: int) -> None:
    """Clients who are there already, for the search for duplicates."""
    from benchmarks import refresh_statistics
    from cases import intake
    from cases.intake import ClientFields
    from oco.models import User

    by = User.objects.get(name="Riet")
    for number in range(clients):
        name = f"{NAMES[number % len(NAMES)]}{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"
        intake.register_client(front_door=door, fields=ClientFields(last_name=name), by=by)
    refresh_statistics()


def _in_turns(rounds: int, *works: Callable[[], None]) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, kept in zip(works, times, strict=True):
            began = time.perf_counter()
            work()
            kept.append(time.perf_counter() - began)
    return times


def _profile(work: Callable[[], None]) -> int:
    profile = cProfile.Profile()
    with profile:
        for _ in range(100):
            work()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(r"/(cases|oco)/|psycopg.cursor|forms/forms", 60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
