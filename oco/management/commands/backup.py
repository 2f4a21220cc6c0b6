"""`manage.py backup`: everything in the database as one file, of one moment. docs/backup.md tells the whole story."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from oco.backups import writing
from oco.backups.manifest import Manifest
from oco.backups.programs import ProgramMissing


class Command(BaseCommand):
    help = "Maakt een back-up van de hele database: één bestand, met een inhoudsopgave om mee te vergelijken."
    # The database may wait for a migration, and the backup comes before it.
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", metavar="WAARHEEN", help="een map, een bestand, of - voor standaarduitvoer")
        parser.add_argument("--through", metavar="OPDRACHT", default="", help="versleutel met deze opdracht")
        parser.add_argument("--keep-days", metavar="DAGEN", type=int, help="in de map: ruim op wat ouder is")

    def handle(self, *args: Any, **options: Any) -> None:
        to, through, keep_days = options["to"], options["through"], options["keep_days"]
        if keep_days is not None and (keep_days < 1 or to == "-" or not Path(to).is_dir()):
            raise CommandError("Bij --keep-days hoort een map en een aantal dagen van 1 of meer.")
        if keep_days is not None and keep_days > settings.BACKUP_DAYS:
            self.stderr.write(
                f"Let op: --keep-days {keep_days} is langer dan OCO_BACKUP_DAYS ({settings.BACKUP_DAYS})."
                " Verklaringen van vernietiging noemen dan een te vroege dag."
            )
        try:
            if to == "-":
                if through:
                    raise CommandError("Naar standaarduitvoer is --through niet nodig: gebruik een pijp.")
                found = writing.write(sys.stdout.buffer)
                sys.stdout.buffer.flush()
                self._tell("standaarduitvoer", found)
                return
            path = Path(to)
            if path.is_dir():
                path /= writing.file_name(datetime.now(UTC), encrypted=bool(through))
            with writing.whole_file(path, through=through) as file:
                found = writing.write(file)
        except (writing.BackupFailed, ProgramMissing) as error:
            raise CommandError(str(error)) from error
        self._tell(str(path), found)
        if keep_days is not None:
            self._clear(path.parent, keep_days)

    def _tell(self, where: str, found: Manifest) -> None:
        # On the error channel: the other one may be the backup itself.
        self.stderr.write(
            f"Back-up gemaakt: {where}. {len(found.tables)} tabellen, {found.rows} rijen,"
            f" {len(found.documents)} ingediende documenten.",
            self.style.SUCCESS,
        )
        if found.broken:
            self.stderr.write(f"Let op: van {', '.join(found.broken)} klopt het controlegetal niet.")

    def _clear(self, folder: Path, keep_days: int) -> None:
        today = datetime.now(UTC).date()
        for name in writing.expired((file.name for file in folder.iterdir()), today=today, keep_days=keep_days):
            (folder / name).unlink()
            self.stderr.write(f"Opgeruimd, ouder dan {keep_days} dagen: {name}", self.style.SUCCESS)
