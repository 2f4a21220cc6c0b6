"""What the grant's page shows on both sides: one year at a time, with words beside every number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from reporting.indicators import INDICATORS
from subsidies.checks import write
from subsidies.models import Grant, GrantAmount, Instalment, Target


@dataclass(frozen=True)
class YearTab:
    """A year above the page."""

    label: str
    url: str
    current: bool
    count: None = None


@dataclass(frozen=True)
class TargetWords:
    """A target as people say it: "ten minste 1.200", and which way is good."""

    label: str
    rule: str
    direction: str
    explanation: str


@dataclass(frozen=True)
class GrantView:
    """A grant with its lines, ready to be shown."""

    grant: Grant
    amounts: list[GrantAmount]
    total: Decimal
    instalments: list[tuple[Instalment, bool]]  # with whether its day has passed
    targets: list[TargetWords]

    @property
    def next_year(self) -> int:
        return self.grant.year + 1


def target_words(target: Target) -> TargetWords:
    indicator = INDICATORS[target.indicator]
    least = target.direction == Target.Direction.AT_LEAST
    return TargetWords(
        indicator.label,
        f"{Target.Direction(target.direction).label} {write(target.indicator, target.value)}",
        "meer is beter" if least else "minder is beter",
        indicator.definition,
    )


def view_of(grant: Grant, today: date) -> GrantView:
    """The grant's lines; its relations should be prefetched (`agreements.with_lines`)."""
    amounts = list(grant.amounts.all())
    return GrantView(
        grant=grant,
        amounts=amounts,
        total=sum((line.amount for line in amounts), Decimal(0)),
        instalments=[(line, line.due_on < today) for line in grant.instalments.all()],
        targets=[target_words(line) for line in grant.targets.all() if line.indicator in INDICATORS],
    )


def grant_page(rows: QuerySet[Grant], year: int | None, *, today: date) -> dict[str, object]:
    """The grants of one year (this year, or else the newest) and the years that there are. 404 for a year without."""
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    if year is None and years:
        year = today.year if today.year in years else years[0]
    elif year is not None and year not in years:
        raise Http404
    lines = ("amounts__provider", "targets", "instalments")
    shown = rows.filter(year=year or 0).select_related("organisation", "municipality").prefetch_related(*lines)
    return {
        "year": year,
        "grants": [view_of(grant, today) for grant in shown],
        "years": [YearTab(str(item), reverse("grants_of_year", args=[item]), item == year) for item in years],
    }
