"""Remembers for which code the embedded database was last migrated, so that a command needs no second look."""

import hashlib

from oco.embedded.paths import PROJECT, data_dir

# What decides on tables and rights. The lock file stands for the libraries that bring tables of their own.
DECIDING = ("*/migrations/*.py", "oco/database_rights.py", "oco/database/*.py", "requirements.lock")


def is_stamped() -> bool:
    """Was the database migrated for exactly this code?"""
    file = data_dir() / "migrated"
    return file.exists() and file.read_text() == _digest()


def stamp() -> None:
    """The database is now up to date with this code."""
    (data_dir() / "migrated").write_text(_digest())


def forget_stamp() -> None:
    """Somebody changed the tables by hand."""
    (data_dir() / "migrated").unlink(missing_ok=True)


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in DECIDING:
        for file in sorted(PROJECT.glob(pattern)):
            digest.update(str(file.relative_to(PROJECT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
