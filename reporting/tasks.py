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
from reporting import own, rollups
from reporting.figures import Scope
from reporting.models import RollUp

__all__ = ["count_period", "enqueue", "nightly", "own"]  # `own` for its handler of jobs


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


def frozen_scopes(period: Period) -> set[Scope]:
    """Those whose figures of this period stand as they were filed."""
    rows = RollUp.objects.filter(start=period.start, end=period.end, frozen_at__isnull=False)
    return {Scope(*row) for row in rows.values_list("level", "municipality_id", "organisation_id")}
