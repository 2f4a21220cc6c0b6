"""Files that are there whole or not at all, also when the power goes or the disk is full."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class NotWritten(Exception):
    """The file could not be written, and nothing of it is there; the text is for the user."""


def write_whole(path: Path, content: bytes, *, mode: int = 0o640, fresh: bool = False) -> None:
    """Writes a file; `fresh`: never over one that is there. Raises NotWritten."""
    try:
        _write(path, content, mode, fresh)
    except OSError as error:
        raise NotWritten(f"{path} is niet te schrijven: {error.strerror}. Er is niets van geschreven.") from error


def _write(path: Path, content: bytes, mode: int, fresh: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        if fresh:
            os.link(temporary, path)  # unlike a rename it replaces nothing
        else:
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
