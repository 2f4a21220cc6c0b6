"""The first wall by itself: what `for_user` finds, asked as the owner of the tables, whom no row policy stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.access import world
from tests.access.tables import FINDERS, OFFICER, READERS
from tests.oco.test_access_matrix import HELD
from tests.oco.town import Town

pytestmark = pytest.mark.django_db
# Who finds rows of another place besides those whose texts they read (READERS), and why.
WIDER: dict[str, dict[str, tuple[str, ...]]] = {
    "cases.Tally": {"beside": FINDERS},  # counted at the desk of a front door, that its providers share
    "cases.Assessment": {"beside": ("coordinator",)},  # as the questions that it belongs to
    "cases.ReachAttempt": {"beside": ("coordinator",)},
    # who administers a partnership approves the lists of its providers, which show them no name
    "cases.DestructionList": {"beside": ("administrator",)},
    "subsidies.Claim": {"beside": OFFICER, "door": OFFICER},  # sent to the municipality
}
SCOPED = [model for model in apps.get_models() if hasattr(model._default_manager.all(), "for_user")]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.make_world()
        transaction.set_rollback(True)


def seen(model: type[models.Model], actor: str, town: Town) -> set[str]:
    """The places of all that somebody finds, with the permissions of today's roles alone."""
    user = town.user(actor)
    user = type(user)._default_manager.get(pk=user.pk)  # without what a former request kept on it
    whose = world.Whose({})
    return {whose.place(row) for row in model._default_manager.all().for_user(user)} - {""}  # type: ignore[attr-defined]


@pytest.mark.parametrize("actor", HELD)
def test_a_scope_finds_nothing_of_another_tenant(actor: str, town: Town) -> None:
    wider = {
        world.label(model): found
        for model in SCOPED
        if (found := seen(model, actor, town) - {"own"} - _reached(world.label(model), actor))
    }
    assert wider == {}


def _reached(label: str, actor: str) -> set[str]:
    return {place for table in (READERS, WIDER) for place, actors in table.get(label, {}).items() if actor in actors}


def test_there_is_something_to_find_of_every_tenant(town: Town) -> None:
    whose = world.Whose({})
    for model in SCOPED:
        places = {whose.place(row) for row in model._default_manager.all()}
        assert places & set(world.FOREIGN), model
    assert len(SCOPED) > 15
