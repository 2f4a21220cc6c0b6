"""One process that starts everything, watches it, and stops it in the right order."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from oco.embedded import pdf_libraries, servers
from oco.embedded.locks import Lock, Running
from oco.embedded.paths import PROJECT, data_dir, run_dir
from oco.embedded.processes import Child, StartFailed, die_with_parent, wait_until
from oco.embedded.stamp import forget_stamp, is_stamped, stamp

ALREADY_RUNNING = 3
USUAL_PORT = 8000
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOST_DEATHS = 3  # of one program within a minute
# Commands about the tables themselves: these are not migrated for first.
ABOUT_TABLES = {
    "backup",
    "check",
    "flush",
    "help",
    "makemigrations",
    "migrate",
    "restore",
    "showmigrations",
    "sqlmigrate",
}


class Stopped(BaseException):
    """Somebody asked to stop: Ctrl-C, SIGTERM, or a closed terminal. Not an Exception: nothing else may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def serve(*, port: int | None, with_demo: bool) -> int:
    """Run the whole site until somebody stops it. Gives the exit code. Raises StartFailed."""
    _listen_for_stop()
    with ExitStack() as started:
        try:
            servers.prepare_folders()
            lock = Lock("supervisor.lock")
            if not _take_alone(lock):
                return ALREADY_RUNNING
            site = Site(started)
            site.start(lock, port=port, with_demo=with_demo)
            return site.watch()
        except Stopped as stopped:
            say("\nAlles wordt gestopt.")
            return 128 + stopped.number if stopped.number == signal.SIGINT else 0
        finally:
            _ignore_stop()  # once is enough: a second Ctrl-C must not interrupt the stopping


def manage(arguments: Sequence[str], *, folder: Path) -> int:
    """Run one management command with `folder` as its place. Gives its exit code. Raises StartFailed.

    On the servers that run, or else on servers that are started for it and stopped after it. With
    DATABASE_URL nothing is started.
    """
    if "DATABASE_URL" in os.environ:
        return run_command(arguments, dict(os.environ), folder)
    _listen_for_stop()
    with ExitStack() as started:
        try:
            servers.prepare_folders()
            users, lock = Lock("users.lock"), Lock("supervisor.lock")
            users.take(shared=True, seconds=60)  # from here on nobody stops the servers under this command
            while not lock.take():
                running = _wait_for_servers(lock)
                if running is not None:
                    environment = {**os.environ, **({"REDIS_URL": running.redis_url} if running.redis_url else {})}
                    return run_command(arguments, environment, folder)
            code = _manage_alone(arguments, folder, lock, started)
            users.take(seconds=3600)  # others that came in between finish first
            return code
        except Stopped as stopped:
            return 128 + stopped.number
        finally:
            _ignore_stop()


def _manage_alone(arguments: Sequence[str], folder: Path, lock: Lock, started: ExitStack) -> int:
    lock.write(Running(os.getpid(), "manage"))
    environment = Site(started).start_servers()
    only_asks = not arguments or arguments[0] in ABOUT_TABLES or {"--help", "-h"} & set(arguments)
    if not only_asks and not is_stamped():
        prepare_database(environment, with_demo=False)
    lock.write(Running(os.getpid(), "manage", redis_url=environment.get("REDIS_URL", ""), ready=True))
    return run_command(arguments, environment, folder)


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


def run_command(arguments: Sequence[str], environment: dict[str, str], folder: Path) -> int:
    """Run `manage.py` in the foreground. After `migrate` the rights are set again. Gives the exit code."""
    code = _run_in_foreground(arguments, environment, folder)
    if arguments and arguments[0] in {"migrate", "flush", "restore"}:
        if "DATABASE_URL" not in environment:
            forget_stamp()
        if arguments[0] == "migrate" and code == 0:
            code = _run_in_foreground(["set_rights"], environment, folder)
    return code


def _run_in_foreground(arguments: Sequence[str], environment: dict[str, str], folder: Path) -> int:
    process = subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", *arguments],
        env=environment,
        cwd=folder,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    earlier = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),  # the terminal gives it to the command too
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
        signal.SIGHUP: signal.signal(signal.SIGHUP, pass_on),
    }
    try:
        code = process.wait()
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def choose_ports(wanted: int | None) -> tuple[int, int]:
    """A port for the care side and the next one for the municipality side. Raises StartFailed."""
    if wanted is not None:
        for port in (wanted, wanted + 1):
            if not _is_free(port):
                raise StartFailed(f"Poort {port} is bezet. Kies een andere met --port.")
        return wanted, wanted + 1
    for port in range(USUAL_PORT, USUAL_PORT + 200, 2):
        if _is_free(port) and _is_free(port + 1):
            if port != USUAL_PORT:
                say(f"Poort {USUAL_PORT} of {USUAL_PORT + 1} is bezet; het worden {port} en {port + 1}.")
            return port, port + 1
    raise StartFailed(f"Alle poorten vanaf {USUAL_PORT} zijn bezet. Kies er een met --port.")


def say(text: str) -> None:
    """To the person at the terminal; one that is gone is no reason to stop halfway."""
    with contextlib.suppress(OSError):
        print(text, flush=True)  # noqa: T201


def _take_alone(lock: Lock) -> bool:
    """Become the one supervisor; a command that started the servers for itself is waited for."""
    told = False
    while not lock.take():
        running = lock.read()
        if running.kind == "serve":
            say(f"Er draait al een server: pid {running.pid} {' '.join(running.addresses)}".rstrip())
            say(f"already running: pid {running.pid} {' '.join(running.addresses)}".rstrip())
            return False
        if running.kind == "manage" and not told:
            told = True
            say(f"Er loopt nog een opdracht van script/manage (pid {running.pid}); daar wordt op gewacht.")
        time.sleep(0.1)
    return True


def _wait_for_servers(lock: Lock) -> Running | None:
    """The servers that another process started, once they are ready; nothing when that process has gone."""
    told, began = False, time.monotonic()
    while True:
        running = lock.read()
        if running.ready and servers.postgres_answers():
            return running
        if not told and time.monotonic() - began > 3:
            told = True
            say("De database wordt door een ander programma ingericht; daar wordt op gewacht.")
        if lock.take():
            lock.release()
            return None
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


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


def _listen_for_stop() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        _ignore_stop()
        raise Stopped(number)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def _ignore_stop() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
