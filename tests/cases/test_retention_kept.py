"""Around the lists: the file that outlives a restore, names of staff who left, what goes by itself, what pages say."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from cases import removal_ledger
from cases.dossier.files import html_of
from cases.dossier.gathering import as_json, dossier_of
from cases.models import (
    Absence,
    Client,
    Contact,
    CounterTiming,
    DataKind,
    DestructionCertificate,
    DestructionList,
    HelpQuestion,
    Removal,
    SavedView,
    UnusualReading,
)
from cases.retention import cleaning, ledger, staff
from cases.retention.terms import set_term
from oco.models import Job, KnownDevice, Membership, Submission, User
from oco.models.people import Role
from tests.cases.retention_scene import carried_out, make_scene, name_of, old, proposed
from tests.cases.world import TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def world() -> World:
    return make_scene()


# --- backups follow ---------------------------------------------------------------------------------------------------


class _PutBack(Exception):
    pass


@contextlib.contextmanager
def lost() -> Iterator[None]:
    """What happens in here isn't in the backup that is put back after it."""
    with contextlib.suppress(_PutBack), transaction.atomic():
        yield
        raise _PutBack


@pytest.mark.parametrize("known", ["nothing", "proposal"])
def test_after_a_restore_people_go_again_and_the_certificate_comes_back(
    world: World, tmp_path: Path, known: str
) -> None:
    """A backup from before the list was made, and one in which it still waits."""
    file = tmp_path / "removals.jsonl"
    clients = [old(world), old(world, "Ander")]
    if known == "proposal":
        proposed(world)
    with lost():
        made = carried_out(world, proposed(world)).certificate
        content, checksum, at = made.content, made.checksum, made.at
        assert removal_ledger.keep(file) == 2
        assert removal_ledger.keep(file) == 0
    assert len(file.read_text().splitlines()) == 3  # two people and a certificate
    assert [name_of(client) for client in clients] == ["Bep Geheimer", "Bep Ander"]
    call_command("replay_removals", str(file))
    assert [name_of(client) for client in clients] == ["Verwijderd", "Verwijderd"]
    back = DestructionCertificate.objects.get()
    assert (back.content, back.checksum, back.at) == (content, checksum, at)
    of_list = DestructionList.objects.get()
    assert (of_list.status, of_list.lead_by, of_list.admin_by) == ("done", world.people["Karin"], world.people["Bas"])
    assert sorted(of_list.lines.values_list("outcome", flat=True)) == ["removed", "removed"]
    assert Removal.objects.filter(of_list=of_list, request__isnull=True).count() == 2
    call_command("replay_removals", str(file))  # twice changes nothing
    assert (Removal.objects.count(), DestructionCertificate.objects.count()) == (2, 1)
    call_command("replay_removals", str(file), "--check")


def test_no_name_of_a_client_is_in_the_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "removals.jsonl"
    old(world, phone="+31612345678")
    carried_out(world, proposed(world))
    removal_ledger.keep(file)
    assert not {"Geheimer", "Bep", "612345678"} & set(file.read_text().replace('"', " ").split())
    assert [ledger.is_certificate(json.loads(line)) for line in file.read_text().splitlines()] == [False, True]


# --- staff who left ---------------------------------------------------------------------------------------------------


def left(world: World, name: str, until: date, *, wrote_on: date | None = None) -> User:
    user = world.person(name, world.mee)
    User.objects.filter(pk=user.pk).update(created_at="2010-01-01T12:00Z")
    Membership.objects.create(
        user=user, organisation=world.mee, role=Role.SUPPORTER, since=date(2010, 1, 1), until=until
    )
    SavedView.objects.create(owner=user, name="Van mij", list=SavedView.List.QUESTIONS, query="x")
    Absence.objects.create(
        user=user, provider=world.mee, first_day=date(2015, 1, 1), last_day=date(2015, 1, 2), written_by=user
    )
    if wrote_on:
        question = world.question(provider=world.mee)
        Contact.objects.create(
            question=question, front_door=world.front_door, provider=world.mee, supporter=user, on=wrote_on,
            activity="talk", minutes=30,
        )  # fmt: skip
    return user


def test_the_name_of_who_left_goes_after_the_term_and_the_work_stays(world: World) -> None:
    gone = left(world, "Vertrokken", date(2019, 11, 18), wrote_on=date(2018, 1, 1))
    recent = left(world, "Recent", date(2019, 11, 19))
    wrote_later = left(world, "Schreef later", date(2012, 1, 1), wrote_on=date(2020, 1, 1))
    supports = left(world, "Heeft een vraag", date(2012, 1, 1))
    HelpQuestion.objects.filter(pk=world.question(provider=world.mee).pk).update(supporter=supports)
    assert staff.remove_left(today=TODAY) == 1
    gone.refresh_from_db()
    assert (gone.name, gone.email) == (f"oud-medewerker {gone.pk}", f"oud-medewerker-{gone.pk}@vertrokken.invalid")
    assert (gone.is_active, gone.has_usable_password()) == (False, False)
    assert not SavedView.objects.filter(owner=gone).exists()
    assert not Absence.objects.filter(user=gone).exists()
    assert Contact.objects.get(supporter=gone).minutes == 30
    for other in (recent, wrote_later, supports, world.people["Fatima"]):
        assert not User.objects.get(pk=other.pk).name.startswith("oud-"), other.pk
    assert staff.remove_left(today=TODAY) == 0


def test_the_longest_term_of_somebodys_organisations_holds(world: World) -> None:
    user = left(world, "Vertrokken", date(2019, 1, 1))
    Membership.objects.create(
        user=user, organisation=world.palet, role=Role.SUPPORTER, since=date(2011, 1, 1), until=date(2012, 1, 1)
    )
    set_term(
        organisation=world.palet, kind=DataKind.STAFF, months=120, valid_from=TODAY, ground="x", reason="x",
        by=world.people["Bas"], today=TODAY,
    )  # fmt: skip
    assert staff.remove_left(today=TODAY) == 0
    assert staff.remove_left(today=date(2029, 1, 1)) == 1


# --- what goes by itself ----------------------------------------------------------------------------------------------


def test_traces_of_forms_and_jobs_go_after_their_days(world: World) -> None:
    now = timezone.now()
    for days in (cleaning.FORMS.days + 1, cleaning.FORMS.days - 1):
        Submission.objects.create(key=uuid.uuid4(), by=world.people["Wil"], handled_at=now - timedelta(days=days))
    for days, status in ((731, "done"), (731, "failed"), (729, "done")):
        Job.objects.create(kind="x", key=f"x{days}{status}", status=status, finished_at=now - timedelta(days=days))
    Job.objects.create(kind="x", key="waits", queued_at=now - timedelta(days=900))
    for days in (366, 364):
        CounterTiming.objects.create(
            front_door=world.front_door, kind="simple", milliseconds=1, at=now - timedelta(days=days)
        )
    for days in (366, 364):
        KnownDevice.objects.create(user=world.people["Wil"], device_hash=f"{days}", seen_at=now - timedelta(days=days))
    for days in (732, 729):
        UnusualReading.objects.create(
            provider=world.mee, user=world.people["Wil"], on=now.date() - timedelta(days=days), rule="many", clients=[],
            count=40,
        )  # fmt: skip
    found = cleaning.clean(now=now)
    assert (found["forms"], found["jobs"], found["timings"]) == (1, 2, 1)
    assert (found["devices"], found["reading"]) == (1, 1)
    assert sum(cleaning.clean(now=now).values()) == 0
    assert Job.objects.filter(key="waits").exists()


# --- the dossier says until when --------------------------------------------------------------------------------------


def test_a_dossier_says_when_it_is_destroyed(world: World) -> None:
    client = Client.objects.select_related("front_door").get(pk=old(world, closed_on=date(2026, 5, 4)).pk)
    dossier = dossier_of(client, world.mee, today=TODAY)
    assert dossier.kept == "Vernietigen op 4 mei 2041: 15 jaar na 4 mei 2026."
    assert as_json(dossier)["vernietigen_op"] == "2041-05-04"
    assert "Vernietigen op 4 mei 2041" in html_of(dossier)
    world.question(client=client, provider=world.mee)
    running = dossier_of(client, world.mee, today=TODAY)
    assert (running.kept, as_json(running)["vernietigen_op"]) == (
        "Zolang een vraag loopt; daarna begint de termijn.", None,
    )  # fmt: skip
