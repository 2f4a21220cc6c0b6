"""The decision as both sides read it: the whole of it, what was agreed before each change, its files, and costs as they
were handed in. Knows no client."""

from __future__ import annotations

from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET

from oco import audit
from oco.access import Permission, actor, require
from subsidies import costs
from subsidies.grant_pages import GrantView, Viewer, view_of, with_everything
from subsidies.models import CostStatement, CostWork, Grant, GrantChange
from subsidies.terms import Terms, differences, whole_terms

READERS = (Permission.READ_RELEASED, Permission.FILE_REPORTS, Permission.SEE_FIGURES)


def find_grant(request: HttpRequest, pk: int) -> GrantView:
    """A grant of the user's, with all that hangs on it as they may see it; 404 otherwise."""
    user = actor(request)
    found = get_object_or_404(with_everything(Grant.objects.for_user(user)), pk=pk)
    return view_of(found, user, timezone.localdate())


@require(*READERS)
@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision, readable from top to bottom."""
    view = find_grant(request, pk)
    context = {"item": view, "may_edit": view.viewer.may_edit, "changes": _changes(view), "today": view.today}
    return render(request, "subsidies/decision.html", context)


def _changes(view: GrantView) -> list[tuple[GrantChange, list[str]]]:
    """Each change, newest first, with what it changed as far as this viewer sees it."""
    now = _seen(whole_terms(view.grant), view.viewer)
    stands = [*(_seen(Terms.from_json(change.before), view.viewer) for change in view.changes), now]
    found = [(change, differences(*pair)) for change, pair in zip(view.changes, pairwise(stands), strict=True)]
    return found[::-1]


def _seen(terms: Terms, viewer: Viewer) -> Terms:
    """Without the amounts that aren't this viewer's to see."""
    amounts = tuple(line for line in terms.amounts if viewer.sees(line.provider_id))
    names = {line.provider for line in amounts}
    instalments = tuple(line for line in terms.instalments if line.provider in names or viewer.amounts is None)
    return Terms(terms.number, terms.decided_on, amounts, terms.targets, terms.obligations, instalments)


@require(*READERS)
@require_GET
def decision_before(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was agreed before a change, as it read then."""
    view = find_grant(request, pk)
    change = next((change for change in view.changes if change.number == number), None)
    if change is None:
        raise Http404
    terms = _seen(Terms.from_json(change.before), view.viewer)
    return render(request, "subsidies/decision_before.html", {"item": view, "change": change, "terms": terms})


@require(*READERS)
@require_GET
def decision_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The file of the decision, byte for byte."""
    view = find_grant(request, pk)
    found = get_object_or_404(view.grant.files.all(), number=number)
    audit.record("decision downloaded", by=actor(request), on=found)
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    name = f"beschikking-{view.grant.organisation.slug}-{view.grant.year}-{found.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(response)
    return response


@require(Permission.READ_RELEASED, Permission.KEEP_MONEY)
@require_GET
def cost_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Costs as they were handed in."""
    grants = Grant.objects.for_user(actor(request))
    rows = CostStatement.objects.filter(grant__in=grants).select_related("provider", "grant__organisation")
    statement = get_object_or_404(rows, pk=pk)
    view = find_grant(request, statement.grant_id)
    if not view.viewer.sees_money(statement.provider_id):
        raise Http404
    table = costs.table_of(costs.statement_lines(statement))
    by_work = [(work.label, table.by_work[work]) for work in CostWork if work in table.by_work]
    context = {"item": view, "statement": statement, "table": table, "by_work": by_work}
    return render(request, "subsidies/cost_statement.html", context)
