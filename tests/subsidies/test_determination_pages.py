"""The pages of the determination: forms keep what was typed, and put every error at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from oco.models import User
from subsidies import filing, reviews
from subsidies.determination import decisions, requests
from subsidies.models import (
    AuditorStatement,
    Determination,
    DeterminationRequest,
    Grant,
    Obligation,
    RequestReturn,
    SentRequest,
)
from tests.subsidies.test_determination import GRANTED, PDF, finances
from tests.subsidies.world import YEAR, World, let_through

pytestmark = pytest.mark.django_db
SLUGS = ("zoetermeer", "zosamen", 2018)
TODAY = date(2019, 4, 15)


@pytest.fixture(autouse=True)
def in_april() -> Iterator[None]:
    """The year is over, and the request is not late yet."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def grant(world: World) -> Grant:
    made = world.grant()
    world.small_quarter()
    Obligation.objects.create(grant=made, number=1, text="Spreekuur in elke wijk", evidence="text", due="determination")
    Obligation.objects.create(grant=made, number=2, text="Jaarplan", evidence="file", due="determination")
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=YEAR, by=world.manager
    )
    let_through(report)
    reviews.accept(report=report, by=world.officer)
    return made


@pytest.fixture
def begun(world: World, grant: Grant) -> DeterminationRequest:
    return requests.start(grant=grant, by=world.manager)


@pytest.fixture
def sent(world: World, begun: DeterminationRequest) -> SentRequest:
    first, second = begun.grant.obligations.all()
    requests.write_content(
        request=begun,
        activities="Wij hielden spreekuur.",
        differences="Er kwamen minder mensen.",
        answers=[
            requests.NewAnswer(first, "yes", "In vier wijken."),
            requests.NewAnswer(second, "yes", "", PDF),
        ],
        by=world.manager,
    )
    requests.write_finances(request=begun, finances=finances(), by=world.manager)
    requests.attach_statement(
        request=begun, verdict="unqualified", firm="Van Tellen", signed_on=TODAY, content=PDF, by=world.manager
    )
    return requests.send(request=begun, by=world.manager, correcting=False)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def care() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
        yield


@pytest.fixture
def town() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        yield


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def formset(prefix: str, rows: list[dict[str, str]]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def money(**changed: list[dict[str, str]]) -> dict[str, str]:
    rows: dict[str, list[dict[str, str]]] = {
        "opbrengst": [{"name": "Subsidie", "budgeted": "1.701.706", "realised": "1.701.706"}],
        "kosten": [{"name": "Personeel", "budgeted": "1.701.706", "realised": "1.690.000,50"}],
        "bezit": [{"name": "Bank", "opening": "90000", "closing": "100000"}],
        "vermogen": [{"name": "Reserve", "opening": "-2500", "closing": "9205,50"}],
        "schuld": [{"name": "Leveranciers", "opening": "92500", "closing": "90000"}],
    } | changed
    return {
        "note": "",
        **{key: value for prefix, lines in rows.items() for key, value in formset(prefix, lines).items()},
    }


# --- care side -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("care")
def test_the_grant_leads_to_its_determination_for_who_files_and_for_nobody_else(world: World, grant: Grant) -> None:
    url = reverse("determination", args=SLUGS)
    assert f'href="{url}"' in text_of(as_(world.manager).get(reverse("grants_of_year", args=[2018])))
    assert f'href="{url}"' in text_of(as_(world.manager).get(reverse("decision", args=[grant.pk])))
    followed = as_(world.mee_manager).get(reverse("grants_of_year", args=[2018]))
    assert "ZoSamen" in text_of(followed)
    assert url not in text_of(followed)
    assert as_(world.mee_manager).get(url).status_code == 403


@pytest.mark.usefixtures("care")
def test_a_request_is_begun_and_says_per_part_what_is_missing(world: World, grant: Grant) -> None:
    client = as_(world.manager)
    url = reverse("determination", args=SLUGS)
    page = text_of(client.get(url))
    assert "Aanvraag beginnen" in page
    assert "Dat moet voor 1 mei 2019." in page
    assert not DeterminationRequest.objects.exists()
    client.post(url)
    page = text_of(client.get(url))
    # The annual report was accepted; content, money and statement are empty; and the sentence at the end names it.
    assert page.count("nog doen") == 3 + 1
    assert page.count("klaar") >= 1
    assert "De balans is nog leeg." in page
    assert "Bekijken en versturen" not in page


@pytest.mark.usefixtures("care")
def test_an_explanation_without_an_answer_is_asked_about_and_not_lost(
    world: World, begun: DeterminationRequest
) -> None:
    first, second = begun.grant.obligations.all()
    page = as_(world.manager).post(
        reverse("determination_content", args=SLUGS),
        {
            "activities": "Wij hielden spreekuur in vier wijken.",
            "differences": "",
            f"verplichting-{first.pk}-text": "In Rokkeveen nog niet.",
            f"verplichting-{second.pk}-met": "yes",
            f"verplichting-{second.pk}-evidence": SimpleUploadedFile("plan.pdf", b"tekst", "application/pdf"),
        },
    )
    text = text_of(page)
    assert text.count('id="error-summary"') == 1
    assert text.count("Kies of dit is gedaan: ja, deels of nee.") == 2  # in the summary and at the field
    assert f'href="#id_verplichting-{first.pk}-met_0"' in text
    assert text.count("Dit is geen PDF, of hij is niet compleet.") == 2
    for kept in ("Wij hielden spreekuur in vier wijken.", "In Rokkeveen nog niet.", "Kies uw bestanden opnieuw"):
        assert kept in text
    assert not begun.answers.exists()


@pytest.mark.usefixtures("care")
def test_the_content_is_kept_and_a_file_stays_when_no_other_is_chosen(
    world: World, begun: DeterminationRequest
) -> None:
    client, url = as_(world.manager), reverse("determination_content", args=SLUGS)
    first, second = begun.grant.obligations.all()
    data = {"activities": "Spreekuur.", "differences": "", f"verplichting-{second.pk}-met": "yes"}
    plan = SimpleUploadedFile("geheim-van-jansen.pdf", PDF + b"plan\n%%EOF", "application/pdf")
    assert client.post(url, data | {f"verplichting-{second.pk}-evidence": plan}).status_code == 302
    assert client.post(url, data | {f"verplichting-{first.pk}-met": "no", "differences": "Ziekte."}).status_code == 302
    kept = {answer.obligation_id: answer for answer in begun.answers.all()}
    assert kept[first.pk].met == "no"
    assert bytes(kept[second.pk].evidence or b"").startswith(PDF)
    page = text_of(client.get(url))
    assert "Er is al een bestand. Een ander bestand vervangt het." in page
    assert "Ziekte." in page
    assert "jansen" not in page


@pytest.mark.usefixtures("care")
def test_what_was_typed_about_money_stands_there_again_with_the_error_at_its_field(
    world: World, begun: DeterminationRequest
) -> None:
    url = reverse("determination_finances", args=SLUGS)
    wrong = money(
        kosten=[
            {"name": "Personeel", "budgeted": "1.701.706", "realised": "veel"},
            {"name": "personeel", "budgeted": "1", "realised": "1"},
            {"name": "", "budgeted": "5", "realised": "6"},
        ]
    )
    text = text_of(as_(world.manager).post(url, wrong))
    assert text.count('id="error-summary"') == 1
    assert 'href="#id_kosten-0-realised"' in text
    assert text.count("Deze omschrijving staat er al.") == 2
    assert text.count("Vul de omschrijving in.") == 2
    for value in ("veel", "-2500", "9205,50", "Leveranciers"):
        assert f'value="{value}"' in text
    # Nothing changed: the request still begins with the grant as its only line.
    assert [line.name for line in requests.finances_of(begun).income] == ["Subsidie cliëntondersteuning"]
    assert requests.finances_of(begun).costs == ()


@pytest.mark.usefixtures("care")
def test_finances_may_be_kept_before_they_balance_and_the_list_says_by_how_much(
    world: World, begun: DeterminationRequest
) -> None:
    client = as_(world.manager)
    answer = client.post(reverse("determination_finances", args=SLUGS), money(), follow=True)
    # 31 December: assets 100,000; equity 9,205.50 + debts 90,000 = 99,205.50; 794.50 apart. 1 January: -2,500 + 92,500.
    assert "De balans op 31 december klopt niet" in text_of(answer)
    assert "Dat scheelt € 794,50." in text_of(answer)
    assert "1 januari klopt niet" not in text_of(answer)
    assert 'value="9.205,50"' in text_of(client.get(reverse("determination_finances", args=SLUGS)))


@pytest.mark.usefixtures("care")
def test_a_statement_has_to_be_a_pdf_and_the_rest_stays(world: World, begun: DeterminationRequest) -> None:
    client, url = as_(world.manager), reverse("determination_statement", args=SLUGS)
    data = {"verdict": "unqualified", "firm": "Van Tellen accountants", "signed_on": "2019-05-20"}
    page = text_of(client.post(url, data | {"content": SimpleUploadedFile("a.pdf", b"geen pdf")}))
    assert page.count('id="error-summary"') == 1
    assert page.count("Dit is geen PDF, of hij is niet compleet.") == 2
    assert 'href="#id_signed_on"' in page  # a day to come
    assert 'value="Van Tellen accountants"' in page
    assert not AuditorStatement.objects.exists()
    good = data | {"signed_on": "2019-03-20", "content": SimpleUploadedFile("a.pdf", PDF)}
    assert client.post(url, good).status_code == 302
    assert AuditorStatement.objects.get().firm == "Van Tellen accountants"


@pytest.mark.usefixtures("care")
def test_what_was_sent_is_read_and_can_no_longer_be_changed(world: World, sent: SentRequest) -> None:
    client = as_(world.manager)
    page = text_of(client.get(reverse("determination_sent", args=[*SLUGS, 1])))
    for words in ("Wij hielden spreekuur.", "Zie bewijsstuk 1.", "Van Tellen", sent.checksum, "€ 1.681.706,00"):
        assert words in page
    overview = text_of(client.get(reverse("determination", args=SLUGS)))
    assert "De aanvraag ligt bij de gemeente" in overview
    assert "Wat er nog moet" not in overview
    late = client.post(reverse("determination_content", args=SLUGS), {"activities": "Toch anders.", "differences": ""})
    assert "De aanvraag is verstuurd." in text_of(late)
    assert "Toch anders." in text_of(late)


# --- municipality side -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("town")
def test_the_municipality_finds_the_determination_from_the_grant(world: World, sent: SentRequest) -> None:
    url = reverse("determination", args=[sent.grant_id])
    assert f'href="{url}"' in text_of(as_(world.officer).get(reverse("grants_of_year", args=[2018])))
    listed = text_of(as_(world.officer).get(reverse("determinations")))
    assert f'href="{url}"' in listed
    assert "wacht op besluit" in listed
    assert as_(world.other_officer).get(url).status_code == 404


@pytest.mark.usefixtures("town")
def test_a_lower_amount_without_ground_keeps_the_form_and_says_so_at_both_fields(
    world: World, sent: SentRequest
) -> None:
    client, url = as_(world.officer), reverse("determination", args=[sent.grant_id])
    data = {
        "besluit-key": "11111111-1111-4111-8111-111111111111",
        "besluit-number": "2019-0777",
        "besluit-decided_on": "2019-04-15",
        "besluit-amount": "1.650.000",
        "besluit-ground": "",
        "besluit-explanation": "",
    }
    page = text_of(client.post(url, data))
    assert page.count('id="error-summary"') == 1
    assert page.count("U stelt lager vast. Kies op welke grond.") == 2
    assert page.count("U stelt lager vast. Leg uit waarom.") == 2
    assert 'value="1.650.000"' in page
    assert 'value="2019-0777"' in page
    assert not Determination.objects.exists()
    right = data | {"besluit-ground": "obligations", "besluit-explanation": "Er was geen spreekuur in Rokkeveen."}
    done = text_of(client.post(url, right, follow=True))
    assert "Vastgesteld op € 1.650.000,00" in done
    assert "De brief wordt gemaakt." in done
    assert "Subsidie vaststellen" not in done
    assert client.post(url, right).status_code == 302  # the same press twice is one decision
    assert Determination.objects.get().granted == GRANTED


@pytest.mark.usefixtures("town")
def test_asking_to_complete_needs_a_day_to_come_and_stays_open_with_what_was_typed(
    world: World, sent: SentRequest
) -> None:
    client, url = as_(world.officer), reverse("determination", args=[sent.grant_id])
    data = {"aanvulling-question": "De reserve is niet uitgelegd.", "aanvulling-answer_by": "2019-04-15"}
    page = text_of(client.post(url, data))
    assert page.count("Kies een dag na vandaag.") == 2
    assert page.count('id="error-summary"') == 1
    assert "De reserve is niet uitgelegd.</textarea>" in page
    assert re.search(r"<details class=\"more measure\" open", page)
    assert not RequestReturn.objects.exists()
    client.post(url, data | {"aanvulling-answer_by": "2019-05-13"})
    page = text_of(client.get(url))
    assert "Er is een aanvulling gevraagd" in page
    assert "Aanvullen voor 13 mei 2019." in page
    assert decisions.position_of(Grant.objects.get()).standing is decisions.Standing.RETURNED
