"""Decisions about referrals and the social map, as tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.referral_rules import ATTENTION, WORDS, Stage, after_wlz, is_stale, stage, stale_on

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("days_ago", "stale"),
    [(None, True), (0, False), (179, False), (180, False), (181, True), (400, True)],
)
def test_an_entry_is_stale_after_half_a_year(days_ago: int | None, stale: bool) -> None:
    checked_on = None if days_ago is None else TODAY - timedelta(days=days_ago)
    assert is_stale(checked_on=checked_on, today=TODAY) is stale
    if checked_on is not None:
        assert (stale_on(checked_on) <= TODAY) is stale


@pytest.mark.parametrize(
    ("warm", "answer", "asked", "expired", "withdrawn", "expected"),
    [
        (False, "", None, False, None, Stage.LEAFLET),
        (True, "", None, False, None, Stage.NOT_ASKED),
        (True, "", 0, False, None, Stage.WAITING),
        (True, "", 6, False, None, Stage.WAITING),
        (True, "", 7, False, None, Stage.NO_ANSWER),
        (True, "", 14, True, None, Stage.EXPIRED),
        (True, "", 1, False, 0, Stage.WITHDRAWN),
        (True, "accepted", 3, False, None, Stage.ACCEPTED),
        (True, "refused", 3, False, None, Stage.REFUSED),
        (True, "done", 20, True, None, Stage.DONE),
        # An answer that was given stays, also when the consent is taken back later.
        (True, "accepted", 3, False, 0, Stage.ACCEPTED),
    ],
)
def test_where_a_referral_stands(
    warm: bool, answer: str, asked: int | None, expired: bool, withdrawn: int | None, expected: Stage
) -> None:
    found = stage(
        warm=warm,
        answer=answer,
        asked_on=None if asked is None else TODAY - timedelta(days=asked),
        expired=expired,
        consent_withdrawn_on=None if withdrawn is None else TODAY - timedelta(days=withdrawn),
        today=TODAY,
    )
    assert found is expected


def test_every_stage_is_said_in_words() -> None:
    assert set(WORDS) == set(Stage)
    assert {Stage.NO_ANSWER, Stage.EXPIRED, Stage.REFUSED} == ATTENTION


@pytest.mark.parametrize(
    ("since", "on", "after"),
    [
        (None, TODAY, False),
        (TODAY, TODAY - timedelta(days=1), False),
        (TODAY, TODAY, True),
        (TODAY, TODAY + timedelta(days=1), True),
    ],
)
def test_support_ends_on_the_day_that_the_wlz_begins(since: date | None, on: date, after: bool) -> None:
    assert after_wlz(since=since, on=on) is after
