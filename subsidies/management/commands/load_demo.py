"""`manage.py load_demo`: invented people and two years of work in an empty installation."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oco import audit
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

        today = timezone.localdate()
        # A seal of before the first report, so that every report has one: what one transaction writes, only a later one
        # can seal.
        audit.record("demo begun", by=None)
        seals.seal(at=datetime(today.year - 2, 1, 1, tzinfo=timezone.get_current_timezone()))
        story.load(today=today, tell=self.stdout.write)
        seals.seal()
        work.ask(today=today)  # the page of the log says something before the first night
