"""Fixtures of the tests about the work on questions."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.cases.world import TODAY, World, make_world


@pytest.fixture
def today() -> Iterator[None]:
    """It is ten o'clock in the morning of TODAY, and the clock runs."""
    with time_machine.travel(f"{TODAY} 10:00+01:00", tick=True):
        yield


@pytest.fixture
def world(db: None) -> World:
    return make_world()
