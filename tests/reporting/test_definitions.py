"""Definitions as dated objects: which edition holds when, what may be announced, and what a report says of a change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oco.models import User
from oco.outcomes import ANSWERED, Outcome
from oco.periods import Period
from reporting import disclosure, editions, rollups
from reporting.definitions import FIGURES, STANDARD, Announced, Book, Counting, Rule, standard, words_of
from reporting.documents import build
from reporting.editions import AnnouncementRefused, Wish
from reporting.figures import FigureKey, Figures, Scope
from reporting.indicators import INDICATORS
from reporting.models import DefinitionEdition, FormerFigure, Report, RollUp
from reporting.values import State
from tests.reporting import naive
from tests.reporting.test_rollups_property import registers, with_keys
from tests.reporting.world import World, make_world, write

WITHOUT_LEAFLET = Counting(answered=STANDARD.answered - {"leaflet_referral"})
EVERY_CONTACT = Counting(least_minutes=0)
NEW_YEAR = date(2018, 1, 1)


def announced(rule: Rule, counting: Counting, day: date = NEW_YEAR, number: int = 2) -> Announced:
    return Announced(rule, number, day, counting, "Zo wel.", "Zo niet.", "Afgesproken")


def wish(counting: Counting = WITHOUT_LEAFLET, rule: Rule = Rule.ANSWERED, day: date = NEW_YEAR) -> Wish:
    return Wish(rule, day, counting, "De gemeenteraad vroeg hierom.")


# --- pure -------------------------------------------------------------------------------------------------------------


def test_the_standard_words_come_out_of_the_standard_values() -> None:
    for indicator in ("unique_clients", "new_clients"):
        assert words_of(indicator, STANDARD).sentence == standard(indicator).sentence
    assert words_of("questions_answered", STANDARD).sentence == (
        "Hulpvragen die in de periode zijn afgesloten met een antwoord: elke uitkomst, behalve ‘geen oplossing’, "
        "‘gestopt door cliënt’ en ‘verhuisd of overleden’."
    )


def test_the_sentence_says_what_the_count_takes() -> None:
    assert "‘verwezen met folder’" in words_of("questions_answered", WITHOUT_LEAFLET).sentence
    assert "‘verwezen met folder’" in words_of("questions_closed_otherwise", WITHOUT_LEAFLET).sentence
    assert "een contact, ook een van 0 minuten" in words_of("unique_clients", EVERY_CONTACT).sentence
    assert "een contact van 15 minuten of meer" in words_of("unique_clients", Counting(least_minutes=15)).sentence
    assert (
        "er was geen contact van 15 minuten of meer geschreven"
        in words_of("new_clients", Counting(least_minutes=15)).sentence
    )
    everything = Counting(answered=frozenset(Outcome.values))
    assert words_of("questions_answered", everything).sentence.endswith("elke uitkomst.")


def test_every_figure_of_a_rule_reads_otherwise_when_the_rule_changes() -> None:
    for rule, counting in ((Rule.ANSWERED, WITHOUT_LEAFLET), (Rule.CLIENT_WORK, EVERY_CONTACT)):
        for indicator in FIGURES[rule]:
            assert words_of(indicator, counting).sentence != standard(indicator).sentence, indicator


def test_an_edition_holds_from_its_first_day_until_the_next() -> None:
    book = Book(
        (
            announced(Rule.ANSWERED, WITHOUT_LEAFLET),
            announced(Rule.ANSWERED, STANDARD, date(2020, 1, 1), 3),
            announced(Rule.CLIENT_WORK, EVERY_CONTACT, date(2019, 1, 1)),
        )
    )
    table = [
        (date(2014, 1, 1), 1, STANDARD),
        (date(2017, 12, 31), 1, STANDARD),
        (date(2018, 1, 1), 2, WITHOUT_LEAFLET),
        (date(2019, 1, 1), 2, Counting(WITHOUT_LEAFLET.answered, 0)),
        (date(2020, 1, 1), 3, EVERY_CONTACT),
    ]
    for day, number, counting in table:
        assert book.edition_on("questions_answered", day).number == number, day
        assert book.counting_on(day) == counting, day
    assert [each.number for each in book.editions("questions_received")] == [1]


@pytest.mark.parametrize(
    ("code", "both"),
    [
        *((code, False) for code in ("2017", "2017-Q4", "2018-Q2", "2018-H2", "2019-Q1", "2019")),
        *((code, True) for code in ("2018-Q1", "2018-H1", "2018")),
    ],
)
def test_two_editions_run_beside_each_other_in_the_first_period_of_each_kind(code: str, both: bool) -> None:
    book = Book((announced(Rule.ANSWERED, WITHOUT_LEAFLET),))
    changes = book.changes(Period.parse(code))
    assert [change.now.indicator for change in changes] == (list(FIGURES[Rule.ANSWERED]) if both else [])
    assert book.former_counting(Period.parse(code)) == (STANDARD if both else None)


def released(figures: dict[FigureKey, int], *, breakdowns: bool = True) -> disclosure.Release:
    members = {
        ("questions_answered", "outcome"): sorted(WITHOUT_LEAFLET.answered),
        ("questions_closed_otherwise", "outcome"): sorted(WITHOUT_LEAFLET.otherwise),
    }
    return disclosure.release(Figures(dict(figures)), members=members, breakdowns=breakdowns)


OUTCOMES = {"information_advice": 300, "wlz": 60, "stopped": 40, "no_solution": 20, "moved_or_died": 15}


def closed(leaflet: int) -> dict[FigureKey, int]:
    cells = OUTCOMES | {"leaflet_referral": leaflet}
    otherwise = {key: value for key, value in cells.items() if key in WITHOUT_LEAFLET.otherwise}
    answered = {key: value for key, value in cells.items() if key in WITHOUT_LEAFLET.answered}
    return {
        FigureKey("questions_answered"): sum(answered.values()),
        FigureKey("questions_closed_otherwise"): sum(otherwise.values()),
        **{FigureKey("questions_answered", "outcome", key): value for key, value in answered.items()},
        **{FigureKey("questions_closed_otherwise", "outcome", key): value for key, value in otherwise.items()},
    }


def step(release: disclosure.Release, indicator: str, difference: int, former: int) -> disclosure.Released:
    return disclosure.step_between_editions(
        release,
        indicator,
        gained=(),
        lost=["leaflet_referral"] if indicator.startswith("questions") else (),
        difference=Decimal(difference),
        former=Decimal(former),
    )


@pytest.mark.parametrize(
    ("leaflet", "shown"), [(0, None), (1, None), (7, None), (8, -10), (12, -10), (13, -15), (120, -120)]
)
def test_the_difference_is_the_cell_that_is_released_anyway(leaflet: int, shown: int | None) -> None:
    release = released(closed(leaflet))
    found = step(release, "questions_answered", -leaflet, 360 + leaflet)
    assert found.value == shown
    assert found.hidden is (shown is None)
    other_way = step(release, "questions_closed_otherwise", leaflet, 75)
    assert other_way.value == (None if shown is None else -shown)


def test_a_difference_of_people_is_a_cell_of_its_own() -> None:
    release = released({FigureKey("unique_clients"): 500})
    for difference, shown in ((0, None), (7, None), (8, 10), (-23, -25)):
        assert step(release, "unique_clients", difference, 500 - difference).value == shown, difference
    assert step(release, "unique_clients", 497, 3).hidden  # what would be left over is small
    assert step(release, "new_clients", 50, 400).hidden


def test_who_gets_no_breakdowns_gets_no_difference() -> None:
    assert step(released(closed(120), breakdowns=False), "questions_answered", -120, 480).hidden
    assert step(released({FigureKey("unique_clients"): 500}, breakdowns=False), "unique_clients", 50, 450).hidden


# --- counting ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("beleid@zoetermeer.example", name="B. Leid", side="municipality")


def agreed(world: World, officer: User, answered: frozenset[str], least: int) -> naive.Editions:
    for rule, counting in (
        (Rule.ANSWERED, Counting(answered=answered)),
        (Rule.CLIENT_WORK, Counting(least_minutes=least)),
    ):
        if counting != STANDARD:
            editions.announce(municipality=world.zoetermeer, wish=wish(counting, rule), by=officer)
    return naive.Editions(tuple(sorted(frozenset(Outcome.values) - answered)), least)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    register=registers(),
    answered=st.sets(st.sampled_from(Outcome.values), min_size=1).map(frozenset),
    least=st.sampled_from((0, 1, 5, 46, 60)),
)
def test_both_editions_are_the_same_when_counted_a_second_way(
    world: World, officer: User, register: naive.Register, answered: frozenset[str], least: int
) -> None:
    today = date(2020, 1, 1)
    with transaction.atomic():
        with_keys(register, world)
        write(register, world)
        now = agreed(world, officer, answered, least)
        for code, edition, former in (
            ("2017", naive.Editions(), None),
            ("2018-Q1", now, naive.Editions()),
            ("2018", now, naive.Editions()),
            ("2018-Q2", now, None),
        ):
            period = Period.parse(code)
            levels = world.levels()
            counted = rollups.count_all(list(levels), period.start, period.end, today=today)
            before = rollups.count_former(list(levels), period, today=today)
            for scope, level in levels.items():
                there = scope.municipality_id == world.zoetermeer.pk
                expected = naive.count(
                    register, level, period.start, period.end, today, edition if there else naive.Editions()
                )
                for indicator in ("unique_clients", "new_clients", "returning_clients", "clients_with_minutes"):
                    assert counted[scope].value(indicator) == expected[indicator, "", ""], (scope.code, code, indicator)
                for indicator in FIGURES[Rule.ANSWERED]:
                    assert counted[scope].value(indicator) == expected[indicator, "", ""], (scope.code, code, indicator)
                    assert counted[scope].breakdown(indicator, "outcome") == {
                        member: value
                        for (name, dim, member), value in expected.items()
                        if (name, dim) == (indicator, "outcome")
                    }
                if former is None or not there:
                    assert scope not in before
                    continue
                old = naive.count(register, level, period.start, period.end, today, former)
                assert before.get(scope, {}) == {
                    indicator: old[indicator, "", ""]
                    for rule, changed in (
                        (Rule.ANSWERED, answered != STANDARD.answered),
                        (Rule.CLIENT_WORK, least != 1),
                    )
                    if changed
                    for indicator in FIGURES[rule]
                }
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_edition_of_another_municipality_changes_nothing_here(world: World, officer: User) -> None:
    editions.announce(municipality=world.haarlem, wish=wish(), by=officer)
    assert editions.book_of(world.zoetermeer.pk).announced == ()
    assert editions.book_of(world.haarlem.pk).counting_on(NEW_YEAR) == WITHOUT_LEAFLET


# --- announcing -------------------------------------------------------------------------------------------------------


def filed(world: World, officer: User, code: str) -> Report:
    period = Period.parse(code)
    return Report.objects.create(
        municipality=world.zoetermeer,
        organisation=world.zosamen,
        start=period.start,
        end=period.end,
        filed_by=officer,
        filed_by_name="M. Anager",
        checksum="x",
    )


@pytest.mark.django_db
def test_editions_are_numbered_and_the_standard_one_is_the_first(world: World, officer: User) -> None:
    first = editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    second = editions.announce(municipality=world.zoetermeer, wish=wish(STANDARD, day=date(2019, 1, 1)), by=officer)
    assert (first.number, second.number) == (2, 3)
    assert first.sentence == words_of("questions_answered", WITHOUT_LEAFLET).sentence
    assert first.announced_by_name == "B. Leid"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (wish(day=date(2018, 4, 1)), "Een versie gaat in op 1 januari."),
        (wish(STANDARD), "Zo telt het dan al. Verander eerst iets."),
        (wish(Counting(answered=frozenset())), "Kies minstens één uitkomst."),
        (wish(Counting(least_minutes=61), Rule.CLIENT_WORK), "Vul 0 tot en met 60 minuten in."),
        (Wish(Rule.ANSWERED, NEW_YEAR, WITHOUT_LEAFLET, "  "), "Schrijf op waarom de definitie verandert."),
        (
            wish(day=date(2017, 1, 1)),
            "Over een periode vanaf 1 januari 2017 is al een rapport ingediend. Kies een latere dag.",
        ),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(world: World, officer: User, wanted: Wish, refusal: str) -> None:
    filed(world, officer, "2017-Q1")
    with pytest.raises(AnnouncementRefused, match=refusal.replace(".", r"\.")):
        editions.announce(municipality=world.zoetermeer, wish=wanted, by=officer)
    assert DefinitionEdition.objects.count() == 0


@pytest.mark.django_db
def test_the_database_refuses_an_edition_for_what_was_filed(world: World, officer: User) -> None:
    made = editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    filed(world, officer, "2018-Q1")
    with pytest.raises(AnnouncementRefused, match="al een rapport ingediend"):
        editions.withdraw(edition=made, by=officer)
    with pytest.raises(DatabaseError, match="period_filed"), transaction.atomic():
        DefinitionEdition.objects.filter(pk=made.pk).update(withdrawn_at="2018-05-01T00:00Z", withdrawn_by=officer)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        DefinitionEdition.objects.filter(pk=made.pk).delete()


@pytest.mark.django_db
def test_an_announced_edition_is_withdrawn_and_never_changed(world: World, officer: User) -> None:
    made = editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        DefinitionEdition.objects.filter(pk=made.pk).update(sentence="Iets anders.")
    editions.withdraw(edition=made, by=officer)
    assert editions.book_of(world.zoetermeer.pk).announced == ()
    again = editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    assert again.number == 3


@pytest.mark.django_db
def test_only_days_of_which_nothing_was_filed_are_offered(world: World, officer: User) -> None:
    today = date(2018, 5, 1)
    years = [date(year, 1, 1) for year in (2018, 2019, 2020)]
    assert editions.starts(world.zoetermeer, today=today) == years
    filed(world, officer, "2017")
    assert editions.starts(world.zoetermeer, today=today) == years
    filed(world, officer, "2018-Q1")
    assert editions.starts(world.zoetermeer, today=today) == years[1:]


# --- in a report ------------------------------------------------------------------------------------------------------


def put(world: World, leaflets: int) -> Period:
    """In the first quarter, at MEE: 30 questions answered with advice, 15 stopped, and `leaflets` with a leaflet."""
    outcomes = ["information_advice"] * 30 + ["stopped"] * 15 + ["leaflet_referral"] * leaflets
    register = naive.Register(
        questions=[
            naive.Question(
                client=number,
                door=world.doors[0].pk,
                provider=world.mee.pk,
                received_on=date(2018, 1, 5),
                first_contact_due_on=date(2018, 1, 19),
                pick_up_due_on=date(2018, 2, 2),
                closed_on=date(2018, 3, 1),
                outcome=outcome,
            )
            for number, outcome in enumerate(outcomes)
        ]
    )
    write(register, world)
    return Period.parse("2018-Q1")


def changed_table(world: World, period: Period, *, released: bool = True) -> list[list[str]]:
    document = build(
        organisation=world.zosamen,
        municipality=world.zoetermeer,
        period=period,
        terms=None,
        released=released,
        viewer_provider=None if released else world.mee,
    )
    (section,) = [each for each in document.sections if each.key == "changed_definitions"]
    (definition,) = [each for each in document.definitions if each.key == "questions_answered"]
    assert definition.text.endswith("Zo telt het sinds 1 januari 2018 (2e versie).")
    assert "‘Beantwoorde vragen’ telt anders dan eerst" in document.summary.remarks[0]
    assert "Waarom: De gemeenteraad vroeg hierom." in section.sentences
    if released:
        states = {cell.state for row in section.tables[0].rows[1:] for cell in row.cells}
        assert states <= {State.ROUNDED, State.HIDDEN}
    return [[row.heading[:9], *(cell.text for cell in row.cells)] for row in section.tables[0].rows]


@pytest.mark.django_db
def test_a_report_shows_both_figures_and_what_the_change_makes_of_difference(world: World, officer: User) -> None:
    period = put(world, leaflets=23)
    editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    rollups.roll_up_period(world.zosamen, period)
    # 30 with advice; with the 23 leaflets it was 53. Released: 23 is about 25, as in the table of outcomes.
    assert changed_table(world, period) == [
        ["Nieuw: Hu", "30"],
        ["Eerst: Hu", "55"],
        ["Verschil ", "\u221225"],
    ]
    assert changed_table(world, period, released=False) == [
        ["Nieuw: Hu", "30"],
        ["Eerst: Hu", "53"],
        ["Verschil ", "\u221223"],
    ]


@pytest.mark.django_db
def test_a_small_difference_is_hidden_and_the_former_count_with_it(world: World, officer: User) -> None:
    period = put(world, leaflets=3)
    editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    rollups.roll_up_period(world.zosamen, period)
    assert changed_table(world, period) == [
        ["Nieuw: Hu", "30"],
        ["Eerst: Hu", "verborgen"],
        ["Verschil ", "verborgen"],
    ]


@pytest.mark.django_db
def test_without_a_change_a_report_says_nothing_of_one(world: World, officer: User) -> None:
    put(world, leaflets=23)
    editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    period = Period.parse("2018-Q2")
    rollups.roll_up_period(world.zosamen, period)
    document = build(organisation=world.zosamen, municipality=world.zoetermeer, period=period, terms=None)
    assert [each.key for each in document.sections if each.key == "changed_definitions"] == []
    assert FormerFigure.objects.count() == 0


@pytest.mark.django_db
def test_counting_again_after_withdrawing_leaves_nothing_of_the_change(world: World, officer: User) -> None:
    period = put(world, leaflets=23)
    made = editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    rollups.roll_up_period(world.zosamen, period)
    assert FormerFigure.objects.count() == 2 * 4  # two figures of ZoSamen and its three providers
    editions.withdraw(edition=made, by=officer)
    rollups.roll_up_period(world.zosamen, period)
    assert FormerFigure.objects.count() == 0
    scope = Scope.of_organisation(world.zosamen)
    assert rollups.count(scope, period.start, period.end).count("questions_answered") == 53


@pytest.mark.django_db
def test_the_former_count_is_frozen_with_the_report(world: World, officer: User) -> None:
    period = put(world, leaflets=23)
    editions.announce(municipality=world.zoetermeer, wish=wish(), by=officer)
    rollups.roll_up_period(world.zosamen, period)
    RollUp.objects.update(frozen_at="2018-04-10T10:00Z")
    for statement in ("DELETE FROM reporting_formerfigure", "UPDATE reporting_formerfigure SET value = 1"):
        with pytest.raises(DatabaseError, match="period_filed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    rollups.roll_up_period(world.zosamen, period)  # what is filed is left alone


def test_every_rule_is_about_figures_that_there_are() -> None:
    assert {each for indicators in FIGURES.values() for each in indicators} <= set(INDICATORS)
    assert STANDARD.answered == set(ANSWERED)
