"""Who a client is to the figures: the target groups that they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from cases.acts import act
from cases.models import Client, ClientTargetGroup, TargetGroup
from oco import audit
from oco.models import User


def target_groups_for(client: Client) -> list[TargetGroup]:
    """The groups to choose from: those in use at the client's front door, and those that the client has already."""
    has = Q(pk__in=client.target_groups.values("target_group_id"))
    return list(TargetGroup.objects.filter(Q(active=True) | has, front_door_id=client.front_door_id))


def set_target_groups(*, client: Client, groups: Sequence[TargetGroup], by: User) -> None:
    """The client belongs to exactly these groups of their front door from now on."""
    wanted = {group.pk for group in groups if group.front_door_id == client.front_door_id}
    with act():
        Client.objects.select_for_update().get(pk=client.pk)  # one at a time: nobody writes a group twice
        known = set(client.target_groups.values_list("target_group_id", flat=True))
        if known == wanted:
            return
        client.target_groups.exclude(target_group_id__in=wanted).delete()
        ClientTargetGroup.objects.bulk_create(
            ClientTargetGroup(client=client, target_group_id=pk) for pk in sorted(wanted - known)
        )
        audit.record("target groups set", by=by, on=client, groups=sorted(wanted))
