"""Where one is signed in: seen by oneself, ended one by one or all at once, and told when it is somewhere new."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import invitations, sessions, signed_in
from oco.models import AuditEvent, CareSession, Municipality, MunicipalitySession, Organisation, SessionDetail, User
from oco.models.people import Role, Side
from oco.settings import municipality
from tests.oco.test_sign_in import PASSWORD, is_signed_in, sign_in, words

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.fixture
def user(db: None) -> User:
    mee = Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)
    user = User.objects.create_user("steun@mee.example", PASSWORD, name="Sanne Steun")
    invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=user.created_at.date())
    other = User.objects.create_user("buur@mee.example", PASSWORD, name="Bo Buur")
    invitations.give_role(user=other, organisation=mee, role=Role.SUPPORTER, by=None, since=user.created_at.date())
    return user


@pytest.fixture(autouse=True)
def care_side(user: User) -> Iterator[None]:
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_care")
    with override_settings(SIDE="care", ROOT_URLCONF="oco.urls.care"):
        yield


def confirmed(client: Client, url: str) -> None:
    """Asks for it, types the password once more, and has it done."""
    asked = client.post(url).headers["Location"]
    assert asked.startswith("/bevestigen/"), asked
    assert client.post(asked, {"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (FIREFOX, "Firefox op Windows"),
        (PHONE, "Safari op iPhone"),
        (EDGE, "Edge op Windows"),
        ("curl/8.1", ""),
        ("", ""),
        ("Iets op Linux", "Onbekende browser op Linux"),
    ],
)
def test_a_browser_in_words(sent: str, said: str) -> None:
    assert signed_in.browser_of(sent) == said


def test_one_sees_where_one_is_signed_in_and_nobody_else_s(user: User) -> None:
    computer = Client(HTTP_USER_AGENT=FIREFOX)
    phone = Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="192.0.2.7")
    neighbour = Client(HTTP_USER_AGENT=EDGE)
    sign_in(computer)
    sign_in(phone)
    sign_in(neighbour, "buur@mee.example")
    page = words(computer.get("/mijn-account/sessies/"))
    assert page.index("Firefox op Windows") < page.index("Safari op iPhone")  # this one first
    for said in ("Dit apparaat", "netwerkadres 192.0.2.7", "met wachtwoord"):
        assert said in page
    assert "Edge" not in page
    key = str(computer.session.session_key)
    assert key not in page
    assert sessions.key_hash(key) not in page


def test_one_session_is_ended_and_is_out_at_the_next_click(user: User) -> None:
    here, there = Client(), Client(HTTP_USER_AGENT=PHONE)
    sign_in(here)
    sign_in(there)
    detail = SessionDetail.objects.get(browser="Safari op iPhone")
    confirmed(here, f"/mijn-account/sessies/{detail.pk}/beeindigen/")
    assert not is_signed_in(there)
    assert is_signed_in(here)
    assert CareSession.objects.count() == 1
    assert AuditEvent.objects.filter(action="session ended", by=user).count() == 1


def test_all_others_are_ended_at_once(user: User) -> None:
    here, others = Client(), [Client(), Client()]
    for client in (here, *others):
        sign_in(client)
    confirmed(here, "/mijn-account/sessies/andere/beeindigen/")
    assert [is_signed_in(client) for client in (here, *others)] == [True, False, False]
    assert "U bent nergens anders ingelogd." in words(here.get("/mijn-account/sessies/"))


def test_a_session_of_somebody_else_is_not_there(user: User) -> None:
    neighbour, here = Client(), Client()
    sign_in(neighbour, "buur@mee.example")
    sign_in(here)
    detail = SessionDetail.objects.get(user__email="buur@mee.example")
    asked = here.post(f"/mijn-account/sessies/{detail.pk}/beeindigen/").headers["Location"]
    assert here.post(asked, {"password": PASSWORD}).status_code == 404
    assert here.post(f"/mijn-account/sessies/{uuid.uuid4()}/beeindigen/").status_code == 404
    assert is_signed_in(neighbour)


def test_without_the_password_again_nothing_ends(user: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    asked = here.post("/mijn-account/sessies/andere/beeindigen/").headers["Location"]
    here.post(asked, {"password": "een ander wachtwoord"})
    assert is_signed_in(there)


def test_signing_out_takes_the_row_away(user: User) -> None:
    client = Client()
    sign_in(client)
    assert SessionDetail.objects.count() == 1
    client.post("/uitloggen/")
    assert SessionDetail.objects.count() == 0


def test_a_new_password_ends_every_session(user: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    fresh = "vijf andere losse gewone woorden"
    here.post("/wachtwoord/wijzigen/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert not is_signed_in(there)
    assert CareSession.objects.filter(session_key__in=SessionDetail.objects.values("key_hash")).count() == 0


def test_the_moment_of_last_use_is_written_once_a_minute_at_most(user: User) -> None:
    client = Client()
    sign_in(client)
    long_ago = timezone.now() - timedelta(minutes=10)
    SessionDetail.objects.update(seen_at=long_ago)
    client.get("/uitleg/")
    assert SessionDetail.objects.get().seen_at == long_ago  # as far as this process knows
    sessions._seen.clear()
    client.get("/uitleg/")
    seen_at = SessionDetail.objects.get().seen_at
    assert seen_at > long_ago
    sessions._seen.clear()  # another process
    client.get("/uitleg/")
    assert SessionDetail.objects.get().seen_at == seen_at


# --- somewhere new ----------------------------------------------------------------------------------------------------


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.9")
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(client)
        client.post("/uitloggen/")
        sign_in(client)
    (message,) = mail.outbox
    assert message.to == [user.email]
    body = str(message.body)
    for said in ("Firefox op Windows", "192.0.2.9", "Kies meteen een nieuw wachtwoord"):
        assert said in body
    assert user.name not in body


# --- an administrator -------------------------------------------------------------------------------------------------


def test_an_administrator_signs_somebody_out_everywhere(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    by = User.objects.create_user("beheer@mee.example", PASSWORD, name="Bea Beheer")
    mee = Organisation.objects.get(slug="mee")
    invitations.give_role(user=by, organisation=mee, role=Role.ADMINISTRATOR, by=None, since=by.created_at.date())
    theirs, admin = Client(), Client()
    sign_in(theirs)
    sign_in(admin, by.email)
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(admin, f"/beheer/gebruikers/{user.pk}/uitloggen/")
    assert not is_signed_in(theirs)
    assert is_signed_in(admin)
    assert AuditEvent.objects.get(action="sessions ended").by == by
    assert any("op alle apparaten uitgelogd" in str(message.body) for message in mail.outbox)
    assert sign_in(theirs).status_code == 302


def test_the_municipality_s_side_has_its_own(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    town = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    hall = Organisation.objects.create(
        name="Gemeente", slug="gemeente", kind=Organisation.Kind.MUNICIPALITY, municipality=town
    )
    official = User.objects.create_user("beleid@z.example", PASSWORD, name="B", side=Side.MUNICIPALITY)
    invitations.give_role(
        user=official, organisation=hall, role=Role.POLICY_OFFICER, by=None, since=official.created_at.date()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_municipality")
    with override_settings(SIDE="municipality", ROOT_URLCONF="oco.urls.municipality", CACHES=municipality.CACHES):
        here, there = Client(HTTP_USER_AGENT=FIREFOX), Client(HTTP_USER_AGENT=PHONE)
        sign_in(here, official.email)
        sign_in(there, official.email)
        assert "Safari op iPhone" in words(here.get("/mijn-account/sessies/"))
        confirmed(here, "/mijn-account/sessies/andere/beeindigen/")
        assert not is_signed_in(there)
        assert MunicipalitySession.objects.count() == 1
