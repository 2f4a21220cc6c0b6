"""`manage.py set_up FILE.toml`: a municipality with everything around it from one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from oco import invitations
from subsidies.set_up import SetUpError, read, set_up


class Command(BaseCommand):
    help = "Richt een gemeente in uit een TOML-bestand; nog een keer uitvoeren werkt bij."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="bijvoorbeeld docs/examples/zoetermeer.toml")
        parser.add_argument("--uitnodigen", action="store_true", help="nodig nieuwe gebruikers uit per e-mail")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = set_up(read(options["file"]), by=None, today=timezone.localdate())
        except SetUpError as error:
            raise CommandError(str(error)) from None
        made = ", ".join(f"{count} × {name}" for name, count in result.made.items())
        self.stdout.write(f"Nieuw: {made}." if made else "Alles stond er al; waar nodig is het bijgewerkt.")
        for user in result.new_users:
            if options["uitnodigen"]:
                link = invitations.invite(user=user, by=None, now=timezone.now())
                self.stdout.write(f"Uitnodiging voor {user.email}: {link}")
            else:
                self.stdout.write(f"{user.email} kan nog niet inloggen. Nodig uit met --uitnodigen.")
