"""Who is told about money: claims that wait, changed amounts, ceilings that come near. Each once, without figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail

from oco import jobs
from subsidies import agreements, claim_decisions, claiming, costs, money_mails
from subsidies.costs import CostLine
from subsidies.models import GrantAmount
from subsidies.terms import AmountTerms
from tests.subsidies.test_money import RATE, SENT_AT, filed, granted
from tests.subsidies.world import Q1, World

pytestmark = pytest.mark.django_db
OFFICER, MEE, ZOSAMEN = "beleid-zoetermeer", "manager-mee", "manager-zosamen"
CLAIM = "declaratie van MEE over het 1e kwartaal van 2018"


def told(now: datetime = SENT_AT) -> list[tuple[str, str]]:
    """Asks, lets the worker do it, and gives what went out: address and subject."""
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        for job in money_mails.ask(now=now):
            assert jobs.run(job.pk)
    return sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)


def ready(world: World, ceiling: str = "10000") -> GrantAmount:
    """MEE can claim 325 euro over the first quarter: 5 hours at 65."""
    line = granted(world, ceiling=ceiling)
    world.small_quarter()
    filed(world)
    return line


def test_a_claim_is_told_to_who_must_act_on_it(world: World) -> None:
    claim = claiming.send(line=ready(world), period=Q1, by=world.mee_manager, now=SENT_AT)
    assert told() == [(OFFICER, f"De {CLAIM} wacht op u")]
    assert f"/subsidie/declaratie/{claim.pk}/" in mail.outbox[0].body
    assert told() == []
    claim_decisions.send_back(claim=claim, question="Waarom 17 bij Jansen?", by=world.officer, now=SENT_AT)
    assert told() == [(MEE, f"Vraag van de gemeente over de {CLAIM}")]
    assert "Jansen" not in mail.outbox[0].body
    assert "325" not in mail.outbox[0].body
    later = SENT_AT + timedelta(days=1)
    claiming.send(line=claim.amount_line, period=Q1, by=world.mee_manager, text="Daardoor.", now=later)
    assert told(later) == [(OFFICER, f"De {CLAIM} wacht op u")]
    claim.refresh_from_db()
    claim_decisions.accept(claim=claim, by=world.officer, now=later)
    assert told(later) == [(MEE, f"Akkoord op de {CLAIM}")]


def test_a_claim_that_was_decided_before_the_mail_went_waits_for_nobody(world: World) -> None:
    claim = claiming.send(line=ready(world), period=Q1, by=world.mee_manager, now=SENT_AT)
    claim_decisions.accept(claim=claim, by=world.officer, now=SENT_AT)
    assert told() == [(MEE, f"Akkoord op de {CLAIM}")]


def test_what_is_a_week_old_is_no_news(world: World) -> None:
    claiming.send(line=ready(world, "400"), period=Q1, by=world.mee_manager, now=SENT_AT)
    assert told(SENT_AT + timedelta(days=8)) == []


# 325 of 434 is 74.9%, of 433 it is 75.1%; of 362 it is 89.8%, of 361 it is 90.03%; of 325 it is all.
@pytest.mark.parametrize(
    ("ceiling", "gone"),
    [
        ("434", ""),
        ("433", "driekwart of meer van het bedrag"),
        ("362", "driekwart of meer van het bedrag"),
        ("361", "negentig procent of meer van het bedrag"),
        ("325", "het hele bedrag"),
    ],
)
def test_both_are_told_once_when_claims_come_near_the_ceiling(world: World, ceiling: str, gone: str) -> None:
    claiming.send(line=ready(world, ceiling), period=Q1, by=world.mee_manager, now=SENT_AT)
    subject = f"Subsidie 2018: {gone} van MEE, uren is gedeclareerd"
    near = [(OFFICER, subject), (MEE, subject)] if gone else []
    assert told() == sorted([(OFFICER, f"De {CLAIM} wacht op u"), *near])
    assert all("325" not in message.body.replace("/2018/", "") for message in mail.outbox)
    assert told() == []


def test_a_change_is_told_to_who_gets_the_money_and_moves_the_marks(world: World) -> None:
    line = ready(world, "10000")
    claiming.send(line=line, period=Q1, by=world.mee_manager, now=SENT_AT)
    told()
    with time_machine.travel(SENT_AT, tick=False):
        agreements.save_grant(
            organisation=world.zosamen,
            municipality=world.municipality,
            year=2018,
            number="2018-1",
            decided_on=date(2017, 12, 15),
            amounts=[
                AmountTerms(world.mee.pk, "MEE", "uren", Decimal(360), **RATE),
                AmountTerms(world.palet.pk, "Palet Welzijn", "", Decimal(400)),
            ],
            targets=[],
            instalments=None,
            change=agreements.Change(SENT_AT.date(), "Minder geld"),
            by=world.officer,
            grant=line.grant,
        )
    changed = "De subsidie van 2018 voor ZoSamen is gewijzigd"
    near = "Subsidie 2018: negentig procent of meer van het bedrag van MEE, uren is gedeclareerd"
    assert told() == [(OFFICER, near), (MEE, changed), (MEE, near), (ZOSAMEN, changed)]
    assert not [message for message in mail.outbox if "Minder geld" in message.body]
    assert told() == []


def test_costs_that_go_over_the_amount_are_told_when_they_are_handed_in(world: World) -> None:
    grant = granted(world).grant
    spend = [CostLine(date(2018, month, 1), "staff", "client", Decimal(155)) for month in (1, 2)]
    costs.replace_costs(grant=grant, provider=world.palet, lines=spend, by=world.mee_manager)
    assert told() == []  # its own bookkeeping
    costs.hand_in(grant=grant, provider=world.palet, until=date(2018, 2, 1), note="", by=None, now=SENT_AT)
    # 310 of 400 in two months is 77.5%, and empty long before December. Nobody of Palet Welzijn may sign in.
    subject = "Subsidie 2018: driekwart of meer van het bedrag van Palet Welzijn is uitgegeven"
    assert told() == [(OFFICER, subject)]
    assert told(datetime(2018, 4, 21, 9, tzinfo=UTC)) == []
