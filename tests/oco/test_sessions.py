"""A session of one side is worth nothing at the other."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from oco.models import CareSession, MunicipalitySession, User
from oco.models.people import Side
from oco.sessions import SessionStore
from oco.settings import care, municipality

pytestmark = pytest.mark.django_db


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def opens(key: str, side: str) -> bool:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    with override_settings(SIDE=side, ROOT_URLCONF=f"oco.urls.{side}"):
        return client.get("/uitleg/").status_code == 200


@pytest.mark.parametrize(("side", "other"), [("care", "municipality"), ("municipality", "care")])
def test_a_session_opens_its_own_side_only(side: str, other: str) -> None:
    user = User.objects.create_user("a@x.example", "een lang wachtwoord", name="A", side=Side(side))
    with override_settings(SIDE=side):
        key = session_of(user)
    assert opens(key, side)
    assert not opens(key, other)


@pytest.mark.parametrize(("side", "other"), [("care", "municipality"), ("municipality", "care")])
def test_a_user_of_the_other_side_is_signed_out_even_with_a_session_here(side: str, other: str) -> None:
    user = User.objects.create_user("a@x.example", "een lang wachtwoord", name="A", side=Side(other))
    with override_settings(SIDE=side):
        key = session_of(user)
    assert not opens(key, side)
    assert not CareSession.objects.exists()
    assert not MunicipalitySession.objects.exists()


@pytest.mark.parametrize(
    ("login", "table"), [("oco_care", "oco_municipalitysession"), ("oco_municipality", "oco_caresession")]
)
def test_a_login_can_not_read_sessions_of_the_other_side(login: str, table: str) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"SET LOCAL ROLE {login}")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(f"SELECT 1 FROM {table}")


def test_the_sides_share_no_cookie_and_no_secret() -> None:
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECRET_KEY", "ROOT_URLCONF"):
        assert getattr(care, name) != getattr(municipality, name), name
