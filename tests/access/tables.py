"""What the tests of every request know beforehand, as data. A model, a field or an address that isn't here is tried."""

from __future__ import annotations

# Models whose rows are nobody's.
WITHOUT_TENANT: dict[str, str] = {
    "auth.Group": "not used",
    "auth.Permission": "not used",
    "contenttypes.ContentType": "names of models",
    "sessions.Session": "not used: each side has a table of its own",
    "oco.CareSession": "has no key but the secret one",
    "oco.SessionUser": "has no key but the secret one",
    "oco.MunicipalitySession": "has no key but the secret one",
    "oco.SignInCount": "has no key but a hash",
    "socialaccount.SocialApp": "not used: the setting is in the environment",
    "socialaccount.SocialToken": "not used: no token is kept",
    "oco.Heartbeat": "of the worker",
    "oco.LogEvent": "written by the database for every act; its lines are looked at in tests/access/test_every_look.py",
    "oco.LogBatch": "of the worker",
    "account.EmailConfirmation": "not used: the invitation proves the address",
    "cases.CounterTiming": "a count of seconds, of nobody",
}
# Models of which a row alone means nothing, and breaks the pages that know what goes with it.
BY_ITS_ACT: dict[str, str] = {
    "cases.Evaluation": "with a question that was rated; its key is that of the question",
    "oco.Job": "with what asked for it, by which it is found",
    "cases.Removal": "with a request that was carried out; no address and no form knows its key",
}
# Where a model has no row, because another one would own it. Any other is made at every place that can have it.
NEVER_AT: dict[str, set[str]] = {
    "cases.Desk": {"beside"},  # of the front door, that both providers share
    "oco.SharedDevice": {"beside"},
    "mfa.Authenticator": {"own"},  # who has one signs in with it
    "subsidies.Grant": {"beside"},  # of the partnership, for both providers
}

# Texts that are codes: a canary in it would make another value of it.
CODES: dict[str, str] = {
    "cases.AssessmentScore.domain": "code of an instrument",
    "cases.Assessment.edition": "code of an instrument",
    "cases.QuestionDomain.domain": "code of a life area",
    "cases.TalkDomain.domain": "code of a life area",
    "cases.Topic.domain": "code of a life area",
    "cases.Signal.domain": "code of a life area",
    "cases.SignalBundle.domain": "code of a life area",
    "cases.Contact.import_key": "hash",
    "cases.OtherWork.import_key": "hash",
    "cases.ClientKey.key": "normalised words to search by",
    "cases.Client.sort_key": "normalised words to search by",
    "cases.Client.number": "what an administrator knows a client by who carries out a removal",
    "cases.Client.postcode": "of one form",
    "cases.DestructionCertificate.checksum": "hash",
    "cases.DestructionList.fingerprint": "hash",
    "cases.Draft.form": "code of a form",
    "cases.FormerText.field": "name of a field",
    "cases.OneTimeLink.token_hash": "hash",
    "cases.ReminderChoice.weekdays": "numbers of days",
    "cases.SavedView.query": "filters",
    "oco.AuditEvent.action": "code of an act",
    "oco.AuditEvent.record_kind": "name of a model",
    "oco.AuditEvent.record_id": "key",
    "oco.Invitation.token_hash": "hash",
    "oco.Job.key": "key of the work",
    "oco.Job.kind": "code of the work",
    "oco.Municipality.cbs_code": "of one form",
    "oco.DevicePin.pin_hash": "hash",
    "oco.SharedDevice.secret_hash": "hash",
    "oco.SessionDetail.key_hash": "hash",
    "oco.KnownDevice.device_hash": "hash",
    "oco.User.password": "hash",
    "reporting.CountedRecords.indicator": "code of a figure",
    "reporting.DeclaredTotal.indicator": "code of a figure",
    "reporting.Figure.dimension": "code of a figure",
    "reporting.Figure.indicator": "code of a figure",
    "reporting.Figure.member": "code of a figure",
    "reporting.FormerFigure.indicator": "code of a figure",
    "reporting.Pseudonym.hash": "hash",
    "reporting.Pseudonym.kind": "code",
    "reporting.Report.checksum": "hash",
    "reporting.ReportFile.sha256": "hash",
    "reporting.WeekCounts.indicator": "code of a figure",
    "subsidies.AuditorStatement.sha256": "hash",
    "subsidies.DeterminationLetter.sha256": "hash",
    "subsidies.GrantFile.sha256": "hash",
    "subsidies.Obligation.indicator": "code of a figure",
    "subsidies.Remark.finding": "code of a check",
    "subsidies.SelfTestAnswer.question": "code of a question",
    "subsidies.SentFile.sha256": "hash",
    "subsidies.SentRequest.checksum": "hash",
    "subsidies.Target.indicator": "code of a figure",
    "subsidies.Thread.indicator": "code of a figure",
}

# Texts that the database keeps empty, or in one form, in some rows.
LEFT_EMPTY: dict[str, str] = {
    "cases.AftercareContact.skip_reason": "only with what was skipped",
    "cases.CaseTalkItem.decision": "only when it was talked about",
    "cases.CaseTalkItem.note": "only when it was talked about",
    "cases.ContactPerson.mandate_for": "only with a mandate",
    "cases.DestructionLine.left_out_reason": "only with what was left out",
    "cases.HelpQuestion.waits_for": "only while it waits",
    "cases.RightsRequest.extension_reason": "only with an extension",
    "cases.Talk.outcome": "only after the talk",
    "cases.UnusualReading.remark": "only when it was looked into",
    "oco.PeriodClosing.lift_reason": "only when it was lifted",
    "subsidies.FilingNote.parts_missing": "only where parts are missing",
    "subsidies.PartClosing.reopened_by_name": "only when it was opened again",
    "subsidies.Payment.withdrawn_by_name": "only when it was taken back",
    "subsidies.Thread.closed_by_name": "only when it is closed",
}

# Who reads a text of another place than their own, by model and place: {"cases.Client": {"beside": ("counter",)}}.
OFFICER, OFFICIALS = ("policy_officer",), ("policy_officer", "town_administrator")
# In one municipality: who accounts to it, and of what.
Readers = dict[str, tuple[str, ...]]
_ACCOUNTED: Readers = {"door": OFFICER}
_BY_PROVIDER: Readers = {"beside": OFFICER, "door": OFFICER}
# Behind one front door: who finds its clients, who works there, and the coordinator of the one list of questions.
FINDERS = ("counter", "supporter", "coordinator", "manager")
_COLLEAGUES = (*FINDERS, "joint_manager", "administrator")
_BY_FINDERS: Readers = {"beside": FINDERS}
_BY_COORDINATOR: Readers = {"beside": ("coordinator",)}
READERS: dict[str, Readers] = {
    "oco.Organisation": {"beside": (*_COLLEAGUES, *OFFICIALS), "door": OFFICIALS},
    "oco.User": {"beside": _COLLEAGUES},
    "cases.Client": _BY_FINDERS,
    "cases.ContactPerson": _BY_FINDERS,
    "cases.RightsRequest": {"beside": ("administrator",)},  # of a removal that was granted, to carry it out
    "cases.ClientLink": {"beside": ("supporter", "coordinator", "manager")},
    "cases.ClientSurroundings": _BY_COORDINATOR,
    "cases.Contact": _BY_COORDINATOR,
    "cases.HelpQuestion": _BY_COORDINATOR,
    "cases.QuestionEvent": _BY_COORDINATOR,
    "cases.Referral": _BY_COORDINATOR,
    "cases.SetAside": _BY_COORDINATOR,
    # Who administers the partnership approves for each provider, and reads numbers and grounds.
    "cases.DestructionLine": {"beside": ("administrator",)},
    "cases.DestructionCertificate": {"beside": ("administrator",)},
    "cases.RetentionTerm": {"beside": ("administrator",)},
    "reporting.Report": _ACCOUNTED,
    "reporting.ReportFile": _ACCOUNTED,
    "subsidies.ActionPoint": _ACCOUNTED,
    "subsidies.Extension": _ACCOUNTED,
    "subsidies.Grant": _ACCOUNTED,
    "subsidies.Message": _ACCOUNTED,
    "subsidies.Obligation": _ACCOUNTED,
    "subsidies.Remark": _ACCOUNTED,
    "subsidies.Review": _ACCOUNTED,
    "subsidies.Determination": _ACCOUNTED,
    "subsidies.DeterminationLetter": _ACCOUNTED,
    "subsidies.GrantChange": _ACCOUNTED,
    "subsidies.GrantFile": _ACCOUNTED,
    "subsidies.SentFile": _ACCOUNTED,
    "subsidies.SentRequest": _ACCOUNTED,
    "subsidies.ClaimStep": _BY_PROVIDER,
    "subsidies.CostStatement": _BY_PROVIDER,
    "subsidies.GrantAmount": {"beside": (*OFFICER, "joint_manager"), "door": OFFICER},
    "subsidies.Payment": _BY_PROVIDER,
}

# Addresses of a one-time link: who holds it reads what it gives, whoever is signed in on that computer.
BY_LINK = ("receive_handover", "handover_done", "client_evaluation")

# Addresses whose act is about another tenant by its nature.
WRITES_ACROSS: dict[str, tuple[str, ...]] = {
    "pass_on_question": ("beside",),
    "offered_question": ("beside",),
    # at a desk that another provider staffs
    "counter_tally": ("beside",),
    # a joint report is counted anew for each provider in it
    "report": ("beside",),
    "report_file": ("beside",),
    "report_correct": ("beside",),
    "figures_count": ("beside",),
    # by who administers the partnership, for each provider in it
    "user_new": ("beside",),
    # with a shared computer go the PINs of all who took turns at it
    "withdraw_device": ("beside",),
    "list_entry_new": ("beside",),
    "retention_approve": ("beside",),
    "retention_again": ("beside",),
    "retention_leave_out": ("beside",),
    "retention_put_back": ("beside",),
    "retention_term": ("beside",),
    # whose turn it is to draw up is changed with a partner
    "report_swap": ("beside",),
}

# Models of which a text may stand in a mail: names of organisations, of front doors and of who works there.
IN_MAILS = ("oco.Organisation", "oco.FrontDoor", "oco.Municipality", "oco.User")
