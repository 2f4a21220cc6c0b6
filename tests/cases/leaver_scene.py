"""A team in which somebody's work can go to two colleagues."""

from __future__ import annotations

from oco.models.people import Role
from tests.cases.world import World, make_world


def make_scene() -> World:
    """The world with a third supporter of MEE: of Joost's questions some go to Fatima and some to Bram."""
    world = make_world()
    world.person("Bram", world.mee, Role.SUPPORTER)
    return world
