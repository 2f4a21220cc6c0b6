"""The set-up file: the examples load, twice makes no doubles, and a mistake is told with its place."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.codes import TARGET_GROUPS
from cases.models import Desk, Norms, TargetGroup, Topic
from oco.models import AuditEvent, District, FrontDoor, Municipality, Organisation, Participation, User
from oco.models.people import Role, Side
from reporting.models import DeclaredTotal, YearNote
from subsidies import rounds, set_up
from subsidies.accounts import Account
from subsidies.models import DrawingUp, FilingTerms, Grant
from subsidies.set_up import SetUpError

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TODAY = date(2026, 11, 1)
MODELS = (
    *(Municipality, District, Organisation, FrontDoor, Participation, Desk, Topic, TargetGroup, Norms, DeclaredTotal),
    YearNote,
    *(Grant, User, FilingTerms, DrawingUp),
)
pytestmark = pytest.mark.django_db


def load(name: str) -> set_up.Result:
    return set_up.set_up(set_up.read(EXAMPLES / f"{name}.toml"), by=None, today=TODAY)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


def test_zoetermeer_stands_as_the_file_says() -> None:
    result = load("zoetermeer")
    door = FrontDoor.objects.get()
    assert (door.name, door.run_by.name, door.municipality.cbs_code) == ("ZoSamen", "ZoSamen", "GM0637")
    assert [part.provider.name for part in door.participations.all()] == ["MEE", "Palet Welzijn"]
    assert District.objects.count() == 7
    norms = Norms.objects.get(valid_from=date(2015, 1, 1))
    assert (norms.first_contact_days, norms.pick_up_urgent_days, norms.pick_up_regular_days) == (14, 3, 28)
    assert (norms.guideline_minutes, norms.attempts_before_pause) == (600, 3)
    assert [topic.name for topic in Topic.objects.all()][:2] == ["Formulier invullen", "Geld en schulden"]
    palet_desk = Desk.objects.get(name="Balie Palet Welzijn")
    assert palet_desk.provider is not None
    assert palet_desk.provider.name == "Palet Welzijn"
    grant = Grant.objects.get(year=2018)
    # 1,370,646 + 331,060 = 1,701,706 (docs: grant of 2018)
    assert grant.total == Decimal(1_701_706)
    assert {(target.indicator, target.value) for target in grant.targets.all()} >= {
        ("unique_clients", Decimal(1200)),
        ("questions_answered", Decimal(5000)),
    }
    assert sum(part.amount for part in grant.instalments.all()) == grant.total
    declared = DeclaredTotal.objects.get(year=2018, provider__name="MEE", indicator="questions_answered")
    assert declared.value == 1541
    assert result.made["gemeente"] == 1


def test_westerveld_stands_as_the_file_says() -> None:
    load("westerveld")
    assert FrontDoor.objects.count() == 4
    # 10,000 + 5,000 + 25,000 + 12,500 + 10,000 + 2,500 + 10,000 + 10,000 + 15,000 = 100,000
    assert Grant.objects.get(year=2019).total == Decimal(100_000)
    assert Norms.objects.get().trajectory_days == 42
    user = User.objects.get(email="beleid@westerveld.example")
    assert (user.side, user.is_active) == (Side.MUNICIPALITY, False)
    assert user.memberships.get().role == Role.POLICY_OFFICER


def test_the_round_of_a_municipality_stands_as_the_file_says() -> None:
    load("westerveld")
    together = Organisation.objects.get(kind=Organisation.Kind.PARTNERSHIP)
    lines = rounds.lines(Account(together, Municipality.objects.get()), [2019], today=TODAY)
    found = {line.period.code: (line.due_on, line.drawn_up_by.name if line.drawn_up_by else "") for line in lines}
    # A month after each quarter and three after the year, on a working day; no half-year is asked. The year goes with
    # its last quarter.
    assert {code: row for code, row in found.items() if row[0]} == {
        "2019-Q1": (date(2019, 5, 1), "MEE Drenthe"),
        "2019-Q2": (date(2019, 8, 1), "Rehab Academy"),
        "2019-Q3": (date(2019, 11, 1), "Welzijn Mensenwerk"),
        "2019-Q4": (date(2020, 2, 3), "Kledingbank"),
        "2019": (date(2020, 4, 1), "Kledingbank"),
    }


def test_last_days_of_one_receiver_stand_beside_those_of_all() -> None:
    content = small()
    content["indientermijnen"] = [
        {"vanaf": date(2026, 1, 1), "kwartaal": {"maanden": 1}},
        {"vanaf": date(2026, 1, 1), "voor": "Steunpunt", "jaar": {"maanden": 4, "dag": 15}},
    ]
    assert set_up.set_up(content, by=None, today=TODAY).made["indientermijnen"] == 2
    rows = FilingTerms.objects.order_by("pk").values_list(
        "organisation__name", "quarter_months", "quarter_day", "half_year_months", "year_months", "year_day"
    )
    assert list(rows) == [(None, 1, 1, None, None, 1), ("Steunpunt", None, 1, None, 4, 15)]
    content["indientermijnen"][0]["kwartaal"] = {"maanden": 2}
    assert set_up.set_up(content, by=None, today=TODAY).made == {}
    assert FilingTerms.objects.get(organisation=None).quarter_months == 2


@pytest.mark.parametrize("name", ["zoetermeer", "westerveld"])
def test_said_twice_it_makes_no_doubles(name: str) -> None:
    load(name)
    before = counts()
    again = load(name)
    assert counts() == before
    assert again.made == {}
    assert again.new_users == []


def test_two_municipalities_stand_beside_each_other() -> None:
    load("zoetermeer")
    before = counts()
    load("westerveld")
    assert Municipality.objects.count() == 2
    assert load("zoetermeer").made == {}
    assert counts()["Topic"] > before["Topic"]


def test_what_the_file_says_otherwise_becomes_so_and_the_rest_stays() -> None:
    load("zoetermeer")
    content = set_up.read(EXAMPLES / "zoetermeer.toml")
    content["gemeente"]["verberg_tot_en_met"] = 9
    content["gemeente"]["wijken"] = [{"naam": "Centrum", "code": "WK0637XX"}]
    set_up.set_up(content, by=None, today=TODAY)
    assert Municipality.objects.get().hide_up_to == 9
    assert District.objects.get(name="Centrum").code == "WK0637XX"
    assert District.objects.count() == 7


def test_districts_get_their_square_on_the_map_and_keep_it() -> None:
    load("zoetermeer")
    # In the file rows and columns count from 1, in the database from 0.
    centre = District.objects.get(name="Centrum")
    assert (centre.tile_row, centre.tile_column) == (2, 1)
    content = set_up.read(EXAMPLES / "zoetermeer.toml")
    content["gemeente"]["wijken"] = [{"naam": "Centrum"}]
    set_up.set_up(content, by=None, today=TODAY)
    centre.refresh_from_db()
    assert (centre.tile_row, centre.tile_column) == (2, 1)
    for wrong in ([1], [0, 1], ["1", 1]):
        content["gemeente"]["wijken"] = [{"naam": "Centrum", "vak": wrong}]
        with pytest.raises(set_up.SetUpError, match="schrijf bij ‘vak’ een rij en een kolom, zoals"):
            set_up.set_up(content, by=None, today=TODAY)


def test_it_is_written_in_the_log() -> None:
    load("zoetermeer")
    line = AuditEvent.objects.get(action="set up")
    assert line.details["gemeente"] == 1


SMALL = """
[gemeente]
naam = "Delft"
cbs_code = "GM0503"

[[aanbieder]]
naam = "Steunpunt"

[[voordeur]]
naam = "Steunpunt Delft"
gerund_door = "Steunpunt"
aanbieders = ["Steunpunt"]

[[normen]]
voor = "Steunpunt"
vanaf = 2026-01-01
eerste_contact_dagen = 14
oppakken_urgent_dagen = 3
oppakken_gewoon_dagen = 28
richtlijn_uren = 10
leefgebieden = "wmo"

[[indientermijnen]]
vanaf = 2026-01-01
kwartaal = { maanden = 1, dag = 1 }

[[subsidie]]
jaar = 2026
ontvanger = "Steunpunt"
bedragen = [{ aanbieder = "Steunpunt", bedrag = 1000 }]
doelen = [{ cijfer = "unique_clients", ten_minste = 10 }]

[[gebruiker]]
naam = "Anna"
email = "anna@delft.example"
rollen = [{ rol = "teamleider", bij = "Steunpunt" }]
"""


def small() -> dict[str, Any]:
    return tomllib.loads(SMALL)


def test_the_small_file_is_right() -> None:
    result = set_up.set_up(small(), by=None, today=TODAY)
    assert [user.email for user in result.new_users] == ["anna@delft.example"]


MISTAKES: list[tuple[str, str, str]] = [
    ('cbs_code = "GM0503"', 'cbs_code = "0503"', "gemeente: Vul een CBS-code in, zoals GM0637."),
    ('naam = "Delft"\n', "", "gemeente: ‘naam’ ontbreekt."),
    (
        'gerund_door = "Steunpunt"',
        'gerund_door = "Stuen"',
        "voordeur 1: ‘Stuen’ is geen organisatie van dit bestand.",
    ),
    ('naam = "Steunpunt Delft"', "naam = 7", "voordeur 1: ‘naam’ heeft een waarde die hier niet past: 7."),
    ("eerste_contact_dagen = 14", "eerste_kontakt_dagen = 14", "normen 1: ‘eerste_contact_dagen’ ontbreekt."),
    ("eerste_contact_dagen = 14", "eerste_contact_dagen = 0", "normen 1: eerste contact binnen (dagen): "),
    (
        "vanaf = 2026-01-01",
        "vanaf = 2026-01-01T12:00:00",
        "normen 1: schrijf bij ‘vanaf’ alleen een datum, ",
    ),
    ('leefgebieden = "wmo"', 'leefgebieden = "mwo"', "normen 1: ‘mwo’ bij ‘leefgebieden’ is niet bekend. Kies uit: "),
    ("bedrag = 1000", "bedrag = 0", "subsidie 1, bedragen 1: vul bij ‘bedrag’ een bedrag boven 0 in."),
    ('cijfer = "unique_clients"', 'cijfer = "clients"', "subsidie 1, doelen 1: ‘clients’ is geen cijfer. Kies uit: "),
    (", ten_minste = 10", "", "subsidie 1, doelen 1: schrijf ‘ten_minste’ of ‘ten_hoogste’."),
    (
        'rol = "teamleider"',
        'rol = "beleidsmedewerker"',
        "gebruiker 1: de rol beleidsmedewerker bestaat niet bij ",
    ),
    (
        'rollen = [{ rol = "teamleider", bij = "Steunpunt" }]',
        "",
        "gebruiker 1: geef anna@delft.example ten minste ",
    ),
    ('email = "anna@delft.example"', 'email = "anna@delft.example"\nmail = 1', "gebruiker 1: onbekend: mail."),
    ('email = "anna@delft.example"', 'email = "anna"', "gebruiker 1: ‘anna’ is geen e-mailadres."),
    (
        "maanden = 1, ",
        "maanden = 13, ",
        "indientermijnen 1, kwartaal: kies bij ‘maanden’ een getal van 0 tot en met 12.",
    ),
    ("dag = 1 ", "dag = 31 ", "indientermijnen 1, kwartaal: kies bij ‘dag’ een getal van 1 tot en met 28."),
    ("maanden = 1, ", "", "indientermijnen 1, kwartaal: ‘maanden’ ontbreekt."),
    (
        "kwartaal = { maanden = 1, dag = 1 }",
        "",
        "indientermijnen 1: noem ten minste één rapport: kwartaal, halfjaar, jaar.",
    ),
    ("kwartaal = {", "halfjaren = {", "indientermijnen 1: noem ten minste één rapport"),
    (
        "kwartaal = {",
        'voor = "Delft"\nkwartaal = {',
        "indientermijnen 1: Gemeente Delft dient hier zelf geen rapporten in.",
    ),
    (
        "[[subsidie]]",
        '[[opstellen]]\nvoor = "Steunpunt"\n[[subsidie]]',
        "opstellen 1: Steunpunt is geen samenwerkingsverband en stelt zelf op.",
    ),
    ("[gemeente]", "[gemeten]\nx = 1\n[gemeente]", "het bestand: onbekend: gemeten."),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), MISTAKES, ids=[mistake[2][:40] for mistake in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_nothing_is_changed(right: str, wrong: str, sentence: str) -> None:
    assert right in SMALL
    content = tomllib.loads(SMALL.replace(right, wrong, 1))
    with pytest.raises(SetUpError) as mistake:
        set_up.set_up(content, by=None, today=TODAY)
    assert str(mistake.value).startswith(sentence)
    assert set(counts().values()) == {0}


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (
            "hoe",
            "samen",
            "opstellen 1: ‘samen’ bij ‘hoe’ is niet bekend. Kies uit: steeds dezelfde aanbieder, om de beurt",
        ),
        ("eerst", "Westerveld", "opstellen 1: Gemeente Westerveld hoort niet bij Cliëntondersteuning Westerveld."),
        ("voor", "Niemand", "opstellen 1: ‘Niemand’ is geen organisatie van dit bestand."),
        ("daarna", "MEE Drenthe", "opstellen 1: onbekend: daarna."),
    ],
)
def test_a_mistake_in_who_draws_up_is_told_with_its_place(key: str, value: str, sentence: str) -> None:
    content = set_up.read(EXAMPLES / "westerveld.toml")
    content["opstellen"][0][key] = value
    with pytest.raises(SetUpError) as mistake:
        set_up.set_up(content, by=None, today=TODAY)
    assert str(mistake.value).startswith(sentence)
    assert set(counts().values()) == {0}


def test_somebody_of_the_other_side_stays_there() -> None:
    User.objects.create_user("anna@delft.example", name="Anna", side=Side.MUNICIPALITY)
    with pytest.raises(SetUpError, match=r"anna@delft[.]example hoort al bij de andere kant"):
        set_up.set_up(small(), by=None, today=TODAY)


def test_a_user_of_both_sides_is_refused() -> None:
    content = small()
    content["gebruiker"][0]["rollen"].append({"rol": "functioneel beheerder", "bij": "Delft"})
    with pytest.raises(SetUpError, match="kan niet bij een gemeente en bij een aanbieder horen"):
        set_up.set_up(content, by=None, today=TODAY)


def test_a_file_that_is_not_there_or_no_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetUpError, match="is er niet"):
        set_up.read(tmp_path / "weg.toml")
    (tmp_path / "fout.toml").write_text("[gemeente")
    with pytest.raises(SetUpError, match="Het bestand is geen geldige TOML"):
        set_up.read(tmp_path / "fout.toml")


def test_the_command_tells_what_it_made_and_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "delft.toml"
    file.write_text(SMALL)
    call_command("set_up", file)
    assert Municipality.objects.get().name == "Delft"
    assert capsys.readouterr().out.strip()
    file.write_text(SMALL.replace("GM0503", "503"))
    with pytest.raises(CommandError, match="Vul een CBS-code in, zoals GM0637"):
        call_command("set_up", file)


def test_a_front_door_has_the_target_groups_of_the_file_or_those_of_the_field() -> None:
    load("zoetermeer")
    load("westerveld")
    # The first file names the same ten; the second is silent.
    for door in FrontDoor.objects.all():
        assert [group.name for group in door.target_groups.all()] == list(TARGET_GROUPS)
    file = set_up.read(EXAMPLES / "westerveld.toml")
    for door in file["voordeur"]:
        door["doelgroepen"] = ["Statushouders"]
    set_up.set_up(file, by=None, today=TODAY)
    doors = FrontDoor.objects.filter(municipality__name="Westerveld")
    assert all(door.target_groups.filter(name="Statushouders", active=True).exists() for door in doors)
    file = set_up.read(EXAMPLES / "westerveld.toml")
    file["voordeur"][0]["doelgroepen"] = [12]
    with pytest.raises(SetUpError, match="voordeur 1: ‘doelgroepen’ heeft een waarde die hier niet past: 12"):
        set_up.set_up(file, by=None, today=TODAY)
