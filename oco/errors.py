"""What people see when something is refused or breaks: calm, in Dutch, with a next step.

`urls` modules name these as handler400, handler403, handler404 and handler500.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for "isn't there" and "isn't yours": the answer must not tell them apart."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of database, session or context: those may be what broke."""
    return HttpResponse(get_template("500.html").render({}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that stood open overnight; the reason is of no use to the reader."""
    return render(request, "csrf.html", status=403)
