"""`manage.py import_year_totals FILE`: totals of earlier years, as the providers declared them."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oco.models import Municipality
from reporting import history


class Command(BaseCommand):
    help = f"Leest opgegeven jaartotalen uit een csv-bestand met de kolommen {', '.join(history.COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--municipality", metavar="NAAM", help="nodig als er meer gemeenten zijn")
        parser.add_argument("--accept", action="store_true", help="neem totalen over die afwijken van andere jaren")
        parser.add_argument("--explanation", default="", metavar="TEKST", help="waarom afwijkende totalen toch kloppen")
        parser.add_argument(
            "--note",
            nargs=2,
            action="append",
            default=[],
            metavar=("JAAR", "TEKST"),
            help="wat er bij de cijfers van een jaar gezegd moet worden",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = chosen_municipality(options["municipality"])
        if options["accept"] and not options["explanation"].strip():
            raise CommandError("Geef met --explanation op waarom de afwijkende totalen kloppen.")
        if any(not year.isdecimal() for year, _ in options["note"]):
            raise CommandError("Schrijf --note 2016 ‘tekst’.")
        try:
            content = options["file"].read_bytes()
        except OSError:
            raise CommandError(f"Het bestand {options['file']} kan niet worden gelezen.") from None
        try:
            totals = history.read_file(content, municipality)
            result = history.declare(
                municipality=municipality,
                totals=totals,
                by=None,
                explanation=options["explanation"] if options["accept"] else "",
            )
        except history.TotalsQuestioned as doubts:
            raise CommandError(
                "Deze totalen wijken af van andere jaren. Er is niets ingelezen.\n"
                + "\n".join(f"- {reason}" for reason in doubts.reasons)
                + "\nVerbeter het bestand. Klopt het toch? Gebruik --accept --explanation ‘waarom het klopt’."
            ) from None
        except (history.HistoryError, csv.Error) as faults:
            raise CommandError(f"Er is niets ingelezen.\n{faults}") from None
        for year, text in options["note"]:
            history.set_note(municipality=municipality, year=int(year), text=text, by=None)
        self.stdout.write(
            f"{municipality.name}: {result.added} totalen toegevoegd, {result.changed} gewijzigd, "
            f"{result.same} stonden er al."
        )


def chosen_municipality(name: str | None) -> Municipality:
    """The one that was named, or the only one. CommandError otherwise."""
    rows = Municipality.objects.order_by("name")
    if name:
        rows = rows.filter(name__iexact=name) | rows.filter(slug=name.lower())
    found = list(rows[:2])
    if not found:
        raise CommandError(f"Er is geen gemeente ‘{name}’." if name else "Er is nog geen gemeente.")
    if len(found) > 1:
        raise CommandError("Er zijn meer gemeenten. Kies er een met --municipality.")
    return found[0]
