"""`manage.py make_report 2018-Q1 --partnership ZoSamen --format pdf --out rapport.pdf`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from oco.jobs import JobError
from oco.models import Municipality, Organisation
from oco.periods import Period
from oco.writing import NotWritten, write_whole
from reporting.documents import NotCounted
from subsidies import exports
from subsidies.exports import ExportRefused, Wish


class Command(BaseCommand):
    help = (
        "Schrijft het rapport van een periode in een bestand: het ingediende, of anders een concept dat eerst wordt "
        "geteld. Zonder --internal staat erin wat de gemeente krijgt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", help="2018-Q1, 2018-H1 of 2018")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--partnership", metavar="NAAM", help="rapport van dit samenwerkingsverband")
        whose.add_argument("--provider", metavar="NAAM", help="rapport van deze aanbieder")
        parser.add_argument("--municipality", metavar="NAAM", help="als een aanbieder in meer gemeenten werkt")
        parser.add_argument("--format", choices=exports.FORMATS, default="pdf")
        parser.add_argument("--out", metavar="BESTAND", required=True, type=Path)
        parser.add_argument(
            "--internal",
            action="store_true",
            help="de eigen, precieze cijfers van de aanbieder; met --partnership die van elke aanbieder (json)",
        )
        parser.add_argument("--draft", action="store_true", help="opnieuw tellen, ook als er een rapport is ingediend")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            period = Period.parse(options["period"])
        except ValueError as reason:
            raise CommandError(str(reason)) from None
        try:
            wish = _wish(period, options)
            content = exports.content_of(wish, options["format"])
        except (ExportRefused, JobError, NotCounted) as reason:
            raise CommandError(str(reason)) from None
        try:
            write_whole(options["out"], content)
        except NotWritten as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{options['out']} is geschreven: {period.label}, {len(content):,} bytes.".replace(",", "."))


def _wish(period: Period, options: dict[str, Any]) -> Wish:
    municipality = _municipality(options["municipality"]) if options["municipality"] else None
    internal, draft = options["internal"], options["draft"]
    if options["partnership"]:
        partnership = _organisation(options["partnership"], Organisation.Kind.PARTNERSHIP)
        where = exports.municipality_of(partnership, municipality)
        return Wish(partnership, where, period, internal=internal, draft=draft)
    provider = _organisation(options["provider"], Organisation.Kind.PROVIDER)
    accountable, where = exports.accounting_for(provider, municipality)
    if accountable != provider and not internal:
        raise ExportRefused(
            f"{provider.name} legt verantwoording af via {accountable.name}. Kies --partnership {accountable.name}, "
            "of --internal voor de eigen cijfers."
        )
    return Wish(accountable, where, period, internal=internal, provider=provider if internal else None, draft=draft)


def _organisation(name: str, kind: Organisation.Kind) -> Organisation:
    found = Organisation.objects.filter(Q(name__iexact=name) | Q(slug=name.lower()), kind=kind).first()
    if found is None:
        known = ", ".join(Organisation.objects.filter(kind=kind).values_list("name", flat=True)) or "geen"
        raise CommandError(f"‘{name}’ is geen {kind.label}. Bekend: {known}.")
    return found


def _municipality(name: str) -> Municipality:
    found = Municipality.objects.filter(Q(name__iexact=name) | Q(slug=name.lower())).first()
    if found is None:
        raise CommandError(f"‘{name}’ is geen gemeente die hier bekend is.")
    return found
