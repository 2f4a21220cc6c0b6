"""What claims tell beside the reports of a year: it is known to the attack, and nothing can be worked out with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from reporting import documents, gate, ledger
from reporting.attack import Outcome, attack
from reporting.cells import HIDDEN, Released, exact
from reporting.documents import ReportDocument
from reporting.figures import FigureKey
from reporting.models import Report, ToldNumber
from reporting.reading import seen_in
from reporting.seen import span_of
from subsidies import claiming, filing, told
from subsidies.claiming import ClaimRefused
from subsidies.models import Claim, GrantAmount
from tests.subsidies.test_money import SENT_AT, granted
from tests.subsidies.world import FILED_AT, Q1, World, let_through

pytestmark = pytest.mark.django_db
HOURS = FigureKey("client_minutes")
AGAIN = datetime(2018, 5, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def quarter(world: World) -> World:
    """MEE wrote an hour for each of 5 people, Palet for each of 6: hidden. Together 11 hours of 11 people: shown."""
    world.small_quarter()
    for day in (17, 18, 19, 20):
        world.question(date(2018, 1, day), provider=world.palet, closed_on=date(2018, 3, day))
    return world


def filed(world: World, at: datetime = FILED_AT, reason: str = "") -> Report:
    return filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=at, reason=reason
    )


def released(report: Report, party: str, key: FigureKey = HOURS) -> Released:
    document = ReportDocument.from_json(report.released.data)
    return next(each.values[key] for each in seen_in(document, 0) if each.party == party and key in each.values)


def known(world: World) -> dict[str, Released]:
    """The hours of the quarter as an attacker knows them."""
    book = ledger.of_years(world.municipality, {2018})
    return {each.party: each.values[HOURS] for each in book.of_year(2018) if each.span == span_of(Q1)}


def attacked(world: World) -> Outcome:
    book = ledger.of_years(world.municipality, {2018})
    return attack(book.of_year(2018), partners=book.partners)


def send(world: World, line: GrantAmount) -> Claim:
    return claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)


def test_claimed_hours_are_known_to_the_attack_and_stay_hidden_in_the_report(quarter: World) -> None:
    line = granted(quarter)
    report = filed(quarter)
    assert released(report, "provider:MEE") == HIDDEN
    assert gate.check(report).passed
    claim = send(quarter, line)
    assert claim.quantity == Decimal(5)
    assert known(quarter)["provider:MEE"] == exact(Decimal(300))
    row = FigureKey("client_minutes", "provider", str(quarter.mee.pk))
    book = ledger.of_years(quarter.municipality, {2018})
    assert [each.values[row] for each in book.of_year(2018) if row in each.values] == [exact(Decimal(300))]
    # What a next report repeats of this quarter is what the report said.
    assert book.filed["provider:MEE", span_of(Q1)].values[HOURS] == HIDDEN
    assert attacked(quarter).holds


def test_an_attack_that_does_not_know_the_claim_misses_what_it_gives_away(quarter: World) -> None:
    """11 hours together, less the 5 that MEE claims, are the 6 of Palet's few people."""
    report = let_through(filed(quarter))
    assert known(quarter)["partnership:ZoSamen"] == exact(Decimal(660))
    assert attacked(quarter).holds
    ToldNumber.objects.create(
        report=report, counted_in=report, organisation=quarter.mee, indicator=HOURS.indicator, value=300
    )
    found = {(each.place.party, each.place.key.dimension, each.low) for each in attacked(quarter).exact}
    assert found == {("provider:Palet Welzijn", "", 360), ("partnership:ZoSamen", "provider", 360)}


def test_where_hours_are_paid_the_rule_hides_what_the_claim_would_leave_over(quarter: World) -> None:
    granted(quarter)
    report = filed(quarter)
    assert released(report, "partnership:ZoSamen") == HIDDEN
    assert released(report, "provider:Palet Welzijn") == HIDDEN
    assert released(report, "provider:MEE", FigureKey("questions_answered")) == exact(Decimal(4))
    run = gate.check(report)
    assert (run.passed, run.may_claim) == (True, True)


def test_the_gate_holds_a_report_back_that_the_claim_would_break(
    quarter: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a rule that knows nothing of claims: the attack finds it, and the next version hides the joint hours."""
    line = granted(quarter)
    build = documents.build
    with monkeypatch.context() as patched:
        patched.setattr(documents, "build", _without_told(build))
        first = filed(quarter)
        assert released(first, "partnership:ZoSamen") == exact(Decimal(660))
        with pytest.raises(ClaimRefused, match="nog gecontroleerd op herleidbaarheid"):
            send(quarter, line)
        run = gate.check(first)
        assert (run.passed, run.exact) == (False, 2)
        assert ["partnership:ZoSamen", "client_minutes", "", ""] in run.to_hide
        with pytest.raises(ClaimRefused, match="nog niet vrijgegeven"):
            send(quarter, line)
        second = filing.file_with_more_hidden(report=first, by=quarter.manager, now=AGAIN)
    assert released(second, "partnership:ZoSamen") == HIDDEN
    assert gate.check(second).passed
    assert send(quarter, line).amount == Decimal(325)


def _without_told(build: Callable[..., ReportDocument]) -> Callable[..., ReportDocument]:
    def made(**given: object) -> ReportDocument:
        return partial(build, **{**given, "told": frozenset()})()

    return made


def test_a_claim_over_a_report_of_before_the_agreement_is_refused(quarter: World) -> None:
    first = filed(quarter)
    assert gate.check(first).passed
    line = granted(quarter)
    with pytest.raises(ClaimRefused, match="nog niet afgesproken"):
        send(quarter, line)
    # A next version knows of the claim. But the first one showed the joint hours, which nothing can hide any more.
    filing.open_correction(report=first, reason="Voor de declaratie", by=quarter.manager)
    second = filed(quarter, AGAIN, "Voor de declaratie")
    run = gate.check(second)
    assert (run.passed, run.may_claim) == (True, False)
    with pytest.raises(ClaimRefused, match="verrekenen bij de vaststelling"):
        send(quarter, line)
    assert not Claim.objects.exists()
    # What may not be told isn't known.
    assert known(quarter)["provider:MEE"] == HIDDEN
    assert attacked(quarter).holds


def test_other_work_is_claimed_by_a_number_that_the_report_says_exactly(quarter: World) -> None:
    line = granted(quarter, rate_work="other")
    report = let_through(filed(quarter))
    assert not ToldNumber.objects.exists()
    assert released(report, "provider:MEE", FigureKey("other_minutes")) == exact(Decimal(90))
    assert send(quarter, line).quantity == Decimal("1.5")


def test_trajectories_are_claimed_by_a_number_that_the_report_says_exactly(quarter: World) -> None:
    line = granted(quarter, rate_per="trajectory", rate=Decimal(100))
    report = let_through(filed(quarter))
    assert released(report, "provider:MEE", FigureKey("questions_answered")) == exact(Decimal(4))
    assert send(quarter, line).quantity == Decimal(4)
    assert not ToldNumber.objects.exists()


def test_where_all_providers_are_paid_by_the_hour_their_sum_is_told_as_well(world: World) -> None:
    """5 and 2 people, together 7: hidden everywhere. Both sides agreed on all of it."""
    world.small_quarter()
    granted(world)
    GrantAmount.objects.filter(provider=world.palet).update(
        payment="claim", rate=Decimal(65), rate_per="hour", rate_work="client"
    )
    report = filed(world)
    assert released(report, "partnership:ZoSamen") == HIDDEN
    assert {row.organisation.name: row.value for row in ToldNumber.objects.all()} == {
        "MEE": Decimal(300),
        "Palet Welzijn": Decimal(120),
        "ZoSamen": Decimal(420),
    }
    run = gate.check(report)
    assert (run.passed, run.may_claim) == (True, True)


def test_what_was_told_is_never_changed(quarter: World) -> None:
    granted(quarter)
    filed(quarter)
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        ToldNumber.objects.update(value=1)


def test_claims_of_before_are_known_too(quarter: World, monkeypatch: pytest.MonkeyPatch) -> None:
    line = granted(quarter)
    with monkeypatch.context() as patched:  # as it was: nothing kept, nothing judged
        patched.setattr(told, "write", lambda *_: None)
        patched.setattr(told, "why_not", lambda *_: "")
        report = let_through(filed(quarter))
        send(quarter, line)
    assert known(quarter)["provider:MEE"] == HIDDEN
    import_module("subsidies.migrations.0011_numbers_of_claims_were_told").tell(apps, None)
    assert known(quarter)["provider:MEE"] == exact(Decimal(300))
    assert [row.report for row in ToldNumber.objects.all()] == [report]
