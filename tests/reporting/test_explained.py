"""What a corrected report tells about a difference, and what an attacker makes of it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting import changes
from reporting.attack import RULE, Knowledge, attack
from reporting.attack.model import Why, build
from reporting.cells import HIDDEN, Released, exact
from reporting.figures import FigureKey
from reporting.reasons import Change, Difference, Reason
from reporting.seen import WHY, Explained, Seen
from tests.reporting.releases import WHOLE, span_named

Q1 = span_named("Q1")
ANSWERED = FigureKey("questions_answered")


def difference(indicator: str, then: int, *steps: tuple[Reason, int]) -> Difference:
    made = tuple(Change(reason, amount, ()) for reason, amount in steps)
    return Difference(indicator, then, then + sum(amount for _, amount in steps), made)


def printed(found: Difference, hide_up_to: int = 7) -> str:
    return changes._sentence(found, hide_up_to)


def seen(then: int, now: int, explained: dict[str, Explained], **rows: tuple[Released, Released]) -> list[Seen]:
    """Two versions of a quarter, with rows by channel."""
    versions = []
    for order, total in enumerate((then, now)):
        cells = {FigureKey("questions_answered", "channel", name): row[order] for name, row in rows.items()}
        told = explained if order else {}
        versions.append(Seen(Q1, WHOLE, order, {ANSWERED: exact(total), **cells}, explained=told))
    return versions


def rounded(value: int) -> Released:
    return Released(Decimal(value), rounded=True)


# --- read as it is printed --------------------------------------------------------------------------------------------


def test_reasons_are_read_as_they_are_printed() -> None:
    sentence = printed(
        difference("questions_answered", 5_404, (Reason.LATE, 12), (Reason.REOPENED, -1_023), (Reason.DATE, 3))
    )
    assert sentence == (
        "Beantwoorde vragen: van 5.404 naar 4.396 (−1.008). Waardoor: ongeveer +10 later ingevoerd, ongeveer −1.025 "
        "heropend. Andere redenen zijn kleine aantallen en daarom verborgen."
    )
    told = changes.explained_in(["De correctie is geopend door Mo.", sentence])["questions_answered"]
    assert (told.then, told.now, told.any_shown) == (5_404, 4_396, True)
    assert told.more == {
        **dict.fromkeys([Reason.MOVED_IN, Reason.CLOSED, Reason.OUTCOME, Reason.DATE], HIDDEN),
        Reason.LATE: rounded(10),
    }
    assert told.less == {
        **dict.fromkeys([Reason.GONE, Reason.MOVED_OUT, Reason.OUTCOME, Reason.DATE], HIDDEN),
        Reason.REOPENED: rounded(1_025),
    }


def test_where_no_reason_is_told_all_are_hidden_and_the_totals_are_read() -> None:
    for words in (changes.NONE_TOLD, "De redenen zijn kleine aantallen en daarom verborgen."):
        told = changes.explained_in([f"Unieke cliënten: van 1.161 naar 1.162 (+1). {words}"])["unique_clients"]
        assert (told.then, told.now, told.any_shown) == (1_161, 1_162, False)
    assert changes.explained_in(["Ontvangen vragen: 5.416, evenveel als eerst."]) == {}


# --- what follows from it ---------------------------------------------------------------------------------------------


def told(then: int, now: int, **shown: int) -> dict[str, Explained]:
    """Answered questions, with these reasons shown: `LATE=10`, `REOPENED=-15`."""
    more: dict[str, Released] = dict.fromkeys(changes._MORE["questions_answered"], HIDDEN)
    less: dict[str, Released] = dict.fromkeys(changes._LESS["questions_answered"], HIDDEN)
    for name, amount in shown.items():
        (more if amount > 0 else less)[Reason[name]] = rounded(abs(amount))
    return {"questions_answered": Explained(then, now, more, less)}


def test_a_reason_that_is_left_over_is_found() -> None:
    # +40: about 10 late is at most 12, so that the other four are 28 or more. Each is hidden, so at most 7: they are 7.
    outcome = attack(seen(100, 140, told(100, 140, LATE=10)))
    found = {(each.place.key.dimension, each.place.key.member, each.low) for each in outcome.exact}
    more = {f"+{reason}" for reason in changes._MORE["questions_answered"] if reason != Reason.LATE}
    assert {(dimension, member) for dimension, member, low in found if low == 7} == {(WHY, member) for member in more}
    # And nothing was taken away: each is 0 for certain.
    assert {member for _, member, low in found if low == 0} == {
        f"-{reason}" for reason in changes._LESS["questions_answered"]
    }
    assert {each.place.order for each in outcome.findings} == {1}
    # What stands near is the reason that was told: without it nothing follows.
    near = [place.key.member for place in outcome.near[outcome.exact[0].place]]
    assert near == [f"+{Reason.LATE}"]
    assert attack(seen(100, 140, told(100, 140))).holds


def test_a_reason_that_is_provably_1_to_4_is_found() -> None:
    """Where 0 to 4 is hidden. +25: about 10 late is at most 12, so that the other four are 13 or more, and each of them
    1 or more."""
    outcome = attack(seen(100, 125, told(100, 125, LATE=10)), knows=Knowledge(hide_up_to=4))
    assert {(each.place.key.member, each.low, each.high) for each in outcome.provable} == {
        (f"+{reason}", 1, 4) for reason in changes._MORE["questions_answered"] if reason != Reason.LATE
    }
    assert attack(seen(100, 124, told(100, 124, LATE=10)), knows=Knowledge(hide_up_to=4)).holds


@pytest.mark.parametrize(
    ("explained", "certain"),
    [
        # One question more, and nothing told: who thinks that it was only added knows that a was 7.
        (told(100, 101), True),
        # About 10 late and about 10 reopened: a row may gain and lose, so that a was 3 to 7.
        (told(100, 101, LATE=10, REOPENED=-10), False),
    ],
)
def test_a_correction_that_tells_that_it_did_both_is_not_taken_for_one_that_added(
    explained: dict[str, Explained], certain: bool
) -> None:
    rows = {"a": (HIDDEN, rounded(10)), "b": (rounded(95), rounded(95))}
    outcome = attack(seen(100, 101, explained, **rows))
    assert [each.low for each in outcome.exact if each.place.key.member == "a"] == ([7] if certain else [])


# --- what is true -----------------------------------------------------------------------------------------------------


@st.composite
def differences(draw: st.DrawFn) -> Difference:
    indicator = draw(st.sampled_from(changes.EXPLAINED))
    amounts = st.one_of(st.integers(0, 9), st.integers(0, 60))
    steps = [(reason, draw(amounts)) for reason in sorted(changes._MORE[indicator])]
    steps += [(reason, -draw(amounts)) for reason in sorted(changes._LESS[indicator])]
    return difference(indicator, 1_000, *((reason, amount) for reason, amount in steps if amount))


@settings(max_examples=300, deadline=None)
@given(differences())
def test_what_happened_satisfies_every_sum_that_the_attack_uses(happened: Difference) -> None:
    told = changes.explained_in([printed(happened)])
    assert bool(told) is (happened.amount != 0)
    key = FigureKey(happened.indicator)
    releases = [
        Seen(Q1, WHOLE, order, {key: exact(value)}, explained=told if order else {})
        for order, value in enumerate((happened.then, happened.now))
    ]
    model = build(releases, RULE, {})
    amounts: Counter[str] = Counter()
    for change in happened.changes:
        amounts[f"{'+' if change.amount > 0 else '-'}{change.reason}"] += abs(change.amount)
    truth = [
        float(amounts[place.key.member] if place.key.dimension == WHY else model.low[number])
        for number, place in enumerate(model.places)
    ]
    for number, value in enumerate(truth):
        assert model.low[number] <= value <= model.high[number], model.places[number]
    sums = [each for each in model.sums if each.why is Why.COUNT]
    assert len(sums) == len(told)
    for each in sums:
        assert each.low <= sum(times * truth[number] for number, times in each.terms) <= each.high
    # The rule leaves nothing to be found.
    assert attack(releases).holds
