"""Signing in from the first page to the last, as the care side and its database login do it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import invitations
from oco.models import AuditEvent, CareSession, Organisation, User
from oco.models.people import Role, Side

PASSWORD = "vier gewone losse woorden"
WRONG = "Het e-mailadres of het wachtwoord klopt niet."


@pytest.fixture
def user(db: None) -> User:
    """A supporter at MEE."""
    mee = Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)
    user = User.objects.create_user("steun@mee.example", PASSWORD, name="Sanne Steun")
    invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=user.created_at.date())
    return user


@pytest.fixture(autouse=True)
def care_side(user: User) -> Iterator[None]:
    """The care side's settings and rights; users of the other side are made before it."""
    cache.clear()
    User.objects.create_user("beleid@zoetermeer.example", PASSWORD, name="Bram Beleid", side=Side.MUNICIPALITY)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_care")
    with override_settings(SIDE="care", ROOT_URLCONF="oco.urls.care"):
        yield


def words(answer: Any) -> str:  # the test client's answer has a type of its own
    return re.sub(r"\s+", " ", answer.content.decode())


def sign_in(client: Client, email: str = "steun@mee.example", password: str = PASSWORD) -> Any:
    return client.post("/inloggen/", {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/uitleg/").status_code == 200


# --- with a password ------------------------------------------------------------------------------


def test_the_right_password_leads_to_ones_own_work(client: Client, user: User) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").headers["Location"] == "/vandaag/"
    assert AuditEvent.objects.filter(action="signed in", by=user).count() == 1


def test_the_address_may_be_typed_with_capitals(client: Client) -> None:
    assert sign_in(client, "Steun@MEE.example").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("steun@mee.example", "een ander wachtwoord"),
        ("niemand@mee.example", PASSWORD),
        ("beleid@zoetermeer.example", PASSWORD),  # of the other side, with the right password
        ("beleid@zoetermeer.example", "een ander wachtwoord"),
    ],
)
def test_whatever_is_wrong_is_told_in_the_same_words(client: Client, email: str, password: str) -> None:
    answer = sign_in(client, email, password)
    assert answer.status_code == 200
    assert WRONG in words(answer)
    assert not is_signed_in(client)


def test_the_other_side_is_refused_even_where_the_database_shows_its_users(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    answer = sign_in(client, "beleid@zoetermeer.example")
    assert answer.status_code == 200
    assert WRONG in words(answer)
    assert not is_signed_in(client)


def test_empty_fields_are_told_in_dutch(client: Client) -> None:
    answer = words(client.post("/inloggen/", {}))
    assert "Vul uw e-mailadres in." in answer
    assert "Vul uw wachtwoord in." in answer


def test_too_many_wrong_passwords_make_one_wait(client: Client) -> None:
    for _ in range(5):
        sign_in(client, password="een ander wachtwoord")
    assert "Het is te vaak misgegaan. Wacht nog 30 seconden en probeer het opnieuw." in words(sign_in(client))
    assert not is_signed_in(client)


def test_who_is_blocked_can_not_sign_in(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.post("/inloggen/", {"login": user.email, "password": PASSWORD}, follow=True)
    assert not is_signed_in(client)
    assert "Dit account staat uit" in words(answer) or WRONG in words(answer)


def test_a_person_of_a_register_without_a_password_can_not_sign_in(client: Client) -> None:
    User.objects.create_user("register@mee.example", name="R")
    for password in ("", "!", "None"):
        assert sign_in(client, "register@mee.example", password).status_code == 200
    assert not is_signed_in(client)


def test_after_signing_in_one_lands_where_one_was_going(client: Client) -> None:
    wanted = client.get("/uren/")
    assert wanted.headers["Location"] == "/inloggen/?next=/uren/"
    answer = client.post(
        "/inloggen/?next=/uren/", {"login": "steun@mee.example", "password": PASSWORD, "next": "/uren/"}
    )
    assert answer.headers["Location"] == "/uren/"


def test_another_site_is_never_where_one_lands(client: Client) -> None:
    data = {"login": "steun@mee.example", "password": PASSWORD, "next": "https://elders.example/"}
    assert client.post("/inloggen/", data).headers["Location"] == "/"


def test_nobody_makes_an_account_by_themselves(client: Client) -> None:
    for path in (
        "/accounts/signup/",
        "/signup/",
        "/registreren/",
        "/inloggen/signup/",
        "/tweede-stap/sleutels/signup/",
    ):
        assert client.get(path).status_code in (302, 404), path
        assert client.post(path, {"email": "x@x.example", "password1": PASSWORD}).status_code in (302, 404), path
    assert not User.objects.filter(email="x@x.example").exists()
    assert "registreren" not in words(client.get("/inloggen/")).lower()


# --- signing out ----------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_clears_the_browser(client: Client, user: User) -> None:
    sign_in(client)
    assert CareSession.objects.count() == 1
    answer = client.post("/uitloggen/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inloggen/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)
    assert AuditEvent.objects.filter(action="signed out", by=user).count() == 1


def test_pages_of_who_is_signed_in_are_not_kept(client: Client) -> None:
    sign_in(client)
    for path in ("/vandaag/", "/uren/", "/uitleg/", "/bestaat-niet/"):
        kept = client.get(path).headers["Cache-Control"]
        assert "no-store" in kept, path
        assert "private" in kept, path


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    answer = sign_in(client)
    (cookie,) = [morsel for morsel in answer.cookies.values() if morsel.key.startswith(("oco", "sessionid"))][:1]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- a new password -------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_by_mail(
    client: Client, user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post("/wachtwoord/vergeten/", {"email": user.email})
    assert asked.headers["Location"] == "/wachtwoord/vergeten/verstuurd/"
    (message,) = mail.outbox
    assert message.to == [user.email]
    body = str(message.body)
    assert user.name not in f"{message.subject} {body}"
    link = re.search(r"https?://\S+", body)
    assert link is not None
    form = client.get(link[0], follow=True)
    assert "Nieuw wachtwoord" in words(form)
    fresh = "vijf andere losse gewone woorden"
    done = client.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh}, follow=True)
    assert done.status_code == 200
    assert sign_in(Client(), password=PASSWORD).status_code == 200
    assert sign_in(Client(), password=fresh).status_code == 302
    assert "Deze link werkt niet meer" in words(Client().get(link[0], follow=True))


def test_a_weak_new_password_is_refused_in_dutch(client: Client) -> None:
    sign_in(client)
    data = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    assert "Dit wachtwoord is te kort. Gebruik ten minste 12 tekens." in words(
        client.post("/wachtwoord/wijzigen/", data)
    )


@pytest.mark.parametrize("email", ["niemand@mee.example", "beleid@zoetermeer.example"])
def test_the_answer_does_not_tell_whether_an_address_is_known(client: Client, email: str) -> None:
    known = client.post("/wachtwoord/vergeten/", {"email": "steun@mee.example"})
    other = Client().post("/wachtwoord/vergeten/", {"email": email})
    assert (known.status_code, known.headers["Location"]) == (other.status_code, other.headers["Location"])
    assert all("/wachtwoord/nieuw/" not in message.body for message in mail.outbox if message.to == [email])


def test_a_changed_password_ends_the_session(client: Client) -> None:
    sign_in(client)
    fresh = "vijf andere losse gewone woorden"
    client.post("/wachtwoord/wijzigen/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert not is_signed_in(client)
    assert sign_in(client, password=fresh).status_code == 302


# --- the second step ------------------------------------------------------------------------------


@pytest.fixture
def required() -> Iterator[None]:
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        yield


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return code


def confirm(client: Client) -> None:
    """Who changes the second step types the password once more."""
    sent = client.get("/tweede-stap/app/activate/").headers["Location"]
    assert sent.startswith("/bevestigen/")
    assert client.post(sent, {"password": PASSWORD}).headers["Location"] == "/tweede-stap/app/activate/"


def activate(client: Client) -> str:
    """Sets up the app on the phone; gives its secret."""
    confirm(client)
    page = client.get("/tweede-stap/app/activate/")
    secret = re.search(r'<span class="secret">(\w+)</span>', words(page))
    assert secret is not None
    answer = client.post("/tweede-stap/app/activate/", {"code": code_of(secret[1])})
    assert answer.status_code == 302, words(answer)
    return secret[1]


@pytest.mark.usefixtures("required")
def test_without_a_second_step_one_is_sent_to_make_it(client: Client) -> None:
    sign_in(client)
    for path in ("/", "/vandaag/", "/uren/"):
        assert client.get(path).headers["Location"] == "/tweede-stap/app/activate/", path
    confirm(client)
    assert "App met codes instellen" in words(client.get("/tweede-stap/app/activate/"))
    assert client.post("/uitloggen/").headers["Location"] == "/inloggen/"


@pytest.mark.usefixtures("required")
def test_with_the_app_set_up_the_work_opens_and_the_next_time_a_code_is_asked(client: Client) -> None:
    sign_in(client)
    secret = activate(client)
    assert client.get("/vandaag/").status_code == 200
    cache.clear()  # a code works once; the next one would be half a minute away
    again = Client()
    answer = sign_in(again)
    assert answer.headers["Location"] == "/tweede-stap/inloggen/"
    assert again.get("/vandaag/").status_code == 302
    wrong = words(again.post("/tweede-stap/inloggen/", {"code": "000000"}))
    assert "Deze code klopt niet. Wacht op een nieuwe code en probeer het opnieuw." in wrong
    again.post("/tweede-stap/inloggen/", {"code": code_of(secret)})
    assert again.get("/vandaag/").status_code == 200


@pytest.mark.usefixtures("required")
def test_a_wrong_code_does_not_set_up_the_app(client: Client) -> None:
    sign_in(client)
    confirm(client)
    client.get("/tweede-stap/app/activate/")
    answer = client.post("/tweede-stap/app/activate/", {"code": "000000"})
    assert "Deze code klopt niet." in words(answer)
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("required")
def test_a_recovery_code_lets_in_once(client: Client, user: User) -> None:
    sign_in(client)
    activate(client)
    page = words(client.get("/tweede-stap/herstelcodes/"))
    codes = re.findall(r"<li>([0-9a-zA-Z-]{8,})</li>", page)
    assert len(codes) == 10
    for expected in (200, 302):
        cache.clear()
        other = Client()
        sign_in(other)
        other.post("/tweede-stap/inloggen/", {"code": codes[0]})
        assert other.get("/vandaag/").status_code == expected


def test_secrets_of_the_second_step_are_stored_encrypted(client: Client, user: User) -> None:
    sign_in(client)
    secret = activate(client)
    client.get("/tweede-stap/herstelcodes/")
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(totp.data)
    assert get_adapter().decrypt(totp.data["secret"]) == secret
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    seed = get_adapter().decrypt(recovery.data["seed"])
    assert seed not in str(recovery.data)


@pytest.mark.usefixtures("required")
def test_who_must_have_a_second_step_can_not_take_it_away_and_work_on(client: Client) -> None:
    sign_in(client)
    activate(client)
    client.post("/tweede-stap/app/deactivate/")
    answer = client.get("/vandaag/")
    assert answer.status_code == 200 or answer.headers["Location"] == "/tweede-stap/app/activate/"
    assert (answer.status_code == 200) == Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_signing_in_takes_no_time_that_tells(client: Client) -> None:
    """An address that isn't known costs a hash too: none answers in a tenth of the other's time."""
    times = []
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        known = User.objects.get(email="steun@mee.example")
        known.set_password(PASSWORD)
        known.save(update_fields=["password"])
        for email in ("steun@mee.example", "niemand@mee.example"):
            began = time.perf_counter()
            sign_in(Client(), email, "een ander wachtwoord")
            times.append(time.perf_counter() - began)
    assert min(times) > max(times) / 10
