"""Half-typed forms are kept while somebody types; asked by static/js/drafts.js."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import drafts
from oco.access import Permission, actor, require

# Of the page, not of what was typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "milliseconds"})


@require(Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
@require_POST
def save(request: HttpRequest, form: str) -> HttpResponse:
    """The time at which it was kept; 204 for a form that was saved already, 400 for what can't be a draft."""
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
