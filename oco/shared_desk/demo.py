"""The demo's shared desk: a name that is filled in already, and one PIN for all its people."""

from __future__ import annotations

from oco import access
from oco.access import Permission
from oco.demo_logins import LOGINS, PIN
from oco.models import SharedDevice, User
from oco.shared_desk import pins

SUGGESTED = {"name": "Balie Stadhuis"}


def give_pins(device: SharedDevice) -> None:
    """A PIN for everybody of the demo who works at this counter."""
    people = {user.pk: user for user in User.objects.filter(email__in=[login.email for login in LOGINS])}
    for key in sorted(access.who_may(Permission.USE_COUNTER, front_door=device.front_door, among=people)):
        pins.choose(device=device, user=people[key], pin=PIN)
