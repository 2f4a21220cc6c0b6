"""Clients: the page of one, finding or writing down somebody, and which records are one person."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import caseload, identity, intake, linking, objectivity, own_supporter, people, removal, search
from cases.acts import Refused
from cases.caseload import with_work
from cases.forms.counter import COMMON_LANGUAGES, COMMON_PREFIXES, ClientForm, NewClientForm
from cases.forms.people import FindClientForm, LinkForm
from cases.models import Client, ClientLink, HelpQuestion, NotSamePerson
from cases.retention import shown
from cases.typed import read
from cases.views.answers import said_at
from oco import submissions
from oco.access import Permission, actor, front_doors, front_doors_run, may, provider_ids, require
from oco.keys import whole_number
from oco.models import FrontDoor, Organisation, User


@require_safe
@require(Permission.FIND_CLIENTS)
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is and how to reach them; for who reads a question of this person also what to know, and for everybody
    no more of the questions than is theirs. Linked records are shown together."""
    user, today = actor(request), timezone.localdate()
    found = get_object_or_404(Client.objects.for_user(user).select_related("district", "front_door"), pk=pk)
    records = linking.records_of(found)
    mine = HelpQuestion.objects.for_user(user).filter(client_id__in=records)
    listed = with_work(mine).select_related("provider", "supporter", "client").order_by("-received_on", "-pk")
    rows = caseload.rows(listed, today=today)
    reads = may(user, Permission.READ_QUESTIONS)
    led, removed = provider_ids(user, Permission.LEAD_TEAM), removal.is_removed(found)
    context = {
        "client": found,
        "records": Client.objects.filter(pk__in=records).exclude(pk=found.pk).order_by("pk"),
        "known_at": search.known_at(records),
        "open_rows": [row for row in rows if row.question.is_open],
        "closed_rows": [row for row in rows if not row.question.is_open],
        "reads_questions": reads,
        "knows": reads and bool(rows) and not removed,
        "can_add": not removed and (may(user, Permission.WORK_ON_QUESTIONS) or may(user, Permission.TRIAGE)),
        "beside": people.contact_persons(records, today=today),
        "leads": bool(led),
        "removed": removed,
        "may_ask": not removed and any(row.question.provider_id in led for row in rows),
        "today": today,
    }
    if removed:
        context["proof"] = removal.of_identity(records)
    if reads:
        context |= _linked_and_alike(user, found, records)
    if context["knows"]:
        context |= _around(user, found, records, today)
    return render(request, "clients/client.html", context)


def _linked_and_alike(user: User, found: Client, records: list[int]) -> dict[str, object]:
    links = list(linking.links_of(records))
    others = list(linking.other_people(found))
    known = {*records, *(said.one_id for said in others), *(said.other_id for said in others)}
    return {
        "links": [link for link in links if link.undone_at is None],
        "undone_links": [link for link in links if link.undone_at is not None],
        "not_same": [(said, said.other if said.one_id == found.pk else said.one) for said in others],
        "alike": search.possible_duplicates(
            identity.person_of(found), user, front_door_id=found.front_door_id, but=known
        ),
    }


def _own_providers(user: User, records: list[int]) -> list[Organisation]:
    """Those of the user that have a question of this person."""
    asked = HelpQuestion.objects.filter(client_id__in=records).values("provider_id")
    own = provider_ids(user, Permission.READ_QUESTIONS)
    return list(Organisation.objects.filter(pk__in=own).filter(pk__in=asked).order_by("name"))


def _around(user: User, found: Client, records: list[int], today: date) -> dict[str, object]:
    providers = {provider.pk for provider in objectivity.providers_to_fix(user, found)}
    return {
        "kept": shown.of_client(found, records, _own_providers(user, records), today=today),
        "surroundings": people.surroundings_of(records),
        "groups": people.target_groups_of(records),
        "fixed": [fixed for fixed in own_supporter.fixed_contacts(records) if fixed.provider_id in providers],
        "set_aside": [
            aside for aside in own_supporter.set_aside(records) if objectivity.reads_reasons(user, aside.question)
        ],
    }


# --- finding, and writing down who wasn't found -----------------------------------------------------------------------


def _front_doors(user: User) -> list[FrontDoor]:
    """Where the user may write down a question. 404 where there is no front door at all."""
    ids = front_doors(user, Permission.WORK_ON_QUESTIONS) | front_doors_run(user, Permission.TRIAGE)
    found = list(FrontDoor.objects.filter(pk__in=ids).select_related("municipality"))
    if not found:
        raise Http404
    return found


def _chosen_door(request: HttpRequest, doors: list[FrontDoor]) -> FrontDoor:
    """The front door of this name, else the first; 404 for another's."""
    sent = request.POST.get("front_door", "")
    chosen = next((door for door in doors if str(door.pk) == sent), None if sent else doors[0])
    if chosen is None:
        raise Http404
    return chosen


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def find_client(request: HttpRequest) -> HttpResponse:
    """A new question begins with finding the client. What is searched is posted, out of addresses and logs."""
    user = actor(request)
    doors = _front_doors(user)
    form = FindClientForm(request.POST or None, front_doors=doors)
    query = request.POST.get("q", "")[:120].strip()
    door = _chosen_door(request, doors)
    context = {
        "form": form,
        "doors": doors,
        "door": door,
        "query": query,
        "hits": search.search(query, user, front_door_id=door.pk) if query else None,
    }
    part = request.method == "POST" and request.headers.get("HX-Request") == "true"
    return render(request, "clients/_found.html" if part else "clients/find.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def new_client(request: HttpRequest) -> HttpResponse:
    """Somebody who wasn't found. Comes from the search, with what was typed there; who it may be already is shown
    once before it is written."""
    if request.method != "POST":
        return redirect("find_client")
    user = actor(request)
    doors = _front_doors(user)
    door = _chosen_door(request, doors)
    if "last_name" not in request.POST:
        typed = read(request.POST.get("q", ""), today=timezone.localdate())
        initial = ClientForm.initial_from(typed) | {"key": submissions.new_key(), "reach_by": ""}
        return _new_client(request, NewClientForm(initial=initial, front_door=door), door)
    form = NewClientForm(request.POST, front_door=door)
    if not form.is_valid():
        return _new_client(request, form, door)
    key = form.cleaned_data["key"]
    alike = search.possible_duplicates(form.person(), user, front_door_id=door.pk)
    if alike and "alike_shown" not in request.POST and not submissions.was_handled(key):
        return _new_client(request, form, door, alike=alike)
    made = intake.register_client(front_door=door, fields=form.client_fields(), by=user, key=key)
    messages.success(request, "De cliënt is opgeslagen. Schrijf nu de vraag op.")
    return redirect("client_new_question", made.pk)


def _new_client(
    request: HttpRequest, form: NewClientForm, door: FrontDoor, *, alike: list[search.Hit] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "door": door,
        "alike": alike,
        "prefixes": COMMON_PREFIXES,
        "languages": COMMON_LANGUAGES,
    }
    return render(request, "clients/new.html", context)


# --- which records are one person -------------------------------------------------------------------------------------


@require_safe
@require(Permission.TRIAGE, Permission.LEAD_TEAM)
def possible_duplicates(request: HttpRequest) -> HttpResponse:
    """Records of the front door that may be one person, the newest first; `voor` goes on from a record."""
    user = actor(request)
    doors = front_doors_run(user, Permission.TRIAGE) | front_doors(user, Permission.LEAD_TEAM)
    before = whole_number(request.GET.get("voor"))
    context = {"look": linking.look(doors, before=before), "before": before}
    return render(request, "clients/duplicates.html", context)


def _client(request: HttpRequest, pk: int) -> Client:
    return get_object_or_404(Client.objects.for_user(actor(request)).select_related("front_door"), pk=pk)


def _back(request: HttpRequest, client: Client) -> HttpResponse:
    """To the list that the button stood in, else to the client."""
    sent = whole_number(request.POST.get("lijst"))
    if sent is not None and may(actor(request), Permission.TRIAGE) | may(actor(request), Permission.LEAD_TEAM):
        return redirect(f"{reverse('possible_duplicates')}?voor={sent}" if sent else "possible_duplicates")
    return redirect(f"{reverse('client', args=[client.pk])}#dezelfde")


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """From the buttons beside a pair, and as a page of its own for a record that isn't suggested."""
    one = _client(request, pk)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = _of_number(request, one, form.cleaned_data["number"])
        if other is None:
            form.add_error("number", "Bij deze voordeur is geen cliënt met dit nummer.")
        elif not people.may_link(actor(request), one, other):
            form.add_error("number", "U kent maar één van deze dossiers. Vraag de coördinator om ze te koppelen.")
        else:
            with said_at(form):
                linking.link(one=one, other=other, reason=form.cleaned_data["reason"], by=actor(request))
        if form.is_valid():
            messages.success(request, "De dossiers zijn gekoppeld. Ze tellen voortaan als één cliënt.")
            return _back(request, one)
    return render(request, "clients/link.html", {"client": one, "form": form})


def _of_number(request: HttpRequest, one: Client, number: str) -> Client | None:
    same_door = Client.objects.for_user(actor(request)).filter(front_door_id=one.front_door_id)
    return same_door.filter(number__iexact=number.strip()).first()


@require_POST
@require(Permission.READ_QUESTIONS)
def not_same(request: HttpRequest, pk: int) -> HttpResponse:
    one = _client(request, pk)
    form = LinkForm(request.POST)
    other = _of_number(request, one, request.POST.get("number", ""))
    if other is None:
        messages.error(request, "Bij deze voordeur is geen cliënt met dit nummer.")
        return _back(request, one)
    form.is_valid()
    with said_at(form):
        linking.not_same(one=one, other=other, by=actor(request))
    if form.is_valid():
        messages.success(request, "Onthouden: dit zijn twee personen. Dit paar wordt niet meer voorgesteld.")
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return _back(request, one)


@require_POST
@require(Permission.READ_QUESTIONS)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Client.objects.for_user(actor(request)).values("pk")
    found = get_object_or_404(ClientLink.objects.filter(one__in=mine).select_related("one", "other"), pk=pk)
    try:
        linking.unlink(link=found, by=actor(request))
        messages.success(request, "De dossiers zijn losgemaakt. Ze tellen weer als twee cliënten.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('client', args=[found.one_id])}#dezelfde")


@require_POST
@require(Permission.READ_QUESTIONS)
def undo_not_same(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Client.objects.for_user(actor(request)).values("pk")
    found = get_object_or_404(NotSamePerson.objects.filter(one__in=mine).select_related("one"), pk=pk)
    linking.undo_not_same(said=found, by=actor(request))
    messages.success(request, "Dit paar kan weer worden voorgesteld.")
    return redirect(f"{reverse('client', args=[found.one_id])}#dezelfde")
