"""The monthly list of whose data may go, its two approvals, and the certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.acts import Refused
from cases.forms.retention import ApproveForm, LeaveOutForm
from cases.models import DestructionCertificate, DestructionLine, DestructionList
from cases.retention import approval, certificate, proposal, rules, terms
from cases.retention.approval import Seat
from cases.views.answers import said_at
from oco import acting
from oco.access import Permission, actor, administered_providers, provider_ids, require
from oco.acting import Purpose
from oco.keys import whole_number
from oco.models import Job, Organisation, User

PER_PAGE, MOST_EARLIER = 50, 24
MAY = (Permission.LEAD_TEAM, Permission.ADMINISTER)


@dataclass(frozen=True)
class Account:
    """One provider on the overview. `lists` the newest first."""

    provider: Organisation
    lists: list[DestructionList]  # with `people`, the number of lines
    certificates: dict[int, DestructionCertificate]  # by list
    first_due_on: date | None
    job: Job | None  # the last try to make this month's list
    month: date

    @property
    def current(self) -> DestructionList | None:
        return next((each for each in self.lists if each.status in ("proposed", "approved")), None)

    @property
    def rows(self) -> list[tuple[DestructionList, DestructionCertificate | None]]:
        return [(each, self.certificates.get(each.pk)) for each in self.lists]

    @property
    def has_failed(self) -> bool:
        made = any(each.month == self.month for each in self.lists)
        return not made and self.job is not None and self.job.status == Job.Status.FAILED


@require_safe
@require(*MAY)
def overview(request: HttpRequest) -> HttpResponse:
    """Per provider what waits for approval, and what was done before, with its certificate."""
    user, today = actor(request), timezone.localdate()
    ids = administered_providers(user) | provider_ids(user, Permission.LEAD_TEAM)
    lists: dict[int, list[DestructionList]] = {}
    found = DestructionList.objects.for_user(user).annotate(people=Count("lines"))
    for each in found.filter(month__gte=date(today.year - 2, today.month, 1)):
        lists.setdefault(each.provider_id, []).append(each)
    known = [each.pk for some in lists.values() for each in some]
    certificates = {
        each.of_list_id: each
        for each in DestructionCertificate.objects.filter(of_list__in=known).defer("pdf", "content")
    }
    accounts = [
        Account(
            provider,
            lists.get(provider.pk, [])[:MOST_EARLIER],
            certificates,
            _first_due(provider, today),
            proposal.latest_job(provider.pk, today),
            rules.month_of(today),
        )
        for provider in Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.PROVIDER).order_by("name")
    ]
    return render(request, "retention/overview.html", {"accounts": accounts, "today": today})


@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def _first_due(provider: Organisation, today: date) -> date | None:
    return proposal.first_due_on(provider, terms.terms_of(provider.pk, today))


def _readable(request: HttpRequest, pk: int) -> DestructionList:
    related = ("provider", "lead_by", "admin_by", "job", "certificate")
    return get_object_or_404(DestructionList.objects.for_user(actor(request)).select_related(*related), pk=pk)


@dataclass(frozen=True)
class Shown:
    """A line as the reader may see it: a name for who leads the team, a number for who administers."""

    line: DestructionLine
    name: str
    may_open: bool

    @property
    def term(self) -> str:
        return rules.in_words(self.line.months)


def _shown(user: User, lines: list[DestructionLine], provider: int) -> list[Shown]:
    leads = provider in provider_ids(user, Permission.LEAD_TEAM)
    return [Shown(line, line.client.list_name if leads else "", leads) for line in lines]


@require_safe
@require(*MAY)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def list_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with its lines, what was left out, and who approved."""
    of_list, user = _readable(request, pk), actor(request)
    lines = of_list.lines.select_related("client", "left_out_by")
    page = Paginator(lines.filter(left_out_until__isnull=True), PER_PAGE).get_page(
        whole_number(request.GET.get("pagina"))
    )
    left_out = list(lines.filter(left_out_until__isnull=False)[:PER_PAGE])
    context = {
        "of_list": of_list,
        "rows": _shown(user, list(page.object_list), of_list.provider_id),
        "page_obj": page,
        "left_out": _shown(user, left_out, of_list.provider_id),
        "certificate": getattr(of_list, "certificate", None),
        "seats": approval.seats_of(user, of_list),
        "today": timezone.localdate(),
    }
    return render(request, "retention/list.html", context)


@require_http_methods(["GET", "POST"])
@require(*MAY)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """One of both approvals, of the list as it was read."""
    of_list, user = _readable(request, pk), actor(request)
    seats = approval.seats_of(user, of_list)
    initial = {"fingerprint": of_list.fingerprint, "seat": seats[0].value if seats else ""}
    form = ApproveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form):
            of_list = approval.approve(
                of_list=of_list, seat=Seat(data["seat"]), fingerprint=data["fingerprint"], by=user
            )
        if form.is_valid():
            messages.success(request, _said(of_list))
            return redirect("retention_list", pk)
    people = of_list.lines.filter(left_out_until__isnull=True).count()
    context = {"of_list": of_list, "form": form, "people": people, "seats": seats}
    return render(request, "retention/approve.html", context)


def _said(of_list: DestructionList) -> str:
    if of_list.status == DestructionList.Status.APPROVED:
        return "Beide akkoorden zijn er. De lijst wordt nu uitgevoerd."
    return "Uw akkoord is opgeslagen. Een tweede persoon geeft het andere akkoord."


@require_POST
@require(*MAY)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more to carry out a list of which the job failed."""
    approval.try_again(of_list=_readable(request, pk), by=actor(request))
    return redirect("retention_list", pk)


def _line(request: HttpRequest, pk: int) -> DestructionLine:
    mine = DestructionList.objects.for_user(actor(request)).values("pk")
    found = DestructionLine.objects.filter(of_list__in=mine).select_related("of_list__provider", "client")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
@require(*MAY)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a line off the list, with a reason and until a day."""
    line, user = _line(request, pk), actor(request)
    form = LeaveOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="until"):
            approval.leave_out(
                line=line, until=data["until"], reason=data["reason"].strip(), by=user, today=timezone.localdate()
            )
        if form.is_valid():
            messages.success(request, "De regel is weggelaten. De lijst vraagt opnieuw twee akkoorden.")
            return redirect("retention_list", line.of_list_id)
    (shown,) = _shown(user, [line], line.of_list.provider_id)
    return render(request, "retention/leave_out.html", {"row": shown, "of_list": line.of_list, "form": form})


@require_POST
@require(*MAY)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    try:
        approval.put_back(line=line, by=actor(request))
        messages.success(request, "De regel staat weer op de lijst. De lijst vraagt opnieuw twee akkoorden.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("retention_list", line.of_list_id)


def _certificate(request: HttpRequest, pk: int) -> DestructionCertificate:
    mine = DestructionList.objects.for_user(actor(request)).values("pk")
    return get_object_or_404(DestructionCertificate.objects.filter(of_list__in=mine), pk=pk)


@require_safe
@require(*MAY)
def certificate_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = _certificate(request, pk)
    intact = certificate.checksum_of(found.content) == found.checksum
    context = {"certificate": found, "said": certificate.shown(found), "intact": intact}
    return render(request, "retention/certificate.html", context)


@require_safe
@require(*MAY)
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    found = _certificate(request, pk)
    if found.pdf is None:
        raise Http404
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="verklaring-{found.number}.pdf"'
    return response
