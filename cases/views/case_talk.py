"""The case talk: the team's list of questions, what was decided, and whether it was done."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import case_talk
from cases.forms.caseload import VersionForm
from cases.forms.team import CaseTalkForm, DecisionForm
from cases.models import CaseTalkItem
from cases.views.answers import own_question, said_at
from oco.access import Permission, actor, require
from oco.submissions import new_key

DONE_SHOWN_DAYS = 60
MOST_DONE = 50


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def agenda(request: HttpRequest) -> HttpResponse:
    """What is on the list, what was decided and isn't done, and what was done of late."""
    today = timezone.localdate()
    related = ("question__client", "question__supporter", "provider", "asked_by")
    own = CaseTalkItem.objects.for_user(actor(request)).select_related(*related)
    done = own.filter(done_on__gte=today - timedelta(days=DONE_SHOWN_DAYS)).order_by("-done_on", "-pk")
    items = list(own.on_the_list().order_by("provider__name", "asked_on", "pk"))
    context = {
        "items": items,
        "several": len({item.provider_id for item in items}) > 1,
        "to_carry_out": own.to_carry_out().order_by("discussed_on", "pk"),
        "done": done[:MOST_DONE],
        "today": today,
    }
    return render(request, "case_talk/agenda.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a question on the list, with what its supporter wants to ask."""
    question = own_question(request, pk)
    form = CaseTalkForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            case_talk.put_on_the_list(
                question=question,
                ask=form.cleaned_data["ask"],
                by=actor(request),
                today=timezone.localdate(),
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, f"Vraag {question.number} staat op de lijst van het caseoverleg.")
            return redirect("question", pk)
    return render(request, "case_talk/ask.html", {"question": question, "form": form})


def _item(request: HttpRequest, pk: int) -> CaseTalkItem:
    items = CaseTalkItem.objects.for_user(actor(request))
    related = ("question__client", "question__supporter", "provider", "asked_by", "decided_by", "done_by")
    return get_object_or_404(items.select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One question on the list: what was asked, and the decision to write."""
    found = _item(request, pk)
    initial = {
        "text": found.decision,
        "note": found.note,
        "on": found.discussed_on or timezone.localdate(),
        "version": found.version,
    }
    form = DecisionForm(request.POST or None, initial=initial)
    current: CaseTalkItem | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form) as trial:
            case_talk.decide(
                item=found,
                decision=case_talk.Decision(data["on"], data["text"], data["note"]),
                by=actor(request),
                today=timezone.localdate(),
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "Het besluit staat in het verloop van de vraag.")
            return redirect("case_talk")
        current = trial.current if isinstance(trial.current, CaseTalkItem) else None
    context = {"item": _item(request, pk), "form": form, "current": current}
    return render(request, "case_talk/item.html", context)


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _item(request, pk), VersionForm(request.POST)
    if form.is_valid():
        with said_at(form):
            case_talk.mark_done(
                item=found, by=actor(request), today=timezone.localdate(), version=form.cleaned_data["version"]
            )
    if form.is_valid():
        messages.success(request, "Het besluit staat als uitgevoerd.")
        return redirect("question", found.question_id)
    messages.error(request, "Dit is intussen veranderd. Kijk hoe het er nu voor staat.")
    return redirect("case_talk_item", pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more before a question goes off the list."""
    found = _item(request, pk)
    form = VersionForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            case_talk.take_off(item=found, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, f"Vraag {found.question.number} is van de lijst gehaald.")
            return redirect("case_talk")
    return render(request, "case_talk/take_off.html", {"item": found, "form": form})
