"""Attempts, pauses and waiting: what each act writes, stamps and refuses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction

from cases import attempts, caseload, casework, clock, hours, lists, reminders, triage, waiting
from cases.acts import ChangedMeanwhile, Refused
from cases.codes import Activity, Outcome, PauseReason, ReachChannel, TermKind
from cases.models import HelpQuestion, QuestionEvent, ReachAttempt, TermPause
from cases.norms import norms_on
from cases.rules import Clock
from oco.closing import PeriodFiled, is_refusal
from oco.models import PeriodClosing, User
from tests.cases.world import TODAY, World

BOTH = (TermKind.FIRST_CONTACT, TermKind.PICK_UP)
# Of a question of 9 November: first contact by Monday 23 November, pick-up by Monday 7 December.
RECEIVED = date(2026, 11, 9)
CONTACT_DUE, PICK_UP_DUE = date(2026, 11, 23), date(2026, 12, 7)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(f"{TODAY} 10:00+01:00", tick=False):
        yield


@pytest.fixture
def fatima(world: World) -> User:
    return world.people["Fatima"]


@pytest.fixture
def question(world: World) -> HelpQuestion:
    found = world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=RECEIVED)
    assert (found.first_contact_due_on, found.pick_up_due_on) == (CONTACT_DUE, PICK_UP_DUE)
    return found


def tried(question: HelpQuestion, by: User, *moments: str) -> list[ReachAttempt]:
    """Attempts at these moments, as "16 09:00" in November."""
    made = []
    for moment in moments:
        day, hour = moment.split()
        with time_machine.travel(datetime.fromisoformat(f"2026-11-{day}T{hour}:00").replace(tzinfo=AMSTERDAM)):
            attempt = attempts.write_attempt(question=question, by=by, today=date(2026, 11, int(day)))
            assert attempt is not None
            made.append(attempt)
    return made


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
THREE = ("13 09:00", "16 09:00", "17 09:00")


def pause(question: HelpQuestion, by: User, **changes: object) -> list[TermPause]:
    given: dict[str, object] = {
        "terms": BOTH,
        "reason": PauseReason.CLIENT_ASKED,
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=14),
        "note": "",
        "today": TODAY,
        **changes,
    }
    return clock.pause(question=question, by=by, **given)  # type: ignore[arg-type]


def days_of(question: HelpQuestion) -> tuple[date | None, date | None]:
    question.refresh_from_db()
    return question.first_contact_paused_due_on, question.pick_up_paused_due_on


def kinds(question: HelpQuestion) -> list[str]:
    return list(question.events.values_list("kind", flat=True))


# --- attempts ---------------------------------------------------------------------------------------------------------


def test_an_attempt_is_one_act_with_a_line_in_the_story(question: HelpQuestion, fatima: User) -> None:
    key = uuid.uuid4()
    for _ in range(2):  # a second click does nothing
        attempts.write_attempt(
            question=question, by=fatima, today=TODAY, channel=ReachChannel.VISIT, note="Briefje in de bus", key=key
        )
    attempt = ReachAttempt.objects.get()
    assert (attempt.channel, attempt.on, attempt.by) == ("visit", TODAY, fatima)
    assert (attempt.event.kind, attempt.event.note) == ("attempt", "Langs geweest om 10:00: Briefje in de bus")
    question.refresh_from_db()
    assert (question.first_contact_on, question.picked_up_on) == (None, None)  # trying isn't reaching


def test_a_wrong_click_is_undone_by_its_writer_on_the_day(world: World, question: HelpQuestion, fatima: User) -> None:
    (old,) = tried(question, fatima, "17 09:00")
    (attempt,) = tried(question, fatima, "18 09:00")
    for who, which in (("Joost", attempt), ("Fatima", old)):
        with pytest.raises(Refused, match="eigen poging van vandaag"):
            attempts.take_back_attempt(attempt=which, by=world.people[who], today=TODAY)
    attempts.take_back_attempt(attempt=attempt, by=fatima, today=TODAY)
    assert list(ReachAttempt.objects.all()) == [old]
    assert kinds(question).count("attempt") == 1


def test_an_attempt_under_a_pause_stays(question: HelpQuestion, fatima: User) -> None:
    *_, last = tried(question, fatima, "16 09:00", "17 09:00", "18 09:00")
    pause(question, fatima, reason=PauseReason.UNREACHABLE)
    with pytest.raises(Refused, match="rust een pauze"):
        attempts.take_back_attempt(attempt=last, by=fatima, today=TODAY)


def test_attempts_count_since_the_client_was_spoken_to(question: HelpQuestion, fatima: User) -> None:
    tried(question, fatima, *THREE)
    assert attempts.reach_of(question).counted == 3
    hours.add_contact(
        question=question, by=fatima, today=TODAY, on=date(2026, 11, 16), activity=Activity.PHONE, minutes=5
    )
    reach = attempts.reach_of(question)
    assert (reach.counted, reach.enough) == (1, False)  # only that of the 17th


def test_how_many_attempts_are_needed_holds_from_a_day_on(world: World, question: HelpQuestion) -> None:
    lists.add_norms(
        organisation=world.partnership,
        valid_from=TODAY + timedelta(days=1),
        values=lists.NormValues(14, 3, 28, 600, None, "wmo", attempts_before_pause=5),  # type: ignore[arg-type]
        by=world.people["Ruud"],
        today=TODAY,
    )
    fresh = HelpQuestion.objects.select_related("front_door").get(pk=question.pk)
    assert attempts.reach_of(fresh).needed == 3
    assert norms_on(world.front_door, TODAY + timedelta(days=1)).attempts_before_pause == 5
    later = world.question(provider=world.mee, received_on=TODAY + timedelta(days=1))
    assert attempts.reach_of(later).needed == 5


def test_new_norms_hold_for_questions_received_from_their_day(world: World, question: HelpQuestion) -> None:
    lists.add_norms(
        organisation=world.partnership,
        valid_from=TODAY + timedelta(days=1),
        values=lists.NormValues(7, 1, 7, 480, None, "wmo"),  # type: ignore[arg-type]
        by=world.people["Ruud"],
        today=TODAY,
    )
    today = world.question(provider=world.mee)
    later = world.question(provider=world.mee, received_on=TODAY + timedelta(days=1))
    question.refresh_from_db()
    assert (question.first_contact_due_on, question.guideline_minutes) == (CONTACT_DUE, 600)
    assert (today.first_contact_due_on, today.guideline_minutes) == (TODAY + timedelta(days=14), 600)
    # Thursday 19 November + 7 days.
    assert (later.first_contact_due_on, later.guideline_minutes) == (date(2026, 11, 26), 480)


# --- pauses -----------------------------------------------------------------------------------------------------------


def test_a_pause_lengthens_both_terms_and_says_so(question: HelpQuestion, fatima: User) -> None:
    version = question.version
    made = pause(question, fatima, note="Opgenomen in het ziekenhuis")
    # 14 days: 23 November + 14 = 7 December; 7 + 14 = 21 December, both Mondays.
    assert days_of(question) == (date(2026, 12, 7), date(2026, 12, 21))
    assert (question.first_contact_due_on, question.pick_up_due_on) == (CONTACT_DUE, PICK_UP_DUE)  # as stamped
    assert question.version == version + 1
    assert {each.term for each in made} == {"first_contact", "pick_up"}
    event = question.events.get(kind=QuestionEvent.Kind.PAUSED)
    assert event.note == (
        "Eerste contact en oppakken staan stil tot 2 december 2026: cliënt vroeg om een latere datum. "
        "Opgenomen in het ziekenhuis"
    )


def test_the_same_form_twice_pauses_once(question: HelpQuestion, fatima: User) -> None:
    key = uuid.uuid4()
    assert len(pause(question, fatima, key=key)) == 2
    assert pause(question, fatima, key=key) == []
    assert TermPause.objects.count() == 2


def test_unreachable_needs_the_attempts_of_the_norms(question: HelpQuestion, fatima: User) -> None:
    tried(question, fatima, "16 09:00", "17 09:00", "17 09:10")  # the last two are one
    with pytest.raises(Refused, match="kan na 3 pogingen, minstens een uur na elkaar") as refused:
        pause(question, fatima, reason=PauseReason.UNREACHABLE)
    assert refused.value.field == "reason"
    tried(question, fatima, "18 09:00")
    pause(question, fatima, reason=PauseReason.UNREACHABLE)
    assert days_of(question)[0] == date(2026, 12, 7)


def test_a_second_pause_needs_new_attempts(question: HelpQuestion, fatima: User) -> None:
    tried(question, fatima, *THREE)
    pause(question, fatima, reason=PauseReason.UNREACHABLE, until_on=TODAY + timedelta(days=2))
    later = TODAY + timedelta(days=3)
    with time_machine.travel(f"{later} 10:00+01:00"), pytest.raises(Refused, match="Er zijn er 0"):
        pause(question, fatima, reason=PauseReason.UNREACHABLE, from_on=later, today=later)


REFUSALS: dict[str, tuple[dict[str, object], str, str]] = {
    "no term": ({"terms": ()}, "terms", "Kies welke termijn"),
    "in the future": ({"from_on": TODAY + timedelta(days=1)}, "from_on", "in de toekomst"),
    "before today without an attempt": ({"from_on": TODAY - timedelta(days=1)}, "from_on", "niet eerder"),
    "ended already": ({"until_on": TODAY}, "until_on", "na vandaag"),
    "91 days": ({"until_on": TODAY + timedelta(days=91)}, "until_on", "hoogstens 90 dagen"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_pause_without_ground_is_refused_at_its_field(question: HelpQuestion, fatima: User, name: str) -> None:
    changes, at, words = REFUSALS[name]
    with pytest.raises(Refused, match=words) as refused:
        pause(question, fatima, **changes)
    assert refused.value.field == at
    assert days_of(question) == (None, None)


def test_a_pause_of_ninety_days_is_the_longest(question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima, until_on=TODAY + timedelta(days=90))
    assert days_of(question)[0] == CONTACT_DUE + timedelta(days=91)  # 21 February 2027 is a Sunday


def test_it_may_begin_on_the_day_of_the_attempt_it_rests_on_and_not_before(
    question: HelpQuestion, fatima: User
) -> None:
    tried(question, fatima, *THREE)  # the third on the 17th
    with pytest.raises(Refused, match="niet eerder beginnen dan 17 november 2026"):
        pause(question, fatima, reason=PauseReason.UNREACHABLE, from_on=date(2026, 11, 16))
    pause(question, fatima, reason=PauseReason.UNREACHABLE, from_on=date(2026, 11, 17))
    # 17 November to 2 December is 15 days: 23 + 15 = 8 December.
    assert days_of(question)[0] == date(2026, 12, 8)


def test_a_missed_term_is_not_laundered(world: World, fatima: User) -> None:
    late = world.question(provider=world.mee, supporter=fatima, received_on=date(2026, 11, 3))  # due on the 17th
    tried(late, fatima, "12 09:00", "13 09:00", "16 09:00")
    with pytest.raises(Refused, match="eerste contact is al voorbij"):
        pause(late, fatima, reason=PauseReason.UNREACHABLE, from_on=date(2026, 11, 16))
    assert days_of(late) == (None, None)
    pause(late, fatima, reason=PauseReason.UNREACHABLE, terms=(TermKind.PICK_UP,))  # that one still runs
    assert days_of(late)[0] is None


def test_a_term_that_is_met_or_stands_still_is_refused(question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima, terms=(TermKind.PICK_UP,))
    with pytest.raises(Refused, match="staat al stil tot 2 december 2026"):
        pause(question, fatima)
    hours.add_contact(question=question, by=fatima, today=TODAY, on=TODAY, activity=Activity.PHONE, minutes=5)
    with pytest.raises(Refused, match="eerste contact is al gehaald"):
        pause(question, fatima, terms=(TermKind.FIRST_CONTACT,))


def test_a_closed_question_takes_none_of_it(question: HelpQuestion, fatima: User) -> None:
    casework.close(
        question=question,
        closing=casework.Closing(on=TODAY, outcome=Outcome.STOPPED),
        by=fatima,
        today=TODAY,
        version=question.version,
    )
    with pytest.raises(Refused, match="afgesloten"):
        pause(question, fatima)
    with pytest.raises(Refused, match="afgesloten"):
        attempts.write_attempt(question=question, by=fatima, today=TODAY)
    with pytest.raises(Refused, match="stil"):
        clock.resume(question=question, by=fatima, today=TODAY)


def test_ended_early_the_days_are_those_that_it_stood_still(question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima)
    later = TODAY + timedelta(days=5)
    clock.resume(question=question, by=fatima, today=later)
    # 5 days: 23 November + 5 = Saturday 28, so Monday 30; 7 + 5 = Saturday 12, so Monday 14 December.
    assert days_of(question) == (date(2026, 11, 30), date(2026, 12, 14))
    assert {(each.until_on, each.ended_by) for each in question.pauses.all()} == {(later, fatima)}
    assert question.events.get(kind=QuestionEvent.Kind.RESUMED).note == "Eerste contact en oppakken lopen weer."


def test_ended_on_the_day_it_began_it_never_was(question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima)
    clock.resume(question=question, by=fatima, today=TODAY)
    assert days_of(question) == (None, None)
    pause(question, fatima)  # and it may begin again
    assert days_of(question)[0] == date(2026, 12, 7)


def test_a_pause_taken_back_at_once_leaves_the_attempts(question: HelpQuestion, fatima: User) -> None:
    *_, last = tried(question, fatima, "16 09:00", "17 09:00", "18 09:00")
    pause(question, fatima, reason=PauseReason.UNREACHABLE)
    assert attempts.reach_of(question).counted == 0
    clock.resume(question=question, by=fatima, today=TODAY)
    assert attempts.reach_of(question).counted == 3
    attempts.take_back_attempt(attempt=last, by=fatima, today=TODAY)


def test_reaching_the_client_lets_the_other_term_run_again(world: World, question: HelpQuestion, fatima: User) -> None:
    tried(question, fatima, *THREE)
    pause(question, fatima, reason=PauseReason.UNREACHABLE)
    # A colleague speaks to the client four days later: the first contact is there, the pick-up isn't.
    later = TODAY + timedelta(days=4)
    hours.add_contact(
        question=question, by=world.people["Joost"], today=later, on=later, activity=Activity.PHONE, minutes=5
    )
    contact_due, pick_up_due = days_of(question)
    assert (question.first_contact_on, contact_due) == (later, date(2026, 12, 7))
    assert pick_up_due == date(2026, 12, 11)  # 7 December + 4
    assert question.events.get(kind="resumed").note == "Oppakken loopt weer. De cliënt is bereikt."


def test_what_the_client_asked_for_holds_when_they_are_spoken_to(
    world: World, question: HelpQuestion, fatima: User
) -> None:
    pause(question, fatima)
    hours.add_contact(
        question=question, by=world.people["Joost"], today=TODAY, on=TODAY, activity=Activity.PHONE, minutes=5
    )
    assert days_of(question)[1] == date(2026, 12, 21)


def test_another_urgency_keeps_the_pause(world: World, fatima: User) -> None:
    urgent = world.question(provider=world.mee, supporter=fatima, urgent=True)  # pick-up by Monday 23 November
    pause(urgent, fatima)
    triage.change_urgency(question=urgent, urgent=False, reason="Het is opgelost", by=world.people["Ruud"])
    urgent.refresh_from_db()
    # Of 18 November + 28 days = 16 December, + 14 = 30 December.
    assert (urgent.pick_up_due_on, urgent.pick_up_paused_due_on) == (date(2026, 12, 16), date(2026, 12, 30))


# --- filed periods ----------------------------------------------------------------------------------------------------


def file_october(world: World) -> None:
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 10, 1), end=date(2027, 1, 1), closed_by=world.people["Karin"]
    )


def test_a_pause_in_a_filed_period_is_refused(world: World, question: HelpQuestion, fatima: User) -> None:
    file_october(world)
    with pytest.raises(PeriodFiled, match="4e kwartaal van 2026 is ingediend"):
        pause(question, fatima)
    assert not TermPause.objects.exists()


def test_ending_a_pause_in_a_filed_period_is_refused(world: World, question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima)
    file_october(world)
    with pytest.raises(PeriodFiled):
        clock.resume(question=question, by=fatima, today=TODAY + timedelta(days=3))
    assert days_of(question)[0] == date(2026, 12, 7)


def test_the_database_refuses_pauses_of_a_filed_period(world: World, question: HelpQuestion, fatima: User) -> None:
    (first, second) = pause(question, fatima)
    file_october(world)

    def refused(write: object) -> bool:
        try:
            with transaction.atomic():
                write()  # type: ignore[operator]
        except DatabaseError as error:
            return is_refusal(error)
        return False

    pauses = TermPause.objects.filter(pk=first.pk)
    assert refused(lambda: pauses.update(until_on=TODAY + timedelta(days=3)))
    assert refused(lambda: pauses.update(reason=PauseReason.UNREACHABLE))
    assert refused(lambda: second.delete())
    assert refused(lambda: HelpQuestion.objects.filter(pk=question.pk).update(pick_up_paused_due_on=None))
    assert not refused(lambda: pauses.update(note="Een toelichting telt niet"))


# --- lists use the day in force ---------------------------------------------------------------------------------------


def test_lists_and_mails_use_the_last_day_in_force(world: World, question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima)
    other = world.question(provider=world.mee, supporter=fatima, received_on=RECEIVED)
    day = date(2026, 11, 24)  # the day after the first last day
    open_ones = HelpQuestion.objects.open()
    assert list(open_ones.filter(caseload.overdue(day))) == [other]
    assert list(open_ones.filter(caseload.nearly_late(date(2026, 12, 4)))) == [question]  # three days before 7 December
    assert list(open_ones.order_by(caseload.next_due(), "pk")) == [other, question]
    (load,) = caseload.loads(open_ones, today=day)
    assert (load.overdue_count, load.due_soon_count) == (1, 0)
    (mine,) = (each for each in reminders.due(today=day) if each.user == fatima)
    assert [pk for _, pk in mine.terms.overdue] == [other.pk]
    rows = caseload.rows(caseload.with_work(open_ones.order_by("pk")), today=day)
    assert [row.overdue for row in rows] == [False, True]
    contact, pick_up = rows[0].terms
    assert (contact.clock, contact.words, contact.due_on) == (
        Clock.PAUSED,
        "staat stil tot 2 december",
        date(2026, 12, 7),
    )
    assert pick_up.paused
    assert rows[0].pending == [contact, pick_up]


def test_met_after_the_first_last_day_is_on_time_after_pause(question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima)
    on = date(2026, 12, 3)
    hours.add_contact(question=question, by=fatima, today=on, on=on, activity=Activity.HOME_VISIT, minutes=60)
    (row,) = caseload.rows(caseload.with_work(HelpQuestion.objects.filter(pk=question.pk)), today=on)
    contact, pick_up = row.terms
    assert (contact.words, contact.kind) == ("op tijd na pauze", "ok")  # 23 November < 3 < 7 December
    assert pick_up.words == "op tijd"  # 3 December is within the first term of 7 December


# --- waiting on somebody else -----------------------------------------------------------------------------------------


def wait(question: HelpQuestion, by: User, look: date, *, today: date = TODAY, words: str = "wachtlijst") -> None:
    question.refresh_from_db()
    clock.wait(question=question, waits_for=words, look_again_on=look, by=by, today=today, version=question.version)
    question.refresh_from_db()


def test_waiting_has_a_reason_and_a_day_and_ends(question: HelpQuestion, fatima: User) -> None:
    wait(question, fatima, TODAY + timedelta(days=30), words=" wachtlijst thuisbegeleiding ")
    assert (question.waits_for, question.look_again_on) == ("wachtlijst thuisbegeleiding", date(2026, 12, 18))
    wait(question, fatima, TODAY + timedelta(days=60))  # put off
    assert question.look_again_on == date(2027, 1, 17)
    with pytest.raises(ChangedMeanwhile):
        clock.end_waiting(question=question, by=fatima, version=question.version - 1)
    clock.end_waiting(question=question, by=fatima, version=question.version)
    ended = HelpQuestion.objects.get(pk=question.pk)
    assert (ended.waits_for, ended.look_again_on) == ("", None)
    assert [kind for kind in kinds(question) if kind.startswith("wait")] == ["waiting", "waiting", "waited"]
    with pytest.raises(Refused, match="wacht niet"):
        clock.end_waiting(question=ended, by=fatima, version=ended.version)


@pytest.mark.parametrize(
    ("words", "look", "field"),
    [
        (" ", TODAY + timedelta(days=1), "waits_for"),
        ("wachtlijst", TODAY, "look_again_on"),
        ("wachtlijst", TODAY + timedelta(days=366), "look_again_on"),
    ],
)
def test_waiting_without_words_or_day_is_refused(
    question: HelpQuestion, fatima: User, words: str, look: date, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        wait(question, fatima, look, words=words)
    assert refused.value.field == field


def test_a_waiting_question_is_not_untouched_before_its_day(world: World, fatima: User) -> None:
    question = world.question(provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=40))
    worked = caseload.with_work(HelpQuestion.objects.filter(pk=question.pk))
    assert worked.filter(caseload.untouched(TODAY)).exists()
    look = TODAY + timedelta(days=10)
    wait(question, fatima, look)
    assert not worked.filter(caseload.untouched(look - timedelta(days=1))).exists()
    assert worked.filter(caseload.untouched(look)).exists()


def test_on_the_day_it_waits_for_its_supporter(world: World, question: HelpQuestion, fatima: User) -> None:
    look = TODAY + timedelta(days=10)
    wait(question, fatima, look)

    def words(name: str, day: date) -> list[str]:
        return [item.what for item in clock.waiting(world.people[name], day)]

    assert words("Fatima", look - timedelta(days=1)) == []
    assert words("Fatima", look) == ["Kijk opnieuw: wachtlijst"]
    assert words("Joost", look) == []
    assert [item.on for item in waiting.for_user(fatima, today=look)] == [look]


def test_a_term_that_runs_again_waits_until_somebody_tries(question: HelpQuestion, fatima: User) -> None:
    pause(question, fatima, until_on=date(2026, 11, 20))

    def words(day: int) -> list[str]:
        return [item.what for item in clock.waiting(fatima, date(2026, 11, day))]

    assert words(19) == []
    assert words(20) == ["De termijn loopt weer"]  # once, though both terms stood still
    tried(question, fatima, "20 11:00")
    assert words(20) == []
