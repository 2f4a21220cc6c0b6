"""The social map: searching it, and keeping it up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import referral_rules
from cases import social_map as the_map
from cases.codes import LIFE_DOMAINS, DomainList
from cases.forms.social_map import EntryForm, MapFilter
from cases.models import SocialMapEntry
from cases.norms import NoNorms, domain_label, domains_on
from cases.views.answers import said_at
from oco.access import Permission, actor, front_doors, require
from oco.models import FrontDoor, User

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it."""

    entry: SocialMapEntry
    domains: list[str]
    districts: list[str]
    stale: bool


@require_safe
@require(Permission.READ_QUESTIONS)
def social_map(request: HttpRequest) -> HttpResponse:
    """Searched by words, topic and district, which stand in the address: nothing personal is in them."""
    user, today = actor(request), timezone.localdate()
    doors = _doors(user, Permission.READ_QUESTIONS)
    chosen = MapFilter(request.GET, doors=doors, domains=_domains(doors, today))
    page_obj = Paginator(_found(user, chosen, today), PER_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "filter": chosen,
        "lines": [_line(entry, today) for entry in page_obj.object_list],
        "page_obj": page_obj,
        "query": query.urlencode(),
        "stale_count": SocialMapEntry.objects.for_user(user).stale_on(today).count(),
        "several_doors": len(doors) > 1,
    }
    return render(request, "social_map/social_map.html", context)


def _found(user: User, chosen: MapFilter, today: date) -> QuerySet[SocialMapEntry]:
    data = chosen.cleaned_data if chosen.is_valid() else {}
    mine = SocialMapEntry.objects.for_user(user)
    match data.get("stand"):
        case "nakijken":
            mine = mine.stale_on(today)
        case "uit":
            mine = mine.filter(active=False)
        case _:
            mine = mine.active()
    found = the_map.search(mine, words=data.get("q", ""), domain=data.get("onderwerp", ""), district=data.get("wijk"))
    return found.select_related("checked_by", "front_door").prefetch_related("districts").order_by("name", "pk")


def _line(entry: SocialMapEntry, today: date) -> Line:
    return Line(
        entry,
        [domain_label(key) for key in entry.domains],
        [district.name for district in entry.districts.all()],
        referral_rules.is_stale(checked_on=entry.checked_on, today=today),
    )


def _doors(user: User, *permissions: Permission) -> list[FrontDoor]:
    ids = frozenset[int]().union(*(front_doors(user, permission) for permission in permissions))
    return list(FrontDoor.objects.filter(pk__in=ids).order_by("name"))


def _domains(doors: list[FrontDoor], today: date, *more: str) -> dict[str, str]:
    """The life domains that these front doors report by, and those that an entry has already."""
    known: dict[str, str] = {}
    for door in doors:
        try:
            known |= domains_on(door, today)
        except NoNorms:
            known |= LIFE_DOMAINS[DomainList.WMO]
    return known | {key: domain_label(key) for key in more}


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def new(request: HttpRequest) -> HttpResponse:
    doors = _doors(actor(request), Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
    return _edit(request, None, doors)


@require_http_methods(["GET", "POST"])
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept(request, pk)
    return _edit(request, found, [found.front_door])


def _kept(request: HttpRequest, pk: int) -> SocialMapEntry:
    """An entry that the user may change; 404 otherwise."""
    rows = SocialMapEntry.objects.kept_by(actor(request)).select_related("front_door", "checked_by")
    return get_object_or_404(rows, pk=pk)


def _edit(request: HttpRequest, found: SocialMapEntry | None, doors: list[FrontDoor]) -> HttpResponse:
    today = timezone.localdate()
    domains = _domains(doors, today, *(found.domains if found else []))
    form = EntryForm(request.POST or None, doors=doors, domains=domains, entry=found)
    if request.method == "POST" and form.is_valid():
        with said_at(form, day_field="name"):
            written = the_map.save_entry(
                entry=found or SocialMapEntry(front_door=form.cleaned_data.get("front_door") or doors[0]),
                fields=form.values(),
                by=actor(request),
                today=today,
                version=form.cleaned_data["version"],
            )
        if form.is_valid():
            messages.success(request, f"{written.name} staat op de sociale kaart.")
            return redirect("social_map")
    stale = found is not None and referral_rules.is_stale(checked_on=found.checked_on, today=today)
    return render(request, "social_map/entry.html", {"form": form, "entry": found, "stale": stale})


@require_POST
@require(Permission.WORK_ON_QUESTIONS, Permission.TRIAGE)
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: somebody looked, and it is still right. The row comes back where htmx asks."""
    found = _kept(request, pk)
    checked = the_map.still_right(entry=found, by=actor(request), today=timezone.localdate())
    if request.headers.get("HX-Request") == "true":
        line = _line(checked, timezone.localdate())
        return render(request, "social_map/_checked.html", {"line": line, "just_now": True})
    messages.success(request, f"{checked.name} is nagekeken.")
    return redirect("social_map")
