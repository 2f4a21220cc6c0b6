"""Closing, reopening, referring, handing over, splitting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import casework, hours
from cases.acts import ChangedMeanwhile, Refused
from cases.casework import Closing
from cases.codes import Activity, Channel, Fits, Outcome, OverGuidelineReason
from cases.models import Evaluation, HelpQuestion, QuestionEvent
from oco.closing import PeriodFiled
from oco.models import PeriodClosing
from tests.cases.world import TODAY, World


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 9, 1))


def work(world: World, question: HelpQuestion, minutes: int, on: date = TODAY) -> None:
    hours.add_contact(
        question=question, by=world.people["Fatima"], today=TODAY, on=on, activity=Activity.TALK, minutes=minutes
    )


def close(world: World, question: HelpQuestion, **changes: object) -> HelpQuestion:
    given: dict[str, object] = {"on": TODAY, "outcome": Outcome.GENERAL_PROVISION, **changes}
    question.refresh_from_db()
    return casework.close(
        question=question,
        closing=Closing(**given),  # type: ignore[arg-type]
        by=world.people["Fatima"],
        today=TODAY,
        version=question.version,
    )


def test_closing_keeps_outcome_score_and_fit(world: World, question: HelpQuestion) -> None:
    close(world, question, score=8, fits=Fits.PARTLY)
    question.refresh_from_db()
    assert (question.closed_on, question.outcome) == (TODAY, "general_provision")
    evaluation = Evaluation.objects.get(question=question)
    assert (evaluation.given_on, evaluation.score, evaluation.fits) == (TODAY, 8, "partly")
    assert question.events.get(kind=QuestionEvent.Kind.CLOSED).note == "algemene voorziening"


def test_ten_hours_close_without_a_reason_and_a_minute_more_does_not(world: World, question: HelpQuestion) -> None:
    work(world, question, 600)
    assert close(world, question).closed_on == TODAY
    second = world.question(provider=world.mee, supporter=world.people["Fatima"])
    work(world, second, 601)
    with pytest.raises(Refused, match="Kies de reden") as refusal:
        close(world, second)
    assert refusal.value.field == "reason"
    closed = close(world, second, reason=OverGuidelineReason.WAITING_LIST, reason_note="GGZ, 5 maanden")
    assert (closed.over_guideline_reason, closed.over_guideline_note) == ("waiting_list", "GGZ, 5 maanden")


def test_a_reason_given_on_the_way_goes_when_the_question_stayed_within(world: World, question: HelpQuestion) -> None:
    work(world, question, 500)
    question.refresh_from_db()
    casework.give_reason(
        question=question,
        reason=OverGuidelineReason.COMPLEXITY,
        note="",
        by=world.people["Fatima"],
        version=question.version,
    )
    question.refresh_from_db()
    assert question.over_guideline_reason == "complexity"
    assert close(world, question).over_guideline_reason == ""


@pytest.mark.parametrize(
    ("on", "sentence"),
    [(TODAY + timedelta(days=1), "toekomst"), (date(2026, 10, 1), "Er is op 2-10-2026 nog iets gebeurd")],
)
def test_a_closing_day_that_cannot_be_is_refused(world: World, question: HelpQuestion, on: date, sentence: str) -> None:
    work(world, question, 10, on=date(2026, 10, 2))
    with pytest.raises(Refused, match=sentence) as refusal:
        close(world, question, on=on)
    assert refusal.value.field == "on"


def test_closing_in_a_filed_quarter_is_refused(world: World, question: HelpQuestion) -> None:
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    with pytest.raises(PeriodFiled, match="3e kwartaal van 2026"):
        close(world, question, on=date(2026, 9, 30))


def test_a_closed_question_takes_no_hours(world: World, question: HelpQuestion) -> None:
    close(world, question)
    with pytest.raises(Refused, match="afgesloten"):
        work(world, question, 10)


def reopen(world: World, question: HelpQuestion, today: date) -> HelpQuestion:
    question.refresh_from_db()
    return casework.reopen(
        question=question, reason="Belde terug", by=world.people["Fatima"], today=today, version=question.version
    )


def test_reopening_within_thirty_days(world: World, question: HelpQuestion) -> None:
    close(world, question, score=7)
    last = TODAY + timedelta(days=30)
    with pytest.raises(Refused, match="langer dan 30 dagen"):
        reopen(world, question, last + timedelta(days=1))
    opened = reopen(world, question, last)
    assert (opened.closed_on, opened.outcome, opened.reopened_on) == (None, "", last)
    assert question.events.get(kind=QuestionEvent.Kind.REOPENED).note == "Belde terug"


def test_reopening_what_was_counted_as_closed_in_a_filed_quarter_is_refused(
    world: World, question: HelpQuestion
) -> None:
    close(world, question, on=date(2026, 9, 30))
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    with pytest.raises(PeriodFiled):
        reopen(world, question, date(2026, 10, 10))


def test_closing_again_takes_the_new_answer_of_the_client(world: World, question: HelpQuestion) -> None:
    close(world, question, score=5)
    reopen(world, question, TODAY)
    close(world, question, score=9)
    assert [each.score for each in Evaluation.objects.filter(question=question)] == [9]


def test_handing_over_moves_all_and_keeps_the_note(world: World, question: HelpQuestion) -> None:
    joost = world.people["Joost"]
    his = world.question(provider=world.mee, supporter=joost)
    moved = casework.hand_over(
        questions=[question, his], supporter=joost, note="Bel na tienen", by=world.people["Karin"], today=TODAY
    )
    assert moved == [question]
    question.refresh_from_db()
    assert question.supporter == joost
    assert question.events.get(kind=QuestionEvent.Kind.HANDED_OVER).note == "Bel na tienen"
    assert not his.events.filter(kind=QuestionEvent.Kind.HANDED_OVER).exists()


def test_handing_over_is_all_or_none(world: World, question: HelpQuestion) -> None:
    closed = close(world, world.question(provider=world.mee, supporter=world.people["Fatima"]))
    with pytest.raises(Refused, match="al afgesloten"):
        casework.hand_over(
            questions=[question, closed],
            supporter=world.people["Joost"],
            note="x",
            by=world.people["Karin"],
            today=TODAY,
        )
    question.refresh_from_db()
    assert question.supporter == world.people["Fatima"]


def test_nobody_of_another_provider_gets_the_question(world: World, question: HelpQuestion) -> None:
    with pytest.raises(Refused, match="Petra werkt niet bij de aanbieder"):
        casework.hand_over(
            questions=[question], supporter=world.people["Petra"], note="x", by=world.people["Karin"], today=TODAY
        )


def test_taking_a_question_that_a_colleague_took_is_refused(world: World) -> None:
    question = world.question(provider=world.mee)
    taken = casework.take(question=question, by=world.people["Fatima"], version=question.version)
    assert taken.supporter == world.people["Fatima"]
    with pytest.raises(ChangedMeanwhile):
        casework.take(question=question, by=world.people["Joost"], version=question.version)
    with pytest.raises(Refused, match="Een collega heeft deze vraag al"):
        casework.take(question=question, by=world.people["Joost"], version=taken.version)


def test_editing_changes_wording_and_domains(world: World, question: HelpQuestion) -> None:
    edited = casework.edit_question(
        question=question,
        text="Nieuw",
        domains=["housing", "welfare"],
        by=world.people["Fatima"],
        version=question.version,
    )
    assert edited.text == "Nieuw"
    assert {each.domain for each in edited.domains.all()} == {"housing", "welfare"}
    note = edited.events.get(kind=QuestionEvent.Kind.CORRECTED).note
    assert note == "Gewijzigd: de vraag en de leefgebieden."
    with pytest.raises(ChangedMeanwhile):
        casework.edit_question(
            question=question, text="Ouder", domains=["care"], by=world.people["Joost"], version=question.version
        )


def test_a_new_question_out_of_another_stays_with_provider_and_writer(world: World, question: HelpQuestion) -> None:
    new = casework.NewForClient(
        text="En nu de woning", domains=("housing",), channel=Channel.OWN_NUMBER, received_on=TODAY
    )
    (made,) = casework.new_question(
        client=question.client, new=new, by=world.people["Fatima"], today=TODAY, follows=question
    )
    assert (made.follows, made.provider, made.supporter) == (question, world.mee, world.people["Fatima"])
    assert made.triaged_at is not None
    assert [each.domain for each in made.domains.all()] == ["housing"]


def test_a_coordinators_new_question_waits_for_triage(world: World, question: HelpQuestion) -> None:
    new = casework.NewForClient(text="Nog iets", domains=("care",), channel=Channel.EMAIL_WEB, received_on=TODAY)
    (made,) = casework.new_question(client=question.client, new=new, by=world.people["Ruud"], today=TODAY)
    assert (made.provider, made.supporter, made.triaged_at) == (None, None, None)
