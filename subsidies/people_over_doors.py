"""Unique people over all front doors: the basis that a municipality confirms, and what was counted.

For both sides, so it knows no client: what is counted comes from the worker (reporting/unique_people.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from oco import audit
from oco.access import Permission, access_of
from oco.models import FrontDoor, Municipality, Organisation, User
from reporting.models import PeopleBasis, PeopleCount


class BasisRefused(Exception):
    """The basis can't be confirmed or withdrawn now; the text is for the user."""


@dataclass(frozen=True)
class Standing:
    """What a municipality's page says: the basis, the front doors, and the years that were counted, newest first."""

    municipality: Municipality
    basis: PeopleBasis | None
    front_doors: list[FrontDoor]
    counts: list[PeopleCount]

    @property
    def several(self) -> bool:
        """Whether there is anything to count: with one front door everybody is known once."""
        return len(self.front_doors) > 1


def standing(municipality: Municipality) -> Standing:
    return Standing(
        municipality,
        basis_of(municipality),
        list(FrontDoor.objects.filter(municipality=municipality)),
        list(PeopleCount.objects.filter(municipality=municipality)),
    )


def basis_of(municipality: Municipality) -> PeopleBasis | None:
    """The basis that holds now."""
    return PeopleBasis.objects.filter(municipality=municipality, withdrawn_at__isnull=True).first()


def municipalities_for(user: User) -> list[Municipality]:
    """Care side: the municipalities in which the user's organisations work behind a front door, for who files reports
    or administers."""
    access = access_of(user)
    mine = access.organisation_ids(Permission.FILE_REPORTS) | access.organisation_ids(Permission.ADMINISTER)
    doors = FrontDoor.objects.filter(providers__in=mine) | FrontDoor.objects.filter(partnership__in=mine)
    doors |= FrontDoor.objects.filter(run_by__in=mine)
    return list(Municipality.objects.filter(front_doors__in=doors).distinct().order_by("name"))


def municipalities_administered(user: User) -> list[Municipality]:
    """Municipality side: those for which the user may say on what basis people are counted."""
    ids = access_of(user).organisation_ids(Permission.ADMINISTER)
    kind = Organisation.Kind.MUNICIPALITY
    return list(
        Municipality.objects.filter(organisations__in=ids, organisations__kind=kind).distinct().order_by("name")
    )


@transaction.atomic
def confirm(*, municipality: Municipality, decided_on: date, text: str, by: User) -> PeopleBasis:
    """The administrator says on what legal basis, and after which DPIA, people may be counted over front doors.

    Raises BasisRefused without a text, for a day to come, and where a basis holds already.
    """
    if not text.strip():
        raise BasisRefused("Schrijf op wat de grondslag is, en waar de DPIA staat.")
    if decided_on > timezone.localdate():
        raise BasisRefused("De datum van het besluit ligt in de toekomst.")
    if basis_of(municipality):
        raise BasisRefused("De grondslag is al bevestigd. Trek die eerst in als er een andere geldt.")
    basis = PeopleBasis.objects.create(
        municipality=municipality,
        decided_on=decided_on,
        text=text.strip(),
        confirmed_by=by,
        confirmed_by_name=by.name,
    )
    audit.record("people basis confirmed", by=by, on=municipality)
    return basis


@transaction.atomic
def withdraw(*, municipality: Municipality, by: User) -> None:
    """From now on nothing is counted; the worker destroys what there is in the night that follows."""
    changed = PeopleBasis.objects.filter(municipality=municipality, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=by
    )
    if not changed:
        raise BasisRefused("Er is geen grondslag om in te trekken.")
    audit.record("people basis withdrawn", by=by, on=municipality)
