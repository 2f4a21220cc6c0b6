"""The team of a manager: load, deadlines, hours above the guideline, and handing questions over."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import caseload, casework, triage
from cases.caseload import Load, with_work
from cases.forms.team import HandOverForm
from cases.models import HelpQuestion
from cases.views.answers import said_at
from oco.access import Permission, actor, provider_ids, require
from oco.models import User

PER_PAGE = 50


def _of_my_teams(user: User) -> QuerySet[HelpQuestion]:
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
    mine = _of_my_teams(user)
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
    context = {
        "loads": loads,
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


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def hand_over(request: HttpRequest) -> HttpResponse:
    """One or several questions (`?vraag=1&vraag=2`) to another supporter, with a note."""
    user, today = actor(request), timezone.localdate()
    asked = [pk for pk in (request.POST or request.GET).getlist("vraag") if pk.isdecimal()]
    questions = list(
        _of_my_teams(user).filter(pk__in=asked).select_related("client", "supporter", "provider").order_by("pk")
    )
    if not questions:
        messages.warning(request, "Zet eerst een vinkje bij de vragen die u wilt overdragen.")
        return redirect("team")
    people = triage.colleagues({q.provider_id for q in questions if q.provider_id}, today=today)
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=people)
    if request.method == "POST" and form.is_valid():
        supporter = User.objects.get(pk=form.cleaned_data["supporter"])
        moved: list[HelpQuestion] = []
        with said_at(form):
            moved = casework.hand_over(
                questions=questions, supporter=supporter, note=form.cleaned_data["note"], by=user, today=today
            )
        if form.is_valid():
            what = "1 vraag" if len(moved) == 1 else f"{len(moved)} vragen"
            messages.success(request, f"{what} overgedragen aan {supporter.name}.")
            return redirect("team")
    return render(request, "team/hand_over.html", {"questions": questions, "form": form})
