"""The decision: numbered changes, the reserve, obligations, its file, and the two years that it must hold."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from oco.models import Municipality
from reporting.terms import TargetLine
from subsidies import agreements, decisions, payments
from subsidies.agreements import Change, GrantRefused
from subsidies.decisions import FileRefused
from subsidies.models import Grant, GrantAmount, GrantChange, Instalment
from subsidies.set_up import SetUpError, read, set_up
from subsidies.terms import AmountTerms, ObligationLine, Terms, differences, whole_terms
from tests.subsidies.world import World

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
FIGURES = Path(__file__).resolve().parents[3] / "shared" / "figures"
PDF = b"%PDF-1.7\nbeschikking\n%%EOF\n"
CHANGE = Change(date(2019, 5, 20), "Meer inzet in de wijken.", "2019-7")


def amount(world: World, euros: str, purpose: str = "", **more: object) -> AmountTerms:
    return AmountTerms(world.mee.pk, "MEE", purpose, Decimal(euros), **more)  # type: ignore[arg-type]


def save(world: World, *amounts: AmountTerms, **more: object) -> Grant:
    fields: dict[str, object] = {
        "organisation": world.zosamen,
        "municipality": world.municipality,
        "year": 2019,
        "number": "2019-1",
        "decided_on": date(2018, 12, 14),
        "amounts": amounts,
        "targets": [TargetLine("unique_clients", "at_least", Decimal(1200))],
        "instalments": None,
        "by": world.officer,
    }
    return agreements.save_grant(**{**fields, **more})  # type: ignore[arg-type]


# --- changes ---------------------------------------------------------------------------------------------------------


def test_a_decided_grant_changes_by_a_numbered_change_only(world: World) -> None:
    grant = save(world, amount(world, "1000"))
    with pytest.raises(GrantRefused, match="al besloten"):
        save(world, amount(world, "1200"), grant=grant)
    assert [line.amount for line in grant.amounts.all()] == [Decimal(1000)]
    save(world, amount(world, "1200"), grant=grant, change=CHANGE)
    (change,) = grant.changes.all()
    assert (change.number, change.reference, change.reason) == (1, "2019-7", "Meer inzet in de wijken.")
    before = Terms.from_json(change.before)
    after = whole_terms(agreements.grants_with_lines().get(pk=grant.pk))
    assert (before.total, after.total) == (Decimal(1000), Decimal(1200))
    assert [line.amount for line in before.instalments] == [Decimal(250)] * 4
    assert differences(before, after) == [
        "MEE: €\u00a01.000,00 wordt €\u00a01.200,00.",
        "Samen: €\u00a01.000,00 wordt €\u00a01.200,00.",
    ]


def test_saving_the_same_terms_is_no_change(world: World) -> None:
    grant = save(world, amount(world, "1000"))
    keys = set(grant.instalments.values_list("pk", flat=True))
    save(world, amount(world, "1000"), grant=grant)
    assert not grant.changes.exists()
    assert set(grant.instalments.values_list("pk", flat=True)) == keys


def test_what_was_paid_stays_and_the_rest_follows_the_new_amount(world: World) -> None:
    grant = save(world, amount(world, "1000"))
    first = grant.instalments.get(number=1)
    payments.note(of=first, paid_on=date(2019, 1, 2), amount=Decimal(250), by=world.officer, today=date(2019, 5, 1))
    save(world, amount(world, "1600"), grant=grant, change=CHANGE)
    # paid 250, due on 1 April 250; 1,600 - 500 = 1,100 in two parts
    assert [row.amount for row in grant.instalments.order_by("number")] == [250, 250, 550, 550]
    assert grant.instalments.get(number=1).pk == first.pk
    with pytest.raises(GrantRefused, match="al €\u00a0250,00 betaald"):
        save(world, amount(world, "200"), grant=grant, change=CHANGE)
    with pytest.raises(GrantRefused, match="Laat die regel staan"):
        save(world, AmountTerms(world.palet.pk, "Palet Welzijn", "", Decimal(5)), grant=grant, change=CHANGE)
    assert grant.changes.count() == 1


def test_an_obligation_keeps_its_key_when_its_words_change(world: World) -> None:
    first, second = ObligationLine("Een", "text", "quarterly"), ObligationLine("Twee", "file", "determination")
    grant = save(world, amount(world, "1000"), obligations=[first, second])
    keys = {row.text: row.pk for row in grant.obligations.all()}
    reworded = ObligationLine("Een, in gewone woorden", "text", "quarterly")
    save(world, amount(world, "1000"), grant=grant, change=CHANGE, obligations=[second, reworded])
    rows = list(grant.obligations.all())
    assert [(row.number, row.text) for row in rows] == [(1, "Twee"), (2, "Een, in gewone woorden")]
    assert rows[0].pk == keys["Twee"]
    assert [line.text for line in Terms.from_json(grant.changes.get().before).obligations] == ["Een", "Twee"]


def test_payment_kinds_make_their_own_instalments(world: World) -> None:
    rate = {"rate": Decimal(65), "rate_per": "hour", "rate_work": "client"}
    grant = save(
        world,
        amount(world, "100", "vier"),
        amount(world, "50", "jaar", payment="yearly"),
        amount(world, "25", "eens", payment="once"),
        amount(world, "60", "uren", payment="claim", **rate),
        AmountTerms(None, "", "reserve", Decimal(40), payment="none"),
    )
    parts = {line.purpose: [row.amount for row in line.instalments.all()] for line in grant.amounts.all()}
    assert parts == {"vier": [25] * 4, "jaar": [50], "eens": [25], "uren": [], "reserve": []}


def test_one_hour_cannot_be_claimed_on_two_amounts(world: World) -> None:
    hours = {"payment": "claim", "rate": Decimal(65), "rate_per": "hour", "rate_work": "client"}
    trajectories = {**hours, "rate_per": "trajectory"}
    with pytest.raises(GrantRefused, match="anders telt een uur of traject twee keer"):
        save(world, amount(world, "10", "uren", **hours), amount(world, "10", "trajecten", **trajectories))


# --- the reserve -----------------------------------------------------------------------------------------------------


def test_a_part_of_the_reserve_goes_to_a_provider_and_the_total_stays(world: World) -> None:
    reserve = AmountTerms(None, "", "reserve", Decimal(400), payment="none")
    grant = save(world, amount(world, "1000"), reserve)
    row = grant.amounts.get(provider__isnull=True)
    made = decisions.allot(
        reserve=row, provider=world.palet, purpose="jeugd", amount=Decimal(150), change=CHANGE, by=world.officer
    )
    # 1,000 + 250 + 150 = 1,400
    assert [(line.purpose, line.amount) for line in grant.amounts.all()] == [
        ("", Decimal(1000)),
        ("reserve", Decimal(250)),
        ("jeugd", Decimal(150)),
    ]
    assert (made.change.number, made.change.reason) == (1, CHANGE.reason)
    # after 20 May 1 July and 1 October are left: 75 each
    days = [(part.due_on, part.amount) for part in made.to.instalments.all()]
    assert days == [(date(2019, 7, 1), Decimal(75)), (date(2019, 10, 1), Decimal(75))]
    assert Terms.from_json(made.change.before).total == Decimal(1400)
    with pytest.raises(GrantRefused, match="zit nog €\u00a0250,00"):
        decisions.allot(
            reserve=row, provider=world.palet, purpose="jeugd", amount=Decimal(251), change=CHANGE, by=world.officer
        )
    assert GrantChange.objects.count() == 1


def test_a_reserve_can_be_given_away_whole(world: World) -> None:
    grant = save(world, amount(world, "1000"), AmountTerms(None, "", "reserve", Decimal(400), payment="none"))
    row = grant.amounts.get(provider__isnull=True)
    decisions.allot(reserve=row, provider=world.mee, purpose="", amount=Decimal(400), change=CHANGE, by=world.officer)
    assert [(line.purpose, line.amount) for line in grant.amounts.all()] == [
        ("", Decimal(1400)),
        ("reserve", Decimal(0)),
    ]
    assert sum(part.amount for part in Instalment.objects.filter(grant=grant)) == 1400
    # the empty reserve stays as it is when something else changes
    lines = whole_terms(agreements.grants_with_lines().get(pk=grant.pk)).amounts
    save(world, *lines, grant=grant, change=CHANGE, obligations=[ObligationLine("Verslag", "text", "quarterly")])
    assert grant.changes.count() == 2


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_of_a_decision_is_kept_byte_for_byte(world: World) -> None:
    grant = save(world, amount(world, "1000"))
    row = decisions.attach(grant=grant, content=PDF, by=world.officer)
    assert (bytes(row.content), row.size, row.number) == (PDF, len(PDF), 1)
    with pytest.raises(FileRefused, match="staat er al"):
        decisions.attach(grant=grant, content=PDF, by=world.officer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 een werkmap", "geen PDF"),
        (b"%PDF-1.7 afgebroken", "geen PDF"),
        (b"%PDF-1.7" + b"x" * 10_000_000 + b"%%EOF", "te groot"),
        (b"%PDF-1.7 /Encrypt 5 0 R %%EOF", "wachtwoord"),
    ],
)
def test_only_a_readable_pdf_of_a_reasonable_size_is_taken(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        decisions.check_pdf(content)


# --- the years that it must hold -------------------------------------------------------------------------------------

PAYMENTS = {"quarterly claim": "claim", "yearly": "yearly", "once": "once", "": "none"}
AREAS = {
    "daily functioning": "dagelijks functioneren",
    "participation": "meedoen",
    "mental well-being": "mentaal welbevinden",
    "bodily functions": "lichaamsfuncties",
    "meaning": "zingeving",
    "quality of life": "kwaliteit van leven",
}
PURPOSES = {
    "social-legal services": "sociaal-juridische dienstverlening",
    "network meetings and projects": "netwerkoverleg en projecten",
    "clarifying questions": "vraagverheldering",
    "ten trajectories": "tien trajecten",
    "hidden problems": "verborgen problemen",
    "start-up budget for schooling": "startbedrag voor scholing",
    "further development of client support for youth": "doorontwikkeling cliëntondersteuning voor jeugd",
    "transfer of existing clients of MEE": "overdracht van bestaande cliënten van MEE",
    "reserve": "reserve",
}
_ALL = "bodily functions;mental well-being;meaning;quality of life;participation;daily functioning"
WESTERVELD = f"""\
provider,purpose,life_areas,payment,amount_euro
MEE Drenthe,social-legal services,"daily functioning;participation;mental well-being",quarterly claim,10000
MEE Drenthe,network meetings and projects,"daily functioning;participation;mental well-being",quarterly claim,5000
Welzijn Mensenwerk,clarifying questions,"{_ALL}",quarterly claim,25000
Rehab Academy,ten trajectories,"bodily functions;participation",quarterly claim,12500
Kledingbank,hidden problems,"daily functioning;participation",yearly,10000
Kledingbank,start-up budget for schooling,,once,2500
,further development of client support for youth,"{_ALL}",,10000
,transfer of existing clients of MEE,,,10000
,reserve,,,15000
"""
ZOETERMEER = """\
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


@pytest.mark.skipif(not FIGURES.exists(), reason="the published figures are not beside this checkout")
@pytest.mark.parametrize(("name", "text"), [("westerveld_budget_2019", WESTERVELD), ("zoetermeer_years", ZOETERMEER)])
def test_the_inline_figures_are_the_published_ones(name: str, text: str) -> None:
    assert (FIGURES / f"{name}.csv").read_text(encoding="utf-8") == text


@pytest.mark.django_db
def test_westerveld_2019_is_the_published_budget() -> None:
    set_up(read(EXAMPLES / "westerveld.toml"), by=None, today=date(2019, 1, 1))
    lines = GrantAmount.objects.filter(grant__municipality__name="Westerveld", grant__year=2019)
    mine = {
        (line.provider.name if line.provider else "", line.purpose, line.payment, tuple(line.life_areas)): line.amount
        for line in lines
    }
    published = {
        (
            row["provider"],
            PURPOSES[row["purpose"]],
            PAYMENTS[row["payment"]],
            tuple(AREAS[area] for area in row["life_areas"].split(";") if area),
        ): Decimal(row["amount_euro"])
        for row in csv.DictReader(StringIO(WESTERVELD))
    }
    assert mine == published
    # 10,000 + 5,000 + 25,000 + 12,500 + 10,000 + 2,500 + 10,000 + 10,000 + 15,000
    assert sum(mine.values()) == Decimal(100_000)
    # paid without a claim: Kledingbank 10,000 a year and 2,500 once
    due = Instalment.objects.filter(grant__municipality__name="Westerveld")
    assert sorted(part.amount for part in due) == [Decimal(2500), Decimal(10000)]


@pytest.mark.django_db
def test_the_years_of_zoetermeer_are_the_published_amounts() -> None:
    set_up(read(EXAMPLES / "zoetermeer.toml"), by=None, today=date(2019, 1, 1))
    published: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in csv.DictReader(StringIO(ZOETERMEER)):
        if row["grant_euro"]:
            published[int(row["year"])][row["provider"]] = Decimal(row["grant_euro"])
    mine: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for line in GrantAmount.objects.filter(grant__year__lte=2019, grant__municipality__name="Zoetermeer"):
        assert line.provider is not None
        mine[line.grant.year][line.provider.name] = line.amount
    assert mine == published
    assert sum(mine[2018].values()) == Decimal(1_701_706)  # 1,370,646 + 331,060


@pytest.mark.django_db
def test_the_set_up_file_twice_changes_nothing_and_a_changed_one_needs_a_change() -> None:
    content = read(EXAMPLES / "zoetermeer.toml")
    set_up(content, by=None, today=date(2026, 1, 1))
    set_up(content, by=None, today=date(2026, 1, 1))
    assert not GrantChange.objects.exists()
    latest = content["subsidie"][-1]
    latest["bedragen"][0]["bedrag"] += 100
    with pytest.raises(SetUpError, match="al besloten"):
        set_up(content, by=None, today=date(2026, 1, 1))
    latest["wijziging"] = {"besloten_op": date(2026, 6, 1), "reden": "Loonstijging", "kenmerk": "SUB-2026-0311"}
    set_up(content, by=None, today=date(2026, 1, 1))
    change = GrantChange.objects.get()
    assert (change.grant.year, change.reference) == (2026, "SUB-2026-0311")
    assert Municipality.objects.count() == 1
