"""The walls, how each is broken, and the test that is meant for it. Data; `python -m tests.walls_broken` does it.

A break in code replaces words of one file, which must stand there exactly once: who changes the wall changes this too
(tests/test_walls_broken.py). More of them: `guards`.
A break in the database is a statement that is run after migrating and setting the rights.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Break:
    """`test` must fail when `old` in `file` is replaced by `new`, or when `sql` was run."""

    wall: str
    test: str
    file: str = ""
    old: str = ""
    new: str = ""
    sql: str = ""


SCOPES = "tests/access/test_scopes.py::test_a_scope_finds_nothing_of_another_tenant"
ROWS = "tests/oco/test_row_security.py::"
JOBS = "tests/oco/test_jobs.py::"
SIGN_IN = "tests/oco/test_organisation_account.py::"

BREAKS: tuple[Break, ...] = (
    # --- scopes ---
    Break(
        "zoekregel van hulpvragen vergeten",
        f"{SCOPES}[supporter]",
        "cases/models/questions.py",
        "Q(provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))",
        "Q(pk__isnull=False)",
    ),
    Break(
        "zoekregel van cliënten vergeten",
        f"{SCOPES}[counter]",
        "cases/models/clients.py",
        "return self.filter(front_door_id__in=access.front_doors(user, Permission.FIND_CLIENTS))",
        "return self",
    ),
    Break(
        "zoekregel van kosten vergeten (zonder rijbeleid eronder)",
        f"{SCOPES}[manager]",
        "subsidies/models/money.py",
        "return self.filter(provider_id__in=access.access_of(user).organisation_ids(Permission.KEEP_MONEY))",
        "return self",
    ),
    Break(
        "zoekregel van beschikkingen vergeten, gemeentekant",
        f"{SCOPES}[policy_officer]",
        "subsidies/models/grants.py",
        "municipality__organisations__in=access.access_of(user).organisation_ids(Permission.READ_RELEASED),",
        "municipality__isnull=False,",
    ),
    Break(
        "rol wordt niet gevraagd",
        "tests/oco/test_access_matrix.py::test_who_may_open[care-inbox]",
        "oco/access.py",
        "if not any(access.may(permission) for permission in permissions):",
        "if False:",
    ),
    # --- the database ---
    Break(
        "rijbeleid van contacten laat alles door",
        f"{ROWS}test_without_a_scope_nothing_is_seen_that_is_not_theirs[supporter]",
        sql="ALTER POLICY rows_of_care ON cases_contact USING (true)",
    ),
    Break(
        "rijbeleid weggehaald",
        f"{ROWS}test_the_database_has_every_wall",
        sql="DROP POLICY rows_of_care ON cases_helpquestion",
    ),
    Break(
        "rijbeveiliging niet meer verplicht voor de eigenaar",
        f"{ROWS}test_the_database_has_every_wall",
        sql="ALTER TABLE cases_client NO FORCE ROW LEVEL SECURITY",
    ),
    Break(
        "gemeentekant mag cliënten lezen",
        "tests/oco/test_walls.py::test_its_login_has_exactly_the_rights_of_the_table",
        sql="GRANT SELECT ON cases_client TO oco_municipality",
    ),
    Break(
        "trigger van het logboek weggehaald",
        "tests/oco/test_audit.py::test_the_database_refuses_to_change_a_line_even_to_the_owner",
        sql="{drop triggers} oco_auditevent",
    ),
    Break(
        "trigger van ingediende periodes weggehaald",
        "tests/oco/test_closing.py::test_the_database_refuses_as_well_and_its_refusal_is_recognised",
        sql="{drop triggers} cases_helpquestion",
    ),
    # --- jobs ---
    Break(
        "taak is klaar voordat het werk gedaan is",
        f"{JOBS}test_a_fault_is_tried_three_times_and_then_shown",
        "oco/jobs.py",
        "                    finished(running, function(running))\n",
        "                    finished(running, {})\n                transaction.on_commit(lambda: function(running))\n",
    ),
    Break(
        "bewijs van de lease wordt niet gevraagd",
        f"{JOBS}test_who_lost_the_token_leaves_nothing_behind",
        "oco/jobs.py",
        "changed = Job.objects.filter(pk=running.job_id, token=running.token, status=Job.Status.RUNNING).update(",
        "changed = Job.objects.filter(pk=running.job_id).update(",
    ),
    Break(
        "een taak zonder werker wordt niet overgenomen",
        f"{JOBS}test_a_lease_that_ran_out_lets_another_in_with_a_token_of_its_own",
        "oco/jobs.py",
        "AND (status = 'queued' OR (status = 'running' AND leased_until < clock_timestamp()))",
        "AND status = 'queued'",
    ),
    # --- the gate ---
    Break(
        "poort overgeslagen",
        "tests/subsidies/test_gate.py::test_the_municipality_sees_a_report_after_the_attack_and_not_before",
        "subsidies/scopes.py",
        "            gate__passed=True,\n",
        "",
    ),
    Break(
        "tweede cel niet verborgen",
        "tests/reporting/test_disclosure.py::test_a_lone_hidden_cell_takes_the_smallest_cell_beside_it_along",
        "reporting/disclosure.py",
        "    second_cells: bool = True,\n",
        "    second_cells: bool = False,\n",
    ),
    # --- the browser ---
    Break(
        "bladzijden blijven in de browser",
        "tests/oco/test_sign_in.py::test_pages_of_who_is_signed_in_are_not_kept",
        "oco/middleware.py",
        "            add_never_cache_headers(response)\n",
        "            pass\n",
    ),
    Break(
        "formulier zonder bewijs van herkomst",
        "tests/oco/test_csrf.py::test_no_form_is_taken_without_its_token",
        "oco/settings/base.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
    ),
    Break(
        "script van elders toegestaan",
        "tests/oco/test_headers.py::test_nothing_in_the_policy_lets_inline_or_foreign_code_in",
        "oco/settings/base.py",
        """"script-src": ["'self'"],""",
        """"script-src": ["'self'", "'unsafe-inline'"],""",
    ),
    # --- signing in with an organisation's account ---
    Break(
        "inlogdienst met een andere uitgever geloofd",
        f"{SIGN_IN}test_metadata_of_another_issuer_lead_nowhere[https://elders.example]",
        "oco/organisation_account.py",
        'config.get("issuer") != found.issuer',
        "False",
    ),
    Break(
        "nonce van een bewijs niet vergeleken",
        f"{SIGN_IN}test_each_attempt_has_a_nonce_of_its_own_and_that_of_an_earlier_one_is_refused",
        "oco/organisation_account.py",
        'if not self.nonce or not constant_time_compare(str(found.get("nonce")), self.nonce):',
        "if False:",
    ),
    # --- files, documents, log ---
    Break(
        "bestand komt binnen als de virusscanner zwijgt",
        "tests/oco/test_virus_scanner.py::test_without_an_answer_nothing_comes_in_and_the_log_says_why",
        "oco/uploads.py",
        '        raise ValidationError(\n            "Dit bestand kan nu niet',
        '        return\n        raise ValidationError(\n            "Dit bestand kan nu niet',
    ),
    Break(
        "bestand wordt uitgepakt hoe groot het ook is",
        "tests/oco/test_uploads.py::test_a_bomb_is_refused_by_how_much_smaller_it_is_packed",
        "oco/uploads.py",
        "member.file_size > _SMALL and member.file_size > MOST_TIMES_SMALLER * max(1, member.compress_size)",
        "False",
    ),
    Break(
        "PDF opent adressen van buiten",
        "tests/oco/test_pdf_sealed.py",
        "oco/pdf.py",
        'if parts.scheme != "file" or parts.netloc or not any(path.is_relative_to(folder) for folder in allowed):',
        "if False:",
    ),
    Break(
        "foutmelding met wat iemand typte in het logbestand",
        "tests/oco/test_logs.py",
        "oco/logs.py",
        '            "type": each["exc_type"],\n',
        '            "type": each["exc_type"],\n            "text": each["exc_value"],\n',
    ),
)
