"""The talk with the municipality, and objections and complaints: prepared, printed for the client, followed up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import objections, talks
from cases.codes import Attendance, ObjectionKind
from cases.forms.talks import OF_A_DOMAIN, ObjectionForm, TalkForm, TalkOutcomeForm
from cases.legal_terms import own_plan_by
from cases.models import HelpQuestion, Objection, Talk, TalkDomain
from cases.norms import domain_label, domains_on
from cases.views.answers import half_typed, own_question, said_at
from oco.access import Permission, actor, require
from oco.submissions import new_key

# What fits on two pages in large letters, with lines to write on.
MOST_DOMAINS, MOST_LETTERS = 4, 1000


def _own_talk(request: HttpRequest, pk: int) -> Talk:
    related = ("question__client", "question__front_door", "question__provider", "question__supporter")
    return get_object_or_404(Talk.objects.for_user(actor(request)).select_related(*related), pk=pk)


def _talk_form(request: HttpRequest, question: HelpQuestion, talk: Talk | None) -> TalkForm:
    """One form for a new talk and a known one; what was half-typed of it is taken up."""
    domains = domains_on(question.front_door, question.received_on)
    initial: dict[str, object] = {"key": new_key(), "version": ""}
    if talk is not None:
        initial |= {name: getattr(talk, name) for name in (*talks.Preparation.__dataclass_fields__, "version")}
        for each in talk.domains.all():
            domains = domains | {each.domain: domain_label(each.domain)}
            initial |= {f"{each.domain}-{name}": getattr(each, name) for name, _ in OF_A_DOMAIN}
    name = f"question-{question.pk}-talk"
    begin = half_typed(request, name, initial)
    # A box that was cleared is missing from what was kept.
    if begin.kept_at:
        boxes = ("client_along", "supporter_along", "carer_along")
        begin.initial.update({box: begin.initial.get(box) == "on" for box in boxes})
    form = TalkForm(request.POST or None, initial=begin.initial, domains=domains)
    form.draft, form.kept_at = name, begin.kept_at
    return form


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def talk_new(request: HttpRequest, pk: int) -> HttpResponse:
    question = own_question(request, pk)
    form = _talk_form(request, question, None)
    if request.method == "POST" and form.is_valid():
        made: Talk | None = None
        with said_at(form):
            made = talks.prepare(
                question=question,
                preparation=form.preparation(),
                domains=form.said(),
                by=actor(request),
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, "De voorbereiding is opgeslagen.")
            return redirect("talk", made.pk) if made else redirect("question", pk)
    context = {"question": question, "form": form, "talk": None, "current": None, "earlier": question.talks.all()}
    return render(request, "talks/talk.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The preparation of one talk; of two who edit at once nobody's text is lost."""
    found = _own_talk(request, pk)
    form = _talk_form(request, found.question, found)
    current: Talk | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            talks.edit(
                talk=found,
                preparation=form.preparation(),
                domains=form.said(),
                by=actor(request),
                version=form.cleaned_data["version"] or 0,
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, "De voorbereiding is opgeslagen.")
            return redirect("talk", pk)
        current = trial.current if isinstance(trial.current, Talk) else None
    context = {
        "question": found.question,
        "form": form,
        "talk": found,
        "current": current,
        "current_domains": _domains(current) if current else [],
        "earlier": found.question.talks.exclude(pk=pk).order_by("-pk"),
    }
    return render(request, "talks/talk.html", context)


def _domains(talk: Talk) -> list[tuple[str, TalkDomain]]:
    return [(domain_label(each.domain), each) for each in talk.domains.all()]


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def talk_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own_talk(request, pk)
    initial = {
        "on": found.on or timezone.localdate(),
        "attendance": found.attendance,
        "outcome": found.outcome,
        "version": found.version,
    }
    form = TalkOutcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form):
            talks.write_outcome(
                talk=found,
                on=data["on"],
                attendance=Attendance(data["attendance"]),
                outcome=data["outcome"],
                by=actor(request),
                today=timezone.localdate(),
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "Het verslag staat in het verloop. Vergeet uw uren niet.")
            return redirect("question", found.question_id)
    return render(request, "talks/outcome.html", {"question": found.question, "talk": found, "form": form})


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def talk_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that the client takes along, to print."""
    found = _own_talk(request, pk)
    domains = _domains(found)
    said = "".join(f"{each.goes_well}{each.goes_badly}{each.wants}" for _, each in domains)
    context = {
        "talk": found,
        "question": found.question,
        "domains": domains,
        # Two pages at most: with much to say the letters are smaller and there is no room to write.
        "dense": len(domains) > MOST_DOMAINS or len(said) + len(found.client_wants) > MOST_LETTERS,
        "bring": [line.strip(" -•\t") for line in found.bring.splitlines() if line.strip(" -•\t")],
        "own_plan_by": own_plan_by(reported_on=found.reported_on) if found.reported_on else None,
    }
    return render(request, "talks/sheet.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    question = own_question(request, pk)
    begin = half_typed(request, f"question-{pk}-objection", {"key": new_key(), "kind": ObjectionKind.OBJECTION})
    form = ObjectionForm(request.POST or None, initial=begin.initial)
    form.draft, form.kept_at = f"question-{pk}-objection", begin.kept_at
    if request.method == "POST" and form.is_valid():
        made: Objection | None = None
        with said_at(form):
            made = objections.begin(
                question=question,
                facts=form.facts(),
                by=actor(request),
                today=timezone.localdate(),
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, "Opgeslagen. De laatste dag staat hieronder en komt op Vandaag.")
            return redirect("objection", made.pk) if made else redirect("question", pk)
    context = {"question": question, "form": form, "objection": None, "others": question.objections.all()}
    return render(request, "talks/objection.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection or complaint: its last days, and how it goes on."""
    mine = Objection.objects.for_user(actor(request)).select_related("question__client", "question__front_door")
    found = get_object_or_404(mine, pk=pk)
    today = timezone.localdate()
    initial = {name: getattr(found, name) for name in (*objections.Facts.__dataclass_fields__, "version")}
    form = ObjectionForm(request.POST or None, initial={**initial, "key": new_key()})
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            objections.edit(
                objection=found,
                facts=form.facts(),
                by=actor(request),
                today=today,
                version=form.cleaned_data["version"] or 0,
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("objection", pk)
        found = trial.current if isinstance(trial.current, Objection) else found
    context = {
        "question": found.question,
        "form": form,
        "objection": found,
        "stand": objections.stand_of(found, today=today),
        "words": objections.words(found, today=today),
        "others": found.question.objections.exclude(pk=pk),
        "today": today,
    }
    return render(request, "talks/objection.html", context)
