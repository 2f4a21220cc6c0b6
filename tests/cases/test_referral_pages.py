"""The pages of referring with the social map, of following a handover, and what waits for whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import handover, referral, referral_beside, waiting
from cases.entries import Glance
from cases.models import Draft, HelpQuestion, OneTimeLink, Referral, SocialMapEntry
from tests.cases.test_referral import NOW, link_of, warm
from tests.cases.world import TODAY, World, as_


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"])


def entry(world: World, name: str, **fields: object) -> SocialMapEntry:
    return SocialMapEntry.objects.create(front_door=world.front_door, name=name, **fields)


def refer_data(**changes: object) -> dict[str, object]:
    return {
        "q": "",
        "to": "Humanitas",
        "email": "",
        "phone": "",
        "kind": "warm",
        "consent": "on",
        "shares": ["name", "text"],
        "receiver_note": "",
        "consent_how": "spoken",
        "consent_on": TODAY.isoformat(),
        "note": "",
        "on": TODAY.isoformat(),
        "entry": "",
        "key": str(uuid.uuid4()),
        **changes,
    }


# --- referring --------------------------------------------------------------------------------------------------------


def test_what_fits_the_question_is_offered_and_words_search_the_whole_map(world: World, question: HelpQuestion) -> None:
    entry(world, "Zorgmaatje", domains=["care"])
    entry(world, "Formulierenbrigade", domains=["work_income"], tags="post")
    entry(world, "Zorgklas", domains=["care"], active=False)
    supporter = as_(world, "Fatima")
    page = supporter.get(reverse("refer_question", args=[question.pk])).content.decode()
    assert "Zorgmaatje" in page
    assert "Formulierenbrigade" not in page
    assert "Zorgklas" not in page
    found = supporter.get(reverse("refer_search", args=[question.pk]), {"q": "post"}).content.decode()
    assert "Formulierenbrigade" in found
    assert "Zorgmaatje" not in found


def test_choosing_fills_in_name_and_contact_and_loses_nothing(world: World, question: HelpQuestion) -> None:
    place = entry(world, "Humanitas thuisadministratie", email="post@humanitas.example", phone="+31793218765")
    supporter, url = as_(world, "Fatima"), reverse("refer_question", args=[question.pk])
    typed = refer_data(to="", note="Al gebeld", choose=str(place.pk))
    form = supporter.post(url, typed).context["form"]
    assert (form["to"].value(), form["email"].value(), form["note"].value()) == (
        "Humanitas thuisadministratie",
        "post@humanitas.example",
        "Al gebeld",
    )
    assert form["shares"].value() == ["name", "text"]
    assert not Referral.objects.exists()
    supporter.post(url, refer_data(to=place.name, entry=str(place.pk), email=place.email))
    made = Referral.objects.get()
    assert (made.entry, made.to, made.shares) == (place, "Humanitas thuisadministratie", ["name", "text"])


def test_free_text_stays_possible_and_takes_no_entry_along(world: World, question: HelpQuestion) -> None:
    place = entry(world, "Humanitas thuisadministratie")
    as_(world, "Fatima").post(
        reverse("refer_question", args=[question.pk]), refer_data(to="Buurman Jan", entry=str(place.pk))
    )
    made = Referral.objects.get()
    assert (made.to, made.entry) == ("Buurman Jan", None)


def test_the_search_button_keeps_what_was_typed_and_enter_in_another_field_saves(
    world: World, question: HelpQuestion
) -> None:
    entry(world, "Formulierenbrigade")
    supporter, url = as_(world, "Fatima"), reverse("refer_question", args=[question.pk])
    page = supporter.post(url, refer_data(q="brigade", search="1", to="", note="Al gebeld"))
    assert "Formulierenbrigade" in page.content.decode()
    assert page.context["form"]["note"].value() == "Al gebeld"
    assert supporter.post(url, refer_data(search="1")).status_code == 302
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"consent_how": ""}, "consent_how"),
        ({"consent_on": ""}, "consent_on"),
        ({"consent_on": (TODAY + timedelta(days=1)).isoformat()}, "consent_on"),
        ({"to": ""}, "to"),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "on"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    world: World, question: HelpQuestion, changes: dict[str, object], field: str
) -> None:
    page = as_(world, "Fatima").post(reverse("refer_question", args=[question.pk]), refer_data(**changes))
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["shares"].value() == ["name", "text"]


def test_ticked_parts_come_back_from_a_draft(world: World, question: HelpQuestion) -> None:
    Draft.objects.create(
        author=world.people["Fatima"],
        form=f"question-{question.pk}-refer",
        data={"shares": ["phone", "text"], "to": ["ZoZijn"]},
        saved_at=NOW,
    )
    form = as_(world, "Fatima").get(reverse("refer_question", args=[question.pk])).context["form"]
    assert (form["shares"].value(), form["to"].value()) == (["phone", "text"], "ZoZijn")


# --- following --------------------------------------------------------------------------------------------------------


def test_following_writes_the_facts_and_the_second_editor_is_told(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    supporter, url = as_(world, "Fatima"), reverse("referral_facts", args=[made.pk])
    data = {"joint_talk_on": TODAY.isoformat(), "first_appointment_on": "", "kept": "", "version": "1"}
    assert supporter.post(url, data).status_code == 302
    again = supporter.post(url, {**data, "joint_talk_on": "", "version": "1"})
    assert "Iemand anders heeft dit intussen gewijzigd" in again.content.decode()
    made.refresh_from_db()
    assert made.joint_talk_on == TODAY


def test_a_coordinator_reads_a_referral_and_writes_nothing_on_it(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    coordinator = as_(world, "Ruud")
    page = coordinator.get(reverse("referral", args=[made.pk])).content.decode()
    assert "Overdracht volgen" in page
    assert "<form method" not in page.partition("<main")[2]
    assert coordinator.post(reverse("referral_facts", args=[made.pk])).status_code == 403


@pytest.mark.parametrize("name", ["referral", "referral_print", "referral_consent"])
def test_another_provider_finds_no_referral(world: World, question: HelpQuestion, name: str) -> None:
    made = warm(world, question)
    assert as_(world, "Petra").get(reverse(name, args=[made.pk])).status_code == 404


def test_changing_consent_asks_for_at_least_one_thing(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    supporter, url = as_(world, "Fatima"), reverse("referral_consent", args=[made.pk])
    data = {"consent_how": "phone", "consent_on": TODAY.isoformat(), "email": "", "phone": "", "version": "1"}
    assert list(supporter.post(url, data).context["form"].errors) == ["shares"]
    assert supporter.post(url, {**data, "shares": ["phone"]}).status_code == 302
    made.refresh_from_db()
    assert (made.shares, made.consent_how) == (["phone"], "phone")


def test_who_allows_more_later_is_told_to_make_a_new_link(world: World, question: HelpQuestion) -> None:
    made = warm(world, question, "name")
    link_of(world, made)
    supporter, url = as_(world, "Fatima"), reverse("referral", args=[made.pk])
    assert "maak een nieuwe link" not in supporter.get(url).content.decode()
    data = {"consent_how": "phone", "consent_on": TODAY.isoformat(), "email": "", "phone": "", "version": "1"}
    supporter.post(reverse("referral_consent", args=[made.pk]), {**data, "shares": ["name", "text"]})
    assert "maak een nieuwe link" in supporter.get(url).content.decode()


def test_the_answer_stands_in_the_story_and_waits_until_it_was_read(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    link, _ = link_of(world, made)
    handover.answer(link=link, answer=Referral.Answer.REFUSED, note="Wachtlijst van een jaar", now=NOW)
    supporter = as_(world, "Fatima")
    page = supporter.get(reverse("question", args=[question.pk])).content.decode()
    assert "Humanitas: niet aangenomen" in page
    assert "Wachtlijst van een jaar" in page
    assert "Verwijzing: Humanitas" in page
    assert "Humanitas: niet aangenomen" in supporter.get(reverse("today")).content.decode()
    supporter.post(reverse("referral_seen", args=[made.pk]))
    assert "Humanitas: niet aangenomen" not in supporter.get(reverse("today")).content.decode()


def what_waits(world: World, name: str, days: int = 0) -> list[str]:
    user = type(world.people[name]).objects.get(pk=world.people[name].pk)
    with time_machine.travel(NOW + timedelta(days=days)):
        return [each.what for each in waiting.for_user(user, today=TODAY + timedelta(days=days))]


def test_no_answer_waits_after_a_week_for_the_supporter_alone(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    assert what_waits(world, "Fatima", days=30) == []
    link_of(world, made)
    assert what_waits(world, "Fatima", days=6) == []
    assert what_waits(world, "Fatima", days=7) == ["Humanitas: nog geen antwoord na een week"]
    assert what_waits(world, "Fatima", days=14) == ["Humanitas: de link is verlopen zonder antwoord"]
    assert what_waits(world, "Joost", days=14) == []
    handover.withdraw_link(referral=made, by=world.people["Fatima"], now=NOW)
    assert what_waits(world, "Fatima", days=14) == []


def test_beside_the_question_stands_what_asks_for_attention_first(world: World, question: HelpQuestion) -> None:
    glance = Glance(question, world.people["Fatima"], TODAY, can_work=True)
    assert referral_beside.referrals(glance) is None
    made = warm(world, question)
    link_of(world, made)
    referral.refer(
        question=question,
        on=TODAY,
        to="Bieb",
        kind=Referral.Kind.LEAFLET,
        consent=False,
        note="",
        by=world.people["Fatima"],
        today=TODAY,
    )
    line = referral_beside.referrals(glance)
    assert line is not None
    assert (line.label, line.state) == ("Verwijzing: Bieb", "met folder; en nog 1 verwijzing")
    with time_machine.travel(NOW + timedelta(days=7)):
        line = referral_beside.referrals(glance)
    assert line is not None
    assert (line.label, line.attention) == ("Verwijzing: Humanitas", True)


# --- the same number of queries ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["today", "question", "social_map", "refer_question", "referral"])
def test_pages_cost_the_same_with_1_and_20_rows(world: World, question: HelpQuestion, name: str) -> None:
    supporter = as_(world, "Fatima")
    numbers = count()

    def more(times: int) -> Referral:
        for _ in range(times):
            made = warm(world, question)
            link_of(world, made)
            OneTimeLink.objects.filter(referral=made).update(made_at=NOW - timedelta(days=8))
            entry(world, f"Plek {next(numbers)}", domains=["care"])
        return made

    made = more(1)
    args = {"question": [question.pk], "refer_question": [question.pk], "referral": [made.pk]}.get(name, [])
    counts = []
    for times in (0, 19):
        if times:
            more(times)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert supporter.get(reverse(name, args=args)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
