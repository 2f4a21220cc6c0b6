# django-allauth has no types.
# mypy: disallow-subclassing-any=False
"""Signing in with django-allauth: by invitation only, each side its own users, secrets encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from oco import audit
from oco.account_texts import ACCOUNT_ERRORS, MFA_ERRORS
from oco.models import User


def display(user: User) -> str:
    return user.name


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account by themselves; a user of the other side can't sign in here."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ACCOUNT_ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Nobody of the other side, so that they get the very words of a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and settings.SIDE in ("care", "municipality") and user.side != settings.SIDE:
            return None
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if settings.SIDE in ("care", "municipality") and user.side != settings.SIDE:
            from django.shortcuts import redirect

            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        audit.record("signed in", by=user)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            audit.record("signed out", by=request.user)
        request.signed_out = True  # type: ignore[attr-defined]
        super().logout(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")


class MfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of the second factor encrypted with a key from SECRET_KEY; allauth keeps plain text."""

    error_messages = {**DefaultMFAAdapter.error_messages, **MFA_ERRORS}

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
