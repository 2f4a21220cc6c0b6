"""Locking: the session ends, and what stays is who was there and on which page, for who comes back.

A locked session is no session: its row is gone and opens nothing in the database. Who unlocks signs in anew, with a
PIN, a passkey or a password, and gets back to the same page, where their own draft stands in the form. Who takes over
signs in as themselves and finds nothing of the first.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from oco import acting, audit
from oco.models import User

# What belongs to the computer rather than to a person stays when people take turns: the session's keys that begin so.
OF_THE_DESK = "desk"
_LOCKED = "locked"


def lock(request: HttpRequest, *, path: str = "", why: str) -> None:
    """Ends the session and remembers whose it was. `path`: the page to come back to; `why`: "time" or "asked"."""
    held = request.session.get(SESSION_KEY)
    if held is None:
        return
    kept = {name: value for name, value in request.session.items() if name.startswith(OF_THE_DESK)}
    known = User.objects.filter(pk=int(held)).first()
    audit.record("screen locked", by=known, why=why)
    logout(request)
    request.session.update(kept)
    request.session[_LOCKED] = {"user": int(held), "path": page_of(path), "why": why}
    request.signed_out = True  # type: ignore[attr-defined]
    acting.tell({"session": "", "user": ""})


def locked_user(request: HttpRequest) -> User | None:
    """Who locked this screen, where nobody has signed in since."""
    kept = request.session.get(_LOCKED)
    return User.objects.filter(pk=kept["user"], is_active=True).first() if kept else None


def is_locked(request: HttpRequest) -> bool:
    return _LOCKED in request.session


def why_locked(request: HttpRequest) -> str:
    kept = request.session.get(_LOCKED)
    return kept["why"] if kept else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(_LOCKED, None)


def page_to_resume(request: HttpRequest, user: User) -> str:
    """The page that this person had locked, once; empty for another person."""
    kept = request.session.pop(_LOCKED, None)
    return page_of(kept["path"]) if kept and kept["user"] == user.pk else ""


def page_asked(request: HttpRequest) -> str:
    """The address of the page that somebody looks at: what they ask, or the page that asks a part of itself."""
    if (
        request.method == "GET"
        and "HX-Request" not in request.headers
        and request.headers.get("Accept") != "application/json"
    ):
        return request.get_full_path()
    shown = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    return shown._replace(scheme="", netloc="").geturl() if shown.netloc == request.get_host() else ""


def page_of(address: str) -> str:
    """The path of a page of this site, with its query; empty for anything else, and for pages of signing in."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in parts.path:
        return ""
    try:
        name = resolve(parts.path).url_name or ""
    except Resolver404:
        return ""
    if name.startswith(("account_", "mfa_", "lock", "unlock", "session_", "quick_")):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def to_sign_in(request: HttpRequest) -> str:
    """The page to sign in, and from there to the page that somebody looks at."""
    address, page = reverse(settings.LOGIN_URL), page_of(page_asked(request))
    return f"{address}?next={quote(page)}" if page else address


def page_for_visitors(request: HttpRequest) -> str:
    """Where somebody who isn't signed in belongs: the locked screen, the tiles of a shared desk, or signing in."""
    if is_locked(request) or "desk" in request.session:
        return reverse("locked")
    return reverse(settings.LOGIN_URL)
