"""A question goes to another provider of the front door, or its client to the Wlz."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases import between, wlz
from cases.forms.referral import OfferedForm, PassOnForm, WlzDayForm, WlzForm
from cases.models import HelpQuestion, Referral, WlzIndication
from cases.norms import domain_label, domains_on
from cases.views.answers import own_question, readable_question, said_at
from oco import acting
from oco.access import Permission, actor, front_doors_run, provider_ids, require
from oco.acting import Purpose
from oco.submissions import new_key


def warn_after_wlz(request: HttpRequest, question: HelpQuestion, on: date) -> None:
    """Says to who wrote hours on a day after a Wlz indication that the Wmo's support had ended."""
    if sentence := wlz.warning(question, on=on):
        messages.warning(request, sentence)


def _own_or_kept(request: HttpRequest, pk: int) -> HelpQuestion:
    """A question of a provider that the user works for, or of a front door whose list they keep; else 404."""
    user, question = actor(request), readable_question(request, pk)
    own = question.provider_id in provider_ids(user, Permission.WORK_ON_QUESTIONS)
    if own or question.front_door_id in front_doors_run(user, Permission.TRIAGE):
        return question
    return get_object_or_404(HelpQuestion.objects.none(), pk=pk)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Offers the question to another provider, with only what the client allows to be told."""
    question, today = _own_or_kept(request, pk), timezone.localdate()
    mine = [each.domain for each in question.domains.all()]
    domains = domains_on(question.front_door, today) | {key: domain_label(key) for key in mine}
    providers = between.other_providers(question)
    initial = {"domains": mine, "consent_on": today, "key": new_key()}
    form = PassOnForm(request.POST or None, initial=initial, providers=providers, domains=domains)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="consent_on"):
            between.pass_on(
                question=question,
                passing=between.Passing(
                    provider=data["provider"],
                    text=data["text"],
                    domains=data["domains"],
                    consent_on=data["consent_on"],
                    consent_how=Referral.ConsentHow(data["consent_how"]),
                    note=data["note"],
                ),
                consent=data["consent"],
                by=actor(request),
                today=today,
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, f"De vraag is aangeboden aan {data['provider'].name}.")
            return redirect("question", pk)
    return render(request, "referral/pass_on.html", {"question": question, "form": form, "providers": providers})


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
@acting.purpose(Purpose.RECEIVE)
def offered(request: HttpRequest, pk: int) -> HttpResponse:
    """The other provider takes the question up, or sends it back with the reason."""
    question = _own_or_kept(request, pk)
    rows = Referral.objects.select_related("question__provider", "passed_on")
    found = get_object_or_404(rows, passed_on=question)
    form = OfferedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        back = form.cleaned_data["answer"] == "terug"
        by, today = actor(request), timezone.localdate()
        with said_at(form, day_field="reason"):
            if back:
                between.send_back(referral=found, reason=form.cleaned_data["reason"], by=by, today=today)
            else:
                between.accept(referral=found, by=by, today=today)
        if form.is_valid():
            said = "De vraag is teruggestuurd." if back else "De vraag is aangenomen."
            messages.success(request, said)
            if not back:
                return redirect("question", pk)
            return redirect("home")
    waits = not found.answer and question.supporter_id is None and question.is_open
    context = {"question": question, "sender": found.question.provider, "form": form, "waits": waits}
    return render(request, "referral/offered.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def wlz_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes the indication with its warm handover; once it is there, only its day can be corrected."""
    question = own_question(request, pk)
    indication = WlzIndication.objects.filter(question=question).select_related("referral").first()
    if indication is not None:
        return _wlz_day(request, question, indication)
    today = timezone.localdate()
    initial = {
        "since": today,
        "consent_on": today,
        "to": "Wlz-cliëntondersteuner van het zorgkantoor",
        "key": new_key(),
    }
    form = WlzForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="since"):
            wlz.record(
                question=question,
                since=data["since"],
                to=data["to"],
                agreed=form.agreed(),
                receiver=form.receiver(),
                receiver_note=data["receiver_note"],
                by=actor(request),
                today=today,
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, "De Wlz-indicatie is opgeslagen. Sluit de vraag af als de overdracht rond is.")
            return redirect("wlz", pk)
    return render(request, "referral/wlz.html", {"question": question, "form": form, "indication": None})


def _wlz_day(request: HttpRequest, question: HelpQuestion, indication: WlzIndication) -> HttpResponse:
    form = WlzDayForm(request.POST or None, initial={"since": indication.since})
    if request.method == "POST" and form.is_valid():
        with said_at(form, day_field="since"):
            wlz.change_day(indication=indication, since=form.cleaned_data["since"], by=actor(request))
        if form.is_valid():
            messages.success(request, "De ingangsdatum is gewijzigd.")
            return redirect("question", question.pk)
    return render(request, "referral/wlz.html", {"question": question, "form": form, "indication": indication})
