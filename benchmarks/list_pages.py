"""Milliseconds of a page of a list with 100,000 questions: first, next, deep, sorted; and the long-hand count.

    python -m benchmarks.list_pages [--questions 100000]

Starts a throw-away PostgreSQL behind one front door with two providers, six of ten questions MEE's, 3 in 100 open. A
page is asked of the whole site (middleware, template and all). Goal: every next page within 150 ms.
"""

from __future__ import annotations

import argparse
import html
import re
import statistics
import sys
import time
from typing import TYPE_CHECKING

from benchmarks import throw_away_servers

if TYPE_CHECKING:
    from django.test import Client

    from tests.cases.world import World

GOAL = 150  # milliseconds
ROUNDS = 7

FILL = """
INSERT INTO cases_client (id, front_door_id, number, first_name, prefix, last_name, postcode, phone, email, sort_key,
                          district_id, version, created_at)
SELECT 1000000 + n, %(door)s, 'C-' || lpad((500000 + n)::text, 6, '0'), 'An', '', 'Naam' || md5(n::text), '', '', '',
       'naam' || md5(n::text) || ' an', %(district)s, 1, now()
  FROM generate_series(1, %(questions)s / 3) n;
INSERT INTO cases_helpquestion (id, front_door_id, number, client_id, provider_id, supporter_id, text, channel, place,
                                urgent, how_found, received_on, triaged_at, first_contact_on, picked_up_on, closed_on,
                                first_contact_due_on, pick_up_due_on, guideline_minutes, waits_for, outcome,
                                over_guideline_reason, over_guideline_note, version, written_at)
SELECT 1000000 + n, %(door)s, 'V-' || lpad((500000 + n)::text, 6, '0'), 1000000 + 1 + n %% (%(questions)s / 3),
       CASE WHEN n %% 10 < 6 THEN %(mee)s ELSE %(palet)s END, CASE WHEN n %% 10 < 6 THEN %(supporter)s END,
       'Wie gaat er mee naar het gesprek over ' || n, 'counter', '', n %% 9 = 0, '', day, now(),
       CASE WHEN NOT open OR n %% 2 = 0 THEN day + n %% 9 END, CASE WHEN NOT open THEN day + n %% 9 END,
       CASE WHEN NOT open THEN day + 20 + n %% 30 END, day + 14, day + 28, 600, '',
       CASE WHEN open THEN '' ELSE 'information_advice' END, '', '', 1, now()
  FROM generate_series(1, %(questions)s) n,
       LATERAL (SELECT current_date - (n %% 3000) AS day, n %% 33 = 0 AS open) q;
INSERT INTO cases_questiondomain (question_id, domain)
SELECT 1000000 + n, (ARRAY['care', 'housing', 'welfare'])[1 + n %% 3] FROM generate_series(1, %(questions)s) n;
INSERT INTO cases_contact (question_id, front_door_id, provider_id, supporter_id, "on", activity, minutes, note,
                           supporter_kind, import_key, version, written_at)
SELECT q.id, q.front_door_id, q.provider_id, %(supporter)s, q.received_on + k, 'talk', 10 + q.id %% 200, '',
       'professional', '', 1, now()
  FROM cases_helpquestion q, generate_series(1, 3) k WHERE q.id > 1000000;
"""

# Who asks, the list, and what is asked; a page further on is found by following "Volgende".
PAGES = (
    ("Vragen, open", "Fatima", "questions", ""),
    ("Vragen, open, op termijn", "Fatima", "questions", "?op=termijn"),
    ("Vragen, open, op uren", "Fatima", "questions", "?op=-uren"),
    ("Vragen, open, op ondersteuner", "Ruud", "questions", "?op=wie"),
    ("Vragen, alle, op ontvangst", "Fatima", "questions", "?status=alle"),
    ("Vragen, alle, oudste eerst", "Ruud", "questions", "?status=alle&op=ontvangen"),
    ("Vragen, alle, op naam", "Fatima", "questions", "?status=alle&op=naam"),
    ("Vragen, alle, op naam", "Ruud", "questions", "?status=alle&op=-naam"),
    ("Vragen, dicht, leefgebied", "Ruud", "questions", "?status=dicht&leefgebied=housing"),
    ("Team, alle open", "Karin", "team", "?lijst=alle"),
    ("Team, uren", "Karin", "team", "?lijst=uren&op=-uren"),
    ("Cliënten, met open vraag", "Fatima", "clients", ""),
    ("Cliënten, alle", "Fatima", "clients", "?vraag=alle"),
    ("Cliënten, alle, op nummer", "Ruud", "clients", "?vraag=alle&op=-nummer"),
)
SEARCHES = ("naamc4", "V-512345", "over 4711", "paardrijden")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100_000)
    options = parser.parse_args()
    with throw_away_servers():
        return _measure(options.questions)


def _measure(questions: int) -> int:
    from django.conf import settings
    from django.test.utils import override_settings

    from benchmarks import make_database
    from oco.settings import care
    from tests.cases.world import make_world

    make_database()
    world = make_world()
    _fill(world, questions)
    slow = 0
    print(f"{'lijst':<34}{'eerste':>8}{'volgende':>10}{'diep':>8}{'terug':>8}  ms, mediaan")
    with override_settings(ALLOWED_HOSTS=["testserver"], SIDE="care", ROOT_URLCONF=care.ROOT_URLCONF, DEBUG=False):
        assert settings.SIDE == "care"
        print(f"{'Uitleg (een pagina zonder lijst)':<40}{_bare(world):>8.0f}")
        for label, who, name, query in PAGES:
            times = _times(world, who, name, query)
            slow += max(times[1:]) > GOAL
            print(f"{label + ', ' + who:<40}" + "".join(f"{value:>8.0f}" for value in times))
        for words in SEARCHES:
            spent = [_search(world, name, words) for name in ("questions", "clients")]
            print(f"{'Zoeken op ' + words:<40}" + "".join(f"{value:>8.0f}" for value in spent) + "  vragen, cliënten")
    return 1 if slow else 0


def _bare(world: World) -> float:
    """A page with nothing to look up, to read the others against: a busy computer slows it as well."""
    from django.test import Client
    from django.urls import reverse

    browser = Client()
    browser.force_login(world.people["Fatima"])
    return _median(browser, reverse("help"))


def _search(world: World, name: str, words: str) -> float:
    from django.test import Client
    from django.urls import reverse

    browser = Client()
    browser.force_login(world.people["Fatima"])
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert browser.post(reverse(name), {"q": words}).status_code == 200
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def _times(world: World, who: str, name: str, query: str) -> tuple[float, float, float, float]:
    """Of the first page, the next one, one thirty pages on, and the one before that."""
    from django.test import Client
    from django.urls import reverse

    browser = Client()
    browser.force_login(world.people[who])
    first = reverse(name) + query
    following = second = first
    for turn in range(30):
        if not (asked := _link(browser, following, "next")):
            break
        following = reverse(name) + asked
        second = following if turn == 0 else second
    back = reverse(name) + (_link(browser, following, "prev") or query)
    one, two, three, four = (_median(browser, url) for url in (first, second, following, back))
    return one, two, three, four


def _link(browser: Client, url: str, rel: str) -> str:
    """What "Volgende" (next) or "Vorige" (prev) asks for; empty where there is no such link."""
    found = re.search(rf'href="([^"]+)" rel="{rel}"', browser.get(url).content.decode())
    return html.unescape(found[1]) if found else ""


def _median(browser: Client, url: str) -> float:
    spent = []
    for turn in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = browser.get(url)
        if turn:  # the first one warms up
            spent.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (url, answer.status_code)
    return statistics.median(spent)


def _fill(world: World, questions: int) -> None:
    from django.db import connection

    from benchmarks import give_defaults
    from oco.models import District

    with connection.cursor() as cursor:
        # Rows in bulk without their triggers and foreign keys; lists read tables, not triggers.
        give_defaults(cursor)
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            FILL,
            {
                "questions": questions,
                "door": world.front_door.pk,
                "district": District.objects.get().pk,
                "mee": world.mee.pk,
                "palet": world.palet.pk,
                "supporter": world.people["Fatima"].pk,
            },
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("client", "helpquestion", "questiondomain", "contact"):
            cursor.execute(f"VACUUM ANALYZE cases_{table}")


if __name__ == "__main__":
    sys.exit(main())
