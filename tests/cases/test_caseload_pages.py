"""The pages of the work: what they show, to whom, and at how many queries."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import casework, hours
from cases.codes import Activity, OtherWorkKind, Outcome
from cases.models import Contact, HelpQuestion, OtherWork
from oco.models import PeriodClosing
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


def work(world: World, question: HelpQuestion, minutes: int = 30, on: date = TODAY, name: str = "Fatima") -> Contact:
    line = hours.add_contact(
        question=question,
        by=world.people[name],
        today=TODAY,
        on=on,
        activity=Activity.TALK,
        minutes=minutes,
        note="Een",
    )
    assert line is not None
    return line


def contact_data(**changes: object) -> dict[str, object]:
    return {
        "note": "Gebeld met de gemeente",
        "activity": "phone",
        "minutes": "45",
        "on": TODAY.isoformat(),
        "second_supporter": "",
        "travel_minutes": "",
        "key": str(uuid.uuid4()),
        **changes,
    }


# --- who sees what ----------------------------------------------------------------------------------------------------

OF_A_QUESTION = (
    "question",
    "quick_minutes",
    "edit_question",
    "close_question",
    "reopen_question",
    "refer_question",
    "guideline_reason",
    "follow_up",
)


@pytest.mark.parametrize("name", OF_A_QUESTION)
def test_a_question_is_for_its_own_provider(world: World, name: str) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], text="Schulden bij de bank")
    url = reverse(name, args=[question.pk])
    own = as_(world, "Fatima").get(url)
    assert own.status_code == 200
    assert question.client.full_name in own.content.decode() or question.number in own.content.decode()
    assert as_(world, "Joost").get(url).status_code == 200  # a colleague
    assert as_(world, "Petra").get(url).status_code == 404  # another provider
    assert as_(world, "Wil").get(url).status_code == 403  # the counter
    assert as_(world, "Ruud").get(url).status_code == (200 if name == "question" else 403)  # reads, works on none


def test_a_coordinator_reads_a_question_and_writes_nothing_on_it(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], text="Schulden bij de bank")
    page = as_(world, "Ruud").get(reverse("question", args=[question.pk])).content.decode()
    assert "Schulden bij de bank" in page
    assert 'id="contact"' not in page
    assert as_(world, "Ruud").post(reverse("add_contact", args=[question.pk]), contact_data()).status_code == 403


def test_a_line_is_corrected_by_its_writer_and_the_manager_alone(world: World) -> None:
    line = work(world, world.question(provider=world.mee, supporter=world.people["Fatima"]))
    for name in ("edit_contact", "delete_contact"):
        url = reverse(name, args=[line.pk])
        found = {who: as_(world, who).get(url).status_code for who in ("Fatima", "Karin", "Joost", "Petra")}
        assert found == {"Fatima": 200, "Karin": 200, "Joost": 404, "Petra": 404}


def test_the_counter_sees_who_a_client_is_and_never_what_they_asked(world: World) -> None:
    client = world.client("Jansen", first_name="Bep")
    world.question(provider=world.mee, client=client, text="Schulden bij de bank")
    url = reverse("client", args=[client.pk])
    counter = as_(world, "Wil").get(url).content.decode()
    assert "Bep Jansen" in counter
    assert "bekend bij MEE" in counter
    assert "Schulden" not in counter
    assert "Schulden" in as_(world, "Fatima").get(url).content.decode()
    other = as_(world, "Petra").get(url).content.decode()
    assert "bekend bij MEE" in other
    assert "Schulden" not in other


def test_nothing_personal_stands_in_a_title(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], client=world.client("Zonneveld"))
    line = work(world, question)
    browser = as_(world, "Fatima")
    urls = [reverse(name, args=[question.pk]) for name in OF_A_QUESTION]
    urls += [reverse("client", args=[question.client_id]), reverse("edit_contact", args=[line.pk]), reverse("today")]
    for url in urls:
        page = browser.get(url).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title is not None
        assert "Zonneveld" in page, url
        assert "Zonneveld" not in title[1], url


# --- today ------------------------------------------------------------------------------------------------------------


def test_today_puts_what_is_late_and_due_first(world: World) -> None:
    fatima = world.people["Fatima"]
    late = world.question(provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=40))
    soon = world.question(provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=13))
    calm = world.question(provider=world.mee, supporter=fatima)
    other = world.question(provider=world.mee, supporter=world.people["Joost"])
    response = as_(world, "Fatima").get(reverse("today"))
    day = response.context["day"]
    assert [row.question for row in day.now] == [late, soon]
    assert [row.question for row in day.running] == [calm]
    page = response.content.decode()
    assert "26 dagen te laat" in page  # 9 October + 14 days is 23 October
    assert "morgen" in page  # 5 November + 14 days is 19 November
    assert other.number not in page


def test_today_shows_hours_and_last_contact(world: World) -> None:
    question = world.question(
        provider=world.mee, supporter=world.people["Fatima"], received_on=TODAY - timedelta(days=20)
    )
    work(world, question, minutes=450, on=TODAY - timedelta(days=9))
    page = as_(world, "Fatima").get(reverse("today")).content.decode()
    assert "7:30 van 10 uur" in page.replace("\xa0", " ")
    assert "9 dagen geleden" in page


def test_minutes_are_added_from_the_list_in_one_go(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    url = reverse("quick_minutes", args=[question.pk])
    form = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form
    data = {"minutes": "15", "activity": "phone", "note": "", "key": str(uuid.uuid4())}
    row = browser.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert "15 min erbij" in row
    assert "0:15 van" in row
    wrong = browser.post(url, {**data, "minutes": "veel", "key": str(uuid.uuid4())}, headers={"HX-Request": "true"})
    assert wrong["HX-Retarget"] == f"#tijd-{question.pk}"
    assert "Vul minuten in" in wrong.content.decode()
    plain = browser.post(url, {**data, "key": str(uuid.uuid4())})
    assert plain.headers["Location"] == reverse("today")
    assert [line.minutes for line in question.contacts.all()] == [15, 15]


# --- a question -------------------------------------------------------------------------------------------------------


def test_work_and_minutes_are_one_form(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    data = contact_data(second_supporter=str(world.people["Joost"].pk), travel_minutes="20")
    response = browser.post(reverse("add_contact", args=[question.pk]), data)
    assert response.headers["Location"] == reverse("question", args=[question.pk])
    assert sorted(question.contacts.values_list("supporter__name", "activity", "minutes")) == [
        ("Fatima", "phone", 45),
        ("Fatima", "travel", 20),
        ("Joost", "phone", 45),
        ("Joost", "travel", 20),
    ]
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "Gebeld met de gemeente" in page
    assert "samen met Joost" in page


def test_a_filed_day_is_refused_at_the_date_and_keeps_the_text(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"], received_on=date(2026, 9, 1))
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    response = as_(world, "Fatima").post(reverse("add_contact", args=[question.pk]), contact_data(on="2026-09-30"))
    form = response.context["contact_form"]
    assert list(form.errors) == ["on"]
    assert "Het rapport over het 3e kwartaal van 2026 is ingediend." in form.errors["on"][0]
    assert "Gebeld met de gemeente" in response.content.decode()
    assert not question.contacts.exists()


def test_the_nudge_gives_four_ways_from_eight_hours_on(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    work(world, question, minutes=479)
    url = reverse("question", args=[question.pk])
    assert "komt bij de richtlijn" not in browser.get(url).content.decode()
    work(world, question, minutes=1)
    page = browser.get(url).content.decode()
    nudge = page[page.index('id="richtlijn"') :]
    nudge = nudge[: nudge.index("</section>")]
    for name in ("close_question", "follow_up", "refer_question", "guideline_reason"):
        assert reverse(name, args=[question.pk]) in nudge


def test_the_note_of_a_hand_over_stands_on_top_until_the_new_supporter_works(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Joost"])
    casework.hand_over(
        questions=[question],
        supporter=world.people["Fatima"],
        note="Bel na tienen",
        by=world.people["Karin"],
        today=TODAY,
    )
    browser = as_(world, "Fatima")
    url = reverse("question", args=[question.pk])
    first = browser.get(url)
    assert first.context["story"].hand_over.note == "Bel na tienen"
    assert first.content.decode().count("Bel na tienen") == 2  # on top and in the story
    assert "Overgedragen aan u" in browser.get(reverse("today")).content.decode()
    work(world, question)
    assert browser.get(url).context["story"].hand_over is None


def test_the_second_editor_sees_both_versions_and_may_save_again(world: World) -> None:
    line = work(world, world.question(provider=world.mee, supporter=world.people["Fatima"]))
    url = reverse("edit_contact", args=[line.pk])
    data = {"activity": "talk", "minutes": "30", "on": TODAY.isoformat(), "version": str(line.version)}
    as_(world, "Karin").post(url, {**data, "note": "Tekst van Karin"})
    browser = as_(world, "Fatima")
    clash = browser.post(url, {**data, "note": "Tekst van Fatima"})
    page = clash.content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    assert "Tekst van Karin" in page
    assert "Tekst van Fatima" in page
    again = clash.context["form"]["version"].value()
    assert str(again) == str(line.version + 1)
    browser.post(url, {**data, "note": "Tekst van Fatima", "version": again})
    line.refresh_from_db()
    assert line.note == "Tekst van Fatima"


def test_a_closed_question_has_no_box_and_can_reopen(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    data = {
        "outcome": "warm_referral",
        "score": "8",
        "fits": "yes",
        "on": TODAY.isoformat(),
        "version": str(question.version),
    }
    browser.post(reverse("close_question", args=[question.pk]), data)
    question.refresh_from_db()
    assert (question.closed_on, question.outcome) == (TODAY, "warm_referral")
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert 'id="contact"' not in page
    assert "warme overdracht" in page
    reopen = reverse("reopen_question", args=[question.pk])
    assert reopen in page
    browser.post(reopen, {"reason": "Belde terug", "version": str(question.version)})
    question.refresh_from_db()
    assert question.closed_on is None


def test_closing_above_the_guideline_asks_the_reason(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    work(world, question, minutes=601)
    url = reverse("close_question", args=[question.pk])
    data = {"outcome": "wlz", "score": "", "fits": "", "on": TODAY.isoformat(), "version": str(question.version)}
    response = as_(world, "Fatima").post(url, data)
    assert list(response.context["form"].errors) == ["reason"]
    as_(world, "Fatima").post(url, {**data, "reason": "complexity"})
    question.refresh_from_db()
    assert (question.outcome, question.over_guideline_reason) == ("wlz", "complexity")


# --- all questions ----------------------------------------------------------------------------------------------------


def test_searching_is_posted_and_finds_by_number_words_and_name(world: World) -> None:
    question = world.question(provider=world.mee, client=world.client("Zonneveld"), text="Woning met trap")
    other = world.question(provider=world.palet, text="Woning elders")
    browser = as_(world, "Fatima")
    for words in (question.number, "woning", "zonneveld"):
        response = browser.post(reverse("questions"), {"q": words})
        assert [row.question for row in response.context["rows"]] == [question], words
    assert browser.post(reverse("questions"), {"q": other.number}).context["rows"] == []


def test_filters_stand_in_the_address(world: World) -> None:
    urgent = world.question(provider=world.mee, urgent=True)
    regular = world.question(provider=world.mee, supporter=world.people["Fatima"])
    closed = world.question(provider=world.mee, supporter=world.people["Fatima"])
    casework.close(
        question=closed,
        closing=casework.Closing(on=TODAY, outcome=Outcome.STOPPED),
        by=world.people["Fatima"],
        today=TODAY,
        version=closed.version,
    )
    browser = as_(world, "Fatima")

    def listed(query: str) -> list[HelpQuestion]:
        return [row.question for row in browser.get(reverse("questions") + query).context["rows"]]

    assert listed("") == [regular, urgent]
    assert listed("?urgent=ja") == [urgent]
    assert listed("?wie=niemand") == [urgent]
    assert listed(f"?wie={world.people['Fatima'].pk}&status=alle") == [closed, regular]
    assert listed("?status=dicht") == [closed]
    assert listed("?leefgebied=housing") == []


# --- inbox ------------------------------------------------------------------------------------------------------------


def test_the_inbox_puts_urgent_first_and_then_the_nearest_deadline(world: World) -> None:
    regular = world.question(received_on=TODAY - timedelta(days=5))
    fresh = world.question()
    urgent = world.question(urgent=True)
    world.question(provider=world.mee)  # assigned already
    response = as_(world, "Ruud").get(reverse("inbox"))
    assert [item.row.question for item in response.context["rows"]] == [urgent, regular, fresh]
    # Urgent of Wednesday 18 November: three days on is a Saturday, so Monday 23: not due soon yet.
    assert [(tab.label, tab.count) for tab in response.context["tabs"]] == [
        ("Nieuw", 3),
        ("Bijna te laat", 0),
        ("Te laat", 0),
        ("Alle open", 4),
    ]


def test_late_and_nearly_late_have_lists_of_their_own(world: World) -> None:
    late = world.question(received_on=TODAY - timedelta(days=20))
    soon = world.question(provider=world.mee, received_on=TODAY - timedelta(days=12))  # 20 November
    world.question()
    browser = as_(world, "Ruud")

    def listed(key: str) -> list[HelpQuestion]:
        response = browser.get(f"{reverse('inbox')}?lijst={key}")
        return [item.row.question for item in response.context["rows"]]

    assert listed("te-laat") == [late]
    assert listed("bijna") == [soon]
    assert "nog 2 dagen" in browser.get(f"{reverse('inbox')}?lijst=bijna").content.decode()


def test_assigning_from_the_row_answers_with_the_row(world: World) -> None:
    question = world.question()
    browser = as_(world, "Ruud")
    url = reverse("assign", args=[question.pk])
    to = f"{world.mee.pk}:{world.people['Fatima'].pk}"
    page = browser.get(reverse("inbox")).content.decode()
    assert "Fatima · 0 open" in page
    empty = browser.post(url, {"to": "", "version": question.version}, headers={"HX-Request": "true"})
    assert "Kies wie de vraag krijgt." in empty.content.decode()
    done = browser.post(url, {"to": to, "version": question.version}, headers={"HX-Request": "true"})
    assert f"Vraag {question.number} is toegewezen aan <strong>Fatima</strong>" in done.content.decode()
    question.refresh_from_db()
    assert question.supporter == world.people["Fatima"]
    late = browser.post(url, {"to": f"{world.palet.pk}:", "version": 1}, headers={"HX-Request": "true"})
    assert "Iemand anders heeft dit intussen gewijzigd" in late.content.decode()


def test_assigning_works_without_a_script(world: World) -> None:
    question = world.question()
    response = as_(world, "Ruud").post(
        reverse("assign", args=[question.pk]), {"to": f"{world.palet.pk}:", "note": "", "version": question.version}
    )
    assert response.headers["Location"] == reverse("inbox")
    question.refresh_from_db()
    assert (question.provider, question.supporter) == (world.palet, None)


def test_changing_urgency_on_the_page_asks_why(world: World) -> None:
    question = world.question()
    browser = as_(world, "Ruud")
    url = reverse("change_urgency", args=[question.pk])
    response = browser.post(url, {"urgent": "ja", "reason": "", "version": question.version})
    assert response.context["urgency_form"].errors == {"reason": ["Vul de reden in."]}
    browser.post(url, {"urgent": "ja", "reason": "Ontruiming", "version": question.version})
    question.refresh_from_db()
    assert (question.urgent, question.pick_up_due_on) == (True, date(2026, 11, 23))


# --- the team ---------------------------------------------------------------------------------------------------------


def test_the_team_counts_what_needs_attention_per_supporter(world: World) -> None:
    fatima = world.people["Fatima"]
    late = world.question(provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=40))
    heavy = world.question(provider=world.mee, supporter=fatima)
    work(world, heavy, minutes=500)
    nobody = world.question(provider=world.mee)
    world.question(provider=world.palet, supporter=world.people["Petra"])
    response = as_(world, "Karin").get(reverse("team"))
    assert [
        (load.name, load.open_count, load.overdue_count, load.near_guideline_count, load.untouched_count)
        for load in response.context["loads"]
    ] == [("", 1, 0, 0, 0), ("Fatima", 2, 1, 1, 1)]
    assert [row.question for row in response.context["rows"]] == [late]
    listed = as_(world, "Karin").get(f"{reverse('team')}?lijst=niemand").context["rows"]
    assert [row.question for row in listed] == [nobody]
    assert as_(world, "Fatima").get(reverse("team")).status_code == 403


def test_the_manager_hands_several_over_with_a_note(world: World) -> None:
    mine = [world.question(provider=world.mee, supporter=world.people["Fatima"]) for _ in range(2)]
    foreign = world.question(provider=world.palet)
    browser = as_(world, "Karin")
    url = reverse("hand_over")
    asked = "&".join(f"vraag={question.pk}" for question in [*mine, foreign])
    assert browser.get(f"{url}?{asked}").context["questions"] == mine  # not the other provider's
    data = {"vraag": [str(question.pk) for question in mine], "supporter": str(world.people["Joost"].pk), "note": ""}
    assert browser.post(url, data).context["form"].errors == {"note": ["Vul de overdracht in."]}
    browser.post(url, {**data, "note": "Fatima gaat met verlof"})
    assert {question.supporter for question in HelpQuestion.objects.filter(provider=world.mee)} == {
        world.people["Joost"]
    }


# --- the week sheet ---------------------------------------------------------------------------------------------------


def test_the_week_sheet_adds_up_per_question_and_day(world: World) -> None:
    fatima = world.people["Fatima"]
    question = world.question(provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=20))
    monday = TODAY - timedelta(days=2)
    work(world, question, minutes=60, on=monday)
    work(world, question, minutes=30, on=monday)
    work(world, question, minutes=15, on=TODAY)
    work(world, question, minutes=45, on=monday - timedelta(days=7))  # last week
    hours.write_other_work(
        by=fatima,
        today=TODAY,
        provider=world.mee,
        front_door=world.front_door,
        on=TODAY,
        kind=OtherWorkKind.NETWORK,
        minutes=120,
    )
    browser = as_(world, "Fatima")
    sheet = browser.get(reverse("hours")).context["sheet"]
    assert [(row.label, row.cells, row.total) for row in sheet.rows] == [
        (question.number, [90, 0, 15, 0, 0], 105),
        ("netwerk", [0, 0, 120, 0, 0], 120),
    ]
    assert sheet.day_totals == [90, 0, 135, 0, 0]
    assert (sheet.question_minutes, sheet.other_minutes, sheet.total) == (105, 120, 225)
    last_week = browser.get(reverse("hours") + "?week=2026-W46")
    assert last_week.context["sheet"].total == 45
    assert "later opgeschreven" in last_week.content.decode()  # 9 days after
    assert as_(world, "Joost").get(reverse("hours")).context["sheet"].rows == []


def test_a_line_is_written_and_copied_in_the_week_sheet(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    data = {
        "question": str(question.pk),
        "activity": "travel",
        "on": TODAY.isoformat(),
        "minutes": "0:20",
        "note": "Heen",
        "key": str(uuid.uuid4()),
    }
    response = browser.post(reverse("add_hours_line"), data)
    assert response.headers["Location"] == reverse("hours") + "?week=2026-W47"
    line = Contact.objects.get()
    assert (line.activity, line.minutes) == ("travel", 20)
    form = browser.get(f"{reverse('hours')}?kopie=contact-{line.pk}").context["line_form"]
    assert (form["question"].value(), form["activity"].value(), form["minutes"].value()) == (
        str(question.pk),
        "travel",
        20,
    )
    other = as_(world, "Joost").get(f"{reverse('hours')}?kopie=contact-{line.pk}").context["line_form"]
    assert other["minutes"].value() is None
    foreign = world.question(provider=world.palet)
    refused = browser.post(reverse("add_hours_line"), {**data, "question": str(foreign.pk), "key": str(uuid.uuid4())})
    assert list(refused.context["line_form"].errors) == ["question"]


def test_other_work_with_people_asks_how_many(world: World) -> None:
    browser = as_(world, "Fatima")
    place = world.mee.participations.get()
    data = {"kind": "group", "on": TODAY.isoformat(), "minutes": "90", "people": "", "note": "", "where": str(place.pk)}
    response = browser.post(reverse("add_other_work"), {**data, "key": str(uuid.uuid4())})
    assert list(response.context["work_form"].errors) == ["people"]
    browser.post(reverse("add_other_work"), {**data, "people": "12", "key": str(uuid.uuid4())})
    work_line = OtherWork.objects.get()
    assert (work_line.provider, work_line.people, work_line.minutes) == (world.mee, 12, 90)
    url = reverse("edit_other_work", args=[work_line.pk])
    browser.post(url, {**data, "minutes": "60", "people": "10", "version": work_line.version})
    work_line.refresh_from_db()
    assert (work_line.minutes, work_line.people) == (60, 10)
    assert as_(world, "Joost").get(url).status_code == 404
    browser.post(reverse("delete_other_work", args=[work_line.pk]), {"version": work_line.version})
    assert not OtherWork.objects.exists()


# --- cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "who"),
    [("today", "Fatima"), ("questions", "Fatima"), ("inbox", "Ruud"), ("team", "Karin"), ("hours", "Fatima")],
)
def test_a_list_costs_the_same_with_1_3_and_30_rows(world: World, name: str, who: str) -> None:
    fatima = world.people["Fatima"]
    queries = []
    made = 0
    for size in (1, 3, 30):
        for _ in range(size - made):
            question = world.question(
                provider=world.mee, supporter=fatima, received_on=TODAY - timedelta(days=40), urgent=made % 2 == 0
            )
            work(world, question, on=TODAY)
            world.question(received_on=TODAY - timedelta(days=30))
            made += 1
        query = {"team": "?lijst=alle", "inbox": "?lijst=alle"}.get(name, "")
        browser = as_(world, who)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = browser.get(reverse(name) + query)
        assert response.status_code == 200
        queries.append(len(captured))
    assert len(set(queries)) == 1, queries


def test_a_question_page_costs_the_same_however_long_its_story(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    queries = []
    for size in (1, 3, 30):
        while question.contacts.count() < size:
            work(world, question, minutes=5)
        browser = as_(world, "Fatima")
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("question", args=[question.pk]))
        queries.append(len(captured))
    assert len(set(queries)) == 1, queries


# --- half-typed work --------------------------------------------------------------------------------------------------


def test_half_typed_work_stands_there_again_until_it_is_saved(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    url = reverse("question", args=[question.pk])
    typed = contact_data(note="Halverwege een zin", minutes="")
    assert browser.post(reverse("draft_save", args=[f"question-{question.pk}"]), typed).status_code == 200
    page = browser.get(url)
    assert "Halverwege een zin" in page.content.decode()
    assert "Nog niet opgeslagen" in page.content.decode()
    assert str(page.context["contact_form"]["key"].value()) == typed["key"]
    assert "Halverwege" not in as_(world, "Joost").get(url).content.decode()
    browser.post(reverse("add_contact", args=[question.pk]), {**typed, "minutes": "10"})
    assert browser.get(url).context["contact_form"]["note"].value() is None
