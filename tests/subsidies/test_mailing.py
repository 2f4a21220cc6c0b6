"""The mails of a job go to each person once, also when the job fails half-way and runs again."""

from __future__ import annotations

import smtplib
import uuid

import pytest
from django.core.mail import EmailMessage

from oco import jobs, mail
from oco.models import Job, Submission, User
from subsidies import mailing
from tests.subsidies.world import World

pytestmark = pytest.mark.django_db


def running() -> jobs.Running:
    job = Job.objects.create(kind="announce_report", key=f"announce_report:{uuid.uuid4()}")
    return jobs.Running(job_id=job.pk, token=uuid.uuid4(), arguments={}, queued_by=None)


def to_both(world: World) -> list[tuple[User, str, str]]:
    return [(user, "Er is een rapport", "Bekijk het hier.") for user in (world.manager, world.officer)]


def test_a_job_that_runs_again_mails_nobody_twice(world: World, mailoutbox: list[EmailMessage]) -> None:
    job = running()
    assert mailing.send_to_each(job, to_both(world)) == 2
    assert mailing.send_to_each(job, to_both(world)) == 0
    assert sorted(message.to[0] for message in mailoutbox) == sorted([world.manager.email, world.officer.email])


def test_another_job_mails_the_same_people_again(world: World, mailoutbox: list[EmailMessage]) -> None:
    assert mailing.send_to_each(running(), to_both(world)) == 2
    assert mailing.send_to_each(running(), to_both(world)) == 2
    assert len(mailoutbox) == 4


def test_who_was_mailed_before_a_failure_is_not_mailed_again(
    world: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, send = running(), mail.send_once

    def only_the_manager(key: uuid.UUID, subject: str, text: str, address: str) -> None:
        if address != world.manager.email:
            raise ConnectionError("the mail server went away")
        send(key, subject, text, address)

    with monkeypatch.context() as broken:
        broken.setattr(mail, "send_once", only_the_manager)
        with pytest.raises(ConnectionError):
            mailing.send_to_each(job, to_both(world))
    assert mailing.send_to_each(job, to_both(world)) == 1
    assert [message.to for message in mailoutbox] == [[world.manager.email], [world.officer.email]]


def test_an_address_that_is_refused_does_not_keep_the_others_waiting(
    world: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, send = running(), mail.send_once

    def not_the_manager(key: uuid.UUID, subject: str, text: str, address: str) -> None:
        if address == world.manager.email:
            raise smtplib.SMTPRecipientsRefused({address: (550, b"unknown")})
        send(key, subject, text, address)

    monkeypatch.setattr(mail, "send_once", not_the_manager)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mailing.send_to_each(job, to_both(world))
    assert [message.to for message in mailoutbox] == [[world.officer.email]]


def test_a_mail_that_goes_again_has_the_same_message_id(world: World, mailoutbox: list[EmailMessage]) -> None:
    job = running()
    mailing.send_to_each(job, to_both(world))
    Submission.objects.all().delete()  # as if the worker had died before the commit
    mailing.send_to_each(job, to_both(world))
    names = [message.message()["Message-ID"] for message in mailoutbox]
    assert len(names) == 4
    assert len(set(names)) == 2
    assert all(name.endswith("@oco.example>") for name in names)
