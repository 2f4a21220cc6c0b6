"""`manage.py load_demo`: invented people and two years of work in an empty installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oco.models import Organisation
from oco.trail import seals, work


class Command(BaseCommand):
    help = "Vult een lege installatie met verzonnen mensen en cijfers."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("Dit is een installatie waar mensen mee werken. De demo heeft logins die iedereen kent.")
        if Organisation.objects.exists():
            raise CommandError("Er staan al gegevens in deze installatie. De demo laadt alleen in een lege.")
        from subsidies.demo import story

        story.load(today=timezone.localdate(), tell=self.stdout.write)
        seals.seal()
        work.ask(today=timezone.localdate())  # the page of the log says something before the first night
