"""What happens in the demo, in order: the set-up file, people, two years of work, filed and checked reports."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from faker import Faker

from cases.demo import today as running
from cases.demo.casework import Surroundings, colleagues_kinds
from cases.demo.clients import Bystanders, make_doubles, put_around
from cases.demo.pauses import Pauses
from cases.demo.people import Person, make_clients, make_supporters
from cases.demo.telling import People, Teller
from cases.demo.year import Rows, Scene, fill_year
from cases.norms import norms_on, term_norms
from oco.demo_logins import make_logins
from oco.models import FrontDoor, Job, Membership, Organisation, User
from oco.models.people import Role
from oco.periods import Period, PeriodKind, periods_of_year
from oco.workdays import next_working_day
from reporting import rollups
from reporting import tasks as counting
from reporting.models import Report
from subsidies import files, filing, reviews, sharing
from subsidies.models import Review
from subsidies.set_up import read, set_up

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
SEED = 20180637
CLIENTS_A_YEAR = 1190
QUESTIONS_A_YEAR = 5800

Tell = Callable[[str], None]


@transaction.atomic
def load(*, today: date, tell: Tell) -> None:
    """Fills an empty installation. `tell` gets a line per step."""
    tell("Zoetermeer en Westerveld inrichten")
    for name in ("zoetermeer.toml", "westerveld.toml"):
        set_up(read(EXAMPLES / name), by=None, today=date(today.year - 2, 1, 1))
    users = make_logins(today=today)
    door = FrontDoor.objects.get(slug="zosamen")
    dice = random.Random(SEED)
    tell("Mensen verzinnen")
    scene, clients = _people(door, users, dice, today)
    tell("Twee jaar werk verzinnen")
    rows = Rows()
    returning = dice.sample(clients[:CLIENTS_A_YEAR], k=CLIENTS_A_YEAR * 9 // 20)
    years = {
        today.year - 1: clients[:CLIENTS_A_YEAR],
        today.year: [*returning, *clients[CLIENTS_A_YEAR:]],
    }
    for year, people in years.items():
        dice.shuffle(people)
        fill_year(rows, scene, year, people=people, questions=QUESTIONS_A_YEAR)
    pauses = Pauses(random.Random(SEED + 2))
    pauses.add(rows.questions)
    rows.write()
    scene.around.write()
    pauses.write()
    _around_clients(scene, clients, rows)
    tell("Vertellen wat er vandaag loopt")
    running.tell(Teller(door, _people_of_today(scene, users), today))
    if door.partnership is not None:
        sharing.share(organisation=door.partnership, share=True, by=users["teamleider@mee.example"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tell("Tellen")
    if door.partnership is not None:
        for period in _periods(today):
            rollups.roll_up_period(door.partnership, period)
    tell("Rapporten indienen en beoordelen")
    _reports(door, users, today)
    Job.objects.filter(kind=files.ANNOUNCE).delete()  # nobody needs mail about what was long ago
    counting.ask_for_open_periods(today)


def _people(door: FrontDoor, users: dict[str, User], dice: random.Random, today: date) -> tuple[Scene, list[Person]]:
    names = Faker("nl_NL")
    names.seed_instance(SEED)
    mee, palet = Organisation.objects.get(slug="mee"), Organisation.objects.get(slug="palet-welzijn")
    team = make_supporters(names, [(mee, 9), (palet, 12)], domain="example")
    apart = random.Random(SEED + 1)
    for members in team.values():
        colleagues_kinds(members, apart)
    since = date(today.year - 2, 1, 1)
    Membership.objects.bulk_create(
        Membership(user=user, organisation_id=provider_id, role=Role.SUPPORTER, since=since)
        for provider_id, members in team.items()
        for user in members
    )
    team[mee.pk].append(users["ondersteuner@mee.example"])
    team[palet.pk].append(users["ondersteuner@palet.example"])
    clients = make_clients(
        names,
        dice,
        door,
        shares=[(mee, 0.47), (palet, 0.53)],
        count=CLIENTS_A_YEAR * 29 // 20,
        today=today,
    )
    scene = Scene(
        door=door,
        providers=[mee, palet],
        team=team,
        coordinator=users["coordinator@zosamen.example"],
        norms=term_norms(norms_on(door, today)),
        desks=list(door.desks.all()),
        topics=list(door.topics.all()),
        dice=dice,
        around=Surroundings(apart, groups=list(door.target_groups.all()), providers=[mee, palet]),
        today=today,
    )
    return scene, clients


def _around_clients(scene: Scene, clients: list[Person], rows: Rows) -> None:
    """With dice and names of their own, so that the years of work stay as they are."""
    names, dice = Faker("nl_NL"), random.Random(SEED + 3)
    names.seed_instance(SEED + 3)
    put_around(
        clients,
        team=scene.team,
        names=Bystanders([names.first_name() for _ in range(60)], [names.last_name() for _ in range(60)]),
        dice=dice,
        today=scene.today,
    )
    make_doubles(rows.questions, by=scene.coordinator, dice=dice, today=scene.today)


def _people_of_today(scene: Scene, users: dict[str, User]) -> People:
    mee, palet = scene.providers
    return People(
        counter=users["balie@zosamen.example"],
        coordinator=scene.coordinator,
        supporter=users["ondersteuner@mee.example"],
        manager=users["teamleider@mee.example"],
        other_supporter=users["ondersteuner@palet.example"],
        other_manager=users["teamleider@palet.example"],
        colleagues=scene.team[mee.pk][:2],
        provider=mee,
        other_provider=palet,
    )


def _periods(today: date) -> list[Period]:
    """All periods of last year and this, as far as they have begun."""
    return [
        period for year in (today.year - 1, today.year) for period in periods_of_year(year) if period.start <= today
    ]


def _reports(door: FrontDoor, users: dict[str, User], today: date) -> None:
    """Every quarter that is over was filed two weeks later and accepted, but the last one was sent back."""
    if door.partnership is None:
        return
    manager, officer = users["teamleider@mee.example"], users["beleid@zoetermeer.example"]
    due = [
        period
        for period in _periods(today)
        if period.kind in (PeriodKind.QUARTER, PeriodKind.YEAR) and period.end + timedelta(days=20) <= today
    ]
    due.sort(key=lambda period: (period.end, period.start))
    due = [period for period in due if period.kind == PeriodKind.QUARTER or period.year < today.year]
    for period in due:
        filed_on = next_working_day(period.end + timedelta(days=12))
        report: Report = filing.file_report(
            organisation=door.partnership,
            municipality=door.municipality,
            period=period,
            reason="",
            by=manager,
            now=_at(filed_on, 11),
        )
        answered_at = _at(next_working_day(filed_on + timedelta(days=6)), 14)
        if period == due[-1]:
            question = "Het aantal vragen over wonen is hoger dan vorig jaar. Weet u waardoor dat komt?"
            review = reviews.send_back(report=report, question=question, by=officer)
        else:
            review = reviews.accept(report=report, by=officer)
        Review.objects.filter(pk=review.pk).update(decided_at=answered_at)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 10)))
