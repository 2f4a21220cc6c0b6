"""How often one user may search, take out a file, or send one in: a stolen session empties no register.

Counted in Redis in fixed windows, apart from any transaction: an act that fails counts as well, and nobody waits for
somebody else's count. With Redis away nothing is limited (fails open): these users are signed in, what they take out is
written down, and a counter that stops with Redis would be worse. What people without an account may try (signing in, a
new password, the page that checks a report) is counted by django-allauth in the database and doesn't depend on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import redis
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oco.models import User

log = structlog.get_logger(__name__)

# The acts that are counted, and the addresses of each. Rates are in settings.RATE_LIMITS.
LIMITED: dict[str, frozenset[str]] = {
    "search": frozenset({"counter_search", "counter_alike", "find_client", "refer_search", "clients", "questions"}),
    "export": frozenset(
        {
            *("questions_file", "clients_file", "team_file", "dossier_file", "rights_dossier"),
            *("figures_workbook", "figures_make_pdf", "figures_pdf", "report_download", "report_agenda_pdf"),
            *("decision_file", "determination_file", "determination_letter", "import_errors"),
        }
    ),
    "upload": frozenset(
        {
            *("import_register", "cost_import", "decision_upload"),
            *("determination_content", "determination_statement"),
        }
    ),
}
_ACT_OF = {name: act for act, names in LIMITED.items() for name in names}
# Of these, opening the page is no search and no sending; a file is taken out by whatever method.
_POST_ONLY = {"search", "upload"}
_BY_GET = {"refer_search"}
_SILENCE = 10  # seconds that Redis isn't asked again after it didn't answer
_UNITS = {"s": 1, "m": 60, "h": 3600}

GetResponse = Callable[[HttpRequest], HttpResponse]


class LimitRequests:
    """Answers 429 with a sentence to who does an act of LIMITED too often."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        act = _ACT_OF.get(name or "")
        if act is None or not isinstance(request.user, User):
            return None
        if act in _POST_ONLY and request.method != "POST" and name not in _BY_GET:
            return None
        wait = seconds_to_wait(act, request.user.pk, now=time.time())
        return too_many(request, wait) if wait else None


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """The page for who must wait, in seconds."""
    answer = render(request, "429.html", {"minutes": -(-wait // 60)}, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def rate_of(act: str) -> tuple[int, int] | None:
    """The most and the seconds of a window, from "60/1m/user"; None where it isn't limited."""
    rate: str = settings.RATE_LIMITS.get(act, "")
    if not rate:
        return None
    most, window, _ = rate.split("/")
    return int(most), int(window[:-1]) * _UNITS[window[-1]]


def seconds_to_wait(act: str, user_id: int, *, now: float) -> int:
    """Counts the act; 0 when it may be done, else the seconds until the window is over. `now` in seconds."""
    rate = rate_of(act)
    if rate is None:
        return 0
    most, window = rate
    number = int(now) // window
    counted = _count(f"oco:limit:{settings.SIDE}:{act}:{user_id}:{number}", window)
    return (number + 1) * window - int(now) if counted > most else 0


_asked_again_from = [0.0]


def _count(key: str, window: int) -> int:
    """How often with this one; 0 when Redis doesn't answer, and for a while after that."""
    if time.monotonic() < _asked_again_from[0]:
        return 0
    try:
        pipeline = _connection().pipeline()
        pipeline.set(key, 0, ex=window + 60, nx=True)
        pipeline.incr(key)
        return int(pipeline.execute()[-1])
    except redis.RedisError:
        _asked_again_from[0] = time.monotonic() + _SILENCE
        log.warning("requests are not limited: redis does not answer")
        return 0


@cache
def _connection() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_ADDRESS, socket_connect_timeout=0.3, socket_timeout=0.3)
