"""Every address of both sides: who may, on what, and what it answers.

A row says for somebody who may, on something of their own organisation: the status of GET and of an empty
POST. All else follows from the rules:

- a visitor, and a user of the other side, is sent to sign in (or sees the page, where it is public);
- who lacks the permission gets the 403 page;
- something of another organisation answers exactly as something that doesn't exist: 404.

`but` names the roles to whom something of their own answers otherwise, `reach` those who also reach
another place of tests/oco/town.py than their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oco.access import Permission as P

Statuses = int | tuple[int, ...]
# Answers to a method that a page doesn't have.
NO = 405


@dataclass(frozen=True)
class Row:
    """`may`: the permissions of which one is enough; empty for everybody who is signed in."""

    may: frozenset[P]
    of: str = ""  # kind of object in the address: a key of ARGUMENTS in test_access_matrix
    get: Statuses = 200
    post: Statuses = NO
    public: bool = False
    but: Mapping[str, Statuses] = field(default_factory=dict)
    reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _row(
    *may: P,
    of: str = "",
    get: Statuses = 200,
    post: Statuses = NO,
    but: Mapping[str, Statuses] | None = None,
    reach: Mapping[str, tuple[str, ...]] | None = None,
) -> Row:
    return Row(frozenset(may), of, get, post, but=but or {}, reach=reach or {})


def _public(*, of: str = "", get: Statuses = 200, post: Statuses = NO) -> Row:
    return Row(frozenset(), of, get, post, public=True)


# Whoever finds clients finds those of the whole front door: identity is kept there once.
FINDERS = {"beside": ("counter", "supporter", "coordinator", "manager")}
# A coordinator keeps the one list of the front door, whatever the provider.
COORDINATOR = {"beside": ("coordinator",)}
# Who administers a partnership does so for every provider behind its front doors.
ADMINISTRATOR = {"beside": ("administrator",)}
# The supporter's own; nobody else's, of whatever role.
ITS_OWNERS: dict[str, Statuses] = {"coordinator": 404, "manager": 404}

SHARED: dict[str, Row] = {
    "home": _row(get=302, but={"nobody": 403}),
    "help": _row(),
    "health_live": _public(),
    "health_ready": _public(get=(200, 503)),
    "session_time": _public(post=200),
    "lock": _public(get=NO, post=302),
    "locked": _public(get=(200, 302)),
    "unlock": _public(get=NO, post=302),
    "account_login": _public(get=(200, 302), post=(200, 302)),
    "account_logout": _public(get=(200, 302), post=302),
    "account_reauthenticate": _row(get=(200, 302), post=(200, 302)),
    "account_change_password": _row(get=(200, 302), post=(200, 302)),
    "account_set_password": _row(get=(200, 302), post=(200, 302)),
    "account_reset_password": _public(post=200),
    "account_reset_password_done": _public(),
    "account_reset_password_from_key": _public(of="reset_key", post=(200, 302)),
    "account_reset_password_from_key_done": _public(),
    "account_inactive": _public(),
    "mfa_authenticate": _public(get=(200, 302), post=(200, 302)),
    "mfa_reauthenticate": _row(get=(200, 302), post=(200, 302)),
    "mfa_index": _row(),
    "mfa_activate_totp": _row(get=(200, 302), post=(200, 302)),
    "mfa_deactivate_totp": _row(get=(200, 302, 404), post=(200, 302, 404)),
    "mfa_view_recovery_codes": _row(get=(200, 302, 404), post=(404, 405)),
    "mfa_generate_recovery_codes": _row(get=(200, 302, 403, 404), post=(200, 302, 403, 404)),
    "mfa_download_recovery_codes": _row(get=(200, 302, 404), post=(404, 405)),
    "mfa_list_webauthn": _row(get=(200, 302)),
    "mfa_add_webauthn": _row(get=(200, 302), post=(200, 302)),
    "mfa_edit_webauthn": _row(of="passkey", get=(302, 404), post=(302, 404)),
    "mfa_remove_webauthn": _row(of="passkey", get=(302, 404), post=(302, 404)),
    "mfa_reauthenticate_webauthn": _row(get=(200, 302, 403), post=(200, 302, 403)),
    "mfa_login_webauthn": _public(get=(200, 302), post=(200, 302)),
    "my_sessions": _row(),
    "my_sessions_end": _row(get=NO, post=302),
    "my_session_end": _row(of="session_detail", get=NO, post=(302, 404)),
    # Not set up in the tests' world: then it isn't there for anybody.
    "openid_connect_login": _public(of="sign_in_service", get=(404, 405), post=404),
    "openid_connect_callback": _public(of="sign_in_service", get=404, post=(404, 405)),
    # The invited user is of the care side; the other side's login can't read the invitation.
    "accept_invitation": _public(of="token", get=(200, 410), post=(200, 410)),
    "verify": _public(post=200),
    "users": _row(P.ADMINISTER),
    "user_new": _row(P.ADMINISTER, post=200),
    "user": _row(P.ADMINISTER, of="user", post=200),
    "user_supporter_kind": _row(P.ADMINISTER, of="user", get=NO, post=302),
    "user_invite": _row(P.ADMINISTER, of="user", get=NO, post=302),
    "user_block": _row(P.ADMINISTER, of="user", post=302),
    "user_withdraw": _row(P.ADMINISTER, of="user", get=NO, post=302),
    "user_sign_out": _row(P.ADMINISTER, of="user", get=NO, post=302),
    "user_second_factor": _row(P.ADMINISTER, of="user", get=(200, 302), post=(200, 302)),
    "user_leave": _row(P.ADMINISTER, of="user", post=200),
    "user_stay": _row(P.ADMINISTER, of="user", get=NO, post=302),
    "role_end": _row(P.ADMINISTER, of="membership", get=NO, post=302),
    "organisations": _row(P.ADMINISTER),
}
# Who administers a partnership does so for every provider behind its front doors.
for _name in (
    *("user", "user_supporter_kind", "user_invite", "user_block", "role_end"),
    *("user_withdraw", "user_sign_out", "user_second_factor", "user_leave", "user_stay"),
):
    _old = SHARED[_name]
    SHARED[_name] = _row(*_old.may, of=_old.of, get=_old.get, post=_old.post, reach={"beside": ("administrator",)})

CARE: dict[str, Row] = {
    **SHARED,
    # the counter
    "counter": _row(P.USE_COUNTER),
    "counter_spot": _row(P.USE_COUNTER, get=NO, post=(302, 404)),
    "counter_search": _row(P.FIND_CLIENTS, get=NO, post=(200, 302, 404)),
    "counter_save": _row(P.USE_COUNTER, get=NO, post=(200, 302, 404)),
    "counter_open": _row(P.USE_COUNTER, get=NO, post=(200, 302, 404)),
    "counter_change": _row(P.USE_COUNTER, get=NO, post=(200, 302, 404)),
    "counter_clear": _row(P.USE_COUNTER, get=NO, post=(200, 302, 404)),
    "counter_alike": _row(P.FIND_CLIENTS, get=NO, post=(200, 302, 404)),
    "counter_tally": _row(P.USE_COUNTER, get=NO, post=(200, 302, 404)),
    "counter_take_back": _row(P.USE_COUNTER, of="tally", get=NO, post=(200, 302, 404)),
    # the shared desk
    "quick_sign_in": _public(of="user", get=302, post=302),
    "own_pin": _row(post=200),
    "own_pin_remove": _row(get=NO, post=302),
    "shared_devices": _row(P.ADMINISTER, P.LEAD_TEAM),
    "register_device": _row(P.ADMINISTER, P.LEAD_TEAM, post=200),
    "withdraw_device": _row(P.ADMINISTER, P.LEAD_TEAM, of="shared_device", post=302),
    "page_draft_save": _row(P.USE_COUNTER, P.FIND_CLIENTS, P.WORK_ON_QUESTIONS, get=NO, post=400),
    "page_draft": _row(P.USE_COUNTER, P.FIND_CLIENTS, P.WORK_ON_QUESTIONS, get=NO, post=200),
    "page_draft_discard": _row(P.USE_COUNTER, P.FIND_CLIENTS, P.WORK_ON_QUESTIONS, get=NO, post=204),
    "draft_token": _row(P.USE_COUNTER, P.FIND_CLIENTS, P.WORK_ON_QUESTIONS),
    "draft_save": _row(P.USE_COUNTER, P.FIND_CLIENTS, P.WORK_ON_QUESTIONS, of="form", get=NO, post=(200, 204)),
    "draft_discard": _row(P.USE_COUNTER, P.FIND_CLIENTS, P.WORK_ON_QUESTIONS, of="form", get=NO, post=(200, 204)),
    "client_identity": _row(P.FIND_CLIENTS, of="client", post=200, reach=FINDERS),
    # triage
    "inbox": _row(P.TRIAGE),
    "triage": _row(P.TRIAGE, of="question", reach=COORDINATOR),
    "assign": _row(P.TRIAGE, of="question", get=NO, post=200, reach=COORDINATOR),
    "change_urgency": _row(P.TRIAGE, of="question", get=NO, post=200, reach=COORDINATOR),
    # work on questions
    "today": _row(P.WORK_ON_QUESTIONS),
    "questions": _row(P.READ_QUESTIONS, post=200),
    "questions_file": _row(P.READ_QUESTIONS, get=NO, post=404),
    "clients": _row(P.READ_QUESTIONS, post=200),
    "clients_file": _row(P.READ_QUESTIONS, get=NO, post=404),
    "save_view": _row(P.READ_QUESTIONS, of="listing", get=NO, post=302),
    "change_view": _row(P.READ_QUESTIONS, of="saved_view", post=200, but=ITS_OWNERS),
    "remove_view": _row(P.READ_QUESTIONS, of="saved_view", get=NO, post=302, but=ITS_OWNERS),
    "question": _row(P.READ_QUESTIONS, of="question", reach=COORDINATOR),
    "add_contact": _row(P.WORK_ON_QUESTIONS, of="question", get=NO, post=200),
    "quick_minutes": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "take_question": _row(P.WORK_ON_QUESTIONS, of="free_question", get=NO, post=302),
    "edit_question": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "close_question": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "reopen_question": _row(P.WORK_ON_QUESTIONS, of="closed_question", post=200),
    "refer_question": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "guideline_reason": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "follow_up": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "edit_contact": _row(P.WORK_ON_QUESTIONS, of="contact", post=200),
    "delete_contact": _row(P.WORK_ON_QUESTIONS, of="contact", post=(200, 302)),
    # scores are about somebody's health: for who works on the question alone
    "assessments": _row(P.WORK_ON_QUESTIONS, of="question"),
    "assess": _row(P.WORK_ON_QUESTIONS, of="assessment", post=200),
    "assessment_remove": _row(P.WORK_ON_QUESTIONS, of="assessment", post=200),
    "found_and_done": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    # the clock of a question; of the one in the town both terms are met, so nothing can stand still
    "not_reached": _row(P.WORK_ON_QUESTIONS, of="question", get=NO, post=302),
    "take_back_attempt": _row(P.WORK_ON_QUESTIONS, of="attempt", get=NO, post=302),
    "pause_terms": _row(P.WORK_ON_QUESTIONS, of="question", get=302, post=200),
    "resume_terms": _row(P.WORK_ON_QUESTIONS, of="question", get=NO, post=302),
    "wait_question": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "end_waiting": _row(P.WORK_ON_QUESTIONS, of="question", get=NO, post=302),
    "client": _row(P.FIND_CLIENTS, of="client", reach=FINDERS),
    "client_link": _row(P.READ_QUESTIONS, of="client", post=200, reach=FINDERS),
    "client_not_same": _row(P.READ_QUESTIONS, of="client", get=NO, post=302, reach=FINDERS),
    "client_unlink": _row(P.READ_QUESTIONS, of="client_link", get=NO, post=302, reach=FINDERS),
    "client_not_same_undo": _row(P.READ_QUESTIONS, of="not_same", get=NO, post=302, reach=FINDERS),
    "find_client": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, post=200),
    "new_client": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, get=302, post=200),
    "possible_duplicates": _row(P.TRIAGE, P.LEAD_TEAM),
    # around a client: for who reads a question of this person
    "client_surroundings": _row(P.READ_QUESTIONS, of="client", post=200, reach=COORDINATOR),
    "client_target_groups": _row(P.READ_QUESTIONS, of="client", post=200, reach=COORDINATOR),
    "client_fixed_contact": _row(P.READ_QUESTIONS, of="client", post=200, reach=COORDINATOR),
    "contact_person_new": _row(P.READ_QUESTIONS, of="client", post=200, reach=COORDINATOR),
    "contact_person": _row(P.READ_QUESTIONS, of="contact_person", post=200, reach=COORDINATOR),
    "contact_person_delete": _row(P.READ_QUESTIONS, of="contact_person", post=200, reach=COORDINATOR),
    "other_supporter": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, of="question", post=200, reach=COORDINATOR),
    "supporter_again": _row(P.TRIAGE, P.LEAD_TEAM, of="set_aside", get=NO, post=302, reach=COORDINATOR),
    "client_new_question": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, of="client", post=200, reach=FINDERS),
    # the social map: one for the whole front door
    "social_map": _row(P.READ_QUESTIONS),
    "social_map_new": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, post=200),
    "social_map_entry": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, of="social_map_entry", post=200),
    "social_map_check": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, of="social_map_entry", get=NO, post=302),
    # referrals and handovers; a receiver needs no account
    "refer_search": _row(P.WORK_ON_QUESTIONS, of="question"),
    "referral": _row(P.READ_QUESTIONS, of="referral", reach=COORDINATOR),
    "referral_facts": _row(P.WORK_ON_QUESTIONS, of="referral", get=NO, post=200),
    "referral_consent": _row(P.WORK_ON_QUESTIONS, of="referral", post=200),
    "referral_withdraw": _row(P.WORK_ON_QUESTIONS, of="referral", get=NO, post=302),
    "referral_link": _row(P.WORK_ON_QUESTIONS, of="referral", get=NO, post=302),
    "referral_link_withdraw": _row(P.WORK_ON_QUESTIONS, of="referral", get=NO, post=302),
    "referral_seen": _row(P.WORK_ON_QUESTIONS, of="referral", get=NO, post=302),
    "referral_print": _row(P.WORK_ON_QUESTIONS, of="referral"),
    "receive_handover": _public(of="handover_token", get=200, post=200),
    "handover_done": _public(of="done_token", get=200, post=200),
    "pass_on_question": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, of="question", post=200, reach=COORDINATOR),
    "offered_question": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, of="offered_question", post=200, reach=COORDINATOR),
    "wlz": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    # the talk with the municipality, objections and complaints
    "talk_new": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "talk": _row(P.WORK_ON_QUESTIONS, of="talk", post=200),
    "talk_outcome": _row(P.WORK_ON_QUESTIONS, of="talk", post=200),
    "talk_sheet": _row(P.WORK_ON_QUESTIONS, of="talk"),
    "objection_new": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "objection": _row(P.WORK_ON_QUESTIONS, of="objection", post=200),
    # after closing; a client answers without an account
    "evaluation": _row(P.WORK_ON_QUESTIONS, of="closed_question", post=200),
    "evaluation_link": _row(P.WORK_ON_QUESTIONS, of="closed_question", get=NO, post=200),
    "evaluation_withdraw": _row(P.WORK_ON_QUESTIONS, of="closed_question", get=NO, post=302),
    "client_evaluation": _public(of="evaluation_token", post=200),
    "client_evaluation_thanks": _public(),
    "aftercare": _row(P.WORK_ON_QUESTIONS, of="closed_question", post=200),
    "aftercare_contact": _row(P.WORK_ON_QUESTIONS, of="aftercare", post=200),
    "aftercare_move": _row(P.WORK_ON_QUESTIONS, of="aftercare", post=200),
    "aftercare_skip": _row(P.WORK_ON_QUESTIONS, of="aftercare", post=200),
    # hours
    "hours": _row(P.WRITE_HOURS),
    "add_hours_line": _row(P.WRITE_HOURS, get=NO, post=200),
    "add_other_work": _row(P.WRITE_HOURS, get=NO, post=200),
    "edit_other_work": _row(P.WRITE_HOURS, of="other_work", post=200),
    "delete_other_work": _row(P.WRITE_HOURS, of="other_work", post=(200, 302)),
    # the team
    "team": _row(P.LEAD_TEAM),
    "team_file": _row(P.LEAD_TEAM, get=NO, post=404),
    "hand_over": _row(P.LEAD_TEAM, get=302, post=302),
    "team_guideline": _row(P.LEAD_TEAM),
    # who looked: names of one's own people alone
    "client_readers": _row(P.LEAD_TEAM, of="client", reach={"beside": ("manager",)}),
    "unusual_reading": _row(P.LEAD_TEAM),
    "unusual_reading_done": _row(P.LEAD_TEAM, of="unusual_reading", post=200),
    "hand_over_all": _row(P.LEAD_TEAM, of="user", post=200),
    "team_last_day": _row(P.LEAD_TEAM, of="user", post=200),
    # working together: for the provider's own people, whatever a coordinator may read
    "waiting": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, P.LEAD_TEAM),
    "reminder_choice": _row(P.WORK_ON_QUESTIONS, P.TRIAGE, P.LEAD_TEAM, post=200),
    "signals": _row(P.WORK_ON_QUESTIONS, post=200),
    "signal_of_question": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "edit_signal": _row(P.WORK_ON_QUESTIONS, of="signal", post=200),
    "delete_signal": _row(P.WORK_ON_QUESTIONS, of="signal", post=200),
    "signal_bundles": _row(P.LEAD_TEAM),
    "signal_bundle": _row(P.LEAD_TEAM, of="signal_bundle", post=200),
    "case_talk": _row(P.WORK_ON_QUESTIONS),
    "case_talk_ask": _row(P.WORK_ON_QUESTIONS, of="question", post=200),
    "case_talk_item": _row(P.WORK_ON_QUESTIONS, of="case_talk_item", post=200),
    "case_talk_done": _row(P.WORK_ON_QUESTIONS, of="case_talk_item", get=NO, post=302),
    "case_talk_take_off": _row(P.WORK_ON_QUESTIONS, of="case_talk_item", post=200),
    "absences": _row(P.WORK_ON_QUESTIONS),
    "new_absence": _row(P.WORK_ON_QUESTIONS, post=200),
    "edit_absence": _row(P.WORK_ON_QUESTIONS, of="absence", post=200),
    "delete_absence": _row(P.WORK_ON_QUESTIONS, of="absence", post=200),
    # a client's rights: of who leads the team; an administrator carries out a removal, without seeing whose
    "rights_requests": _row(P.LEAD_TEAM, P.ADMINISTER),
    "rights_request": _row(P.LEAD_TEAM, P.ADMINISTER, of="access_request", but={"administrator": 404}),
    "rights_new": _row(P.LEAD_TEAM, of="client", post=200),
    "rights_extend": _row(P.LEAD_TEAM, of="access_request", post=200),
    "rights_decide": _row(P.LEAD_TEAM, of="access_request", post=200),
    "rights_carry_out": _row(
        P.LEAD_TEAM, P.ADMINISTER, of="removal_request", post=200, reach={"beside": ("administrator",)}
    ),
    "rights_dossier": _row(P.LEAD_TEAM, of="access_request", get=NO, post=302),
    "dossier_state": _row(P.LEAD_TEAM, of="dossier_file"),
    "dossier_file": _row(P.LEAD_TEAM, of="dossier_file", get=NO, post=404),
    "client_texts": _row(P.LEAD_TEAM, of="client", reach={"beside": ("manager",)}),
    "question_texts": _row(P.LEAD_TEAM, of="question"),
    "correct_note": _row(P.LEAD_TEAM, of="contact", post=200),
    # retention: of who leads the team, and of who administers the provider or the front door that it works behind
    "retention": _row(P.LEAD_TEAM, P.ADMINISTER),
    "retention_list": _row(P.LEAD_TEAM, P.ADMINISTER, of="destruction_list", reach=ADMINISTRATOR),
    "retention_approve": _row(P.LEAD_TEAM, P.ADMINISTER, of="destruction_list", post=200, reach=ADMINISTRATOR),
    "retention_again": _row(P.LEAD_TEAM, P.ADMINISTER, of="destruction_list", get=NO, post=302, reach=ADMINISTRATOR),
    "retention_leave_out": _row(P.LEAD_TEAM, P.ADMINISTER, of="destruction_line", post=200, reach=ADMINISTRATOR),
    "retention_put_back": _row(P.LEAD_TEAM, P.ADMINISTER, of="destruction_line", get=NO, post=302, reach=ADMINISTRATOR),
    "retention_certificate": _row(P.LEAD_TEAM, P.ADMINISTER, of="certificate", reach=ADMINISTRATOR),
    "retention_certificate_pdf": _row(P.LEAD_TEAM, P.ADMINISTER, of="certificate", reach=ADMINISTRATOR),
    "retention_terms": _row(P.LEAD_TEAM, P.ADMINISTER),
    "retention_term": _row(P.ADMINISTER, of="retention_kind", post=200, reach=ADMINISTRATOR),
    "retention_hold": _row(P.LEAD_TEAM, of="client", post=200),
    "retention_hold_end": _row(P.LEAD_TEAM, of="hold", get=NO, post=302),
    # figures: of the provider, and for who draws up the joint report those of the partnership
    "quality": _row(P.WORK_ON_QUESTIONS),
    "quality_kind": _row(P.WORK_ON_QUESTIONS, of="quality_kind"),
    "quality_mend": _row(P.WORK_ON_QUESTIONS, of="quality_item", get=NO, post=200),
    "board": _row(P.SEE_FIGURES, of="figures", but={"joint_manager": 404}),
    "figures": _row(P.SEE_FIGURES, of="figures", but={"joint_manager": 404}),
    "figures_count": _row(P.SEE_FIGURES, of="figures", get=NO, post=404),
    "figures_make_pdf": _row(P.SEE_FIGURES, of="figures", get=NO, post=404),
    "figures_job": _row(P.SEE_FIGURES, of="figures", get=404),
    "figures_again": _row(P.SEE_FIGURES, of="figures", get=NO, post=404),
    "figures_workbook": _row(P.SEE_FIGURES, of="figures", but={"joint_manager": 404}),
    "figures_pdf": _row(P.SEE_FIGURES, of="figures", get=404),
    "figures_records": _row(P.SEE_FIGURES, of="figures", but={"joint_manager": 404}),
    # whether it counts: for who may read it
    "counts_question": _row(P.READ_QUESTIONS, of="question", reach=COORDINATOR),
    "counts_contact": _row(P.READ_QUESTIONS, of="contact", reach=COORDINATOR),
    "counts_client": _row(P.READ_QUESTIONS, of="client", reach=FINDERS),
    "definitions": _row(P.READ_QUESTIONS, P.SEE_FIGURES, P.READ_RELEASED, P.CHECK_REPORTS, P.ADMINISTER),
    # an uploaded register is its uploader's alone
    "import_register": _row(P.IMPORT_REGISTER, post=200),
    "import_template": _row(P.IMPORT_REGISTER),
    "import_status": _row(P.IMPORT_REGISTER, of="register_import"),
    "import_progress": _row(P.IMPORT_REGISTER, of="register_import"),
    "confirm_import": _row(P.IMPORT_REGISTER, of="register_import", get=NO, post=302),
    "cancel_import": _row(P.IMPORT_REGISTER, of="register_import", get=NO, post=302),
    "retry_import": _row(P.IMPORT_REGISTER, of="register_import", get=NO, post=302),
    "import_errors": _row(P.IMPORT_REGISTER, of="register_import"),
    "log": _row(P.ADMINISTER, post=200),
    # the administrator's lists
    "lists": _row(P.ADMINISTER),
    "list_entry_new": _row(P.ADMINISTER, of="list", post=200),
    "list_entry": _row(P.ADMINISTER, of="topic", post=200),
    "list_entry_use": _row(P.ADMINISTER, of="topic", get=NO, post=302),
    "list_entry_move": _row(P.ADMINISTER, of="desk", get=NO, post=302),
    "norms_new": _row(P.ADMINISTER, of="holder", post=200),
    "norms_withdraw": _row(P.ADMINISTER, of="norms", get=NO, post=302),
    # reports: a manager of the provider that draws up files the joint report, without reading what leaves
    "reports": _row(P.FILE_REPORTS),
    "reports_of": _row(P.FILE_REPORTS, of="account"),
    "report_agreements": _row(P.FILE_REPORTS, of="account", post=302, but={"manager": 403}),
    "report_calendar": _row(P.FILE_REPORTS, of="account"),
    "report_calendar_of_year": _row(P.FILE_REPORTS, of="account_year"),
    "report_roles": _row(P.FILE_REPORTS, of="account", post=200, but={"manager": 403}),
    "report_part": _row(P.FILE_REPORTS, of="part", post=302, but={"joint_manager": 404}),
    "report_swap": _row(P.FILE_REPORTS, of="period", post=200),
    "report": _row(P.FILE_REPORTS, of="period", post=200),
    "report_file": _row(P.FILE_REPORTS, of="period", post=200),
    "report_correct": _row(P.FILE_REPORTS, of="period", post=200),
    "report_approve": _row(P.FILE_REPORTS, of="period", get=404, post=404, but={"manager": 403}),
    "report_withdraw": _row(P.FILE_REPORTS, of="period", get=NO, post=404, but={"manager": 403}),
    "report_known": _row(P.FILE_REPORTS, of="version"),
    "report_known_records": _row(P.FILE_REPORTS, of="known"),
    "report_point": _row(P.FILE_REPORTS, of="point"),
    "report_agenda": _row(P.FILE_REPORTS, of="version"),
    "report_version": _row(P.FILE_REPORTS, of="version", but={"manager": 403}),
    "report_files": _row(P.FILE_REPORTS, of="version", but={"manager": 403}),
    "report_files_again": _row(P.FILE_REPORTS, of="version", get=NO, post=302, but={"manager": 403}),
    "report_hide_more": _row(P.FILE_REPORTS, of="version", get=NO, post=302, but={"manager": 403}),
    "report_download": _row(P.FILE_REPORTS, of="file", but={"manager": 403}),
    "report_own_figures": _row(P.FILE_REPORTS, of="own_figures", but={"joint_manager": 404}),
    "unique_people": _row(P.FILE_REPORTS, P.ADMINISTER),
    "grants": _row(P.FILE_REPORTS, P.SEE_FIGURES),
    "grants_of_year": _row(P.FILE_REPORTS, P.SEE_FIGURES, of="year"),
    "decision": _row(P.FILE_REPORTS, P.SEE_FIGURES, of="grant"),
    "decision_before": _row(P.FILE_REPORTS, P.SEE_FIGURES, of="decision_part"),
    "decision_file": _row(P.FILE_REPORTS, P.SEE_FIGURES, of="decision_part"),
    # money: of one's own provider alone; the other one of the same grant is not there
    "money": _row(P.KEEP_MONEY, of="money"),
    "cost_write": _row(P.KEEP_MONEY, of="money", post=200),
    "cost_import": _row(P.KEEP_MONEY, of="money", post=200),
    "costs_hand_in": _row(P.KEEP_MONEY, of="money", post=200),
    "cost_template": _row(P.KEEP_MONEY),
    "cost_import_status": _row(P.KEEP_MONEY, of="cost_import"),
    "cost_import_confirm": _row(P.KEEP_MONEY, of="cost_import", get=NO, post=302),
    "cost_import_cancel": _row(P.KEEP_MONEY, of="cost_import", get=NO, post=302),
    "cost_statement": _row(P.KEEP_MONEY, of="cost_statement"),
    "claim_send": _row(P.KEEP_MONEY, of="claim_line", post=200),
    "claim": _row(P.KEEP_MONEY, of="claim"),
    # the determination: of who accounts alone
    "determination": _row(P.FILE_REPORTS, of="determination", post=302, but={"manager": 403}),
    "determination_content": _row(P.FILE_REPORTS, of="determination", post=(200, 302), but={"manager": 403}),
    "determination_finances": _row(P.FILE_REPORTS, of="determination", post=200, but={"manager": 403}),
    "determination_statement": _row(P.FILE_REPORTS, of="determination", post=200, but={"manager": 403}),
    "determination_send": _row(P.FILE_REPORTS, of="determination", post=200, but={"manager": 403}),
    "determination_letter": _row(P.FILE_REPORTS, of="determination", but={"manager": 403}),
    "determination_sent": _row(P.FILE_REPORTS, of="sent_request", but={"manager": 403}),
    "determination_files_again": _row(P.FILE_REPORTS, of="sent_request", get=NO, post=302, but={"manager": 403}),
    "determination_file": _row(P.FILE_REPORTS, of="sent_file", but={"manager": 403}),
}

# Within one municipality the officer sees every provider's reports; another municipality's are not there.
OFFICER = {"door": ("policy_officer",)}
EVERY_PROVIDER = {**OFFICER, "beside": ("policy_officer",)}

MUNICIPALITY: dict[str, Row] = {
    **SHARED,
    "user_supporter_kind": _row(P.ADMINISTER, of="user", get=NO, post=404),  # nobody there is a supporter
    "reports": _row(P.READ_RELEASED),
    "report": _row(P.READ_RELEASED, of="report", post=200, reach=OFFICER),
    "report_files": _row(P.READ_RELEASED, of="report", reach=OFFICER),
    "report_download": _row(P.READ_RELEASED, of="report_file", reach=OFFICER),
    "board": _row(P.READ_RELEASED),
    "report_remark": _row(P.CHECK_REPORTS, of="finding", post=200, reach=OFFICER),
    "report_agenda": _row(P.READ_RELEASED, of="report", post=200, reach=OFFICER),
    "report_agenda_pdf": _row(P.READ_RELEASED, of="report", reach=OFFICER),
    "thread_close": _row(P.CHECK_REPORTS, of="thread", get=NO, post=302, reach=OFFICER),
    "action_point_done": _row(P.CHECK_REPORTS, of="action_point", get=NO, post=302, reach=OFFICER),
    "calendar": _row(P.READ_RELEASED),
    "calendar_of_year": _row(P.READ_RELEASED, of="year"),
    "filing_terms": _row(P.CHECK_REPORTS, post=200),
    "filing_extension": _row(P.CHECK_REPORTS, of="extension", post=200, reach=OFFICER),
    "report_compare": _row(P.READ_RELEASED, of="two_versions", get=404, reach=OFFICER),
    "report_wishes": _row(P.CHECK_REPORTS, P.ADMINISTER, post=404),
    "definitions": _row(P.READ_QUESTIONS, P.SEE_FIGURES, P.READ_RELEASED, P.CHECK_REPORTS, P.ADMINISTER),
    "definition_announce": _row(P.CHECK_REPORTS, P.ADMINISTER, of="definition", post=200),
    "definition_withdraw": _row(P.CHECK_REPORTS, P.ADMINISTER, of="edition", get=NO, post=302),
    "years": _row(P.READ_RELEASED),
    "unique_people": _row(P.READ_RELEASED, P.ADMINISTER),
    "unique_people_basis": _row(P.ADMINISTER, post=200),
    "unique_people_withdraw": _row(P.ADMINISTER, get=NO, post=302),
    "grants": _row(P.READ_RELEASED),
    "grants_of_year": _row(P.READ_RELEASED, of="year"),
    "grant_new": _row(P.READ_RELEASED, post=200),
    "grant_edit": _row(P.READ_RELEASED, of="grant", post=200, reach=OFFICER),
    "decision": _row(P.READ_RELEASED, of="grant", reach=OFFICER),
    "decision_before": _row(P.READ_RELEASED, of="decision_part", reach=OFFICER),
    "decision_file": _row(P.READ_RELEASED, of="decision_part", reach=OFFICER),
    "decision_upload": _row(P.CHECK_REPORTS, of="grant", post=200, reach=OFFICER),
    "allot": _row(P.CHECK_REPORTS, of="reserve", post=200, reach=OFFICER),
    "cost_statement": _row(P.READ_RELEASED, of="cost_statement", reach=EVERY_PROVIDER),
    "claims": _row(P.READ_RELEASED),
    "claim": _row(P.READ_RELEASED, of="claim", post=200, reach=EVERY_PROVIDER),
    "payment": _row(P.CHECK_REPORTS, of="due", post=200, reach=EVERY_PROVIDER),
    "payment_take_back": _row(P.CHECK_REPORTS, of="payment", get=NO, post=302, reach=EVERY_PROVIDER),
    "self_test": _row(P.READ_RELEASED, post=302),
    "self_test_of_year": _row(P.READ_RELEASED, of="year", post=302),
    "determinations": _row(P.READ_RELEASED),
    "determination": _row(P.READ_RELEASED, of="grant", post=200, reach=OFFICER),
    "determination_letter": _row(P.READ_RELEASED, of="grant", reach=OFFICER),
    "determination_file": _row(P.READ_RELEASED, of="grant_sent_file", reach=OFFICER),
}
