"""Acts on one question beside the hours: each a page with one form, so that it works without a script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import casework, earlier, matrices, outcome, people
from cases.codes import Channel, Fits, Outcome, OverGuidelineReason
from cases.forms.caseload import (
    CloseForm,
    EditQuestionForm,
    NewQuestionForm,
    ReasonForm,
    ReopenForm,
    VersionForm,
)
from cases.forms.outcome import as_found
from cases.models import Client, HelpQuestion, WlzIndication
from cases.norms import domain_label, domains_on
from cases.own_supporter import is_set_aside
from cases.rules import Guideline, guideline, may_reopen, reopen_until
from cases.views.answers import HalfTyped, half_typed, own_question, said_at
from oco.access import Permission, actor, require
from oco.closing import filed_period
from oco.submissions import new_key


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    form = VersionForm(request.POST)
    question = own_question(request, pk)
    if form.is_valid():
        with said_at(form):
            casework.take(question=question, by=actor(request), version=form.cleaned_data["version"])
    if form.is_valid():
        messages.success(request, "De vraag staat op uw naam.")
    elif is_set_aside(question.client, actor(request)):
        messages.error(request, "Deze cliënt vroeg om een andere ondersteuner. Een collega kan de vraag op zich nemen.")
    else:
        messages.error(request, "Een collega was u voor. Kijk hieronder hoe de vraag er nu voor staat.")
    return redirect("question", pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording and the life domains; of two who edit at once the second sees both."""
    question = own_question(request, pk)
    mine = [each.domain for each in question.domains.all()]
    domains = domains_on(question.front_door, question.received_on) | {key: domain_label(key) for key in mine}
    initial = {"text": question.text, "domains": mine, "version": question.version}
    form = EditQuestionForm(request.POST or None, initial=initial, domains=domains)
    current: HelpQuestion | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form, day_field="domains") as trial:
            casework.edit_question(
                question=question,
                text=form.cleaned_data["text"],
                domains=form.cleaned_data["domains"],
                by=actor(request),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("question", pk)
        current = trial.current if isinstance(trial.current, HelpQuestion) else None
    context = {
        "question": question,
        "form": form,
        "current": current,
        "current_domains": [domain_label(each.domain) for each in current.domains.all()] if current else [],
    }
    return render(request, "caseload/edit.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """How it ended, and what nobody asked yet: each thing once, and never required."""
    question = own_question(request, pk)
    minutes = casework.minutes_of(question)
    above = guideline(minutes=minutes, guideline_minutes=question.guideline_minutes) is Guideline.ABOVE
    has = list(question.client.target_groups.values_list("target_group_id", flat=True))
    form = CloseForm(
        request.POST or None,
        initial={**as_found(question), **_as_closing(question), "target_groups": [str(pk) for pk in has]},
        above=above,
        groups=list(people.target_groups(question.front_door_id, chosen=has)),
        received_filed=filed_period(question.front_door_id, question.received_on) is not None,
    )
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            casework.close(
                question=question,
                closing=_closing(form),
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, f"Vraag {question.number} is afgesloten.")
            return redirect("question", pk)
    context = {
        "question": question,
        "form": form,
        "minutes": minutes,
        "above": above,
        "known": _known(question, form),
        "ends_missing": matrices.ends_missing(matrices.results(question)),
    }
    return render(request, "caseload/close.html", context)


def _as_closing(question: HelpQuestion) -> dict[str, object]:
    return {
        "on": timezone.localdate(),
        "version": question.version,
        "outcome": Outcome.WLZ if WlzIndication.objects.filter(question=question).exists() else "",
        "reason": question.over_guideline_reason,
        "reason_note": question.over_guideline_note,
        "score": "",
        "fits": "",
        "survey_consent": "",
        "how_found": question.how_found,
    }


def _closing(form: CloseForm) -> casework.Closing:
    data = form.cleaned_data
    return casework.Closing(
        on=data["on"],
        outcome=Outcome(data["outcome"]),
        reason=OverGuidelineReason(data["reason"]) if data.get("reason") else None,
        reason_note=data.get("reason_note", ""),
        score=data["score"],
        fits=Fits(data["fits"]) if data["fits"] else None,
        survey_consent=data["survey_consent"],
        found=form.found(),
    )


def _known(question: HelpQuestion, form: CloseForm) -> dict[str, str]:
    """What is known of each thing that is asked for, in a line; empty where it is still to ask."""
    groups = form.initial["target_groups"]
    return {
        "arrangement": ", ".join(str(step.label) for step in outcome.arrangement_of(question)),
        "tasks": ", ".join(str(task.label) for task in outcome.tasks_of(question)),
        "how_found": question.get_how_found_display(),
        "target_groups": ", ".join(group.name for pk, group in form.groups.items() if pk in groups),
    }


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    question = own_question(request, pk)
    form = ReopenForm(request.POST or None, initial={"version": question.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            casework.reopen(
                question=question,
                reason=form.cleaned_data["reason"],
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De vraag is weer open.")
            return redirect("question", pk)
    closed_on = question.closed_on
    context = {
        "question": question,
        "form": form,
        "until": reopen_until(closed_on) if closed_on else None,
        "can_reopen": closed_on is not None and may_reopen(closed_on=closed_on, today=timezone.localdate()),
    }
    return render(request, "caseload/reopen.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def give_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a question takes more hours than the guideline, said while it runs."""
    question = own_question(request, pk)
    initial = {
        "reason": question.over_guideline_reason,
        "reason_note": question.over_guideline_note,
        "version": question.version,
    }
    form = ReasonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            casework.give_reason(
                question=question,
                reason=OverGuidelineReason(form.cleaned_data["reason"]),
                note=form.cleaned_data["reason_note"],
                by=actor(request),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De reden is opgeslagen.")
            return redirect("question", pk)
    minutes = casework.minutes_of(question)
    return render(request, "caseload/reason.html", {"question": question, "form": form, "minutes": minutes})


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A new question out of this one."""
    question = own_question(request, pk)
    return _new_question(request, question.client, follows=question)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def new_question(request: HttpRequest, pk: int) -> HttpResponse:
    """A new question of a known client."""
    clients = Client.objects.for_user(actor(request)).select_related("front_door")
    return _new_question(request, get_object_or_404(clients, pk=pk), follows=None)


def _new_question(request: HttpRequest, client: Client, *, follows: HelpQuestion | None) -> HttpResponse:
    today = timezone.localdate()
    domains = domains_on(client.front_door, today)
    begin = HalfTyped({"received_on": today, "key": new_key()})
    if follows is not None:
        begin.initial["how_found"] = follows.how_found
        begin = half_typed(request, f"question-{follows.pk}-next", begin.initial, several=frozenset({"domains"}))
    form = NewQuestionForm(request.POST or None, initial=begin.initial, domains=domains)
    form.draft, form.kept_at = f"question-{follows.pk}-next" if follows else "", begin.kept_at
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made: list[HelpQuestion] = []
        with said_at(form, day_field="received_on"):
            new = casework.NewForClient(
                text=data["text"],
                domains=tuple(data["domains"]),
                channel=Channel(data["channel"]),
                received_on=data["received_on"],
                urgent=data["urgent"],
                how_found=data["how_found"],
            )
            made = casework.new_question(
                client=client, new=new, by=actor(request), today=today, follows=follows, key=data["key"]
            )
        if form.is_valid():
            messages.success(request, "De nieuwe vraag is opgeslagen.")
            seen = HelpQuestion.objects.for_user(actor(request)).filter(pk__in=[each.pk for each in made]).first()
            return redirect("question", seen.pk) if seen else redirect("client", client.pk)
    context = {
        "client": client,
        "follows": follows,
        "form": form,
        "earlier": earlier.summary_of(follows) if follows else None,
    }
    return render(request, "caseload/new_question.html", context)
