"""Every rule that the database holds has a Dutch sentence, and is tripped here by a row that breaks it."""

from __future__ import annotations

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
)
from oco.models import District, Job, Membership, Municipality, Organisation, Participation, PeriodClosing, User
from reporting.models import (
    DeclaredTotal,
    Figure,
    InternalDocument,
    Report,
    ReportFile,
    RollUp,
    YearNote,
)
from subsidies.models import Grant, GrantAmount, Instalment, Review, Target
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


def _removed_twice() -> None:
    second = RightsRequest.objects.filter(client=_granted().client, kind="access")[0]
    _removal()
    _removal(of=second)


def _two_to_open_with() -> None:
    become(first(SavedView), is_default=True)
    again(first(SavedView), name="Een tweede")


# Constraint -> a write that breaks it and nothing else.
BREAKS: dict[str, Callable[[], None]] = {
    "municipality_cbs_code": lambda: become(first(Municipality), cbs_code="0637"),
    "municipality_hide_up_to_at_least_four": lambda: become(first(Municipality), hide_up_to=3),
    "district_once": lambda: again(first(District), code=""),
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
    "figure_once": lambda: again(first(Figure, roll_up__frozen_at__isnull=True)),
    "declared_total_once": lambda: again(first(DeclaredTotal)),
    "declared_total_not_negative": lambda: become(first(DeclaredTotal), value=Decimal(-1)),
    "year_note_once": lambda: again(first(YearNote)),
    "report_version_once": lambda: again(first(Report)),
    "report_correction_with_reason": lambda: again(first(Report), version=2, reason=""),
    "report_end_after_start": lambda: again(first(Report), version=9, reason="x", end=date(2020, 1, 1)),
    "internal_document_once": lambda: again(first(InternalDocument)),
    "report_file_once": lambda: again(first(ReportFile)),
    "grant_once_a_year": lambda: again(first(Grant)),
    "grant_amount_once": lambda: again(first(GrantAmount)),
    "grant_amount_positive": lambda: become(first(GrantAmount), amount=Decimal(0)),
    "instalment_once": lambda: again(first(Instalment)),
    "target_once": lambda: again(first(Target)),
    "review_sent_back_with_question": lambda: become(first(Review, decision="sent_back"), question=""),
    "review_answered_whole": lambda: become(first(Review, decision="sent_back"), answer="Daarom."),
    "review_accepted_once": lambda: again(first(Review, decision="accepted")),
    "review_one_question_waits": lambda: again(first(Review, decision="sent_back")),
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
    "dossier_file_made_whole": lambda: become(first(DossierFile), made_at=timezone.now()),
    "saved_view_has_a_name": lambda: become(first(SavedView), name=""),
    "saved_view_name_once": lambda: again(first(SavedView)),
    "saved_view_one_to_open_with": lambda: _two_to_open_with(),
}


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
    District.objects.create(municipality=own.municipality, name="Met code", code="WK063701")
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
    roll_up = RollUp.objects.create(
        level="municipality", municipality=own.municipality, start=date(2031, 1, 1), end=date(2032, 1, 1)
    )
    Figure.objects.create(roll_up=roll_up, indicator="unique_clients", value=1)
    DeclaredTotal.objects.create(
        municipality=own.municipality, provider=own.provider, year=2001, indicator="unique_clients", value=1
    )
    YearNote.objects.create(municipality=own.municipality, year=2001, text="let op")
    grant, report = Grant.objects.order_by("pk").first(), Report.objects.order_by("pk").first()
    assert grant is not None
    assert report is not None
    Target.objects.get_or_create(grant=grant, indicator="unique_clients", direction="at_least", value=1)
    officer = User.objects.filter(side="municipality").first()
    assert officer is not None
    Review.objects.all().delete()
    common = {"report": report, "decided_by": officer, "decided_by_name": officer.name}
    Review.objects.create(decision="sent_back", question="Hoe komt dat?", **common)
    Review.objects.create(decision="accepted", **common)


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
