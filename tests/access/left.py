"""What a request leaves besides its answer: mails, log lines, jobs, and what stands in Redis."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import redis
from django.conf import settings
from django.core import mail
from django.utils.module_loading import import_string

from oco.models import Job
from tests.access import world


class Lines(logging.Handler):
    """The lines of the log as the process would write them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        how = dict(settings.LOGGING["formatters"]["lines"])
        self.setFormatter(how.pop("()")(**how) if callable(how["()"]) else import_string(how.pop("()"))(**how))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def take(self) -> str:
        taken, self.lines = "\n".join(self.lines), []
        return taken


@contextmanager
def listening() -> Iterator[Lines]:
    """Hears every line that is logged meanwhile."""
    lines, root = Lines(), logging.getLogger()
    root.addHandler(lines)
    try:
        yield lines
    finally:
        root.removeHandler(lines)


def mails() -> list[str]:
    """The mails that were sent since the last time, with all their headers."""
    taken = [message.message().as_string() + message.body for message in mail.outbox]
    mail.outbox.clear()
    return taken


def jobs() -> str:
    """What the worker is told, and what Redis could be: the keys and arguments of all jobs."""
    return "\n".join(f"{kind} {key} {json.dumps(arguments)}" for kind, key, arguments in Job.objects.values_list(*_JOB))


def in_redis() -> str:
    """All keys and values of Redis: the bells that were rung and the counts of limits. Nothing without Redis."""
    said = []
    asked = redis.Redis.from_url(settings.REDIS_ADDRESS, decode_responses=True)
    with contextlib.suppress(redis.ConnectionError), asked as client:
        ways = {
            "list": lambda key: client.lrange(key, 0, -1),
            "hash": client.hgetall,
            "set": client.smembers,
            "zset": lambda key: client.zrange(key, 0, -1),
            "string": client.get,
            "none": lambda key: "",  # gone meanwhile
        }
        for key in client.scan_iter(count=1000):
            said.append(f"{key} {ways[str(client.type(key))](key)}")
    return "\n".join(said)


_JOB = ("kind", "key", "arguments")


def found(text: str) -> set[tuple[str, str]]:
    """The places and models of which a canary stands in it."""
    # As Redis itself writes the first letter of a canary in what it tells of commands.
    return world.found_in(world.readable(text.replace("\\xca\\x9e", world.SIGN).encode()))
