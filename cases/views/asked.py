"""A list as somebody asks for it: filter, order and page from the address; the same for the screen and for the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from cases import list_files, listing, saved_views
from cases.filters import ListFilter
from cases.listing import Listing, Order
from cases.models import SavedView
from oco.access import actor

R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Asked(Generic[R, M]):
    """`found` is what the filter leaves of `among`, all that the user may read. `short`: long sorts are offered."""

    listing: Listing[R]
    filter: ListFilter
    among: models.QuerySet[M]
    found: models.QuerySet[M]
    rows: Callable[[list[int]], list[R]]
    words: tuple[str, str]  # one, several
    short: bool
    order: Order

    @property
    def query(self) -> str:
        """What a view saves and the links keep: codes only, without the page."""
        return urlencode({**self.filter.chosen, listing.ORDER: self.order.code})


def ask(
    of: Listing[R],
    chosen: ListFilter,
    among: models.QuerySet[M],
    request: HttpRequest,
    *,
    rows: Callable[[list[int]], list[R]],
    words: tuple[str, str],
    short: bool,
) -> Asked[R, M]:
    order = of.order(request.GET.get(listing.ORDER, ""), short=short)
    return Asked(of, chosen, among, chosen.qs, rows, words, short, order)


def opened_with_a_view(request: HttpRequest, of: Listing[Any], views: list[SavedView]) -> HttpResponse | None:
    """Who opens a list without asking for anything gets the view that they open it with."""
    default = next((view for view in views if view.is_default and view.query), None)
    if request.method != "GET" or request.GET or default is None:
        return None
    return HttpResponseRedirect(f"{request.path}?{default.query}")


def context_of(asked: Asked[R, M], request: HttpRequest, views: list[SavedView]) -> dict[str, Any]:
    """What the templates in `templates/listing` ask for, and the rows of the page."""
    page = listing.page(asked.found, asked.order, listing.Cursor.parse(request.GET), among=asked.among)
    number = listing.count(asked.found)
    return {
        "of": asked.listing.key,
        "rows": asked.rows(page.keys),
        "heads": asked.listing.heads(asked.order, asked.filter.chosen, short=asked.short),
        "filter": asked.filter.form,
        "order": asked.order,
        "query": asked.query,
        "next_query": f"{asked.query}&{listing.AFTER}={page.after}" if page.after else "",
        "previous_query": f"{asked.query}&{listing.BEFORE}={page.before}" if page.before else "",
        "number": number,
        "counted": listing.counted(number, *asked.words),
        "views": views,
        "opens_query": urlencode({listing.ORDER: asked.listing.opens}),
    }


def views_of(request: HttpRequest, of: Listing[Any]) -> list[SavedView]:
    return saved_views.of(actor(request), SavedView.List(of.key))


def file_of(asked: Asked[R, M], request: HttpRequest, *, back_to: str, today: date) -> HttpResponse:
    """The whole list as a file. A list that is too long for one isn't cut off: that would look like all of it."""
    name = request.POST.get("als", "")
    if name not in list_files.KINDS:
        raise Http404
    kind = list_files.KINDS[name]
    keys = listing.keys_of(asked.found, asked.order, most=kind.most + 1)
    if len(keys) > kind.most:
        most = f"{kind.most:,}".replace(",", ".")
        messages.error(request, f"Een bestand heeft plaats voor {most} regels. Kies een kleiner filter.")
        return HttpResponseRedirect(f"{redirect(back_to).url}?{asked.query}")
    column = next(column.label for column in asked.listing.columns if column.key == asked.order.key)
    content = list_files.export(
        of=asked.listing,
        rows=asked.rows(keys),
        filters=asked.filter.words,
        order=f"{column}, {'aflopend' if asked.order.descending else 'oplopend'}",
        kind=name,
        by=actor(request),
        today=today,
    )
    response = HttpResponse(content, content_type=kind.media_type)
    response["Content-Disposition"] = f'attachment; filename="{asked.listing.key}-{today}.{name}"'
    return response
