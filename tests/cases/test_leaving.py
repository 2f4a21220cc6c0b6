"""What a leaver holds goes to colleagues in one act, and the team is told until nothing is left."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import leaving, objectivity
from cases.models import Absence, FixedContact, HelpQuestion
from oco.models import Membership
from oco.models.people import Role
from tests.cases.leaver_scene import make_scene
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def world(db: None) -> World:
    return make_scene()


def holds(world: World) -> tuple[HelpQuestion, FixedContact, FixedContact, Absence]:
    """Joost has a question, is fixed for its client and for another, and stands in for Bram."""
    joost, karin = world.people["Joost"], world.people["Karin"]
    question = world.question(provider=world.mee, supporter=joost)
    other = world.question(provider=world.mee, supporter=world.people["Bram"])
    fixed = [
        objectivity.fix_contact(client=each.client, provider=world.mee, supporter=joost, by=karin, today=TODAY)
        for each in (question, other)
    ]
    away = Absence.objects.create(
        user=world.people["Bram"],
        provider=world.mee,
        first_day=TODAY,
        last_day=TODAY + timedelta(days=9),
        replaced_by=joost,
    )
    assert fixed[0] is not None
    assert fixed[1] is not None
    return question, fixed[0], fixed[1], away


def leaves(world: World, *, in_days: int) -> None:
    Membership.objects.filter(user=world.people["Joost"]).update(until=TODAY + timedelta(days=in_days + 1))


def page_of(world: World) -> str:
    return reverse("hand_over_all", args=[world.people["Joost"].pk])


def test_questions_fixed_contacts_and_standing_in_go_in_one_act(world: World) -> None:
    question, fixed, other, away = holds(world)
    karin, fatima = as_(world, "Karin"), world.people["Fatima"]
    data = {"questions": [question.pk], "among": [fatima.pk], "note": "Joost gaat weg.", "key": str(uuid.uuid4())}
    shown = karin.post(page_of(world), {**data, "wat": "verdelen"}).content.decode()
    assert shown.count(f'<option value="{fatima.pk}" selected>') == 4
    assert HelpQuestion.objects.get(pk=question.pk).supporter == world.people["Joost"]
    filled = {f"to_{question.pk}": fatima.pk, f"fixed_{fixed.pk}": fatima.pk, f"fixed_{other.pk}": fatima.pk}
    answer = karin.post(page_of(world), {**data, **filled, f"stands_{away.pk}": fatima.pk, "wat": "overdragen"})
    assert answer.status_code == 302
    assert HelpQuestion.objects.get(pk=question.pk).supporter == fatima
    standing = FixedContact.objects.filter(ended_at__isnull=True)
    assert set(standing.values_list("client", "supporter")) == {
        (fixed.client_id, fatima.pk),
        (other.client_id, fatima.pk),
    }
    away.refresh_from_db()
    assert away.replaced_by == fatima
    assert "Er is niets om over te dragen." in karin.get(page_of(world), follow=True).content.decode()


def test_when_one_part_is_refused_nothing_moves(world: World) -> None:
    question, fixed, _, away = holds(world)
    fatima = world.people["Fatima"]
    Absence.objects.create(user=fatima, provider=world.mee, first_day=TODAY, last_day=TODAY + timedelta(days=3))
    data = {
        "questions": [question.pk],
        "note": "Dag",
        "key": str(uuid.uuid4()),
        "wat": "overdragen",
        f"to_{question.pk}": fatima.pk,
        f"fixed_{fixed.pk}": fatima.pk,
        f"stands_{away.pk}": fatima.pk,  # who is away can't stand in
    }
    answer = as_(world, "Karin").post(page_of(world), data)
    assert answer.status_code == 200
    assert "is zelf afwezig" in answer.content.decode()
    assert HelpQuestion.objects.get(pk=question.pk).supporter == world.people["Joost"]
    assert FixedContact.objects.get(pk=fixed.pk).ended_at is None


def test_what_stays_is_shown_still(world: World) -> None:
    question, fixed, other, _ = holds(world)
    fatima = world.people["Fatima"].pk
    data = {"questions": [question.pk], "note": "Dag", "key": str(uuid.uuid4()), "wat": "overdragen"}
    as_(world, "Karin").post(page_of(world), {**data, f"to_{question.pk}": fatima})
    page = as_(world, "Karin").get(page_of(world)).content.decode()
    assert "Ook over te dragen" in page
    assert other.client.list_name in page
    assert f"fixed_{fixed.pk}" in page


def test_the_form_with_nothing_chosen_says_so(world: World) -> None:
    holds(world)
    answer = as_(world, "Karin").post(page_of(world), {"key": str(uuid.uuid4()), "wat": "overdragen"})
    assert "Kies wat u overdraagt, en aan wie." in answer.content.decode()


# --- the sign to the team ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_days", "title"),
    [
        (40, None),  # more than a month away
        (4, "Joost gaat weg op"),
        (-1, "Joost werkt hier niet meer"),
    ],
)
def test_the_team_is_told_while_a_leaver_holds_something(world: World, in_days: int, title: str | None) -> None:
    holds(world)
    leaves(world, in_days=in_days)
    found = leaving.notices(world.people["Karin"], TODAY)
    assert [notice.title.startswith(title or "?") for notice in found] == ([True] if title else [])
    if title:
        assert "heeft nog 1 open vraag en is vaste contactpersoon van 2 cliënten" in found[0].text
        assert found[0].url == page_of(world)
        assert title in as_(world, "Karin").get(reverse("team")).content.decode()


def test_who_was_blocked_is_told_of_as_well(world: World) -> None:
    holds(world)
    world.people["Joost"].is_active = False
    world.people["Joost"].save()
    (found,) = leaving.notices(world.people["Karin"], TODAY)
    assert found.kind == "danger"
    assert as_(world, "Karin").get(page_of(world)).status_code == 200


def test_with_nothing_left_there_is_no_sign(world: World) -> None:
    leaves(world, in_days=2)
    assert leaving.notices(world.people["Karin"], TODAY) == []


@pytest.mark.parametrize("name", ["Fatima", "Joost"])
def test_only_who_leads_the_team_is_told(world: World, name: str) -> None:
    holds(world)
    leaves(world, in_days=-1)
    assert leaving.notices(world.people[name], TODAY) == []


def test_the_sign_asks_as_many_queries_for_one_as_for_three(world: World) -> None:
    counts: list[int] = []
    for _ in range(2):
        holds(world) if not counts else [world.question(provider=world.mee, supporter=world.people["Joost"])] * 3
        leaves(world, in_days=2)
        karin = type(world.people["Karin"]).objects.get(pk=world.people["Karin"].pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            leaving.notices(karin, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


# --- the last day, said by who leads the team -------------------------------------------------------------------------


def test_who_leads_the_team_sets_the_last_day_and_hands_over_next(world: World) -> None:
    holds(world)
    url = reverse("team_last_day", args=[world.people["Joost"].pk])
    day = TODAY + timedelta(days=3)
    answer = as_(world, "Karin").post(url, {"when": "day", "last_day": day.isoformat()})
    assert answer.headers["Location"] == page_of(world)
    assert Membership.objects.get(user=world.people["Joost"]).until == day + timedelta(days=1)


def test_a_fellow_leader_is_for_an_administrator(world: World) -> None:
    world.person("Mila", world.mee, Role.MANAGER)
    url = reverse("team_last_day", args=[world.people["Mila"].pk])
    answer = as_(world, "Karin").post(url, {"when": "now", "last_day": ""})
    assert "Vraag de functioneel beheerder." in answer.content.decode()
    assert Membership.objects.get(user=world.people["Mila"]).until is None
