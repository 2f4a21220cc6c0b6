"""The disk is full while a document is written: no half document, a sentence, and it goes on by itself."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from oco import jobs
from oco.embedded.paths import PROJECT, data_dir
from oco.models import Job
from reporting.models import ReportFile
from subsidies import files
from tests.faults.system import System, status
from tests.faults.test_worker_killed import filed
from tests.told import Tell

Full = Callable[[], AbstractContextManager[None]]
REFUSING = """
CREATE FUNCTION faults_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER faults_full BEFORE INSERT ON reporting_reportfile FOR EACH ROW EXECUTE FUNCTION faults_full();
"""


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def full_by_trigger() -> Iterator[None]:
    """PostgreSQL says what it says when the disk is full."""
    execute(REFUSING)
    try:
        yield
    finally:
        execute("DROP TRIGGER faults_full ON reporting_reportfile; DROP FUNCTION faults_full()")


@contextmanager
def full_for_real() -> Iterator[None]:
    """The table of documents on a disk of 4 MB that is full. Needs the right to mount."""
    small = data_dir() / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small], capture_output=True).returncode != 0:
        pytest.skip("this user may not mount a small disk; the test with PostgreSQL's own message has run")
    with ExitStack() as stack:
        stack.callback(lambda: subprocess.run(["umount", small], check=True))
        space = small / "space"
        space.mkdir()
        subprocess.run(["chown", "nobody", space], check=True)
        execute(f"CREATE TABLESPACE small LOCATION '{space}'")
        stack.callback(execute, "DROP TABLESPACE small")
        execute("ALTER TABLE reporting_reportfile SET TABLESPACE small")
        stack.callback(execute, "ALTER TABLE reporting_reportfile SET TABLESPACE pg_default")
        filler = small / "filler"
        stack.callback(filler.unlink, missing_ok=True)
        _fill(filler)
        yield


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@pytest.mark.parametrize(("full", "quarter"), [(full_by_trigger, "2018-Q3"), (full_for_real, "2018-Q4")])
def test_a_document_waits_until_there_is_room(system: System, tell: Tell, full: Full, quarter: str) -> None:
    with full():
        report = filed(system.world, quarter)
        job = files.job_of(report)
        assert job is not None
        system.wait_for(lambda: status(job) == Job.Status.QUEUED and job.error != "", "a job that was put back")
        assert job.error == jobs.PASSES
        assert report.files.count() == 0
    seconds = system.wait_until_done(job)
    kept = {file.format: bytes(file.content) for file in ReportFile.objects.filter(report=report)}
    assert sorted(kept) == ["pdf", "xlsx"]
    assert kept["pdf"].rstrip().endswith(b"%%EOF")
    assert job.error == ""
    tell(f"disk full ({quarter}): documents there {seconds:.0f} s after there was room")


def test_a_command_that_finds_no_room_leaves_nothing_and_says_so(system: System, tmp_path: Path) -> None:
    target = tmp_path / "rapport.xlsx"
    command = [sys.executable, "manage.py", "make_report", "2018-Q1", "--partnership", "ZoSamen", "--draft"]
    command += ["--format", "xlsx", "--out", str(target)]

    def make(largest_file: int) -> subprocess.CompletedProcess[str]:
        """With no file over so many bytes: what the kernel then says needs no right to mount."""
        return subprocess.run(
            command,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "oco.settings.owner", "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file)),
        )

    refused = make(4096)
    assert (refused.returncode, list(tmp_path.iterdir())) == (1, [])
    assert f"{target} is niet te schrijven" in refused.stderr
    assert "Er is niets van geschreven." in refused.stderr
    assert make(50_000_000).returncode == 0
    assert target.read_bytes().startswith(b"PK")
