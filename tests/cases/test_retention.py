"""The monthly list: who is on it, two approvals, carrying out person by person, the certificate."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import linking, removal, removal_ledger, rights, tasks
from cases.acts import Refused
from cases.models import (
    Client,
    Contact,
    DataKind,
    DestructionCertificate,
    DestructionLine,
    DestructionList,
    HelpQuestion,
    Removal,
    RetentionHold,
    RetentionTerm,
    RightsRequest,
)
from cases.retention import approval, carrying_out, certificate, cleaning, holds, proposal, rules, staff
from cases.retention.approval import Seat
from cases.retention.terms import set_term, terms_of
from oco import jobs
from oco.models import AuditEvent, Job, Participation
from tests.cases.retention_scene import LONG_AGO, approved, carried_out, make_scene, name_of, old, proposed
from tests.cases.world import TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Outcome, Status = DestructionLine.Outcome, DestructionList.Status


@pytest.fixture
def world() -> World:
    return make_scene()


def texts_after(world: World, months: int) -> None:
    set_term(
        organisation=world.mee, kind=DataKind.TEXTS, months=months, valid_from=TODAY, ground="Afspraak", reason="x",
        by=world.people["Bas"], today=TODAY,
    )  # fmt: skip


def people_of(of_list: DestructionList) -> list[tuple[int, str]]:
    return list(of_list.lines.values_list("client_id", "kind"))


def outcomes(of_list: DestructionList) -> dict[int, tuple[str, str]]:
    return {line.client_id: (line.outcome, line.outcome_note) for line in of_list.lines.all()}


# --- terms ------------------------------------------------------------------------------------------------------------


def test_a_term_holds_from_its_day_and_the_former_can_still_be_read(world: World) -> None:
    assert terms_of(world.mee.pk, TODAY)[DataKind.DOSSIER].months == 180
    later = TODAY + timedelta(days=30)
    for months, day in ((240, TODAY), (120, later)):
        set_term(
            organisation=world.mee, kind=DataKind.DOSSIER, months=months, valid_from=day, ground="Contract artikel 4",
            reason="Nieuw contract", by=world.people["Bas"], today=TODAY,
        )  # fmt: skip
    assert terms_of(world.mee.pk, TODAY)[DataKind.DOSSIER].months == 240
    assert terms_of(world.mee.pk, later)[DataKind.DOSSIER].months == 120
    assert terms_of(world.palet.pk, later)[DataKind.DOSSIER].months == 180
    assert RetentionTerm.objects.count() == 2


def test_a_term_cant_be_changed_or_taken_away(world: World) -> None:
    texts_after(world, 24)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        RetentionTerm.objects.update(months=12)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        RetentionTerm.objects.all().delete()


@pytest.mark.parametrize(("months", "day", "field"), [(12, TODAY, "number"), (180, date(2026, 1, 1), "valid_from")])
def test_a_term_too_short_or_in_the_past_is_refused(world: World, months: int, day: date, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_term(
            organisation=world.mee, kind=DataKind.DOSSIER, months=months, valid_from=day, ground="x", reason="x",
            by=world.people["Bas"], today=TODAY,
        )  # fmt: skip
    assert refusal.value.field == field


# --- who is on the list -----------------------------------------------------------------------------------------------


def test_who_is_past_the_term_is_proposed_and_nobody_else(world: World) -> None:
    dossier = old(world)
    walk_in = old(world, "Even", worked=False, closed_on=date(2025, 10, 1))
    old(world, "Jonger", closed_on=date(2011, 11, 19))  # tomorrow
    old(world, "Pas langs", worked=False, closed_on=date(2026, 1, 5))
    old(world, "Bij Palet", provider=world.palet)
    running = old(world, "Terug")
    world.question(client=running, provider=world.mee)
    of_list = proposed(world)
    assert people_of(of_list) == [(dossier.pk, "dossier"), (walk_in.pk, "walk_in")]  # the longest past first
    line = of_list.lines.get(client=dossier)
    assert (line.last_on, line.due_on, line.months) == (LONG_AGO, date(2026, 3, 14), 180)
    assert "5.3.4" in line.ground


def test_linked_records_are_one_line_and_the_youngest_day_counts(world: World) -> None:
    fatima = world.people["Fatima"]
    one, other, young = old(world), old(world, "Zelfde"), old(world, "Nog een", closed_on=date(2020, 1, 1))
    linking.link(one=one, other=other, by=fatima)
    assert people_of(proposed(world)) == [(one.pk, "dossier")]
    linking.link(one=one, other=young, by=fatima)
    assert people_of(proposed(world, today=date(2026, 12, 1))) == []


def test_somebody_without_any_question_stands_with_the_first_provider_of_the_door(world: World) -> None:
    client = world.client("Nooit gevraagd")
    Client.objects.filter(pk=client.pk).update(
        created_at=datetime(2025, 5, 1, 12, tzinfo=timezone.get_current_timezone())
    )
    assert people_of(proposed(world)) == [(client.pk, "walk_in")]
    assert people_of(proposed(world, world.palet)) == []
    of_list = carried_out(world, DestructionList.objects.get(provider=world.mee))
    assert outcomes(of_list) == {client.pk: ("removed", "")}
    assert name_of(client) == "Verwijderd"


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1)])
def test_who_is_kept_longer_is_held_out_until_that_day(world: World, until: date) -> None:
    client = old(world)
    with time_machine.travel("2026-10-01 10:00+02:00"):
        held = holds.hold(
            client=client, provider=world.mee, why=RetentionHold.Why.COURT, note="", until=until,
            by=world.people["Karin"], today=date(2026, 10, 1),
        )  # fmt: skip
    assert held is not None
    assert bool(people_of(proposed(world))) is (until < TODAY)


def test_a_hold_that_was_ended_holds_nobody(world: World) -> None:
    client, karin = old(world), world.people["Karin"]
    held = holds.hold(
        client=client, provider=world.mee, why=RetentionHold.Why.RESTRICTION, note="", until=date(2027, 1, 1), by=karin,
        today=TODAY,
    )  # fmt: skip
    assert held is not None
    holds.end(held=held, by=karin)
    assert people_of(proposed(world)) == [(client.pk, "dossier")]


@pytest.mark.parametrize(
    ("why", "until", "said"),
    [
        (RetentionHold.Why.COURT, TODAY, "na vandaag"),
        (RetentionHold.Why.COURT, date(2040, 1, 1), "binnen 10 jaar"),
        (RetentionHold.Why.OTHER, date(2027, 1, 1), "waarom dit dossier"),
    ],
)
def test_keeping_longer_has_a_reason_and_an_end(world: World, why: RetentionHold.Why, until: date, said: str) -> None:
    with pytest.raises(Refused, match=said):
        holds.hold(
            client=old(world), provider=world.mee, why=why, note="", until=until, by=world.people["Karin"], today=TODAY
        )


# --- one list a month -------------------------------------------------------------------------------------------------


def test_there_is_one_list_a_month_however_often_it_is_asked(world: World) -> None:
    old(world)
    assert proposal.ask(today=TODAY) == 2  # MEE and Palet
    assert proposal.ask(today=TODAY) == 2
    assert Job.objects.filter(kind=proposal.JOB).count() == 2
    for job in Job.objects.filter(kind=proposal.JOB):
        assert jobs.run(job.pk)
    assert proposal.ask(today=TODAY) == 0
    assert sorted(DestructionList.objects.values_list("provider__name", "status")) == [
        ("MEE", "proposed"), ("Palet Welzijn", "nothing"),
    ]  # fmt: skip
    assert proposed(world).pk == DestructionList.objects.get(provider=world.mee).pk
    assert DestructionLine.objects.count() == 1


def test_the_worker_asks_by_itself_and_a_job_that_failed_is_asked_again_a_day_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oco.celery import app

    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # this test's own is needed
    tasks.propose_destruction()
    job = Job.objects.get(key=f"{proposal.JOB}:{world.mee.pk}:2026-11")
    Job.objects.filter(kind=proposal.JOB).update(status="failed", finished_at=Now(), error="Stuk")
    tasks.propose_destruction()
    assert Job.objects.filter(key=job.key).count() == 1
    with connection.cursor() as cursor:  # the database's clock says how long ago
        cursor.execute("UPDATE oco_job SET finished_at = now() - interval '25 hours'")
    tasks.propose_destruction()
    assert Job.objects.filter(key=job.key, status="queued").count() == 1
    tasks_by_name = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"cases.tasks.propose_destruction", "cases.tasks.remove_past_terms"} <= tasks_by_name


def test_a_list_that_nobody_finished_is_replaced_by_the_next_month(world: World) -> None:
    client = old(world)
    first = proposed(world)
    second = proposed(world, today=date(2026, 12, 1))
    first.refresh_from_db()
    assert (first.status, people_of(second)) == ("replaced", [(client.pk, "dossier")])
    with pytest.raises(Refused, match="vervangen"):
        approval.approve(of_list=first, seat=Seat.LEAD, fingerprint=first.fingerprint, by=world.people["Karin"])


def test_making_a_list_costs_the_same_however_many_are_on_it(world: World) -> None:
    found = []
    for month in (date(2026, 11, 1), date(2026, 12, 1)):
        for number in range(4):
            old(world, f"Naam{month.month}{number}")
        with CaptureQueriesContext(connection) as captured:
            proposed(world, today=month)
        found.append(len(captured))
    assert found[0] == found[1]


# --- two approvals ----------------------------------------------------------------------------------------------------


def test_one_person_is_never_both(world: World) -> None:
    from oco.models import Membership
    from oco.models.people import Role

    old(world)
    karin, of_list = world.people["Karin"], proposed(world)
    Membership.objects.create(user=karin, organisation=world.mee, role=Role.ADMINISTRATOR, since=date(2020, 1, 1))
    assert approval.seats_of(karin, of_list) == [Seat.LEAD, Seat.ADMIN]
    of_list = approval.approve(of_list=of_list, seat=Seat.LEAD, fingerprint=of_list.fingerprint, by=karin)
    with pytest.raises(Refused, match="tweede persoon"):
        approval.approve(of_list=of_list, seat=Seat.ADMIN, fingerprint=of_list.fingerprint, by=karin)
    with pytest.raises(IntegrityError, match="destruction_list_two_people"), transaction.atomic():
        DestructionList.objects.update(admin_by=karin, admin_at=timezone.now())
    with pytest.raises(IntegrityError, match="destruction_list_approved_by_two"), transaction.atomic():
        DestructionList.objects.update(status="approved")


@pytest.mark.parametrize(
    ("name", "seat"), [("Fatima", Seat.LEAD), ("Karin", Seat.ADMIN), ("Bas", Seat.LEAD), ("Paul", Seat.LEAD)]
)
def test_a_seat_is_of_who_has_the_role(world: World, name: str, seat: Seat) -> None:
    old(world)
    of_list = proposed(world)
    with pytest.raises(Refused, match="niet aan u"):
        approval.approve(of_list=of_list, seat=seat, fingerprint=of_list.fingerprint, by=world.people[name])


def test_a_change_of_the_list_takes_approvals_away(world: World) -> None:
    old(world)
    old(world, "Ander")
    karin, of_list = world.people["Karin"], proposed(world)
    seen = of_list.fingerprint
    approval.approve(of_list=of_list, seat=Seat.LEAD, fingerprint=seen, by=karin)
    line = of_list.lines.first()
    assert line is not None
    approval.leave_out(line=line, until=date(2027, 5, 1), reason="Klacht", by=karin, today=TODAY)
    of_list.refresh_from_db()
    assert (of_list.lead_by, of_list.lead_at) == (None, None)
    assert of_list.fingerprint != seen
    with pytest.raises(Refused, match="intussen veranderd"):
        approval.approve(of_list=of_list, seat=Seat.ADMIN, fingerprint=seen, by=world.people["Bas"])
    approval.put_back(line=line, by=karin)
    of_list.refresh_from_db()
    assert of_list.fingerprint == seen


def test_who_was_left_out_stays_and_comes_back_after_that_day(world: World) -> None:
    client, other = old(world), old(world, "Ander")
    of_list = proposed(world)
    approval.leave_out(
        line=of_list.lines.get(client=client), until=date(2027, 1, 1), reason="Klacht", by=world.people["Karin"],
        today=TODAY,
    )  # fmt: skip
    of_list.refresh_from_db()
    of_list = carried_out(world, of_list)
    assert (name_of(client), name_of(other)) == ("Bep Geheimer", "Verwijderd")
    assert people_of(proposed(world, today=date(2026, 12, 1))) == []
    assert people_of(proposed(world, today=date(2027, 1, 1))) == [(client.pk, "dossier")]
    assert of_list.certificate.content["left_out"] == 1


def test_a_list_on_which_nobody_is_left_isnt_approved(world: World) -> None:
    old(world)
    of_list = proposed(world)
    approval.leave_out(
        line=of_list.lines.get(), until=date(2027, 1, 1), reason="Klacht", by=world.people["Karin"], today=TODAY
    )
    of_list.refresh_from_db()
    with pytest.raises(Refused, match="niemand meer"):
        approved(world, of_list)


def test_a_list_waits_for_who_may_approve_and_not_for_who_did(world: World) -> None:
    old(world)
    of_list = proposed(world)
    karin, bas = world.people["Karin"], world.people["Bas"]
    assert [item.key for item in approval.waiting(karin, TODAY)] == ["vernietigingslijsten"]
    assert [item.about for item in approval.waiting(bas, TODAY)] == ["MEE"]
    assert not list(approval.waiting(world.people["Fatima"], TODAY))
    approval.approve(of_list=of_list, seat=Seat.LEAD, fingerprint=of_list.fingerprint, by=karin)
    assert not list(approval.waiting(karin, TODAY))
    assert not list(approval.waiting(world.people["Anja"], TODAY))  # the team's approval is there
    assert list(approval.waiting(bas, TODAY))


# --- carrying out -----------------------------------------------------------------------------------------------------


def test_names_and_texts_go_and_numbers_days_and_minutes_stay(world: World) -> None:
    client = old(world, phone="+31612345678", birth_date=date(1950, 3, 1))
    of_list = carried_out(world, proposed(world))
    assert (of_list.status, outcomes(of_list)) == ("done", {client.pk: ("removed", "")})
    client.refresh_from_db()
    assert (client.full_name, client.phone, client.birth_date) == ("Verwijderd", "", None)
    question = HelpQuestion.objects.get(client=client)
    assert (question.text, question.closed_on) == ("", LONG_AGO)
    contact = Contact.objects.get(question=question)
    assert (contact.note, contact.minutes) == ("", 60)
    proof = Removal.objects.get()
    assert (proof.whole, proof.request, proof.of_list, proof.decided_by, proof.by) == (
        True, None, of_list, world.people["Karin"], world.people["Bas"],
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="client removed by term").count() == 1
    assert removal.removed_on([client.pk]) == {client.pk: TODAY}


@pytest.mark.parametrize("what", ["question", "hold", "request", "link", "term"])
def test_what_happened_after_the_approval_is_seen_and_said(world: World, what: str) -> None:
    client, other = old(world), old(world, "Ander")
    of_list = approved(world, proposed(world))
    karin = world.people["Karin"]
    match what:
        case "question":
            world.question(client=client, provider=world.mee)
            said = rules.OPEN_AGAIN
        case "hold":
            holds.hold(
                client=client, provider=world.mee, why=RetentionHold.Why.COMPLAINT, note="", until=date(2027, 1, 1),
                by=karin, today=TODAY,
            )  # fmt: skip
            said = rules.KEPT_LONGER
        case "request":
            request = rights.receive(
                client=client, provider=world.mee, kind=RightsRequest.Kind.REMOVAL, what="", received_on=TODAY,
                by=karin, today=TODAY,
            )  # fmt: skip
            assert request is not None
            request = rights.decide(
                request=request, decision=RightsRequest.Decision.GRANTED, reason="Mag", by=karin, today=TODAY,
                version=request.version,
            )  # fmt: skip
            rights.carry_out(request=request, by=world.people["Anja"], version=request.version)
            said = rules.GONE_ALREADY
        case "link":
            linking.link(one=client, other=old(world, "Jong", closed_on=date(2024, 1, 1)), by=karin)
            said = rules.SINCE_THEN
        case _:
            set_term(
                organisation=world.mee, kind=DataKind.DOSSIER, months=240, valid_from=TODAY, ground="x", reason="x",
                by=world.people["Bas"], today=TODAY,
            )  # fmt: skip
            said = rules.LONGER_TERM
    assert of_list.job is not None
    assert jobs.run(of_list.job.pk)
    of_list.refresh_from_db()
    found = outcomes(of_list)
    assert found[client.pk] == ("skipped", said)
    assert found[other.pk] == (("skipped", said) if what == "term" else ("removed", ""))
    assert [said, 2 if what == "term" else 1] in of_list.certificate.content["skipped"]
    if what not in ("request",):
        assert name_of(client) == "Bep Geheimer"


def test_each_person_goes_whole_or_not_at_all_and_a_job_that_broke_goes_on(world: World) -> None:
    first, second = old(world), old(world, "Tweede")
    of_list = approved(world, proposed(world))
    assert of_list.job is not None
    erase = removal.erase

    def breaks_at_the_second(client: Client, *args: object, **kwargs: object) -> list[tuple[str, int]]:
        counts = erase(client, *args, **kwargs)  # type: ignore[arg-type]
        if client.pk == second.pk:
            raise RuntimeError("power cut")
        return counts

    with mock.patch.object(removal, "erase", breaks_at_the_second):
        assert not jobs.run(of_list.job.pk)
    assert (name_of(first), name_of(second)) == ("Verwijderd", "Bep Tweede")
    of_list.refresh_from_db()
    assert (of_list.status, outcomes(of_list)) == ("approved", {first.pk: ("removed", ""), second.pk: ("", "")})
    assert not DestructionCertificate.objects.exists()
    assert jobs.run(of_list.job.pk)
    of_list.refresh_from_db()
    assert (of_list.status, Removal.objects.count(), DestructionCertificate.objects.count()) == ("done", 2, 1)
    assert of_list.certificate.content["people"] == 2


def test_a_second_run_changes_nothing(world: World) -> None:
    old(world)
    of_list = carried_out(world, proposed(world))
    before = of_list.certificate.checksum
    with jobs.run_here(carrying_out.JOB, key=str(of_list.pk), list=of_list.pk) as job:
        assert job.result == {"removed": 1, "skipped": 0}
    carrying_out.one(of_list.lines.get().pk, today=TODAY)
    assert (Removal.objects.count(), DestructionCertificate.objects.get().checksum) == (1, before)


def test_a_list_that_was_changed_behind_the_approvals_isnt_carried_out(world: World) -> None:
    client = old(world)
    extra = old(world, "Erbij", closed_on=date(2020, 1, 1))
    of_list = approved(world, proposed(world))
    DestructionLine.objects.create(
        of_list=of_list, client=extra, kind="dossier", months=24, ground="x", last_on=date(2020, 1, 1),
        due_on=date(2022, 1, 1),
    )  # fmt: skip
    assert of_list.job is not None
    jobs.run(of_list.job.pk)
    of_list.job.refresh_from_db()
    assert (of_list.job.status, of_list.job.error) == (
        "failed", "De lijst is anders dan toen er akkoord op kwam. Er is niets vernietigd.",
    )  # fmt: skip
    assert name_of(client) == "Bep Geheimer"


def test_of_two_providers_the_last_one_takes_the_identity_along(world: World) -> None:
    client = old(world)
    old(world, client=client, provider=world.palet, closed_on=date(2011, 11, 30))
    of_list = carried_out(world, proposed(world))
    assert (name_of(client), of_list.certificate.content["identities"]) == ("Bep Geheimer", 0)
    assert HelpQuestion.objects.get(client=client, provider=world.mee).text == ""
    assert people_of(proposed(world, today=date(2026, 12, 1))) == []  # MEE has nothing more
    with time_machine.travel("2026-12-02 10:00+01:00"):
        theirs = carried_out(world, proposed(world, world.palet, today=date(2026, 12, 2)), lead="Paul")
    assert (name_of(client), theirs.certificate.content["identities"]) == ("Verwijderd", 1)


def test_texts_may_go_before_the_dossier(world: World) -> None:
    client = old(world, closed_on=date(2020, 1, 1))
    texts_after(world, 60)
    of_list = carried_out(world, proposed(world))
    assert people_of(of_list) == [(client.pk, "texts")]
    assert name_of(client) == "Bep Geheimer"
    assert Contact.objects.get(question__client=client).note == ""
    assert Removal.objects.get().texts_only
    assert people_of(proposed(world, today=date(2026, 12, 1))) == []
    last = proposed(world, today=date(2035, 1, 1))
    assert people_of(last) == [(client.pk, "dossier")]
    with time_machine.travel("2035-01-02 10:00+01:00"):
        carried_out(world, last)
    assert name_of(client) == "Verwijderd"


# --- the certificate --------------------------------------------------------------------------------------------------


def test_a_certificate_says_what_went_on_what_ground_and_by_whom_and_names_no_client(world: World) -> None:
    client = old(world)
    old(world, "Even", worked=False, closed_on=date(2025, 10, 1))
    of_list = carried_out(world, proposed(world))
    made = of_list.certificate
    content = made.content
    assert (made.number, content["people"], content["identities"]) == ("VV-2026-001", 2, 2)
    assert [(kind["kind"], kind["people"], kind["terms"][0]["words"]) for kind in content["kinds"]] == [
        ("dossier", 1, "15 jaar"), ("inloop met contactgegevens", 1, "1 jaar"),
    ]  # fmt: skip
    assert (content["kinds"][0]["last_from"], content["kinds"][0]["last_until"]) == ("2011-03-14", "2011-03-14")
    assert [(each["seat"], each["name"]) for each in content["approved"]] == [
        ("teamleider", "Karin"), ("functioneel beheerder", "Bas"),
    ]  # fmt: skip
    assert ["Hulpvragen", 2] in content["records"]
    assert content["backups_gone_on"] == "2026-12-19"  # 18 November + 30 days + 1
    text = json.dumps(content) + certificate.html_of(made)
    for word in ("Geheimer", "Even", client.number):
        assert word not in text, word
    assert certificate.checksum_of(content) == made.checksum
    assert made.pdf is not None


def test_a_certificate_cant_be_changed(world: World) -> None:
    old(world)
    carried_out(world, proposed(world))
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        DestructionCertificate.objects.update(number="anders")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        DestructionCertificate.objects.all().delete()


def test_numbers_follow_each_other_per_provider(world: World) -> None:
    old(world)
    old(world, "Bij Palet", provider=world.palet)
    first, theirs = carried_out(world, proposed(world)), carried_out(world, proposed(world, world.palet), lead="Paul")
    old(world, "Later")
    second = carried_out(world, proposed(world, today=date(2026, 12, 1)))
    assert [each.certificate.number for each in (first, theirs, second)] == [
        "VV-2026-001",
        "VV-2026-001",
        "VV-2026-002",
    ]


def test_a_provider_behind_no_door_gets_no_list(world: World) -> None:
    Participation.objects.filter(provider=world.palet).delete()
    assert [provider.name for provider in proposal.providers()] == ["MEE"]


def test_who_is_kept_longer_isnt_removed_on_request_either(world: World) -> None:
    client, karin = old(world), world.people["Karin"]
    request = rights.receive(
        client=client, provider=world.mee, kind=RightsRequest.Kind.REMOVAL, what="", received_on=TODAY, by=karin,
        today=TODAY,
    )  # fmt: skip
    assert request is not None
    held = holds.hold(
        client=client, provider=world.mee, why=RetentionHold.Why.COURT, note="", until=date(2027, 1, 1), by=karin,
        today=TODAY,
    )  # fmt: skip
    assert held is not None

    def grant() -> RightsRequest:
        return rights.decide(
            request=request, decision=RightsRequest.Decision.GRANTED, reason="Mag", by=karin, today=TODAY, version=1
        )

    with pytest.raises(Refused, match="langer bewaard"):
        grant()
    holds.end(held=held, by=karin)
    assert grant().decision == "granted"


def test_the_workers_own_login_does_all_of_it(world: World, tmp_path: Path) -> None:
    client = old(world)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_worker")
        cleaning.clean(now=timezone.now())
        staff.remove_left(today=TODAY)
        of_list = proposed(world)
        approved(world, of_list)
        of_list.refresh_from_db()
        assert of_list.job is not None
        assert jobs.run(of_list.job.pk)
        assert removal_ledger.keep(tmp_path / "removals.jsonl") == 1
        cursor.execute("RESET ROLE")
    assert name_of(client) == "Verwijderd"
    assert DestructionCertificate.objects.get().content["people"] == 1
