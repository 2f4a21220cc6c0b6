"""Municipality side: released reports with their check. Knows no client and no unreleased figure."""

from __future__ import annotations

from dataclasses import dataclass

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
from oco.notices import Notice
from reporting.documents import ReportDocument
from reporting.indicators import INDICATORS
from reporting.models import Report
from subsidies import checking, checks, reviews, rounds, target_warnings, threads
from subsidies.accounts import accounts_in, municipalities_of
from subsidies.cycle_forms import FollowUpForm
from subsidies.forms import DecisionForm
from subsidies.models import Message, Remark
from subsidies.reviews import Position
from subsidies.scopes import reports_for_user
from subsidies.views import shared

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS


def find_municipality(request: HttpRequest) -> Municipality:
    """The municipality that the user works for; 404 where there is none."""
    found = municipalities_of(actor(request), READ)
    if not found:
        raise Http404
    return found[0]


@dataclass(frozen=True)
class ReportLine:
    """A report in the list, with where it stands."""

    report: Report
    position: Position

    @property
    def mine_to_do(self) -> bool:
        return self.position.waits_for_municipality


@require(READ)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """All reports, newest first; what waits for the reader on top."""
    rows = (
        reports_for_user(actor(request))
        .latest_released()
        .select_related("organisation", "municipality")
        .prefetch_related("reviews")
        .order_by("-filed_at")
    )
    lines = [ReportLine(row, position) for row, position in reviews.positions(rows)]
    today = timezone.localdate()
    late = [
        item
        for place in municipalities_of(actor(request), READ)
        for account in accounts_in(place)
        for item in rounds.overdue(account, today=today)
    ]
    page = Paginator([line for line in lines if not line.mine_to_do], 25).get_page(request.GET.get("pagina"))
    context = {
        "waiting": [line for line in lines if line.mine_to_do],
        "page_obj": page,
        "any": bool(lines),
        "notices": _warnings(request),
        "late": late,
    }
    return render(request, "subsidies/municipality/reports.html", context)


def _warnings(request: HttpRequest) -> list[Notice]:
    """Targets of this year that will likely be missed, by the newest report of each account."""
    this_year = reports_for_user(actor(request)).filter(start__year=timezone.localdate().year).latest_versions()
    newest: dict[tuple[int, int], Report] = {}
    for row in this_year.select_related("released", "organisation").order_by("end", "start"):
        newest[row.organisation_id, row.municipality_id] = row
    return [
        Notice(
            warning.kind,
            f"{row.organisation.name}, {warning.title[:1].lower()}{warning.title[1:]}",
            warning.text,
            f"{reverse('report', args=[row.pk])}#expected",
            f"Bekijk de verwachting in het rapport over {row.period.in_words}",
        )
        for row in newest.values()
        for warning in target_warnings.of_document(ReportDocument.from_json(row.released.data))
    ]


@require(READ)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its check, and the decision on it."""
    found = find_report(request, pk)
    may_decide = may(actor(request), CHECK)
    document = ReportDocument.from_json(found.released.data)
    position = reviews.position_of(found)
    talks = threads.talks_about(found)
    sent = request.POST if request.method == "POST" else None
    answering = sent is not None and "thread" in sent
    form = DecisionForm(
        None if answering else sent, indicators=figures_of(document), open_questions=position.open_questions
    )
    follow_up = FollowUpForm(sent if answering else None)
    if sent is not None:
        if not may_decide:
            raise PermissionDenied
        done = (
            _followed_up(request, talks, follow_up) if answering else form.is_valid() and _decide(request, found, form)
        )
        if done:
            return redirect("report", found.pk)
    findings = checking.findings_of(found, document)
    versions = _versions(found)
    context = {
        "report": found,
        "document": document,
        "findings": _with_remarks(found, findings),
        "verdict": checks.sentence_of(findings),
        "position": position,
        "may_decide": may_decide,
        "reviews": list(found.reviews.all()),
        "talks": shared.with_forms(talks, follow_up),
        "versions": versions,
        "previous": next((each for each in versions if each.version < found.version), None),
        "form": form,
        "note": getattr(found, "filing_note", None),
    }
    return render(request, "subsidies/municipality/report.html", context | _files_context(found))


def figures_of(document: ReportDocument) -> list[tuple[str, str]]:
    """The figures of a report that a question can be about, as choices."""
    present = {line.indicator for line in document.figures}
    return [(key, indicator.label) for key, indicator in INDICATORS.items() if key in present]


def _with_remarks(found: Report, findings: list[checks.Finding]) -> list[tuple[checks.Finding, Remark | None]]:
    remarks = {row.finding: row for row in found.remarks.all()}
    return [(finding, remarks.get(finding.key)) for finding in findings]


def _followed_up(request: HttpRequest, talks: list[threads.Talk], form: FollowUpForm) -> bool:
    if not form.is_valid():
        return False
    thread = next((talk.thread for talk in talks if talk.thread.pk == form.cleaned_data["thread"]), None)
    if thread is None:
        raise Http404
    try:
        threads.write(thread=thread, text=form.cleaned_data["text"], side=Message.Side.MUNICIPALITY, by=actor(request))
    except threads.ThreadRefused as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(request, "Uw bericht staat bij de vraag. De aanbieder kan antwoorden.")
    return True


def find_report(request: HttpRequest, pk: int) -> Report:
    about = ("organisation", "municipality", "released", "filing_note", "gate")
    rows = reports_for_user(actor(request)).select_related(*about)
    return get_object_or_404(rows, pk=pk)


def _versions(found: Report) -> list[Report]:
    """All released versions of this report, newest first."""
    same = Report.objects.released().filter(
        organisation=found.organisation, municipality=found.municipality, start=found.start, end=found.end
    )
    return list(same.order_by("-version"))


def _decide(request: HttpRequest, found: Report, form: DecisionForm) -> bool:
    by, entered = actor(request), form.cleaned_data
    try:
        if entered["decision"] == DecisionForm.ACCEPTED:
            reviews.accept(report=found, by=by, note=entered.get("note", ""))
            messages.success(request, "U bent akkoord met dit rapport. De aanbieder ziet dat.")
        else:
            reviews.ask(report=found, question=entered["question"], indicator=entered["indicator"], by=by)
            messages.success(request, "Uw vraag staat bij het rapport. De aanbieder kan hem beantwoorden.")
    except reviews.ReviewRefused as refusal:
        if not reviews.position_of(found).open:  # the page has no form any more to say it in
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    return True


def _files_context(found: Report) -> dict[str, object]:
    """The jobs are the care side's: here a file is there, or is being made."""
    lines = shared.file_lines(found)
    return {
        "files": [(line, reverse("report_download", args=[found.pk, line.format])) for line in lines],
        "files_state_url": reverse("report_files", args=[found.pk]),
        "files_again_url": "",
        "files_failed": "",
        "files_awaited": not all(line.ready for line in lines),
        **shared.gate_context(found),
    }


@require(READ)
@require_GET
def file_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a report as a piece of the page, asked for again while they are being made."""
    return render(request, "subsidies/_files.html", _files_context(find_report(request, pk)))


@require(READ)
@require_GET
def download(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    return shared.download(request, find_report(request, pk), file_format)
