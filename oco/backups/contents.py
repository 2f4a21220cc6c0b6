"""What a database holds, in figures: per table the number of rows and a checksum of all of them, and its structure.

A table's checksum is the SHA-256 of its rows in the order of the primary key, as COPY writes them. It doesn't depend
on where the rows stand on disk, on the time zone or on the sorting of the server.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from oco import database_rights

# Tables of which a backup keeps no rows, each with the reason.
LEFT_OUT = {
    "oco_caresession": "who had signed out would be signed in again",
    "oco_municipalitysession": "who had signed out would be signed in again",
    "oco_sessionuser": "who had signed out would be signed in again",
    "oco_shareddevice": "a computer that was withdrawn would be trusted again",
    "oco_devicepin": "a PIN that was taken back would work again",
    "oco_sessiondetail": "without the session it means nothing",
    "oco_signincount": "counts of attempts of an earlier day",
    "oco_carecache": "counts of attempts of an earlier day",
    "oco_municipalitycache": "counts of attempts of an earlier day",
    "reporting_pseudonym": "destroyed with its key at the close of the year; the next night makes it anew",
}
# row_security: where a policy would hide rows from this login it is an error, not a smaller number.
_STEADY = (
    "SET LOCAL row_security = off; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';"
    " SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'"
)
_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_NAME = "CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END"

_STRUCTURE = {
    "triggers": f"SELECT {_NAME} || ': ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t"
    f" JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    f" WHERE NOT t.tgisinternal AND {_OURS}",
    "functies": "SELECT p.oid::regprocedure::text || ' ' || md5(p.prosrc) || ' ' || p.prosecdef::text FROM pg_proc p"
    f" JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS}",
    "regels voor rijen": "SELECT c.relname || ' ' || p.policyname || ' ' || p.cmd || ' '"
    " || array_to_string(p.roles, ',') || ' ' || coalesce(p.qual, '') || ' ' || coalesce(p.with_check, '')"
    " FROM pg_policies p"
    " JOIN pg_namespace n ON n.nspname = p.schemaname"
    f" JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename WHERE {_OURS}",
    "tabellen met regels voor rijen": f"SELECT {_NAME} || ' ' || c.relforcerowsecurity::text FROM pg_class c"
    f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relrowsecurity AND {_OURS}",
    "voorwaarden": f"SELECT {_NAME} || ' ' || o.conname || ' ' || pg_get_constraintdef(o.oid) FROM pg_constraint o"
    " JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    f" WHERE o.contype IN ('c', 'f', 'p', 'u', 'x') AND {_OURS}",
    "indexen": "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
    f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}",
}
RIGHTS = "rechten"
# Of the logins and of everybody (PUBLIC). Without a list of rights the default holds: everybody may call a function.
_HOLDER = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END"
_HELD = f"{_OURS} AND (a.grantee = 0 OR pg_get_userbyid(a.grantee) = ANY(%(logins)s))"
_RIGHTS = (
    f"SELECT {_NAME} || ' ' || {_HOLDER} || ' ' || a.privilege_type FROM pg_class c"
    f" JOIN pg_namespace n ON n.oid = c.relnamespace, LATERAL aclexplode(c.relacl) a WHERE {_HELD}"
    f" UNION ALL SELECT {_NAME} || '.' || t.attname || ' ' || {_HOLDER} || ' ' || a.privilege_type FROM pg_attribute t"
    " JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,"
    f" LATERAL aclexplode(t.attacl) a WHERE {_HELD}"
    f" UNION ALL SELECT p.oid::regprocedure::text || ' ' || {_HOLDER} || ' ' || a.privilege_type FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace,"
    f" LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE {_HELD}"
)


@dataclass(frozen=True)
class Table:
    """The rows of one table: how many, and the SHA-256 of them all."""

    rows: int
    sha256: str


def hold_still(cursor: Any) -> None:
    """Lets everything that is read in this transaction be of one moment and written one way. First in a transaction."""
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    for statement in _STEADY.split(";"):
        cursor.execute(statement)


def server_major(cursor: Any) -> int:
    """18 of PostgreSQL 18.4."""
    cursor.execute("SHOW server_version_num")
    return int(cursor.fetchone()[0]) // 10_000


def tables(cursor: Any) -> dict[str, Table]:
    """Every table of the database, those that a backup leaves out as well."""
    return {name: table(cursor, name) for name in table_names(cursor)}


def table_names(cursor: Any) -> list[str]:
    """As PostgreSQL lists them, sorted; of another schema than public with its name before it."""
    cursor.execute(
        f"SELECT {_NAME} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {_OURS}"
    )
    return sorted(row[0] for row in cursor.fetchall())


def table(cursor: Any, name: str) -> Table:
    """Counts and hashes one table, row by row: a large one takes no more memory than a small one."""
    digest, rows = hashlib.sha256(), 0
    with cursor.copy(_read_in_order(cursor, name)) as copied:
        for line in copied:
            rows += bytes(line).count(b"\n")  # a line end inside a value is written as \n
            digest.update(line)
    return Table(rows, digest.hexdigest())


def _read_in_order(cursor: Any, name: str) -> sql.Composed:
    identifier = sql.Identifier(*name.split(".")) if "." in name else sql.Identifier("public", name)
    cursor.execute(
        "SELECT a.attname, a.attnum = ANY(coalesce(i.indkey::int2[], '{}')), a.attcollation <> 0"
        " FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname",
        [identifier.as_string(cursor)],
    )
    found = cursor.fetchall()
    columns = sql.SQL(", ").join(sql.Identifier(column) for column, _, _ in found)
    keys = [(column, is_text) for column, is_key, is_text in found if is_key]
    keys = keys or [(column, is_text) for column, _, is_text in found]
    order = sql.SQL(", ").join(
        sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(column)) for column, is_text in keys
    )
    return sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(columns, identifier, order)


def sequences(cursor: Any) -> dict[str, int]:
    """Of every sequence the last number that it gave; 0 where it gave none."""
    cursor.execute("SELECT schemaname || '.' || sequencename, coalesce(last_value, 0) FROM pg_sequences")
    return dict(sorted(cursor.fetchall()))


def structure(cursor: Any) -> dict[str, list[str]]:
    """Triggers, functions, policies, constraints and indexes as PostgreSQL writes them, and rights of the logins."""
    found = {}
    for kind, query in _STRUCTURE.items():
        cursor.execute(query)
        found[kind] = sorted(row[0] for row in cursor.fetchall())
    cursor.execute(_RIGHTS, {"logins": list(database_rights.LOGINS)})
    found[RIGHTS] = sorted(row[0] for row in cursor.fetchall())
    return found


def migrations(cursor: Any) -> list[str]:
    """The migrations that were done, in that order: "oco.0001_initial"."""
    if "django_migrations" not in table_names(cursor):
        return []
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    return [row[0] for row in cursor.fetchall()]


def is_empty(cursor: Any) -> bool:
    """Is nothing lost when all of this goes? No table at all, or this program's own without an organisation, a person
    or an act in them."""
    found, first = table_names(cursor), ("oco_organisation", "oco_user", "oco_auditevent")
    if not found:
        return True
    if not set(first) <= set(found):
        return False
    cursor.execute(" UNION ALL ".join(f"(SELECT 1 FROM {name} LIMIT 1)" for name in first))
    return cursor.fetchone() is None
