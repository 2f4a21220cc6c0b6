"""An attacker with everything that was released over a year, and rules that do and don't withstand it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporting import relations
from reporting.attack import RULE, Knowledge, attack
from reporting.attack.model import Why, build
from reporting.cells import HIDDEN, Released, exact
from reporting.disclosure import joint_release_for_provider, own_figures, release
from reporting.figures import FigureKey, Figures
from reporting.linked import Earlier
from reporting.seen import Seen, Span, quarters_in
from tests.reporting import years
from tests.reporting.releases import (
    BAD_RULES,
    WHOLE,
    attacked,
    badly_released,
    gated_year,
    partners,
    party,
    released_year,
    span_named,
)

TABLES = years.members()
SMALL, MIDDLE, ZOETERMEER = years.SIZES
Q1, Q2, H1 = span_named("Q1"), span_named("Q2"), span_named("H1")


def test_every_figure_states_how_it_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert relations.unstated() == []
    # A new figure, or a new breakdown of one, has to say it.
    monkeypatch.delitem(relations.OVER_TIME, "signals")
    monkeypatch.delitem(relations.OVER_ROWS, ("fits", "fits"))
    assert relations.unstated() == ["signals", "fits by fits"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_sum_that_the_attack_uses_is_true_of_what_was_counted(seed: int) -> None:
    tables = years.members(providers=("1", "2", "3"))
    year = years.invent(SMALL, seed, tables)
    seen = [
        Seen(span_named(code), name, 0, own_figures(year.figures(days, provider)).values, own=True)
        for code, days in years.SPANS.items()
        for name, provider in [(WHOLE, None), *((party(p), p) for p in ("1", "2", "3"))]
    ]
    model = build(seen, RULE, partners(tables))
    truth = model.low
    assert len(model.sums) > 1000
    for each in model.sums:
        if any(model.kinds[number].value in ("rest", "unseen") for number, _ in each.terms):
            continue
        total = sum(times * truth[number] for number, times in each.terms)
        named = [(model.places[number], truth[number]) for number, _ in each.terms]
        assert each.low <= total <= each.high or each.why is Why.VERSIONS, (each, named)


def test_quarters_of_a_stretch() -> None:
    assert quarters_in(span_named("")) == [span_named(code) for code in ("Q1", "Q2", "Q3", "Q4")]
    assert quarters_in(H1) == [Q1, Q2]


# --- what the attack finds --------------------------------------------------------------------------------------------


def received(total: int, span: object = Q1, order: int = 0, **channels: Released) -> Seen:
    cells = {FigureKey("questions_received", "channel", name): value for name, value in channels.items()}
    return Seen(span, WHOLE, order, {FigureKey("questions_received"): exact(total), **cells})  # type: ignore[arg-type]


def rounded(value: int) -> Released:
    return Released(Decimal(value), rounded=True)


def test_a_lone_hidden_number_beside_an_exact_total_is_found() -> None:
    # 29 - (18 to 22) = 7 to 11, and a lone hidden number is at most 7.
    outcome = attack([received(29, a=rounded(20), b=HIDDEN)])
    assert [(found.place.key.member, found.low, found.high) for found in outcome.exact] == [("b", 7, 7)]


def test_a_number_that_is_provably_1_to_4_is_found() -> None:
    # 34 - 30 = 4 for b and c together: each is 0 to 4, and 0 can't be excluded.
    quarter = received(34, a=exact(30), b=HIDDEN, c=HIDDEN)
    assert attack([quarter]).holds
    # Of c there are 3 in the half-year, so at most 3 in its first quarter: of b there is 1 or more.
    outcome = attack([quarter, received(70, H1, 1, a=exact(60), b=HIDDEN, c=exact(3), d=HIDDEN)])
    assert [
        (found.place.key.member, found.low, found.high) for found in outcome.provable if found.place.span == Q1
    ] == [("b", 1, 4)]


def test_a_quarter_that_was_never_filed_is_found_by_taking_the_other_away() -> None:
    outcome = attack([received(30, a=exact(10), b=exact(20)), received(60, H1, 1, a=exact(13), b=exact(47))])
    # 13 - 10 = 3 in the second quarter; 47 - 20 = 27 is large and gives nobody away.
    assert [(found.place.span, found.place.key.member, found.low) for found in outcome.exact] == [(Q2, "a", 3)]


def test_a_total_of_0_says_itself_that_everything_is_0() -> None:
    assert attack([received(0, a=HIDDEN, b=HIDDEN)]).holds


def test_a_correction_by_one_gives_away_what_crosses_the_threshold() -> None:
    # 7 and 93, then 8 and 93.
    before, after = received(100, a=HIDDEN, b=rounded(95)), received(101, order=1, a=rounded(10), b=rounded(95))
    found = {(one.place.order, one.place.key.member, one.low) for one in attack([before, after]).exact}
    # a was at most 7 and is 8 or more, and only one question came in.
    assert (0, "a", 7) in found
    # Judged alone, each version is safe.
    assert attack([before]).holds
    assert attack([after]).holds


@pytest.mark.parametrize(("least", "stated"), [(0, 1), (1, 1), (2, 0), (15, 0)])
def test_people_with_minutes_are_clients_where_a_minute_makes_somebody_a_client(least: int, stated: int) -> None:
    # Where 15 minutes are asked for, there may be 30 people with minutes of whom 25 are clients.
    counts = {FigureKey("unique_clients"): exact(Decimal(25)), FigureKey("clients_with_minutes"): rounded(30)}
    model = build([Seen(Q1, WHOLE, 0, counts)], replace(RULE, least_minutes=least), {})
    assert len(model.sums) == stated


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "seed"), [(SMALL, 1), (SMALL, 2), (MIDDLE, 1), (ZOETERMEER, 1)])
def test_nothing_can_be_worked_out_from_all_reports_of_a_year(size: int, seed: int) -> None:
    year = years.invent(size, seed, TABLES)
    outcome = attacked(released_year(year, TABLES), TABLES)
    assert outcome.hidden > 300
    assert outcome.holds, outcome.findings[:5]
    assert outcome.contradictions == 0


def test_a_year_that_the_rule_does_not_save_comes_through_the_gate_with_more_hidden() -> None:
    year = years.invent(SMALL, 7, TABLES)
    by_rule_alone = attacked(released_year(year, TABLES), TABLES)
    assert not by_rule_alone.holds
    gated = gated_year(year, TABLES)
    assert (gated.held_back, gated.stuck) == (1, [])
    outcome = attacked(gated.seen, TABLES)
    assert outcome.holds, outcome.findings[:5]
    assert outcome.cells == by_rule_alone.cells
    assert 0 < outcome.hidden_cells - by_rule_alone.hidden_cells < 20


@pytest.mark.parametrize("name", BAD_RULES)
def test_a_rule_that_is_known_to_be_bad_fails(name: str) -> None:
    rule = BAD_RULES[name]
    year = years.invent(SMALL, 1, TABLES)
    outcome = attacked(badly_released(year, TABLES, rule), TABLES, rule.knows)
    assert outcome.findings


def test_judging_each_period_by_itself_fails() -> None:
    year = years.invent(SMALL, 1, TABLES)
    assert attacked(released_year(year, TABLES, linked=False), TABLES).findings
    assert attacked(released_year(year, TABLES), TABLES).holds


def test_judging_each_version_by_itself_fails() -> None:
    # The second version has one question more, which lifts `a` from 7 to 8. Four rounded rows leave it its whole range.
    tables = {("questions_received", "channel"): ["a", "b", "c", "d", "e"]}
    before, after = _quarter(a=7, b=90, c=90, d=90, e=90), _quarter(a=8, b=90, c=90, d=90, e=90)
    first = release(before, members=tables)
    by_itself = release(after, members=tables)
    beside = release(after, members=tables, earlier=Earlier(Q1, [Seen(Q1, WHOLE, 0, first.values)]))
    assert not by_itself.get("questions_received", "channel", "a").hidden
    assert beside.get("questions_received", "channel", "a") == HIDDEN
    seen = Seen(Q1, WHOLE, 0, first.values)
    assert attack([seen, Seen(Q1, WHOLE, 1, by_itself.values)]).findings
    assert attack([seen, Seen(Q1, WHOLE, 1, beside.values)]).holds


def _quarter(**channels: int) -> Figures:
    rows = {FigureKey("questions_received", "channel", name): value for name, value in channels.items()}
    return Figures({FigureKey("questions_received"): sum(channels.values()), **rows})


def test_hours_of_a_few_are_not_what_is_left_of_the_year() -> None:
    """MEE's hours of the fourth quarter are of 5 people. The year minus the other quarters would be those hours."""
    year = years.invent(SMALL, 1, TABLES)
    key = FigureKey("client_minutes")
    for linked in (False, True):
        seen = [one for one in released_year(year, TABLES, linked=linked) if one.party == party("1")]
        hidden = [one.span for one in seen if one.values[key].hidden]
        assert span_named("Q4") in hidden
        assert (span_named("") in hidden) is linked


# --- what is told beside the reports ----------------------------------------------------------------------------------


def test_hours_that_are_claimed_give_nothing_else_away() -> None:
    """A provider of a small place is paid by the hour, also in quarters in which few came and its hours are hidden."""
    year = years.invent(SMALL, 1, TABLES)
    gated = gated_year(year, TABLES, paid=frozenset("1"))
    assert gated.stuck == []
    key = FigureKey("client_minutes")
    told = {each.span: each.values[key] for each in gated.seen if key in each.told and each.party == party("1")}
    assert told
    assert told == {
        span_named(code): exact(year.figures(days, "1")[key])
        for code, days in years.SPANS.items()
        if span_named(code) in told
    }
    assert attacked(gated.seen, TABLES).holds


def test_what_a_claim_tells_says_nothing_of_how_many_people_there_are() -> None:
    """Hours in a report are of 8 or more; those of a claim may be of one."""
    values = {FigureKey("client_minutes"): exact(60), FigureKey("clients_with_minutes"): HIDDEN}
    people = FigureKey("clients_with_minutes")
    for told, bounded in ((frozenset[FigureKey](), True), (frozenset([FigureKey("client_minutes")]), False)):
        model = build([Seen(Q1, party("1"), 0, values, told=told)], RULE, {})
        number = next(number for number, place in enumerate(model.places) if place.key == people)
        assert any(each.terms == ((number, 1),) and each.low == 8 for each in model.sums) is bounded


# --- a provider that takes its own figures away -----------------------------------------------------------------------


@pytest.mark.parametrize("providers", [2, 3, 4])
def test_a_provider_that_subtracts_its_own_figures_finds_nothing(providers: int) -> None:
    names = [str(number + 1) for number in range(providers)]
    tables = years.members(providers=names)
    partner = {WHOLE: {name: party(name) for name in names}}
    for size in (SMALL, 5 * SMALL):
        year = years.invent(size, 1, tables)
        own, joint = year.figures(years.SPANS["Q1"], "1"), year.figures(years.SPANS["Q1"])
        mine = Seen(Q1, party("1"), 0, own_figures(own).values, own=True)
        view = joint_release_for_provider(joint, providers=providers, members=tables, own=own)
        seen = [mine, Seen(Q1, WHOLE, 0, view.values)]
        outcome = attack(seen, knows=Knowledge(alone_is_small=False), partners=partner)
        assert outcome.holds, outcome.findings[:5]
        shown = sum(not value.hidden and bool(key.dimension) for key, value in view.values.items())
        assert shown > (40 if providers > 2 else 10)


def test_joint_breakdowns_for_everybody_would_tell_a_provider_what_the_others_have() -> None:
    # Of 12 by channel a, about 10, all are its own: the others have none there.
    tables = {("questions_received", "channel"): ["a", "b", "c", "d", "e"]}
    joint, own = _quarter(a=12, b=90, c=90, d=90, e=90), _quarter(a=12, b=30, c=30, d=30, e=30)
    mine = Seen(Q1, party("1"), 0, own_figures(own).values, own=True)
    partner = {WHOLE: {name: party(name) for name in ("1", "2", "3")}}
    everyone = release(joint, members=tables)
    found = attack([mine, Seen(Q1, WHOLE, 0, everyone.values)], partners=partner).exact
    assert [(each.place.party, each.place.key.member, each.low) for each in found] == [(f"{WHOLE} without", "a", 0)]
    view = joint_release_for_provider(joint, providers=3, members=tables, own=own)
    assert view.get("questions_received", "channel", "a") == HIDDEN
    knows = Knowledge(alone_is_small=False)
    assert attack([mine, Seen(Q1, WHOLE, 0, view.values)], knows=knows, partners=partner).holds


def test_a_year_of_which_no_quarter_was_filed_hides_no_more_than_by_itself() -> None:
    year = years.invent(MIDDLE, 1, TABLES).figures(years.SPANS[""])
    alone = release(year, members=TABLES)
    assert release(year, members=TABLES, earlier=Earlier(span_named(""))).values == alone.values


@pytest.mark.parametrize(("so_far", "hidden"), [({}, False), ({FigureKey("client_minutes"): HIDDEN}, True)])
def test_what_the_year_so_far_leaves_out_hides_no_hours(so_far: dict[FigureKey, Released], hidden: bool) -> None:
    """The year was released, and of its first three quarters together only the clients: with those quarters known, its
    last quarter gives nothing away. It would where the hours of the three together were hidden."""
    clients, minutes = FigureKey("unique_clients"), FigureKey("client_minutes")
    quarters = [span_named(code) for code in ("Q1", "Q2", "Q3")]
    seen = [Seen(span, WHOLE, 0, {clients: exact(Decimal(40)), minutes: exact(Decimal(6000))}) for span in quarters]
    seen.append(Seen(Span(Q1.start, quarters[-1].end), WHOLE, 1, {clients: exact(Decimal(110)), **so_far}))
    seen.append(Seen(span_named(""), WHOLE, 2, {clients: exact(Decimal(140)), minutes: exact(Decimal(24000))}))
    last = Figures({clients: 40, FigureKey("clients_with_minutes"): 40, minutes: 6000})
    made = release(last, members={}, earlier=Earlier(span_named("Q4"), seen))
    assert made.get("client_minutes").hidden is hidden


def test_a_later_report_that_repeats_a_part_leaves_the_rest_standing() -> None:
    one, other = FigureKey("questions_received"), FigureKey("questions_answered")
    first, second = Seen(Q1, WHOLE, 0, {one: exact(Decimal(9)), other: exact(Decimal(8))}), {one: exact(Decimal(10))}
    standing = Earlier(Q2, [first, Seen(Q1, WHOLE, 1, second)]).standing(Q1)
    assert standing == {one: exact(Decimal(10)), other: exact(Decimal(8))}
