"""A client's rights: the manager's list of requests, the page of one, answering it, the dossier as files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import linking, removal, rights
from cases.acts import Refused
from cases.dossier import files as dossier_files
from cases.forms.rights import CarryOutForm, DecideForm, ExtendForm, RequestForm
from cases.models import Client, DossierFile, RightsRequest
from cases.rights_rules import Reach, may_extend
from cases.views.answers import said_at
from oco import acting
from oco.access import Permission, actor, provider_ids, require
from oco.acting import Purpose
from oco.models import Organisation
from oco.submissions import new_key

MOST_DECIDED = 50


@require_safe
@require(Permission.LEAD_TEAM, Permission.ADMINISTER)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def requests(request: HttpRequest) -> HttpResponse:
    """Requests that want an answer, the nearest term first, and the latest that have one."""
    found = RightsRequest.objects.for_user(actor(request)).select_related("client", "provider", "decided_by")
    context = {
        "open": found.undecided(),
        "to_remove": found.filter(RightsRequest.objects.waits_for_a_second_person()).order_by("decided_on", "pk"),
        "decided": found.exclude(decision="")
        .exclude(RightsRequest.objects.waits_for_a_second_person())
        .order_by("-decided_on", "-pk")[:MOST_DECIDED],
        "leads": provider_ids(actor(request), Permission.LEAD_TEAM),
        "today": timezone.localdate(),
    }
    return render(request, "rights/requests.html", context)


def _readable(request: HttpRequest, pk: int) -> RightsRequest:
    related = ("client__front_door", "provider", "decided_by", "carried_out_by", "written_by", "removal")
    return get_object_or_404(RightsRequest.objects.for_user(actor(request)).select_related(*related), pk=pk)


def _led(request: HttpRequest, pk: int) -> RightsRequest:
    """A request of a team that the user leads; 404 for who may only carry out a removal."""
    found = _readable(request, pk)
    if found.provider_id not in provider_ids(actor(request), Permission.LEAD_TEAM):
        raise Http404
    return found


@require_safe
@require(Permission.LEAD_TEAM, Permission.ADMINISTER)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    asked, user, day = _readable(request, pk), actor(request), timezone.localdate()
    leads = asked.provider_id in provider_ids(user, Permission.LEAD_TEAM)
    extended, decided = asked.extended_on is not None, bool(asked.decision)
    context = {
        "asked": asked,
        "leads": leads,  # sees who it is about; another only the numbers
        "proof": getattr(asked, "removal", None),
        "file": DossierFile.objects.for_user(user).filter(request=asked).select_related("job").first(),
        "is_access": asked.kind == RightsRequest.Kind.ACCESS and asked.decision in ("", RightsRequest.Decision.GRANTED),
        "may_extend": may_extend(due_on=asked.due_on, extended=extended, decided=decided, today=day),
        "late": asked.is_late(day),
        "second": asked.waits_for_removal and asked.decided_by_id != user.pk,
        "today": day,
        "linked": linking.other_numbers(asked.client),
    }
    return render(request, "rights/request.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes down what a client asks."""
    user = actor(request)
    client = get_object_or_404(Client.objects.for_user(user).select_related("front_door"), pk=pk)
    led = provider_ids(user, Permission.LEAD_TEAM)
    providers = list(Organisation.objects.filter(pk__in=led, questions__client=client).distinct().order_by("name"))
    if not providers or removal.is_removed(client):
        raise Http404
    initial = {"received_on": timezone.localdate(), "key": new_key()}
    form = RequestForm(request.POST or None, initial=initial, providers=providers)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made: RightsRequest | None = None
        with said_at(form):
            made = rights.receive(
                client=client,
                provider=next(each for each in providers if str(each.pk) == data["provider"]),
                kind=RightsRequest.Kind(data["kind"]),
                what=data["what"],
                received_on=data["received_on"],
                by=user,
                today=timezone.localdate(),
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, "Het verzoek is opgeslagen.")
            return redirect("rights_request", made.pk) if made else redirect("rights_requests")
    return render(request, "rights/new.html", {"client": client, "form": form})


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _led(request, pk)
    form = ExtendForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="reason"):
            rights.extend(
                request=asked,
                reason=data["reason"],
                by=actor(request),
                today=timezone.localdate(),
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "De termijn is verlengd. Laat het de cliënt weten.")
            return redirect("rights_request", pk)
    return render(request, "rights/extend.html", {"asked": asked, "form": form})


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _led(request, pk)
    removes = asked.kind == RightsRequest.Kind.REMOVAL
    form = DecideForm(request.POST or None, initial={"version": asked.version}, removes=removes)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="decision"):
            rights.decide(
                request=asked,
                decision=RightsRequest.Decision(data["decision"]),
                reason=data["reason"].strip(),
                by=actor(request),
                today=timezone.localdate(),
                version=data["version"],
            )
        if form.is_valid():
            messages.success(request, "Het besluit is opgeslagen.")
            return redirect("rights_request", pk)
    reach = removal.reach_of(asked.client, asked.provider) if removes else None
    context = {
        "asked": asked,
        "form": form,
        "removes": removes,
        "reach": reach.value if reach else "",
        "linked": linking.other_numbers(asked.client),
    }
    return render(request, "rights/decide.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM, Permission.ADMINISTER)
@acting.purpose(Purpose.REMOVE)  # who administers has no clients of their own
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person removes. Shows numbers and no names: it may be somebody without access to clients."""
    asked = _readable(request, pk)
    form = CarryOutForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            rights.carry_out(request=asked, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, "De gegevens zijn verwijderd.")
            return redirect("rights_requests")
    whole = removal.reach_of(asked.client, asked.provider) is Reach.WHOLE
    context = {"asked": asked, "form": form, "whole": whole, "linked": linking.other_numbers(asked.client)}
    return render(request, "rights/carry_out.html", context)


@require_POST
@require(Permission.LEAD_TEAM)
def ask_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        dossier_files.ask(request=_led(request, pk), by=actor(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rights_request", pk)


def _own_file(request: HttpRequest, pk: object) -> DossierFile:
    files = DossierFile.objects.for_user(actor(request)).select_related("job", "request__client")
    found = get_object_or_404(files, pk=pk)
    if found.request.provider_id not in provider_ids(actor(request), Permission.LEAD_TEAM):
        raise Http404
    return found


@require_safe
@require(Permission.LEAD_TEAM)
def dossier_state(request: HttpRequest, pk: object) -> HttpResponse:
    """How far the files are; the page of the request asks for it while they are made."""
    return render(request, "rights/_files.html", {"file": _own_file(request, pk)})


@require_POST
@require(Permission.LEAD_TEAM)
def dossier_file(request: HttpRequest, pk: object) -> HttpResponse:
    file, kind = _own_file(request, pk), request.POST.get("als", "")
    if kind not in dossier_files.MEDIA_TYPES:
        raise Http404
    content = dossier_files.hand_out(file=file, kind=kind, by=actor(request))
    if content is None:
        messages.warning(request, "Dit bestand is er niet meer. Maak het opnieuw.")
        return redirect("rights_request", file.request_id)
    response = HttpResponse(content, content_type=dossier_files.MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="dossier-verzoek-{file.request_id}.{kind}"'
    return response
