"""Personal PINs on a registered computer: set after a full sign-in, good on that computer alone.

The computer and the PIN are two factors. Five wrong tries turn the PIN off for this person on this computer, until they
sign in fully there: a stranger elsewhere can try nothing, and at the desk five times.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from oco import access, audit
from oco.access import Permission
from oco.models import DevicePin, SharedDevice, User
from oco.models.shared_desks import MOST_WRONG_TRIES
from oco.shared_desk import rules


class PinRefused(Exception):
    """The text is for the user."""


def _peppered(pin: str, user: User) -> str:
    """With a key that is in the environment and not in the database: without it a million PINs are soon tried."""
    key = hashlib.sha256(b"pin at a shared desk" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{user.pk}:{pin}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def choose(*, device: SharedDevice, user: User, pin: str) -> DevicePin:
    """Sets or replaces the PIN of a person on this computer. Raises PinRefused where it is too simple."""
    if len(pin) != rules.PIN_LENGTH or not pin.isascii() or not pin.isdigit():
        raise PinRefused("Een pincode heeft zes cijfers.")
    if reason := rules.why_too_simple(pin):
        raise PinRefused(reason)
    values = {"pin_hash": make_password(_peppered(pin, user)), "set_at": timezone.now(), "wrong_tries": 0}
    made, _ = DevicePin.objects.update_or_create(device=device, user=user, defaults=values)
    audit.record("pin chosen", by=user, on=device)
    return made


@transaction.atomic
def remove(*, device: SharedDevice, user: User) -> None:
    DevicePin.objects.filter(device=device, user=user).delete()
    audit.record("pin removed", by=user, on=device)


def of_person(device: SharedDevice, user: User) -> DevicePin | None:
    return DevicePin.objects.filter(device=device, user=user).first()


def people_at(device: SharedDevice) -> list[User]:
    """Who has a PIN on this computer and still works at its counter, by name. Two queries, whatever their number."""
    pins = DevicePin.objects.filter(device=device, user__is_active=True).select_related("user").order_by("user__name")
    people = {pin.user.pk: pin.user for pin in pins}
    may = access.who_may(Permission.USE_COUNTER, front_door=device.front_door, among=people)
    return [person for key, person in people.items() if key in may]


class Tried(StrEnum):
    """What came of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    OFF = "off"  # the PIN is off, or this try turned it off


@transaction.atomic
def check(*, device: SharedDevice, user: User, pin: str) -> Tried:
    """Judges a try. It is counted before it is judged, so that trying many at once gains nothing; and it is answered
    rather than raised, for an error would undo the count."""
    counted = DevicePin.objects.filter(device=device, user=user, wrong_tries__lt=MOST_WRONG_TRIES)
    if not counted.update(wrong_tries=F("wrong_tries") + 1):
        return Tried.OFF
    held = DevicePin.objects.get(device=device, user=user)
    if check_password(_peppered(pin, user), held.pin_hash):
        now = timezone.now()
        DevicePin.objects.filter(pk=held.pk).update(wrong_tries=0, last_used_at=now)
        SharedDevice.objects.filter(pk=device.pk).update(last_used_at=now)
        return Tried.RIGHT
    audit.record("wrong pin", by=None, on=device, person=user.pk, tries=held.wrong_tries)
    if not held.is_off:
        return Tried.WRONG
    audit.record("pin turned off", by=None, on=device, person=user.pk)
    return Tried.OFF


@transaction.atomic
def turn_on(*, device: SharedDevice, user: User) -> bool:
    """After a full sign-in on this computer: wrong tries are forgotten. True where the PIN had been off."""
    was_off = DevicePin.objects.filter(device=device, user=user, wrong_tries=MOST_WRONG_TRIES).exists()
    DevicePin.objects.filter(device=device, user=user).exclude(wrong_tries=0).update(wrong_tries=0)
    if was_off:
        audit.record("pin turned on", by=user, on=device)
    return was_off
