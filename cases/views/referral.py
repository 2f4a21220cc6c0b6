"""Referring with the social map, and following a warm handover."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import between, handover, referral, social_map, told
from cases.acts import Refused
from cases.forms.referral import ChangeConsentForm, FactsForm, LinkForm, ReferForm
from cases.models import HelpQuestion, OneTimeLink, Referral, SocialMapEntry
from cases.referral_rules import ANSWERED, WORDS
from cases.views.answers import half_typed, own_question, said_at
from oco.access import Permission, actor, provider_ids, require
from oco.keys import whole_number
from oco.submissions import new_key

SEVERAL = frozenset({"shares"})


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """The form searches the social map: while somebody types, and by a button without a script."""
    question = own_question(request, pk)
    draft = f"question-{pk}-refer"
    today = timezone.localdate()
    initial = {"on": today, "consent_on": today, "key": new_key(), "kind": Referral.Kind.WARM}
    begin = half_typed(request, draft, initial, several=SEVERAL)
    looks = _looks(request)
    if looks:
        form = ReferForm(initial=_filled_in(request, question))
    else:
        form = ReferForm(request.POST if request.method == "POST" else None, initial=begin.initial)
    form.draft, form.kept_at = draft, begin.kept_at
    if request.method == "POST" and not looks and form.is_valid():
        data = form.cleaned_data
        made: Referral | None = None
        with said_at(form):
            made = referral.refer(
                question=question,
                on=data["on"],
                to=data["to"],
                kind=Referral.Kind(data["kind"]),
                consent=data["consent"],
                note=data["note"],
                by=actor(request),
                today=today,
                receiver=form.receiver(_entry(question, data["entry"])),
                agreed=form.agreed(),
                receiver_note=data["receiver_note"],
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, "De verwijzing staat in het verloop.")
            return redirect("referral", made.pk) if made and made.shares else redirect("question", pk)
    context = {
        "question": question,
        "form": form,
        "words": "" if "choose" in request.POST else request.POST.get("q", ""),
        "found": [] if "choose" in request.POST else social_map.for_question(question, words=request.POST.get("q", "")),
        "chosen": _entry(question, form["entry"].value()),
        "others": between.other_providers(question),
    }
    return render(request, "referral/refer.html", context)


def _looks(request: HttpRequest) -> bool:
    """Whether the form came to look on the map. Enter in another field sends the first button, which is the search;
    with nothing to search and somebody filled in, it was meant to be saved."""
    searches = "search" in request.POST and (
        request.POST.get("q", "").strip() or not request.POST.get("to", "").strip()
    )
    return bool(searches) or "choose" in request.POST


def _filled_in(request: HttpRequest, question: HelpQuestion) -> dict[str, object]:
    """What was typed, with the chosen entry's name and how it is reached."""
    typed: dict[str, object] = {
        name: values if name in SEVERAL else values[-1] for name, values in request.POST.lists() if values
    }
    chosen = _entry(question, request.POST.get("choose"))
    if chosen is not None:
        typed |= {"entry": chosen.pk, "to": chosen.name, "email": chosen.email, "phone": chosen.phone}
    return typed


def _entry(question: HelpQuestion, pk: object) -> SocialMapEntry | None:
    """An entry of the question's own front door; what isn't one is free text."""
    key = whole_number(str(pk or "")) or 0
    return SocialMapEntry.objects.filter(front_door_id=question.front_door_id, pk=key).first()


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def refer_search(request: HttpRequest, pk: int) -> HttpResponse:
    """What the social map has, while somebody types; names of organisations are no personal data."""
    words = request.GET.get("q", "")[:100]
    found = social_map.for_question(own_question(request, pk), words=words)
    return render(request, "referral/_found.html", {"found": found, "words": words})


# --- following --------------------------------------------------------------------------------------------------------


def _readable(request: HttpRequest, pk: int) -> Referral:
    related = ("question__client__district", "question__provider", "question__front_door", "entry", "written_by")
    rows = referral.with_links(Referral.objects.for_user(actor(request)))
    return get_object_or_404(rows.select_related(*related, "passed_on", "answer_seen_by"), pk=pk)


def _own(request: HttpRequest, pk: int) -> Referral:
    """A referral of a provider that the user works for; 404 otherwise, also for who may only read it."""
    found = _readable(request, pk)
    if found.question.provider_id not in provider_ids(actor(request), Permission.WORK_ON_QUESTIONS):
        return get_object_or_404(Referral.objects.none(), pk=pk)
    return found


def _show(
    request: HttpRequest, found: Referral, *, facts: FactsForm | None = None, address: str = "", mailed: bool = False
) -> HttpResponse:
    """The page of a referral; `address` is a link that was just made, to be seen this once."""
    stage = referral.stage_of(found, now=timezone.now())
    link = found.links.filter(purpose=OneTimeLink.Purpose.HANDOVER).order_by("-made_at", "-pk").first()
    context = {
        "referral": found,
        "question": found.question,
        "warm": found.kind == Referral.Kind.WARM,
        "state": WORDS[stage],
        "answered": stage in ANSWERED,
        "can_work": found.question.provider_id in provider_ids(actor(request), Permission.WORK_ON_QUESTIONS),
        "shares": [label for key, label in told.WHAT.items() if key in found.shares],
        "may_tell": bool(told.allowed(found)),
        "facts": facts or FactsForm(initial=_as_written(found)),
        "link": link,
        "link_works": link is not None and not (link.used_at or link.withdrawn_at) and link.expires_at > timezone.now(),
        "allows_more": link is not None and bool(set(told.allowed(found)) - set(link.shares)),
        "link_form": LinkForm(initial={"key": new_key()}),
        "address": address,
        "mailed": mailed,
        "others": Referral.objects.filter(question=found.question_id).exclude(pk=found.pk),
    }
    return render(request, "referral/referral.html", context)


def _as_written(found: Referral) -> dict[str, object]:
    kept = {None: "", True: "ja", False: "nee"}[found.first_appointment_kept]
    return {
        "joint_talk_on": found.joint_talk_on,
        "first_appointment_on": found.first_appointment_on,
        "kept": kept,
        "version": found.version,
    }


@require_safe
@require(Permission.READ_QUESTIONS)
def referral_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _readable(request, pk))


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def write_facts(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    form = FactsForm(request.POST)
    if form.is_valid():
        with said_at(form, day_field="joint_talk_on"):
            referral.write_facts(
                referral=found,
                facts=form.facts(),
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
    if form.is_valid():
        messages.success(request, "Opgeslagen.")
        return redirect("referral", pk)
    return _show(request, found, facts=form)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def change_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """What the client allows from now on."""
    found = _own(request, pk)
    names = ("shares", "email", "phone", "receiver_note", "consent_how", "version")
    initial = {name: getattr(found, name) for name in names}
    initial["consent_on"] = found.consent_on or timezone.localdate()
    form = ChangeConsentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        agreed = form.agreed()
        assert agreed is not None  # the form asks for at least one thing
        with said_at(form, day_field="consent_on"):
            referral.change_consent(
                referral=found,
                agreed=agreed,
                receiver=form.receiver(),
                receiver_note=form.cleaned_data["receiver_note"],
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De toestemming is opgeslagen.")
            return redirect("referral", pk)
    return render(request, "referral/consent.html", {"referral": found, "question": found.question, "form": form})


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        referral.withdraw_consent(referral=_own(request, pk), by=actor(request), now=timezone.now())
        messages.success(request, "De toestemming is ingetrokken. De ontvanger ziet niets meer.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("referral", pk)


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is shown this once, on the answer itself: it stands nowhere else."""
    found = _own(request, pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return redirect("referral", pk)
    mail = form.cleaned_data["mail"]
    try:
        address = handover.make_link(
            referral=found, by=actor(request), now=timezone.now(), mail=mail, key=form.cleaned_data["key"]
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("referral", pk)
    if address is None:
        messages.info(request, "De link is al gemaakt. Hij is maar één keer te zien; maak zo nodig een nieuwe.")
        return redirect("referral", pk)
    mailed = mail and handover.mail_link(referral=found, address=address)
    if mail and not mailed:
        messages.error(request, "Mailen is niet gelukt. Kopieer de link en geef hem zelf door.")
    return _show(request, _own(request, pk), address=address, mailed=mailed)


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def withdraw_link(request: HttpRequest, pk: int) -> HttpResponse:
    handover.withdraw_link(referral=_own(request, pk), by=actor(request), now=timezone.now())
    messages.success(request, "De link is ingetrokken. Hij werkt niet meer.")
    return redirect("referral", pk)


@require_POST
@require(Permission.WORK_ON_QUESTIONS)
def see_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    referral.see_answer(referral=found, by=actor(request), now=timezone.now())
    return redirect("question", found.question_id)


@require_safe
@require(Permission.WORK_ON_QUESTIONS)
def print_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be told, on paper."""
    found = _own(request, pk)
    parts = told.told(found, told.allowed(found))
    return render(request, "referral/print.html", {"referral": found, "question": found.question, "parts": parts})
