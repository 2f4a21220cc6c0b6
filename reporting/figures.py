"""Figures as plain values, and the reading of those that were counted before.

Screens, documents and workbook read here; `reporting/rollups.py` is the only place that counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from oco.models import Municipality, Organisation
from oco.periods import Period
from reporting.indicators import INDICATORS
from reporting.models import Figure, RollUp

Level = RollUp.Level


@dataclass(frozen=True, order=True)
class Scope:
    """Of whom a figure is: a provider within a municipality, a partnership, or a whole municipality."""

    level: str
    municipality_id: int
    organisation_id: int | None = None

    def __post_init__(self) -> None:
        if self.level not in Level.values or (self.organisation_id is None) != (self.level == Level.MUNICIPALITY):
            raise ValueError(f"no scope: {self.level} {self.municipality_id} {self.organisation_id}")

    @classmethod
    def of_municipality(cls, municipality: Municipality) -> Scope:
        return cls(Level.MUNICIPALITY, municipality.pk)

    @classmethod
    def of_organisation(cls, organisation: Organisation, municipality: Municipality | None = None) -> Scope:
        """Of a partnership, or of a provider in this municipality. ValueError where the municipality is missing."""
        if organisation.kind == Organisation.Kind.PARTNERSHIP and organisation.municipality_id is not None:
            return cls(Level.PARTNERSHIP, organisation.municipality_id, organisation.pk)
        if organisation.kind == Organisation.Kind.PROVIDER and municipality is not None:
            return cls(Level.PROVIDER, municipality.pk, organisation.pk)
        raise ValueError("a provider's figures are those within one municipality")

    @classmethod
    def parse(cls, code: str) -> Scope:
        """The scope of a code as `Scope.code` gives it. ValueError where it isn't one."""
        level, _, keys = code.partition(":")
        municipality, _, organisation = keys.partition(":")
        return cls(level, int(municipality), int(organisation) if organisation else None)

    @property
    def code(self) -> str:
        """`municipality:3`, `partnership:3:7`, `provider:3:12`: keys alone, for the arguments of a job."""
        keys = [self.municipality_id] if self.organisation_id is None else [self.municipality_id, self.organisation_id]
        return ":".join([str(self.level), *map(str, keys)])


@dataclass(frozen=True, order=True)
class FigureKey:
    """An indicator as a total, or for one member of a dimension. An empty member is "unknown" or "none"."""

    indicator: str
    dimension: str = ""
    member: str = ""


class Figures(Mapping[FigureKey, Decimal]):
    """All figures of one scope and period.

    Every count has its total, also when it is 0. A member that was not counted is absent and means 0; a mean or
    percentile over nothing is absent and has no value.
    """

    def __init__(self, values: Mapping[FigureKey, Decimal | int]) -> None:
        self._values = {key: Decimal(value) for key, value in values.items()}

    def __getitem__(self, key: FigureKey) -> Decimal:
        return self._values[key]

    def __iter__(self) -> Iterator[FigureKey]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def value(self, indicator: str, dimension: str = "", member: str = "") -> Decimal | None:
        """The figure; 0 for a count that found nothing, None for a mean over nothing.

        KeyError for an unknown indicator.
        """
        found = self._values.get(FigureKey(indicator, dimension, member))
        return Decimal(0) if found is None and INDICATORS[indicator].is_count else found

    def count(self, indicator: str, dimension: str = "", member: str = "") -> int:
        """A count (or minutes) as a whole number. ValueError for a mean."""
        if not INDICATORS[indicator].is_count:
            raise ValueError(f"{indicator} is no count")
        return int(self.value(indicator, dimension, member) or 0)

    def without(self, indicators: Collection[str]) -> Figures:
        """As if these had never been counted."""
        return Figures({key: value for key, value in self._values.items() if key.indicator not in indicators})

    def breakdown(self, indicator: str, dimension: str) -> dict[str, Decimal]:
        """Member to value, of the members that were counted, in the order of their keys."""
        return dict(self._tables.get((indicator, str(dimension)), {}))

    @cached_property
    def _tables(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        """By indicator and dimension: a report asks for hundreds of tables of the same figures."""
        found: dict[tuple[str, str], dict[str, Decimal]] = {}
        for key in sorted(self._values):
            found.setdefault((key.indicator, str(key.dimension)), {})[key.member] = self._values[key]
        return found


def read(scope: Scope, period: Period) -> Figures | None:
    """The stored figures; None where this period wasn't counted yet."""
    roll_up = roll_ups(scope, period).first()
    return of_roll_up(roll_up) if roll_up else None


def roll_ups(scope: Scope, period: Period) -> QuerySet[RollUp]:
    """The one row of this scope and period, or none."""
    rows = RollUp.objects.filter(
        level=scope.level, municipality_id=scope.municipality_id, start=period.start, end=period.end
    )
    if scope.organisation_id is None:
        return rows.filter(organisation__isnull=True)
    return rows.filter(organisation_id=scope.organisation_id)


def counted_on(roll_up: RollUp) -> date:
    """The day on which this roll-up was counted, in local time."""
    return timezone.localtime(roll_up.counted_at).date()


def of_roll_up(roll_up: RollUp) -> Figures:
    """The figures of one stored roll-up."""
    rows = Figure.objects.filter(roll_up=roll_up).values_list("indicator", "dimension", "member", "value")
    return Figures({FigureKey(indicator, dimension, member): value for indicator, dimension, member, value in rows})
