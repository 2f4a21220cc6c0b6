"""The pages for a receiver without an account: exactly what may be told, and nothing once the link is dead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from cases import handover, referral
from cases.models import (
    Assessment,
    AssessmentScore,
    HelpQuestion,
    OneTimeLink,
    QuestionArrangement,
    QuestionDomain,
    QuestionTask,
    Referral,
)
from cases.told import WHAT
from oco.models import District
from tests.cases.test_caseload_pages import work
from tests.cases.test_referral import agreed
from tests.cases.world import TODAY, World, as_

NOW = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
# What each part is recognised by; no other part holds it.
CANARIES = {
    "name": ["Voornaam Achternaamkanarie"],
    "phone": ["06 12345678"],
    "email": ["adreskanarie@client.example"],
    "birth_date": ["3 maart 1950"],
    "place": ["2711 AB", "Wijkkanarie"],
    "text": ["vraagkanarie"],
    "domains": ["onderwijs"],
    "done": ["Netwerk in beeld brengen", "Netwerk: arrangementkanarie"],
    "scores": ["Justitie", "twaalf domeinen", "B: begin"],
    "note": ["berichtkanarie"],
}
# What is never told, whatever was allowed.
NEVER = ["verslagkanarie", "toelichtingkanarie", "Fatima", "clientkanarie"]


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def full_question(world: World) -> HelpQuestion:
    """A question with something of everything that could be told."""
    client = world.client(
        "Achternaamkanarie",
        first_name="Voornaam",
        phone="+31612345678",
        email="adreskanarie@client.example",
        birth_date=date(1950, 3, 3),
        postcode="2711 AB",
        district=District.objects.create(municipality=world.municipality, name="Wijkkanarie"),
    )
    question = world.question(
        provider=world.mee, supporter=world.people["Fatima"], client=client, text="Dit is de vraagkanarie."
    )
    line = work(world, question)
    type(line).objects.filter(pk=line.pk).update(note="verslagkanarie")
    QuestionDomain.objects.create(question=question, domain="education")
    QuestionTask.objects.create(question=question, task="own_network")
    QuestionArrangement.objects.create(question=question, step="network", note="arrangementkanarie")
    measured = Assessment.objects.create(
        question=question,
        client=client,
        front_door=world.front_door,
        provider=world.mee,
        instrument="zrm",
        edition="zrm_12",
        phase="start",
        on=TODAY,
    )
    AssessmentScore.objects.create(assessment=measured, domain="zrm_justice", score=4)
    return question


def handed(world: World, *shares: str, email: str = "") -> Referral:
    made = referral.refer(
        question=full_question(world),
        on=TODAY,
        to="ZoZijn",
        kind=Referral.Kind.WARM,
        consent=True,
        note="toelichtingkanarie",
        by=world.people["Fatima"],
        today=TODAY,
        agreed=agreed(*shares),
        receiver=referral.Receiver(email=email),
        receiver_note="Dit is de berichtkanarie.",
    )
    assert made is not None
    return made


def address_of(world: World, made: Referral) -> str:
    address = handover.make_link(referral=made, by=world.people["Fatima"], now=NOW)
    assert address is not None
    return address.removeprefix("http://localhost:8000")


def shown(text: str) -> set[str]:
    """The parts of which something stands in a page."""
    return {key for key, words in CANARIES.items() if any(word in text for word in words)}


@pytest.mark.parametrize("key", WHAT)
def test_the_receiver_sees_exactly_the_one_thing_that_was_allowed(world: World, key: str) -> None:
    assert set(CANARIES) == set(WHAT)
    address = address_of(world, handed(world, key))
    page = Browser().post(address, {"bekijken": "ja"}).content.decode()
    assert all(word in page for word in CANARIES[key])
    assert shown(page) == {key}
    assert [word for word in NEVER if word in page] == []


@pytest.mark.parametrize("left_out", WHAT)
def test_the_receiver_sees_all_but_what_was_not_allowed(world: World, left_out: str) -> None:
    address = address_of(world, handed(world, *(key for key in WHAT if key != left_out)))
    page = Browser().post(address, {"bekijken": "ja"}).content.decode()
    assert shown(page) == set(WHAT) - {left_out}


@pytest.mark.parametrize("key", WHAT)
def test_paper_holds_exactly_the_one_thing_that_was_allowed(world: World, key: str) -> None:
    made = handed(world, key)
    page = as_(world, "Fatima").get(reverse("referral_print", args=[made.pk])).content.decode()
    assert shown(page) == {key}
    assert [word for word in NEVER if word in page] == []


def test_after_consent_was_taken_back_paper_is_empty(world: World) -> None:
    made = handed(world, *WHAT)
    referral.withdraw_consent(referral=made, by=world.people["Fatima"], now=NOW)
    page = as_(world, "Fatima").get(reverse("referral_print", args=[made.pk])).content.decode()
    assert shown(page) == set()


def test_what_was_allowed_later_needs_a_new_link_and_what_was_taken_away_goes_at_once(world: World) -> None:
    made = handed(world, "name", "phone")
    address = address_of(world, made)
    referral.change_consent(
        referral=made,
        agreed=agreed("name", "text"),
        receiver=referral.Receiver(),
        receiver_note="",
        by=world.people["Fatima"],
        today=TODAY,
        version=made.version,
    )
    assert shown(Browser().post(address, {"bekijken": "ja"}).content.decode()) == {"name"}


def test_opening_the_link_shows_nothing_of_anybody_and_writes_nothing(world: World) -> None:
    address = address_of(world, handed(world, *WHAT))
    for response in (Browser().get(address), Browser().post(address)):
        page = response.content.decode()
        assert response.status_code == 200
        assert "Overdracht bekijken" in page
        assert shown(page) == set()
    assert OneTimeLink.objects.get().opened_at is None
    Browser().post(address, {"bekijken": "ja"})
    assert OneTimeLink.objects.get().opened_at == NOW


def test_the_page_is_kept_nowhere_and_its_address_goes_nowhere(world: World) -> None:
    address = address_of(world, handed(world, "name"))
    for response in (
        Browser().get(address),
        Browser().post(address, {"bekijken": "ja"}),
        Browser().get(reverse("receive_handover", args=["nooit"])),
    ):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies


def test_a_form_without_a_referrer_comes_through(world: World) -> None:
    """A page with no-referrer makes the browser say "Origin: null"."""
    address = address_of(world, handed(world, "name"))
    browser = Browser(enforce_csrf_checks=True, headers={"origin": "null"})
    assert "Achternaamkanarie" in browser.post(address, {"bekijken": "ja"}).content.decode()


def test_the_link_dies_by_use(world: World) -> None:
    made = handed(world, "name")
    address = address_of(world, made)
    page = Browser().post(address, {"antwoord": "ja", "answer": "refused", "note": ""})
    assert "Schrijf op waarom u de overdracht niet aanneemt." in page.content.decode()
    page = Browser().post(address, {"antwoord": "ja", "answer": "refused", "note": "Wachtlijst"})
    assert "waarom niet" in page.content.decode()
    made.refresh_from_db()
    assert (made.answer, made.answer_note) == ("refused", "Wachtlijst")
    for response in (Browser().get(address), Browser().post(address, {"bekijken": "ja"})):
        assert response.status_code == 410
        assert shown(response.content.decode()) == set()


def test_the_link_dies_by_expiry(world: World, now: time_machine.Traveller) -> None:
    address = address_of(world, handed(world, "name"))
    now.move_to(NOW + timedelta(days=14))
    response = Browser().post(address, {"bekijken": "ja"})
    assert (response.status_code, shown(response.content.decode())) == (410, set())
    assert "verlopen" in response.content.decode()


def test_a_withdrawn_link_answers_as_one_that_never_was(world: World) -> None:
    made = handed(world, "name")
    address = address_of(world, made)
    as_(world, "Fatima").post(reverse("referral_link_withdraw", args=[made.pk]))
    withdrawn = Browser().post(address, {"bekijken": "ja"})
    never = Browser().post(reverse("receive_handover", args=["nooit-gemaakt"]), {"bekijken": "ja"})
    assert withdrawn.status_code == never.status_code == 410
    assert withdrawn.content == never.content


def test_who_accepts_reports_it_done_with_a_second_link_that_tells_nothing(world: World) -> None:
    made = handed(world, *WHAT, email="intake@zozijn.example")
    address = address_of(world, made)
    page = Browser().post(address, {"antwoord": "ja", "answer": "accepted", "note": ""}).content.decode()
    assert shown(page) == set()
    (sent,) = mail.outbox
    assert sent.to == ["intake@zozijn.example"]
    second = next(word for word in sent.body.split() if word.startswith("http"))
    assert second in page
    assert shown(f"{sent.subject} {sent.body}") == set()
    path = second.removeprefix("http://localhost:8000")
    for response in (Browser().get(path), Browser().post(path)):
        assert shown(response.content.decode()) == set()
        assert made.question.number in response.content.decode()
    made.refresh_from_db()
    assert made.answer == "accepted"
    Browser().post(path, {"afgerond": "ja"})
    made.refresh_from_db()
    assert (made.answer, made.done_on) == ("done", TODAY)
    assert Browser().get(path).status_code == 410
    # The first link can't be used to report, nor the second to look.
    assert Browser().get(path.replace("/afgerond", "")).status_code == 410
    assert Browser().get(f"{address}afgerond/").status_code == 410


def test_the_mail_names_no_client_and_the_link_is_seen_once(world: World) -> None:
    made = handed(world, *WHAT, email="intake@zozijn.example")
    supporter = as_(world, "Fatima")
    key = "00000000-0000-4000-8000-000000000001"
    page = supporter.post(reverse("referral_link", args=[made.pk]), {"mail": "on", "key": key}).content.decode()
    (sent,) = mail.outbox
    link = next(word for word in sent.body.split() if word.startswith("http"))
    assert link in page
    assert "U krijgt een warme overdracht van MEE." in sent.body
    assert shown(f"{sent.subject} {sent.body}") == set()
    assert made.question.number not in f"{sent.subject} {sent.body}"
    again = supporter.post(reverse("referral_link", args=[made.pk]), {"mail": "on", "key": key}, follow=True)
    assert link not in again.content.decode()
    assert len(mail.outbox) == 1
    assert Browser().get(link.removeprefix("http://localhost:8000")).status_code == 200


def test_where_mailing_fails_the_link_can_still_be_copied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise OSError("no such host")

    monkeypatch.setattr(handover, "send_mail", broken)
    made = handed(world, "name", email="intake@zozijn.example")
    page = as_(world, "Fatima").post(
        reverse("referral_link", args=[made.pk]), {"mail": "on", "key": "00000000-0000-4000-8000-000000000002"}
    )
    assert "Mailen is niet gelukt" in page.content.decode()
    assert "/overdracht/" in page.content.decode()
