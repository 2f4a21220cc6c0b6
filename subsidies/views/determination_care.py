"""Care side: drawing up the request for determination, sending it, and reading what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oco.access import Permission, actor, require
from oco.periods import Period
from subsidies import stages
from subsidies.accounts import Account
from subsidies.determination import decisions, requests, rules
from subsidies.determination.document import RequestDocument
from subsidies.determination.forms import AnswerForm, ContentForm, FinanceForms, SendForm, StatementForm
from subsidies.determination.requests import RequestRefused
from subsidies.models import AuditorStatement, DeterminationRequest, Grant, SentRequest
from subsidies.stages import Stage
from subsidies.views import determination_files as downloads
from subsidies.views.looking_up import find_account

FILE_REPORTS = Permission.FILE_REPORTS


def find_grant(request: HttpRequest, municipality: str, organisation: str, year: int) -> tuple[Account, Grant]:
    """The grant of the user's account; 404 otherwise, and 403 for who only follows the account."""
    account = find_account(request, municipality, organisation)
    if not account.may_file:
        raise PermissionDenied
    rows = Grant.objects.select_related("organisation", "municipality").prefetch_related(
        "amounts__provider", "instalments", "targets", "sent_requests__returned"
    )
    grant = get_object_or_404(rows, organisation=account.organisation, municipality=account.municipality, year=year)
    return account, grant


def _begun(grant: Grant) -> DeterminationRequest:
    return get_object_or_404(DeterminationRequest.objects.select_related("grant"), grant=grant)


def _correcting(account: Account, grant: Grant) -> bool:
    state = stages.state(account, Period.parse(str(grant.year)), today=timezone.localdate())
    return state is not None and state.stage is Stage.CORRECTING


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest, municipality: str, organisation: str, year: int) -> HttpResponse:
    """Where the determination stands: what is missing, what was sent, and the decision. POST begins the request."""
    account, grant = find_grant(request, municipality, organisation, year)
    if request.method == "POST":
        requests.start(grant=grant, by=actor(request))
        return redirect("determination", *account.slugs, year)
    begun = DeterminationRequest.objects.filter(grant=grant).first()
    context: dict[str, object] = {
        "account": account,
        "grant": grant,
        "begun": begun,
        "position": decisions.position_of(grant),
        "due_on": decisions.due_on(year),
        "today": timezone.localdate(),
        "sent": list(grant.sent_requests.all()),
    }
    if begun is not None:
        begun.grant = grant
        document = requests.build_document(begun)
        points = rules.missing(document, correcting=_correcting(account, grant))
        context |= {
            "document": document,
            "parts": [(part, [point for point in points if point.part == part]) for part in rules.PARTS],
            "may_change": requests.may_change(begun),
            "blocked": any(point.blocks for point in points),
        }
    return render(request, "subsidies/determination/overview.html", context)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def content(request: HttpRequest, municipality: str, organisation: str, year: int) -> HttpResponse:
    """The report on content."""
    account, grant = find_grant(request, municipality, organisation, year)
    begun = _begun(grant)
    initial = {"activities": begun.activities, "differences": begun.differences}
    data, sent_files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ContentForm(data, initial=initial)
    known = {answer.obligation_id: answer for answer in begun.answers.all()}
    answers = [
        AnswerForm(data, sent_files, obligation=obligation, known=known.get(obligation.pk))
        for obligation in grant.obligations.all()
    ]
    checked = [part.is_valid() for part in [form, *answers]]  # all of them, so that every error is shown at once
    if all(checked):
        try:
            requests.write_content(
                request=begun,
                activities=form.cleaned_data["activities"],
                differences=form.cleaned_data["differences"],
                answers=[answer for part in answers if (answer := part.answer())],
                by=actor(request),
            )
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Het inhoudelijk verslag is opgeslagen.")
            return redirect("determination", *account.slugs, year)
    context = {"account": account, "grant": grant, "form": form, "answers": answers}
    context["document"] = requests.build_document(begun)
    context["lost_files"] = bool(request.FILES)  # still here, so something was wrong, and a browser forgets a file
    return render(request, "subsidies/determination/content.html", context)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def finances(request: HttpRequest, municipality: str, organisation: str, year: int) -> HttpResponse:
    """The financial report and the balance sheet."""
    account, grant = find_grant(request, municipality, organisation, year)
    begun = _begun(grant)
    forms = FinanceForms(request.POST if request.method == "POST" else None, requests.finances_of(begun))
    if request.method == "POST" and forms.valid():
        try:
            requests.write_finances(request=begun, finances=forms.finances(), by=actor(request))
        except RequestRefused as refusal:
            forms.note.add_error(None, str(refusal))
        else:
            messages.success(request, "Het financieel verslag en de balans zijn opgeslagen.")
            return redirect("determination", *account.slugs, year)
    context = {"account": account, "grant": grant, "forms": forms}
    return render(request, "subsidies/determination/finances.html", context)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, municipality: str, organisation: str, year: int) -> HttpResponse:
    """The auditor's statement."""
    account, grant = find_grant(request, municipality, organisation, year)
    begun = _begun(grant)
    sent = request.method == "POST"
    form = StatementForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            requests.attach_statement(
                request=begun,
                verdict=data["verdict"],
                firm=data["firm"],
                signed_on=data["signed_on"],
                content=data["content"],
                by=actor(request),
            )
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "De controleverklaring is toegevoegd.")
            return redirect("determination", *account.slugs, year)
    known = AuditorStatement.objects.filter(request=begun).defer("content").first()
    context = {"account": account, "grant": grant, "form": form, "known": known}
    return render(request, "subsidies/determination/statement.html", context)


@require(FILE_REPORTS)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, municipality: str, organisation: str, year: int) -> HttpResponse:
    """Shows the whole request once more, and sends it."""
    account, grant = find_grant(request, municipality, organisation, year)
    begun = _begun(grant)
    form = SendForm(request.POST if request.method == "POST" else None)
    correcting = _correcting(account, grant)
    if form.is_valid():
        try:
            sent = requests.send(request=begun, by=actor(request), correcting=correcting, key=form.cleaned_data["key"])
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Aanvraag {sent.number} is verstuurd. De gemeente krijgt een mail.")
            return redirect("determination", *account.slugs, year)
    document = requests.build_document(begun)
    points = rules.missing(document, correcting=correcting)
    context = {
        "account": account,
        "grant": grant,
        "form": form,
        "document": document,
        "points": points,
        "blocked": any(point.blocks for point in points) or not requests.may_change(begun),
    }
    return render(request, "subsidies/determination/send.html", context)


def _find_sent(grant: Grant, number: int) -> SentRequest:
    return get_object_or_404(SentRequest.objects.select_related("returned"), grant=grant, number=number)


@require(FILE_REPORTS)
@require_GET
def sent(request: HttpRequest, municipality: str, organisation: str, year: int, number: int) -> HttpResponse:
    """A request as it was sent."""
    account, grant = find_grant(request, municipality, organisation, year)
    found = _find_sent(grant, number)
    context = {
        "account": account,
        "grant": grant,
        "sent": found,
        "document": RequestDocument.from_json(found.data),
        "files": downloads.lines(found),
    }
    return render(request, "subsidies/determination/sent.html", context)


@require(FILE_REPORTS)
@require_GET
def file(
    request: HttpRequest, municipality: str, organisation: str, year: int, number: int, kind: str, place: int
) -> HttpResponse:
    _, grant = find_grant(request, municipality, organisation, year)
    return downloads.download(request, _find_sent(grant, number), kind, place)


@require(FILE_REPORTS)
@require_POST
def files_again(request: HttpRequest, municipality: str, organisation: str, year: int, number: int) -> HttpResponse:
    """Asks once more for files that could not be made."""
    account, grant = find_grant(request, municipality, organisation, year)
    downloads.again(_find_sent(grant, number), by=actor(request))
    return redirect("determination_sent", *account.slugs, year, number)


@require(FILE_REPORTS)
@require_GET
def letter(request: HttpRequest, municipality: str, organisation: str, year: int) -> HttpResponse:
    _, grant = find_grant(request, municipality, organisation, year)
    decision = getattr(grant, "determination", None)
    if decision is None:
        raise Http404
    return downloads.letter(request, decision)
