"""Care side: whether one question, hour line or client counts, test by test; and the records behind a figure."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cases.models import Client, Contact, HelpQuestion
from oco.access import Permission, actor, require
from oco.models import FrontDoor
from oco.periods import Period, PeriodKind
from reporting import facts, own, record_lists
from reporting.counts_forms import BehindForm, PeriodForm
from reporting.facts import Group

READ = Permission.READ_QUESTIONS
PER_PAGE = 50


@require_safe
@require(READ)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("client", "provider", "front_door__municipality", "front_door__partnership")
    row = get_object_or_404(HelpQuestion.objects.for_user(actor(request)).select_related(*related), pk=pk)
    form = _period_form(request)
    groups = facts.of_question(row, form.period(), today=timezone.localdate())
    return _counts(request, form, groups, row.front_door, f"Vraag {row.number}", reverse("question", args=[row.pk]))


@require_safe
@require(READ)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("question", "provider", "front_door__municipality", "front_door__partnership")
    row = get_object_or_404(Contact.objects.for_user(actor(request)).select_related(*related), pk=pk)
    form = _period_form(request)
    groups = facts.of_contact(row, form.period(), today=timezone.localdate())
    about = f"{row.get_activity_display()} bij vraag {row.question.number}"
    return _counts(request, form, groups, row.front_door, about, reverse("question", args=[row.question_id]))


@require_safe
@require(READ)
def client(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("front_door__municipality", "front_door__partnership")
    row = get_object_or_404(Client.objects.for_user(actor(request)).select_related(*related), pk=pk)
    form = _period_form(request)
    groups = facts.of_client(row, form.period(), user=actor(request), today=timezone.localdate())
    return _counts(request, form, groups, row.front_door, f"Cliënt {row.number}", reverse("client", args=[row.pk]))


def _period_form(request: HttpRequest) -> PeriodForm:
    """`?periode=2026-Q3`; without it the running quarter. 404 for one that isn't there."""
    today = timezone.localdate()
    asked = request.GET.get("periode", Period.containing(today, PeriodKind.QUARTER).code)
    form = PeriodForm({"periode": asked}, periods=own.periods_until(today))
    if not form.is_valid():
        raise Http404
    return form


def _counts(
    request: HttpRequest, form: PeriodForm, groups: list[Group], door: FrontDoor, about: str, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "period": form.period(),
        "counting": [group for group in groups if group.answer.counts and not group.unknown],
        "others": [group for group in groups if not group.answer.counts and not group.unknown],
        "unseen": [group for group in groups if group.unknown],
        "municipality": door.municipality,
        "about": about,
        "back": back,
    }
    return render(request, "reports/counts.html", context)


@require_safe
@require(Permission.SEE_FIGURES)
def records(request: HttpRequest) -> HttpResponse:
    """`?organisatie=…&periode=…&cijfer=questions_received&uitsplitsing=channel&waarde=gp`: the records behind a figure
    of one's own provider; without `cijfer` the questions received."""
    today = timezone.localdate()
    data = {"cijfer": "questions_received"} | {name: request.GET[name] for name in BehindForm.asked & set(request.GET)}
    form = BehindForm(data, accounts=own.accounts_of(actor(request)), periods=own.periods_until(today))
    if not form.is_valid() or not form.account().own:
        raise Http404
    account, period, key = form.account(), form.period(), form.key()
    found = record_lists.behind(account, period, key, user=actor(request), today=today)
    page = Paginator(found.visible, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "account": account,
        "period": period,
        "found": found,
        "page_obj": page,
        "lines": found.lines(list(page.object_list)),
        "query": urlencode(form.asked_for()),
        "back": f"{reverse('figures')}?{urlencode({'organisatie': account.code, 'periode': period.code})}",
    }
    return render(request, "reports/records.html", context)
