"""Settings of the care side with, around all of it, a hold before each answer and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Callable

import time_machine
from django.http import HttpRequest, HttpResponse

from oco.settings.care import *  # noqa: F403
from oco.settings.care import MIDDLEWARE as OF_CARE
from tests.faults.holds import folder, wait_here

MIDDLEWARE = ["tests.faults.care.Held", *OF_CARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as in the other tests


class Held:
    """The outermost: what comes after it has been committed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clock = folder() / "now"
        if clock.exists():
            with time_machine.travel(clock.read_text(), tick=True):
                return self.get_response(request)
        response = self.get_response(request)
        if request.method == "POST":
            wait_here("answer")
        return response
