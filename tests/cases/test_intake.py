"""Clients and questions come in once, with the terms of that day."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connections

from cases import intake
from cases.acts import ChangedMeanwhile
from cases.codes import Channel
from cases.intake import ClientFields, NewQuestion
from cases.models import Client, HelpQuestion, Norms, QuestionEvent
from cases.norms import NoNorms
from oco.closing import PeriodFiled
from oco.models import AuditEvent, PeriodClosing
from tests.cases import counter_scene
from tests.cases.counter_scene import Scene

TODAY = date(2026, 11, 20)  # a Friday


@pytest.fixture
def scene(db: None) -> Scene:
    return counter_scene.build()


def new(**changes: object) -> NewQuestion:
    fields: dict[str, object] = {
        "text": "Hulp bij een brief",
        "domains": ["care", "housing"],
        "channel": Channel.COUNTER,
        "received_on": TODAY,
    }
    return NewQuestion(**fields | changes)  # type: ignore[arg-type]


def test_a_new_client_gets_a_number_a_sort_key_and_keys(scene: Scene) -> None:
    client = scene.client("Berg", prefix="van der", first_name="Wim", postcode="2711 AB")
    assert client.number.startswith("C-")
    assert (client.sort_key, client.version, client.created_by) == ("berg wim", 1, scene.volunteer)
    assert ("p", "2711ab") in set(client.keys.values_list("kind", "key"))
    assert set(client.keys.values_list("front_door", flat=True)) == {scene.zosamen.pk}
    assert AuditEvent.objects.filter(action="client registered", record_id=str(client.pk)).count() == 1


def test_terms_and_guideline_are_those_of_the_day_of_receipt(scene: Scene) -> None:
    client = scene.client("Jansen")
    regular, urgent, earlier = intake.register_questions(
        client=client,
        questions=[new(), new(urgent=True), new(urgent=True, received_on=date(2025, 12, 1))],
        by=scene.volunteer,
        today=TODAY,
    )
    # 20 November 2026 is a Friday; two weeks and four weeks later are Fridays too.
    assert (regular.first_contact_due_on, regular.pick_up_due_on) == (date(2026, 12, 4), date(2026, 12, 18))
    # Since 2026 two days for an urgent one: Sunday 22 November, so Monday 23.
    assert (urgent.pick_up_due_on, urgent.guideline_minutes) == (date(2026, 11, 23), 480)
    # In 2025 three days and ten hours.
    assert (earlier.pick_up_due_on, earlier.guideline_minutes) == (date(2025, 12, 4), 600)
    Norms.objects.update(guideline_minutes=60)
    earlier.refresh_from_db()
    assert earlier.guideline_minutes == 600


def test_a_question_is_written_with_domains_event_district_and_audit(scene: Scene) -> None:
    client = scene.client("Jansen", district=scene.centrum)
    (question,) = intake.register_questions(
        client=client,
        questions=[
            new(place="Balie Forum", district=scene.meerzicht, text="  Hulp  ", domains=["care", "housing", "care"])
        ],
        by=scene.volunteer,
        today=TODAY,
    )
    assert question.number.startswith("V-")
    assert (question.text, question.place, question.district) == ("Hulp", "Balie Forum", scene.centrum)
    assert list(question.domains.values_list("domain", flat=True)) == ["care", "housing"]
    assert list(question.events.values_list("kind", "by")) == [(QuestionEvent.Kind.RECEIVED, scene.volunteer.pk)]
    assert (question.provider, question.supporter, question.triaged_at) == (None, None, None)
    event = AuditEvent.objects.get(action="question registered")
    assert event.details == {"channel": "counter", "urgent": False}


def test_the_district_of_the_desk_stands_in_for_an_unknown_one(scene: Scene) -> None:
    (question,) = intake.register_questions(
        client=scene.client("Jansen"), questions=[new(district=scene.meerzicht)], by=scene.volunteer, today=TODAY
    )
    assert question.district == scene.meerzicht


def test_behind_a_front_door_with_one_provider_a_question_is_theirs(scene: Scene) -> None:
    client = scene.client("Jansen", front_door=scene.elsewhere)
    (question,) = intake.register_questions(client=client, questions=[new()], by=scene.stranger, today=TODAY)
    assert question.provider is not None
    assert question.provider.name == "Kledingbank"


def test_who_takes_a_question_on_has_judged_it(scene: Scene) -> None:
    (question,) = intake.register_questions(
        client=scene.client("Jansen"),
        questions=[new(provider=scene.mee, supporter=scene.volunteer)],
        by=scene.volunteer,
        today=TODAY,
    )
    assert question.triaged_by == scene.volunteer
    assert question.triaged_at is not None
    assert [event.kind for event in question.events.all()] == ["received", "assigned"]


def test_a_provider_of_another_front_door_is_refused(scene: Scene) -> None:
    client = scene.client("Jansen", front_door=scene.elsewhere)
    with pytest.raises(ValueError, match="another front door"):
        intake.register_questions(client=client, questions=[new(provider=scene.mee)], by=scene.stranger, today=TODAY)
    assert HelpQuestion.objects.count() == 0


def test_a_day_in_the_future_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="future"):
        intake.register_questions(
            client=scene.client("Jansen"),
            questions=[new(received_on=TODAY + timedelta(days=1))],
            by=scene.volunteer,
            today=TODAY,
        )


def test_a_question_received_in_a_filed_period_is_refused_and_nothing_is_written(scene: Scene) -> None:
    PeriodClosing.objects.create(
        front_door=scene.zosamen, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=scene.volunteer
    )
    with pytest.raises(PeriodFiled, match="3e kwartaal van 2026"):
        intake.register_walk_in(
            front_door=scene.zosamen,
            client=ClientFields("Jansen"),
            questions=[new(), new(received_on=date(2026, 9, 30))],
            by=scene.volunteer,
            key=uuid.uuid4(),
            today=TODAY,
        )
    assert (Client.objects.count(), HelpQuestion.objects.count()) == (0, 0)


def test_without_norms_there_is_a_sentence_and_no_question(scene: Scene) -> None:
    Norms.objects.all().delete()
    with pytest.raises(NoNorms, match="ZoSamen"):
        intake.register_questions(client=scene.client("Jansen"), questions=[new()], by=scene.volunteer, today=TODAY)
    assert HelpQuestion.objects.count() == 0


def visit(scene: Scene, key: uuid.UUID) -> intake.WalkIn:
    return intake.register_walk_in(
        front_door=scene.zosamen,
        client=ClientFields("Jansen", first_name="Jan"),
        questions=[new(), new(urgent=True)],
        by=scene.volunteer,
        key=key,
        today=TODAY,
    )


def test_a_visit_that_is_sent_twice_is_written_once(scene: Scene) -> None:
    key = uuid.uuid4()
    first, second = visit(scene, key), visit(scene, key)
    assert (first.again, second.again) == (False, True)
    assert second.client == first.client
    assert second.questions == first.questions
    assert (Client.objects.count(), HelpQuestion.objects.count()) == (1, 2)


def test_a_client_of_another_front_door_is_refused(scene: Scene) -> None:
    client = scene.client("Jansen", front_door=scene.elsewhere)
    with pytest.raises(ValueError, match="another front door"):
        intake.register_walk_in(
            front_door=scene.zosamen,
            client=client,
            questions=[new()],
            by=scene.volunteer,
            key=uuid.uuid4(),
            today=TODAY,
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_once_one_is_written() -> None:
    scene, key = counter_scene.build(), uuid.uuid4()
    together, results, failures = threading.Barrier(4), [], []

    def send() -> None:
        try:
            together.wait(timeout=10)
            results.append(visit(scene, key))
        except Exception as error:  # shown below; an exception in a thread would be lost
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert sorted(result.again for result in results) == [False, True, True, True]
    assert len({tuple(question.pk for question in result.questions) for result in results}) == 1
    assert (Client.objects.count(), HelpQuestion.objects.count()) == (1, 2)


def test_a_correction_changes_the_client_and_how_they_are_found(scene: Scene) -> None:
    client = scene.client("Jansen", first_name="Jan", phone="+31612345678")
    fields = ClientFields("Janssens", first_name="Jan", phone="+31687654321")
    corrected = intake.correct_client(client=client, fields=fields, version=1, by=scene.volunteer)
    assert (corrected.last_name, corrected.sort_key, corrected.version) == ("Janssens", "janssens jan", 2)
    keys = set(corrected.keys.values_list("key", flat=True))
    assert {"janssens", "0687654321"} <= keys
    assert not {"jansen", "0612345678"} & keys
    assert AuditEvent.objects.get(action="client corrected").details == {"fields": ["last_name", "phone"]}


def test_of_two_corrections_the_second_sees_what_stands_there_now(scene: Scene) -> None:
    client = scene.client("Jansen")
    intake.correct_client(client=client, fields=ClientFields("Jansma"), version=1, by=scene.volunteer)
    with pytest.raises(ChangedMeanwhile) as clash:
        intake.correct_client(client=client, fields=ClientFields("Janse"), version=1, by=scene.coordinator)
    assert isinstance(clash.value.current, Client)
    assert (clash.value.current.last_name, clash.value.current.version) == ("Jansma", 2)
    # The same form sent twice is no clash.
    again = intake.correct_client(client=client, fields=ClientFields("Jansma"), version=1, by=scene.volunteer)
    assert (again.last_name, again.version) == ("Jansma", 2)
