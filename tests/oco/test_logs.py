"""Log lines tell where something broke, and nothing that somebody typed."""

from __future__ import annotations

import json
import logging
import sys
from copy import deepcopy
from logging.config import DictConfigurator
from typing import Any

import pytest
import structlog
from django.conf import settings

TYPED = "Jan de Vries uit de Lindestraat"


def broken() -> None:
    try:
        raise ValueError(f"no date in {TYPED}")
    except ValueError as error:
        raise LookupError(TYPED) from error


def line(logged: str) -> dict[str, Any]:
    return dict(json.loads(logged.strip().splitlines()[-1]))


def formatter() -> logging.Formatter:
    config = deepcopy(settings.LOGGING)  # configuring takes things out of it
    found: logging.Formatter = DictConfigurator(config).configure_formatter(config["formatters"]["lines"])
    return found


def test_a_line_of_django_tells_the_place_and_not_the_text() -> None:
    try:
        broken()
    except LookupError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "Internal Server Error: /vragen/1/", None, sys.exc_info()
        )
    text = formatter().format(record)
    assert TYPED not in text
    last, first = line(text)["exception"]
    assert (last["type"], first["type"]) == ("LookupError", "ValueError")
    assert last["places"][-1].endswith(" broken")
    assert __file__ in last["places"][-1]
    assert line(text)["event"] == "Internal Server Error: /vragen/1/"


def test_a_line_of_our_own_tells_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    logger = logging.getLogger("oco.test_logs")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        broken()
    except LookupError:
        structlog.get_logger("oco.test_logs").exception("it broke")
    finally:
        logger.removeHandler(handler)
    text = capsys.readouterr().err
    assert TYPED not in text
    assert line(text)["event"] == "it broke"
    assert [each["type"] for each in line(text)["exception"]] == ["LookupError", "ValueError"]
