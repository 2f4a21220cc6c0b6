"""Pages that somebody without an account opens with a one-time link (cases/links.py): the token is the key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases import links
from oco import acting

View = Callable[[HttpRequest, str], HttpResponse]


def by_link(refused: str) -> Callable[[View], View]:
    """No sign-in, nothing kept by browser or search engine, and the address goes nowhere as a referrer.

    With that policy a browser sends "Origin: null" along with a form, which the CSRF check refuses. It isn't
    needed: nothing here looks at who is signed in, and another site can't send the form without the token.
    A link that doesn't work is answered with the template `refused`, the same for a token that never was.
    """

    def guard(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            acting.by_link(token)
            try:
                response = view(request, token)
            except links.LinkRefused as reason:
                response = render(request, refused, {"reason": str(reason)}, status=410)
            add_never_cache_headers(response)
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return guarded

    return guard
