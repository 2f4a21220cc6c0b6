"""`manage.py verify_log`: was the log changed since it was sealed? Ends with 1 where it was."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from oco.embedded.paths import data_dir
from oco.trail import anchors, seals
from oco.trail.verify import verify


class Command(BaseCommand):
    help = "Controleert het hele logboek: elke regel, de keten, en de zegels op rapporten en buiten de database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seals", metavar="BESTAND", help="de zegels buiten de database (seals.jsonl)")
        parser.add_argument("--find", metavar="ZEGEL", help="zeg of dit gedrukte zegel in de keten staat")
        parser.add_argument(
            "--after-restore",
            metavar="REDEN",
            help="er is een back-up teruggezet: de keten mag verder gaan vanaf het laatste zegel dat er nu in staat",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["seals"]) if options["seals"] else self._own_file()
        if options["find"]:
            self._find(options["find"])
            return
        if options["after_restore"]:
            last = seals.latest()
            anchors.restored(file, to=last.number if last else 0, reason=options["after_restore"])
        found = verify(file)
        for sentence in found.told:
            self.stdout.write(sentence)
        if not found.ok:
            raise CommandError("Het logboek klopt niet:\n" + "\n".join(f"- {each}" for each in found.findings))
        emptied = f" Van {found.emptied} zegels zijn de regels weg: hun termijn is voorbij." if found.emptied else ""
        on_reports = f" Op rapporten: {found.filed} zegels, alle in de keten." if found.filed else ""
        self.stdout.write(
            f"Het logboek klopt: {found.lines} regels onder {found.batches} zegels.{emptied}{on_reports}"
            f" Laatste zegel: {found.last or 'nog geen'}."
        )

    @staticmethod
    def _own_file() -> Path:
        """Where the worker of this installation keeps them, unless a setting says so."""
        own: Path | None = getattr(settings, "SEALS", None)
        return own or data_dir() / "removals" / "seals.jsonl"

    def _find(self, text: str) -> None:
        batch = seals.find(text)
        if batch is None:
            raise CommandError("Dit zegel staat niet in de keten. Kijk of u het goed hebt overgetypt.")
        self.stdout.write(f"Dit zegel staat in de keten: nummer {batch.number}, gezet op {batch.sealed_at:%d-%m-%Y}.")
