"""No form is taken that another site may have sent: every address of both sides asks for the token of its own pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.oco import test_access_matrix as matrix
from tests.oco.matrix import CARE, MUNICIPALITY
from tests.oco.town import Town, make_town

pytestmark = pytest.mark.django_db
SIDES = {"care": CARE, "municipality": MUNICIPALITY}
_LINK = "the secret in the address is the proof, whoever is signed in; its page sends no referrer"
NOT_ASKED = {"receive_handover": _LINK, "handover_done": _LINK, "client_evaluation": _LINK}


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town(filed=True)
        transaction.set_rollback(True)


@pytest.mark.parametrize("side", SIDES)
def test_no_form_is_taken_without_its_token(side: str, town: Town) -> None:
    taken, asked = [], 0
    with matrix.settings_of(side):
        sessions = {actor: matrix._session(user) for actor, user in town.actors.items() if user is not None}
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        for name, row in SIDES[side].items():
            url = matrix._url(side, name, row, "own", town)
            assert url is not None
            actors = [actor for actor in sessions if matrix.at_home(actor, side) and row.may & matrix.HELD[actor]]
            client.cookies.clear()
            if actors:
                client.cookies[settings.SESSION_COOKIE_NAME] = sessions[actors[0]]
            with transaction.atomic():
                status = client.post(url, {"csrfmiddlewaretoken": "x" * 64}).status_code
                transaction.set_rollback(True)
            asked += 1
            # 405: takes no form at all.
            if status not in (403, 405) and name not in NOT_ASKED:
                taken.append(f"{name}: {status}")
    assert taken == []
    assert asked > (100 if side == "care" else 40)
