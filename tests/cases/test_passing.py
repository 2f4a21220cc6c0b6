"""From one provider to another, and to the Wlz: what goes along, what stays, and who answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cases import between, casework, referral, wlz
from cases.acts import Refused
from cases.codes import Outcome
from cases.models import HelpQuestion, QuestionEvent, Referral, WlzIndication
from oco.closing import PeriodFiled
from oco.models import PeriodClosing
from tests.cases.test_caseload_pages import contact_data, work
from tests.cases.test_referral import NOW, agreed
from tests.cases.test_referral_pages import what_waits
from tests.cases.world import TODAY, World, as_


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def question(world: World) -> HelpQuestion:
    """One that MEE worked on; its words are MEE's alone."""
    made = world.question(provider=world.mee, supporter=world.people["Fatima"], text="vraagkanarie")
    line = work(world, made)
    type(line).objects.filter(pk=line.pk).update(note="verslagkanarie")
    return made


def pass_on(
    world: World,
    question: HelpQuestion,
    *,
    by: str = "Fatima",
    consent: bool = True,
    consent_on: date = TODAY,
    provider: str = "palet",
    key: uuid.UUID | None = None,
) -> Referral | None:
    return between.pass_on(
        question=question,
        passing=between.Passing(
            provider=getattr(world, provider),
            text="Zoekt gezelschap",
            domains=["welfare"],
            consent_on=consent_on,
            consent_how=Referral.ConsentHow.SPOKEN,
            note="toelichtingkanarie",
        ),
        consent=consent,
        by=world.people[by],
        today=TODAY,
        key=key,
    )


def passed(world: World, question: HelpQuestion) -> tuple[Referral, HelpQuestion]:
    made = pass_on(world, question)
    assert made is not None
    assert made.passed_on is not None
    return made, made.passed_on


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": False}, "consent"),
        ({"consent_on": TODAY + timedelta(days=1)}, "consent_on"),
        ({"provider": "mee"}, "provider"),
        ({"provider": "partnership"}, "provider"),
    ],
)
def test_who_can_be_passed_on_and_how(
    world: World, question: HelpQuestion, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        pass_on(world, question, **changes)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_new_question_follows_and_the_first_stays_open(world: World, question: HelpQuestion) -> None:
    key = uuid.uuid4()
    made = pass_on(world, question, key=key)
    assert made is not None
    assert pass_on(world, question, key=key) is None
    new = HelpQuestion.objects.get(follows=question)
    assert (new.provider, new.supporter, new.triaged_at, new.received_on) == (world.palet, None, None, TODAY)
    assert (new.text, [each.domain for each in new.domains.all()]) == ("Zoekt gezelschap", ["welfare"])
    question.refresh_from_db()
    assert (question.is_open, question.provider) == (True, world.mee)
    assert (made.kind, made.to, made.passed_on) == ("warm", "Palet Welzijn", new)
    with pytest.raises(Refused, match="ligt al bij"):
        pass_on(world, question)


def test_nothing_of_the_first_provider_is_seen_by_the_second(world: World, question: HelpQuestion) -> None:
    _, new = passed(world, question)
    petra = as_(world, "Petra")
    pages = [
        petra.get(reverse(name, args=args)).content.decode()
        for name, args in (
            ("question", [new.pk]),
            ("offered_question", [new.pk]),
            ("client", [new.client_id]),
            ("questions", []),
            ("today", []),
        )
    ]
    assert "Zoekt gezelschap" in pages[0]
    assert "Zoekt gezelschap" in pages[1]
    for canary in ("vraagkanarie", "verslagkanarie", "toelichtingkanarie"):
        assert [canary in page for page in pages] == [False] * len(pages)
    assert petra.get(reverse("question", args=[question.pk])).status_code == 404
    # Nor the other way round: what Palet writes is Palet's.
    new.refresh_from_db()
    casework.take(question=new, by=world.people["Petra"], version=new.version)
    work(world, new, name="Petra")
    fatima = as_(world, "Fatima")
    assert fatima.get(reverse("question", args=[new.pk])).status_code == 404


def test_accepting_puts_it_on_the_name_of_who_says_so(world: World, question: HelpQuestion) -> None:
    made, new = passed(world, question)
    as_(world, "Petra").post(reverse("offered_question", args=[new.pk]), {"answer": "aannemen", "reason": ""})
    new.refresh_from_db()
    made.refresh_from_db()
    assert (new.supporter, new.triaged_by) == (world.people["Petra"], world.people["Petra"])
    assert (made.answer, made.answered_on) == ("accepted", TODAY)
    assert what_waits(world, "Fatima") == ["Palet Welzijn: aangenomen"]
    with pytest.raises(Refused, match="al geantwoord"):
        between.accept(referral=made, by=world.people["Petra"], today=TODAY)


def test_a_coordinator_accepts_for_the_team(world: World, question: HelpQuestion) -> None:
    made, new = passed(world, question)
    between.accept(referral=made, by=world.people["Ruud"], today=TODAY)
    new.refresh_from_db()
    assert (new.supporter, new.provider) == (None, world.palet)


def test_taking_it_without_the_button_counts_as_accepting(world: World, question: HelpQuestion) -> None:
    made, new = passed(world, question)
    casework.take(question=new, by=world.people["Petra"], version=new.version)
    assert what_waits(world, "Fatima") == ["Palet Welzijn: aangenomen"]
    referral.see_answer(referral=made, by=world.people["Fatima"], now=NOW)
    assert what_waits(world, "Fatima") == []


def test_sending_back_needs_a_reason_and_leaves_no_question_behind(world: World, question: HelpQuestion) -> None:
    made, new = passed(world, question)
    petra, url = as_(world, "Petra"), reverse("offered_question", args=[new.pk])
    page = petra.post(url, {"answer": "terug", "reason": " "})
    assert list(page.context["form"].errors) == ["reason"]
    assert petra.post(url, {"answer": "terug", "reason": "Past beter bij MEE"}).status_code == 302
    assert not HelpQuestion.objects.filter(pk=new.pk).exists()
    made.refresh_from_db()
    assert (made.answer, made.answer_note, made.passed_on) == ("refused", "Past beter bij MEE", None)
    story = as_(world, "Fatima").get(reverse("question", args=[question.pk])).context["story"]
    assert [(item.title, item.text) for item in story.items][:2] == [
        ("Palet Welzijn: niet aangenomen", "Past beter bij MEE"),
        ("Warme overdracht: Palet Welzijn", "toelichtingkanarie"),
    ]
    assert what_waits(world, "Fatima") == ["Palet Welzijn: niet aangenomen"]
    assert pass_on(world, question) is not None, "it may be offered again"


def test_once_worked_on_it_is_not_sent_back(world: World, question: HelpQuestion) -> None:
    made, new = passed(world, question)
    work(world, new, name="Petra")
    with pytest.raises(Refused, match="al aan gewerkt"):
        between.send_back(referral=made, reason="Toch niet", by=world.people["Petra"], today=TODAY)
    made.refresh_from_db()
    assert made.answer == ""


def test_a_question_of_a_filed_day_is_not_removed(world: World, question: HelpQuestion) -> None:
    made, new = passed(world, question)
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 10, 1), end=date(2027, 1, 1), closed_by=world.people["Karin"]
    )
    with pytest.raises(PeriodFiled):
        between.send_back(referral=made, reason="Toch niet", by=world.people["Petra"], today=TODAY)
    assert HelpQuestion.objects.filter(pk=new.pk).exists()


def test_the_page_offers_the_question(world: World, question: HelpQuestion) -> None:
    for name in ("Fatima", "Ruud"):
        page = as_(world, name).get(reverse("pass_on_question", args=[question.pk]))
        assert [str(each) for each in page.context["providers"]] == ["Palet Welzijn"]
    data = {
        "provider": str(world.palet.pk),
        "text": "Zoekt gezelschap",
        "domains": ["welfare"],
        "consent": "on",
        "consent_how": "spoken",
        "consent_on": TODAY.isoformat(),
        "note": "",
        "key": str(uuid.uuid4()),
    }
    url = reverse("pass_on_question", args=[question.pk])
    assert as_(world, "Petra").post(url, data).status_code == 404
    assert as_(world, "Ruud").post(url, data).status_code == 302
    inbox = as_(world, "Ruud").get(reverse("inbox")).content.decode()
    assert "Zoekt gezelschap" in inbox


# --- the Wlz ----------------------------------------------------------------------------------------------------------


def wlz_data(**changes: object) -> dict[str, object]:
    return {
        "since": TODAY.isoformat(),
        "consent": "on",
        "to": "Zorgkantoor",
        "email": "",
        "phone": "",
        "shares": ["name", "text"],
        "receiver_note": "",
        "consent_how": "spoken",
        "consent_on": TODAY.isoformat(),
        "key": str(uuid.uuid4()),
        **changes,
    }


def test_an_indication_comes_with_a_warm_handover(world: World, question: HelpQuestion) -> None:
    url = reverse("wlz", args=[question.pk])
    supporter = as_(world, "Fatima")
    page = supporter.post(url, wlz_data(shares=[]))
    assert list(page.context["form"].errors) == ["shares"]
    assert supporter.post(url, wlz_data()).status_code == 302
    indication = WlzIndication.objects.select_related("referral").get()
    assert indication.referral is not None
    assert (indication.since, indication.referral.to, indication.referral.kind) == (TODAY, "Zorgkantoor", "warm")
    assert question.events.get(kind=QuestionEvent.Kind.WLZ).note == (
        "Indicatie vanaf 18-11-2026. Warme overdracht aan Zorgkantoor."
    )
    form = supporter.get(reverse("close_question", args=[question.pk])).context["form"]
    assert form["outcome"].value() == Outcome.WLZ


def test_who_wants_no_handover_still_has_the_indication(world: World, question: HelpQuestion) -> None:
    as_(world, "Fatima").post(reverse("wlz", args=[question.pk]), wlz_data(consent="", shares=[]))
    assert WlzIndication.objects.get().referral is None
    assert not question.referrals.exists()


def indicated(world: World, question: HelpQuestion, since: date = TODAY) -> WlzIndication:
    made = wlz.record(
        question=question,
        since=since,
        to="Zorgkantoor",
        agreed=agreed("name"),
        receiver=referral.Receiver(),
        receiver_note="",
        by=world.people["Fatima"],
        today=TODAY,
    )
    assert made is not None
    return made


def test_it_is_written_once_and_its_day_can_be_corrected(world: World, question: HelpQuestion) -> None:
    indication = indicated(world, question)
    with pytest.raises(Refused, match="staat er al"):
        indicated(world, question)
    day = TODAY + timedelta(days=14)
    as_(world, "Fatima").post(reverse("wlz", args=[question.pk]), {"since": day.isoformat()})
    indication.refresh_from_db()
    assert indication.since == day


def test_hours_after_the_indication_are_kept_with_a_warning(world: World, question: HelpQuestion) -> None:
    indicated(world, question, since=TODAY - timedelta(days=1))
    supporter, url = as_(world, "Fatima"), reverse("add_contact", args=[question.pk])
    page = supporter.post(url, contact_data(), follow=True).content.decode()
    assert "De Wlz-indicatie ging in op 17-11-2026." in page
    assert question.contacts.count() == 2
    HelpQuestion.objects.filter(pk=question.pk).update(received_on=TODAY - timedelta(days=9))
    before = contact_data(on=(TODAY - timedelta(days=2)).isoformat())
    page = supporter.post(url, before, follow=True).content.decode()
    assert "De Wlz-indicatie ging in" not in page


def test_the_warning_holds_for_all_questions_of_the_client_at_this_provider_alone(
    world: World, question: HelpQuestion
) -> None:
    indicated(world, question)
    same = world.question(provider=world.mee, client=question.client)
    other = world.question(provider=world.palet, client=question.client)
    assert wlz.since_of(same) == TODAY
    assert wlz.since_of(other) is None, "another provider's knowledge"
