"""What was found and done: written while the work runs, asked for at the closing, never required."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cases import casework, instruments, outcome, people
from cases.acts import ChangedMeanwhile, Refused
from cases.casework import Closing
from cases.codes import MOMENT_OF, ArrangementStep, HowFound, Moment, Outcome, SupportTask
from cases.instruments import EDITIONS
from cases.models import Assessment, Evaluation, HelpQuestion, TargetGroup
from cases.outcome import Found, arrangement_of, ladder, tasks_of, tasks_of_moment
from oco.closing import PeriodFiled
from oco.models import AuditEvent, FrontDoor, PeriodClosing
from tests.cases.world import TODAY, World, as_

Step, Task = ArrangementStep, SupportTask


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 9, 1))


@pytest.fixture
def groups(world: World) -> list[TargetGroup]:
    return [
        TargetGroup.objects.create(front_door=world.front_door, name=name, order=order)
        for order, name in enumerate(("ouderen van de toets", "ggz van de toets"))
    ]


def write(world: World, question: HelpQuestion, **found: Any) -> HelpQuestion:
    version = HelpQuestion.objects.get(pk=question.pk).version
    return outcome.write_found(question=question, found=Found(**found), by=world.people["Fatima"], version=version)


def closing_data(question: HelpQuestion, **changes: object) -> dict[str, object]:
    return {
        "outcome": "general_provision",
        "on": TODAY.isoformat(),
        "score": "",
        "fits": "",
        "survey_consent": "",
        "version": str(question.version),
        **changes,
    }


# --- rules ------------------------------------------------------------------------------------------------------------


def test_the_ladder_has_all_steps_and_marks_those_found() -> None:
    assert [
        (step.label, step.found, step.note) for step in ladder({Step.NETWORK: "buurvrouw", Step.INDIVIDUAL: ""})
    ] == [
        ("eigen kracht", False, ""),
        ("netwerk", True, "buurvrouw"),
        ("algemene voorziening", False, ""),
        ("collectieve voorziening", False, ""),
        ("maatwerkvoorziening", True, ""),
    ]


def test_every_task_stands_below_one_moment() -> None:
    assert [len(tasks_of_moment(moment)) for moment in Moment] == [2, 4, 2]
    assert set(MOMENT_OF) == set(SupportTask)


# --- acts -------------------------------------------------------------------------------------------------------------


def test_what_is_left_out_stays_as_it_stands(world: World, question: HelpQuestion) -> None:
    write(world, question, arrangement={Step.NETWORK: " buurvrouw "}, tasks=[Task.CLARIFY, Task.ATTEND_TALK])
    write(world, question, tasks=[Task.ATTEND_TALK, Task.ARRANGE])
    assert arrangement_of(question) == {Step.NETWORK: "buurvrouw"}
    assert tasks_of(question) == [Task.ATTEND_TALK, Task.ARRANGE]
    write(world, question, arrangement={Step.OWN_STRENGTH: "", Step.NETWORK: "zus"}, tasks=[])
    assert arrangement_of(question) == {Step.OWN_STRENGTH: "", Step.NETWORK: "zus"}
    assert tasks_of(question) == []
    said = AuditEvent.objects.filter(action="outcome written").order_by("at").values_list("details", flat=True)
    assert [details["what"] for details in said] == [["arrangement", "tasks"], ["tasks"], ["arrangement", "tasks"]]


def test_of_two_who_write_at_once_the_second_hears_it(world: World, question: HelpQuestion) -> None:
    write(world, question, tasks=[Task.CLARIFY])
    with pytest.raises(ChangedMeanwhile):
        outcome.write_found(
            question=question, found=Found(tasks=[]), by=world.people["Fatima"], version=question.version
        )


def test_a_closed_question_takes_nothing_more(world: World, question: HelpQuestion) -> None:
    casework.close(
        question=question,
        closing=Closing(on=TODAY, outcome=Outcome.STOPPED),
        by=world.people["Fatima"],
        today=TODAY,
        version=question.version,
    )
    with pytest.raises(Refused, match="Heropen"):
        write(world, question, tasks=[Task.CLARIFY])


def test_how_found_counts_with_the_receipt(world: World, question: HelpQuestion) -> None:
    write(world, question, how_found=HowFound.MEDIA)
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    write(world, question, how_found=HowFound.MEDIA, tasks=[Task.CLARIFY])  # the same: nothing changes
    with pytest.raises(PeriodFiled):
        write(world, question, how_found=HowFound.OTHER)


def test_target_groups_are_those_of_the_front_door(
    world: World, question: HelpQuestion, groups: list[TargetGroup]
) -> None:
    fatima = world.people["Fatima"]
    older, mental = groups
    people.set_target_groups(client=question.client, groups=[older], by=fatima)
    people.set_target_groups(client=question.client, groups=[mental], by=fatima)
    people.set_target_groups(client=question.client, groups=[mental], by=fatima)
    assert [each.target_group for each in question.client.target_groups.all()] == [mental]
    assert AuditEvent.objects.filter(action="target groups set").count() == 2
    older.active = mental.active = False
    TargetGroup.objects.bulk_update(groups, ["active"])
    offered = people.target_groups(world.front_door, chosen=[mental.pk])
    assert mental in offered  # the client has it
    assert older not in offered
    foreign = FrontDoor.objects.create(
        name="Noord", slug="noord", municipality=world.municipality, run_by=world.mee, partnership=None
    )
    group = TargetGroup.objects.create(front_door=foreign, name="elders")
    with pytest.raises(Refused, match="andere voordeur"):
        people.set_target_groups(client=question.client, groups=[group], by=fatima)


# --- closing ----------------------------------------------------------------------------------------------------------


def test_closing_keeps_all_that_was_asked_in_one_act(
    world: World, question: HelpQuestion, groups: list[TargetGroup]
) -> None:
    data = closing_data(
        question,
        score="8",
        survey_consent="yes",
        step_own_strength="on",
        note_network="buurvrouw helpt",
        tasks_reflecting=["clarify"],
        tasks_using=["arrange"],
        how_found="family_friends",
        target_groups=[str(groups[1].pk)],
    )
    as_(world, "Fatima").post(reverse("close_question", args=[question.pk]), data)
    question.refresh_from_db()
    assert (question.closed_on, question.how_found) == (TODAY, "family_friends")
    assert arrangement_of(question) == {Step.OWN_STRENGTH: "", Step.NETWORK: "buurvrouw helpt"}
    assert tasks_of(question) == [Task.CLARIFY, Task.ARRANGE]
    assert [each.target_group for each in question.client.target_groups.all()] == [groups[1]]
    assert (question.evaluation.score, question.evaluation.survey_consent) == (8, True)


def test_nothing_of_it_is_required(world: World, question: HelpQuestion, groups: list[TargetGroup]) -> None:
    as_(world, "Fatima").post(reverse("close_question", args=[question.pk]), closing_data(question))
    question.refresh_from_db()
    assert (question.closed_on, question.how_found) == (TODAY, "")
    assert arrangement_of(question) == {}
    assert not question.client.target_groups.exists()
    assert not Evaluation.objects.exists()


def test_a_refused_closing_keeps_nothing(world: World, question: HelpQuestion) -> None:
    data = closing_data(question, on="2026-08-01", step_network="on")
    response = as_(world, "Fatima").post(reverse("close_question", args=[question.pk]), data)
    assert list(response.context["form"].errors) == ["on"]
    assert arrangement_of(question) == {}
    assert response.context["form"]["step_network"].value()


def test_what_is_known_is_a_line_and_stays(world: World, question: HelpQuestion, groups: list[TargetGroup]) -> None:
    question = write(
        world, question, arrangement={Step.GENERAL: "maaltijdservice"}, tasks=[Task.CLARIFY], how_found=HowFound.MEDIA
    )
    people.set_target_groups(client=question.client, groups=[groups[0]], by=world.people["Fatima"])
    browser = as_(world, "Fatima")
    url = reverse("close_question", args=[question.pk])
    response = browser.get(url)
    assert response.context["known"] == {
        "arrangement": "algemene voorziening",
        "tasks": "vraag verhelderen",
        "how_found": "internet, krant of folder",
        "target_groups": "ouderen van de toets",
    }
    assert response.content.decode().count('<details class="ask">') == 4  # closed: nothing left to ask
    as_shown = {
        "step_general": "on",
        "initial-step_general": "True",
        "note_general": "maaltijdservice",
        "initial-note_general": "maaltijdservice",
        "tasks_reflecting": ["clarify"],
        "initial-tasks_reflecting": ["clarify"],
        "how_found": "media",
        "initial-how_found": "media",
        "target_groups": [str(groups[0].pk)],
        "initial-target_groups": [str(groups[0].pk)],
    }
    # A colleague adds a group while this form is open: it isn't put back.
    people.set_target_groups(client=question.client, groups=groups, by=world.people["Joost"])
    browser.post(url, closing_data(question, **as_shown))
    question.refresh_from_db()
    assert question.closed_on == TODAY
    assert arrangement_of(question) == {Step.GENERAL: "maaltijdservice"}
    assert tasks_of(question) == [Task.CLARIFY]
    assert question.how_found == "media"
    assert question.client.target_groups.count() == 2


def test_not_asked_is_an_answer(world: World, question: HelpQuestion) -> None:
    question = write(world, question, how_found=HowFound.MEDIA)
    data = closing_data(question, **{"how_found": "", "initial-how_found": "media"})
    as_(world, "Fatima").post(reverse("close_question", args=[question.pk]), data)
    question.refresh_from_db()
    assert question.how_found == ""


def test_how_found_isnt_asked_once_the_receipt_is_filed(world: World, question: HelpQuestion) -> None:
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    browser = as_(world, "Fatima")
    url = reverse("close_question", args=[question.pk])
    assert "Hoe bij ons gekomen" not in browser.get(url).content.decode()
    browser.post(url, closing_data(question, how_found="media", step_network="on"))
    question.refresh_from_db()
    assert (question.closed_on, question.how_found) == (TODAY, "")
    assert arrangement_of(question) == {Step.NETWORK: ""}


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        ({"score": 8}, {"survey_consent": True}, (8, True)),  # a word on the survey leaves the score
        ({"survey_consent": False}, {"score": 6}, (6, False)),
        ({"survey_consent": False}, {}, (None, False)),
        ({"score": 8, "survey_consent": True}, {"score": 5}, (5, True)),
    ],
)
def test_consent_stands_beside_the_score(
    world: World, question: HelpQuestion, first: dict[str, Any], then: dict[str, Any], kept: tuple[int | None, bool]
) -> None:
    fatima = world.people["Fatima"]
    for answer in (first, then):
        question.refresh_from_db()
        closed = casework.close(
            question=question,
            closing=Closing(on=TODAY, outcome=Outcome.GENERAL_PROVISION, **answer),
            by=fatima,
            today=TODAY,
            version=question.version,
        )
        evaluation = Evaluation.objects.get(question=question)
        casework.reopen(question=closed, reason="Belde terug", by=fatima, today=TODAY, version=closed.version)
    assert (evaluation.score, evaluation.survey_consent) == kept


def test_an_end_measure_is_asked_for_and_never_blocks(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    url = reverse("close_question", args=[question.pk])
    end = reverse("assess", args=[question.pk, "zelfredzaamheid", "einde"])
    assert end not in browser.get(url).content.decode()
    instruments.record_assessment(
        question=question,
        edition=EDITIONS["zrm_12"],
        phase=Assessment.Phase.START,
        on=date(2026, 11, 3),
        scores={"zrm_income": 2},
        note="",
        by=world.people["Fatima"],
        today=TODAY,
    )
    assert end in browser.get(url).content.decode()
    browser.post(url, closing_data(question))
    question.refresh_from_db()
    assert question.closed_on == TODAY


# --- the page while the work runs -------------------------------------------------------------------------------------


def test_the_page_keeps_steps_and_tasks(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    url = reverse("found_and_done", args=[question.pk])
    assert "nog niet ingevuld" in browser.get(reverse("question", args=[question.pk])).content.decode()
    browser.post(
        url,
        {
            "step_network": "on",
            "note_general": "eetpunt",
            "tasks_obtaining": ["attend_talk"],
            "version": question.version,
        },
    )
    assert arrangement_of(question) == {Step.NETWORK: "", Step.GENERAL: "eetpunt"}
    assert tasks_of(question) == [Task.ATTEND_TALK]
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "netwerk, algemene voorziening · 1 taak" in page
    clash = browser.post(
        url, {"step_network": "on", "note_network": "zus", "version": question.version}
    ).content.decode()
    assert "Dit staat er nu" in clash
    assert "eetpunt" in clash
    assert "zus" in clash


def test_of_a_closed_question_the_page_shows_the_ladder(world: World, question: HelpQuestion) -> None:
    question = write(world, question, arrangement={Step.NETWORK: "buurvrouw"}, tasks=[Task.CLARIFY])
    casework.close(
        question=question,
        closing=Closing(on=TODAY, outcome=Outcome.OWN_STRENGTH_NETWORK),
        by=world.people["Fatima"],
        today=TODAY,
        version=question.version,
    )
    page = as_(world, "Fatima").get(reverse("found_and_done", args=[question.pk])).content.decode()
    assert "<strong>gevonden</strong>: buurvrouw" in page
    assert "vraag verhelderen" in page
    assert "<form method" not in page[page.index("<main") : page.index("</main>")]


def test_the_page_is_for_who_works_on_the_question(world: World, question: HelpQuestion) -> None:
    url = reverse("found_and_done", args=[question.pk])
    found = {name: as_(world, name).get(url).status_code for name in ("Fatima", "Joost", "Petra", "Ruud", "Wil")}
    assert found == {"Fatima": 200, "Joost": 200, "Petra": 404, "Ruud": 403, "Wil": 403}
