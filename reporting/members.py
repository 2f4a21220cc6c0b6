"""Every member that a breakdown could have, with its Dutch name. For the care side and the worker, not for the
municipality's process: it reads the lists of cases."""

from __future__ import annotations

from cases import norms
from cases.codes import (
    ANSWERED,
    DOMAIN_LABELS,
    NOT_ANSWERED,
    Activity,
    Channel,
    Fits,
    OtherWorkKind,
    Outcome,
    OverGuidelineReason,
)
from oco.models import District, FrontDoor, Organisation
from oco.periods import Period
from reporting.figures import Figures, Level, Scope
from reporting.indicators import INDICATORS, Dimension

URGENCY_LABELS = {"urgent": "urgent", "regular": "gewoon"}


def members_of(scope: Scope, period: Period, figures: Figures | None = None) -> dict[tuple[str, str], dict[str, str]]:
    """Per indicator and dimension the members in the order of the report, key to name.

    The whole list, also of what was not counted: reporting/disclosure.py says why. Members that `figures` has beside
    it (a provider that left, a domain of an older list) are added. At a provider's own level there is no dimension
    of providers.
    """
    districts = District.objects.filter(municipality_id=scope.municipality_id)
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)
    known = {
        Dimension.PROVIDER: {str(row.pk): row.name for row in providers.filter(front_doors_served__in=_doors(scope))},
        Dimension.DOMAIN: _domains(scope, period),
        Dimension.CHANNEL: _labels(Channel),
        Dimension.DISTRICT: {**{str(row.pk): row.name for row in districts}, "": "wijk onbekend"},
        Dimension.OUTCOME: _labels(Outcome),
        Dimension.REASON: {**_labels(OverGuidelineReason), "": "geen reden opgegeven"},
        Dimension.URGENCY: URGENCY_LABELS,
        Dimension.FITS: _labels(Fits),
        Dimension.ACTIVITY: _labels(Activity),
        Dimension.KIND: _labels(OtherWorkKind),
    }
    found: dict[tuple[str, str], dict[str, str]] = {}
    for indicator in INDICATORS.values():
        for dimension in indicator.dimensions:
            if dimension != Dimension.PROVIDER or scope.level != Level.PROVIDER:
                found[indicator.key, dimension] = dict(known[dimension])
    for indicator_key, outcomes in (("questions_answered", ANSWERED), ("questions_closed_otherwise", NOT_ANSWERED)):
        names = found[indicator_key, Dimension.OUTCOME]
        found[indicator_key, Dimension.OUTCOME] = {key: name for key, name in names.items() if key in outcomes}
    for key in figures or ():
        if key.dimension and key.member not in (table := found[key.indicator, key.dimension]):
            table[key.member] = _name_of(key.dimension, key.member)
    return found


def _doors(scope: Scope) -> list[int]:
    doors = FrontDoor.objects.filter(municipality_id=scope.municipality_id)
    if scope.level == Level.PARTNERSHIP:
        doors = doors.filter(partnership_id=scope.organisation_id)
    if scope.level == Level.PROVIDER:
        doors = doors.filter(providers=scope.organisation_id)
    return list(doors.order_by("pk").values_list("pk", flat=True))


def _domains(scope: Scope, period: Period) -> dict[str, str]:
    """The list in force at the start of the period, of each front door that has norms."""
    found: dict[str, str] = {}
    for door in FrontDoor.objects.filter(pk__in=_doors(scope)):
        try:
            found |= norms.domains_on(door, period.start)
        except norms.NoNorms:
            continue
    return found


def _labels(choices: type[Channel | Outcome | OverGuidelineReason | Fits | Activity | OtherWorkKind]) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


def _name_of(dimension: str, member: str) -> str:
    if dimension == Dimension.PROVIDER:
        return Organisation.objects.get(pk=int(member)).name if member else "nog niet toegewezen"
    if dimension == Dimension.DISTRICT:
        return District.objects.get(pk=int(member)).name
    return DOMAIN_LABELS.get(member, member)
