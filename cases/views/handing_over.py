"""Handing questions over: some of them to one colleague, or a whole caseload divided in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases import absence, casework, leaving, sharing_out, triage, waiting
from cases.casework import Move
from cases.forms.team import HandOverAllForm, HandOverForm
from cases.leaving import Rest
from cases.models import HelpQuestion
from cases.triage import Colleague
from cases.views.answers import said_at
from cases.views.team import of_my_teams
from oco import leaving as oco_leaving
from oco.access import Permission, actor, provider_ids, require
from oco.forms import LeavingForm
from oco.keys import whole_number
from oco.models import Organisation, User
from oco.models.people import Role
from oco.submissions import new_key

# Of whom a team leader may say that they leave; of a fellow leader or an administrator, an administrator does.
WORKING_ROLES_OF_A_TEAM = frozenset({Role.COUNTER, Role.SUPPORTER, Role.COORDINATOR})


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def hand_over(request: HttpRequest) -> HttpResponse:
    """One or several questions (`?vraag=1&vraag=2`) to another supporter, with a note."""
    user, today = actor(request), timezone.localdate()
    asked = [key for sent in (request.POST or request.GET).getlist("vraag") if (key := whole_number(sent))]
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
    providers = provider_ids(user, Permission.LEAD_TEAM)
    people = triage.colleagues(providers, today=today)
    rest = leaving.rest_of(pk, providers, today=today)
    person = _of_the_team(pk, people, questions, rest)
    others = [each for each in people if each.user_id != pk]
    form = _form(request, questions, others, rest, person)
    if request.method == "POST" and form.is_valid():
        dividing = request.POST.get("wat") == "verdelen"
        to = _destinations(form, questions, others, dividing=dividing)
        if dividing:
            filled = {f"to_{question}": str(colleague) for question, colleague in to.items()}
            form = _form(request, questions, others, rest, person, filled=filled | _along(rest, questions, to, form))
        else:
            moved = 0
            with said_at(form):
                moved = _hand_over(form, questions, to, by=user, today=today)
            if form.is_valid():
                what = "1 vraag" if moved == 1 else f"{moved} vragen" if moved else "Werk"
                messages.success(request, f"{what} van {person.name} overgedragen.")
                return redirect("team")
    picked = {str(value) for value in form["questions"].value() or []}
    last_day = oco_leaving.last_day(person, Organisation.objects.filter(pk__in=providers), today=today)
    context = {
        "person": person,
        "form": form,
        "rows": [
            Row(each, str(each.pk) in picked, form[f"to_{each.pk}"], form[f"note_{each.pk}"]) for each in questions
        ],
        "waiting": waiting.by_kind(waiting.for_user(person, today=today)) if absence.covers(user, person) else [],
        "fixed": [(each, form[f"fixed_{each.pk}"]) for each in rest.fixed],
        "stands_in": [(each, form[f"stands_{each.pk}"]) for each in rest.stands_in],
        "last_day": last_day,
        "may_set_last_day": last_day is None and any(each.user_id == pk for each in people),
        "today": today,
    }
    return render(request, "team/hand_over_all.html", context)


def _form(
    request: HttpRequest,
    questions: Sequence[HelpQuestion],
    others: Sequence[Colleague],
    rest: Rest,
    person: User,
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
            for provider in _providers_of(questions, rest)
        },
        rest=rest,
        person=person,
        dividing=request.POST.get("wat") == "verdelen",
    )


def _providers_of(questions: Sequence[HelpQuestion], rest: Rest) -> set[int]:
    found = {question.provider_id for question in questions if question.provider_id}
    return found | {each.provider_id for each in rest.fixed} | {each.provider_id for each in rest.stands_in}


def _of_the_team(pk: int, people: Sequence[Colleague], questions: Sequence[HelpQuestion], rest: Rest) -> User:
    """Somebody of the team, or who left and still holds something of it; 404 otherwise."""
    known = {person.user_id for person in people} | ({pk} if questions or rest else set())
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


def _along(
    rest: Rest, questions: Sequence[HelpQuestion], to: Mapping[int, int], form: HandOverAllForm
) -> dict[str, str]:
    """What goes with the division: a client's fixed contact person is who gets their question; else, and for who is
    stood in for, the first of those over whom it is divided."""
    of_client = {each.client_id: to[each.pk] for each in questions if each.pk in to}
    among = [int(each) for each in form.cleaned_data["among"]]
    filled = {}
    for contact in rest.fixed:
        if supporter := of_client.get(contact.client_id) or next(iter(among), None):
            filled[f"fixed_{contact.pk}"] = str(supporter)
    for away in rest.stands_in:
        if supporter := next((each for each in among if each != away.user_id), None):
            filled[f"stands_{away.pk}"] = str(supporter)
    return filled


def _hand_over(
    form: HandOverAllForm, questions: Sequence[HelpQuestion], to: Mapping[int, int], *, by: User, today: date
) -> int:
    fixed, stands_in = form.rest_to()
    people = User.objects.in_bulk({*fixed.values(), *stands_in.values()})
    return leaving.hand_over(
        moves=_moves(form, questions, to),
        fixed={each: people[supporter] for each, supporter in fixed.items()},
        stands_in={each: people[supporter] for each, supporter in stands_in.items()},
        by=by,
        today=today,
        key=form.cleaned_data["key"],
    )


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def last_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the team leaves: their last day there, or now. Then what they hold is handed over."""
    user, today = actor(request), timezone.localdate()
    providers = provider_ids(user, Permission.LEAD_TEAM)
    person = _of_the_team(pk, triage.colleagues(providers, today=today), [], Rest([], []))
    form = LeavingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = oco_leaving.carry_out(
                user=person,
                organisations=Organisation.objects.filter(pk__in=providers),
                day=form.day,
                by=user,
                today=today,
                only=WORKING_ROLES_OF_A_TEAM,
            )
        except oco_leaving.LeavingRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, said)
            return redirect("hand_over_all", pk=pk) if _holds(user, pk, providers, today) else redirect("team")
    return render(request, "team/last_day.html", {"person": person, "form": form})


def _holds(user: User, pk: int, providers: frozenset[int], today: date) -> bool:
    return of_my_teams(user).filter(supporter_id=pk).exists() or bool(leaving.rest_of(pk, providers, today=today))


def _moves(form: HandOverAllForm, questions: Sequence[HelpQuestion], to: Mapping[int, int]) -> list[Move]:
    people = User.objects.in_bulk(set(to.values()))
    return [Move(each, people[to[each.pk]], form.note_of(each)) for each in form.picked(questions) if each.pk in to]
