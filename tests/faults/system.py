"""The whole site on servers of its own, with settings that survive a crash, and the means to break it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from oco import jobs
from oco.celery import app
from oco.embedded import paths, servers
from oco.embedded.locks import Lock
from oco.embedded.paths import data_dir
from oco.embedded.processes import Child
from oco.embedded.site import Site, prepare_database
from oco.models import Job
from tests.faults import holds
from tests.faults.cheap import CHEAP
from tests.faults.mailbox import Mailbox, mail_server
from tests.subsidies.world import World, make_world

RIGHT_WITHIN = 60  # seconds, after a fault is over
TABLES = """
CREATE TABLE faults_row (key text NOT NULL);
GRANT SELECT, INSERT ON faults_row TO oco_worker;
"""


class System:
    """PostgreSQL, Redis, a worker with two children, a beat, and the care side; what dies is started again as the
    supervisor does."""

    def __init__(self, site: Site, environment: dict[str, str], mailbox: Mailbox) -> None:
        self.site, self.environment, self.mailbox = site, environment, mailbox
        self.down: set[str] = set()  # names of what isn't started again for now
        self.address = ""
        self.world: World

    # --- starting ----------------------------------------------------------------------------------------------------

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[System]:
        with ExitStack() as stack, mail_server() as mailbox:
            import_module("tests.faults.tasks")  # here and not above: it wraps what other tests use as it is
            servers.prepare_folders()
            for name in ("holds", "made"):
                (data_dir() / name).mkdir()
            supervisor = Lock("supervisor.lock")
            supervisor.take()
            _make_database()
            site = Site(stack)
            environment = site.start_servers()
            if "REDIS_URL" in environment:
                pytest.skip("no redis-server on this computer, and the one in Python can't lose its memory")
            environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}", "LOG_LEVEL": "INFO"}
            _look_here()
            with connection.cursor() as cursor:
                cursor.execute(TABLES)
            system = cls(site, environment, mailbox)
            system.world = make_world()
            system.start_worker()
            system.start_beat("beat")
            yield system
            system.down = {child.name for child in site.children}

    def start_worker(self) -> None:
        """As in production, with two children."""
        command = ["celery", "--app", "tests.faults.worker", "worker", "--concurrency", "2", "--loglevel", "warning"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._start("worker", command, "oco.settings.worker")

    def start_beat(self, name: str) -> None:
        schedule = data_dir() / f"schedule-{name}"
        command = ["celery", "--app", "oco", "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "info"]
        self._start(name, command, "oco.settings.worker")

    def start_web(self) -> None:
        port = _free_port()
        command = ["gunicorn", "oco.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
        command += ["--threads", "4", "--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"]
        self.site.wait_for_web(self._start("web", command, "tests.faults.care"), port)
        self.address = f"http://127.0.0.1:{port}"

    def _start(self, name: str, command: list[str], settings_module: str) -> Child:
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": settings_module}
        return self.site.start_child(name, name, [sys.executable, "-m", *command], environment)

    # --- breaking ----------------------------------------------------------------------------------------------------

    def child(self, name: str) -> Child:
        return next(child for child in self.site.children if child.name == name)

    def kill(self, name: str, with_signal: signal.Signals = signal.SIGKILL) -> None:
        """The whole of it, its children too, as when a container is killed; waits until it is gone."""
        child = self.child(name)
        children = self.pool() if name == "worker" else []
        if name == "PostgreSQL":
            connection.close()  # the test's own would be broken, and that is no matter here
            child.process.send_signal(with_signal)
        else:
            os.killpg(child.process.pid, with_signal)
        child.process.wait(30)
        # Children live a moment longer, with their connections open.
        ends = time.monotonic() + 30
        while any(lives(pid) for pid in children):
            assert time.monotonic() < ends, "children outlive their worker"
            time.sleep(0.01)

    def restart_postgres(self) -> None:
        """Immediately: as when the power goes. Recovers from its log."""
        self.kill("PostgreSQL", signal.SIGQUIT)
        self.tend()

    @contextmanager
    def without(self, name: str, with_signal: signal.Signals = signal.SIGKILL) -> Iterator[None]:
        """The time in which something is away."""
        self.down.add(name)
        self.kill(name, with_signal)
        try:
            yield
        finally:
            self.down.discard(name)
            self.tend()

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(settings.REDIS_ADDRESS, socket_timeout=5)

    def pool(self) -> list[int]:
        """The worker's children that do the jobs."""
        main = self.child("worker").process.pid
        try:
            return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]
        except OSError:
            return []

    def tend(self) -> None:
        """Starts again what died, like the supervisor and like a container that restarts unless stopped."""
        for child in self.site.children:
            if not child.running and child.name not in self.down:
                self.site.deaths.clear()  # here they die on purpose
                assert self.site.revive(child), f"{child.name} doesn't start: {child.last_words()}"

    # --- waiting -----------------------------------------------------------------------------------------------------

    @contextmanager
    def holding(self, point: str, *, times: int = 1) -> Iterator[Callable[[], list[int]]]:
        """Makes the site wait at a point. Gives a function that waits until so many processes do, and says which."""
        wish = holds.folder() / f"hold-{point}"
        for old in held_at(point):
            (holds.folder() / f"held-{point}-{old}").unlink()
        wish.touch()

        def reached() -> list[int]:
            self.wait_for(lambda: len(held_at(point)) >= times, f"the hold at {point}")
            return held_at(point)

        try:
            yield reached
        finally:
            wish.unlink()

    def wait_for(
        self, condition: Callable[[], bool], what: str, *, seconds: float = RIGHT_WITHIN, pause: float = 0.1
    ) -> float:
        """Asks until it is so, with what died started again meanwhile. Gives the seconds that it took."""
        began = time.monotonic()
        while True:
            self.tend()
            if true(condition):
                return time.monotonic() - began
            if time.monotonic() - began > seconds:
                pytest.fail(f"{what}: not within {seconds:.0f} s\n{self.child('worker').last_words(25)}")
            time.sleep(pause)

    def wait_until_done(self, *asked: Job) -> float:
        return self.wait_for(lambda: all(status(job) == Job.Status.DONE for job in asked), f"{asked} done")


def true(condition: Callable[[], bool]) -> bool:
    """What the condition says; no, where the database is away."""
    try:
        return condition()
    except (OperationalError, InterfaceError):
        connection.close()
        return False


def lives(pid: int) -> bool:
    """Whether a thread of the process still runs: its first one may be dead while another holds the connections."""
    states = set()
    try:
        for file in Path(f"/proc/{pid}/task").glob("*/stat"):
            states.add(file.read_text().rpartition(")")[2].split()[0])
    except OSError:  # gone while we looked: look again
        return Path(f"/proc/{pid}").exists()
    return bool(states - {"Z", "X"})


def held_at(point: str) -> list[int]:
    """The processes that wait at a point."""
    return sorted(int(file.name.rpartition("-")[2]) for file in holds.folder().glob(f"held-{point}-*"))


def status(job: Job) -> str:
    job.refresh_from_db()
    return str(job.status)


def ask_for(name: str, *, seconds: float = 0.05) -> Job:
    """Asks for a cheap job, as an action does."""
    with transaction.atomic():
        return jobs.enqueue(CHEAP, key=name, by=None, name=name, seconds=seconds)


def rows(key: str = "") -> list[str]:
    """What cheap jobs wrote, in order of their keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM faults_row WHERE starts_with(key, %s) ORDER BY key", [key])
        return [row[0] for row in cursor.fetchall()]


def _make_database() -> None:
    """Migrates on settings that are quick; from the next start on the same data are safe."""
    postgres = servers.start_postgres(throw_away=True)
    try:
        prepare_database(dict(os.environ), with_demo=False)
    finally:
        postgres.stop(within=20)


def _look_here() -> None:
    """Points this process to the servers of this system: its settings were read before they were there."""
    connection.close()
    settings.DATABASES["default"]["OPTIONS"]["host"] = str(paths.run_dir())
    settings.REDIS_ADDRESS = f"unix://{paths.redis_socket()}?db=0"
    app.conf.update(broker_url=paths.redis_url())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
