"""Care side: a provider's own money. Its costs, what it hands in, and what it claims. Another provider's is 404."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.imports.sheets import FileRefused
from oco.access import Permission, access_of, actor, require
from oco.models import Organisation
from oco.periods import Period, PeriodKind
from reporting.ceilings import Line
from subsidies import claiming, cost_imports, costs, work_apart
from subsidies.ceilings import Ceiling
from subsidies.claim_rules import INDICATORS, quantity_of, sum_of_claim
from subsidies.grant_pages import ONE_DAY, GrantView, claim_ceiling, cost_ceiling
from subsidies.models import Claim, CostImport, GrantAmount
from subsidies.money_forms import ClaimForm, CostFileForm, CostForm, HandInForm
from subsidies.views.decision import find_grant
from subsidies.views.shared import find_period

KEEP = Permission.KEEP_MONEY


def _find(request: HttpRequest, pk: int, provider: str) -> tuple[GrantView, Organisation]:
    """A grant and the user's own provider in it; 404 otherwise."""
    view = find_grant(request, pk)
    for own in view.own:
        if own.slug == provider:
            return view, own
    raise Http404


@require(KEEP)
@require_GET
def money(request: HttpRequest, pk: int, provider: str) -> HttpResponse:
    """All about the money of one provider in one grant."""
    view, own = _find(request, pk, provider)
    lines = costs.lines_of(view.grant, own)
    table = costs.table_of(lines)
    amounts = [line for line in view.grant.amounts.all() if line.provider_id == own.pk]
    before = costs.handed_in_before(view.grant).get(own.pk, [])
    context = {
        "item": view,
        "provider": own,
        "table": table,
        "apart": work_apart.of_provider(own, view.grant.municipality, view.grant.year, lines, today=view.today),
        "quarters": claiming.quarters(amounts, today=view.today),
        "used": [(line, _claim_use(line, own, view)) for line in amounts if line.payment == GrantAmount.Payment.CLAIM],
        "cost_use": cost_ceiling(view.grant, own.pk, lines, before),
        "dues": [due for due in view.dues if due.to == own.name],
        "statements": [row for row in view.grant.cost_statements.all() if row.provider_id == own.pk],
        "today": view.today,
    }
    return render(request, "subsidies/money.html", context)


def _claim_use(line: GrantAmount, provider: Organisation, view: GrantView) -> tuple[Ceiling, Decimal]:
    """What was claimed together with what was done by the stored figures and isn't claimed yet; and the latter."""
    claimed = {claim.quarter for claim in line.claims.all()}
    waiting: list[Line] = []
    until = None
    for number in range(1, 5):
        period = Period(line.grant.year, PeriodKind.QUARTER, number)
        if period.start in claimed:
            until = period.end
            continue
        indicator = INDICATORS[line.rate_per, line.rate_work]
        done = work_apart.minutes_in(provider, view.grant.municipality, period, indicator)
        if done is not None and period.start <= view.today and line.rate is not None:
            until = min(period.end, max(view.today, period.start + ONE_DAY))
            waiting.append((until - ONE_DAY, quantity_of(line.rate_per, done) * line.rate))
    return claim_ceiling(line, waiting=waiting, until=until), sum((amount for _, amount in waiting), Decimal(0))


# --- costs -----------------------------------------------------------------------------------------------------------


@require(KEEP)
@require_http_methods(["GET", "POST"])
def cost_write(request: HttpRequest, pk: int, provider: str) -> HttpResponse:
    """One amount by hand."""
    view, own = _find(request, pk, provider)
    form = CostForm(request.POST if request.method == "POST" else None, year=view.grant.year)
    if request.method == "POST" and form.is_valid():
        costs.write_one(grant=view.grant, provider=own, line=form.line(), by=actor(request))
        messages.success(request, "De kosten zijn opgeslagen.")
        return redirect("money", pk, provider)
    return render(request, "subsidies/cost_write.html", {"item": view, "provider": own, "form": form})


@require(KEEP)
@require_http_methods(["GET", "POST"])
def cost_import(request: HttpRequest, pk: int, provider: str) -> HttpResponse:
    """A file of the bookkeeping: every error with its place, or a preview."""
    view, own = _find(request, pk, provider)
    form = CostFileForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = cost_imports.read(form.cleaned_data["file"].read(), year=view.grant.year)
        except FileRefused as reason:
            form.add_error("file", str(reason))
        else:
            if not found.problems:
                row = costs.keep_import(grant=view.grant, provider=own, lines=found.lines, by=actor(request))
                return redirect("cost_import_status", row.pk)
    context = {"item": view, "provider": own, "form": form, "found": found, "columns": cost_imports.SHEET.columns}
    return render(request, "subsidies/cost_import.html", context)


@require(KEEP)
@require_GET
def cost_template(request: HttpRequest) -> HttpResponse:
    """An example to fill in."""
    return HttpResponse(
        cost_imports.template(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="voorbeeld-kosten.csv"'},
    )


def _own_import(request: HttpRequest, pk: uuid.UUID) -> CostImport:
    rows = CostImport.objects.for_user(actor(request)).select_related("provider", "grant__organisation")
    return get_object_or_404(rows, pk=pk)


@require(KEEP)
@require_GET
def cost_import_status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What would change, before it does."""
    row = _own_import(request, pk)
    lines = [costs.CostLine.from_json(line) for line in row.lines]
    ready = row.status == CostImport.Status.READY
    context = {
        "row": row,
        "table": costs.table_of(lines),
        "unlike": costs.unlike(row.grant, row.provider, lines) if ready else [],
        "before": costs.table_of(costs.lines_of(row.grant, row.provider)).total,
        "ready": ready,
    }
    return render(request, "subsidies/cost_import_status.html", context)


@require(KEEP)
@require_POST
def cost_import_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own_import(request, pk)
    try:
        costs.confirm(cost_import=row, by=actor(request))
        messages.success(request, "De kosten zijn overgenomen.")
    except costs.CostsRefused as reason:
        messages.error(request, str(reason))
    return redirect("money", row.grant_id, row.provider.slug)


@require(KEEP)
@require_POST
def cost_import_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own_import(request, pk)
    try:
        costs.cancel(cost_import=row, by=actor(request))
        messages.success(request, "Er is niets overgenomen.")
    except costs.CostsRefused as reason:
        messages.error(request, str(reason))
    return redirect("money", row.grant_id, row.provider.slug)


@require(KEEP)
@require_http_methods(["GET", "POST"])
def costs_hand_in(request: HttpRequest, pk: int, provider: str) -> HttpResponse:
    """Sends the costs along to the municipality. Until then they are the provider's own."""
    view, own = _find(request, pk, provider)
    months = sorted({line.month for line in costs.lines_of(view.grant, own)})
    initial = {"until": months[-1].isoformat()} if months else {}
    form = HandInForm(request.POST if request.method == "POST" else None, months=months, initial=initial)
    if request.method == "POST" and form.is_valid():
        until: date = form.cleaned_data["until"]
        try:
            made = costs.hand_in(
                grant=view.grant, provider=own, until=until, note=form.cleaned_data["note"], by=actor(request)
            )
        except costs.CostsRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Kostenoverzicht {made.number} is ingeleverd. De gemeente kan het nu lezen.")
            return redirect("money", pk, provider)
    context = {"item": view, "provider": own, "form": form, "months": months}
    return render(request, "subsidies/costs_hand_in.html", context)


# --- claims ----------------------------------------------------------------------------------------------------------


@require(KEEP)
@require_http_methods(["GET", "POST"])
def claim_send(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The sum of a quarter, and sending it in; after a question, with the answer."""
    lines = GrantAmount.objects.filter(
        payment=GrantAmount.Payment.CLAIM,
        provider__in=access_of(actor(request)).organisation_ids(KEEP),
    )
    line = get_object_or_404(lines.select_related("grant__municipality", "grant__organisation", "provider"), pk=pk)
    period = _quarter(code, line)
    claim = line.claims.filter(quarter=period.start).prefetch_related("steps").first()
    if claim is not None and claim.status != Claim.Status.RETURNED:
        return redirect("claim", claim.pk)
    form = ClaimForm(request.POST if request.method == "POST" else None, answer=claim is not None)
    reason, summed = "", None
    try:
        if request.method == "POST" and form.is_valid():
            sent = claiming.send(
                line=line,
                period=period,
                by=actor(request),
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
            )
            messages.success(request, "De declaratie is ingediend. De gemeente kan hem nu lezen.")
            return redirect("claim", sent.pk)
        summed, _ = claiming.sum_of(line, period, today=timezone.localdate())
    except claiming.ClaimRefused as refusal:
        reason = str(refusal)
    context = {"line": line, "period": period, "claim": claim, "sum": summed, "reason": reason, "form": form}
    return render(request, "subsidies/claim_send.html", context)


def _quarter(code: str, line: GrantAmount) -> Period:
    period = find_period(code)
    if period.kind != PeriodKind.QUARTER or period.year != line.grant.year:
        raise Http404
    return period


@require(KEEP)
@require_GET
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A claim with its sum and what was said about it."""
    rows = Claim.objects.for_user(actor(request)).select_related(
        "provider", "report", "amount_line__grant__organisation", "municipality"
    )
    found = get_object_or_404(rows.prefetch_related("steps", "payments"), pk=pk)
    context = {"claim": found, "sum": sum_of_claim(found), "today": timezone.localdate(), "form": None}
    return render(request, "subsidies/claim.html", context)
