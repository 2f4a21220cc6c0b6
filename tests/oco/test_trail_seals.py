"""The log is sealed by snapshot, misses nothing under load, and shows what was tampered with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from oco import audit, jobs
from oco.health import check_log
from oco.middleware import WholeRequest
from oco.models import AuditEvent, Job, LogBatch, LogEvent, Membership, Municipality, Organisation, User
from oco.models.people import Role
from oco.trail import anchors, reads, seals, term, work
from oco.trail.statements import SEALED
from oco.trail.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 8, 133  # 1,064 transactions
_codes = cycle(range(10_000))


@pytest.fixture(autouse=True)
def file(settings: Any, tmp_path: Path) -> Path:
    settings.SEALS = tmp_path / "outside" / "seals.jsonl"
    return Path(settings.SEALS)


def towns(*names: str) -> None:
    for name in names:
        Municipality.objects.create(name=name, slug=name.lower(), cbs_code=f"GM{next(_codes):04}")


@pytest.fixture
def three(file: Path) -> list[LogBatch]:
    """Three batches of some lines each."""
    made = []
    for number in range(3):
        towns(*(f"P{number}{letter}" for letter in "abc"))
        audit.record(f"act {number}", by=None)
        made += seals.seal()
    return made


def tamper(*statements: str) -> None:
    """As somebody who owns the database and switched its triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def in_threads(work: Callable[[int], None], many: int) -> None:
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_chain_of_batches_is_whole(three: list[LogBatch], file: Path) -> None:
    found = verify(file)
    # 3 towns and 1 act in each
    assert (found.findings, found.batches, found.lines, found.last) == ([], 3, 12, seals.printed(three[-1]))
    assert [(batch.events, batch.acts) for batch in three] == [(3, 1)] * 3
    assert [line["number"] for line in _json(file)] == [1, 2, 3]


def _json(file: Path) -> Iterator[dict[str, Any]]:
    import json

    return (json.loads(line) for line in file.read_text().splitlines())


def test_where_nothing_is_new_no_batch_is_made(three: list[LogBatch]) -> None:
    assert seals.seal() == []


def test_what_a_transaction_that_still_runs_writes_is_sealed_later() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            towns("Traag")
            begun.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    towns("Vlug")  # has a later key and is done sooner
    before = seals.seal()
    go_on.set()
    thread.join()
    after = seals.seal()
    assert sum(batch.events for batch in before) == 0
    assert sum(batch.events for batch in after) == 2
    assert verify(None).ok


@pytest.fixture
def another_database() -> Iterator[psycopg.Connection[Any]]:
    """A connection to another database of the same cluster, in a transaction that has written."""
    where = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(
        **{key: where[key] for key in ("host", "port", "user", "password", "dbname") if key in where}
    ) as other:
        other.execute("SELECT pg_current_xact_id()")
        yield other
        other.rollback()


def test_a_transaction_in_another_database_holds_up_no_seal(another_database: psycopg.Connection[Any]) -> None:
    towns("Hier")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot()) < (SELECT max(xact) FROM oco_logevent)::text::xid8"
        )
        assert cursor.fetchone() == (True,)  # the snapshot alone would wait for it
    assert sum(batch.events for batch in seals.seal()) == 1


def test_what_the_sealing_transaction_itself_wrote_is_sealed_later() -> None:
    with transaction.atomic():
        towns("Zelf")
        assert seals.seal() == []
    assert sum(batch.events for batch in seals.seal()) == 1


def test_sealing_under_load_misses_nothing(file: Path) -> None:
    over = threading.Event()
    made: list[LogBatch] = []

    def write(number: int) -> None:
        for step in range(EACH):
            with transaction.atomic():
                towns(f"T{number}x{step}")
                if step % 9 == number % 9:
                    time.sleep(0.01)  # a slower one that others pass
                audit.record("written", by=None)
                if step % 20 == 19:
                    transaction.set_rollback(True)

    def keep_sealing() -> None:
        try:
            while not over.is_set():
                made.extend(seals.seal())
                time.sleep(0.02)
        finally:
            connection.close()

    sealing = threading.Thread(target=keep_sealing)
    sealing.start()
    in_threads(write, WRITERS)
    over.set()
    sealing.join()
    made.extend(seals.seal())
    found = verify(file)
    kept = WRITERS * (EACH - EACH // 20)
    assert (LogEvent.objects.count(), AuditEvent.objects.count()) == (kept, kept)
    assert (found.findings, found.lines) == ([], 2 * kept)
    assert len(made) > 3


def test_of_1600_looks_at_once_each_is_logged() -> None:
    user = User.objects.create_user("a@x.example", name="Anna")

    class Match:
        url_name = "clients"
        kwargs: dict[str, object] = {}

    def page(request: HttpRequest) -> HttpResponse:
        reads.looked(int(request.GET["client"]))
        request.resolver_match = Match()  # type: ignore[assignment]
        return HttpResponse("ja")

    class Session(dict[str, object]):
        session_key = ""

    def look(number: int) -> None:
        whole = WholeRequest(page)
        for step in range(200):
            request = RequestFactory().get("/", {"client": 1 + number * 200 + step})
            request.user, request.session = user, Session()  # type: ignore[assignment]
            assert whole(request).status_code == 200

    in_threads(look, 8)
    found = LogEvent.objects.filter(kind="read")
    assert found.count() == 1600
    assert set(found.values_list("client_id", flat=True)) == set(range(1, 1601))
    assert set(found.values_list("user_id", "login", "address")) == {(user.pk, "oco_care", "127.0.0.1")}
    assert found.values("request").distinct().count() == 1600


# --- tampering ------------------------------------------------------------------------------------------------------

_ROW = "(SELECT min(id) FROM oco_logevent WHERE xact >= (SELECT from_xact FROM oco_logbatch WHERE number = 2))"
_NEXT = f"(SELECT min(id) FROM oco_logevent WHERE id > {_ROW})"


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        pytest.param(
            [f"UPDATE oco_logevent SET user_id = 7 WHERE id = {_ROW}"],
            "Een regel onder zegel 2 is veranderd.",
            id="a changed row",
        ),
        pytest.param(
            ["UPDATE oco_auditevent SET action = 'iets anders' WHERE action = 'act 1'"],
            "Een regel onder zegel 2 is veranderd.",
            id="a changed act",
        ),
        pytest.param(
            [f"DELETE FROM oco_logevent WHERE id = {_ROW}"],
            "Onder zegel 2 stonden 4 regels, en nu 3.",
            id="a removed row",
        ),
        pytest.param(
            [
                "INSERT INTO oco_logevent (kind, what, at, side, login, address, record_kind, record_id, cluster, xact)"
                " SELECT 'read', 'x', now(), '', '', '', '', '', cluster, from_xact FROM oco_logbatch WHERE number = 2"
            ],
            "Onder zegel 2 stonden 4 regels, en nu 5.",
            id="an added row",
        ),
        pytest.param(
            [
                f"UPDATE oco_logevent SET record_id = CASE id WHEN {_ROW} THEN 'b' ELSE 'a' END"
                f" WHERE id IN ({_ROW}, {_NEXT})"
            ],
            "Een regel onder zegel 2 is veranderd.",
            id="swapped rows",
        ),
        pytest.param(
            ["UPDATE oco_logbatch SET sealed_at = sealed_at - interval '1 hour' WHERE number = 2"],
            "De gegevens van zegel 2 zijn veranderd.",
            id="a changed batch",
        ),
        pytest.param(
            ["DELETE FROM oco_logbatch WHERE number = 2"],
            "Tussen zegel 1 en 3 ontbreken zegels.",
            id="a removed batch",
        ),
        pytest.param(
            [
                "DELETE FROM oco_logevent WHERE xact >= (SELECT from_xact FROM oco_logbatch WHERE number = 3)",
                "DELETE FROM oco_auditevent WHERE xact >= (SELECT from_xact FROM oco_logbatch WHERE number = 3)",
                "DELETE FROM oco_logbatch WHERE number = 3",
            ],
            "De keten houdt op bij zegel 2; buiten de database is zegel 3 bewaard.",
            id="a removed tail",
        ),
        pytest.param(
            ["UPDATE oco_logbatch SET emptied_at = now() WHERE number = 1", "DELETE FROM oco_logevent WHERE id < 0"],
            "De regels onder zegel 1 zijn weggehaald voor hun termijn voorbij was.",
            id="emptied before its term",
        ),
    ],
)
def test_tampering_is_found(three: list[LogBatch], file: Path, statements: list[str], sentence: str) -> None:
    assert verify(file).ok
    tamper(*statements)
    assert sentence in verify(file).findings


def rewrite_chain(tampering: str = f"DELETE FROM oco_logevent WHERE id = {_ROW}") -> None:
    """As somebody who knows how seals are made: takes a line away and makes every seal anew."""
    tamper(tampering)
    previous = seals.FIRST
    for batch in LogBatch.objects.order_by("number"):
        with transaction.atomic(), connection.cursor() as cursor:
            seals.steady(cursor)
            content = seals.content_of(cursor, batch.cluster, batch.from_xact, batch.to_xact)
        batch.events, batch.acts, batch.content = content.events, content.acts, content.sha256
        batch.previous = previous
        previous = batch.seal = seals.seal_of(batch)
        tamper(
            f"UPDATE oco_logbatch SET events = {batch.events}, acts = {batch.acts}, content = '{batch.content}',"
            f" previous = '{batch.previous}', seal = '{batch.seal}' WHERE number = {batch.number}"
        )


def test_a_chain_that_was_rewritten_is_found_by_the_seals_outside(three: list[LogBatch], file: Path) -> None:
    rewrite_chain()
    assert verify(None).ok  # inside nothing shows
    assert verify(file).findings == ["De keten is vanaf zegel 2 een andere dan buiten de database is bewaard."]


def test_a_chain_that_was_rewritten_is_found_by_a_seal_on_paper(three: list[LogBatch], file: Path) -> None:
    paper = seals.printed(three[-1])
    assert seals.find(paper.upper().replace(" ", "")) == three[-1]
    rewrite_chain()
    assert seals.find(paper) is None
    with pytest.raises(CommandError, match="staat niet in de keten"):
        call_command("verify_log", find=paper)


@pytest.mark.parametrize("text", ["", "3", "3-", "x-1234", "3-1234", "-1-" + "0" * 16, "99999999999-" + "0" * 16])
def test_what_is_no_seal_is_not_found(three: list[LogBatch], text: str) -> None:
    assert seals.find(text) is None


def test_without_the_file_outside_it_says_so(three: list[LogBatch], file: Path) -> None:
    file.unlink()
    assert verify(file).findings == ["Het bestand met zegels buiten de database is er niet."]
    file.write_text("geen regel\n")
    assert verify(file).findings == ["Regel 1 van seals.jsonl is niet te lezen."]


@pytest.mark.parametrize("table", SEALED)
def test_sealed_lines_stay_until_their_batch_is_given_up(three: list[LogBatch], table: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot delete rows of the log"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")
    assert verify(None).lines == 12


# --- after a restore ------------------------------------------------------------------------------------------------


def test_in_another_cluster_the_chain_goes_on(three: list[LogBatch], file: Path) -> None:
    towns("Nog")  # not sealed when the backup was made
    tamper(
        "UPDATE oco_logevent SET cluster = 42",
        "UPDATE oco_auditevent SET cluster = 42",
        "UPDATE oco_logbatch SET cluster = 42",
    )
    relabel()
    file.unlink()
    seals.seal()
    towns("Elders")
    made = seals.seal()
    found = verify(file)
    assert (found.findings, found.batches) == ([], 5)
    assert made[-1].cluster != 42
    assert LogBatch.objects.get(number=4).events == 1


def relabel() -> None:
    """The chain as the other cluster would have made it."""
    previous = seals.FIRST
    for batch in LogBatch.objects.order_by("number"):
        with transaction.atomic(), connection.cursor() as cursor:
            seals.steady(cursor)
            content = seals.content_of(cursor, batch.cluster, batch.from_xact, batch.to_xact)
        batch.content, batch.previous = content.sha256, previous
        previous = batch.seal = seals.seal_of(batch)
        tamper(
            f"UPDATE oco_logbatch SET content = '{batch.content}', previous = '{batch.previous}', seal = '{batch.seal}'"
            f" WHERE number = {batch.number}"
        )


def test_after_an_older_backup_somebody_says_why_the_chain_goes_on(three: list[LogBatch], file: Path) -> None:
    tamper(
        "DELETE FROM oco_logevent WHERE xact >= (SELECT from_xact FROM oco_logbatch WHERE number = 3)",
        "DELETE FROM oco_auditevent WHERE xact >= (SELECT from_xact FROM oco_logbatch WHERE number = 3)",
        "DELETE FROM oco_logbatch WHERE number = 3",
    )
    with pytest.raises(CommandError, match="houdt op bij zegel 2"):
        call_command("verify_log")
    call_command("verify_log", after_restore="schijf kapot op 30 november")
    towns("Verder")
    seals.seal()
    found = verify(file)
    assert found.ok
    assert [told.partition(": ")[2] for told in found.told] == ["schijf kapot op 30 november"]
    assert anchors.read(file).last == 3


# --- the term -------------------------------------------------------------------------------------------------------


def years_ago(years: float) -> None:
    """Seals everything as if it was done then."""
    seals.seal(at=datetime.now(UTC) - timedelta(days=365.25 * years))


def test_after_the_term_lines_go_and_the_chain_stays(settings: Any, file: Path) -> None:
    towns("Oud")
    audit.record("oud", by=None)
    years_ago(5.1)
    towns("Jong")
    years_ago(1)
    assert term.forget_old() == 2
    seals.seal()  # the line that says so
    assert list(LogEvent.objects.order_by("id").values_list("kind", "record_id")) == [
        ("change", str(Municipality.objects.get(name="Jong").pk)),
        ("emptied", "1"),
    ]
    assert not AuditEvent.objects.exists()
    found = verify(file)
    assert (found.findings, found.emptied, found.batches) == ([], 1, 3)
    assert term.forget_old() == 0


def test_no_setting_takes_lines_of_less_than_a_year(settings: Any) -> None:
    settings.LOG_YEARS = 0
    towns("Jong")
    years_ago(0.9)
    assert term.forget_old() == 0
    with pytest.raises(DatabaseError, match="rows of the log"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT oco_forget_log(1)")


# --- every night ----------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator() -> User:
    user = User.objects.create_user("beheer@x.example", name="Bea", side="care")
    organisation = Organisation.objects.create(kind="provider", name="X", slug="x")
    Membership.objects.create(
        user=user, organisation=organisation, role=Role.ADMINISTRATOR, since=datetime.now(UTC).date()
    )
    return user


def verify_tonight() -> Job:
    job = work.ask(today=datetime.now(UTC).date())
    assert job is not None
    assert jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_the_night_verifies_once_and_shows_it(three: list[LogBatch]) -> None:
    assert check_log().text == "nog niet gecontroleerd"
    job = verify_tonight()
    assert (job.result["ok"], mail.outbox) == (True, [])
    assert work.ask(today=datetime.now(UTC).date()) is None
    assert check_log().ok


def test_a_fault_is_mailed_to_administrators_and_shown(three: list[LogBatch], administrator: User) -> None:
    tamper(f"DELETE FROM oco_logevent WHERE id = {_ROW}")
    job = verify_tonight()
    assert job.result["findings"] == ["Onder zegel 2 stonden 4 regels, en nu 3."]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["beheer@x.example"], "Het logboek klopt niet")
    assert "Onder zegel 2 stonden 4 regels, en nu 3." in str(sent.body)
    shown = check_log()
    assert (shown.ok, shown.needed) == (False, False)
    assert "klopt niet" in shown.text


def test_the_worker_seals_with_its_own_login(file: Path) -> None:
    towns("Ergens")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_worker")
        made = seals.seal()
        assert verify(file).ok
        cursor.execute("RESET ROLE")
    assert [batch.events for batch in made] == [1]
