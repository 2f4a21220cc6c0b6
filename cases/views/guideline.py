"""Above the guideline: what a manager may talk about with the team."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import caseload, guideline
from cases.models import HelpQuestion
from oco.access import Permission, actor, provider_ids, require

PER_PAGE = 50


@require_safe
@require(Permission.LEAD_TEAM)
def above(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    mine = HelpQuestion.objects.for_user(user).open().filter(provider_id__in=provider_ids(user, Permission.LEAD_TEAM))
    page_obj = Paginator(guideline.to_talk_about(mine), PER_PAGE).get_page(request.GET.get("pagina"))
    rows = caseload.rows(page_obj.object_list, today=timezone.localdate())
    context = {"groups": guideline.by_supporter(rows), "page_obj": page_obj, "today": timezone.localdate()}
    return render(request, "team/guideline.html", context)
