"""Municipality side: the yearly self-test on client support."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from oco.access import Permission, actor, may, require
from oco.tabs import Tab
from subsidies import self_test
from subsidies.self_test_forms import SelfTestForm
from subsidies.views.municipality import find_municipality

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS
FIRST_YEAR = 2015  # of the Wmo 2015


@require(READ)
@require_http_methods(["GET", "POST"])
def self_test_page(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """All questions of a year, beside the answers of the year before."""
    municipality = find_municipality(request)
    today = timezone.localdate()
    year = year or today.year
    if not FIRST_YEAR <= year <= today.year:
        raise Http404
    if request.method == "POST" and not may(actor(request), CHECK):
        raise PermissionDenied
    subjects = self_test.lines_of(municipality, year)
    form = SelfTestForm(request.POST if request.method == "POST" else None, subjects=subjects)
    if form.is_valid():
        count = self_test.write(municipality=municipality, year=year, answers=form.answers(), by=actor(request))
        messages.success(request, f"Opgeslagen: {count} van de {len(self_test.QUESTIONS)} vragen zijn beantwoord.")
        return redirect("self_test_of_year", year)
    context = {
        "form": form,
        "year": year,
        "may_edit": may(actor(request), CHECK),
        "subjects": subjects,
        "fields": form.by_subject(),
        "answered": sum(subject.answered for subject in subjects),
        "total": len(self_test.QUESTIONS),
        "years": [
            Tab(str(item), reverse("self_test_of_year", args=[item]), item == year)
            for item in range(today.year, today.year - 4, -1)
        ],
    }
    return render(request, "subsidies/municipality/self_test.html", context)
