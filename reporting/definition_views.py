"""Definitions on both sides: reading them, and on the municipality side announcing and withdrawing an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oco.access import actor, may, require
from oco.models import Municipality
from oco.models.people import Side
from oco.templatetags.oco import date_nl
from reporting import editions
from reporting.definition_forms import AnnounceForm
from reporting.definitions import FIGURES, Book, Edition, Rule
from reporting.editions import AnnouncementRefused
from reporting.indicators import INDICATORS
from reporting.models import DefinitionEdition


@dataclass(frozen=True)
class Sheet:
    """A definition that a municipality may change: in force, to come and before, the newest first."""

    rule: Rule
    title: str
    now: Edition
    coming: list[Edition]
    earlier: list[Edition]


@require_safe
@require(*editions.READERS)
def definitions(request: HttpRequest) -> HttpResponse:
    """`?gemeente=zoetermeer`; without it the first of the user's municipalities."""
    today, by = timezone.localdate(), actor(request)
    mine = editions.municipalities_for(by)
    if not mine:
        return render(request, "definitions/definitions.html", {"municipality": None})
    municipality = _chosen(mine, request.GET.get("gemeente", mine[0].slug))
    book = editions.book_of(municipality.pk)
    context = {
        "municipality": municipality,
        "municipalities": mine,
        "sheets": [_sheet(book, rule, today) for rule in Rule],
        "in_force": [book.edition_on(indicator, today) for indicator in INDICATORS],
        "may_decide": _may_decide(request),
        "today": today,
    }
    return render(request, "definitions/definitions.html", context)


def _chosen(mine: list[Municipality], slug: str) -> Municipality:
    for municipality in mine:
        if municipality.slug == slug:
            return municipality
    raise Http404


def _may_decide(request: HttpRequest) -> bool:
    by = actor(request)
    return by.side == Side.MUNICIPALITY and any(may(by, permission) for permission in editions.DECIDERS)


def _sheet(book: Book, rule: Rule, today: date) -> Sheet:
    found = book.editions(FIGURES[rule][0])
    now = book.edition_on(FIGURES[rule][0], today)
    return Sheet(
        rule,
        now.label,
        now,
        [each for each in found if each.valid_from > today],
        [each for each in reversed(found) if each.valid_from < now.valid_from],
    )


@require_http_methods(["GET", "POST"])
@require(*editions.DECIDERS)
def announce(request: HttpRequest, municipality: str, rule: str) -> HttpResponse:
    """A next edition: first shown as it will read, and announced by who has read it."""
    today = timezone.localdate()
    place = _chosen(editions.municipalities_for(actor(request), editions.DECIDERS), municipality)
    if rule not in list(Rule):
        raise Http404
    kind = Rule(rule)
    now = editions.book_of(place.pk).editions(FIGURES[kind][0])[-1]
    starts = editions.starts(place, today=today)
    form = AnnounceForm(request.POST or None, rule=kind, now=now, starts=starts)
    shown: list[Edition] = []
    if request.method == "POST" and form.is_valid():
        wish = form.wish()
        if refusal := editions.why_not(editions.book_of(place.pk), wish):
            form.add_error(None, refusal)
        else:
            shown = editions.preview(wish)
            said = f"{wish.valid_from} {shown[0].sentence}"
            if request.POST.get("step") == "announce" and form.cleaned_data["seen"] == said:
                try:
                    editions.announce(municipality=place, wish=wish, by=actor(request))
                except AnnouncementRefused as refused:
                    form.add_error(None, str(refused))
                else:
                    messages.success(
                        request, f"De nieuwe versie van ‘{now.label}’ geldt vanaf {date_nl(wish.valid_from)}."
                    )
                    return redirect(f"{reverse('definitions')}?{urlencode({'gemeente': place.slug})}")
            data = request.POST.copy()
            data["seen"] = said
            form.data = data
    context = {"form": form, "municipality": place, "rule": kind, "now": now, "shown": shown, "starts": starts}
    return render(request, "definitions/announce.html", context)


@require_POST
@require(*editions.DECIDERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    mine = editions.municipalities_for(actor(request), editions.DECIDERS)
    edition = get_object_or_404(
        DefinitionEdition.objects.filter(municipality__in=mine).select_related("municipality"), pk=pk
    )
    try:
        editions.withdraw(edition=edition, by=actor(request))
        messages.success(request, "De versie is ingetrokken. Alles telt zoals het telde.")
    except AnnouncementRefused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('definitions')}?{urlencode({'gemeente': edition.municipality.slug})}")
