"""Who accounts to which municipality: the partnership of a front door, or the provider that runs one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from oco.access import Permission, access_of
from oco.models import FrontDoor, Municipality, Organisation, User


@dataclass(frozen=True)
class Account:
    """An accountable organisation in one municipality. `may_file`: for the user that it was looked up for;
    a manager of a provider behind a partnership's front door follows its reports without filing them."""

    organisation: Organisation
    municipality: Municipality
    may_file: bool = True

    @property
    def slugs(self) -> tuple[str, str]:
        """As they stand in addresses: municipality, organisation."""
        return self.municipality.slug, self.organisation.slug

    @property
    def label(self) -> str:
        return f"{self.organisation.name} in {self.municipality.name}"


def front_doors_of(organisation: Organisation, municipality: Municipality) -> QuerySet[FrontDoor]:
    """The front doors for which this organisation accounts: those of its partnership, or run by it alone."""
    return FrontDoor.objects.filter(municipality=municipality).filter(
        Q(partnership=organisation) | Q(partnership__isnull=True, run_by=organisation)
    )


def providers_of(organisation: Organisation, municipality: Municipality) -> list[Organisation]:
    """Providers behind those front doors, in the order of the front door."""
    rows = Organisation.objects.filter(
        participations__front_door__in=front_doors_of(organisation, municipality)
    ).order_by("participations__order", "name")
    return list(dict.fromkeys(rows))


def accounts_for(user: User) -> list[Account]:
    """The accounts that the user files or, as a manager of a provider in a partnership, follows."""
    mine = access_of(user).organisation_ids(Permission.FILE_REPORTS)
    doors = (
        FrontDoor.objects.filter(
            Q(partnership_id__in=mine) | Q(run_by_id__in=mine) | Q(participations__provider_id__in=mine)
        )
        .select_related("partnership", "run_by", "municipality")
        .distinct()
        .order_by("municipality__name", "name")
    )
    return list(dict.fromkeys(_account(door, mine) for door in doors))


def accounts_in(municipality: Municipality) -> list[Account]:
    """All accountable organisations of a municipality: those that a grant can be decided for."""
    doors = (
        FrontDoor.objects.filter(municipality=municipality)
        .select_related("partnership", "run_by", "municipality")
        .order_by("name")
    )
    return list(dict.fromkeys(_account(door, ()) for door in doors))


def _account(door: FrontDoor, mine: Iterable[int]) -> Account:
    organisation = door.partnership or door.run_by
    return Account(organisation, door.municipality, may_file=organisation.pk in set(mine))


def municipalities_of(user: User, permission: Permission) -> list[Municipality]:
    """The municipalities for which a user of the municipality side works with this permission."""
    ids = access_of(user).organisation_ids(permission)
    return list(
        Municipality.objects.filter(
            organisations__in=ids, organisations__kind=Organisation.Kind.MUNICIPALITY
        ).distinct()
    )
