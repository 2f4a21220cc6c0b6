"""Functions that the row policies ask: who sits behind this transaction, and what that person reaches.

They act as the owner of the tables (SECURITY DEFINER), because what they look up is not for the web login: the hash of
the session's secret key stands in `oco_sessionuser`, which that login can't read. A name or number of a user that
somebody sets by hand opens nothing; only the key does. STABLE and asked as `(select f())`, so once per statement.

A process says what it knows at the beginning of each transaction (oco/acting.py). `oco.session` is proof, and for what
hangs on a shared computer `oco.device`. `oco.user`, `oco.request` and `oco.side` are for the log; `oco.purpose` widens
what the same person may reach anyway for counting and removing.
"""

from __future__ import annotations

from psycopg import sql

TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"

# After SET LOCAL a setting is '' and no longer NULL, hence nullif. A session's row has room for 40 characters.
_TOKEN = "encode(sha256(convert_to(nullif(current_setting('{name}', true), ''), 'UTF8')), 'hex')"

# The session must still be there: signing out takes its row away. `until` and `idle_until` are the database's clock.
# A session that was opened with a PIN ends with the computer that it was opened on.
_USER = f"""
    SELECT pass.user_id INTO found
      FROM public.oco_sessionuser pass
      JOIN public.oco_caresession session ON session.session_key = pass.session_id
      JOIN public.oco_user person ON person.id = pass.user_id
     WHERE pass.session_id = left({_TOKEN.format(name="oco.session")}, 40)
       AND pass.until > now() AND coalesce(session.idle_until, 'infinity') > now()
       AND (pass.device_id IS NULL OR EXISTS (SELECT 1 FROM public.oco_shareddevice device
             WHERE device.id = pass.device_id AND device.withdrawn_at IS NULL))
       AND person.is_active AND person.side = 'care';
"""
_DEVICE = f"""
    SELECT device.id INTO found FROM public.oco_shareddevice device
     WHERE device.secret_hash = {_TOKEN.format(name="oco.device")} AND device.withdrawn_at IS NULL;
"""
# With a PIN everybody is a counter worker: asked for a permission that the counter has not, nobody has it
# (oco/shared_desk/rules.py).
_ORGANISATIONS = f"""
    SELECT pass.device_id IS NOT NULL INTO by_pin FROM public.oco_sessionuser pass
     WHERE pass.session_id = left({_TOKEN.format(name="oco.session")}, 40);
    SELECT coalesce(array_agg(DISTINCT held.organisation_id), '{{}}') INTO found
      FROM public.oco_membership held
      JOIN public.oco_organisation organisation ON organisation.id = held.organisation_id
     WHERE held.user_id = public.oco_session_user()
       AND held.role || '/' || organisation.kind = ANY (roles)
       AND (NOT by_pin OR 'counter/' || organisation.kind = ANY (roles))
       AND held.since <= {TODAY} AND (held.until IS NULL OR held.until > {TODAY});
"""
_DOORS_RUN = """
    mine := public.oco_session_organisations(roles);
    SELECT coalesce(array_agg(door.id), '{}') INTO found
      FROM public.oco_frontdoor door WHERE door.run_by_id = ANY (mine);
"""
_DOORS = """
    mine := public.oco_session_organisations(roles);
    SELECT coalesce(array_agg(door.id), '{}') INTO found
      FROM public.oco_frontdoor door
     WHERE door.run_by_id = ANY (mine)
        OR EXISTS (SELECT 1 FROM public.oco_participation part
                    WHERE part.front_door_id = door.id AND part.provider_id = ANY (mine));
"""
# Whole front doors, for one act at a time: counting and filing what an account answers for, removing what a client
# asked to have removed, and saying at which providers a client is known. What is filed is frozen on every level that it
# counts in, the municipality's too: all front doors there.
_PURPOSE = """
    wanted := nullif(current_setting('oco.purpose', true), '');
    CASE wanted
        WHEN 'count' THEN mine := public.oco_session_organisations(counting);
        WHEN 'remove' THEN mine := public.oco_session_organisations(removing);
        WHEN 'know' THEN mine := public.oco_session_organisations(knowing);
        WHEN 'freeze' THEN mine := public.oco_session_organisations(filing);
        ELSE RETURN '{}';
    END CASE;
    SELECT coalesce(array_agg(door.id), '{}') INTO found
      FROM public.oco_frontdoor door
     WHERE door.run_by_id = ANY (mine) OR door.partnership_id = ANY (mine)
        OR EXISTS (SELECT 1 FROM public.oco_participation part
                    WHERE part.front_door_id = door.id AND part.provider_id = ANY (mine));
    IF wanted = 'freeze' THEN
        SELECT coalesce(array_agg(door.id), '{}') INTO found
          FROM public.oco_frontdoor door
         WHERE door.municipality_id IN (
            SELECT own.municipality_id FROM public.oco_frontdoor own WHERE own.id = ANY (found)
         );
    END IF;
"""
# Of one's own questions: those that they follow, also where another provider passed the question on.
_PASSED = """
    IF coalesce(current_setting('oco.purpose', true), '') <> 'receive' THEN RETURN '{}'; END IF;
    mine := public.oco_session_organisations(working);
    doors := public.oco_session_doors_run(triaging);
    SELECT coalesce(array_agg(made.follows_id), '{}') INTO found FROM public.cases_helpquestion made
     WHERE made.follows_id IS NOT NULL AND (made.provider_id = ANY (mine) OR made.front_door_id = ANY (doors));
"""
_LINK_QUESTION = f"""
    SELECT link.question_id INTO found FROM public.cases_onetimelink link
     WHERE link.token_hash = {_TOKEN.format(name="oco.link")} AND link.withdrawn_at IS NULL;
"""
_LINK_CLIENT = """
    SELECT question.client_id INTO found
      FROM public.cases_helpquestion question WHERE question.id = public.oco_link_question();
"""

# Name with the types of its arguments -> arguments with names, what it returns, further variables, body.
FUNCTIONS: dict[str, tuple[str, str, str, str]] = {
    "oco_session_user()": ("", "bigint", "", _USER),
    "oco_device()": ("", "bigint", "", _DEVICE),
    "oco_session_organisations(text[])": ("roles text[]", "bigint[]", "by_pin boolean;", _ORGANISATIONS),
    "oco_session_doors_run(text[])": ("roles text[]", "bigint[]", "mine bigint[];", _DOORS_RUN),
    "oco_session_doors(text[])": ("roles text[]", "bigint[]", "mine bigint[];", _DOORS),
    "oco_purpose_doors(text[],text[],text[],text[])": (
        "counting text[], removing text[], knowing text[], filing text[]",
        "bigint[]",
        "mine bigint[]; wanted text;",
        _PURPOSE,
    ),
    "oco_passed_questions(text[],text[])": (
        "working text[], triaging text[]",
        "bigint[]",
        "mine bigint[]; doors bigint[];",
        _PASSED,
    ),
    "oco_link_question()": ("", "bigint", "", _LINK_QUESTION),
    "oco_link_client()": ("", "bigint", "", _LINK_CLIENT),
}


def make() -> list[sql.Composable]:
    """Statements that make the functions, and take from everybody the right to call them."""
    statements: list[sql.Composable] = []
    for signature, (arguments, returns, variables, body) in FUNCTIONS.items():
        name = signature.partition("(")[0]
        # plpgsql keeps its plans for the whole connection. PARALLEL SAFE, or no statement with a policy would be.
        statements.append(
            sql.SQL(
                f"CREATE OR REPLACE FUNCTION public.{name}({arguments}) RETURNS {returns} LANGUAGE plpgsql STABLE"
                " PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
                f" AS $$ DECLARE found {returns}; {variables} BEGIN {body} RETURN found; END $$"
            )
        )
    return statements
