"""Views that somebody saves of a list: a button above the list, and a page to rename or remove one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases import saved_views
from cases.forms.listing import ViewForm
from cases.list_columns import CLIENTS, QUESTIONS, TEAM
from cases.models import SavedView
from cases.views.answers import said_at
from cases.views.asked import Asked
from cases.views.listing import clients_asked, questions_asked
from cases.views.team import team_asked
from oco.access import Permission, actor, may, require

# Of each list: its page, who sees it, and what reads its address.
PAGES: dict[str, tuple[str, Permission, Callable[[HttpRequest], Asked[Any, Any]]]] = {
    QUESTIONS.key: ("questions", Permission.READ_QUESTIONS, questions_asked),
    TEAM.key: ("team", Permission.LEAD_TEAM, team_asked),
    CLIENTS.key: ("clients", Permission.READ_QUESTIONS, clients_asked),
}


def _page(view: SavedView) -> str:
    return f"{reverse(PAGES[view.list][0])}?{view.query}"


@require_POST
@require(Permission.READ_QUESTIONS)
def save(request: HttpRequest, of: str) -> HttpResponse:
    """Saves the filter and the order that stand in the address, as far as the list knows them."""
    if of not in PAGES:
        raise Http404
    page, permission, asked = PAGES[of]
    if not may(actor(request), permission):
        raise Http404
    query = asked(request).query
    form = ViewForm(request.POST)
    if form.is_valid():
        with said_at(form):
            saved_views.save(
                of_list=SavedView.List(of),
                name=form.cleaned_data["name"],
                query=query,
                is_default=form.cleaned_data["is_default"],
                by=actor(request),
            )
    if form.is_valid():
        messages.success(request, "De weergave is bewaard. U vindt hem boven de lijst.")
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return HttpResponseRedirect(f"{reverse(page)}?{query}")


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.for_user(actor(request)), pk=pk)
    form = ViewForm(request.POST or None, initial={"name": view.name, "is_default": view.is_default})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            saved_views.change(
                view=view,
                name=form.cleaned_data["name"],
                is_default=form.cleaned_data["is_default"],
                by=actor(request),
            )
        if form.is_valid():
            messages.success(request, "De weergave is gewijzigd.")
            return redirect(_page(view))
    return render(request, "listing/view.html", {"view": view, "form": form, "back_url": _page(view)})


@require_POST
@require(Permission.READ_QUESTIONS)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.for_user(actor(request)), pk=pk)
    saved_views.remove(view=view, by=actor(request))
    messages.success(request, "De weergave is verwijderd.")
    return redirect(PAGES[view.list][0])
