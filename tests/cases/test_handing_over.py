"""A whole caseload in one go: to one colleague or divided, all or none."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import casework
from cases.acts import Refused
from cases.casework import Move
from cases.models import HelpQuestion, QuestionEvent
from oco.models.people import Role
from tests.cases.leaver_scene import make_scene
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def world(db: None) -> World:
    return make_scene()


def of_joost(world: World, count: int = 3) -> list[HelpQuestion]:
    return [world.question(provider=world.mee, supporter=world.people["Joost"]) for _ in range(count)]


def post(
    world: World, what: str = "overdragen", *, name: str = "Karin", at: dict[str, object] | None = None, **data: object
) -> tuple[int, str]:
    """`at`: the fields of single questions."""
    url = reverse("hand_over_all", args=[world.people["Joost"].pk])
    response = as_(world, name).post(url, {"wat": what, "key": str(uuid.uuid4()), **data, **(at or {})})
    return response.status_code, response.content.decode()


def supporters(questions: list[HelpQuestion]) -> list[str]:
    names = dict(HelpQuestion.objects.values_list("pk", "supporter__name"))
    return [names[question.pk] for question in questions]


def test_all_open_questions_are_listed_and_chosen(world: World) -> None:
    questions = of_joost(world)
    response = as_(world, "Karin").get(reverse("hand_over_all", args=[world.people["Joost"].pk]))
    page = response.content.decode()
    assert all(question.number in page for question in questions)
    assert page.count('name="questions"') == page.count(" checked aria-label") == 3


def test_everything_goes_to_one_colleague(world: World) -> None:
    questions = of_joost(world)
    status, _ = post(
        world, questions=[q.pk for q in questions], among=[world.people["Fatima"].pk], note="Joost gaat weg."
    )
    assert status == 302
    assert supporters(questions) == ["Fatima"] * 3
    notes = QuestionEvent.objects.filter(kind=QuestionEvent.Kind.HANDED_OVER).values_list("note", flat=True)
    assert list(notes) == ["Joost gaat weg."] * 3


def test_dividing_shows_who_gets_what_and_writes_nothing(world: World) -> None:
    questions = of_joost(world)
    fatima, bram = world.people["Fatima"].pk, world.people["Bram"].pk
    status, page = post(world, "verdelen", questions=[q.pk for q in questions], among=[fatima, bram], note="Dag")
    assert status == 200
    assert supporters(questions) == ["Joost"] * 3
    # Bram, Fatima, Bram: by name where both have none
    assert page.count(f'<option value="{bram}" selected>') == 2
    assert page.count(f'<option value="{fatima}" selected>') == 1
    assert "Dag</textarea>" in page
    at: dict[str, object] = {f"to_{question.pk}": bram for question in questions}
    again = post(world, "verdelen", questions=[q.pk for q in questions], among=[fatima], note="Dag", at=at)[1]
    assert again.count(f'<option value="{fatima}" selected>') == 3  # divided anew
    assert "Kies over wie u de vragen verdeelt." in post(world, "verdelen", questions=[questions[0].pk])[1]


def test_each_question_may_go_elsewhere_with_a_note_of_its_own(world: World) -> None:
    first, second, _ = questions = of_joost(world)
    status, _ = post(
        world,
        questions=[first.pk, second.pk],
        note="Joost gaat weg.",
        at={
            f"to_{first.pk}": world.people["Fatima"].pk,
            f"to_{second.pk}": world.people["Bram"].pk,
            f"note_{second.pk}": "Belt liever in de ochtend.",
        },
    )
    assert status == 302
    assert supporters(questions) == ["Fatima", "Bram", "Joost"]
    assert second.events.get(kind="handed_over").note == "Joost gaat weg.\nBelt liever in de ochtend."


def test_what_is_missing_is_said_at_its_place_and_nothing_is_lost(world: World) -> None:
    first, second, _ = questions = of_joost(world)
    _, page = post(
        world,
        questions=[first.pk, second.pk],
        at={f"to_{first.pk}": world.people["Fatima"].pk, f"note_{first.pk}": "Alleen hier"},
    )
    assert "Kies wie deze vraag krijgt, of haal het vinkje weg." in page
    assert "Schrijf op wat de nieuwe ondersteuner moet weten." in page
    assert "Alleen hier" in page
    assert page.count(" checked aria-label") == 2
    assert supporters(questions) == ["Joost"] * 3


def test_all_or_none(world: World) -> None:
    first, second, _ = questions = of_joost(world)
    moves = [Move(first, world.people["Fatima"], "Dag"), Move(second, world.people["Petra"], "Dag")]
    with pytest.raises(Refused, match="Petra werkt niet bij de aanbieder"):
        casework.hand_over_all(moves=moves, by=world.people["Karin"], today=TODAY)
    assert supporters(questions) == ["Joost"] * 3
    HelpQuestion.objects.filter(pk=second.pk).update(supporter=world.people["Bram"])
    with pytest.raises(Refused, match="intussen van iemand anders"):
        casework.hand_over_all(
            moves=[Move(each, world.people["Fatima"], "Dag") for each in (first, second)],
            by=world.people["Karin"],
            today=TODAY,
        )
    assert supporters(questions) == ["Joost", "Bram", "Joost"]


def test_who_left_still_hands_over(world: World) -> None:
    questions = of_joost(world)
    world.people["Joost"].memberships.update(until=TODAY)
    status, _ = post(world, questions=[q.pk for q in questions], among=[world.people["Fatima"].pk], note="Weg")
    assert status == 302
    assert supporters(questions) == ["Fatima"] * 3


def test_for_the_manager_of_the_team_alone(world: World) -> None:
    of_joost(world)
    assert post(world, name="Fatima")[0] == 403
    world.person("Pim", world.palet, Role.MANAGER)
    assert post(world, name="Pim")[0] == 404
    button = reverse("hand_over_all", args=[world.people["Joost"].pk])
    page = as_(world, "Karin").get(f"{reverse('team')}?lijst=alle&wie={world.people['Joost'].pk}").content.decode()
    assert button in page


def test_the_page_costs_the_same_for_one_and_for_many(world: World) -> None:
    of_joost(world, 1)
    karin, url = as_(world, "Karin"), reverse("hand_over_all", args=[world.people["Joost"].pk])
    karin.get(url)
    with CaptureQueriesContext(connection) as one:
        karin.get(url)
    of_joost(world, 5)
    with CaptureQueriesContext(connection) as many:
        karin.get(url)
    assert len(many) == len(one)
