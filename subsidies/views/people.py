"""Unique people over all front doors, for both sides: the count that was released, and the basis for it. Knows no
client."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oco.access import Permission, actor, may, require
from oco.models import Municipality
from subsidies import people_over_doors as people
from subsidies.accounts import municipalities_of
from subsidies.people_forms import BasisForm


@require(Permission.FILE_REPORTS, Permission.ADMINISTER)
@require_GET
def for_care(request: HttpRequest) -> HttpResponse:
    """Care side: the same numbers that the municipality sees, and on what basis they were made."""
    places = people.municipalities_for(actor(request))
    reads = may(actor(request), Permission.FILE_REPORTS)
    context = {
        "standings": [people.standing(place) for place in places],
        "administered": [],
        "reads": reads,
    }
    return render(request, "subsidies/unique_people.html", context)


@require(Permission.READ_RELEASED, Permission.ADMINISTER)
@require_GET
def for_municipality(request: HttpRequest) -> HttpResponse:
    """Municipality side: the count per year; for the administrator also the way to the basis."""
    administered = people.municipalities_administered(actor(request))
    places = {place.pk: place for place in municipalities_of(actor(request), Permission.READ_RELEASED)}
    places |= {place.pk: place for place in administered}
    shown = sorted(places.values(), key=lambda place: place.name)
    standings = [people.standing(place) for place in shown]
    reads = may(actor(request), Permission.READ_RELEASED)
    context = {"standings": standings, "administered": administered, "reads": reads}
    return render(request, "subsidies/unique_people.html", context)


def _administered(request: HttpRequest) -> Municipality:
    found = people.municipalities_administered(actor(request))
    if not found:
        raise Http404
    return found[0]


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def basis(request: HttpRequest) -> HttpResponse:
    """The administrator confirms the legal basis and the DPIA."""
    municipality = _administered(request)
    form = BasisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.confirm(
                municipality=municipality,
                decided_on=form.cleaned_data["decided_on"],
                text=form.cleaned_data["text"],
                by=actor(request),
            )
        except people.BasisRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "De grondslag is bevestigd. Er wordt geteld zodra elke voordeur het jaarrapport indiende."
            )
            return redirect("unique_people")
    context = {"municipality": municipality, "form": form}
    return render(request, "subsidies/municipality/people_basis.html", context)


@require(Permission.ADMINISTER)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    try:
        people.withdraw(municipality=_administered(request), by=actor(request))
    except people.BasisRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "De grondslag is ingetrokken. Wat er nog is, wordt vannacht vernietigd.")
    return redirect("unique_people")
