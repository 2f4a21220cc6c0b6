"""More walls, of the same kind as in `breaks`: people at one computer, signing in, the log, retention, the release of
reports and backups."""

from __future__ import annotations

from tests.walls_broken.breaks import Break

DESK = "tests/cases/test_shared_desk.py::"
CHANGES, SEALS = "tests/oco/test_trail_changes.py::", "tests/oco/test_trail_seals.py::"
RETENTION = "tests/cases/test_retention.py::"

GUARDS: tuple[Break, ...] = (
    # --- the shared desk ---
    Break(
        "stilte beëindigt geen sessie",
        f"{DESK}test_without_use_a_session_ends_by_the_server",
        "oco/shared_desk/rules.py",
        "int(min(self.left_idle(now), self.left_whole(now)))",
        "int(self.left_whole(now))",
    ),
    Break(
        "wie bezig blijft, blijft ook na vier uur ingelogd",
        f"{DESK}test_however_busy_a_session_ends_after_its_whole_time",
        "oco/shared_desk/rules.py",
        "int(min(self.left_idle(now), self.left_whole(now)))",
        "int(self.left_idle(now))",
    ),
    Break(
        "de database kijkt niet naar stilte",
        f"{DESK}test_the_database_ends_a_session_on_its_own_clock",
        "oco/database/functions.py",
        " AND coalesce(session.idle_until, 'infinity') > now()",
        "",
    ),
    Break(
        "vergrendelen laat de sessie leven",
        f"{DESK}test_a_locked_screen_shows_nothing_of_a_client_and_its_session_is_gone",
        "oco/shared_desk/locking.py",
        "    logout(request)\n",
        "",
    ),
    Break(
        "vergrendelde pagina opent voor wie overneemt",
        f"{DESK}test_another_person_who_takes_over_finds_nothing_of_the_first",
        "oco/shared_desk/locking.py",
        'return page_of(kept["path"]) if kept and kept["user"] == user.pk else ""',
        'return page_of(kept["path"]) if kept else ""',
    ),
    Break(
        "concept van een ander wordt gevonden",
        "tests/cases/test_drafts.py::test_a_draft_is_its_authors_alone",
        "cases/drafts.py",
        "Draft.objects.filter(author=author, form=form, saved_at__gt",
        "Draft.objects.filter(form=form, saved_at__gt",
    ),
    Break(
        "rijbeleid van concepten laat alles door",
        f"{DESK}test_another_person_who_takes_over_finds_nothing_of_the_first",
        sql="ALTER POLICY rows_of_care ON cases_draft USING (true)",
    ),
    Break(
        "pincode geeft alle rechten van de rol",
        f"{DESK}test_with_a_pin_everybody_is_a_counter_worker",
        "oco/access.py",
        "return held & WITH_A_PIN if self.by_pin else held",
        "return held",
    ),
    Break(
        "pincode geeft in de database alle rechten van de rol",
        f"{DESK}test_with_a_pin_the_database_too_shows_what_the_counter_sees",
        "oco/database/functions.py",
        "       AND (NOT by_pin OR 'counter/' || organisation.kind = ANY (roles))\n",
        "",
    ),
    Break(
        "elke computer geldt als aangemeld",
        f"{DESK}test_without_the_policies_too_only_its_own_secret_makes_a_registered_computer",
        "oco/shared_desk/devices.py",
        ".filter(secret_hash=hashed(secret), withdrawn_at__isnull=True)",
        ".filter(withdrawn_at__isnull=True)",
    ),
    Break(
        "pincode is op elke computer te lezen",
        f"{DESK}test_a_pin_works_on_its_own_computer_only",
        sql="ALTER POLICY rows_of_care ON oco_devicepin USING (true)",
    ),
    Break(
        "verkeerde pincodes tellen niet",
        f"{DESK}test_five_wrong_tries_turn_a_pin_off_on_this_computer_until_a_full_sign_in",
        "oco/shared_desk/pins.py",
        'counted.update(wrong_tries=F("wrong_tries") + 1)',
        'counted.update(wrong_tries=F("wrong_tries"))',
    ),
    # --- signing in ---
    Break(
        "tweede stap wordt van geen rol gevraagd",
        "tests/oco/test_second_factor.py::test_the_second_factor_is_asked_by_role",
        "oco/second_factor.py",
        "return not roles or any(role.value in settings.SECOND_FACTOR_ROLES for role in roles)",
        "return not roles",
    ),
    Break(
        "code uit de app werkt twee keer",
        "tests/oco/test_codes_and_keys.py::test_a_code_of_the_app_works_once",
        "oco/settings/base.py",
        'backend = "django.core.cache.backends.db.DatabaseCache"',
        'backend = "django.core.cache.backends.dummy.DummyCache"',
    ),
    Break(
        "raden kost geen tijd",
        "tests/oco/test_guessing.py::test_after_five_the_right_password_isn_t_looked_at_either",
        "oco/guessing.py",
        "    if beyond < 0:\n",
        "    if True:\n",
    ),
    Break(
        "een vreemde sluit een collega buiten",
        "tests/oco/test_guessing.py::test_a_stranger_does_not_shut_a_colleague_out_of_their_own_computer",
        "oco/guessing.py",
        "known = devices.is_known_for(request, account)",
        "known = False",
    ),
    Break(
        "wie wegging houdt open sessies",
        "tests/oco/test_leaving.py::test_who_is_stopped_now_is_out_at_the_next_click_for_the_database_too",
        "oco/leaving.py",
        "    signed_in.end_all(user=user, by=by)\n",
        "",
    ),
    Break(
        "na de laatste dag loopt een sessie door",
        "tests/oco/test_leaving.py::test_until_the_end_of_the_last_day_one_works_and_at_midnight_one_is_out",
        "oco/middleware.py",
        "if not access_of(user).grants and leaving.has_left(user, today=timezone.localdate()):",
        "if False:",
    ),
    Break(
        "uitnodiging werkt twee keer",
        "tests/oco/test_invitations.py::test_a_link_works_once",
        "oco/invitations.py",
        "Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True)",
        "Invitation.objects.filter(pk=invitation.pk)",
    ),
    Break(
        "adres van een vreemd domein wordt geloofd",
        "tests/oco/test_organisation_account.py::test_nobody_is_made_and_all_others_are_refused_in_the_same_words",
        "oco/organisation_account.py",
        'return found is not None and address.strip().lower().rpartition("@")[2] in found.domains',
        "return found is not None",
    ),
    # --- the log ---
    Break(
        "een tabel schrijft haar wijzigingen niet meer",
        f"{CHANGES}test_the_triggers_are_there_and_on",
        sql="DROP TRIGGER trail_update ON cases_contact",
    ),
    Break(
        "wie een naam ziet, wordt niet genoteerd",
        "tests/cases/test_reading.py::test_a_list_is_a_look_at_those_on_its_page_alone",
        "oco/trail/reads.py",
        "        noted.update(clients)\n",
        "        pass\n",
    ),
    Break(
        "het zegel wacht niet op wie nog schrijft",
        f"{SEALS}test_what_a_transaction_that_still_runs_writes_is_sealed_later",
        "oco/trail/seals.py",
        "          WHERE xact::xid NOT IN (SELECT transactionid FROM elsewhere)))\n",
        "          WHERE false))\n",
    ),
    Break(
        "de controle vergelijkt de inhoud niet",
        f"{SEALS}test_tampering_is_found",
        "oco/trail/verify.py",
        "    elif content.sha256 != batch.content:\n",
        "    elif False:\n",
    ),
    Break(
        "de controle kijkt niet naar zegels op rapporten",
        "tests/subsidies/test_filed_seals.py::test_a_tail_that_was_taken_off_as_if_a_backup_was_put_back_is_found",
        "oco/trail/verify.py",
        "    found.findings += islice(filed.not_in(chain, in_reports), MOST_FINDINGS)\n",
        "",
    ),
    Break(
        "regels van het logboek mogen weg",
        f"{CHANGES}test_the_database_refuses_even_its_owner",
        sql="{drop triggers} oco_logevent",
    ),
    Break(
        "regels onder een zegel mogen weg voor hun termijn",
        f"{SEALS}test_sealed_lines_stay_until_their_batch_is_given_up",
        "oco/trail/statements.py",
        "WHERE batch.emptied_at IS NOT NULL\n                     AND batch.cluster",
        "WHERE batch.cluster",
    ),
    Break(
        "een zegel van dit jaar mag leeg",
        f"{SEALS}test_no_setting_takes_lines_of_less_than_a_year",
        "oco/trail/statements.py",
        "           AND OLD.sealed_at < now() - interval '{LEAST_DAYS} days'\n",
        "",
    ),
    # --- retention ---
    Break(
        "één mens geeft beide akkoorden",
        f"{RETENTION}test_one_person_is_never_both",
        sql="ALTER TABLE cases_destructionlist DROP CONSTRAINT destruction_list_two_people",
    ),
    Break(
        "wie langer bewaard blijft, komt op de lijst",
        f"{RETENTION}test_who_is_kept_longer_is_held_out_until_that_day",
        "cases/retention/rules.py",
        "    if standing.is_held(today):\n        return None\n",
        "",
    ),
    Break(
        "een reden na het akkoord telt niet",
        f"{RETENTION}test_what_happened_after_the_approval_is_seen_and_said",
        "cases/retention/rules.py",
        "    if standing.is_held(today):\n        return KEPT_LONGER\n",
        "",
    ),
    Break(
        "vernietigen verandert een ingediend cijfer",
        "tests/subsidies/test_retention_of_filed.py::test_every_filed_figure_is_counted_again_to_the_same_after_the_people_are_gone",
        "cases/dossier/hidden.py",
        'hidden="Ze volgen uit de gekoppelde dossiers, zodat cijfers u één keer tellen.",\n',
        'hidden="Ze volgen uit de gekoppelde dossiers, zodat cijfers u één keer tellen.",\n        goes=True,\n',
    ),
    Break(
        "terugzetten brengt vernietigde mensen terug",
        "tests/cases/test_retention_kept.py::test_after_a_restore_people_go_again_and_the_certificate_comes_back",
        "cases/removal_ledger.py",
        "    removal.erase(client, provider, reach=reach, records=records)\n",
        "",
    ),
    # --- the release of reports ---
    Break(
        "een aanval met uitkomst geldt als geslaagd",
        "tests/subsidies/test_gate.py::test_a_run_with_findings_can_not_be_stored_as_passed",
        sql="ALTER TABLE reporting_gaterun DROP CONSTRAINT gate_run_passed_without_findings",
    ),
    Break(
        "de gemeente leest een tegengehouden rapport",
        "tests/subsidies/test_gate.py::test_the_municipalitys_login_can_not_read_what_was_held_back",
        sql="ALTER POLICY rows_of_municipality ON reporting_releaseddocument USING (true)",
    ),
    Break(
        "een getal dat de poort niet vrijgaf, komt op een declaratie",
        "tests/subsidies/test_told.py::test_a_claim_over_a_report_of_before_the_agreement_is_refused",
        "subsidies/told.py",
        "    if not run.may_claim:\n",
        "    if False:\n",
    ),
    # --- backups ---
    Break(
        "een veranderde back-up gaat open",
        "tests/oco/test_backup_rules.py::test_a_whole_backup_opens_and_a_half_or_spoiled_one_is_refused",
        "oco/backups/restoring.py",
        "    if kept != {MANIFEST: hashlib.sha256(text).hexdigest(), DUMP: digest.hexdigest()}:\n",
        "    if False:\n",
    ),
)
