"""Every change writes a line in its own transaction, with who, what, on which, when and from where."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from cases.dossier.parts import PARTS
from cases.models import Client
from oco import acting, audit
from oco.models import District, LogEvent, Municipality, User
from oco.trail import statements, tables
from oco.trail.tables import CLIENT_OF, EXEMPT, logged
from tests.cases.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def execute(statement: str, *parameters: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []


def lines(**filters: object) -> list[LogEvent]:
    return list(LogEvent.objects.filter(kind="change", **filters).order_by("id"))


def test_every_table_writes_its_changes_or_says_why_not() -> None:
    there = set(connection.introspection.table_names())
    writes = {each.table for each in logged()}
    assert there - writes - set(EXEMPT) == set(), "add these to oco/trail/tables.py"
    assert set(EXEMPT) - there - {"django_migrations"} == set()


def test_the_triggers_are_there_and_on() -> None:
    found = execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname IN ('trail_insert', 'trail_update', 'trail_delete') AND t.tgenabled = 'O'"
    )
    wanted = {(each.table, f"trail_{word}") for each in logged() for word in ("insert", "update", "delete")}
    assert set(found) == wanted


def test_every_table_that_leads_to_a_client_says_to_whom() -> None:
    of_clients = {part.model._meta.db_table for part in PARTS} - set(EXEMPT)
    assert of_clients - set(CLIENT_OF) == set()


def test_no_value_is_kept_of_what_a_removal_takes() -> None:
    plain = {each.table: set(each.plain) for each in logged()}
    kept = [
        f"{part.model._meta.db_table}.{field.column}"
        for part in PARTS
        for field in part.model._meta.concrete_fields
        if (part.goes or field.name in part.empties) and field.column in plain.get(part.model._meta.db_table, set())
    ]
    assert kept == []


def test_no_text_is_kept() -> None:
    for each in logged():
        model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == each.table)
        for field in model._meta.concrete_fields:
            if field.column in each.plain and field.get_internal_type() in ("CharField", "TextField"):
                assert field.choices, f"{each.table}.{field.column}"


def test_a_line_says_who_what_on_which_when_and_from_where() -> None:
    user = User.objects.create_user("a@x.example", name="Anna Achternaam")
    acting.tell({"user": str(user.pk), "side": "owner", "address": "192.0.2.7"})
    town = Municipality.objects.create(name="Ergens", slug="ergens", cbs_code="GM0001")
    (line,) = lines(record_kind="oco_municipality")
    assert (line.what, line.record_id, line.user_id, line.side, line.address) == (
        *("insert", str(town.pk), user.pk, "owner", "192.0.2.7"),
    )
    assert line.login == execute("SELECT session_user")[0][0]
    assert abs((line.at - execute("SELECT clock_timestamp()")[0][0]).total_seconds()) < 60


def test_an_update_names_its_columns_and_only_plain_values() -> None:
    town = Municipality.objects.create(name="Ergens", slug="ergens", cbs_code="GM0001", hide_up_to=7)
    town.name, town.hide_up_to = "Elders", 5
    town.save()
    town.save()  # changes nothing
    (line,) = lines(record_kind="oco_municipality", what="update")
    assert (set(line.columns or []), line.values) == ({"name", "hide_up_to"}, {"hide_up_to": [7, 5]})


def test_many_rows_at_once_write_a_line_each(django_assert_num_queries: Any) -> None:
    town = Municipality.objects.create(name="Ergens", slug="ergens", cbs_code="GM0001")
    with django_assert_num_queries(1):
        District.objects.bulk_create([District(municipality=town, name=f"Wijk {n}", code=f"W{n}") for n in range(50)])
    District.objects.filter(municipality=town).update(order=3)
    District.objects.filter(municipality=town).delete()
    counts = {what: len(lines(record_kind="oco_district", what=what)) for what in ("insert", "update", "delete")}
    assert counts == {"insert": 50, "update": 50, "delete": 50}


def test_a_change_of_a_question_is_found_at_its_client(world: World) -> None:
    question = world.question()
    (line, *_) = lines(client_id=question.client_id, record_kind="cases_helpquestion")
    assert (line.what, line.record_id) == ("insert", str(question.pk))


def test_a_name_stands_nowhere_in_the_log(world: World) -> None:
    question = world.question()
    Client.objects.filter(pk=question.client_id).update(last_name="Kanarieveer", birth_date="1950-01-02")
    assert lines(record_kind="cases_client", what="update")[-1].columns == ["last_name", "birth_date"]
    assert execute("SELECT count(*) FROM oco_logevent e WHERE e::text LIKE '%%Kanarieveer%%'")[0][0] == 0
    assert lines(record_kind="cases_client", what="update")[-1].values is None


def test_the_line_goes_with_a_change_that_is_undone() -> None:
    with transaction.atomic():
        Municipality.objects.create(name="Ergens", slug="ergens", cbs_code="GM0001")
        transaction.set_rollback(True)
    assert lines(record_kind="oco_municipality") == []


@pytest.mark.parametrize("login", ["oco_care", "oco_worker", "oco_municipality"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE oco_logevent SET what = ''",
        "DELETE FROM oco_logevent",
        "TRUNCATE oco_logevent",
        "INSERT INTO oco_logevent (kind, what, at, side, login, address, record_kind, record_id, cluster, xact)"
        " VALUES ('read', 'x', now(), '', '', '', '', '', 0, 0)",
        "UPDATE oco_logbatch SET seal = ''",
        "DELETE FROM oco_logbatch",
    ],
)
def test_no_process_writes_the_log_itself(login: str, statement: str) -> None:
    Municipality.objects.create(name="Ergens", slug="ergens", cbs_code="GM0001")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        execute(f"SET LOCAL ROLE {login}; {statement}")


@pytest.mark.parametrize("statement", ["UPDATE oco_logevent SET what = ''", "DELETE FROM oco_logevent"])
def test_the_database_refuses_even_its_owner(statement: str) -> None:
    Municipality.objects.create(name="Ergens", slug="ergens", cbs_code="GM0001")
    with pytest.raises(DatabaseError, match="rows of the log"), transaction.atomic():
        execute(statement)


def test_the_database_refuses_to_empty_the_log() -> None:
    for table in ("oco_logevent", "oco_auditevent", "oco_logbatch"):
        with pytest.raises(DatabaseError, match="Cannot truncate rows of the log"), transaction.atomic():
            # off in tests, see conftest
            execute(f"ALTER TABLE {table} ENABLE TRIGGER trail_keep_all; TRUNCATE {table} CASCADE")


def test_an_act_is_stamped_with_its_transaction_whatever_it_says() -> None:
    audit.record("signed in", by=None)
    found = execute("SELECT xact, cluster FROM oco_auditevent")
    assert found == execute("SELECT pg_current_xact_id()::text::bigint, oco_cluster()")


@pytest.mark.parametrize("login", ["oco_care", "oco_worker"])
def test_a_change_by_a_process_is_written_in_its_name(login: str) -> None:
    user = User.objects.create_user("a@x.example", name="Anna")
    with transaction.atomic():
        execute(f"SET LOCAL ROLE {login}")
        execute("UPDATE oco_user SET name = 'Bea' WHERE id = %s", user.pk) if login == "oco_worker" else execute(
            "INSERT INTO oco_municipality (name, slug, cbs_code, hide_up_to, wants_positive_health)"
            " VALUES ('Ergens', 'ergens', 'GM0001', 7, false)"
        )
        execute("RESET ROLE")
    assert lines()[-1].login == login


def test_only_those_who_were_named_call_its_functions() -> None:
    for signature, (*_, callers) in statements.FUNCTIONS.items():
        for login in ("oco_care", "oco_municipality", "oco_worker"):
            held = execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", login, signature)[0][0]
            assert held == (login in callers), (signature, login)


def test_the_tables_of_names_alone_are_there() -> None:
    assert {each.table for each in logged()} >= tables.NAMES_OF_COLUMNS_ONLY
