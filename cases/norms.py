"""Which norms hold at a front door on a day."""

from __future__ import annotations

from datetime import date

from cases.codes import DOMAIN_LABELS, LIFE_DOMAINS, DomainList
from cases.models import Norms
from cases.rules import TermNorms
from oco.models import FrontDoor


class NoNorms(Exception):
    """Nobody entered norms for this front door; the text is for the user."""


def norms_on(front_door: FrontDoor, day: date) -> Norms:
    """The norms in force on this day; before the first ones, the first ones. Raises NoNorms."""
    # Kept on the object, as the form asks for them and then the terms.
    known: dict[date, Norms] = front_door.__dict__.setdefault("_norms", {})
    if day in known:
        return known[day]
    holder = front_door.partnership_id or front_door.run_by_id
    rows = Norms.objects.filter(organisation_id=holder).order_by("-valid_from")
    found = rows.filter(valid_from__lte=day).first() or rows.last()
    if found is None:
        raise NoNorms(f"Voor {front_door.name} zijn geen normen ingevuld. Vraag het de beheerder.")
    known[day] = found
    return found


def term_norms(norms: Norms) -> TermNorms:
    return TermNorms(
        first_contact_days=norms.first_contact_days,
        pick_up_urgent_days=norms.pick_up_urgent_days,
        pick_up_regular_days=norms.pick_up_regular_days,
        guideline_minutes=norms.guideline_minutes,
        trajectory_days=norms.trajectory_days,
    )


def domains_on(front_door: FrontDoor, day: date) -> dict[str, str]:
    """Key and Dutch name of the life domains that this front door reports by."""
    return LIFE_DOMAINS[DomainList(norms_on(front_door, day).domain_list)]


def domain_label(key: str) -> str:
    return DOMAIN_LABELS.get(key, key)
