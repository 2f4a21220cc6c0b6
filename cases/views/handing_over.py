"""Handing questions over: some of them to one colleague, or a whole caseload divided in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases import absence, casework, sharing_out, triage, waiting
from cases.casework import Move
from cases.forms.team import HandOverAllForm, HandOverForm
from cases.models import Absence, HelpQuestion
from cases.triage import Colleague
from cases.views.answers import said_at
from cases.views.team import of_my_teams
from oco.access import Permission, actor, provider_ids, require
from oco.models import User
from oco.submissions import new_key


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def hand_over(request: HttpRequest) -> HttpResponse:
    """One or several questions (`?vraag=1&vraag=2`) to another supporter, with a note."""
    user, today = actor(request), timezone.localdate()
    asked = [pk for pk in (request.POST or request.GET).getlist("vraag") if pk.isdecimal()]
    questions = list(
        of_my_teams(user).filter(pk__in=asked).select_related("client", "supporter", "provider").order_by("pk")
    )
    if not questions:
        messages.warning(request, "Zet eerst een vinkje bij de vragen die u wilt overdragen.")
        return redirect("team")
    people = triage.colleagues({q.provider_id for q in questions if q.provider_id}, today=today)
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=people)
    if request.method == "POST" and form.is_valid():
        supporter = User.objects.get(pk=form.cleaned_data["supporter"])
        moved: list[HelpQuestion] = []
        with said_at(form):
            moved = casework.hand_over(
                questions=questions, supporter=supporter, note=form.cleaned_data["note"], by=user, today=today
            )
        if form.is_valid():
            what = "1 vraag" if len(moved) == 1 else f"{len(moved)} vragen"
            messages.success(request, f"{what} overgedragen aan {supporter.name}.")
            return redirect("team")
    return render(request, "team/hand_over.html", {"questions": questions, "form": form})


@dataclass(frozen=True)
class Row:
    """One question of the caseload on the page."""

    question: HelpQuestion
    picked: bool
    to: BoundField
    note: BoundField


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def hand_over_all(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole caseload of somebody, as when they leave: to one colleague or divided over several, in one go.

    The button "Verdelen" fills in who gets what and shows it; nothing is written before "Overdragen".
    """
    user, today = actor(request), timezone.localdate()
    mine = of_my_teams(user).filter(supporter_id=pk).select_related("client", "provider")
    questions = list(mine.order_by("client__sort_key", "client_id", "pk"))
    people = triage.colleagues(provider_ids(user, Permission.LEAD_TEAM), today=today)
    person = _of_the_team(pk, people, questions)
    others = [each for each in people if each.user_id != pk]
    form = _form(request, questions, others)
    if request.method == "POST" and form.is_valid():
        dividing = request.POST.get("wat") == "verdelen"
        to = _destinations(form, questions, others, dividing=dividing)
        if dividing:
            filled = {f"to_{question}": str(colleague) for question, colleague in to.items()}
            form = _form(request, questions, others, filled=filled)
        else:
            moved: list[HelpQuestion] = []
            with said_at(form):
                moved = casework.hand_over_all(
                    moves=_moves(form, questions, to), by=user, today=today, key=form.cleaned_data["key"]
                )
            if form.is_valid():
                what = "1 vraag" if len(moved) == 1 else f"{len(moved)} vragen"
                messages.success(request, f"{what} van {person.name} overgedragen.")
                return redirect("team")
    picked = {str(value) for value in form["questions"].value() or []}
    context = {
        "person": person,
        "form": form,
        "rows": [
            Row(each, str(each.pk) in picked, form[f"to_{each.pk}"], form[f"note_{each.pk}"]) for each in questions
        ],
        "waiting": waiting.by_kind(waiting.for_user(person, today=today)) if absence.covers(user, person) else [],
        "stands_in": Absence.objects.for_user(user)
        .filter(replaced_by=person, last_day__gte=today)
        .select_related("user"),
        "today": today,
    }
    return render(request, "team/hand_over_all.html", context)


def _form(
    request: HttpRequest,
    questions: Sequence[HelpQuestion],
    others: Sequence[Colleague],
    *,
    filled: Mapping[str, str] | None = None,
) -> HandOverAllForm:
    """`filled`: who gets what, laid over what was typed."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and filled:
        for name, value in filled.items():
            data[name] = value
    return HandOverAllForm(
        data,
        initial={"questions": [question.pk for question in questions], "key": new_key()},
        questions=questions,
        colleagues={
            provider: [each for each in others if each.provider_id == provider]
            for provider in {question.provider_id for question in questions if question.provider_id}
        },
        dividing=request.POST.get("wat") == "verdelen",
    )


def _of_the_team(pk: int, people: Sequence[Colleague], questions: Sequence[HelpQuestion]) -> User:
    """Somebody of the team, or who left and still has questions of it; 404 otherwise."""
    known = {person.user_id for person in people} | {each.supporter_id for each in questions if each.supporter_id}
    return get_object_or_404(User.objects.filter(pk__in=known), pk=pk)


def _destinations(
    form: HandOverAllForm, questions: Sequence[HelpQuestion], others: Sequence[Colleague], *, dividing: bool
) -> dict[int, int]:
    """Question -> colleague: as chosen at the question, and the rest divided over who was chosen for that.

    `dividing`: all of them anew, for it may be asked again with others.
    """
    chosen = {
        question.pk: 0 if dividing else int(form.cleaned_data[f"to_{question.pk}"] or 0)
        for question in form.picked(questions)
    }
    found = {question: colleague for question, colleague in chosen.items() if colleague}
    rest = [question for question in form.picked(questions) if not chosen[question.pk]]
    for provider in {question.provider_id for question in rest}:
        loads = {
            each.user_id: each.open_count + list(found.values()).count(each.user_id)
            for each in others
            if each.provider_id == provider and str(each.user_id) in form.cleaned_data["among"]
        }
        parts = [sharing_out.Part(each.pk, each.client_id) for each in rest if each.provider_id == provider]
        found |= sharing_out.share_out(parts, loads)
    return found


def _moves(form: HandOverAllForm, questions: Sequence[HelpQuestion], to: Mapping[int, int]) -> list[Move]:
    people = User.objects.in_bulk(set(to.values()))
    return [Move(each, people[to[each.pk]], form.note_of(each)) for each in form.picked(questions) if each.pk in to]
