"""Westerveld beside Zoetermeer: four providers with a front door each, trajectories of at most six weeks by the six of
positive health, in four areas, and one joint report a quarter. Only settings and data differ."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from faker import Faker

from cases.demo.casework import Surroundings
from cases.demo.people import make_clients, make_supporters
from cases.demo.telling import moment
from cases.demo.year import Rows, Scene, fill_year
from cases.norms import norms_on, term_norms
from oco.models import FrontDoor, Membership, Municipality, Organisation, User
from oco.models.people import Role
from oco.periods import PeriodKind
from oco.workdays import next_working_day
from reporting import rollups
from subsidies import filing, payments, reviews
from subsidies.accounts import providers_of
from subsidies.demo import money
from subsidies.demo.periods import periods_so_far
from subsidies.demo.released import through_the_gate
from subsidies.demo.round import ROUND
from subsidies.models import Grant, Instalment, PartClosing, Payment, Review
from subsidies.set_up import read, set_up

FILE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "westerveld.toml"
SEED = 20191701
# Of each front door by its short name: supporters, clients and trajectories in a year, and how often they throw work
# that isn't bound to a client. The clothes bank sees many and supports few.
SIZES: dict[str, tuple[int, int, int, float]] = {
    "mee-drenthe-in-westerveld": (3, 44, 50, 0.06),
    "welzijn-mensenwerk-in-westerveld": (4, 84, 100, 0.10),
    "rehab-academy-in-westerveld": (2, 14, 14, 0.05),
    "kledingbank-in-westerveld": (2, 44, 56, 0.08),
}
DOMAINS = {
    "ph_bodily_functions": 12,
    "ph_mental_wellbeing": 22,
    "ph_meaning": 8,
    "ph_quality_of_life": 18,
    "ph_participation": 17,
    "ph_daily_functioning": 23,
}
POSTCODES = (7971, 7981, 7991, 8351, 8381)


@dataclass(frozen=True)
class Logins:
    """Who acts in Westerveld: who draws up the joint report, and who checks it."""

    manager: User
    officer: User


def load(*, logins: Logins, today: date) -> None:
    """Two years of work at the four front doors, and the joint reports of the quarters that are over."""
    municipality = Municipality.objects.get(slug="westerveld")
    names, dice = Faker("nl_NL"), random.Random(SEED)
    names.seed_instance(SEED)
    doors = FrontDoor.objects.filter(municipality=municipality, slug__in=SIZES).select_related("partnership")
    for door in doors.order_by("pk"):
        _work(door, names, dice, today)
    partnership = Organisation.objects.get(kind=Organisation.Kind.PARTNERSHIP, municipality=municipality)
    grants = [_grant(partnership, year) for year in (today.year - 1, today.year)]
    for period in periods_so_far(today):
        rollups.roll_up_period(partnership, period)
    _reports(partnership, municipality, logins, today)
    _pay(Grant.objects.get(organisation=partnership, year=2019), logins.officer, today)
    for grant in grants:
        _pay(grant, logins.officer, today)
        money.tell_claims(grant, logins.manager, logins.officer, today, after=30)


def _grant(partnership: Organisation, year: int) -> Grant:
    """The agreements of 2019 once more: the same nine amounts, obligations and ways of paying, decided in time."""
    content = {key: value for key, value in read(FILE).items() if key not in ROUND}
    decision: dict[str, object] = {"jaar": year, "kenmerk": f"WV-{year}-031", "besloten_op": date(year - 1, 12, 11)}
    set_up({**content, "subsidie": [{**content["subsidie"][0], **decision}]}, by=None, today=date(year, 1, 1))
    return Grant.objects.get(organisation=partnership, year=year)


def _pay(grant: Grant, officer: User, today: date) -> None:
    """What doesn't wait for a claim is paid on the day itself."""
    for row in Instalment.objects.filter(grant=grant, due_on__lt=today):
        note = payments.note(of=row, paid_on=row.due_on, amount=row.amount, by=officer, today=today)
        Payment.objects.filter(pk=note.pk).update(noted_at=moment(row.due_on, 9, 20))


def _work(door: FrontDoor, names: Faker, dice: random.Random, today: date) -> None:
    supporters, clients, trajectories, other_work = SIZES[door.slug]
    provider = door.run_by
    team = make_supporters(names, [(provider, supporters)], domain="example")
    since = date(today.year - 2, 1, 1)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=provider, role=Role.SUPPORTER, since=since) for user in team[provider.pk]
    )
    people = make_clients(
        names, dice, door, shares=[(provider, 1.0)], count=clients * 3 // 2, today=today, postcodes=POSTCODES
    )
    scene = Scene(
        door=door,
        providers=[provider],
        team=team,
        coordinator=team[provider.pk][0],
        norms=term_norms(norms_on(door, today)),
        desks=list(door.desks.all()),
        topics=list(door.topics.all()),
        dice=dice,
        around=Surroundings(dice, groups=list(door.target_groups.all()), providers=[provider]),
        today=today,
        domains=DOMAINS,
        tallies_a_day=(0, 2),
        other_work_share=other_work,
    )
    rows = Rows()
    for year, first in ((today.year - 1, 0), (today.year, clients // 2)):
        fill_year(rows, scene, year, people=people[first : first + clients], questions=trajectories)
    rows.write()
    scene.around.write()


def _reports(partnership: Organisation, municipality: Municipality, logins: Logins, today: date) -> None:
    """Every quarter that is over was filed three weeks later, and accepted a week after that."""
    over = [
        period
        for period in periods_so_far(today)
        if period.kind is PeriodKind.QUARTER and period.end + timedelta(days=28) <= today
    ]
    for period in sorted(over, key=lambda each: each.end):
        filed_on = next_working_day(period.end + timedelta(days=19))
        PartClosing.objects.bulk_create(
            PartClosing(
                municipality=municipality,
                organisation=partnership,
                start=period.start,
                end=period.end,
                provider=provider,
                closed_at=moment(next_working_day(period.end + timedelta(days=12)), 16, 20),
                closed_by=logins.manager,
                closed_by_name=logins.manager.name,
            )
            for provider in providers_of(partnership, municipality)
        )
        report = filing.file_report(
            organisation=partnership,
            municipality=municipality,
            period=period,
            reason="",
            by=logins.manager,
            now=moment(filed_on, 10, 20),
        )
        report = through_the_gate(report, by=logins.manager)
        review = reviews.accept(report=report, by=logins.officer)
        Review.objects.filter(pk=review.pk).update(
            decided_at=moment(next_working_day(filed_on + timedelta(days=7)), 15, 20)
        )
