"""Makes a backup: a zip with a list of contents, the dump of pg_dump, and the checksums of both.

The list and the dump are of one moment: they share a snapshot. It is written in one go, so it can also go to another
program, that encrypts it, without a readable file on disk. Without this program `unzip -p FILE database.dump` gives the
dump.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO

import psycopg
from django.db import ProgrammingError, connection, transaction

from oco.backups import contents, manifest, programs

DUMP, MANIFEST, CHECKSUMS = "database.dump", "manifest.json", "checksums.json"
CHUNK = 1 << 20
_NAME = re.compile(r"oco-backup-(\d{4})(\d{2})(\d{2})-\d{6}\.zip(\.enc)?")


class BackupFailed(Exception):
    """No backup was made. The text is for the person at the terminal."""


def file_name(moment: datetime, *, encrypted: bool) -> str:
    """In UTC, so that names keep their order in the night that the clock goes back."""
    return f"oco-backup-{moment.astimezone(UTC):%Y%m%d-%H%M%S}.zip{'.enc' if encrypted else ''}"


def expired(names: Iterable[str], *, today: date, keep_days: int) -> list[str]:
    """The backups among these names that are older than so many days. Never the newest one."""
    dated = sorted((date(int(m[1]), int(m[2]), int(m[3])), name) for name in names if (m := _NAME.fullmatch(name)))
    return [name for day, name in dated[:-1] if day < today - timedelta(days=keep_days)]


@contextmanager
def whole_file(path: Path, *, through: str = "") -> Iterator[IO[bytes]]:
    """A new file that is there whole or not at all, for its owner alone; `through` is a command that encrypts what is
    written. Raises BackupFailed where the file exists, or that command fails."""
    if path.exists():
        raise BackupFailed(f"{path} is er al. Kies een andere naam.")
    try:
        descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # readable by its owner alone
    except OSError as error:
        raise BackupFailed(f"In {path.parent} is niet te schrijven: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            if through:
                with _through(through, file) as pipe:
                    yield pipe
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)  # unlike a rename it never replaces a backup that is there
        except FileExistsError:
            raise BackupFailed(f"{path} is er al. Kies een andere naam.") from None
        _sync(path.parent)
    except OSError as error:
        raise BackupFailed(f"De back-up is niet geschreven: {error.strerror}.") from error
    finally:
        os.unlink(part)


@contextmanager
def _through(command: str, file: IO[bytes]) -> Iterator[IO[bytes]]:
    words = shlex.split(command)
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=file)
    except OSError as error:
        raise BackupFailed(f"Het programma {words[0]} is niet te starten: {error.strerror}.") from error
    assert process.stdin is not None
    try:
        try:
            yield process.stdin
        finally:
            process.stdin.close()
            code = process.wait()
    except BrokenPipeError:
        code = process.wait() or 1
    if code:
        raise BackupFailed(f"Het programma {words[0]} stopte met code {code}. Er is geen back-up gemaakt.")


def write(out: IO[bytes]) -> manifest.Manifest:
    """Writes everything in the database to `out`, which needs no end to go back to. Not inside a transaction.

    Raises BackupFailed, programs.ProgramMissing.
    """
    try:
        return _write(out)
    except (ProgrammingError, psycopg.errors.InsufficientPrivilege) as error:
        # Django passes on what COPY says as it is, and wraps the rest.
        if isinstance(error.__cause__ or error, psycopg.errors.InsufficientPrivilege):
            raise BackupFailed(
                "Deze databaselogin mag niet alle rijen lezen. Gebruik de eigenaar van de tabellen of een login met"
                " BYPASSRLS."
            ) from error
        raise


def _write(out: IO[bytes]) -> manifest.Manifest:
    with connection.cursor() as cursor:
        server = contents.server_major(cursor)
    pg_dump = programs.find("pg_dump", at_least=server)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        contents.hold_still(cursor)
        if not contents.migrations(cursor):
            raise BackupFailed("In deze database staan geen gegevens van dit programma.")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        now = datetime.now(UTC)
        found = manifest.look(cursor, made_at=now.isoformat(), postgres=server, programs=pg_dump.major)
        text = found.to_json().encode()
        with zipfile.ZipFile(out, "w") as archive:
            _add(archive, MANIFEST, text)
            with archive.open(_entry(DUMP, now, zipfile.ZIP_STORED), "w", force_zip64=True) as entry:
                dump_digest = _dump(pg_dump, snapshot, found.left_out, entry)
            _add(archive, CHECKSUMS, _checksums(text, dump_digest))
    return found


def _checksums(text: bytes, dump: str) -> bytes:
    return f'{{"{MANIFEST}": "{hashlib.sha256(text).hexdigest()}", "{DUMP}": "{dump}"}}\n'.encode()


def _dump(pg_dump: programs.Program, snapshot: str, left_out: list[str], out: IO[bytes]) -> str:
    """Gives the SHA-256 of what it wrote."""
    address, environment = programs.address(connection.settings_dict)
    command: list[str | Path] = [
        *(pg_dump.path, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"),
        *(f"--exclude-table-data={name}" for name in left_out),
        f"--dbname={address}",
    ]
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment, cwd="/")
        assert process.stdout is not None
        try:
            while chunk := process.stdout.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        if code:
            said.seek(0)
            raise BackupFailed(f"pg_dump maakte geen back-up: {said.read().decode(errors='replace').strip()}")
    return digest.hexdigest()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(_entry(name, datetime.now(UTC), zipfile.ZIP_DEFLATED), content)


def _entry(name: str, moment: datetime, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = compression  # the dump is compressed already
    entry.external_attr = 0o600 << 16
    return entry


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
