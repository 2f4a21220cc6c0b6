"""One process that starts everything, watches it, and stops it in the right order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from oco.embedded import servers
from oco.embedded.locks import Lock, Running
from oco.embedded.paths import PROJECT
from oco.embedded.processes import die_with_parent
from oco.embedded.site import Site, prepare_database
from oco.embedded.stamp import forget_stamp, is_stamped
from oco.embedded.terminal import say

ALREADY_RUNNING = 3
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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


def _listen_for_stop() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        _ignore_stop()
        raise Stopped(number)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def _ignore_stop() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
