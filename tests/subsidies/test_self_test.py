"""The municipality's yearly self-test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from subsidies import self_test
from subsidies.models import SelfTestAnswer
from subsidies.self_test import NewAnswer
from tests.subsidies.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world: World) -> Iterator[Client]:
    """Signed in on the municipality side, with its login at the database."""
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        client = Client()
        client.force_login(world.officer)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE oco_municipality")
        yield client
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_every_subject_has_questions_and_every_key_is_given_once() -> None:
    keys = [question.key for subject in self_test.SUBJECTS for question in subject.questions]
    assert [subject.title for subject in self_test.SUBJECTS] == [
        "Beleidsplan",
        "Onafhankelijk",
        "Levensbreed",
        "Toegankelijk",
        "Informatieplicht",
        "Kwaliteit",
        "Meedenken van inwoners",
    ]
    assert len(keys) == len(set(keys)) == 27


def test_answers_stand_beside_those_of_last_year(world: World) -> None:
    year = 2018
    write = {"municipality": world.municipality, "by": world.officer}
    self_test.write(year=year - 1, answers={"plan-written": NewAnswer("no", action="Plan maken")}, **write)  # type: ignore[arg-type]
    count = self_test.write(
        year=year,
        answers={"plan-written": NewAnswer("yes"), "plan-goals": NewAnswer("partly", "Alleen aantallen")},
        **write,  # type: ignore[arg-type]
    )
    assert count == 2
    plan = self_test.lines_of(world.municipality, year)[0]
    assert (plan.answered, plan.good) == (2, 1)
    first, second = plan.lines[:2]
    assert first.before is not None
    assert (first.before.action, first.better, second.better) == ("Plan maken", True, None)
    assert self_test.lines_of(world.other_municipality, year)[0].answered == 0


def test_the_page_keeps_what_was_answered_and_takes_an_answer_away(world: World, officer: Client) -> None:
    url = reverse("self_test_of_year", args=[2018])
    officer.post(url, {"plan-written-score": "yes", "plan-goals-score": "no", "plan-goals-action": "Doelen opstellen"})
    page = officer.get(url).content.decode()
    assert "2 van de 27 vragen zijn beantwoord" in page
    assert page.count("Doelen opstellen") == 2  # in the overview and in its own field
    officer.post(url, {"plan-written-score": "yes"})
    assert [row.question for row in SelfTestAnswer.objects.all()] == ["plan-written"]


def test_a_note_without_an_answer_is_asked_about_and_not_lost(world: World, officer: Client) -> None:
    answer = officer.post(reverse("self_test_of_year", args=[2018]), {"plan-money-note": "Nog uitzoeken"})
    page = answer.content.decode()
    assert "Kies ook een antwoord: ja, deels of nee." in page
    assert "Nog uitzoeken" in page
    assert not SelfTestAnswer.objects.exists()


def test_a_year_to_come_has_no_test(officer: Client) -> None:
    assert officer.get(reverse("self_test_of_year", args=[2099])).status_code == 404
