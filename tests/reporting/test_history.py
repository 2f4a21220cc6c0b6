"""Declared totals of earlier years, and the table of all years. The figures are those of Zoetermeer's audit."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from oco.models import AuditEvent
from oco.periods import Period
from reporting import rollups
from reporting.history import out_of_line
from reporting.models import DeclaredTotal
from reporting.years_table import Source, Total, YearGrant, YearRow, counted_years, price, years_table
from tests.reporting import naive
from tests.reporting.world import World, day, make_world, write

YEARS = """\
year,provider,unique_clients,questions_answered,grant_euro
2015,MEE,501,2197,
2015,Palet Welzijn,629,4489,
2016,MEE,601,2847,1344000
2016,Palet Welzijn,1217,4587,322674
2017,MEE,553,1214,1344000
2017,Palet Welzijn,717,3735,323760
2018,MEE,573,1541,1370646
2018,Palet Welzijn,581,3863,331060
2019,MEE,,,1372368
2019,Palet Welzijn,,,337400
"""
EXPECTED = """\
year,unique_clients,questions_answered,grant_euro,budget_price_client,budget_price_question,real_price_client,\
real_price_question,clients_minus_target,questions_minus_target
2015,1130,6686,,,,,,,
2016,1818,7434,1666674,,,917,224,,
2017,1270,4949,1667760,1390,334,1313,337,70,-51
2018,1154,5404,1701706,1418,340,1475,315,-46,404
2019,,,1709768,1425,342,,,,
"""
SHARED = Path(__file__).resolve().parents[3] / "shared" / "figures"
NOTE_2016 = "Eén aanbieder telde in 2016 unieke vragen als cliënten. Dit jaar is niet te vergelijken."


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "years.csv"
    path.write_text(YEARS, encoding="utf-8")
    return path


def run(file: Path, **options: object) -> str:
    out = StringIO()
    call_command("import_year_totals", str(file), municipality="Zoetermeer", stdout=out, **options)
    return out.getvalue()


def grants(world: World) -> list[YearGrant]:
    """Targets since 2017: 1,200 clients and 5,000 questions. 2016 had a grant without them."""
    amounts = {2017: ("1344000", "323760"), 2018: ("1370646", "331060"), 2019: ("1372368", "337400")}
    return [
        YearGrant(
            year=year,
            total=Decimal(mee) + Decimal(palet),
            by_provider={world.mee.pk: Decimal(mee), world.palet.pk: Decimal(palet)},
            target_clients=1200,
            target_questions=5000,
        )
        for year, (mee, palet) in amounts.items()
    ]


def as_text(row: YearRow) -> dict[str, str]:
    """A row as the expected file has it: empty where unknown."""
    values: Mapping[str, object] = {
        "year": row.year,
        "unique_clients": row.unique_clients and row.unique_clients.value,
        "questions_answered": row.questions_answered and row.questions_answered.value,
        "grant_euro": row.grant,
        "budget_price_client": row.budget_price_client,
        "budget_price_question": row.budget_price_question,
        "real_price_client": row.real_price_client,
        "real_price_question": row.real_price_question,
        "clients_minus_target": row.clients_minus_target,
        "questions_minus_target": row.questions_minus_target,
    }
    return {
        key: "" if value is None else str(int(value) if isinstance(value, Decimal) else value)
        for key, value in values.items()
    }


def test_the_years_of_zoetermeer_come_out_as_the_audit_has_them(world: World, file: Path) -> None:
    assert run(file) == "Zoetermeer: 24 totalen toegevoegd, 0 gewijzigd, 0 stonden er al.\n"
    rows = years_table(world.zoetermeer, 2015, 2019, providers=[world.mee, world.palet], grants=grants(world))
    for row, expected in zip(rows, csv.DictReader(StringIO(EXPECTED)), strict=True):
        assert as_text(row) == expected


@pytest.mark.skipif(not SHARED.exists(), reason="de gedeelde cijfers staan niet naast de broncode")
def test_the_inline_figures_are_those_of_the_shared_files() -> None:
    assert (SHARED / "zoetermeer_years.csv").read_text() == YEARS
    assert (SHARED / "zoetermeer_expected.csv").read_text() == EXPECTED


def test_each_provider_stands_in_its_year(world: World, file: Path) -> None:
    run(file)
    [row] = years_table(world.zoetermeer, 2018, 2018, providers=[world.mee, world.palet])
    mee, palet = row.providers
    assert (mee.name, mee.unique_clients, mee.grant) == (
        "MEE",
        Total(573, Source.DECLARED),
        Decimal(1370646),
    )
    assert palet.questions_answered == Total(3863, Source.DECLARED)
    # Without targets there is no price budgeted, and nothing to differ from.
    assert (row.budget_price_client, row.clients_minus_target, row.real_price_client) == (None, None, 1475)


def test_a_counted_year_says_so_and_counts_people_together_once(world: World, file: Path) -> None:
    run(file)
    register = naive.Register()
    for client, provider in ((1, world.mee), (1, world.palet), (2, world.palet)):
        question = naive.Question(client, world.doors[0].pk, provider.pk, *(day("1-2-2020"),) * 3)
        question.closed_on, question.outcome = day("1-3-2020"), "wlz"
        register.questions.append(question)
    write(register, world)
    rollups.roll_up_period(world.zosamen, Period.parse("2020"))
    providers = [world.mee, world.palet]
    counted = counted_years(rollups.scopes_of(world.zosamen)[0], providers, 2018, 2020)
    rows = years_table(world.zoetermeer, 2018, 2020, providers=providers, counted=counted)
    # 1 at MEE and 2 at Palet, one of them at both: 2 together, and 3 questions.
    assert [part.unique_clients for part in rows[2].providers] == [
        Total(1, Source.COUNTED),
        Total(2, Source.COUNTED),
    ]
    assert rows[2].unique_clients == Total(2, Source.COUNTED)
    assert rows[2].questions_answered == Total(3, Source.COUNTED)
    assert rows[0].unique_clients == Total(1154, Source.DECLARED)
    assert rows[1].unique_clients is None


@pytest.mark.parametrize(
    ("amount", "number", "each"),
    [(1_709_768, 1200, 1425), (1_701_706, 5404, 315), (3, 2, 2), (100, 0, None), (100, None, None)],
)
def test_a_price_is_rounded_half_up_to_whole_euro(amount: int, number: int | None, each: int | None) -> None:
    assert price(Decimal(amount), number) == each


SERIES = {
    "MEE clients": (501, 601, 553, 573),
    "MEE questions": (2197, 2847, 1214, 1541),
    "Palet clients": (629, 1217, 717, 581),
    "Palet questions": (4489, 4587, 3735, 3863),
}


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_the_real_years_are_not_questioned(series: tuple[int, ...]) -> None:
    assert out_of_line(dict(enumerate(map(Decimal, series), start=2015))) == {}


@pytest.mark.parametrize(
    ("series", "strange"),
    [
        ((2197, 2847, 1214, 541), {2018: True}),  # 541 printed for 1,541; 2,847 and 1,214 aren't blamed for it
        ((2197, 2847, 121, 541), {2017: True, 2018: True}),
        ((501, 601, 553, 5730), {2018: False}),
        ((501, 601, 553, 73), {2018: True}),
        ((501, 601, 0), {2017: False}),
        ((501, 5010), {}),  # with one other year nobody can say what is usual
        ((0, 0, 0), {}),
    ],
)
def test_a_total_out_of_line_with_other_years_is_questioned(series: tuple[int, ...], strange: dict[int, bool]) -> None:
    found = out_of_line(dict(enumerate(map(Decimal, series), start=2015)))
    assert {year: doubt.digit_lost for year, doubt in found.items()} == strange


def test_541_for_1541_is_refused_with_a_question_until_it_is_explained(world: World, file: Path) -> None:
    file.write_text(YEARS.replace("573,1541", "573,541"), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run(file)
    # The others are 1,214, 2,197 and 2,847: the middle one is 2,197.
    assert (
        "MEE, 2018: 541 beantwoorde vragen. In de andere jaren is dat rond 2.197. Klopt dit? "
        "Misschien is er een cijfer weggevallen." in str(refused.value)
    )
    assert str(refused.value).count("Klopt dit?") == 1
    assert not DeclaredTotal.objects.exists()
    with pytest.raises(CommandError, match="--explanation"):
        run(file, accept=True)
    run(file, accept=True, explanation="Alleen het eerste kwartaal.")
    accepted = DeclaredTotal.objects.get(year=2018, provider=world.mee, indicator="questions_answered")
    assert (int(accepted.value), accepted.explanation) == (541, "Alleen het eerste kwartaal.")
    assert DeclaredTotal.objects.exclude(explanation="").count() == 1
    # What was explained isn't asked again.
    assert run(file) == "Zoetermeer: 0 totalen toegevoegd, 0 gewijzigd, 24 stonden er al.\n"


def test_a_second_import_changes_what_differs_and_doubles_nothing(world: World, file: Path) -> None:
    run(file)
    file.write_text(YEARS.replace("2018,MEE,573", "2018,MEE,574"), encoding="utf-8")
    assert run(file) == "Zoetermeer: 0 totalen toegevoegd, 1 gewijzigd, 23 stonden er al.\n"
    assert DeclaredTotal.objects.count() == 24
    event = AuditEvent.objects.filter(action="year totals declared").latest("at")
    assert (event.details["changed"], event.details["years"]) == (1, [2015, 2016, 2017, 2018, 2019])


def test_a_year_keeps_what_must_be_said_beside_it(world: World, file: Path) -> None:
    run(file, note=[["2016", NOTE_2016]])
    rows = years_table(world.zoetermeer, 2015, 2016, providers=[world.mee, world.palet])
    assert [row.note for row in rows] == ["", NOTE_2016]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("2015,MEE", "2015,Stichting X", "Regel 2: ‘Stichting X’ is geen aanbieder in Zoetermeer."),
        ("2016,MEE", "16,MEE", "Regel 4: ‘16’ is geen jaar."),
        (",1541,", ",1.541,", "Regel 8, questions_answered: ‘1.541’ is geen getal. Schrijf 1541, zonder punt."),
        ("2019,MEE,,,1372368", "2018,MEE,3,,", "Regel 10: MEE staat twee keer in 2018."),
        ("grant_euro", "euro", "Deze kolommen ontbreken: grant_euro."),
    ],
)
def test_every_fault_in_the_file_is_named_and_nothing_is_imported(
    world: World, file: Path, before: str, after: str, sentence: str
) -> None:
    file.write_text(YEARS.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run(file)
    assert sentence in str(refused.value)
    assert not DeclaredTotal.objects.exists()


def test_a_file_with_semicolons_and_a_byte_order_mark_is_read(world: World, file: Path) -> None:
    file.write_text(YEARS.replace(",", ";"), encoding="utf-8-sig")
    assert run(file).startswith("Zoetermeer: 24 totalen toegevoegd")


def test_without_a_name_the_only_municipality_is_meant(world: World, file: Path) -> None:
    with pytest.raises(CommandError, match="Er zijn meer gemeenten"):
        call_command("import_year_totals", str(file))
