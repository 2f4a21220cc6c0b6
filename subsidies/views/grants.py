"""Care side: the grant that the reports are measured by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from oco.access import Permission, actor, require
from reporting.figures import Scope
from reporting.years_table import YearCount, counted_years
from subsidies import years
from subsidies.accounts import Account, accounts_for, providers_of
from subsidies.grant_pages import grant_page
from subsidies.models import Grant

FILE_REPORTS = Permission.FILE_REPORTS


@require(FILE_REPORTS, Permission.SEE_FIGURES)
@require_GET
def grants(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What was agreed, year by year, and the years beside each other."""
    rows = Grant.objects.for_user(actor(request))
    today = timezone.localdate()
    context = grant_page(rows, year, user=actor(request), today=today)
    tables = [
        years.tables_of(
            account,
            years.year_rows(account, counted=_counted(account, today.year), last=today.year),
            running=today.year,
        )
        for account in accounts_for(actor(request))
    ]
    return render(request, "subsidies/grants.html", context | {"year_tables": tables})


def _counted(account: Account, last: int) -> dict[int, dict[int | None, YearCount]]:
    """Counted years by the stored roll-ups, of the years of which a grant or a report is known and this one."""
    first = (
        Grant.objects.filter(organisation=account.organisation, municipality=account.municipality)
        .order_by("year")
        .values_list("year", flat=True)
        .first()
    )
    together = Scope.of_organisation(account.organisation, account.municipality)
    providers = providers_of(account.organisation, account.municipality)
    return counted_years(together, providers, first or last - 1, last)
