"""Periods as half-open value objects: a year, a half-year, a quarter. `start` is in it, `end` is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeriodKind(StrEnum):
    """What a report can be about."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS = {PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_LETTERS = {PeriodKind.QUARTER: "Q", PeriodKind.HALF_YEAR: "H"}
_CODE = re.compile(r"^(?P<year>\d{4})(?:-(?P<letter>[QH])(?P<number>[1-4]))?$")


@dataclass(frozen=True, order=True)
class Period:
    """A calendar year or a part of it. `number` counts from 1 within the year."""

    year: int
    kind: PeriodKind
    number: int = 1

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2200 or not 1 <= self.number <= 12 // MONTHS[self.kind]:
            raise ValueError(f"Geen periode: {self.kind} {self.number} van {self.year}")

    @classmethod
    def parse(cls, code: str) -> Period:
        """The period of a code: `2018`, `2018-H1`, `2018-Q3`. Raises ValueError with a Dutch sentence."""
        match = _CODE.match(code.strip().upper())
        try:
            if not match:
                raise ValueError
            kind = {None: PeriodKind.YEAR, "Q": PeriodKind.QUARTER, "H": PeriodKind.HALF_YEAR}[match["letter"]]
            return cls(int(match["year"]), kind, int(match["number"] or 1))
        except ValueError:
            raise ValueError(f"‘{code}’ is geen periode. Schrijf 2018, 2018-H1 of 2018-Q1.") from None

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        return cls(day.year, kind, (day.month - 1) // MONTHS[kind] + 1)

    @classmethod
    def from_dates(cls, start: date, end: date) -> Period:
        """The period that runs from `start` until `end`; ValueError where there is none."""
        for kind in PeriodKind:
            found = cls.containing(start, kind)
            if (found.start, found.end) == (start, end):
                return found
        raise ValueError(f"Geen periode van {start} tot {end}")

    @property
    def start(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        month = self.number * MONTHS[self.kind] + 1
        return date(self.year + month // 13, (month - 1) % 12 + 1, 1)

    @property
    def code(self) -> str:
        letter = _LETTERS.get(self.kind)
        return f"{self.year}-{letter}{self.number}" if letter else str(self.year)

    @property
    def label(self) -> str:
        """As printed: ‘1e kwartaal 2018’, ‘2e halfjaar 2018’, ‘2018’."""
        match self.kind:
            case PeriodKind.QUARTER:
                return f"{self.number}e kwartaal {self.year}"
            case PeriodKind.HALF_YEAR:
                return f"{self.number}e halfjaar {self.year}"
            case PeriodKind.YEAR:
                return str(self.year)

    @property
    def in_words(self) -> str:
        """With its article, for the middle of a sentence: ‘het 1e kwartaal van 2018’, ‘2018’."""
        match self.kind:
            case PeriodKind.QUARTER:
                return f"het {self.number}e kwartaal van {self.year}"
            case PeriodKind.HALF_YEAR:
                return f"het {self.number}e halfjaar van {self.year}"
            case PeriodKind.YEAR:
                return str(self.year)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def covers(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    def previous(self) -> Period:
        """The period just before: the quarter before a first quarter is last year's fourth."""
        if self.number > 1:
            return Period(self.year, self.kind, self.number - 1)
        return Period(self.year - 1, self.kind, 12 // MONTHS[self.kind])

    def next(self) -> Period:
        if self.number < 12 // MONTHS[self.kind]:
            return Period(self.year, self.kind, self.number + 1)
        return Period(self.year + 1, self.kind, 1)

    def year_before(self) -> Period:
        return Period(self.year - 1, self.kind, self.number)


def periods_of_year(year: int) -> list[Period]:
    """Four quarters, two half-years and the year itself."""
    return [Period(year, kind, number + 1) for kind in PeriodKind for number in range(12 // MONTHS[kind])]


def periods_containing(day: date) -> list[Period]:
    return [Period.containing(day, kind) for kind in PeriodKind]
