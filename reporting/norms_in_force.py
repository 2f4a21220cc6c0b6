"""What a report tells of the norms that hold at the end of its period: the guideline, and the terms in words."""

from __future__ import annotations

from datetime import date

from cases import norms
from oco.models import FrontDoor, Municipality, Organisation
from oco.periods import Period
from reporting.figures import Level, Scope


def guideline(scope: Scope, period: Period) -> int | None:
    """Minutes of one question, by the norms that hold at the end of the period."""
    doors = FrontDoor.objects.filter(municipality=scope.municipality_id)
    if scope.level == Level.PARTNERSHIP:
        doors = doors.filter(partnership=scope.organisation_id)
    elif scope.level == Level.PROVIDER:
        doors = doors.filter(providers=scope.organisation_id)
    door = doors.order_by("pk").first()
    try:
        found = norms.norms_on(door, date.fromordinal(period.end.toordinal() - 1)) if door else None
    except norms.NoNorms:
        return None
    return found.guideline_minutes if found else None


def terms_sentence(organisation: Organisation, municipality: Municipality, period: Period) -> str:
    """The terms that held at the end of the period, in words."""
    doors = FrontDoor.objects.filter(municipality=municipality)
    door = doors.filter(partnership=organisation).first() or doors.filter(providers=organisation).first()
    try:
        found = norms.norms_on(door, date.fromordinal(period.end.toordinal() - 1)) if door else None
    except norms.NoNorms:
        found = None
    if found is None:
        return "De termijn staat bij elke vraag vanaf de dag waarop zij binnenkwam."
    return (
        f"Het eerste contact is binnen {found.first_contact_days} dagen. Een urgente vraag is binnen "
        f"{found.pick_up_urgent_days} dagen opgepakt, een gewone vraag binnen {found.pick_up_regular_days} dagen. Een "
        "termijn die in het weekend of op een feestdag eindigt, loopt door tot de volgende werkdag."
    )
