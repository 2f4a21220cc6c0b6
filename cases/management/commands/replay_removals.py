"""`manage.py replay_removals`: removes again who was removed after the backup that was put back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import removal_ledger
from cases.removal_ledger import LedgerUnreadable, Line
from cases.retention import ledger
from oco.models import User


class Command(BaseCommand):
    help = "Herhaalt na het terugzetten de verwijderingen die de back-up niet kent, of kijkt of ze gedaan zijn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="BESTAND", help="het bestand met verwijderingen (removals.jsonl)")
        parser.add_argument("--check", action="store_true", help="kijk alleen; code 1 als er iets te herhalen is")
        for name, who in (("--decided-by", "besloot"), ("--by", "verwijderde")):
            parser.add_argument(name, metavar="E-MAIL", help=f"in plaats van wie toen {who} en hier niet meer staat")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = self._read(Path(options["file"]))
        missing = removal_ledger.missing(lines)
        if options["check"]:
            if missing:
                raise CommandError(f"Nog te herhalen: {len(missing)} van {len(lines)} verwijderingen.")
            self.stdout.write(f"Alle {len(lines)} verwijderingen gelden hier.")
            return
        two = {"decided_by": self._user(options["decided_by"]), "by": self._user(options["by"])}
        self._refuse_without_people(missing, two)
        found = removal_ledger.replay(lines, **two)
        self.stdout.write(
            f"Verwijderingen: {found.done} herhaald, {found.known} stonden al in de back-up,"
            f" van {found.not_here} staat de cliënt hier niet."
        )
        if back := ledger.bring_back(ledger.read(Path(options["file"]))):
            self.stdout.write(f"Verklaringen van vernietiging: {back} teruggezet.")
        if found.open_again:
            self.stdout.write(f"Deze vragen lopen hier nog. Sluit ze af: {', '.join(found.open_again)}.")

    def _read(self, file: Path) -> list[Line]:
        try:
            return removal_ledger.read(file)
        except OSError as error:
            raise CommandError(f"{file} is niet te lezen: {error.strerror}.") from error
        except LedgerUnreadable as error:
            raise CommandError(str(error)) from error

    def _refuse_without_people(self, missing: list[Line], two: dict[str, User | None]) -> None:
        """A proof names two people; those who came after the backup aren't here."""
        if two["decided_by"] and two["decided_by"] == two["by"]:
            raise CommandError("Een verwijdering vraagt twee mensen.")
        if removal_ledger.people_missing(missing) and not all(two.values()):
            raise CommandError(
                "Wie besloot of verwijderde, staat niet in deze back-up. Noem twee mensen die nu verantwoordelijk zijn"
                " met --decided-by en --by. Er is niets verwijderd."
            )

    def _user(self, email: str | None) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Er is niemand met het e-mailadres {email}.")
        return user
