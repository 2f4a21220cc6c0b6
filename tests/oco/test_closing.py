"""Filed periods: which day is filed, and the sentence that says so."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.models import HelpQuestion
from oco import closing
from oco.models import FrontDoor, PeriodClosing, User
from oco.periods import Period
from tests.oco.town import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def close(door: FrontDoor, code: str, by: User) -> PeriodClosing:
    period = Period.parse(code)
    return PeriodClosing.objects.create(front_door=door, start=period.start, end=period.end, closed_by=by)


def test_a_day_is_filed_from_the_first_to_the_last_of_its_period(town: Town) -> None:
    door, by = town["own"].door, town.user("manager")
    close(door, "2026-Q1", by)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))
    found = [closing.filed_period(door.pk, day) for day in days]
    assert found == [None, Period.parse("2026-Q1"), Period.parse("2026-Q1"), None]


def test_the_shortest_filed_period_is_named(town: Town) -> None:
    door, by = town["own"].door, town.user("manager")
    for code in ("2026", "2026-H1", "2026-Q2"):
        close(door, code, by)
    assert closing.filed_period(door.pk, date(2026, 5, 1)) == Period.parse("2026-Q2")
    assert closing.filed_period(door.pk, date(2026, 2, 1)) == Period.parse("2026-H1")
    assert closing.filed_period(door.pk, date(2026, 9, 1)) == Period.parse("2026")


def test_another_front_door_stays_open(town: Town) -> None:
    close(town["own"].door, "2026-Q1", town.user("manager"))
    assert closing.filed_period(town["door"].door.pk, date(2026, 2, 1)) is None


def test_a_filed_day_is_refused_with_the_period_and_what_to_do(town: Town) -> None:
    door = town["own"].door
    close(door, "2026-Q1", town.user("manager"))
    closing.refuse_filed(door.pk, None, date(2026, 4, 1))
    with pytest.raises(closing.PeriodFiled) as refusal:
        closing.refuse_filed(door.pk, date(2026, 4, 1), date(2026, 3, 31))
    assert str(refusal.value) == (
        "Het rapport over het 1e kwartaal van 2026 is ingediend. Deze gegevens kunnen niet meer veranderen. "
        "Vraag uw teamleider om een correctie."
    )


def test_a_lifted_closing_opens_the_period(town: Town) -> None:
    door, by = town["own"].door, town.user("manager")
    row = close(door, "2026-Q1", by)
    row.lifted_at, row.lifted_by, row.lift_reason = timezone.now(), by, "Dubbel geteld"
    row.save()
    assert closing.filed_period(door.pk, date(2026, 2, 1)) is None
    close(door, "2026-Q1", by)
    assert closing.filed_period(door.pk, date(2026, 2, 1)) == Period.parse("2026-Q1")


def test_a_closing_is_not_lifted_without_a_reason(town: Town) -> None:
    by = town.user("manager")
    row = close(town["own"].door, "2026-Q1", by)
    row.lifted_at, row.lifted_by = timezone.now(), by
    with pytest.raises(IntegrityError, match="closing_lifted_whole"), transaction.atomic():
        row.save()


def test_the_database_refuses_as_well_and_its_refusal_is_recognised(town: Town) -> None:
    question = town["own"].objects["closed_question"]
    assert isinstance(question, HelpQuestion)
    period = Period.containing(question.received_on, Period.parse("2026-Q1").kind)
    close(town["own"].door, period.code, town.user("manager"))
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        HelpQuestion.objects.filter(pk=question.pk).update(closed_on=None)
    assert closing.is_refusal(error.value)
    with pytest.raises(IntegrityError) as other, transaction.atomic():
        close(town["own"].door, period.code, town.user("manager"))
    assert not closing.is_refusal(other.value)
