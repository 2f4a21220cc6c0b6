"""Care side: the figures of one's own organisation, from the last count."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from oco import jobs
from oco.access import Permission, actor, require
from oco.models import Job
from oco.periods import Period, PeriodKind
from reporting import own, tasks, workbook
from reporting.documents import NotCounted
from reporting.forms import FiguresForm
from reporting.own import Account

SHOWN_JOBS = ("roll_up", own.DRAFT_PDF)


def _form(request: HttpRequest, data: QueryDict | dict[str, str]) -> FiguresForm:
    today = timezone.localdate()
    return FiguresForm(data, accounts=own.accounts_of(actor(request)), periods=own.periods_until(today))


def _asked(request: HttpRequest, data: QueryDict) -> tuple[Account, Period]:
    """What was asked for. 404 where it isn't one of the user's own."""
    form = _form(request, data)
    if not form.is_valid():
        raise Http404
    return form.account(), form.period()


def _address(account: Account, period: Period, job: Job | None = None) -> str:
    query = {"organisatie": account.code, "periode": period.code}
    if job is not None:
        query["taak"] = str(job.pk)
    return f"{reverse('figures')}?{urlencode(query)}"


@require_safe
@require(Permission.SEE_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """`?organisatie=zoetermeer.mee&periode=2026-Q3`; without them the first organisation and the running quarter."""
    accounts = own.accounts_of(actor(request))
    if not accounts:
        return render(request, "reports/no_figures.html")
    quarter = Period.containing(timezone.localdate(), PeriodKind.QUARTER)
    start = {"organisatie": accounts[0].code, "periode": quarter.code}
    form = _form(request, start | {name: request.GET[name] for name in start if name in request.GET})
    if not form.is_valid():
        raise Http404
    account, period = form.account(), form.period()
    # The job first: read after the figures it could say "counted" beside figures from before.
    job = _job_context(request, account, period)
    try:
        document, not_counted = own.document_of(account, period), ""
    except NotCounted as reason:
        document, not_counted = None, str(reason)
    context = {"form": form, "account": account, "period": period, "document": document, "not_counted": not_counted}
    return render(request, "reports/figures.html", context | job)


def _job_context(request: HttpRequest, account: Account, period: Period) -> dict[str, object]:
    """The job that the page waits for, when there is one."""
    asked = request.GET.get("taak", "")
    try:
        job = _own_job(account, period, UUID(asked)) if asked else None
    except ValueError:
        raise BadRequest("geen taak") from None
    return {"job": job, "page_url": _address(account, period)}


def _own_job(account: Account, period: Period, job_id: UUID) -> Job:
    """A job about these very figures; 404 for any other."""
    mine = [scope.code for scope in account.scopes]
    job = Job.objects.filter(pk=job_id, kind__in=SHOWN_JOBS, arguments__period=period.code).first()
    if job is None:
        raise Http404
    if job.kind == "roll_up" and job.arguments["scopes"] != mine:
        raise Http404
    if job.kind == own.DRAFT_PDF and (job.arguments["organisation"], job.arguments["municipality"]) != (
        account.organisation.pk,
        account.municipality.pk,
    ):
        raise Http404
    return job


@require_POST
@require(Permission.SEE_FIGURES)
def count_now(request: HttpRequest) -> HttpResponse:
    """Asks the worker to count; the page shows how far it is."""
    account, period = _asked(request, request.POST)
    return redirect(_address(account, period, tasks.enqueue(account.scopes, period, by=actor(request))))


@require_POST
@require(Permission.SEE_FIGURES)
def make_pdf(request: HttpRequest) -> HttpResponse:
    account, period = _asked(request, request.POST)
    return redirect(_address(account, period, own.ask_for_pdf(account, period, by=actor(request))))


@require_safe
@require(Permission.SEE_FIGURES)
def job_state(request: HttpRequest) -> HttpResponse:
    """How far the job is, for htmx. A count that is done loads the page anew, which says so and shows the figures."""
    account, period = _asked(request, request.GET)
    context = {"account": account, "period": period, **_job_context(request, account, period)}
    if context["job"] is None:
        raise Http404
    response = render(request, "reports/_job.html", context)
    job = context["job"]
    if isinstance(job, Job) and job.kind == "roll_up" and job.status == Job.Status.DONE:
        response["HX-Redirect"] = _address(account, period, job)
    return response


@require_POST
@require(Permission.SEE_FIGURES)
def try_again(request: HttpRequest) -> HttpResponse:
    """Asks once more for a job that failed."""
    account, period = _asked(request, request.POST)
    try:
        failed = _own_job(account, period, UUID(request.POST.get("taak", "")))
    except ValueError:
        raise Http404 from None
    return redirect(_address(account, period, jobs.again(failed, by=actor(request))))


@require_safe
@require(Permission.SEE_FIGURES)
def download_workbook(request: HttpRequest) -> HttpResponse:
    account, period = _asked(request, request.GET)
    try:
        content = workbook.render(own.document_of(account, period))
    except NotCounted as reason:
        raise Http404 from reason
    return _file(content, account, period, "xlsx")


@require_safe
@require(Permission.SEE_FIGURES)
def download_pdf(request: HttpRequest) -> HttpResponse:
    """The PDF that the job in `?taak=` made."""
    account, period = _asked(request, request.GET)
    job = _job_context(request, account, period)["job"]
    content = own.draft_pdf(job) if isinstance(job, Job) else None
    if content is None:
        raise Http404
    return _file(content, account, period, "pdf")


MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _file(content: bytes, account: Account, period: Period, file_format: str) -> HttpResponse:
    kind = "eigen-cijfers" if account.own else "concept"
    name = f"{kind}-{account.organisation.slug}-{period.code.lower()}.{file_format}"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
