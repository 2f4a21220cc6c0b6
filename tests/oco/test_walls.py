"""The municipality side never reaches a client: not by its addresses and not by its database login."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection
from django.urls import Resolver404, get_resolver

from oco import database_rights
from tests.oco.matrix import CARE, MUNICIPALITY


@pytest.mark.parametrize(
    "path",
    ["/balie/", "/aanmeldingen/", "/vandaag/", "/vragen/1/", "/clienten/1/", "/uren/", "/importeren/", "/cijfers/"],
)
def test_addresses_of_the_care_side_are_not_there(path: str) -> None:
    assert get_resolver("oco.urls.care").resolve(path).url_name in CARE
    with pytest.raises(Resolver404):
        get_resolver("oco.urls.municipality").resolve(path)


def test_no_name_of_an_address_with_persons_is_shared() -> None:
    shared = set(CARE) & set(MUNICIPALITY)
    assert not shared & {"client", "question", "counter", "inbox", "triage", "today", "hours", "team", "lists"}


@pytest.mark.django_db
def test_its_login_has_exactly_the_rights_of_the_table() -> None:
    letters = {"r": "SELECT", "i": "INSERT", "u": "UPDATE", "d": "DELETE"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'oco_municipality' AND table_schema = 'public'"
        )
        held = set(cursor.fetchall())
    assert held == {
        (table, letters[letter]) for table, rights in database_rights.MUNICIPALITY.items() for letter in rights
    }


@pytest.mark.django_db
def test_no_process_owns_a_table_or_stands_above_the_rules() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = ANY(%s) ORDER BY rolname",
            [list(database_rights.LOGINS)],
        )
        rows = cursor.fetchall()
    assert rows == [(login, False, False, False, False, 0) for login in sorted(database_rights.LOGINS)]


@pytest.mark.django_db
def test_pseudonyms_are_for_the_worker_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, grantee, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public' AND table_name = ANY(%s) AND grantee = ANY(%s) GROUP BY 1, 2",
            [list(database_rights.WORKER_ONLY), list(database_rights.LOGINS)],
        )
        held = set(cursor.fetchall())
    assert held == {
        (table, database_rights.WORKER, "DELETE INSERT SELECT UPDATE") for table in database_rights.WORKER_ONLY
    }
    assert set(database_rights.WORKER_ONLY) <= set(connection.introspection.table_names())
    assert not set(database_rights.WORKER_ONLY) & set(database_rights.MUNICIPALITY)


@pytest.mark.parametrize("side", ["care", "municipality", "owner"])
def test_only_the_worker_is_told_where_the_keys_of_pseudonyms_are(side: str) -> None:
    names = {side: dir(importlib.import_module(f"oco.settings.{side}")) for side in (side, "worker")}
    assert "PSEUDONYM_KEYS" in names["worker"]
    assert "PSEUDONYM_KEYS" not in names[side]
