"""After closing: the client's answers, checks later on, reopening, and the question that follows."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from cases import aftercare, casework, evaluation, hours, waiting
from cases.acts import Refused
from cases.casework import Closing
from cases.codes import Activity, AftercareKind, Fits, OtherWorkKind, Outcome
from cases.evaluation import Said
from cases.models import AftercareContact, Evaluation, HelpQuestion, OtherWork, QuestionEvent
from oco.closing import PeriodFiled
from oco.models import Membership, PeriodClosing, User
from tests.cases.world import TODAY, World, as_

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Kind = QuestionEvent.Kind


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def question(world: World) -> HelpQuestion:
    """Closed today."""
    return closed(world)


def now() -> datetime:
    return datetime.now(tz=AMSTERDAM)


def closed(world: World, *, on: date = TODAY, email: str = "", last_name: str = "Zonneveld") -> HelpQuestion:
    question = world.question(
        provider=world.mee,
        supporter=world.people["Fatima"],
        received_on=on - timedelta(days=20),
        client=world.client(last_name, email=email),
        text="Schulden bij de bank",
    )
    question.refresh_from_db()
    return casework.close(
        question=question,
        closing=Closing(on=on, outcome=Outcome.INFORMATION_ADVICE),
        by=world.people["Fatima"],
        today=TODAY,
        version=question.version,
    )


def file_period(world: World, start: date, end: date) -> None:
    PeriodClosing.objects.create(front_door=world.front_door, start=start, end=end, closed_by=world.people["Karin"])


def asked(world: World, name: str = "Fatima", today: date = TODAY) -> list[str]:
    user = User.objects.get(pk=world.people[name].pk)
    return [item.what for item in waiting.for_user(user, today=today)]


# --- evaluation, by phone ---------------------------------------------------------------------------------------------


def write(world: World, question: HelpQuestion, said: Said, **changes: object) -> HelpQuestion:
    question.refresh_from_db()
    given: dict[str, object] = {"on": TODAY, "version": question.version, **changes}
    return evaluation.write(question=question, said=said, by=world.people["Fatima"], today=TODAY, **given)  # type: ignore[arg-type]


def test_an_evaluation_is_written_any_time_after_closing(world: World) -> None:
    question = closed(world, on=date(2026, 3, 2))
    write(world, question, Said(8, Fits.PARTLY, consent=True))
    found = Evaluation.objects.get(question=question)
    assert (found.score, found.fits, found.survey_consent, found.given_on) == (8, "partly", True, TODAY)
    assert not found.by_client
    note = question.events.get(kind=Kind.EVALUATED).note
    assert note == "Cijfer 8, past de oplossing: deels (gevraagd aan de cliënt)"


@pytest.mark.parametrize(
    ("said", "changes", "field"),
    [
        (Said(), {}, "score"),
        (Said(consent=True), {}, "score"),  # a consent alone is no evaluation
        (Said(8), {"on": TODAY + timedelta(days=1)}, "on"),
        (Said(8), {"on": TODAY - timedelta(days=1)}, "on"),
    ],
)
def test_an_evaluation_says_something_after_the_closing(
    world: World, question: HelpQuestion, said: Said, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        write(world, question, said, **changes)
    assert refusal.value.field == field


def test_an_open_question_is_not_evaluated_apart(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    with pytest.raises(Refused, match="nog open"):
        write(world, question, Said(8))
    with pytest.raises(Refused, match="nog open"):
        evaluation.ask(question=question, mail=False, by=world.people["Fatima"], now=now())


def test_a_filed_answer_stays(world: World) -> None:
    question = closed(world, on=date(2026, 5, 4))
    write(world, question, Said(4), on=date(2026, 6, 1))
    file_period(world, date(2026, 4, 1), date(2026, 7, 1))
    with pytest.raises(PeriodFiled):
        write(world, question, Said(9))
    with pytest.raises(PeriodFiled):
        evaluation.ask(question=question, mail=False, by=world.people["Fatima"], now=now())
    assert Evaluation.objects.get(question=question).score == 4


def test_a_consent_that_was_not_asked_again_stays(world: World, question: HelpQuestion) -> None:
    write(world, question, Said(8, consent=False))
    write(world, question, Said(9))
    assert Evaluation.objects.get(question=question).survey_consent is False


# --- evaluation, by the client ----------------------------------------------------------------------------------------

ANSWERS = {"score": "9", "fits": "yes", "consent": "yes"}


def link_for(world: World, question: HelpQuestion, *, by_mail: bool = False) -> str:
    address = evaluation.ask(question=question, mail=by_mail, by=world.people["Fatima"], now=now())
    assert address is not None
    return address.replace("http://localhost:8000", "")


def test_the_clients_page_names_nobody(world: World, question: HelpQuestion) -> None:
    url = link_for(world, question)
    page = Browser().get(url)
    text = page.content.decode()
    assert "Wat vond u van de hulp van MEE?" in text
    for secret in ("Zonneveld", "Schulden", question.number, "Fatima"):
        assert secret not in text
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not Evaluation.objects.exists()  # opening writes nothing


def test_the_client_answers_once_and_is_thanked(world: World, question: HelpQuestion) -> None:
    url, browser = link_for(world, question), Browser()
    wrong = browser.post(url, {"score": "", "fits": ""}).content.decode()
    assert "Kies een cijfer van 1 tot en met 10." in wrong
    assert "Kies ja, deels of nee." in wrong
    thanks = browser.post(url, ANSWERS, follow=True)
    assert "Uw antwoorden zijn verstuurd" in thanks.content.decode()
    found = Evaluation.objects.get(question=question)
    assert (found.score, found.fits, found.survey_consent) == (9, "yes", True)
    assert (found.given_on, found.by_client, found.written_by) == (TODAY, True, None)
    again = browser.post(url, {**ANSWERS, "score": "1"})
    assert again.status_code == 410
    assert "al gebruikt" in again.content.decode()
    assert Evaluation.objects.get(question=question).score == 9


def test_a_consent_may_be_passed_over(world: World, question: HelpQuestion) -> None:
    Browser().post(link_for(world, question), {"score": "7", "fits": "no"})
    assert Evaluation.objects.get(question=question).survey_consent is None


def test_what_the_client_wrote_is_not_written_over(world: World, question: HelpQuestion) -> None:
    Browser().post(link_for(world, question), ANSWERS)
    with pytest.raises(Refused, match="zelf in"):
        write(world, question, Said(10))
    page = as_(world, "Fatima").get(reverse("evaluation", args=[question.pk])).content.decode()
    assert "De cliënt vulde dit zelf in" in page
    assert "Evaluatie opslaan" not in page


def test_a_link_dies_by_withdrawal_expiry_and_reopening(world: World, question: HelpQuestion) -> None:
    fatima = world.people["Fatima"]
    withdrawn = link_for(world, question)
    evaluation.withdraw(question=question, by=fatima, now=now())
    assert "werkt niet" in Browser().get(withdrawn).content.decode()
    expired = link_for(world, question)
    with time_machine.travel(f"{TODAY + timedelta(days=30)} 10:01+01:00", tick=True):
        assert "verlopen" in Browser().post(expired, ANSWERS).content.decode()
    living = link_for(world, question)
    question.refresh_from_db()
    casework.reopen(question=question, reason="Toch niet klaar", by=fatima, today=TODAY, version=question.version)
    assert Browser().post(living, ANSWERS).status_code == 410
    assert not Evaluation.objects.exists()


def test_a_filed_period_refuses_the_client_in_a_calm_sentence(world: World, question: HelpQuestion) -> None:
    url = link_for(world, question)
    file_period(world, date(2026, 10, 1), date(2027, 1, 1))
    answer = Browser().post(url, ANSWERS)
    assert answer.status_code == 410
    assert "U hoeft niets te doen" in answer.content.decode()
    assert evaluation.living_link(question, now=now()) is not None  # the refusal used nothing up


def test_the_link_stands_on_the_page_once(world: World, question: HelpQuestion) -> None:
    browser, url = as_(world, "Fatima"), reverse("evaluation_link", args=[question.pk])
    data = {"key": str(uuid.uuid4())}
    first = browser.post(url, data).content.decode()
    found = re.search(r'id="adres">http://localhost:8000(/mening/[^<]+)<', first)
    assert found is not None
    assert browser.post(url, data).headers["Location"] == reverse("evaluation", args=[question.pk])
    page = browser.get(reverse("evaluation", args=[question.pk])).content.decode()
    assert found[1] not in page
    assert "werkt tot en met 18 december 2026" in page
    browser.post(reverse("evaluation_withdraw", args=[question.pk]))
    assert Browser().get(found[1]).status_code == 410


def test_the_mail_tells_nothing_of_the_question(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    question = closed(world, email="bep@voorbeeld.nl")
    with django_capture_on_commit_callbacks(execute=True):
        url = link_for(world, question, by_mail=True)
    (sent,) = mail.outbox
    assert sent.to == ["bep@voorbeeld.nl"]
    assert url in sent.body
    data = {"mail": "on", "key": str(uuid.uuid4())}
    page = as_(world, "Fatima").post(reverse("evaluation_link", args=[question.pk]), data).content.decode()
    assert "De link is naar de cliënt gemaild." in page
    for secret in ("Zonneveld", "Schulden", question.number, "Fatima"):
        assert secret not in f"{sent.subject} {sent.body}"


def test_without_an_address_nothing_is_mailed(world: World, question: HelpQuestion) -> None:
    with pytest.raises(Refused, match="geen e-mailadres"):
        evaluation.ask(question=question, mail=True, by=world.people["Fatima"], now=now())
    page = as_(world, "Fatima").get(reverse("evaluation", args=[question.pk])).content.decode()
    assert "geen e-mailadres bekend" in page


def test_the_page_writes_down_what_was_said_on_the_phone(world: World, question: HelpQuestion) -> None:
    browser, url = as_(world, "Fatima"), reverse("evaluation", args=[question.pk])
    data = {"score": "8", "fits": "", "consent": "no", "on": TODAY.isoformat(), "version": question.version}
    assert browser.post(url, data).status_code == 302
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "cijfer 8" in page
    late = browser.post(url, {**data, "score": "2"}).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in late
    assert as_(world, "Petra").get(url).status_code == 404


# --- aftercare --------------------------------------------------------------------------------------------------------


def planned(world: World, question: HelpQuestion, due_on: date = TODAY, **changes: object) -> AftercareContact:
    made = aftercare.plan(
        question=question,
        kind=AftercareKind.AFTERCARE,
        due_on=due_on,
        note="Is de huur betaald?",
        by=world.people["Fatima"],
        today=TODAY,
        **changes,  # type: ignore[arg-type]
    )
    assert made is not None
    return made


def do(world: World, contact: AftercareContact, **changes: object) -> AftercareContact:
    given: dict[str, object] = {"on": TODAY, "result": "Het gaat goed.", "minutes": 10, "version": contact.version}
    return aftercare.do(contact=contact, by=world.people["Fatima"], today=TODAY, **{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "six_weeks", "three_months"),
    [
        (TODAY, date(2026, 12, 30), date(2027, 2, 17)),
        (date(2026, 11, 13), date(2026, 12, 28), date(2027, 2, 12)),  # Christmas Day
    ],
)
def test_usual_moments_are_working_days(today: date, six_weeks: date, three_months: date) -> None:
    assert [each.on for each in aftercare.suggestions(today)] == [six_weeks, three_months]


def test_a_check_comes_back_on_its_day_for_the_fixed_supporter(world: World, question: HelpQuestion) -> None:
    due_on = TODAY + timedelta(days=42)
    planned(world, question, due_on)
    assert asked(world, today=due_on - timedelta(days=1)) == []
    assert asked(world, today=due_on) == ["Nazorg: bel even hoe het gaat"]
    assert asked(world, "Joost", today=due_on) == []
    assert asked(world, "Karin", today=due_on) == []


def test_the_manager_takes_over_what_a_supporter_left_behind(world: World, question: HelpQuestion) -> None:
    planned(world, question)
    Membership.objects.filter(user=world.people["Fatima"]).update(until=TODAY)
    assert asked(world) == []
    assert asked(world, "Karin") == ["Nazorg: bel even hoe het gaat"]
    assert asked(world, "Joost") == []


def test_minutes_of_aftercare_stand_apart_and_can_be_traced(world: World, question: HelpQuestion) -> None:
    contact = do(world, planned(world, question))
    work = OtherWork.objects.get()
    assert (work.kind, work.minutes, work.on) == (OtherWorkKind.AFTERCARE, 10, TODAY)
    assert (work.supporter, work.provider, work.note) == (
        world.people["Fatima"],
        world.mee,
        f"bij vraag {question.number}",
    )
    assert contact.work == work
    assert casework.minutes_of(question) == 0
    assert question.events.filter(kind=Kind.AFTERCARE).last().note == "Nazorg op 18 november 2026.\nHet gaat goed."  # type: ignore[union-attr]
    assert asked(world) == []


def test_a_check_without_minutes_writes_no_hours(world: World, question: HelpQuestion) -> None:
    assert do(world, planned(world, question), minutes=None).work is None
    assert not OtherWork.objects.exists()


def test_minutes_on_a_filed_day_are_refused_and_a_filed_closing_is_no_hindrance(world: World) -> None:
    question = closed(world, on=date(2026, 9, 1))
    file_period(world, date(2026, 7, 1), date(2026, 10, 1))
    contact = planned(world, question)
    with pytest.raises(PeriodFiled):
        do(world, contact, on=date(2026, 9, 30))
    contact.refresh_from_db()
    assert contact.done_on is None
    assert do(world, contact).work is not None


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)])
def test_a_check_was_done_between_the_closing_and_today(world: World, question: HelpQuestion, on: date) -> None:
    with pytest.raises(Refused) as refusal:
        do(world, planned(world, question), on=on)
    assert refusal.value.field == "on"


def test_a_check_is_done_or_left_out_once(world: World, question: HelpQuestion) -> None:
    fatima = world.people["Fatima"]
    contact = planned(world, question)
    aftercare.skip(contact=contact, reason="Verhuisd.", by=fatima, today=TODAY, version=contact.version)
    contact.refresh_from_db()
    with pytest.raises(Refused, match="al gedaan of vervallen"):
        do(world, contact)
    assert question.events.filter(kind=Kind.AFTERCARE, note="Nazorg vervallen: Verhuisd.").exists()


def test_a_check_is_planned_for_a_coming_day_of_a_closed_question(world: World, question: HelpQuestion) -> None:
    with pytest.raises(Refused) as refusal:
        planned(world, question, TODAY - timedelta(days=1))
    assert refusal.value.field == "due_on"
    running = world.question(provider=world.mee, supporter=world.people["Fatima"])
    with pytest.raises(Refused, match="nog open"):
        planned(world, running)


def test_the_pages_of_aftercare_plan_move_and_do(world: World, question: HelpQuestion) -> None:
    browser, url = as_(world, "Fatima"), reverse("aftercare", args=[question.pk])
    page = browser.get(url).content.decode()
    assert 'data-value="2026-12-30"' in page  # over 6 weken
    assert 'data-value="2027-02-17"' in page
    data = {"kind": "pilot_light", "due_on": "2026-11-20", "note": "Huur?", "key": str(uuid.uuid4())}
    for _ in range(2):
        assert browser.post(url, data).status_code == 302
    contact = question.aftercare.get()
    assert "bellen op 20 november 2026" in browser.get(reverse("question", args=[question.pk])).content.decode()
    browser.post(
        reverse("aftercare_move", args=[contact.pk]),
        {"due_on": TODAY.isoformat(), "note": "Huur?", "version": contact.version},
    )
    assert "Waakvlamcontact: bel even hoe het gaat" in browser.get(reverse("today")).content.decode()
    contact.refresh_from_db()
    done = browser.post(
        reverse("aftercare_contact", args=[contact.pk]),
        {"result": "Weer schulden", "minutes": "0:15", "on": TODAY.isoformat(), "version": contact.version},
        follow=True,
    ).content.decode()
    assert "Weer schulden" in done
    assert reverse("reopen_question", args=[question.pk]) in done
    assert reverse("follow_up", args=[question.pk]) in done
    assert "nazorg" in browser.get(reverse("hours")).content.decode()
    others = {
        w: as_(world, w).get(reverse("aftercare_contact", args=[contact.pk])).status_code for w in ("Karin", "Petra")
    }
    assert others == {"Karin": 200, "Petra": 404}


def test_what_waits_costs_as_many_queries_for_one_as_for_three(world: World) -> None:
    def count() -> int:
        user = User.objects.get(pk=world.people["Fatima"].pk)
        with CaptureQueriesContext(connection) as queries:
            assert waiting.for_user(user, today=TODAY)
        return len(queries)

    planned(world, closed(world))
    one = count()
    for _ in range(2):
        planned(world, closed(world))
    assert count() == one


# --- reopening, and the question that follows -------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "may"), [(29, True), (30, True), (31, False)])
def test_the_way_back_by_day(world: World, days: int, may: bool) -> None:
    question = closed(world, on=TODAY - timedelta(days=days))
    browser = as_(world, "Fatima")
    url = reverse("reopen_question", args=[question.pk])
    on_question = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert (url in on_question) is may
    assert reverse("follow_up", args=[question.pk]) in on_question
    last = {29: "19 november", 30: "18 november", 31: "17 november"}[days]
    assert f"{'kan' if may else 'heropenen kon'} tot en met {last} 2026" in on_question
    page = browser.get(url).content.decode()
    answer = browser.post(url, {"reason": "Toch niet klaar", "version": question.version})
    question.refresh_from_db()
    assert question.is_open is may
    if may:
        assert "Heropenen kan tot en met" in page
        assert answer.headers["Location"] == reverse("question", args=[question.pk])
    else:
        assert "Heropenen kon tot en met 17 november 2026" in page  # 18 October + 30 days
        assert "Vraag heropenen</button>" not in page
        assert "langer dan 30 dagen dicht" in answer.content.decode()


def test_a_filed_closing_day_sends_to_a_new_question(world: World) -> None:
    question = closed(world, on=TODAY - timedelta(days=10))
    file_period(world, date(2026, 10, 1), date(2027, 1, 1))
    url = reverse("reopen_question", args=[question.pk])
    page = as_(world, "Fatima").post(url, {"reason": "Toch niet klaar", "version": question.version}).content.decode()
    assert "Het rapport over" in page
    assert reverse("follow_up", args=[question.pk]) in page


def test_reopening_leaves_out_what_was_planned_for_after(world: World, question: HelpQuestion) -> None:
    done = do(world, planned(world, question))
    waits = planned(world, question, TODAY + timedelta(days=42))
    question.refresh_from_db()
    casework.reopen(
        question=question, reason="Weer schulden", by=world.people["Fatima"], today=TODAY, version=question.version
    )
    waits.refresh_from_db()
    done.refresh_from_db()
    assert (waits.skipped_on, waits.skip_reason) == (TODAY, "De vraag is heropend.")
    assert (done.done_on, done.skipped_on) == (TODAY, None)
    assert asked(world, today=TODAY + timedelta(days=42)) == []


def test_a_question_that_follows_tells_what_came_before_to_who_may_read_it(world: World) -> None:
    fatima = world.people["Fatima"]
    old = world.question(provider=world.mee, supporter=fatima, text="Schulden bij de bank")
    for note in ("Een", "Twee", "Drie", "Vier"):
        hours.add_contact(
            question=old, by=fatima, today=TODAY, on=TODAY, activity=Activity.PHONE, minutes=5, note=f"Notitie {note}"
        )
    old.refresh_from_db()
    old = casework.close(
        question=old,
        closing=Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE),
        by=fatima,
        today=TODAY,
        version=old.version,
    )
    browser = as_(world, "Fatima")
    assert "Schulden bij de bank" in browser.get(reverse("follow_up", args=[old.pk])).content.decode()
    (new,) = casework.new_question(
        client=old.client,
        new=casework.NewForClient("Weer schulden", ("care",), channel="own_number", received_on=TODAY),  # type: ignore[arg-type]
        by=fatima,
        today=TODAY,
        follows=old,
    )
    page = browser.get(reverse("question", args=[new.pk])).content.decode()
    for words in (
        "Dit ging eraan vooraf",
        "Schulden bij de bank",
        "informatie en advies",
        "Notitie Vier",
        "Notitie Twee",
    ):
        assert words in page, words
    assert "Notitie Een" not in page
    # With another provider the old question stays with the first.
    HelpQuestion.objects.filter(pk=new.pk).update(provider=world.palet, supporter=world.people["Petra"])
    other = as_(world, "Petra").get(reverse("question", args=[new.pk])).content.decode()
    assert "Weer schulden" in other
    assert "Schulden bij de bank" not in other
    assert old.number in other
