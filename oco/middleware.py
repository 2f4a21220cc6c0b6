"""Middleware of both web processes."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from oco.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

# Where somebody without a second factor may still go: to make one, to sign out, and what pages are made of.
_OPEN_WITHOUT_SECOND_FACTOR = ("mfa_", "account_logout", "account_reauthenticate", "health_")


class RequireSecondFactor:
    """Sends a user without a second factor to the page that makes one, where the setting asks for it.

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
        if not settings.SECOND_FACTOR_REQUIRED or is_mfa_enabled(user):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if (name or "").startswith(_OPEN_WITHOUT_SECOND_FACTOR):
            return None
        return redirect("mfa_activate_totp")


class NoStore:
    """Pages of signed-in users are not kept by the browser, so that "back" after signing out shows nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or "sessionid" in response.cookies:
            add_never_cache_headers(response)
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response
