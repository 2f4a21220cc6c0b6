"""Municipality side: the calendar of the year with last days, questions that are closed, and the agenda of the talk."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oco import audit
from oco.access import Permission, actor, may, require
from oco.keys import whole_number
from oco.models import Municipality
from oco.pdf import PdfUnavailable
from oco.periods import Period
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import agenda, agenda_pdf, arranging, checking, checks, cycle, rounds, threads
from subsidies.accounts import Account, accounts_in, municipalities_of
from subsidies.cycle import Terms
from subsidies.cycle_forms import AgreedForm, ExtensionForm, RemarkForm, TermsForm
from subsidies.models import ActionPoint, FilingTerms, Remark, Thread
from subsidies.scopes import reports_for_user
from subsidies.views.municipality import find_municipality, find_report
from subsidies.views.shared import find_period

READ, CHECK = Permission.READ_RELEASED, Permission.CHECK_REPORTS


# --- the year --------------------------------------------------------------------------------------------------------


@require(READ)
@require_GET
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """All periods of a year of all who account to the municipality."""
    today = timezone.localdate()
    shown = year or today.year
    if not 2000 <= shown <= today.year + 1:
        raise Http404
    places = municipalities_of(actor(request), READ)
    blocks = [
        (account, rounds.lines(account, [shown], today=today)) for place in places for account in accounts_in(place)
    ]
    context = {
        "year": shown,
        "earlier": shown - 1 if shown > 2000 else None,
        "later": shown + 1 if shown <= today.year else None,
        "blocks": blocks,
        "may_set": may(actor(request), CHECK),
        "has_terms": any(rounds.terms_rows(place) for place in places),
    }
    return render(request, "subsidies/municipality/calendar.html", context)


@require(CHECK)
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """When reports are due, from a day on."""
    municipality = find_municipality(request)
    today = timezone.localdate()
    rows = [(row, rounds.terms_of(row)) for row in rounds.terms_rows(municipality)]
    initial = {"valid_from": date(today.year + 1, 1, 1)}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        arranging.set_terms(
            municipality=municipality,
            valid_from=form.cleaned_data["valid_from"],
            terms=form.terms(),
            by=actor(request),
        )
        messages.success(request, "De indientermijnen zijn opgeslagen.")
        return redirect("filing_terms")
    context = {"municipality": municipality, "form": form, "rows": _with_dates(municipality, rows)}
    return render(request, "subsidies/municipality/terms.html", context)


def _with_dates(
    municipality: Municipality, rows: list[tuple[FilingTerms, Terms]]
) -> list[tuple[FilingTerms, list[tuple[Period, date | None]]]]:
    """Each set of terms with the last days that it gives in its first year."""
    codes = ("{}-Q1", "{}-Q2", "{}-H1", "{}-Q3", "{}-Q4", "{}")
    found = []
    for row, held in rows:
        periods = [Period.parse(code.format(row.valid_from.year)) for code in codes]
        found.append((row, [(period, cycle.due_on(period, held)) for period in periods]))
    return found


@require(CHECK)
@require_http_methods(["GET", "POST"])
def extension(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Another last day for one report."""
    account = _find_account(request, organisation)
    period = find_period(code)
    line = rounds.line(account, period, today=timezone.localdate())
    given = line.extension
    form = ExtensionForm(
        request.POST if request.method == "POST" else None,
        initial={"due_on": given.due_on, "reason": given.reason} if given else {},
    )
    if form.is_valid():
        entered = form.cleaned_data
        try:
            arranging.extend(
                account=account, period=period, due_on=entered["due_on"], reason=entered["reason"], by=actor(request)
            )
        except arranging.ArrangementRefused as refusal:
            form.add_error("due_on", str(refusal))
        else:
            messages.success(request, "Het uitstel is opgeslagen. De aanbieder ziet de nieuwe datum.")
            return redirect("calendar_of_year", period.year)
    context = {"account": account, "line": line, "form": form}
    return render(request, "subsidies/municipality/extension.html", context)


def _find_account(request: HttpRequest, slug: str) -> Account:
    for place in municipalities_of(actor(request), READ):
        for account in accounts_in(place):
            if account.organisation.slug == slug:
                return account
    raise Http404


# --- questions -------------------------------------------------------------------------------------------------------


@require(CHECK)
@require_POST
def close_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The municipality has its answer."""
    found = get_object_or_404(Thread.objects.filter(report__in=reports_for_user(actor(request))), pk=pk)
    threads.close(thread=found, by=actor(request))
    messages.success(request, "De vraag is afgesloten.")
    return redirect("report", _newest(found.report).pk)


def _newest(report: Report) -> Report:
    same = Report.objects.filter(
        organisation=report.organisation_id, municipality=report.municipality_id, start=report.start, end=report.end
    )
    return same.order_by("-version")[0]


# --- the talk --------------------------------------------------------------------------------------------------------


@require(CHECK)
@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A remark on one finding, for the agenda."""
    found = find_report(request, pk)
    finding = _find_finding(found, key)
    kept = Remark.objects.filter(report=found, finding=key).first()
    form = RemarkForm(
        request.POST if request.method == "POST" else None,
        parties=agenda.parties_of(found),
        initial={"text": kept.text, "answers": kept.answers} if kept else {},
    )
    if form.is_valid():
        entered = form.cleaned_data
        agenda.remark(
            report=found, finding=finding, text=entered["text"], answers=entered["answers"], by=actor(request)
        )
        messages.success(request, "De agenda is bijgewerkt.")
        return redirect("report_agenda", found.pk)
    context = {"report": found, "finding": finding, "form": form, "kept": kept}
    return render(request, "subsidies/municipality/remark.html", context)


def _find_finding(found: Report, key: str) -> checks.Finding:
    findings = checking.findings_of(found, ReportDocument.from_json(found.released.data))
    finding = next((each for each in findings if each.key == key), None)
    if finding is None:
        raise Http404
    return finding


@require(READ)
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda of the talk about a report, and what is agreed at it."""
    found = find_report(request, pk)
    may_write = may(actor(request), CHECK)
    form = AgreedForm(request.POST if request.method == "POST" else None, parties=agenda.parties_of(found))
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    if form.is_valid():
        entered = form.cleaned_data
        agenda.agree(
            report=found,
            kind=ActionPoint.Kind(entered["kind"]),
            text=entered["text"],
            owner=entered["owner"],
            due_on=entered["due_on"],
            by=actor(request),
        )
        messages.success(request, "De afspraak staat op de agenda.")
        return redirect("report_agenda", found.pk)
    context = {"report": found, "agenda": _agenda(found), "form": form, "may_write": may_write}
    return render(request, "subsidies/municipality/agenda.html", context)


def _agenda(found: Report) -> agenda.Agenda:
    document = ReportDocument.from_json(found.released.data)
    return agenda.of_report(found, document, checking.findings_of(found, document), today=timezone.localdate())


@require(READ)
@require_GET
def talk_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda to print and send."""
    found = find_report(request, pk)
    try:
        content = agenda_pdf.render(_agenda(found))
    except PdfUnavailable as reason:
        messages.error(request, str(reason))
        return redirect("report_agenda", found.pk)
    audit.record("agenda downloaded", by=actor(request), on=found)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"agenda-{found.organisation.slug}-{found.period.code}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(response)
    return response


@require(CHECK)
@require_POST
def finish_point(request: HttpRequest, pk: int) -> HttpResponse:
    """An action is done."""
    places = municipalities_of(actor(request), CHECK)
    point = get_object_or_404(ActionPoint.objects.filter(municipality__in=places), pk=pk)
    agenda.finish(point=point, by=actor(request))
    messages.success(request, "De actie is gedaan.")
    shown = reports_for_user(actor(request)).filter(pk=whole_number(request.POST.get("report")) or 0).first()
    return redirect("report_agenda", (shown or point.report).pk)
