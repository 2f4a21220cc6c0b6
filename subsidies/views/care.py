"""Care side: the list of reports, and the page of one: what is open, the draft or what was filed, and the questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oco.access import Permission, actor, may, require
from oco.models import Organisation
from oco.periods import Period
from oco.tabs import Tab
from reporting.documents import NotCounted, ReportDocument
from reporting.models import Report
from subsidies import (
    agenda,
    approval,
    checklist,
    corrections,
    duties,
    filing,
    parts,
    reviews,
    rounds,
    stages,
    threads,
)
from subsidies.accounts import Account, accounts_for
from subsidies.duties import Act, Duty
from subsidies.forms import AnswerForm
from subsidies.models import Message
from subsidies.rounds import Line
from subsidies.stages import PeriodState, Stage, open_for_filing
from subsidies.views.looking_up import duties_of, find_account, find_state, own_providers
from subsidies.views.shared import with_forms
from subsidies.views.versions import files_context

FILE_REPORTS = Permission.FILE_REPORTS


@require(FILE_REPORTS)
@require_GET
def reports(request: HttpRequest, municipality: str = "", organisation: str = "") -> HttpResponse:
    """Per period of this and last year: where it stands."""
    accounts = accounts_for(actor(request))
    if not accounts:
        return render(request, "subsidies/no_account.html")
    account = find_account(request, municipality, organisation) if municipality else accounts[0]
    today = timezone.localdate()
    by_year = stages.states(account, _years(account, today), today=today)
    late = [item for each in accounts for item in rounds.overdue(each, today=today)]
    tabs = [Tab(item.label, reverse("reports_of", args=item.slugs), item == account) for item in accounts]
    context = {"account": account, "years": by_year, "tabs": tabs if len(tabs) > 1 else [], "today": today}
    return render(request, "subsidies/reports.html", context | {"late": late})


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
    line = rounds.line(account, state.period, today=timezone.localdate())
    held = duties_of(request, line)
    talks = threads.talks_about(state.report) if state.report else []
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not duties.may(held, Act.ANSWER) or not any(talk.is_open for talk in talks):
            raise PermissionDenied
        if form.is_valid() and _answered(request, talks, form):
            messages.success(request, "Uw antwoord staat bij de vraag. De gemeente kan het nu lezen.")
            return redirect("report", *account.slugs, code)
    document, problem = _document(request, account, state)
    points = _points(request, account, state)
    context = {
        "account": account,
        "state": state,
        "line": line,
        "talks": with_forms(talks, form),
        "may_answer": duties.may(held, Act.ANSWER),
        "may_file": duties.may(held, Act.FILE),
        "may_correct": duties.may(held, Act.CORRECT),
        "may_swap": duties.may(held, Act.SWAP) and open_for_filing(state) and bool(line.parts),
        "own_parts": _own_parts(request, account, line),
        "as_deputy": Duty.DEPUTY in held and Duty.ACCOUNTABLE not in held,
        "document": document,
        "problem": problem,
        "points": points,
        "summary": checklist.summary(points),
        "versions": _versions(account, state.period),
        "own_providers": own_providers(request, account),
        "quality_url": reverse("quality") if may(actor(request), Permission.WORK_ON_QUESTIONS) else "",
        "sent_back": approval.last_sent_back(account, state.period) if state.stage is Stage.CORRECTING else None,
    }
    context["agenda_of"] = state.report if state.report is not None and agenda.has_agenda(state.report) else None
    context["sees_known"] = state.report is not None and bool(account.may_file or context["own_providers"])
    if state.report is not None:
        context |= files_context(account, state.report)
    return render(request, "subsidies/report.html", context)


@dataclass(frozen=True)
class OwnPart:
    """A part that the user can close or reopen; `changed`: something was written after it was closed."""

    part: rounds.Part
    changed: bool


def _own_parts(request: HttpRequest, account: Account, line: Line) -> list[OwnPart]:
    mine = {provider.pk for provider in own_providers(request, account)}
    return [
        OwnPart(part, part.closing is not None and parts.changed_after(account, line.period, part.closing))
        for part in line.parts
        if part.provider.pk in mine
    ]


def _answered(request: HttpRequest, talks: list[threads.Talk], form: AnswerForm) -> bool:
    thread = next((talk.thread for talk in talks if talk.thread.pk == form.cleaned_data["thread"]), None)
    if thread is None:
        raise Http404
    try:
        threads.write(thread=thread, text=form.cleaned_data["answer"], side=Message.Side.PROVIDER, by=actor(request))
    except threads.ThreadRefused as refusal:
        form.add_error("answer", str(refusal))
        return False
    return True


def _points(request: HttpRequest, account: Account, state: PeriodState) -> list[checklist.Point]:
    """The checklist; for who only follows the report, one's own provider's part of it."""
    if not open_for_filing(state):
        return []
    today = timezone.localdate()
    if account.may_file:
        late = checklist.stale(account, state.period)
        return [*checklist.open_points(account, state.period, today=today), *([late] if late else [])]
    mine = own_providers(request, account)
    own = checklist.open_points(account, state.period, today=today, provider=mine[0] if mine else None)
    # What keeps the whole from being filed is said without saying whose it is.
    known = {point.key for point in own}
    every = checklist.open_points(account, state.period, today=today)
    return [*(replace(point, by_provider=()) for point in every if point.blocks and point.key not in known), *own]


def _document(request: HttpRequest, account: Account, state: PeriodState) -> tuple[ReportDocument | None, str]:
    """The filed document, or the draft as it would leave; for who only follows it, without what isn't theirs to see."""
    if not account.may_file:
        mine = own_providers(request, account)
        return draft_of(account, state, mine[0]) if mine and open_for_filing(state) else (None, "")
    if state.report is not None and not open_for_filing(state):
        return ReportDocument.from_json(state.report.released.data), ""
    return draft_of(account, state)


def draft_of(
    account: Account, state: PeriodState, viewer: Organisation | None = None
) -> tuple[ReportDocument | None, str]:
    """The report as it would leave now, with what it would change; or why there is none. `viewer`: as that provider
    may see it, without the reasons, for two providers could work out each other's."""
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
    if state.report is None or viewer is not None:
        return document, ""
    today = timezone.localdate()
    stands = corrections.stands_now(account, state.period, today=today)
    changes = corrections.changes_since(account, state.report, stands, filed_by=None, approved_by=None, today=today)
    return corrections.with_changes(document, changes), ""


def _versions(account: Account, period: Period) -> list[tuple[Report, reviews.Position]]:
    """All filed versions, newest first, with where each stands."""
    rows = list(
        Report.objects.filter(
            organisation=account.organisation,
            municipality=account.municipality,
            start=period.start,
            end=period.end,
        )
        .select_related("filing_note")
        .prefetch_related("reviews")
        .order_by("-version")
    )
    turns = threads.turns_by_period(rows[:1])
    return [
        (row, reviews.position(row.reviews.all(), turns.get(threads.period_key(row), []), newest=row is rows[0]))
        for row in rows
    ]
