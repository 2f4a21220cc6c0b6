"""What the provider says about its data, with what was left to look at when it filed: a section of the report.

Kinds without numbers: how many questions lack a domain is itself a small number that nobody released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reporting.documents import ReportDocument, Section
from subsidies.checklist import Point
from subsidies.checklist_rules import BY_KEY

KEY = "data_quality"


def left(points: Sequence[Point]) -> list[Point]:
    """The points about data that don't block: what somebody could still have put right."""
    return [point for point in points if not point.blocks and point.listed]


def section_of(note: str, points: Sequence[Point]) -> Section | None:
    """The section; None where nothing is said."""
    if not note.strip():
        return None
    kinds = [BY_KEY[point.key].many for point in left(points)]
    said = (f"Bij het indienen stond nog open: {'; '.join(kinds)}.",) if kinds else ()
    return Section(
        KEY,
        "Wat de aanbieder over de gegevens zegt",
        "Voor het indienen kijkt de aanbieder de gegevens na. Dit schrijft de aanbieder over wat er nog openstond.",
        sentences=(note.strip(), *said),
    )


def section_in(document: ReportDocument) -> Section | None:
    """What an earlier version said, to say it again."""
    return next((section for section in document.sections if section.key == KEY), None)


def with_section(document: ReportDocument, section: Section | None) -> ReportDocument:
    """The document with the section at its end."""
    return replace(document, sections=(*document.sections, section)) if section else document
