"""What the code never does, whoever writes it: run text as code, keep things in the browser, use weak hashes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("oco", "cases", "reporting", "subsidies")
# Invented people and the test of a hidden number draw lots; nothing of it is a secret.
MAY_DRAW_LOTS = re.compile(r"/demo/|reporting/attack/")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for file in sorted((PROJECT / app).rglob("*.py")):
            yield str(file.relative_to(PROJECT)), ast.parse(file.read_text(encoding="utf-8"))


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call as it is written: ("oco/jobs.py", "redis.Redis.from_url", node)."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, ast.unparse(node.func), node


def imports() -> Iterator[tuple[str, str]]:
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield name, node.module or ""


def test_nothing_runs_text_as_code() -> None:
    runs = {"eval", "exec", "compile", "os.system", "os.popen"}
    assert [(name, called) for name, called, _ in calls() if called in runs] == []
    shells = [name for name, _, node in calls() if any(each.arg == "shell" for each in node.keywords)]
    assert shells == []
    unsafe = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
    assert [(name, module) for name, module in imports() if module.partition(".")[0] in unsafe] == []
    assert len(list(modules())) > 200


def test_no_template_is_made_of_text() -> None:
    made = [(name, called) for name, called, _ in calls() if called.split(".")[-1] in ("Template", "from_string")]
    assert made == []


def test_only_strong_hashes_are_used() -> None:
    weak = [
        (name, called)
        for name, called, node in calls()
        if called.split(".")[-1] in ("md5", "sha1") and "usedforsecurity=False" not in ast.unparse(node)
    ]
    assert weak == []
    lots = [name for name, module in imports() if module == "random" and not MAY_DRAW_LOTS.search(name)]
    assert lots == []
    assert any(called == "hashlib.sha256" for _, called, _ in calls())


def test_own_script_writes_text_and_keeps_nothing() -> None:
    never = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage"
        # An empty word to one's own tabs ("look again whether you are signed in") says nothing.
        r"|indexedDB|postMessage\((?!\"\"\))|__proto__|document\.cookie"
    )
    scripts = sorted((PROJECT / "static" / "js").glob("*.js"))
    assert [
        (file.name, found[0]) for file in scripts if (found := never.search(file.read_text(encoding="utf-8")))
    ] == []
    assert len(scripts) >= 4
