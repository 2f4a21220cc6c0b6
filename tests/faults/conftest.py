"""One system for all these tests: what a test breaks is right again before the next one begins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.faults.system import System
from tests.faults.visitor import Visitor

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks them, and leaves them out of a run that doesn't name them."""
    own = [item for item in items if item.path.is_relative_to(HERE)]
    for item in own:
        item.add_marker(pytest.mark.faults)
    named = "faults" in config.option.markexpr or any("faults" in argument for argument in config.args)
    if own and not named:
        config.hook.pytest_deselected(items=own)
        items[:] = [item for item in items if item not in own]


@pytest.fixture(scope="session")
def system(django_db_blocker: DjangoDbBlocker) -> Iterator[System]:
    data = Path(os.environ["OCO_DATA"]) / f"faults-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    data.mkdir(mode=0o711)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("OCO_DATA", str(data))
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        with System.started() as system:
            yield system


@pytest.fixture
def site(system: System) -> System:
    """The system with its care side."""
    if not system.address:
        system.start_web()
    return system


@pytest.fixture
def visitor(site: System) -> Visitor:
    """The supporter, signed in."""
    visitor = Visitor(site.address)
    visitor.sign_in(site.world.supporter.email, "geheim-en-lang-genoeg")
    return visitor
