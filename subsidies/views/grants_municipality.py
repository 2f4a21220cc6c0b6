"""Municipality side: what was agreed in grants, writing them down, and the years beside each other. Knows no client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oco.access import Permission, actor, require
from oco.keys import whole_number
from oco.models import Municipality
from subsidies import agreements
from subsidies import years as year_tables
from subsidies.accounts import accounts_in, municipalities_of, providers_of
from subsidies.grant_forms import (
    AmountFormSet,
    GrantForm,
    InstalmentFormSet,
    ObligationFormSet,
    TargetFormSet,
    filled,
    initial_lines,
)
from subsidies.grant_pages import grant_page
from subsidies.models import Grant
from subsidies.views.municipality import find_municipality

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS


@require(READ)
@require_GET
def grants(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What was agreed, year by year."""
    context = grant_page(Grant.objects.for_user(actor(request)), year, user=actor(request), today=timezone.localdate())
    return render(request, "subsidies/grants.html", context | {"year_tables": []})


@require(CHECK)
@require_http_methods(["GET", "POST"])
def new_grant(request: HttpRequest) -> HttpResponse:
    """A grant for a new year; begins with the lines of the newest one where `?naar=` names it."""
    municipality = find_municipality(request)
    example = _example(request)
    if example:
        initial: dict[str, Any] = {"receiver": str(example.organisation_id), "year": example.year + 1}
    else:
        initial = {"year": timezone.localdate().year}
    return _edit(request, municipality, grant=None, example=example, initial=initial)


def _example(request: HttpRequest) -> Grant | None:
    """The grant to copy from: the one that is named, if it is the user's."""
    named = request.GET.get("naar", "")
    if not named:
        return None
    return get_object_or_404(Grant.objects.for_user(actor(request)), pk=whole_number(named))


@require(CHECK)
@require_http_methods(["GET", "POST"])
def edit_grant(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.for_user(actor(request)).select_related("municipality"), pk=pk)
    initial: dict[str, Any] = {"number": grant.number, "decided_on": grant.decided_on}
    return _edit(request, grant.municipality, grant=grant, example=grant, initial=initial)


@dataclass(frozen=True)
class GrantForms:
    """The form of the decision with its three lists of lines."""

    decision: GrantForm
    amounts: Any  # formsets made by formset_factory have no class to name
    targets: Any
    instalments: Any
    obligations: Any

    def valid(self) -> bool:
        own = self.decision.data.get("payment") == GrantForm.OWN
        found = [form.is_valid() for form in (self.decision, self.amounts, self.targets, self.obligations)]
        return all([*found, self.instalments.is_valid() if own else True])


def _edit(
    request: HttpRequest,
    municipality: Municipality,
    *,
    grant: Grant | None,
    example: Grant | None,
    initial: dict[str, Any],
) -> HttpResponse:
    forms = _forms(request, municipality, grant, example, initial)
    if request.method == "POST" and forms.valid() and (saved := _saved(request, municipality, grant, forms)):
        messages.success(request, f"De subsidie van {saved.year} is opgeslagen.")
        return redirect("grants_of_year", saved.year)
    context = {"grant": grant, "example": example, "forms": forms, "form": forms.decision}
    return render(request, "subsidies/municipality/edit_grant.html", context)


def _forms(
    request: HttpRequest,
    municipality: Municipality,
    grant: Grant | None,
    example: Grant | None,
    initial: dict[str, Any],
) -> GrantForms:
    data = request.POST if request.method == "POST" else None
    # What was sent stands by itself: the grant may have changed since the page was made.
    lines = initial_lines(example if data is None else None)
    if lines["instalments"]:
        initial["payment"] = GrantForm.OWN
        if grant is None:
            lines["instalments"] = []  # the days of another year
    if grant is None and example is not None:
        lines["amounts"] = [line for line in lines["amounts"] if line["amount"]]
        for line in lines["obligations"]:
            line["due_on"] = line["due_on"] and same_day_next_year(line["due_on"])
    everyone = {
        provider.pk: provider
        for account in accounts_in(municipality)
        for provider in providers_of(account.organisation, municipality)
    }
    return GrantForms(
        GrantForm(data, accounts=accounts_in(municipality), grant=grant, initial=initial),
        AmountFormSet(
            data, prefix="bedrag", initial=lines["amounts"], form_kwargs={"providers": list(everyone.values())}
        ),
        TargetFormSet(data, prefix="doel", initial=lines["targets"]),
        InstalmentFormSet(data, prefix="termijn", initial=lines["instalments"]),
        ObligationFormSet(data, prefix="verplichting", initial=lines["obligations"]),
    )


def same_day_next_year(day: date) -> date:
    """29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _saved(request: HttpRequest, municipality: Municipality, grant: Grant | None, forms: GrantForms) -> Grant | None:
    entered = forms.decision.cleaned_data
    accounts = {str(account.organisation.pk): account.organisation for account in accounts_in(municipality)}
    own = entered["payment"] == GrantForm.OWN
    try:
        return agreements.save_grant(
            organisation=grant.organisation if grant else accounts[entered["receiver"]],
            municipality=municipality,
            year=grant.year if grant else entered["year"],
            number=entered.get("number", grant.number if grant else ""),
            decided_on=entered.get("decided_on", grant.decided_on if grant else None),
            amounts=[form.line() for form in filled(forms.amounts)],
            targets=[form.line() for form in filled(forms.targets)],
            instalments=[form.line() for form in filled(forms.instalments)] if own else None,
            obligations=[form.line() for form in filled(forms.obligations)],
            change=forms.decision.change(),
            by=actor(request),
            grant=grant,
        )
    except agreements.GrantRefused as refusal:
        forms.decision.add_error(None, str(refusal))
        return None


@require(READ)
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """The years beside each other, declared and counted told apart."""
    today = timezone.localdate()
    tables = [
        year_tables.tables_of(
            account,
            year_tables.year_rows(account, counted=year_tables.counted_by_release(account), last=today.year),
            running=today.year,
        )
        for municipality in municipalities_of(actor(request), READ)
        for account in accounts_in(municipality)
    ]
    return render(request, "subsidies/municipality/years.html", {"year_tables": tables})
