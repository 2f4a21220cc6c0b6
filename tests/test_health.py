"""`/gezondheid/` and `/gezondheid/klaar/`."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from oco import health
from oco.models import Heartbeat, Job


def checks(client: Client, status: int) -> dict[str, tuple[bool, str]]:
    answer = client.get(reverse("health_ready"), headers={"Accept": "application/json"})
    assert answer.status_code == status
    return {check["name"]: (check["ok"], check["text"]) for check in answer.json()["checks"]}


def test_live_needs_no_login_and_no_database(client: Client) -> None:  # a query would be refused: no mark
    answer = client.get(reverse("health_live"))
    assert (answer.status_code, answer.content.decode()) == (200, "goed: proces draait\n")


@pytest.mark.django_db
def test_ready_when_the_worker_was_seen(client: Client) -> None:
    Heartbeat.objects.create(name="worker", seen_at=timezone.now())
    found = checks(client, 200)
    assert found["database"] == (True, "antwoordt")
    assert found["redis"] == (True, "antwoordt")
    assert found["worker"] == (True, "gezien in de laatste minuut")


@pytest.mark.django_db
def test_not_ready_when_the_worker_was_last_seen_61_seconds_ago(client: Client) -> None:
    Heartbeat.objects.create(name="worker", seen_at=timezone.now() - timedelta(seconds=61))
    assert checks(client, 503)["worker"] == (False, "het laatste levensteken is ouder dan een minuut; taken wachten")


@pytest.mark.django_db
def test_not_ready_without_redis(client: Client, settings: Settings) -> None:
    Heartbeat.objects.create(name="worker", seen_at=timezone.now())
    settings.REDIS_ADDRESS = "unix:///nergens/redis.sock"
    assert checks(client, 503)["redis"] == (False, "antwoordt niet; taken wachten")


@pytest.mark.django_db
def test_missing_pdf_libraries_are_named_and_the_site_is_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Heartbeat.objects.create(name="worker", seen_at=timezone.now())
    monkeypatch.setattr(health, "missing_libraries", lambda: ["libpango-1.0.so.0"])
    ok, text = checks(client, 200)["pdf"]
    assert not ok
    assert text.startswith(
        "libpango-1.0.so.0 ontbreekt. Installeer: sudo apt-get install --no-install-recommends libpango"
    )


@pytest.mark.django_db
def test_the_last_count_is_told_and_warned_about_after_30_hours() -> None:
    assert health.check_roll_up() == health.Check("telling", False, "nog niet gedaan", needed=False)
    done = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    Job.objects.create(kind="roll_up", key="a", status=Job.Status.DONE, finished_at=done)
    Job.objects.create(kind="other", key="b", status=Job.Status.DONE, finished_at=done + timedelta(days=1))
    with time_machine.travel(done + timedelta(hours=30), tick=False):
        assert health.check_roll_up() == health.Check("telling", True, "laatst klaar op 02-03-2026 02:30", needed=False)
    with time_machine.travel(done + timedelta(hours=30, seconds=1), tick=False):
        assert health.check_roll_up().ok is False


@pytest.mark.django_db
def test_the_municipality_side_looks_at_its_database_alone(client: Client, settings: Settings) -> None:
    settings.SIDE = "municipality"
    assert checks(client, 200) == {"database": (True, "antwoordt")}


@pytest.mark.django_db
def test_people_get_lines_of_text(client: Client, settings: Settings) -> None:
    settings.SIDE = "municipality"
    answer = client.get(reverse("health_ready"), headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "goed: database antwoordt\n"
