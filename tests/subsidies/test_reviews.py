"""The municipality's decision and the provider's answer."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from reporting.models import Report
from subsidies import filing, reviews
from subsidies.models import Review
from subsidies.reviews import ReviewRefused, Standing
from tests.subsidies.world import FILED_AT, Q1, World


@pytest.fixture
def report(world: World) -> Report:
    world.small_quarter()
    return filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )


def _review(decision: str, answer: str = "") -> Review:
    return Review(decision=decision, question="Waarom?" if decision == "sent_back" else "", answer=answer)


@pytest.mark.parametrize(
    ("given", "newest", "standing"),
    [
        ([], True, Standing.WAITS_FOR_CHECK),
        ([], False, Standing.REPLACED),
        ([_review("sent_back")], True, Standing.QUESTION_WAITS),
        ([_review("sent_back")], False, Standing.REPLACED),
        ([_review("sent_back", "Daarom.")], True, Standing.ANSWERED),
        ([_review("sent_back", "Daarom."), _review("accepted")], True, Standing.ACCEPTED),
        ([_review("accepted")], False, Standing.ACCEPTED),
    ],
)
def test_where_a_version_stands(given: list[Review], newest: bool, standing: Standing) -> None:
    assert reviews.position(given, newest=newest).standing is standing


def test_an_accepted_report_is_not_decided_again(world: World, report: Report) -> None:
    reviews.accept(report=report, by=world.officer)
    with pytest.raises(ReviewRefused, match=r"Dit rapport is al akkoord\."):
        reviews.send_back(report=report, question="Toch nog iets?", by=world.officer)
    assert report.reviews.count() == 1


def test_one_question_waits_at_a_time(world: World, report: Report) -> None:
    review = reviews.send_back(report=report, question="Waardoor?", by=world.officer)
    with pytest.raises(ReviewRefused, match="wacht al een vraag"):
        reviews.send_back(report=report, question="En?", by=world.officer)
    with pytest.raises(ReviewRefused, match="wacht al een vraag"):
        reviews.accept(report=report, by=world.officer)
    with pytest.raises(IntegrityError, match="review_one_question_waits"), transaction.atomic():
        Review.objects.create(
            report=report, decision="sent_back", question="Nog een", decided_by=world.officer, decided_by_name="B"
        )
    reviews.answer(review=review, text="Daardoor.", by=world.manager)
    assert reviews.send_back(report=report, question="En nu?", by=world.officer).question == "En nu?"


def test_an_answer_is_given_once(world: World, report: Report) -> None:
    review = reviews.send_back(report=report, question="Waardoor?", by=world.officer)
    answered = reviews.answer(review=review, text=" Daardoor. ", by=world.manager)
    assert (answered.answer, answered.answered_by_name) == ("Daardoor.", "Manager-Zosamen")
    with pytest.raises(ReviewRefused, match="al beantwoord"):
        reviews.answer(review=review, text="Iets anders.", by=world.manager)


@pytest.mark.parametrize("text", ["", "   "])
def test_a_question_and_an_answer_have_words(world: World, report: Report, text: str) -> None:
    with pytest.raises(ReviewRefused, match="Schrijf op wat u wilt weten"):
        reviews.send_back(report=report, question=text, by=world.officer)
    review = reviews.send_back(report=report, question="Waardoor?", by=world.officer)
    with pytest.raises(ReviewRefused, match="Vul uw antwoord in"):
        reviews.answer(review=review, text=text, by=world.manager)


def test_only_the_newest_version_is_decided(world: World, report: Report) -> None:
    reviews.send_back(report=report, question="Waardoor?", by=world.officer)
    filing.open_correction(report=report, reason="Vergeten vraag", by=world.manager)
    second = filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        now=FILED_AT,
        reason="Vergeten vraag",
    )
    with pytest.raises(ReviewRefused, match="nieuwe versie"):
        reviews.accept(report=report, by=world.officer)
    assert reviews.accept(report=second, by=world.officer).report == second
