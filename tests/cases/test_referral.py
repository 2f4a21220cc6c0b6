"""Referring, what may be told, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases import handover, links, referral
from cases.acts import ChangedMeanwhile, Refused
from cases.models import HelpQuestion, OneTimeLink, Referral, SocialMapEntry
from cases.referral_rules import Stage
from oco.closing import PeriodFiled
from oco.models import AuditEvent, FrontDoor, PeriodClosing
from tests.cases.world import TODAY, World

NOW = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
Answer = Referral.Answer


@pytest.fixture
def question(world: World) -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Fatima"])


def agreed(*shares: str) -> referral.Consent:
    return referral.Consent(TODAY, Referral.ConsentHow.SPOKEN, shares or ("name", "text"))


def refer(
    world: World,
    question: HelpQuestion,
    *,
    consent: bool = True,
    kind: Referral.Kind = Referral.Kind.WARM,
    told: referral.Consent | None = None,
    receiver: referral.Receiver | None = None,
    key: uuid.UUID | None = None,
) -> Referral | None:
    return referral.refer(
        question=question,
        on=TODAY,
        to="Humanitas",
        kind=kind,
        consent=consent,
        note="",
        by=world.people["Fatima"],
        today=TODAY,
        agreed=told,
        receiver=receiver,
        key=key,
    )


def warm(world: World, question: HelpQuestion, *shares: str, email: str = "") -> Referral:
    made = refer(world, question, told=agreed(*shares), receiver=referral.Receiver(email=email))
    assert made is not None
    return made


def link_of(world: World, made: Referral, *, now: datetime = NOW) -> tuple[OneTimeLink, str]:
    address = handover.make_link(referral=made, by=world.people["Fatima"], now=now)
    assert address is not None
    token = address.rstrip("/").rsplit("/", 1)[1]
    return links.find(token, purpose=OneTimeLink.Purpose.HANDOVER, now=now), token


def stage_of(made: Referral, *, now: datetime = NOW) -> Stage:
    return referral.stage_of(referral.with_links(Referral.objects.filter(pk=made.pk)).get(), now=now)


def file_quarter(world: World) -> None:
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 10, 1), end=date(2027, 1, 1), closed_by=world.people["Karin"]
    )


# --- referring --------------------------------------------------------------------------------------------------------


def test_a_warm_referral_needs_consent(world: World, question: HelpQuestion) -> None:
    with pytest.raises(Refused, match="als de cliënt het goed vindt") as refusal:
        refer(world, question, consent=False)
    assert refusal.value.field == "consent"
    key = uuid.uuid4()
    assert refer(world, question, key=key) is not None
    assert refer(world, question, key=key) is None
    assert [(each.to, each.consent) for each in question.referrals.all()] == [("Humanitas", True)]


def test_a_referral_in_a_filed_quarter_is_refused(world: World, question: HelpQuestion) -> None:
    file_quarter(world)
    with pytest.raises(PeriodFiled):
        refer(world, question)


def test_an_entry_of_another_front_door_is_refused(world: World, question: HelpQuestion) -> None:
    elsewhere = FrontDoor.objects.create(
        name="Elders", slug="elders", municipality=world.municipality, run_by=world.palet
    )
    entry = SocialMapEntry.objects.create(front_door=elsewhere, name="Humanitas")
    with pytest.raises(Refused, match="uw sociale kaart"):
        refer(world, question, receiver=referral.Receiver(entry))


def test_with_a_leaflet_nothing_is_told_even_where_it_was_ticked(world: World, question: HelpQuestion) -> None:
    made = refer(world, question, kind=Referral.Kind.LEAFLET, consent=False, told=agreed("name"))
    assert made is not None
    assert (made.shares, made.consent_on) == ([], None)


def test_only_known_keys_are_kept_in_their_order(world: World, question: HelpQuestion) -> None:
    assert warm(world, question, "text", "onzin", "name").shares == ["name", "text"]


# --- consent ----------------------------------------------------------------------------------------------------------


def test_consent_that_is_taken_back_ends_the_link(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    _, token = link_of(world, made)
    referral.withdraw_consent(referral=made, by=world.people["Fatima"], now=NOW)
    with pytest.raises(links.LinkRefused, match="werkt niet"):
        links.find(token, purpose=OneTimeLink.Purpose.HANDOVER, now=NOW)
    made.refresh_from_db()
    assert (made.consent_withdrawn_on, stage_of(made)) == (TODAY, Stage.WITHDRAWN)
    with pytest.raises(Refused, match="Schrijf eerst op"):
        handover.make_link(referral=made, by=world.people["Fatima"], now=NOW)
    with pytest.raises(Refused, match="geen toestemming"):
        referral.withdraw_consent(referral=made, by=world.people["Fatima"], now=NOW)


def change(world: World, made: Referral, *shares: str, version: int | None = None) -> Referral:
    return referral.change_consent(
        referral=made,
        agreed=agreed(*shares),
        receiver=referral.Receiver(email="intake@humanitas.example"),
        receiver_note="Belt graag",
        by=world.people["Fatima"],
        today=TODAY,
        version=version or made.version,
    )


def test_consent_can_be_changed_and_given_again(world: World, question: HelpQuestion) -> None:
    made = warm(world, question, "name")
    referral.withdraw_consent(referral=made, by=world.people["Fatima"], now=NOW)
    made.refresh_from_db()
    made = change(world, made, "phone")
    assert (made.shares, made.consent_withdrawn_on, made.email) == (["phone"], None, "intake@humanitas.example")
    with pytest.raises(ChangedMeanwhile):
        change(world, made, "name", version=1)


# --- the facts --------------------------------------------------------------------------------------------------------


def facts(world: World, made: Referral, wanted: referral.Facts) -> Referral:
    return referral.write_facts(
        referral=made, facts=wanted, by=world.people["Fatima"], today=TODAY, version=made.version
    )


@pytest.mark.parametrize(
    ("talk", "appointment", "kept", "field"),
    [
        (1, None, None, "joint_talk_on"),  # days from today
        (0, None, True, "first_appointment_on"),
        (0, 1, True, "kept"),
        (0, 1, False, "kept"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(
    world: World, question: HelpQuestion, talk: int, appointment: int | None, kept: bool | None, field: str
) -> None:
    made = warm(world, question)
    wanted = referral.Facts(
        TODAY + timedelta(days=talk), None if appointment is None else TODAY + timedelta(days=appointment), kept
    )
    with pytest.raises(Refused) as refusal:
        facts(world, made, wanted)
    assert refusal.value.field == field


def test_an_appointment_may_be_planned_and_is_kept_later(world: World, question: HelpQuestion) -> None:
    made = facts(world, warm(world, question), referral.Facts(TODAY, TODAY + timedelta(days=7), None))
    made = facts(world, made, referral.Facts(TODAY, TODAY, True))
    assert (made.joint_talk_on, made.first_appointment_on, made.first_appointment_kept) == (TODAY, TODAY, True)


def test_counted_facts_of_a_filed_day_stay_and_a_planned_day_may_change(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    file_quarter(world)
    with pytest.raises(PeriodFiled):
        facts(world, made, referral.Facts(TODAY, None, None))
    with pytest.raises(PeriodFiled):
        facts(world, made, referral.Facts(None, TODAY, False))
    made = facts(world, made, referral.Facts(None, TODAY, None))
    assert made.first_appointment_on == TODAY


# --- the answer -------------------------------------------------------------------------------------------------------


def test_accepting_uses_the_link_up_and_gives_one_to_report_it_done(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    assert stage_of(made) is Stage.NOT_ASKED
    link, token = link_of(world, made)
    assert stage_of(made) is Stage.WAITING
    address = handover.answer(link=link, answer=Answer.ACCEPTED, note="Wij bellen", now=NOW)
    made.refresh_from_db()
    assert (made.answer, made.answered_on, made.answer_note) == ("accepted", TODAY, "Wij bellen")
    with pytest.raises(links.LinkRefused, match="al gebruikt"):
        links.find(token, purpose=OneTimeLink.Purpose.HANDOVER, now=NOW)
    with pytest.raises(links.LinkRefused):
        handover.answer(link=link, answer=Answer.DONE, note="", now=NOW)
    second = address.rstrip("/").split("/")[-2]
    later = NOW + timedelta(days=30)
    referral.see_answer(referral=made, by=world.people["Fatima"], now=NOW)
    handover.report_done(link=links.find(second, purpose=OneTimeLink.Purpose.HANDOVER_DONE, now=later), now=later)
    made.refresh_from_db()
    assert (made.answer, made.answered_on, made.done_on) == ("done", TODAY, TODAY + timedelta(days=30))
    assert made.answer_seen_at is None, "a new answer is to be read again"


def test_refusing_needs_a_reason_and_leaves_the_link_alive_until_then(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    link, token = link_of(world, made)
    with pytest.raises(Refused, match="waarom") as refusal:
        handover.answer(link=link, answer=Answer.REFUSED, note="  ", now=NOW)
    assert refusal.value.field == "note"
    assert links.find(token, purpose=OneTimeLink.Purpose.HANDOVER, now=NOW) == link
    assert handover.answer(link=link, answer=Answer.REFUSED, note="Wachtlijst", now=NOW) == ""
    made.refresh_from_db()
    assert (made.answer, made.answer_note, stage_of(made)) == ("refused", "Wachtlijst", Stage.REFUSED)


def test_without_an_answer_it_asks_for_attention(world: World, question: HelpQuestion) -> None:
    made = warm(world, question)
    link_of(world, made)
    assert stage_of(made, now=NOW + timedelta(days=6)) is Stage.WAITING
    assert stage_of(made, now=NOW + timedelta(days=7)) is Stage.NO_ANSWER
    assert stage_of(made, now=NOW + timedelta(days=14)) is Stage.EXPIRED
    handover.withdraw_link(referral=made, by=world.people["Fatima"], now=NOW)
    assert stage_of(made, now=NOW + timedelta(days=7)) is Stage.NOT_ASKED


def test_no_link_is_made_where_nothing_may_be_told_or_it_was_answered(world: World, question: HelpQuestion) -> None:
    silent = refer(world, question)
    assert silent is not None
    with pytest.raises(Refused, match="Schrijf eerst op"):
        handover.make_link(referral=silent, by=world.people["Fatima"], now=NOW)
    made = warm(world, question)
    with pytest.raises(Refused, match="e-mailadres"):
        handover.make_link(referral=made, by=world.people["Fatima"], now=NOW, mail=True)
    link, _ = link_of(world, made)
    handover.answer(link=link, answer=Answer.DONE, note="", now=NOW)
    with pytest.raises(Refused, match="al geantwoord"):
        handover.make_link(referral=made, by=world.people["Fatima"], now=NOW)


def test_the_log_holds_no_word_of_what_was_told(world: World, question: HelpQuestion) -> None:
    made = warm(world, question, "name", "phone", email="intake@humanitas.example")
    link, token = link_of(world, made)
    handover.answer(link=link, answer=Answer.ACCEPTED, note="kanarie", now=NOW)
    written = str(list(AuditEvent.objects.values_list("action", "details")))
    for secret in ("kanarie", token, "humanitas", question.client.last_name):
        assert secret not in written
