"""The process of the municipality side, as it is started: without the app that holds persons."""

import os
import subprocess
import sys

from oco.embedded.paths import PROJECT

# Loads everything that a request can reach without asking for it: apps, addresses, views, templates' tags.
LOAD = """
import sys, django
django.setup()
from django.conf import settings
from django.template import engines
from django.urls import get_resolver
def walk(patterns):
    return sum(walk(p.url_patterns) if hasattr(p, "url_patterns") else 1 for p in patterns)
print(walk(get_resolver().url_patterns) > 20, "cases" in settings.INSTALLED_APPS, engines["django"].engine is not None)
print(sorted(name for name in sys.modules if name.split(".")[0] == "cases"))
"""


def test_the_municipality_process_never_loads_cases() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "oco.settings.municipality"}
    outcome = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.splitlines() == ["True False True", "[]"]
    # The same question to the care side finds it: the test can see what it looks for.
    environment["DJANGO_SETTINGS_MODULE"] = "oco.settings.care"
    care = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    assert "'cases.models'" in care.stdout
