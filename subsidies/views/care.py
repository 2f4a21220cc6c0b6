"""Care side: the manager's way from open points to a filed report, and the grant that it is measured by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import HelpQuestion
from oco import submissions
from oco.access import Permission, access_of, actor, require
from oco.models import Job, Organisation
from oco.periods import Period
from reporting import history
from reporting.documents import NotCounted, ReportDocument
from reporting.figures import Scope
from reporting.history import YearCount
from reporting.models import InternalDocument, Report
from subsidies import checklist, files, filing, reviews, years
from subsidies.accounts import Account, accounts_for, providers_of
from subsidies.filing import FilingRefused, PeriodState, Stage
from subsidies.forms import AnswerForm, CorrectionForm, FileForm
from subsidies.grant_pages import grant_page
from subsidies.models import Grant, Review
from subsidies.views import shared

FILE_REPORTS = Permission.FILE_REPORTS


# --- whose, and which period -----------------------------------------------------------------------------------------


def find_account(request: HttpRequest, municipality: str, organisation: str) -> Account:
    """The user's account with these slugs; 404 otherwise."""
    for account in accounts_for(actor(request)):
        if account.slugs == (municipality, organisation):
            return account
    raise Http404


def find_period(code: str) -> Period:
    try:
        return Period.parse(code)
    except ValueError:
        raise Http404 from None


def find_state(account: Account, code: str) -> PeriodState:
    """The period's state; 404 where it hasn't begun."""
    found = filing.state(account, find_period(code), today=timezone.localdate())
    if found is None:
        raise Http404
    return found


def find_version(request: HttpRequest, account: Account, code: str, version: int) -> Report:
    period = find_period(code)
    reports = Report.objects.select_related("organisation", "municipality").filter(
        organisation=account.organisation, municipality=account.municipality
    )
    return get_object_or_404(reports, start=period.start, end=period.end, version=version)


def own_providers(request: HttpRequest, account: Account) -> list[Organisation]:
    """The providers behind this account whose exact figures the user may see."""
    mine = access_of(actor(request)).organisation_ids(Permission.FILE_REPORTS)
    return [provider for provider in providers_of(account.organisation, account.municipality) if provider.pk in mine]


@dataclass(frozen=True)
class Tab:
    """One account above the list, where the user has several."""

    label: str
    url: str
    current: bool
    count: None = None


# --- pages -----------------------------------------------------------------------------------------------------------


@require(FILE_REPORTS)
@require_GET
def reports(request: HttpRequest, municipality: str = "", organisation: str = "") -> HttpResponse:
    """Per period of this and last year: where it stands."""
    accounts = accounts_for(actor(request))
    if not accounts:
        return render(request, "subsidies/no_account.html")
    account = find_account(request, municipality, organisation) if municipality else accounts[0]
    today = timezone.localdate()
    by_year = filing.states(account, _years(account, today), today=today)
    tabs = [Tab(item.label, reverse("reports_of", args=item.slugs), item == account) for item in accounts]
    context = {"account": account, "years": by_year, "tabs": tabs if len(tabs) > 1 else [], "today": today}
    return render(request, "subsidies/reports.html", context)


def _years(account: Account, today: date) -> list[int]:
    """This year and last year, and earlier ones of which a report was filed."""
    filed = Report.objects.filter(organisation=account.organisation, municipality=account.municipality)
    years = {start.year for start in filed.values_list("start", flat=True)}
    return sorted({today.year, today.year - 1} | years, reverse=True)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """One period: what is open, the draft or the filed report, and the municipality's question with its answer."""
    account = find_account(request, municipality, organisation)
    state = find_state(account, code)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not account.may_file or state.stage is not Stage.QUESTION or state.review is None:
            raise PermissionDenied
        if form.is_valid() and _answered(request, state.review, form):
            messages.success(request, "Uw antwoord staat bij de vraag. De gemeente kan het nu lezen.")
            return redirect("report", *account.slugs, code)
    document, problem = _document(request, account, state)
    points = _points(request, account, state)
    context = {
        "account": account,
        "state": state,
        "form": form,
        "document": document,
        "problem": problem,
        "points": points,
        "summary": checklist.summary(points),
        "versions": _versions(account, state.period),
        "own_providers": own_providers(request, account),
    }
    if state.report is not None:
        context |= _files_context(account, state.report)
    return render(request, "subsidies/report.html", context)


def _answered(request: HttpRequest, review: Review, form: AnswerForm) -> bool:
    try:
        reviews.answer(review=review, text=form.cleaned_data["answer"], by=actor(request))
    except reviews.ReviewRefused as refusal:
        form.add_error("answer", str(refusal))
        return False
    return True


def _open_for_filing(state: PeriodState) -> bool:
    return state.stage in (Stage.RUNNING, Stage.READY, Stage.CORRECTING)


def _points(request: HttpRequest, account: Account, state: PeriodState) -> list[checklist.Point]:
    """The checklist; for who only follows the report, one's own provider's part of it."""
    if not _open_for_filing(state):
        return []
    today = timezone.localdate()
    if account.may_file:
        late = checklist.stale(account, state.period)
        return [*checklist.open_points(account, state.period, today=today), *([late] if late else [])]
    mine = own_providers(request, account)
    return checklist.open_points(account, state.period, today=today, provider=mine[0] if mine else None)


def _document(request: HttpRequest, account: Account, state: PeriodState) -> tuple[ReportDocument | None, str]:
    """The filed document, or the draft as it would leave; for who only follows it, without what isn't theirs to see."""
    if not account.may_file:
        mine = own_providers(request, account)
        return _draft(account, state, mine[0]) if mine and _open_for_filing(state) else (None, "")
    if state.report is not None and not _open_for_filing(state):
        return ReportDocument.from_json(state.report.released.data), ""
    return _draft(account, state, None)


def _draft(account: Account, state: PeriodState, viewer: Organisation | None) -> tuple[ReportDocument | None, str]:
    try:
        document = filing.build_document(
            account.organisation,
            account.municipality,
            state.period,
            provider=viewer,
            version=state.report.version + 1 if state.report else 1,
        )
    except NotCounted as reason:
        return None, str(reason)
    return document, ""


def _versions(account: Account, period: Period) -> list[tuple[Report, reviews.Position]]:
    """All filed versions, newest first, with where each stands."""
    rows = list(
        Report.objects.filter(
            organisation=account.organisation,
            municipality=account.municipality,
            start=period.start,
            end=period.end,
        )
        .prefetch_related("reviews")
        .order_by("-version")
    )
    return [(row, reviews.position(list(row.reviews.all()), newest=row is rows[0])) for row in rows]


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """Asks once more what is handed in, and hands it in."""
    account, state = _to_act_on(request, municipality, organisation, code)
    version = state.report.version + 1 if state.report else 1
    earlier = filing.reason_of_correction(account.organisation, account.municipality, state.period)
    sent = request.POST if request.method == "POST" else None
    form = FileForm(sent, version=version, initial={"reason": earlier})
    if sent is not None and not _open_for_filing(state) and _handled_before(request, form):
        return redirect("report", *account.slugs, code)
    if form.is_valid():
        try:
            filed = filing.file_report(
                organisation=account.organisation,
                municipality=account.municipality,
                period=state.period,
                reason=form.cleaned_data.get("reason", ""),
                by=actor(request),
                key=form.cleaned_data["key"],
            )
        except (FilingRefused, NotCounted) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Versie {filed.version} is ingediend. De gemeente krijgt een mail.")
            return redirect("report", *account.slugs, code)
    points = checklist.open_points(account, state.period, today=timezone.localdate())
    context = {"account": account, "state": state, "form": form, "version": version, "points": points}
    context["blocked"] = not _open_for_filing(state) or any(point.blocks for point in points)
    return render(request, "subsidies/file.html", context)


def _handled_before(request: HttpRequest, form: FileForm) -> bool:
    """Whether this very form was sent before: the second press finds the report filed, and is no error."""
    form.is_valid()
    key = form.cleaned_data.get("key")
    return key is not None and bool(submissions.earlier_result(key, by=actor(request)))


def _to_act_on(request: HttpRequest, municipality: str, organisation: str, code: str) -> tuple[Account, PeriodState]:
    """For pages on which only who accounts may act."""
    account = find_account(request, municipality, organisation)
    if not account.may_file:
        raise PermissionDenied
    return account, find_state(account, code)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """Opens a filed period, and says which other periods that opens."""
    account, state = _to_act_on(request, municipality, organisation, code)
    if state.report is None:
        raise Http404
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opened = filing.open_correction(report=state.report, reason=form.cleaned_data["reason"], by=actor(request))
        except FilingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            names = ", ".join(period.label for period in opened)
            messages.success(request, f"Open voor correctie: {names}. Dien daarna elk opnieuw in.")
            return redirect("report", *account.slugs, code)
    opens = filing.opened_by_correction(account.organisation, account.municipality, state.period)
    context = {"account": account, "state": state, "form": form, "opens": opens}
    return render(request, "subsidies/correct.html", context)


@require(FILE_REPORTS)
@require_GET
def point(request: HttpRequest, municipality: str, organisation: str, code: str, key: str) -> HttpResponse:
    """The questions behind a point of the checklist, for who may read them; others see how many there are."""
    account = find_account(request, municipality, organisation)
    state = find_state(account, code)
    rule = checklist.BY_KEY.get(key)
    if rule is None:
        raise Http404
    every = checklist.questions_under(rule, account, state.period)
    readable = HelpQuestion.objects.for_user(actor(request)).filter(pk__in=every.values("pk"))
    page = Paginator(readable.select_related("provider", "supporter").order_by("received_on", "pk"), 50)
    total = every.count()
    context = {
        "account": account,
        "state": state,
        "rule": rule,
        "total": total,
        "page_obj": page.get_page(request.GET.get("pagina")),
        "elsewhere": total - page.count,
    }
    return render(request, "subsidies/point.html", context)


# --- versions and files ----------------------------------------------------------------------------------------------


@require(FILE_REPORTS)
@require_GET
def version(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """A filed version as it left, for who accounts for it."""
    account, state = _to_act_on(request, municipality, organisation, code)
    filed = find_version(request, account, code, number)
    document = ReportDocument.from_json(filed.released.data)
    context = {"account": account, "state": state, "report": filed, "document": document}
    return render(request, "subsidies/version.html", context | _files_context(account, filed))


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
    account, _ = _to_act_on(request, municipality, organisation, code)
    return shared.download(request, find_version(request, account, code, number), file_format)


@require(FILE_REPORTS)
@require_GET
def file_state(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """The files of a version as a piece of the page, asked for again while they are being made."""
    account, _ = _to_act_on(request, municipality, organisation, code)
    filed = find_version(request, account, code, number)
    return render(request, "subsidies/_files.html", _files_context(account, filed))


@require(FILE_REPORTS)
@require_POST
def make_files(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """Asks once more for files that failed."""
    account, _ = _to_act_on(request, municipality, organisation, code)
    filed = find_version(request, account, code, number)
    files.try_again(filed, by=actor(request))
    messages.success(request, "De bestanden worden opnieuw gemaakt.")
    return redirect("report", *account.slugs, code)


def _files_context(account: Account, filed: Report) -> dict[str, object]:
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
    }


# --- the grant -------------------------------------------------------------------------------------------------------


@require(FILE_REPORTS, Permission.SEE_FIGURES)
@require_GET
def grants(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What was agreed, year by year, and the years beside each other."""
    rows = Grant.objects.for_user(actor(request))
    today = timezone.localdate()
    context = grant_page(rows, year, today=today)
    tables = [
        years.tables_of(
            account,
            years.year_rows(account, counted=_counted(account, today.year), last=today.year),
            running=today.year,
        )
        for account in accounts_for(actor(request))
    ]
    return render(request, "subsidies/grants.html", context | {"may_edit": False, "year_tables": tables})


def _counted(account: Account, last: int) -> dict[int, dict[int | None, YearCount]]:
    """Counted years by the stored roll-ups, of the years of which a grant or a report is known and this one."""
    first = (
        Grant.objects.filter(organisation=account.organisation, municipality=account.municipality)
        .order_by("year")
        .values_list("year", flat=True)
        .first()
    )
    together = Scope.of_organisation(account.organisation, account.municipality)
    providers = providers_of(account.organisation, account.municipality)
    return history.counted_years(together, providers, first or last - 1, last)
