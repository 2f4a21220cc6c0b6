"""The pages of the clock, the guideline and the hours: one click, what they offer, to whom, and at how many queries."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import attempts, casework, clock, hours
from cases.codes import Activity, OtherWorkKind, OverGuidelineReason, PauseReason, TermKind
from cases.models import Contact, HelpQuestion, OtherWork, ReachAttempt, TermPause
from oco.models.people import SupporterKind
from tests.cases.world import TODAY, World, as_

HTMX = {"HX-Request": "true"}


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=TODAY - timedelta(days=9))


def work(world: World, question: HelpQuestion, minutes: int, on: date = TODAY, **more: object) -> Contact:
    line = hours.add_contact(
        question=question,
        by=world.people["Fatima"],
        today=TODAY,
        on=on,
        activity=Activity.TALK,
        minutes=minutes,
        **more,  # type: ignore[arg-type]
    )
    assert line is not None
    return line


def tries(world: World, question: HelpQuestion, *days_ago: int) -> None:
    for days in days_ago:
        day = TODAY - timedelta(days=days)
        with time_machine.travel(f"{day} 09:00+01:00"):
            attempts.write_attempt(question=question, by=world.people["Fatima"], today=day)


# --- not reached ------------------------------------------------------------------------------------------------------


def test_not_reached_is_one_click_in_the_row(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    url = reverse("not_reached", args=[question.pk])
    page = browser.get(reverse("today")).content.decode()
    assert f'hx-post="{url}"' in page
    data = {"key": str(uuid.uuid4()), "terug": "vandaag"}
    for _ in range(2):  # a second click does nothing
        row = browser.post(url, data, headers=HTMX).content.decode()
    assert "<html" not in row
    assert f'id="vraag-{question.pk}"' in row
    assert "1 van 3 pogingen" in row
    attempt = ReachAttempt.objects.get()
    assert "1 keer niet bereikt" in browser.get(reverse("today")).content.decode()
    undone = browser.post(reverse("take_back_attempt", args=[attempt.pk]), {"terug": "vandaag"}, headers=HTMX)
    assert "De poging is ongedaan gemaakt." in undone.content.decode()
    assert not ReachAttempt.objects.exists()


def test_not_reached_works_without_a_script(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    url = reverse("not_reached", args=[question.pk])
    answer = browser.post(url, {"key": str(uuid.uuid4()), "terug": "vandaag"})
    assert answer.headers["Location"] == reverse("today")
    answer = browser.post(url, {"key": str(uuid.uuid4()), "channel": "visit", "note": "Briefje in de bus"})
    assert answer.headers["Location"] == reverse("question", args=[question.pk])
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "Langs geweest om 10:00: Briefje in de bus" in page
    assert "1 van 3 pogingen" in page  # within an hour they count once
    last = ReachAttempt.objects.latest("at")
    undo = reverse("take_back_attempt", args=[last.pk])
    assert undo in page
    assert undo not in as_(world, "Joost").get(reverse("question", args=[question.pk])).content.decode()
    assert browser.post(undo).headers["Location"] == reverse("question", args=[question.pk])
    assert ReachAttempt.objects.count() == 1


def test_another_provider_has_no_part_in_it(world: World, question: HelpQuestion) -> None:
    tries(world, question, 0)
    attempt = ReachAttempt.objects.get()
    petra = as_(world, "Petra")
    for name in ("not_reached", "pause_terms", "resume_terms", "wait_question", "end_waiting"):
        assert petra.post(reverse(name, args=[question.pk])).status_code == 404, name
        assert as_(world, "Ruud").post(reverse(name, args=[question.pk])).status_code == 403, name
    assert petra.post(reverse("take_back_attempt", args=[attempt.pk])).status_code == 404
    assert ReachAttempt.objects.count() == 1


def test_after_the_last_attempt_the_page_offers_the_pause(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    url = reverse("question", args=[question.pk])
    offer = f"{reverse('pause_terms', args=[question.pk])}?reden=unreachable"
    tries(world, question, 2, 1)
    assert offer not in browser.get(url).content.decode()
    tries(world, question, 0)
    assert offer in browser.get(url).content.decode()
    form = browser.get(offer).context["form"]
    assert form["reason"].value() == "unreachable"
    assert form["terms"].value() == [TermKind.FIRST_CONTACT, TermKind.PICK_UP]
    assert form["from_on"].value() == TODAY
    data = {
        "reason": "unreachable",
        "terms": ["first_contact", "pick_up"],
        "from_on": TODAY.isoformat(),
        "until_on": (TODAY + timedelta(days=14)).isoformat(),
        "note": "",
        "key": str(form["key"].value()),
    }
    assert browser.post(offer, data).headers["Location"] == url
    page = browser.get(url).content.decode()
    assert "Eerste contact en oppakken staan stil tot 2 december 2026" in page
    assert "staat stil tot 2 december" in page
    assert offer not in page
    assert "Termijn gepauzeerd" in page
    browser.post(reverse("resume_terms", args=[question.pk]))
    page = browser.get(url).content.decode()
    assert "Eerste contact en oppakken lopen weer." in page
    assert "staan stil tot 2 december 2026</strong>" not in page


def test_a_refused_pause_keeps_what_was_typed(world: World, question: HelpQuestion) -> None:
    url = reverse("pause_terms", args=[question.pk])
    data = {
        "reason": "unreachable",
        "terms": ["first_contact"],
        "from_on": TODAY.isoformat(),
        "until_on": (TODAY + timedelta(days=14)).isoformat(),
        "note": "Telefoon staat uit",
        "key": str(uuid.uuid4()),
    }
    answer = as_(world, "Fatima").post(url, data)
    assert list(answer.context["form"].errors) == ["reason"]
    assert "Telefoon staat uit" in answer.content.decode()
    assert not TermPause.objects.exists()


def test_without_a_running_term_there_is_nothing_to_pause(world: World, question: HelpQuestion) -> None:
    work(world, question, 30)
    browser = as_(world, "Fatima")
    answer = browser.get(reverse("pause_terms", args=[question.pk]))
    assert answer.headers["Location"] == reverse("question", args=[question.pk])
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert reverse("pause_terms", args=[question.pk]) not in page
    assert reverse("not_reached", args=[question.pk]) in page  # that still goes in the story


# --- waiting on somebody else -----------------------------------------------------------------------------------------


def test_waiting_stands_beside_the_question_in_lists_and_on_its_day_on_today(
    world: World, question: HelpQuestion
) -> None:
    browser = as_(world, "Fatima")
    url = reverse("wait_question", args=[question.pk])
    assert url in browser.get(reverse("question", args=[question.pk])).content.decode()
    look = TODAY + timedelta(days=10)
    data = {"waits_for": "wachtlijst dagbesteding", "look_again_on": look.isoformat(), "version": question.version}
    assert list(browser.post(url, {**data, "waits_for": ""}).context["form"].errors) == ["waits_for"]
    browser.post(url, data)
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "wachtlijst dagbesteding, kijk opnieuw op 28 november 2026" in page
    for name, who in (("today", "Fatima"), ("questions", "Fatima"), ("team", "Karin"), ("inbox", "Ruud")):
        query = {"team": "?lijst=alle", "inbox": "?lijst=alle"}.get(name, "")
        assert "Wacht op een ander" in as_(world, who).get(reverse(name) + query).content.decode(), name
    assert "Kijk opnieuw: wachtlijst" not in browser.get(reverse("today")).content.decode()
    with time_machine.travel(f"{look} 10:00+01:00"):
        browser = as_(world, "Fatima")
        assert "Kijk opnieuw: wachtlijst dagbesteding" in browser.get(reverse("today")).content.decode()
        question.refresh_from_db()
        browser.post(reverse("end_waiting", args=[question.pk]), {"version": question.version})
        assert "Kijk opnieuw: wachtlijst" not in browser.get(reverse("today")).content.decode()
    question.refresh_from_db()
    assert question.waits_for == ""


# --- the guideline ----------------------------------------------------------------------------------------------------


def test_the_page_tells_when_the_guideline_is_reached_at_this_pace(world: World) -> None:
    question = world.question(
        provider=world.mee, supporter=world.people["Fatima"], received_on=TODAY - timedelta(days=27)
    )
    browser = as_(world, "Fatima")
    url = reverse("question", args=[question.pk])
    for weeks in (3, 2):
        work(world, question, 60, on=TODAY - timedelta(days=7 * weeks - 1))
    assert "In dit tempo" not in browser.get(url).content.decode()  # two days of work say nothing
    work(world, question, 60)
    # 180 minutes in 21 days is 60 a week; 420 left is 49 days after 18 November: 6 January.
    page = browser.get(url).content.decode().replace("\xa0", " ")
    assert "In dit tempo (ongeveer 1 uur per week) is de richtlijn rond 6 januari 2027 bereikt." in page


def test_above_the_guideline_is_a_talk_by_name(world: World) -> None:
    few, many, within = (
        world.question(provider=world.mee, supporter=world.people["Fatima"], client=world.client(name))
        for name in ("Aalbers", "Zonneveld", "Midden")
    )
    joost = world.question(provider=world.mee, supporter=world.people["Joost"])
    foreign = world.question(provider=world.palet, supporter=world.people["Petra"])
    for question, minutes in ((few, 480), (many, 900), (within, 479)):
        work(world, question, minutes)
    for question, name in ((joost, "Joost"), (foreign, "Petra")):
        hours.add_contact(
            question=question,
            by=world.people[name],
            today=TODAY,
            on=TODAY,
            activity=Activity.TALK,
            minutes=1300,
        )
    many.refresh_from_db()
    casework.give_reason(
        question=many,
        reason=OverGuidelineReason.COMPLEXITY,
        note="Drie instanties",
        by=world.people["Fatima"],
        version=many.version,
    )
    browser = as_(world, "Karin")
    answer = browser.get(reverse("team_guideline"))
    groups = [(group.name, [row.question for row in group.rows]) for group in answer.context["groups"]]
    # By the alphabet: Fatima before Joost, who wrote the most; Aalbers before Zonneveld, who took more.
    assert groups == [("Fatima", [few, many]), ("Joost", [joost])]
    page = answer.content.decode()
    assert "Ingewikkelde situatie" in page
    assert "Drie instanties" in page
    assert "Nog geen reden opgeschreven" in page
    assert "is-late" not in page
    assert "badge-danger" not in page
    assert reverse("team_guideline") in browser.get(reverse("team")).content.decode()
    assert as_(world, "Fatima").get(reverse("team_guideline")).status_code == 403


def test_one_minute_stays_one_minute(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    data = {"activity": "phone", "minutes": "1", "note": "", "key": str(uuid.uuid4())}
    browser.post(reverse("quick_minutes", args=[question.pk]), data, headers=HTMX)
    data = {**data, "on": TODAY.isoformat(), "second_supporter": "", "travel_minutes": "", "key": str(uuid.uuid4())}
    browser.post(reverse("add_contact", args=[question.pk]), {**data, "travel_minutes": "1"})
    browser.post(
        reverse("add_hours_line"), {**data, "question": str(question.pk), "minutes": "7", "key": str(uuid.uuid4())}
    )
    assert list(question.contacts.order_by("pk").values_list("activity", "minutes")) == [
        ("phone", 1),
        ("phone", 1),
        ("travel", 1),
        ("phone", 7),
    ]
    assert casework.minutes_of(question) == 10
    assert browser.get(reverse("hours")).context["sheet"].total == 10


# --- hours ------------------------------------------------------------------------------------------------------------


def test_the_minute_buttons_learn_per_person_with_one_query(world: World, question: HelpQuestion) -> None:
    fatima = world.people["Fatima"]
    old = world.question(provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=200))
    for n in range(6):
        work(world, question, 25, on=TODAY - timedelta(days=n))
        work(world, old, 35, on=TODAY - timedelta(days=100 + n))  # too long ago
        work(world, question, 20, on=TODAY, travel_minutes=12)  # travel has no buttons
    with CaptureQueriesContext(connection) as captured:
        found = hours.quick_minutes_of(fatima, today=TODAY)
    assert len(captured) == 1
    assert found == (5, 15, 20, 25, 30, 60)
    for url in (
        reverse("question", args=[question.pk]),
        reverse("quick_minutes", args=[question.pk]),
        reverse("hours"),
    ):
        page = as_(world, "Fatima").get(url).content.decode()
        assert 'data-value="25"' in page, url
        assert 'data-value="35"' not in page, url
        assert 'data-value="25"' not in as_(world, "Joost").get(url).content.decode(), url


def test_an_earlier_line_is_done_once_more(world: World, question: HelpQuestion) -> None:
    line = work(
        world, question, 75, note="Samen naar de bank", second_supporter=world.people["Joost"], travel_minutes=20
    )
    browser = as_(world, "Fatima")
    url = reverse("question", args=[question.pk])
    assert f'href="?kopie={line.pk}#contact"' in browser.get(url).content.decode()
    form = browser.get(f"{url}?kopie={line.pk}").context["contact_form"]
    values = {name: form[name].value() for name in ("note", "activity", "minutes", "second_supporter", "on")}
    assert values == {
        "note": "Samen naar de bank",
        "activity": "talk",
        "minutes": "1:15",
        "second_supporter": str(world.people["Joost"].pk),
        "on": TODAY,
    }
    assert form["travel_minutes"].value() == 20
    page = browser.get(f"{url}?kopie={line.pk}").content.decode()
    assert '<details class="more" open><summary>Met een collega of met reistijd' in page
    # A colleague doesn't copy another's line, and nonsense copies nothing.
    assert as_(world, "Joost").get(f"{url}?kopie={line.pk}").context["contact_form"]["note"].value() is None
    assert browser.get(f"{url}?kopie=x").context["contact_form"]["note"].value() is None


def test_two_supporters_at_one_visit_stand_apart_from_the_travel(world: World, question: HelpQuestion) -> None:
    work(world, question, 60, second_supporter=world.people["Joost"], travel_minutes=20)
    page = as_(world, "Fatima").get(reverse("question", args=[question.pk])).content.decode()
    for words in ("samen met Joost: 1 uur", "reistijd Fatima: 20 min", "reistijd Joost: 20 min"):
        assert words in page.replace("\xa0", " "), words


def test_the_week_sheet_says_how_much_was_written_late(world: World, question: HelpQuestion) -> None:
    monday = TODAY - timedelta(days=9)
    work(world, question, 45, on=monday)  # nine days after
    work(world, question, 15, on=TODAY - timedelta(days=5))
    browser = as_(world, "Fatima")
    answer = browser.get(f"{reverse('hours')}?week=2026-W46")
    (row,) = answer.context["sheet"].rows
    assert (row.total, row.late_minutes, row.may_add) == (60, 45, True)
    assert answer.context["sheet"].late_minutes == 45
    page = answer.content.decode()
    assert "0:45 later opgeschreven" in page
    add = f"?week=2026-W46&amp;vraag={question.pk}#tijd"
    assert add in page
    form = browser.get(f"{reverse('hours')}?week=2026-W46&vraag={question.pk}").context["line_form"]
    assert form["question"].value() == str(question.pk)


def test_only_groups_and_information_sessions_have_a_number_of_people(world: World) -> None:
    browser = as_(world, "Fatima")
    place = world.mee.participations.get()
    data = {"on": TODAY.isoformat(), "minutes": "90", "note": "", "where": str(place.pk)}
    page = browser.get(reverse("hours")).content.decode()
    assert 'class="span-2 people-field"' in page
    for kind in ("group", "information"):
        answer = browser.post(reverse("add_other_work"), {**data, "kind": kind, "people": "", "key": str(uuid.uuid4())})
        assert answer.context["work_form"].errors == {"people": ["Vul in hoeveel mensen er waren."]}
    browser.post(reverse("add_other_work"), {**data, "kind": "network", "people": "12", "key": str(uuid.uuid4())})
    line = OtherWork.objects.get()
    assert (line.kind, line.people) == (OtherWorkKind.NETWORK, None)  # what stood in the hidden field isn't kept
    url = reverse("edit_other_work", args=[line.pk])
    change = {**data, "kind": "group", "version": line.version}
    assert browser.post(url, {**change, "people": ""}).context["form"].errors == {
        "people": ["Vul in hoeveel mensen er waren."]
    }
    browser.post(url, {**change, "people": "8"})
    line.refresh_from_db()
    assert (line.kind, line.people) == (OtherWorkKind.GROUP, 8)


def test_a_line_keeps_what_its_supporter_was_then(world: World, question: HelpQuestion) -> None:
    joost = world.people["Joost"]
    joost.supporter_kind = SupporterKind.VOLUNTEER
    joost.save()
    work(world, question, 60, second_supporter=joost, travel_minutes=10)
    joost.supporter_kind = SupporterKind.EXPERT
    joost.save()
    work(world, question, 30, second_supporter=joost)
    found = question.contacts.order_by("pk").values_list("supporter__name", "activity", "supporter_kind")
    assert list(found) == [
        ("Fatima", "talk", "professional"),
        ("Joost", "talk", "volunteer"),
        ("Fatima", "travel", "professional"),
        ("Joost", "travel", "volunteer"),
        ("Fatima", "talk", "professional"),
        ("Joost", "talk", "expert"),
    ]


# --- cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "who"), [("today", "Fatima"), ("team_guideline", "Karin"), ("questions", "Fatima")])
def test_a_list_costs_the_same_with_1_3_and_10_rows(world: World, name: str, who: str) -> None:
    queries = []
    made = 0
    for size in (1, 3, 10):
        for _ in range(size - made):
            question = world.question(provider=world.mee, supporter=world.people["Fatima"])
            tries(world, question, 0)
            clock.pause(
                question=question,
                terms=[TermKind.PICK_UP],
                reason=PauseReason.CLIENT_ASKED,
                from_on=TODAY,
                until_on=TODAY + timedelta(days=5),
                note="",
                by=world.people["Fatima"],
                today=TODAY,
            )
            work(world, question, 500)
            HelpQuestion.objects.filter(pk=question.pk).update(waits_for="wachtlijst", look_again_on=TODAY)
            made += 1
        browser = as_(world, who)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse(name)).status_code == 200
        queries.append(len(captured))
    assert len(set(queries)) == 1, queries


def test_a_question_page_costs_the_same_however_often_somebody_tried(world: World, question: HelpQuestion) -> None:
    queries = []
    for size in (1, 3, 10):
        while ReachAttempt.objects.count() < size:
            attempts.write_attempt(question=question, by=world.people["Fatima"], today=TODAY)
        browser = as_(world, "Fatima")
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("question", args=[question.pk]))
        queries.append(len(captured))
    assert len(set(queries)) == 1, queries
