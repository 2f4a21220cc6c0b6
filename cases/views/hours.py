"""The week sheet: hours on questions and other work, per day, with what was written late."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import hours
from cases.codes import Activity, OtherWorkKind
from cases.forms.caseload import VersionForm
from cases.forms.hours import EditOtherWorkForm, HoursLineForm, OtherWorkForm, open_questions
from cases.models import Contact, HelpQuestion, OtherWork
from cases.views.answers import said_at
from cases.views.passing import warn_after_wlz
from cases.weeksheet import Week, sheet
from oco.access import Permission, actor, provider_ids, require
from oco.keys import whole_number
from oco.models import Participation, User
from oco.submissions import new_key


def _line_form(request: HttpRequest, data: QueryDict | None, initial: dict[str, object]) -> HoursLineForm:
    user = actor(request)
    mine = open_questions(HelpQuestion.objects.for_user(user).filter(supporter=user))
    return HoursLineForm(data, initial={**initial, "key": new_key()}, questions=mine, auto_id="line_%s")


def _work_form(request: HttpRequest, data: QueryDict | None, initial: dict[str, object]) -> OtherWorkForm:
    places = (
        Participation.objects.filter(provider_id__in=provider_ids(actor(request), Permission.WRITE_HOURS))
        .select_related("provider", "front_door")
        .order_by("provider__name", "front_door__name")
    )
    return OtherWorkForm(data, initial={**initial, "key": new_key()}, places=list(places), auto_id="work_%s")


def _first_day(week: Week, today: date) -> date:
    """Today where it is in this week, else the Monday."""
    return today if today in week.days else week.days[0]


@require_safe
@require(Permission.WRITE_HOURS)
def hours_sheet(request: HttpRequest) -> HttpResponse:
    """`?week=2026-W47`; `?kopie=contact-12` fills the form with an earlier line, `?vraag=34` with a question."""
    return _show(request)


def _show(
    request: HttpRequest,
    *,
    week: Week | None = None,
    line_form: HoursLineForm | None = None,
    work_form: OtherWorkForm | None = None,
) -> HttpResponse:
    user, today = actor(request), timezone.localdate()
    week = week or Week.parse(request.GET.get("week", ""), today=today)
    line, work = _copied(user, request.GET.get("kopie", ""))
    line = line or {"question": request.GET.get("vraag", "")}
    day = {"on": _first_day(week, today)}
    context = {
        "sheet": sheet(user, week),
        "week": week,
        "this_week": Week.of(today),
        "today": today,
        "line_form": line_form or _line_form(request, None, {**line, **day}),
        "work_form": work_form or _work_form(request, None, {**work, **day}),
        "work_open": bool(work or (work_form and work_form.errors)),
        "quick_minutes": hours.quick_minutes_of(user, today=today),
    }
    return render(request, "hours/sheet.html", context)


def _copied(user: User, which: str) -> tuple[dict[str, object], dict[str, object]]:
    """What a line to copy puts in the form for questions, or in the one for other work."""
    kind, _, sent = which.partition("-")
    pk = whole_number(sent)
    if pk is None:
        return {}, {}
    if kind == "contact":
        line = Contact.objects.for_user(user).filter(supporter=user, pk=pk).first()
        if line:
            kept = {"question": str(line.question_id), "activity": line.activity, "minutes": line.minutes}
            return {**kept, "note": line.note}, {}
    if kind == "werk":
        work = OtherWork.objects.filter(supporter=user, pk=pk).first()
        if work:
            return {}, {"kind": work.kind, "minutes": work.minutes, "people": work.people, "note": work.note}
    return {}, {}


def _to_week(day: date) -> HttpResponse:
    return redirect(f"{reverse('hours')}?week={Week.of(day).code}")


@require_http_methods(["POST"])
@require(Permission.WRITE_HOURS)
def add_line(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = _line_form(request, request.POST, {})
    if form.is_valid():
        with said_at(form):
            hours.add_contact(
                question=form.chosen(),
                by=actor(request),
                today=today,
                on=form.cleaned_data["on"],
                activity=Activity(form.cleaned_data["activity"]),
                minutes=form.cleaned_data["minutes"],
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
            )
    if form.is_valid():
        messages.success(request, "De tijd is opgeslagen.")
        warn_after_wlz(request, form.chosen(), form.cleaned_data["on"])
        return _to_week(form.cleaned_data["on"])
    return _show(request, week=_week_of(form.cleaned_data.get("on"), today), line_form=form)


@require_http_methods(["POST"])
@require(Permission.WRITE_HOURS)
def add_other_work(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = _work_form(request, request.POST, {})
    if form.is_valid():
        place = form.place()
        with said_at(form):
            hours.write_other_work(
                by=actor(request),
                today=today,
                provider=place.provider,
                front_door=place.front_door,
                on=form.cleaned_data["on"],
                kind=OtherWorkKind(form.cleaned_data["kind"]),
                minutes=form.cleaned_data["minutes"],
                people=form.cleaned_data["people"],
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
            )
    if form.is_valid():
        messages.success(request, "Het andere werk is opgeslagen.")
        return _to_week(form.cleaned_data["on"])
    return _show(request, week=_week_of(form.cleaned_data.get("on"), today), work_form=form)


def _week_of(day: date | None, today: date) -> Week:
    return Week.of(day or today)


def _own_work(request: HttpRequest, pk: int) -> OtherWork:
    return get_object_or_404(OtherWork.objects.for_user(actor(request)).select_related("supporter"), pk=pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WRITE_HOURS)
def edit_other_work(request: HttpRequest, pk: int) -> HttpResponse:
    work = _own_work(request, pk)
    initial = {
        "kind": work.kind,
        "on": work.on,
        "minutes": work.minutes,
        "people": work.people,
        "note": work.note,
        "version": work.version,
    }
    form = EditOtherWorkForm(request.POST or None, initial=initial)
    current: OtherWork | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            hours.edit_other_work(
                work=work,
                by=actor(request),
                today=timezone.localdate(),
                on=form.cleaned_data["on"],
                kind=OtherWorkKind(form.cleaned_data["kind"]),
                minutes=form.cleaned_data["minutes"],
                people=form.cleaned_data["people"],
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return _to_week(form.cleaned_data["on"])
        current = trial.current if isinstance(trial.current, OtherWork) else None
    return render(request, "hours/other_work.html", {"work": work, "form": form, "current": current})


@require_http_methods(["GET", "POST"])
@require(Permission.WRITE_HOURS)
def delete_other_work(request: HttpRequest, pk: int) -> HttpResponse:
    work = _own_work(request, pk)
    form = VersionForm(request.POST or None, initial={"version": work.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            hours.delete_other_work(work=work, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, "De regel is verwijderd.")
            return _to_week(work.on)
    return render(request, "hours/other_work_delete.html", {"work": work, "form": form})
