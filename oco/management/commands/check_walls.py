"""`manage.py check_walls`: what isn't as it must be in the database's own catalogue; fails where there is something."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from oco.database import lint


class Command(BaseCommand):
    help = "Kijkt na of de database elke muur heeft: regels per rij, rechten, functies en unieke waarden."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            found = lint.findings(cursor)
        if found:
            raise CommandError("De muren in de database zijn niet heel:\n" + "\n".join(f"- {each}" for each in found))
        self.stdout.write(f"De muren in de database zijn heel ({len(lint.RULES)} regels nagekeken).")
