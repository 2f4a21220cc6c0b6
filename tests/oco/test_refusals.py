"""What was refused stands in the log: a page of another role, a record of others, a form without its token."""

from __future__ import annotations

import pytest
from django.test import Client

from oco.models import AuditEvent
from oco.models.people import User
from tests.oco.test_sign_in import care_side, sign_in, user

__all__ = ["care_side", "user"]  # fixtures
pytestmark = pytest.mark.django_db


def lines(action: str) -> list[tuple[User | None, str, dict[str, object]]]:
    return [(line.by, line.record_id, line.details) for line in AuditEvent.objects.filter(action=action)]


@pytest.mark.parametrize(
    ("address", "page", "status"),
    [("/beheer/gebruikers/", "users", 403), ("/uren/ander-werk/987654321/", "edit_other_work", 404)],
)
def test_who_is_refused_is_written_down_with_the_page(
    client: Client, user: User, address: str, page: str, status: int
) -> None:
    sign_in(client)
    assert client.get(address).status_code == status
    assert lines("refused") == [(user, "", {"page": page, "status": status, "sent": False})]


def test_a_form_without_its_token_is_written_down(user: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.post("/uitloggen/").status_code == 403
    assert lines("refused") == [(user, "", {"page": "account_logout", "status": 403, "sent": True})]


def test_what_is_shown_and_what_does_not_exist_at_all_is_no_refusal(client: Client) -> None:
    sign_in(client)
    client.get("/uitleg/")
    client.get("/bestaat-niet/")
    Client().get("/beheer/gebruikers/")
    assert lines("refused") == []


@pytest.mark.parametrize("email", ["steun@mee.example", "niemand@mee.example", "wachtwoord in het verkeerde veld"])
def test_a_sign_in_that_fails_is_written_down_without_what_was_typed(client: Client, user: User, email: str) -> None:
    client.post("/inloggen/", {"login": email, "password": "een ander wachtwoord"})
    known: list[object] = [(None, str(user.pk) if email == user.email else "", {})]
    assert lines("sign-in failed") == (known if "@" in email else [])
