"""Instruments on a question: what was measured, and the forms to go through one. For who works on the question
alone: scores are about somebody's health."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import instruments, matrices
from cases.codes import Instrument
from cases.forms.caseload import VersionForm
from cases.forms.instruments import AssessmentForm
from cases.instruments import EDITIONS, PHASE_SLUGS, SLUGS, Edition, editions_of, scores_of
from cases.models import Assessment, HelpQuestion
from cases.views.answers import HalfTyped, half_typed, own_question, said_at
from oco.access import Permission, actor, require
from oco.submissions import new_key

Phase = Assessment.Phase


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    """Every instrument with its matrix, its web and its change."""
    question = own_question(request, pk)
    return render(request, "instruments/results.html", {"question": question, "results": matrices.results(question)})


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def assess(request: HttpRequest, pk: int, instrument: str, phase: str) -> HttpResponse:
    """Goes through an instrument: a new assessment, or the one of this moment once more to correct it."""
    question = own_question(request, pk)
    chosen, moment = _named(instrument, phase)
    known = {row.phase: row for row in question.assessments.filter(instrument=chosen).prefetch_related("scores")}
    existing, start = known.get(moment), known.get(Phase.START)
    editions = _offered(chosen, existing, start)
    draft = f"question-{pk}-{chosen.value.replace('_', '')}{PHASE_SLUGS[moment]}"
    begin = HalfTyped(_as_written(existing)) if existing else _new(request, draft, editions[0])
    form = AssessmentForm(request.POST or None, initial=begin.initial, editions=editions, new=existing is None)
    form.draft, form.kept_at = draft if existing is None else "", begin.kept_at
    current: Assessment | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            _save(request, question, moment, existing, form)
        if form.is_valid():
            messages.success(request, "De meting is opgeslagen.")
            return redirect("assessments", pk)
        current = trial.current if isinstance(trial.current, Assessment) else None
    context = {
        "question": question,
        "form": form,
        "instrument": chosen,
        "phase": moment,
        "existing": existing,
        "other_edition": moment == Phase.END and start is not None and len(editions) > 1,
        "current": current,
        "current_scores": _told(current) if current else [],
        "slugs": (instrument, phase),
    }
    return render(request, "instruments/assess.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def remove(request: HttpRequest, pk: int, instrument: str, phase: str) -> HttpResponse:
    """Asks once more."""
    question = own_question(request, pk)
    chosen, moment = _named(instrument, phase)
    assessment = get_object_or_404(question.assessments, instrument=chosen, phase=moment)
    form = VersionForm(request.POST or None, initial={"version": assessment.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            instruments.remove_assessment(
                assessment=assessment, by=actor(request), version=form.cleaned_data["version"]
            )
        if form.is_valid():
            messages.success(request, "De meting is verwijderd.")
            return redirect("assessments", pk)
    context = {"question": question, "assessment": assessment, "form": form}
    return render(request, "instruments/remove.html", context)


def _named(instrument: str, phase: str) -> tuple[Instrument, Assessment.Phase]:
    """The instrument and the moment that an address names; 404 otherwise."""
    for chosen, slug in SLUGS.items():
        for moment, word in PHASE_SLUGS.items():
            if (slug, word) == (instrument, phase):
                return chosen, moment
    raise Http404


def _offered(instrument: Instrument, existing: Assessment | None, start: Assessment | None) -> list[Edition]:
    """The editions to choose from, first the one that this assessment has, or that makes a pair with the start."""
    like = existing or start
    first = like.edition if like else ""
    return sorted(editions_of(instrument), key=lambda edition: edition.key != first)


def _new(request: HttpRequest, draft: str, edition: Edition) -> HalfTyped:
    initial = {"on": timezone.localdate(), "edition": edition.key, "key": new_key()}
    return half_typed(request, draft, initial)


def _as_written(assessment: Assessment) -> dict[str, object]:
    return {
        "on": assessment.on,
        "edition": assessment.edition,
        "note": assessment.note,
        "version": assessment.version,
        **scores_of(assessment),
    }


def _save(
    request: HttpRequest,
    question: HelpQuestion,
    moment: Assessment.Phase,
    existing: Assessment | None,
    form: AssessmentForm,
) -> None:
    data = form.cleaned_data
    given: dict[str, Any] = {
        "edition": form.chosen_edition(),
        "on": data["on"],
        "scores": form.scores(),
        "note": data["note"],
        "by": actor(request),
        "today": timezone.localdate(),
    }
    if existing is None:
        instruments.record_assessment(question=question, phase=moment, key=data["key"], **given)
    else:
        instruments.edit_assessment(assessment=existing, version=data["version"], **given)


def _told(assessment: Assessment) -> list[tuple[str, int]]:
    """Scores with the names of their domains, for who saved at the same time."""
    scores = scores_of(assessment)
    domains = EDITIONS[assessment.edition].domains
    return [(label, scores[domain]) for domain, label in domains.items() if domain in scores]
