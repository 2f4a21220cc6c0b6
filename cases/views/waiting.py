"""What waits for somebody, all of it, and when they are told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import reminders
from cases import waiting as waits
from cases.forms.team import ReminderForm
from cases.views.answers import said_at
from oco.access import Permission, actor, require

_SOMETHING_WAITS = (Permission.WORK_ON_QUESTIONS, Permission.TRIAGE, Permission.LEAD_TEAM)


@require_safe
@require(*_SOMETHING_WAITS)
def waiting(request: HttpRequest) -> HttpResponse:
    """By kind of work, what waits longest first."""
    today = timezone.localdate()
    items = waits.for_user(actor(request), today=today)
    return render(
        request,
        "waiting/waiting.html",
        {"groups": waits.by_kind(items), "total": len(items), "today": today},
    )


@require_http_methods(["GET", "POST"])
@require(*_SOMETHING_WAITS)
def reminder_choice(request: HttpRequest) -> HttpResponse:
    """Mijn herinneringen: at which hour, on which days, and whether also when nothing is late."""
    choice = reminders.choice_of(actor(request))
    initial = {
        "hour": choice.hour,
        "weekdays": list(choice.weekdays),
        "only_when_late": "ja" if choice.only_when_late else "nee",
        "version": choice.version,
    }
    form = ReminderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            reminders.choose(
                hour=form.cleaned_data["hour"],
                weekdays="".join(sorted(form.cleaned_data["weekdays"])),
                only_when_late=form.cleaned_data["only_when_late"],
                by=actor(request),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "Uw herinneringen zijn ingesteld.")
            return redirect("reminder_choice")
    return render(request, "waiting/reminders.html", {"form": form})
