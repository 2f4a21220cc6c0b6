"""A difference is only said where both figures were made in the same way, and a percentage never on a small number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from oco.periods import Period
from reporting import against
from reporting.definitions import STANDARD, Announced, Book, Counting, Rule
from reporting.documents import Table
from reporting.sheets import Address, Material, Sheet
from reporting.values import MINUS, State, Unit, Value, hidden
from tests.reporting import samples

Q2, YEAR = Period.parse("2018-Q2"), Period.parse("2018")


def with_totals(sheet: Sheet, **totals: str) -> Sheet:
    """The sheet with other totals of the whole."""
    values = dict(sheet.values)
    for name, text in totals.items():
        old = values[samples.ZOSAMEN.key, name, "", ""]
        values[samples.ZOSAMEN.key, name, "", ""] = Value(old.unit, Decimal(text))
    return replace(sheet, values=values)


def two(now: dict[str, str], before: dict[str, str], **changes: object) -> Material:
    """A quarter with these totals, and the one before it with those."""
    material = samples.material(Q2)
    assert material.previous is not None
    material = replace(
        material, now=with_totals(material.now, **now), previous=with_totals(material.previous, **before)
    )
    return replace(material, **changes)  # type: ignore[arg-type]


def beside(material: Material, key: str, place: int = 0) -> against.Beside:
    [line] = [line for line in against.against(material)[place].lines if line.main.key == key]
    return line.besides[0]


def table(material: Material, place: int = 0) -> Table:
    section = against.section(material)
    assert section is not None
    return section.tables[place]


def cells(material: Material, label: str, place: int = 0) -> list[str]:
    [row] = [row for row in table(material, place).rows if row.heading == label]
    return [cell.text for cell in row.cells]


def test_a_figure_stands_beside_the_period_before_and_the_year_before() -> None:
    material = two({"unique_clients": "330"}, {"unique_clients": "300"})
    # 330 - 300 = 30 and 30 / 300 = 10%; a year before: 1,154 x 0.25 x 0.95 = 274, 56 more, 56 / 274 = 20.4%.
    assert cells(material, "Unieke cliënten") == ["330", "300", "+30", "+10%"]
    assert cells(material, "Unieke cliënten", 1) == ["330", "274", "+56", "+20%"]
    assert [each.title for each in against.section(material).tables] == [  # type: ignore[union-attr]
        "Vergeleken met het 1e kwartaal van 2018",
        "Vergeleken met het 2e kwartaal van 2017",
    ]


def test_a_year_has_one_year_before() -> None:
    section = against.section(samples.material(YEAR))
    assert section is not None
    assert [each.columns for each in section.tables] == [("2018", "2017", "Verschil", "In procenten")]


@pytest.mark.parametrize(
    ("now", "before", "step", "share"),
    [
        ("19", "40", f"{MINUS}21", "–"),  # one of both is small: one person is 5%
        ("40", "19", "+21", "–"),
        ("20", "40", f"{MINUS}20", f"{MINUS}50%"),
        ("5", "5", "0", "–"),
        ("300", "300", "0", "0%"),
    ],
)
def test_no_percentage_on_a_small_number(now: str, before: str, step: str, share: str) -> None:
    material = two({"questions_above_guideline": now}, {"questions_above_guideline": before})
    found = beside(material, "questions_above_guideline")
    assert (found.step.text, found.share.text) == (step, share)


def test_the_page_says_where_there_is_no_percentage() -> None:
    material = two({"questions_above_guideline": "3"}, {"questions_above_guideline": "8"})
    assert "Onder de 20 staat er geen percentage: één mens of vraag telt dan te zwaar." in table(material).note
    assert "Onder de 20" not in table(two({}, {})).note


def test_shares_differ_in_points_and_marks_in_marks() -> None:
    totals = {"pick_up_total": "200", "pick_up_on_time": "190", "score_mean": "7.9", "score_count": "50"}
    before = {"pick_up_total": "100", "pick_up_on_time": "80", "score_mean": "8.2", "score_count": "40"}
    material = two(totals, before)
    # 190 / 200 = 95%, 80 / 100 = 80%
    assert cells(material, "Op tijd opgepakt") == ["95%", "80%", "+15 procentpunt", "–"]
    assert cells(material, "Gemiddeld cijfer van cliënten") == ["7,9", "8,2", f"{MINUS}0,3", "–"]


def test_a_difference_is_the_one_that_a_reader_works_out() -> None:
    # 88.75 hours is printed 89 and 74.4 is printed 74: 15, where the minutes differ 14.35 hours.
    material = two({"other_minutes": "5325"}, {"other_minutes": "4464"})
    assert cells(material, "Niet-cliëntgebonden uren")[:3] == ["89", "74", "+15"]
    # 97.4% and 97.5% are printed 97% and 98%.
    totals = {"pick_up_total": "1000", "pick_up_on_time": "974"}
    shares = two(totals, {"pick_up_total": "1000", "pick_up_on_time": "975"})
    assert cells(shares, "Op tijd opgepakt")[:3] == ["97%", "98%", f"{MINUS}1 procentpunt"]


def test_a_share_of_a_few_says_nothing_at_all() -> None:
    totals = {"pick_up_total": "4", "pick_up_on_time": "3"}
    material = two(totals, {"pick_up_total": "200", "pick_up_on_time": "190"})
    assert cells(material, "Op tijd opgepakt") == ["75%", "95%", "–", "–"]
    assert "Op tijd opgepakt: dit gaat over minder dan 20. Dan staat er geen verschil." in table(material).note


def test_prices_differ_in_euros_by_the_grants_of_both_years() -> None:
    material = samples.material(YEAR)
    # 1,701,706 / 1,154 = 1,475 and 1,667,760 / (1,154 x 0.92 = 1,062) = 1,570; 95 less, 95 / 1,570 = 6.1%
    assert [text.replace("\xa0", " ") for text in cells(material, "Prijs per cliënt")] == [
        "€ 1.475",
        "€ 1.570",
        f"{MINUS}€ 95",
        f"{MINUS}6%",
    ]


# --- what can't be compared -------------------------------------------------------------------------------------------


def no_difference(material: Material, place: int = 0) -> bool:
    return all(
        line.besides[0].step.number is None and line.besides[0].share.number is None
        for line in against.against(material)[place].lines
    )


def test_a_period_that_still_runs_is_not_compared() -> None:
    material = two({}, {})
    running = replace(material, now=replace(material.now, unfinished=True))
    assert not no_difference(material)
    assert no_difference(running)
    assert table(running).note.startswith("Het 2e kwartaal van 2018 loopt nog.")
    assert material.previous is not None
    half = replace(material, previous=replace(material.previous, unfinished=True))
    assert no_difference(half)
    assert not no_difference(half, 1)


def test_a_year_with_a_note_carries_it_and_is_not_compared() -> None:
    material = replace(samples.material(Q2), notes={2017: "Palet telde unieke vragen als cliënten."})
    assert no_difference(material, 1)
    assert not no_difference(material, 0)
    note = "Niet te vergelijken. Bij 2017 hoort deze opmerking: Palet telde unieke vragen als cliënten."
    assert table(material, 1).note == note
    assert cells(material, "Unieke cliënten", 1)[1] == "274"


def test_other_providers_are_not_compared() -> None:
    material = two({}, {})
    assert material.previous is not None
    alone = {key: value for key, value in material.previous.values.items() if key[0] != samples.PALET.key}
    other = replace(material, previous=replace(material.previous, values=alone))
    assert no_difference(other)
    assert table(other).note == (
        "Niet te vergelijken: nu MEE en Palet Welzijn, in het 1e kwartaal van 2018 MEE. Het zijn niet dezelfde "
        "aanbieders."
    )


def test_declared_beside_counted_is_said_and_not_compared() -> None:
    material = samples.material(YEAR)
    assert material.previous is not None
    address: Address = (samples.ZOSAMEN.key, "unique_clients", "", "")
    declared = replace(material, previous=replace(material.previous, declared=frozenset({address})))
    assert cells(declared, "Unieke cliënten") == ["1.154", "1.062", "–", "–"]
    assert "Unieke cliënten: voor 2017 is dit opgegeven, voor 2018 geteld." in table(declared).note
    # The price rests on it.
    assert cells(declared, "Prijs per cliënt")[2:] == ["–", "–"]
    # What was counted in both years is compared.
    assert cells(declared, "Beantwoorde vragen")[2] != "–"


def another(rule: Rule, valid_from: date, counting: Counting, number: int = 2) -> Announced:
    return Announced(rule, number, valid_from, counting, "voorbeeld", "tegenvoorbeeld")


def test_another_edition_is_said_and_not_compared() -> None:
    wide = another(Rule.ANSWERED, date(2018, 1, 1), Counting(answered=STANDARD.answered | {"stopped"}))
    material = replace(samples.material(YEAR), book=Book((wide,)))
    assert cells(material, "Beantwoorde vragen")[2:] == ["–", "–"]
    assert "Beantwoorde vragen: sinds 1 januari 2018 tellen we dit anders." in table(material).note
    # The price rests on it; what the edition isn't about is compared.
    assert cells(material, "Prijs per beantwoorde vraag")[2:] == ["–", "–"]
    assert cells(material, "Unieke cliënten")[2] != "–"


def test_an_edition_that_holds_for_both_periods_or_for_neither_is_compared() -> None:
    answered = STANDARD.answered | {"stopped"}
    # In force since 2018: the second quarter of 2018 beside the first, and beside the second of 2017.
    since = Book((another(Rule.ANSWERED, date(2018, 1, 1), Counting(answered=answered)),))
    quarter = replace(samples.material(Q2), book=since)
    assert cells(quarter, "Beantwoorde vragen")[2] != "–"
    assert cells(quarter, "Beantwoorde vragen", 1)[2] == "–"
    to_come = Book((another(Rule.ANSWERED, date(2019, 1, 1), Counting(answered=answered)),))
    assert cells(replace(samples.material(YEAR), book=to_come), "Beantwoorde vragen")[2] != "–"


def test_the_newest_of_two_editions_is_named() -> None:
    narrow = another(Rule.CLIENT_WORK, date(2017, 1, 1), Counting(least_minutes=15))
    every = another(Rule.CLIENT_WORK, date(2018, 1, 1), Counting(least_minutes=0), number=3)
    book = Book((narrow, every))
    years = [Period.parse(code) for code in ("2016", "2017", "2018")]
    assert against.definition_changed(book, ("unique_clients",), years[0], years[1]) == date(2017, 1, 1)
    assert against.definition_changed(book, ("unique_clients",), years[0], years[2]) == date(2018, 1, 1)
    assert against.definition_changed(book, ("questions_answered",), years[0], years[2]) is None


def test_a_period_without_figures_says_so() -> None:
    material = replace(samples.material(Q2), previous=None)
    assert table(material).note == "Over het 1e kwartaal van 2018 zijn geen cijfers bekend."
    assert no_difference(material)


def test_what_is_hidden_stays_hidden_in_the_difference() -> None:
    material = two({}, {})
    assert material.previous is not None
    address: Address = (samples.ZOSAMEN.key, "questions_above_guideline", "", "")
    before = replace(material.previous, values={**material.previous.values, address: hidden(Unit.COUNT)})
    found = beside(replace(material, previous=before), "questions_above_guideline")
    assert (found.step.state, found.share.state) == (State.HIDDEN, State.HIDDEN)


def test_a_sentence_for_a_card() -> None:
    material = two({"unique_clients": "330"}, {"unique_clients": "300"})
    assert beside(material, "unique_clients").sentence == "30 meer dan in het 1e kwartaal van 2018 (+10%)"
    same = two({"unique_clients": "300"}, {"unique_clients": "300"})
    assert beside(same, "unique_clients").sentence == "evenveel als in het 1e kwartaal van 2018"
