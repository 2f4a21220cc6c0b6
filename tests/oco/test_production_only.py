"""What an installation where people work is spared: the demo, files of builders, a false mail server."""

from __future__ import annotations

import json
import logging
import ssl
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils.module_loading import import_string

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_demo_is_refused_where_people_work() -> None:
    with override_settings(HTTPS=True), pytest.raises(CommandError, match="waar mensen mee werken"):
        call_command("load_demo")


def test_nothing_of_builders_goes_into_the_image() -> None:
    left_out = (PROJECT / ".dockerignore").read_text().split()
    assert {".git", ".env", ".venv", "var", "tests", "benchmarks", "scanning", "supply_chain", "docs"} <= set(left_out)


def test_the_mail_servers_certificate_is_checked() -> None:
    checked = EmailBackend(host="mail.example", use_tls=True).ssl_context
    assert (checked.verify_mode, checked.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["/static/", "/static/css/", "/static/../oco/", "/.git/config"])
def test_a_folder_of_files_is_not_shown(folder: str) -> None:
    with override_settings(SIDE="care", ROOT_URLCONF="oco.urls.care"):
        answer = Client(raise_request_exception=False).get(folder)
    assert answer.status_code in (302, 404)
    assert b">tokens.css<" not in answer.content


def test_a_line_break_stays_inside_its_log_line() -> None:
    how = dict(settings.LOGGING["formatters"]["lines"])
    made = how.pop("()")
    formatter = (import_string(made) if isinstance(made, str) else made)(**how)
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, 'a\n{"event": "vals"}\r\x1b[31m', (), None)
    line = formatter.format(record)
    assert "\n" not in line
    assert "\r" not in line
    assert json.loads(line)["event"].startswith("a\n")
