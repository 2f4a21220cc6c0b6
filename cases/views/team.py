"""The team of a manager: load, deadlines, hours above the guideline, who is away."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import caseload, waiting
from cases.caseload import Load, with_work
from cases.models import Absence, HelpQuestion
from oco.access import Permission, actor, provider_ids, require
from oco.models import User

PER_PAGE = 50


def of_my_teams(user: User) -> QuerySet[HelpQuestion]:
    own = provider_ids(user, Permission.LEAD_TEAM)
    return HelpQuestion.objects.for_user(user).open().filter(provider_id__in=own)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int
    current: bool


@require_safe
@require(Permission.LEAD_TEAM)
def team(request: HttpRequest) -> HttpResponse:
    user, today = actor(request), timezone.localdate()
    lists = {
        "te-laat": ("Te laat", caseload.overdue(today)),
        "bijna": ("Bijna te laat", caseload.nearly_late(today)),
        "uren": ("Uren vanaf 80%", caseload.near_guideline()),
        "stil": ("30 dagen stil", caseload.untouched(today)),
        "niemand": ("Nog bij niemand", Q(supporter__isnull=True)),
        "alle": ("Alle open", Q()),
    }
    chosen = request.GET.get("lijst", "te-laat")
    chosen = chosen if chosen in lists else "te-laat"
    who = request.GET.get("wie", "")
    mine = of_my_teams(user)
    loads = caseload.loads(mine, today=today)
    shown = mine.filter(supporter_id=int(who)) if who.isdecimal() else mine
    found = (
        with_work(shown)
        .filter(lists[chosen][1])
        .select_related("client", "provider", "supporter")
        .order_by(caseload.next_due(), "received_on", "pk")
    )
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    counts = _counts([load for load in loads if not who.isdecimal() or load.supporter_id == int(who)])
    absences = Absence.objects.for_user(user).filter(provider_id__in=provider_ids(user, Permission.LEAD_TEAM))
    context = {
        "loads": loads,
        "absences": absences.filter(last_day__gte=today).select_related("user", "replaced_by"),
        "waiting": waiting.shown(user, today=today),
        "total": _counts(loads),
        "tabs": [Tab(label, _url(key, who), counts[key], key == chosen) for key, (label, _) in lists.items()],
        "chosen": chosen,
        "who": who,
        "person": next((load for load in loads if str(load.supporter_id) == who), None),
        "rows": caseload.rows(page_obj.object_list, today=today),
        "page_obj": page_obj,
        "query": urlencode({"lijst": chosen, "wie": who}),
        "today": today,
    }
    return render(request, "team/team.html", context)


def _url(key: str, who: str) -> str:
    return f"{reverse('team')}?{urlencode({'lijst': key, 'wie': who})}#vragen"


def _counts(loads: list[Load]) -> dict[str, int]:
    return {
        "te-laat": sum(load.overdue_count for load in loads),
        "bijna": sum(load.due_soon_count for load in loads),
        "uren": sum(load.near_guideline_count for load in loads),
        "stil": sum(load.untouched_count for load in loads),
        "niemand": sum(load.open_count for load in loads if load.supporter_id is None),
        "alle": sum(load.open_count for load in loads),
    }
