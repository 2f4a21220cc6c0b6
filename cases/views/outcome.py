"""What was found and done on a question, written while the work runs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import outcome
from cases.codes import Moment
from cases.forms.outcome import FoundForm, as_found
from cases.models import HelpQuestion
from cases.views.answers import own_question, said_at
from oco.access import Permission, actor, require


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """The ladder and the tasks; of a closed question only to read."""
    question = own_question(request, pk)
    form = FoundForm(request.POST or None, initial={**as_found(question), "version": question.version})
    current: HelpQuestion | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            outcome.write_found(
                question=question, found=form.found(), by=actor(request), version=form.cleaned_data["version"]
            )
        if form.is_valid():
            messages.success(request, "Opgeslagen wat er is gevonden en gedaan.")
            return redirect("question", pk)
        current = trial.current if isinstance(trial.current, HelpQuestion) else None
    context = {
        "question": question,
        "form": form,
        "ladder": outcome.ladder(outcome.arrangement_of(current or question)),
        "done": _done(current or question),
        "current": current,
    }
    return render(request, "outcome/found.html", context)


def _done(question: HelpQuestion) -> list[tuple[str, list[str]]]:
    """The tasks that were done, below their moments."""
    done = outcome.tasks_of(question)
    moments = [
        (str(moment.label), [str(task.label) for task in done if task in outcome.tasks_of_moment(moment)])
        for moment in Moment
    ]
    return [(moment, tasks) for moment, tasks in moments if tasks]
