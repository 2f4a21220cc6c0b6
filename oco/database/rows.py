"""Which rows each login sees and writes: row-level policies as data, set by `manage.py set_rights`.

The same truths as the scopes `for_user` on the querysets, one floor lower: a scope that was forgotten in a view shows
nothing that isn't theirs. Who asks is what the functions of `functions` say; the condition of a table is cheap and has
a column of its own (provider, front door) where it can, else it looks its parent up by key, under the parent's policy.

FORCE: the owner is under policies too. Its own policy lets it through by name, so that migrations, the demo and set-up
work the same for an owner that is no superuser, and nothing depends on an exception that can't be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import sql

from oco.access import PARTNERSHIP_MANAGER, ROLE_TABLE, Permission
from oco.models import Organisation
from oco.models.people import Role

CARE, MUNICIPALITY_LOGIN, WORKER, BACKUP = "oco_care", "oco_municipality", "oco_worker", "oco_backup"
P = Permission


@dataclass(frozen=True)
class RowRule:
    """A row-level policy: these logins see and write only the rows for which `condition` holds."""

    table: str
    logins: tuple[str, ...]
    condition: str

    @property
    def name(self) -> str:
        return "rows_of_" + "_and_".join(login.removeprefix("oco_") for login in self.logins)


# --- who, in SQL ------------------------------------------------------------------------------------------------------


def roles_with(*permissions: Permission) -> str:
    """An array of ‘role/kind of organisation’ with one of these permissions, from the role table (oco/access.py)."""
    found = []
    for role in Role:
        for kind in (Organisation.Kind.PROVIDER, Organisation.Kind.PARTNERSHIP):
            joint = role == Role.MANAGER and kind == Organisation.Kind.PARTNERSHIP
            if set(permissions) & (PARTNERSHIP_MANAGER if joint else ROLE_TABLE[role]):
                found.append(f"{role.value}/{kind.value}")
    return "'{" + ",".join(found) + "}'::text[]"


ME = "(SELECT oco_session_user())"


def organisations(*permissions: Permission) -> str:
    return f"ANY ((SELECT oco_session_organisations({roles_with(*permissions)}))::bigint[])"


def doors(*permissions: Permission) -> str:
    return f"ANY ((SELECT oco_session_doors({roles_with(*permissions)}))::bigint[])"


def doors_run(*permissions: Permission) -> str:
    return f"ANY ((SELECT oco_session_doors_run({roles_with(*permissions)}))::bigint[])"


COUNTERS = roles_with(P.SEE_FIGURES, P.FILE_REPORTS, P.READ_QUESTIONS)
REMOVERS = roles_with(P.ADMINISTER, P.LEAD_TEAM)
FILERS = roles_with(P.FILE_REPORTS)
FINDERS = roles_with(P.FIND_CLIENTS)
FOR_A_PURPOSE = f"ANY ((SELECT oco_purpose_doors({COUNTERS}, {REMOVERS}, {FINDERS}, {FILERS}))::bigint[])"
REMOVED_AT = f"(SELECT oco_purpose_doors('{{}}', {REMOVERS}, '{{}}', '{{}}'))"
TO_REMOVE = f"ANY ({REMOVED_AT}::bigint[])"
PASSED_ON = f"ANY ((SELECT oco_passed_questions({roles_with(P.WORK_ON_QUESTIONS)}, {roles_with(P.TRIAGE)}))::bigint[])"
OWN_PROVIDER = organisations(P.WORK_ON_QUESTIONS)
RUN_HERE = doors_run(P.TRIAGE)
CONTENT = f"provider_id = {OWN_PROVIDER} OR front_door_id = {RUN_HERE} OR front_door_id = {FOR_A_PURPOSE}"

CLIENT = (
    f"front_door_id = {doors(P.FIND_CLIENTS)} OR front_door_id = {FOR_A_PURPOSE} OR id = (SELECT oco_link_client())"
)
# Who wrote a question down sees it until it was looked at: the counter gets its number back, and a supporter that of
# what was passed on to another provider.
QUESTION = (
    f"{CONTENT} OR id = (SELECT oco_link_question()) OR id = {PASSED_ON}"
    f" OR (triaged_at IS NULL AND closed_on IS NULL AND written_by_id = {ME})"
)


def _parent(table: str, column: str) -> str:
    """The row hangs on a row of `table` that the same login sees."""
    return f"EXISTS (SELECT 1 FROM {table} parent WHERE parent.id = {column})"


OF_QUESTION = _parent("cases_helpquestion", "question_id")
OF_CLIENT = _parent("cases_client", "client_id")
REMOVING = (
    f"EXISTS (SELECT 1 FROM cases_client parent WHERE parent.id = client_id AND parent.front_door_id = {TO_REMOVE})"
)
OF_BOTH = _parent("cases_client", "one_id") + " AND " + _parent("cases_client", "other_id")
# Lists of whose data goes by term: of who leads the provider's team, and who administers it or its front door.
DESTROYING = (
    f"provider_id = {organisations(P.LEAD_TEAM, P.ADMINISTER)} OR provider_id IN (SELECT part.provider_id"
    f" FROM oco_participation part WHERE part.front_door_id = {doors_run(P.ADMINISTER)})"
)
CARE_ROWS: dict[str, str] = {
    "cases_client": CLIENT,
    "cases_clientkey": f"front_door_id = {doors(P.FIND_CLIENTS)} OR front_door_id = {FOR_A_PURPOSE}",
    "cases_helpquestion": QUESTION,
    "cases_questiondomain": OF_QUESTION,
    "cases_questiontask": OF_QUESTION,
    "cases_questionarrangement": OF_QUESTION,
    "cases_questionevent": OF_QUESTION,
    "cases_evaluation": OF_QUESTION,
    "cases_talk": OF_QUESTION,
    "cases_talkdomain": _parent("cases_talk", "talk_id"),
    "cases_objection": OF_QUESTION,
    "cases_contact": f"{CONTENT} OR {OF_QUESTION}",
    "cases_otherwork": (
        f"supporter_id = {ME} OR provider_id = {organisations(P.LEAD_TEAM)} OR front_door_id = {FOR_A_PURPOSE}"
    ),
    "cases_aftercarecontact": OF_QUESTION,
    "cases_reachattempt": OF_QUESTION,
    "cases_termpause": OF_QUESTION,
    "cases_assessment": f"{CONTENT} OR {OF_QUESTION}",
    "cases_assessmentscore": _parent("cases_assessment", "assessment_id"),
    "cases_referral": OF_QUESTION,
    "cases_wlzindication": OF_QUESTION,
    "cases_onetimelink": OF_QUESTION,
    "cases_contactperson": OF_CLIENT,
    # What is unsafe: only for who reads a question of this person, on this record or on a linked one.
    "cases_clientsurroundings": (
        "EXISTS (SELECT 1 FROM cases_helpquestion q WHERE q.client_id = cases_clientsurroundings.client_id)"
        " OR EXISTS (SELECT 1 FROM cases_linkedclient one JOIN cases_linkedclient other USING (person_id)"
        " JOIN cases_helpquestion q ON q.client_id = other.client_id"
        " WHERE one.client_id = cases_clientsurroundings.client_id)"
    ),
    "cases_clienttargetgroup": OF_CLIENT,
    "cases_linkedclient": OF_CLIENT,
    "cases_fixedcontact": OF_CLIENT,
    # Also who gives a question of another provider out must know who isn't wanted any more.
    "cases_setaside": OF_CLIENT,
    "cases_clientlink": OF_BOTH,
    "cases_notsameperson": OF_BOTH,
    "cases_rightsrequest": f"provider_id = {organisations(P.LEAD_TEAM, P.ADMINISTER)} OR {REMOVING}",
    # Former values of the identity are of no provider.
    "cases_formertext": f"provider_id = {OWN_PROVIDER} OR provider_id IS NULL AND {OF_CLIENT} OR {REMOVING}",
    "cases_removal": OF_CLIENT,
    "cases_retentionhold": f"provider_id = {OWN_PROVIDER} OR {REMOVING}",
    "cases_destructionlist": DESTROYING,
    "cases_destructionline": _parent("cases_destructionlist", "of_list_id"),
    "cases_destructioncertificate": DESTROYING,
    "cases_dossierfile": f"asked_by_id = {ME}",
    "cases_signal": f"provider_id = {OWN_PROVIDER} OR front_door_id = {FOR_A_PURPOSE}",
    "cases_signalbundle": f"provider_id = {OWN_PROVIDER} OR front_door_id = {FOR_A_PURPOSE}",
    "cases_casetalkitem": f"provider_id = {OWN_PROVIDER}",
    # Who gives out the questions of a front door knows who of its providers is away.
    "cases_absence": (
        f"provider_id = {OWN_PROVIDER} OR EXISTS (SELECT 1 FROM oco_participation part"
        f" WHERE part.provider_id = cases_absence.provider_id AND part.front_door_id = {RUN_HERE})"
    ),
    # A removal takes half-typed forms about the client along, whoever types them.
    "cases_unusualreading": f"provider_id = {organisations(P.LEAD_TEAM)}",
    "cases_draft": f"author_id = {ME} OR cardinality({REMOVED_AT}) > 0",
    "cases_savedview": f"owner_id = {ME}",
    "cases_reminderchoice": f"user_id = {ME}",
    # Which records a filed figure was counted from, for who answers for that figure; and which questions were claimed.
    "reporting_countedrecords": (
        f"organisation_id = {organisations(P.SEE_FIGURES, P.FILE_REPORTS)} OR EXISTS (SELECT 1 FROM reporting_report r"
        " JOIN oco_frontdoor d ON coalesce(d.partnership_id, d.run_by_id) = r.organisation_id"
        f" WHERE r.id = report_id AND d.id = {doors(P.SEE_FIGURES, P.FILE_REPORTS)})"
    ),
    "subsidies_claimedtrajectory": (
        "EXISTS (SELECT 1 FROM subsidies_claim claim"
        f" WHERE claim.id = claim_id AND claim.provider_id = {organisations(P.KEEP_MONEY)})"
    ),
    # The log of who looked: for who leads the team, of a client of theirs everybody who looked, and of their own people
    # whoever they looked at.
    "oco_logevent": (
        f"{OF_CLIENT} AND (EXISTS (SELECT 1 FROM cases_helpquestion q WHERE q.client_id = oco_logevent.client_id"
        f" AND q.provider_id = {organisations(P.LEAD_TEAM)}) OR user_id IN"
        f" (SELECT held.user_id FROM oco_membership held WHERE held.organisation_id = {organisations(P.LEAD_TEAM)}))"
    ),
    "cases_registerimport": f"uploaded_by_id = {ME} AND front_door_id = {doors(P.IMPORT_REGISTER)}",
}

# --- staff, and what left the provider --------------------------------------------------------------------------------

# Staff stand in one table; each side sees and makes only its own. Tables that hang on a user follow it,
# because the inner look-up is under the same policy.
_HANGS_ON_USER = {
    "oco_membership": "user_id",
    "oco_invitation": "user_id",
    "oco_submission": "by_id",
    "account_emailaddress": "user_id",
    "mfa_authenticator": "user_id",
    "oco_sessiondetail": "user_id",
    "oco_knowndevice": "user_id",
    "socialaccount_socialaccount": "user_id",
}
# A shared computer: for itself, and for who keeps the computers of its front door. PINs: there, and of oneself.
_AT_DESK = {
    "oco_shareddevice": f"id = (SELECT oco_device()) OR front_door_id = {doors(P.ADMINISTER, P.LEAD_TEAM)}",
    "oco_devicepin": f"user_id = {ME} OR {_parent('oco_shareddevice', 'device_id')}",
}
_RELEASED = ("reporting_releaseddocument", "reporting_reportfile")

ROW_RULES: tuple[RowRule, ...] = (
    RowRule("oco_user", (MUNICIPALITY_LOGIN,), "side = 'municipality'"),
    RowRule("oco_user", (CARE,), "side = 'care'"),
    RowRule("oco_user", (WORKER,), "true"),
    *(
        RowRule(table, (MUNICIPALITY_LOGIN, CARE), f"{column} IN (SELECT id FROM oco_user)")
        for table, column in _HANGS_ON_USER.items()
    ),
    *(RowRule(table, (WORKER,), "true") for table in _HANGS_ON_USER),
    *(RowRule(table, (CARE,), condition) for table, condition in _AT_DESK.items()),
    *(RowRule(table, (WORKER,), "true") for table in _AT_DESK),
    # What left the provider is there for the municipality only after the gate (reporting/gate.py).
    *(
        RowRule(table, (MUNICIPALITY_LOGIN,), "report_id IN (SELECT report_id FROM reporting_gaterun WHERE passed)")
        for table in _RELEASED
    ),
    *(RowRule(table, (CARE, WORKER), "true") for table in _RELEASED),
    *(RowRule(table, (CARE,), condition) for table, condition in CARE_ROWS.items()),
    # The worker acts for everybody: the nightly count, the reminders, the files of all organisations. It has a policy
    # that says so, and no way around policies.
    *(RowRule(table, (WORKER,), "true") for table in CARE_ROWS),
    RowRule("reporting_pseudonym", (WORKER,), "true"),
)


def protected() -> list[str]:
    """The tables with row-level security, by name."""
    return sorted({rule.table for rule in ROW_RULES})


def set_rows(tables: Iterable[str]) -> list[sql.Composable]:
    """Statements that give each of these tables exactly its policies, whatever it had before."""
    present = set(tables)
    statements: list[sql.Composable] = [
        sql.SQL(
            "DO $$ DECLARE old record; BEGIN"
            " FOR old IN SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
            r" AND policyname LIKE 'rows\_of\_%' LOOP"
            " EXECUTE format('DROP POLICY %I ON %I.%I', old.policyname, old.schemaname, old.tablename);"
            " END LOOP; END $$"
        )
    ]
    for table in protected():
        if table not in present:
            continue
        name = sql.Identifier(table)
        statements.append(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY").format(name))
        statements.append(sql.SQL("CREATE POLICY rows_of_owner ON {} TO CURRENT_USER USING (true)").format(name))
        statements.append(
            sql.SQL("CREATE POLICY rows_of_backup ON {} FOR SELECT TO {} USING (true)").format(
                name, sql.Identifier(BACKUP)
            )
        )
    for rule in ROW_RULES:
        if rule.table not in present:
            continue
        logins = sql.SQL(", ").join(sql.Identifier(login) for login in rule.logins)
        condition = sql.SQL(rule.condition)
        statements.append(
            sql.SQL("CREATE POLICY {} ON {} TO {} USING ({}) WITH CHECK ({})").format(
                sql.Identifier(rule.name), sql.Identifier(rule.table), logins, condition, condition
            )
        )
    return statements
