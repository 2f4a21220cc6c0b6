"""How long a session lasts, by the server: so long without use, so long altogether, by the kind of computer and role.

A session carries its own limits from signing in on (`session["time"]`), so that no request asks the database for them.
The database has both ends as well (`oco_caresession.idle_until`, `oco_sessionuser.until`), on its own clock: a session
that is over opens no row, whatever a process thinks.

Use is what a person does: opening a page, sending a form, and typing or clicking, which the page tells at most twice a
minute. What a page asks by itself (`BY_ITSELF`) is no use.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from oco.shared_desk.rules import Limits, Times

if TYPE_CHECKING:
    from django.http import HttpRequest

_TIME, _DESK = "time", "desk"
# Seconds of use that aren't written down one by one: a session ends up to so much earlier, never later.
_COARSE = 15
# Addresses that a page asks without anybody doing anything, and the parts of pages that ask after what is being made
# (the element's id, as htmx sends it). A test reads the templates for others.
BY_ITSELF = frozenset({"session_time", "draft_token"})
WAITING = frozenset({"brief", "files", "dossierbestand", "progress", "voortgang"})


def limits_for(roles: frozenset[str], *, at_desk: bool) -> Limits:
    """The strictest of those that apply, from `settings.SESSION_LIMITS`."""
    known: dict[str, tuple[int, int]] = settings.SESSION_LIMITS
    found = Limits(*known["shared desk" if at_desk else "own computer"])
    for role in roles & known.keys():
        found = found.strictest(Limits(*known[role]))
    return found


def begin(session: Any) -> None:
    """Starts the clock of a session in which somebody has just been signed in; a running clock goes on."""
    if _TIME in session or SESSION_KEY not in session:
        return
    from oco.models import Membership  # the session engine is loaded before the models

    roles = frozenset(Membership.objects.filter(user_id=int(session[SESSION_KEY])).values_list("role", flat=True))
    limits = limits_for(roles, at_desk=_DESK in session)
    now = time.time()
    session[_TIME] = {"began": now, "used": now, "idle": limits.idle, "whole": limits.whole}


def of(session: Any) -> Times | None:
    """None where nobody is signed in."""
    kept = session.get(_TIME)
    if kept is None or SESSION_KEY not in session:
        return None
    return Times(kept["began"], kept["used"], Limits(kept["idle"], kept["whole"]))


def shorten(session: Any) -> None:
    """This session turns out to be at a shared desk: from here on its limits hold."""
    kept = session.get(_TIME)
    if kept is not None:
        strict = Limits(kept["idle"], kept["whole"]).strictest(limits_for(frozenset(), at_desk=True))
        session[_TIME] = {**kept, "idle": strict.idle, "whole": strict.whole}


def use(session: Any) -> None:
    """Somebody did something just now."""
    kept, now = session.get(_TIME), time.time()
    if kept is not None and now - kept["used"] >= _COARSE:
        session[_TIME] = {**kept, "used": now}


def is_use(request: HttpRequest) -> bool:
    """Whether this request shows that somebody is there. Its address must be known already."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if request.headers.get("HX-Trigger") in WAITING:
        return False
    return name not in BY_ITSELF or (name == "session_time" and request.method == "POST")
