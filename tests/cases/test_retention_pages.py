"""Pages of retention, asked with the care side's own login: who sees names, what is typed stays, what a click does."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Client, DestructionList, RetentionHold, RetentionTerm
from cases.retention import proposal
from oco import jobs
from oco.models import Job
from tests import wall
from tests.cases.retention_scene import carried_out, make_scene, old, proposed
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY} 10:00+01:00", tick=True), wall.pages_behind_the_wall():
        yield


@pytest.fixture
def world() -> World:
    return make_scene()


def page(browser: Browser, name: str, *args: object) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_a_list_goes_from_proposal_to_certificate_by_two_people(world: World) -> None:
    client = old(world)
    of_list = proposed(world)
    karin, bas = as_(world, "Karin"), as_(world, "Bas")
    theirs = page(karin, "retention_list", of_list.pk)
    assert "Geheimer, Bep" in theirs
    numbers = page(bas, "retention_list", of_list.pk)
    assert client.number in numbers
    assert "Geheimer" not in numbers  # who administers sees no names
    for browser in (karin, bas):
        url = reverse("retention_approve", args=[of_list.pk])
        form = browser.get(url).context["form"]
        data = {"fingerprint": form["fingerprint"].value(), "seat": form["seat"].value()}
        unsure = browser.post(url, data)
        assert unsure.context["form"].errors == {"sure": ["Zet een vinkje als u zeker bent."]}
        assert browser.post(url, {**data, "sure": "on"}).status_code == 302
    of_list.refresh_from_db()
    assert of_list.status == "approved"
    assert "wordt uitgevoerd" in page(karin, "retention_list", of_list.pk)
    assert of_list.job is not None
    assert jobs.run(of_list.job.pk)
    of_list.refresh_from_db()
    shown = page(bas, "retention_certificate", of_list.certificate.pk)
    for word in ("VV-2026-001", "1 persoon", "Karin", "Bas", "19 december 2026", of_list.certificate.checksum):
        assert word in shown, word
    pdf = bas.get(reverse("retention_certificate_pdf", args=[of_list.certificate.pk]))
    assert pdf["Content-Disposition"] == 'attachment; filename="verklaring-VV-2026-001.pdf"'
    text = "".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(io.BytesIO(pdf.content)))
    for word in ("Verklaring van vernietiging", "VV-2026-001", "5.3.4", "19 december 2026", "Karin", "Bas"):
        assert word in text, word
    assert client.number not in text
    removed = page(karin, "client", client.pk)
    assert "De bewaartermijn was voorbij." in removed


def test_another_provider_and_who_only_supports_see_no_list(world: World) -> None:
    old(world)
    of_list = proposed(world)
    assert as_(world, "Paul").get(reverse("retention_list", args=[of_list.pk])).status_code == 404
    assert as_(world, "Fatima").get(reverse("retention_list", args=[of_list.pk])).status_code == 403
    assert "MEE" not in page(as_(world, "Paul"), "retention").split("<main")[1]
    # Without the wall in the database the scope alone: of the team, and of who administers the front door.
    seen = {
        name: DestructionList.objects.for_user(world.people[name]).exists()
        for name in ("Karin", "Anja", "Bas", "Paul", "Fatima", "Wil")
    }
    assert seen == {"Karin": True, "Anja": True, "Bas": True, "Paul": False, "Fatima": False, "Wil": False}


def test_a_line_is_left_out_with_a_reason_and_put_back(world: World) -> None:
    old(world)
    of_list, karin = proposed(world), as_(world, "Karin")
    line = of_list.lines.get()
    url = reverse("retention_leave_out", args=[line.pk])
    refused = karin.post(url, {"reason": "Er loopt een klacht", "until": "2026-01-01"})
    assert refused.context["form"].errors == {"until": ["Kies een dag na vandaag."]}
    assert "Er loopt een klacht" in refused.content.decode()  # nothing typed is lost
    assert karin.post(url, {"reason": "Er loopt een klacht", "until": "2027-05-01"}).status_code == 302
    shown = page(karin, "retention_list", of_list.pk)
    assert "Niet voor 1 mei 2027: Er loopt een klacht" in shown
    assert "Geheimer, Bep" in shown
    for theirs in (
        page(as_(world, "Bas"), "retention_list", of_list.pk),
        page(as_(world, "Bas"), "retention_leave_out", line.pk),
    ):
        assert "Geheimer" not in theirs  # who administers reads numbers, also of who was left out
        assert line.client.number in theirs
    karin.post(reverse("retention_put_back", args=[line.pk]))
    line.refresh_from_db()
    assert line.left_out_until is None


def test_a_term_is_changed_with_a_ground_and_the_former_stays_to_be_read(world: World) -> None:
    bas = as_(world, "Bas")
    url = reverse("retention_term", args=[world.mee.pk, "dossier"])
    data = {"number": "1", "unit": "years", "valid_from": "2026-11-18", "ground": "Contract art. 4", "reason": "Nieuw"}
    refused = bas.post(url, data)
    assert "Kies 2 jaar of langer." in refused.context["form"].errors["number"][0]
    assert "Contract art. 4" in refused.content.decode()
    empty = bas.post(url, {**data, "number": "", "ground": ""})
    assert empty.context["form"].errors == {"number": ["Vul de termijn in."], "ground": ["Vul de grond in."]}
    assert bas.post(url, {**data, "number": "20"}).status_code == 302
    term = RetentionTerm.objects.get()
    assert (term.months, term.written_by) == (240, world.people["Bas"])
    shown = page(bas, "retention_terms")
    for word in ("20 jaar", "Contract art. 4", "kon niet worden bevestigd", "Half getypte formulieren"):
        assert word in shown, word
    theirs = page(as_(world, "Karin"), "retention_terms")
    assert "20 jaar" in theirs
    assert reverse("retention_term", args=[world.mee.pk, "dossier"]) not in theirs
    assert bas.get(reverse("retention_term", args=[world.mee.pk, "iets"])).status_code == 404


def test_texts_get_a_term_of_their_own_or_none(world: World) -> None:
    bas, url = as_(world, "Bas"), reverse("retention_term", args=[world.mee.pk, "texts"])
    data = {"number": "5", "unit": "years", "valid_from": "2026-11-18", "ground": "x", "reason": "x"}
    assert bas.post(url, data).status_code == 302
    assert bas.post(url, {**data, "number": ""}).status_code == 302
    assert list(RetentionTerm.objects.order_by("pk").values_list("months", flat=True)) == [60, None]


def test_the_page_of_a_client_says_when_the_data_go_and_who_is_kept_longer(world: World) -> None:
    client, karin = old(world, closed_on=date(2026, 5, 4)), as_(world, "Karin")
    assert "Vernietigen op 4 mei 2041: 15 jaar na 4 mei 2026." in page(karin, "client", client.pk)
    url = reverse("retention_hold", args=[client.pk])
    form = karin.get(url).context["form"]
    data = {"why": "other", "note": "", "until": "2030-01-01", "provider": world.mee.pk, "key": form["key"].value()}
    refused = karin.post(url, data)
    assert refused.context["form"].errors == {"note": ["Schrijf op waarom dit dossier langer blijft."]}
    karin.post(url, {**data, "why": "court"})
    karin.post(url, {**data, "why": "court"})  # the same form sent twice
    held = RetentionHold.objects.get()
    assert "Langer bewaard tot en met 1 januari 2030, omdat: een rechtszaak loopt" in page(karin, "client", client.pk)
    assert "Beëindigen" not in page(as_(world, "Fatima"), "client", client.pk)
    assert as_(world, "Paul").post(reverse("retention_hold_end", args=[held.pk])).status_code == 404
    karin.post(reverse("retention_hold_end", args=[held.pk]))
    assert "Langer bewaard" not in page(karin, "client", client.pk)


def test_the_overview_says_when_the_first_is_due_and_that_a_job_failed(world: World) -> None:
    old(world, closed_on=date(2026, 5, 4))
    bas = as_(world, "Bas")
    assert "4 mei 2041" in page(bas, "retention")
    proposal.ask(today=TODAY)
    Job.objects.filter(kind=proposal.JOB, arguments__provider=world.mee.pk).update(
        status="failed", finished_at="2026-11-18T09:00Z", error="Er ging iets mis."
    )
    shown = page(bas, "retention")
    assert "De lijst van deze maand is niet gemaakt" in shown
    assert "Er ging iets mis." in shown


def test_a_job_that_stopped_is_asked_again_from_the_list(world: World) -> None:
    old(world)
    of_list = carried_out(world, proposed(world))
    DestructionList.objects.filter(pk=of_list.pk).update(status="approved", done_at=None)
    assert of_list.job is not None
    Job.objects.filter(pk=of_list.job.pk).update(status="failed", error="Acht keer begonnen.")
    karin = as_(world, "Karin")
    assert "Het uitvoeren is gestopt" in page(karin, "retention_list", of_list.pk)
    karin.post(reverse("retention_again", args=[of_list.pk]))
    of_list.refresh_from_db()
    assert of_list.job is not None
    assert of_list.job.status == "queued"


def test_a_list_costs_the_same_however_long_it_is(world: World) -> None:
    browser, found = as_(world, "Karin"), []
    for name in ("a", "b"):
        for number in range(5):
            old(world, f"Naam {name}{number}")
        DestructionList.objects.all().update(status="replaced")
        of_list = proposed(world, today=date(2026, 11 if name == "a" else 12, 1))
        browser.get(reverse("retention_list", args=[of_list.pk]))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("retention_list", args=[of_list.pk]))
        found.append(len(captured))
    assert found[0] == found[1]
    assert Client.objects.count() == 10
