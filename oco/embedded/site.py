"""The site as processes: its servers, both sides and the worker, started in order, and again when one dies."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from oco.embedded import pdf_libraries, servers
from oco.embedded.locks import Lock, Running
from oco.embedded.paths import PROJECT, data_dir, run_dir
from oco.embedded.ports import choose_ports
from oco.embedded.processes import Child, StartFailed, die_with_parent, wait_until
from oco.embedded.stamp import is_stamped, stamp
from oco.embedded.terminal import say

MOST_DEATHS = 3  # of one program within a minute


class Site:
    """The running site. `started` stops its processes, the last one started first."""

    def __init__(self, started: ExitStack) -> None:
        self.started = started
        self.children: list[Child] = []
        self.again: dict[str, Callable[[], Child]] = {}  # how to start each once more, by name
        self.deaths: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_DEATHS))
        self.children_lock = Lock("children.lock")

    def start(self, lock: Lock, *, port: int | None, with_demo: bool) -> None:
        """Everything, from the database to the worker; prints the addresses when all of it answers."""
        began = time.monotonic()
        lock.write(Running(os.getpid(), "serve"))
        if explanation := pdf_libraries.install_or_explain():
            say(explanation)
        environment = self.start_servers()
        care, municipality = choose_ports(port)
        addresses = [f"http://localhost:{care}", f"http://localhost:{municipality}"]
        environment["OCO_CARE_ADDRESS"], environment["OCO_MUNICIPALITY_ADDRESS"] = addresses
        lock.write(Running(os.getpid(), "serve", addresses))
        logins = prepare_database(environment, with_demo=with_demo)
        environment["OCO_DEMO"] = "1" if logins else "0"
        self.start_site(environment, care, municipality)
        lock.write(Running(os.getpid(), "serve", addresses, environment.get("REDIS_URL", ""), ready=True))
        say(_welcome(addresses, logins, time.monotonic() - began))

    def start_servers(self) -> dict[str, str]:
        """PostgreSQL and Redis, unless the environment names others. Gives the environment for what uses them."""
        environment = dict(os.environ)
        if not self.children_lock.take(seconds=30):
            raise StartFailed(
                "Programma's van een vorige keer lopen nog. Wacht even en probeer het opnieuw; "
                f"helpt dat niet, stop dan wat {data_dir()} gebruikt."
            )
        if "DATABASE_URL" not in environment:
            self.again["PostgreSQL"] = lambda: servers.start_postgres(keep_open=[self.children_lock.descriptor])
            self.add(self.again["PostgreSQL"](), within=10)
        if "REDIS_URL" not in environment:
            redis = servers.start_redis(keep_open=[self.children_lock.descriptor])
            self.add(redis.child, within=3)
            if redis.url:
                environment["REDIS_URL"] = redis.url
            else:  # the one written in Python comes back on another port
                self.again["Redis"] = lambda: servers.start_redis(keep_open=[self.children_lock.descriptor]).child
        return environment

    def start_site(self, environment: dict[str, str], care: int, municipality: int) -> None:
        """Both web sides and the worker, and wait until they answer."""
        sides = [
            self.start_web("Zorgkant", "care", care, environment),
            self.start_web("Gemeentekant", "municipality", municipality, environment),
        ]
        worker = self.start_worker(environment)

        def ask_all() -> None:  # all at once, the worker first: stopping then takes as long as the slowest
            for child in (worker, *sides):
                child.ask_to_stop()

        self.started.callback(ask_all)
        for side, port in zip(sides, (care, municipality), strict=True):
            self.wait_for_web(side, port)
        wait_until(lambda: " ready." in worker.logged(), children=self.children, seconds=60, what=worker.name)

    def wait_for_web(self, side: Child, port: int) -> None:
        """Until its health page answers."""
        wait_until(lambda: _answers(port), children=self.children, seconds=60, what=side.name)

    def start_web(self, name: str, side: str, port: int, environment: dict[str, str]) -> Child:
        """One side: one process with four threads."""
        command = [
            *(sys.executable, "-m", "gunicorn", "oco.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--worker-class", "gthread"),
            *("--graceful-timeout", "8", "--timeout", "120", "--log-level", "warning", "--no-control-socket"),
        ]
        return self.start_child(name, f"web-{side}", command, {**environment, **_settings(side)})

    def start_worker(self, environment: dict[str, str]) -> Child:
        """One Celery worker, with beat inside: exactly one of each."""
        command = [
            *(sys.executable, "-m", "celery", "--app", "oco", "worker", "-B", "--schedule", str(run_dir() / "beat")),
            *("--concurrency", "1", "--loglevel", "info"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        return self.start_child("Worker", "worker", command, {**environment, **_settings("worker")})

    def start_child(self, name: str, log: str, command: Sequence[str | Path], environment: dict[str, str]) -> Child:
        """Start one process of the site; it is stopped when the supervisor stops."""

        def start() -> Child:
            return Child.start(
                name,
                command,
                log=servers.log_file(log),
                environment=environment,
                folder=PROJECT,
                keep_open=[self.children_lock.descriptor],
            )

        self.again[name] = start
        child = start()
        self.add(child, within=12)
        return child

    def add(self, child: Child, *, within: float) -> None:
        """Watch this child, and stop it at the end."""
        self.children.append(child)
        self.started.callback(child.stop, within=within)

    def watch(self) -> int:
        """Start again what dies by itself. Ends with 1 where one keeps dying; then says which, and where its log is."""
        while True:
            for child in self.children:
                if not child.running and not self.revive(child):
                    say(f"{child.name} is onverwacht gestopt, dus stopt alles. Lees {child.log}:\n{child.last_words()}")
                    return 1
            time.sleep(0.5)

    def revive(self, child: Child) -> bool:
        """Start a dead child once more. False where it died too often in a minute, or doesn't start."""
        deaths, now = self.deaths[child.name], time.monotonic()
        deaths.append(now)
        too_often = len(deaths) == MOST_DEATHS and now - deaths[0] < 60
        if too_often or child.name not in self.again:
            return False
        say(f"{child.name} is onverwacht gestopt en wordt opnieuw gestart. Lees {child.log}.")
        child.stop(within=0)  # what is left of its group, which may hold its port
        try:
            child.become(self.again[child.name]())
        except StartFailed as failure:
            say(str(failure))
            return False
        return True


def prepare_database(environment: dict[str, str], *, with_demo: bool) -> str:
    """Migrate, set the rights, load the demo once. Gives the demo's logins as text, empty without a demo."""
    if "DATABASE_URL" not in environment and not is_stamped():
        say("De database wordt ingericht.")
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "result.json"
        process = subprocess.Popen(
            [sys.executable, "-m", "oco.embedded.prepare", result, *(["--demo"] if with_demo else [])],
            env={**environment, **_settings("owner")},
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor, which stops it
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        try:
            failed = process.wait() != 0
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(10)
        if failed:
            raise StartFailed("De database kon niet worden ingericht; hierboven staat waarom.")
        if "DATABASE_URL" not in environment:
            stamp()
        return str(json.loads(result.read_text())["logins"])


def _answers(port: int) -> bool:
    # Straight to the socket: urllib would take a proxy from the environment.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/gezondheid/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _settings(process: str) -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": f"oco.settings.{process}"}


def _welcome(addresses: Sequence[str], logins: str, seconds: float) -> str:
    care, municipality = addresses
    lines = ["", f"Zorgkant (balie en aanbieders):  {care}", f"Gemeentekant:                    {municipality}", ""]
    if logins:
        lines += [logins, ""]
    lines += [f"Gestart in {seconds:.1f} seconden. Logboeken: {servers.log_dir()}. Stoppen: Ctrl-C."]
    return "\n".join(lines)
