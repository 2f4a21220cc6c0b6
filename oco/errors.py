"""What people see when something is refused or breaks: calm, in Dutch, with a next step.

`urls` modules name these as handler400, handler403, handler404 and handler500.
"""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers

from oco import access, faults
from oco.models import User


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Who came by PIN and has a role for more is asked to sign in fully, and then gets to this page."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and access.could_do_more(user):
        return render(request, "shared_desk/sign_in_fully.html", {"page_wanted": request.path}, status=403)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for "isn't there" and "isn't yours": the answer must not tell them apart."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of database, session or context: those may be what broke.

    Where the database is away the page says so, and holds what was typed: one button sends the same form again.
    """
    if not faults.is_of_database(sys.exc_info()[1]):
        return HttpResponse(get_template("500.html").render({}), status=500)
    kept = typed(request)
    context = {
        "typed": kept,
        "once": any(name == "key" for name, _ in kept),  # handled once, however often it is sent (oco/submissions.py)
        "lost": request.method not in ("GET", "HEAD") and not kept,
        "address": request.get_full_path(),
    }
    response = HttpResponse(get_template("503.html").render(context), status=503)
    response["Retry-After"] = "30"
    add_never_cache_headers(response)
    return response


# Pages whose forms hold secrets: those are typed again.
_SECRET = ("account_", "mfa_", "accept_invitation")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that may be offered again: one of our own pages sent it (its token was right), without
    secrets and without files."""
    match = request.resolver_match
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False) or match is None:
        return []
    if (match.url_name or "").startswith(_SECRET) or request.FILES:
        return []
    found = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return [] if any("password" in name for name, _ in found) else found


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that stood open overnight; the reason is of no use to the reader."""
    return render(request, "csrf.html", status=403)
