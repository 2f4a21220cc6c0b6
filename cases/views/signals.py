"""Signals: written in ten seconds, listed per quarter, and bundled by the manager into the text of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import signals
from cases.codes import DOMAIN_LABELS
from cases.forms.caseload import VersionForm
from cases.forms.signals import BundleForm, SignalForm
from cases.models import HelpQuestion, Signal, SignalBundle
from cases.norms import domain_label, domains_on
from cases.signals import Said, Team
from cases.views.answers import own_question, said_at
from oco.access import Permission, actor, provider_ids, require
from oco.closing import filed_period
from oco.models import District, FrontDoor, Participation, User
from oco.periods import Period, PeriodKind
from oco.submissions import new_key
from oco.tabs import Tab

PER_PAGE = 50
QUARTERS_SHOWN = 5


def _quarter(request: HttpRequest) -> Period:
    """The quarter in the address; this one where there is none that has begun."""
    today = timezone.localdate()
    this = Period.containing(today, PeriodKind.QUARTER)
    try:
        asked = Period.parse(request.GET.get("kwartaal", ""))
    except ValueError:
        return this
    return asked if asked.kind is PeriodKind.QUARTER and asked.start <= today else this


def _tabs(chosen: Period, url: str) -> list[Tab]:
    """This quarter and the ones before it, and the chosen one where it is older."""
    quarters = [Period.containing(timezone.localdate(), PeriodKind.QUARTER)]
    while len(quarters) < QUARTERS_SHOWN:
        quarters.append(quarters[-1].previous())
    if chosen not in quarters:
        quarters.append(chosen)
    return [Tab(each.label, f"{url}?{urlencode({'kwartaal': each.code})}", each == chosen) for each in quarters]


def _places(user: User, permission: Permission) -> list[Participation]:
    """The front doors behind which the user's providers work."""
    found = Participation.objects.filter(provider_id__in=provider_ids(user, permission))
    return list(
        found.select_related("front_door__municipality", "provider").order_by("front_door__name", "provider__name")
    )


# --- writing --------------------------------------------------------------------------------------------------------


def _form(
    request: HttpRequest, doors: list[FrontDoor], *, initial: dict[str, object], places: Sequence[Participation] = ()
) -> SignalForm:
    today = timezone.localdate()
    domains = {key: label for door in doors for key, label in domains_on(door, today).items()}
    if kept := str(initial.get("domain") or ""):
        domains.setdefault(kept, domain_label(kept))
    return SignalForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        domains=domains,
        districts=list(District.objects.filter(municipality__in={door.municipality_id for door in doors})),
        doors=[(f"{place.front_door_id}:{place.provider_id}", _named(place)) for place in places],
    )


def _named(place: Participation) -> str:
    door, provider = place.front_door.name, place.provider.name
    return door if door == provider else f"{provider}, {door}"


def _said(form: SignalForm) -> Said:
    return Said(form.cleaned_data["text"], form.cleaned_data["domain"], form.chosen_district)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def signal_of_question(request: HttpRequest, pk: int) -> HttpResponse:
    """With the question's life domain and the client's district filled in."""
    question = own_question(request, pk)
    domain = question.domains.first()
    initial: dict[str, object] = {
        "domain": domain.domain if domain else "",
        "district": question.district_id or question.client.district_id or "",
        "key": new_key(),
    }
    form = _form(request, [question.front_door], initial=initial)
    form.fields["text"].widget.attrs["autofocus"] = True
    if request.method == "POST" and form.is_valid():
        assert question.provider is not None
        with said_at(form):
            signals.write(
                front_door=question.front_door,
                provider=question.provider,
                said=_said(form),
                by=actor(request),
                today=timezone.localdate(),
                question=question,
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, "Het signaal is opgeschreven. U vindt het bij Signalen.")
            return redirect("question", pk)
    written = Signal.objects.for_user(actor(request)).filter(question=question).select_related("written_by")
    return render(request, "signals/of_question.html", {"question": question, "form": form, "written": written})


@dataclass(frozen=True)
class Row:
    signal: Signal
    domain: str
    may_change: bool


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def signal_list(request: HttpRequest) -> HttpResponse:
    """One line to write a signal, and those of the own provider in a quarter."""
    user, quarter = actor(request), _quarter(request)
    places = _places(user, Permission.WORK_ON_QUESTIONS)
    form = _form(request, [place.front_door for place in places], initial={"key": new_key()}, places=places)
    if request.method == "POST" and form.is_valid() and places:
        place = _place_of(form, places)
        with said_at(form):
            signals.write(
                front_door=place.front_door,
                provider=place.provider,
                said=_said(form),
                by=user,
                today=timezone.localdate(),
                key=form.cleaned_data["key"],
            )
        if form.is_valid():
            messages.success(request, "Het signaal is opgeschreven.")
            return redirect("signals")
    found = Signal.objects.for_user(user).written_in(quarter).select_related("district", "written_by", "bundle")
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    leads = provider_ids(user, Permission.LEAD_TEAM)
    context = {
        "form": form if places else None,
        "tabs": _tabs(quarter, reverse("signals")),
        "quarter": quarter,
        "rows": [
            Row(signal, domain_label(signal.domain), signals.may_change(signal, user, leads))
            for signal in page_obj.object_list
        ],
        "page_obj": page_obj,
        "query": urlencode({"kwartaal": quarter.code}),
        "can_bundle": bool(leads),
    }
    return render(request, "signals/signals.html", context)


def _place_of(form: SignalForm, places: list[Participation]) -> Participation:
    chosen = form.cleaned_data.get("door") or f"{places[0].front_door_id}:{places[0].provider_id}"
    return next(place for place in places if f"{place.front_door_id}:{place.provider_id}" == chosen)


def _own_signal(request: HttpRequest, pk: int) -> Signal:
    """A signal that the user may correct: theirs, or of the team that they lead; 404 otherwise."""
    user = actor(request)
    found = get_object_or_404(
        Signal.objects.for_user(user).select_related("front_door", "question__client", "district"), pk=pk
    )
    if not signals.may_change(found, user, provider_ids(user, Permission.LEAD_TEAM)):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def edit_signal(request: HttpRequest, pk: int) -> HttpResponse:
    signal = _own_signal(request, pk)
    initial: dict[str, object] = {
        "text": signal.text,
        "domain": signal.domain,
        "district": signal.district_id or "",
        "version": signal.version,
    }
    form = _form(request, [signal.front_door], initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            signals.edit(
                signal=signal,
                said=_said(form),
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"] or 0,
            )
        if form.is_valid():
            messages.success(request, "De wijziging is opgeslagen.")
            return redirect("signals")
    return render(request, "signals/edit.html", {"signal": signal, "form": form})


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS)
def delete_signal(request: HttpRequest, pk: int) -> HttpResponse:
    signal = _own_signal(request, pk)
    form = VersionForm(request.POST or None, initial={"version": signal.version})
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            signals.remove(signal=signal, by=actor(request), version=form.cleaned_data["version"])
        if form.is_valid():
            messages.success(request, "Het signaal is verwijderd.")
            return redirect("signals")
    return render(request, "signals/delete.html", {"signal": signal, "form": form})


# --- bundling -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamGroups:
    """The life domains of one provider behind one front door."""

    team: Team
    groups: list[signals.Group]
    filed: Period | None


@require_safe
@require(Permission.LEAD_TEAM)
def bundles(request: HttpRequest) -> HttpResponse:
    """Per life domain: how many signals and questions, and how far the text is."""
    quarter = _quarter(request)
    teams = [Team(place.front_door, place.provider, quarter) for place in _places(actor(request), Permission.LEAD_TEAM)]
    context = {
        "tabs": _tabs(quarter, reverse("signal_bundles")),
        "quarter": quarter,
        "teams": [
            TeamGroups(team, signals.groups(team), filed_period(team.front_door.pk, quarter.start)) for team in teams
        ],
    }
    return render(request, "signals/bundles.html", context)


def _team(request: HttpRequest, door: str, provider: str, period: str) -> Team:
    """A team that the user leads, in a quarter that has begun; 404 otherwise."""
    try:
        quarter = Period.parse(period)
    except ValueError:
        raise Http404 from None
    if quarter.kind is not PeriodKind.QUARTER or quarter.start > timezone.localdate():
        raise Http404
    for place in _places(actor(request), Permission.LEAD_TEAM):
        if (place.front_door.slug, place.provider.slug) == (door, provider):
            return Team(place.front_door, place.provider, quarter)
    raise Http404


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def bundle(request: HttpRequest, door: str, provider: str, period: str, domain: str) -> HttpResponse:
    """The signals of one life domain, which of them the text is about, and the text."""
    team = _team(request, door, provider, period)
    if domain not in DOMAIN_LABELS:
        raise Http404
    group = next((each for each in signals.groups(team) if each.domain == domain), signals.Group(domain, [], None))
    form = BundleForm(request.POST if request.method == "POST" else None, initial=_begin(group), signals=group.signals)
    current: SignalBundle | None = None
    if request.method == "POST" and form.is_valid():
        ready = request.POST.get("stand") == "klaar"
        with said_at(form, day_field="text") as trial:
            signals.bundle(
                team=team,
                domain=domain,
                picked=form.picked,
                text=form.cleaned_data["text"],
                ready=ready,
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, "De tekst gaat mee in het rapport." if ready else "Het concept is opgeslagen.")
            return redirect(f"{reverse('signal_bundles')}?{urlencode({'kwartaal': team.quarter.code})}")
        current = trial.current if isinstance(trial.current, SignalBundle) else None
    questions = HelpQuestion.objects.for_user(actor(request)).in_bulk(
        [signal.question_id for signal in group.signals if signal.question_id is not None]
    )
    context = {
        "team": team,
        "group": group,
        "form": form,
        "current": current,
        "picked": {str(pk) for pk in form["signals"].value() or []},
        "rows": [(signal, questions.get(signal.question_id or 0)) for signal in group.signals],
        "filed": filed_period(team.front_door.pk, team.quarter.start),
    }
    return render(request, "signals/bundle.html", context)


def _begin(group: signals.Group) -> dict[str, object]:
    """A new text begins with all signals chosen."""
    if group.bundle is None:
        return {"signals": [signal.pk for signal in group.signals]}
    return {
        "signals": [signal.pk for signal in group.picked],
        "text": group.bundle.text,
        "version": group.bundle.version,
    }
