"""The log: one line per act, which nobody changes or takes away."""

from __future__ import annotations

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction

from oco import audit
from oco.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("a@x.example", name="Anna Achternaam")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_line_says_who_did_what_to_which_record(user: User) -> None:
    audit.record("role given", by=user, on=user, role="manager", organisation=3)
    line = AuditEvent.objects.get()
    assert (line.by, line.action, line.record_kind, line.record_id) == (user, "role given", "oco.user", str(user.pk))
    assert line.details == {"role": "manager", "organisation": 3}
    assert "Achternaam" not in str(line)


def test_an_act_on_no_record_and_by_nobody_is_written_too() -> None:
    audit.record("set up", by=None)
    line = AuditEvent.objects.get()
    assert (line.by, line.record_kind, line.record_id, line.details) == (None, "", "", {})


def test_the_line_goes_with_an_act_that_fails(user: User) -> None:
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        audit.record("role given", by=user)
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE oco_auditevent SET action = 'iets anders'", "DELETE FROM oco_auditevent"]
)
def test_the_database_refuses_to_change_a_line_even_to_the_owner(user: User, statement: str) -> None:
    audit.record("role given", by=user)
    with (
        pytest.raises(DatabaseError, match=r"Cannot (update|delete) rows of the log"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().action == "role given"


@pytest.mark.parametrize("login", ["oco_care", "oco_worker", "oco_municipality"])
def test_no_process_has_the_right_to_change_a_line(user: User, login: str) -> None:
    audit.record("role given", by=user)
    for statement in ("UPDATE oco_auditevent SET action = ''", "DELETE FROM oco_auditevent", "TRUNCATE oco_auditevent"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute(f"SET LOCAL ROLE {login}; {statement}")
    assert AuditEvent.objects.count() == 1


def test_the_municipality_writes_the_log_without_reading_it(user: User) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_municipality")
        audit.record("signed in", by=None)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuditEvent.objects.count()
        cursor.execute("RESET ROLE")
    assert AuditEvent.objects.get().action == "signed in"
