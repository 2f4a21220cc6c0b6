"""Care side: a second manager looks at a correction before it is filed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from oco.access import Permission, actor, require
from reporting.documents import NotCounted
from subsidies import approval
from subsidies.accounts import Account
from subsidies.filing import FilingRefused
from subsidies.forms import ProposalForm
from subsidies.models import CorrectionProposal
from subsidies.stages import PeriodState
from subsidies.views.care import draft_of
from subsidies.views.looking_up import find_account, find_state

FILE_REPORTS = Permission.FILE_REPORTS


def _find(
    request: HttpRequest, municipality: str, organisation: str, code: str
) -> tuple[Account, PeriodState, CorrectionProposal]:
    """The correction that waits; 403 for who doesn't file these reports, 404 where none waits."""
    account = find_account(request, municipality, organisation)
    if not account.may_file:
        raise PermissionDenied
    state = find_state(account, code)
    if state.proposal is None:
        raise Http404
    return account, state, state.proposal


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """The correction as it would be filed, and the decision on it."""
    account, state, proposal = _find(request, municipality, organisation, code)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _decided(request, proposal, form):
        return redirect("report", *account.slugs, code)
    document, problem = draft_of(account, state)
    context = {
        "account": account,
        "state": state,
        "proposal": proposal,
        "form": form,
        "mine": proposal.proposed_by == actor(request),
        "document": document,
        "problem": problem,
    }
    return render(request, "subsidies/approve.html", context)


def _decided(request: HttpRequest, proposal: CorrectionProposal, form: ProposalForm) -> bool:
    by = actor(request)
    try:
        if form.cleaned_data["choice"] == ProposalForm.Choice.APPROVE:
            report = approval.approve(proposal=proposal, by=by)
            messages.success(
                request,
                f"Versie {report.version} is ingediend. Na de controle op herleidbaarheid krijgt de gemeente een mail.",
            )
        else:
            approval.send_back(proposal=proposal, note=form.cleaned_data["note"], by=by)
            messages.success(request, "De correctie is teruggegeven. Uw collega ziet wat er anders moet.")
    except (FilingRefused, NotCounted) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require(FILE_REPORTS)
@require_POST
def withdraw(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """Takes one's own correction back before a colleague decided."""
    account, _, proposal = _find(request, municipality, organisation, code)
    try:
        approval.withdraw(proposal=proposal, by=actor(request))
        messages.success(request, "De correctie is ingetrokken. U kunt haar wijzigen en opnieuw voorleggen.")
    except FilingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("report", *account.slugs, code)
