"""A report as plain data: everything that its page, its PDF and its workbook say, and nothing that they don't.

The care side builds it from figures (`build`); from then on it stands by itself. The municipality side draws it from
the JSON alone. Amounts and counts are Decimal here and text in JSON, never float, so that the same report always has
the same bytes and the same checksum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.utils import timezone

from oco.periods import Period
from reporting import plain_data
from reporting.terms import GrantTerms
from reporting.values import Unit, Value

if TYPE_CHECKING:
    from oco.models import Municipality, Organisation
    from reporting.figures import FigureKey
    from reporting.ledger import Ledger

FORMAT = 1


@dataclass(frozen=True)
class FiledBy:
    """Who handed the report in, and when (an aware moment). `log_seal`: the last seal of the log then."""

    name: str
    at: datetime
    log_seal: str = ""


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
