"""A word of somebody in a mail, a line of the log, a job or Redis would be seen."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.core import mail

from oco.models import Job
from tests.access import left, world

pytestmark = pytest.mark.django_db
CLIENT = apps.get_model("cases", "Client")


def test_a_word_in_a_mail_a_log_line_a_job_or_redis_is_found() -> None:
    word, expected = world.canary("beside", CLIENT), {("beside", "cases.Client")}
    mail.send_mail("Vraag", f"Over {word}", None, ["iemand@elders.example"])
    assert [left.found(text) for text in left.mails()] == [expected]
    with left.listening() as lines:
        logging.getLogger("oco.iets").warning("Mis met %s", word)
        assert left.found(lines.take()) == expected
    Job.objects.create(kind="x", key=word)
    assert left.found(left.jobs()) == expected
    client: Any = redis.Redis.from_url(settings.REDIS_ADDRESS)
    with client:
        for put in (client.set, client.lpush, lambda key, value: client.hset(key, "d", value)):
            put("oco-test-left", word)
            assert left.found(left.in_redis()) == expected
            client.delete("oco-test-left")
    assert left.found(left.in_redis()) == set()
