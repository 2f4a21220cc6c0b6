"""Middleware of both web processes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from psycopg.pq import TransactionStatus

from oco import acting, audit, leaving, second_factor, signed_in
from oco.access import access_of
from oco.errors import server_error
from oco.models import User
from oco.shared_desk.middleware import judge
from oco.trail import reads

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# Where somebody without a second factor may still go: to make one, to sign out, and what pages are made of.
_OPEN_WITHOUT_SECOND_FACTOR = ("mfa_", "account_logout", "account_reauthenticate", "health_", "lock", "session_time")


# Says that the process answers, and must do so when the database doesn't.
WITHOUT_DATABASE = "/gezondheid/"


class WholeRequest:
    """One transaction around all that is done for a request, rendering included, in which the database knows who acts.

    ATOMIC_REQUESTS would wrap the view alone: a page that is rendered after it would find nothing. What was refused (a
    page of status 4xx) is committed as well: what was noted of a refusal stays. After an error (5xx) nothing is.
    A session whose time is up by the database's clock ends here.

    Where the database is away at the beginning, the request goes on up to its view and fails there: only then is it
    known which form was sent, and the page that says so can hold what was typed (oco/errors.py).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        with reads.collecting():
            return self.in_transaction(request)

    def in_transaction(self, request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                self.begin(request)
                response = self.answer(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                else:
                    reads.write_request(request, response.status_code)
                    audit.record_refusal(request, response.status_code)
            if response.status_code >= 500:
                self.keep_look(request, response.status_code)
            return response
        except (OperationalError, InterfaceError) as error:
            if request.resolver_match is not None:
                raise
            request.database_away = error  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        away: Exception | None = getattr(request, "database_away", None)
        if away is not None:
            raise away

    def answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming:
            raise RuntimeError("A streamed answer would be read after the transaction.")
        if self.is_broken() and response.status_code < 500:
            # Committing would undo everything and say nothing.
            log.error("request committed nothing", request=request.request_id)  # type: ignore[attr-defined]
            return server_error(request)
        return response

    @staticmethod
    def begin(request: HttpRequest) -> None:
        """Tells the database who acts. Locks a session whose time is up (oco/shared_desk), and signs out whose session
        isn't known to the database (any more)."""
        request.request_id = uuid.uuid4()  # type: ignore[attr-defined]
        WholeRequest.tell(request)
        judge(request)
        user, held = request.user, request.session.get(SESSION_KEY)
        known = user.is_authenticated and (settings.SIDE != "care" or acting.session_user() == user.pk)
        if held is not None and not known:
            logout(request)
            acting.tell({"user": ""})
        elif held is not None:
            signed_in.seen(request)

    @staticmethod
    def tell(request: HttpRequest) -> None:
        acting.tell(
            {
                "session": request.session.session_key or "",
                "user": str(request.user.pk or ""),
                "request": str(request.request_id),  # type: ignore[attr-defined]
                "side": settings.SIDE,
                "address": signed_in.address_of(request),
            }
        )

    def keep_look(self, request: HttpRequest, status: int) -> None:
        """What was looked at before an error is kept, though all else is undone: in a transaction of its own."""
        try:
            with transaction.atomic():
                self.tell(request)
                reads.write_request(request, status)
        except Error:
            log.error("look not kept", request=request.request_id)  # type: ignore[attr-defined]

    @staticmethod
    def is_broken() -> bool:
        found = connection.connection
        return found is not None and found.info.transaction_status == TransactionStatus.INERROR


class RequireSecondFactor:
    """Sends a user without a second factor to the page that makes one, where their role asks for it, from the first
    page after signing in. A session that began without one is asked for it when there is one.

    django-allauth offers the factors but has no setting that demands one. It also ends a session of a
    user of the other side, who can't have come by signing in here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        if settings.SIDE in ("care", "municipality") and user.side != settings.SIDE:
            logout(request)
            return redirect("account_login")
        if not access_of(user).grants and leaving.has_left(user, today=timezone.localdate()):
            logout(request)  # the last role ended, now or at midnight
            return redirect("account_login")
        missing = second_factor.where_to(request, user)
        if not missing:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if (name or "").startswith(_OPEN_WITHOUT_SECOND_FACTOR):
            return None
        return redirect(missing)


class WithoutZeroBytes:
    """Leaves zero bytes out of what is asked and sent: no text has one, PostgreSQL takes none, and not every value
    passes a form. Fields of a form with a file are judged by the form itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before anything is parsed: a view may still choose how files come in.
        query = request.META.get("QUERY_STRING", "")
        if (clean := _without(query, "%00", "\0", "")) != query:
            request.META["QUERY_STRING"] = clean
            vars(request).pop("GET", None)
        if request.content_type == "application/x-www-form-urlencoded":
            request._body = _without(request.body, b"%00", b"\0", b"")
        return self.get_response(request)


T = TypeVar("T", str, bytes)


def _without(sent: T, encoded: T, raw: T, nothing: T) -> T:
    while encoded in sent or raw in sent:  # again, for "%0%000" holds another one when its own is gone
        sent = sent.replace(encoded, nothing).replace(raw, nothing)
    return sent


class NoTrace:
    """Nothing answers TRACE: it would send back what a browser keeps from scripts. Some views of others would."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST", "OPTIONS"])
        return self.get_response(request)


class OwnOriginOnly:
    """Nothing of this site may be loaded by another one, not even a picture; also of static files and error pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class NoStore:
    """Pages of signed-in users are not kept by the browser, so that "back" after signing out shows nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or settings.SESSION_COOKIE_NAME in response.cookies:
            add_never_cache_headers(response)
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response
