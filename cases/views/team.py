"""The team of a manager: load, deadlines, hours above the guideline, and handing questions over."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import caseload, waiting
from cases.caseload import Load, Row
from cases.filters import TeamFilter, team_lists
from cases.list_columns import TEAM, question_rows
from cases.models import Absence, HelpQuestion
from cases.views.asked import Asked, ask, context_of, file_of, opened_with_a_view, views_of
from oco import notices
from oco.access import Permission, actor, provider_ids, require
from oco.models import User
from oco.tabs import Tab


def of_my_teams(user: User) -> QuerySet[HelpQuestion]:
    own = provider_ids(user, Permission.LEAD_TEAM)
    return HelpQuestion.objects.for_user(user).open().filter(provider_id__in=own)


def team_asked(request: HttpRequest) -> Asked[Row, HelpQuestion]:
    return _asked(request, _loads(request))


def _loads(request: HttpRequest) -> list[Load]:
    return caseload.loads(of_my_teams(actor(request)), today=timezone.localdate())


def _asked(request: HttpRequest, loads: list[Load]) -> Asked[Row, HelpQuestion]:
    day, mine = timezone.localdate(), of_my_teams(actor(request))
    persons = [(str(load.supporter_id), load.name) for load in loads if load.supporter_id]
    chosen = TeamFilter(request.GET.dict(), mine, persons=persons, today=day)
    rows = lambda keys: question_rows(keys, today=day)  # noqa: E731
    return ask(TEAM, chosen, mine, request, rows=rows, words=("vraag", "vragen"), short=True)


@require_safe
@require(Permission.LEAD_TEAM)
def team(request: HttpRequest) -> HttpResponse:
    views = views_of(request, TEAM)
    if answer := opened_with_a_view(request, TEAM, views):
        return answer
    loads = _loads(request)
    asked = _asked(request, loads)
    chosen, who = asked.filter.chosen.get("lijst", ""), asked.filter.chosen.get("wie", "")
    counts = _counts([load for load in loads if not who or str(load.supporter_id) == who])
    labels = {key: label for key, (label, _) in team_lists(timezone.localdate()).items()}
    context = context_of(asked, request, views) | {
        "loads": loads,
        "absences": _absences(request),
        "waiting": waiting.shown(actor(request), today=timezone.localdate()),
        "notices": notices.for_user(actor(request), timezone.localdate()),
        "tabs": [Tab(label, _url(key, who), key == chosen, counts[key]) for key, label in labels.items()],
        "person": next((load for load in loads if str(load.supporter_id) == who), None),
        "today": timezone.localdate(),
    }
    return render(request, "team/team.html", context)


def _absences(request: HttpRequest) -> QuerySet[Absence]:
    user, today = actor(request), timezone.localdate()
    absences = Absence.objects.for_user(user).filter(provider_id__in=provider_ids(user, Permission.LEAD_TEAM))
    return absences.filter(last_day__gte=today).select_related("user", "replaced_by")


@require_POST
@require(Permission.LEAD_TEAM)
def team_file(request: HttpRequest) -> HttpResponse:
    return file_of(team_asked(request), request, back_to="team", today=timezone.localdate())


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
