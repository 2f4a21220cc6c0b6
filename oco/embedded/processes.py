"""Child processes that never outlive the process that started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Loaded here, before any fork: loading a library between fork and exec may hang.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class StartFailed(Exception):
    """Something could not be started. The text is a whole sentence for the person at the terminal."""


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `death_signal` to the child when its parent dies, also by SIGKILL.

    Linux only; elsewhere it does nothing. CPython sets the user before it calls this, and the kernel
    forgets the wish at a change of user, so the order matters and is right.
    """
    parent = os.getpid()

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # it died in between
                os.kill(os.getpid(), signal.SIGKILL)

    return ask


@dataclass
class Child:
    """One running process, in a session of its own so that Ctrl-C reaches only the supervisor."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals
    log_start: int  # bytes that stood in the log before this process

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        keep_open: Sequence[int] = (),
        as_nobody: bool = False,
    ) -> "Child":
        """Start `command`; what it says goes to the end of `log`."""
        with log.open("ab") as output:
            log_start = output.tell()
            process = subprocess.Popen(
                [os.fspath(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
                pass_fds=keep_open,
                start_new_session=True,
                preexec_fn=die_with_parent(stop_signal),
                user="nobody" if as_nobody else None,
                group=_group_of_nobody() if as_nobody else None,
                extra_groups=[] if as_nobody else None,
            )
        return cls(name, process, log, stop_signal, log_start)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def become(self, other: "Child") -> None:
        """Stand for a process that was started in this one's place: who holds this one, holds that."""
        self.process, self.log_start = other.process, other.log_start

    def ask_to_stop(self) -> None:
        if self.running:
            self.process.send_signal(self.stop_signal)

    def stop(self, *, within: float) -> None:
        """Ask to stop, wait `within` seconds, then kill the whole group.

        The group, because killing only gunicorn's master leaves its worker with the port.
        """
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines: int = 8) -> str:
        """The end of what it wrote in its log."""
        return "\n".join(self.logged().splitlines()[-lines:])

    def logged(self) -> str:
        """What it wrote in its log."""
        return self.log.read_bytes()[self.log_start :].decode(errors="replace")


def wait_until(ready: Callable[[], bool], *, children: Sequence[Child], seconds: float, what: str) -> None:
    """Ask `ready` until it says yes. Raises StartFailed after `seconds`, or at once when a child has died."""
    deadline = time.monotonic() + seconds
    while not ready():
        for child in children:
            if not child.running:
                raise StartFailed(
                    f"{child.name} is gestopt tijdens het starten. Lees {child.log}:\n{child.last_words()}"
                )
        if time.monotonic() > deadline:
            logs = ", ".join(str(child.log) for child in children)
            raise StartFailed(f"{what} is na {seconds:.0f} seconden nog niet klaar. Lees {logs}.")
        time.sleep(0.05)


def _group_of_nobody() -> int:
    import pwd

    return pwd.getpwnam("nobody").pw_gid
