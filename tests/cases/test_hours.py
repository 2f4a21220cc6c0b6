"""Hours on a question and other work: what one act writes, stamps and refuses."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases import hours
from cases.acts import ChangedMeanwhile, Refused
from cases.codes import Activity, OtherWorkKind
from cases.models import Contact, HelpQuestion, OtherWork
from oco.closing import PeriodFiled, is_refusal
from oco.models import PeriodClosing
from tests.cases.world import TODAY, World

MONDAY = TODAY - timedelta(days=2)


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 9, 1))


def add(world: World, question: HelpQuestion, **changes: object) -> Contact:
    given: dict[str, object] = {
        "by": world.people["Fatima"],
        "on": TODAY,
        "activity": Activity.TALK,
        "minutes": 30,
        **changes,
    }
    made = hours.add_contact(question=question, today=TODAY, **given)  # type: ignore[arg-type]
    assert made is not None
    return made


def file_quarter(world: World) -> None:
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )


def test_second_supporter_and_travel_are_lines_beside_the_first(world: World, question: HelpQuestion) -> None:
    first = add(world, question, minutes=60, second_supporter=world.people["Joost"], travel_minutes=20, note="Thuis")
    lines = [
        (line.supporter.name, line.activity, line.minutes, line.beside_id)
        for line in question.contacts.select_related("supporter").order_by("pk")
    ]
    assert lines == [
        ("Fatima", "talk", 60, None),
        ("Joost", "talk", 60, first.pk),
        ("Fatima", "travel", 20, first.pk),
        ("Joost", "travel", 20, first.pk),
    ]
    assert first.note == "Thuis"
    # 60 + 60 + 20 + 20: two at one visit write both.
    assert sum(line.minutes for line in question.contacts.all()) == 160
    assert {line.provider for line in question.contacts.all()} == {world.mee}


def test_first_contact_is_the_first_time_with_the_client(world: World, question: HelpQuestion) -> None:
    add(world, question, activity=Activity.PREPARATION, on=MONDAY)
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (None, MONDAY)
    add(world, question, activity=Activity.PHONE, on=TODAY)
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (TODAY, MONDAY)


def test_an_earlier_day_written_later_moves_the_stamps_back(world: World, question: HelpQuestion) -> None:
    add(world, question, on=TODAY)
    add(world, question, on=MONDAY)
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (MONDAY, MONDAY)


def test_a_colleague_makes_the_first_contact_but_does_not_pick_up(world: World, question: HelpQuestion) -> None:
    add(world, question, by=world.people["Joost"])
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (TODAY, None)


def test_nobodys_question_is_of_who_works_on_it_first(world: World) -> None:
    question = world.question(provider=world.mee)
    add(world, question)
    question.refresh_from_db()
    assert question.supporter == world.people["Fatima"]
    assert question.picked_up_on == TODAY
    assert question.events.last().note == "Fatima nam de vraag op zich."  # type: ignore[union-attr]


def test_correcting_the_day_moves_stamps_and_companions(world: World, question: HelpQuestion) -> None:
    line = add(world, question, on=MONDAY, travel_minutes=10)
    hours.edit_contact(
        contact=line,
        by=world.people["Fatima"],
        today=TODAY,
        on=TODAY,
        activity=Activity.TALK,
        minutes=45,
        note="Anders",
        version=line.version,
    )
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (TODAY, TODAY)
    assert set(question.contacts.values_list("on", flat=True)) == {TODAY}
    assert question.contacts.get(pk=line.pk).minutes == 45


def test_correcting_only_the_text_leaves_stamps_of_an_earlier_supporter(world: World, question: HelpQuestion) -> None:
    line = add(world, question, on=MONDAY)
    HelpQuestion.objects.filter(pk=question.pk).update(supporter=world.people["Joost"])
    hours.edit_contact(
        contact=line,
        by=world.people["Fatima"],
        today=TODAY,
        on=MONDAY,
        activity=Activity.TALK,
        minutes=30,
        note="Tikfout hersteld",
        version=line.version,
    )
    question.refresh_from_db()
    assert question.picked_up_on == MONDAY


def test_removing_the_only_line_takes_the_stamps_along(world: World, question: HelpQuestion) -> None:
    line = add(world, question, second_supporter=world.people["Joost"])
    hours.delete_contact(contact=line, by=world.people["Fatima"], version=line.version)
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (None, None)
    assert not question.contacts.exists()


def test_the_second_of_two_editors_sees_what_the_first_wrote(world: World, question: HelpQuestion) -> None:
    line = add(world, question, note="eerste tekst")
    seen = line.version

    def save(name: str) -> Contact:
        return hours.edit_contact(
            contact=line,
            by=world.people[name],
            today=TODAY,
            on=TODAY,
            activity=Activity.TALK,
            minutes=30,
            note=f"van {name}",
            version=seen,
        )

    save("Fatima")
    with pytest.raises(ChangedMeanwhile) as clash:
        save("Karin")
    assert isinstance(clash.value.current, Contact)
    assert clash.value.current.note == "van Fatima"
    line.refresh_from_db()
    assert line.note == "van Fatima"


@pytest.mark.parametrize(
    ("on", "sentence"),
    [(TODAY + timedelta(days=1), "ligt in de toekomst"), (date(2026, 8, 31), "kwam pas op 1-9-2026 binnen")],
)
def test_a_day_that_cannot_be_is_refused_at_the_date(
    world: World, question: HelpQuestion, on: date, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        add(world, question, on=on)
    assert refusal.value.field == "on"


def test_hours_in_a_filed_quarter_are_refused_in_a_sentence(world: World, question: HelpQuestion) -> None:
    file_quarter(world)
    with pytest.raises(PeriodFiled, match="3e kwartaal van 2026 is ingediend"):
        add(world, question, on=date(2026, 9, 30))
    assert not question.contacts.exists()
    add(world, question, on=date(2026, 10, 1))
    assert question.contacts.count() == 1


def test_the_database_refuses_hours_in_a_filed_quarter_as_well(world: World, question: HelpQuestion) -> None:
    line = add(world, question, on=date(2026, 9, 30))
    file_quarter(world)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Contact.objects.filter(pk=line.pk).update(minutes=999)
    assert is_refusal(refused.value)
    line.refresh_from_db()
    assert line.minutes == 30


def test_moving_a_line_out_of_a_filed_quarter_is_refused(world: World, question: HelpQuestion) -> None:
    line = add(world, question, on=date(2026, 9, 30))
    file_quarter(world)
    with pytest.raises(PeriodFiled):
        hours.edit_contact(
            contact=line,
            by=world.people["Fatima"],
            today=TODAY,
            on=TODAY,
            activity=Activity.TALK,
            minutes=30,
            note="",
            version=line.version,
        )
    with pytest.raises(PeriodFiled):
        hours.delete_contact(contact=line, by=world.people["Fatima"], version=line.version)


def test_a_form_that_comes_twice_writes_once(world: World, question: HelpQuestion) -> None:
    key = uuid.uuid4()
    add(world, question, key=key)
    again = hours.add_contact(
        question=question,
        by=world.people["Fatima"],
        today=TODAY,
        on=TODAY,
        activity=Activity.TALK,
        minutes=30,
        key=key,
    )
    assert again is None
    assert question.contacts.count() == 1


def test_who_may_change_a_line(world: World, question: HelpQuestion) -> None:
    line = add(world, question)
    leads = frozenset({world.mee.pk})
    assert hours.may_change(line, world.people["Fatima"], frozenset())
    assert not hours.may_change(line, world.people["Joost"], frozenset())
    assert hours.may_change(line, world.people["Karin"], leads)


def other_work(world: World, on: date) -> OtherWork | None:
    return hours.write_other_work(
        by=world.people["Fatima"],
        today=TODAY,
        provider=world.mee,
        front_door=world.front_door,
        on=on,
        kind=OtherWorkKind.GROUP,
        minutes=90,
        people=12,
    )


def test_other_work_stands_apart_from_questions(world: World) -> None:
    work = other_work(world, TODAY)
    assert work is not None
    assert (work.supporter, work.minutes, work.people) == (world.people["Fatima"], 90, 12)
    assert not Contact.objects.exists()


def test_other_work_in_the_future_or_a_filed_quarter_is_refused(world: World) -> None:
    file_quarter(world)
    with pytest.raises(Refused, match="toekomst"):
        other_work(world, TODAY + timedelta(days=1))
    with pytest.raises(PeriodFiled):
        other_work(world, date(2026, 9, 30))
    assert not OtherWork.objects.exists()


@pytest.mark.parametrize(("days", "late"), [(7, False), (8, True)])
def test_written_more_than_a_week_later_is_late(days: int, late: bool) -> None:
    assert hours.written_late(TODAY - timedelta(days=days), TODAY) is late
