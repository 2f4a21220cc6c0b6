"""Closing a period and freezing its figures: which front doors are closed, and which roll-ups that fixes.

Care side and worker only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from oco import acting
from oco.acting import Purpose
from oco.models import FrontDoor, Municipality, Organisation, PeriodClosing, User
from oco.periods import Period
from reporting import rollups
from reporting.figures import Scope
from reporting.models import RollUp
from subsidies.accounts import providers_of


def close(doors: list[FrontDoor], period: Period, *, by: User, now: datetime) -> None:
    """From here on the database refuses changes to facts of these front doors in this period."""
    PeriodClosing.objects.bulk_create(
        PeriodClosing(front_door=door, start=period.start, end=period.end, closed_by=by, closed_at=now)
        for door in doors
    )


@acting.purpose(Purpose.FREEZE)
def count_and_freeze(organisation: Organisation, municipality: Municipality, period: Period, *, now: datetime) -> None:
    """Counts all levels of the period, and freezes those of which every front door is closed.

    A level that other front doors count in as well (a municipality with several providers, a provider behind two doors)
    stays open until the last of them has filed; what was reported stands in the documents all the same.
    """
    rollups.roll_up_all(scopes(organisation, municipality), period, today=timezone.localdate(now))
    closed = set(
        PeriodClosing.objects.filter(lifted_at__isnull=True, start=period.start, end=period.end).values_list(
            "front_door_id", flat=True
        )
    )
    for roll_up in roll_ups_of(organisation, municipality).filter(
        start=period.start, end=period.end, frozen_at__isnull=True
    ):
        if _doors_of(roll_up) <= closed:
            RollUp.objects.filter(pk=roll_up.pk).update(frozen_at=now, counted_at=now)


def scopes(organisation: Organisation, municipality: Municipality) -> list[Scope]:
    """All levels that this organisation's facts are counted at, the widest first."""
    whole = Scope.of_municipality(municipality)
    if organisation.kind == Organisation.Kind.PARTNERSHIP:
        return [whole, *rollups.scopes_of(organisation)]
    return [whole, Scope.of_organisation(organisation, municipality)]


def _doors_of(roll_up: RollUp) -> set[int]:
    """The front doors whose facts are in a roll-up."""
    doors = FrontDoor.objects.filter(municipality_id=roll_up.municipality_id)
    if roll_up.level == RollUp.Level.PARTNERSHIP:
        doors = doors.filter(partnership_id=roll_up.organisation_id)
    elif roll_up.level == RollUp.Level.PROVIDER:
        doors = doors.filter(participations__provider_id=roll_up.organisation_id)
    return set(doors.values_list("pk", flat=True))


def roll_ups_of(organisation: Organisation, municipality: Municipality) -> QuerySet[RollUp]:
    """Roll-ups of all levels that this organisation's facts are in."""
    return RollUp.objects.filter(municipality=municipality).filter(
        Q(organisation__in=[organisation, *providers_of(organisation, municipality)])
        | Q(level=RollUp.Level.MUNICIPALITY)
    )


def closings_of(doors: Iterable[FrontDoor]) -> QuerySet[PeriodClosing]:
    return PeriodClosing.objects.filter(front_door__in=doors, lifted_at__isnull=True)
