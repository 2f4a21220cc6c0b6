"""What both sides agree on about the content of reports; for both sides, so it knows no client."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oco.access import Permission, actor, require
from oco.models import Municipality
from subsidies import sharing
from subsidies.accounts import Account, accounts_for, accounts_in, municipalities_of
from subsidies.forms import ShareForm, WantForm


@require_http_methods(["GET", "POST"])
@require(Permission.FILE_REPORTS)
def agreements(request: HttpRequest, municipality: str, organisation: str) -> HttpResponse:
    """Care side: whether positive health may come into the reports. For who files them."""
    account = _find_account(request, municipality, organisation)
    form = ShareForm(request.POST or None, initial={"share": account.organisation.shares_positive_health})
    if request.method == "POST":
        share = request.POST.get("share") == "on"
        sharing.share(organisation=account.organisation, share=share, by=actor(request))
        messages.success(request, "De afspraak is opgeslagen. Die geldt vanaf het volgende rapport.")
        return redirect("report_agreements", *account.slugs)
    standing = sharing.standing(account.organisation, account.municipality)
    return render(request, "subsidies/agreements.html", {"account": account, "form": form, "standing": standing})


def _find_account(request: HttpRequest, municipality: str, organisation: str) -> Account:
    for account in accounts_for(actor(request)):
        if account.slugs == (municipality, organisation):
            if not account.may_file:
                raise PermissionDenied
            return account
    raise Http404


@require_http_methods(["GET", "POST"])
@require(Permission.CHECK_REPORTS, Permission.ADMINISTER)
def wishes(request: HttpRequest) -> HttpResponse:
    """Municipality side: whether it wants positive health in the reports, and which organisations share it."""
    mine = _municipalities(request)
    if request.method == "POST":
        chosen = next((each for each in mine if each.slug == request.POST.get("municipality")), None)
        if chosen is None:
            raise Http404
        sharing.want(municipality=chosen, want=request.POST.get("want") == "on", by=actor(request))
        messages.success(request, "De afspraak is opgeslagen. Die geldt vanaf het volgende rapport.")
        return redirect("report_wishes")
    blocks = [
        (
            each,
            WantForm(initial={"want": each.wants_positive_health}, auto_id=f"id_{each.slug}_%s"),
            [(account.organisation, sharing.standing(account.organisation, each)) for account in accounts_in(each)],
        )
        for each in mine
    ]
    return render(request, "subsidies/municipality/wishes.html", {"blocks": blocks})


def _municipalities(request: HttpRequest) -> list[Municipality]:
    """Those for which the user decides, in one order for who does so by two roles."""
    found = {
        each.pk: each
        for permission in (Permission.CHECK_REPORTS, Permission.ADMINISTER)
        for each in municipalities_of(actor(request), permission)
    }
    return sorted(found.values(), key=lambda each: each.name)
