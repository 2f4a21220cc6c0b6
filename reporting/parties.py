"""Whom a report is about: the whole, and the providers that it consists of."""

from __future__ import annotations

from dataclasses import dataclass

from oco.models import Municipality, Organisation
from reporting.figures import Scope
from reporting.sheets import Party

UNASSIGNED = Party("provider", "unassigned", "Nog niet toegewezen")


@dataclass(frozen=True)
class Parties:
    """Whom the report is about: the whole, and the providers that it consists of (none for one provider)."""

    whole: Party
    whole_scope: Scope
    providers: tuple[tuple[Party, Scope], ...]


def parties_of(about: Organisation, municipality: Municipality, *, partner_of_grant: bool = False) -> Parties:
    """`partner_of_grant`: a provider that has its own part of a partnership's grant."""
    scope = Scope.of_organisation(about, municipality)
    whole = Party(scope.level, scope.code, about.name, about.pk if partner_of_grant else None)
    if about.kind == Organisation.Kind.PROVIDER:
        return Parties(whole, scope, ())
    rows = (
        Organisation.objects.filter(participations__front_door__partnership=about)
        .order_by("participations__order", "name")
        .distinct()
    )
    found: dict[int, tuple[Party, Scope]] = {}
    for row in rows:  # behind two front doors a provider comes twice
        place = Scope.of_organisation(row, municipality)
        found.setdefault(row.pk, (Party(place.level, place.code, row.name, row.pk), place))
    return Parties(whole, scope, tuple(found.values()))
