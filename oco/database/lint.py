"""What must be true of the database after every migrate, asked of its own catalogue. `manage.py check_walls` prints it.

Each rule is a statement that selects sentences; no sentence means that the rule holds.
"""

from __future__ import annotations

from typing import Any, Protocol

from oco.database.free import FREE_OF_PERSONS, TELLS_NOTHING
from oco.database.rows import BACKUP, CARE, MUNICIPALITY_LOGIN, WORKER, protected
from oco.trail.tables import EXEMPT

_TABLES = "SELECT c.*, c.relname::text AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"

RULES: dict[str, str] = {
    "every table is protected or declared free of persons": f"""
        SELECT name || ' is neither protected (oco/database/rows.py) nor declared free of persons (free.py)'
          FROM ({_TABLES}) t WHERE relkind IN ('r', 'p') AND NOT name = ANY (%(protected)s::text[] || %(free)s::text[])
    """,
    "a table is one of the two": "SELECT name || ' is both protected and free' FROM unnest(%(protected)s::text[]) name"
    " WHERE name = ANY (%(free)s::text[])",
    "what is declared is there": """
        SELECT name || ' is declared and not there' FROM unnest(%(protected)s::text[] || %(free)s::text[]) name
         WHERE to_regclass('public.' || quote_ident(name)) IS NULL
    """,
    "row-level security is on and forced": f"""
        SELECT name || ' has no row-level security that is forced' FROM ({_TABLES}) t
         WHERE relkind IN ('r', 'p') AND NOT name = ANY (%(free)s::text[])
           AND NOT (relrowsecurity AND relforcerowsecurity)
    """,
    "who may do something has a policy for it": f"""
        SELECT format('%%s may %%s %%s and has no policy for it', login, word, name)
          FROM ({_TABLES}) t, unnest(%(logins)s::text[]) login,
               unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) word
         WHERE relrowsecurity AND (has_table_privilege(login::name, t.oid, word)
               OR word <> 'DELETE' AND has_any_column_privilege(login::name, t.oid, word))
           AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = name
                              AND login::name = ANY (p.roles) AND p.cmd IN ('ALL', word))
    """,
    "no policy is for everybody": """
        SELECT format('policy %%s on %%s is for everybody', policyname, tablename)
          FROM pg_policies WHERE schemaname = 'public' AND 'public' = ANY (roles)
    """,
    "views look with the rights of who asks": f"""
        SELECT name || ' looks with the rights of its owner' FROM ({_TABLES}) t
         WHERE relkind = 'm' OR relkind = 'v' AND NOT coalesce(reloptions::text ~ 'security_invoker=(true|on|1)', false)
    """,
    "functions that act as their owner are for those who were named": """
        SELECT p.oid::regprocedure || ' acts as its owner for everybody'
          FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) held
         WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND held.grantee = 0
           AND held.privilege_type = 'EXECUTE'
    """,
    "functions that act as their owner say where they look": """
        SELECT p.oid::regprocedure || ' acts as its owner with a search_path that others decide on' FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
           AND NOT coalesce(p.proconfig && ARRAY['search_path=pg_catalog, pg_temp', 'search_path=pg_catalog, public'],
                            false)
    """,
    "no login that serves or copies can do more than that": """
        SELECT rolname || ' stands above the rules' FROM pg_roles
         WHERE rolname = ANY (%(logins)s::text[] || %(backup)s::text)
           AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication
                OR rolbypassrls AND rolname <> %(backup)s)
    """,
    "no login that serves is a member of another": """
        SELECT format('%%s can become %%s', member.rolname, held.rolname) FROM pg_auth_members m
          JOIN pg_roles member ON member.oid = m.member JOIN pg_roles held ON held.oid = m.roleid
         WHERE member.rolname = ANY (%(logins)s::text[] || %(backup)s::text)
    """,
    "no login that serves owns anything": """
        SELECT format('%%s owns %%s', r.rolname, c.relname) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
         WHERE r.rolname = ANY (%(logins)s::text[] || %(backup)s::text)
    """,
    "no login that serves empties, hooks on to or makes a table": f"""
        SELECT format('%%s may %%s %%s', login, word, name)
          FROM ({_TABLES}) t, unnest(%(logins)s::text[]) login, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) word
         WHERE relkind IN ('r', 'p') AND has_table_privilege(login::name, t.oid, word)
        UNION ALL
        SELECT login || ' may make things in the schema' FROM unnest(%(logins)s::text[]) login
         WHERE has_schema_privilege(login::name, 'public', 'CREATE')
    """,
    "backups read and nothing else": f"""
        SELECT format('%%s may %%s %%s', %(backup)s::text, word, name)
          FROM ({_TABLES}) t, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) word
         WHERE relkind IN ('r', 'p') AND has_table_privilege(%(backup)s, t.oid, word)
        UNION ALL
        SELECT %(backup)s::text || ' may not read ' || name FROM ({_TABLES}) t
         WHERE relkind IN ('r', 'p') AND NOT has_table_privilege(%(backup)s, t.oid, 'SELECT')
    """,
    # Also where somebody who owns the table switched its trigger off.
    "every change is written to the log": f"""
        SELECT format('%%s has no %%s that is on', name, word)
          FROM ({_TABLES}) t, unnest(ARRAY['trail_insert', 'trail_update', 'trail_delete']) word
         WHERE relkind IN ('r', 'p') AND NOT name = ANY (%(unlogged)s::text[]) AND NOT EXISTS (
            SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t.oid AND g.tgname = word AND g.tgenabled = 'O')
    """,
    "nobody changes the log": """
        SELECT format('%%s has no %%s that is on', wanted[1], wanted[2])
          FROM (VALUES (ARRAY['oco_logevent', 'trail_keep']), (ARRAY['oco_auditevent', 'trail_keep']),
                       (ARRAY['oco_logbatch', 'trail_keep']), (ARRAY['oco_auditevent', 'trail_stamp'])) must (wanted)
         WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = to_regclass('public.' || wanted[1])
                              AND g.tgname = wanted[2] AND g.tgenabled = 'O')
    """,
    # A refused insert says that the value is taken, whoever took it.
    "what must be unique is so within an organisation, person or record": """
        SELECT format('%%s on %%s tells that another''s record exists', i.indexrelid::regclass, c.relname)
          FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         WHERE c.relname = ANY (%(protected)s::text[]) AND i.indisunique AND NOT i.indisprimary
           AND NOT i.indexrelid::regclass::text = ANY (%(tells_nothing)s::text[])
           AND NOT EXISTS (SELECT 1 FROM pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND a.attname LIKE '%%\\_id')
    """,
}


class Cursor(Protocol):
    def execute(self, query: Any, parameters: Any = None, /) -> Any: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


def findings(cursor: Cursor) -> list[str]:
    """A sentence for everything that isn't as it must be, the rule before it."""
    parameters = {
        "protected": protected(),
        "free": sorted(FREE_OF_PERSONS),
        "logins": [CARE, MUNICIPALITY_LOGIN, WORKER],
        "backup": BACKUP,
        "tells_nothing": list(TELLS_NOTHING),
        "unlogged": sorted(EXEMPT),
    }
    found = []
    for rule, statement in RULES.items():
        cursor.execute(statement, parameters)
        found += [f"{rule}: {sentence}" for (sentence,) in cursor.fetchall()]
    return found
