"""The drill: a register is backed up, its cluster destroyed, and put back into a new one, twice; then all of it is
compared, by this test's own eyes, and the walls are tried."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from cases import removal_ledger, rights
from cases.models import Client, Removal, RightsRequest
from oco import jobs
from oco.backups.contents import LEFT_OUT
from oco.embedded import servers
from oco.embedded.paths import PROJECT, database_url
from oco.embedded.processes import Child
from oco.models import LogBatch, Organisation, User
from oco.models.people import Role
from oco.trail import anchors, seals
from reporting.models import ReportFile
from subsidies import filing
from tests.plugin import FOREIGN
from tests.subsidies.world import FILED_AT, Q1, World, make_world, user
from tests.wall import let_it_be_emptied

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Geheim van Cliënt1"


@pytest.fixture(autouse=True)
def no_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests commit; without a worker there is nobody to ring for."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


@pytest.fixture
def world() -> Iterator[World]:
    """A filed quarter with a file of its report, a grant with a decision, and texts about clients."""
    with transaction.atomic():
        call_command("set_rights", verbosity=0)
        made = make_world()
        made.small_quarter()
        made.grant()
    report = filing.file_report(
        organisation=made.zosamen, municipality=made.municipality, period=Q1, by=made.manager, now=FILED_AT
    )
    content = b"%PDF-1.7 proef " * 5_000
    ReportFile.objects.create(report=report, format="pdf", content=content, sha256=hashlib.sha256(content).hexdigest())
    yield made
    let_it_be_emptied()


class Cluster:
    """An installation of its own: a data folder with a PostgreSQL that nobody else knows."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self.monkeypatch = data, monkeypatch
        self.running: Child | None = None
        self.environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.environment |= {"OCO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "oco.settings.owner"}
        data.mkdir(mode=0o711)

    def start(self) -> None:
        with self.monkeypatch.context() as patch:
            patch.setenv("OCO_DATA", str(self.data))
            servers.prepare_folders()
            self.running = servers.start_postgres(throw_away=True)

    def destroy(self) -> None:
        if self.running is not None:
            self.running.stop(within=10)
        shutil.rmtree(self.data, ignore_errors=True)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """On the PostgreSQL that runs; where none does, as `script/manage` starts one."""
        start = ["manage.py"] if self.running is not None else ["-m", "oco.embedded", "manage", "--"]
        return subprocess.run(
            [sys.executable, *start, *arguments],
            env=self.environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def must(self, *arguments: str) -> str:
        """What a command says that must succeed."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def must_not(self, *arguments: str) -> str:
        """What a command says that must be refused."""
        done = self.manage(*arguments)
        assert done.returncode == 1, done.stdout
        return done.stderr

    @contextmanager
    def rows(self) -> Iterator[Any]:
        with self.monkeypatch.context() as patch:
            patch.setenv("OCO_DATA", str(self.data))
            address = database_url("oco")
        with closing(psycopg.connect(address, autocommit=True)) as opened, opened.cursor() as cursor:
            yield cursor


@pytest.fixture
def clusters(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Cluster, Cluster]]:
    below = Path(os.environ["OCO_DATA"])  # where PostgreSQL may walk
    made = [Cluster(below / f"{name}-{os.getpid()}", monkeypatch) for name in ("second", "third")]
    yield made[0], made[1]
    for cluster in made:
        cluster.destroy()


@pytest.fixture
def cluster(clusters: tuple[Cluster, Cluster]) -> Cluster:
    clusters[0].start()
    return clusters[0]


def zipped(path: Path, *, text: bytes, dump: bytes) -> Path:
    """A backup put together by hand, of which the checksums fit."""
    parts = {"manifest.json": text, "database.dump": dump}
    digests = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    with zipfile.ZipFile(path, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
        made.writestr("checksums.json", json.dumps(digests))
    return path


def every_row(rows: Any) -> dict[str, list[str]]:
    """All rows of all tables as text, sorted: another way of looking than the command's own."""
    rows.execute("SET TimeZone = 'UTC'")
    rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    names = [name for (name,) in rows.fetchall()]
    found = {}
    for name in names:
        rows.execute(f'SELECT t::text FROM "{name}" t')
        found[name] = sorted(text for (text,) in rows.fetchall())
    rows.execute("RESET TimeZone")
    return found


def documents_of(rows: Any) -> dict[int, tuple[str, bytes]]:
    rows.execute("SELECT id, sha256, content FROM reporting_reportfile")
    return {key: (digest, bytes(content)) for key, digest, content in rows.fetchall()}


def test_what_was_destroyed_comes_back_whole_twice_with_its_walls(
    world: World, clusters: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    second, third = clusters
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO oco_caresession (session_key, session_data, expire_date) VALUES ('s', 'x', now())")
        before, files = every_row(cursor), documents_of(cursor)
    first, again = tmp_path / "first.zip", tmp_path / "again"
    call_command("backup", str(first))
    listed = json.loads(zipfile.ZipFile(first).read("manifest.json"))

    said = second.must("restore", str(first))  # as script/manage does, without a server
    assert f"Vergeleken: {len(before) - len(LEFT_OUT)} tabellen" in said
    assert re.search(r" [1-9]\d* rechten, [1-9]\d* regels voor rijen, .* [1-9]\d* triggers, ", said)
    assert "Alles is gelijk." in said
    again.mkdir()
    second.must("backup", str(again), "--keep-days", "30")
    second.destroy()
    (other,) = again.iterdir()
    third.start()
    assert "Alles is gelijk." in third.must("restore", str(other))

    with third.rows() as rows:
        after = every_row(rows)
        assert set(after) == set(before)
        for name, lines in before.items():
            assert after[name] == ([] if name in LEFT_OUT else lines), name
        assert before["oco_caresession"] != []
        assert listed["tables"].keys() == set(before) - set(LEFT_OUT)
        assert documents_of(rows) == files
        assert all(hashlib.sha256(content).hexdigest() == digest for digest, content in files.values())
        assert len(listed["documents"]) == 2  # the report and its file
        _walls_stand(rows)

    assert "Deze database is niet leeg." in third.must_not("restore", str(other))
    with third.rows():
        assert "Er zijn nog 1 verbindingen" in third.must_not("restore", str(other), "--overwrite")
    assert "Alles is gelijk." in third.must("restore", str(other), "--overwrite")


def _walls_stand(rows: Any) -> None:
    """A filed report and the facts under it can't be changed, by the owner nor by a login; and each login has its own
    tables."""
    for statement, refusal in (
        ("UPDATE reporting_report SET version = 9", "Cannot update or delete"),
        ("DELETE FROM reporting_releaseddocument", "Cannot update or delete"),
        ("UPDATE reporting_reportfile SET content = 'x'", "Cannot update or delete"),
        ("UPDATE cases_contact SET minutes = 5", "period_filed"),
        ("DELETE FROM oco_auditevent", "Cannot delete rows of the log"),
        ("TRUNCATE oco_logevent", "Cannot truncate rows of the log"),
    ):
        with pytest.raises(psycopg.DatabaseError, match=refusal):
            rows.execute(statement)
    for login, statement in (
        ("oco_municipality", "SELECT * FROM cases_client"),
        ("oco_care", "UPDATE reporting_report SET version = 9"),
        ("oco_care", "SELECT * FROM reporting_pseudonym"),
        ("oco_worker", "TRUNCATE cases_client"),
    ):
        rows.execute(f"SET ROLE {login}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows.execute(statement)
        rows.execute("RESET ROLE")
    rows.execute("SET ROLE oco_municipality")
    rows.execute("SELECT count(*) FROM reporting_releaseddocument")
    assert rows.fetchone()[0] == 0  # the gate wasn't passed
    rows.execute("SELECT DISTINCT side FROM oco_user")
    assert rows.fetchall() == [("municipality",)]
    rows.execute("RESET ROLE")
    rows.execute("SELECT count(*) FROM reporting_releaseddocument")
    assert rows.fetchone()[0] == 1


def test_the_log_is_verified_after_a_restore_and_goes_on_in_the_other_cluster(
    world: World, cluster: Cluster, tmp_path: Path
) -> None:
    outside = tmp_path / "seals.jsonl"
    seals.seal()
    world.tally(date(2018, 5, 1))  # not sealed yet when the backup is made
    anchors.keep(outside, LogBatch.objects.all())
    backup = tmp_path / "backup.zip"
    call_command("backup", str(backup))
    cluster.must("restore", str(backup))
    assert "Het logboek klopt" in cluster.must("verify_log", "--seals", str(outside))
    with cluster.rows() as rows:
        rows.execute("UPDATE cases_tally SET place = 'elders' WHERE \"on\" = '2018-05-01'")
        rows.execute("SELECT count(*) FROM oco_logevent")
        (lines,) = rows.fetchone()
    cluster.must("shell", "-c", "from oco.trail import seals; seals.seal()")
    assert f"{lines + _acts(cluster)} regels onder 3 zegels" in cluster.must("verify_log", "--seals", str(outside))
    with cluster.rows() as rows:
        rows.execute("SELECT count(DISTINCT cluster) FROM oco_logbatch")
        assert rows.fetchone() == (2,)
        rows.execute("SET session_replication_role = replica; DELETE FROM oco_logevent WHERE id % 7 = 0")
    assert "Het logboek klopt niet" in cluster.must_not("verify_log", "--seals", str(outside))


def _acts(cluster: Cluster) -> int:
    with cluster.rows() as rows:
        rows.execute("SELECT count(*) FROM oco_auditevent")
        found: int = rows.fetchone()[0]
    return found


def test_a_half_dump_changes_nothing_and_a_dump_of_another_moment_is_found_out(
    world: World, cluster: Cluster, tmp_path: Path
) -> None:
    earlier, later = tmp_path / "earlier.zip", tmp_path / "later.zip"
    call_command("backup", str(earlier))
    world.tally(date(2018, 5, 1))
    call_command("backup", str(later))
    with zipfile.ZipFile(earlier) as one, zipfile.ZipFile(later) as other:
        text, dump, newer = one.read("manifest.json"), one.read("database.dump"), other.read("database.dump")
    cluster.must("restore", str(earlier))
    with cluster.rows() as rows:
        before = every_row(rows)
    half = zipped(tmp_path / "half.zip", text=text, dump=dump[:-30_000])
    assert "de database is zoals hij was" in cluster.must_not("restore", str(half), "--overwrite")
    with cluster.rows() as rows:
        assert every_row(rows) == before
    mixed = zipped(tmp_path / "mixed.zip", text=text, dump=newer)
    lost = cluster.must_not("restore", str(mixed), "--overwrite")
    assert "De tabel cases_tally heeft 2 rijen in plaats van 1." in lost


def test_who_was_removed_after_the_backup_is_removed_again(world: World, cluster: Cluster, tmp_path: Path) -> None:
    leader, second = world.mee_manager, user("manager-twee", world.mee, Role.MANAGER)
    client = world.client()
    client.first_name = SECRET
    client.save()
    world.question(date(2018, 5, 1), client=client, closed_on=date(2018, 5, 9))
    backup, ledger = tmp_path / "backup.zip", tmp_path / "removals" / "removals.jsonl"
    call_command("backup", str(backup))
    proof = removed(client, world.mee, decided_by=leader, by=second)
    assert removal_ledger.keep(ledger) == 1
    assert removal_ledger.keep(ledger) == 0  # once each
    kept = ledger.read_text()
    assert SECRET not in kept
    assert client.last_name not in kept

    assert "replay_removals BESTAND" in cluster.must("restore", str(backup))
    assert "Nog te herhalen: 1 van 1 verwijderingen." in cluster.must_not("replay_removals", str(ledger), "--check")
    with cluster.rows() as rows:
        assert SECRET in str(every_row(rows))
    assert cluster.must("replay_removals", str(ledger)).strip() == (
        "Verwijderingen: 1 herhaald, 0 stonden al in de back-up, van 0 staat de cliënt hier niet."
    )
    cluster.must("replay_removals", str(ledger), "--check")
    with cluster.rows() as rows:
        assert SECRET not in str(every_row(rows))
        rows.execute("SELECT whole, ground, at, decided_by_id, by_id FROM cases_removal")
        assert rows.fetchall() == [(True, proof.ground, proof.at, leader.pk, second.pk)]
        rows.execute("SELECT last_name FROM cases_client WHERE id = %s", [client.pk])
        assert rows.fetchone() == ("Verwijderd",)
    assert cluster.must("replay_removals", str(ledger)).strip() == (
        "Verwijderingen: 0 herhaald, 1 stonden al in de back-up, van 0 staat de cliënt hier niet."
    )


def removed(client: Client, provider: Organisation, *, decided_by: User, by: User) -> Removal:
    request = rights.receive(
        client=client,
        provider=provider,
        kind=RightsRequest.Kind.REMOVAL,
        what="Alles weg",
        received_on=date(2018, 6, 1),
        by=decided_by,
        today=date(2018, 6, 1),
    )
    assert request is not None
    request = rights.decide(
        request=request,
        decision=RightsRequest.Decision.GRANTED,
        reason="Geen grond meer om te bewaren",
        by=decided_by,
        today=date(2018, 6, 2),
        version=request.version,
    )
    return rights.carry_out(request=request, by=by, version=request.version)
