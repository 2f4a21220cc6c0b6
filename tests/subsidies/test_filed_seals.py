"""The seal on every filed report has to be in the chain: a chain that was made anew, or cut short, is found by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from oco import audit, jobs
from oco.models import LogBatch
from oco.trail import anchors, filed, seals
from oco.trail.verify import Verified, verify
from reporting.models import Report
from subsidies import filing
from tests.oco.test_trail_seals import rewrite_chain, tamper, verify_tonight
from tests.subsidies.test_filing import file as file_report
from tests.subsidies.world import FILED_AT, World, make_world
from tests.wall import let_it_be_emptied

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = "Het rapport van ZoSamen over het 1e kwartaal van 2018, versie 1,"
SECOND = FIRST.replace("versie 1", "versie 2")


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the seals are kept outside. These tests commit; without a worker there is nobody to ring for."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    settings.SEALS = tmp_path / "seals.jsonl"
    return Path(settings.SEALS)


@pytest.fixture
def world() -> World:
    """One report, filed when two batches had been sealed, and a correction of it, filed when there were four."""
    with transaction.atomic():
        world = make_world()
        world.small_quarter()
    two_seals()
    report = file_report(world)
    two_seals()
    filing.open_correction(report=report, reason="Een vraag vergeten", by=world.manager)
    file_report(world, now=FILED_AT.replace(month=5), reason="Een vraag vergeten")
    return world


def two_seals() -> None:
    for action in ("one", "other"):
        audit.record(action, by=None)
        assert len(seals.seal()) == 1


def sealed_in() -> list[str]:
    """The number of the seal that each version has."""
    return [each.seal.partition("-")[0] for each in filed.all_seals()]


def rewrite_without_a_trace(outside: Path, *, since: str) -> None:
    """By somebody who can write the file outside as well: takes out what was done, in the batch of then."""
    first = f"SELECT id FROM oco_auditevent WHERE action = '{since}' ORDER BY at LIMIT 1"
    rewrite_chain(f"DELETE FROM oco_auditevent WHERE id = ({first})")
    outside.unlink()
    anchors.keep(outside, LogBatch.objects.order_by("number"))


def cut_off_after(number: int) -> None:
    tamper(
        f"DELETE FROM oco_logevent WHERE xact >= (SELECT to_xact FROM oco_logbatch WHERE number = {number})",
        f"DELETE FROM oco_auditevent WHERE xact >= (SELECT to_xact FROM oco_logbatch WHERE number = {number})",
        f"DELETE FROM oco_logbatch WHERE number > {number}",
    )


def test_every_version_that_was_filed_with_a_seal_is_compared(world: World, outside: Path) -> None:
    assert sealed_in() == ["2", "4"]
    assert [each.what for each in filed.all_seals()] == [FIRST, SECOND]
    found = verify(outside)
    assert (found.findings, found.filed) == ([], 2)


def test_a_report_of_before_the_first_seal_has_none_to_compare(outside: Path) -> None:
    with transaction.atomic():
        world = make_world()
        world.small_quarter()
        file_report(world)
    seals.seal()
    found = verify(outside)
    assert Report.objects.count() == 1
    assert (found.findings, found.filed) == ([], 0)


@pytest.mark.parametrize(("since", "found"), [("one", [(FIRST, 2), (SECOND, 4)]), ("report filed", [(SECOND, 4)])])
def test_a_chain_that_was_made_anew_with_the_file_outside_is_found_by_reports_of_after(
    world: World, outside: Path, since: str, found: list[tuple[str, int]]
) -> None:
    rewrite_without_a_trace(outside, since=since)
    assert verify(outside).findings == [
        f"{report} heeft zegel {number}. In de keten is dat een ander zegel." for report, number in found
    ]


def test_the_night_says_which_report_and_version(world: World, outside: Path) -> None:
    assert verify_tonight().result["filed"] == 2
    rewrite_without_a_trace(outside, since="one")
    with pytest.raises(CommandError, match=r"versie 2, heeft zegel 4\. In de keten is dat een ander zegel\."):
        call_command("verify_log")


def test_a_tail_that_was_taken_off_as_if_a_backup_was_put_back_is_found(world: World, outside: Path) -> None:
    """In a real restore the report of after the backup is gone as well."""
    cut_off_after(3)
    anchors.restored(outside, to=3, reason="schijf kapot")
    found = verify(outside)
    assert found.told
    assert found.findings == [f"{SECOND} heeft zegel 4. Dat staat niet in de keten."]
    two_seals()  # the chain goes on, and has a fourth and a fifth again
    assert verify(outside).findings == [f"{SECOND} heeft zegel 4. In de keten is dat een ander zegel."]


def test_after_a_restore_of_an_older_backup_nothing_is_said_of_reports(world: World, outside: Path) -> None:
    cut_off_after(3)
    tamper(  # nor does that backup hold the second version
        *(
            f"DELETE FROM {table} WHERE report_id IN (SELECT id FROM reporting_report WHERE version = 2)"
            for table in ("reporting_releaseddocument", "reporting_internaldocument")
        ),
        "DELETE FROM reporting_report WHERE version = 2",
    )
    anchors.restored(outside, to=3, reason="schijf kapot")
    assert still_good(outside).filed == 1
    filing.open_correction(report=Report.objects.get(), reason="Opnieuw", by=world.manager)
    file_report(world, now=FILED_AT.replace(month=6), reason="Opnieuw")
    two_seals()
    assert sealed_in() == ["2", "3"]
    assert still_good(outside).filed == 2


def still_good(outside: Path) -> Verified:
    found = verify(outside)
    assert found.findings == []
    return found


def test_in_another_cluster_the_chain_goes_on_under_the_same_seals(world: World, outside: Path) -> None:
    (before,) = set(LogBatch.objects.values_list("cluster", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public.oco_cluster() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 42::bigint'"
        )
    try:
        audit.record("elsewhere", by=None)
        seals.seal()
        filing.open_correction(report=Report.objects.get(version=2), reason="Elders", by=world.manager)
        file_report(world, now=FILED_AT.replace(month=7), reason="Elders")
        assert set(LogBatch.objects.values_list("cluster", flat=True)) == {before, 42}
        assert still_good(outside).filed == 3
    finally:
        call_command("set_rights", verbosity=0)
        let_it_be_emptied()


def test_a_seal_that_is_no_seal_is_said() -> None:
    assert list(
        filed.not_in([], [filed.FiledSeal("Dit", "onzin"), filed.FiledSeal("Dat", "3-9f3c 52ab 77e0 1d4c")])
    ) == [
        "Dit heeft een zegel dat niet te lezen is.",
        "Dat heeft zegel 3. Dat staat niet in de keten.",
    ]


def test_the_workers_own_login_reads_them(world: World, outside: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_worker")
        assert still_good(outside).filed == 2
