"""Fixtures for all tests. The servers themselves are started by tests/plugin.py."""

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Node, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression
from pytest_django.plugin import DjangoDbBlocker

from tests.told import TOLD, Tell
from tests.wall import let_it_be_emptied, pages_behind_the_wall

PROJECT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """The strong hash of a password takes a tenth of a second on purpose; tests sign in many times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)  # when it is known which tests are left
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A database is made when a mark asks for it. Where only a module's fixture does, the first test gets the mark."""
    asking = [item for item in items if "django_db_setup" in getattr(item, "fixturenames", ())]
    if asking and not any(item.get_closest_marker("django_db") for item in items):
        asking[0].add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, with the rights of the three processes set as in a real installation."""
    # Roles belong to the whole cluster: two workers of xdist that make them at once would collide.
    with (Path(os.environ["OCO_DATA"]) / "rights.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with django_db_blocker.unblock():
            call_command("set_rights", verbosity=0)
            let_it_be_emptied()


@pytest.fixture(autouse=True, scope="session")
def pages_are_asked_with_the_login_of_their_process() -> Iterator[None]:
    """Tests write their world as the owner; whatever a page then reads and writes goes through the wall of rows."""
    with pages_behind_the_wall():
        yield


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Says below the results what was counted; a test that prints isn't heard from another process."""
    return lambda text: record_property(TOLD, text)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    told = [str(text) for report in reports for name, text in report.user_properties if name == TOLD]
    if told:
        terminalreporter.section("counted")
        for text in sorted(told):
            terminalreporter.write_line(text)


class UndefinedVariable(str):
    """Stands in for a template variable that nobody defined, and makes the test fail with its name.

    Only in the project's own templates: those of libraries count on undefined being empty.
    """

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template_that_renders()
        if template.is_relative_to(PROJECT) and ".venv" not in template.parts:
            pytest.fail(
                f"{template.relative_to(PROJECT)} shows {{{{ {variable} }}}}, which is not defined", pytrace=False
            )
        return ""


def _template_that_renders() -> Path:
    frame = sys._getframe(1)
    while frame is not None:
        renders = frame.f_locals.get("self")
        if isinstance(renders, Node) and getattr(renders, "origin", None) is not None:
            return Path(renders.origin.name)
        frame = frame.f_back  # type: ignore[assignment]
    return Path("/")


@pytest.fixture(autouse=True, scope="session")
def undefined_variables_fail() -> Iterator[None]:
    """An undefined `{{ variable }}` fails the test, unless the filter `default` says what to show instead."""
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    engine = backend.engine
    engine.string_if_invalid = UndefinedVariable("undefined")
    resolve = FilterExpression.resolve

    def tolerant_of_default(self: FilterExpression, context: Context, ignore_failures: bool = False) -> Any:
        has_default = any(function.__name__ == "default" for function, _ in self.filters)
        return resolve(self, context, ignore_failures or has_default)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FilterExpression, "resolve", tolerant_of_default)
        yield
