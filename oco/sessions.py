"""Session engine (SESSION_ENGINE) that picks the table of this process' side.

The browser's cookie holds the key, the table its hash: who can read the table can't act as anybody. On the care side
the hash also says to the database whose the session is (`SessionUser`, oco/database/functions.py). On both sides
`SessionDetail` says to the user themselves which sessions they have (oco/signed_in.py).
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from oco.shared_desk import times
from oco.shared_desk.rules import PERSON_PLUS_DEVICE

DETAILS = "sign_in"  # where the session keeps with what it was begun; stays when its key changes
_LISTED = "listed_as"  # the hash of the key under which it stands in its user's list


def key_hash(key: str) -> str:
    """What stands in the table: as much of SHA-256 as its column has room for."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


_seen: OrderedDict[str, float] = OrderedDict()  # hash of a key -> when this process last wrote that it is used
_MOST_SEEN = 5_000


def seen_since(hashed: str) -> float:
    """How many seconds ago this process wrote that the session is used; very long where it never did."""
    return time.monotonic() - _seen.get(hashed, -math.inf)


def remember_seen(hashed: str) -> None:
    _seen[hashed] = time.monotonic()
    _seen.move_to_end(hashed)
    while len(_seen) > _MOST_SEEN:
        _seen.popitem(last=False)


class SessionStore(DatabaseSessionStore):
    """Sessions in the database, in `oco_caresession` or `oco_municipalitysession`."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from oco.models import CareSession, MunicipalitySession

        return MunicipalitySession if settings.SIDE == "municipality" else CareSession

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found: AbstractBaseSession | None = self.model.objects.filter(
            session_key=key_hash(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=key_hash(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made: AbstractBaseSession = super().create_model_instance(data)
        made.session_key = key_hash(made.session_key)
        running = times.of(self)
        if running is not None:
            # How much is left by this process' clock, from now on by the database's.
            made.idle_until = Now() + timedelta(seconds=running.left_idle(time.time()))  # type: ignore[attr-defined]
        return made

    def save(self, must_create: bool = False) -> None:
        """Keeps the session and, from signing in on, whose it is: for the database, and for the user's own list."""
        if self.session_key is None:
            self.create()
            return
        self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # looking for a new one would find nothing and forget its key
        times.begin(self)
        hashed, user = key_hash(self.session_key), self.get(SESSION_KEY)
        begins = user is not None and self.get(_LISTED) != hashed
        if begins:
            self[_LISTED] = hashed
        with transaction.atomic():
            super().save(must_create)
            if user is not None and begins:
                self._list(hashed, int(user))
            running = times.of(self)
            if running is None or settings.SIDE == "municipality":
                return
            by_pin = self.get("signed_in_with") == PERSON_PLUS_DEVICE
            with connection.cursor() as cursor:
                # Without naming the column: that would ask for the right to read it.
                cursor.execute(
                    "INSERT INTO oco_sessionuser (session_id, user_id, until, device_id)"
                    " VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s), %s) ON CONFLICT DO NOTHING",
                    [
                        hashed,
                        int(self[SESSION_KEY]),
                        running.left_whole(time.time()),
                        self["desk"]["id"] if by_pin else None,
                    ],
                )

    def _list(self, hashed: str, user: int) -> None:
        """Writes the session in its user's list, once per key."""
        from oco.models import SessionDetail

        remember_seen(hashed)
        told = self.get(DETAILS) or {}
        SessionDetail.objects.bulk_create(
            [
                SessionDetail(
                    key_hash=hashed,
                    user_id=user,
                    side="municipality" if settings.SIDE == "municipality" else "care",
                    started_at=datetime.fromisoformat(told["started_at"]) if told else timezone.now(),
                    **{name: told.get(name, "") for name in ("browser", "address", "how")},
                )
            ],
            ignore_conflicts=True,
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            from oco.models import SessionDetail

            self.model.objects.filter(session_key=key_hash(key)).delete()
            SessionDetail.objects.filter(key_hash=key_hash(key)).delete()
