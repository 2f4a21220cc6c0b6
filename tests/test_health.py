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
from tests.oco import fake_clamd


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
def test_the_municipality_side_looks_at_its_database_and_the_scanner(client: Client, settings: Settings) -> None:
    settings.SIDE = "municipality"
    with fake_clamd.running() as scanner, time_machine.travel(datetime(2026, 3, 3, 12, tzinfo=UTC), tick=False):
        settings.CLAMAV = scanner.address
        found = checks(client, 200)
    assert found == {"database": (True, "antwoordt"), "virusscanner": (True, "antwoordt; de lijst is van 02-03-2026")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "ok", "text"),
    [
        (b"ClamAV 1.4.3/27650/Mon Mar  2 08:39:46 2026\0", True, "antwoordt; de lijst is van 02-03-2026"),
        (b"ClamAV 1.4.3/27643/Mon Feb 23 08:39:46 2026\0", False, "antwoordt; de lijst is van 23-02-2026"),
        (b"ClamAV 1.4.3\0", False, "antwoordt; van wanneer de lijst is, is onbekend"),
        (b"HTTP/1.1 400 Bad Request\0", False, "antwoordt niet; bestanden worden geweigerd"),
        (b"", False, "antwoordt niet; bestanden worden geweigerd"),
    ],
)
def test_what_the_virus_scanner_says_is_told_and_the_site_is_ready(
    client: Client, settings: Settings, answer: bytes, ok: bool, text: str
) -> None:
    Heartbeat.objects.create(name="worker", seen_at=timezone.now())
    with fake_clamd.running() as scanner:
        settings.CLAMAV = scanner.address
        scanner.version = answer
        with time_machine.travel(datetime(2026, 3, 3, 12, tzinfo=UTC), tick=False):
            assert health.check_scanner() == health.Check("virusscanner", ok, text, needed=False)
    assert checks(client, 200)["virusscanner"] == (False, "antwoordt niet; bestanden worden geweigerd")  # it is gone


def test_without_a_virus_scanner_that_is_told(settings: Settings) -> None:
    settings.CLAMAV = None
    told = "is niet ingesteld; bestanden worden niet nagekeken"
    assert health.check_scanner() == health.Check("virusscanner", False, told, needed=False)


@pytest.mark.django_db
def test_people_get_lines_of_text(client: Client, settings: Settings) -> None:
    settings.SIDE, settings.CLAMAV = "municipality", None
    answer = client.get(reverse("health_ready"), headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "goed: database antwoordt\nlet op: virusscanner is niet ingesteld; bestanden worden niet nagekeken\n"
    )
