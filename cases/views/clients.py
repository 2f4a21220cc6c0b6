"""The page of a client: identity, where they are known, and the questions that the reader may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import caseload, removal
from cases.caseload import with_work
from cases.models import Client, HelpQuestion
from oco.access import Permission, actor, may, provider_ids, require
from oco.models import Organisation


@require_safe
@require(Permission.FIND_CLIENTS)
def client(request: HttpRequest, pk: int) -> HttpResponse:
    user, today = actor(request), timezone.localdate()
    found = get_object_or_404(Client.objects.for_user(user).select_related("district", "front_door"), pk=pk)
    mine = HelpQuestion.objects.for_user(user).filter(client=found)
    listed = with_work(mine).select_related("provider", "supporter").order_by("-received_on", "-pk")
    rows = caseload.rows(listed, today=today)
    led, removed = provider_ids(user, Permission.LEAD_TEAM), removal.is_removed(found)
    context = {
        "client": found,
        "known_at": Organisation.objects.filter(questions__client=found).distinct().order_by("name"),
        "open_rows": [row for row in rows if row.question.is_open],
        "closed_rows": [row for row in rows if not row.question.is_open],
        "reads_questions": may(user, Permission.READ_QUESTIONS),
        "can_add": not removed and (may(user, Permission.WORK_ON_QUESTIONS) or may(user, Permission.TRIAGE)),
        "leads": bool(led),
        "removed": removed,
        "may_ask": not removed and any(row.question.provider_id in led for row in rows),
        "today": today,
    }
    return render(request, "clients/client.html", context)
