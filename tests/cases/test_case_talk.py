"""The case talk: on the list, decided, done; for the provider's own people alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import case_talk, casework, waiting
from cases.acts import Refused
from cases.case_talk import Decision
from cases.codes import Outcome
from cases.models import CaseTalkItem, HelpQuestion
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


def asked(world: World, question: HelpQuestion, name: str = "Fatima") -> CaseTalkItem:
    item = case_talk.put_on_the_list(
        question=question, ask="Wie kent een plek?", by=world.people[name], today=TODAY - timedelta(days=2)
    )
    assert item is not None
    return item


def decided(world: World, item: CaseTalkItem) -> CaseTalkItem:
    return case_talk.decide(
        item=item,
        decision=Decision(TODAY, "Joost belt de woningstichting.", "Voor vrijdag"),
        by=world.people["Karin"],
        today=TODAY,
        version=item.version,
    )


def own(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"])


def test_a_question_goes_on_the_list_from_its_page(world: World) -> None:
    question = own(world)
    fatima = as_(world, "Fatima")
    assert "Op het caseoverleg zetten" in fatima.get(reverse("question", args=[question.pk])).content.decode()
    data = {"ask": "Wie kent een plek voor begeleid wonen?", "key": str(uuid.uuid4())}
    url = reverse("case_talk_ask", args=[question.pk])
    assert fatima.post(url, data).status_code == 302
    assert fatima.post(url, data).status_code == 302  # the same form again
    item = CaseTalkItem.objects.get()
    assert (item.provider, item.asked_by, item.asked_on) == (world.mee, world.people["Fatima"], TODAY)
    page = fatima.get(reverse("case_talk")).content.decode()
    assert "begeleid wonen" in page
    assert question.number in page
    again = fatima.post(url, {**data, "key": str(uuid.uuid4())})
    assert "staat al op de lijst" in again.content.decode()


def test_an_empty_ask_is_said_at_the_field(world: World) -> None:
    response = as_(world, "Fatima").post(
        reverse("case_talk_ask", args=[own(world).pk]), {"ask": "", "key": uuid.uuid4()}
    )
    assert "Vul wat u wilt vragen in." in response.content.decode()


def test_the_decision_stands_in_the_story_and_waits_for_the_supporter(world: World) -> None:
    question = own(world)
    item = asked(world, question)
    assert waiting.for_user(world.people["Fatima"], today=TODAY) == []
    response = as_(world, "Karin").post(
        reverse("case_talk_item", args=[item.pk]),
        {"text": "Joost belt.", "note": "Voor vrijdag", "on": TODAY.isoformat(), "version": item.version},
    )
    assert response.status_code == 302
    page = as_(world, "Fatima").get(reverse("question", args=[question.pk])).content.decode()
    assert "Besluit: Joost belt.\nVoor vrijdag" in page
    (waits,) = waiting.for_user(world.people["Fatima"], today=TODAY)
    assert waits.what == "Besluit van het caseoverleg uitvoeren"
    assert question.number in waits.about
    assert waiting.for_user(world.people["Joost"], today=TODAY) == []
    item.refresh_from_db()
    as_(world, "Fatima").post(reverse("case_talk_done", args=[item.pk]), {"version": item.version})
    item.refresh_from_db()
    assert (item.done_on, item.done_by) == (TODAY, world.people["Fatima"])
    assert waiting.for_user(world.people["Fatima"], today=TODAY) == []


def test_another_provider_and_the_coordinator_never_see_it(world: World) -> None:
    question = own(world)
    item = decided(world, asked(world, question))
    for name, status in (("Fatima", 200), ("Joost", 200), ("Karin", 200), ("Petra", 404), ("Ruud", 403), ("Wil", 403)):
        assert as_(world, name).get(reverse("case_talk_item", args=[item.pk])).status_code == status, name
    assert "woningstichting" in as_(world, "Joost").get(reverse("question", args=[question.pk])).content.decode()
    ruud = as_(world, "Ruud")
    for name in ("question", "triage"):  # reads the question, and not what the team said among itself
        page = ruud.get(reverse(name, args=[question.pk])).content.decode()
        assert question.number in page
        assert "woningstichting" not in page
        assert "Wie kent een plek" not in page
    assert question.number not in as_(world, "Petra").get(reverse("case_talk")).content.decode()


def test_of_two_who_decide_at_once_the_second_sees_the_first(world: World) -> None:
    item = asked(world, own(world))
    decided(world, item)
    response = as_(world, "Joost").post(
        reverse("case_talk_item", args=[item.pk]),
        {"text": "Wachten.", "note": "", "on": TODAY.isoformat(), "version": item.version},
    )
    page = response.content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    assert "Joost belt de woningstichting." in page
    assert "Wachten." in page


def test_what_the_rules_refuse(world: World) -> None:
    question = own(world)
    item = asked(world, question)
    by = world.people["Karin"]
    with pytest.raises(Refused, match="nog niet besproken"):
        case_talk.mark_done(item=item, by=by, today=TODAY, version=item.version)
    for on, sentence in ((TODAY + timedelta(days=1), "toekomst"), (TODAY - timedelta(days=3), "nog niet op de lijst")):
        with pytest.raises(Refused, match=sentence):
            case_talk.decide(item=item, decision=Decision(on, "Ja"), by=by, today=TODAY, version=item.version)
    item = decided(world, item)
    with pytest.raises(Refused, match="al besproken"):
        case_talk.take_off(item=item, by=by, version=item.version)
    item = case_talk.mark_done(item=item, by=by, today=TODAY, version=item.version)
    with pytest.raises(Refused, match="al uitgevoerd"):
        case_talk.decide(item=item, decision=Decision(TODAY, "Nee"), by=by, today=TODAY, version=item.version)
    question.refresh_from_db()
    casework.close(
        question=question,
        closing=casework.Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE),
        by=by,
        today=TODAY,
        version=question.version,
    )
    with pytest.raises(Refused, match="afgesloten"):
        case_talk.put_on_the_list(question=question, ask="Nog eens", by=by, today=TODAY)


def test_a_question_is_taken_off_the_list_after_a_second_thought(world: World) -> None:
    item = asked(world, own(world))
    fatima = as_(world, "Fatima")
    url = reverse("case_talk_take_off", args=[item.pk])
    assert "Wilt u deze vraag van de lijst halen?" in fatima.get(url).content.decode()
    assert fatima.post(url, {"version": item.version}).status_code == 302
    assert not CaseTalkItem.objects.exists()
    assert item.question.events.filter(kind="case_talk").count() == 2


def test_on_paper_the_agenda_has_no_names(world: World) -> None:
    client = world.client("Zonneveld", first_name="Bart")
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)
    asked(world, question)
    page = as_(world, "Fatima").get(reverse("case_talk")).content.decode()
    assert "Zonneveld" in page
    on_paper = "".join(
        piece.split("</span>", 1)[1] if n else piece for n, piece in enumerate(page.split('<span class="no-print">'))
    )
    assert question.number in on_paper
    assert "Zonneveld" not in on_paper


def test_the_agenda_costs_the_same_for_one_and_for_many(world: World) -> None:
    asked(world, own(world))
    fatima = as_(world, "Fatima")
    fatima.get(reverse("case_talk"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        fatima.get(reverse("case_talk"))
    for _ in range(3):
        decided(world, asked(world, own(world)))
        asked(world, own(world))
    with CaptureQueriesContext(connection) as many:
        fatima.get(reverse("case_talk"))
    assert len(many) == len(one)


def test_the_database_takes_a_question_once(world: World) -> None:
    item = asked(world, own(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTalkItem.objects.create(
            question=item.question, provider=world.mee, ask="Nog eens", asked_by=world.people["Joost"]
        )
