"""The page when the database is away: Dutch, with what was typed, and without secrets."""

from __future__ import annotations

import html
from typing import NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from oco import sessions

pytestmark = pytest.mark.django_db

TYPED = {"note": 'Gebeld over <huur> & "zorg"', "minutes": "30"}
BUTTON = '<button class="btn btn-primary" type="submit">Opnieuw versturen</button>'


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who is signed in, while the database doesn't answer."""

    def load(self: object) -> NoReturn:
        raise OperationalError("connection refused")

    monkeypatch.setattr(sessions.SessionStore, "load", load)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = client.cookies["oco_zorg"] = "een-sessie"
    return client


def test_a_page_says_when_to_open_it_again(away: Client) -> None:
    answer = away.get(reverse("hours") + "?week=2026-W47")
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "no-store" in answer["Cache-Control"]
    assert "<h1>Er is even geen verbinding met de gegevens</h1>" in text
    assert "Wacht een minuut en open de pagina opnieuw." in text
    assert f'href="{reverse("hours")}?week=2026-W47"' in text
    assert BUTTON not in text


def test_a_form_is_held_to_be_sent_again(away: Client) -> None:
    answer = away.post(reverse("add_hours_line"), TYPED)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert "Wat u typte, is misschien nog niet opgeslagen, maar het is er nog." in text
    assert f'<form method="post" action="{reverse("add_hours_line")}" data-repeatable>' in text
    assert BUTTON in text
    for name, value in TYPED.items():
        escaped = html.escape(value).replace("&#x27;", "&#39;")
        assert f'<input type="hidden" name="{name}" value="{escaped}">' in text
    assert "niets dubbel" not in text


def test_only_a_form_with_a_key_is_promised_to_be_saved_once(away: Client) -> None:
    answer = away.post(reverse("add_hours_line"), {**TYPED, "key": "0d0f5f5a-5c0c-4b0e-8a53-6f6f7f1e3a21"})
    assert "Er wordt niets dubbel opgeslagen." in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("account_login", {"login": "a@x.example", "password": "een lang geheim"}),
        ("mfa_authenticate", {"code": "een lang geheim"}),
        ("add_hours_line", {"old_password": "een lang geheim"}),
        ("add_hours_line", {"file": SimpleUploadedFile("x.txt", b"een lang geheim")}),
    ],
)
def test_secrets_and_files_are_not_held(away: Client, path: str, fields: dict[str, object]) -> None:
    answer = away.post(reverse(path), fields)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert "een lang geheim" not in text
    assert BUTTON not in text
    assert "Wacht een minuut, ga terug en doe het opnieuw." in text


def test_a_form_from_elsewhere_is_not_held(away: Client) -> None:
    away.handler.enforce_csrf_checks = True
    answer = away.post(reverse("add_hours_line"), TYPED)
    assert answer.status_code != 200
    assert "huur" not in answer.content.decode()


def test_another_fault_has_the_page_of_before(away: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(self: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(sessions.SessionStore, "load", load)
    answer = away.post(reverse("add_hours_line"), TYPED)
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.content.decode()
