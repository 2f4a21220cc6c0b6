"""Places in a process of the site where a test can make it wait, so that a fault comes at exactly that moment."""

from __future__ import annotations

import os
import time
from pathlib import Path

from oco.embedded.paths import data_dir

MOST_SECONDS = 90


def folder() -> Path:
    return data_dir() / "holds"


def wait_here(point: str) -> None:
    """Waits while a test holds this point, and tells which process waits."""
    wish, held = folder() / f"hold-{point}", folder() / f"held-{point}-{os.getpid()}"
    if not wish.exists():
        return
    deadline = time.monotonic() + MOST_SECONDS
    held.touch()
    while wish.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
