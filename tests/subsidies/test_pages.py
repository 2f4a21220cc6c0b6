"""The pages of both sides: who sees what, and what a press of the button does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from oco.models import AuditEvent, FrontDoor, Job, User
from reporting.models import Report, ReportFile
from subsidies import files, filing, reviews, threads
from subsidies.models import Grant, Review
from tests.subsidies.world import FILED_AT, Q1, World, let_through

pytestmark = pytest.mark.django_db
TODAY = date(2018, 5, 2)


@pytest.fixture(autouse=True)
def in_may() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def care() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
        yield


@pytest.fixture
def municipality() -> Iterator[None]:
    """The municipality's own addresses; `signed_in` also takes on its login at the database."""
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def signed_in(user: User, *, login: str = "") -> Client:
    client = Client()
    client.force_login(user)
    if login:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {login}")
    return client


@pytest.fixture
def report(world: World) -> Report:
    world.grant()
    world.small_quarter()
    filed = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    for name in ("pdf", "xlsx"):
        ReportFile.objects.create(report=filed, format=name, content=f"{name}-inhoud".encode(), sha256="0" * 64)
    return let_through(filed)


def text_of(response: Any) -> str:
    """The page without superfluous white space."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


PAGE = ("zoetermeer", "zosamen", "2018-Q1")


# --- care side -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("care")
def test_the_list_says_where_each_period_stands(world: World, report: Report) -> None:
    page = text_of(signed_in(world.manager).get(reverse("reports")))
    assert "ingediend op 12 april 2018 door Manager-Zosamen" in page
    assert "nog bezig" in page
    assert "3e kwartaal 2018" not in page  # has not begun


@pytest.mark.usefixtures("care")
def test_a_supporter_may_not_see_reports(world: World, report: Report) -> None:
    client = signed_in(world.supporter)
    for name, args in (("reports", []), ("report", PAGE), ("report_file", PAGE), ("grants", [])):
        assert client.get(reverse(name, args=args)).status_code == 403


@pytest.mark.usefixtures("care")
def test_another_organisations_report_is_not_found(world: World, report: Report) -> None:
    client = signed_in(world.manager)
    missing = client.get(reverse("report", args=("zoetermeer", "bestaat-niet", "2018-Q1")))
    other = client.get(reverse("report", args=("haarlem", "zosamen", "2018-Q1")))
    assert (missing.status_code, other.status_code) == (404, 404)
    for code in ("2018-Q9", "2019-Q1", "zomaar"):
        assert client.get(reverse("report", args=("zoetermeer", "zosamen", code))).status_code == 404


@pytest.mark.usefixtures("care")
def test_the_manager_files_with_one_press_and_a_second_press_does_nothing(world: World) -> None:
    world.small_quarter()
    client = signed_in(world.manager, login="oco_care")
    try:
        address = reverse("report_file", args=PAGE)
        page = text_of(client.get(address))
        assert "U dient in: het rapport van ZoSamen over het 1e kwartaal van 2018, versie 1." in page
        assert "Daarna kunnen deze gegevens niet meer veranderen" in page
        key = str(uuid.uuid4())
        first, second = (client.post(address, {"key": key}) for _ in range(2))
        assert (first.status_code, first["Location"]) == (302, reverse("report", args=PAGE))
        assert second.status_code == 302
        assert Report.objects.get().version == 1
        assert "ingediend" in text_of(client.get(reverse("report", args=PAGE)))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("care")
def test_what_stands_in_the_way_is_listed_with_a_link(world: World) -> None:
    world.question(date(2018, 2, 1), assigned=False)
    world.question(date(2018, 2, 1), domain="", provider=world.palet)
    page = text_of(signed_in(world.manager).get(reverse("report_file", args=PAGE)))
    assert "1 vraag heeft geen aanbieder." in page
    assert "1 vraag heeft geen leefgebied." in page
    assert reverse("report_point", args=(*PAGE, "zonder-aanbieder")) in page
    assert "U dient in:" not in page
    client = signed_in(world.manager)
    assert "1 vraag heeft geen aanbieder." in text_of(
        client.post(reverse("report_file", args=PAGE), {"key": uuid.uuid4()})
    )
    assert not Report.objects.exists()


@pytest.mark.usefixtures("care")
def test_questions_behind_a_point_are_shown_to_who_may_read_them(world: World) -> None:
    world.question(date(2018, 2, 1), domain="")
    world.question(date(2018, 2, 1), domain="", provider=world.palet)
    address = reverse("report_point", args=(*PAGE, "zonder-leefgebied"))
    mee = text_of(signed_in(world.mee_manager).get(address))
    assert "2 vragen hebben geen leefgebied" in mee
    assert ">V1</a>" in mee
    assert ">V2</a>" not in mee
    assert ">V1</a>" not in text_of(signed_in(world.manager).get(address))


@pytest.mark.usefixtures("care")
def test_a_provider_in_a_partnership_follows_the_report_and_files_nothing(world: World, report: Report) -> None:
    client = signed_in(world.mee_manager)
    assert client.get(reverse("report_file", args=PAGE)).status_code == 403
    assert client.get(reverse("report_correct", args=PAGE)).status_code == 403
    assert client.get(reverse("report_version", args=(*PAGE, 1))).status_code == 403
    assert client.get(reverse("report_download", args=(*PAGE, 1, "pdf"))).status_code == 403
    page = text_of(client.get(reverse("report", args=PAGE)))
    assert reverse("report_own_figures", args=(*PAGE, 1, "mee")) in page
    assert "palet-welzijn" not in page
    own = text_of(client.get(reverse("report_own_figures", args=(*PAGE, 1, "mee"))))
    assert "Eigen cijfers van MEE" in own
    assert client.get(reverse("report_own_figures", args=(*PAGE, 1, "palet-welzijn"))).status_code == 404


@pytest.mark.usefixtures("care")
def test_the_question_is_answered_beside_it(world: World, report: Report) -> None:
    thread = reviews.ask(
        report=report, question="Waardoor zijn het er minder?", indicator="questions_answered", by=world.officer
    )
    client = signed_in(world.manager)
    page = text_of(client.get(reverse("report", args=PAGE)))
    assert "Waardoor zijn het er minder?" in page
    assert "teruggestuurd met een vraag" in page
    assert "Over: Beantwoorde vragen" in page
    address = reverse("report", args=PAGE)
    assert "Vul uw antwoord in." in text_of(client.post(address, {"thread": thread.pk, "answer": ""}))
    assert client.post(address, {"thread": thread.pk + 1, "answer": "Van een ander."}).status_code == 404
    assert client.post(address, {"thread": thread.pk, "answer": "Er was iemand ziek."}).status_code == 302
    assert [message.text for message in thread.messages.all()] == [
        "Waardoor zijn het er minder?",
        "Er was iemand ziek.",
    ]
    assert signed_in(world.mee_manager).post(address, {"thread": thread.pk, "answer": "Ik ook."}).status_code == 403
    threads.close(thread=thread, by=world.officer)
    assert client.post(address, {"thread": thread.pk, "answer": "Nog iets."}).status_code == 403


@pytest.mark.usefixtures("care")
def test_a_correction_says_what_it_opens_and_then_opens_it(world: World, report: Report) -> None:
    client = signed_in(world.manager)
    assert "U opent het 1e kwartaal van 2018 voor een correctie." in text_of(
        client.get(reverse("report_correct", args=PAGE))
    )
    assert "Vul de reden in." in text_of(client.post(reverse("report_correct", args=PAGE), {"reason": ""}))
    assert client.post(reverse("report_correct", args=PAGE), {"reason": "Vergeten vraag"}).status_code == 302
    assert "open voor correctie" in text_of(client.get(reverse("report", args=PAGE)))
    again = text_of(client.get(reverse("report_file", args=PAGE)))
    assert "versie 2" in again
    assert "Vergeten vraag" in again  # the reason is filled in already


@pytest.mark.usefixtures("care")
def test_files_are_awaited_and_a_failed_one_can_be_tried_again(world: World) -> None:
    world.small_quarter()
    filed = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    client = signed_in(world.manager)
    page = text_of(client.get(reverse("report", args=PAGE)))
    assert "PDF wordt gemaakt" in page
    assert reverse("report_files", args=(*PAGE, 1)) in page
    Job.objects.filter(kind=files.KIND).update(status="failed", error="Het lukte niet.", finished_at=FILED_AT)
    failed = text_of(client.get(reverse("report", args=PAGE)))
    assert "Het lukte niet." in failed
    assert "Probeer opnieuw" in failed
    assert client.post(reverse("report_files_again", args=(*PAGE, 1))).status_code == 302
    assert Job.objects.filter(kind=files.KIND, status="queued", arguments={"report": filed.pk}).count() == 1


@pytest.mark.usefixtures("care")
@pytest.mark.parametrize(
    ("name", "kind"),
    [("pdf", "application/pdf"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")],
)
def test_a_file_is_downloaded_as_it_was_made(world: World, report: Report, name: str, kind: str) -> None:
    response = signed_in(world.manager).get(reverse("report_download", args=(*PAGE, 1, name)))
    assert (response.content, response["Content-Type"]) == (f"{name}-inhoud".encode(), kind)
    assert response["Content-Disposition"] == f'attachment; filename="rapport-zosamen-2018-Q1-versie-1.{name}"'
    assert "no-store" in response["Cache-Control"]
    assert AuditEvent.objects.get(action="report downloaded").details == {"format": name, "version": 1}


@pytest.mark.usefixtures("care")
def test_the_grant_shows_amounts_instalments_targets_and_years(world: World, report: Report) -> None:
    page = text_of(signed_in(world.manager).get(reverse("grants")))
    for words in (
        "€ 1.370.646,00",
        "€ 1.701.706,00",
        "€ 342.661,50",  # 1,370,646 / 4
        "3 april 2018",
        "ten minste 1.200",
        "meer is beter",
    ):
        assert words in page
    assert "Jaren naast elkaar: ZoSamen" in page
    assert reverse("grants_of_year", args=[2018]) in page


@pytest.mark.usefixtures("care")
def test_the_list_takes_as_many_queries_for_one_report_as_for_five(
    world: World, report: Report, django_assert_num_queries: Any
) -> None:
    client = signed_in(world.manager)
    client.get(reverse("reports"))
    with connection.execute_wrapper(counter := Counter()):
        client.get(reverse("reports"))
    for number, code in enumerate(("2017", "2017-Q1", "2017-Q2", "2017-H1")):
        period = Q1.parse(code)
        made = Report.objects.create(
            municipality=world.municipality,
            organisation=world.zosamen,
            start=period.start,
            end=period.end,
            filed_by=world.manager,
            filed_by_name="M",
            checksum=str(number),
        )
        reviews.accept(report=made, by=world.officer)
    with connection.execute_wrapper(more := Counter()):
        client.get(reverse("reports"))
    assert more.queries == counter.queries


class Counter:
    """Counts statements."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


# --- municipality side -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("municipality")
def test_the_officer_sees_what_waits_the_check_and_the_files(world: World, report: Report) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    listed = text_of(client.get(reverse("reports")))
    assert "Wacht op u" in listed
    assert "1e kwartaal 2018, ZoSamen" in listed
    page = text_of(client.get(reverse("report", args=[report.pk])))
    assert "Controle" in page
    assert "ten minste 5.000 in het jaar" in page
    assert "let op" in page
    assert "Wat de cijfers betekenen" in page
    assert client.get(reverse("report_download", args=[report.pk, "pdf"])).content == b"pdf-inhoud"
    assert client.get(reverse("report_download", args=[report.pk, "exe"])).status_code == 404


@pytest.mark.usefixtures("municipality")
def test_another_municipalitys_report_and_grant_are_not_found(world: World, report: Report) -> None:
    grant = Grant.objects.get()
    client = signed_in(world.other_officer, login="oco_municipality")
    assert "Er is nog geen rapport ingediend" in text_of(client.get(reverse("reports")))
    for name, args in (
        ("report", [report.pk]),
        ("report_files", [report.pk]),
        ("report_download", [report.pk, "pdf"]),
        ("grant_edit", [grant.pk]),
        ("grants_of_year", [2018]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.post(reverse("report", args=[report.pk]), {"decision": "accepted"}).status_code == 404
    assert client.get(reverse("grant_new") + f"?naar={grant.pk}").status_code == 404


@pytest.mark.usefixtures("municipality")
def test_the_officer_accepts(world: World, report: Report) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    address = reverse("report", args=[report.pk])
    assert client.post(address, {"decision": "accepted", "question": ""}).status_code == 302
    page = text_of(client.get(address))
    assert "Besluit vastleggen" not in page
    assert "Beleid-Zoetermeer, 2 mei 2018" in page
    again = client.post(address, {"decision": "accepted", "question": ""}, follow=True)
    assert "Dit rapport is al akkoord." in text_of(again)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert AuditEvent.objects.get(action="report accepted").by == world.officer


@pytest.mark.usefixtures("municipality")
@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({}, "Maak een keuze bij uw besluit."),
        ({"decision": "asked", "question": ""}, "Schrijf op wat u wilt weten."),
        (
            {"decision": "accepted", "question": "Maar waarom?"},
            "U koos akkoord. Haal de vraag weg, of kies terugsturen.",
        ),
    ],
)
def test_a_decision_that_is_not_whole_is_refused_with_a_sentence(
    world: World, report: Report, entered: dict[str, str], sentence: str
) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    assert sentence in text_of(client.post(reverse("report", args=[report.pk]), entered))
    assert not Review.objects.exists()


@pytest.mark.usefixtures("municipality")
def test_the_officer_sends_back_with_a_question(world: World, report: Report) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    address = reverse("report", args=[report.pk])
    assert client.post(address, {"decision": "asked", "question": "Waardoor?"}).status_code == 302
    page = text_of(client.get(address))
    assert "Waardoor?" in page
    assert "wacht op de aanbieder" in page
    assert "U hebt alles beoordeeld." in text_of(client.get(reverse("reports")))


def grant_data(world: World, **changed: str) -> dict[str, str]:
    lines = {
        "receiver": str(world.zosamen.pk),
        "year": "2019",
        "number": "2019-7",
        "decided_on": "14-12-2018",
        "payment": "quarterly",
        **{f"{prefix}-{name}": "0" for prefix in ("doel", "termijn", "verplichting") for name in ("INITIAL_FORMS",)},
        "bedrag-TOTAL_FORMS": "3",
        "bedrag-INITIAL_FORMS": "0",
        "bedrag-0-provider": str(world.mee.pk),
        "bedrag-0-amount": "1.372.368",
        "bedrag-1-provider": str(world.palet.pk),
        "bedrag-1-amount": "337.400",
        "bedrag-2-provider": "",
        "bedrag-2-amount": "",
        "doel-TOTAL_FORMS": "3",
        "doel-0-indicator": "unique_clients",
        "doel-0-direction": "at_least",
        "doel-0-value": "1.200",
        "doel-1-indicator": "minutes_per_question_mean",
        "doel-1-direction": "at_most",
        "doel-1-value": "10",
        "doel-2-indicator": "",
        "doel-2-direction": "at_least",
        "doel-2-value": "",
        "verplichting-TOTAL_FORMS": "1",
        "verplichting-0-text": "Het Forum is elke dag open.",
        "verplichting-0-evidence": "text",
        "verplichting-0-due": "quarterly",
        "termijn-TOTAL_FORMS": "1",
        "termijn-0-due_on": "",
        "termijn-0-amount": "",
    }
    return lines | changed


@pytest.mark.usefixtures("municipality")
def test_a_grant_is_entered_with_its_lines(world: World) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    assert client.post(reverse("grant_new"), grant_data(world)).status_code == 302
    grant = Grant.objects.get()
    assert (grant.year, grant.total, grant.decided_on) == (2019, Decimal(1709768), date(2018, 12, 14))
    assert [(line.indicator, line.direction, line.value) for line in grant.targets.all()] == [
        ("unique_clients", "at_least", Decimal(1200)),
        ("minutes_per_question_mean", "at_most", Decimal(600)),  # 10 hours are kept in minutes
    ]
    # 1,372,368 / 4 = 343,092 and 337,400 / 4 = 84,350
    assert [line.amount for line in grant.instalments.all()] == [Decimal(343092), Decimal(84350)] * 4
    assert [(line.text, line.due) for line in grant.obligations.all()] == [("Het Forum is elke dag open.", "quarterly")]
    assert "1.709.768" in text_of(client.get(reverse("grants")))


@pytest.mark.usefixtures("municipality")
def test_own_instalments_must_add_up(world: World) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    data = grant_data(world, payment="own", **{"termijn-0-due_on": "2-1-2019", "termijn-0-amount": "1.000"})
    page = text_of(client.post(reverse("grant_new"), data))
    assert "De termijnen zijn samen € 1.000,00, de bedragen € 1.709.768,00." in page
    assert not Grant.objects.exists()


@pytest.mark.usefixtures("municipality")
def test_a_new_year_begins_with_the_lines_of_the_last(world: World, report: Report) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    page = text_of(client.get(reverse("grant_new") + f"?naar={Grant.objects.get().pk}"))
    assert "De bedragen, verplichtingen en doelen van 2018 zijn alvast ingevuld." in page
    for value in ('value="2019"', 'value="1.370.646,00"', 'value="10"'):
        assert value in page


@pytest.mark.usefixtures("municipality")
def test_a_grant_is_changed(world: World, report: Report) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    address = reverse("grant_edit", args=[Grant.objects.get().pk])
    assert 'value="1.370.646,00"' in text_of(client.get(address))
    data = grant_data(world) | {"bedrag-INITIAL_FORMS": "2", "bedrag-1-DELETE": "on"}
    page = text_of(client.post(address, data))
    assert "Vul de datum van de wijziging in." in page
    assert "Vul de reden van de wijziging in." in page
    reason = {"change_on": "1-6-2018", "change_reason": "Palet Welzijn stopt.", "change_reference": "2018-0412b"}
    assert client.post(address, data | reason).status_code == 302
    grant = Grant.objects.get()
    assert (grant.number, grant.total, grant.year) == ("2018-0412", Decimal(1372368), 2018)
    page = text_of(client.get(reverse("decision", args=[grant.pk])))
    assert "Wijziging 1, 2018-0412b" in page
    assert "Palet Welzijn: € 331.060,00 vervalt." in page
    before = text_of(client.get(reverse("decision_before", args=[grant.pk, 1])))
    assert "€ 1.701.706,00" in before


@pytest.mark.usefixtures("municipality")
def test_the_years_are_shown_from_what_was_released(world: World, report: Report) -> None:
    page = text_of(signed_in(world.officer, login="oco_municipality").get(reverse("years")))
    assert "Subsidie in euro" in page
    assert "€ 1.701.706" in page


@pytest.mark.usefixtures("municipality")
def test_the_municipality_has_no_address_that_leads_to_a_client(world: World, report: Report) -> None:
    client = signed_in(world.officer, login="oco_municipality")
    for address in ("/balie/", "/vragen/", "/vragen/1/", "/team/", "/cijfers/", "/importeren/"):
        assert client.get(address).status_code == 404


def test_a_front_door_of_its_own_makes_a_provider_accountable(world: World) -> None:
    from subsidies.accounts import accounts_for

    FrontDoor.objects.create(name="MEE zelf", slug="mee-zelf", municipality=world.other_municipality, run_by=world.mee)
    found = [
        (item.organisation.name, item.municipality.name, item.may_file) for item in accounts_for(world.mee_manager)
    ]
    assert found == [("MEE", "Haarlem", True), ("ZoSamen", "Zoetermeer", False)]
