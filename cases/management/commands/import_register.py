"""Imports an existing register: clients, help questions and hours."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.imports.columns import SHEETS
from cases.imports.preview import Preview
from cases.imports.register import RegisterRefused, check_file, import_file
from cases.imports.sheets import FileRefused
from oco.models import FrontDoor, User
from oco.models.people import Side


class Command(BaseCommand):
    help = "Importeert een register (.xlsx of .zip): alles, of bij een fout niets. Zie docs/import-format.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="werkmap (.xlsx) of zip met een csv-bestand per blad")
        parser.add_argument("--front-door", metavar="NAME", help="naam van de voordeur, bijvoorbeeld ZoSamen")
        parser.add_argument("--by", metavar="EMAIL", help="op wiens naam staat wat binnenkomt (nodig bij extra bladen)")
        parser.add_argument("--dry-run", action="store_true", help="alleen nakijken en tellen, niets opslaan")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} is niet te lezen: {error.strerror}.") from None
        front_door = self._front_door(options["front_door"])
        by = self._by(options["by"])
        try:
            if options["dry_run"]:
                preview = check_file(content, front_door=front_door, providers=None, progress=self._progress)
                if preview.problems:
                    raise RegisterRefused(preview)
            else:
                preview = import_file(content, front_door=front_door, providers=None, by=by, progress=self._progress)
        except FileRefused as reason:
            raise CommandError(str(reason)) from None
        except RegisterRefused as refused:
            self._end_of_progress()
            for problem in refused.preview.problems:
                self.stderr.write(problem.line())
            raise CommandError(f"Aantal fouten: {len(refused.preview.problems)}. Er is niets geïmporteerd.") from None
        self._end_of_progress()
        self._report(preview, dry=options["dry_run"])

    def _front_door(self, name: str | None) -> FrontDoor:
        doors = list(FrontDoor.objects.select_related("municipality").order_by("name"))
        if not doors:
            raise CommandError("Er is nog geen voordeur. Maak die eerst met set_up.")
        if name:
            doors = [door for door in doors if name.casefold() in (door.name.casefold(), door.slug)] or doors
        if len(doors) != 1 or (name and name.casefold() not in (doors[0].name.casefold(), doors[0].slug)):
            names = ", ".join(door.name for door in doors)
            raise CommandError(f"Kies de voordeur met --front-door. Er zijn: {names}.")
        return doors[0]

    def _by(self, email: str | None) -> User | None:
        if email is None:
            return None
        try:
            return User.objects.get(email=email.strip().lower(), side=Side.CARE, is_active=True)
        except User.DoesNotExist:
            raise CommandError("Dit e-mailadres is niet van een gebruiker van een aanbieder of voordeur.") from None

    def _progress(self, percent: int, text: str) -> None:
        """A bar on one line, on a terminal only."""
        if self.stderr.isatty():
            self.stderr.write(f"\r[{'#' * (percent // 4):<25}] {percent:3d}% {text:<30}", ending="")
            self.stderr.flush()

    def _end_of_progress(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("")

    def _report(self, preview: Preview, *, dry: bool) -> None:
        self.stdout.write("Nagekeken, niets opgeslagen:" if dry else "Geïmporteerd:")
        names = [sheet.name for sheet in SHEETS if sheet.name in preview.counts]
        width = max(11, *map(len, names))
        for name in names:
            counts = preview.counts[name]
            removed = f", {counts.removed} vervallen" if counts.removed else ""
            self.stdout.write(
                f"  {name:<{width}} {counts.new} nieuw, {counts.changed} gewijzigd, "
                f"{counts.unchanged} hetzelfde{removed}"
            )
        for person in preview.people:
            what = "komt zonder login bij" if dry else "staat nu zonder login bij"
            if person.known:
                what = "heeft een login, maar nog geen rol bij"
            self.stdout.write(f"  {person.email} {what} {person.provider}")
        for note in preview.notes:
            self.stdout.write(f"  Let op: {note}")
