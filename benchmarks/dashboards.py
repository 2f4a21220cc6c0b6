"""Milliseconds of the dashboards of both sides, at Zoetermeer's size and at 100 times that.

    python -m benchmarks.dashboards [--times 100]

Starts a throw-away PostgreSQL with two years of one partnership of two providers: 5,400 questions a year, each with a
contact, a domain and a district. Counts the periods, writes the released documents, and asks the whole pages
(middleware, template and all). Then the register becomes so many times as large, and the stored counts with it: those
are multiplied and not counted anew, for what counting costs is the subject of `roll_up`. Goal: every page within
300 ms, and no slower than 1.2 times itself.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

from benchmarks import throw_away_servers

if TYPE_CHECKING:
    from oco.models import User
    from oco.periods import Period
    from tests.subsidies.world import World

GOAL = 300  # milliseconds
TIMES_GOAL = 1.2
A_YEAR = 5_400
ROUNDS = 9

FILL = """
INSERT INTO cases_client (id, front_door_id, number, last_name, sort_key, created_at)
SELECT %(first)s + n, %(door)s, 'C' || (%(first)s + n), 'Naam', 'naam' || (%(first)s + n), now()
  FROM generate_series(1, %(questions)s / 4) n;
INSERT INTO cases_helpquestion (id, front_door_id, number, client_id, provider_id, supporter_id, district_id, channel,
                                urgent, received_on, triaged_at, first_contact_on, picked_up_on, closed_on,
                                first_contact_due_on, pick_up_due_on, guideline_minutes, outcome, version, written_at)
SELECT %(first)s + n, %(door)s, 'V' || (%(first)s + n), %(first)s + 1 + n %% (%(questions)s / 4),
       CASE WHEN n %% 10 < 3 THEN %(mee)s ELSE %(palet)s END, %(supporter)s,
       %(district)s + n %% 7, 'counter', n %% 9 = 0, day, day, day + n %% 9, day + n %% 20,
       CASE WHEN n %% 20 > 0 THEN day + 20 + n %% 30 END, day + 14, day + 28, 600,
       CASE WHEN n %% 20 > 0 THEN 'information_advice' ELSE '' END, 1, day
  FROM generate_series(1, %(questions)s) n, LATERAL (SELECT date '2025-01-01' + n %% 725 AS day) d;
INSERT INTO cases_questiondomain (question_id, domain)
SELECT %(first)s + n, (ARRAY['care', 'housing', 'welfare', 'education'])[1 + n %% 4]
  FROM generate_series(1, %(questions)s) n;
INSERT INTO cases_contact (question_id, front_door_id, provider_id, supporter_id, "on", activity, minutes,
                           supporter_kind, version, written_at)
SELECT q.id, q.front_door_id, q.provider_id, q.supporter_id, q.received_on + 3, 'talk', 10 + q.id %% 300,
       'professional', 1, q.received_on + 3
  FROM cases_helpquestion q WHERE q.id > %(first)s;
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    with throw_away_servers():
        return _measure(options.times)


def _measure(times: int) -> int:
    from benchmarks import make_database
    from oco.models import District
    from tests.subsidies.world import make_world

    make_database()
    world = make_world()
    for n in range(7):
        District.objects.create(municipality=world.municipality, name=f"Wijk {n}", tile_row=n // 3, tile_column=n % 3)
    for year in (2025, 2026):
        world.grant(year)
    _fill(world, first=1_000_000, questions=2 * A_YEAR)
    _count(world)
    one = _times(world, version=1)
    _fill(world, first=10_000_000, questions=2 * A_YEAR * (times - 1))
    _multiply(times)
    many = _times(world, version=2)
    print(f"\n{'bladzijde':<38}{'1 keer':>10}{f'{times} keer':>12}{'verhouding':>12}{'waarvan Python':>18}")
    bad = 0
    for label, (before, _) in one.items():
        after, python = many[label]
        bad += after > GOAL or after / before > TIMES_GOAL
        print(f"{label:<38}{before:>7.0f} ms{after:>9.0f} ms{after / before:>11.2f}x{python:>15.0f} ms")
    return 1 if bad else 0


def _fill(world: World, *, first: int, questions: int) -> None:
    from django.db import connection

    from benchmarks import give_defaults
    from oco.models import District

    began = time.perf_counter()
    with connection.cursor() as cursor:
        give_defaults(cursor)
        cursor.execute("SET session_replication_role = replica")  # no triggers: facts are only read here
        cursor.execute(
            FILL,
            {
                "first": first,
                "questions": questions,
                "door": world.door.pk,
                "district": District.objects.order_by("pk").values_list("pk", flat=True)[0],
                "mee": world.mee.pk,
                "palet": world.palet.pk,
                "supporter": world.supporter.pk,
            },
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    print(f"{questions:,} vragen erbij in {time.perf_counter() - began:.0f} s".replace(",", "."))


PERIODS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-H1", "2025", "2026-Q1", "2026-Q2", "2026")


def _times(world: World, *, version: int) -> dict[str, tuple[float, float]]:
    """Releases three quarters, and then asks each page; by page the median in milliseconds, and how much of it this
    process worked: the rest is the database, and on a busy computer waiting."""
    from oco.periods import Period

    for code in ("2025-Q2", "2026-Q1", "2026-Q2"):
        _release(world, Period.parse(code), version=version)
    joint, own = "zoetermeer.zosamen", "zoetermeer.mee"
    return {
        "manager, eigen kwartaal": _page("care", world.mee_manager, own, "2026-Q2"),
        "manager, eigen jaar": _page("care", world.mee_manager, own, "2026"),
        "samenwerkingsverband, kwartaal": _page("care", world.manager, joint, "2026-Q2"),
        "samenwerkingsverband, een aanbieder": _page("care", world.manager, joint, "2026-Q2&aanbieder=MEE"),
        "gemeente, kwartaal": _page("municipality", world.officer, joint, "2026-Q2"),
        "gemeente, een aanbieder": _page("municipality", world.officer, joint, "2026-Q2&aanbieder=MEE"),
    }


def _count(world: World) -> None:
    from oco.periods import Period
    from reporting import rollups
    from subsidies import freezing

    for code in PERIODS:
        rollups.roll_up_all(freezing.scopes(world.zosamen, world.municipality), Period.parse(code))


def _multiply(times: int) -> None:
    """The stored counts of a register so many times as large; what is per question stays."""
    from django.db.models import F

    from reporting.indicators import INDICATORS
    from reporting.models import Figure

    counts = [key for key, indicator in INDICATORS.items() if indicator.is_count]
    Figure.objects.filter(indicator__in=counts).update(value=F("value") * times)


def _release(world: World, period: Period, *, version: int) -> None:
    """The released document as filing writes it; the checks before filing are no part of this."""
    from django.utils import timezone

    from reporting.documents import FiledBy
    from reporting.models import GateRun, ReleasedDocument, Report
    from subsidies import filing

    now: datetime = timezone.now()
    document = filing.build_document(
        world.zosamen,
        world.municipality,
        period,
        version=version,
        filed=FiledBy(world.manager.name, now),
        reason="Opnieuw" if version > 1 else "",
    )
    report = Report.objects.create(
        municipality=world.municipality,
        organisation=world.zosamen,
        start=period.start,
        end=period.end,
        version=version,
        reason="Opnieuw" if version > 1 else "",
        filed_by=world.manager,
        filed_by_name=world.manager.name,
        checksum=document.checksum,
    )
    ReleasedDocument.objects.create(report=report, data=document.to_json())
    GateRun.objects.create(report=report, passed=True)


def _page(side: str, user: User, account: str, rest: str) -> tuple[float, float]:
    from django.test import Client
    from django.test.utils import override_settings
    from django.urls import reverse

    with override_settings(ALLOWED_HOSTS=["testserver"], SIDE=side, ROOT_URLCONF=f"oco.urls.{side}", DEBUG=False):
        browser = Client()
        browser.force_login(user)
        spent, worked = [], []
        for turn in range(ROUNDS + 1):
            began, work_began = time.perf_counter(), time.process_time()
            answer = browser.get(f"{reverse('board')}?organisatie={account}&periode={rest}")
            if turn:  # the first one warms up
                spent.append((time.perf_counter() - began) * 1000)
                worked.append((time.process_time() - work_began) * 1000)
            assert answer.status_code == 200, (side, account, rest, answer.status_code)
            assert "Doelen" in answer.content.decode() or "aanbieder=" in rest
    return statistics.median(spent), statistics.median(worked)


if __name__ == "__main__":
    sys.exit(main())
