"""The care side's page of figures: who sees which, counting again, and drafts as files."""

from __future__ import annotations

import io
import re
from datetime import date

import html5lib
import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oco import jobs
from oco.models import Job, Membership, Organisation, User
from oco.models.people import Role
from oco.periods import Period
from reporting import own
from reporting.figures import Scope
from reporting.models import Figure, RollUp
from tests.reporting.test_composing import JOINT, MEE, PALET, stored
from tests.reporting.world import World, make_world

pytestmark = pytest.mark.django_db
TODAY = date(2018, 5, 14)


@pytest.fixture(autouse=True)
def _may_2018() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def world() -> World:
    made = make_world()
    quarter = Period.parse("2018-Q2")
    stored(Scope.of_organisation(made.zosamen), quarter, JOINT)
    stored(Scope.of_organisation(made.mee, made.zoetermeer), quarter, MEE)
    stored(Scope.of_organisation(made.palet, made.zoetermeer), quarter, PALET)
    return made


def signed_in(organisation: Organisation, role: Role = Role.MANAGER) -> Client:
    user = User.objects.create_user(f"{role}@{organisation.slug}.example", name="M. Anager")
    Membership.objects.create(user=user, organisation=organisation, role=role, since=date(2018, 1, 1))
    client = Client()
    client.force_login(user)
    return client


def ask(account: str, period: str = "2018-Q2") -> dict[str, str]:
    return {"organisatie": account, "periode": period}


def test_a_provider_sees_its_own_exact_figures(world: World) -> None:
    page = signed_in(world.mee).get(reverse("figures"), ask("zoetermeer.mee"))
    text = page.content.decode()
    assert "Uw eigen, precieze cijfers." in text
    assert "Deel deze cijfers niet" in text
    assert re.search(
        r'<th scope="row">Onderwijs</th><td class="numeric"><a class="to-records" href="[^"]+">3</a></td>', text
    )
    assert "Palet Welzijn" not in text


def test_a_partnership_sees_the_draft_as_it_would_be_released(world: World) -> None:
    text = signed_in(world.zosamen).get(reverse("figures"), ask("zoetermeer.zosamen")).content.decode()
    assert "Dit is een concept. Het is nog niet ingediend." in text
    assert '<th scope="row">Onderwijs</th><td class="numeric hidden-cell">verborgen</td>' in text
    assert "Laatst geteld op 14 mei 2018" in text


def test_without_a_choice_it_is_the_running_quarter_of_the_first_organisation(world: World) -> None:
    text = signed_in(world.mee).get(reverse("figures")).content.decode()
    assert "MEE, Haarlem" in text  # MEE works in two municipalities
    assert "Cijfers over het 2e kwartaal van 2018" in text
    assert "Nog niet geteld" in text


@pytest.mark.parametrize("account", ["zoetermeer.palet-welzijn", "zoetermeer.zosamen", "haarlem.palet-welzijn", "x"])
@pytest.mark.parametrize("name", ["figures", "figures_workbook", "figures_job", "figures_pdf"])
def test_figures_of_another_are_not_found(world: World, account: str, name: str) -> None:
    assert signed_in(world.mee).get(reverse(name), ask(account)).status_code == 404


def test_the_page_is_valid_with_one_heading(world: World) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(signed_in(world.zosamen).get(reverse("figures"), ask("zoetermeer.zosamen")).content)
    assert parser.errors == []
    assert len(page.findall(".//h1")) == 1
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_the_page_asks_the_database_as_often_for_many_figures(world: World) -> None:
    client = signed_in(world.mee)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("figures"), ask("zoetermeer.mee")).status_code == 200
        return len(seen)

    queries()  # the first one also looks up the session
    few = queries()
    row = RollUp.objects.get(organisation=world.mee, start=date(2018, 4, 1))
    Figure.objects.bulk_create(
        Figure(roll_up=row, indicator="questions_received", dimension="domain", member=f"d{number}", value=number)
        for number in range(500)
    )
    assert queries() == few


@pytest.mark.parametrize("period", ["2018-Q3", "1999", "2018-H2", "vorig jaar"])
def test_a_period_that_has_not_begun_is_not_found(world: World, period: str) -> None:
    assert signed_in(world.mee).get(reverse("figures"), ask("zoetermeer.mee", period)).status_code == 404


@pytest.mark.parametrize("role", [Role.COUNTER, Role.SUPPORTER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_other_roles_see_no_figures(world: World, role: Role) -> None:
    assert signed_in(world.mee, role).get(reverse("figures")).status_code == 403


def test_counting_is_asked_of_the_worker_and_shown(world: World) -> None:
    client = signed_in(world.mee)
    answer = client.post(reverse("figures_count"), ask("zoetermeer.mee"))
    job = Job.objects.get(kind="roll_up")
    assert answer["Location"].endswith(f"periode=2018-Q2&taak={job.pk}")
    assert job.arguments["period"] == "2018-Q2"
    page = client.get(answer["Location"]).content.decode()
    assert "De cijfers worden geteld" in page
    assert 'hx-trigger="load delay:2s' in page
    jobs.run(job.pk)
    state = client.get(reverse("figures_job"), {**ask("zoetermeer.mee"), "taak": str(job.pk)})
    assert state["HX-Redirect"] == f"/cijfers/?organisatie=zoetermeer.mee&periode=2018-Q2&taak={job.pk}"
    assert "De cijfers zijn opnieuw geteld." in client.get(state["HX-Redirect"]).content.decode()
    # Nothing stands in the register, and that is what was counted.
    text = client.get(reverse("figures"), ask("zoetermeer.mee")).content.decode()
    assert ">573</" not in text


def test_the_state_of_another_ones_job_is_not_found(world: World) -> None:
    signed_in(world.palet).post(reverse("figures_count"), ask("zoetermeer.palet-welzijn"))
    job = Job.objects.get()
    query = {**ask("zoetermeer.mee"), "taak": str(job.pk)}
    client = signed_in(world.mee)
    assert client.get(reverse("figures_job"), query).status_code == 404
    assert client.get(reverse("figures"), query).status_code == 404
    assert client.get(reverse("figures"), {**query, "taak": "geen"}).status_code == 400


def test_draft_workbook_holds_what_the_page_shows(world: World) -> None:
    answer = signed_in(world.zosamen).get(reverse("figures_workbook"), ask("zoetermeer.zosamen"))
    assert answer["Content-Disposition"] == 'attachment; filename="concept-zosamen-2018-q2.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = {row[0].value: row[1].value for row in book["Onderwerpen"].iter_rows()}
    assert rows["Onderwijs"] == "verborgen"
    assert rows["Wonen"] == 910


def test_draft_pdf_is_made_by_the_worker(world: World) -> None:
    client = signed_in(world.mee)
    address = client.post(reverse("figures_make_pdf"), ask("zoetermeer.mee"))["Location"]
    job = Job.objects.get(kind=own.DRAFT_PDF)
    assert "Het PDF-bestand wordt gemaakt" in client.get(address).content.decode()
    query = {**ask("zoetermeer.mee"), "taak": str(job.pk)}
    assert client.get(reverse("figures_pdf"), query).status_code == 404
    assert jobs.run(job.pk)
    assert "Het PDF-bestand is klaar" in client.get(address).content.decode()
    answer = client.get(reverse("figures_pdf"), query)
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="eigen-cijfers-mee-2018-q2.pdf"'
    cache.clear()
    assert client.get(reverse("figures_pdf"), query).status_code == 404


def test_a_draft_of_what_was_not_counted_fails_with_a_sentence(world: World) -> None:
    client = signed_in(world.mee)
    address = client.post(reverse("figures_make_pdf"), ask("zoetermeer.mee", "2018-Q1"))["Location"]
    jobs.run(Job.objects.get().pk)
    text = client.get(address).content.decode()
    assert "De cijfers over het 1e kwartaal van 2018 zijn nog niet geteld." in text
    again = {**ask("zoetermeer.mee", "2018-Q1"), "taak": str(Job.objects.get().pk)}
    assert client.post(reverse("figures_again"), again).status_code == 302
    assert Job.objects.count() == 2
