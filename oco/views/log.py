"""The log for the administrator: was it found whole, and is a printed seal in the chain? What was logged isn't here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from oco.access import Permission, require
from oco.trail import seals, work
from oco.trail.forms import SealForm


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    form, found = SealForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = seals.find(form.cleaned_data["seal"])
        if found is None:
            form.add_error("seal", "Dit zegel staat niet in de keten. Kijk of u het goed hebt overgetypt.")
    last, verified = seals.latest(), work.last_verified()
    context = {
        "form": form,
        "found": found,
        "last": last,
        "printed": seals.printed(last) if last else "",
        "verified_at": verified[0] if verified else None,
        "result": verified[1] if verified else {},
    }
    return render(request, "oco/log.html", context)
