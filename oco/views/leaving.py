"""Somebody leaves: their last day, or now; for who administers their organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from oco import administration, leaving
from oco.access import Permission, actor, require
from oco.forms import LeavingForm


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def user_leave(request: HttpRequest, pk: int) -> HttpResponse:
    by, today = actor(request), timezone.localdate()
    found = get_object_or_404(administration.users_for(by, today=today), pk=pk)
    organisations = administration.organisations_for(by)
    form = LeavingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = leaving.carry_out(user=found, organisations=organisations, day=form.day, by=by, today=today)
            messages.success(request, said)
            return redirect("user", pk=pk)
        except leaving.LeavingRefused as reason:
            form.add_error(None, str(reason))
    return render(request, "oco/user_leave.html", {"found": found, "form": form})


@require(Permission.ADMINISTER)
@require_POST
def user_stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the last day back."""
    by, today = actor(request), timezone.localdate()
    found = get_object_or_404(administration.users_for(by, today=today), pk=pk)
    taken_back = leaving.stay(user=found, organisations=administration.organisations_for(by), by=by, today=today)
    if taken_back:
        messages.success(request, "De laatste dag is weggehaald. De rollen lopen door.")
    else:
        messages.info(request, "Er stond geen laatste dag.")
    return redirect("user", pk=pk)
