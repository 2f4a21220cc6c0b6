"""How people stand at a provider: what runs, what was last, what went already, who is kept longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from cases import linking
from cases.models import AftercareContact, Client, HelpQuestion, Removal, RetentionHold
from cases.retention.rules import Standing
from oco.models import Organisation


@dataclass
class _Facts:
    """Of one record, while they are gathered."""

    questions: int = 0
    elsewhere: int = 0
    open: int = 0
    worked: int = 0
    days: list[date] = field(default_factory=list)
    emptied: list[date] = field(default_factory=list)
    texts: list[date] = field(default_factory=list)
    gone: bool = False
    held: list[date] = field(default_factory=list)


def standings(provider: Organisation, clients: Iterable[int]) -> list[Standing]:
    """Of the people with these records, each once. Six queries, however many."""
    people = sorted({tuple(sorted(records)) for records in linking.records_by_client(clients).values()})
    facts = _facts(provider, [record for records in people for record in records])
    return [_together(records, [facts[record] for record in records]) for records in people]


def standing(provider: Organisation, client: Client) -> Standing:
    return standings(provider, [client.pk])[0]


def _together(records: tuple[int, ...], facts: Sequence[_Facts]) -> Standing:
    known = any(each.questions for each in facts)
    # Who has no question at all stands with the front door; who has one elsewhere isn't this provider's.
    days = [day for each in facts for day in each.days] if known or not any(each.elsewhere for each in facts) else []
    return Standing(
        records=records,
        open=sum(each.open for each in facts),
        worked=any(each.worked for each in facts),
        last_on=max(days, default=None),
        emptied_on=max((day for each in facts for day in each.emptied), default=None),
        texts_emptied_on=max((day for each in facts for day in each.texts), default=None),
        gone=any(each.gone for each in facts),
        held_until=max((day for each in facts for day in each.held), default=None),
    )


def _facts(provider: Organisation, records: Sequence[int]) -> dict[int, _Facts]:
    found = {record: _Facts() for record in records}
    own = Q(provider=provider)
    counted = (
        HelpQuestion.objects.filter(client_id__in=records)
        .order_by()
        .values("client_id")
        .annotate(
            own=Count("pk", filter=own),
            others=Count("pk", filter=~own | Q(provider__isnull=True)),
            running=Count("pk", filter=own & Q(closed_on__isnull=True)),
            worked=Count("pk", filter=own & (Q(picked_up_on__isnull=False) | Q(first_contact_on__isnull=False))),
            last=Max("closed_on", filter=own),
        )
    )
    for row in counted:
        each = found[row["client_id"]]
        each.questions, each.elsewhere = row["own"], row["others"]
        each.open, each.worked = row["running"], row["worked"]
        if row["last"]:
            each.days.append(row["last"])
    checks = AftercareContact.objects.filter(question__client_id__in=records, question__provider=provider)
    checks = checks.filter(skipped_on__isnull=True)
    for client, done, due in checks.order_by().values_list("question__client_id", "done_on", "due_on"):
        found[client].days.append(done or due)
    for client, at in Client.objects.filter(pk__in=records).order_by().values_list("pk", "created_at"):
        if not found[client].questions:
            found[client].days.append(timezone.localdate(at))
    removals = Removal.objects.filter(client_id__in=records).filter(Q(whole=True) | own)
    for client, whole, texts_only, at in removals.values_list("client_id", "whole", "texts_only", "at"):
        each, on = found[client], timezone.localdate(at)
        each.gone = each.gone or whole
        (each.texts if texts_only else each.emptied).append(on)
    holds = RetentionHold.objects.filter(client_id__in=records, provider=provider, ended_at__isnull=True)
    for client, until in holds.values_list("client_id", "until"):
        found[client].held.append(until)
    return found
