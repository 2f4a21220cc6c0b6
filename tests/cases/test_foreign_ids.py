"""Keys of somebody else's records, sent in a form: refused, and nothing is written. (Those in addresses are tried by
tests/oco/test_access_matrix.py.)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from cases import casework, evaluation, links, signals
from cases.codes import Outcome
from cases.models import (
    Absence,
    Client,
    ClientTargetGroup,
    Contact,
    Evaluation,
    FixedContact,
    HelpQuestion,
    Norms,
    OneTimeLink,
    Referral,
    RightsRequest,
    SetAside,
    Signal,
    SocialMapEntry,
    TargetGroup,
)
from oco.models import District, FrontDoor, Municipality, Organisation, Participation
from oco.models.people import Role
from oco.periods import Period, PeriodKind
from tests.cases.world import TODAY, World, as_, make_world

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    made.person("Lot", made.palet, Role.MANAGER)
    return made


@pytest.fixture
def elsewhere(world: World) -> FrontDoor:
    """A front door of another municipality with a provider of its own, where Ed works."""
    place = Municipality.objects.create(name="Delft", slug="delft", cbs_code="GM0503")
    provider = Organisation.objects.create(kind="provider", name="Delft Steunt", slug="delft-steunt")
    door = FrontDoor.objects.create(name="Delft", slug="delft", municipality=place, run_by=provider)
    Participation.objects.create(front_door=door, provider=provider)
    Norms.objects.create(organisation=provider, valid_from=TODAY - timedelta(days=900))
    world.person("Ed", provider, Role.SUPPORTER)
    return door


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"])


def refused(
    world: World, who: str, name: str, args: Sequence[object], field: str, value: object, **data: object
) -> None:
    """Sends the form as the page gives it, with this field changed: the error stands at that field."""
    browser, url = as_(world, who), reverse(name, args=args)
    form = browser.get(url).context["form"]
    sent = {each.html_name: each.value() for each in form if each.value() not in (None, "", [])}
    page = browser.post(url, sent | data | {field: value})
    assert page.status_code == 200, (name, page.status_code)
    assert field in page.context["form"].errors, (name, page.context["form"].errors)


def test_another_providers_supporter(world: World, question: HelpQuestion, elsewhere: FrontDoor) -> None:
    for name in ("Petra", "Ed"):
        key = world.people[name].pk
        refused(world, "Fatima", "other_supporter", [question.pk], "supporter", key, reason="Klikt niet")
        for provider in (world.mee, world.palet):
            refused(world, "Fatima", "client_fixed_contact", [question.client_id], "to", f"{provider.pk}:{key}")
        refused(world, "Fatima", "new_absence", [], "replaced_by", key, first_day=str(TODAY), last_day=str(TODAY))
        page = as_(world, "Karin").post(
            reverse("hand_over"), {"vraag": question.pk, "supporter": key, "note": "Neem over"}
        )
        assert "supporter" in page.context["form"].errors
        url = reverse("hand_over_all", args=[world.people["Fatima"].pk])
        key_of_form = as_(world, "Karin").get(url).context["form"]["key"].value()
        sent = {"questions": [question.pk], "note": "Neem over", "key": key_of_form}
        page = as_(world, "Karin").post(url, {**sent, f"to_{question.pk}": key})
        assert f"to_{question.pk}" in page.context["form"].errors
        page = as_(world, "Karin").post(url, {**sent, "among": [key], "wat": "verdelen"})
        assert "among" in page.context["form"].errors
        page = as_(world, "Fatima").post(
            reverse("add_contact", args=[question.pk]), {"second_supporter": key, "minutes": "10"}
        )
        assert "second_supporter" in page.context["contact_form"].errors
    question.refresh_from_db()
    assert question.supporter == world.people["Fatima"]
    for model in (SetAside, FixedContact, Absence, Contact):
        assert not model._default_manager.exists(), model


def test_somebody_elses_absence(world: World) -> None:
    """A supporter writes their own; a manager that of their team."""
    joost, petra = world.people["Joost"], world.people["Petra"]
    days = {"first_day": str(TODAY), "last_day": str(TODAY)}
    for who, values in (
        ("Fatima", [f"{joost.pk}:{world.mee.pk}", f"{petra.pk}:{world.palet.pk}"]),
        ("Karin", [f"{petra.pk}:{world.palet.pk}", f"{joost.pk}:{world.palet.pk}"]),
    ):
        for value in values:
            browser, url = as_(world, who), reverse("new_absence")
            form = browser.get(url).context["form"]
            browser.post(url, {**days, "who": value, "key": str(form["key"].value())})
            assert not Absence.objects.exclude(user=world.people["Fatima"]).exists(), (who, value)


def test_questions_of_another_team(world: World, question: HelpQuestion) -> None:
    """Of those sent along only the own ones are handed over."""
    theirs = world.question(provider=world.palet, supporter=world.people["Petra"])
    joost = world.people["Joost"]
    form = {"supporter": joost.pk, "note": "Neem over"}
    as_(world, "Karin").post(reverse("hand_over"), {**form, "vraag": [theirs.pk]})
    as_(world, "Karin").post(reverse("hand_over"), {**form, "vraag": [theirs.pk, question.pk]})
    theirs.refresh_from_db()
    question.refresh_from_db()
    assert (theirs.supporter, question.supporter) == (world.people["Petra"], joost)
    assert as_(world, "Karin").get(reverse("hand_over_all", args=[world.people["Petra"].pk])).status_code == 404


def test_another_front_doors_target_group(world: World, question: HelpQuestion, elsewhere: FrontDoor) -> None:
    group = TargetGroup.objects.create(front_door=elsewhere, name="statushouders")
    TargetGroup.objects.create(front_door=world.front_door, name="ouderen")
    refused(world, "Fatima", "client_target_groups", [question.client_id], "target_groups", group.pk)
    refused(
        world, "Fatima", "close_question", [question.pk], "target_groups", group.pk, outcome=Outcome.INFORMATION_ADVICE
    )  # fmt: skip
    assert not ClientTargetGroup.objects.exists()


def test_another_front_doors_place_on_the_social_map(
    world: World, question: HelpQuestion, elsewhere: FrontDoor
) -> None:
    ed = world.people["Ed"]
    entry = SocialMapEntry.objects.create(
        front_door=elsewhere, name="Voedselbank Delft", email="bank@delft.example", written_by=ed
    )
    browser, url = as_(world, "Fatima"), reverse("refer_question", args=[question.pk])
    form = browser.get(url).context["form"]
    found = browser.get(reverse("refer_search", args=[question.pk]), {"q": "Voedselbank"}).content.decode()
    looked = browser.post(url, {"search": "1", "q": "Voedselbank"}).content.decode()
    chosen = browser.post(url, {"choose": entry.pk}).content.decode()
    for page in (found, looked, chosen):
        assert "Voedselbank Delft" not in page
        assert "bank@delft.example" not in page
    sent = {"on": str(TODAY), "to": "Voedselbank", "kind": "leaflet", "entry": entry.pk, "key": form["key"].value()}
    browser.post(url, sent)
    assert Referral.objects.get().entry is None


def test_a_provider_of_another_front_door(world: World, question: HelpQuestion, elsewhere: FrontDoor) -> None:
    for provider in (elsewhere.run_by, world.mee):
        refused(
            world, "Fatima", "pass_on_question", [question.pk], "provider", provider.pk, text="x", consent="on",
            consent_how="spoken",
        )  # fmt: skip
    assert not Referral.objects.exists()
    assert HelpQuestion.objects.count() == 1


def test_another_providers_signal_and_another_municipalitys_district(
    world: World, question: HelpQuestion, elsewhere: FrontDoor
) -> None:
    said = signals.Said("Wachtlijst", "care")
    here = {"front_door": world.front_door, "said": said, "today": TODAY}
    theirs = signals.write(provider=world.palet, by=world.people["Petra"], **here)  # type: ignore[arg-type]
    assert theirs is not None
    signals.write(provider=world.mee, by=world.people["Fatima"], **here)  # type: ignore[arg-type]
    url_args = [
        world.front_door.slug,
        world.mee.slug,
        Period.containing(TODAY, PeriodKind.QUARTER).code,
        "care",
    ]
    refused(world, "Karin", "signal_bundle", url_args, "signals", theirs.pk, text="Tekst", stand="klaar")
    theirs.refresh_from_db()
    assert theirs.bundle is None
    district = District.objects.create(municipality=elsewhere.municipality, name="Voorhof")
    for name, args in (("signals", []), ("signal_of_question", [question.pk])):
        refused(world, "Fatima", name, args, "district", district.pk, text="Iets", domain="care")
    for door, provider in ((elsewhere, elsewhere.run_by), (world.front_door, world.palet)):
        browser = as_(world, "Fatima")
        form = browser.get(reverse("signals")).context["form"]
        data = {"text": "Iets", "domain": "care", "door": f"{door.pk}:{provider.pk}", "key": form["key"].value()}
        browser.post(reverse("signals"), data)
    assert set(Signal.objects.exclude(pk=theirs.pk).values_list("provider", flat=True)) == {world.mee.pk}


def test_a_request_to_another_provider(world: World, question: HelpQuestion) -> None:
    world.question(provider=world.palet, supporter=world.people["Petra"], client=question.client)
    refused(
        world, "Karin", "rights_new", [question.client_id], "provider", world.palet.pk, kind="access",
        received_on=str(TODAY),
    )  # fmt: skip
    assert not RightsRequest.objects.exists()


def test_a_client_of_another_front_door(world: World, question: HelpQuestion, elsewhere: FrontDoor) -> None:
    other = Client.objects.create(front_door=elsewhere, number="C-9999", last_name="Delftenaar", sort_key="delftenaar")
    refused(world, "Fatima", "client_link", [question.client_id], "number", other.number)
    page = as_(world, "Fatima").post(
        reverse("client_not_same", args=[question.client_id]), {"number": other.number}, follow=True
    )
    assert "geen cliënt met dit nummer" in page.content.decode()
    assert "Delftenaar" not in page.content.decode()


# --- the client's own page --------------------------------------------------------------------------------------------


def _link(world: World, question: HelpQuestion) -> str:
    question.refresh_from_db()
    closing = casework.Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE)
    fatima = world.people["Fatima"]
    casework.close(question=question, closing=closing, by=fatima, today=TODAY, version=question.version)
    address = evaluation.ask(question=question, mail=False, by=fatima, now=timezone.now())
    assert address is not None
    return "/" + address.split("/", 3)[3]


def test_the_clients_page_is_kept_nowhere_and_its_address_goes_nowhere(world: World, question: HelpQuestion) -> None:
    address = _link(world, question)
    never = reverse("client_evaluation", args=["nooit"])
    for response in (Browser().get(address), Browser().post(address), Browser().get(never), Browser().post(never)):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies


def test_the_clients_answers_come_through_without_a_referrer(world: World, question: HelpQuestion) -> None:
    """A page with no-referrer makes the browser say "Origin: null"."""
    address = _link(world, question)
    browser = Browser(enforce_csrf_checks=True, headers={"origin": "null"})
    said = browser.post(address, {"score": "8", "fits": "yes", "consent": "no"})
    assert (said.status_code, said["Location"]) == (302, reverse("client_evaluation_thanks"))
    assert Evaluation.objects.get().score == 8


def test_a_withdrawn_link_of_a_client_answers_as_one_that_never_was(world: World, question: HelpQuestion) -> None:
    address = _link(world, question)
    links.withdraw(link=OneTimeLink.objects.get(), by=world.people["Fatima"], now=timezone.now())
    never = reverse("client_evaluation", args=["nooit"])
    for method in ("get", "post"):
        gone, unknown = (getattr(Browser(), method)(path) for path in (address, never))
        assert (gone.status_code, gone.content) == (unknown.status_code, unknown.content) == (410, unknown.content)


def test_a_link_opens_no_page_of_another_purpose(world: World, question: HelpQuestion) -> None:
    token = _link(world, question).rstrip("/").rsplit("/", 1)[1]
    for name in ("receive_handover", "handover_done"):
        assert Browser().post(reverse(name, args=[token]), {"bekijken": "ja", "afgerond": "ja"}).status_code == 410
    assert OneTimeLink.objects.get().used_at is None


# --- keys that can't be -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["9" * 30, "-1", "0", "een", "١", "1;2"])
def test_a_key_that_cannot_be_is_an_answer_and_no_error(world: World, question: HelpQuestion, key: str) -> None:
    fatima, karin = as_(world, "Fatima"), as_(world, "Karin")
    refer = reverse("refer_question", args=[question.pk])
    pages = [
        fatima.post(refer, {"choose": key}),
        fatima.post(refer, {"entry": key, "to": "x"}),
        karin.get(reverse("hand_over"), {"vraag": key}),
        karin.post(reverse("hand_over"), {"vraag": key, "supporter": key, "note": "x"}),
        fatima.post(reverse("other_supporter", args=[question.pk]), {"supporter": key, "reason": "x"}),
        fatima.post(reverse("client_fixed_contact", args=[question.client_id]), {"to": f"{key}:{key}"}),
        fatima.post(reverse("new_absence"), {"who": f"{key}:{key}", "replaced_by": key}),
        fatima.post(reverse("signals"), {"door": f"{key}:{key}", "district": key}),
        karin.post(reverse("rights_new", args=[question.client_id]), {"provider": key}),
    ]
    assert {page.status_code for page in pages} <= {200, 302, 404}
