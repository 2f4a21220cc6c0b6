"""The dashboard of the municipality side: from filed documents alone, and what is hidden there stays hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import HelpQuestion
from oco.models import District
from oco.periods import Period
from reporting.models import DeclaredTotal, YearNote
from subsidies import filing
from tests.subsidies.test_pages import signed_in
from tests.subsidies.world import FILED_AT, Q1, World, let_through

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def side() -> Iterator[None]:
    with (
        time_machine.travel(date(2018, 5, 2), tick=False),
        override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"),
    ):
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def filed(world: World) -> None:
    """116 questions of MEE, all answered: 60 in Oosterheem, 45 in Rokkeveen, 6 in Meerzicht and 5 nobody knows where.
    The two small ones are together 7 to 15 by what is shown, so that each can be anything from 0 to 7."""
    places = {"Oosterheem": 60, "Rokkeveen": 45, "Meerzicht": 6, "": 5}
    for column, (name, count) in enumerate(places.items()):
        district = name and District.objects.create(
            municipality=world.municipality, name=name, tile_row=0, tile_column=column
        )
        for n in range(count):
            question = world.question(date(2018, 1, 8) + timedelta(days=n % 50), closed_on=date(2018, 3, 8))
            HelpQuestion.objects.filter(pk=question.pk).update(district=district or None)
    let_through(
        filing.file_report(
            organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
        )
    )


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse("board"), asked)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_it_shows_what_was_filed_and_hides_what_was_hidden(world: World) -> None:
    world.grant()
    filed(world)
    seen = page(signed_in(world.officer, login="oco_municipality"))
    assert "Overzicht van het 1e kwartaal van 2018" in seen
    assert "Uit versie 1, ingediend op 12 april 2018." in seen
    assert '<span class="figure-value">116</span>' in seen
    assert "Meerzicht: verborgen; Oosterheem: 60; Rokkeveen: 45." in seen
    assert ">verborgen</text>" in seen
    assert "Doelen voor 2018" in seen


def test_what_changed_after_filing_is_not_there_and_no_count_is_read(world: World) -> None:
    filed(world)
    world.question(date(2018, 4, 3))
    client = signed_in(world.officer, login="oco_municipality")
    with CaptureQueriesContext(connection) as captured:
        seen = page(client)
    assert '<span class="figure-value">116</span>' in seen
    assert "2e kwartaal<span" in seen.split("Periode kiezen")[1].split("</nav>")[0]  # nothing over it to see
    assert not [one["sql"] for one in captured if "reporting_rollup" in one["sql"] or "cases_" in one["sql"]]


def test_a_provider_has_totals_and_no_breakdowns(world: World) -> None:
    filed(world)
    seen = page(signed_in(world.officer, login="oco_municipality"), aanbieder="MEE")
    assert "Van één aanbieder staan hier de totalen." in seen
    assert '<span class="figure-value">116</span>' in seen
    assert "Oosterheem" not in seen
    client = signed_in(world.officer)
    assert client.get(reverse("board"), {"aanbieder": "Niemand"}).status_code == 404


def test_before_anything_is_filed_it_says_what_comes(world: World) -> None:
    assert "ZoSamen heeft nog geen rapport ingediend." in page(signed_in(world.officer, login="oco_municipality"))
    filed_nothing = page(signed_in(world.officer), periode="2017-Q4")
    assert "Over deze periode is nog geen rapport ingediend." in filed_nothing


def test_another_municipality_does_not_see_it(world: World) -> None:
    filed(world)
    client = signed_in(world.other_officer, login="oco_municipality")
    assert client.get(reverse("board"), {"organisatie": "zoetermeer.zosamen"}).status_code in (200, 404)
    assert ">116<" not in client.get(reverse("board"), {"organisatie": "zoetermeer.zosamen"}).content.decode()


def test_an_odd_period_is_not_found(world: World) -> None:
    assert signed_in(world.officer).get(reverse("board"), {"periode": "2018-Q9"}).status_code == 404


def test_a_year_is_laid_beside_what_was_declared_with_its_note(world: World) -> None:
    filed(world)
    with time_machine.travel(date(2019, 2, 1), tick=False):
        for code in ("2018",):
            let_through(
                filing.file_report(
                    organisation=world.zosamen,
                    municipality=world.municipality,
                    period=Period.parse(code),
                    by=world.manager,
                )
            )
        DeclaredTotal.objects.create(
            municipality=world.municipality, provider=world.mee, year=2017, indicator="unique_clients", value=553
        )
        YearNote.objects.create(municipality=world.municipality, year=2017, text="Anders geteld.")
        seen = page(signed_in(world.officer, login="oco_municipality"), periode="2018")
    assert "Niet te vergelijken. Bij 2017 hoort deze opmerking: Anders geteld." in seen


def test_the_number_of_queries_does_not_grow_with_reports(world: World) -> None:
    filed(world)
    client = signed_in(world.officer)

    def queries() -> int:
        page(client)
        with CaptureQueriesContext(connection) as captured:
            page(client, periode="2018-Q1")
        return len(captured)

    before = queries()
    with time_machine.travel(date(2018, 7, 20), tick=False):
        for code in ("2018-H1", "2017-Q3", "2017-Q2"):
            let_through(
                filing.file_report(
                    organisation=world.zosamen,
                    municipality=world.municipality,
                    period=Period.parse(code),
                    by=world.manager,
                )
            )
    assert queries() == before
    assert before <= 25
