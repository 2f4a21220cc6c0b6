"""Both sides by gunicorn and a worker, on the servers and the database of this test session."""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from oco.embedded.processes import Child

START_SECONDS = 120


@dataclass(frozen=True)
class Site:
    """Ports by side, and where the processes write."""

    ports: dict[str, int]
    folder: Path

    @property
    def logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    @property
    def mails(self) -> list[Path]:
        return sorted((self.folder / "mails").glob("*"))


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """As in production: two processes a side with four threads each, every process with the login of its role."""
    (folder / "mails").mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")},
        "DATABASE_URL": _database_url(),
        "SECRET_KEY": settings.SECRET_KEY,  # sessions are made in this process
        "EMAIL_URL": f"filemail:///{folder}/mails",
    }
    ports = {side: _free_port() for side in ("care", "municipality")}
    with ExitStack() as stack:
        for side, port in ports.items():
            command = ["gunicorn", "oco.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
            command += ["--threads", "4", "--worker-class", "gthread", "--log-level", "info", "--no-control-socket"]
            _start(stack, side, command, environment | {"DJANGO_SETTINGS_MODULE": f"oco.settings.{side}"}, folder)
        worker = ["celery", "--app", "oco", "worker", "--concurrency", "1", "--loglevel", "info", "--without-gossip"]
        worker += ["--without-mingle", "--without-heartbeat"]
        _start(stack, "worker", worker, environment | {"DJANGO_SETTINGS_MODULE": "oco.settings.worker"}, folder)
        for port in ports.values():
            _wait_for(port)
        yield Site(ports, folder)


def _start(stack: ExitStack, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
    child = Child.start(name, [sys.executable, "-m", *command], log=folder / f"{name}.log", environment=environment)
    stack.callback(child.stop, within=10)


def _database_url() -> str:
    found = connection.settings_dict
    host = found["HOST"] or found["OPTIONS"].get("host", "")
    login = f"{found['USER']}:{quote(found['PASSWORD'])}" if found["PASSWORD"] else found["USER"]
    if host.startswith("/"):
        return f"postgresql://{login}@/{found['NAME']}?host={host}"
    return f"postgresql://{login}@{host}:{found['PORT'] or 5432}/{found['NAME']}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/gezondheid/")
            if asked.getresponse().status == 200:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            raise TimeoutError(f"nothing answers at {port}")
        time.sleep(0.2)
