"""Where the embedded servers keep their data and sockets.

Settings and the supervisor compute the same paths from the same two facts, the project's folder and
`OCO_DATA`, so that any management command finds the servers that run.
"""

import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# A socket's address holds 107 bytes; PostgreSQL adds "/.s.PGSQL.5432" behind the folder.
LONGEST_SOCKET_FOLDER = 80
SAFE_IN_ADDRESS = re.compile(r"[A-Za-z0-9/._~-]+")


def data_dir() -> Path:
    """The folder of the embedded servers: `OCO_DATA`, or `var/` in the project.

    PostgreSQL refuses to run as root and then runs as `nobody`, who must be able to walk to its data:
    where root's project stands in a closed folder, the data stand in `/var/lib` instead.
    """
    if named := os.environ.get("OCO_DATA"):
        return Path(named).resolve()
    usual = PROJECT / "var"
    if os.geteuid() == 0 and not _all_may_walk_to(PROJECT):
        return Path("/var/lib") / f"oco-{_digest(usual)}"
    return usual


def run_dir() -> Path:
    """The folder of the sockets: `run/` below the data, or a short one where that path won't do.

    Too long for a socket's address, or with characters (a space) that an address must not hold.
    """
    usual = data_dir() / "run"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET_FOLDER and SAFE_IN_ADDRESS.fullmatch(str(usual)):
        return usual
    return Path(tempfile.gettempdir()) / f"oco-{os.geteuid()}-{_digest(usual)}"


def database_url(login: str, *, database: str = "oco") -> str:
    """Address of the embedded PostgreSQL for one login, by unix socket."""
    return f"postgresql://{login}@/{database}?host={run_dir()}"


def redis_socket() -> Path:
    """The embedded Redis listens here."""
    return run_dir() / "redis.sock"


def redis_url() -> str:
    """Address of the embedded Redis, for Celery."""
    return f"redis+socket://{redis_socket()}?virtual_host=0"


def local_secret(name: str) -> str:
    """A secret that this installation made for itself, kept in a file that only its user can read."""
    folder = data_dir() / "secrets"
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{name}.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, file)  # two processes at once: the first one's secret holds for both
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text().strip()


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _all_may_walk_to(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in [folder, *folder.parents])
