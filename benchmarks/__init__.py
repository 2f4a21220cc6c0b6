"""Measurements, as ratios within one run. Each is a module of its own: `python -m benchmarks.<name>`."""

from __future__ import annotations

import os
import subprocess
import sys


def make_database() -> None:
    """Tables and rights on the servers of the environment, made by their owner; whoever measures needn't be that."""
    owner = os.environ | {"DJANGO_SETTINGS_MODULE": "oco.settings.owner"}
    for command in (["migrate", "--verbosity", "0", "--skip-checks"], ["set_rights", "--skip-checks"]):
        subprocess.run([sys.executable, "manage.py", *command], env=owner, check=True, stdout=subprocess.DEVNULL)


def refresh_statistics() -> None:
    """Lets PostgreSQL know what was just made, as after a large import."""
    from cases import statistics

    statistics.refresh()
