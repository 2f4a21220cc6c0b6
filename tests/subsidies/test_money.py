"""Payments, claims and costs as they are written down; and who can read them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings
from django.urls import reverse
from openpyxl import Workbook

from cases.models import HelpQuestion
from reporting.models import Report
from subsidies import agreements, claim_decisions, claiming, cost_imports, costs, filing, payments
from subsidies.claiming import ClaimRefused
from subsidies.costs import CostLine
from subsidies.models import Claim, Cost, CostStatement, Grant, GrantAmount
from subsidies.terms import AmountTerms
from tests.subsidies.test_municipality_side import as_login
from tests.subsidies.test_pages import signed_in, text_of
from tests.subsidies.world import FILED_AT, Q1, Q2, World, let_through

pytestmark = pytest.mark.django_db
SENT_AT = datetime(2018, 4, 20, 9, 0, tzinfo=UTC)
RATE: dict[str, Any] = {"payment": "claim", "rate": Decimal(65), "rate_per": "hour", "rate_work": "client"}


def granted(world: World, *, ceiling: str = "10000", **rate: Any) -> GrantAmount:
    """ZoSamen's grant of 2018: MEE on claims, Palet Welzijn 400 in four instalments."""
    grant = agreements.save_grant(
        organisation=world.zosamen,
        municipality=world.municipality,
        year=2018,
        number="2018-1",
        decided_on=date(2017, 12, 15),
        amounts=[
            AmountTerms(world.mee.pk, "MEE", "uren", Decimal(ceiling), **{**RATE, **rate}),
            AmountTerms(world.palet.pk, "Palet Welzijn", "", Decimal(400)),
        ],
        targets=[],
        instalments=None,
        by=world.officer,
    )
    return grant.amounts.get(provider=world.mee)


def filed(world: World, period: Any = Q1, at: datetime = FILED_AT, reason: str = "") -> Report:
    report = filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=period,
        by=world.manager,
        now=at,
        reason=reason,
    )
    return let_through(report)


# --- payments --------------------------------------------------------------------------------------------------------


def test_never_more_is_paid_than_is_due(world: World) -> None:
    line = granted(world)
    first = line.grant.instalments.get(number=1)
    today = date(2018, 2, 1)
    payments.note(of=first, paid_on=date(2018, 1, 12), amount=Decimal(60), by=world.officer, today=today)
    with pytest.raises(payments.PaymentRefused, match="nog €\u00a040,00 open"):
        payments.note(of=first, paid_on=today, amount=Decimal("40.01"), by=world.officer, today=today)
    with pytest.raises(payments.PaymentRefused, match="toekomst"):
        payments.note(of=first, paid_on=date(2018, 2, 2), amount=Decimal(40), by=world.officer, today=today)
    last = payments.note(of=first, paid_on=today, amount=Decimal(40), by=world.officer, today=today)
    due = payments.due_of_instalment(first, "Palet Welzijn", today)
    # due on 2 January, the last 40 were paid on 1 February: 30 days late
    assert (due.paid, due.open, due.days_late, due.badge[0]) == (
        Decimal(100),
        Decimal(0),
        30,
        "betaald, 30 dagen te laat",
    )
    payments.take_back(payment=last, by=world.officer)
    first.refresh_from_db()
    again = payments.due_of_instalment(first, "Palet Welzijn", today)
    assert (again.paid, again.open, again.badge) == (Decimal(60), Decimal(40), ("30 dagen te laat", "danger", "alert"))
    last.refresh_from_db()
    assert last.withdrawn_by_name == world.officer.name


# --- claims ----------------------------------------------------------------------------------------------------------


def test_a_claim_is_the_filed_hours_times_the_rate(world: World) -> None:
    line = granted(world)
    world.small_quarter()
    with pytest.raises(ClaimRefused, match="nog niet ingediend"):
        claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    filed(world)
    claim = claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    # MEE wrote an hour on each of five questions: 5 x 65 = 325. Network hours aren't in it.
    assert (claim.quantity, claim.computed, claim.amount, claim.status) == (
        Decimal(5),
        Decimal(325),
        Decimal(325),
        "sent",
    )
    with pytest.raises(ClaimRefused, match="al ingediend"):
        claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    with pytest.raises(ClaimRefused, match="loopt nog"):
        claiming.send(line=line, period=Q2, by=world.mee_manager, now=SENT_AT)
    assert Claim.objects.count() == 1


def test_other_work_is_claimed_apart(world: World) -> None:
    line = granted(world, rate_work="other")
    world.small_quarter()
    filed(world)
    # 90 minutes of network is 1.5 hours: 97.50
    assert claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT).amount == Decimal("97.50")


def test_what_is_above_the_ceiling_is_not_claimed(world: World) -> None:
    line = granted(world, ceiling="300")
    world.small_quarter()
    filed(world)
    claim = claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    assert (claim.computed, claim.amount, claim.ceiling, claim.earlier) == (
        Decimal(325),
        Decimal(300),
        Decimal(300),
        Decimal(0),
    )


def test_a_claim_comes_back_with_a_question_and_is_sent_again_with_an_answer(world: World) -> None:
    line = granted(world)
    world.small_quarter()
    filed(world)
    claim = claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    with as_login("oco_municipality"):
        claim_decisions.send_back(claim=claim, question="Welke uren zijn dit?", by=world.officer, now=SENT_AT)
    with pytest.raises(ClaimRefused, match="Schrijf uw antwoord"):
        claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    claiming.send(line=line, period=Q1, by=world.mee_manager, text="Gesprekken.", now=SENT_AT)
    with as_login("oco_municipality"):
        claim.refresh_from_db()
        accepted = claim_decisions.accept(claim=claim, by=world.officer, now=SENT_AT)
        with pytest.raises(claim_decisions.ClaimDecisionRefused):
            claim_decisions.send_back(claim=claim, question="Toch nog?", by=world.officer)
        # 20 April and six weeks is Friday 1 June
        assert accepted.due_on == date(2018, 6, 1)
        payments.note(of=accepted, paid_on=date(2018, 5, 1), amount=Decimal(325), by=world.officer)
    assert [(step.kind, step.text) for step in claim.steps.all()] == [
        ("sent", ""),
        ("returned", "Welke uren zijn dit?"),
        ("sent", "Gesprekken."),
        ("accepted", ""),
    ]


def test_a_trajectory_that_is_finished_twice_is_claimed_once(world: World) -> None:
    line = granted(world, rate_per="trajectory", rate=Decimal(1250), ceiling="12500")
    world.small_quarter()
    report = filed(world)
    # MEE answered four questions in the quarter: 4 x 1,250 = 5,000
    claim = claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    assert (claim.quantity, claim.amount, claim.trajectories.count()) == (Decimal(4), Decimal(5000), 4)
    filing.open_correction(report=report, reason="Een vraag was nog niet klaar.", by=world.manager)
    again = HelpQuestion.objects.filter(provider=world.mee, closed_on=date(2018, 2, 8)).get()
    HelpQuestion.objects.filter(pk=again.pk).update(closed_on=date(2018, 5, 7))
    world.question(date(2018, 4, 3), closed_on=date(2018, 5, 8))
    filed(world, Q1, reason="Een vraag was nog niet klaar.")
    filed(world, Q2, datetime(2018, 7, 12, 9, 0, tzinfo=UTC))
    second = claiming.send(line=line, period=Q2, by=world.mee_manager, now=datetime(2018, 7, 20, 9, 0, tzinfo=UTC))
    # two were answered in the second quarter, of which one was claimed in the first: 1 x 1,250
    assert (second.quantity, second.already, second.amount) == (Decimal(2), Decimal(1), Decimal(1250))


# --- costs -----------------------------------------------------------------------------------------------------------

JANUARY, FEBRUARY = date(2018, 1, 1), date(2018, 2, 1)
GOOD = """\
maand;kostensoort;werk;bedrag
01-2018;Personeel;werk voor cliënten;1.234,50
2018-01;personeel;cliënten;0,50
februari 2018;huisvesting;beide;-12
"""
BAD = """\
maand;kostensoort;werk;bedrag
13-2018;wijn;cliënten;duizend
01-2019;personeel;;=A1
01-2018;personeel;cliënten;1,234
"""


def test_a_file_of_the_bookkeeping_is_read_and_added_up() -> None:
    found = cost_imports.read(GOOD.encode(), year=2018)
    # 1,234.50 + 0.50 = 1,235; -12 is a credit
    assert found.lines == [
        CostLine(JANUARY, "staff", "client", Decimal("1235.00")),
        CostLine(FEBRUARY, "housing", "shared", Decimal("-12")),
    ]
    assert (found.problems, found.rows, found.total) == ([], 3, Decimal(1223))


def test_a_workbook_is_read_as_well() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["Bedrag", "Soort", "Werk", "Periode"], [1234.5, "reiskosten", "ander werk", date(2018, 3, 9)]):
        sheet.append(row)
    book.save(out)
    found = cost_imports.read(out.getvalue(), year=2018)
    assert found.lines == [CostLine(date(2018, 3, 1), "travel", "other", Decimal("1234.50"))]


def test_every_error_is_told_with_its_row_and_column() -> None:
    found = cost_imports.read(BAD.encode(), year=2018)
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (2, "maand"),
        (2, "kostensoort"),
        (2, "bedrag"),
        (3, "maand"),
        (3, "werk"),
        (3, "bedrag"),
        (4, "bedrag"),
    ]
    assert found.lines == []
    missing = cost_imports.read(b"maand;bedrag\n", year=2018)
    assert [problem.text for problem in missing.problems] == [
        "De kolom kostensoort ontbreekt.",
        "De kolom werk ontbreekt.",
    ]


def test_the_same_month_and_kind_once_more_replaces_what_stood_there(world: World) -> None:
    grant = granted(world).grant
    lines = cost_imports.read(GOOD.encode(), year=2018).lines
    hand = CostLine(JANUARY, "travel", "client", Decimal(7))
    costs.write_one(grant=grant, provider=world.mee, line=hand, by=world.mee_manager)
    for _ in range(2):
        row = costs.keep_import(grant=grant, provider=world.mee, lines=lines, by=world.mee_manager)
        costs.confirm(cost_import=row, by=world.mee_manager)
    # 1,235 - 12 + 7, also after the second time
    assert sum(line.amount for line in costs.lines_of(grant, world.mee)) == Decimal(1230)
    other = [CostLine(JANUARY, "staff", "other", Decimal(100))]
    # the preview tells what comes, and what goes
    assert costs.unlike(grant, world.mee, other) == [
        (CostLine(JANUARY, "staff", "client", Decimal(0)), Decimal(1235)),
        (CostLine(JANUARY, "staff", "other", Decimal(100)), Decimal(0)),
    ]
    costs.replace_costs(grant=grant, provider=world.mee, lines=other, by=world.mee_manager)
    # January's staff is 100 now, whatever the work: 100 - 12 + 7
    assert sum(line.amount for line in costs.lines_of(grant, world.mee)) == Decimal(95)
    with pytest.raises(costs.CostsRefused, match="al verwerkt"):
        costs.confirm(cost_import=row, by=world.mee_manager)


def test_the_municipality_reads_costs_only_once_they_are_handed_in(world: World) -> None:
    grant = granted(world).grant
    costs.replace_costs(
        grant=grant,
        provider=world.mee,
        lines=[CostLine(JANUARY, "staff", "client", Decimal(50)), CostLine(FEBRUARY, "staff", "client", Decimal(60))],
        by=world.mee_manager,
    )
    made = costs.hand_in(grant=grant, provider=world.mee, until=JANUARY, note="", by=world.mee_manager)
    Cost.objects.update(amount=1)
    with as_login("oco_municipality"):
        assert CostStatement.objects.get().total == Decimal(50)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Cost.objects.count()
    assert costs.table_of(costs.statement_lines(made)).total == Decimal(50)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_provider_sees_its_own_amounts_and_the_lead_what_was_agreed_jointly(world: World) -> None:
    grant = granted(world, ceiling="10000").grant
    with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"), time_machine.travel(SENT_AT):
        mine = text_of(signed_in(world.mee_manager).get(reverse("decision", args=[grant.pk])))
        joint = text_of(signed_in(world.manager).get(reverse("decision", args=[grant.pk])))
        assert "€ 10.000,00" in mine
        assert "€ 400,00" not in mine
        assert "€ 400,00" in joint
        assert "€ 10.400,00" in joint
        other = signed_in(world.mee_manager).get(reverse("money", args=[grant.pk, "palet-welzijn"]))
        assert other.status_code == 404
        assert signed_in(world.mee_manager).get(reverse("money", args=[grant.pk, "mee"])).status_code == 200


def test_a_claim_goes_from_the_provider_to_the_municipality_and_back(world: World) -> None:
    line = granted(world)
    world.small_quarter()
    filed(world)
    with time_machine.travel(SENT_AT):
        with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
            client = signed_in(world.mee_manager)
            address = reverse("claim_send", args=[line.pk, "2018-Q1"])
            page = client.get(address)
            assert "Keer het tarief: 5,00 × € 65,00" in text_of(page)
            assert "De gemeente ziet dit aantal" in text_of(page)
            key = page.context["form"]["key"].value()
            assert client.post(address, {"key": key, "text": ""}).status_code == 302
        claim = Claim.objects.get()
        with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
            client = signed_in(world.officer, login="oco_municipality")
            address = reverse("claim", args=[claim.pk])
            empty = text_of(client.post(address, {"decision": "returned", "question": ""}))
            assert "Schrijf op wat u wilt weten." in empty
            assert client.post(address, {"decision": "accepted"}).status_code == 302
            assert "akkoord" in text_of(client.get(address))
            pay = reverse("payment", args=[f"d-{claim.pk}"])
            refused = text_of(client.post(pay, {"paid_on": "2018-04-20", "amount": "400"}))
            assert "Er staat nog € 325,00 open." in refused
            assert client.post(pay, {"paid_on": "2018-04-20", "amount": "325"}).status_code == 302
            assert "betaald" in text_of(client.get(reverse("grants_of_year", args=[2018])))
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
    assert Claim.objects.get().status == "accepted"


def test_a_file_with_errors_changes_nothing(world: World) -> None:
    grant = granted(world).grant
    with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
        client = signed_in(world.mee_manager)
        address = reverse("cost_import", args=[grant.pk, "mee"])
        wrong = io.BytesIO(GOOD.replace("-12", "twaalf").encode())
        page = text_of(client.post(address, {"file": wrong}))
        assert "Er is niets overgenomen" in page
        assert "‘twaalf’ is geen bedrag." in page
        good = client.post(address, {"file": io.BytesIO(GOOD.encode())})
        assert good.status_code == 302
        assert not Cost.objects.exists()
        preview = client.get(good.headers["Location"])
        assert "In het bestand: € 1.223,00" in text_of(preview)
        client.post(reverse("cost_import_confirm", args=[preview.context["row"].pk]))
        assert sum(row.amount for row in Cost.objects.all()) == Decimal(1223)
        assert Grant.objects.count() == 1


def test_the_number_of_queries_of_a_grant_does_not_grow_with_its_lines(
    world: World, django_assert_max_num_queries: Any
) -> None:
    granted(world)
    world.small_quarter()
    filed(world)
    claiming.send(line=GrantAmount.objects.get(provider=world.mee), period=Q1, by=world.mee_manager, now=SENT_AT)
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        client = signed_in(world.officer)
        with django_assert_max_num_queries(30):
            client.get(reverse("grants_of_year", args=[2018]))
