"""The rules of retention as tables, and that every kind of data that leads to a person has a term."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from cases.models import Client, DataKind
from cases.models.retention import SHORTEST
from cases.retention import kinds
from cases.retention.rules import (
    GONE_ALREADY,
    KEPT_LONGER,
    LONGER_TERM,
    OPEN_AGAIN,
    SINCE_THEN,
    START,
    Standing,
    Term,
    due_now,
    dues,
    fingerprint,
    gone_from_backups_on,
    in_words,
    months_later,
    term_refused,
    why_skipped,
)
from oco.models import User

DAY = date(2011, 3, 14)
TODAY = date(2026, 11, 18)
TEXTS_5 = {**START, DataKind.TEXTS: Term(60, "x")}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2011, 3, 14), 180, date(2026, 3, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2025, 1, 15), -12, date(2024, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(
    ("months", "words"),
    [(180, "15 jaar"), (12, "1 jaar"), (18, "1 jaar en 6 maanden"), (9, "9 maanden"), (13, "1 jaar en 1 maand"),
     (None, "geen eigen termijn")],
)  # fmt: skip
def test_a_term_in_words(months: int | None, words: str) -> None:
    assert in_words(months) == words


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing((1,), worked=True, last_on=DAY), [(DataKind.DOSSIER, date(2026, 3, 14))]),
        (Standing((1,), worked=False, last_on=DAY), [(DataKind.WALK_IN, date(2012, 3, 14))]),
        (Standing((1,), worked=True, last_on=DAY, open=1), []),
        (Standing((1,), worked=True, last_on=None), []),
        (Standing((1,), worked=True, last_on=DAY, gone=True), []),
        (Standing((1,), worked=True, last_on=DAY, emptied_on=DAY), []),
        # Came back after all was removed: a new dossier with a term of its own.
        (
            Standing((1,), worked=True, last_on=DAY, emptied_on=DAY - timedelta(days=1)),
            [(DataKind.DOSSIER, date(2026, 3, 14))],
        ),
    ],
)
def test_when_somebodys_data_go(standing: Standing, expected: list[tuple[DataKind, date]]) -> None:
    assert [(due.kind, due.on) for due in dues(standing, START)] == expected


def test_texts_go_first_and_then_the_dossier() -> None:
    standing = Standing((1,), worked=True, last_on=date(2018, 1, 1))
    assert [due.kind for due in dues(standing, TEXTS_5)] == [DataKind.TEXTS, DataKind.DOSSIER]
    due = due_now(standing, TEXTS_5, today=TODAY)
    assert due is not None
    assert (due.kind, due.on) == (DataKind.TEXTS, date(2023, 1, 1))
    emptied = Standing((1,), worked=True, last_on=date(2018, 1, 1), texts_emptied_on=date(2023, 1, 2))
    assert due_now(emptied, TEXTS_5, today=TODAY) is None
    whole = due_now(emptied, TEXTS_5, today=date(2033, 1, 1))
    assert whole is not None
    assert whole.kind is DataKind.DOSSIER
    both = due_now(standing, TEXTS_5, today=date(2034, 1, 1))  # nobody approved the texts: now all of it
    assert both is not None
    assert both.kind is DataKind.DOSSIER


@pytest.mark.parametrize(("until", "goes"), [(TODAY, False), (TODAY - timedelta(days=1), True)])
def test_who_is_kept_longer_stays_to_the_last_day_of_it(until: date, goes: bool) -> None:
    standing = Standing((1,), worked=True, last_on=DAY, held_until=until)
    assert (due_now(standing, START, today=TODAY) is not None) is goes


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing((1,), worked=True, last_on=DAY), ""),
        (Standing((1,), worked=True, last_on=DAY, open=1), OPEN_AGAIN),
        (Standing((1,), worked=True, last_on=DAY, held_until=TODAY), KEPT_LONGER),
        (Standing((1,), worked=True, last_on=DAY, gone=True), GONE_ALREADY),
        (Standing((1,), worked=True, last_on=date(2026, 1, 1)), SINCE_THEN),
    ],
)
def test_why_somebody_on_an_approved_list_stays(standing: Standing, expected: str) -> None:
    assert why_skipped(standing, DataKind.DOSSIER, START, last_on=DAY, today=TODAY) == expected


def test_a_longer_term_holds_for_lists_that_were_made_before() -> None:
    terms = {**START, DataKind.DOSSIER: Term(240, "x")}
    standing = Standing((1,), worked=True, last_on=DAY)
    assert why_skipped(standing, DataKind.DOSSIER, terms, last_on=DAY, today=TODAY) == LONGER_TERM


@pytest.mark.parametrize(
    ("kind", "months", "said"),
    [
        (DataKind.DOSSIER, 180, ""),
        (DataKind.DOSSIER, 23, "Kies 2 jaar of langer."),
        (DataKind.DOSSIER, None, "Vul een termijn in."),
        (DataKind.DOSSIER, 60, "De teksten blijven 5 jaar."),
        (DataKind.WALK_IN, 5, "Kies 6 maanden of langer."),
        (DataKind.TEXTS, None, ""),
        (DataKind.TEXTS, 11, "Kies 1 jaar of langer."),
        (DataKind.TEXTS, 180, "Kies een kortere termijn dan die van het dossier (15 jaar)"),
        (DataKind.TEXTS, 24, ""),
    ],
)
def test_a_term_is_never_shorter_than_what_was_filed_needs(kind: DataKind, months: int | None, said: str) -> None:
    found = term_refused(kind, months, TEXTS_5)
    assert found.startswith(said) if said else found == ""


def test_the_start_values_are_long_enough() -> None:
    assert {kind: term.months for kind, term in START.items()} == {
        DataKind.DOSSIER: 180, DataKind.WALK_IN: 12, DataKind.TEXTS: None, DataKind.STAFF: 84,
    }  # fmt: skip
    assert all(term_refused(kind, term.months, START) == "" for kind, term in START.items())
    assert set(SHORTEST) == set(DataKind)


def test_a_fingerprint_is_of_the_lines_and_not_of_their_order() -> None:
    one, other = (1, "dossier", DAY, 180, "x"), (2, "dossier", DAY, 180, "x")
    assert fingerprint([one, other]) == fingerprint([other, one])
    assert len({fingerprint([one]), fingerprint([one, other]), fingerprint([(1, "texts", DAY, 180, "x")])}) == 3


def test_a_backup_of_the_day_itself_is_gone_the_day_after_its_last() -> None:
    # Kept 30 days: one of 18 November is still there on 18 December and isn't on the 19th.
    assert gone_from_backups_on(date(2026, 11, 18), 30) == date(2026, 12, 19)


# --- every kind of data -----------------------------------------------------------------------------------------------


def _lead_to_a_person() -> set[str]:
    """Every model with a way to a client, or a key of a member of staff."""
    clients: set[type[models.Model]] = {Client}
    while more := {
        model
        for model in apps.get_models()
        for each in model._meta.concrete_fields
        if each.related_model in clients and model not in clients
    }:
        clients |= more
    staff = {
        model for model in apps.get_models() if any(each.related_model is User for each in model._meta.concrete_fields)
    }
    return {model._meta.label for model in clients | staff | {User}}


def _listed() -> Iterator[str]:
    for kept in kinds.KEPT:
        yield from kept.models


def test_every_model_that_leads_to_a_person_has_a_term() -> None:
    missing = _lead_to_a_person() - set(_listed())
    assert not missing, f"say in cases/retention/kinds.py how long these are kept: {sorted(missing)}"


def test_the_table_names_what_is_there() -> None:
    known = {model._meta.label for model in apps.get_models()}
    assert set(_listed()) <= known
    for kept in kinds.KEPT:
        assert (Path(__file__).parents[2] / kept.where).is_file(), kept.where
        assert kept.term
        assert kept.by
