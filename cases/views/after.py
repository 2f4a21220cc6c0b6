"""After closing: what the client says, checks later on, and the page on which a client answers without an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import aftercare, evaluation, links
from cases.codes import AftercareKind
from cases.forms.after import (
    AskForm,
    ClientEvaluationForm,
    DoneForm,
    EvaluationForm,
    MoveForm,
    PlanForm,
    SkipForm,
)
from cases.models import AftercareContact, Evaluation, HelpQuestion
from cases.rules import may_reopen
from cases.views.answers import own_question, said_at
from cases.views.by_link import by_link
from oco.access import Permission, actor, require
from oco.closing import PeriodFiled
from oco.form_fields import Form
from oco.submissions import new_key

FILED = "Deze vragen kunt u niet meer invullen: de cijfers over die tijd zijn al klaar. U hoeft niets te doen."

# --- what the client says -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Evaluatie: written down by the supporter, or asked with a link."""
    question = own_question(request, pk)
    form = _evaluation_form(question, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            evaluation.write(
                question=question,
                said=form.said(),
                on=form.cleaned_data["on"],
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De evaluatie is opgeslagen.")
            return redirect("question", pk)
    return _show_evaluation(request, question, form=form)


def _evaluation_form(question: HelpQuestion, data: QueryDict | None = None) -> EvaluationForm:
    known = Evaluation.objects.filter(question=question).first()
    initial: dict[str, object] = {"score": "", "fits": "", "consent": "", "on": timezone.localdate()}
    if known is not None:
        consent = {True: "yes", False: "no", None: ""}[known.survey_consent]
        initial |= {"score": known.score or "", "fits": known.fits, "consent": consent}
    return EvaluationForm(data, initial={**initial, "version": question.version})


def _show_evaluation(
    request: HttpRequest,
    question: HelpQuestion,
    *,
    form: EvaluationForm | None = None,
    ask_form: AskForm | None = None,
    address: str = "",
) -> HttpResponse:
    context = {
        "question": question,
        "form": form or _evaluation_form(question),
        "ask_form": ask_form or AskForm(initial={"key": new_key()}, email=question.client.email),
        "address": address,
        "evaluation": Evaluation.objects.filter(question=question).first(),
        "link": evaluation.living_link(question, now=timezone.now()),
    }
    return render(request, "after/evaluation.html", context)


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def evaluation_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the client's link; its address stands on this page once."""
    question = own_question(request, pk)
    form = AskForm(request.POST, email=question.client.email)
    address: str | None = ""
    if form.is_valid():
        with said_at(form):
            address = evaluation.ask(
                question=question,
                mail=form.cleaned_data.get("mail", False),
                by=actor(request),
                now=timezone.now(),
                key=form.cleaned_data["key"],
            )
    if form.is_valid() and address is None:  # the same form once more
        return redirect("evaluation", pk)
    if form.is_valid() and form.cleaned_data.get("mail"):
        messages.success(request, "De link is naar de cliënt gemaild.")
    return _show_evaluation(request, question, ask_form=None if form.is_valid() else form, address=address or "")


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def evaluation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation.withdraw(question=own_question(request, pk), by=actor(request), now=timezone.now())
    messages.success(request, "De link werkt niet meer.")
    return redirect("evaluation", pk)


@by_link("after/link_refused.html")
def client_evaluation(request: HttpRequest, token: str) -> HttpResponse:
    """The client's own page, on a phone: three questions, and nothing of anybody."""
    form = ClientEvaluationForm(request.POST if request.method == "POST" else None)
    link = links.find(token, purpose=evaluation.PURPOSE, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            evaluation.answer(link=link, said=form.said(), now=timezone.now(), today=timezone.localdate())
        except PeriodFiled:
            return render(request, "after/link_refused.html", {"reason": FILED}, status=410)
        return redirect("client_evaluation_thanks")
    return render(request, "after/client.html", {"form": form, "who": evaluation.from_whom(link.question)})


@login_not_required
@require_safe
def client_evaluation_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "after/thanks.html")


# --- aftercare ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def aftercare_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Nazorg of a closed question: what is planned and done, and a form for one more."""
    question, today = own_question(request, pk), timezone.localdate()
    first, later = aftercare.suggestions(today)
    form = PlanForm(request.POST or None, initial={"key": new_key(), "due_on": first.on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="due_on"):
            aftercare.plan(
                question=question,
                kind=AftercareKind(data["kind"]),
                due_on=data["due_on"],
                note=data["note"],
                by=actor(request),
                today=today,
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, "Het contact is gepland. Het komt op die dag op Vandaag.")
            return redirect("aftercare", pk)
    contacts = list(question.aftercare.select_related("done_by", "planned_by", "work"))
    context = {
        "question": question,
        "form": form,
        "contacts": contacts,
        "any_done": any(each.done_on for each in contacts),
        "suggestions": (first, later),
        "can_reopen": question.closed_on is not None and may_reopen(closed_on=question.closed_on, today=today),
        "today": today,
    }
    return render(request, "after/aftercare.html", context)


def _own_contact(request: HttpRequest, pk: int) -> AftercareContact:
    contacts = AftercareContact.objects.for_user(actor(request)).select_related("question__client")
    return get_object_or_404(contacts, pk=pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def aftercare_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Doing it: a short note and the time it took."""
    contact, today = _own_contact(request, pk), timezone.localdate()
    form = DoneForm(request.POST or None, initial={"on": today, "version": contact.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form):
            aftercare.do(
                contact=contact,
                on=data["on"],
                result=data["result"],
                minutes=data["minutes"],
                by=actor(request),
                today=today,
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "Opgeslagen. Kwam er iets nieuws uit? Kies dan hieronder wat past.")
            return redirect("aftercare", contact.question_id)
    return _show_contact(request, contact, form, "after/contact.html")


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def aftercare_move(request: HttpRequest, pk: int) -> HttpResponse:
    contact, today = _own_contact(request, pk), timezone.localdate()
    initial = {"due_on": contact.due_on, "note": contact.note, "version": contact.version}
    form = MoveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="due_on"):
            aftercare.move(
                contact=contact,
                due_on=data["due_on"],
                note=data["note"],
                by=actor(request),
                today=today,
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "Het contact is verzet.")
            return redirect("aftercare", contact.question_id)
    return _show_contact(request, contact, form, "after/move.html")


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def aftercare_skip(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _own_contact(request, pk)
    form = SkipForm(request.POST or None, initial={"version": contact.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            aftercare.skip(
                contact=contact,
                reason=form.cleaned_data["reason"],
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "Het contact is vervallen.")
            return redirect("aftercare", contact.question_id)
    return _show_contact(request, contact, form, "after/skip.html")


def _show_contact(request: HttpRequest, contact: AftercareContact, form: Form, template: str) -> HttpResponse:
    today = timezone.localdate()
    later = aftercare.suggestions(today)
    context = {"contact": contact, "question": contact.question, "form": form, "today": today, "suggestions": later}
    return render(request, template, context)
