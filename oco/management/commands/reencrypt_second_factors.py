"""`manage.py reencrypt_second_factors`: after a new key, writes every secret of the second factor with it.

For one side at a time, with that side's settings and login: no other process has the keys.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from oco import second_factor


class Command(BaseCommand):
    help = "Versleutelt de geheimen van de tweede stap met de eerste sleutel van SECOND_FACTOR_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SECOND_FACTOR_KEYS:
            raise CommandError("Geef de instellingen van een kant: --settings oco.settings.care of …municipality.")
        count = second_factor.encrypt_anew()
        self.stdout.write(f"{count} rijen opnieuw versleuteld. De oude sleutel kan nu weg.")
