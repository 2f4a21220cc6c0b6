"""Filed and now on screen: who sees which level, where each reason leads, and what a corrected version says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from cases.models import HelpQuestion
from oco.models import User
from reporting import changes, known
from reporting.models import Report
from reporting.reasons import Change, Difference, Reason
from subsidies import filing
from tests.subsidies.world import FILED_AT, Q1, World

pytestmark = pytest.mark.django_db

NOW = "/rapporten/zoetermeer/zosamen/2018-Q1/versie-1/nu/"


def signed_in(who: User) -> Browser:
    browser = Browser()
    browser.force_login(who)
    return browser


@pytest.fixture
def changed(world: World) -> Report:
    """Filed with 6 answered questions; opened, one entered late for MEE and one of Palet opened again."""
    world.small_quarter()
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    filing.open_correction(report=report, reason="Vergeten", by=world.manager, now=FILED_AT + timedelta(days=9))
    world.question(date(2018, 2, 1), closed_on=date(2018, 3, 2))
    HelpQuestion.objects.filter(number="V4").update(closed_on=None, outcome="", reopened_on=date(2018, 4, 20))
    return report


def test_who_accounts_sees_every_level_with_its_reasons(world: World, changed: Report) -> None:
    browser = signed_in(world.manager)
    page = browser.get(NOW).content.decode()
    # 6 + 1 later - 1 reopened = 6: no difference, and two reasons
    assert "+1 later ingevoerd" in page
    assert "−1 heropend" in page
    mee, palet = (browser.get(f"{NOW}?niveau={slug}").content.decode() for slug in ("mee", "palet-welzijn"))
    assert "+1 later ingevoerd" in mee
    assert "heropend" not in mee
    assert "−1 heropend" in palet
    assert "later ingevoerd</a>" not in palet


def test_a_provider_sees_its_own_level_alone(world: World, changed: Report) -> None:
    browser = signed_in(world.mee_manager)
    page = browser.get(NOW).content.decode()
    assert "+1 later ingevoerd" in page
    assert "heropend" not in page
    assert browser.get(f"{NOW}?niveau=palet-welzijn").status_code == 404
    assert browser.get(f"{NOW}palet-welzijn/questions_answered/heropend/").status_code == 404


def test_a_reason_leads_to_its_records_for_who_may_see_them(world: World, changed: Report) -> None:
    late = HelpQuestion.objects.order_by("-pk")[0]
    own = signed_in(world.mee_manager).get(f"{NOW}mee/questions_answered/later-ingevoerd/").content.decode()
    assert f"Vraag {late.number}" in own
    assert "ontvangen 1 februari 2018, afgesloten 2 maart 2018" in own
    joint = signed_in(world.manager).get(f"{NOW}zosamen/questions_answered/later-ingevoerd/").content.decode()
    assert "Het gaat om 1 gegeven." in joint
    assert f"Vraag {late.number}" not in joint
    assert signed_in(world.manager).get(f"{NOW}zosamen/questions_answered/onzin/").status_code == 404
    assert signed_in(world.manager).get(f"{NOW}zosamen/overlap_clients/heropend/").status_code == 404


def test_the_page_of_the_report_asks_for_the_piece(world: World, changed: Report) -> None:
    browser = signed_in(world.manager)
    page = browser.get("/rapporten/zoetermeer/zosamen/2018-Q1/").content.decode()
    assert f'hx-get="{NOW}"' in page
    piece = browser.get(NOW, headers={"HX-Request": "true"}).content.decode()
    assert piece.startswith("{#") is False
    assert "<html" not in piece
    assert "+1 later ingevoerd" in piece


def test_a_report_of_before_says_that_it_can_not_be_explained(
    world: World, changed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "kept", lambda report: None)
    page = signed_in(world.manager).get(NOW).content.decode()
    assert "Niet bij te houden" in page
    assert "later ingevoerd" not in page
    draft = signed_in(world.manager).get("/rapporten/zoetermeer/zosamen/2018-Q1/").content.decode()
    assert "Van versie 1 is niet bijgehouden welke gegevens meetelden." in draft


# --- what may be told ------------------------------------------------------------------------------------------------


def of(then: int, *steps: tuple[Reason, int]) -> Difference:
    made = tuple(Change(reason, amount, ()) for reason, amount in steps)
    return Difference("questions_answered", then, then + sum(amount for _, amount in steps), made)


# What happened -> what a released document tells of it
TOLD: dict[str, tuple[Difference, list[tuple[str, int]]]] = {
    "7 is hidden": (of(100, (Reason.LATE, 7)), []),
    "8 is about 10": (of(100, (Reason.LATE, 8)), [("later ingevoerd", 10)]),
    "a small one beside a large one": (of(100, (Reason.LATE, 12), (Reason.REOPENED, -1)), [("later ingevoerd", 10)]),
    "less is told with its sign": (of(100, (Reason.REOPENED, -23)), [("heropend", -25)]),
    # 12 + 5 * 7 = 47: with late told, the hidden ones would have to be 7 each
    "where the rest would be known, nothing is told": (
        of(100, (Reason.LATE, 12), *((reason, 7) for reason in (Reason.CLOSED, Reason.OUTCOME, Reason.DATE))),
        [],
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_reasons_follow_the_rule_for_small_numbers(name: str) -> None:
    difference, told = TOLD[name]
    assert [(reason.words, int(amount)) for reason, amount in changes.released_reasons(difference, 7)] == told
