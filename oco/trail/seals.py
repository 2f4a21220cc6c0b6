"""Sealing: the lines of transactions that are over, in batches, each over the one before.

By the snapshot, not by the key or the clock: a line's key and moment are given before its transaction ends, so a batch
up to "the last key" misses what a slower transaction still writes. Below the oldest transaction of this database that
is not over nothing can come any more (`_OVER`). A chain inside each transaction would let them wait for one another.

A seal is the SHA-256 of one line of text: form, number, moment, cluster, from, to, lines, acts, SHA-256 of the lines as
COPY writes them (UTC), and the seal before. The seals are also kept outside the database (`anchors`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from oco.models import LogBatch
from oco.trail import anchors

FORM = 1
FIRST = "0" * 64  # stands before the first seal
SHORT = 16  # signs of a seal that are printed: 64 bits
_LOCK = 0x4F434F5345414C  # "OCOSEAL"
# Fixed for this form: a column that is added later belongs to a next form.
COLUMNS = {
    "oco_logevent": "id, at, kind, what, result, user_id, side, login, address, request, job, record_kind, record_id,"
    ' client_id, columns, "values", cluster, xact',
    "oco_auditevent": "id, at, by_id, action, record_kind, record_id, details, cluster, xact",
}
# Which transaction is the oldest that isn't over: nothing can come below it. A snapshot knows those of the whole
# cluster; one that is seen to belong to another database writes nothing here and isn't waited for. Of the snapshot
# first and the locks after it: a transaction whose lock isn't there (yet, or any more) counts as one of ours. The own
# transaction isn't in its own snapshot.
_OVER = """
    WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
         running AS MATERIALIZED (SELECT pg_snapshot_xip(snapshot) AS xact FROM now),
         elsewhere AS MATERIALIZED (
             SELECT l.transactionid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
              WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
                AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database()))
    SELECT least(
        (SELECT pg_snapshot_xmax(snapshot)::text::bigint FROM now),
        pg_current_xact_id_if_assigned()::text::bigint,
        (SELECT min(xact::text::bigint) FROM running
          WHERE xact::xid NOT IN (SELECT transactionid FROM elsewhere)))
"""
_STEADY = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL row_security = on",
)


@dataclass(frozen=True)
class Content:
    """What stands in a batch: how many lines of each table, and their SHA-256."""

    events: int
    acts: int
    sha256: str


def seal(*, at: datetime | None = None) -> list[LogBatch]:
    """Seals all lines of transactions that are over, in one batch per cluster; none where there is nothing new."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        steady(cursor)
        made = [_add(cursor, *part, at=at or datetime.now(UTC)) for part in _parts(cursor)]
    file: Path | None = getattr(settings, "SEALS", None)  # the worker's alone
    if file is not None:
        anchors.keep(file, LogBatch.objects.order_by("number"))
    return made


def _parts(cursor: Any) -> Iterator[tuple[int, int, int]]:
    """Of each cluster that numbered lines: from and up to which transaction they can be sealed now. Lines of another
    cluster came with a backup, so they are all there."""
    cursor.execute(f"SELECT oco_cluster(), ({_OVER})")
    here, over = cursor.fetchone()
    cursor.execute(" UNION ALL ".join(f"SELECT cluster, max(xact) FROM {table} GROUP BY cluster" for table in COLUMNS))
    newest: dict[int, int] = {}
    for cluster, xact in cursor.fetchall():
        newest[cluster] = max(xact, newest.get(cluster, 0))
    done = dict(LogBatch.objects.order_by().values_list("cluster").annotate(Max("to_xact")))
    for cluster in sorted(newest, key=lambda each: (each == here, each)):
        start = done.get(cluster, 0)
        until = min(over, newest[cluster] + 1) if cluster == here else newest[cluster] + 1
        if start < until and _has_lines(cursor, cluster, start, until):
            yield cluster, start, until


def _has_lines(cursor: Any, cluster: int, start: int, until: int) -> bool:
    parts = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE cluster = %s AND xact >= %s AND xact < %s)" for table in COLUMNS
    )
    cursor.execute(f"SELECT {parts}", [cluster, start, until] * len(COLUMNS))
    return bool(cursor.fetchone()[0])


def _add(cursor: Any, cluster: int, start: int, until: int, *, at: datetime) -> LogBatch:
    last = LogBatch.objects.order_by("-number").first()
    content = content_of(cursor, cluster, start, until)
    batch = LogBatch(
        number=last.number + 1 if last else 1,
        form=FORM,
        sealed_at=at,
        cluster=cluster,
        from_xact=start,
        to_xact=until,
        events=content.events,
        acts=content.acts,
        content=content.sha256,
        previous=last.seal if last else FIRST,
    )
    batch.seal = seal_of(batch)
    batch.save(force_insert=True)
    return batch


def seal_of(batch: LogBatch) -> str:
    """The seal that follows from all that a batch says."""
    parts = (
        batch.form,
        batch.number,
        batch.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        batch.cluster,
        batch.from_xact,
        batch.to_xact,
        batch.events,
        batch.acts,
        batch.content,
        batch.previous,
    )
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


def steady(cursor: Any) -> None:
    """Lets lines be written one way in this transaction, whatever the server's settings."""
    for statement in _STEADY:
        cursor.execute(statement)


def content_of(cursor: Any, cluster: int, start: int, until: int) -> Content:
    """Reads the lines of these transactions and hashes them, in the order of their keys, one stream a table."""
    digest, counts = hashlib.sha256(), []
    for table, columns in COLUMNS.items():
        lines = 0
        query = (
            f"COPY (SELECT {columns} FROM {table} WHERE cluster = {int(cluster)} AND xact >= {int(start)}"
            f" AND xact < {int(until)} ORDER BY id) TO STDOUT"
        )
        with cursor.copy(query) as copied:
            for chunk in copied:
                lines += bytes(chunk).count(b"\n")  # a line end inside a value is written as \n
                digest.update(chunk)
        digest.update(f"{table} {lines}\n".encode())
        counts.append(lines)
    return Content(counts[0], counts[1], digest.hexdigest())


# --- as it is printed -----------------------------------------------------------------------------------------------


def latest() -> LogBatch | None:
    """The last batch that was sealed."""
    return LogBatch.objects.order_by("-number").first()


def printed(batch: LogBatch) -> str:
    """‘128-9f3c 52ab 77e0 1d4c’: number, and the first signs of the seal, to be read and typed by people."""
    return f"{batch.number}-{' '.join(batch.seal[at : at + 4] for at in range(0, SHORT, 4))}"


def for_print() -> str:
    """The last seal with its moment, as a report has it; empty where nothing was sealed yet."""
    batch = latest()
    return f"{printed(batch)} ({timezone.localtime(batch.sealed_at):%d-%m-%Y %H:%M})" if batch else ""


def read(text: str) -> tuple[int, str] | None:
    """Number and first signs of a printed seal, however it was typed; None where it isn't one."""
    number, _, signs = text.partition("(")[0].strip().lower().partition("-")
    signs = "".join(signs.split()).replace("-", "")
    if not number.isdecimal() or len(number) > 9 or len(signs) < SHORT:
        return None
    return int(number), signs


def find(text: str) -> LogBatch | None:
    """The batch of a printed seal; None where that seal isn't in the chain."""
    number, signs = read(text) or (0, "")
    found = LogBatch.objects.filter(number=number).first() if signs else None
    return found if found is not None and found.seal.startswith(signs) else None


def unsealed_since() -> datetime | None:
    """The moment of the oldest line here that isn't sealed yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(at) FROM oco_logevent WHERE cluster = oco_cluster() AND xact >= coalesce("
            "(SELECT max(to_xact) FROM oco_logbatch WHERE cluster = oco_cluster()), 0)"
        )
        found: datetime | None = cursor.fetchone()[0]
    return found
