"""The talk with the municipality: prepared, printed, written up; and objections with their last days."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import casework, drafts, objections, talks, waiting
from cases.acts import ChangedMeanwhile, Refused
from cases.casework import Closing
from cases.codes import Attendance, ObjectionKind, ObjectionOutcome, Outcome
from cases.models import HelpQuestion, Objection, QuestionEvent, Talk
from cases.objections import Facts
from cases.talks import Domain, Preparation
from oco.models import Membership, User
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"], client=world.client("Jansen"))


def prepared(world: World, question: HelpQuestion, **changes: object) -> Talk:
    talk = talks.prepare(
        question=question,
        preparation=Preparation(**changes),  # type: ignore[arg-type]
        domains={"housing": Domain(goes_badly="De trap is te steil"), "care": Domain()},
        by=world.people["Fatima"],
    )
    assert talk is not None
    return talk


def write(world: World, talk: Talk, **changes: object) -> Talk:
    given: dict[str, object] = {
        "on": TODAY,
        "attendance": Attendance.WITH_US,
        "outcome": "Er komt een traplift.",
        "version": talk.version,
    }
    return talks.write_outcome(talk=talk, by=world.people["Fatima"], today=TODAY, **{**given, **changes})  # type: ignore[arg-type]


def close(world: World, question: HelpQuestion) -> None:
    question.refresh_from_db()
    closing = Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE)
    casework.close(question=question, closing=closing, by=world.people["Fatima"], today=TODAY, version=question.version)


# --- the acts -------------------------------------------------------------------------------------------------------


def test_only_domains_of_which_something_was_said_are_kept(world: World, question: HelpQuestion) -> None:
    talk = prepared(world, question, on=date(2026, 12, 3), at=time(10))
    assert [(each.domain, each.goes_badly) for each in talk.domains.all()] == [("housing", "De trap is te steil")]
    event = question.events.get(kind=QuestionEvent.Kind.TALK)
    assert event.note == "Voorbereiding gemaakt. 3 december, 10.00 uur."


def test_a_talk_that_is_put_off_says_so_in_the_story(world: World, question: HelpQuestion) -> None:
    talk = prepared(world, question, on=date(2026, 12, 3), at=time(10))
    later = Preparation(on=date(2026, 12, 10), at=time(14, 30))
    talks.edit(talk=talk, preparation=later, domains={}, by=world.people["Fatima"], version=talk.version)
    talk.refresh_from_db()
    talks.edit(talk=talk, preparation=later, domains={}, by=world.people["Fatima"], version=talk.version)
    notes = question.events.filter(kind=QuestionEvent.Kind.TALK).values_list("note", flat=True)
    assert list(notes)[1:] == ["Gepland: 10 december, 14.30 uur."]
    assert not talk.domains.exists()


def test_one_talk_is_prepared_at_a_time(world: World, question: HelpQuestion) -> None:
    talk = prepared(world, question, on=TODAY)
    with pytest.raises(Refused, match="Er staat al een gesprek klaar"):
        prepared(world, question)
    write(world, talk)
    assert prepared(world, question) != talk


def test_a_time_needs_a_day(world: World, question: HelpQuestion) -> None:
    with pytest.raises(Refused) as refusal:
        prepared(world, question, at=time(10))
    assert refusal.value.field == "on"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"outcome": ""}, "outcome"),
    ],
)
def test_an_outcome_is_of_a_talk_that_was_held(
    world: World, question: HelpQuestion, changes: dict[str, object], field: str
) -> None:
    talk = prepared(world, question)
    with pytest.raises(Refused) as refusal:
        write(world, talk, **changes)
    assert refusal.value.field == field


def test_a_talk_that_was_called_off_needs_no_words(world: World, question: HelpQuestion) -> None:
    talk = write(world, prepared(world, question), attendance=Attendance.NOT_HELD, outcome="")
    assert (talk.attendance, talk.on) == ("not_held", TODAY)


def test_of_two_who_prepare_at_once_the_second_sees_both(world: World, question: HelpQuestion) -> None:
    talk = prepared(world, question)
    version = talk.version
    own = Preparation(client_wants="Thuis blijven wonen")
    talks.edit(talk=talk, preparation=own, domains={}, by=world.people["Fatima"], version=version)
    with pytest.raises(ChangedMeanwhile):
        talks.edit(talk=talk, preparation=Preparation(), domains={}, by=world.people["Joost"], version=version)


def test_a_closed_question_takes_no_talk(world: World, question: HelpQuestion) -> None:
    talk = prepared(world, question)
    close(world, question)
    with pytest.raises(Refused, match="afgesloten"):
        prepared(world, question)
    with pytest.raises(Refused, match="afgesloten"):
        write(world, talk)


# --- where it shows itself --------------------------------------------------------------------------------------------


def asked(world: World, name: str = "Fatima", today: date = TODAY) -> list[tuple[date, str]]:
    user = User.objects.get(pk=world.people[name].pk)  # without the access that it knew before
    return [(item.on, item.what) for item in waiting.for_user(user, today=today)]


def test_a_talk_waits_from_the_day_before_until_it_was_written_up(world: World, question: HelpQuestion) -> None:
    on = date(2026, 12, 3)
    talk = prepared(world, question, on=on, at=time(10))
    assert asked(world, today=on - timedelta(days=2)) == []
    assert asked(world, today=on - timedelta(days=1)) == [(on, "Gesprek met de gemeente, 10.00 uur")]
    assert asked(world, today=on) == [(on, "Gesprek met de gemeente, 10.00 uur")]
    assert asked(world, today=on + timedelta(days=1)) == [(on, "Schrijf op hoe het gesprek ging")]
    assert asked(world, "Joost", today=on) == []
    Talk.objects.filter(pk=talk.pk).update(on=TODAY)
    talk.refresh_from_db()
    write(world, talk)
    assert asked(world, today=on + timedelta(days=1)) == []


def test_the_question_and_today_name_the_talk(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert reverse("talk_new", args=[question.pk]) in page
    talk = prepared(world, question, on=TODAY, at=time(10))
    page = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "18 november, 10.00 uur" in page
    day = browser.get(reverse("today")).content.decode()
    assert "Gesprek met de gemeente, 10.00 uur" in day
    assert reverse("talk", args=[talk.pk]) in day
    # A coordinator reads the story, and finds no link to work on it.
    assert (
        reverse("talk", args=[talk.pk])
        not in as_(world, "Ruud").get(reverse("question", args=[question.pk])).content.decode()
    )


# --- the pages --------------------------------------------------------------------------------------------------------


def talk_data(**changes: object) -> dict[str, object]:
    return {
        "on": "2026-12-03",
        "at": "10:00",
        "place": "Stadhuis",
        "client_wants": "Thuis blijven wonen",
        "bring": "brief van de huisarts",
        "client_along": "on",
        "supporter_along": "on",
        "housing-goes_badly": "De trap is te steil",
        "key": str(uuid.uuid4()),
        "version": "",
        **changes,
    }


@pytest.mark.parametrize("name", ["talk", "talk_outcome", "talk_sheet"])
def test_a_talk_is_for_its_own_provider(world: World, question: HelpQuestion, name: str) -> None:
    url = reverse(name, args=[prepared(world, question).pk])
    found = {who: as_(world, who).get(url).status_code for who in ("Fatima", "Joost", "Karin", "Petra", "Wil", "Ruud")}
    assert found == {"Fatima": 200, "Joost": 200, "Karin": 200, "Petra": 404, "Wil": 403, "Ruud": 403}


def test_a_talk_is_prepared_and_gone_on_with(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    made = browser.post(reverse("talk_new", args=[question.pk]), talk_data())
    talk = question.talks.get()
    assert made.headers["Location"] == reverse("talk", args=[talk.pk])
    page = browser.get(made.headers["Location"]).content.decode()
    assert "De trap is te steil" in page
    assert 'value="10:00"' in page
    data = talk_data(place="Buurthuis", version=talk.version)
    browser.post(reverse("talk", args=[talk.pk]), data)
    talk.refresh_from_db()
    assert (talk.place, talk.on, talk.at, talk.supporter_along) == ("Buurthuis", date(2026, 12, 3), time(10), True)
    late = browser.post(reverse("talk", args=[talk.pk]), {**data, "place": "Thuis", "key": str(uuid.uuid4())})
    page = late.content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    assert "Zo staat het er nu, door een collega" in page
    assert 'value="Thuis"' in page
    assert f'name="version" value="{talk.version}"' in page


def test_the_same_form_twice_makes_one_talk(world: World, question: HelpQuestion) -> None:
    browser, data = as_(world, "Fatima"), talk_data()
    for _ in range(2):
        assert browser.post(reverse("talk_new", args=[question.pk]), data).status_code == 302
    assert question.talks.count() == 1


def test_what_was_half_typed_comes_back_until_it_is_saved(world: World, question: HelpQuestion) -> None:
    browser, name = as_(world, "Fatima"), f"question-{question.pk}-talk"
    kept = {"client_wants": ["Een rustige buurt"], "care-wants": ["Hulp bij het wassen"], "key": [str(uuid.uuid4())]}
    drafts.save(author=world.people["Fatima"], form=name, data=kept)
    page = browser.get(reverse("talk_new", args=[question.pk])).content.decode()
    assert "Een rustige buurt" in page
    assert "Hulp bij het wassen" in page
    assert 'name="supporter_along" class="form-check-input" checked' not in page  # the box was cleared
    browser.post(reverse("talk_new", args=[question.pk]), talk_data(key=kept["key"][0]))
    assert drafts.find(author=world.people["Fatima"], form=name) is None


def test_a_wrong_time_is_said_in_dutch_and_nothing_typed_is_lost(world: World, question: HelpQuestion) -> None:
    page = as_(world, "Fatima").post(reverse("talk_new", args=[question.pk]), talk_data(at="kwart"))
    assert "Vul een tijd in zoals 10:30." in page.content.decode()
    assert "De trap is te steil" in page.content.decode()
    assert not question.talks.exists()


def test_the_sheet_holds_the_words_of_the_client_and_their_rights(world: World, question: HelpQuestion) -> None:
    talk = prepared(
        world,
        question,
        on=date(2026, 12, 3),
        at=time(10),
        client_wants="Thuis blijven wonen",
        bring="- brief van de huisarts\n\n• lijst met pillen",
        reported_on=date(2026, 12, 18),
    )
    page = as_(world, "Fatima").get(reverse("talk_sheet", args=[talk.pk])).content.decode()
    for words in (
        "donderdag 3 december",
        "10.00 uur",
        "Thuis blijven wonen",
        "De trap is te steil",
        "<li>brief van de huisarts</li><li>lijst met pillen</li>",
        "persoonlijk plan",
        "maandag 28 december",  # 18 December + 7 days is Christmas Day
        "U krijgt gratis hulp",
        "U mag iemand meenemen",
    ):
        assert words in page, words
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Jansen" in page
    assert "Jansen" not in title


def test_the_outcome_goes_to_the_story(world: World, question: HelpQuestion) -> None:
    talk, browser = prepared(world, question, on=TODAY), as_(world, "Fatima")
    url = reverse("talk_outcome", args=[talk.pk])
    data = {"on": TODAY.isoformat(), "attendance": "with_us", "outcome": "", "version": talk.version}
    assert "Schrijf kort op wat er is besproken" in browser.post(url, data).content.decode()
    saved = browser.post(url, {**data, "outcome": "Er komt een traplift."}, follow=True).content.decode()
    assert "Er komt een traplift." in saved
    assert "wij waren erbij" in saved


# --- objections -------------------------------------------------------------------------------------------------------

SENT = date(2026, 11, 13)  # + 42 days is Christmas Day, so Monday 28 December


def begun(world: World, question: HelpQuestion, **changes: object) -> Objection:
    given: dict[str, object] = {"kind": ObjectionKind.OBJECTION, "about": "Minder uren hulp", "announced_on": SENT}
    facts = Facts(**{**given, **changes})  # type: ignore[arg-type]
    made = objections.begin(question=question, facts=facts, by=world.people["Fatima"], today=TODAY)
    assert made is not None
    return made


def test_last_days_are_worked_out_and_never_typed(world: World, question: HelpQuestion) -> None:
    objection = begun(world, question)
    assert (objection.file_by, objection.decide_by) == (date(2026, 12, 28), None)
    filed = Facts(ObjectionKind.OBJECTION, "Minder uren hulp", announced_on=SENT, filed_on=TODAY, committee=True)
    objections.edit(objection=objection, facts=filed, by=world.people["Fatima"], today=TODAY, version=1)
    objection.refresh_from_db()
    assert objection.decide_by == date(2027, 3, 22)  # 28 December + 12 weeks
    complaint = begun(world, question, kind=ObjectionKind.COMPLAINT, filed_on=SENT)
    assert (complaint.announced_on, complaint.file_by, complaint.decide_by) == (None, None, date(2026, 12, 28))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"announced_on": None}, "announced_on"),
        ({"announced_on": TODAY + timedelta(days=1)}, "announced_on"),
        ({"filed_on": SENT - timedelta(days=1)}, "filed_on"),
        ({"outcome": ObjectionOutcome.UPHELD}, "ended_on"),
        ({"ended_on": TODAY}, "outcome"),
        ({"outcome": ObjectionOutcome.UPHELD, "ended_on": TODAY}, "filed_on"),
        ({"outcome": ObjectionOutcome.UPHELD, "filed_on": TODAY, "ended_on": SENT}, "ended_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    world: World, question: HelpQuestion, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        begun(world, question, **changes)
    assert refusal.value.field == field


def test_an_objection_waits_from_fourteen_days_before_its_last_day(world: World, question: HelpQuestion) -> None:
    objection = begun(world, question)
    last = date(2026, 12, 28)
    assert asked(world, today=last - timedelta(days=15)) == []
    assert asked(world, today=last - timedelta(days=14)) == [(last, "Bezwaar indienen, uiterlijk op deze dag")]
    assert asked(world, today=last + timedelta(days=1)) == [(last, "Bezwaar: de laatste dag is voorbij")]
    dropped = Facts(
        ObjectionKind.OBJECTION, "Minder uren", announced_on=SENT, outcome=ObjectionOutcome.DROPPED, ended_on=TODAY
    )
    objections.edit(objection=objection, facts=dropped, by=world.people["Fatima"], today=TODAY, version=1)
    assert asked(world, today=last) == []


def test_the_manager_guards_the_last_day_of_who_left(world: World, question: HelpQuestion) -> None:
    begun(world, question)
    Membership.objects.filter(user=world.people["Fatima"]).update(until=TODAY)
    found = {name: asked(world, name, today=date(2026, 12, 28)) for name in ("Fatima", "Joost", "Karin")}
    assert found == {
        "Fatima": [],
        "Joost": [],
        "Karin": [(date(2026, 12, 28), "Bezwaar indienen, uiterlijk op deze dag")],
    }


def test_an_answer_that_stays_away_waits_also_after_closing(world: World, question: HelpQuestion) -> None:
    begun(world, question, filed_on=TODAY)
    close(world, question)
    due = date(2027, 2, 8)  # 28 December + 6 weeks
    assert asked(world, today=due) == []
    assert asked(world, today=due + timedelta(days=1)) == [(due, "Bezwaar: het antwoord is te laat")]
    with pytest.raises(Refused, match="afgesloten"):
        begun(world, question)


def test_the_page_shows_the_last_day_and_explains_the_term(world: World, question: HelpQuestion) -> None:
    browser = as_(world, "Fatima")
    data = {"kind": "objection", "about": "Minder uren", "announced_on": "13-11-2026", "key": str(uuid.uuid4())}
    page = browser.post(reverse("objection_new", args=[question.pk]), data, follow=True).content.decode()
    assert "maandag 28 december" in page
    assert "zes weken na de dag waarop het besluit is verstuurd" in page
    objection = question.objections.get()
    on_question = browser.get(reverse("question", args=[question.pk])).content.decode()
    assert "kan tot en met 28 december 2026" in on_question
    answer = browser.post(
        reverse("objection", args=[objection.pk]),
        {**data, "filed_on": "17-11-2026", "version": objection.version, "outcome": ""},
        follow=True,
    ).content.decode()
    assert "8 februari" in answer
    found = {w: as_(world, w).get(reverse("objection", args=[objection.pk])).status_code for w in ("Joost", "Petra")}
    assert found == {"Joost": 200, "Petra": 404}


@pytest.mark.parametrize("kind", ["objection", "appeal", "complaint"])
def test_every_kind_explains_its_term(world: World, question: HelpQuestion, kind: str) -> None:
    objection = begun(world, question, kind=ObjectionKind(kind))
    page = as_(world, "Fatima").get(reverse("objection", args=[objection.pk])).content.decode()
    words = {
        "objection": "Daarna beslist de gemeente binnen zes weken",
        "appeal": "De rechter bepaalt zelf",
        "complaint": "Zij antwoordt binnen zes weken",
    }
    assert words[kind] in page


def test_what_waits_costs_as_many_queries_for_one_as_for_three(world: World) -> None:
    def count() -> int:
        user = User.objects.get(pk=world.people["Fatima"].pk)
        with CaptureQueriesContext(connection) as queries:
            assert waiting.for_user(user, today=date(2026, 12, 28))
        return len(queries)

    def add() -> None:
        question = world.question(provider=world.mee, supporter=world.people["Fatima"])
        prepared(world, question, on=TODAY)
        begun(world, question)

    add()
    one = count()
    add()
    add()
    assert count() == one
