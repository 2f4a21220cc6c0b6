"""Reads released numbers back from a report: its list of figures, its tables, in which other periods stand as well,
and what a corrected one tells about differences.

A table is read as it is printed, by its title, headings and texts; so the same reading serves a document and what was
printed of it. What is rounded is known from the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from oco.periods import Period, PeriodKind
from reporting import changes, versions
from reporting.cells import HIDDEN, Released
from reporting.documents import FigureLine, ReportDocument, Table
from reporting.figures import FigureKey
from reporting.indicators import INDICATORS, Dimension
from reporting.seen import Seen, Span, span_of
from reporting.values import State, Value

# Tables in which columns are periods: of one figure by provider, and of one or two figures by a dimension.
BY_PROVIDER = {"clients": "unique_clients", "answered_over_time": "questions_answered"}
BY_ROW: dict[str, tuple[tuple[str, ...], str]] = {
    "target_groups": (("unique_clients",), Dimension.TARGET_GROUP),
    "formality": (("questions_answered",), Dimension.FORMALITY),
    "domains": (("questions_received",), Dimension.DOMAIN),
    "channels": (("questions_received",), Dimension.CHANNEL),
    "districts": (("questions_received",), Dimension.DISTRICT),
    "how_found": (("questions_received",), Dimension.HOW_FOUND),
    "outcomes": (("questions_answered", "questions_closed_otherwise"), Dimension.OUTCOME),
    "activities": (("client_minutes",), Dimension.ACTIVITY),
    "kinds": (("other_minutes",), Dimension.KIND),
    "supporter_kinds": (("client_minutes",), Dimension.SUPPORTER_KIND),
    "other_people": (("other_people",), Dimension.KIND),
    "reasons": (("questions_above_guideline",), Dimension.REASON),
    "fits": (("fits",), Dimension.FITS),
    "moments": (("questions_closed",), Dimension.MOMENT),
    "tasks": (("questions_closed",), Dimension.TASK),
    "arrangements": (("questions_answered",), Dimension.STEP),
    "referral_kinds": (("referrals",), Dimension.REFERRAL),
}
# Tables in which each row is a figure of the whole.
BY_FIGURE = (
    *("clients_new", "questions", "hours", "hours_per_question", "referrals", "scores", "measured"),
    *("measured_health", "signals"),
)


def party_of(level: str, name: str) -> str:
    return f"{level}:{name}"


def whole_of(document: ReportDocument) -> str:
    return party_of(document.header.organisation_kind, document.header.organisation)


def released_of(value: Value) -> Released:
    if value.hidden:
        return HIDDEN
    return Released(value.number, rounded=value.state is State.ROUNDED)


def seen_in(document: ReportDocument, order: int) -> list[Seen]:
    """What a report releases: of its own period all its figures, and of the periods that it is compared with what
    stands in its tables; of a corrected one also its reasons for a difference. `order` tells when."""
    found: dict[tuple[Span, str], dict[FigureKey, Released]] = defaultdict(dict)
    own = span_of(Period.parse(document.header.period))
    for line in document.figures:
        found[own, party_of(line.level, line.organisation)][_key_of(line)] = released_of(line.value)
    for span, party, key, value in compared(document):
        found[span, party].setdefault(key, value)
    explained = changes.explained_in(versions.reasons_of(document))
    whole = (own, whole_of(document))
    return [
        Seen(*place, order, values, explained=explained if place == whole else {}) for place, values in found.items()
    ]


def _key_of(line: FigureLine) -> FigureKey:
    return FigureKey(line.indicator, line.dimension, line.member)


def partners_in(document: ReportDocument) -> dict[str, dict[str, str]]:
    """Of the whole the providers: their member, and the party that is the same provider."""
    whole = whole_of(document)
    names = {
        line.member: party_of("provider", line.member_label)
        for line in document.figures
        if line.dimension == Dimension.PROVIDER and line.member and party_of(line.level, line.organisation) == whole
    }
    return {whole: names} if names else {}


def compared(document: ReportDocument) -> Iterator[tuple[Span, str, FigureKey, Released]]:
    """Numbers of other periods, from the tables that compare."""
    period = Period.parse(document.header.period)
    others = {
        other.label: span_of(other)
        for other in (period.previous(), period.year_before())
        if other.label != period.label
    }
    labels = _members_by_label(document.figures)
    figures = {indicator.label: key for key, indicator in INDICATORS.items()}
    whole = whole_of(document)
    for table in document.tables():
        for column, heading in enumerate(table.columns):
            span = others.get(heading)
            if span is None:
                continue
            for row in table.rows:
                value = row.cells[column]
                if value.number is None and not value.hidden:
                    continue
                for party, key in _addresses(table, row.heading, labels, figures, whole):
                    yield span, party, key, released_of(value)
    yield from _quarters(document)
    yield from _year_so_far(document, whole)


def _addresses(
    table: Table,
    heading: str,
    labels: Mapping[tuple[str, str], Mapping[str, str]],
    figures: Mapping[str, str],
    whole: str,
) -> Iterator[tuple[str, FigureKey]]:
    if indicator := BY_PROVIDER.get(table.key):
        if heading in ("Samen", whole.partition(":")[2]):
            yield whole, FigureKey(indicator)
        elif heading != "Nog niet toegewezen":
            yield party_of("provider", heading), FigureKey(indicator)
    elif table.key in BY_ROW:
        names, dimension = BY_ROW[table.key]
        for name in names:
            if heading in labels.get((name, dimension), {}):
                yield whole, FigureKey(name, dimension, labels[name, dimension][heading])
    elif table.key in BY_FIGURE and heading in figures:
        yield whole, FigureKey(figures[heading])


def _members_by_label(lines: Iterable[FigureLine]) -> dict[tuple[str, str], dict[str, str]]:
    """Of each breakdown: the words of a row, and its member."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for line in lines:
        if line.dimension:
            words = line.member_label or "onbekend"
            found[line.indicator, line.dimension][words[:1].upper() + words[1:]] = line.member
    return found


def _quarters(document: ReportDocument) -> Iterator[tuple[Span, str, FigureKey, Released]]:
    """The chart of answered questions over the quarters."""
    for section in document.sections:
        for chart in section.charts:
            if chart.key != "chart-answered":
                continue
            for series in chart.series:
                level = "provider" if series.name in document.header.providers else document.header.organisation_kind
                for label, value in zip(chart.labels, series.values, strict=True):
                    number, _, year = label.partition("e kw. ")
                    if value.number is not None:
                        span = span_of(Period(int(year), PeriodKind.QUARTER, int(number)))
                        key = FigureKey("questions_answered")
                        yield span, party_of(level, series.name), key, released_of(value)


def _year_so_far(document: ReportDocument, whole: str) -> Iterator[tuple[Span, str, FigureKey, Released]]:
    """What was reached of each target since 1 January."""
    start = document.header.start.replace(month=1, day=1)
    span = Span(start, document.summary.until)
    if span == (document.header.start, document.header.end) or span.end <= span.start:
        return
    for target in document.summary.targets:
        if target.reached.number is not None or target.reached.hidden:
            yield span, whole, FigureKey(target.indicator), released_of(target.reached)
