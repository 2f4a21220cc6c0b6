"""A mail to who administers, when a list waits for two people. Team leaders find it in their mail of the day."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cases.models import DestructionList
from oco import access, jobs, mail
from oco.models import User
from oco.templatetags.oco import plural

JOB = "retention_list_mail"
_NAMESPACE = uuid.UUID("0b9a6f8e-52a5-4f0d-8d6f-3c7a1d0d8b42")


def ask(made: DestructionList) -> None:
    """In the transaction that makes the list."""
    jobs.enqueue(JOB, key=str(made.pk), list=made.pk)


@jobs.handler(JOB, atomic=False)
def _tell(running: jobs.Running) -> dict[str, int]:
    """Counts and no names; nothing where the list was approved or replaced meanwhile."""
    made = DestructionList.objects.select_related("provider").get(pk=running.arguments["list"])
    people = administrators(made.provider_id) if made.is_proposed and made.admin_by_id is None else []
    address = settings.CARE_ADDRESS.rstrip("/") + reverse("retention_list", args=[made.pk], urlconf="oco.urls.care")
    lines = plural(made.lines.count(), "regel,regels")
    text = (
        f"Van cliënten van {made.provider.name} is de bewaartermijn voorbij. Er is een vernietigingslijst gemaakt met"
        f" {lines}.\n\n"
        "Een teamleider en een functioneel beheerder kijken de lijst na en geven allebei akkoord. Daarna gaan de"
        f" gegevens weg:\n{address}\n\n"
        "U krijgt deze mail omdat u functioneel beheerder bent. Antwoorden op deze mail worden niet gelezen.\n"
    )
    for user in people:
        key = uuid.uuid5(_NAMESPACE, f"{made.pk}:{user.pk}")
        mail.send_once(key, f"Vernietigingslijst van {made.provider.name} wacht op akkoord", text, user.email)
    result = {"people": len(people)}
    jobs.finished(running, result)
    return result


def administrators(provider: int) -> list[User]:
    """Who administers this provider today, themselves or the front door it works behind."""
    people = access.administrators(timezone.localdate())
    return [user for user in people if provider in access.administered_providers(user)]
