# django-allauth has no types.
# mypy: disallow-subclassing-any=False
"""Signing in with the account of one's organisation (Entra ID, or any OpenID Connect), where that is set up.

It says who somebody is and gives nobody access: only who was invited comes in, and nobody is made. The first time goes
by the e-mail address, and only of the domains that are that organisation's own (OIDC_DOMAINS): an address that a
sign-in service merely repeats proves nothing. From then on the link goes by the service's own key of the person
(`sub`, or `oid` at Entra ID), which an address that is given to somebody else doesn't change.

Its answers are believed when the metadata and the token are of exactly the issuer that is set up, and when the token
holds the nonce of this one attempt.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from oco import audit, invitations, second_factor
from oco.models import User
from oco.organisation_setting import Setting
from oco.second_factor import Proof

log = structlog.get_logger(__name__)
PROVIDER = "organisatie"


def setting() -> Setting | None:
    found: Setting | None = settings.ORGANISATION_SIGN_IN
    return found


def shown() -> dict[str, str] | None:
    """For the page to sign in on."""
    found = setting()
    return {"name": found.name, "provider_id": PROVIDER} if found else None


def is_of_it(address: str) -> bool:
    found = setting()
    return found is not None and address.strip().lower().rpartition("@")[2] in found.domains


def is_only_way(address: str) -> bool:
    """Has somebody with this address no other way in than their organisation's account?"""
    found = setting()
    return found is not None and found.only_way and is_of_it(address)


def only_way_sentence() -> str:
    found = setting()
    return f"Log in met het account van uw organisatie: {found.name if found else ''}."


def gave_second_factor(claims: Mapping[str, Any]) -> bool:
    """Do the claims of this sign-in say that a second factor was asked, in a way that the setting names?"""
    found = setting()
    for name, value in found.factor_claims if found else ():
        said = claims.get(name)
        if said == value or (isinstance(said, list) and value in said):
            return True
    return False


def refuse(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "account/organisation_refused.html", {"reason": sentence}, status=403)


def _refuse(request: HttpRequest, sentence: str) -> NoReturn:
    raise ImmediateHttpResponse(refuse(request, sentence))


class OrganisationAdapter(DefaultSocialAccountAdapter):
    """Only people whom somebody invited; see the module."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        claims = _claims(sociallogin)
        # Who somebody is elsewhere is not kept: the link and nothing more.
        sociallogin.account.extra_data = {}
        if sociallogin.account.pk:
            sociallogin.account.save(update_fields=["extra_data"])
        if sociallogin.state.get("process") != "login":
            _refuse(request, "Dit kan hier niet. Log gewoon in.")
        user = sociallogin.user if sociallogin.is_existing else _linked(request, sociallogin, claims)
        if settings.SIDE in ("care", "municipality") and user.side != settings.SIDE:
            _refuse(request, _NOT_KNOWN)
        if not user.is_active and not invitations.accept_without_password(user=user, now=timezone.now()):
            _refuse(request, "Uw toegang staat uit, of uw uitnodiging is verlopen. Vraag het uw beheerder.")
        if gave_second_factor(claims):
            second_factor.proved_by(request, user, Proof.ORGANISATION_FACTOR)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        raise ImmediateHttpResponse(_failed(request, type(exception).__name__ if exception else str(error)))


def _failed(request: HttpRequest, kind: str) -> HttpResponse:
    log.warning("organisation sign-in failed", kind=kind)
    return refuse(
        request,
        "De inlogdienst van uw organisatie is niet goed ingesteld. Vraag het uw beheerder."
        if kind == WrongIssuer.__name__
        else "Inloggen met het account van uw organisatie is niet gelukt. Probeer het opnieuw.",
    )


_NOT_KNOWN = "Wij kennen dit account niet. Vraag uw beheerder om een uitnodiging voor uw e-mailadres."


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    data = sociallogin.account.extra_data
    return dict(data.get("id_token") or {}) if isinstance(data, dict) else {}


def _linked(request: HttpRequest, sociallogin: SocialLogin, claims: Mapping[str, Any]) -> User:
    """The invited user whom this account is of; links the two. Refuses otherwise, in the same words for all reasons."""
    address = str(claims.get("email") or claims.get("preferred_username") or "").strip().lower()
    if not is_of_it(address) or claims.get("email_verified") is False or claims.get("xms_edov") in (False, "0", 0):
        _refuse(request, _NOT_KNOWN)
    user = User.objects.filter(email=address).first()
    # Already another person's account there: the address was given to somebody else.
    if user is None or SocialAccount.objects.filter(user=user).exists():
        _refuse(request, _NOT_KNOWN)
    if not user.is_active and not invitations.is_open(user, now=timezone.now()):
        _refuse(request, _NOT_KNOWN)
    sociallogin.account.user = user
    sociallogin.account.save()
    sociallogin.user = user
    audit.record("organisation account linked", by=user, on=user)
    return user


# --- the two addresses ------------------------------------------------------------------------------------------------


class WrongIssuer(OAuth2Error):
    """The metadata are of another service than the one that is set up."""


class WrongToken(OAuth2Error):
    """No ID token, or one that isn't the answer to this attempt."""


class Verifying(OpenIDConnectOAuth2Adapter):
    """Looks at the issuer, the signature and the nonce as well, which django-allauth leaves to TLS and to PKCE."""

    nonce: str | None = None  # of the attempt that is being answered

    def get_provider(self) -> OpenIDConnectProvider:
        return AskingOnce(self.request, app=get_adapter().get_app(self.request, provider=self.provider_id))

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        found = setting()
        # OpenID Connect Discovery 1.0, section 4.3: identical to the issuer that the address was made from.
        if found is None or not isinstance(config, dict) or config.get("issuer") != found.issuer:
            raise WrongIssuer
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise WrongToken  # django-allauth would ask who it is at another address, without signature or nonce
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        found: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.nonce or not constant_time_compare(str(found.get("nonce")), self.nonce):
            raise WrongToken
        return found


class AskingOnce(OpenIDConnectProvider):
    """Sends a fresh nonce along, and keeps it in the session with the `state` of this attempt."""

    oauth2_adapter_class = Verifying

    def redirect(self, request: HttpRequest, process: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(32)
        # Nothing that the address of our own page asks for goes along (`?auth_params=`).
        kwargs |= {"auth_params": {"nonce": nonce}, "nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, *args, **kwargs)
        return answer


class ComingBack(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """With the attempt's nonce. Whatever comes of it, the state and the nonce are out of the session by now."""
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, answer


@login_not_required
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the organisation's own page."""
    return _view(OAuth2LoginView, request, provider_id)


@login_not_required
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from it, with a code that is changed for who it is."""
    return _view(ComingBack, request, provider_id)


def _view(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    if setting() is None or provider_id != PROVIDER:
        raise Http404
    try:
        answer: HttpResponseBase = view.adapter_view(Verifying(request, provider_id))(request)
    except (OAuth2Error, RequestException) as error:  # before django-allauth looks out for them: with the metadata
        return _failed(request, type(error).__name__)
    return answer
