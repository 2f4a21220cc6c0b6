"""Who is away, until when, and who stands in: one's own absence, and for the manager that of the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import absence, triage
from cases.absence import Away
from cases.forms.caseload import VersionForm
from cases.forms.team import AbsenceForm
from cases.models import Absence
from cases.triage import Colleague
from cases.views.answers import said_at
from oco.access import Permission, actor, provider_ids, require
from oco.models import Organisation, User
from oco.submissions import new_key


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def absences(request: HttpRequest) -> HttpResponse:
    """Everybody at the own providers who is away now or will be."""
    user, today = actor(request), timezone.localdate()
    found = Absence.objects.for_user(user).filter(last_day__gte=today).select_related("user", "provider", "replaced_by")
    leads = provider_ids(user, Permission.LEAD_TEAM)
    rows = [(each, absence.may_change(each, user, leads)) for each in found]
    return render(request, "absence/absences.html", {"rows": rows, "today": today})


def _who(user: User, people: list[Colleague]) -> list[Colleague]:
    """Whose absence the user may write: their own, and that of the team that they lead."""
    leads = provider_ids(user, Permission.LEAD_TEAM)
    own = [person for person in people if person.user_id == user.pk]
    return own + [person for person in people if person.user_id != user.pk and person.provider_id in leads]


def _away(form: AbsenceForm) -> Away:
    data = form.cleaned_data
    replacement = User.objects.get(pk=data["replaced_by"]) if data["replaced_by"] else None
    return Away(data["first_day"], data["last_day"], replacement, data["note"])


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def new_absence(request: HttpRequest) -> HttpResponse:
    user, today = actor(request), timezone.localdate()
    own = provider_ids(user, Permission.WORK_ON_QUESTIONS)
    people = triage.colleagues(own, today=today)
    who = _who(user, people)
    names = dict(Organisation.objects.filter(pk__in=own).values_list("pk", "name"))
    several = len({person.provider_id for person in who}) > 1
    choices = [
        (
            f"{person.user_id}:{person.provider_id}",
            f"{person.name}, {names[person.provider_id]}" if several else person.name,
        )
        for person in who
    ]
    initial = {"first_day": today, "key": new_key(), "who": choices[0][0] if choices else ""}
    form = AbsenceForm(
        request.POST if request.method == "POST" else None, initial=initial, who=choices, colleagues=people
    )
    if request.method == "POST" and form.is_valid() and choices:
        person, _, provider = (form.cleaned_data.get("who") or choices[0][0]).partition(":")
        with said_at(form):
            absence.plan(
                user=User.objects.get(pk=person),
                provider=Organisation.objects.get(pk=provider),
                away=_away(form),
                by=user,
                today=today,
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, "De afwezigheid is opgeschreven.")
            return redirect("absences")
    return render(request, "absence/absence.html", {"form": form, "absence": None, "current": None})


def _own_absence(request: HttpRequest, pk: int) -> Absence:
    """An absence that the user may change: their own, or of the team that they lead; 404 otherwise."""
    user = actor(request)
    found = get_object_or_404(Absence.objects.for_user(user).select_related("user", "provider", "replaced_by"), pk=pk)
    if not absence.may_change(found, user, provider_ids(user, Permission.LEAD_TEAM)):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def edit_absence(request: HttpRequest, pk: int) -> HttpResponse:
    found, today = _own_absence(request, pk), timezone.localdate()
    people = [p for p in triage.colleagues([found.provider_id], today=today) if p.user_id != found.user_id]
    initial = {
        "first_day": found.first_day,
        "last_day": found.last_day,
        "replaced_by": found.replaced_by_id or "",
        "note": found.note,
        "version": found.version,
    }
    form = AbsenceForm(request.POST if request.method == "POST" else None, initial=initial, who=(), colleagues=people)
    current: Absence | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form, day_field="first_day") as trial:
            absence.change(
                absence=found,
                away=_away(form),
                by=actor(request),
                today=today,
                version=form.cleaned_data["version"] or 0,
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("absences")
        current = trial.current if isinstance(trial.current, Absence) else None
    return render(request, "absence/absence.html", {"form": form, "absence": found, "current": current})


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def delete_absence(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own_absence(request, pk)
    form = VersionForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            absence.remove(absence=found, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, "De afwezigheid is verwijderd.")
            return redirect("absences")
    return render(request, "absence/delete.html", {"absence": found, "form": form})
