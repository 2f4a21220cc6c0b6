"""Who searches, takes out files or sends them in too often waits, and reads why."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as configured
from django.test import Client, override_settings

from oco import invitations, limits
from oco.models import Organisation, User
from oco.models.people import Role
from tests.oco.test_access_matrix import url_names

pytestmark = pytest.mark.django_db
RATES = {"search": "3/1m/user", "export": "3/10m/user", "upload": "2/10m/user"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    connection = limits._connection()
    for key in connection.scan_iter("oco:limit:*"):
        connection.delete(key)
    limits._asked_again_from[0] = 0.0
    with override_settings(RATE_LIMITS=RATES, SIDE="care", ROOT_URLCONF="oco.urls.care"):
        yield
    limits._asked_again_from[0] = 0.0


@pytest.fixture
def manager() -> User:
    mee = Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)
    user = User.objects.create_user("m@mee.example", name="M")
    invitations.give_role(user=user, organisation=mee, role=Role.MANAGER, by=None, since=user.created_at.date())
    return user


def test_who_searches_too_often_waits_and_reads_why(manager: User) -> None:
    client = Client()
    client.force_login(manager)
    answers = [client.post("/clienten/", {"q": "jansen"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    text = answers[-1].content.decode()
    assert "Dat ging te snel achter elkaar" in text
    assert "en probeer het dan opnieuw" in text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_another_user_is_not_held_up(manager: User) -> None:
    assert [limits.seconds_to_wait("search", 1, now=120.0) for _ in range(4)] == [0, 0, 0, 60]
    assert limits.seconds_to_wait("search", 2, now=120.0) == 0


def test_a_new_window_begins_afresh() -> None:
    assert [limits.seconds_to_wait("search", 1, now=130.0) for _ in range(4)][-1] == 50
    assert limits.seconds_to_wait("search", 1, now=180.0) == 0


def test_opening_a_page_is_no_upload_but_sending_is(manager: User) -> None:
    client = Client()
    client.force_login(manager)
    assert [client.get("/importeren/").status_code for _ in range(5)] == [200] * 5
    assert [client.post("/importeren/", {"key": "x"}).status_code for _ in range(3)] == [200, 200, 429]


def test_without_redis_everybody_works_on_and_redis_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def away() -> redis.Redis:
        asked.append(time.monotonic())
        raise redis.ConnectionError

    monkeypatch.setattr(limits, "_connection", away)
    assert [limits.seconds_to_wait("search", 1, now=0.0) for _ in range(9)] == [0] * 9
    assert len(asked) == 1


def test_every_address_of_the_table_exists() -> None:
    known = url_names("care") | url_names("municipality")
    for act, names in limits.LIMITED.items():
        assert sorted(names - known) == [], act


def test_the_rates_of_this_installation_can_be_read() -> None:
    with override_settings(RATE_LIMITS={"search": "120/1m/user", "export": "40/10m/user"}):
        assert (limits.rate_of("search"), limits.rate_of("export"), limits.rate_of("upload")) == (
            (120, 60),
            (40, 600),
            None,
        )


def test_signing_in_and_a_new_password_are_counted_by_allauth() -> None:
    from allauth.account import app_settings

    assert {"login_failed", "reset_password", "change_password"} <= set(app_settings.RATE_LIMITS)
    assert configured.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
