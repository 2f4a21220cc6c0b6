"""The grant decision: instalments that add up, and lines that are refused with a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oco.models import AuditEvent
from reporting.terms import AmountLine, TargetLine
from subsidies import agreements
from subsidies.agreements import GrantRefused, NewInstalment
from subsidies.models import Grant
from tests.subsidies.world import World


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ("1701706", ["425426.50"] * 4),
        ("10.03", ["2.51", "2.51", "2.51", "2.50"]),
        ("0.01", ["0.01", "0", "0", "0"]),
    ],
)
def test_four_equal_parts_of_whole_cents(total: str, parts: list[str]) -> None:
    assert agreements.equal_parts(Decimal(total)) == [Decimal(part) for part in parts]


@given(st.integers(1, 10**11), st.integers(1, 12))
def test_equal_parts_add_up_and_differ_by_a_cent_at_most(cents: int, count: int) -> None:
    total = Decimal(cents) / 100
    parts = agreements.equal_parts(total, count)
    assert sum(parts) == total
    assert max(parts) - min(parts) <= Decimal("0.01")


def test_instalments_fall_on_the_first_working_day_of_a_quarter() -> None:
    # 1 January is a holiday; 1 April 2018 is Easter Sunday and the 2nd Easter Monday; 1 July 2018 is a Sunday
    days = [part.due_on for part in agreements.quarterly_instalments(Decimal(100), 2018)]
    assert days == [date(2018, 1, 2), date(2018, 4, 3), date(2018, 7, 2), date(2018, 10, 1)]


def save(world: World, **changed: object) -> Grant:
    fields = {
        "organisation": world.zosamen,
        "municipality": world.municipality,
        "year": 2019,
        "number": "2019-1",
        "decided_on": date(2018, 12, 14),
        "amounts": [AmountLine(world.mee.pk, "MEE", "", Decimal("100.03"))],
        "targets": [TargetLine("unique_clients", "at_least", Decimal(1200))],
        "instalments": None,
        "by": world.officer,
    }
    return agreements.save_grant(**{**fields, **changed})  # type: ignore[arg-type]


def test_a_grant_becomes_the_terms_of_a_report(world: World) -> None:
    world.grant()
    terms = agreements.grant_terms(world.zosamen, world.municipality, 2018)
    assert terms is not None
    assert (terms.total, terms.of_provider(world.mee.pk)) == (Decimal(1701706), Decimal(1370646))
    assert [(line.indicator, line.direction, line.value) for line in terms.targets] == [
        ("unique_clients", "at_least", Decimal(1200)),
        ("questions_answered", "at_least", Decimal(5000)),
        ("minutes_per_question_mean", "at_most", Decimal(600)),
    ]
    assert agreements.grant_terms(world.zosamen, world.municipality, 2017) is None


def test_changing_a_grant_replaces_its_lines(world: World) -> None:
    grant = save(world, decided_on=None)
    lines = [AmountLine(world.palet.pk, "Palet Welzijn", "", Decimal(40)), AmountLine(None, "", "reserve", Decimal(7))]
    save(world, grant=grant, amounts=lines, targets=[])
    assert [(line.purpose, line.amount) for line in grant.amounts.all()] == [("", Decimal(40)), ("reserve", Decimal(7))]
    # a reserve is nobody's yet: only the 40 are due
    assert [line.amount for line in grant.instalments.all()] == [Decimal(10)] * 4
    assert not grant.targets.exists()
    assert list(AuditEvent.objects.order_by("at").values_list("action", flat=True)) == [
        "grant decided",
        "grant changed",
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amounts": []}, "Vul ten minste één bedrag in."),
        (
            {"instalments": [NewInstalment(date(2019, 1, 2), Decimal(100))]},
            "De termijnen zijn samen €\u00a0100,00, de bedragen €\u00a0100,03. Dat moet hetzelfde zijn.",
        ),
        (
            {"targets": [TargetLine("fits", "at_least", Decimal(1))] * 2},
            "Er staan twee doelen voor hetzelfde cijfer. Haal er één weg.",
        ),
        (
            {"amounts": [AmountLine(None, "", "", Decimal(1))] * 2},
            "Er staan twee bedragen met dezelfde aanbieder en hetzelfde doel. Geef elk een eigen doel.",
        ),
    ],
)
def test_lines_that_cannot_be_right_are_refused(world: World, changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(GrantRefused) as refusal:
        save(world, **changed)
    assert str(refusal.value) == sentence
    assert not Grant.objects.exists()


def test_a_year_has_one_grant_for_one_receiver(world: World) -> None:
    save(world)
    with pytest.raises(GrantRefused, match="er al een subsidie"):
        save(world)
    assert Grant.objects.count() == 1
