"""People take turns at one computer: every request is of who is there now, or leads to the locked screen."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from oco.models import User
from oco.shared_desk import devices, locking, times
from oco.shared_desk.rules import PERSON_PLUS_DEVICE

GetResponse = Callable[[HttpRequest], HttpResponse]


def judge(request: HttpRequest) -> None:
    """At the beginning of a request, within its transaction: a session whose time is up is locked here, and a computer
    that was registered is recognised."""
    devices.recognise(request)
    if SESSION_KEY not in request.session:
        return
    times.begin(request.session)  # a session of before this was kept
    running = times.of(request.session)
    if running is not None and not running.left(time.time()):
        locking.lock(request, path=locking.page_asked(request), why="time")
    elif request.session.get("signed_in_with") == PERSON_PLUS_DEVICE:
        request.user._came_by_pin = True  # type: ignore[union-attr]


class TakeTurns:
    """Counts use, sends visitors of a locked or shared screen there, and lets no sign-in page into a part of a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" not in request.headers or response.status_code != 302:
            return response
        to = response.headers["Location"].partition("?")[0]
        if to == reverse(settings.LOGIN_URL):
            to = locking.to_sign_in(request)  # not on to the part that was asked for: that is no page
        elif to != reverse("locked"):
            return response
        whole = HttpResponseClientRedirect(to)
        for header in ("Cache-Control", "Clear-Site-Data"):
            if header in response.headers:
                whole[header] = response.headers[header]
        return whole

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        if getattr(request, "database_away", None):
            return None
        if isinstance(request.user, User):
            if times.is_use(request):
                times.use(request.session)
            return None
        if not getattr(view, "login_required", True):
            return None
        page = locking.page_for_visitors(request)
        return redirect(page) if page == reverse("locked") else None
