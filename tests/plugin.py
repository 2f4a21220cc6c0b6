"""A throw-away PostgreSQL and Redis for one test session; loaded by `-p tests.plugin`.

A plugin and not a conftest: Django's settings read the address of the database before any conftest is loaded.
The settings look for the embedded servers below `OCO_DATA`, so a temporary `OCO_DATA` is all they need.
Workers of xdist inherit it. Several sessions stand side by side, each with a cluster of its own.

`OCO_TEST_DATABASE_URL` names another server instead (its login must be allowed to make databases and roles).
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

INHERITED = "OCO_TEST_SERVERS"
# What a developer has set for an installation must not decide where the tests write.
FOREIGN = (
    *("DATABASE_URL", "DATABASE_URL_CARE", "DATABASE_URL_MUNICIPALITY", "DATABASE_URL_WORKER", "REDIS_URL"),
    *("SECRET_KEY", "OCO_HTTPS", "OCO_DEBUG", "OCO_DEMO", "OCO_SECOND_FACTOR_REQUIRED", "OCO_ENVIRONMENT_NAME"),
    *("OCO_SECOND_FACTOR_ROLES", "SECOND_FACTOR_KEYS", "OIDC_SERVER", "OCO_CLAMAV"),
    *("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "EMAIL_URL", "OCO_CARE_ADDRESS", "OCO_MUNICIPALITY_ADDRESS"),
)
_started = ExitStack()

# Waits until the test session is gone, however it went; then for PostgreSQL, which the kernel stops in that case
# and which removes its pid file as the last thing it does; then sweeps.
JANITOR = """
read -r nothing
for second in 1 2 3 4 5 6 7 8 9 10; do [ -e "$1/postgres/postmaster.pid" ] || break; sleep 1; done
rm -rf -- "$1"
"""


def pytest_addoption() -> None:
    """Called when the plugin is registered: the only hook that comes before Django's settings are read."""
    if INHERITED in os.environ or {"--help", "-h", "--version", "-V"} & set(sys.argv):
        return
    for name in FOREIGN:
        os.environ.pop(name, None)
    start_servers()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_unconfigure() -> Iterator[None]:
    """Stop and delete, after all else has let go of the database."""
    yield
    stop_servers()


def stop_servers() -> None:
    _started.close()


def start_servers() -> None:
    """Start both servers on a new temporary folder and point the environment to it."""
    # Imported here: the paths are computed from the environment.
    from oco.embedded import servers

    folder = Path(tempfile.mkdtemp(prefix="oco-test-"))
    folder.chmod(0o711)  # PostgreSQL may run as nobody and must walk through
    os.environ[INHERITED] = os.environ["OCO_DATA"] = str(folder)
    with ExitStack() as started:
        # A stack is undone from the end: the servers stop first, then the janitor sweeps.
        janitor = subprocess.Popen(
            ["sh", "-c", JANITOR, "janitor", folder], stdin=subprocess.PIPE, start_new_session=True
        )
        started.callback(janitor.communicate)
        servers.prepare_folders()
        redis = servers.start_redis()
        started.callback(redis.child.stop, within=3)
        if redis.url:
            os.environ["REDIS_URL"] = redis.url
        if elsewhere := os.environ.get("OCO_TEST_DATABASE_URL"):
            os.environ["DATABASE_URL"] = elsewhere
        else:
            started.callback(servers.start_postgres(throw_away=True).stop, within=10)
        _started.push(started.pop_all())
