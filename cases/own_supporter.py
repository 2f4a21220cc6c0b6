"""Whose a client is: the fixed contact person at each provider, and whom the client didn't want again. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cases import linking
from cases.acts import Refused
from cases.models import Client, FixedContact, SetAside
from oco.models import User


@dataclass(frozen=True)
class Wishes:
    """Of one client: provider -> their fixed contact person there, and who isn't proposed for them again."""

    fixed: Mapping[int, int] = field(default_factory=dict)
    set_aside: frozenset[int] = frozenset()


def wishes_of(clients: Iterable[int]) -> dict[int, Wishes]:
    """What holds for each of these clients, on their own record or on one that is linked to it. Three queries,
    for a whole list."""
    records = linking.records_by_client(clients)
    everything = {record for each in records.values() for record in each}
    fixed: dict[int, dict[int, int]] = {}
    standing = FixedContact.objects.filter(client_id__in=everything, ended_at__isnull=True)
    for client, provider, supporter in standing.values_list("client_id", "provider_id", "supporter_id"):
        fixed.setdefault(client, {})[provider] = supporter
    aside: dict[int, set[int]] = {}
    refused = SetAside.objects.filter(client_id__in=everything, undone_at__isnull=True)
    for client, supporter in refused.values_list("client_id", "supporter_id"):
        aside.setdefault(client, set()).add(supporter)
    found = {}
    for client, own in records.items():
        theirs: dict[int, int] = {}
        for record in reversed(own):  # what stands on the record itself goes before
            theirs |= fixed.get(record, {})
        gone = frozenset(supporter for record in own for supporter in aside.get(record, ()))
        found[client] = Wishes({at: who for at, who in theirs.items() if who not in gone}, gone)
    return found


def is_set_aside(client: Client, supporter: User) -> bool:
    """Whether the client asked for another supporter than this one."""
    return supporter.pk in wishes_of([client.pk])[client.pk].set_aside


def refuse_set_aside(client: Client, supporter: User, *, field: str = "") -> None:
    """Raises Refused where the client asked for another supporter than this one."""
    if is_set_aside(client, supporter):
        raise Refused(
            f"De cliënt vroeg om een andere ondersteuner dan {supporter.name}. Kies een collega.", field=field
        )


def fixed_contacts(records: Iterable[int]) -> list[FixedContact]:
    """Who is and who was the fixed contact person of one person: present ones first, then the newest. One query."""
    found = FixedContact.objects.filter(client_id__in=list(records)).select_related("supporter", "provider", "by")
    return sorted(found, key=lambda fixed: (fixed.ended_at is not None, -fixed.at.timestamp(), -fixed.pk))


def set_aside(records: Iterable[int]) -> list[SetAside]:
    """Whom one person didn't want any more, also what was taken back. Only for coordinator and manager. One query."""
    related = ("supporter", "question", "by", "undone_by")
    return list(SetAside.objects.filter(client_id__in=list(records)).select_related(*related).order_by("-at", "-pk"))
