"""Care side: from open points to a report that is filed or put forward, and opening a filed one for correction."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import HelpQuestion
from oco import acting, submissions
from oco.access import Permission, actor, require
from oco.acting import Purpose
from reporting.documents import NotCounted
from subsidies import approval, approvers, checklist, checklist_rules, data_note, filing, parts, rounds
from subsidies.accounts import Account
from subsidies.duties import Act, Duty
from subsidies.filing import FilingRefused
from subsidies.forms import CorrectionForm, FileForm
from subsidies.models import FilingNote
from subsidies.stages import PeriodState, open_for_filing
from subsidies.views.looking_up import duties_of, find_account, find_state, find_to_act_on

FILE_REPORTS = Permission.FILE_REPORTS


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """Asks once more what is handed in, and hands it in."""
    account, state = find_to_act_on(request, municipality, organisation, code, act=Act.FILE)
    line = rounds.line(account, state.period, today=timezone.localdate())
    held = duties_of(request, line)
    version = state.report.version + 1 if state.report else 1
    earlier = filing.reason_of_correction(account.organisation, account.municipality, state.period)
    sent = request.POST if request.method == "POST" else None
    to_file = open_for_filing(state) and state.proposal is None
    points = checklist.open_points(account, state.period, today=timezone.localdate()) if to_file else []
    left = data_note.left(points)
    form = FileForm(
        sent,
        version=version,
        something_left=bool(left),
        parts_missing=bool(line.missing) and state.report is None,
        initial={"reason": earlier},
    )
    if sent is not None and not open_for_filing(state) and _handled_before(request, form):
        return redirect("report", *account.slugs, code)
    colleagues = approvers.others(account.organisation, actor(request)) if state.report else []
    if form.is_valid() and colleagues and _proposed(request, account, state, form):
        return redirect("report", *account.slugs, code)
    if form.is_valid() and not colleagues:
        try:
            filed = filing.file_report(
                organisation=account.organisation,
                municipality=account.municipality,
                period=state.period,
                reason=form.cleaned_data.get("reason", ""),
                data_note=form.cleaned_data.get("data_note", ""),
                without_parts=form.cleaned_data.get("without_parts", ""),
                filed_as=filed_as(held),
                by=actor(request),
                key=form.cleaned_data["key"],
            )
        except (FilingRefused, NotCounted) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"Versie {filed.version} is ingediend. Na de controle op herleidbaarheid krijgt de gemeente een mail.",
            )
            return redirect("report", *account.slugs, code)
    context = {"account": account, "state": state, "form": form, "version": version, "points": points, "line": line}
    context["as_deputy"] = filed_as(held) is FilingNote.FiledAs.DEPUTY
    context["missing"] = parts.missing_words(line) if state.report is None else ""
    context["colleagues"] = colleagues
    context["blocked"] = not to_file or any(point.blocks for point in points)
    return render(request, "subsidies/file.html", context)


def _proposed(request: HttpRequest, account: Account, state: PeriodState, form: FileForm) -> bool:
    """Puts a correction forward to the colleagues who can approve it."""
    try:
        approval.propose(
            organisation=account.organisation,
            municipality=account.municipality,
            period=state.period,
            reason=form.cleaned_data["reason"],
            data_note=form.cleaned_data.get("data_note", ""),
            by=actor(request),
            key=form.cleaned_data["key"],
        )
    except FilingRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "De correctie ligt ter goedkeuring. Een collega kan haar nu indienen.")
    return True


def filed_as(held: frozenset[Duty]) -> FilingNote.FiledAs:
    """In which part of the round somebody files: the partnership's own people before its providers."""
    if Duty.ACCOUNTABLE in held:
        return FilingNote.FiledAs.ACCOUNTABLE
    return FilingNote.FiledAs.LEAD if Duty.LEAD in held else FilingNote.FiledAs.DEPUTY


def _handled_before(request: HttpRequest, form: FileForm) -> bool:
    """Whether this very form was sent before: the second press finds the report filed, and is no error."""
    form.is_valid()
    key = form.cleaned_data.get("key")
    return key is not None and bool(submissions.earlier_result(key, by=actor(request)))


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, municipality: str, organisation: str, code: str) -> HttpResponse:
    """Opens a filed period, and says which other periods that opens."""
    account, state = find_to_act_on(request, municipality, organisation, code, act=Act.CORRECT)
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
@acting.purpose(Purpose.COUNT)
def point(request: HttpRequest, municipality: str, organisation: str, code: str, key: str) -> HttpResponse:
    """The questions behind a point of the checklist, for who may read them; others see how many there are."""
    account = find_account(request, municipality, organisation)
    state = find_state(account, code)
    rule = checklist_rules.BY_KEY.get(key)
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
