"""Counting in the background. A job counts one period for one municipality: its scopes share three passes."""

from __future__ import annotations

from datetime import date
from typing import Any

from celery import shared_task
from django.db import close_old_connections
from django.utils import timezone

from oco import jobs
from oco.models import Job, Municipality, User
from oco.periods import Period, periods_of_year
from reporting import expecting, own, rollups
from reporting.figures import Scope
from reporting.models import RollUp, WeekCounts

__all__ = ["count_period", "count_weeks", "enqueue", "nightly", "own"]  # `own` for its handler of jobs


@jobs.handler("roll_up")
def count_period(running: jobs.Running) -> dict[str, Any]:
    """Counts `period` for `scopes` and stores it. Both are codes. Done twice it gives the same."""
    period = Period.parse(running.arguments["period"])
    rows = rollups.roll_up_all([Scope.parse(code) for code in running.arguments["scopes"]], period)
    frozen = sum(1 for row in rows.values() if row.frozen_at is not None)
    return {"counted": len(rows) - frozen, "frozen": frozen}


def job_key(scopes: list[Scope], period: Period) -> str:
    """The same for the same work, and short: the widest scope and how many there are."""
    return f"{period.code}:{scopes[0].code}:{len(scopes)}"


def enqueue(scopes: list[Scope], period: Period, *, by: User | None = None) -> Job:
    """Asks the worker to count a period for these scopes."""
    return jobs.enqueue(
        "roll_up", key=job_key(scopes, period), by=by, scopes=[scope.code for scope in scopes], period=period.code
    )


@shared_task(name="reporting.tasks.nightly", ignore_result=True)
def nightly() -> None:
    """Asks for the counts of the night."""
    close_old_connections()
    ask_for_open_periods(timezone.localdate())


def ask_for_open_periods(today: date) -> None:
    """Asks to count every period of this year and last that has begun and isn't filed, for everyone."""
    periods = [period for year in (today.year - 1, today.year) for period in periods_of_year(year)]
    for municipality in Municipality.objects.order_by("pk"):
        everyone = rollups.scopes_of(municipality)
        for period in periods:
            frozen = frozen_scopes(period)
            scopes = [scope for scope in everyone if scope not in frozen]
            if period.start <= today and scopes:
                enqueue(scopes, period)
        ask_for_weeks(municipality, everyone, today)


@jobs.handler("roll_up_weeks")
def count_weeks(running: jobs.Running) -> dict[str, Any]:
    """Counts the course of `year` by week for `scopes`, both codes. Done twice it gives the same."""
    scopes = [Scope.parse(code) for code in running.arguments["scopes"]]
    rollups.roll_up_weeks(scopes, running.arguments["year"])
    return {"counted": len(scopes)}


def ask_for_weeks(municipality: Municipality, scopes: list[Scope], today: date) -> None:
    """This year and last every night, the two before them once: what a forecast looks back on."""
    if not scopes:
        return
    kept = set(WeekCounts.objects.filter(municipality=municipality).values_list("year", flat=True))
    for year in range(today.year, today.year - expecting.YEARS_BACK - 1, -1):
        if year >= today.year - 1 or year not in kept:
            jobs.enqueue(
                "roll_up_weeks",
                key=f"{year}:{scopes[0].code}:{len(scopes)}",
                scopes=[scope.code for scope in scopes],
                year=year,
            )


def frozen_scopes(period: Period) -> set[Scope]:
    """Those whose figures of this period stand as they were filed."""
    rows = RollUp.objects.filter(start=period.start, end=period.end, frozen_at__isnull=False)
    return {Scope(*row) for row in rows.values_list("level", "municipality_id", "organisation_id")}
