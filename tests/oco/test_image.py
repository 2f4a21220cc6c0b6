"""The image of production holds what production needs, and works with nothing else beside it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import image
from tests.image import PROJECT, is_left_out, patterns
from tests.test_compose import environment_of

APPS = ("oco", "cases", "reporting", "subsidies")
DEMO = (
    *("cases.demo", "subsidies.demo", "subsidies.management.commands.load_demo"),
    *("oco.demo_logins", "oco.management.commands.demo_logins", "oco.shared_desk.demo"),
)
# Of the embedded servers: where secrets lie, what a PDF needs, and where the keeper finds pg_dump.
EMBEDDED = {"__init__.py", "paths.py", "pdf_libraries.py", "wheels.py"}
# What asks whether the demo is there before it imports any of it.
ASKS = "oco/demo_here.py"

LOOK = """
import importlib, json, pkgutil, sys
from pathlib import Path
for name in json.loads(sys.argv[1]):
    sys.modules[name] = None  # importing it is an error, as where it isn't installed
import django
django.setup()
from django.core.management import get_commands
found = []
for app in ("oco", "cases", "reporting", "subsidies"):
    package = importlib.import_module(app)
    assert Path(package.__file__).is_relative_to(Path.cwd()), package.__file__
    def stop(name):
        raise ImportError(name)
    for module in pkgutil.walk_packages(package.__path__, app + ".", onerror=stop):
        if not module.name.startswith("oco.settings."):  # each asks for the environment of its own process
            importlib.import_module(module.name)
        found.append(module.name)
print(json.dumps({"modules": found, "commands": sorted(get_commands())}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("image")
    image.copy_to(target)
    return target


def not_in_production() -> list[str]:
    """The modules of packages that are installed here for builders and for the demo, and not in the image."""
    lock = (PROJECT / "requirements-production.lock").read_text()
    delivered = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    installed = {name: {_plain(package) for package in packages} for name, packages in packages_distributions().items()}
    return sorted(name for name, packages in installed.items() if not packages & {*delivered, "pip", "setuptools"})


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run(copy: Path, service: str, data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Python as this service would run it, in the copy."""
    environment = environment_of(service, data) | {"PYTHONDONTWRITEBYTECODE": "1"}
    del environment["OCO_STATIC_MANIFEST"]  # the Dockerfile makes that afterwards
    return subprocess.run(
        [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("service", ["care", "worker", "keeper"])  # who have all apps
def test_every_module_is_imported_without_what_was_left_out(service: str, copy: Path, tmp_path: Path) -> None:
    outcome = run(copy, service, tmp_path, "-c", LOOK, json.dumps(not_in_production()))
    assert outcome.returncode == 0, outcome.stderr
    seen = json.loads(outcome.stdout)
    assert len(seen["modules"]) > 500
    assert [name for name in seen["modules"] if name.startswith(DEMO)] == []
    assert {"load_demo", "demo_logins"} & set(seen["commands"]) == set()
    assert {"migrate", "set_rights", "backup", "restore", "set_up", "verify_log"} <= set(seen["commands"])


@pytest.mark.parametrize("service", ["care", "municipality", "worker", "migrate", "keeper"])
def test_django_finds_nothing_wrong_in_the_copy(service: str, copy: Path, tmp_path: Path) -> None:
    outcome = run(copy, service, tmp_path, "manage.py", "check")
    assert outcome.returncode == 0, outcome.stderr
    assert "no issues" in outcome.stdout


def test_the_demo_is_here_and_not_in_the_copy(copy: Path) -> None:
    for path in (name.replace(".", "/") for name in DEMO):
        assert (PROJECT / path).is_dir() or (PROJECT / f"{path}.py").is_file(), f"{path}: mend this test"
        assert not (copy / path).exists()
        assert not (copy / f"{path}.py").exists()
    known = [b"samen verder in Naast", b"274918", b"beheer@zosamen.example"]
    holds = [file for file in copy.rglob("*") if file.is_file() and any(word in file.read_bytes() for word in known)]
    assert holds == []


def test_of_the_embedded_servers_only_what_production_uses_is_in_the_copy(copy: Path) -> None:
    assert {"supervisor.py", "servers.py", *EMBEDDED} < {file.name for file in (PROJECT / "oco/embedded").iterdir()}
    assert {file.name for file in (copy / "oco/embedded").iterdir()} == EMBEDDED


def test_nothing_of_builders_is_in_the_copy(copy: Path) -> None:
    assert sorted(entry.name for entry in copy.iterdir()) == [
        *("cases", "manage.py", "oco", "pyproject.toml", "reporting"),
        *("requirements-production.lock", "requirements.lock", "static", "subsidies", "templates"),
    ]
    assert [path for path in copy.rglob("*") if path.name in ("tests", "__pycache__") or path.suffix == ".md"] == []


def test_no_import_waits_in_a_function_for_what_was_left_out(copy: Path) -> None:
    """Such a one breaks when it is called, and importing every module doesn't find it."""
    here = {path.removesuffix(".py").replace("/", ".") for path in _python(PROJECT)}
    there = {path.removesuffix(".py").replace("/", ".") for path in _python(copy)}
    gone = {name.removesuffix(".__init__") for name in here - there}
    assert "cases.demo" in gone
    wrong = {path: sorted(named) for path in _python(copy) if path != ASKS and (named := _imported(copy / path) & gone)}
    assert wrong == {}
    assert {"oco.demo_logins", "oco.shared_desk.demo"} <= _imported(copy / ASKS)


def _python(root: Path) -> set[str]:
    return {file.relative_to(root).as_posix() for app in APPS for file in (root / app).rglob("*.py")}


def _imported(file: Path) -> set[str]:
    """Every module that this one names in an import, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            names |= {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
    return names


def test_a_demo_that_is_asked_for_where_there_is_none_is_an_error(copy: Path, tmp_path: Path) -> None:
    environment = environment_of("care", tmp_path) | {"OCO_DEMO": "true"}
    command = [sys.executable, "manage.py", "check"]
    outcome = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode != 0
    assert outcome.stderr.splitlines()[-1].endswith("OCO_DEMO: this program came without its demo.")


def test_an_import_of_what_was_left_out_is_found(copy: Path, tmp_path: Path) -> None:
    """The tests above can fail: one line too many in a copy of the copy."""
    spoiled = tmp_path / "spoiled"
    subprocess.run(["cp", "-r", os.fspath(copy), os.fspath(spoiled)], check=True)
    with (spoiled / "cases" / "tasks.py").open("a") as file:
        file.write("\n\ndef later() -> None:\n    from cases.demo import words\n")
    assert "cases.demo.words" in _imported(spoiled / "cases" / "tasks.py")
    with (spoiled / "cases" / "hours.py").open("a") as file:
        file.write("\nimport faker\n")
    outcome = run(spoiled, "care", tmp_path, "-c", LOOK, json.dumps(not_in_production()))
    assert outcome.returncode == 1
    assert "faker" in outcome.stderr.splitlines()[-1]


# --- how .dockerignore is read ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "path", "out"),
    [
        ("docs", "docs/running.md", True),
        ("docs", "oco/docs/a.md", False),  # only at the top
        ("docs/", "docs/running.md", True),
        ("/docs", "docs/running.md", True),
        ("docs", "docs2/a.md", False),
        ("*.md", "README.md", True),
        ("*.md", "oco/README.md", False),  # a star stays within a name
        ("**/*.md", "README.md", True),
        ("**/*.md", "a/b/README.md", True),
        ("**/__pycache__", "oco/views/__pycache__/a.pyc", True),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/c/d/b/e", True),
        ("a/**", "a/b/c", True),
        ("*/demo", "cases/demo/words.py", True),
        ("*/demo", "oco/shared_desk/demo", False),
        (".*_cache", ".mypy_cache/3.11/a.json", True),
        ("a?.py", "ab.py", True),
        ("a?.py", "a/.py", False),
        ("[ab].py", "b.py", True),
        ("[ab].py", "c.py", False),
        ("a.py", "aXpy", False),  # a point is a point
        ("# docs", "docs/a.md", False),
        ("  docs  ", "docs/a.md", True),
        ("docs\n!docs/examples", "docs/examples/a.toml", False),
        ("docs\n!docs/examples", "docs/a.md", True),
        ("!docs/examples\ndocs", "docs/examples/a.toml", True),  # the last line that fits decides
        ("", "docs/a.md", False),
    ],
)
def test_lines_of_dockerignore_mean_what_docker_makes_of_them(lines: str, path: str, out: bool) -> None:
    assert is_left_out(path, patterns(lines)) is out


def test_a_folder_of_which_something_comes_back_is_walked(tmp_path: Path) -> None:
    for path in ("docs/examples/a.toml", "docs/b.md", "c.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / ".dockerignore").write_text(".dockerignore\ndocs\n!docs/examples\n")
    assert sorted(image.files(tmp_path)) == ["c.py", "docs/examples/a.toml"]
