"""The secret keys of pseudonyms: a file per municipality and year, in a folder that only the worker is told of.

Outside the database and the web processes: who has the table of pseudonyms has no key, and who has the key has no
table. A key is made by the worker when it is first needed and destroyed with the pseudonyms at the close of the year.
Keep the folder out of backups, or what was destroyed is still there (docs/backup.md).
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from cases.pseudonyms import KEY_BYTES
from oco.models import Municipality


class NoKeysHere(Exception):
    """This process isn't the worker: it has no keys, so it can make no pseudonyms."""


def key_of(municipality: Municipality, year: int) -> bytes:
    """The key of 32 bytes, made where there is none yet. Raises NoKeysHere outside the worker, and ValueError where the
    file doesn't hold a key."""
    file = _file(municipality, year)
    if not file.exists():
        _make(file)
    key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"{file.name} holds no key")
    return key


def destroy(municipality: Municipality, year: int) -> bool:
    """Takes the key away for good. Whether there was one. Raises NoKeysHere outside the worker."""
    file = _file(municipality, year)
    if not file.exists():
        return False
    # Overwritten first: on most disks that leaves nothing; where the disk keeps old blocks, its encryption has to.
    with file.open("r+b") as opened:
        opened.write(b"0" * file.stat().st_size)
        opened.flush()
        os.fsync(opened.fileno())
    file.unlink()
    _sync(file.parent)
    return True


def _file(municipality: Municipality, year: int) -> Path:
    folder: Path | None = getattr(settings, "PSEUDONYM_KEYS", None)
    if folder is None:
        raise NoKeysHere("Alleen de achtergrondtaak heeft de sleutels van de pseudoniemen.")
    return folder / f"{municipality.cbs_code}-{year:04}.key"


def _make(file: Path) -> None:
    """Whole or not at all, and readable by the worker alone. Of two at once the first one's key holds for both."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_hex(KEY_BYTES))
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)  # unlike a rename it never replaces a key that pseudonyms were made with
    finally:
        fresh.unlink()
    _sync(file.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
