"""Lists of the functional administrator on the care side: topics, desks, target groups and norms."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.acts import Refused
from cases.codes import Channel
from cases.forms.lists import DeskForm, NormsForm, TargetGroupForm, TopicForm
from cases.lists import (
    add_norms,
    front_doors_for,
    move,
    norm_holders_for,
    norms_of,
    save_desk,
    save_target_group,
    save_topic,
    use,
    withdraw_norms,
)
from cases.models import Desk, Norms, TargetGroup, Topic
from cases.norms import domain_label
from cases.views.answers import said_at
from oco.access import Permission, actor, require
from oco.models import FrontDoor, Organisation


@dataclass(frozen=True)
class Kind:
    """A list of a front door, and its words on the page."""

    key: str
    title: str
    new: str
    explanation: str


KINDS = {
    kind.key: kind
    for kind in (
        Kind("onderwerpen", "Onderwerpen", "Onderwerp toevoegen", "De tegels voor eenvoudige vragen aan de balie."),
        Kind("plekken", "Plekken", "Plek toevoegen", "Waar mensen binnenkomen of bellen."),
        Kind("doelgroepen", "Doelgroepen", "Doelgroep toevoegen", "Bij welke groepen een cliënt kan horen."),
    )
}


Entry = Topic | Desk | TargetGroup
MODELS: dict[str, type[Topic] | type[Desk] | type[TargetGroup]] = {
    "onderwerpen": Topic,
    "plekken": Desk,
    "doelgroepen": TargetGroup,
}


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it."""

    entry: Entry
    about: str
    first: bool
    last: bool


@dataclass(frozen=True)
class NormSheet:
    """The norms of one organisation: in force, to come, and before."""

    organisation: Organisation
    now: Norms | None
    coming: list[Norms]
    earlier: list[Norms]


@require_safe
@require(Permission.ADMINISTER)
def lists(request: HttpRequest) -> HttpResponse:
    by, today = actor(request), timezone.localdate()
    doors = front_doors_for(by).prefetch_related("topics", "desks__provider", "desks__district", "target_groups")
    context = {
        "doors": [(door, [(kind, _lines(door, kind)) for kind in KINDS.values()]) for door in doors],
        "sheets": [NormSheet(holder, *norms_of(holder, today=today)) for holder in norm_holders_for(by)],
    }
    return render(request, "lists/lists.html", context)


def _lines(door: FrontDoor, kind: Kind) -> list[Line]:
    entries: list[Entry]
    match kind.key:
        case "onderwerpen":
            entries = [*door.topics.all()]
        case "plekken":
            entries = [*door.desks.all()]
        case _:
            entries = [*door.target_groups.all()]
    last = len(entries) - 1
    return [Line(entry, _about(entry), place == 0, place == last) for place, entry in enumerate(entries)]


def _about(entry: Entry) -> str:
    """What stands under the name: a life domain, or channel, provider and district."""
    if isinstance(entry, Topic):
        return domain_label(entry.domain) if entry.domain else ""
    if isinstance(entry, TargetGroup):
        return ""
    parts = [entry.get_channel_display(), entry.provider.name if entry.provider else ""]
    return ", ".join(part for part in [*parts, entry.district.name if entry.district else ""] if part)


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _entry(request: HttpRequest, key: str, pk: int) -> Entry:
    """An entry of a front door of this administrator; 404 otherwise."""
    doors = front_doors_for(actor(request))
    match _kind(key).key:
        case "onderwerpen":
            return get_object_or_404(Topic.objects.filter(front_door__in=doors).select_related("front_door"), pk=pk)
        case "plekken":
            return get_object_or_404(Desk.objects.filter(front_door__in=doors).select_related("front_door"), pk=pk)
        case _:
            groups = TargetGroup.objects.filter(front_door__in=doors).select_related("front_door")
            return get_object_or_404(groups, pk=pk)


@require_http_methods(["GET", "POST"])
@require(Permission.ADMINISTER)
def entry_new(request: HttpRequest, door: str, kind: str) -> HttpResponse:
    found = get_object_or_404(front_doors_for(actor(request)), slug=door)
    return _edit(request, _kind(kind), MODELS[_kind(kind).key](front_door=found))


@require_http_methods(["GET", "POST"])
@require(Permission.ADMINISTER)
def entry(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    return _edit(request, _kind(kind), _entry(request, kind, pk))


def _edit(request: HttpRequest, kind: Kind, entry: Entry) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form: TopicForm | DeskForm | TargetGroupForm
    if isinstance(entry, Topic):
        known = entry if entry.pk else None
        form = TopicForm(data, front_door=entry.front_door, topic=known, today=timezone.localdate())
    elif isinstance(entry, TargetGroup):
        form = TargetGroupForm(data, group=entry if entry.pk else None)
    else:
        form = DeskForm(data, front_door=entry.front_door, desk=entry if entry.pk else None)
    if form.is_valid():
        with said_at(form):
            _save(request, entry, form)
        if form.is_valid():
            messages.success(request, f"‘{entry.name}’ is opgeslagen.")
            return redirect(f"{reverse('lists')}#{kind.key}-{entry.front_door.slug}")
    context = {"kind": kind, "entry": entry if entry.pk else None, "door": entry.front_door, "form": form}
    return render(request, "lists/entry.html", context)


def _save(request: HttpRequest, entry: Entry, form: TopicForm | DeskForm | TargetGroupForm) -> None:
    data, by = form.cleaned_data, actor(request)
    if isinstance(entry, Topic):
        save_topic(topic=entry, name=data["name"], domain=data["domain"], by=by)
    elif isinstance(entry, TargetGroup):
        save_target_group(group=entry, name=data["name"], by=by)
    else:
        save_desk(
            desk=entry,
            name=data["name"],
            channel=Channel(data["channel"]),
            provider=data["provider"],
            district=data["district"],
            by=by,
        )


@require_POST
@require(Permission.ADMINISTER)
def entry_use(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """`in=ja` puts the entry in use, anything else out of it."""
    found = _entry(request, kind, pk)
    active = request.POST.get("in") == "ja"
    use(entry=found, active=active, by=actor(request))
    how = "staat weer aan de balie" if active else "staat niet meer aan de balie. Wat er al mee geteld is, blijft"
    messages.success(request, f"‘{found.name}’ {how}.")
    return redirect(f"{reverse('lists')}#{kind}-{found.front_door.slug}")


@require_POST
@require(Permission.ADMINISTER)
def entry_move(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """`naar=omhoog` or `naar=omlaag`."""
    found = _entry(request, kind, pk)
    if request.POST.get("naar") in ("omhoog", "omlaag"):
        move(entry=found, up=request.POST["naar"] == "omhoog", by=actor(request))
    return redirect(f"{reverse('lists')}#{kind}-{found.front_door.slug}")


@require_http_methods(["GET", "POST"])
@require(Permission.ADMINISTER)
def norms_new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Opens with the norms of now, so that only what changes is typed."""
    by, today = actor(request), timezone.localdate()
    holder = get_object_or_404(norm_holders_for(by), slug=organisation)
    now, coming, _ = norms_of(holder, today=today)
    latest = coming[0] if coming else now
    form = NormsForm(request.POST if request.method == "POST" else None, initial=_initial(latest))
    if form.is_valid():
        with said_at(form):
            add_norms(
                organisation=holder,
                valid_from=form.cleaned_data["valid_from"],
                values=form.values(),
                by=by,
                today=today,
            )
        if form.is_valid():
            messages.success(request, "De nieuwe normen staan klaar. Vragen die er al zijn, houden hun termijnen.")
            return redirect(f"{reverse('lists')}#normen-{holder.slug}")
    return render(request, "lists/norms_new.html", {"holder": holder, "form": form})


def _initial(norms: Norms | None) -> dict[str, object]:
    if norms is None:
        return {}
    same = (
        *("first_contact_days", "pick_up_urgent_days", "pick_up_regular_days"),
        *("attempts_before_pause", "trajectory_days", "domain_list"),
    )
    return {name: getattr(norms, name) for name in same} | {"guideline": norms.guideline_minutes}


@require_POST
@require(Permission.ADMINISTER)
def norms_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    by = actor(request)
    found = get_object_or_404(Norms.objects.filter(organisation__in=norm_holders_for(by)), pk=pk)
    try:
        withdraw_norms(norms=found, by=by, today=timezone.localdate())
        messages.success(request, "De normen zijn ingetrokken.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lists")
