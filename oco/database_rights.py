"""What each process' database login may do: the wall between the care side and the municipality side.

Set by `manage.py set_rights` after every migrate. No login here owns a table. The care side and the
worker may read and write all working tables. The municipality side has only what `MUNICIPALITY` lists:
no table with clients is in it, and a test reads this table aloud against the database.
"""

from __future__ import annotations

import os

from psycopg import sql

from oco.database import functions, rows
from oco.database.rows import BACKUP, CARE, MUNICIPALITY_LOGIN
from oco.database.rows import WORKER as WORKER
from oco.trail.statements import set_log

LOGINS = (CARE, MUNICIPALITY_LOGIN, WORKER)  # those that serve
ALL_LOGINS = (*LOGINS, BACKUP)

# Append-only by right as well as by trigger.
APPEND_ONLY = (
    "oco_auditevent",
    "cases_removal",
    "cases_retentionterm",
    "cases_destructioncertificate",
    "reporting_report",
    "reporting_releaseddocument",
    "reporting_internaldocument",
    "reporting_reportfile",
    "reporting_countedrecords",
    "reporting_gaterun",
    "reporting_toldnumber",
    "subsidies_claimstep",
    "subsidies_coststatement",
    "subsidies_determination",
    "subsidies_determinationletter",
    "subsidies_grantchange",
    "subsidies_grantfile",
    "subsidies_requestreturn",
    "subsidies_sentfile",
    "subsidies_sentrequest",
)
# Functions that act as the owner of the tables: not for everybody, which is PostgreSQL's default. By the table
# that is there when the function is.
CARE_FUNCTIONS = {
    "cases_client": "cases_refresh_statistics()",
    "oco_periodclosing": "oco_period_closed(bigint, date)",  # asked by triggers, with the rights of who writes
}
# Not for the care side and the worker: the sessions of the other side, and Django's own bookkeeping.
NOT_FOR_CARE = ("oco_municipalitysession", "oco_municipalitycache", "django_migrations")

# Whose a session is: the care side's login adds it and can neither read nor change it (oco/sessions.py).
ADDED_ONLY = ("oco_sessionuser",)

# The log is written by functions and triggers of the owner alone (oco/trail/statements.py). The worker seals it.
READ_ONLY = ("oco_logevent",)
SEALED_BY_WORKER = ("oco_logbatch",)

# Pseudonyms of people: for the worker, which alone has the key to make them, and for neither web side.
WORKER_ONLY = ("reporting_pseudonym",)

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
    "oco_sessiondetail": "riud",
    "oco_knowndevice": "riud",
    "oco_signincount": "riud",
    "socialaccount_socialaccount": "riud",
    "django_content_type": "r",
    "reporting_report": "r",
    "reporting_releaseddocument": "r",
    "reporting_reportfile": "r",
    "reporting_gaterun": "r",
    "reporting_declaredtotal": "r",
    "reporting_peoplebasis": "riu",
    "reporting_peoplecount": "r",
    "reporting_yearnote": "r",
    "reporting_definitionedition": "ri",
    "subsidies_grant": "riud",
    "subsidies_grantamount": "riud",
    "subsidies_instalment": "riud",
    "subsidies_target": "riud",
    "subsidies_obligation": "riud",
    "subsidies_grantchange": "ri",
    "subsidies_grantfile": "ri",
    "subsidies_allotment": "ri",
    # Claims that were sent in, and costs that were handed in: never a provider's own bookkeeping.
    "subsidies_claim": "r",
    "subsidies_claimstep": "ri",
    "subsidies_coststatement": "r",
    "subsidies_payment": "ri",
    "subsidies_review": "ri",
    "subsidies_selftestanswer": "riud",
    "subsidies_sentrequest": "r",
    "subsidies_sentfile": "r",
    "subsidies_requestreturn": "ri",
    "subsidies_determination": "ri",
    "subsidies_determinationletter": "r",
    # The round of reports: it sets the last days, asks and closes questions, and keeps its agenda. Who draws up and
    # which parts are ready it only reads.
    "subsidies_thread": "riu",
    "subsidies_message": "ri",
    "subsidies_filingterms": "riu",
    "subsidies_extension": "riu",
    "subsidies_drawingup": "r",
    "subsidies_turnswap": "r",
    "subsidies_partclosing": "r",
    "subsidies_filingnote": "r",
    "subsidies_remark": "riud",
    "subsidies_actionpoint": "riu",
}
# Of a table that it may only read: the columns that it may change. Of its municipality it
# says what it wants to read; from which number on is hidden it doesn't decide.
# Of a claim it decides; what is claimed stands. A payment that it noted it may take back. An edition of a definition is
# withdrawn, never changed.
MUNICIPALITY_COLUMNS: dict[str, tuple[str, ...]] = {
    "oco_municipality": ("wants_positive_health",),
    "subsidies_claim": ("status", "decided_at", "due_on"),
    "subsidies_payment": ("withdrawn_at", "withdrawn_by_name"),
    "reporting_definitionedition": ("withdrawn_at", "withdrawn_by_id"),
}
_WORDS = {"r": "SELECT", "i": "INSERT", "u": "UPDATE", "d": "DELETE"}


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


def create_backup_login(*, superuser: bool) -> list[sql.Composable]:
    """Statements that make the login of backups: it reads everything, changes nothing and serves no request.

    BYPASSRLS, which only a superuser can give: pg_dump then never leaves a row out. Without it pg_dump stops with an
    error at the first table with policies, which is what is wanted of a backup that would not be whole.
    """
    role = sql.Identifier(BACKUP)
    statements: list[sql.Composable] = [
        sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {}) THEN"
            " CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;"
            " ALTER ROLE {} SET default_transaction_read_only = on; END IF; END $$"
        ).format(sql.Literal(BACKUP), role, role),
    ]
    if superuser:
        statements.append(sql.SQL("ALTER ROLE {} BYPASSRLS").format(role))
    if password := os.environ.get(f"{BACKUP.upper()}_PASSWORD"):
        statements.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
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
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(sql.Identifier(BACKUP)),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(BACKUP)),
        sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(sql.Identifier(BACKUP)),
        sql.SQL("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(BACKUP)),
    ]
    for table in sorted(tables):
        name = sql.Identifier(table)
        if table in ADDED_ONLY:
            statements.append(sql.SQL("GRANT INSERT ON {} TO {}").format(name, sql.Identifier(CARE)))
        elif table in (*READ_ONLY, *SEALED_BY_WORKER):
            statements.append(sql.SQL("GRANT SELECT ON {} TO {}").format(name, care_and_worker))
            if table in SEALED_BY_WORKER:
                statements.append(sql.SQL("GRANT INSERT ON {} TO {}").format(name, sql.Identifier(WORKER)))
        elif table not in NOT_FOR_CARE:
            words = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
            serves = sql.Identifier(WORKER) if table in WORKER_ONLY else care_and_worker
            statements.append(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(words), name, serves))
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
    for signature in functions.FUNCTIONS:
        function_name = sql.SQL(signature)
        statements.append(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(function_name, everyone))
        statements.append(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function_name, sql.Identifier(CARE)))
    return [*functions.make(), *statements, *rows.set_rows(tables), *set_log(tables)]
