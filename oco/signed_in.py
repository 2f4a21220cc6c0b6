"""The sessions of a user as they see them themselves, and ending them: one, all others, or all of somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from oco import audit
from oco.models import SessionDetail, User
from oco.sessions import DETAILS, SessionStore, key_hash, remember_seen, seen_since

LONGEST = timedelta(hours=24)  # no session holds longer, whatever its own limits (oco/sessions.py)
SEEN_EVERY = 60  # seconds: more often the moment of last use isn't written


def note_beginning(request: HttpRequest, *, how: str) -> None:
    """Keeps in the session with what it was begun; its row is written where the session is (oco/sessions.py)."""
    request.session[DETAILS] = {
        "started_at": timezone.now().isoformat(),
        "browser": browser_of(request.META.get("HTTP_USER_AGENT", "")),
        "address": address_of(request),
        "how": how[:60],
    }


def seen(request: HttpRequest) -> None:
    """The session is used now: once a minute at most."""
    key = request.session.session_key
    if not key or SESSION_KEY not in request.session:
        return
    hashed = key_hash(key)
    if seen_since(hashed) < SEEN_EVERY:
        return
    remember_seen(hashed)
    late = Now() - timedelta(seconds=SEEN_EVERY)
    SessionDetail.objects.filter(key_hash=hashed, seen_at__lte=late).update(seen_at=Now())


def of(user: User) -> QuerySet[SessionDetail]:
    """The sessions of this side that still hold, the last used first."""
    rows: QuerySet[Any] = SessionStore.get_model_class()._default_manager.all()
    holds = rows.filter(session_key=OuterRef("key_hash"), expire_date__gt=timezone.now())
    begun = timezone.now() - LONGEST
    return SessionDetail.objects.filter(Exists(holds), user=user, side=settings.SIDE, started_at__gt=begun)


@dataclass(frozen=True)
class Row:
    detail: SessionDetail
    is_this: bool


def rows(request: HttpRequest, user: User) -> list[Row]:
    """This session first."""
    own = key_hash(request.session.session_key or "")
    found = [Row(detail, detail.key_hash == own) for detail in of(user)]
    return sorted(found, key=lambda row: not row.is_this)


@transaction.atomic
def end(*, detail: SessionDetail, by: User) -> None:
    """Ends one session at once."""
    _end(SessionDetail.objects.filter(pk=detail.pk))
    audit.record("session ended", by=by, on=detail.user)


@transaction.atomic
def end_all(*, user: User, by: User | None, but: str | None = None) -> int:
    """Ends all sessions of a user, or all but the one with this key. Returns how many."""
    wanted = SessionDetail.objects.filter(user=user)
    if but:
        wanted = wanted.exclude(key_hash=key_hash(but))
    ended = _end(wanted)
    if ended:
        audit.record("sessions ended", by=by, on=user, count=ended)
    return ended


def _end(wanted: QuerySet[SessionDetail]) -> int:
    """On the care side the database takes along whose a session is (oco_sessionuser)."""
    keys = list(wanted.values_list("key_hash", flat=True))
    if settings.SIDE != "worker":
        SessionStore.get_model_class()._default_manager.filter(session_key__in=keys).delete()
    else:
        from oco.models import CareSession

        CareSession.objects.filter(session_key__in=keys).delete()
    return wanted.delete()[0]


def forget_old(now: datetime) -> int:
    """Takes rows away of sessions that can't hold any more. Returns how many."""
    return SessionDetail.objects.filter(started_at__lte=now - 2 * LONGEST).delete()[0]


# --- in words ---------------------------------------------------------------------------------------------------------

# The first that matches: others name Chrome and Safari as well.
_BROWSERS = (
    (r"Edg[A-Za-z]*/", "Edge"),
    (r"OPR/", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS", "Mac"),
    (r"CrOS", "Chromebook"),
    (r"Linux", "Linux"),
)


def browser_of(sent: str) -> str:
    """‘Firefox op Windows’, from what a browser says of itself; nothing where it says nothing known."""
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, sent)), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, sent)), "")
    return f"{browser or 'Onbekende browser'} op {system}" if system else browser


def address_of(request: HttpRequest) -> str:
    """The network address that somebody works from, past the proxies that are our own; empty where there is none."""
    from allauth.account.adapter import get_adapter

    try:
        return str(get_adapter(request).get_client_ip(request))[:45]
    except PermissionDenied:  # fewer addresses than proxies
        return ""
