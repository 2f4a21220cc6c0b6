"""Queries and time per page, with 10 and with 1,000 questions behind it: the number of queries has to be the same.

    python -m benchmarks.page_queries [--rows 1000]

Every page is opened once to warm up (lists that are kept for the process) and once to count, by somebody whose page it
is, on a throw-away PostgreSQL. Half of the questions wait in the inbox, half are one supporter's, each with an hour
line of this week.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from benchmarks import throw_away_servers

if TYPE_CHECKING:
    from tests.cases.world import World

FEW = 10
# Page, url name, and whose it is.
PAGES = (
    ("Aanmeldingen", "inbox", "Ruud"),
    ("Vandaag", "today", "Fatima"),
    ("Vragen", "questions", "Fatima"),
    ("Cliënten", "clients", "Fatima"),
    ("Uren", "hours", "Fatima"),
    ("Team", "team", "Karin"),
    ("Cijfers", "figures", "Karin"),
    ("Rapporten", "reports", "Karin"),
    ("Balie", "counter", "Wil"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000)
    options = parser.parse_args()
    with throw_away_servers():
        return _measure(options.rows)


def _measure(many: int) -> int:
    from django.test.utils import override_settings

    from benchmarks import make_database
    from oco.models import Membership
    from oco.models.people import Role
    from tests.cases.world import make_world
    from tests.wall import pages_behind_the_wall

    make_database()
    world = make_world()
    # The manager also files for the partnership, so that there is a page of reports.
    Membership.objects.create(
        user=world.people["Karin"], organisation=world.partnership, role=Role.MANAGER, since="2020-01-01"
    )
    with override_settings(ALLOWED_HOSTS=["testserver"], SIDE="care"), pages_behind_the_wall():
        _fill(world, FEW)
        few = {name: _look(world, name, who) for _, name, who in PAGES}
        _fill(world, many - FEW)
        much = {name: _look(world, name, who) for _, name, who in PAGES}
    print(f"{'pagina':<14}{FEW:>8} rijen{many:>9,} rijen{'tijd':>16}")
    for label, name, _ in PAGES:
        (one, quick), (other, slow) = few[name], much[name]
        word = "" if one == other else "  NIET GELIJK"
        print(f"{label:<14}{one:>6} vragen{other:>8} vragen{quick * 1000:>8.0f} / {slow * 1000:.0f} ms{word}")
    return 0 if all(few[name][0] == much[name][0] for name in few) else 1


def _fill(world: World, rows: int) -> None:
    from django.utils import timezone

    from benchmarks import refresh_statistics
    from cases.models import Contact, HelpQuestion

    today = timezone.localdate()
    made = [world.question(received_on=today) for _ in range(rows)]
    mine = [question.pk for question in made[::2]]
    HelpQuestion.objects.filter(pk__in=mine).update(
        provider=world.mee, supporter=world.people["Fatima"], triaged_at=timezone.now()
    )
    Contact.objects.bulk_create(
        Contact(
            question_id=pk, front_door=world.front_door, provider=world.mee, supporter=world.people["Fatima"],
            on=today, activity="phone", minutes=1,
        )
        for pk in mine
    )  # fmt: skip
    refresh_statistics()


def _look(world: World, name: str, who: str) -> tuple[int, float]:
    """Queries and seconds of a page as it is opened the second time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    browser = Client()
    browser.force_login(world.people[who])
    browser.get(reverse(name))
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        answer = browser.get(reverse(name), follow=True)
        seconds = time.perf_counter() - began
    assert answer.status_code == 200, (name, answer.status_code)
    return len(queries), seconds


if __name__ == "__main__":
    sys.exit(main())
