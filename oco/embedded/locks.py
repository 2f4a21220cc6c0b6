"""Who runs the embedded servers of a data folder, and who uses them.

Three locks (flock, so the kernel lets go of them when a process dies, however it dies):

- `supervisor.lock`: held by the one process that started the servers; the file says which, for people and programs.
- `users.lock`: shared by every command that uses the servers; whoever started them for a command of its own
  waits for the others before it stops them.
- `children.lock`: inherited by the servers themselves. A new start waits until those of a killed one are gone.
"""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from oco.embedded.paths import data_dir


@dataclass(frozen=True)
class Running:
    """What stands in `supervisor.lock`."""

    pid: int = 0
    kind: str = ""  # "serve" or "manage"
    addresses: list[str] = field(default_factory=list)
    redis_url: str = ""
    ready: bool = False  # the database is up to date


class Lock:
    """One lock file in the data folder."""

    def __init__(self, name: str) -> None:
        self.path: Path = data_dir() / name
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, *, shared: bool = False, seconds: float = 0) -> bool:
        """Try for `seconds` (0: once). Another `take` changes between shared and alone."""
        wish = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self.descriptor, wish | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)

    def release(self) -> None:
        """Let go, for as far as this process holds it."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def write(self, running: Running) -> None:
        """Say who holds it."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps(asdict(running)).encode(), 0)

    def read(self) -> Running:
        """Who holds it; empty while they are still writing that."""
        try:
            return Running(**json.loads(os.pread(self.descriptor, 4096, 0)))
        except ValueError:
            return Running()
