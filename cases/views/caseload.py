"""A supporter's day: today's work, the page of one question, and time written on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from cases import absence, beside, caseload, clock, earlier, guideline, hours, linking, people, triage, waiting
from cases.caseload import with_work
from cases.codes import Activity
from cases.entries import Glance
from cases.forms.caseload import (
    ContactForm,
    EditContactForm,
    QuickMinutesForm,
    VersionForm,
)
from cases.forms.clock import AttemptForm
from cases.models import Absence, Contact, Evaluation, HelpQuestion, OtherWork, QuestionEvent
from cases.norms import domain_label
from cases.rules import Guideline, may_reopen
from cases.timeline import story
from cases.views.answers import half_typed, own_question, readable_question, said_at
from cases.views.clock import today_row
from cases.views.passing import warn_after_wlz
from cases.weeksheet import Week
from oco import acting, notices
from oco.access import Permission, actor, provider_ids, require
from oco.acting import Purpose
from oco.models import User
from oco.submissions import new_key


def my_open_questions(user: User) -> QuerySet[HelpQuestion]:
    return HelpQuestion.objects.for_user(user).open().filter(supporter=user)


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def today(request: HttpRequest) -> HttpResponse:
    """Vandaag: what can't wait, what waits, what runs, that of whom one stands in for, and how the hours stand."""
    user, day = actor(request), timezone.localdate()
    handed = QuestionEvent.objects.filter(question=OuterRef("pk"), kind=QuestionEvent.Kind.HANDED_OVER)
    mine = people.with_safety(caseload.with_tries(with_work(my_open_questions(user))))
    mine = mine.select_related("client", "provider")
    mine = mine.annotate(
        handed_over=Exists(handed) & ~Exists(Contact.objects.filter(question=OuterRef("pk"), supporter=user))
    )
    monday = day - timedelta(days=day.weekday())
    return render(
        request,
        "caseload/today.html",
        {
            "day": caseload.day_of(list(mine), today=day),
            "today": day,
            "row_key": new_key,
            "waiting": waiting.shown(user, today=day),
            "notices": notices.for_user(user, day),
            "steads": _steads(user, day),
            "week": Week.of(day),
            "week_minutes": sum(
                model.objects.filter(supporter=user, on__gte=monday, on__lte=day).aggregate(n=Sum("minutes"))["n"] or 0
                for model in (Contact, OtherWork)
            ),
        },
    )


@dataclass(frozen=True)
class Stead:
    """A colleague who is away, with their questions as they see them on their own page."""

    absence: Absence
    day: caseload.Day


def _steads(user: User, day: date) -> list[Stead]:
    """Those whom the user stands in for. Two queries, whatever the number."""
    absences = absence.replaced_by(user, today=day)
    if not absences:
        return []
    questions = HelpQuestion.objects.for_user(user).open().filter(absence.questions_of(absences))
    found = list(with_work(questions).select_related("client", "provider"))
    return [Stead(each, caseload.day_of([q for q in found if absence.is_of(each, q)], today=day)) for each in absences]


@dataclass(frozen=True)
class Nudge:
    """Shown from 80 percent of the guideline on."""

    above: bool
    has_reason: bool


def show_question(
    request: HttpRequest, question: HelpQuestion, *, contact_form: ContactForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a question; `contact_form` is one that came back with errors."""
    user, day = actor(request), timezone.localdate()
    fresh = with_work(HelpQuestion.objects.filter(pk=question.pk)).select_related(
        "client__district", "provider", "supporter", "front_door", "follows", "district"
    )
    with acting.purpose(Purpose.RECEIVE):  # the number of the question that it follows
        question = fresh.get()
    (row,) = caseload.rows([question], today=day)
    can_work = question.provider_id in provider_ids(user, Permission.WORK_ON_QUESTIONS)
    if contact_form is None and can_work and question.is_open:
        contact_form = _contact_form(request, question)
    context = {
        "question": question,
        "row": row,
        "today": day,
        "domains": [domain_label(each.domain) for each in question.domains.all()],
        "story": story(question, user=user),
        "evaluation": Evaluation.objects.filter(question=question).first(),
        "followed_by": HelpQuestion.objects.for_user(user).filter(follows=question),
        "earlier": earlier.before(question, user=user),
        "can_work": can_work,
        "can_triage": user_triages(user, question),
        "can_lead": question.provider_id in provider_ids(user, Permission.LEAD_TEAM),
        "can_reopen": question.closed_on is not None and may_reopen(closed_on=question.closed_on, today=day),
        "nudge": Nudge(row.guideline is Guideline.ABOVE, bool(question.over_guideline_reason))
        if row.near_guideline and question.is_open
        else None,
        "contact_form": contact_form,
        "surroundings": people.surroundings_of(linking.records_of(question.client)),
        "quick_minutes": hours.quick_minutes_of(user, today=day) if contact_form else (),
        "clock": clock.standing(question, user=user, today=day) if can_work and question.is_open else None,
        "attempt_form": AttemptForm(auto_id="poging_%s"),
        "pace": guideline.pace_of(question, minutes=row.minutes, today=day),
        "beside": beside.entries(Glance(question, user, day, can_work)),
    }
    return render(request, "caseload/question.html", context, status=status)


def user_triages(user: User, question: HelpQuestion) -> bool:
    return question.front_door.run_by_id in provider_ids(user, Permission.TRIAGE)


@require_safe
@require(Permission.READ_QUESTIONS)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return show_question(request, readable_question(request, pk))


def _contact_form(request: HttpRequest, question: HelpQuestion, data: object = None) -> ContactForm:
    day = timezone.localdate()
    colleagues = triage.colleagues([question.provider_id] if question.provider_id else [], today=day)
    copied = hours.to_copy(question, actor(request), request.GET.get("kopie", "")) if data is None else {}
    begin = half_typed(request, f"question-{question.pk}", {**copied, "on": day, "key": new_key()})
    form = ContactForm(data, initial=begin.initial, colleagues=colleagues, me=actor(request).pk)
    form.draft, form.kept_at = f"question-{question.pk}", begin.kept_at
    return form


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    question = own_question(request, pk)
    form = _contact_form(request, question, request.POST)
    if form.is_valid():
        second = form.cleaned_data["second_supporter"]
        with said_at(form):
            hours.add_contact(
                question=question,
                by=actor(request),
                today=timezone.localdate(),
                on=form.cleaned_data["on"],
                activity=Activity(form.cleaned_data["activity"]),
                minutes=form.cleaned_data["minutes"],
                note=form.cleaned_data["note"],
                second_supporter=User.objects.get(pk=second) if second else None,
                travel_minutes=form.cleaned_data["travel_minutes"] or 0,
                key=form.cleaned_data["key"],
            )
    if form.is_valid():
        messages.success(request, "Opgeslagen. Het staat hieronder in het verloop.")
        warn_after_wlz(request, question, form.cleaned_data["on"])
        return redirect("question", pk)
    return show_question(request, question, contact_form=form)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def quick_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Time on a question from the list of today, inline with htmx and as a page of its own without."""
    question = own_question(request, pk)
    inline = request.headers.get("HX-Request") == "true"
    form = QuickMinutesForm(
        request.POST if request.method == "POST" else None, initial={"key": new_key()}, auto_id=f"id_%s_{pk}"
    )
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            hours.add_contact(
                question=question,
                by=actor(request),
                today=timezone.localdate(),
                on=timezone.localdate(),
                activity=Activity(form.cleaned_data["activity"]),
                minutes=form.cleaned_data["minutes"],
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            warn_after_wlz(request, question, timezone.localdate())
        if form.is_valid() and not inline:
            messages.success(request, f"{form.cleaned_data['minutes']} minuten opgeslagen bij vraag {question.number}.")
            return redirect("today")
        if form.is_valid():
            return today_row(request, pk, saved=form.cleaned_data["minutes"])
    buttons = hours.quick_minutes_of(actor(request), today=timezone.localdate())
    context = {"question": question, "form": form, "quick_minutes": buttons}
    if not inline:
        return render(request, "caseload/quick.html", context)
    # The form would swap the whole row; with mistakes in it only its own place.
    response = render(request, "caseload/_quick.html", context)
    return reswap(retarget(response, f"#tijd-{pk}"), "innerHTML")


def _own_contact(request: HttpRequest, pk: int) -> Contact:
    """A line that the user may correct: of their own provider, and theirs or of the team that they lead."""
    user = actor(request)
    contact = get_object_or_404(
        Contact.objects.for_user(user)
        .filter(provider_id__in=provider_ids(user, Permission.WORK_ON_QUESTIONS))
        .select_related("question__client", "supporter"),
        pk=pk,
    )
    if not hours.may_change(contact, user, provider_ids(user, Permission.LEAD_TEAM)):
        return get_object_or_404(Contact.objects.none(), pk=pk)
    return contact


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _own_contact(request, pk)
    form = EditContactForm(request.POST or None, initial=_as_written(contact))
    current: Contact | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            hours.edit_contact(
                contact=contact,
                by=actor(request),
                today=timezone.localdate(),
                on=form.cleaned_data["on"],
                activity=Activity(form.cleaned_data["activity"]),
                minutes=form.cleaned_data["minutes"],
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("question", contact.question_id)
        current = trial.current if isinstance(trial.current, Contact) else None
    context = {"contact": contact, "question": contact.question, "form": form, "current": current}
    return render(request, "caseload/contact.html", context)


def _as_written(contact: Contact) -> dict[str, object]:
    return {
        "on": contact.on,
        "activity": contact.activity,
        "minutes": contact.minutes,
        "note": contact.note,
        "version": contact.version,
    }


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def delete_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, and says which lines go with it."""
    contact = _own_contact(request, pk)
    form = VersionForm(request.POST or None, initial={"version": contact.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            hours.delete_contact(contact=contact, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, "De regel is verwijderd.")
            return redirect("question", contact.question_id)
    context = {
        "contact": contact,
        "question": contact.question,
        "form": form,
        "companions": contact.companions.select_related("supporter"),
    }
    return render(request, "caseload/contact_delete.html", context)
