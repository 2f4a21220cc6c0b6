"""The morning mail: to whom, once a day, and without a person in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import override_settings

from cases import reminders, tasks
from cases.models import Client
from oco import jobs
from oco.models import Job
from tests.cases.world import TODAY, World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def run(today: date = TODAY) -> None:
    job = reminders.ask(today=today)
    assert job is not None
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error


def test_supporters_hear_of_their_own_and_coordinators_of_the_inbox(world: World) -> None:
    late = world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=TODAY - timedelta(days=30))
    soon = world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=TODAY - timedelta(days=12))
    world.question(provider=world.mee, supporter=world.people["Joost"])  # nothing is due yet
    world.question()
    with override_settings(CARE_ADDRESS="https://zorg.example"):
        run()
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {"fatima@oco.example", "ruud@oco.example"}
    own = sent["fatima@oco.example"]
    assert own.subject == "1 vraag is te laat"
    assert f"- {late.number}: https://zorg.example/vragen/{late.pk}/" in own.body
    assert f"- {soon.number}: https://zorg.example/vragen/{soon.pk}/" in own.body
    inbox = sent["ruud@oco.example"].body
    assert "- nog toe te wijzen: 1\n- te laat: 1\n" in inbox
    assert "https://zorg.example/aanmeldingen/" in inbox


def test_no_person_stands_in_the_mail(world: World) -> None:
    client = world.client(
        "Zonneveld", first_name="Bartholomeus", phone="+31612345678", email="bart@voorbeeld.example", postcode="2711 AB"
    )
    world.question(
        provider=world.mee,
        supporter=world.people["Fatima"],
        client=client,
        text="Dreigende ontruiming",
        received_on=TODAY - timedelta(days=30),
    )
    run()
    assert len(mail.outbox) == 2
    stored = Client.objects.get()
    for message in mail.outbox:
        whole = f"{message.subject} {message.body}"
        for piece in (
            stored.last_name,
            stored.first_name,
            stored.phone,
            stored.email,
            stored.postcode,
            stored.number,
            "ontruiming",
        ):
            assert piece
            assert piece not in whole


def test_each_person_is_mailed_once_a_day(world: World) -> None:
    world.question()
    run()
    run()
    assert len(mail.outbox) == 1
    run(TODAY + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_nobody_is_reminded_on_a_day_off(world: World) -> None:
    world.question()
    assert reminders.ask(today=date(2026, 12, 25)) is None
    assert reminders.ask(today=date(2026, 11, 22)) is None  # a Sunday
    assert not Job.objects.exists()


def test_who_left_the_provider_hears_nothing(world: World) -> None:
    world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=TODAY - timedelta(days=30))
    world.people["Fatima"].memberships.update(until=TODAY)
    assert "Fatima" not in [each.user.name for each in reminders.due(today=TODAY)]


def test_the_task_of_the_morning_asks_for_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    tasks.morning()
    assert [job.key for job in Job.objects.all()] == [f"morning_reminders:{TODAY}"]
