"""Computers that were registered as a shared desk: trusted by a random secret in a cookie that no script can read."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oco import access, acting, audit
from oco.access import Permission
from oco.models import FrontDoor, SharedDevice, User
from oco.secret_hash import hashed
from oco.shared_desk import times

KEEPERS = (Permission.ADMINISTER, Permission.LEAD_TEAM)
_SECRET = re.compile(r"^[A-Za-z0-9_-]{43}$")
_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie longer


class DeviceRefused(Exception):
    """Not possible; the text is for the user."""


def doors_of(user: User) -> QuerySet[FrontDoor]:
    """Front doors whose computers the user registers: as administrator, or as team leader there."""
    reached = frozenset[int]().union(*(access.front_doors(user, permission) for permission in KEEPERS))
    return FrontDoor.objects.filter(pk__in=reached).order_by("name")


def devices_of(user: User) -> QuerySet[SharedDevice]:
    """Those of the user's front doors, withdrawn ones last; `people`: how many have a PIN there."""
    return (
        SharedDevice.objects.filter(front_door__in=doors_of(user))
        .select_related("front_door", "registered_by")
        .annotate(people=Count("pins", filter=Q(pins__user__is_active=True)))
        .order_by("withdrawn_at", "front_door__name", "name", "pk")
    )


@transaction.atomic
def register(*, front_door: FrontDoor, name: str, by: User) -> tuple[SharedDevice, str]:
    """The computer, and the secret for its cookie, which is kept nowhere else. Raises DeviceRefused."""
    clean = " ".join(name.split())
    if SharedDevice.objects.filter(front_door=front_door, name=clean, withdrawn_at=None).exists():
        raise DeviceRefused("Er is hier al een gedeelde computer met deze naam. Kies een andere naam.")
    secret = secrets.token_urlsafe(32)
    device = SharedDevice.objects.create(
        front_door=front_door, name=clean, secret_hash=hashed(secret), registered_by=by
    )
    audit.record("shared computer registered", by=by, on=device)
    return device, secret


@transaction.atomic
def withdraw(*, device: SharedDevice, by: User) -> None:
    """At once: its PINs are gone, and sessions that were opened with one open nothing any more."""
    if device.withdrawn_at is not None:
        return
    device.withdrawn_at, device.withdrawn_by = timezone.now(), by
    device.save(update_fields=["withdrawn_at", "withdrawn_by"])
    device.pins.all().delete()
    audit.record("shared computer withdrawn", by=by, on=device)


def remember(response: HttpResponse, secret: str) -> None:
    """Puts the secret in the browser of this computer."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        secret,
        max_age=_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def of_request(request: HttpRequest) -> SharedDevice | None:
    """The registered computer that this request comes from, proved by its cookie.

    From here on in this transaction the database lets through what hangs on this computer.
    """
    secret = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if settings.SIDE == "municipality" or not _SECRET.match(secret):
        return None
    acting.tell({"device": secret})
    return (
        SharedDevice.objects.select_related("front_door")
        .filter(secret_hash=hashed(secret), withdrawn_at__isnull=True)
        .first()
    )


def settle(request: HttpRequest, device: SharedDevice) -> None:
    """This session goes on at a shared desk, with its limits."""
    request.session["desk"] = {"id": device.pk, "name": device.name}
    times.shorten(request.session)


def recognise(request: HttpRequest) -> None:
    """Notes in the session that it is at a shared desk, once. The cookie doesn't come along from another site, so a
    session may only learn of it later: then its limits are shortened."""
    if "desk" in request.session:
        return
    device = of_request(request)
    if device is not None:
        settle(request, device)
