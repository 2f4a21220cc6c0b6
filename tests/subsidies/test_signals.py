"""What the report says about signals: only what is ready, without the small numbers behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases import signals
from cases.models import Signal
from cases.signals import Team
from oco.closing import PeriodFiled
from oco.models import Organisation
from oco.periods import Period
from reporting import disclosure
from reporting.documents import ReportDocument
from subsidies import checklist, filing
from subsidies.signals import SignalText, signals_text
from tests.subsidies.world import FILED_AT, H1, Q1, Q2, World

pytestmark = pytest.mark.django_db
TEXT = "Mensen wachten vier maanden op schuldhulp."


def written(world: World, count: int, *, provider: Organisation | None = None, domain: str = "welfare") -> None:
    """Signals of the first quarter, each of a question of its own."""
    provider = provider or world.mee
    for n in range(count):
        Signal.objects.create(
            front_door=world.door,
            provider=provider,
            question=world.question(date(2018, 1, 8), provider=provider),
            on=date(2018, 2, 1),
            text=f"Wachtlijst {n}",
            domain=domain,
        )


def bundled(
    world: World,
    *,
    ready: bool = True,
    text: str = TEXT,
    provider: Organisation | None = None,
    domain: str = "welfare",
    quarter: Period = Q1,
) -> None:
    team = Team(world.door, provider or world.mee, quarter)
    signals.bundle(
        team=team,
        domain=domain,
        picked=[signal.pk for signal in team.signals()],
        text=text,
        ready=ready,
        by=world.mee_manager,
        today=date(2018, 4, 2),
    )


def in_report(world: World, period: Period = Q1, **fields: object) -> str:
    return signals_text(world.zosamen, world.municipality, period, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "behind"),
    [
        (0, "bij enkele vragen"),  # "no questions" would say that it is 0
        (1, "bij enkele vragen"),
        (7, "bij enkele vragen"),
        (8, "bij ongeveer 10 vragen"),
        (12, "bij ongeveer 10 vragen"),
        (13, "bij ongeveer 15 vragen"),
        (1003, "bij ongeveer 1.005 vragen"),
    ],
)
def test_the_number_behind_a_text_goes_through_the_gate(count: int, behind: str) -> None:
    text = SignalText("wonen", "", "", "Vol.", disclosure.release_cell(count))
    assert text.written == f"Wonen: Vol. Dit kwam naar voren {behind}."


def test_a_text_that_is_ready_is_in_the_report_of_its_quarter(world: World) -> None:
    written(world, 9)
    assert in_report(world) == ""
    bundled(world, ready=False)
    assert in_report(world) == ""
    signals.bundle(
        team=Team(world.door, world.mee, Q1),
        domain="welfare",
        picked=list(Signal.objects.values_list("pk", flat=True)),
        text=TEXT,
        ready=True,
        by=world.mee_manager,
        today=date(2018, 4, 2),
        version=2,
    )
    assert in_report(world) == f"Welzijn: {TEXT} Dit kwam naar voren bij ongeveer 10 vragen."
    assert in_report(world, Q2) == ""


def test_texts_of_two_providers_are_named_and_each_sees_its_own_exactly(world: World) -> None:
    written(world, 9)
    written(world, 2, provider=world.palet)
    bundled(world)
    bundled(world, provider=world.palet, text="Het loket is te ver.")
    assert in_report(world, H1) == (
        f"Welzijn (MEE, 1e kwartaal 2018): {TEXT} Dit kwam naar voren bij ongeveer 10 vragen.\n"
        "Welzijn (Palet Welzijn, 1e kwartaal 2018): Het loket is te ver. Dit kwam naar voren bij enkele vragen."
    )
    own = in_report(world, provider=world.palet, released=False)
    assert own == "Welzijn: Het loket is te ver. Dit kwam naar voren bij 2 vragen."


def test_the_checklist_names_signals_without_a_text(world: World) -> None:
    written(world, 2)
    written(world, 1, domain="housing")
    written(world, 1, provider=world.palet)

    def point(provider: Organisation | None = None) -> checklist.Point | None:
        points = checklist.open_points(world.account, Q1, today=date(2018, 4, 2), provider=provider)
        return next((each for each in points if each.key == "signalen-zonder-tekst"), None)

    found = point()
    assert found is not None
    assert found.sentence == "Bij 3 leefgebieden zijn signalen, zonder tekst voor het rapport."
    assert (found.split, found.blocks, found.listed) == ("MEE 2, Palet Welzijn 1", False, False)
    bundled(world, provider=world.palet, text="Het loket is te ver.")
    assert point(world.palet) is None
    bundled(world)
    still = point()
    assert still is not None
    assert still.sentence == "Bij 1 leefgebied zijn signalen, zonder tekst voor het rapport."


def test_the_filed_report_tells_it_and_each_provider_reads_its_own_exactly(world: World) -> None:
    world.grant()
    written(world, 9)
    written(world, 2, provider=world.palet)
    bundled(world, text="Mensen wachten vier maanden.\nEen loket helpt.")
    bundled(world, provider=world.palet, text="Het loket is te ver.")
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )

    def paragraphs(data: dict[str, Any]) -> tuple[str, ...]:
        sections = {section.key: section for section in ReportDocument.from_json(data).sections}
        return sections["signals_text"].sentences

    assert paragraphs(report.released.data) == (
        "Welzijn (MEE): Mensen wachten vier maanden.",
        "Een loket helpt. Dit kwam naar voren bij ongeveer 10 vragen.",
        "Welzijn (Palet Welzijn): Het loket is te ver. Dit kwam naar voren bij enkele vragen.",
    )
    own = report.internal.get(provider=world.palet)
    assert paragraphs(own.data) == ("Welzijn: Het loket is te ver. Dit kwam naar voren bij 2 vragen.",)
    with pytest.raises(PeriodFiled):
        bundled(world, text="Toch anders.")
