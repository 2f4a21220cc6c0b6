"""Removals kept beside the database and done again after a restore. A restore is here a rolled-back savepoint: the
database is as it was, the file isn't."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cases import linking, removal_ledger, rights, tasks
from cases.models import Client, HelpQuestion, Removal, RightsRequest
from oco.models import User
from oco.models.people import Role
from tests.cases.world import TODAY, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def world() -> World:
    made = make_world()
    made.person("Anja", made.mee, Role.MANAGER)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "removals" / "removals.jsonl"


@contextmanager
def lost() -> Iterator[None]:
    """What happens in here isn't in the backup that is put back after it."""
    with contextlib.suppress(_PutBack), transaction.atomic():
        yield
        raise _PutBack


class _PutBack(Exception):
    pass


def known(world: World, last_name: str = "Geheimer", *, closed: bool = True, **fields: Any) -> Client:
    client = world.client(last_name, first_name="Bep", **fields)
    question = world.question(client=client, provider=world.mee, supporter=world.people["Fatima"])
    if closed:
        close(question)
    return client


def close(question: HelpQuestion) -> None:
    HelpQuestion.objects.filter(pk=question.pk).update(
        closed_on=TODAY, outcome="information_advice", first_contact_on=TODAY, picked_up_on=TODAY
    )


def asked(world: World, client: Client) -> RightsRequest:
    """A client's request for removal, received by the team leader."""
    request = rights.receive(
        client=client,
        provider=world.mee,
        kind=RightsRequest.Kind.REMOVAL,
        what="Alles weg",
        received_on=TODAY,
        by=world.people["Karin"],
        today=TODAY,
    )
    assert request is not None
    return request


def remove(world: World, client: Client, *, by: User | None = None) -> Removal:
    karin = world.people["Karin"]
    request = asked(world, client)
    request = rights.decide(
        request=request,
        decision=RightsRequest.Decision.GRANTED,
        reason="Geen grond meer",
        by=karin,
        today=TODAY,
        version=request.version,
    )
    return rights.carry_out(request=request, by=by or world.people["Anja"], version=request.version)


def name_of(client: Client) -> str:
    return Client.objects.get(pk=client.pk).full_name


def test_a_line_holds_numbers_and_moments_and_no_name(world: World, file: Path) -> None:
    client = known(world, phone="0612345678")
    proof = remove(world, client)
    assert removal_ledger.keep(file) == 1
    (line,) = [json.loads(text) for text in file.read_text().splitlines()]
    assert [record["number"] for record in line["records"]] == [client.number]
    assert (line["whole"], line["ground"], line["at"]) == (True, "Geen grond meer", proof.at.isoformat())
    assert not {"Geheimer", "Bep", "612345678", "Karin", "Anja"} & set(file.read_text().replace('"', " ").split())
    assert file.stat().st_mode & 0o777 == 0o600


def test_lines_are_added_and_never_taken_away(world: World, file: Path) -> None:
    with lost():
        remove(world, known(world))
        assert removal_ledger.keep(file) == 1
    first = file.read_text()
    assert removal_ledger.keep(file) == 0  # its proof isn't in the database any more
    assert file.read_text() == first
    remove(world, known(world, "Ander"))
    assert removal_ledger.keep(file) == 1
    assert file.read_text().startswith(first)
    assert len(removal_ledger.read(file)) == 2


def test_the_worker_writes_them_by_itself(
    world: World, file: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oco.celery import app

    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # this test's own is needed
    settings.REMOVALS = file
    remove(world, known(world))
    tasks.keep_removals()
    assert len(removal_ledger.read(file)) == 1
    scheduled = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert scheduled["cases.tasks.keep_removals"] == 60.0


def test_a_removal_is_done_again_once(world: World, file: Path) -> None:
    client, stranger = known(world), known(world, "Ander")
    with lost():
        remove(world, client)
        removal_ledger.keep(file)
    assert name_of(client) == "Bep Geheimer"
    lines = removal_ledger.read(file)
    assert [line.key for line in removal_ledger.missing(lines)] == [lines[0].key]
    assert removal_ledger.replay(lines) == removal_ledger.Replayed(done=1)
    assert (name_of(client), name_of(stranger)) == ("Verwijderd", "Bep Ander")
    assert removal_ledger.missing(lines) == []
    assert removal_ledger.replay(lines) == removal_ledger.Replayed(known=1)
    request = RightsRequest.objects.get()
    assert (request.decided_by, request.carried_out_by) == (world.people["Karin"], world.people["Anja"])


def test_a_request_that_the_backup_knows_is_finished_and_not_doubled(world: World, file: Path) -> None:
    client = known(world)
    karin = world.people["Karin"]
    request = asked(world, client)
    with lost():
        granted = rights.decide(
            request=request,
            decision=RightsRequest.Decision.GRANTED,
            reason="Geen grond meer",
            by=karin,
            today=TODAY,
            version=request.version,
        )
        rights.carry_out(request=granted, by=world.people["Anja"], version=granted.version)
        removal_ledger.keep(file)
    removal_ledger.replay(removal_ledger.read(file))
    kept = RightsRequest.objects.get()
    assert (kept.pk, kept.decision, kept.reason, kept.what) == (request.pk, "granted", "Geen grond meer", "")


def test_links_of_the_day_of_the_removal_decide_and_not_those_of_the_backup(world: World, file: Path) -> None:
    """Linked after the backup: goes too. Taken apart after the backup: stays."""
    client, joined, apart = known(world), known(world, "Zelfde"), known(world, "Ander")
    karin = world.people["Karin"]
    link = linking.link(one=client, other=apart, by=karin)
    with lost():
        linking.unlink(link=link, by=karin)
        linking.link(one=client, other=joined, by=karin)
        remove(world, client)
        removal_ledger.keep(file)
    removal_ledger.replay(removal_ledger.read(file))
    assert [name_of(each) for each in (client, joined, apart)] == ["Verwijderd", "Verwijderd", "Bep Ander"]


@pytest.mark.parametrize("change", [{"number": "anders"}, {"created_at": timedelta(seconds=1)}, None])
def test_a_key_that_was_given_to_somebody_else_is_left_alone(
    change: dict[str, Any] | None, world: World, file: Path
) -> None:
    client = known(world)
    with lost():
        remove(world, client)
        removal_ledger.keep(file)
    if change is not None:
        if "created_at" in change:
            change = {"created_at": client.created_at + change["created_at"]}
        Client.objects.filter(pk=client.pk).update(**change)
    found = removal_ledger.replay(removal_ledger.read(file))
    assert (found.done, found.not_here) == ((1, 0) if change is None else (0, 1))
    assert name_of(client) == ("Verwijderd" if change is None else "Bep Geheimer")


def test_a_question_that_runs_again_is_named(world: World, file: Path) -> None:
    client = known(world, closed=False)
    question = HelpQuestion.objects.get(client=client)
    with lost():
        close(question)
        remove(world, client)
        removal_ledger.keep(file)
    assert removal_ledger.replay(removal_ledger.read(file)).open_again == (question.number,)
    assert HelpQuestion.objects.get().text == ""


def test_people_who_came_after_the_backup_are_replaced_by_two_who_are_named(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = known(world)
    with lost():
        remove(world, client, by=world.person("Nieuw", world.mee, Role.MANAGER))
        removal_ledger.keep(file)
    with pytest.raises(CommandError, match="Noem twee mensen"):
        call_command("replay_removals", str(file))
    assert name_of(client) == "Bep Geheimer"
    karin, anja = (world.people[name].email for name in ("Karin", "Anja"))
    with pytest.raises(CommandError, match="twee mensen"):
        call_command("replay_removals", str(file), "--decided-by", karin, "--by", karin)
    with pytest.raises(CommandError, match="niemand met het e-mailadres"):
        call_command("replay_removals", str(file), "--decided-by", karin, "--by", "weg@oco.example")
    call_command("replay_removals", str(file), "--decided-by", karin, "--by", anja)
    assert "Verwijderingen: 1 herhaald" in capsys.readouterr().out
    assert Removal.objects.get().by == world.people["Anja"]


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"records": []}'])
def test_a_broken_line_stops_it_before_anything_is_done(line: str, world: World, file: Path) -> None:
    client = known(world)
    with lost():
        remove(world, client)
        removal_ledger.keep(file)
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(CommandError, match=r"Regel 2 van removals\.jsonl is niet te lezen"):
        call_command("replay_removals", str(file))
    assert name_of(client) == "Bep Geheimer"
