"""The triggers and functions of the log, made by `manage.py set_rights`.

All of them act as the owner (SECURITY DEFINER): no login that serves may add to the log but through them, so nobody
writes a line in another's name, of another moment or in another transaction. Who acts is what the session's secret key
says (oco/database/functions.py); for the worker and the municipality side what the transaction was told.

Triggers are per statement, over all its rows at once: an import of ten thousand rows writes its lines in one go.
"""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from oco.trail.tables import CLIENT_OF, Logged, logged

SEALED = ("oco_logevent", "oco_auditevent")
LEAST_DAYS = 365  # no line goes before, whatever the setting says

_HEAD = "LANGUAGE plpgsql {} SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_SETTING = "nullif(current_setting('oco.{}', true), '')"
_WHO_COLUMNS = ("at", "user_id", "side", "login", "address", "request", "job", "cluster", "xact")
_WHO = ", ".join(f"who.{column}" for column in _WHO_COLUMNS)
_INTO = (
    "INSERT INTO public.oco_logevent (kind, what, result, record_kind, record_id, client_id, columns, values, "
    + ", ".join(_WHO_COLUMNS)
    + ")"
)

# `role` is 'none' where the login itself connected. A cluster's transactions are numbered by itself: after a restore
# elsewhere the numbers begin anew.
_FILL_WHO = f"""
    who.at := clock_timestamp();
    who.user_id := coalesce(public.oco_session_user(), {_SETTING.format("user")}::bigint);
    who.side := coalesce({_SETTING.format("side")}, '');
    who.login := CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END;
    who.address := left(coalesce({_SETTING.format("address")}, ''), 45);
    who.request := {_SETTING.format("request")}::uuid;
    who.job := {_SETTING.format("job")}::uuid;
    who.cluster := public.oco_cluster();
    who.xact := pg_current_xact_id()::text::bigint;
    RETURN who;
"""
_LOOKED = f"""
    main := public.oco_client_of(record, key);
    who := public.oco_log_who();
    {_INTO}
    SELECT CASE WHEN status BETWEEN 400 AND 499 THEN 'denied' ELSE 'read' END, left(view, 60), status,
           CASE WHEN found.client IS NOT DISTINCT FROM main THEN left(record, 60) ELSE '' END,
           CASE WHEN found.client IS NOT DISTINCT FROM main THEN left(key, 60) ELSE '' END,
           found.client, NULL::text[], NULL::jsonb, {_WHO}
      FROM (SELECT DISTINCT unnest(clients || CASE WHEN main IS NULL THEN '{{}}' ELSE ARRAY[main] END) AS client
            UNION ALL SELECT NULL::bigint WHERE main IS NULL AND status BETWEEN 400 AND 499) found;
"""
# A line may go when its whole batch was given up, which the trigger of batches allows only after its time.
_KEEP = """
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
        IF EXISTS (SELECT 1 FROM public.oco_logbatch batch WHERE batch.emptied_at IS NOT NULL
                     AND batch.cluster = OLD.cluster AND OLD.xact >= batch.from_xact AND OLD.xact < batch.to_xact)
        THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'Cannot % rows of the log (%)', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'OC002';
"""
_KEEP_BATCH = f"""
    IF TG_OP = 'UPDATE' THEN
        emptied := OLD;
        emptied.emptied_at := NEW.emptied_at;
        IF NEW IS NOT DISTINCT FROM emptied AND OLD.emptied_at IS NULL AND NEW.emptied_at IS NOT NULL
           AND OLD.sealed_at < now() - interval '{LEAST_DAYS} days'
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'Cannot % rows of the log (%)', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'OC002';
"""
_STAMP = """
    NEW.cluster := public.oco_cluster();
    NEW.xact := pg_current_xact_id()::text::bigint;
    RETURN NEW;
"""
# One batch after another, oldest first, so that a chain is never emptied in its middle.
_FORGET = f"""
    UPDATE public.oco_logbatch SET emptied_at = now() WHERE number = batch AND emptied_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM public.oco_logbatch older WHERE older.number < batch AND older.emptied_at IS NULL)
        RETURNING * INTO gone;
    IF gone.number IS NULL THEN RETURN 0; END IF;
    DELETE FROM public.oco_logevent e
     WHERE e.cluster = gone.cluster AND e.xact >= gone.from_xact AND e.xact < gone.to_xact;
    DELETE FROM public.oco_auditevent e
     WHERE e.cluster = gone.cluster AND e.xact >= gone.from_xact AND e.xact < gone.to_xact;
    who := public.oco_log_who();
    {_INTO} SELECT 'emptied', 'emptied', NULL, 'oco_logbatch', batch::text, NULL, NULL, NULL, {_WHO};
    RETURN gone.events + gone.acts;
"""

# Signature -> (arguments, result, volatility, variables, body, who may call it).
CARE, WORKER = "oco_care", "oco_worker"
FUNCTIONS: dict[str, tuple[str, str, str, str, str, tuple[str, ...]]] = {
    "oco_cluster()": (
        "",
        "bigint",
        "STABLE",
        "",
        "RETURN (SELECT system_identifier FROM pg_control_system());",
        (WORKER,),
    ),
    "oco_log_who()": ("", "public.oco_logevent", "VOLATILE", "who public.oco_logevent;", _FILL_WHO, ()),
    "oco_looked(text,integer,bigint[],text,text)": (
        "view text, status integer, clients bigint[], record text, key text",
        "void",
        "VOLATILE",
        "who public.oco_logevent; main bigint;",
        _LOOKED,
        (CARE, WORKER),
    ),
    "oco_forget_log(integer)": (
        "batch integer",
        "integer",
        "VOLATILE",
        "who public.oco_logevent; gone public.oco_logbatch;",
        _FORGET,
        (WORKER,),
    ),
    "trail_keep()": ("", "trigger", "VOLATILE", "", _KEEP, ()),
    "trail_keep_batch()": ("", "trigger", "VOLATILE", "emptied public.oco_logbatch;", _KEEP_BATCH, ()),
    "trail_stamp()": ("", "trigger", "VOLATILE", "", _STAMP, ()),
}


def set_log(tables: Iterable[str]) -> list[sql.Composable]:
    """Statements that make the functions and triggers of the log on these tables, whatever there was before."""
    present = set(tables)
    if "oco_logevent" not in present:
        return []
    logins = sql.SQL(", ").join(sql.Identifier(login) for login in ("oco_care", "oco_municipality", "oco_worker"))
    statements: list[sql.Composable] = []
    functions = {**FUNCTIONS, **_client_of(present)}
    for signature, (arguments, returns, volatility, variables, body, callers) in functions.items():
        statements += _function(signature, arguments, returns, volatility, variables, body)
        name = sql.SQL(signature)
        statements.append(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(name, logins))
        for login in callers:
            statements.append(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(name, sql.Identifier(login)))
    for table in SEALED:
        statements += _trigger("trail_keep", table, "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "trail_keep")
        statements += _trigger("trail_keep_all", table, "BEFORE TRUNCATE", "FOR EACH STATEMENT", "trail_keep")
    statements += _trigger("trail_stamp", "oco_auditevent", "BEFORE INSERT", "FOR EACH ROW", "trail_stamp")
    kept = "trail_keep_batch"
    statements += _trigger("trail_keep", "oco_logbatch", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", kept)
    statements += _trigger("trail_keep_all", "oco_logbatch", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "trail_keep")
    for each in logged():
        if each.table in present:
            statements += _of_table(each, logins)
    return statements


def _function(
    signature: str, arguments: str, returns: str, volatility: str, variables: str, body: str
) -> list[sql.Composable]:
    name = signature.partition("(")[0]
    declared = f"DECLARE {variables}" if variables else ""
    return [
        sql.SQL(
            f"CREATE OR REPLACE FUNCTION public.{name}({arguments}) RETURNS {returns} {_HEAD.format(volatility)}"
            f" AS $$ {declared} BEGIN {body} END $$"
        )
    ]


def _trigger(name: str, table: str, when: str, each: str, function: str) -> list[sql.Composable]:
    return [
        sql.SQL(f'CREATE OR REPLACE TRIGGER {name} {when} ON public."{table}" {each} EXECUTE FUNCTION {function}()')
    ]


def _client_of(present: set[str]) -> dict[str, tuple[str, str, str, str, str, tuple[str, ...]]]:
    """Whose a record is, by its table and key as an address has them; NULL where there is no such record."""
    cases = "".join(
        f"WHEN '{table}' THEN SELECT {client} INTO found FROM public.{table} r WHERE r.id::text = key; "
        for table, client in CLIENT_OF.items()
        if table in present
    )
    # By text, and yet by its index: a key that is no number finds nothing rather than an error.
    cases = cases.replace("r.id::text = key", "r.id = nullif(substring(key from '^[0-9]{1,18}$'), '')::bigint")
    uuid_form = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    cases = cases.replace(
        "FROM public.cases_dossierfile r WHERE r.id = nullif(substring(key from '^[0-9]{1,18}$'), '')::bigint",
        f"FROM public.cases_dossierfile r WHERE r.id = nullif(substring(lower(key) from '{uuid_form}'), '')::uuid",
    )
    body = f"CASE record {cases} ELSE RETURN NULL; END CASE; RETURN found;"
    return {
        "oco_client_of(text,text)": ("record text, key text", "bigint", "STABLE", "found bigint;", body, ()),
    }


def _of_table(each: Logged, logins: sql.Composable) -> list[sql.Composable]:
    name = f"trail_{each.table}"
    changed = ", ".join(
        f'CASE WHEN o."{column}" IS DISTINCT FROM r."{column}" THEN \'{column}\' END' for column in each.columns
    )
    both = ", ".join(
        f'\'{column}\', CASE WHEN o."{column}" IS DISTINCT FROM r."{column}"'
        f' THEN jsonb_build_array(o."{column}", r."{column}") END'
        for column in each.plain
    )
    gone = ", ".join(f"'{column}', r.\"{column}\"" for column in each.plain)

    def strip(pairs: str) -> str:
        return f"nullif(jsonb_strip_nulls(jsonb_build_object({pairs})), '{{}}')" if pairs else "NULL::jsonb"

    key = f'r."{each.key}"::text'
    start = f"SELECT 'change', lower(TG_OP), NULL::smallint, '{each.table}', {key}, {each.client}"
    body = f"""
        who := public.oco_log_who();
        IF TG_OP = 'INSERT' THEN
            {_INTO} {start}, NULL::text[], NULL::jsonb, {_WHO} FROM new_rows r;
        ELSIF TG_OP = 'DELETE' THEN
            {_INTO} {start}, NULL::text[], {strip(gone)}, {_WHO} FROM old_rows r;
        ELSE
            {_INTO} {start}, array_remove(ARRAY[{changed}]::text[], NULL), {strip(both)}, {_WHO}
              FROM new_rows r JOIN old_rows o ON o."{each.key}" = r."{each.key}"
             WHERE (o.*) IS DISTINCT FROM (r.*);
        END IF;
        RETURN NULL;
    """
    statements = _function(f"{name}()", "", "trigger", "VOLATILE", "who public.oco_logevent;", body)
    statements.append(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(sql.SQL(f"{name}()"), logins))
    for word, rows in (
        ("insert", "NEW TABLE AS new_rows"),
        ("update", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("delete", "OLD TABLE AS old_rows"),
    ):
        when = f"AFTER {word.upper()}"
        statements += _trigger(f"trail_{word}", each.table, when, f"REFERENCING {rows} FOR EACH STATEMENT", name)
    return statements
