"""Care side: a filed version with its files, and a provider's own figures in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from oco.access import Permission, actor, require
from oco.models import Job
from reporting.documents import ReportDocument
from reporting.models import InternalDocument, Report
from subsidies import files, filing
from subsidies.accounts import Account
from subsidies.filing import FilingRefused
from subsidies.views import shared
from subsidies.views.looking_up import find_account, find_to_act_on, find_version, own_providers

FILE_REPORTS = Permission.FILE_REPORTS


@require(FILE_REPORTS)
@require_GET
def version(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """A filed version as it left, for who accounts for it."""
    account, state = find_to_act_on(request, municipality, organisation, code)
    filed = find_version(request, account, code, number)
    document = ReportDocument.from_json(filed.released.data)
    context = {"account": account, "state": state, "report": filed, "document": document}
    return render(request, "subsidies/version.html", context | files_context(account, filed))


@require(FILE_REPORTS)
@require_GET
def own_figures(
    request: HttpRequest, municipality: str, organisation: str, code: str, number: int, provider: str
) -> HttpResponse:
    """A provider's own exact figures as they stood when the report was filed."""
    account = find_account(request, municipality, organisation)
    filed = find_version(request, account, code, number)
    kept = get_object_or_404(
        InternalDocument.objects.select_related("provider").filter(provider__in=own_providers(request, account)),
        report=filed,
        provider__slug=provider,
    )
    document = ReportDocument.from_json(kept.data)
    context = {"account": account, "report": filed, "provider": kept.provider, "document": document}
    return render(request, "subsidies/own_figures.html", context)


@require(FILE_REPORTS)
@require_GET
def download(
    request: HttpRequest, municipality: str, organisation: str, code: str, number: int, file_format: str
) -> HttpResponse:
    account, _ = find_to_act_on(request, municipality, organisation, code)
    return shared.download(request, find_version(request, account, code, number), file_format)


@require(FILE_REPORTS)
@require_GET
def file_state(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """The files of a version as a piece of the page, asked for again while they are being made."""
    account, _ = find_to_act_on(request, municipality, organisation, code)
    filed = find_version(request, account, code, number)
    return render(request, "subsidies/_files.html", files_context(account, filed))


@require(FILE_REPORTS)
@require_POST
def make_files(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """Asks once more for files that failed."""
    account, _ = find_to_act_on(request, municipality, organisation, code)
    filed = find_version(request, account, code, number)
    files.try_again(filed, by=actor(request))
    messages.success(request, "De bestanden worden opnieuw gemaakt.")
    return redirect("report", *account.slugs, code)


@require(FILE_REPORTS)
@require_POST
def hide_more(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """Files a version that the gate held back once more, with more hidden."""
    account, _ = find_to_act_on(request, municipality, organisation, code)
    try:
        fresh = filing.file_with_more_hidden(report=find_version(request, account, code, number), by=actor(request))
    except FilingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Versie {fresh.version} is ingediend, met meer verborgen. Zij wordt nu gecontroleerd."
        )
    return redirect("report", *account.slugs, code)


def files_context(account: Account, filed: Report) -> dict[str, object]:
    """What `subsidies/_files.html` asks for: the files, how their making stands, and what the gate said."""
    lines = shared.file_lines(filed)
    job = None if all(line.ready for line in lines) else files.job_of(filed)
    args = [*account.slugs, filed.period.code, filed.version]
    return {
        "report": filed,
        "files": [(line, reverse("report_download", args=[*args, line.format])) for line in lines],
        "files_state_url": reverse("report_files", args=args),
        "files_again_url": reverse("report_files_again", args=args),
        "files_failed": job.error if job and job.status == Job.Status.FAILED else "",
        "files_awaited": bool(job and job.status in (Job.Status.QUEUED, Job.Status.RUNNING)),
        "hide_more_url": reverse("report_hide_more", args=args),
        **shared.gate_context(filed),
    }
