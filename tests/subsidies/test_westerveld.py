"""Westerveld beside Zoetermeer: its set-up file and facts are all that differ. Four front doors, one joint quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from cases import intake, triage
from cases.codes import Channel
from cases.models import Evaluation, HelpQuestion, Norms
from oco.models import District, FrontDoor, Municipality, Organisation, User
from oco.models.people import Role
from oco.periods import Period
from reporting.documents import ReportDocument, Section
from reporting.models import Report
from subsidies import filing, grant_pages, parts, reviews, rounds
from subsidies.accounts import Account, providers_of
from subsidies.models import Grant
from subsidies.set_up import read, set_up
from tests.subsidies.world import let_through, user

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "docs" / "examples" / "westerveld.toml"
Q1, Q2 = Period.parse("2019-Q1"), Period.parse("2019-Q2")
FILED_AT = datetime(2019, 4, 18, 9, 0, tzinfo=UTC)
# By provider: trajectories that were finished in the first quarter, and that run at its end.
WORK = {"mee-drenthe": (14, 9), "welzijn-mensenwerk": (20, 12), "rehab-academy": (9, 2), "kledingbank": (3, 1)}


@pytest.fixture
def westerveld(db: None) -> Account:
    set_up(read(FILE), by=None, today=date(2018, 12, 1))
    municipality = Municipality.objects.get(slug="westerveld")
    return Account(Organisation.objects.get(kind="partnership", municipality=municipality), municipality)


@pytest.fixture
def manager(westerveld: Account) -> User:
    return user("manager-westerveld", westerveld.organisation, Role.MANAGER)


@pytest.fixture
def officer(westerveld: Account) -> User:
    return user("beleid-hier", Organisation.objects.get(slug="gemeente-westerveld"), Role.POLICY_OFFICER)


def work(westerveld: Account) -> None:
    """The trajectories of WORK, through intake and triage, over the four areas and two domains of positive health."""
    areas = list(District.objects.filter(municipality=westerveld.municipality).order_by("pk"))
    for slug, (finished, running) in WORK.items():
        provider = Organisation.objects.get(slug=slug)
        door = FrontDoor.objects.get(run_by=provider)
        supporter = user(f"ondersteuner-{slug}", provider, Role.SUPPORTER)
        for n in range(finished + running):
            received = date(2019, 1, 7) + timedelta(days=n % 5)
            client = intake.register_client(
                front_door=door, fields=intake.ClientFields(last_name=f"{slug} {n}"), by=supporter
            )
            (question,) = intake.register_questions(
                client=client,
                questions=[
                    intake.NewQuestion(
                        text="Hoe kom ik onder de mensen?",
                        domains=("ph_participation" if n % 3 else "ph_meaning",),
                        channel=Channel.COUNTER,
                        received_on=received,
                        district=areas[n % 4],
                    )
                ],
                by=supporter,
                today=received,
            )
            triage.assign(question=question, provider=provider, supporter=supporter, by=supporter, today=received)
            # One in five takes 43 days from picking up; the limit is 42.
            closed_on = received + timedelta(days=43 if n % 5 == 0 else 30)
            HelpQuestion.objects.filter(pk=question.pk).update(
                first_contact_on=received,
                picked_up_on=received,
                **({"closed_on": closed_on, "outcome": "information_advice"} if n < finished else {}),
            )
            if n < finished:
                Evaluation.objects.create(question=question, given_on=closed_on, score=7 + n % 3, fits="yes")


def filed(westerveld: Account, manager: User) -> Report:
    work(westerveld)
    for provider in providers_of(westerveld.organisation, westerveld.municipality):
        parts.close(account=westerveld, period=Q1, provider=provider, by=manager, now=FILED_AT)
    return filing.file_report(
        organisation=westerveld.organisation, municipality=westerveld.municipality, period=Q1, by=manager, now=FILED_AT
    )


def cells(section: Section, key: str) -> dict[str, list[str]]:
    [table] = [table for table in section.tables if table.key == key]
    return {row.heading: [cell.text for cell in row.cells] for row in table.rows}


def test_four_front_doors_file_one_quarter_with_trajectories_by_area_and_domain(
    westerveld: Account, manager: User
) -> None:
    document = ReportDocument.from_json(filed(westerveld, manager).released.data)
    assert set(HelpQuestion.objects.values_list("trajectory_days", flat=True)) == {42}
    [section] = [section for section in document.sections if section.key == "trajectories"]
    # 14 + 20 + 9 + 3 = 46 finished, 9 + 12 + 2 + 1 = 24 running. Of every five the first is too long: 3 + 4 + 2 + 1.
    totals = cells(section, "trajectories")
    assert [totals[name][0] for name in totals] == ["46", "24", "10"]
    by_provider = cells(section, "trajectories_provider")
    assert by_provider == {
        "Kledingbank": ["3", "1"],
        "MEE Drenthe": ["14", "9"],
        "Rehab Academy": ["9", "2"],
        "Welzijn Mensenwerk": ["20", "12"],
        "Samen": ["46", "24"],
    }
    # The first of every three is about meaning: 5 + 7 + 3 + 1 = 16, the other 30 about taking part. Rounded to five.
    by_domain = cells(section, "trajectories_domain")
    assert (by_domain["Zingeving"][0], by_domain["Meedoen"][0]) == ("15", "30")
    # n % 4 = 0: 4 + 5 + 3 + 1 = 13 in Havelte; 1: 4 + 5 + 2 + 1 = 12; 2: 3 + 5 + 2 + 1 = 11; 3: 3 + 5 + 2 = 10.
    by_area = cells(section, "trajectories_finished_district")
    assert {name: row[0] for name, row in by_area.items() if name in ("Havelte", "Diever", "Dwingeloo", "Vledder")} == {
        "Havelte": "15",
        "Diever": "10",
        "Dwingeloo": "10",
        "Vledder": "10",
    }
    assert set(cells(section, "scores_district")) >= {"Havelte", "Diever", "Dwingeloo", "Vledder"}


def test_where_the_norms_have_no_limit_the_same_report_has_no_word_about_trajectories(
    westerveld: Account, manager: User
) -> None:
    Norms.objects.update(trajectory_days=None)
    document = ReportDocument.from_json(filed(westerveld, manager).released.data)
    assert "trajectories" not in [section.key for section in document.sections]
    assert not [figure for figure in document.figures if figure.indicator.startswith("trajectories")]
    assert not [each for each in document.definitions if "traject" in each.text.lower()]


def test_who_draws_up_goes_round_the_four(westerveld: Account, manager: User) -> None:
    quarters = [Period.parse(f"2019-Q{n}") for n in (1, 2, 3, 4)]
    drawers = [rounds.line(westerveld, quarter, today=date(2019, 12, 31)).drawn_up_by for quarter in quarters]
    names = [drawer.name if drawer else "" for drawer in drawers]
    assert sorted(names) == ["Kledingbank", "MEE Drenthe", "Rehab Academy", "Welzijn Mensenwerk"]
    assert names[0] == "MEE Drenthe"


def test_the_nine_amounts_are_those_of_the_note_and_each_has_its_way_of_paying(
    westerveld: Account, officer: User
) -> None:
    grant = grant_pages.with_everything(Grant.objects.filter(year=2019)).get()
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        view = grant_pages.view_of(grant, officer, date(2019, 3, 1))
    # 10,000 + 5,000 + 25,000 + 12,500 + 10,000 + 2,500 + 10,000 + 10,000 + 15,000 = 100,000
    assert (len(view.rows), view.total) == (9, Decimal(100_000))
    # Nobody's yet: youth 10,000, transfer 10,000 and reserve 15,000.
    assert view.reserve == Decimal(35_000)
    assert sum(row.ceiling is not None for row in view.rows) == 4  # those that are paid on claims
    assert {row.ceiling.used for row in view.rows if row.ceiling} == {Decimal(0)}
    assert [str(due.amount) for due in view.dues] == ["10000.00", "2500.00"]


def test_the_policy_officer_reads_the_quarter_and_accepts_it(westerveld: Account, manager: User, officer: User) -> None:
    report = let_through(filed(westerveld, manager))
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        browser = Browser()
        browser.force_login(officer)
        page = browser.get(reverse("report", args=[report.pk])).content.decode()
    for words in ("Trajecten per aanbieder", "Afgeronde trajecten naar wijk", "Cijfer van cliënten naar wijk"):
        assert words in page
    reviews.accept(report=report, by=officer)
    assert reviews.position_of(report).standing == reviews.Standing.ACCEPTED
