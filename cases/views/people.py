"""Around a client: who stands beside them, what to know before a visit, target groups, whose client it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import objectivity, own_supporter, people, triage
from cases.forms.caseload import VersionForm
from cases.forms.people import (
    AnotherSupporterForm,
    EditContactPersonForm,
    FixedContactForm,
    NewContactPersonForm,
    SurroundingsForm,
    TargetGroupsForm,
)
from cases.models import Client, ClientSurroundings, ContactPerson, HelpQuestion, SetAside
from cases.views.answers import readable_question, said_at
from oco.access import Permission, actor, front_doors_run, provider_ids, require
from oco.models import User
from oco.submissions import new_key


def _known_client(request: HttpRequest, pk: int) -> Client:
    """A client of whom the user reads a question; 404 otherwise."""
    return get_object_or_404(people.clients_known_to(actor(request)).select_related("front_door"), pk=pk)


# --- contact persons --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def contact_person_new(request: HttpRequest, pk: int) -> HttpResponse:
    client = _known_client(request, pk)
    form = NewContactPersonForm(
        request.POST or None, initial={"key": new_key(), "parts": ["to_call"], "carer_load": ""}
    )
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            people.add_contact_person(
                client=client, fields=form.fields_of_person(), by=actor(request), key=form.cleaned_data["key"]
            )
        if form.is_valid():
            messages.success(request, "De contactpersoon staat bij de cliënt.")
            return redirect("client", pk)
    return render(request, "clients/contact_person.html", {"client": client, "form": form, "person": None})


def _contact_person(request: HttpRequest, pk: int) -> ContactPerson:
    known = people.clients_known_to(actor(request)).values("pk")
    return get_object_or_404(ContactPerson.objects.filter(client__in=known).select_related("client"), pk=pk)


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def contact_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = _contact_person(request, pk)
    form = EditContactPersonForm(request.POST or None, initial=EditContactPersonForm.initial_of(person))
    current: ContactPerson | None = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            people.edit_contact_person(
                person=person,
                fields=form.fields_of_person(),
                by=actor(request),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("client", person.client_id)
        current = trial.current if isinstance(trial.current, ContactPerson) else None
    context = {"client": person.client, "form": form, "person": person, "current": current}
    return render(request, "clients/contact_person.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def contact_person_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more."""
    person = _contact_person(request, pk)
    form = VersionForm(request.POST or None, initial={"version": person.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            people.delete_contact_person(person=person, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, "De contactpersoon is verwijderd.")
            return redirect("client", person.client_id)
    return render(request, "clients/contact_person_delete.html", {"person": person, "form": form})


# --- before a visit, target groups ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def surroundings(request: HttpRequest, pk: int) -> HttpResponse:
    """The household and safety notes; of two who edit at once the second sees both."""
    client = _known_client(request, pk)
    now = ClientSurroundings.objects.filter(client=client).first()
    form = SurroundingsForm(request.POST or None, initial=SurroundingsForm.initial_of(now))
    current: ClientSurroundings | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form) as trial:
            people.describe(
                client=client,
                household=data["household"],
                safety=data["safety"],
                is_carer=data["is_carer"],
                carer_load=data["carer_load"],
                by=actor(request),
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("client", pk)
        current = trial.current if isinstance(trial.current, ClientSurroundings) else None
    return render(request, "clients/surroundings.html", {"client": client, "form": form, "current": current})


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def target_groups(request: HttpRequest, pk: int) -> HttpResponse:
    client = _known_client(request, pk)
    held = list(client.target_groups.values_list("target_group_id", flat=True))
    groups = list(people.target_groups(client.front_door, chosen=held))
    form = TargetGroupsForm(request.POST or None, initial={"target_groups": held}, groups=groups)
    # Nothing chosen is an answer too, and sends nothing but the token.
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            people.set_target_groups(client=client, groups=form.groups(), by=actor(request))
        if form.is_valid():
            messages.success(request, "De doelgroepen zijn opgeslagen.")
            return redirect("client", pk)
    return render(request, "clients/target_groups.html", {"client": client, "form": form})


# --- whose client it is -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def fixed_contact(request: HttpRequest, pk: int) -> HttpResponse:
    client = _known_client(request, pk)
    user, today = actor(request), timezone.localdate()
    providers = objectivity.providers_to_fix(user, client)
    form = FixedContactForm(
        request.POST or None,
        initial=FixedContactForm.initial_of(own_supporter.fixed_contacts([client.pk]), providers),
        providers=providers,
        colleagues=triage.colleagues([provider.pk for provider in providers], today=today),
        set_aside=own_supporter.wishes_of([client.pk])[client.pk].set_aside,
    )
    if request.method == "POST" and form.is_valid():
        provider, supporter = form.target()
        with said_at(form):
            objectivity.fix_contact(client=client, provider=provider, supporter=supporter, by=user, today=today)
        if form.is_valid():
            who = f"{supporter.name} is" if supporter else "Niemand is"
            messages.success(request, f"{who} nu vaste contactpersoon bij {provider.name}.")
            return redirect("client", pk)
    return render(request, "clients/fixed_contact.html", {"client": client, "form": form})


def _question_to_move(request: HttpRequest, pk: int) -> HelpQuestion:
    """A question of the user's own provider, or one that they triage; 404 otherwise."""
    user, question = actor(request), readable_question(request, pk)
    own = question.provider_id in provider_ids(user, Permission.WORK_ON_QUESTIONS)
    if not own and question.front_door_id not in front_doors_run(user, Permission.TRIAGE):
        raise Http404
    return question


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def other_supporter(request: HttpRequest, pk: int) -> HttpResponse:
    """The client asks for another supporter."""
    question = _question_to_move(request, pk)
    user, today = actor(request), timezone.localdate()
    wishes = own_supporter.wishes_of([question.client_id])[question.client_id]
    form = AnotherSupporterForm(
        request.POST or None,
        initial={"version": question.version},
        colleagues=triage.colleagues([question.provider_id] if question.provider_id else [], today=today),
        without=wishes.set_aside | ({question.supporter_id} if question.supporter_id else set()),
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["supporter"]
        with said_at(form):
            objectivity.ask_for_another(
                question=question,
                reason=form.cleaned_data["reason"],
                supporter=User.objects.get(pk=chosen) if chosen else None,
                by=user,
                today=today,
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De cliënt krijgt een andere ondersteuner. Het staat in het verloop.")
            return redirect("question", pk)
    return render(request, "clients/other_supporter.html", {"question": question, "form": form})


@require_POST
@require(Permission.TRIAGE, Permission.LEAD_TEAM)
def supporter_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The client wants this supporter after all."""
    user = actor(request)
    mine = HelpQuestion.objects.for_user(user).values("pk")
    found = get_object_or_404(SetAside.objects.filter(question__in=mine).select_related("question", "supporter"), pk=pk)
    if not objectivity.reads_reasons(user, found.question):
        raise Http404
    objectivity.allow_again(aside=found, by=user)
    messages.success(request, f"{found.supporter.name} kan weer vragen van deze cliënt krijgen.")
    return redirect("client", found.client_id)
