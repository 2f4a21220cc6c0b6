"""Around a client: target groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from cases.acts import Refused, act
from cases.models import Client, ClientTargetGroup, TargetGroup
from oco import audit
from oco.models import FrontDoor, User


def target_groups(front_door: FrontDoor | int, *, chosen: Iterable[int] = ()) -> QuerySet[TargetGroup]:
    """The groups to choose from at a front door, and those that were chosen before they went out of use."""
    return TargetGroup.objects.filter(Q(active=True) | Q(pk__in=list(chosen)), front_door=front_door)


def set_target_groups(*, client: Client, groups: Sequence[TargetGroup], by: User) -> None:
    """The client belongs to exactly these groups from now on. Raises Refused for a group of another front door."""
    if any(group.front_door_id != client.front_door_id for group in groups):
        raise Refused("Deze doelgroep hoort bij een andere voordeur.", field="target_groups")
    wanted = {group.pk for group in groups}
    with act():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        known = set(client.target_groups.values_list("target_group_id", flat=True))
        gone, new = known - wanted, wanted - known
        if not gone and not new:
            return
        client.target_groups.filter(target_group_id__in=gone).delete()
        ClientTargetGroup.objects.bulk_create(
            ClientTargetGroup(client=client, target_group_id=pk) for pk in sorted(new)
        )
        audit.record("target groups set", by=by, on=client, added=sorted(new), removed=sorted(gone))
