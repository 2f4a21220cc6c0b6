"""Removals that a backup doesn't know of: kept in a file beside the database, and done again after a restore.

A backup still holds who was removed after it was made. So the worker writes a line per removal to a file that isn't in
any backup of the database: numbers and moments, no names. After a restore each line is done again, unless its proof
came back with the backup. A removal by term brings its list along; certificates have lines of their own
(cases/retention/ledger.py).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cases import linking, removal
from cases.acts import act
from cases.models import Client, HelpQuestion, Removal, RightsRequest
from cases.retention import ledger
from cases.rights_rules import Reach, answer_due_on
from oco import audit
from oco.models import Organisation, User


class LedgerUnreadable(Exception):
    """A line of the file isn't one of these. The text is for the person at the terminal."""


@dataclass(frozen=True)
class Record:
    """A record of the person: with its number and moment, for after a restore a key may be given to somebody else."""

    client: int
    number: str
    created_at: str


@dataclass(frozen=True)
class Line:
    """One removal as its proof says it."""

    records: tuple[Record, ...]  # of the whole person; the first is the one that was asked about
    provider: int
    whole: bool
    counts: list[list[Any]]
    ground: str
    at: str
    received_on: str
    decided_on: str
    decided_by: int
    by: int
    texts_only: bool = False
    by_term: ledger.ByTerm | None = None  # without it the client asked

    @property
    def key(self) -> tuple[str, int, str]:
        """Which removal it is, whatever key its proof has in a database."""
        return self.records[0].number, self.provider, self.at


@dataclass(frozen=True)
class Replayed:
    """What came of it, in numbers of removals; and the questions that were closed before the removal and run again."""

    done: int = 0
    known: int = 0
    not_here: int = 0
    open_again: tuple[str, ...] = ()


# --- writing ----------------------------------------------------------------------------------------------------------


def keep(file: Path) -> int:
    """Adds to the file the removals that aren't in it; says how many. Lines are never taken away."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _one_at_a_time(file):
        lines = read(file) if file.exists() else []
        known = {line.key for line in lines}
        proofs = Removal.objects.select_related("client", "request", "of_list").order_by("at", "pk")
        fresh = [proof for proof in proofs if (proof.client.number, proof.provider_id, _moment(proof.at)) not in known]
        kept = ledger.read(file) if file.exists() else []
        certified = ledger.not_in(kept)
        if fresh or certified:
            made = [*lines, *(_line(proof) for proof in fresh)]
            _replace(file, [*(asdict(line) for line in made), *kept, *certified])
    return len(fresh)


def _line(proof: Removal) -> Line:
    others = [record for record in linking.records_of(proof.client) if record != proof.client_id]
    clients = Client.objects.in_bulk([proof.client_id, *others])
    return Line(
        records=tuple(
            Record(key, clients[key].number, _moment(clients[key].created_at)) for key in (proof.client_id, *others)
        ),
        provider=proof.provider_id,
        whole=proof.whole,
        counts=proof.counts,
        ground=proof.ground,
        at=_moment(proof.at),
        received_on=(proof.request.received_on if proof.request else proof.at.date()).isoformat(),
        decided_on=((proof.request and proof.request.decided_on) or proof.at.date()).isoformat(),
        decided_by=proof.decided_by_id,
        by=proof.by_id,
        texts_only=proof.texts_only,
        by_term=ledger.by_term(proof) if proof.of_list else None,
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat()


def _replace(file: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Whole or not at all, and readable by the worker alone."""
    descriptor, fresh = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            for line in lines:
                opened.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(fresh, file)
    except BaseException:
        os.unlink(fresh)
        raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    with (file.parent / f".{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- reading and doing it again ---------------------------------------------------------------------------------------


def read(file: Path) -> list[Line]:
    """The removals of a file, in the order in which they were done. Raises LedgerUnreadable."""
    found = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            data = json.loads(text)
            if ledger.is_certificate(data):
                continue
            if data.get("by_term"):
                data["by_term"] = ledger.ByTerm(**data["by_term"])
            records = tuple(Record(**record) for record in data.pop("records"))
            line = Line(records=records, **data)
            if not records or datetime.fromisoformat(line.at).tzinfo is None:
                raise ValueError("no record or no moment")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise LedgerUnreadable(f"Regel {number} van {file.name} is niet te lezen.") from error
        found.append(line)
    return found


def missing(lines: Iterable[Line]) -> list[Line]:
    """Those of which the database has the person and not the proof: they must be done again."""
    return [line for line in lines if not _is_proved(line) and _records_here(line)]


def people_missing(lines: Iterable[Line]) -> set[int]:
    """Keys of people who decided or carried out, and who aren't in this database."""
    asked = {key for line in lines for key in (line.decided_by, line.by)}
    return asked - set(User.objects.filter(pk__in=asked).values_list("pk", flat=True))


def replay(lines: Sequence[Line], *, decided_by: User | None = None, by: User | None = None) -> Replayed:
    """Does each removal again that isn't proved here, with the same proof. All or nothing.

    `decided_by` and `by` stand in for people who aren't in this database any more (`people_missing`).
    """
    done = known = not_here = 0
    open_again: set[str] = set()
    people = User.objects.in_bulk({key for line in lines for key in (line.decided_by, line.by)})
    with act():
        for line in lines:
            if _is_proved(line):
                known += 1
            elif records := _records_here(line):
                two = people.get(line.decided_by, decided_by), people.get(line.by, by)
                open_again.update(_again(line, records, decided_by=two[0], by=two[1]))
                done += 1
            else:
                not_here += 1
    return Replayed(done, known, not_here, tuple(sorted(open_again)))


def _is_proved(line: Line) -> bool:
    number, provider, at = line.key
    return Removal.objects.filter(client__number=number, provider_id=provider, at=datetime.fromisoformat(at)).exists()


def _records_here(line: Line) -> list[int]:
    """Of the person the records that this database has: the same key, number and moment."""
    found = Client.objects.in_bulk([record.client for record in line.records])
    return [
        record.client
        for record in line.records
        if record.client in found
        and found[record.client].number == record.number
        and _moment(found[record.client].created_at) == record.created_at
    ]


def _again(line: Line, records: list[int], *, decided_by: User | None, by: User | None) -> list[str]:
    """Gives the numbers of questions that still run here."""
    if decided_by is None or by is None:
        raise ValueError("people_missing() names who isn't here")
    client, provider = Client.objects.get(pk=records[0]), Organisation.objects.get(pk=line.provider)
    at = datetime.fromisoformat(line.at)
    reach = Reach.WHOLE if line.whole else Reach.CONTENT
    removal.erase(client, provider, reach=reach, records=records)
    if line.by_term is not None:
        of_list = ledger.list_of(line.by_term, client, provider, lead=decided_by, admin=by, ground=line.ground, at=at)
        request = None
    else:
        of_list, request = None, _granted(line, client, provider, decided_by=decided_by, by=by, at=at)
    proof = Removal.objects.create(
        request=request,
        of_list=of_list,
        client=client,
        provider=provider,
        whole=line.whole,
        texts_only=line.texts_only,
        counts=line.counts,
        ground=line.ground,
        at=at,
        decided_by=decided_by,
        by=by,
    )
    audit.record("client removed again after a restore", by=None, on=proof, client=client.pk, whole=line.whole)
    running = HelpQuestion.objects.filter(client_id__in=records, provider=provider, closed_on__isnull=True)
    return list(running.values_list("number", flat=True))


def _granted(
    line: Line, client: Client, provider: Organisation, *, decided_by: User, by: User, at: datetime
) -> RightsRequest:
    """The request as it was when the removal was carried out."""
    request = _request(line, client, provider, decided_by=decided_by)
    request.decision, request.reason = RightsRequest.Decision.GRANTED, line.ground
    request.decided_on, request.decided_by = date.fromisoformat(line.decided_on), decided_by
    request.carried_out_at, request.carried_out_by = at, by
    request.what = ""
    request.save()
    return request


def _request(line: Line, client: Client, provider: Organisation, *, decided_by: User) -> RightsRequest:
    """The request of this removal as the backup has it, not carried out yet; or a new one."""
    received_on = date.fromisoformat(line.received_on)
    same = RightsRequest.objects.filter(
        client=client,
        provider=provider,
        kind=RightsRequest.Kind.REMOVAL,
        received_on=received_on,
        carried_out_at__isnull=True,
    )
    return same.first() or RightsRequest(
        client=client,
        provider=provider,
        kind=RightsRequest.Kind.REMOVAL,
        received_on=received_on,
        due_on=answer_due_on(received_on),
        written_by=decided_by,
    )
