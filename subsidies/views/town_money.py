"""Municipality side: payments, claims that were sent in, the reserve and the file of a decision. Knows no client."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oco.access import Permission, actor, may, require
from oco.keys import whole_number
from oco.models import Organisation
from subsidies import agreements, claim_decisions, decisions, payments
from subsidies.accounts import accounts_in, providers_of
from subsidies.claim_rules import sum_of_claim
from subsidies.grant_pages import GrantView
from subsidies.models import Claim, Grant, GrantAmount, Instalment, Payment
from subsidies.money_forms import AllotForm, ClaimDecisionForm, DecisionFileForm, PaymentForm
from subsidies.payments import Due
from subsidies.views.decision import find_grant

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS


# --- claims ----------------------------------------------------------------------------------------------------------


def _claims(request: HttpRequest) -> QuerySet[Claim]:
    """Claims that the user may see, with what the pages show of them."""
    rows = Claim.objects.for_user(actor(request)).select_related(
        "provider", "report", "amount_line__grant__organisation", "municipality"
    )
    return rows.prefetch_related("steps", "payments")


@require(READ)
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """All claims; what waits for the reader on top."""
    rows = _claims(request)
    waiting = [row for row in rows if row.status == Claim.Status.SENT]
    others = [row for row in rows if row.status != Claim.Status.SENT]
    page = Paginator(others, 25).get_page(request.GET.get("pagina"))
    context = {"waiting": waiting, "page_obj": page, "any": bool(waiting or others)}
    return render(request, "subsidies/municipality/claims.html", context)


@require(READ)
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A claim with its sum written out, and the decision on it."""
    found = get_object_or_404(_claims(request), pk=pk)
    may_decide = may(actor(request), CHECK)
    form = ClaimDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid():
            _decide(request, found, form)
            return redirect("claim", found.pk)
    waits = may_decide and found.status == Claim.Status.SENT
    context = {
        "claim": found,
        "sum": sum_of_claim(found),
        "today": timezone.localdate(),
        "form": form if waits else None,
    }
    return render(request, "subsidies/claim.html", context)


def _decide(request: HttpRequest, found: Claim, form: ClaimDecisionForm) -> None:
    try:
        if form.cleaned_data["decision"] == Claim.Status.ACCEPTED:
            claim_decisions.accept(claim=found, by=actor(request))
            messages.success(request, "U bent akkoord met deze declaratie. De aanbieder ziet dat.")
        else:
            claim_decisions.send_back(claim=found, question=form.cleaned_data["question"], by=actor(request))
            messages.success(request, "Uw vraag staat bij de declaratie. De aanbieder kan hem beantwoorden.")
    except claim_decisions.ClaimDecisionRefused as refusal:
        messages.error(request, str(refusal))


# --- payments --------------------------------------------------------------------------------------------------------


def _find_due(request: HttpRequest, key: str) -> tuple[Instalment | Claim, Due, GrantView]:
    """What is due by this key, of a grant of the user's; 404 otherwise."""
    kind, _, sent = key.partition("-")
    number = whole_number(sent)
    grants = Grant.objects.for_user(actor(request))
    row: Instalment | Claim
    if kind == "t":
        row = get_object_or_404(Instalment.objects.filter(grant__in=grants), pk=number)
        grant_id = row.grant_id
    elif kind == "d":
        row = get_object_or_404(_claims(request), pk=number)
        grant_id = row.amount_line.grant_id
    else:
        raise Http404
    view = find_grant(request, grant_id)
    due = next((due for due in view.dues if due.key == key), None)
    if due is None:
        raise Http404
    return row, due, view


@require(CHECK)
@require_http_methods(["GET", "POST"])
def payment(request: HttpRequest, key: str) -> HttpResponse:
    """Noting a payment, with those that were noted."""
    row, due, view = _find_due(request, key)
    initial = {"paid_on": timezone.localdate(), "amount": due.open}
    form = PaymentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            payments.note(of=row, paid_on=entered["paid_on"], amount=entered["amount"], by=actor(request))
        except payments.PaymentRefused as refusal:
            form.add_error("amount" if "open" in str(refusal) else "paid_on", str(refusal))
        else:
            messages.success(request, "De betaling is genoteerd. De aanbieder ziet dat.")
            return redirect("grants_of_year", view.grant.year)
    every = row.payments.all()
    context = {"item": view, "due": due, "form": form, "payments": every}
    return render(request, "subsidies/municipality/payment.html", context)


@require(CHECK)
@require_POST
def payment_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment that was noted by mistake."""
    grants = Grant.objects.for_user(actor(request))
    rows = Payment.objects.filter(instalment__grant__in=grants) | Payment.objects.filter(
        claim__amount_line__grant__in=grants
    )
    found = get_object_or_404(rows.distinct(), pk=pk)
    payments.take_back(payment=found, by=actor(request))
    messages.success(request, "De betaling telt niet meer mee.")
    return redirect("payment", f"t-{found.instalment_id}" if found.instalment_id else f"d-{found.claim_id}")


# --- the decision ----------------------------------------------------------------------------------------------------


@require(CHECK)
@require_http_methods(["GET", "POST"])
def allot(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of a reserve to a provider, as a numbered change of the decision."""
    grants = Grant.objects.for_user(actor(request))
    reserve = get_object_or_404(GrantAmount.objects.filter(grant__in=grants, provider__isnull=True), pk=pk)
    view = find_grant(request, reserve.grant_id)
    form = AllotForm(request.POST if request.method == "POST" else None, providers=_providers(view.grant))
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            decisions.allot(
                reserve=reserve,
                provider=form.providers[entered["provider"]],
                purpose=entered["purpose"],
                amount=entered["amount"],
                change=form.change(),
                by=actor(request),
            )
        except agreements.GrantRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Het bedrag is toegewezen. De aanbieder ziet dat in de beschikking.")
            return redirect("decision", view.grant.pk)
    return render(request, "subsidies/municipality/allot.html", {"item": view, "reserve": reserve, "form": form})


def _providers(grant: Grant) -> list[Organisation]:
    """Those behind the front doors of who receives the grant."""
    everyone = [
        provider
        for account in accounts_in(grant.municipality)
        if account.organisation.pk == grant.organisation_id
        for provider in providers_of(account.organisation, grant.municipality)
    ]
    return list(dict.fromkeys(everyone))


@require(CHECK)
@require_http_methods(["GET", "POST"])
def decision_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed decision, for both sides to download."""
    view = find_grant(request, pk)
    form = DecisionFileForm(request.POST or None, request.FILES or None, changes=view.changes)
    if request.method == "POST" and form.is_valid():
        named = form.cleaned_data.get("change")
        change = next((change for change in view.changes if str(change.number) == named), None)
        try:
            decisions.attach(
                grant=view.grant, content=form.cleaned_data["file"].read(), by=actor(request), change=change
            )
        except decisions.FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "Het bestand staat bij de beschikking. De aanbieder kan het downloaden.")
            return redirect("decision", pk)
    return render(request, "subsidies/municipality/decision_upload.html", {"item": view, "form": form})
