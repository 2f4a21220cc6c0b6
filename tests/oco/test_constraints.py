"""Every rule that the database holds has a Dutch sentence, and is tripped here by a row that breaks it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from cases.models import (
    Absence,
    AftercareContact,
    Assessment,
    AssessmentScore,
    CaseTalkItem,
    Client,
    ClientKey,
    ClientLink,
    ClientSurroundings,
    ClientTargetGroup,
    Contact,
    ContactPerson,
    Desk,
    DestructionCertificate,
    DestructionLine,
    DestructionList,
    DossierFile,
    Draft,
    Evaluation,
    FixedContact,
    FormerText,
    HelpQuestion,
    LinkedClient,
    Norms,
    NotSamePerson,
    Objection,
    OneTimeLink,
    OtherWork,
    QuestionArrangement,
    QuestionDomain,
    QuestionTask,
    Referral,
    RegisterImport,
    ReminderChoice,
    Removal,
    RetentionHold,
    RetentionTerm,
    RightsRequest,
    SavedView,
    SetAside,
    Signal,
    SignalBundle,
    SocialMapEntry,
    Talk,
    TalkDomain,
    TargetGroup,
    TermPause,
    Topic,
    UnusualReading,
)
from oco.models import (
    DevicePin,
    District,
    FrontDoor,
    Job,
    KnownDevice,
    LogBatch,
    Membership,
    Municipality,
    Organisation,
    Participation,
    PeriodClosing,
    SharedDevice,
    User,
)
from reporting.models import (
    CountedRecords,
    DeclaredTotal,
    DefinitionEdition,
    Figure,
    FormerFigure,
    GateRun,
    InternalDocument,
    PeopleBasis,
    PeopleCount,
    Pseudonym,
    Report,
    ReportFile,
    RollUp,
    ToldNumber,
    WeekCounts,
    YearNote,
)
from subsidies import arranging
from subsidies.accounts import Account
from subsidies.models import (
    ActionPoint,
    Allotment,
    BalanceLine,
    Claim,
    ClaimedTrajectory,
    ClaimStep,
    CorrectionProposal,
    Cost,
    CostImport,
    CostStatement,
    Determination,
    DeterminationRequest,
    DrawingUp,
    Extension,
    FilingNote,
    FilingTerms,
    FinancialLine,
    Grant,
    GrantAmount,
    GrantChange,
    GrantFile,
    Instalment,
    Message,
    Obligation,
    ObligationAnswer,
    PartClosing,
    Payment,
    Remark,
    RequestReturn,
    Review,
    SelfTestAnswer,
    SentFile,
    SentRequest,
    Target,
    Thread,
    TurnSwap,
)
from tests.oco.town import Town, make_town

OURS = ("oco", "cases", "reporting", "subsidies")


def constraints() -> list[models.BaseConstraint]:
    return [c for app in OURS for model in apps.get_app_config(app).get_models() for c in model._meta.constraints]


def test_every_constraint_has_a_sentence_for_the_user() -> None:
    silent = [c.name for c in constraints() if c.violation_error_message == c.default_violation_error_message]
    assert silent == []


def again(row: models.Model | None, **changes: Any) -> None:
    """Writes the row once more under a new key, past the model's own checks."""
    assert row is not None, "there is no such row to write again"
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key} | changes
    type(row)._default_manager.bulk_create([type(row)(**values)])


def become(row: models.Model | None, **changes: Any) -> None:
    """Changes the stored row, past the model's own checks."""
    assert row is not None, "there is no such row to change"
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def first(model: type[models.Model], **found_by: Any) -> models.Model | None:
    return model._default_manager.filter(**found_by).order_by("pk").first()


def _open(**more: Any) -> models.Model | None:
    return first(HelpQuestion, closed_on__isnull=True, provider__isnull=False, **more)


def _told() -> models.Model | None:
    """A warm referral of which the client said what may be told, without an answer."""
    return first(Referral, consent_on__isnull=False, answer="")


def _asked(**more: Any) -> models.Model | None:
    return first(RightsRequest, kind="access", **more)


def _granted() -> RightsRequest:
    return RightsRequest.objects.filter(kind="removal", decision="granted").order_by("pk")[0]


def _removal(*, of: RightsRequest | None = None, by: User | None = None) -> None:
    granted = _granted()
    of, one = of or granted, granted.written_by  # who also decided
    other = User.objects.exclude(pk=one.pk).order_by("pk")[0]
    Removal.objects.create(
        request=of, client=of.client, provider=of.provider, whole=True, ground="x", decided_by=one, by=by or other
    )


def _identity_of_a_provider() -> None:
    of = _granted()
    FormerText.objects.create(
        client=of.client, provider=of.provider, record="client", record_id=1, field="naam", text="x", by=of.written_by
    )


def _decided() -> dict[str, Any]:
    """By who made the proposal."""
    proposal = CorrectionProposal.objects.order_by("pk")[0]
    return {"decided_at": timezone.now(), "decided_by": proposal.proposed_by}


def _removed_twice() -> None:
    second = RightsRequest.objects.filter(client=_granted().client, kind="access")[0]
    _removal()
    _removal(of=second)


def _removal_of(**changes: Any) -> None:
    of = _granted()
    other = User.objects.exclude(pk=of.written_by_id).order_by("pk")[0]
    known = {"request": of, "client": of.client, "provider": of.provider, "whole": False, "ground": "x"}
    Removal.objects.create(**known | changes, decided_by=of.written_by, by=other)


def _proposed() -> models.Model | None:
    return first(DestructionList, status="proposed")


def _certified_twice() -> None:
    made = DestructionCertificate.objects.order_by("pk")[0]
    other = DestructionList.objects.filter(provider=made.provider, status="proposed")[0]
    again(made, of_list_id=other.pk)


def _two_to_open_with() -> None:
    become(first(SavedView), is_default=True)
    again(first(SavedView), name="Een tweede")


def _basis() -> PeopleBasis:
    place, by = Municipality.objects.earliest("pk"), User.objects.earliest("pk")
    return PeopleBasis.objects.create(municipality=place, decided_on=date(2026, 1, 5), text="Wmo", confirmed_by=by)


def _pseudonym() -> Pseudonym:
    door = FrontDoor.objects.earliest("pk")
    return Pseudonym.objects.create(
        municipality=door.municipality, year=2026, front_door=door, record=uuid.uuid4(), kind="nd", hash=b"0" * 16
    )


def _people_count() -> PeopleCount:
    place = Municipality.objects.earliest("pk")
    return PeopleCount.objects.create(municipality=place, year=2026, low=100, high=120, likely=110, total=130)


def _batch(**values: Any) -> None:
    hashes = dict.fromkeys(("content", "previous", "seal"), "0" * 64)
    LogBatch.objects.create(number=1, sealed_at=timezone.now(), cluster=1, events=0, acts=0, **hashes, **values)


# Constraint -> a write that breaks it and nothing else.
def known_twice() -> None:
    user = User.objects.order_by("pk")[0]
    KnownDevice.objects.bulk_create([KnownDevice(user=user, device_hash="a" * 64) for _ in range(2)])


BREAKS: dict[str, Callable[[], None]] = {
    "municipality_cbs_code": lambda: become(first(Municipality), cbs_code="0637"),
    "municipality_hide_up_to_at_least_four": lambda: become(first(Municipality), hide_up_to=3),
    "district_once": lambda: again(first(District), code=""),
    "district_tile_row_and_column": lambda: become(first(District), tile_row=1, tile_column=None),
    "district_tile_once": lambda: again(first(District, tile_row=2), name="Derde wijk", code=""),
    "district_code_once": lambda: again(first(District, code="WK063701"), name="Andere wijk"),
    "organisation_municipality_by_kind": lambda: become(first(Organisation, kind="partnership"), municipality=None),
    "organisation_one_per_municipality": lambda: again(
        first(Organisation, kind="municipality"), name="Nog een", slug="nog-een"
    ),
    "participation_once": lambda: again(first(Participation)),
    "user_email_lower_case": lambda: become(first(User), email="Hoofdletter@voorbeeld.nl"),
    "membership_once": lambda: again(first(Membership, until=None)),
    "membership_until_after_since": lambda: become(first(Membership), since=date(2026, 2, 1), until=date(2026, 1, 31)),
    "job_waiting_once": lambda: again(first(Job, status="queued")),
    "job_finished_with_time": lambda: become(first(Job, status="queued"), status="done"),
    "closing_end_after_start": lambda: become(first(PeriodClosing), end=date(2020, 1, 1)),
    "closing_lifted_whole": lambda: become(first(PeriodClosing), lifted_at=timezone.now()),
    "closing_once": lambda: again(first(PeriodClosing)),
    "log_batch_has_transactions": lambda: _batch(from_xact=5, to_xact=5),
    "unusual_reading_once": lambda: again(first(UnusualReading)),
    "unusual_reading_looked_into_whole": lambda: become(first(UnusualReading), looked_into_at=timezone.now()),
    "client_number_once": lambda: again(first(Client)),
    "client_has_last_name": lambda: become(first(Client), last_name=""),
    "client_postcode": lambda: become(first(Client), postcode="2711AB"),
    "client_key_once": lambda: again(first(ClientKey)),
    "contact_person_has_name": lambda: become(first(ContactPerson), name=""),
    "contact_person_has_a_part": lambda: become(first(ContactPerson), to_call=False),
    "contact_person_load_of_a_carer": lambda: become(first(ContactPerson), carer_load="heavy"),
    "contact_person_mandate_whole": lambda: become(first(ContactPerson), is_representative=True),
    "contact_person_mandate_until_after_from": lambda: become(
        first(ContactPerson),
        is_representative=True,
        mandate_for="alles",
        mandate_from=date(2026, 2, 1),
        mandate_until=date(2026, 1, 31),
    ),
    "contact_person_mandate_until_with_from": lambda: become(first(ContactPerson), mandate_until=date(2026, 1, 31)),
    "surroundings_load_of_a_carer": lambda: become(first(ClientSurroundings), is_carer=False),
    "not_same_person_older_first": lambda: _turn(first(NotSamePerson)),
    "not_same_person_undone_by_and_at": lambda: become(first(NotSamePerson), undone_at=timezone.now()),
    "not_same_person_once": lambda: again(first(NotSamePerson)),
    "fixed_contact_ended_by_and_at": lambda: become(first(FixedContact), ended_at=timezone.now()),
    "fixed_contact_once": lambda: again(first(FixedContact)),
    "set_aside_with_reason": lambda: become(first(SetAside), reason=""),
    "set_aside_undone_by_and_at": lambda: become(first(SetAside), undone_by=None),
    "set_aside_once": lambda: again(first(SetAside, undone_at__isnull=True)),
    "shared_device_once": lambda: again(first(SharedDevice), secret_hash="nog een"),
    "shared_device_withdrawn_whole": lambda: become(first(SharedDevice), withdrawn_at=timezone.now()),
    "device_pin_once": lambda: again(first(DevicePin)),
    "device_pin_tries": lambda: become(first(DevicePin), wrong_tries=6),
    "known_device_once": lambda: known_twice(),
    "desk_once": lambda: again(first(Desk)),
    "topic_once": lambda: again(first(Topic)),
    "draft_once": lambda: again(first(Draft)),
    "register_import_content_while_needed": lambda: become(first(RegisterImport), **_no_content()),
    "norms_once_a_day": lambda: again(first(Norms)),
    "norms_guideline_positive": lambda: become(first(Norms), guideline_minutes=0),
    "norms_attempts_positive": lambda: become(first(Norms), attempts_before_pause=0),
    "pause_ends_after_it_begins": lambda: become(first(TermPause), until_on=F("from_on")),
    "pause_ended_by_and_at": lambda: become(first(TermPause), ended_at=timezone.now()),
    "question_number_once": lambda: again(_open()),
    "question_closed_with_outcome": lambda: become(_open(), outcome="stopped"),
    "question_contact_after_receipt": lambda: become(_open(), first_contact_on=_before(_open())),
    "question_pick_up_after_receipt": lambda: become(_open(), picked_up_on=_before(_open())),
    "question_closed_after_receipt": lambda: become(_open(), closed_on=_before(_open()), outcome="stopped"),
    "question_supporter_with_provider": lambda: become(_open(supporter__isnull=False), provider=None),
    "question_triaged_by_and_at": lambda: become(_open(), triaged_by=first(User), triaged_at=None),
    "question_domain_once": lambda: again(first(QuestionDomain)),
    "question_contact_pause_lengthens": lambda: become(_open(), first_contact_paused_due_on=_before(_open())),
    "question_pick_up_pause_lengthens": lambda: become(_open(), pick_up_paused_due_on=_before(_open())),
    "question_waits_with_a_date": lambda: become(_open(), waits_for="een plek bij schuldhulp"),
    "question_task_once": lambda: again(first(QuestionTask)),
    "question_arrangement_once": lambda: again(first(QuestionArrangement)),
    "referral_answer_with_a_day": lambda: become(first(Referral), answer="accepted"),
    "referral_appointment_has_a_day": lambda: become(first(Referral), first_appointment_kept=True),
    "target_group_once": lambda: again(first(TargetGroup)),
    "client_target_group_once": lambda: again(first(ClientTargetGroup)),
    "client_link_older_first": lambda: become(first(ClientLink), other=F("one")),
    "client_link_undone_by_and_at": lambda: become(first(ClientLink), undone_at=timezone.now()),
    "client_link_once": lambda: again(first(ClientLink)),
    "linked_client_oldest_is_person": lambda: become(first(LinkedClient), person=Client.objects.latest("pk")),
    "assessment_once_a_phase": lambda: again(first(Assessment)),
    "assessment_score_once": lambda: again(first(AssessmentScore)),
    "assessment_score_in_range": lambda: become(first(AssessmentScore), score=6),
    "signal_says_something": lambda: become(first(Signal), text=""),
    "link_expires_later": lambda: become(first(OneTimeLink), expires_at=timezone.now() - timedelta(days=1)),
    "link_withdrawn_by_and_at": lambda: become(first(OneTimeLink), withdrawn_at=timezone.now()),
    "link_of_a_referral_or_evaluation": lambda: become(first(OneTimeLink, purpose="evaluation"), purpose="handover"),
    "referral_warm_with_consent": lambda: become(first(Referral, consent_on__isnull=True), kind="warm", consent=False),
    "referral_consent_whole": lambda: become(_told(), consent_how=""),
    "referral_shares_with_consent": lambda: become(_told(), consent_on=None, consent_how=""),
    "referral_consent_withdrawn_later": lambda: become(_told(), consent_withdrawn_on=date(2020, 1, 1)),
    "referral_refused_with_reason": lambda: become(_told(), answer="refused", answered_on=timezone.localdate()),
    "referral_done_with_a_day": lambda: become(_told(), done_on=timezone.localdate()),
    "referral_seen_by_and_at": lambda: become(_told(), answer_seen_at=timezone.now()),
    "social_map_entry_once": lambda: again(first(SocialMapEntry)),
    "social_map_entry_has_name": lambda: become(first(SocialMapEntry), name=""),
    "social_map_checked_by_and_on": lambda: become(first(SocialMapEntry), checked_on=timezone.localdate()),
    "evaluation_score_1_to_10": lambda: become(first(Evaluation), score=11),
    "evaluation_says_something": lambda: become(first(Evaluation), score=None, fits=""),
    "signal_bundle_once": lambda: again(first(SignalBundle)),
    "signal_bundle_ready_with_text": lambda: become(first(SignalBundle), state="ready", text=""),
    "signal_bundle_of_a_quarter": lambda: become(first(SignalBundle), start=date(2031, 2, 1)),
    "case_talk_on_the_list_once": lambda: again(first(CaseTalkItem)),
    "case_talk_asks_something": lambda: become(first(CaseTalkItem), ask=""),
    "case_talk_decided_whole": lambda: become(first(CaseTalkItem), decision="Ja"),
    "case_talk_done_after_decision": lambda: become(first(CaseTalkItem), done_on=date(2031, 1, 1)),
    "absence_ends_after_it_begins": lambda: again(
        first(Absence), first_day=date(2031, 2, 1), last_day=date(2031, 1, 31)
    ),
    "absence_replaced_by_another": lambda: become(first(Absence), replaced_by=F("user")),
    "absence_no_overlap": lambda: again(first(Absence)),
    "reminder_between_seven_and_six": lambda: become(first(ReminderChoice), hour=6),
    "reminder_on_some_day": lambda: become(first(ReminderChoice), weekdays="51"),
    "talk_time_with_a_day": lambda: become(first(Talk), at=time(10), on=None),
    "talk_held_on_a_day": lambda: become(first(Talk), attendance="with_us", on=None),
    "talk_outcome_after_the_talk": lambda: become(first(Talk), outcome="Er komt hulp."),
    "talk_domain_once": lambda: again(first(TalkDomain)),
    "talk_domain_says_something": lambda: become(first(TalkDomain), goes_well="", goes_badly="", wants=""),
    "objection_term_from_the_decision": lambda: become(first(Objection), file_by=None),
    "objection_filed_after_the_decision": lambda: become(first(Objection), filed_on=date(2001, 1, 1)),
    "objection_ended_with_outcome": lambda: become(first(Objection), outcome="dropped"),
    "objection_decided_after_filing": lambda: become(first(Objection), outcome="upheld", ended_on=timezone.localdate()),
    "objection_answer_due_after_filing": lambda: become(first(Objection), decide_by=timezone.localdate()),
    "aftercare_done_by_and_on": lambda: become(first(AftercareContact), done_on=timezone.localdate()),
    "aftercare_skipped_with_reason": lambda: become(first(AftercareContact), skipped_on=timezone.localdate()),
    "aftercare_done_or_skipped": lambda: become(first(AftercareContact), **_done(), **_skipped()),
    "aftercare_hours_when_done": lambda: become(first(AftercareContact), work=first(OtherWork)),
    "contact_minutes_within_a_day": lambda: become(first(Contact), minutes=1441),
    "contact_imported_once": lambda: again(first(Contact, import_key="regel")),
    "other_work_minutes_within_a_day": lambda: become(first(OtherWork), minutes=0),
    "other_work_imported_once": lambda: again(first(OtherWork, import_key="regel")),
    "roll_up_once": lambda: again(first(RollUp)),
    "roll_up_organisation_by_level": lambda: become(first(RollUp, level="municipality"), level="provider"),
    "week_counts_once": lambda: again(first(WeekCounts)),
    "week_counts_organisation_by_level": lambda: become(first(WeekCounts, level="municipality"), level="provider"),
    "week_counts_every_week": lambda: become(first(WeekCounts), values=[1] * 51),
    "figure_once": lambda: again(first(Figure, roll_up__frozen_at__isnull=True)),
    "declared_total_once": lambda: again(first(DeclaredTotal)),
    "declared_total_not_negative": lambda: become(first(DeclaredTotal), value=Decimal(-1)),
    "year_note_once": lambda: again(first(YearNote)),
    "report_version_once": lambda: again(first(Report)),
    "report_correction_with_reason": lambda: again(first(Report), version=2, reason=""),
    "report_approved_by_and_name": lambda: again(first(Report), version=9, reason="x", approved_by_name=""),
    "counted_records_once": lambda: again(first(CountedRecords)),
    "counted_records_beside_each": lambda: again(first(CountedRecords), indicator="x", records=[1], weights=[1, 2]),
    "proposal_one_waits": lambda: again(first(CorrectionProposal)),
    "proposal_with_reason": lambda: become(first(CorrectionProposal), reason=""),
    "proposal_decided_whole": lambda: become(first(CorrectionProposal), decided_at=timezone.now()),
    "proposal_sent_back_with_note": lambda: become(first(CorrectionProposal), outcome="sent_back", **_decided()),
    "proposal_approved_by_another": lambda: become(
        first(CorrectionProposal), outcome="approved", report=first(Report), **_decided()
    ),
    "report_end_after_start": lambda: again(first(Report), version=9, reason="x", end=date(2020, 1, 1)),
    "internal_document_once": lambda: again(first(InternalDocument)),
    "report_file_once": lambda: again(first(ReportFile)),
    "people_basis_with_text": lambda: become(_basis(), text=""),
    "people_basis_withdrawn_by_and_at": lambda: become(_basis(), withdrawn_at=timezone.now()),
    "people_basis_once": lambda: again(_basis()),
    "pseudonym_once": lambda: again(_pseudonym()),
    "people_count_once": lambda: again(_people_count()),
    "people_count_low_to_high": lambda: become(_people_count(), high=131),
    "people_count_likely_between": lambda: become(_people_count(), likely=90),
    "former_figure_once": lambda: again(first(FormerFigure)),
    "definition_number_once": lambda: _edition(number=3, valid_from=date(2032, 1, 1)),
    "definition_once_a_day": lambda: _edition(valid_from=date(2031, 1, 1)),
    "definition_first_is_standard": lambda: _edition(number=1, valid_from=date(2032, 1, 1)),
    "definition_values_by_rule": lambda: _edition(answered=[], valid_from=date(2032, 1, 1)),
    "definition_from_start_of_year": lambda: _edition(valid_from=date(2032, 4, 1)),
    "definition_with_words": lambda: _edition(example="", valid_from=date(2032, 1, 1)),
    "definition_withdrawn_by_and_at": lambda: become(first(DefinitionEdition), withdrawn_at=timezone.now()),
    "gate_run_passed_without_findings": lambda: again(first(GateRun), exact=1),
    "gate_run_hidden_of_cells": lambda: again(first(GateRun), hidden=500),
    "told_number_once": lambda: again(first(ToldNumber)),
    "grant_once_a_year": lambda: again(first(Grant)),
    "grant_amount_once": lambda: again(first(GrantAmount)),
    "grant_amount_positive": lambda: become(first(GrantAmount), amount=Decimal(0)),
    "grant_amount_paid_to_somebody": lambda: become(first(GrantAmount), provider=None),
    "grant_amount_claimed_at_a_rate": lambda: become(first(GrantAmount, payment="instalments"), rate=Decimal(65)),
    "grant_amount_trajectory_of_clients": lambda: become(first(GrantAmount, rate_work="other"), rate_per="trajectory"),
    "grant_amount_work_claimed_on_one": lambda: again(first(GrantAmount, rate_work="client"), purpose="nog eens"),
    "instalment_once": lambda: again(first(Instalment)),
    "instalment_positive": lambda: become(first(Instalment), amount=Decimal(0)),
    "obligation_once": lambda: again(first(Obligation)),
    "obligation_says_something": lambda: become(first(Obligation), text=""),
    "obligation_date_where_it_has_one": lambda: become(first(Obligation), due="date"),
    "obligation_indicator_of_a_figure": lambda: become(first(Obligation), indicator="score_mean"),
    "grant_change_once": lambda: again(first(GrantChange)),
    "grant_change_with_reason": lambda: again(first(GrantChange), number=2, reason=""),
    "grant_file_once": lambda: again(first(GrantFile), sha256="b"),
    "grant_file_not_twice": lambda: again(first(GrantFile), number=2),
    "allotment_positive": lambda: become(first(Allotment), amount=Decimal(0)),
    "allotment_to_another_amount": lambda: become(first(Allotment), to=F("reserve")),
    "claim_work_once_a_quarter": lambda: again(first(Claim)),
    "claim_of_a_quarter": lambda: become(first(Claim), quarter=date(2031, 2, 1)),
    "claim_not_more_than_was_done": lambda: become(first(Claim), already=Decimal(11), computed=Decimal(-65)),
    "claim_computed_by_the_rate": lambda: become(first(Claim), rate=Decimal(66)),
    "claim_within_ceiling": lambda: become(first(Claim), earlier=Decimal(351)),
    "claim_decided_whole": lambda: become(first(Claim), status="sent"),
    "claim_returned_with_question": lambda: again(first(ClaimStep), kind="returned"),
    "claim_accepted_once": lambda: again(first(ClaimStep, kind="accepted")),
    "payment_of_one_thing": lambda: become(first(Payment, instalment__isnull=False), claim=first(Claim)),
    "payment_positive": lambda: become(first(Payment), amount=Decimal(0)),
    "payment_withdrawn_by_and_at": lambda: become(first(Payment), withdrawn_at=timezone.now()),
    "cost_once": lambda: again(first(Cost)),
    "cost_of_a_month": lambda: become(first(Cost), month=date(2031, 1, 2)),
    "cost_import_finished_at_the_end": lambda: become(first(CostImport), status="done"),
    "cost_statement_once": lambda: again(first(CostStatement)),
    "cost_statement_until_a_month": lambda: again(first(CostStatement), number=2, until=date(2031, 1, 2)),
    "target_once": lambda: again(first(Target)),
    "financial_line_once": lambda: again(first(FinancialLine)),
    "financial_line_not_negative": lambda: become(first(FinancialLine), realised=Decimal("-0.01")),
    "balance_line_once": lambda: again(first(BalanceLine)),
    "obligation_answer_once": lambda: again(first(ObligationAnswer)),
    "sent_request_once": lambda: again(first(SentRequest)),
    "sent_file_once": lambda: again(first(SentFile)),
    "request_return_with_question": lambda: again(first(RequestReturn), sent=_sent_anew(), question=""),
    "self_test_answer_once": lambda: again(first(SelfTestAnswer)),
    "determination_within_grant": lambda: again(first(Determination), grant=_undecided(), granted=1, amount=2),
    "determination_lower_with_ground": lambda: again(first(Determination), grant=_undecided(), amount=0, ground=""),
    "determination_ground_explained": lambda: again(
        first(Determination), grant=_undecided(), amount=0, ground="costs", explanation=""
    ),
    "review_accepted_once": lambda: again(first(Review)),
    "review_open_questions_noted": lambda: become(first(Review), open_threads=1),
    "thread_closed_whole": lambda: become(first(Thread), closed_at=timezone.now()),
    "message_has_text": lambda: become(first(Message), text=""),
    "filing_terms_once_a_day": lambda: again(first(FilingTerms)),
    "filing_terms_day_of_every_month": lambda: become(first(FilingTerms), year_day=31),
    "filing_terms_within_a_year": lambda: become(first(FilingTerms), quarter_months=13),
    "extension_once": lambda: again(first(Extension)),
    "extension_with_reason": lambda: become(first(Extension), reason=""),
    "extension_after_the_period": lambda: become(first(Extension), due_on=date(2025, 1, 1)),
    "drawing_up_once_a_day": lambda: again(first(DrawingUp)),
    "turn_swap_once": lambda: again(first(TurnSwap)),
    "turn_swap_with_reason": lambda: become(first(TurnSwap), reason=""),
    "part_closed_once": lambda: again(first(PartClosing)),
    "part_reopened_whole": lambda: become(first(PartClosing), reopened_at=timezone.now()),
    "filing_note_missing_with_reason": lambda: become(first(FilingNote), parts_missing="MEE"),
    "remark_once": lambda: again(first(Remark)),
    "remark_has_text": lambda: become(first(Remark), text=""),
    "action_point_has_text": lambda: become(first(ActionPoint), text=""),
    "action_point_owner_and_day": lambda: become(first(ActionPoint, kind="action"), due_on=None),
    "action_point_done_whole": lambda: become(first(ActionPoint, kind="action"), done_at=timezone.now()),
    "rights_request_due_after_receipt": lambda: become(_asked(), due_on=date(2020, 1, 1)),
    "rights_request_extended_with_reason": lambda: become(_asked(), extended_on=date(2026, 1, 1)),
    "rights_request_decided_by_and_on": lambda: become(_asked(decision=""), decision="granted"),
    "rights_request_decided_with_reason": lambda: become(_granted(), reason=""),
    "rights_request_carried_out_after_decision": lambda: become(
        _asked(), carried_out_at=timezone.now(), carried_out_by=first(User)
    ),
    "rights_request_two_people_remove": lambda: become(
        _granted(), carried_out_at=timezone.now(), carried_out_by=_granted().decided_by
    ),
    "former_text_identity_is_shared": lambda: _identity_of_a_provider(),
    "removal_by_two_people": lambda: _removal(by=_granted().written_by),
    "removal_of_identity_once": lambda: _removed_twice(),
    "removal_on_request_or_by_term": lambda: _removal_of(request=None),
    "removal_of_texts_by_term": lambda: _removal_of(texts_only=True),
    "retention_term_long_enough": lambda: again(first(RetentionTerm), months=1),
    "retention_term_with_ground_and_reason": lambda: again(first(RetentionTerm), ground=""),
    "retention_hold_ended_by_and_at": lambda: become(first(RetentionHold), ended_at=timezone.now()),
    "retention_hold_other_explained": lambda: become(first(RetentionHold), why="other", note=""),
    "destruction_list_once_a_month": lambda: again(first(DestructionList)),
    "destruction_list_of_a_month": lambda: become(first(DestructionList), month=date(2026, 1, 2)),
    "destruction_list_lead_by_and_at": lambda: become(_proposed(), lead_at=timezone.now()),
    "destruction_list_admin_by_and_at": lambda: become(_proposed(), admin_at=timezone.now()),
    "destruction_list_two_people": lambda: become(
        _proposed(), lead_by=first(User), lead_at=timezone.now(), admin_by=first(User), admin_at=timezone.now()
    ),
    "destruction_list_approved_by_two": lambda: become(_proposed(), status="approved"),
    "destruction_list_done_with_time": lambda: become(_proposed(), done_at=timezone.now()),
    "destruction_line_once": lambda: again(first(DestructionLine)),
    "destruction_line_left_out_whole": lambda: become(first(DestructionLine), left_out_until=date(2030, 1, 1)),
    "destruction_line_done_with_time": lambda: become(first(DestructionLine), outcome="removed"),
    "destruction_line_due_after_last": lambda: become(first(DestructionLine), due_on=date(2000, 1, 1)),
    "destruction_certificate_number_once": lambda: _certified_twice(),
    "dossier_file_made_whole": lambda: become(first(DossierFile), made_at=timezone.now()),
    "saved_view_has_a_name": lambda: become(first(SavedView), name=""),
    "saved_view_name_once": lambda: again(first(SavedView)),
    "saved_view_one_to_open_with": lambda: _two_to_open_with(),
}


def _edition(**changes: Any) -> None:
    """An edition as another one of the same municipality, but for these."""
    again(first(DefinitionEdition, valid_from=date(2031, 1, 1)), **{"number": 9, **changes})


def _turn(row: models.Model | None) -> None:
    assert isinstance(row, NotSamePerson)
    become(row, one_id=row.other_id, other_id=row.one_id)


def _before(question: models.Model | None) -> date:
    assert isinstance(question, HelpQuestion)
    return question.received_on - timedelta(days=1)


def _done() -> dict[str, Any]:
    return {"done_on": timezone.localdate(), "done_by": first(User)}


def _skipped() -> dict[str, Any]:
    return {"skipped_on": timezone.localdate(), "skip_reason": "Verhuisd."}


def _no_content() -> dict[str, Any]:
    row = first(RegisterImport)
    assert isinstance(row, RegisterImport)
    return {"content": None}


def _furnish(town: Town) -> None:
    """What the town lacks: one row of each kind that a rule is about."""
    own, today = town["own"], timezone.localdate()
    question = HelpQuestion.objects.filter(provider=own.provider, closed_on__isnull=True).first()
    assert question is not None
    HelpQuestion.objects.filter(pk=question.pk).update(supporter=own.supporter)
    person = own.supporter
    District.objects.create(municipality=own.municipality, name="Met code", code="WK063701", tile_row=2, tile_column=1)
    Draft.objects.create(author=person, form="walk-in")
    Job.objects.create(kind="roll_up", key="roll_up:test")
    Referral.objects.create(question=question, to="iemand", kind="leaflet", written_by=person)
    Evaluation.objects.create(question=question, given_on=today, score=8)
    _furnish_casework(question, person, today)
    FixedContact.objects.create(client=question.client, provider=own.provider, supporter=person, by=person)
    SetAside.objects.create(client=question.client, supporter=person, question=question, reason="x", by=person)
    days = {"from_on": today, "until_on": today + timedelta(days=7)}
    TermPause.objects.create(question=question, term="pick_up", reason="client_asked", written_by=person, **days)
    line = {"front_door": own.door, "provider": own.provider, "supporter": person, "on": today, "minutes": 10}
    Contact.objects.create(question=question, activity="talk", import_key="regel", **line)
    OtherWork.objects.create(kind="network", import_key="regel", **line)
    SignalBundle.objects.create(
        front_door=own.door, provider=own.provider, start=date(2031, 1, 1), domain="housing", text="Vol."
    )
    ReminderChoice.objects.create(user=person)
    for level, provider in (("municipality", None), ("provider", own.provider)):
        WeekCounts.objects.create(
            level=level,
            municipality=own.municipality,
            organisation=provider,
            year=2001,
            indicator="unique_clients",
            values=[1] * 52,
        )
    roll_up = RollUp.objects.create(
        level="municipality", municipality=own.municipality, start=date(2031, 1, 1), end=date(2032, 1, 1)
    )
    Figure.objects.create(roll_up=roll_up, indicator="unique_clients", value=1)
    FormerFigure.objects.create(roll_up=roll_up, indicator="unique_clients", value=1)
    DefinitionEdition.objects.create(
        municipality=own.municipality,
        rule="answered",
        number=3,
        valid_from=date(2031, 1, 1),
        answered=["wlz"],
        sentence="Zin",
        example="Zo",
        counter_example="Zo niet",
        reason="Afgesproken",
        announced_by=person,
        announced_by_name="x",
    )
    DeclaredTotal.objects.create(
        municipality=own.municipality, provider=own.provider, year=2001, indicator="unique_clients", value=1
    )
    YearNote.objects.create(municipality=own.municipality, year=2001, text="let op")
    grant, report = Grant.objects.order_by("pk").first(), Report.objects.order_by("pk").first()
    assert grant is not None
    assert report is not None
    _furnish_determination(grant, person)
    Target.objects.get_or_create(grant=grant, indicator="unique_clients", direction="at_least", value=1)
    officer = User.objects.filter(side="municipality").first()
    assert officer is not None
    _furnish_money(grant)
    CorrectionProposal.objects.create(
        organisation=report.organisation,
        municipality=report.municipality,
        start=report.start,
        end=report.end,
        reason="Vergeten",
        proposed_by=report.filed_by,
    )
    Review.objects.create(report=report, decided_by=officer, decided_by_name=officer.name)
    account = Account(report.organisation, report.municipality)
    arranging.swap(account=account, period=report.period, to=own.provider, reason="Vakantie", by=officer)
    PartClosing.objects.create(
        municipality=report.municipality,
        organisation=report.organisation,
        start=report.start,
        end=report.end,
        provider=own.provider,
        closed_by=officer,
        closed_by_name=officer.name,
    )


def _furnish_money(grant: Grant) -> None:
    line = grant.amounts.get(payment="instalments")
    assert line.provider is not None
    rate = {"payment": "claim", "rate": Decimal(65), "rate_per": "hour", "rate_work": "other"}
    GrantAmount.objects.create(grant=grant, provider=line.provider, purpose="netwerk", amount=1000, **rate)
    Obligation.objects.create(grant=grant, number=1, text="Verslag", evidence="text", due="quarterly")
    reserve, change = grant.amounts.get(purpose="reserve"), grant.changes.get()
    Allotment.objects.create(change=change, reserve=reserve, to=line, provider=line.provider, amount=1)
    ClaimedTrajectory.objects.create(claim=Claim.objects.earliest("pk"), question_id=1)
    Payment.objects.create(instalment=grant.instalments.first(), paid_on=date(2031, 1, 2), amount=1)
    month = date(2031, 1, 1)
    Cost.objects.create(grant=grant, provider=line.provider, month=month, kind="staff", work="client", amount=5)


def _furnish_determination(grant: Grant, person: User) -> None:
    request = DeterminationRequest.objects.get(grant=grant)
    BalanceLine.objects.create(request=request, side="assets", name="Bank", opening=1, closing=1)
    obligation, _ = Obligation.objects.get_or_create(
        grant=grant, number=91, defaults={"text": "Spreekuur", "evidence": "text", "due": "determination"}
    )
    SelfTestAnswer.objects.create(
        municipality=grant.municipality, year=2026, question="plan-written", score="yes", answered_by=person
    )
    ObligationAnswer.objects.create(request=request, obligation=obligation, met="yes")
    RequestReturn.objects.create(
        sent=SentRequest.objects.get(grant=grant),
        question="Wat ontbreekt?",
        answer_by=date(2031, 1, 1),
        returned_by=person,
        returned_by_name=person.name,
    )


def _undecided() -> Grant:
    """A grant of another year, without a decision."""
    grant = Grant.objects.order_by("pk")[0]
    return Grant.objects.create(municipality=grant.municipality, organisation=grant.organisation, year=2099)


def _sent_anew() -> SentRequest:
    again(first(SentRequest), number=2)
    return SentRequest.objects.get(number=2)


def _furnish_casework(question: HelpQuestion, person: User, today: date) -> None:
    assert question.provider is not None
    QuestionTask.objects.create(question=question, task="clarify")
    QuestionArrangement.objects.create(question=question, step="network")
    group, _ = TargetGroup.objects.get_or_create(front_door=question.front_door, name="mantelzorgers")
    ClientTargetGroup.objects.create(client=question.client, target_group=group)
    assessment = Assessment.objects.create(
        question=question,
        client=question.client,
        front_door=question.front_door,
        provider=question.provider,
        instrument="zrm",
        edition="test",
        phase="start",
        on=today,
    )
    AssessmentScore.objects.create(assessment=assessment, domain="zrm_income", score=3)
    Signal.objects.create(
        front_door=question.front_door, provider=question.provider, text="Lange wachtlijst", domain="care"
    )
    OneTimeLink.objects.create(
        purpose="evaluation", question=question, token_hash="x", expires_at=timezone.now() + timedelta(days=30)
    )


@pytest.mark.django_db
def test_every_constraint_is_tripped_by_a_row_that_breaks_it() -> None:
    _furnish(make_town(filed=True))
    names = [c.name for c in constraints()]
    assert sorted(set(names) - set(BREAKS)) == [], "rules without a row that breaks them"
    assert sorted(set(BREAKS) - set(names)) == [], "rows for rules that are gone"
    wrong = {}
    for name in names:
        try:
            with transaction.atomic():
                BREAKS[name]()
            wrong[name] = "was let through"
        except IntegrityError as error:
            tripped = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
            if tripped != name:
                wrong[name] = f"tripped {tripped}"
    assert wrong == {}
