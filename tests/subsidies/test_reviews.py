"""The municipality's questions with what both sides write, and its last word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from reporting.models import Report
from subsidies import filing, reviews, threads
from subsidies.models import Message, Review, Thread
from subsidies.reviews import ReviewRefused, Standing
from subsidies.threads import ThreadRefused, Turn
from tests.subsidies.world import FILED_AT, Q1, World

MUNICIPALITY, PROVIDER = Message.Side.MUNICIPALITY, Message.Side.PROVIDER
# Three moments, one after the other.
FIRST, SECOND, THIRD = (datetime(2018, 5, day, tzinfo=UTC) for day in (1, 2, 3))


@pytest.fixture
def report(world: World) -> Report:
    world.small_quarter()
    return filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )


def again(world: World, report: Report) -> Report:
    """A next version of the same period."""
    filing.open_correction(report=report, reason="Vergeten vraag", by=world.manager)
    return filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        reason="Vergeten vraag",
    )


@pytest.mark.parametrize(
    ("written", "closed", "newest_filed_at", "turn"),
    [
        ([(MUNICIPALITY, SECOND)], False, FIRST, Turn.PROVIDER),
        ([(MUNICIPALITY, FIRST), (PROVIDER, SECOND)], False, None, Turn.MUNICIPALITY),
        ([(MUNICIPALITY, FIRST), (PROVIDER, SECOND), (MUNICIPALITY, THIRD)], False, None, Turn.PROVIDER),
        ([(MUNICIPALITY, FIRST)], False, SECOND, Turn.MUNICIPALITY),  # a next version answers as well
        ([(MUNICIPALITY, FIRST)], True, None, Turn.CLOSED),
    ],
)
def test_whose_turn_it_is(
    written: list[tuple[str, datetime]], closed: bool, newest_filed_at: datetime | None, turn: Turn
) -> None:
    assert threads.turn(written, closed=closed, newest_filed_at=newest_filed_at) is turn


@pytest.mark.parametrize(
    ("accepted", "turns", "newest", "standing"),
    [
        (False, [], True, Standing.WAITS_FOR_CHECK),
        (False, [Turn.CLOSED], True, Standing.WAITS_FOR_CHECK),
        (False, [], False, Standing.REPLACED),
        (False, [Turn.MUNICIPALITY, Turn.PROVIDER], True, Standing.QUESTION_WAITS),
        (False, [Turn.MUNICIPALITY, Turn.CLOSED], True, Standing.ANSWERED),
        (False, [Turn.PROVIDER], False, Standing.REPLACED),
        (True, [Turn.PROVIDER], True, Standing.ACCEPTED),
        (True, [], False, Standing.ACCEPTED),
    ],
)
def test_where_a_version_stands(accepted: bool, turns: list[Turn], newest: bool, standing: Standing) -> None:
    assert reviews.position([Review()] if accepted else [], turns, newest=newest).standing is standing


def test_an_accepted_report_is_not_decided_again(world: World, report: Report) -> None:
    reviews.accept(report=report, by=world.officer)
    with pytest.raises(ReviewRefused, match=r"Dit rapport is al akkoord\."):
        reviews.ask(report=report, question="Toch nog iets?", by=world.officer)
    with pytest.raises(IntegrityError, match="review_accepted_once"), transaction.atomic():
        Review.objects.create(report=report, decided_by=world.officer, decided_by_name="B")
    assert report.reviews.count() == 1


def test_several_questions_wait_beside_each_other_each_about_its_own_figure(world: World, report: Report) -> None:
    reviews.ask(report=report, question="Waardoor?", indicator="unique_clients", by=world.officer)
    reviews.ask(report=report, question="En dit?", by=world.officer)
    talks = threads.talks_about(report)
    assert [(talk.about, talk.turn) for talk in talks] == [
        ("Unieke cliënten", Turn.PROVIDER),
        ("het hele rapport", Turn.PROVIDER),
    ]
    assert reviews.position_of(report).open_questions == 2
    threads.write(thread=talks[0].thread, text="Daardoor.", side=PROVIDER, by=world.manager)
    assert reviews.position_of(report).standing is Standing.QUESTION_WAITS
    threads.write(thread=talks[1].thread, text="Dit ook.", side=PROVIDER, by=world.manager)
    assert reviews.position_of(report).standing is Standing.ANSWERED


def test_a_talk_goes_on_until_the_municipality_closes_it(world: World, report: Report) -> None:
    thread = reviews.ask(report=report, question="Waardoor?", by=world.officer)
    threads.write(thread=thread, text=" Daardoor. ", side=PROVIDER, by=world.manager)
    threads.write(thread=thread, text="Hoeveel dan?", side=MUNICIPALITY, by=world.officer)
    threads.write(thread=thread, text="Twaalf.", side=PROVIDER, by=world.manager)
    assert list(thread.messages.values_list("side", "text", "written_by_name")) == [
        ("municipality", "Waardoor?", "Beleid-Zoetermeer"),
        ("provider", "Daardoor.", "Manager-Zosamen"),
        ("municipality", "Hoeveel dan?", "Beleid-Zoetermeer"),
        ("provider", "Twaalf.", "Manager-Zosamen"),
    ]
    threads.close(thread=thread, by=world.officer)
    assert threads.close(thread=thread, by=world.officer).closed_by_name == "Beleid-Zoetermeer"
    with pytest.raises(ThreadRefused, match="afgesloten"):
        threads.write(thread=thread, text="Nog iets.", side=PROVIDER, by=world.manager)
    assert reviews.position_of(report).standing is Standing.WAITS_FOR_CHECK


def test_a_report_with_open_questions_is_accepted_with_a_note_only(world: World, report: Report) -> None:
    thread = reviews.ask(report=report, question="Waardoor?", by=world.officer)
    with pytest.raises(ReviewRefused, match=r"Er staat nog 1 vraag open\. Sluit die af"):
        reviews.accept(report=report, by=world.officer)
    review = reviews.accept(report=report, by=world.officer, note=" Komt terug in het gesprek. ")
    assert (review.note, review.open_threads) == ("Komt terug in het gesprek.", 1)
    # The question stays: it can be answered and closed after that.
    threads.write(thread=thread, text="Daardoor.", side=PROVIDER, by=world.manager)
    assert reviews.position_of(report).standing is Standing.ACCEPTED


@pytest.mark.parametrize("text", ["", "   "])
def test_a_question_and_an_answer_have_words(world: World, report: Report, text: str) -> None:
    with pytest.raises(ReviewRefused, match="Schrijf op wat u wilt weten"):
        reviews.ask(report=report, question=text, by=world.officer)
    thread = reviews.ask(report=report, question="Waardoor?", by=world.officer)
    with pytest.raises(ThreadRefused, match="Vul uw antwoord in"):
        threads.write(thread=thread, text=text, side=PROVIDER, by=world.manager)
    assert Message.objects.count() == 1


def test_a_question_is_about_a_figure_that_exists(world: World, report: Report) -> None:
    with pytest.raises(ReviewRefused, match="Kies een cijfer"):
        reviews.ask(report=report, question="Waardoor?", indicator="zomaar", by=world.officer)
    assert not Thread.objects.exists()


def test_only_the_newest_version_is_decided_and_it_takes_the_questions_along(world: World, report: Report) -> None:
    reviews.ask(report=report, question="Waardoor?", by=world.officer)
    second = again(world, report)
    with pytest.raises(ReviewRefused, match="nieuwe versie"):
        reviews.accept(report=report, by=world.officer)
    position = reviews.position_of(second)
    assert (position.standing, position.open_questions) == (Standing.ANSWERED, 1)
    assert reviews.accept(report=second, by=world.officer, note="In het gesprek.").report == second


def test_many_reports_cost_as_many_queries_as_one(
    world: World, report: Report, django_assert_num_queries: object
) -> None:
    reviews.ask(report=report, question="Waardoor?", by=world.officer)
    rows = list(Report.objects.latest_versions().prefetch_related("reviews"))
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = reviews.positions(rows)
    assert [position.standing for _, position in found] == [Standing.QUESTION_WAITS]
