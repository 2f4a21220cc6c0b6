"""From stored figures to a report: what is shown to whom, and what it is laid beside."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Norms
from oco.models import Organisation
from oco.periods import Period
from reporting import disclosure, documents
from reporting.documents import NotCounted, ReportDocument
from reporting.figures import FigureKey, Figures, Scope
from reporting.models import DeclaredTotal, Figure, RollUp, YearNote
from reporting.terms import AmountLine, GrantTerms, TargetLine
from reporting.values import HIDDEN_TEXT
from tests.reporting.world import World, make_world

pytestmark = pytest.mark.django_db
YEAR, Q2 = Period.parse("2018"), Period.parse("2018-Q2")
JOINT = {
    FigureKey("unique_clients"): 1154,
    FigureKey("overlap_clients"): 0,
    FigureKey("new_clients"): 793,
    FigureKey("returning_clients"): 361,
    FigureKey("questions_received"): 5561,
    FigureKey("questions_received", "domain", "work_income"): 2741,
    FigureKey("questions_received", "domain", "welfare"): 2203,
    FigureKey("questions_received", "domain", "housing"): 912,
    FigureKey("questions_received", "domain", "education"): 3,
    FigureKey("questions_received", "provider", ""): 12,
    FigureKey("questions_answered"): 5404,
    FigureKey("questions_answered", "outcome", "wlz"): 52,
    FigureKey("questions_closed_otherwise"): 153,
    FigureKey("client_minutes"): 1_102_000,
    FigureKey("clients_with_minutes"): 1000,
}
MEE = {
    FigureKey("unique_clients"): 573,
    FigureKey("questions_received"): 1602,
    FigureKey("questions_received", "domain", "education"): 3,
    FigureKey("questions_answered"): 1541,
}
PALET = {
    FigureKey("unique_clients"): 581,
    FigureKey("questions_received"): 3947,
    FigureKey("questions_received", "domain", "education"): 1,
    FigureKey("questions_answered"): 3863,
}


def stored(scope: Scope, period: Period, values: dict[FigureKey, int], counted_at: datetime | None = None) -> RollUp:
    """A roll-up as if it had been counted."""
    row = RollUp.objects.create(
        level=scope.level,
        municipality_id=scope.municipality_id,
        organisation_id=scope.organisation_id,
        start=period.start,
        end=period.end,
        counted_at=counted_at or timezone.now(),
    )
    Figure.objects.bulk_create(
        Figure(roll_up=row, indicator=key.indicator, dimension=key.dimension, member=key.member, value=value)
        for key, value in values.items()
    )
    return row


@pytest.fixture
def world() -> World:
    made = make_world()
    made.doors[0].participations.filter(provider=made.third).delete()
    Norms.objects.create(organisation=made.zosamen, valid_from=date(2015, 1, 1), pick_up_urgent_days=2)
    return made


@pytest.fixture
def counted(world: World) -> World:
    for period in (YEAR, Q2):
        stored(Scope.of_organisation(world.zosamen), period, JOINT)
        stored(Scope.of_organisation(world.mee, world.zoetermeer), period, MEE)
        stored(Scope.of_organisation(world.palet, world.zoetermeer), period, PALET)
    return world


def terms(world: World) -> GrantTerms:
    return GrantTerms(
        2018,
        "2018-0042",
        (
            AmountLine(world.mee.pk, "MEE", "", Decimal(1_370_646)),
            AmountLine(world.palet.pk, "Palet Welzijn", "", Decimal(331_060)),
        ),
        (
            TargetLine("unique_clients", "at_least", Decimal(1200)),
            TargetLine("questions_answered", "at_least", Decimal(5000)),
        ),
    )


def build(world: World, period: Period = YEAR, **changes: Any) -> ReportDocument:
    settings: dict[str, Any] = {
        "organisation": world.zosamen,
        "municipality": world.zoetermeer,
        "period": period,
        "terms": terms(world),
    }
    return documents.build(**(settings | changes))


def cells(document: ReportDocument, table: str, row: str) -> list[str]:
    found = next(each for each in document.tables() if each.key == table)
    return [cell.text.replace("\xa0", " ") for cell in next(r for r in found.rows if r.heading == row).cells]


def figure(document: ReportDocument, organisation: str, indicator: str, dimension: str = "", member: str = "") -> str:
    return next(
        line.value.text
        for line in document.figures
        if (line.organisation, line.indicator, line.dimension, line.member)
        == (organisation, indicator, dimension, member)
    )


def test_released_report_has_exact_totals_and_hides_small_cells(counted: World) -> None:
    document = build(counted)
    assert cells(document, "clients", "Samen")[0] == "1.154"
    assert cells(document, "clients", "MEE")[0] == "573"
    assert cells(document, "prices", "Samen") == ["€ 1.701.706", "1.154", "€ 1.475", "5.404", "€ 315"]
    assert cells(document, "domains", "Wonen")[0] == "910"  # 912 rounded to five
    assert cells(document, "domains", "Onderwijs")[0] == HIDDEN_TEXT
    assert cells(document, "domains", "Jeugdhulp")[0] == HIDDEN_TEXT  # not counted is 0, and hidden as well
    assert figure(document, "ZoSamen", "questions_received", "domain", "education") == HIDDEN_TEXT
    assert document.hiding.hidden > 0
    assert f"{document.hiding.hidden} van de {document.hiding.cells}" in " ".join(document.hiding.sentences)
    assert "-46" in str(document.to_json()["summary"]["targets"][0]["difference"])


def test_released_report_holds_no_breakdown_of_a_single_provider(counted: World) -> None:
    lines = [line for line in build(counted).figures if line.level == "provider"]
    assert {line.dimension for line in lines} == {""}
    assert figure(build(counted), "Palet Welzijn", "questions_answered") == "3.863"


def test_questions_without_a_provider_have_a_row_of_their_own(counted: World) -> None:
    # 1,602 + 3,947 + 12 = 5,561
    document = build(counted)
    received = [cells(document, "questions_by_provider", name)[0] for name in ("MEE", "Palet Welzijn")]
    assert received == ["1.602", "3.947"]
    assert cells(document, "questions_by_provider", "Nog niet toegewezen")[0] == "12"
    assert cells(document, "questions_by_provider", "Samen")[0] == "5.561"


def test_the_terms_in_force_are_told(counted: World) -> None:
    told = next(section for section in build(counted).sections if section.key == "on_time").explanation
    assert "Het eerste contact is binnen 14 dagen. Een urgente vraag is binnen 2 dagen opgepakt" in told


def test_own_figures_are_exact_and_hold_nothing_of_others(counted: World) -> None:
    document = build(counted, released=False, viewer_provider=counted.mee)
    assert document.header.organisation == "MEE"
    assert not document.header.released
    assert cells(document, "domains", "Onderwijs")[0] == "3"
    assert cells(document, "prices", "MEE") == ["€ 1.370.646", "573", "€ 2.392", "1.541", "€ 889"]
    assert {line.organisation for line in document.figures} == {"MEE"}
    assert "Palet Welzijn" not in document.canonical_bytes().decode()
    assert document.summary.targets == ()  # they are those of the partnership


def test_exact_figures_of_a_partnership_are_nobodys_own(counted: World) -> None:
    with pytest.raises(ValueError, match="one provider"):
        build(counted, released=False)


def test_one_of_two_providers_gets_totals_of_the_joint_report_only(counted: World) -> None:
    document = build(counted, viewer_provider=counted.mee)
    assert cells(document, "clients", "Samen")[0] == "1.154"
    assert [table.key for table in document.tables() if table.key == "domains"] == []
    assert {line.dimension for line in document.figures if line.organisation == "ZoSamen"} <= {"", "provider"}
    assert figure(document, "MEE", "questions_received", "domain", "education") == "3"


def test_a_lone_provider_has_the_whole_grant(counted: World) -> None:
    lone = terms(counted)
    lone = GrantTerms(2018, "1", (AmountLine(None, "", "reserve", Decimal(573_000)),), lone.targets)
    document = build(counted, organisation=counted.mee, terms=lone)
    assert cells(document, "prices", "MEE")[:3] == ["€ 573.000", "573", "€ 1.000"]
    assert len(document.summary.targets) == 2


def test_a_period_that_was_not_counted_is_said_so(world: World) -> None:
    with pytest.raises(NotCounted, match="2e kwartaal van 2018 zijn nog niet geteld"):
        build(world, Q2)


def test_declared_totals_stand_where_last_year_was_not_counted(counted: World) -> None:
    for provider, clients in ((counted.mee, 553), (counted.palet, 717)):
        DeclaredTotal.objects.create(
            municipality=counted.zoetermeer, provider=provider, year=2017, indicator="unique_clients", value=clients
        )
    YearNote.objects.create(municipality=counted.zoetermeer, year=2017, text="Anders geteld.")
    document = build(counted)
    assert cells(document, "clients", "MEE") == ["573", "553"]
    assert cells(document, "clients", "Samen") == ["1.154", "1.270"]
    assert cells(document, "questions", "Ontvangen vragen") == ["5.561", "–"]
    assert cells(document, "years", "2017 (opgegeven)")[0] == "1.270"
    assert cells(document, "years", "2018 (geteld)") == ["1.154", "5.404", "€ 1.701.706", "€ 1.475", "€ 315"]
    assert cells(document, "years_targets", "2018 (geteld)") == ["€ 1.418", "€ 340", "\u221246", "404"]
    assert document.summary.remarks == ("Anders geteld.",)


def test_an_earlier_period_is_laid_beside_this_one(counted: World) -> None:
    first = Period.parse("2018-Q1")
    stored(Scope.of_organisation(counted.zosamen), first, {**JOINT, FigureKey("unique_clients"): 1100})
    stored(Scope.of_organisation(counted.mee, counted.zoetermeer), first, MEE)
    document = build(counted, Q2)
    assert cells(document, "clients", "Samen") == ["1.154", "1.100", "–"]


def test_targets_of_a_quarter_are_about_the_year_so_far(counted: World) -> None:
    half = {**JOINT, FigureKey("unique_clients"): 720}
    stored(Scope.of_organisation(counted.zosamen), Period.parse("2018-H1"), half)
    clients, questions = build(counted, Q2).summary.targets[:2]
    assert (clients.reached.text, clients.expected) == ("720", None)  # no earlier year was counted
    assert "te weinig geschiedenis" in clients.sentence
    # Last year isn't known: 5,404 by 1 July, when 125 of 255 working days are over:
    # 5,404 x 255 / 125 = 11,024.
    assert questions.expected is not None
    assert abs(questions.expected - 11_024) <= 110
    assert questions.low is not None
    assert questions.high is not None
    assert questions.low < questions.expected < questions.high
    assert build(counted, Q2).summary.until == date(2018, 7, 1)


def test_same_figures_give_the_same_checksum(counted: World) -> None:
    assert build(counted).checksum == build(counted).checksum
    again = ReportDocument.from_json(build(counted).to_json())
    assert again.checksum == build(counted).checksum


HEALTH = {
    FigureKey("health_assessments"): 60,
    FigureKey("health_pairs"): 30,
    FigureKey("health_rose"): 25,
    FigureKey("health_rose", "measured", "ph_meaning"): 25,
    FigureKey("health_stayed"): 0,
    FigureKey("health_fell"): 0,
    FigureKey("closed_with_pair"): 40,
    FigureKey("questions_closed"): 5557,
}


@pytest.mark.parametrize(("wanted", "shared"), [(True, True), (True, False), (False, True), (False, False)])
def test_positive_health_is_in_a_report_only_where_both_sides_want_it(
    world: World, monkeypatch: pytest.MonkeyPatch, wanted: bool, shared: bool
) -> None:
    world.zoetermeer.wants_positive_health = wanted
    world.zosamen.shares_positive_health = shared
    for period in (YEAR, Period.parse("2017")):
        stored(Scope.of_organisation(world.zosamen), period, {**JOINT, **HEALTH})
        stored(Scope.of_organisation(world.mee, world.zoetermeer), period, {**MEE, **HEALTH})
    came: list[Figures] = []
    gate = disclosure.release

    def watched(figures: Figures, **more: Any) -> disclosure.Release:
        came.append(figures)
        return gate(figures, **more)

    monkeypatch.setattr(disclosure, "release", watched)
    for document in (build(world), build(world, released=False, viewer_provider=world.mee)):
        assert ("health" in document.canonical_bytes().decode()) == (wanted and shared)
        assert ("positieve gezondheid" in document.canonical_bytes().decode()) == (wanted and shared)
    assert came
    assert any(key.indicator.startswith("health") for figures in came for key in figures) == (wanted and shared)


def test_what_an_older_count_does_not_hold_is_no_hidden_number(counted: World) -> None:
    document = build(counted)
    assert "signals" not in {line.indicator for line in document.figures}
    assert "target_group" not in {line.dimension for line in document.figures}
    assert {"support", "instruments", "signals"}.isdisjoint({section.key for section in document.sections})


def test_what_the_signals_come_to_is_handed_in(counted: World) -> None:
    stored(Scope.of_organisation(counted.zosamen), Period.parse("2018-Q4"), {**JOINT, FigureKey("signals"): 20})
    document = build(counted, Period.parse("2018-Q4"), signals_text="Wachtlijst.\nGeen plek.")
    text = next(section for section in document.sections if section.key == "signals_text")
    assert text.sentences == ("Wachtlijst.", "Geen plek.")
    assert "signals_text" not in {section.key for section in build(counted, Period.parse("2018-Q4")).sections}


def test_all_providers_behind_the_front_door_are_in_it(counted: World) -> None:
    assert build(counted).header.providers == ("MEE", "Palet Welzijn")
    assert Organisation.objects.filter(kind="provider").count() == 3
