"""Wrong attempts to sign in: who guesses waits longer and longer, and shuts nobody out but themselves.

What is tried is counted under three keys, and never under the account alone:

| count | who shares it | free | then waits |
|---|---|---|---|
| account on a browser that it was on before | that browser and nobody else | 10 | 10 s, doubling to 2 min |
| account on any other browser | everybody who never signed in with it | 5 | 30 s, doubling to 15 min |
| network address, of browsers that are new to the account | all of them there | 50 | 30 s, doubling to 15 min |

So a stranger who tries a colleague's address makes strangers wait. The colleague, on a computer of theirs, comes in. On
a new computer they may have to wait, or choose a new password by mail: that makes the browser one of theirs.

In the database and in the request's own transaction: the row is held from before the password is looked at, so that a
hundred attempts at once are one after another. Whether an account exists makes no difference. Numbers: OWASP ASVS 5.0
6.3.1, and its Authentication Cheat Sheet on device cookies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from oco import devices
from oco.models import SignInCount

FORGOTTEN_AFTER = timedelta(hours=24)  # since the last wrong attempt
TELL_AT = 10  # wrong attempts on one account, after which its user gets a mail


@dataclass(frozen=True)
class Limit:
    """So many wrong attempts are free; after each one beyond, the next waits twice as long."""

    free: int
    first: timedelta
    longest: timedelta


KNOWN = Limit(10, timedelta(seconds=10), timedelta(minutes=2))
STRANGERS = Limit(5, timedelta(seconds=30), timedelta(minutes=15))
ADDRESS = Limit(50, timedelta(seconds=30), timedelta(minutes=15))


def wait_after(failures: int, limit: Limit) -> timedelta:
    """How long the next attempt waits after so many wrong ones."""
    beyond = failures - limit.free
    if beyond < 0:
        return timedelta()
    doubled: timedelta = limit.first * 2 ** min(beyond, 20)
    return min(doubled, limit.longest)


@dataclass(frozen=True)
class Attempt:
    """One attempt, with its rows held. `wait`: seconds until it may be made; then it isn't looked at."""

    held: Sequence[tuple[SignInCount, Limit]]
    known: bool
    wait: int
    now: datetime

    @property
    def sentence(self) -> str:
        """What the person reads who has to wait."""
        said = f"Het is te vaak misgegaan. Wacht nog {_in_words(self.wait)} en probeer het opnieuw."
        if self.known:
            return said
        return f"{said} Op een computer waarop u al eerder inlogde, hoeft u niet te wachten."

    def failed(self) -> bool:
        """Counts it. True where the user should be told that somebody tries."""
        tell = False
        for row, limit in self.held:
            row.failures += 1
            row.last_at = self.now
            wait = wait_after(row.failures, limit)
            row.wait_until = self.now + wait if wait else None
            if limit is STRANGERS and row.failures >= TELL_AT and row.told_at is None:
                row.told_at, tell = self.now, True
            row.save(update_fields=["failures", "last_at", "wait_until", "told_at"])
        return tell

    def succeeded(self) -> None:
        """The user's own browser begins anew. What strangers did stays counted: one right answer must not buy a guesser
        five free ones more."""
        for row, limit in self.held:
            if limit is KNOWN or not row.failures:
                row.delete()


def begin(request: HttpRequest, address: str, *, what: str = "password") -> Attempt:
    """Before a password or a code (`what`) of the account with this e-mail address is looked at."""
    now = timezone.now()
    account = address.strip().lower()
    known = devices.is_known_for(request, account)
    if known:
        wanted = [(_key(what, "known", account, devices.hash_of(request)), KNOWN)]
    else:
        # In one order everywhere, so that no two attempts wait for each other: accounts before network addresses.
        wanted = [(_key(what, "strangers", account), STRANGERS), (_key(what, "address", _network(request)), ADDRESS)]
    held = [(_hold(key, now), limit) for key, limit in wanted]
    waits = [row.wait_until - now for row, _ in held if row.wait_until is not None and row.wait_until > now]
    seconds = max((-int(-wait.total_seconds() // 1) for wait in waits), default=0)
    return Attempt(held, known, seconds, now)


def forget_old(now: datetime) -> int:
    """Takes away what doesn't count any more. Returns how many."""
    return SignInCount.objects.filter(last_at__lte=now - FORGOTTEN_AFTER).delete()[0]


def _hold(key: str, now: datetime) -> SignInCount:
    SignInCount.objects.bulk_create([SignInCount(key=key, last_at=now)], ignore_conflicts=True)
    row = SignInCount.objects.select_for_update().get(key=key)
    if row.last_at <= now - FORGOTTEN_AFTER:
        row.failures, row.wait_until, row.told_at = 0, None, None
    return row


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join((str(settings.SIDE), *parts)).encode()).hexdigest()


def _network(request: HttpRequest) -> str:
    """Where the request comes from; of an IPv6 address the network, for one house has very many."""
    from allauth.core.internal.ratelimit import get_ip

    return str(get_ip(request))


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return "1 seconde" if seconds == 1 else f"{seconds} seconden"
    minutes = -(-seconds // 60)
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"
