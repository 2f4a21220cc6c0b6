"""What the demo tells of today, over the small world, on days of all kinds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from cases import clock, waiting
from cases.codes import TermKind
from cases.demo import today as demo
from cases.demo.pauses import Pauses
from cases.demo.telling import People, Teller
from cases.models import Contact, HelpQuestion, QuestionEvent, Referral, TermPause
from oco.models.people import Role
from tests.cases.world import World

DAYS = {
    "a Wednesday": date(2026, 11, 18),
    "a Sunday": date(2026, 11, 22),
    "New Year's day": date(2027, 1, 1),
    "a leap day": date(2028, 2, 29),
}


@pytest.fixture(params=list(DAYS.values()), ids=list(DAYS))
def today(request: pytest.FixtureRequest) -> Iterator[date]:
    day: date = request.param
    with time_machine.travel(f"{day} 08:30+01:00", tick=True):
        yield day


def told(world: World, today: date) -> Teller:
    manager = world.person("Paul", world.palet, Role.MANAGER)
    people = world.people
    who = People(
        counter=people["Wil"],
        coordinator=people["Ruud"],
        supporter=people["Fatima"],
        manager=people["Karin"],
        other_supporter=people["Petra"],
        other_manager=manager,
        colleagues=[people["Joost"], world.person("Anouk", world.mee, Role.SUPPORTER)],
        provider=world.mee,
        other_provider=world.palet,
    )
    teller = Teller(world.front_door, who, today)
    demo.tell(teller)
    return teller


def test_every_kind_of_work_waits_for_somebody(world: World, today: date) -> None:
    teller = told(world, today)

    mine = {item.key for item in waiting.for_user(teller.who.supporter, today=today)}
    assert mine >= {
        "vragen om opnieuw naar te kijken",
        "antwoorden op verwijzingen",
        "gesprekken met de gemeente",
        "bezwaren en klachten",
    }
    for manager in (teller.who.manager, teller.who.other_manager):
        assert "aangeboden vragen" in {item.key for item in waiting.for_user(manager, today=today)}
    assert "verzoeken van cliënten" in {item.key for item in waiting.for_user(teller.who.manager, today=today)}
    assert set(Referral.objects.values_list("answer", flat=True)) >= {"", "accepted", "refused", "done"}


def test_stories_are_in_order_and_nothing_lies_in_the_future(world: World, today: date) -> None:
    told(world, today)

    for found in (
        HelpQuestion.objects.filter(received_on__gt=today),
        HelpQuestion.objects.filter(closed_on__gt=today),
        Contact.objects.filter(on__gt=today),
        Contact.objects.filter(written_at__date__gt=today),
        QuestionEvent.objects.filter(at__date__gt=today),
        Referral.objects.filter(on__gt=today),
    ):
        assert not found.exists()
    for question in HelpQuestion.objects.prefetch_related("events"):
        kinds = [event.kind for event in question.events.all()]
        assert kinds[0] == "received", kinds


def test_a_pause_of_an_invented_question_is_stamped_as_the_product_does(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 3, 2))
    question.first_contact_on = question.picked_up_on = question.first_contact_due_on + timedelta(days=6)
    pauses = Pauses(random.Random(3))
    while not pauses.pauses:  # not everybody who was late has one
        pauses.add([question])
    question.save()
    pauses.write()

    assert set(TermPause.objects.values_list("term", flat=True)) == set(TermKind)
    stamped = (question.first_contact_paused_due_on, question.pick_up_paused_due_on)
    assert stamped == tuple(clock.lengthened(question).values())
    assert question.first_contact_on <= question.first_contact_by
    assert all(question.received_on <= attempt.on < question.first_contact_on for attempt in question.attempts.all())
