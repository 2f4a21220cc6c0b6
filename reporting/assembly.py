"""Puts a report together from what its parts say. Pure: the same material gives the same document, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence

from reporting import indicators
from reporting.definitions import Book, Edition
from reporting.documents import Definition, FigureLine, Header, Hiding, ReportDocument, Section
from reporting.expected_sections import expected_year
from reporting.sections import sections
from reporting.sheets import Material
from reporting.summaries import YearSoFar, summary
from reporting.values import State


def document(
    material: Material,
    header: Header,
    so_far: YearSoFar,
    hiding: Hiding,
    *,
    remarks: Sequence[str] = (),
    years: Sequence[Section] = (),
    changes: Sequence[Section] = (),
    book: Book | None = None,
) -> ReportDocument:
    """The whole report. `years` are sections that come after the period's own: the years beside each other; `changes`
    come before them. `book` has the editions of the definitions, of which those in force are printed."""
    in_force = book or Book()
    lines = figure_lines(material)
    used = {line.indicator for line in lines}
    return ReportDocument(
        header=header,
        summary=summary(material, so_far, remarks),
        sections=(
            *changes,
            *expected_year(material, so_far.expected, until=so_far.until),
            *sections(material),
            *years,
        ),
        hiding=hiding,
        definitions=tuple(
            _definition(in_force.edition_on(key, header.start)) for key in indicators.INDICATORS if key in used
        ),
        figures=lines,
    )


def _definition(edition: Edition) -> Definition:
    text = f"{edition.sentence} {edition.standing}".strip()
    return Definition(edition.indicator, edition.label, text, edition.example, edition.counter_example)


def figure_lines(material: Material) -> tuple[FigureLine, ...]:
    """Every figure of this period, for who wants to check, in a fixed order."""
    parties = {party.key: party for party in material.parties}
    places = {key: place for place, key in enumerate(parties)}
    order = {key: place for place, key in enumerate(indicators.INDICATORS)}
    known = [
        (address, value)
        for address, value in material.now.values.items()
        if address[0] in parties and value.state is not State.ABSENT
    ]
    known.sort(key=lambda item: (places[item[0][0]], order[item[0][1]], item[0][2], item[0][3]))
    return tuple(
        FigureLine(
            level=parties[key].level,
            organisation=parties[key].name,
            indicator=name,
            dimension=dimension,
            member=member,
            member_label=material.labels.get(dimension, {}).get(member, member) if dimension else "",
            value=value,
            definition=name,
        )
        for (key, name, dimension, member), value in known
    )
