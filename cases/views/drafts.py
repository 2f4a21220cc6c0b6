"""Half-typed forms are kept while somebody types; asked by static/js/drafts.js, and by static/js/keep.js for the pages
whose form is kept by its address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import drafts
from oco.access import Permission, actor, require
from oco.models import User

# Of the page, not of what was typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "milliseconds", "draft_page"})


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_POST
def save(request: HttpRequest, form: str) -> HttpResponse:
    """The time at which it was kept; 204 for a form that was saved already, 400 for what can't be a draft."""
    return _keep(request, form)


def _keep(request: HttpRequest, form: str) -> HttpResponse:
    typed = {name: [str(value) for value in values] for name, values in request.POST.lists() if name not in NOT_TYPED}
    try:
        kept_at = drafts.save(author=actor(request), form=form, data=typed)
    except drafts.NotKept:
        return JsonResponse({}, status=400)
    if kept_at is None:
        return HttpResponse(status=204)
    return JsonResponse({"saved": f"{timezone.localtime(kept_at):%H:%M}"})


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_POST
def discard(request: HttpRequest, form: str) -> HttpResponse:
    drafts.discard(author=actor(request), form=form)
    return HttpResponse(status=204)


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A fresh CSRF token, for a page that stood open while its user signed in anew in another tab."""
    return JsonResponse({"token": get_token(request)})


def _of_page(request: HttpRequest) -> str | None:
    """The name of the draft of the form whose address was sent, in the body: it tells what somebody works on."""
    try:
        return drafts.name_of(resolve(request.POST.get("draft_page", "")[:300]))
    except Resolver404:
        return None


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_POST
def save_page(request: HttpRequest) -> HttpResponse:
    """As `save`, for a form that is known by its address."""
    name = _of_page(request)
    return _keep(request, name) if name else JsonResponse({}, status=400)


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_POST
def find_page(request: HttpRequest) -> HttpResponse:
    """Whether the form at this address is `kept`, and what the user had typed into it: `data` by field, and when."""
    name = _of_page(request)
    found = drafts.find(author=actor(request), form=name) if name else None
    answer: dict[str, object] = {"kept": name is not None}
    if found is not None:
        answer |= {"data": found.data, "saved": f"{timezone.localtime(found.saved_at):%H:%M}"}
    return JsonResponse(answer)


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_POST
def discard_page(request: HttpRequest) -> HttpResponse:
    if name := _of_page(request):
        drafts.discard(author=actor(request), form=name)
    return HttpResponse(status=204)


class DropWhenSaved:
    """Middleware: a form that was saved, and so leads to another page, is no draft any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        name = drafts.name_of(match) if match and request.method == "POST" and response.status_code == 302 else None
        if name and isinstance(request.user, User):
            drafts.discard(author=request.user, form=name)
        return response
