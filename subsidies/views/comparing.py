"""Municipality side: two filed versions of a report beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from oco.access import Permission, actor, require
from reporting import versions
from reporting.documents import ReportDocument
from reporting.models import Report
from reporting.values import Value
from subsidies.scopes import reports_for_user


@dataclass(frozen=True)
class Line:
    label: str
    before: Value
    now: Value
    difference: str  # "+7", "−2", or words where it can't be told


@dataclass(frozen=True)
class Step:
    """One correction between the two versions, and what it says of itself."""

    report: Report
    sentences: tuple[str, ...]


@require(Permission.READ_RELEASED)
@require_GET
def compare(request: HttpRequest, pk: int, earlier: int) -> HttpResponse:
    """The totals of an earlier version and of this one, and why each version between them was made.

    404 where the other isn't an earlier version of the same report.
    """
    rows = reports_for_user(actor(request)).select_related("organisation", "municipality", "released")
    report = get_object_or_404(rows, pk=pk)
    same = rows.filter(
        organisation=report.organisation, municipality=report.municipality, start=report.start, end=report.end
    )
    before = get_object_or_404(same, pk=earlier, version__lt=report.version)
    between = same.filter(version__gt=before.version, version__lte=report.version).order_by("version")
    lines = [
        Line(label, old, new, _difference(step))
        for label, old, new, step in versions.side_by_side(_document(before), _document(report))
    ]
    steps = [Step(each, versions.reasons_of(_document(each))) for each in between]
    context = {"report": report, "before": before, "lines": lines, "steps": steps}
    return render(request, "subsidies/municipality/compare.html", context)


def _document(report: Report) -> ReportDocument:
    return ReportDocument.from_json(report.released.data)


def _difference(step: Value) -> str:
    if step.number is None:
        return step.text
    sign = "+" if step.number > 0 else "−" if step.number < 0 else ""
    return f"{sign}{Value(step.unit, abs(step.number), step.state).text}"
