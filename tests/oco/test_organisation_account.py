"""Signing in with the account of one's organisation: who was invited comes in, and nobody is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from structlog.testing import capture_logs

from oco import invitations, leaving
from oco.models import AuditEvent, Organisation, User
from oco.models.people import Role, Side
from oco.organisation_setting import Setting
from oco.settings.sign_in import METADATA
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
    service.signs_with, service.issuer, service.gives_token = service.key, None, True
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_care")
    with settings_with(service):
        yield


def settings_with(service: Service, *, at: str = "", **changes: Any) -> Any:
    own = Setting("MEE", frozenset({"mee.example"}), only_way=False, factor_claims=(), issuer=service.address)
    app = {"provider_id": "organisatie", "name": "MEE", "client_id": CLIENT, "secret": SECRET}
    metadata = (at or service.address) + METADATA
    more = {"server_url": metadata, "uid_field": "sub", "fetch_userinfo": False, "oauth_pkce_enabled": True}
    return override_settings(
        SIDE="care",
        ROOT_URLCONF="oco.urls.care",
        ORGANISATION_SIGN_IN=replace(own, **changes),
        SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app | {"settings": more}]}},
    )


def leave(service: Service, client: Client) -> str:
    """The button: the address of the organisation's page that it leads to."""
    there = client.post(GO)
    assert there.status_code == 302, words(there)
    assert there.headers["Location"].startswith(f"{service.address}/authorize?")
    return there.headers["Location"]


def come_in(service: Service, client: Client) -> Any:
    """The whole way: the button, the organisation's page, and back."""
    return client.get(back(service, leave(service, client)))


def back(service: Service, there: str) -> str:
    """Signing in on the organisation's page: the path here to which that leads."""
    return service.sign_in_at(there).removeprefix("http://testserver")


def nonce_of(address: str) -> str:
    [nonce] = parse_qs(urlsplit(address).query)["nonce"]
    return nonce


def is_refused(answer: Any, client: Client, logged: list[Any], *, kind: str) -> None:
    """With the Dutch page, nobody signed in, and a line in the log that says what was wrong."""
    assert answer.status_code == 403
    assert "Inloggen lukt niet" in words(answer)
    sentence = {"WrongIssuer": "is niet goed ingesteld. Vraag het uw beheerder."}
    assert sentence.get(kind, "is niet gelukt. Probeer het opnieuw.") in words(answer)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    lines = [line for line in logged if line["event"] == "organisation sign-in failed"]
    assert [line["kind"] for line in lines] == [kind]


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


@pytest.mark.parametrize("issuer", ["https://elders.example", "{own}/", "{own}/{{tenantid}}/v2.0"])
def test_metadata_of_another_issuer_lead_nowhere(service: Service, issuer: str) -> None:
    service.issuer = issuer.format(own=service.address)  # the last is what `common` of Entra ID says
    client = Client()
    with capture_logs() as logged:
        answer = client.post(GO)
    is_refused(answer, client, logged, kind="WrongIssuer")


def test_metadata_that_change_halfway_give_no_way_in(service: Service) -> None:
    """Nor does a token that agrees with them: what was set up counts."""
    client = Client()
    here = back(service, leave(service, client))
    service.issuer = service.claims["iss"] = "https://elders.example"
    asked = service.tokens_asked
    with capture_logs() as logged:
        answer = client.get(here)
    is_refused(answer, client, logged, kind="WrongIssuer")
    assert service.tokens_asked == asked


@pytest.mark.parametrize("issuer", ["https://elders.example", "{own}/", "{own}/v2.0", None])
def test_a_token_of_another_issuer_is_refused(service: Service, issuer: str | None) -> None:
    service.claims["iss"] = issuer and issuer.format(own=service.address)
    client = Client()
    with capture_logs() as logged:
        answer = come_in(service, client)
    is_refused(answer, client, logged, kind="OAuth2Error")


@pytest.mark.parametrize("nonce", [None, "", "None", "van-iemand-anders", 7])
def test_a_token_without_the_nonce_of_this_attempt_is_refused(service: Service, nonce: object) -> None:
    service.claims["nonce"] = nonce
    client = Client()
    with capture_logs() as logged:
        answer = come_in(service, client)
    is_refused(answer, client, logged, kind="WrongToken")


def test_each_attempt_has_a_nonce_of_its_own_and_that_of_an_earlier_one_is_refused(service: Service) -> None:
    client = Client()
    first, second = leave(service, client), leave(service, client)
    assert len(nonce_of(first)) >= 43  # 32 bytes
    assert nonce_of(first) != nonce_of(second)
    assert client.get(back(service, first)).status_code == 302
    client.post("/uitloggen/")
    SocialAccount.objects.all().delete()
    service.claims["nonce"] = nonce_of(first)
    with capture_logs() as logged:
        answer = come_in(service, client)
    is_refused(answer, client, logged, kind="WrongToken")


def test_a_nonce_works_once_whatever_came_of_it(service: Service) -> None:
    client = Client()
    there = leave(service, client)
    service.claims["nonce"] = "van-iemand-anders"
    assert client.get(back(service, there)).status_code == 403
    del service.claims["nonce"]
    with capture_logs() as logged:
        answer = client.get(back(service, there))  # the very same attempt again
    is_refused(answer, client, logged, kind="unknown")


def test_the_address_of_the_button_chooses_no_nonce(service: Service) -> None:
    there = Client().post(f"{GO}&auth_params=nonce%3Deigen%26redirect_uri%3Dhttps://elders.example").headers["Location"]
    assert nonce_of(there) != "eigen"
    assert parse_qs(urlsplit(there).query)["redirect_uri"] == ["http://testserver/inloggen/via/organisatie/terug/"]


def test_without_a_token_nobody_is_asked_who_it_is(service: Service) -> None:
    """The address with somebody's details answers, and says just the right person: without signature or nonce."""
    service.gives_token = False
    client = Client()
    with capture_logs() as logged:
        answer = come_in(service, client)
    is_refused(answer, client, logged, kind="WrongToken")


def test_a_service_that_does_not_answer_gives_a_sentence(service: Service) -> None:
    client = Client()
    with settings_with(service, at="http://127.0.0.1:9"), capture_logs() as logged:
        answer = client.post(GO)
    is_refused(answer, client, logged, kind="ConnectionError")


def test_a_code_is_no_use_in_another_browser(service: Service) -> None:
    victim, thief = Client(), Client()
    here = back(service, leave(service, victim))
    asked = service.tokens_asked
    assert thief.get(here).status_code == 403
    assert service.tokens_asked == asked
    assert victim.get(here).status_code == 302


def test_an_account_can_not_be_hung_on_somebody_who_is_signed_in(service: Service, user: User) -> None:
    client = Client()
    sign_in(client)
    there = client.post("/inloggen/via/organisatie/?process=connect")
    assert client.get(back(service, there.headers["Location"])).status_code == 403
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
