"""What a report is laid beside: the same period a year earlier, as it was released or declared."""

from __future__ import annotations

from decimal import Decimal

from reporting.documents import ReportDocument
from reporting.models import DeclaredTotal, Report
from subsidies.accounts import providers_of
from subsidies.checks import LastYear, facts_of

# Totals that may be added up over providers; a person at two providers is one person, so clients may not, but a
# declared year has nothing better and the comparison is rough.
_DECLARED = ("unique_clients", "questions_answered")


def last_year_of(report: Report) -> LastYear | None:
    """Figures of the same period a year earlier; None where nothing is known of it."""
    period = report.period.year_before()
    earlier = (
        Report.objects.released()
        .filter(
            organisation=report.organisation,
            municipality=report.municipality,
            start=period.start,
            end=period.end,
        )
        .select_related("released")
        .order_by("-version")
        .first()
    )
    if earlier is not None:
        return LastYear(period.in_words, facts_of(ReportDocument.from_json(earlier.released.data)).totals)
    if period.code != str(period.year):
        return None
    rows = DeclaredTotal.objects.filter(
        municipality=report.municipality,
        provider__in=providers_of(report.organisation, report.municipality),
        year=period.year,
        indicator__in=_DECLARED,
    ).select_related("provider")
    totals: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        totals[row.provider.name, row.indicator] = row.value
        totals["", row.indicator] = totals.get(("", row.indicator), Decimal(0)) + row.value
    return LastYear(period.in_words, totals, declared=True) if totals else None
