"""Care side: the calendar of the year, closing one's own part, who draws up, and the agenda of the talk."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oco.access import Permission, actor, require
from oco.models import Organisation
from oco.periods import Period, PeriodKind
from reporting.documents import ReportDocument
from subsidies import agenda, arranging, checking, checklist, duties, parts, rounds
from subsidies.accounts import providers_of
from subsidies.cycle_forms import RolesForm, SwapForm
from subsidies.duties import Act
from subsidies.models import DrawingUp
from subsidies.views.looking_up import duties_of, find_account, find_state, find_version, own_providers

FILE_REPORTS = Permission.FILE_REPORTS


@require(FILE_REPORTS)
@require_GET
def calendar(request: HttpRequest, municipality: str, organisation: str, year: int | None = None) -> HttpResponse:
    """All periods of a year: when due, who draws up, parts, filed, checked, accepted."""
    account = find_account(request, municipality, organisation)
    today = timezone.localdate()
    shown = year or today.year
    if not 2000 <= shown <= today.year + 1:
        raise Http404
    context = {
        "account": account,
        "year": shown,
        "earlier": shown - 1 if shown > 2000 else None,
        "later": shown + 1 if shown <= today.year else None,
        "lines": rounds.lines(account, [shown], today=today),
        "may_arrange": account.may_file and account.organisation.kind == Organisation.Kind.PARTNERSHIP,
    }
    return render(request, "subsidies/calendar.html", context)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, municipality: str, organisation: str, code: str, provider: str) -> HttpResponse:
    """A provider's own part of a report: its checklist, and closing or reopening it."""
    account = find_account(request, municipality, organisation)
    state = find_state(account, code)
    own = next((each for each in own_providers(request, account) if each.slug == provider), None)
    today = timezone.localdate()
    line = rounds.line(account, state.period, today=today)
    mine = next((each for each in line.parts if each.provider == own), None)
    if own is None or mine is None:
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("act") == "reopen":
                parts.reopen(account=account, period=state.period, provider=own, by=actor(request))
                messages.success(request, "Uw deel staat weer open.")
            else:
                parts.close(account=account, period=state.period, provider=own, by=actor(request))
                messages.success(request, "Uw deel is klaar. Wie het rapport opstelt, ziet dat.")
        except parts.PartRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("report_part", *account.slugs, code, provider)
    points = checklist.open_points(account, state.period, today=today, provider=own)
    context = {
        "account": account,
        "state": state,
        "line": line,
        "part": mine,
        "points": points,
        "blocked": any(point.blocks for point in points),
        "changed": mine.closing is not None and parts.changed_after(account, state.period, mine.closing),
    }
    return render(request, "subsidies/part.html", context)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest, municipality: str, organisation: str) -> HttpResponse:
    """Who of a partnership draws up its reports."""
    account = find_account(request, municipality, organisation)
    if not account.may_file:
        raise PermissionDenied
    providers = providers_of(account.organisation, account.municipality)
    rows = list(
        DrawingUp.objects.filter(organisation=account.organisation, municipality=account.municipality).select_related(
            "first"
        )
    )
    form = RolesForm(
        request.POST if request.method == "POST" else None, providers=providers, initial={"valid_from": _next_quarter()}
    )
    if form.is_valid():
        chosen = {str(provider.pk): provider for provider in providers}[form.cleaned_data["first"]]
        try:
            arranging.arrange(
                account=account,
                way=DrawingUp.Way(form.cleaned_data["way"]),
                first=chosen,
                valid_from=form.cleaned_data["valid_from"],
                by=actor(request),
            )
        except arranging.ArrangementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "De rolverdeling is opgeslagen.")
            return redirect("report_roles", *account.slugs)
    context = {"account": account, "form": form, "rows": rows, "partnership": _is_partnership(account.organisation)}
    return render(request, "subsidies/roles.html", context)


def _is_partnership(organisation: Organisation) -> bool:
    return organisation.kind == Organisation.Kind.PARTNERSHIP


def _next_quarter() -> date:
    return Period.containing(timezone.localdate(), PeriodKind.QUARTER).end


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def swap(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """For one period somebody else draws up."""
    account = find_account(request, municipality, organisation)
    state = find_state(account, code)
    line = rounds.line(account, state.period, today=timezone.localdate())
    if not duties.may(duties_of(request, line), Act.SWAP):
        raise PermissionDenied
    others = [part.provider for part in line.parts if part.provider != line.drawn_up_by]
    form = SwapForm(request.POST if request.method == "POST" else None, providers=others)
    if form.is_valid():
        to = {str(provider.pk): provider for provider in others}[form.cleaned_data["to"]]
        try:
            arranging.swap(
                account=account, period=state.period, to=to, reason=form.cleaned_data["reason"], by=actor(request)
            )
        except arranging.ArrangementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{to.name} stelt dit rapport op.")
            return redirect("report", *account.slugs, code)
    context = {"account": account, "state": state, "line": line, "form": form, "others": others}
    return render(request, "subsidies/swap.html", context)


@require(FILE_REPORTS)
@require_GET
def talk(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """The agenda that the municipality made for the talk about a filed version: what is for the reader."""
    account = find_account(request, municipality, organisation)
    filed = find_version(request, account, code, number)
    today = timezone.localdate()
    held = duties_of(request, rounds.line(account, filed.period, today=today))
    document = ReportDocument.from_json(filed.released.data)
    found = agenda.of_report(filed, document, checking.findings_of(filed, document), today=today)
    names = {provider.name for provider in own_providers(request, account)}
    if duties.may(held, Act.ANSWER):
        names.add(account.organisation.name)
    shown = agenda.for_reader(found, names=names, whole=duties.may(held, Act.READ_WHOLE))
    return render(request, "subsidies/agenda.html", {"account": account, "report": filed, "agenda": shown})
