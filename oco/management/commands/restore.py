"""`manage.py restore`: puts a backup back and compares everything. docs/backup.md tells the whole story."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from oco.backups import manifest, restoring
from oco.backups.manifest import Manifest, NotABackup
from oco.backups.programs import ProgramMissing
from oco.backups.restoring import RestoreFailed


class Command(BaseCommand):
    help = "Zet een back-up terug in een lege database, en vergelijkt elke tabel en elk ingediend document."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="BESTAND", help="de back-up, of - voor standaardinvoer")
        parser.add_argument("--through", metavar="OPDRACHT", default="", help="ontsleutel met deze opdracht")
        parser.add_argument("--overwrite", action="store_true", help="gooi weg wat er in de database staat")
        parser.add_argument("--check", action="store_true", help="kijk alleen of de back-up heel is")
        parser.add_argument("--removals", metavar="BESTAND", help="herhaal de verwijderingen uit dit bestand")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _opened(options["file"], options["through"]) as file:
                archive, backup = restoring.open_backup(file)
                self.stdout.write(
                    f"De back-up van {backup.made_at} is heel: versie {backup.software}, {len(backup.tables)} tabellen,"
                    f" {backup.rows} rijen, {len(backup.documents)} ingediende documenten."
                )
                if options["check"]:
                    return
                known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
                restoring.refuse_unless_allowed(backup, known=known, overwrite=options["overwrite"])
                call_command("set_rights", logins_only=True, stdout=self.stdout)
                restoring.put_back(archive, backup)
        except (NotABackup, RestoreFailed, ProgramMissing) as error:
            raise CommandError(str(error)) from error
        self._compare(backup, known)
        self._removals(options["removals"])
        self.stdout.write("Controleer dan het logboek: verify_log --after-restore REDEN (docs/backup.md).")

    def _compare(self, backup: Manifest, known: set[str]) -> None:
        """Before newer migrations run, for those change tables; the rights after it, for they are of this software."""
        same = known == set(backup.migrations)
        if same:
            call_command("set_rights", stdout=self.stdout)
        said = manifest.differences(backup, restoring.look_again(backup), rights=same)
        self.stdout.write(manifest.compared(backup, rights=same))
        if said:
            raise CommandError("Er staat niet terug wat er in de back-up zat:\n" + "\n".join(said))
        self.stdout.write("Alles is gelijk.")
        if backup.left_out:
            self.stdout.write(f"Niet in de back-up, en nu leeg: {', '.join(backup.left_out)}.")
        if not same:
            self.stdout.write(f"De back-up is van een oudere versie ({backup.software}); de database wordt bijgewerkt.")
            call_command("migrate", interactive=False, verbosity=0)
            call_command("set_rights", stdout=self.stdout)

    def _removals(self, file: str | None) -> None:
        if file:
            call_command("replay_removals", file, stdout=self.stdout)
            return
        self.stdout.write(
            "Wat na deze back-up is verwijderd, staat er weer. Herhaal dat voor de site opengaat: "
            "replay_removals BESTAND (docs/backup.md)."
        )


@contextmanager
def _opened(name: str, through: str) -> Iterator[IO[bytes]]:
    """The backup as a file to go back and forth in. What is decrypted stands on disk only without a name."""
    if name != "-" and not through:
        if not os.access(name, os.R_OK) or not Path(name).is_file():
            raise CommandError(f"{name} is niet te lezen.")
        with Path(name).open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as plain:
        if through:
            _decrypt(name, through, plain)
        else:
            shutil.copyfileobj(sys.stdin.buffer, plain)
        plain.seek(0)
        yield plain


def _decrypt(name: str, through: str, plain: IO[bytes]) -> None:
    words = shlex.split(through)
    try:
        if name == "-":
            code = subprocess.run(words, stdout=plain, check=False).returncode
        else:
            with Path(name).open("rb") as file:
                code = subprocess.run(words, stdin=file, stdout=plain, check=False).returncode
    except OSError as error:
        raise CommandError(f"{error.filename} is niet te openen of te starten: {error.strerror}.") from error
    if code:
        raise CommandError(f"Het programma {words[0]} stopte met code {code}.")
