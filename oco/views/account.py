# django-allauth has no types.
# mypy: disallow-subclassing-any=False
"""One's own account: sessions, and the pages of django-allauth that need something of ours besides."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.views import LoginView, PasswordResetFromKeyView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from oco import demo_here, devices, organisation_account, second_factor, signed_in
from oco.access import actor


@require_GET
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where the user is signed in, this one first."""
    rows = signed_in.rows(request, actor(request))
    return render(request, "oco/my_sessions.html", {"rows": rows, "others": sum(not row.is_this for row in rows)})


@require_POST
def my_session_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends one of them."""
    user = actor(request)
    raise_if_reauthentication_required(request, app="allauth.mfa")
    signed_in.end(detail=get_object_or_404(signed_in.of(user), pk=pk), by=user)
    messages.success(request, "De sessie is beëindigd. Op dat apparaat moet opnieuw ingelogd worden.")
    return redirect("my_sessions")


@require_POST
def my_sessions_end(request: HttpRequest) -> HttpResponse:
    """Ends all but this one; browsers that were known are new again."""
    user = actor(request)
    raise_if_reauthentication_required(request, app="allauth.mfa")
    ended = signed_in.end_all(user=user, by=user, but=request.session.session_key)
    devices.forget_all(user)
    answer = redirect("my_sessions")
    devices.remember(request, answer, user)
    messages.success(request, "U bent overal uitgelogd, behalve hier." if ended else "U bent nergens anders ingelogd.")
    return answer


class SignIn(LoginView):
    """With the way in by one's organisation, and the logins of the demo, beside the form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["demo_logins"] = demo_here.logins()
        found["organisation_sign_in"] = organisation_account.shown()
        return found


class ActivateApp(ActivateTOTPView):
    """Who sets the app up has shown its code: this session has a second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _proved(self.request, Authenticator.Type.TOTP)
        return answer


class AddPasskey(AddWebAuthnView):
    """As with the app."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _proved(self.request, Authenticator.Type.WEBAUTHN)
        return answer


def _proved(request: HttpRequest, kind: str) -> None:
    user = actor(request)
    made = Authenticator.objects.filter(user=user, type=kind).order_by("-pk").first()
    if made is not None:
        second_factor.proved(request, user, made)


class NewPassword(PasswordResetFromKeyView):
    """Who follows the link in their mail is the person: nobody's attempts hold them up in this browser."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        devices.remember(self.request, answer, self.reset_user)
        return answer
