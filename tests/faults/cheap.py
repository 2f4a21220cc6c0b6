"""A job that costs nothing and leaves a row and a file (tests/faults/tasks.py does it)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from oco.embedded.paths import data_dir

CHEAP = "faults_cheap"


def made(name: str) -> Path:
    """The file of a cheap job."""
    return data_dir() / "made" / name


def content(name: str) -> bytes:
    """What stands in it: long enough to be found half."""
    return hashlib.sha256(name.encode()).hexdigest().encode() * 2000
