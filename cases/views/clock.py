"""The clock of a question: not reached, a pause, waiting on somebody else."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import attempts, caseload, clock, people
from cases.acts import Refused
from cases.codes import PauseReason, ReachChannel, TermKind
from cases.forms.caseload import VersionForm
from cases.forms.clock import AttemptForm, PauseForm, WaitForm
from cases.models import HelpQuestion, ReachAttempt
from cases.rules import pause_from
from cases.views.answers import own_question, said_at
from oco.access import Permission, actor, require
from oco.closing import PeriodFiled
from oco.submissions import new_key
from oco.templatetags.oco import plural

USUAL_PAUSE = timedelta(days=14)
USUAL_WAIT = timedelta(days=28)


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def not_reached(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the client wasn't reached, now. Answers with the row of today where the click came from there."""
    question = own_question(request, pk)
    form = AttemptForm(request.POST)
    if form.is_valid():
        with said_at(form):
            attempts.write_attempt(
                question=question,
                by=actor(request),
                today=timezone.localdate(),
                channel=ReachChannel(form.cleaned_data["channel"] or ReachChannel.PHONE),
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
            )
    if not form.is_valid():
        return _back(request, question, problem=_first_mistake(form))
    return _back(request, question, said="Niet bereikt: het staat in het verloop.")


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong click undone."""
    reachable = ReachAttempt.objects.for_user(actor(request)).select_related("question", "event")
    attempt = get_object_or_404(reachable, pk=pk)
    question = own_question(request, attempt.question_id)
    try:
        attempts.take_back_attempt(attempt=attempt, by=actor(request), today=timezone.localdate())
    except Refused as refusal:
        return _back(request, question, problem=str(refusal))
    return _back(request, question, said="De poging is ongedaan gemaakt.")


def _back(request: HttpRequest, question: HelpQuestion, *, said: str = "", problem: str = "") -> HttpResponse:
    """To where the click came from: the row of today, the page of today, or the question."""
    if request.headers.get("HX-Request") == "true":
        return today_row(request, question.pk, said=said, problem=problem)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, said)
    return redirect("today") if request.POST.get("terug") == "vandaag" else redirect("question", question.pk)


def _first_mistake(form: AttemptForm) -> str:
    return next((str(errors[0]) for errors in form.errors.values()), "")


def today_row(request: HttpRequest, pk: int, *, saved: int = 0, said: str = "", problem: str = "") -> HttpResponse:
    """The row of one question on "Vandaag", after something was written in it."""
    user, today = actor(request), timezone.localdate()
    questions = people.with_safety(
        caseload.with_tries(caseload.with_work(HelpQuestion.objects.for_user(user).filter(pk=pk)))
    )
    (row,) = caseload.rows(questions.select_related("client", "provider", "front_door"), today=today)
    context = {"row": row, "today": today, "saved": saved, "said": said, "problem": problem, "row_key": new_key()}
    if said or problem:
        context["clock"] = clock.standing(row.question, user=user, today=today)
    return render(request, "caseload/_row.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """`?reden=unreachable` or `client_asked` chooses the reason."""
    question, today = own_question(request, pk), timezone.localdate()
    reach = attempts.reach_of(question)
    held = {each.term for each in clock.still_now(question, today=today)}
    running = [term for term in clock.running(question, today=today) if term not in held]
    if not running and request.method == "GET":
        messages.info(request, "Er loopt nu geen termijn die kan stilstaan.")
        return redirect("question", pk)
    # Of a term that was met meanwhile the refusal says so.
    choices = running if request.method == "GET" else list(TermKind)
    initial = {"terms": running, "key": new_key(), **_begin(request.GET.get("reden", ""), reach, today)}
    form = PauseForm(request.POST or None, initial=initial, running=choices, reason_help=_reason_help(reach))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="from_on"):
            clock.pause(
                question=question,
                terms=[TermKind(term) for term in data["terms"]],
                reason=PauseReason(data["reason"]),
                from_on=data["from_on"],
                until_on=data["until_on"],
                note=data["note"],
                by=actor(request),
                today=today,
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, "De termijn staat stil. De nieuwe laatste dag staat bij de vraag.")
            return redirect("question", pk)
    return render(request, "clock/pause.html", {"question": question, "form": form, "reach": reach})


def _begin(reason: str, reach: attempts.Reach, today: date) -> dict[str, object]:
    """With a reason the days that go with it; what a client asked for is theirs to say."""
    if reason not in PauseReason.values:
        return {"from_on": today}
    earliest = pause_from(PauseReason(reason), attempts_on=reach.counted_on, needed=reach.needed, today=today)
    until = today + USUAL_PAUSE if reason == PauseReason.UNREACHABLE else None
    return {"reason": reason, "from_on": earliest or today, "until_on": until}


def _reason_help(reach: attempts.Reach) -> str:
    needed = plural(reach.needed, "poging,pogingen")
    return f"Niet bereikt: kan na {needed}, minstens een uur na elkaar. Er zijn er {reach.counted}."


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    question = own_question(request, pk)
    try:
        clock.resume(question=question, by=actor(request), today=timezone.localdate())
        messages.success(request, "De termijn loopt weer.")
    except (Refused, PeriodFiled) as refusal:
        messages.error(request, str(refusal))
    return redirect("question", pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets on what a question waits and when to look again; also to put that day off."""
    question, today = own_question(request, pk), timezone.localdate()
    later = question.look_again_on if question.look_again_on and question.look_again_on > today else None
    initial = {
        "waits_for": question.waits_for,
        "look_again_on": later or today + USUAL_WAIT,
        "version": question.version,
    }
    form = WaitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_at(form, day_field="look_again_on"):
            clock.wait(
                question=question,
                waits_for=form.cleaned_data["waits_for"],
                look_again_on=form.cleaned_data["look_again_on"],
                by=actor(request),
                today=today,
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "Op die dag staat de vraag bij ‘Wacht op u’.")
            return redirect("question", pk)
    return render(request, "clock/wait.html", {"question": question, "form": form, "today": today})


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def end_waiting(request: HttpRequest, pk: int) -> HttpResponse:
    question = own_question(request, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        with said_at(form):
            clock.end_waiting(question=question, by=actor(request), version=form.cleaned_data["version"])
    if form.is_valid():
        messages.success(request, "De vraag wacht niet meer op een ander.")
    else:
        messages.error(request, "Er is intussen iets gewijzigd. Kijk hieronder hoe de vraag er nu voor staat.")
    return redirect("question", pk)
