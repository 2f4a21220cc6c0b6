"""Codes, keys and breached passwords: how they are made, kept and taken."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from cryptography.fernet import InvalidToken
from django.conf import global_settings, settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import passwords
from oco.models import User
from oco.sessions import SessionStore
from oco.settings import base
from tests.oco.test_sign_in import PASSWORD, activate, care_side, code_of, is_signed_in, sign_in, user, words

__all__ = ["care_side", "user"]  # fixtures
pytestmark = pytest.mark.django_db


def refused(password: str) -> str:
    """The code of the first reason; empty where it may be a password."""
    try:
        validate_password(password)
    except ValidationError as error:
        return str(error.error_list[0].code)
    return ""


# --- choosing one -------------------------------------------------------------------------------------------------


def test_a_breached_password_is_found_in_the_list_of_the_installation(tmp_path: Path) -> None:
    taken = [f"gelekt wachtwoord {n}" for n in range(300)]
    hashes = sorted(hashlib.sha1(each.encode()).hexdigest().upper() for each in taken)
    file = tmp_path / "gelekt.txt"
    file.write_bytes(b"".join(f"{each}:{n * 7}\r\n".encode() for n, each in enumerate(hashes)))
    with override_settings(BREACHED_PASSWORDS=str(file)):
        assert {refused(each) for each in taken} == {"password_breached"}
        assert {refused(f"niet gelekt woord {n}") for n in range(300)} == {""}
    assert refused(taken[0]) == ""  # without the list
    file.write_bytes(b"")
    assert not passwords.is_listed(taken[0], file)


def test_the_field_hides_and_lets_a_manager_fill_it(client: Client) -> None:
    fields = re.findall(r'<input[^>]*type="password"[^>]*>', words(client.get("/inloggen/")))
    assert [re.search(r'autocomplete="([^"]+)"', field)[1] for field in fields] == ["current-password"]  # type: ignore[index]
    sign_in(client)
    fields = re.findall(r'<input[^>]*type="password"[^>]*>', words(client.get("/wachtwoord/wijzigen/")))
    found = [re.search(r'autocomplete="([^"]+)"', field)[1] for field in fields]  # type: ignore[index]
    assert found == ["current-password", "new-password", "new-password"]
    scripts = (Path(base.BASE_DIR) / "static" / "js").glob("*.js")
    assert not any("paste" in file.read_text(encoding="utf-8") for file in scripts)


def test_a_password_counts_exactly_as_it_was_typed(client: Client) -> None:
    sign_in(client)
    long = " " + "Een zin met Hoofdletters, spaties en vier en zestig tekens of meer " * 2
    assert len(long) > 128
    client.post("/wachtwoord/wijzigen/", {"oldpassword": PASSWORD, "password1": long, "password2": long})
    for other in (long.strip(), long[:64], long.lower(), long + " "):
        cache.clear()
        assert sign_in(Client(), password=other).status_code == 200
    cache.clear()
    assert sign_in(Client(), password=long).status_code == 302


def test_no_setting_makes_a_password_run_out(client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3 * 365), tick=True):
        assert sign_in(client).headers["Location"] == "/"


def test_passwords_are_kept_by_a_slow_hash() -> None:
    assert not hasattr(base, "PASSWORD_HASHERS")  # so Django's own, which grows with each version
    assert global_settings.PASSWORD_HASHERS[0].endswith("PBKDF2PasswordHasher")
    assert (PBKDF2PasswordHasher.digest, PBKDF2PasswordHasher.iterations >= 600_000) == (hashlib.sha256, True)


# --- the second step ----------------------------------------------------------------------------------------------


def test_a_code_of_the_app_works_once(client: Client) -> None:
    sign_in(client)
    secret = activate(client)
    cache.clear()
    code, opened = code_of(secret), []
    for _ in range(2):
        other = Client()
        sign_in(other)
        other.post("/tweede-stap/inloggen/", {"code": code})
        opened.append(other.get("/vandaag/").status_code)
    assert opened == [200, 302]


def test_recovery_codes_are_long_enough() -> None:
    assert mfa_settings.RECOVERY_CODE_DIGITS * math.log2(10) >= 20
    assert mfa_settings.TOTP_DIGITS == 6


def test_a_new_password_by_mail_leaves_the_second_step_standing(
    client: Client, user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sign_in(client)
    activate(client)
    visitor = Client()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/wachtwoord/vergeten/", {"email": user.email})
    link = re.search(r"https?://\S+/wachtwoord/nieuw/\S+", str(mail.outbox[-1].body))
    assert link is not None
    form = visitor.get(link[0], follow=True)
    fresh = "vijf andere losse gewone woorden"
    visitor.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    assert not is_signed_in(visitor)
    cache.clear()
    assert sign_in(visitor, password=fresh).headers["Location"] == "/tweede-stap/inloggen/"
    assert visitor.get("/vandaag/").status_code == 302


def test_an_encrypted_secret_that_was_changed_is_refused() -> None:
    kept = get_adapter().encrypt("geheim")
    assert get_adapter().decrypt(kept) == "geheim"
    raw = bytearray(base64.urlsafe_b64decode(kept))
    raw[-40] ^= 1
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(base64.urlsafe_b64encode(bytes(raw)).decode())


# --- sessions -----------------------------------------------------------------------------------------------------


def test_a_sessions_key_has_more_than_128_bits() -> None:
    keys = {getattr(SessionStore(), "_get_new_session_key")() for _ in range(200)}  # noqa: B009  # no types
    assert len(keys) == 200
    assert {len(key) for key in keys} == {32}
    assert 32 * math.log2(len(set("".join(keys)))) > 128


def test_signing_in_gives_another_key_and_ends_the_old_one(client: Client) -> None:
    name = settings.SESSION_COOKIE_NAME
    sign_in(client)
    first = client.cookies[name].value
    client.get("/uitleg/")
    assert client.cookies[name].value == first
    client.post("/uitloggen/")
    client.cookies[name] = first
    sign_in(client)
    second = client.cookies[name].value
    assert second != first
    old = Client()
    old.cookies[name] = first
    assert (is_signed_in(client), is_signed_in(old)) == (True, False)


@pytest.mark.parametrize("page", ["/vandaag/", "/uitleg/", "/uren/", "/tweede-stap/", "/wachtwoord/wijzigen/"])
def test_signing_out_stands_on_every_page(client: Client, page: str) -> None:
    sign_in(client)
    assert 'action="/uitloggen/"' in words(client.get(page)) or 'href="/uitloggen/"' in words(client.get(page))


@pytest.fixture(autouse=True)
def no_counts_of_before() -> None:
    cache.clear()
