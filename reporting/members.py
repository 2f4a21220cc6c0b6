"""Every member that a breakdown could have, with its Dutch name. For the care side and the worker, not for the
municipality's process: it reads the lists of cases."""

from __future__ import annotations

from django.db import models

from cases import norms
from cases.codes import (
    DOMAIN_LABELS,
    LIFE_DOMAINS,
    MOMENT_OF,
    Activity,
    ArrangementStep,
    Channel,
    DomainList,
    Fits,
    HowFound,
    Moment,
    OtherWorkKind,
    Outcome,
    OverGuidelineReason,
)
from cases.hours import WITH_PEOPLE
from cases.models import Referral, TargetGroup
from oco.models import District, FrontDoor, Organisation
from oco.models.people import SupporterKind
from oco.periods import Period
from reporting import editions
from reporting.figures import Figures, Level, Scope
from reporting.indicators import INDICATORS, OF_PROVIDERS, Dimension

URGENCY_LABELS = {"urgent": "urgent", "regular": "gewoon"}
NO_TASK = "geen taak opgeschreven"
TASK_LABELS = {f"{moment}.{task}": str(task.label) for task, moment in MOMENT_OF.items()}


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
        Dimension.TARGET_GROUP: {**_target_groups(scope), "": "geen doelgroep bekend"},
        Dimension.HOW_FOUND: {**_labels(HowFound), "": "niet gevraagd"},
        Dimension.MOMENT: {**_labels(Moment), "": NO_TASK},
        Dimension.TASK: {**TASK_LABELS, "": NO_TASK},
        Dimension.STEP: {**_labels(ArrangementStep), "": "geen arrangement opgeschreven"},
        Dimension.SUPPORTER_KIND: _labels(SupporterKind),
        Dimension.FORMALITY: {**_labels(Organisation.Formality), "": "niet ingevuld"},
        Dimension.REFERRAL: _labels(Referral.Kind),
        Dimension.MEASURED: DOMAIN_LABELS,
    }
    found: dict[tuple[str, str], dict[str, str]] = {}
    for indicator in INDICATORS.values():
        for dimension in indicator.dimensions:
            if dimension not in OF_PROVIDERS or scope.level != Level.PROVIDER:
                found[indicator.key, dimension] = dict(known[dimension])
    counting = editions.book_of(scope.municipality_id).counting_on(period.start)
    for indicator_key, outcomes in (
        ("questions_answered", counting.answered),
        ("questions_closed_otherwise", counting.otherwise),
    ):
        names = found[indicator_key, Dimension.OUTCOME]
        found[indicator_key, Dimension.OUTCOME] = {key: name for key, name in names.items() if key in outcomes}
    # Only of groups and information sessions is the number of people asked.
    found["other_people", Dimension.KIND] = {kind: str(kind.label) for kind in WITH_PEOPLE}
    for scale, domains in (("matrix", DomainList.SELF_SUFFICIENCY), ("health", DomainList.POSITIVE_HEALTH)):
        for direction in ("rose", "stayed", "fell"):
            found[f"{scale}_{direction}", Dimension.MEASURED] = dict(LIFE_DOMAINS[domains])
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


def _target_groups(scope: Scope) -> dict[str, str]:
    """Of each front door; also those out of use, for what is there only when it was counted gives itself away."""
    rows = TargetGroup.objects.filter(front_door__in=_doors(scope)).order_by("order", "name")
    return {name: name for name in rows.values_list("name", flat=True)}


def _domains(scope: Scope, period: Period) -> dict[str, str]:
    """The list in force at the start of the period, of each front door that has norms."""
    found: dict[str, str] = {}
    for door in FrontDoor.objects.filter(pk__in=_doors(scope)):
        try:
            found |= norms.domains_on(door, period.start)
        except norms.NoNorms:
            continue
    return found


def _labels(choices: type[models.TextChoices]) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


def _name_of(dimension: str, member: str) -> str:
    if dimension == Dimension.PROVIDER:
        return Organisation.objects.get(pk=int(member)).name if member else "nog niet toegewezen"
    if dimension == Dimension.DISTRICT:
        return District.objects.get(pk=int(member)).name
    return DOMAIN_LABELS.get(member, member)
