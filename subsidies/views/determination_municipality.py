"""Municipality side: the requests for determination, and the decision on them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oco.access import Permission, actor, may, require
from subsidies.determination import decisions
from subsidies.determination.decisions import DecisionRefused
from subsidies.determination.document import RequestDocument
from subsidies.determination.forms import DetermineForm, ReturnForm
from subsidies.models import Grant, SentRequest
from subsidies.views import determination_files as downloads

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS


def _grants(request: HttpRequest) -> QuerySet[Grant]:
    return (
        Grant.objects.for_user(actor(request))
        .select_related("organisation", "municipality", "determination")
        .prefetch_related("sent_requests__returned", "amounts", "instalments")
    )


@require(READ)
@require_GET
def determinations(request: HttpRequest) -> HttpResponse:
    """All grants, and where their determination stands."""
    today = timezone.localdate()
    rows = [(grant, decisions.position_of(grant), decisions.due_on(grant.year)) for grant in _grants(request)]
    context = {"rows": rows, "today": today}
    return render(request, "subsidies/municipality/determinations.html", context)


@require(READ)
@require_http_methods(["GET", "POST"])
def determination(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest request with its files; asking to complete it, or deciding."""
    grant = get_object_or_404(_grants(request), pk=pk)
    position = decisions.position_of(grant)
    may_decide = may(actor(request), CHECK)
    returning = request.method == "POST" and "aanvulling-question" in request.POST
    deciding = request.method == "POST" and not returning
    return_form = ReturnForm(request.POST if returning else None, today=timezone.localdate())
    form = DetermineForm(
        request.POST if deciding else None,
        granted=grant.total,
        initial={"amount": grant.total, "decided_on": timezone.localdate(), "number": grant.number},
    )
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if position.sent is None:
            raise Http404
        if returning and return_form.is_valid() and _returned(request, position.sent, return_form):
            return redirect("determination", pk)
        if deciding and form.is_valid() and _determined(request, position.sent, form):
            return redirect("determination", pk)
    context = {
        "grant": grant,
        "position": position,
        "may_decide": may_decide and position.standing is decisions.Standing.SENT,
        "form": form,
        "return_form": return_form,
        "returning": returning,
        "due_on": decisions.due_on(grant.year),
        "sent": sorted(grant.sent_requests.all(), key=lambda row: -row.number),
        "document": RequestDocument.from_json(position.sent.data) if position.sent else None,
        "files": downloads.lines(position.sent) if position.sent else [],
        "letter_ready": bool(position.decision and hasattr(position.decision, "letter")),
    }
    return render(request, "subsidies/municipality/determination.html", context)


def _returned(request: HttpRequest, sent: SentRequest, form: ReturnForm) -> bool:
    data = form.cleaned_data
    try:
        decisions.ask_to_complete(sent=sent, question=data["question"], answer_by=data["answer_by"], by=actor(request))
    except DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Uw vraag is verstuurd. De ontvanger krijgt een mail.")
    return True


def _determined(request: HttpRequest, sent: SentRequest, form: DetermineForm) -> bool:
    data = form.cleaned_data
    try:
        decisions.determine(
            sent=sent,
            number=data["number"],
            decided_on=data["decided_on"],
            amount=data["amount"],
            ground=data["ground"],
            explanation=data["explanation"],
            by=actor(request),
            key=data["key"],
        )
    except DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "De subsidie is vastgesteld. De brief wordt gemaakt.")
    return True


@require(READ)
@require_GET
def file(request: HttpRequest, pk: int, number: int, kind: str, place: int) -> HttpResponse:
    grant = get_object_or_404(_grants(request), pk=pk)
    sent = get_object_or_404(SentRequest, grant=grant, number=number)
    return downloads.download(request, sent, kind, place)


@require(READ)
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(_grants(request), pk=pk)
    decision = getattr(grant, "determination", None)
    if decision is None:
        raise Http404
    return downloads.letter(request, decision)
