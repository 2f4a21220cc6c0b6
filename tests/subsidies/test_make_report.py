"""`make_report` on the command line, and the figures of 2018 that it must give."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Client, Contact, HelpQuestion, QuestionDomain
from oco.models import Organisation
from reporting.documents import ReportDocument
from reporting.models import Report, RollUp
from subsidies import agreements, checks, filing, years
from subsidies.checks import Verdict
from tests.subsidies.world import FILED_AT, Q1, YEAR, World, let_through

pytestmark = pytest.mark.django_db


def make(out: Path, *arguments: str, period: str = "2018-Q1") -> Any:
    call_command("make_report", period, *arguments, "--out", str(out), verbosity=0)
    return json.loads(out.read_text()) if out.suffix == ".json" else out.read_bytes()


def register_of_2018(world: World) -> None:
    """573 + 581 clients, 1,541 + 3,863 answered questions, spread over the year, an hour each."""
    for provider, clients, questions in ((world.mee, 573, 1541), (world.palet, 581, 3863)):
        people = Client.objects.bulk_create(
            Client(
                front_door=world.door,
                number=f"{provider.slug}-{n}",
                last_name=f"Cliënt{n}",
                sort_key=f"{provider.slug} {n:05}",
            )
            for n in range(clients)
        )
        rows = []
        for n in range(questions):
            received = date(2018, 1, 2) + timedelta(days=n % 330)
            rows.append(
                HelpQuestion(
                    front_door=world.door,
                    number=f"{provider.slug}-{n}",
                    client=people[n % clients],
                    provider=provider,
                    channel="counter",
                    received_on=received,
                    first_contact_on=received,
                    picked_up_on=received,
                    closed_on=received + timedelta(days=20),
                    outcome="information_advice",
                    first_contact_due_on=received + timedelta(days=14),
                    pick_up_due_on=received + timedelta(days=28),
                    guideline_minutes=600,
                )
            )
        HelpQuestion.objects.bulk_create(rows)
        QuestionDomain.objects.bulk_create(QuestionDomain(question=row, domain="housing") for row in rows)
        Contact.objects.bulk_create(
            Contact(
                question=row,
                front_door=world.door,
                provider=provider,
                supporter=world.supporter,
                on=row.received_on,
                activity="talk",
                minutes=60,
            )
            for row in rows
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_helpquestion, cases_contact, cases_client, cases_questiondomain")


def totals(data: dict[str, Any], level: str = "partnership") -> dict[tuple[str, str], str]:
    return {
        (line["organisation"], line["indicator"]): line["value"]["number"]
        for line in data["figures"]
        if line["level"] == level and not line["dimension"]
    }


def test_the_report_of_2018_gives_the_prices_and_differences_that_are_known(world: World, tmp_path: Path) -> None:
    world.grant()
    register_of_2018(world)
    data = make(tmp_path / "2018.json", "--partnership", "ZoSamen", "--format", "json", period="2018")
    found = totals(data)
    assert (found["ZoSamen", "unique_clients"], found["ZoSamen", "questions_answered"]) == ("1154", "5404")
    providers = totals(data, "provider")
    assert {key[0]: value for key, value in providers.items() if key[1] == "unique_clients"} == {
        "MEE": "573",
        "Palet Welzijn": "581",
    }
    # 1,701,706 / 1,154 = 1,474.6; 1,701,706 / 5,404 = 314.9
    prices = {
        row["heading"]: [cell["number"] for cell in row["cells"]]
        for section in data["sections"]
        for table in section["tables"]
        if table["key"] == "prices"
        for row in table["rows"]
    }
    assert prices["Samen"] == ["1701706", "1154", "1475", "5404", "315"]
    # 1,154 - 1,200 = -46; 5,404 - 5,000 = +404
    results = {line["indicator"]: line["difference"] for line in data["summary"]["targets"]}
    assert (results["unique_clients"], results["questions_answered"]) == ("-46", "404")
    assert all(line["definition"] for line in data["figures"])

    terms = agreements.grant_terms(world.zosamen, world.municipality, 2018)
    found_points = {
        finding.key: finding for finding in checks.findings(checks.facts_of(ReportDocument.from_json(data)), terms)
    }
    assert found_points["target-unique_clients"].sentence == "Het doel is niet gehaald: 46 te weinig (3,8%)."
    assert found_points["target-questions_answered"].sentence == "Het doel is gehaald. Het zijn er 404 meer."
    assert found_points["sums"].verdict is Verdict.GOOD

    rows = years.year_rows(world.account, counted=_released(world), last=2018)
    (row,) = [row for row in rows if row.year == 2018]
    assert (row.real_price_client, row.real_price_question) == (1475, 315)
    assert (row.clients_minus_target, row.questions_minus_target) == (-46, 404)


def _released(world: World) -> Any:
    """Counted years as the municipality knows them, after filing."""
    report = filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=YEAR,
        by=world.manager,
        now=FILED_AT.replace(year=2019),
    )
    let_through(report)
    return years.counted_by_release(world.account)


def test_a_draft_is_counted_first_and_what_small_numbers_would_tell_is_hidden(world: World, tmp_path: Path) -> None:
    world.small_quarter()
    assert not RollUp.objects.exists()
    data = make(tmp_path / "q1.json", "--partnership", "zosamen", "--format", "json")
    assert data["header"]["filed_at"] is None
    assert totals(data)["ZoSamen", "questions_answered"] == "6"
    channels = [line for line in data["figures"] if line["dimension"] == "channel"]
    assert channels
    assert {line["value"]["state"] for line in channels} == {"hidden"}
    assert all(line["value"]["number"] is None for line in channels)


def test_internal_gives_a_providers_own_exact_figures(world: World, tmp_path: Path) -> None:
    world.small_quarter()
    data = make(tmp_path / "mee.json", "--provider", "MEE", "--internal", "--format", "json")
    assert data["header"]["organisation"] == "MEE"
    assert totals(data, "provider")["MEE", "questions_answered"] == "4"
    channels = {
        line["member"]: line["value"]["number"]
        for line in data["figures"]
        if (line["organisation"], line["indicator"], line["dimension"]) == ("MEE", "questions_received", "channel")
    }
    assert channels["counter"] == "5"
    both = make(tmp_path / "both.json", "--partnership", "ZoSamen", "--internal", "--format", "json")
    assert [part["header"]["organisation"] for part in both["providers"]] == ["MEE", "Palet Welzijn"]
    assert both["providers"][0]["figures"] == data["figures"]


def test_a_filed_report_is_written_as_it_was_filed_unless_a_draft_is_asked(world: World, tmp_path: Path) -> None:
    world.small_quarter()
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    data = make(tmp_path / "q1.json", "--partnership", "ZoSamen", "--format", "json")
    assert data == report.released.data
    assert ReportDocument.from_json(data).checksum == Report.objects.get().checksum
    draft = make(tmp_path / "draft.json", "--partnership", "ZoSamen", "--format", "json", "--draft")
    assert draft["header"]["filed_at"] is None


def test_a_workbook_is_written_whole_with_nothing_beside_it(world: World, tmp_path: Path) -> None:
    world.small_quarter()
    content = make(tmp_path / "deep" / "q1.xlsx", "--partnership", "ZoSamen", "--format", "xlsx")
    assert content.startswith(b"PK")
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["q1.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--partnership", "Zomaar"], r"‘Zomaar’ is geen samenwerkingsverband\. Bekend: ZoSamen\."),
        (["--provider", "MEE"], r"MEE legt verantwoording af via ZoSamen\. Kies --partnership ZoSamen"),
        (["--partnership", "ZoSamen", "--internal", "--format", "pdf"], "Kies met --provider"),
        (["--provider", "MEE", "--municipality", "Haarlem"], "MEE heeft hier geen voordeur"),
        (["--provider", "MEE", "--municipality", "Elders"], "‘Elders’ is geen gemeente"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(
    world: World, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("make_report", "2018-Q1", *arguments, "--out", str(tmp_path / "out"), verbosity=0)
    assert not (tmp_path / "out").exists()


def test_a_lone_provider_reports_by_itself(world: World, tmp_path: Path) -> None:
    alone = Organisation.objects.create(kind="provider", name="Kledingbank", slug="kledingbank")
    door = world.door
    door.pk, door.name, door.slug, door.partnership, door.run_by = None, "Kledingbank", "kledingbank", None, alone
    door.save()
    door.participations.create(provider=alone)
    world.question(date(2018, 1, 8), provider=alone, closed_on=date(2018, 1, 9))
    data = make(tmp_path / "k.json", "--provider", "Kledingbank", "--format", "json")
    assert totals(data, "provider")["Kledingbank", "questions_answered"] == "1"
