"""Keeping a client longer than the term: with a reason and until a day, by who leads the team."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from cases import removal
from cases.acts import Refused, act
from cases.models import Client, HelpQuestion, RetentionHold
from oco import audit, submissions
from oco.models import Organisation, User

MOST_YEARS = 10


def hold(
    *,
    client: Client,
    provider: Organisation,
    why: RetentionHold.Why,
    note: str,
    until: date,
    by: User,
    today: date,
    key: uuid.UUID | None = None,
) -> RetentionHold | None:
    """Keeps what this provider has of a client until a day, whatever the term. None when this form was handled before.

    Raises Refused with the field.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        if until <= today:
            raise Refused("Kies een dag na vandaag.", field="until")
        if until > today.replace(year=today.year + MOST_YEARS, day=min(today.day, 28)):
            raise Refused(f"Kies een dag binnen {MOST_YEARS} jaar. Daarna kunt u opnieuw kiezen.", field="until")
        if why is RetentionHold.Why.OTHER and not note:
            raise Refused("Schrijf op waarom dit dossier langer blijft.", field="note")
        if removal.is_removed(client):
            raise Refused("De gegevens van deze cliënt zijn al weg.")
        if not HelpQuestion.objects.filter(client=client, provider=provider).exists():
            raise Refused(f"{provider.name} kent deze cliënt niet.")
        held = RetentionHold.objects.create(
            client=client, provider=provider, why=why, note=note, until=until, written_by=by
        )
        audit.record("kept longer", by=by, on=held, client=client.pk, why=why.value)
    return held


def end(*, held: RetentionHold, by: User) -> None:
    """The term holds again; ended already it changes nothing."""
    with act():
        ended = RetentionHold.objects.filter(pk=held.pk, ended_at__isnull=True)
        if ended.update(ended_at=timezone.now(), ended_by=by):
            audit.record("kept longer ended", by=by, on=held, client=held.client_id)


def of_records(records: Iterable[int], providers: Iterable[int]) -> QuerySet[RetentionHold]:
    """All of these people at these providers, the newest first."""
    found = RetentionHold.objects.filter(client_id__in=list(records), provider_id__in=list(providers))
    return found.select_related("provider", "written_by", "ended_by")
