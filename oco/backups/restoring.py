"""Puts a backup back, all of it or nothing, and compares what stands there with the backup's own list of contents."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from oco.backups import contents, manifest, programs
from oco.backups.manifest import Manifest, NotABackup
from oco.backups.writing import CHECKSUMS, CHUNK, DUMP, MANIFEST


class RestoreFailed(Exception):
    """Nothing was put back; the database is as it was. The text is for the person at the terminal."""


def open_backup(file: IO[bytes]) -> tuple[zipfile.ZipFile, Manifest]:
    """Opens a backup and checks every byte of it. Raises NotABackup."""
    try:
        archive = zipfile.ZipFile(file)
        text = archive.read(MANIFEST)
        kept = json.loads(archive.read(CHECKSUMS))
        digest = hashlib.sha256()
        with archive.open(DUMP) as dump:
            while chunk := dump.read(CHUNK):
                digest.update(chunk)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise NotABackup("Dit bestand is geen hele back-up. Neem een andere.") from error
    if kept != {MANIFEST: hashlib.sha256(text).hexdigest(), DUMP: digest.hexdigest()}:
        raise NotABackup("De controlegetallen in deze back-up kloppen niet. Neem een andere.")
    return archive, Manifest.from_json(text)


def refuse_unless_allowed(backup: Manifest, *, known: set[str], overwrite: bool) -> None:
    """Raises RestoreFailed where this backup can't or must not go into this database."""
    if unknown := manifest.unknown_migrations(backup, known):
        raise RestoreFailed(
            f"Deze back-up is van een nieuwere versie van dit programma ({backup.software}): {unknown[0]} is hier"
            " niet bekend. Zet eerst die versie neer."
        )
    with connection.cursor() as cursor:
        server = contents.server_major(cursor)
    if server < backup.postgres:
        raise RestoreFailed(f"Deze back-up is van PostgreSQL {backup.postgres}, en deze database is van {server}.")
    with connection.cursor() as cursor:
        if not overwrite and not contents.is_empty(cursor):
            raise RestoreFailed(
                "Deze database is niet leeg. Met --overwrite gaat alles weg wat erin staat;"
                " maak er eerst een back-up van."
            )
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND coalesce(backend_type, 'client backend') = 'client backend'"
        )
        if others := cursor.fetchone()[0]:
            raise RestoreFailed(f"Er zijn nog {others} verbindingen met deze database. Stop eerst de site.")


def put_back(archive: zipfile.ZipFile, backup: Manifest) -> None:
    """Replaces everything in the database by the backup, in one transaction. The logins must be there.

    Raises RestoreFailed, programs.ProgramMissing.
    """
    with connection.cursor() as cursor:
        server = contents.server_major(cursor)
    pg_restore = programs.find("pg_restore", at_least=max(server, backup.programs))
    psql = programs.find("psql", at_least=max(server, backup.programs))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('DROP SCHEMA %I CASCADE;', nspname), ' ') FROM pg_namespace"
            " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
        drop = cursor.fetchone()[0] or ""
    connection.close()
    address, environment = programs.address(connection.settings_dict)
    with tempfile.TemporaryFile() as said, _script(pg_restore, archive, environment) as script:
        # Terse: a longer message would show the row that it is about.
        command: list[str | Path] = [
            psql.path,
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--set=VERBOSITY=terse",
        ]
        target = subprocess.Popen(
            [*command, f"--dbname={address}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=environment,
            cwd="/",
        )
        assert target.stdin is not None
        whole = False
        try:
            target.stdin.write(f"BEGIN; SET LOCAL lock_timeout = '10s'; {drop} CREATE SCHEMA public;\n".encode())
            for chunk in script:
                target.stdin.write(chunk)
            whole = True
            # The script set its own time-outs. Only a script that came whole is made to stand.
            target.stdin.write(b"COMMIT;\n")
        except BrokenPipeError:
            pass
        finally:
            with suppress(BrokenPipeError):
                target.stdin.close()
            code = target.wait()
        if code or not whole:
            said.seek(0)
            raise RestoreFailed(
                "Het terugzetten is niet gelukt; de database is zoals hij was. "
                + said.read().decode(errors="replace").strip()[:1000]
            )


@contextmanager
def _script(
    pg_restore: programs.Program, archive: zipfile.ZipFile, environment: dict[str, str]
) -> Iterator[Iterator[bytes]]:
    """The dump as SQL. Raises RestoreFailed at its end where it didn't come whole."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [pg_restore.path, "--no-owner", "--no-privileges", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env=environment,
            cwd="/",
        )
        assert process.stdin is not None
        assert process.stdout is not None
        source, read_from = process.stdin, process.stdout

        def feed() -> None:
            with suppress(BrokenPipeError), source, archive.open(DUMP) as dump:
                while chunk := dump.read(CHUNK):
                    source.write(chunk)

        def lines() -> Iterator[bytes]:
            while chunk := read_from.read(CHUNK):
                yield chunk
            if process.wait():
                said.seek(0)
                raise RestoreFailed(
                    "Het terugzetten is niet gelukt; de database is zoals hij was. pg_restore zegt: "
                    + said.read().decode(errors="replace").strip()[:1000]
                )

        feeding = threading.Thread(target=feed, daemon=True)
        feeding.start()
        try:
            yield lines()
        finally:
            process.kill()
            read_from.close()
            process.wait()
            feeding.join()


def look_again(backup: Manifest) -> Manifest:
    """What stands in the database now."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        contents.hold_still(cursor)
        server = contents.server_major(cursor)
        return manifest.look(cursor, made_at=datetime.now(UTC).isoformat(), postgres=server, programs=backup.programs)
