"""How long: the terms of an organisation, and keeping a client longer than that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import removal
from cases.forms.caseload import choose
from cases.forms.retention import HoldForm, TermForm
from cases.models import Client, DataKind, RetentionHold, RetentionTerm
from cases.models.retention import SHORTEST
from cases.retention import holds, kinds, rules, terms
from cases.views.answers import said_at
from oco.access import Permission, actor, administered_providers, provider_ids, require
from oco.models import Organisation
from oco.submissions import new_key


@dataclass(frozen=True)
class TermLine:
    """One kind at one organisation: what holds, what comes, and what held before."""

    kind: DataKind
    words: str
    ground: str
    is_start: bool
    coming: list[RetentionTerm]
    history: list[RetentionTerm]

    @property
    def label(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True)
class Table:
    organisation: Organisation
    lines: list[TermLine]
    may_change: bool


@require_safe
@require(Permission.LEAD_TEAM, Permission.ADMINISTER)
def terms_page(request: HttpRequest) -> HttpResponse:
    """What is kept how long: the terms of each of one's organisations, with what held before; and what is fixed."""
    user, today = actor(request), timezone.localdate()
    administered = administered_providers(user)
    ids = administered | provider_ids(user, Permission.LEAD_TEAM)
    organisations = Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.PROVIDER).order_by("name")
    rows: dict[int, list[RetentionTerm]] = {}
    for row in RetentionTerm.objects.filter(organisation_id__in=ids).select_related("written_by"):
        rows.setdefault(row.organisation_id, []).append(row)
    in_force = terms.terms_of_all([each.pk for each in organisations], today)
    tables = [
        Table(
            each,
            [_line(kind, in_force[each.pk][kind], rows.get(each.pk, []), today) for kind in DataKind],
            each.pk in administered,
        )
        for each in organisations
    ]
    return render(request, "retention/terms.html", {"tables": tables, "kept": kinds.KEPT, "today": today})


def _line(kind: DataKind, term: rules.Term, rows: list[RetentionTerm], today: date) -> TermLine:
    own = [row for row in rows if row.kind == kind]
    return TermLine(
        kind=kind,
        words=rules.in_words(term.months),
        ground=term.ground,
        is_start=not any(row.valid_from <= today for row in own),
        coming=[row for row in own if row.valid_from > today],
        history=[row for row in own if row.valid_from <= today],
    )


@require_http_methods(["GET", "POST"])
@require(Permission.ADMINISTER)
def set_term(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Another term, with its ground and a reason."""
    user, today = actor(request), timezone.localdate()
    mine = Organisation.objects.filter(pk__in=administered_providers(user), kind=Organisation.Kind.PROVIDER)
    organisation = get_object_or_404(mine, pk=pk)
    if kind not in DataKind.values:
        raise Http404
    which = DataKind(kind)
    now = terms.terms_of(organisation.pk, today)[which]
    initial = {**TermForm.initial_of(now.months), "valid_from": today}
    form = TermForm(request.POST or None, initial=initial, kind=which)
    if request.method == "POST" and form.is_valid():
        with said_at(form, day_field="valid_from"):
            terms.set_term(
                organisation=organisation,
                kind=which,
                months=form.months(),
                valid_from=form.cleaned_data["valid_from"],
                ground=form.cleaned_data["ground"],
                reason=form.cleaned_data["reason"],
                by=user,
                today=today,
            )
        if form.is_valid():
            messages.success(request, "De termijn is opgeslagen.")
            return redirect("retention_terms")
    context = {
        "organisation": organisation,
        "which": which,
        "now": rules.in_words(now.months),
        "shortest": rules.in_words(SHORTEST[which]),
        "form": form,
    }
    return render(request, "retention/term.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps a client longer, with a reason and until a day."""
    user, today = actor(request), timezone.localdate()
    client = get_object_or_404(Client.objects.for_user(user).select_related("front_door"), pk=pk)
    led = provider_ids(user, Permission.LEAD_TEAM)
    providers = list(Organisation.objects.filter(pk__in=led, questions__client=client).distinct().order_by("name"))
    if not providers or removal.is_removed(client):
        raise Http404
    form = HoldForm(request.POST or None, initial={"key": new_key(), "provider": str(providers[0].pk)})
    choose(form, "provider", [(str(provider.pk), provider.name) for provider in providers])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form, day_field="until"):
            holds.hold(
                client=client,
                provider=next(each for each in providers if str(each.pk) == data["provider"]),
                why=RetentionHold.Why(data["why"]),
                note=data["note"].strip(),
                until=data["until"],
                by=user,
                today=today,
                key=data["key"],
            )
        if form.is_valid():
            messages.success(request, "Opgeslagen. Dit dossier komt tot die dag op geen vernietigingslijst.")
            return redirect("client", pk)
    return render(request, "retention/hold.html", {"client": client, "form": form})


@require_POST
@require(Permission.LEAD_TEAM)
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    led = provider_ids(actor(request), Permission.LEAD_TEAM)
    held = get_object_or_404(RetentionHold.objects.filter(provider_id__in=led), pk=pk)
    holds.end(held=held, by=actor(request))
    messages.success(request, "De gewone termijn geldt weer.")
    return redirect("client", held.client_id)
