"""Writes all that is known at a front door as a register: for moving house, or to look at the format."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases import exports
from cases.models import Client
from oco import audit
from oco.models import FrontDoor
from oco.trail import reads
from oco.writing import NotWritten, write_whole


class Command(BaseCommand):
    help = "Schrijft het register van een voordeur naar een bestand (.xlsx of .zip). Er staan persoonsgegevens in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="naar dit bestand: .xlsx, of .zip met een csv-bestand per blad"
        )
        parser.add_argument("--front-door", metavar="NAME", required=True, help="naam van de voordeur")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if path.suffix not in (".xlsx", ".zip"):
            raise CommandError("Kies een bestandsnaam die eindigt op .xlsx of .zip.")
        front_door = FrontDoor.objects.filter(name__iexact=options["front_door"]).first()
        if front_door is None:
            names = ", ".join(FrontDoor.objects.values_list("name", flat=True))
            raise CommandError(f"Er is geen voordeur ‘{options['front_door']}’. Er zijn: {names}.")
        sheets = exports.register_sheets(front_door)
        content = exports.workbook(sheets) if path.suffix == ".xlsx" else exports.csv_zip(sheets)
        try:
            # For the owner's eyes alone, and never over a file that is there.
            write_whole(path, content, mode=0o600, fresh=True)
        except NotWritten as reason:
            raise CommandError(str(reason)) from None
        with transaction.atomic():
            clients = Client.objects.filter(front_door=front_door)
            reads.write_command("export_register", clients.order_by().values_list("pk", flat=True))
            audit.record("register exported", by=None, on=front_door)
        self.stdout.write(f"Geschreven: {path}. Bewaar dit bestand veilig, er staan persoonsgegevens in.")
