"""Mail about a determination: that something is there to read, without figures or names of people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from oco import jobs
from oco.models import Job
from oco.models.people import Role
from subsidies.mailing import deliver_texts, holders, policy_officers
from subsidies.models import Determination, Grant, RequestReturn, SentRequest

REQUESTED, ANSWERED = "announce_determination_request", "announce_determination_answer"
# What is older is not news any more, also where the job of its mail was cleared away.
RECENT = timedelta(days=14)


@jobs.handler(REQUESTED, atomic=False)
def tell_municipality(running: jobs.Running) -> dict[str, Any]:
    """Mails the policy officers that a request was sent."""
    sent = SentRequest.objects.select_related("grant__municipality", "grant__organisation").get(
        pk=running.arguments["sent"]
    )
    grant = sent.grant
    address = settings.MUNICIPALITY_ADDRESS.rstrip("/") + reverse(
        "determination", args=[grant.pk], urlconf="oco.urls.municipality"
    )
    subject = f"Aanvraag tot vaststelling {grant.year} van {grant.organisation.name} staat klaar"
    body = (
        f"{grant.organisation.name} vraagt u om de subsidie van {grant.year} vast te stellen.\n\n"
        f"U kunt de aanvraag bekijken en beslissen:\n{address}\n\n"
        f"U krijgt deze mail omdat u rapporten beoordeelt voor de gemeente {grant.municipality.name}.\n"
    )
    readers = policy_officers(grant.municipality_id)
    return deliver_texts(running, [(reader, subject, body) for reader in readers])


@jobs.handler(ANSWERED, atomic=False)
def tell_provider(running: jobs.Running) -> dict[str, Any]:
    """Mails the managers of who gets the grant that the municipality decided, or asks to complete the request."""
    grant = Grant.objects.select_related("municipality", "organisation").get(pk=running.arguments["grant"])
    address = settings.CARE_ADDRESS.rstrip("/") + reverse(
        "determination",
        args=[grant.municipality.slug, grant.organisation.slug, grant.year],
        urlconf="oco.urls.care",
    )
    decided = Determination.objects.filter(grant=grant).exists()
    what = "heeft beslist over" if decided else "vraagt om een aanvulling bij"
    subject = f"De gemeente {what} uw aanvraag tot vaststelling {grant.year}"
    body = (
        f"De gemeente {grant.municipality.name} {what} uw aanvraag tot vaststelling van {grant.year}.\n\n"
        f"U kunt het hier lezen:\n{address}\n\n"
        f"U krijgt deze mail omdat u rapporten indient voor {grant.organisation.name}.\n"
    )
    readers = holders(Role.MANAGER, organisation=grant.organisation)
    return deliver_texts(running, [(reader, subject, body) for reader in readers])


def ask_for_answers(*, now: datetime | None = None) -> int:
    """Asks to mail what the municipality did: its own login can't ask the worker for a job. Once for each."""
    since = (now or timezone.now()) - RECENT
    decided = Determination.objects.filter(decided_at__gte=since).values_list("pk", "grant")
    returned = RequestReturn.objects.filter(returned_at__gte=since).values_list("pk", "sent__grant")
    wanted = {
        **{f"besluit-{pk}": grant for pk, grant in decided},
        **{f"aanvulling-{pk}": grant for pk, grant in returned},
    }
    known = Job.objects.filter(key__in=[f"{ANSWERED}:{key}" for key in wanted]).values_list("key", flat=True)
    fresh = {key: grant for key, grant in wanted.items() if f"{ANSWERED}:{key}" not in set(known)}
    for key, grant in fresh.items():
        jobs.enqueue(ANSWERED, key=key, grant=grant)
    return len(fresh)
