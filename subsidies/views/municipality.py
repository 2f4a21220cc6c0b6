"""Municipality side: released reports with their check, and grants. Knows no client and no unreleased figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oco.access import Permission, actor, may, require
from oco.models import Municipality
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import agreements, checks, reviews
from subsidies import years as year_tables
from subsidies.accounts import accounts_in, municipalities_of, providers_of
from subsidies.comparing import last_year_of
from subsidies.forms import (
    AmountFormSet,
    DecisionForm,
    GrantForm,
    InstalmentFormSet,
    TargetFormSet,
    filled,
    initial_lines,
    is_quarterly,
)
from subsidies.grant_pages import grant_page
from subsidies.models import Grant, Review
from subsidies.reviews import Position
from subsidies.scopes import reports_for_user
from subsidies.views import shared

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS


# --- reports ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportLine:
    """A report in the list, with where it stands."""

    report: Report
    position: Position

    @property
    def mine_to_do(self) -> bool:
        return self.position.open


@require(READ)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """All reports, newest first; what waits for the reader on top."""
    rows = (
        reports_for_user(actor(request))
        .latest_versions()
        .select_related("organisation", "municipality")
        .prefetch_related("reviews")
        .order_by("-filed_at")
    )
    lines = [ReportLine(row, reviews.position(list(row.reviews.all()), newest=True)) for row in rows]
    page = Paginator([line for line in lines if not line.mine_to_do], 25).get_page(request.GET.get("pagina"))
    context = {"waiting": [line for line in lines if line.mine_to_do], "page_obj": page, "any": bool(lines)}
    return render(request, "subsidies/municipality/reports.html", context)


@require(READ)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its check, and the decision on it."""
    found = _find_report(request, pk)
    may_decide = may(actor(request), CHECK)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid():
            _decide(request, found, form)
            return redirect("report", found.pk)
    document = ReportDocument.from_json(found.released.data)
    terms = agreements.grant_terms(found.organisation, found.municipality, found.period.year)
    findings = checks.findings(checks.facts_of(document), terms, last_year_of(found))
    versions = _versions(found)
    context = {
        "report": found,
        "document": document,
        "findings": findings,
        "verdict": checks.sentence_of(findings),
        "position": reviews.position(list(found.reviews.all()), newest=found == versions[0]),
        "may_decide": may_decide,
        "reviews": list(found.reviews.all()),
        "versions": versions,
        "form": form,
    }
    return render(request, "subsidies/municipality/report.html", context | _files_context(found))


def _find_report(request: HttpRequest, pk: int) -> Report:
    rows = reports_for_user(actor(request)).select_related("organisation", "municipality", "released")
    return get_object_or_404(rows, pk=pk)


def _versions(found: Report) -> list[Report]:
    """All versions of this report, newest first."""
    same = Report.objects.filter(
        organisation=found.organisation, municipality=found.municipality, start=found.start, end=found.end
    )
    return list(same.order_by("-version"))


def _decide(request: HttpRequest, found: Report, form: DecisionForm) -> None:
    by = actor(request)
    try:
        if form.cleaned_data["decision"] == Review.Decision.ACCEPTED:
            reviews.accept(report=found, by=by)
            messages.success(request, "U bent akkoord met dit rapport. De aanbieder ziet dat.")
        else:
            reviews.send_back(report=found, question=form.cleaned_data["question"], by=by)
            messages.success(request, "Uw vraag staat bij het rapport. De aanbieder kan hem beantwoorden.")
    except reviews.ReviewRefused as refusal:
        messages.error(request, str(refusal))


def _files_context(found: Report) -> dict[str, object]:
    """The jobs are the care side's: here a file is there, or is being made."""
    lines = shared.file_lines(found)
    return {
        "files": [(line, reverse("report_download", args=[found.pk, line.format])) for line in lines],
        "files_state_url": reverse("report_files", args=[found.pk]),
        "files_again_url": "",
        "files_failed": "",
        "files_awaited": not all(line.ready for line in lines),
    }


@require(READ)
@require_GET
def file_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a report as a piece of the page, asked for again while they are being made."""
    return render(request, "subsidies/_files.html", _files_context(_find_report(request, pk)))


@require(READ)
@require_GET
def download(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    return shared.download(request, _find_report(request, pk), file_format)


# --- grants ----------------------------------------------------------------------------------------------------------


def find_municipality(request: HttpRequest) -> Municipality:
    """The municipality that the user works for; 404 where there is none."""
    found = municipalities_of(actor(request), READ)
    if not found:
        raise Http404
    return found[0]


@require(READ)
@require_GET
def grants(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What was agreed, year by year."""
    context = grant_page(Grant.objects.for_user(actor(request)), year, today=timezone.localdate())
    extra = {"may_edit": may(actor(request), CHECK), "year_tables": []}
    return render(request, "subsidies/grants.html", context | extra)


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
    if not named.isdecimal():
        raise Http404
    return get_object_or_404(Grant.objects.for_user(actor(request)), pk=int(named))


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

    def valid(self) -> bool:
        own = self.decision.data.get("payment") == GrantForm.OWN
        found = [self.decision.is_valid(), self.amounts.is_valid(), self.targets.is_valid()]
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
    if (
        example
        and data is None
        and is_quarterly(lines["instalments"], agreements.quarterly_instalments(example.total, example.year))
    ):
        initial["payment"], lines["instalments"] = GrantForm.QUARTERLY, []
    elif lines["instalments"]:
        initial["payment"] = GrantForm.OWN
        if grant is None:
            lines["instalments"] = []  # the days of another year
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
    )


def _saved(request: HttpRequest, municipality: Municipality, grant: Grant | None, forms: GrantForms) -> Grant | None:
    entered = forms.decision.cleaned_data
    accounts = {str(account.organisation.pk): account.organisation for account in accounts_in(municipality)}
    own = entered["payment"] == GrantForm.OWN
    try:
        return agreements.save_grant(
            organisation=grant.organisation if grant else accounts[entered["receiver"]],
            municipality=municipality,
            year=grant.year if grant else entered["year"],
            number=entered["number"],
            decided_on=entered["decided_on"],
            amounts=[form.line() for form in filled(forms.amounts)],
            targets=[form.line() for form in filled(forms.targets)],
            instalments=[form.line() for form in filled(forms.instalments)] if own else None,
            by=actor(request),
            grant=grant,
        )
    except agreements.GrantRefused as refusal:
        forms.decision.add_error(None, str(refusal))
        return None


# --- years -----------------------------------------------------------------------------------------------------------


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
