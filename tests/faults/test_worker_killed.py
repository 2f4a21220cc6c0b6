"""The worker is killed in the middle of real work: it is done after all, once, and by itself."""

from __future__ import annotations

import hashlib
import os
import signal
import uuid
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from oco import jobs, leases
from oco.models import Job
from oco.periods import Period
from reporting import rollups
from reporting import tasks as reporting_tasks
from reporting.models import Report, ReportFile, RollUp
from subsidies import files, filing, mailing
from tests.faults.cheap import content, made
from tests.faults.system import System, ask_for, rows, status
from tests.subsidies.world import World, let_through
from tests.told import Tell


def filed(world: World, code: str) -> Report:
    """A report that went through the gate; its files and its mail are asked for."""
    period = Period.parse(code)
    report = Report.objects.filter(start=period.start, end=period.end).first()
    if report is None:
        with transaction.atomic():
            report = filing.file_report(
                organisation=world.zosamen,
                municipality=world.municipality,
                period=period,
                by=world.manager,
                now=datetime(period.end.year, period.end.month, 20, 9, tzinfo=UTC),
            )
            let_through(report)
    return report


def kill_one_child_then_all(system: System, pid: int) -> None:
    """First the child that does one of the two jobs, as when it takes too much memory; then the whole worker."""
    os.kill(pid, signal.SIGKILL)
    system.wait_for(lambda: pid not in system.pool(), "another child in its place")
    system.kill("worker")


def test_in_the_middle_of_a_roll_up(system: System, tell: Tell) -> None:
    periods = [Period.parse("2015-Q3"), Period.parse("2015-Q4")]
    scopes = rollups.scopes_of(system.world.municipality)
    with system.holding("roll_up", times=2) as reached:
        asked = [reporting_tasks.enqueue(scopes, period) for period in periods]
        pids = reached()
        assert [status(job) for job in asked] == [Job.Status.RUNNING] * 2
        kill_one_child_then_all(system, pids[0])
        assert RollUp.objects.filter(start__year=2015).count() == 0
    seconds = system.wait_until_done(*asked)
    for job, period in zip(asked, periods, strict=True):
        counted = RollUp.objects.filter(start=period.start, end=period.end)
        assert counted.count() == len(scopes) == job.result["counted"]
        assert job.attempts == 2
    tell(f"child and worker killed in two roll-ups: right after {seconds:.0f} s")


def test_in_the_middle_of_a_pdf(system: System, tell: Tell) -> None:
    with system.holding("pdf", times=2) as reached:
        reports = [filed(system.world, code) for code in ("2017-Q1", "2017-Q2")]
        asked = [job for report in reports if (job := files.job_of(report))]
        pids = reached()
        assert [file.format for report in reports for file in report.files.all()] == ["xlsx", "xlsx"]
        kill_one_child_then_all(system, pids[0])
    seconds = system.wait_until_done(*asked)
    for report in reports:
        assert report.files.count() == 2
        kept = {file.format: file for file in ReportFile.objects.filter(report=report)}
        assert sorted(kept) == ["pdf", "xlsx"]
        for file in kept.values():
            assert hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256
        assert bytes(kept["pdf"].content).startswith(b"%PDF-")
        assert bytes(kept["pdf"].content).rstrip().endswith(b"%%EOF")
    tell(f"child and worker killed in two PDFs: right after {seconds:.0f} s")


def test_in_the_middle_of_a_mail(system: System, tell: Tell) -> None:
    report = announced(system)
    officer = system.world.officer
    with system.mailbox.holding("before"):
        asked = [jobs.enqueue(files.ANNOUNCE, key=f"again-{n}", report=report.pk) for n in range(2)]
        system.wait_for(lambda: system.mailbox.asked >= 2, "two mails on their way")
        pid = next(pid for pid in system.pool() if is_busy(system, pid))
        kill_one_child_then_all(system, pid)
    seconds = system.wait_until_done(*asked)
    # By name: the beat may have told the officer something else meanwhile.
    names = [uuid.uuid5(mailing._NAMESPACE, f"{job.key} {officer.pk}") for job in asked]
    delivered = system.mailbox.to(officer.email)
    assert [sum(str(name) in found for found in delivered) for name in names] == [1, 1]
    tell(f"child and worker killed in two mails: each there once after {seconds:.0f} s")


def announced(system: System) -> Report:
    """A report of which all mails went."""
    report = filed(system.world, "2018-Q1")
    system.wait_for(lambda: not Job.objects.filter(status__in=["queued", "running"]).exists(), "earlier jobs done")
    return report


def is_busy(system: System, pid: int) -> bool:
    """Whether this child talks with the mail server."""
    process = Path(f"/proc/{pid}")
    sockets = {os.readlink(file) for file in (process / "fd").iterdir() if file.is_symlink()}
    for line in (process / "net" / "tcp").read_text().splitlines()[1:]:
        _, _, remote, *_, inode = line.split()[:10]
        if remote.endswith(f":{system.mailbox.port:04X}") and f"socket:[{inode}]" in sockets:
            return True
    return False


def test_killed_after_the_mail_was_taken_gives_the_same_mail_again(system: System) -> None:
    """Nobody can know both that the mail went and that this was written down: it goes again, with the same name."""
    report = announced(system)
    officer = system.world.officer.email
    known = set(system.mailbox.to(officer))
    with system.mailbox.holding("after"):
        job = jobs.enqueue(files.ANNOUNCE, key="after", report=report.pk)
        system.wait_for(lambda: system.mailbox.asked == 1, "a mail that was taken")
        system.kill("worker")
    system.wait_until_done(job)
    fresh = [name for name in system.mailbox.to(officer) if name not in known]
    assert len(set(fresh)) == 1


def test_a_job_that_outlasts_its_lease_twice_keeps_it(system: System) -> None:
    job = ask_for("long", seconds=2.2 * leases.LEASE_SECONDS)
    system.wait_until_done(job)
    assert (rows("long"), job.attempts) == (["long"], 1)


def test_a_worker_that_stood_still_finds_its_job_taken_and_writes_nothing(system: System) -> None:
    """As after a pause of the whole machine: it goes on where it was, with a lease that ran out."""
    with system.holding("cheap") as reached:
        job = ask_for("paused")
        (pid,) = reached()
        os.kill(pid, signal.SIGSTOP)
    try:
        system.wait_until_done(job)
    finally:
        os.kill(pid, signal.SIGCONT)
    system.wait_for(lambda: "lease lost" in system.child("worker").logged(), "the first one finds its lease lost")
    assert (rows("paused"), job.attempts) == (["paused"], 2)
    assert made("paused").read_bytes() == content("paused")
