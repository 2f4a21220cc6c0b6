"""What a figure is made of: its unit, by what it may be split, and the sentences that define it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a value is. Minutes are whole; means have four decimals at most."""

    PEOPLE = "people"  # distinct people: never to be added up over periods or providers
    QUESTIONS = "questions"
    COUNT = "count"
    MINUTES = "minutes"
    MINUTES_EACH = "minutes_each"  # per question: a mean or a percentile, so nothing to add up
    SCORE = "score"  # 1-10
    DAYS = "days"  # between two days, in the middle of many


class Dimension(StrEnum):
    """By what a figure is split. The members are keys; their Dutch names stand in reporting/members.py."""

    PROVIDER = "provider"  # key of the organisation, or empty: not assigned yet
    DOMAIN = "domain"
    CHANNEL = "channel"
    DISTRICT = "district"  # key of the district, or empty: unknown
    OUTCOME = "outcome"
    REASON = "reason"  # or empty: no reason given
    URGENCY = "urgency"
    FITS = "fits"
    ACTIVITY = "activity"
    KIND = "kind"
    TARGET_GROUP = "target_group"  # name of the group, for two front doors may have the same one; or empty: none known
    HOW_FOUND = "how_found"  # or empty: not asked
    MOMENT = "moment"  # or empty: no task written down
    TASK = "task"  # its moment, a dot and the task; or empty: no task written down
    STEP = "step"  # or empty: no arrangement written down
    SUPPORTER_KIND = "supporter_kind"
    FORMALITY = "formality"  # of the provider, or empty: not filled in
    REFERRAL = "referral"
    MEASURED = "measured"  # domain of an instrument


DIMENSION_LABELS: dict[Dimension, str] = {
    Dimension.PROVIDER: "aanbieder",
    Dimension.DOMAIN: "leefgebied",
    Dimension.CHANNEL: "ingang",
    Dimension.DISTRICT: "wijk",
    Dimension.OUTCOME: "uitkomst",
    Dimension.REASON: "reden boven de richtlijn",
    Dimension.URGENCY: "urgentie",
    Dimension.FITS: "past de oplossing",
    Dimension.ACTIVITY: "activiteit",
    Dimension.KIND: "soort werk",
    Dimension.TARGET_GROUP: "doelgroep",
    Dimension.HOW_FOUND: "hoe bij ons gekomen",
    Dimension.MOMENT: "moment van ondersteuning",
    Dimension.TASK: "taak",
    Dimension.STEP: "stap van het arrangement",
    Dimension.SUPPORTER_KIND: "soort ondersteuner",
    Dimension.FORMALITY: "soort aanbieder",
    Dimension.REFERRAL: "soort verwijzing",
    Dimension.MEASURED: "domein",
}
# Of these a question may have several members, so that the rows add up to more than the total.
OVERLAPPING = frozenset({Dimension.DOMAIN, Dimension.MOMENT, Dimension.TASK, Dimension.STEP})
# Of these everything that is counted has a member, be it the empty one: without any row they weren't counted yet.
WHOLE = frozenset(
    {Dimension.TARGET_GROUP, Dimension.HOW_FOUND, Dimension.MOMENT, Dimension.TASK, Dimension.STEP}
    | {Dimension.SUPPORTER_KIND, Dimension.FORMALITY}
)
# Together they are what the providers did: at a provider's own level there is nothing to split.
OF_PROVIDERS = frozenset({Dimension.PROVIDER, Dimension.FORMALITY})
_SEVERAL = "Daarom is de som van de regels hoger dan het totaal."
OVERLAP_NOTE = f"Een vraag kan bij meer leefgebieden horen. {_SEVERAL}"
OVERLAP_NOTES: dict[Dimension, str] = {
    Dimension.DOMAIN: OVERLAP_NOTE,
    Dimension.TARGET_GROUP: f"Iemand kan bij meer doelgroepen horen. {_SEVERAL}",
    Dimension.MOMENT: f"Een vraag kan bij meer momenten horen. {_SEVERAL}",
    Dimension.TASK: f"Een vraag kan meer taken hebben. {_SEVERAL}",
    Dimension.STEP: f"Een arrangement kan uit meer stappen bestaan. {_SEVERAL}",
}


@dataclass(frozen=True)
class Indicator:
    """One figure. `definition` is printed; `example` and `counter_example` settle what people ask about it."""

    key: str
    label: str
    definition: str
    unit: Unit
    example: str
    counter_example: str
    dimensions: tuple[Dimension, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether nothing counted means 0. A mean or percentile over nothing is no figure at all."""
        return self.unit not in (Unit.MINUTES_EACH, Unit.SCORE, Unit.DAYS)

    def overlaps(self, dimension: str) -> bool:
        """Whether the rows of this breakdown may add up to more than the total: people come at several activities, a
        question has several domains; a signal has one."""
        return bool(dimension) and (
            self.unit is Unit.PEOPLE or (self.unit is Unit.QUESTIONS and dimension in OVERLAPPING)
        )
