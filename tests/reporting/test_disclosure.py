"""What may leave a provider, and an attacker who knows the rule and tries to work back."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.disclosure import (
    HIDDEN,
    Release,
    Released,
    exact,
    gives_away,
    joint_release_for_provider,
    own_figures,
    release,
    release_cell,
    round_half_up,
    share,
)
from reporting.figures import FigureKey, Figures

CHANNELS = [f"c{number}" for number in range(11)]
MEMBERS = {("questions_received", "channel"): CHANNELS}


def figures(**totals: int) -> Figures:
    return Figures({FigureKey(key): value for key, value in totals.items()})


def by_channel(cells: list[int]) -> Figures:
    """A breakdown of received questions, with its exact total."""
    rows = {
        FigureKey("questions_received", "channel", member): cell
        for member, cell in zip(CHANNELS, cells, strict=False)
        if cell
    }
    return Figures({FigureKey("questions_received"): sum(cells), **rows})


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "*"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20"), (1154, "1.155")],
)
def test_0_to_7_is_hidden_and_the_rest_rounded_to_5(value: int, shown: str) -> None:
    assert release_cell(value).text == shown


def test_the_threshold_is_a_setting() -> None:
    assert release_cell(5, hide_up_to=4).text == "5"
    assert release_cell(10, hide_up_to=10) == HIDDEN


def test_halfway_rounds_up() -> None:
    # 2.5 lies halfway 0 and 5.
    assert round_half_up(Decimal("2.5")) == 5


def test_grand_totals_are_exact_together_and_per_provider() -> None:
    counted = Figures(
        {
            FigureKey("unique_clients"): 1130,
            FigureKey("unique_clients", "provider", "1"): 573,
            FigureKey("unique_clients", "provider", "2"): 581,
            FigureKey("overlap_clients"): 24,
            FigureKey("questions_answered"): 5404,
            FigureKey("questions_closed_otherwise"): 3,
        }
    )
    released = release(counted, members={})
    # 573 + 581 - 24 = 1,130
    assert released.get("unique_clients").text == "1.130"
    assert [cell.text for cell in released.breakdown("unique_clients", "provider").values()] == ["573", "581"]
    assert released.get("overlap_clients").text == "24"
    assert released.get("questions_answered").text == "5.404"
    assert released.get("questions_closed_otherwise").text == "3"


def test_a_member_that_was_not_counted_is_hidden_like_one_that_was_counted_seven_times() -> None:
    cells = release(by_channel([400, 300, 7, 0, 1, 90, 80, 70, 60, 50, 40]), members=MEMBERS).breakdown(
        "questions_received", "channel"
    )
    assert list(cells) == CHANNELS
    assert cells["c2"] == cells["c3"] == cells["c4"] == HIDDEN
    assert cells["c0"] == Released(Decimal(400), rounded=True)


def test_a_lone_hidden_cell_takes_the_smallest_cell_beside_it_along() -> None:
    # 29 new or known clients, about 20 known: 29 - (18..22) can only be 7 below the threshold.
    pair = figures(unique_clients=29, new_clients=7, returning_clients=22)
    released = release(pair, members={})
    assert released.get("new_clients") == released.get("returning_clients") == HIDDEN
    # With both large, nothing is given away.
    pair = figures(unique_clients=1154, new_clients=700, returning_clients=454)
    assert [release(pair, members={}).get(key).text for key in ("new_clients", "returning_clients")] == ["700", "455"]


def test_hours_are_hidden_with_the_clients_behind_them() -> None:
    counted = Figures(
        {
            FigureKey("client_minutes"): 100_000,
            FigureKey("clients_with_minutes"): 500,
            FigureKey("client_minutes", "activity", "talk"): 60_130,
            FigureKey("clients_with_minutes", "activity", "talk"): 400,
            FigureKey("client_minutes", "activity", "phone"): 30_000,
            FigureKey("clients_with_minutes", "activity", "phone"): 300,
            FigureKey("client_minutes", "activity", "travel"): 9_870,
            FigureKey("clients_with_minutes", "activity", "travel"): 7,
        }
    )
    members = {("client_minutes", "activity"): ["talk", "phone", "travel"]}
    released = release(counted, members=members)
    # Travel has 7 clients. Alone it would be 100,000 - 60,130 - 30,000, so the phone goes along.
    assert released.get("client_minutes") == exact(100_000)
    assert released.get("client_minutes", "activity", "travel") == HIDDEN
    assert released.get("client_minutes", "activity", "phone") == HIDDEN
    # 60,130 minutes is 1,002 hours: rounded to 1,000 hours.
    assert released.get("client_minutes", "activity", "talk").value == 60_000


def test_means_and_scores_are_hidden_with_their_count_also_when_there_is_none() -> None:
    few = Figures(
        {
            FigureKey("questions_answered"): 6,
            FigureKey("questions_closed_otherwise"): 1,
            FigureKey("closed_minutes"): 700,
            FigureKey("minutes_per_question_mean"): Decimal(100),
        }
    )
    released = release(few, members={})
    # 6 + 1 = 7 closed questions stand behind the hours, 0 scores behind the mean.
    for key in ("closed_minutes", "minutes_per_question_mean", "score_count", "score_mean"):
        assert released.get(key) == HIDDEN
    enough = Figures(
        {
            FigureKey("questions_answered"): 8,
            FigureKey("minutes_per_question_mean"): Decimal("100.5000"),
            FigureKey("score_count"): 8,
            FigureKey("score_mean"): Decimal("7.9500"),
        }
    )
    released = release(enough, members={})
    assert [released.get(key).text for key in ("minutes_per_question_mean", "score_count", "score_mean")] == [
        *("101", "10", "8")
    ]


def test_a_share_is_taken_from_what_may_be_seen() -> None:
    # 18 of 22 is 82%; seen are 20 of 20.
    assert share(release_cell(18), release_cell(22)).text == "100"
    assert share(release_cell(7), release_cell(22)) == HIDDEN
    assert share(exact(3), exact(4)).text == "75"


def test_one_of_two_providers_gets_the_joint_totals_without_breakdowns() -> None:
    joint = by_channel([100, 200, 3])
    two = joint_release_for_provider(joint, providers=2, members=MEMBERS)
    assert two.get("questions_received") == exact(303)
    assert two.breakdown("questions_received", "channel") == {}
    assert two.get("new_clients") == HIDDEN
    assert "alleen de totalen" in two.sentences()[0]
    three = joint_release_for_provider(joint, providers=3, members=MEMBERS)
    assert three.breakdown("questions_received", "channel")["c1"].text == "200"


def test_one_of_two_providers_cannot_subtract_the_hours_of_the_others_few_clients() -> None:
    joint = Figures(
        {
            FigureKey("client_minutes"): 5_000,
            FigureKey("clients_with_minutes"): 103,
            FigureKey("unique_clients", "provider", "1"): 100,
            FigureKey("unique_clients", "provider", "2"): 3,
            FigureKey("clients_with_minutes", "provider", "1"): 100,
            FigureKey("clients_with_minutes", "provider", "2"): 3,
        }
    )
    assert joint_release_for_provider(joint, providers=2, members={}).get("client_minutes") == HIDDEN


def test_a_provider_sees_its_own_figures_exactly() -> None:
    own = own_figures(by_channel([3, 200]))
    assert own.get("questions_received", "channel", "c0").text == "3"
    assert own.hidden == 0


def test_the_report_says_how_much_was_hidden() -> None:
    released = Release({FigureKey("fits", "fits", "no"): HIDDEN, FigureKey("fits"): release_cell(20)}, 7)
    assert (released.hidden, released.cells) == (1, 2)
    assert released.sentences()[-1] == "Verborgen: 1 van de 2 getallen in uitsplitsingen (50%)."


def test_a_released_value_survives_json() -> None:
    for value in (HIDDEN, release_cell(12), exact(1154), exact(None)):
        assert Released.from_json(value.as_json()) == value


# --- the attacker ----------------------------------------------------------------------------------------------------

counts = st.one_of(st.integers(0, 12), st.integers(0, 400))


@settings(max_examples=300, deadline=None)
@given(st.lists(counts, min_size=2, max_size=11))
def test_hidden_cells_keep_their_whole_range_under_subtraction(cells: list[int]) -> None:
    total = sum(cells)
    members = {("questions_received", "channel"): CHANNELS[: len(cells)]}
    released = list(release(by_channel(cells), members=members).breakdown("questions_received", "channel").values())
    shown = [int(cell.value) for cell in released if cell.value is not None]
    assert all(value % 5 == 0 and value > 7 for value in shown)
    hidden = len(cells) - len(shown)
    taken_along = any(cell == HIDDEN and value > 7 for cell, value in zip(released, cells, strict=True))
    if taken_along or hidden == 0 or not shown:
        # Then a hidden cell may be anything; that the attacker can't tell which is shown by enumeration below.
        assert taken_along or all(value <= 7 for value in cells) or hidden == 0
        return
    # Subtract: each shown cell is its value -2..+2 and at least 8, each other hidden one 0..7.
    low = total - sum(value + 2 for value in shown) - (hidden - 1) * 7
    high = total - sum(max(value - 2, 8) for value in shown)
    assert low <= 0
    assert high >= min(7, total)


@pytest.mark.parametrize(("size", "largest"), [(2, 40), (3, 24)])
def test_an_attacker_who_knows_the_rule_finds_no_cell_and_proves_none_to_be_1_to_4(size: int, largest: int) -> None:
    """Every table there can be, laid beside its release: what one release leaves open is all that it came from."""
    came_from: dict[tuple[int, tuple[str, ...]], list[tuple[int, ...]]] = defaultdict(list)
    members = {("questions_received", "channel"): CHANNELS[:size]}
    for cells in product(range(largest + 1), repeat=size):
        released = release(by_channel(list(cells)), members=members).breakdown("questions_received", "channel")
        came_from[sum(cells), tuple(cell.text for cell in released.values())].append(cells)
    judged = 0
    for (total, texts), tables in came_from.items():
        # Whole only where no table beyond `largest` could look the same; a total of 0 says itself that all are 0.
        if not 0 < total <= largest:
            continue
        for place, text in enumerate(texts):
            if text != "*":
                continue
            possible = {table[place] for table in tables}
            judged += 1
            assert len(possible) > 1, (total, texts)
            assert not (min(possible) >= 1 and max(possible) <= 4), (total, texts, possible)
    assert judged > 50


def test_an_overlapping_table_adds_up_to_its_total_or_more() -> None:
    # 30 questions, at least one domain each. Of two domains one is about 20, at most 22: the other is 8 or more.
    cells = [HIDDEN, release_cell(20)]
    assert gives_away(cells, exact(30), overlapping=True)
    assert not gives_away([HIDDEN, release_cell(30)], exact(30), overlapping=True)
