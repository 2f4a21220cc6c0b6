"""The mail of the day: to whom, what is in it, at the chosen hour and once a day, and without a client in it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from cases import absence, case_talk, reminders, tasks
from cases.absence import Away
from cases.case_talk import Decision
from cases.models import Client, HelpQuestion, ReminderChoice
from oco import jobs
from oco.models import Job
from tests.cases.world import TODAY, World

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(day: date, hour: int, minute: int = 5) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def run(moment: datetime) -> Job | None:
    job = reminders.ask(now=moment)
    if job is not None:
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.status == Job.Status.DONE, job.error
    return job


def morning(day: date = TODAY) -> None:
    assert run(at(day, 8)) is not None


def late(world: World, name: str = "Fatima", days: int = 30) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people[name], received_on=TODAY - timedelta(days=days))


def decision(world: World, question: HelpQuestion) -> None:
    item = case_talk.put_on_the_list(question=question, ask="Wat nu?", by=world.people["Karin"], today=TODAY)
    assert item is not None
    case_talk.decide(
        item=item, decision=Decision(TODAY, "Bellen"), by=world.people["Karin"], today=TODAY, version=item.version
    )


# --- to whom, and what ----------------------------------------------------------------------------------------------


def test_supporters_hear_of_their_own_and_coordinators_of_the_inbox(world: World) -> None:
    overdue = late(world)
    soon = late(world, days=12)
    late(world, "Joost", days=0)  # nothing is due yet
    world.question()
    with override_settings(CARE_ADDRESS="https://zorg.example"):
        morning()
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {"fatima@oco.example", "ruud@oco.example"}
    own = sent["fatima@oco.example"]
    assert own.subject == "1 vraag is te laat"
    assert f"Te laat (1):\n- {overdue.number}: https://zorg.example/vragen/{overdue.pk}/" in own.body
    assert f"Bijna te laat (1):\n- {soon.number}: https://zorg.example/vragen/{soon.pk}/" in own.body
    assert "https://zorg.example/herinneringen/" in own.body
    inbox = sent["ruud@oco.example"].body
    assert "- nog toe te wijzen: 1\n- te laat: 1\n" in inbox
    assert "https://zorg.example/aanmeldingen/" in inbox


def test_what_waits_is_counted_by_kind_in_the_same_mail(world: World) -> None:
    for _ in range(2):
        decision(world, late(world, days=0))
    morning()
    (message,) = mail.outbox
    assert message.to == ["fatima@oco.example"]
    assert message.subject == "Op u wachten 2 taken"
    assert "Wacht op u:\n- besluiten van het caseoverleg: 2\n" in message.body


def test_no_client_stands_in_the_mail(world: World) -> None:
    client = world.client(
        "Zonneveld", first_name="Bartholomeus", phone="+31612345678", email="bart@voorbeeld.example", postcode="2711 AB"
    )
    question = world.question(
        provider=world.mee,
        supporter=world.people["Fatima"],
        client=client,
        text="Dreigende ontruiming",
        received_on=TODAY - timedelta(days=30),
    )
    decision(world, question)
    morning()
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
            "Bellen",
        ):
            assert piece
            assert piece not in whole


def test_who_stands_in_is_told_and_who_is_away_is_not(world: World) -> None:
    question = late(world, "Joost")
    decision(world, late(world, "Joost", days=0))
    absence.plan(
        user=world.people["Joost"],
        provider=world.mee,
        away=Away(TODAY, TODAY, world.people["Fatima"]),
        by=world.people["Karin"],
        today=TODAY,
    )
    morning()
    sent = {message.to[0]: message for message in mail.outbox}
    assert "joost@oco.example" not in sent
    body = sent["fatima@oco.example"].body
    assert sent["fatima@oco.example"].subject == "1 vraag is te laat"
    assert f"U vervangt Joost.\nTe laat (1):\n- {question.number}:" in body
    assert "Wacht:\n- besluiten van het caseoverleg: 1\n" in body
    mail.outbox.clear()
    morning(TODAY + timedelta(days=1))
    assert "joost@oco.example" in [message.to[0] for message in mail.outbox]
    assert "fatima@oco.example" not in [message.to[0] for message in mail.outbox]


def test_who_left_the_provider_hears_nothing(world: World) -> None:
    late(world)
    world.people["Fatima"].memberships.update(until=TODAY)
    assert "Fatima" not in [each.user.name for each in reminders.due(today=TODAY)]


# --- when -----------------------------------------------------------------------------------------------------------


def test_each_person_is_mailed_once_a_day(world: World) -> None:
    world.question()
    morning()
    assert run(at(TODAY, 8, 40)) is None  # this hour was asked for
    Job.objects.all().delete()
    morning()  # and where it is asked again all the same
    assert len(mail.outbox) == 1
    morning(TODAY + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_nobody_is_reminded_on_a_day_off_or_at_night(world: World) -> None:
    world.question()
    for moment in (at(date(2026, 12, 25), 8), at(date(2026, 11, 22), 8), at(TODAY, 6, 59), at(TODAY, 21)):
        assert reminders.ask(now=moment) is None
    assert not Job.objects.exists()


def test_each_is_mailed_at_the_hour_of_their_own(world: World) -> None:
    late(world)
    late(world, "Joost")
    ReminderChoice.objects.create(user=world.people["Joost"], hour=16)
    ReminderChoice.objects.create(user=world.people["Ruud"], hour=7)
    told: dict[int, list[str]] = {}
    for hour in range(5, 23):
        mail.outbox.clear()
        run(at(TODAY, hour))
        if mail.outbox:
            told[hour] = [message.to[0].split("@")[0] for message in mail.outbox]
    assert told == {7: ["ruud"], 8: ["fatima"], 16: ["joost"]}


def test_what_comes_up_after_the_hour_waits_for_the_next_day(world: World) -> None:
    for hour in (7, 8, 9):
        run(at(TODAY, hour))
    world.question()  # the coordinator's inbox was empty at eight
    run(at(TODAY, 10))
    assert mail.outbox == []
    morning(TODAY + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_a_worker_that_stood_still_catches_up(world: World) -> None:
    late(world)
    run(at(TODAY, 11))
    assert "fatima@oco.example" in [message.to[0] for message in mail.outbox]


def test_who_wants_so_is_mailed_only_when_something_is_late(world: World) -> None:
    late(world, days=12)  # nearly late
    ReminderChoice.objects.create(user=world.people["Fatima"], only_when_late=True)
    morning()
    assert "fatima@oco.example" not in [message.to[0] for message in mail.outbox]
    late(world)
    morning(TODAY + timedelta(days=1))
    assert "fatima@oco.example" in [message.to[0] for message in mail.outbox]


def test_on_chosen_days_alone(world: World) -> None:
    late(world)
    ReminderChoice.objects.create(user=world.people["Fatima"], weekdays="4")
    told = []
    for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
        mail.outbox.clear()
        morning(day)
        told.append("fatima@oco.example" in [message.to[0] for message in mail.outbox])
    assert told == [False, True, False]  # Wednesday, Thursday, Friday


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        # the night of the 25th has 25 hours
        (date(2026, 10, 23), date(2026, 10, 27), ["Fri", "Mon", "Tue"]),
        # the night of the 28th has 23; the 26th and 29th are Good Friday and Easter Monday
        (date(2027, 3, 25), date(2027, 3, 31), ["Thu", "Tue", "Wed"]),
    ],
)
def test_once_a_working_day_at_the_same_hour_across_the_change_of_the_clock(
    world: World, first: date, last: date, days: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The beat ticks every 15 minutes by interval, whatever the clock does."""
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    world.question(received_on=first - timedelta(days=60))
    ReminderChoice.objects.create(user=world.people["Ruud"], hour=8)
    told: list[str] = []
    moment, end = at(first, 0).astimezone(UTC), at(last, 23).astimezone(UTC)
    while moment < end:
        with time_machine.travel(moment, tick=False):
            tasks.remind()
        for job in Job.objects.filter(status=Job.Status.QUEUED):
            jobs.run(job.pk)
        told += [moment.astimezone(AMSTERDAM).strftime("%a %H:%M")] * len(mail.outbox)
        mail.outbox.clear()
        moment += timedelta(minutes=15)
    assert told == [f"{day} 08:05" for day in days]


def test_mine_are_chosen_on_a_page(world: World) -> None:
    browser = Browser()
    browser.force_login(world.people["Fatima"])
    url = reverse("reminder_choice")
    form = browser.get(url).context["form"]
    assert (form["hour"].value(), form["weekdays"].value(), form["only_when_late"].value()) == (8, list("12345"), "nee")
    data = {"hour": 16, "weekdays": ["3", "1"], "only_when_late": "ja", "version": form["version"].value()}
    assert browser.post(url, data).status_code == 302
    choice = ReminderChoice.objects.get()
    assert (choice.user, choice.hour, choice.weekdays, choice.only_when_late) == (
        world.people["Fatima"],
        16,
        "13",
        True,
    )
    stale = browser.post(url, {**data, "hour": 9})  # the version of before
    assert "Iemand anders heeft dit intussen gewijzigd" in stale.content.decode()
    empty = browser.post(url, {"hour": 9, "only_when_late": "ja", "version": 2})
    assert "Kies minstens één dag." in empty.content.decode()
    assert Counter(ReminderChoice.objects.values_list("hour", flat=True)) == {16: 1}
