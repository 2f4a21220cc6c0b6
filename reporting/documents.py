"""A report as plain data: everything that its page, its PDF and its workbook say, and nothing that they don't.

The care side builds it from figures (`build`); from then on it stands by itself. The municipality side draws it from
the JSON alone. Amounts and counts are Decimal here and text in JSON, never float, so that the same report always has
the same bytes and the same checksum.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.utils import timezone

from oco.periods import Period
from oco.templatetags.oco import DASH, euro, hours, number, percent
from reporting import plain_data

if TYPE_CHECKING:
    from oco.models import Municipality, Organisation
    from reporting.figures import FigureKey
    from reporting.ledger import Ledger

FORMAT = 1
HIDDEN_TEXT = "verborgen"
MINUS = "\u2212"


# --- what was agreed, as the report needs it -------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetLine:
    """A target of the grant, over the whole year.

    `indicator` is a key of reporting.indicators, `value` in that indicator's own unit (minutes where it counts time).
    """

    indicator: str
    direction: str  # at_least | at_most
    value: Decimal


@dataclass(frozen=True)
class AmountLine:
    """An amount of the grant in euro over the whole year; a reserve has no provider."""

    provider_id: int | None
    provider: str
    purpose: str
    amount: Decimal


@dataclass(frozen=True)
class GrantTerms:
    """The grant decision of one year, as far as a report lays figures beside it."""

    year: int
    number: str
    amounts: tuple[AmountLine, ...] = ()
    targets: tuple[TargetLine, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.amounts), Decimal(0))

    def of_provider(self, provider_id: int) -> Decimal:
        """Euro over the whole year for one provider, 0 where nothing was granted."""
        return sum((line.amount for line in self.amounts if line.provider_id == provider_id), Decimal(0))


@dataclass(frozen=True)
class FiledBy:
    """Who handed the report in, and when (an aware moment). `log_seal`: the last seal of the log then."""

    name: str
    at: datetime
    log_seal: str = ""


# --- values ----------------------------------------------------------------------------------------------------------


class Unit(StrEnum):
    """How a number is meant and written."""

    COUNT = "count"
    MINUTES = "minutes"  # a total, written in whole hours
    MINUTES_EACH = "minutes_each"  # of one question, written in hours with one decimal
    EURO = "euro"  # whole euros
    SHARE = "share"  # from 0 to 1, written as a percentage
    SCORE = "score"  # one decimal
    DAYS = "days"
    # Differences, written with their sign.
    COUNT_STEP = "count_step"
    MINUTES_STEP = "minutes_step"
    MINUTES_EACH_STEP = "minutes_each_step"
    EURO_STEP = "euro_step"
    POINTS = "points"  # of two shares from 0 to 1, written in percentage points
    SCORE_STEP = "score_step"
    CHANGE = "change"  # a difference as a share of what was, written as a percentage


SIGNED: Mapping[Unit, Unit] = types.MappingProxyType(
    {
        Unit.COUNT_STEP: Unit.COUNT,
        Unit.MINUTES_STEP: Unit.MINUTES,
        Unit.MINUTES_EACH_STEP: Unit.MINUTES_EACH,
        Unit.EURO_STEP: Unit.EURO,
        Unit.SCORE_STEP: Unit.SCORE,
        Unit.CHANGE: Unit.SHARE,
    }
)


class State(StrEnum):
    """What may be known of a number."""

    EXACT = "exact"
    ROUNDED = "rounded"  # to a multiple of five
    HIDDEN = "hidden"  # too small to show; the document doesn't hold the number
    ABSENT = "absent"  # not counted, or nothing to divide by


@dataclass(frozen=True)
class Source:
    """Which stored figure a number is, so that a provider's own page can lead to its records."""

    period: str
    indicator: str
    dimension: str = ""
    member: str = ""


@dataclass(frozen=True)
class Value:
    """One number with its unit. A hidden value has no number, anywhere in the document. `source` is of the page alone:
    it is no part of the document."""

    unit: Unit
    number: Decimal | None = None
    state: State = State.EXACT
    source: Source | None = field(default=None, compare=False, metadata=plain_data.OF_THE_PAGE)

    def __post_init__(self) -> None:
        if (self.number is None) != (self.state in (State.HIDDEN, State.ABSENT)):
            raise ValueError(f"{self.state} with number {self.number}")

    @property
    def hidden(self) -> bool:
        return self.state is State.HIDDEN

    @property
    def size(self) -> float | None:
        """For a chart; None where there is no number to draw."""
        return None if self.number is None else float(self.number)

    @property
    def text(self) -> str:
        """As printed: "1.154", "4,9", "€ 1.475", "86%", "verborgen", "–"."""
        if self.number is None:
            return HIDDEN_TEXT if self.hidden else DASH
        if self.unit is Unit.POINTS or self.unit in SIGNED:
            return self._signed(self.number)
        match self.unit:
            case Unit.EURO:
                return euro(self.number, 0)
            case Unit.SHARE:
                return percent(self.number)
            case Unit.MINUTES:
                return number(self.number / 60)
            case Unit.MINUTES_EACH:
                return hours(self.number, "decimal")
            case Unit.SCORE:
                return number(self.number, 1)
            case _:
                return number(self.number)

    def _signed(self, amount: Decimal) -> str:
        """ "+46", "\u22120,3", "0", "+9%", "\u22123 procentpunt"."""
        if self.unit is Unit.POINTS:
            text = f"{number(abs(amount) * 100)} procentpunt"
        elif self.unit is Unit.CHANGE:
            text = f"{number(abs(amount) * 100)}%"
        else:
            text = Value(SIGNED[self.unit], abs(amount), self.state).text
        if not any(digit in text for digit in "123456789"):
            return text  # rounds to nothing: no sign
        return f"{'+' if amount > 0 else MINUS}{text}"


def hidden(unit: Unit) -> Value:
    return Value(unit, None, State.HIDDEN)


def absent(unit: Unit) -> Value:
    return Value(unit, None, State.ABSENT)


# --- the parts of a report -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Header:
    """Whose report this is, over what, and how it stands."""

    organisation: str
    organisation_kind: str  # partnership | provider
    municipality: str
    period: str  # code: 2018, 2018-H1, 2018-Q1
    start: date
    end: date  # the first day after
    released: bool  # went through the disclosure gate; otherwise exact and internal
    counted_at: datetime | None
    version: int = 1
    filed_by: str = ""  # empty: a draft
    filed_at: datetime | None = None
    reason: str = ""  # of a correction
    providers: tuple[str, ...] = ()
    # As oco/trail/seals.py prints it. On paper it holds the log: who rewrites the log can't rewrite the reports.
    log_seal: str = field(default="", metadata=plain_data.UNLESS_EMPTY)

    KINDS: ClassVar[dict[str, str]] = {"Q": "Kwartaalrapport", "H": "Halfjaarrapport", "": "Jaarrapport"}

    @property
    def kind(self) -> str:
        letter = self.period.partition("-")[2][:1]
        return self.KINDS[letter]

    @property
    def period_label(self) -> str:
        return Period.parse(self.period).label

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.end.toordinal() - 1)

    @property
    def unfinished(self) -> bool:
        """Whether the figures were counted before the period was over: they will still rise."""
        return self.counted_at is not None and timezone.localdate(self.counted_at) < self.end

    @property
    def filed(self) -> bool:
        return self.filed_at is not None

    @property
    def title(self) -> str:
        return f"{self.kind} cliëntondersteuning, {self.period_label}"

    @property
    def status(self) -> str:
        if not self.released:
            return "Intern: eigen cijfers"
        return "Ingediend" if self.filed else "Concept"


@dataclass(frozen=True)
class KeyFigure:
    """One of the few figures on the first page, with a plain sentence."""

    label: str
    value: Value
    sentence: str
    unit: str = ""  # a word behind the number: "uur"


@dataclass(frozen=True)
class TargetResult:
    """A target of the grant beside what was reached and what the year is expected to give."""

    indicator: str
    label: str
    direction: str
    unit: Unit
    target: Decimal
    reached: Value
    expected: Decimal | None  # for the whole year; none when the year is over or nothing can be said
    low: Decimal | None
    high: Decimal | None
    difference: Decimal | None  # of what is expected (or, after the year, reached) with the target
    met: bool | None  # whether that keeps the target; None where nothing can be said
    verdict: str  # a word or two: "Gehaald", "Niet op koers"
    sentence: str
    chart: str = ""  # key of its chart in the summary


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ChartData:
    """A chart as numbers; reporting/drawing.py gives it its shape. `kind`: bullet, columns, bars, shares,
    bands."""

    key: str
    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    target: Decimal | None = None
    expected: Decimal | None = None
    at_most: bool = False


@dataclass(frozen=True)
class Summary:
    """The first page: the year in a few sentences."""

    figures: tuple[KeyFigure, ...]
    targets: tuple[TargetResult, ...]
    charts: tuple[ChartData, ...]  # one for each target of which there is something to draw
    until: date  # the targets are about the year until this day (not included)
    method: str = ""  # how the rest of the year was estimated, where it was
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    heading: str
    cells: tuple[Value, ...]
    kind: str = ""  # total | sub | empty


@dataclass(frozen=True)
class Table:
    """A table with one heading column. `columns` are the headings of the cells."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    heading: str = "Cijfer"  # above the heading column
    explanation: str = ""
    note: str = ""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    explanation: str
    tables: tuple[Table, ...] = ()
    charts: tuple[ChartData, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hiding:
    """What was hidden, and why."""

    up_to: int
    cells: int  # of the breakdowns in this report
    hidden: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    key: str
    label: str
    text: str
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True)
class FigureLine:
    """One figure, for who wants to check: `definition` is the key of its definition."""

    level: str
    organisation: str
    indicator: str
    dimension: str
    member: str
    member_label: str  # in Dutch; empty for a total
    value: Value
    definition: str


@dataclass(frozen=True)
class ReportDocument:
    """A whole report. Two with the same content have the same bytes."""

    header: Header
    summary: Summary
    sections: tuple[Section, ...]
    hiding: Hiding
    definitions: tuple[Definition, ...]
    figures: tuple[FigureLine, ...]
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column or file: numbers as text, dates in ISO form."""
        plain: dict[str, Any] = plain_data.as_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The document of `to_json`. ValueError where the format is another or something is missing."""
        return plain_data.read_document(cls, data, version=FORMAT, called="report")

    def canonical_bytes(self) -> bytes:
        """The bytes that the checksum is about: sorted keys, no white space, UTF-8."""
        return plain_data.canonical_bytes(self.to_json())

    @property
    def checksum(self) -> str:
        """SHA-256 in hexadecimal, also the one on the report's last line."""
        return plain_data.checksum_of(self.to_json())

    def tables(self) -> Iterator[Table]:
        for section in self.sections:
            yield from section.tables

    def filed(self, by: FiledBy, *, version: int, reason: str = "") -> ReportDocument:
        """The same figures as a numbered, filed version."""
        header = replace(self.header, version=version, filed_by=by.name, filed_at=by.at, reason=reason)
        return replace(self, header=header)


def build(
    *,
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    terms: GrantTerms | None,
    released: bool = True,
    viewer_provider: Organisation | None = None,
    version: int = 1,
    filed: FiledBy | None = None,
    reason: str = "",
    earlier_terms: Sequence[GrantTerms] = (),
    signals_text: str = "",
    today: date | None = None,
    released_before: Ledger | None = None,
    named: Mapping[str, frozenset[FigureKey]] | None = None,
    told: frozenset[int] = frozenset(),
) -> ReportDocument:
    """The report of a partnership or lone provider, from stored roll-ups.

    `released` sends all through the disclosure gate. Without it the document is internal: one provider's own exact
    figures (`organisation` or `viewer_provider` names it).
    `viewer_provider` with `released`: the joint report as that provider may see it. `earlier_terms` are grants of years
    before, for the prices of those years; `signals_text` is what the signals come to, in paragraphs, without persons.
    `released_before` is what was released earlier (looked up where it isn't given), and `named` what must be hidden
    besides, by party, for the attack on all of it found it (reporting/gate.py). `told` are keys of providers of which a
    claim tells the hours beside the report.
    Raises NotCounted where the period has no roll-up yet.
    """
    from reporting import composing  # reads figures and the lists of cases: not there on the municipality side

    return composing.compose(
        organisation=organisation,
        municipality=municipality,
        period=period,
        terms=terms,
        released=released,
        viewer_provider=viewer_provider,
        version=version,
        filed=filed,
        reason=reason,
        earlier_terms=earlier_terms,
        signals_text=signals_text,
        today=today,
        released_before=released_before,
        named=named or {},
        told=told,
    )


class NotCounted(Exception):
    """The period has not been counted yet, so there is nothing to report; the text is for the user."""
