"""What every answer says to the browser, on both sides: pages, refusals, what broke, files and static files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path

from oco.settings import base
from oco.urls.shared import handler400, handler403, handler404, handler500
from oco.urls.shared import urlpatterns as shared

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).resolve().parents[2]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
}


@login_not_required
def break_down(request: HttpRequest) -> Any:
    raise RuntimeError("something broke")


urlpatterns = [*shared, path("stuk/", break_down, name="broken")]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def policy_of(answer: Any) -> dict[str, str]:
    parts = (
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()
    )
    return {part[0]: part[1] if len(part) > 1 else "" for part in parts}


ANSWERS = {
    "page": ("/inloggen/", 200),
    "not there": ("/bestaat-niet/", 404),
    "broken": ("/stuk/", 500),
    "to sign in": ("/uitleg/", 302),
    "health": ("/gezondheid/", 200),
    "wrong token": ("POST /inloggen/", 403),
}


@pytest.mark.parametrize("side", ["care", "municipality"])
@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_carries_the_strict_headers(side: str, what: str) -> None:
    address, status = ANSWERS[what]
    with override_settings(SIDE=side, ROOT_URLCONF=__name__):
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        answer = client.post(address[5:]) if address.startswith("POST") else client.get(address)
    assert answer.status_code == status
    assert policy_of(answer) == POLICY
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


def test_a_host_that_is_not_ours_is_refused_with_the_same_headers() -> None:
    answer = Client(raise_request_exception=False).get("/inloggen/", headers={"host": "kwaad.example"})
    assert answer.status_code == 400
    assert policy_of(answer) == POLICY


def test_static_files_are_for_our_own_pages_alone() -> None:
    answer = Client().get("/static/css/tokens.css")
    assert answer.status_code == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_in_the_policy_lets_inline_or_foreign_code_in() -> None:
    directives = base.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = {source for listed in directives.values() for source in listed}
    assert sources == {"'self'", "'none'"}
    assert directives["default-src"] == ["'none'"]


def test_no_template_has_inline_code_or_style() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*json)|src=[\"']data:", re.I
    )
    found = [
        f"{file.relative_to(PROJECT)}: {match[0]}"
        for file in sorted((PROJECT / "templates").rglob("*.html"))
        for match in inline.finditer(re.sub(r"{#.*?#}", "", file.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(("side", "name"), [("care", "oco_zorg"), ("municipality", "oco_gemeente")])
def test_with_https_cookies_are_bound_to_this_host_and_strict_transport_is_on(side: str, name: str) -> None:
    """In a process of its own: the settings are read once."""
    script = (
        f"import oco.settings.{side} as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECOND_FACTOR_REQUIRED)"
    )
    made = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "OCO_HTTPS": "true", "SECRET_KEY": "x", "SECOND_FACTOR_KEYS": "k" * 40},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.split() == [f"__Host-{name}", f"__Host-{name}_csrf", *["True"] * 3, "31536000", "True", "True"]
    own = import_module(f"oco.settings.{side}")
    assert (name, f"{name}_csrf") == (own.SESSION_COOKIE_NAME, own.CSRF_COOKIE_NAME)  # without HTTPS


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    with override_settings(
        SIDE="care", ROOT_URLCONF="oco.urls.care", SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True
    ):
        client = Client()
        client.get("/inloggen/")
    assert client.cookies
    for morsel in client.cookies.values():
        assert morsel["httponly"], morsel.key
        assert morsel["secure"], morsel.key
        assert morsel["samesite"] == "Lax", morsel.key
        assert (morsel["path"], morsel["domain"]) == ("/", ""), morsel.key
