"""Is the site alive (`/gezondheid/`), and is everything there that it needs (`/gezondheid/klaar/`)?

For watchers and for people: JSON for who asks for it, else lines of text. Neither says anything about a person,
so both work without signing in. The municipality side looks at its database and the virus scanner alone: its login
may not see the jobs, and it makes no PDF.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from oco import clamd
from oco.embedded.pdf_libraries import INSTALL_COMMAND, missing_libraries
from oco.models import Heartbeat, Job
from oco.trail import work

WORKER_SEEN_WITHIN = timedelta(seconds=60)  # it shows itself every 15 seconds
ROLL_UP_WITHIN = timedelta(hours=30)  # it runs every night
VERIFIED_WITHIN = timedelta(hours=30)
SIGNATURES_WITHIN = timedelta(days=7)  # new ones come every day
SCANNER_SECONDS = 2


@dataclass(frozen=True)
class Check:
    """One thing looked at. Where `needed` is False the site works without it, only less well."""

    name: str
    ok: bool
    text: str
    needed: bool = True


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a slow database restarts no web server."""
    return _answer(request, [Check("proces", True, "draait")])


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything needed is there, otherwise 503; what is missing is named either way."""
    checks = MUNICIPALITY_CHECKS if settings.SIDE == "municipality" else CARE_CHECKS
    return _answer(request, [check() for check in checks])


def check_database() -> Check:
    """Does the database answer?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return Check("database", False, "antwoordt niet")
    return Check("database", True, "antwoordt")


def check_redis() -> Check:
    """Does Redis answer? Without it jobs wait for the sweep, and nothing is lost."""
    location = settings.REDIS_ADDRESS
    try:
        with redis.Redis.from_url(location, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return Check("redis", False, "antwoordt niet; taken wachten")
    return Check("redis", True, "antwoordt")


def check_worker() -> Check:
    """Was the worker seen in the last minute, by the database's clock?"""
    try:
        seen = Heartbeat.objects.filter(name="worker", seen_at__gte=Now() - WORKER_SEEN_WITHIN).exists()
    except DatabaseError:
        return Check("worker", False, "onbekend")
    if not seen:
        return Check("worker", False, "het laatste levensteken is ouder dan een minuut; taken wachten")
    return Check("worker", True, "gezien in de laatste minuut")


def check_pdf() -> Check:
    """Are the libraries there with which the worker makes a PDF? On one computer it shares them with this process."""
    if missing := missing_libraries():
        return Check("pdf", False, f"{', '.join(missing)} ontbreekt. Installeer: {INSTALL_COMMAND}", needed=False)
    return Check("pdf", True, "kan gemaakt worden", needed=False)


def check_roll_up() -> Check:
    """When were the figures last counted?"""
    try:
        done = Job.objects.filter(kind="roll_up", status=Job.Status.DONE)
        last = done.order_by("-finished_at").values_list("finished_at", flat=True).first()
    except DatabaseError:
        return Check("telling", False, "onbekend", needed=False)
    if last is None:
        return Check("telling", False, "nog niet gedaan", needed=False)
    fresh = last >= timezone.now() - ROLL_UP_WITHIN
    return Check("telling", fresh, f"laatst klaar op {timezone.localtime(last):%d-%m-%Y %H:%M}", needed=False)


def check_log() -> Check:
    """Was the log found whole when it was last verified, and was that last night?"""
    try:
        last = work.last_verified()
    except DatabaseError:
        return Check("logboek", False, "onbekend", needed=False)
    if last is None:
        return Check("logboek", False, "nog niet gecontroleerd", needed=False)
    at, result = last
    when = f"gecontroleerd op {timezone.localtime(at):%d-%m-%Y %H:%M}"
    if not result["ok"]:
        return Check("logboek", False, f"klopt niet; {when}", needed=False)
    return Check("logboek", at >= timezone.now() - VERIFIED_WITHIN, f"klopt; {when}", needed=False)


def check_scanner() -> Check:
    """Does the virus scanner answer, and are its signatures of this week? Without an answer no file comes in."""
    if settings.CLAMAV is None:
        return Check("virusscanner", False, "is niet ingesteld; bestanden worden niet nagekeken", needed=False)
    try:
        told = clamd.version(settings.CLAMAV, seconds=SCANNER_SECONDS)
    except clamd.ScannerFailed:
        return Check("virusscanner", False, "antwoordt niet; bestanden worden geweigerd", needed=False)
    try:
        made = datetime.strptime(told.rpartition("/")[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return Check("virusscanner", False, "antwoordt; van wanneer de lijst is, is onbekend", needed=False)
    fresh = made >= timezone.now() - SIGNATURES_WITHIN
    return Check("virusscanner", fresh, f"antwoordt; de lijst is van {made:%d-%m-%Y}", needed=False)


CARE_CHECKS: tuple[Callable[[], Check], ...] = (
    *(check_database, check_redis, check_worker, check_pdf, check_roll_up, check_log, check_scanner),
)
MUNICIPALITY_CHECKS: tuple[Callable[[], Check], ...] = (check_database, check_scanner)


def _answer(request: HttpRequest, checks: list[Check]) -> HttpResponse:
    ok = all(check.ok for check in checks if check.needed)
    status = 200 if ok else 503
    if request.get_preferred_type(["text/plain", "application/json"]) == "application/json":
        return JsonResponse({"ok": ok, "checks": [asdict(check) for check in checks]}, status=status)
    lines = [
        f"{'goed' if check.ok else 'FOUT' if check.needed else 'let op'}: {check.name} {check.text}" for check in checks
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=status)
