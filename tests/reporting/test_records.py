"""A figure, its list of records, and "Telt dit mee?": three ways to say the same, held beside each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Client, Contact, HelpQuestion, LinkedClient, Norms, Tally
from oco.models import User
from oco.outcomes import Outcome
from oco.periods import Period
from reporting import editions, facts, membership, record_values, records, rollups
from reporting.definitions import STANDARD, Counting, Rule
from reporting.figures import FigureKey, Level, Scope
from reporting.indicators import INDICATORS, OF_PROVIDERS
from reporting.membership import CLIENT_FIGURES, QUESTION_FIGURES, TRAJECTORY_FIGURES, Answer
from reporting.models import RollUp
from reporting.record_values import Stretch
from reporting.records import listed
from tests.reporting import naive
from tests.reporting.test_figures_page import ask, signed_in
from tests.reporting.test_rollups_property import registers, with_keys
from tests.reporting.world import World, make_world, write

pytestmark = pytest.mark.django_db
PERIODS = [Period.parse(code) for code in ("2018-Q2", "2018")]


@pytest.fixture(autouse=True)
def _august_2018() -> object:
    with time_machine.travel(date(2018, 8, 1), tick=False):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("beleid@zoetermeer.example", name="B. Leid", side="municipality")


def levels(world: World) -> Mapping[Scope, record_values.Level]:
    return {
        scope: record_values.Level(scope.code, level.doors, level.provider) for scope, level in world.levels().items()
    }


def agree(world: World, officer: User, answered: frozenset[str], least: int) -> None:
    for rule, counting in (
        (Rule.ANSWERED, Counting(answered=answered)),
        (Rule.CLIENT_WORK, Counting(least_minutes=least)),
    ):
        if counting != STANDARD:
            wish = editions.Wish(rule, date(2018, 1, 1), counting, "Afgesproken.")
            editions.announce(municipality=world.zoetermeer, wish=wish, by=officer)


some_outcomes = st.one_of(
    st.just(STANDARD.answered), st.sets(st.sampled_from(Outcome.values), min_size=1).map(frozenset)
)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    register=registers(),
    today=st.sampled_from((date(2018, 5, 20), date(2020, 1, 1))),
    answered=some_outcomes,
    least=st.sampled_from((1, 1, 0, 46)),
    period=st.sampled_from(PERIODS),
)
def test_every_figure_is_what_its_list_adds_up_to(
    world: World,
    officer: User,
    register: naive.Register,
    today: date,
    answered: frozenset[str],
    least: int,
    period: Period,
) -> None:
    with transaction.atomic():
        with_keys(register, world)
        write(register, world)
        agree(world, officer, answered, least)
        counted = rollups.count_all(list(world.levels()), period.start, period.end, today=today)
        for scope, figures in counted.items():
            if scope.level == Level.PROVIDER and scope.organisation_id != world.mee.pk:
                continue
            for key, value in figures.items():
                if INDICATORS[key.indicator].is_count and not (
                    key.indicator == "overlap_clients" and scope.level == Level.PROVIDER
                ):
                    found = listed(scope, period.start, period.end, key, today=today)
                    assert found.total == value, (scope.code, period.code, key)
        transaction.set_rollback(True)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    register=registers(),
    today=st.sampled_from((date(2018, 5, 20), date(2020, 1, 1))),
    answered=some_outcomes,
    least=st.sampled_from((1, 1, 0, 46)),
    period=st.sampled_from(PERIODS),
)
def test_the_records_that_count_are_exactly_those_that_were_counted(
    world: World,
    officer: User,
    register: naive.Register,
    today: date,
    answered: frozenset[str],
    least: int,
    period: Period,
) -> None:
    with transaction.atomic():
        with_keys(register, world)
        write(register, world)
        agree(world, officer, answered, least)
        questions = facts.questions_of(HelpQuestion.objects.all())
        clients = facts.clients_of(Client.objects.all(), HelpQuestion.objects.all(), Contact.objects.all())
        for scope, level in levels(world).items():
            stretch = facts.stretch_of(period, scope.municipality_id, today=today)
            said = {
                **saying({pk: membership.of_question(row, level, stretch) for pk, (_, row) in questions.items()}),
                **saying({pk: membership.of_client(row, level, stretch) for pk, row in clients.items()}),
                "client_minutes": {
                    row.pk
                    for row in Contact.objects.all()
                    if membership.of_contact(facts.contact_of(row), level, stretch)[0].counts
                },
                "simple_questions": {
                    row.pk
                    for row in Tally.objects.all()
                    if membership.of_tally(
                        record_values.Tally(row.front_door_id, row.provider_id, row.on, row.undone_at is not None),
                        level,
                        stretch,
                    )[0].counts
                },
            }
            figures = rollups.count(scope, period.start, period.end, today=today)
            for indicator, keys in said.items():
                found = listed(scope, period.start, period.end, FigureKey(indicator), today=today)
                assert keys == set(found.amounts), (scope.code, period.code, indicator)
                if indicator != "client_minutes":
                    assert len(keys) == figures.count(indicator), (scope.code, period.code, indicator)
            alone = {
                row.question.client_id
                for row in Contact.objects.select_related("question")
                if membership.of_contact(facts.contact_of(row), level, stretch)[2].counts
            }
            person = dict(LinkedClient.objects.values_list("client_id", "person_id"))
            assert {person.get(pk, pk) for pk in alone} <= said["unique_clients"]
        transaction.set_rollback(True)


def saying(answers: Mapping[int, list[Answer]]) -> dict[str, set[int]]:
    """By figure the records that say that they count; figures that nothing counts in are there too."""
    found: dict[str, set[int]] = {answer.indicator: set() for each in answers.values() for answer in each}
    for pk, each in answers.items():
        for answer in each:
            if answer.counts:
                found[answer.indicator].add(pk)
    return found


def test_there_is_a_list_behind_every_count_and_every_breakdown() -> None:
    for indicator in INDICATORS.values():
        assert records.can_list(indicator.key) is indicator.is_count, indicator.key
        for dimension in indicator.dimensions:
            above = records.can_list(indicator.key, dimension, level=Level.MUNICIPALITY)
            assert above is indicator.is_count, (indicator.key, dimension)
            assert records.can_list(indicator.key, dimension) is (indicator.is_count and dimension not in OF_PROVIDERS)
    assert not records.can_list("questions_received", "activity")
    assert not records.can_list("nothing")


# --- words ------------------------------------------------------------------------------------------------------------

Q2 = Stretch(date(2018, 4, 1), date(2018, 7, 1), date(2018, 8, 1))
MEE = record_values.Level("MEE", frozenset({1}), 7)
ASKED = record_values.Question(
    front_door=1,
    provider=7,
    received_on=date(2018, 3, 20),
    closed_on=date(2018, 4, 12),
    outcome="stopped",
    first_contact_due_on=date(2018, 4, 3),
    pick_up_due_on=date(2018, 4, 17),
    first_contact_on=date(2018, 4, 5),
    picked_up_on=date(2018, 4, 5),
    minutes=605,
)


def said(answers: list[Answer], indicator: str) -> list[str]:
    (answer,) = [each for each in answers if each.indicator == indicator]
    words = [f"{'ja' if test.passed else 'nee'}: {test.words}" for test in answer.tests]
    return [*words, answer.verdict.replace("\u00a0", " ")]


def test_a_question_says_why_it_counts() -> None:
    answers = membership.of_question(ASKED, MEE, Q2)
    assert [answer.indicator for answer in answers] == list(QUESTION_FIGURES)
    assert said(answers, "questions_received") == [
        "nee: Ontvangen op 20 maart 2018: voor de periode.",
        "Telt mee: nee.",
    ]
    assert said(answers, "questions_answered") == [
        "ja: Afgesloten op 12 april 2018: in de periode.",
        "nee: Uitkomst ‘gestopt door cliënt’: dat telt niet als antwoord.",
        "Telt mee: nee.",
    ]
    assert said(answers, "questions_closed_otherwise")[-1] == "Telt mee: ja, als 1 anders afgesloten vraag."
    assert said(answers, "first_contact_on_time") == [
        "ja: Eén van deze twee is genoeg.",
        "nee: Gedaan op 5 april 2018, de laatste dag zonder pauze was 3 april 2018: te laat.",
        "Telt mee: nee.",
    ]
    assert said(answers, "questions_above_guideline")[1].replace("\u00a0", " ") == (
        "ja: Geschreven: 10 uur 5 min. De richtlijn is 10 uur: dat is erboven."
    )


SIX_WEEKS = replace(Q2, trajectories=True)
# 27 February + 42 days = 10 April: two days before it was closed.
TRAJECTORY = replace(ASKED, trajectory_days=42, picked_up_on=date(2018, 2, 27))


def test_a_trajectory_says_why_it_is_finished_running_or_too_long() -> None:
    answers = membership.of_question(TRAJECTORY, MEE, SIX_WEEKS)
    assert [answer.indicator for answer in answers] == [*QUESTION_FIGURES, *TRAJECTORY_FIGURES]
    agreed = "ja: Een traject: afgesproken is ten hoogste 42 dagen."
    closed = "ja: Afgesloten op 12 april 2018: in de periode."
    assert said(answers, "trajectories_finished") == [agreed, closed, "Telt mee: ja, als 1 afgerond traject."]
    assert said(answers, "trajectories_running") == [
        agreed,
        "ja: Ontvangen op 20 maart 2018: voor het einde van de periode.",
        "nee: Afgesloten op 12 april 2018: voor het einde van de periode.",
        "Telt mee: nee.",
    ]
    assert said(answers, "trajectories_too_long") == [
        agreed,
        closed,
        "ja: Opgepakt op 27 februari 2018, de laatste dag was 10 april 2018. Afgesloten na 44 dagen: langer dan "
        "afgesproken.",
        "Telt mee: ja, als 1 traject dat langer duurde dan afgesproken.",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        # 1 March + 42 days = 12 April, the day of closing.
        (
            {"picked_up_on": date(2018, 3, 1)},
            "nee: Opgepakt op 1 maart 2018, de laatste dag was 12 april 2018. Afgesloten na 42 dagen: binnen de "
            "afspraak.",
        ),
        ({"picked_up_on": None}, "nee: Nooit opgepakt: dan zijn er geen dagen om te tellen."),
        (
            {"closed_on": None, "outcome": ""},
            "nee: Opgepakt op 27 februari 2018, de laatste dag was 10 april 2018. Nog niet afgesloten.",
        ),
    ],
)
def test_a_trajectory_within_its_days_says_so(changes: dict[str, Any], words: str) -> None:
    answers = membership.of_question(replace(TRAJECTORY, **changes), MEE, SIX_WEEKS)
    assert said(answers, "trajectories_too_long")[2:] == [words, "Telt mee: nee."]


def test_where_trajectories_are_agreed_on_another_question_says_that_it_is_none() -> None:
    answers = membership.of_question(ASKED, MEE, SIX_WEEKS)
    for figure in TRAJECTORY_FIGURES:
        assert said(answers, figure) == [
            "nee: Geen traject: er was geen duur afgesproken toen de vraag binnenkwam.",
            "Telt mee: nee.",
        ]


def test_an_hour_line_says_for_how_much_it_counts() -> None:
    answers = membership.of_contact(record_values.Contact(1, 7, date(2018, 6, 30), 90), MEE, Q2)
    assert said(answers, "client_minutes")[-1] == "Telt mee: ja, als 1 uur 30 min."
    nothing = membership.of_contact(record_values.Contact(1, 7, date(2018, 7, 1), 0), MEE, Q2)
    assert said(nothing, "client_minutes") == [
        "nee: Geschreven op 1 juli 2018: na de periode.",
        "nee: Er zijn 0 minuten geschreven.",
        "Telt mee: nee.",
    ]


def test_a_linked_record_counts_with_its_person_alone() -> None:
    client = record_values.Client((ASKED,), (), counted_as="C-0012")
    answers = membership.of_client(client, MEE, Q2)
    assert [answer.indicator for answer in answers] == list(CLIENT_FIGURES)
    assert said(answers, "unique_clients") == [
        "nee: Gekoppeld: deze mens telt één keer, onder C-0012.",
        "ja: Eén van deze drie is genoeg.",
        "Telt mee: nee.",
    ]


# --- pages ------------------------------------------------------------------------------------------------------------


def put(world: World, questions: int, *, received: date = date(2018, 4, 10)) -> None:
    """At MEE some questions of as many clients, and one at Palet on which MEE wrote an hour before it was passed on."""
    everyone = [(world.mee.pk, number) for number in range(questions)] + [(world.palet.pk, 900)]
    register = naive.Register(
        questions=[
            naive.Question(
                client=number,
                door=world.doors[0].pk,
                provider=provider,
                received_on=received,
                first_contact_due_on=received + timedelta(days=14),
                pick_up_due_on=received + timedelta(days=28),
                channel="gp" if number % 2 else "counter",
            )
            for provider, number in everyone
        ]
    )
    register.contacts = [
        naive.Contact(question=place, provider=world.mee.pk, on=received, minutes=30) for place in range(questions + 1)
    ]
    write(register, world)


def behind(**asked: str) -> dict[str, str]:
    return ask("zoetermeer.mee") | asked


def test_a_number_on_the_page_leads_to_its_records(world: World) -> None:
    put(world, 3)
    rollups.roll_up_period(world.zoetermeer, Period.parse("2018-Q2"))
    client = signed_in(world.mee)
    figures = client.get(reverse("figures"), ask("zoetermeer.mee")).content.decode()
    link = "cijfer=questions_received&amp;uitsplitsing=channel&amp;waarde=counter"
    assert link in figures
    text = client.get(reverse("figures_records"), behind(cijfer="questions_received")).content.decode()
    assert "<h1>Ontvangen vragen: 3</h1>" in text
    assert "Hieronder staan 3 vragen." in text
    assert all(f">V{place}</a>" in text for place in range(3))
    assert ">V3</a>" not in text
    one = {"cijfer": "questions_received", "uitsplitsing": "channel", "waarde": "gp"}
    text = client.get(reverse("figures_records"), behind(**one)).content.decode()
    assert "ingang: huisarts" in text
    assert "Hieronder staat 1 vraag." in text


def test_what_is_of_another_provider_is_a_number(world: World) -> None:
    put(world, 3)
    text = signed_in(world.mee).get(reverse("figures_records"), behind(cijfer="client_minutes")).content.decode()
    text = text.replace("\u00a0", " ")
    # 3 x 30 on its own questions, and 30 on the one that is Palet's now.
    assert "Cliëntgebonden uren: 2 uur" in text
    assert (
        "Hieronder staan 3 regels, samen 1 uur 30 min, en 30 min van een andere aanbieder: die kunt u niet openen."
        in text
    )
    assert "V3" not in text


def test_the_list_says_so_when_it_differs_from_the_figure(world: World) -> None:
    put(world, 2)
    rollups.roll_up_period(world.zoetermeer, Period.parse("2018-Q2"))
    HelpQuestion.objects.filter(number="V0").update(received_on=date(2018, 1, 5))
    client = signed_in(world.mee)
    text = client.get(reverse("figures_records"), behind(cijfer="questions_received")).content.decode()
    assert "In de cijfers staat 2, de lijst komt op 1. Er is na de laatste telling iets veranderd." in text
    RollUp.objects.update(frozen_at="2018-07-12T10:00Z")
    text = client.get(reverse("figures_records"), behind(cijfer="questions_received")).content.decode()
    assert "Het cijfer is vastgezet toen het rapport werd ingediend; de lijst is van nu." in text


@pytest.mark.parametrize("asked", [{"cijfer": "nergens"}, {"cijfer": "score_mean"}, {"uitsplitsing": "activity"}])
def test_a_figure_without_records_is_not_there(world: World, asked: dict[str, str]) -> None:
    assert signed_in(world.mee).get(reverse("figures_records"), behind(**asked)).status_code == 404


def test_a_partnership_gets_no_records(world: World) -> None:
    put(world, 3)
    answer = signed_in(world.zosamen).get(reverse("figures_records"), ask("zoetermeer.zosamen"))
    assert answer.status_code == 404


@pytest.mark.parametrize("figure", ["questions_received", "unique_clients", "client_minutes"])
def test_the_list_asks_as_much_for_many_as_for_few(world: World, figure: str) -> None:
    client = signed_in(world.mee)
    numbers = []
    for questions in (2, 60):
        with transaction.atomic():
            put(world, questions)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                page = client.get(reverse("figures_records"), behind(cijfer=figure)).content.decode()
            assert ("Pagina 1 van 2" in page) is (questions > 50)
            numbers.append(len(captured))
            transaction.set_rollback(True)
    assert numbers[0] == numbers[1]


def test_telt_dit_mee_answers_for_question_line_and_client(world: World) -> None:
    put(world, 1)
    client = signed_in(world.mee)
    question = HelpQuestion.objects.get(number="V0")
    pages = {
        reverse("counts_question", args=[question.pk]): "Telt mee: ja, als 1 ontvangen vraag, bij MEE, ZoSamen en "
        "gemeente Zoetermeer.",
        reverse("counts_contact", args=[question.contacts.get().pk]): "Telt mee: ja, als 30 min, bij MEE, ZoSamen en "
        "gemeente Zoetermeer.",
        reverse("counts_client", args=[question.client_id]): "Telt mee: ja, als 1 unieke cliënt, bij MEE, ZoSamen en "
        "gemeente Zoetermeer.",
    }
    for url, verdict in pages.items():
        text = client.get(url, {"periode": "2018-Q2"}).content.decode().replace("\u00a0", " ")
        assert verdict in text, url
        earlier = client.get(url, {"periode": "2017-Q1"}).content.decode()
        assert "telt dit in geen cijfer mee" in earlier, url
        assert client.get(url, {"periode": "2038-Q1"}).status_code == 404


def test_trajectories_lead_to_their_records_and_each_says_whether_it_counts(world: World) -> None:
    put(world, 3)
    Norms.objects.create(
        organisation=world.zosamen,
        valid_from=date(2018, 1, 1),
        first_contact_days=14,
        pick_up_urgent_days=3,
        pick_up_regular_days=28,
        trajectory_days=42,
    )
    # 11 April + 42 days = 23 May; V0 was closed on that day, V1 a day later, and V2 runs.
    asked = HelpQuestion.objects.filter(provider=world.mee)
    asked.update(trajectory_days=42, picked_up_on=date(2018, 4, 11))
    for number, day in (("V0", date(2018, 5, 23)), ("V1", date(2018, 5, 24))):
        asked.filter(number=number).update(closed_on=day, outcome="information_advice")
    rollups.roll_up_period(world.zoetermeer, Period.parse("2018-Q2"))
    client = signed_in(world.mee)
    page = client.get(reverse("figures"), ask("zoetermeer.mee")).content.decode()
    counted = {}
    for figure in TRAJECTORY_FIGURES:
        (link,) = set(re.findall(rf'href="([^"]+cijfer={figure}[^"&]*)"', page))
        text = client.get(link.replace("&amp;", "&")).content.decode().replace("\u00a0", " ")
        counted[figure] = sorted(re.findall(r">(V\d)</a>", text))
        assert ">Traject</th>" in text
    assert counted == dict(zip(TRAJECTORY_FIGURES, (["V0", "V1"], ["V2"], ["V1"]), strict=True))
    too_long = client.get(reverse("figures_records"), behind(cijfer="trajectories_too_long")).content.decode()
    assert "1 dag langer dan de afspraak" in too_long.replace("\u00a0", " ")
    verdicts = {
        number: [
            re.search(rf"<h3[^>]*>{re.escape(INDICATORS[figure].label)}</h3>.*?Telt mee: (ja|nee)", shown, re.DOTALL)[1]  # type: ignore[index]
            for figure in TRAJECTORY_FIGURES
        ]
        for number in ("V0", "V1", "V2")
        for shown in [
            client.get(
                reverse("counts_question", args=[HelpQuestion.objects.get(number=number).pk]), {"periode": "2018-Q2"}
            ).content.decode()
        ]
    }
    assert verdicts == {"V0": ["ja", "nee", "nee"], "V1": ["ja", "nee", "ja"], "V2": ["nee", "ja", "nee"]}


def test_without_an_agreement_a_question_says_nothing_of_trajectories(world: World) -> None:
    put(world, 1)
    question = HelpQuestion.objects.get(number="V0")
    url = reverse("counts_question", args=[question.pk])
    assert "raject" not in signed_in(world.mee).get(url, {"periode": "2018-Q2"}).content.decode()


def test_what_another_provider_did_is_not_told(world: World) -> None:
    """MEE knows the client from last year; in this quarter only Palet worked. MEE's page can't say which."""
    register = naive.Register(
        questions=[
            naive.Question(
                client=1,
                door=world.doors[0].pk,
                provider=provider,
                received_on=received,
                first_contact_due_on=received,
                pick_up_due_on=received,
            )
            for provider, received in ((world.mee.pk, date(2017, 2, 1)), (world.palet.pk, date(2018, 4, 10)))
        ]
    )
    clients = write(register, world)
    url = reverse("counts_client", args=[clients[1].pk])
    text = signed_in(world.mee).get(url, {"periode": "2018-Q2"}).content.decode()
    assert "Telt mee: nee, bij MEE." in text
    assert "Bij ZoSamen en gemeente Zoetermeer kunt u dit niet zien" in text
    assert "10 april 2018" not in text
    assert "Palet Welzijn" not in text
