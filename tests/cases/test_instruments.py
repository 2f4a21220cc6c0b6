"""Instruments: what is a pair, what changed, and what may be written."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases import casework, instruments, matrices
from cases.acts import ChangedMeanwhile, Refused
from cases.codes import Instrument, Outcome
from cases.instruments import EDITIONS, Change, Direction, changes, comparable, editions_of, summary
from cases.models import Assessment, AssessmentScore, HelpQuestion, QuestionEvent
from oco.closing import PeriodFiled, is_refusal
from oco.models import AuditEvent, PeriodClosing
from tests.cases.world import TODAY, World

ZRM, PH = EDITIONS["zrm_12"], EDITIONS["ph_2"]
START, END = Assessment.Phase.START, Assessment.Phase.END


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 9, 1))


def record(question: HelpQuestion, world: World, **changes: Any) -> Assessment | None:
    given: dict[str, Any] = {
        "edition": ZRM,
        "phase": START,
        "on": date(2026, 11, 3),
        "scores": {"zrm_income": 2, "zrm_housing": 3},
        "note": "",
        **changes,
    }
    return instruments.record_assessment(question=question, by=world.people["Fatima"], today=TODAY, **given)


# --- rules ------------------------------------------------------------------------------------------------------------


def test_the_editions_have_the_domains_of_the_source() -> None:
    assert [len(edition.domains) for edition in EDITIONS.values()] == [12, 6, 6]
    assert {edition.key: list(edition.scores) for edition in EDITIONS.values()} == {
        "zrm_12": [1, 2, 3, 4, 5],
        "ph_2": list(range(11)),
        "ph_1": list(range(11)),
    }
    assert [edition.key for edition in editions_of(Instrument.POSITIVE_HEALTH)] == ["ph_2", "ph_1"]


@pytest.mark.parametrize(
    ("start", "end", "pair"),
    [
        ("zrm_12", "zrm_12", True),
        ("ph_2", "ph_2", True),
        ("ph_1", "ph_2", False),
        ("zrm_12", "ph_2", False),
        ("unknown", "unknown", False),
    ],
)
def test_only_one_edition_makes_a_pair(start: str, end: str, pair: bool) -> None:
    assert comparable(start, end) is pair


@pytest.mark.parametrize(
    ("start", "end", "difference", "direction", "words"),
    [
        (2, 4, 2, Direction.UP, "+2, omhoog"),
        (3, 3, 0, Direction.SAME, "gelijk"),
        (4, 1, -3, Direction.DOWN, "\u22123, omlaag"),
        (0, 1, 1, Direction.UP, "+1, omhoog"),  # 0 is a score of positive health
        (None, 4, None, None, "niet besproken bij het begin"),
        (4, None, None, None, "niet besproken bij het einde"),
        (None, None, None, None, "niet besproken"),
    ],
)
def test_change_is_only_where_both_have_a_score(
    start: int | None, end: int | None, difference: int | None, direction: Direction | None, words: str
) -> None:
    change = Change("zrm_income", "inkomen", start, end)
    assert (change.difference, change.direction, change.words) == (difference, direction, words)


def test_the_summary_counts_domains_with_both_scores() -> None:
    found = changes(
        ZRM,
        {"zrm_income": 2, "zrm_housing": 3, "zrm_justice": 5, "zrm_use_of_time": 1},
        {"zrm_income": 4, "zrm_housing": 3, "zrm_justice": 4, "zrm_participation": 2},
    )
    assert len(found) == 12
    assert summary(found) == "Van 3 domeinen met een begin en een einde: 1 omhoog, 1 gelijk, 1 omlaag."
    assert summary(changes(ZRM, {"zrm_income": 2}, {})) == ""


# --- acts -------------------------------------------------------------------------------------------------------------


def test_an_assessment_keeps_its_scores_and_says_so(world: World, question: HelpQuestion) -> None:
    assessment = record(question, world, note="Samen aan de keukentafel")
    assert assessment is not None
    assert list(assessment.scores.values_list("domain", "score")) == [("zrm_income", 2), ("zrm_housing", 3)]
    assert (assessment.instrument, assessment.edition, assessment.phase) == ("zrm", "zrm_12", "start")
    assert (assessment.client_id, assessment.provider) == (question.client_id, world.mee)
    event = question.events.get(kind=QuestionEvent.Kind.ASSESSED)
    assert event.note == "Zelfredzaamheid-matrix, begin op 3 november."
    details = AuditEvent.objects.get(action="assessment recorded").details
    assert details == {"question": question.pk, "instrument": "zrm", "phase": "start"}  # no scores


def test_a_form_that_comes_twice_records_once(world: World, question: HelpQuestion) -> None:
    key = uuid.uuid4()
    assert record(question, world, key=key) is not None
    assert record(question, world, key=key) is None
    with pytest.raises(Refused, match="Wijzig die"):
        record(question, world)


@pytest.mark.parametrize(
    ("phase", "on", "field"),
    [
        (START, date(2026, 8, 31), "on"),  # the question came in on 1 September
        (START, TODAY + timedelta(days=1), "on"),
        (END, date(2026, 11, 3), "on"),  # the day of the start
        (END, date(2026, 11, 2), "on"),
    ],
)
def test_the_days_that_are_refused(
    world: World, question: HelpQuestion, phase: Assessment.Phase, on: date, field: str
) -> None:
    if phase == END:
        record(question, world)
    with pytest.raises(Refused) as refusal:
        record(question, world, phase=phase, on=on)
    assert refusal.value.field == field


def test_a_start_cant_move_behind_its_end(world: World, question: HelpQuestion) -> None:
    start = record(question, world)
    record(question, world, phase=END, on=date(2026, 11, 10))
    assert start is not None
    with pytest.raises(Refused, match="Kies een dag voor 10 november"):
        edit(start, world, on=date(2026, 11, 10))


@pytest.mark.parametrize("scores", [{"zrm_income": 6}, {"zrm_income": 0}, {"ph_meaning": 3}])
def test_a_score_outside_the_edition_is_refused(world: World, question: HelpQuestion, scores: dict[str, int]) -> None:
    with pytest.raises(Refused, match="schaal"):
        record(question, world, scores=scores)
    with pytest.raises(Refused, match="minstens één domein"):
        record(question, world, scores={})


def test_a_closed_question_takes_no_assessment(world: World, question: HelpQuestion) -> None:
    assessment = record(question, world)
    casework.close(
        question=question,
        closing=casework.Closing(on=TODAY, outcome=Outcome.STOPPED),
        by=world.people["Fatima"],
        today=TODAY,
        version=question.version,
    )
    assert assessment is not None
    with pytest.raises(Refused, match="Heropen"):
        record(question, world, phase=END, on=TODAY)
    with pytest.raises(Refused, match="Heropen"):
        edit(assessment, world)
    with pytest.raises(Refused, match="Heropen"):
        instruments.remove_assessment(assessment=assessment, by=world.people["Fatima"], version=assessment.version)


def edit(assessment: Assessment, world: World, **changes: Any) -> Assessment:
    given: dict[str, Any] = {
        "edition": ZRM,
        "on": assessment.on,
        "scores": {"zrm_income": 4},
        "note": "",
        "version": assessment.version,
        **changes,
    }
    return instruments.edit_assessment(assessment=assessment, by=world.people["Fatima"], today=TODAY, **given)


def test_correcting_writes_the_scores_anew(world: World, question: HelpQuestion) -> None:
    assessment = record(question, world)
    assert assessment is not None
    edited = edit(assessment, world, note="Opnieuw bekeken")
    assert (edited.version, edited.note) == (2, "Opnieuw bekeken")
    assert list(edited.scores.values_list("domain", "score")) == [("zrm_income", 4)]
    with pytest.raises(ChangedMeanwhile):
        edit(assessment, world)
    with pytest.raises(Refused, match="dit instrument"):
        edit(edited, world, edition=PH, scores={"ph_meaning": 3})
    instruments.remove_assessment(assessment=edited, by=world.people["Fatima"], version=2)
    assert not AssessmentScore.objects.exists()
    assert question.events.filter(kind=QuestionEvent.Kind.CORRECTED).count() == 2


def test_a_filed_day_is_refused(world: World, question: HelpQuestion) -> None:
    assessment = record(question, world, on=date(2026, 9, 10))
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    assert assessment is not None
    with pytest.raises(PeriodFiled):
        edit(assessment, world)
    with pytest.raises(PeriodFiled):
        edit(assessment, world, on=TODAY)
    with pytest.raises(PeriodFiled):
        instruments.remove_assessment(assessment=assessment, by=world.people["Fatima"], version=1)
    with pytest.raises(PeriodFiled):
        record(question, world, edition=PH, on=date(2026, 9, 10), scores={"ph_meaning": 5})
    assert record(question, world, phase=END, on=TODAY) is not None  # its own day is open


def test_the_database_refuses_another_score_in_a_filed_period(world: World, question: HelpQuestion) -> None:
    assessment = record(question, world, on=date(2026, 9, 10))
    assert assessment is not None
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    scores = AssessmentScore.objects.filter(assessment=assessment)
    acts = (
        lambda: scores.update(score=5),
        lambda: scores.delete(),
        lambda: AssessmentScore.objects.create(assessment=assessment, domain="zrm_justice", score=1),
    )
    for act in acts:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            act()
        assert is_refusal(refusal.value)


# --- what a page shows ------------------------------------------------------------------------------------------------


def test_a_pair_has_one_matrix_with_its_change(world: World, question: HelpQuestion) -> None:
    record(question, world, scores={"zrm_income": 2, "zrm_housing": 3})
    record(question, world, phase=END, on=TODAY, scores={"zrm_income": 4, "zrm_justice": 5})
    zrm, health = matrices.results(question)
    (matrix,) = zrm.matrices
    assert matrix.is_pair
    assert [(row.label, row.change) for row in matrix.rows if row.discussed] == [
        ("inkomen", "+2, omhoog"),
        ("huisvesting", "niet besproken bij het einde"),
        ("justitie", "niet besproken bij het begin"),
    ]
    income = matrix.rows[0]
    assert [(cell.score, cell.start, cell.end) for cell in income.cells] == [
        (1, False, False),
        (2, True, False),
        (3, False, False),
        (4, False, True),
        (5, False, False),
    ]
    assert matrix.summary == "Van 1 domein met een begin en een einde: 1 omhoog, 0 gelijk, 0 omlaag."
    assert (health.start, health.end, health.matrices) == (None, None, [])


def test_two_editions_are_no_pair_and_the_page_says_so(world: World, question: HelpQuestion) -> None:
    record(question, world, edition=EDITIONS["ph_1"], scores={"ph_meaning": 4})
    record(question, world, edition=PH, phase=END, on=TODAY, scores={"ph_meaning": 7})
    _, health = matrices.results(question)
    assert health.problem == matrices.TWO_EDITIONS
    assert [(matrix.edition.key, matrix.is_pair, matrix.summary) for matrix in health.matrices] == [
        ("ph_1", False, ""),
        ("ph_2", False, ""),
    ]
    assert {row.change for matrix in health.matrices for row in matrix.rows} == {""}
    assert len({matrix.chart.key for matrix in health.matrices}) == 2


def test_a_start_without_an_end_is_asked_for(world: World, question: HelpQuestion) -> None:
    assert matrices.ends_missing(matrices.results(question)) == []
    record(question, world)
    assert [result.instrument for result in matrices.ends_missing(matrices.results(question))] == [
        Instrument.SELF_SUFFICIENCY
    ]
    record(question, world, phase=END, on=TODAY)
    assert matrices.ends_missing(matrices.results(question)) == []
