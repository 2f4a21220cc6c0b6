"""Fixtures of the tests about grants, filing and checks."""

import pytest

from tests.subsidies.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
