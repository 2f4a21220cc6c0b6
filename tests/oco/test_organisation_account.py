"""Signing in with the account of one's organisation: who was invited comes in, and nobody is made."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from oco import invitations, leaving
from oco.models import AuditEvent, Organisation, User
from oco.models.people import Role, Side
from oco.organisation_setting import Setting
from tests.oco import sign_in_service
from tests.oco.sign_in_service import CLIENT, SECRET, Service
from tests.oco.test_sign_in import PASSWORD, is_signed_in, sign_in, words

pytestmark = pytest.mark.django_db
GO = "/inloggen/via/organisatie/?process=login"
NOT_KNOWN = "Wij kennen dit account niet."


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with sign_in_service.running() as found:
        yield found


@pytest.fixture
def user() -> User:
    mee = Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)
    user = User.objects.create_user("steun@mee.example", PASSWORD, name="Sanne Steun")
    invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=user.created_at.date())
    User.objects.create_user("beleid@mee.example", PASSWORD, name="B", side=Side.MUNICIPALITY)
    # Somebody whom the service has no say over.
    other = User.objects.create_user("steun@elders.example", PASSWORD, name="E")
    invitations.give_role(user=other, organisation=mee, role=Role.SUPPORTER, by=None, since=user.created_at.date())
    return user


@pytest.fixture(autouse=True)
def set_up(service: Service, user: User) -> Iterator[None]:
    cache.clear()
    service.claims = {"sub": "oid-1", "email": "steun@mee.example"}
    service.signs_with = service.key
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_care")
    with settings_with(service):
        yield


def settings_with(service: Service, **changes: Any) -> Any:
    setting = replace(Setting("MEE", frozenset({"mee.example"}), only_way=False, factor_claims=()), **changes)
    app = {"provider_id": "organisatie", "name": "MEE", "client_id": CLIENT, "secret": SECRET}
    more = {"server_url": service.address, "uid_field": "sub", "fetch_userinfo": False, "oauth_pkce_enabled": True}
    return override_settings(
        SIDE="care",
        ROOT_URLCONF="oco.urls.care",
        ORGANISATION_SIGN_IN=setting,
        SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app | {"settings": more}]}},
    )


def come_in(service: Service, client: Client) -> Any:
    """The whole way: the button, the organisation's page, and back."""
    there = client.post(GO)
    assert there.status_code == 302, words(there)
    assert there.headers["Location"].startswith(f"{service.address}/authorize?")
    return client.get(service.sign_in_at(there.headers["Location"]).removeprefix("http://testserver"))


# --- who comes in -----------------------------------------------------------------------------------------------------


def test_who_was_invited_comes_in_and_is_linked_by_the_service_s_own_key(service: Service, user: User) -> None:
    client = Client()
    assert "Inloggen met MEE" in words(client.get("/inloggen/"))
    answer = come_in(service, client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/vandaag/").status_code == 200
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (user, "oid-1", {})
    assert not SocialToken.objects.exists()
    assert AuditEvent.objects.filter(action="organisation account linked", by=user).count() == 1
    assert "account van de organisatie" in words(client.get("/mijn-account/sessies/"))


def test_the_second_time_goes_by_the_key_whatever_the_address(service: Service, user: User) -> None:
    come_in(service, Client())
    service.claims = {"sub": "oid-1", "email": "getrouwd@elders.example"}
    again = Client()
    assert come_in(service, again).status_code == 302
    assert is_signed_in(again)


def test_an_address_that_was_given_to_somebody_else_opens_nothing(service: Service, user: User) -> None:
    come_in(service, Client())
    service.claims["sub"] = "oid-2"
    other = Client()
    answer = come_in(service, other)
    assert answer.status_code == 403
    assert NOT_KNOWN in words(answer)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "niemand@mee.example"},
        {"email": "steun@elders.example"},
        {"email": "steun@mee.example", "email_verified": False},
        {"email": "steun@mee.example", "xms_edov": False},
        {"email": "steun@mee.example.elders.example"},
        {"email": "beleid@mee.example"},  # of the other side
        {"email": ""},
        {},
    ],
)
def test_nobody_is_made_and_all_others_are_refused_in_the_same_words(service: Service, claims: dict[str, Any]) -> None:
    before = set(User.objects.filter(side=Side.CARE).values_list("pk"))
    service.claims = {"sub": "oid-9", **claims}
    client = Client()
    answer = come_in(service, client)
    assert answer.status_code == 403
    assert NOT_KNOWN in words(answer)
    assert not is_signed_in(client)
    assert set(User.objects.filter(side=Side.CARE).values_list("pk")) == before
    assert not SocialAccount.objects.exists()


def test_an_invitation_is_taken_up_by_signing_in(service: Service, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    assert come_in(service, client).status_code == 403
    user.refresh_from_db()
    invitations.invite(user=user, by=None, now=timezone.now())
    assert come_in(service, client).status_code == 302
    assert is_signed_in(client)
    user.refresh_from_db()
    assert user.is_active
    assert not user.invitations.filter(used_at__isnull=True).exists()


def test_who_was_stopped_stays_out_though_the_organisation_lets_them_in(service: Service, user: User) -> None:
    come_in(service, Client())
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    answer = come_in(service, client)
    assert answer.status_code == 403
    assert "Uw toegang staat uit" in words(answer)
    assert not is_signed_in(client)


def test_closing_an_account_takes_the_link_away(service: Service, user: User) -> None:
    come_in(service, Client())
    leaving.close(user=user, by=None)
    assert not SocialAccount.objects.exists()


# --- what is not believed ---------------------------------------------------------------------------------------------


def test_a_token_of_somebody_else_s_making_is_refused(service: Service) -> None:
    service.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    answer = come_in(service, Client())
    assert answer.status_code == 403
    assert "is niet gelukt. Probeer het opnieuw." in words(answer)


@pytest.mark.parametrize("claims", [{"aud": "een-andere-toepassing"}, {"iss": "https://elders.example"}, {"exp": 1}])
def test_a_token_for_another_program_of_another_service_or_of_before_is_refused(
    service: Service, claims: dict[str, Any]
) -> None:
    service.claims |= claims
    client = Client()
    assert come_in(service, client).status_code == 403
    assert not is_signed_in(client)


def test_a_code_is_no_use_in_another_browser(service: Service) -> None:
    victim, thief = Client(), Client()
    back = service.sign_in_at(victim.post(GO).headers["Location"]).removeprefix("http://testserver")
    asked = service.tokens_asked
    assert thief.get(back).status_code == 403
    assert service.tokens_asked == asked
    assert victim.get(back).status_code == 302


def test_an_account_can_not_be_hung_on_somebody_who_is_signed_in(service: Service, user: User) -> None:
    client = Client()
    sign_in(client)
    there = client.post("/inloggen/via/organisatie/?process=connect")
    back = service.sign_in_at(there.headers["Location"]).removeprefix("http://testserver")
    assert client.get(back).status_code == 403
    assert not SocialAccount.objects.exists()


def test_only_a_button_leads_away_and_without_the_setting_there_is_nothing(service: Service) -> None:
    client = Client()
    assert client.get(GO).status_code == 405
    with override_settings(ORGANISATION_SIGN_IN=None):
        assert client.post(GO).status_code == 404
        assert client.get("/inloggen/via/organisatie/terug/").status_code == 404
        assert "Met uw organisatie" not in words(client.get("/inloggen/"))
    assert client.post("/inloggen/via/iets-anders/").status_code == 404


# --- the second factor ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "enough"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "phr"}, True),
        ({"amr": ["pwd"]}, False),
        ({}, False),
    ],
)
def test_a_second_factor_of_the_organisation_counts_where_the_setting_says_so(
    service: Service, claims: dict[str, Any], enough: bool
) -> None:
    service.claims |= claims
    client = Client()
    believed = settings_with(service, factor_claims=(("amr", "mfa"), ("acr", "phr")))
    with believed, override_settings(SECOND_FACTOR_REQUIRED=True):
        come_in(service, client)
        answer = client.get("/vandaag/")
    assert (answer.status_code == 200) == enough
    assert enough or answer.headers["Location"] == "/tweede-stap/app/activate/"


def test_without_that_setting_it_does_not_count(service: Service) -> None:
    service.claims["amr"] = ["pwd", "mfa"]
    client = Client()
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        come_in(service, client)
        assert client.get("/vandaag/").headers["Location"] == "/tweede-stap/app/activate/"


def test_who_has_a_factor_here_gives_it_unless_the_organisation_asked_for_one(service: Service, user: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, "A" * 32)
    client = Client()
    assert come_in(service, client).headers["Location"] == "/tweede-stap/inloggen/"
    service.claims["amr"] = ["mfa"]
    with settings_with(service, factor_claims=(("amr", "mfa"),)):
        assert come_in(service, Client()).headers["Location"] == "/"
    assert Authenticator.objects.filter(user=user).count() == 1


# --- no password here -------------------------------------------------------------------------------------------------


def test_where_it_is_the_only_way_a_password_opens_nothing(service: Service, user: User) -> None:
    with settings_with(service, only_way=True):
        client = Client()
        for password in (PASSWORD, "een ander wachtwoord"):
            assert "Log in met het account van uw organisatie: MEE." in words(sign_in(client, password=password))
        assert not is_signed_in(client)
        asked = client.post("/wachtwoord/vergeten/", {"email": user.email})
        assert "Log in met het account van uw organisatie: MEE." in words(asked)
        link = invitations.invite(user=user, by=None, now=timezone.now()).partition("/uitnodiging/")[2]
        assert client.get(f"/uitnodiging/{link}").headers["Location"] == "/inloggen/"
        assert come_in(service, client).status_code == 302
        assert is_signed_in(client)


def test_people_of_other_domains_keep_their_password(service: Service, user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="steun@palet.example")
    with settings_with(service, only_way=True):
        assert sign_in(Client(), "steun@palet.example").status_code == 302


# --- the settings -----------------------------------------------------------------------------------------------------

_ASK = (
    "import oco.settings.care as s; print(s.ORGANISATION_SIGN_IN.name, sorted(s.ORGANISATION_SIGN_IN.domains),"
    " s.ORGANISATION_SIGN_IN.factor_claims, s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
)
_ENTRA = {
    "OIDC_SERVER": "https://login.microsoftonline.com/tenant/v2.0",
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
    "OIDC_DOMAINS": "Mee.example,palet.example",
    "OIDC_SECOND_FACTOR": "amr=mfa",
    "OIDC_NAME": "Microsoft",
}


def asked(monkeypatch: pytest.MonkeyPatch, **changes: str) -> subprocess.CompletedProcess[str]:
    for name, value in (_ENTRA | changes).items():
        monkeypatch.setenv(name, value)
    return subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=False)


def test_the_policy_lets_the_form_lead_to_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = asked(monkeypatch)
    assert answer.stdout.strip() == (
        "Microsoft ['mee.example', 'palet.example'] (('amr', 'mfa'),) [\"'self'\", 'https://login.microsoftonline.com']"
    ), answer.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("OIDC_DOMAINS", ""), ("OIDC_CLIENT_SECRET", ""), ("OIDC_SECOND_FACTOR", "mfa")]
)
def test_half_a_setting_is_an_error(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    answer = asked(monkeypatch, **{name: value})
    assert answer.returncode == 1
    assert name in answer.stderr.splitlines()[-1]
