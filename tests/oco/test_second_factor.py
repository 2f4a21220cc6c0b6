"""Who must have a second factor, with what a session was made, and how its secrets are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import environ
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client, override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import administration, invitations, second_factor
from oco.administration import AdministrationRefused, ResetReason
from oco.models import AuditEvent, Organisation, User
from oco.models.people import Role
from oco.settings import sign_in as settings_of
from tests.oco.test_sign_in import PASSWORD, activate, code_of, confirm, sign_in, words

pytestmark = pytest.mark.django_db
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def mee() -> Organisation:
    return Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)


def somebody(mee: Organisation, role: Role) -> User:
    user = User.objects.create_user(f"{role}@mee.example", PASSWORD, name=f"Persoon {role}")
    invitations.give_role(user=user, organisation=mee, role=role, by=None, since=user.created_at.date())
    return user


@pytest.fixture(autouse=True)
def required() -> Iterator[None]:
    cache.clear()
    with override_settings(SIDE="care", ROOT_URLCONF="oco.urls.care", SECOND_FACTOR_REQUIRED=True):
        yield


# --- for which roles --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "asked"), [(Role.COUNTER, False), (Role.SUPPORTER, True), (Role.MANAGER, True), (Role.ADMINISTRATOR, True)]
)
def test_the_second_factor_is_asked_by_role(client: Client, mee: Organisation, role: Role, asked: bool) -> None:
    roles = settings_of.second_factor_roles(["cliëntondersteuner", "manager", "administrator"])
    with override_settings(SECOND_FACTOR_ROLES=roles):
        user = somebody(mee, role)
        sign_in(client, user.email)
        location = client.get("/uitleg/").headers.get("Location", "")
    assert location == ("/tweede-stap/app/activate/" if asked else "")


def test_without_the_setting_every_role_is_asked() -> None:
    assert settings_of.second_factor_roles([]) == {role.value for role in Role}


def test_a_role_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ImproperlyConfigured, match="no such role: directeur"):
        settings_of.second_factor_roles(["teamleider", "directeur"])


def test_one_role_that_is_asked_is_enough(client: Client, mee: Organisation) -> None:
    with override_settings(SECOND_FACTOR_ROLES=frozenset({"manager"})):
        user = somebody(mee, Role.COUNTER)
        sign_in(client, user.email)
        assert client.get("/uitleg/").status_code == 200
        invitations.give_role(user=user, organisation=mee, role=Role.MANAGER, by=None, since=user.created_at.date())
        assert client.get("/uitleg/").headers["Location"] == "/tweede-stap/app/activate/"


def test_right_after_the_invitation_the_second_factor_comes_first(client: Client, mee: Organisation) -> None:
    user = somebody(mee, Role.SUPPORTER)
    sign_in(client, user.email)
    for path in ("/", "/vandaag/", "/mijn-account/sessies/", "/wachtwoord/wijzigen/"):
        assert client.get(path).headers["Location"] == "/tweede-stap/app/activate/", path
    activate(client)
    assert client.get("/vandaag/").status_code == 200


# --- with what a session was made -------------------------------------------------------------------------------------


def test_a_session_from_before_the_factor_is_asked_for_it(client: Client, mee: Organisation) -> None:
    """Somebody with a stolen password, signed in before its owner set the app up."""
    user = somebody(mee, Role.SUPPORTER)
    thief = Client()
    sign_in(thief, user.email)
    sign_in(client, user.email)
    activate(client)
    assert thief.get("/vandaag/").headers["Location"] == "/tweede-stap/bevestigen/"
    assert client.get("/vandaag/").status_code == 200


def test_who_takes_the_last_factor_away_makes_a_new_one_first(client: Client, mee: Organisation) -> None:
    user = somebody(mee, Role.SUPPORTER)
    sign_in(client, user.email)
    activate(client)
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/vandaag/").headers["Location"] == "/tweede-stap/app/activate/"


# --- recovery codes ---------------------------------------------------------------------------------------------------


def test_recovery_codes_are_shown_once(client: Client, mee: Organisation) -> None:
    sign_in(client, somebody(mee, Role.SUPPORTER).email)
    activate(client)
    first = words(client.get("/tweede-stap/herstelcodes/"))
    codes = re.findall(r"<li>(\d{8})</li>", first)
    assert len(codes) == 10
    assert "U ziet deze codes maar één keer" in first
    again = words(client.get("/tweede-stap/herstelcodes/"))
    assert "De codes zelf kunt u niet meer zien" in again
    assert not any(code in again for code in codes)
    assert client.get("/tweede-stap/herstelcodes/download/").status_code in (403, 404)


def test_few_codes_left_is_said_on_the_page_and_by_mail(
    client: Client, mee: Organisation, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = somebody(mee, Role.SUPPORTER)
    TOTP.activate(user, "A" * 32)
    codes = RecoveryCodes.activate(user)
    unused = codes.get_unused_codes()
    for code in unused[:7]:
        assert codes.validate_code(code)
    sign_in(client, user.email)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/tweede-stap/inloggen/", {"code": unused[7]})
    assert answer.status_code == 302
    assert "U hebt nog 2 herstelcodes. Maak nieuwe bij Mijn account." in words(client.get("/vandaag/"))
    assert "2 codes over" in words(client.get("/tweede-stap/"))
    assert any("U hebt nog 2 herstelcodes over" in str(message.body) for message in mail.outbox)


# --- how secrets are kept ---------------------------------------------------------------------------------------------


def test_no_secret_stands_in_the_table_as_it_is(client: Client, mee: Organisation) -> None:
    user = somebody(mee, Role.SUPPORTER)
    sign_in(client, user.email)
    secret = activate(client)
    codes = re.findall(r"<li>(\d{8})</li>", words(client.get("/tweede-stap/herstelcodes/")))
    seed = get_adapter().decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM mfa_authenticator a")
        (table,) = cursor.fetchone()
    assert "gAAAA" in table  # something encrypted is there
    for plain in (secret, seed, *codes):
        assert plain not in table


def test_a_new_key_reads_what_the_old_one_wrote_and_the_command_makes_the_old_one_superfluous(
    mee: Organisation,
) -> None:
    user = somebody(mee, Role.SUPPORTER)
    with override_settings(SECOND_FACTOR_KEYS=[OLD]):
        row = TOTP.activate(user, "SECRET" * 4).instance
        RecoveryCodes.activate(user)
    with override_settings(SECOND_FACTOR_KEYS=[NEW, OLD]):
        assert get_adapter().decrypt(row.data["secret"]) == "SECRET" * 4
        assert second_factor.encrypt_anew() == 2
    row.refresh_from_db()
    with override_settings(SECOND_FACTOR_KEYS=[NEW]):
        assert get_adapter().decrypt(row.data["secret"]) == "SECRET" * 4
    with override_settings(SECOND_FACTOR_KEYS=[OLD]), pytest.raises(InvalidToken):
        get_adapter().decrypt(row.data["secret"])


def test_what_was_written_with_the_key_of_earlier_versions_is_still_read() -> None:
    with override_settings(SECOND_FACTOR_KEYS=[], SECRET_KEY="s" * 50):
        written = get_adapter().encrypt("geheim")
    with override_settings(SECOND_FACTOR_KEYS=[NEW], SECRET_KEY="s" * 50):
        assert get_adapter().decrypt(written) == "geheim"
    with override_settings(SECOND_FACTOR_KEYS=[NEW], SECRET_KEY="t" * 50), pytest.raises(InvalidToken):
        get_adapter().decrypt(written)


# --- taken away by an administrator -----------------------------------------------------------------------------------


def test_an_administrator_takes_a_factor_away_with_a_reason_a_trace_and_a_mail(
    client: Client, mee: Organisation, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user, by = somebody(mee, Role.SUPPORTER), somebody(mee, Role.ADMINISTRATOR)
    sign_in(client, user.email)
    secret = activate(client)
    assert client.get("/vandaag/").status_code == 200
    admin = Client()
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        sign_in(admin, by.email)
        url = f"/beheer/gebruikers/{user.pk}/tweede-stap/"
        asked = admin.get(url).headers["Location"]
        assert asked.startswith("/bevestigen/")
        admin.post(asked, {"password": PASSWORD})
        assert "Kies waarom u de tweede stap wist." in words(admin.post(url, {"reason": ""}))
        assert Authenticator.objects.filter(user=user).exists()
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(url, {"reason": "lost"})
    assert not Authenticator.objects.filter(user=user).exists()
    event = AuditEvent.objects.get(action="second factor reset")
    assert (event.by, event.record_id, event.details) == (by, str(user.pk), {"reason": "lost"})
    assert [message.to for message in mail.outbox if "is gewist" in message.subject] == [[user.email]]
    assert client.get("/vandaag/").headers["Location"].startswith("/inloggen/")  # every session ended
    sign_in(client, user.email)
    assert client.get("/vandaag/").headers["Location"] == "/tweede-stap/app/activate/"
    confirm(client)
    client.get("/tweede-stap/app/activate/")
    assert client.post("/tweede-stap/app/activate/", {"code": code_of(secret)}).status_code == 200  # not the old one


def test_nobody_takes_their_own_factor_away_so(mee: Organisation) -> None:
    by = somebody(mee, Role.ADMINISTRATOR)
    with pytest.raises(AdministrationRefused, match="Uw eigen tweede stap"):
        administration.reset_second_factor(user=by, reason=ResetReason.NEW, by=by)


def test_production_does_not_start_without_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environ.FileAwareEnv()
    monkeypatch.delenv("SECOND_FACTOR_KEYS", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR_KEYS is missing"):
        settings_of.second_factor_keys(env, "care", https=True)
    monkeypatch.setenv("SECOND_FACTOR_KEYS", "te-kort")
    with pytest.raises(ImproperlyConfigured, match="at least 32"):
        settings_of.second_factor_keys(env, "care", https=True)
    monkeypatch.setenv("SECOND_FACTOR_KEYS", f"{NEW},{OLD}")
    assert settings_of.second_factor_keys(env, "care", https=True) == [NEW, OLD]


def test_the_key_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(NEW)
    monkeypatch.delenv("SECOND_FACTOR_KEYS", raising=False)
    monkeypatch.setenv("SECOND_FACTOR_KEYS_FILE", str(tmp_path / "keys"))
    assert settings_of.second_factor_keys(environ.FileAwareEnv(), "care", https=True) == [NEW]
