"""The pages of the instruments: filled in during a talk, drawn afterwards, for who works on the question alone."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import instruments
from cases.instruments import EDITIONS
from cases.models import Assessment, HelpQuestion
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 9, 1))


def url_of(question: HelpQuestion, instrument: str = "zelfredzaamheid", phase: str = "begin") -> str:
    return reverse("assess", args=[question.pk, instrument, phase])


def typed(**changes: str) -> dict[str, str]:
    return {
        "on": "2026-11-03",
        "edition": "zrm_12",
        "zrm_income": "2",
        "zrm_housing": "",
        "note": "Aan de keukentafel",
        "key": str(uuid.uuid4()),
        **changes,
    }


def record(
    world: World, question: HelpQuestion, phase: str = "start", on: date = date(2026, 11, 3), score: int = 2
) -> None:
    instruments.record_assessment(
        question=question,
        edition=EDITIONS["zrm_12"],
        phase=Assessment.Phase(phase),
        on=on,
        scores={"zrm_income": score},
        note="",
        by=world.people["Fatima"],
        today=TODAY,
    )


def test_scores_are_for_who_works_on_the_question(world: World, question: HelpQuestion) -> None:
    record(world, question)
    for url in (
        reverse("assessments", args=[question.pk]),
        url_of(question),
        reverse("assessment_remove", args=[question.pk, "zelfredzaamheid", "begin"]),
    ):
        found = {name: as_(world, name).get(url).status_code for name in ("Fatima", "Joost", "Petra", "Ruud", "Wil")}
        assert found == {"Fatima": 200, "Joost": 200, "Petra": 404, "Ruud": 403, "Wil": 403}, url
    assert "Metingen" not in as_(world, "Ruud").get(reverse("question", args=[question.pk])).content.decode()


@pytest.mark.parametrize(("instrument", "phase"), [("zelfredzaamheid", "midden"), ("iets", "begin")])
def test_another_address_is_not_there(world: World, question: HelpQuestion, instrument: str, phase: str) -> None:
    assert as_(world, "Fatima").get(url_of(question, instrument, phase)).status_code == 404


def test_nothing_is_scored_unless_somebody_chooses(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    page = browser.get(url_of(question)).content.decode()
    assert page.count('aria-label="Inkomen: ') == 6  # not discussed, and 1 to 5
    assert page.count(" checked") == 12  # "not discussed" at every domain
    response = browser.post(url_of(question), typed(zrm_income=""))
    assert response.context["form"].non_field_errors() == ["Kies bij minstens één domein een score."]
    browser.post(url_of(question), typed())
    assessment = question.assessments.get()
    assert (assessment.on, assessment.note) == (date(2026, 11, 3), "Aan de keukentafel")
    assert list(assessment.scores.values_list("domain", "score")) == [("zrm_income", 2)]


def test_a_zero_of_positive_health_is_a_score(world: World, question: HelpQuestion) -> None:
    data = {"on": "2026-11-03", "edition": "ph_2", "ph_meaning": "0", "note": "", "key": str(uuid.uuid4())}
    as_(world, "Fatima").post(url_of(question, "positieve-gezondheid"), data)
    assert list(question.assessments.get().scores.values_list("domain", "score")) == [("ph_meaning", 0)]


def test_a_refusal_stands_at_the_date_and_keeps_what_was_chosen(world: World, question: HelpQuestion) -> None:
    response = as_(world, "Fatima").post(url_of(question), typed(on="2026-08-31"))
    assert list(response.context["form"].errors) == ["on"]
    page = response.content.decode()
    assert "Aan de keukentafel" in page
    assert 'value="2" checked' in page


def test_half_chosen_scores_stand_there_again(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    draft = browser.get(url_of(question)).context["form"].draft
    data = typed(zrm_income="4")
    assert browser.post(reverse("draft_save", args=[draft]), data).status_code == 200
    page = browser.get(url_of(question)).content.decode()
    assert 'value="4" checked' in page
    assert "Nog niet opgeslagen" in page
    browser.post(url_of(question), data)
    assert "Nog niet opgeslagen" not in browser.get(url_of(question, phase="einde")).content.decode()


def test_the_second_editor_sees_both_versions(world: World, question: HelpQuestion) -> None:
    record(world, question)
    data = typed(version="1", zrm_income="3")
    as_(world, "Karin").post(url_of(question), data)
    clash = as_(world, "Fatima").post(url_of(question), typed(version="1", zrm_income="5"))
    page = clash.content.decode()
    assert "Dit staat er nu" in page
    assert clash.context["current_scores"] == [("inkomen", 3)]
    assert 'value="5" checked' in page
    as_(world, "Fatima").post(url_of(question), typed(version="2", zrm_income="5"))
    assert question.assessments.get().scores.get().score == 5


def test_an_end_begins_with_the_edition_of_its_start(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    health = url_of(question, "positieve-gezondheid")
    assert browser.get(health).context["form"]["edition"].value() == "ph_2"
    browser.post(
        health, {"on": "2026-11-03", "edition": "ph_1", "ph_meaning": "4", "note": "", "key": str(uuid.uuid4())}
    )
    end = browser.get(url_of(question, "positieve-gezondheid", "einde"))
    assert end.context["form"]["edition"].value() == "ph_1"
    assert "Kies dezelfde versie als bij het begin." in end.content.decode()


def test_the_page_says_the_change_in_words_and_a_sign(world: World, question: HelpQuestion) -> None:
    record(world, question)
    record(world, question, "end", TODAY, 4)
    page = as_(world, "Fatima").get(reverse("assessments", args=[question.pk])).content.decode()
    assert "+2, omhoog" in page
    assert "Van 1 domein met een begin en een einde: 1 omhoog, 0 gelijk, 0 omlaag." in page
    assert "inkomen: van 2 naar 4" in page  # the web in words
    assert "Begin meten" in page  # with positive health
    beside = as_(world, "Fatima").get(reverse("question", args=[question.pk])).content.decode()
    assert "begin 3 november, einde 18 november" in beside


@pytest.mark.parametrize(
    ("measured", "state"),
    [([], "nog niet gemeten"), (["start"], "begin 3 november, einde nog niet")],
)
def test_the_question_page_says_how_it_stands(
    world: World, question: HelpQuestion, measured: list[str], state: str
) -> None:
    for phase in measured:
        record(world, question, phase)
    page = as_(world, "Fatima").get(reverse("question", args=[question.pk])).content.decode()
    assert state in page


def test_removing_asks_once_more(world: World, question: HelpQuestion) -> None:
    record(world, question)
    browser = as_(world, "Fatima")
    url = reverse("assessment_remove", args=[question.pk, "zelfredzaamheid", "begin"])
    assert "Wilt u deze meting verwijderen?" in browser.get(url).content.decode()
    assert question.assessments.exists()
    browser.post(url, {"version": "1"})
    assert not question.assessments.exists()
    assert browser.get(url).status_code == 404


def test_nothing_personal_stands_in_a_title_and_a_page_costs_the_same(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    url = reverse("assessments", args=[question.pk])
    queries = []
    for phase in ("", "start", "end"):
        if phase:
            record(world, question, phase, TODAY if phase == "end" else date(2026, 11, 3))
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(url).content.decode()
        queries.append(len(captured))
        assert question.client.last_name not in page[page.index("<title>") : page.index("</title>")]
    assert queries[1] == queries[2] == queries[0] + 1, queries  # the scores are looked up once there is one
