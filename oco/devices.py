"""Browsers with which somebody signed in before: a stranger's attempts don't count there, and a new one is told about.

The browser holds one secret in a cookie of its own, whoever uses it: on a shared desk several people are known. The
table holds the hash, per user. The cookie opens nothing: it only says which count an attempt belongs to
(oco/guessing.py), as OWASP describes it (Blocking Brute Force Attacks, device cookies).
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oco.models import KnownDevice, User
from oco.secret_hash import hashed

KNOWN_FOR = timedelta(days=365)  # since the last time
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def hash_of(request: HttpRequest) -> str:
    """The hash of this browser's secret; nothing where it has none."""
    sent = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    return hashed(sent) if _SECRET.fullmatch(sent) else ""


def is_known_for(request: HttpRequest, address: str) -> bool:
    """Did the user with this e-mail address sign in with this browser before?"""
    device = hash_of(request)
    since = timezone.now() - KNOWN_FOR
    return (
        bool(device)
        and KnownDevice.objects.filter(
            device_hash=device, user__email=address.strip().lower(), seen_at__gt=since
        ).exists()
    )


def remember(request: HttpRequest, answer: HttpResponse, user: User) -> bool:
    """Makes this browser one of the user's. True where it wasn't yet."""
    sent = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    secret = sent if _SECRET.fullmatch(sent) else secrets.token_urlsafe(32)
    now = timezone.now()
    device, new = KnownDevice.objects.get_or_create(user=user, device_hash=hashed(secret))
    if not new:
        new = device.seen_at <= now - KNOWN_FOR
        KnownDevice.objects.filter(pk=device.pk).update(seen_at=now)
    answer.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        secret,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return new


def forget_all(user: User) -> None:
    """After this, every browser of the user is a new one."""
    KnownDevice.objects.filter(user=user).delete()
