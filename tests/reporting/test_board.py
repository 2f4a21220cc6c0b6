"""The dashboard of the care side: stored counts alone, own figures exactly, joint ones as they would be released."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oco.models import District
from oco.periods import Period
from reporting import agreed, board, board_cards, board_stored, rollups
from reporting.documents import TargetResult
from reporting.figures import FigureKey, Scope
from reporting.own import Account
from reporting.terms import GrantTerms
from reporting.values import State, Unit, Value
from tests import wall
from tests.reporting import samples
from tests.reporting.test_composing import JOINT, MEE, PALET, stored, terms
from tests.reporting.test_figures_page import signed_in
from tests.reporting.world import World, make_world

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 9)
Q1, Q2, YEAR = (Period.parse(code) for code in ("2018-Q1", "2018-Q2", "2018"))
COUNTED = datetime(2018, 7, 9, 1, 0, tzinfo=UTC)
DISTRICTS = FigureKey("questions_received", "district", "")


@pytest.fixture(autouse=True)
def _july_2018() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = make_world()
    made.doors[0].participations.filter(provider=made.third).delete()
    first, second = made.districts
    by_district = {
        FigureKey("questions_received", "district", str(first.pk)): 5550,
        FigureKey("questions_received", "district", str(second.pk)): 6,
    }
    for period in (Q1, Q2, YEAR):
        stored(Scope.of_organisation(made.zosamen), period, {**JOINT, **by_district}, COUNTED)
        stored(Scope.of_organisation(made.mee, made.zoetermeer), period, {**MEE, **by_district}, COUNTED)
        stored(Scope.of_organisation(made.palet, made.zoetermeer), period, PALET, COUNTED)
    found: list[GrantTerms] = [terms(made)]
    monkeypatch.setattr(
        agreed, "terms", lambda organisation, *_: found[0] if organisation.pk == made.zosamen.pk else None
    )
    monkeypatch.setattr(agreed, "earlier_terms", lambda *_: ())

    def counts(*_: object, **__: object) -> None:
        raise AssertionError("a dashboard doesn't count")

    monkeypatch.setattr(rollups, "count_all", counts)
    return made


def ask(account: str, period: str = "2018-Q2", **more: str) -> dict[str, str]:
    return {"organisatie": account, "periode": period, **more}


def text(client: Client, **asked: str) -> str:
    answer = client.get(reverse("board"), asked)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_a_provider_sees_its_own_small_numbers_exactly(world: World) -> None:
    seen = board_stored.seen(Account(world.mee, world.zoetermeer), Q2)
    assert seen is not None
    [districts] = [card for card in seen.board.cards if card.key == "districts"]
    assert districts.table is not None
    cells = {row.heading: row.cells[0].text for row in districts.table.rows}
    assert [cells[district.name.capitalize()] for district in world.districts] == ["5.550", "6"]
    assert "precieze cijfers" in text(signed_in(world.mee), **ask("zoetermeer.mee"))


def test_together_small_numbers_are_hidden_and_say_so(world: World) -> None:
    seen = board_stored.seen(Account(world.zosamen, world.zoetermeer), Q2)
    assert seen is not None
    [districts] = [card for card in seen.board.cards if card.key == "districts"]
    assert districts.table is not None
    values = {row.heading: row.cells[0] for row in districts.table.rows}
    assert values[world.districts[1].name.capitalize()].state is State.HIDDEN
    assert districts.chart is not None
    assert "verborgen" in districts.chart.description
    assert "diagonal" in districts.chart.patterns
    page = text(signed_in(world.zosamen), **ask("zoetermeer.zosamen"))
    assert "In een gearceerd vak is het aantal verborgen" in page
    assert "1.154" in page  # totals are exact


def test_the_grants_targets_stand_with_a_providers_own_part(world: World) -> None:
    seen = board_stored.seen(Account(world.mee, world.zoetermeer), Q2)
    assert seen is not None
    assert seen.target_of == "ZoSamen"
    clients, answered = seen.board.targets
    assert (clients.target.reached.text, clients.target.target) == ("1.154", Decimal(1200))
    assert clients.mine == "Daarvan bij MEE: 573."
    assert answered.target.reached.text == "5.404"
    assert clients.chart is not None
    # Nothing is expected: without an earlier year nobody knows how many will still be new.
    assert clients.chart.description == "Bereikt 1.154, afgesproken 1.200."


def test_a_provider_of_the_joint_board_has_totals_only(world: World) -> None:
    client = signed_in(world.zosamen)
    page = text(client, **ask("zoetermeer.zosamen", aanbieder="MEE"))
    assert "573" in page
    assert "1.154" not in page
    assert "Leefgebieden" not in page
    assert "ZoSamen, alle aanbieders samen" in page
    for other in ("Nergens", "Derde"):
        assert client.get(reverse("board"), ask("zoetermeer.zosamen", aanbieder=other)).status_code == 404


def test_someone_elses_account_is_not_there(world: World) -> None:
    assert signed_in(world.palet).get(reverse("board"), ask("zoetermeer.mee")).status_code == 404


def test_it_begins_with_the_quarter_that_is_over(world: World) -> None:
    assert "Overzicht van het 2e kwartaal van 2018" in text(signed_in(world.mee))


def test_a_period_without_a_count_says_so(world: World) -> None:
    assert "Nog niet geteld" in text(signed_in(world.mee), **ask("zoetermeer.mee", "2017-Q1"))


def queries(client: Client, period: str = "2018-Q2") -> int:
    client.get(reverse("board"), ask("zoetermeer.zosamen", period))  # what is kept between requests
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(reverse("board"), ask("zoetermeer.zosamen", period)).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_districts_and_periods(world: World) -> None:
    client = signed_in(world.zosamen)
    before = queries(client)
    for n in range(30):
        District.objects.create(municipality=world.zoetermeer, name=f"Buurt {n}")
    for code in ("2017", "2017-Q1", "2017-H1", "2017-Q2", "2017-Q3"):
        stored(Scope.of_organisation(world.zosamen), Period.parse(code), JOINT, COUNTED)
    assert queries(client) == before
    assert before <= 40 + wall.STATEMENTS


# --- the year so far --------------------------------------------------------------------------------------------------


# --- pure -------------------------------------------------------------------------------------------------------------


def test_the_bullet_has_the_band_of_the_forecast() -> None:
    target = TargetResult(
        indicator="unique_clients",
        label="Unieke cliënten",
        direction="at_least",
        unit=Unit.COUNT,
        target=Decimal(1200),
        reached=Value(Unit.COUNT, Decimal(800)),
        expected=Decimal(1150),
        low=Decimal(1100),
        high=Decimal(1210),
        difference=Decimal(-50),
        met=False,
        verdict="Niet op koers",
        sentence="…",
    )
    chart = board_cards.target_chart(target, 1)
    assert chart is not None
    assert chart.description == (
        "Bereikt 800, afgesproken 1.200, verwacht aan het einde 1.150, waarschijnlijk tussen 1.100 en 1.210."
    )
    band = chart.lines[0]
    # The scale ends at 1,210 x 1.05.
    assert [band.x1, band.x2] == pytest.approx([340 * 1100 / 1270.5, 340 * 1210 / 1270.5])
    [row] = board_cards.target_table([target]).rows  # type: ignore[union-attr]
    assert [cell.text for cell in row.cells] == ["1.200", "800", "1.150", "1.100", "1.210"]


def test_breakdowns_stand_largest_first_and_hidden_last() -> None:
    rows = board_cards.members(samples.material(), "questions_received", "domain")
    assert [value.text for _, _, value in rows][:2] == ["2.410", "1.325"]
    assert (rows[-1][1], rows[-1][2].state) == ("Onderwijs", State.HIDDEN)


@pytest.mark.parametrize(
    ("code", "current"), [("2018", "2018"), ("2018-H2", "2e halfjaar"), ("2018-Q3", "3e kwartaal")]
)
def test_one_walks_from_year_to_half_year_to_quarter(code: str, current: str) -> None:
    address: Callable[[Period], str] = lambda period: "" if period.code == "2018-Q4" else f"?{period.code}"  # noqa: E731
    found = board.way(Period.parse(code), [2018, 2017], address)
    steps = [*found.years, *(step for half, quarters in found.halves for step in (half, *quarters))]
    assert [step.label for step in steps if step.current] == [current]
    assert [step.url for step in steps] == [
        *("?2018", "?2017", "?2018-H1", "?2018-Q1", "?2018-Q2", "?2018-H2", "?2018-Q3", ""),
    ]
