"""Who administers hears of a list that waits: once, with counts and no names."""

from __future__ import annotations

import pytest
from django.core import mail

from cases.retention import approval, proposal, telling
from cases.retention.approval import Seat
from oco import jobs
from oco.models import Job
from oco.models.people import Role
from tests.cases.retention_scene import make_scene, old, proposed
from tests.cases.world import TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def world() -> World:
    return make_scene()


def send() -> None:
    for job in Job.objects.filter(kind=telling.JOB, status=Job.Status.QUEUED):
        assert jobs.run(job.pk)


def test_who_administers_the_front_door_is_told_once(world: World) -> None:
    old(world, "Geheimer")
    old(world, "Verborgen")
    made = proposed(world)
    proposal.make(world.mee, today=TODAY)  # the same one
    send()
    (message,) = mail.outbox
    assert message.to == [world.people["Bas"].email]
    assert message.subject == "Vernietigingslijst van MEE wacht op akkoord"
    assert "een vernietigingslijst gemaakt met 2 regels." in message.body
    assert f"/bewaren/lijsten/{made.pk}/" in message.body
    for name in ("Geheimer", "Verborgen", "Bep"):
        assert name not in message.body


def test_who_administers_elsewhere_or_no_more_is_not_told(world: World) -> None:
    world.person("Pien", world.palet, Role.ADMINISTRATOR)
    gone = world.person("Gijs", world.mee, Role.ADMINISTRATOR)
    gone.memberships.update(until=TODAY)
    world.person("Mo", world.mee, Role.ADMINISTRATOR)
    assert [user.name for user in telling.administrators(world.mee.pk)] == ["Bas", "Mo"]
    assert [user.name for user in telling.administrators(world.palet.pk)] == ["Bas", "Pien"]


def test_an_empty_list_and_one_that_was_approved_meanwhile_tell_nobody(world: World) -> None:
    proposed(world, world.palet)
    old(world)
    made = proposed(world)
    approval.approve(of_list=made, seat=Seat.ADMIN, fingerprint=made.fingerprint, by=world.people["Bas"])
    send()
    assert mail.outbox == []
    assert Job.objects.filter(kind=telling.JOB).count() == 1
