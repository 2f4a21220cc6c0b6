"""Which years the worker counts over all front doors, and which it closes: asked every night."""

from __future__ import annotations

from datetime import date

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from oco import jobs
from oco.models import Job, Municipality
from oco.periods import Period, PeriodKind
from reporting import unique_people
from reporting.models import Report
from subsidies import reviews
from subsidies.accounts import accounts_in
from subsidies.people_over_doors import basis_of


@shared_task(name="subsidies.people_years.nightly", ignore_result=True)
def nightly() -> None:
    """Asks for what is due tonight."""
    close_old_connections()
    ask(timezone.localdate())


def ask(today: date) -> list[Job]:
    """Asks to close the years of which pseudonyms are no longer needed, and to count those that every front door filed.

    A year is closed when the municipality accepted the annual report of every front door, on the last day for it at the
    latest, and at once where the basis was withdrawn.
    """
    asked: list[Job] = []
    for municipality in Municipality.objects.order_by("pk"):
        kept = unique_people.kept_years(municipality)
        over = [year for year in kept if _is_over(municipality, year, today)]
        asked += [_ask(unique_people.CLOSE, municipality, year) for year in over]
        for year in (today.year - 1, today.year - 2):
            if year not in over and unique_people.may_count(municipality, year, today=today):
                asked.append(_ask(unique_people.COUNT, municipality, year))
    return asked


def ask_after_filing(municipality: Municipality, period: Period) -> None:
    """Asks for a count at once, where the report that was filed was the last of the year."""
    if period.kind == PeriodKind.YEAR and unique_people.may_count(
        municipality, period.year, today=timezone.localdate()
    ):
        _ask(unique_people.COUNT, municipality, period.year)


def _ask(kind: str, municipality: Municipality, year: int) -> Job:
    return jobs.enqueue(kind, key=f"{municipality.pk}:{year}", municipality=municipality.pk, year=year)


def _is_over(municipality: Municipality, year: int, today: date) -> bool:
    if today > unique_people.last_day(year) or basis_of(municipality) is None:
        return True
    period = Period(year, PeriodKind.YEAR)
    newest = list(
        Report.objects.filter(municipality=municipality, start=period.start, end=period.end)
        .latest_versions()
        .prefetch_related("reviews")
    )
    accepted = {
        report.organisation_id
        for report in newest
        if reviews.position(report.reviews.all(), (), newest=True).standing == reviews.Standing.ACCEPTED
    }
    return accepted == {account.organisation.pk for account in accounts_in(municipality)}
