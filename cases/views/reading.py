"""Who looked at a client, and unusual reading in the team: for who leads the team."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases import reading
from cases.forms.reading import LookIntoForm
from cases.models import Client, UnusualReading
from cases.views.answers import said_at
from oco.access import Permission, actor, provider_ids, require

LOOKS_PER_PAGE = 500  # of the log; a day of one person is one line on the page
PER_PAGE = 25
MOST_CLIENTS = 12  # named at a finding; the log has them all


@require_safe
@require(Permission.LEAD_TEAM)
def of_client(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who looked, of one's own people by name, of others by role and organisation."""
    user = actor(request)
    client = get_object_or_404(Client.objects.for_user(user).select_related("front_door"), pk=pk)
    page_obj = Paginator(reading.looks_at(client), LOOKS_PER_PAGE).get_page(request.GET.get("pagina"))
    led = provider_ids(user, Permission.LEAD_TEAM)
    seen = reading.by_day(page_obj.object_list, client, named_at=led)
    return render(request, "reading/of_client.html", {"client": client, "seen": seen, "page_obj": page_obj})


@require_safe
@require(Permission.LEAD_TEAM)
def unusual(request: HttpRequest) -> HttpResponse:
    found = UnusualReading.objects.for_user(actor(request)).select_related("user", "provider", "looked_into_by")
    waiting = list(found.to_look_into()[: PER_PAGE * 4])
    page_obj = Paginator(found.filter(looked_into_at__isnull=False), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"waiting": _with_clients(request, waiting), "page_obj": page_obj}
    return render(request, "reading/unusual.html", context)


def _with_clients(request: HttpRequest, found: list[UnusualReading]) -> list[tuple[UnusualReading, list[Client], int]]:
    """With the first clients whom it is about, and how many more there are."""
    keys = {key for each in found for key in each.clients[:MOST_CLIENTS]}
    clients = Client.objects.for_user(actor(request)).in_bulk(keys)
    return [
        (
            each,
            [clients[key] for key in each.clients[:MOST_CLIENTS] if key in clients],
            max(0, len(each.clients) - MOST_CLIENTS),
        )
        for each in found
    ]


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def look_into(request: HttpRequest, pk: int) -> HttpResponse:
    mine = UnusualReading.objects.for_user(actor(request)).select_related("user", "provider")
    found = get_object_or_404(mine, pk=pk)
    form = LookIntoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            reading.look_into(found=found, remark=form.cleaned_data["remark"], by=actor(request))
        if form.is_valid():
            messages.success(request, "Opgeschreven. Dit staat nu onder “Bekeken”.")
            return redirect("unusual_reading")
    (_, clients, more) = _with_clients(request, [found])[0]
    context = {"found": found, "clients": clients, "more": more, "form": form}
    return render(request, "reading/look_into.html", context)
