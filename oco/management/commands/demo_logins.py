"""`manage.py demo_logins`: with whom to sign in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from oco.demo_logins import lines


class Command(BaseCommand):
    help = "Toont de inlognamen van de demo."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = lines()
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for side, role, email, password in rows:
            self.stdout.write(f"  {side:<{widths[0]}}  {role:<{widths[1]}}  {email:<{widths[2]}}  {password}")
