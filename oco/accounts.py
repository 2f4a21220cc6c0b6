# django-allauth has no types.
# mypy: disallow-subclassing-any=False
"""Signing in with django-allauth: by invitation only, each side its own users, secrets encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from oco import audit, devices, guessing, leaving, organisation_account, second_factor, sign_in_mail, signed_in
from oco.account_texts import ACCOUNT_ERRORS, MFA_ERRORS
from oco.models import User
from oco.second_factor import Proof
from oco.shared_desk import devices as shared_computers
from oco.shared_desk import locking
from oco.shared_desk import signing_in as shared_desk


def display(user: User) -> str:
    return user.name


class SecondStep(AuthenticateStage):
    """The page for the second factor, but for who gave one to their organisation just now."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if isinstance(user, User) and Proof.ORGANISATION_FACTOR in second_factor.made_with(request, user):
            return False
        return bool(super()._should_handle(request))


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account by themselves; a user of the other side can't sign in here."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ACCOUNT_ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        own = {"allauth.mfa.stages.AuthenticateStage": "oco.accounts.SecondStep"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Who must wait isn't looked at, right or wrong; and who signs in with their organisation has no password."""
        address = str(credentials.get("email") or "")
        if organisation_account.is_only_way(address):
            raise ValidationError(organisation_account.only_way_sentence())
        self._attempt = guessing.begin(request, address)
        if self._attempt.wait:
            raise ValidationError(self._attempt.sentence)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Nobody of the other side, so that they get the very words of a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and settings.SIDE in ("care", "municipality") and user.side != settings.SIDE:
            self.authentication_failed(request, **credentials)
            return None
        if user is not None:
            self._attempt.succeeded()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Written down without what was typed: an unknown address may be a password in the wrong field."""
        typed = str(credentials.get("email") or "").strip().lower()
        audit.record("sign-in failed", by=None, on=User.objects.filter(email=typed, side=settings.SIDE).first())
        if self._attempt.failed():
            sign_in_mail.many_failures(str(credentials.get("email") or ""))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if settings.SIDE in ("care", "municipality") and user.side != settings.SIDE:
            return redirect("account_login")
        if organisation_account.is_only_way(user.email) and not second_factor.made_with(request, user) & {
            Proof.ORGANISATION
        }:
            sentence = organisation_account.only_way_sentence()
            raise ImmediateHttpResponse(organisation_account.refuse(request, sentence))
        if leaving.has_left(user, today=timezone.localdate()):
            return redirect("account_inactive")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        proofs = second_factor.made_with(request, user)
        super().login(request, user)
        signed_in.note_beginning(request, how=", ".join(sorted(proof.value for proof in proofs)))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        audit.record("signed in", by=user)
        shared_desk.signed_in_fully(request, user)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        if devices.remember(request, answer, user):
            sign_in_mail.new_device(user, request)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """A new password ends every session that the old one made. (django-allauth lets this one sign out itself.)"""
        super().set_password(user, password)
        audit.record("password set", by=user, on=user)
        signed_in.end_all(user=user, by=user, but=self.request.session.session_key if self.request else None)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """What was changed of how somebody signs in is told them, in the product's own words."""
        sign_in_mail.changed(user, template_prefix.rpartition("/")[2])

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            audit.record("signed out", by=request.user)
        request.signed_out = True  # type: ignore[attr-defined]
        super().logout(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """At a shared desk the tiles of colleagues, elsewhere the page to sign in."""
        shared_computers.recognise(request)
        return locking.page_for_visitors(request)


class MfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of the second factor encrypted with a key of their own; allauth keeps plain text."""

    error_messages = {**DefaultMFAAdapter.error_messages, **MFA_ERRORS}

    def encrypt(self, text: str) -> str:
        return second_factor.box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.box().decrypt(encrypted_text.encode()).decode()
