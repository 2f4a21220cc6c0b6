"""What each process' database login may do: the wall between the care side and the municipality side.

Set by `manage.py set_rights` after every migrate. No login here owns a table. The care side and the
worker may read and write all working tables. The municipality side has only what `MUNICIPALITY` lists:
no table with clients is in it, and a test reads this table aloud against the database.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from psycopg import sql

CARE, MUNICIPALITY_LOGIN, WORKER = "oco_care", "oco_municipality", "oco_worker"
LOGINS = (CARE, MUNICIPALITY_LOGIN, WORKER)

# Append-only by right as well as by trigger.
APPEND_ONLY = (
    "oco_auditevent",
    "cases_removal",
    "reporting_report",
    "reporting_releaseddocument",
    "reporting_internaldocument",
    "reporting_reportfile",
)
# Functions that act as the owner of the tables: not for everybody, which is PostgreSQL's default. By the table
# that is there when the function is.
CARE_FUNCTIONS = {"cases_client": "cases_refresh_statistics()"}
# Not for the care side and the worker: the sessions of the other side, and Django's own bookkeeping.
NOT_FOR_CARE = ("oco_municipalitysession", "oco_municipalitycache", "django_migrations")

# The municipality side: its own users and sessions, grants, released reports. `r`ead, `i`nsert, `u`pdate, `d`elete.
MUNICIPALITY: dict[str, str] = {
    "oco_municipality": "r",
    "oco_district": "r",
    "oco_organisation": "r",
    "oco_frontdoor": "r",
    "oco_participation": "r",
    "oco_user": "riu",
    "oco_membership": "riu",
    "oco_invitation": "riud",
    "oco_municipalitysession": "riud",
    "oco_municipalitycache": "riud",
    "oco_submission": "riu",
    "oco_auditevent": "i",
    "account_emailaddress": "riud",
    "account_emailconfirmation": "riud",
    "mfa_authenticator": "riud",
    "django_content_type": "r",
    "reporting_report": "r",
    "reporting_releaseddocument": "r",
    "reporting_reportfile": "r",
    "reporting_declaredtotal": "r",
    "reporting_yearnote": "r",
    "subsidies_grant": "riud",
    "subsidies_grantamount": "riud",
    "subsidies_instalment": "riud",
    "subsidies_target": "riud",
    "subsidies_review": "ri",
}
# Of a table that it may only read: the columns that it may change. Of its municipality it
# says what it wants to read; from which number on is hidden it doesn't decide.
MUNICIPALITY_COLUMNS: dict[str, tuple[str, ...]] = {"oco_municipality": ("wants_positive_health",)}
_WORDS = {"r": "SELECT", "i": "INSERT", "u": "UPDATE", "d": "DELETE"}

# Staff stand in one table; each side sees and makes only its own. Tables that hang on a user follow it,
# because the inner look-up is under the same policy.
_HANGS_ON_USER = {
    "oco_membership": "user_id",
    "oco_invitation": "user_id",
    "oco_submission": "by_id",
    "account_emailaddress": "user_id",
    "mfa_authenticator": "user_id",
}


@dataclass(frozen=True)
class RowRule:
    """A row-level policy: these logins see and write only the rows for which `condition` holds."""

    table: str
    logins: tuple[str, ...]
    condition: str


ROW_RULES: tuple[RowRule, ...] = (
    RowRule("oco_user", (MUNICIPALITY_LOGIN,), "side = 'municipality'"),
    RowRule("oco_user", (CARE,), "side = 'care'"),
    RowRule("oco_user", (WORKER,), "true"),
    *(
        RowRule(table, (MUNICIPALITY_LOGIN, CARE), f"{column} IN (SELECT id FROM oco_user)")
        for table, column in _HANGS_ON_USER.items()
    ),
    *(RowRule(table, (WORKER,), "true") for table in _HANGS_ON_USER),
)


def create_logins() -> list[sql.Composable]:
    """Statements that make the logins where they are missing. Passwords come from the environment
    (`OCO_CARE_PASSWORD` …) and are only needed where a login connects by itself over the network."""
    statements: list[sql.Composable] = []
    for login in LOGINS:
        statements.append(
            sql.SQL(
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {name}) THEN"
                " CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;"
                # Since PostgreSQL 16 who makes a role may not take it on without this; with one DATABASE_URL
                # for all, each process takes on its role.
                " IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN"
                " GRANT {role} TO CURRENT_USER; END IF; END IF; END $$"
            ).format(name=sql.Literal(login), role=sql.Identifier(login))
        )
        if password := os.environ.get(f"{login.upper()}_PASSWORD"):
            statements.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), sql.Literal(password)))
    return statements


# django-pgtrigger lets every login switch triggers off by a setting. Here nobody can: a filed period must hold
# against any statement. (Its own function also catches an error per row, which made large imports ten times slower.)
NO_TRIGGER_IS_IGNORED = sql.SQL(
    "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
    " LANGUAGE sql IMMUTABLE AS 'SELECT false'"
)


def set_rights(tables: list[str]) -> list[sql.Composable]:
    """Statements that give each login exactly its rights on these tables, whatever it had before."""
    care_and_worker = sql.SQL(", ").join([sql.Identifier(CARE), sql.Identifier(WORKER)])
    everyone = sql.SQL(", ").join(sql.Identifier(login) for login in LOGINS)
    statements: list[sql.Composable] = [
        NO_TRIGGER_IS_IGNORED,
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}").format(everyone),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {}").format(everyone),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(everyone),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(everyone),
    ]
    for table in sorted(tables):
        name = sql.Identifier(table)
        if table not in NOT_FOR_CARE:
            words = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
            statements.append(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(words), name, care_and_worker))
        if letters := MUNICIPALITY.get(table):
            words = ", ".join(_WORDS[letter] for letter in letters)
            statements.append(
                sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(words), name, sql.Identifier(MUNICIPALITY_LOGIN))
            )
        if columns := MUNICIPALITY_COLUMNS.get(table):
            names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
            statements.append(
                sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(names, name, sql.Identifier(MUNICIPALITY_LOGIN))
            )
    for table, function in CARE_FUNCTIONS.items():
        if table in tables:
            # From a list in the code, with its parentheses: not a name that can be quoted.
            function_name = sql.SQL(function)
            statements.append(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(function_name, everyone))
            statements.append(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function_name, care_and_worker))
    for table in sorted({rule.table for rule in ROW_RULES}):
        statements.append(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(sql.Identifier(table)))
    for rule in ROW_RULES:
        name = sql.Identifier("rows_of_" + "_and_".join(login.removeprefix("oco_") for login in rule.logins))
        table_name = sql.Identifier(rule.table)
        logins = sql.SQL(", ").join(sql.Identifier(login) for login in rule.logins)
        condition = sql.SQL(rule.condition)
        statements.append(sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(name, table_name))
        statements.append(
            sql.SQL("CREATE POLICY {} ON {} TO {} USING ({}) WITH CHECK ({})").format(
                name, table_name, logins, condition, condition
            )
        )
    return statements
