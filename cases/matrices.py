"""What was measured with the instruments of one question: matrices and webs, for its page and for a handover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.codes import Instrument
from cases.instruments import (
    EDITIONS,
    SLUGS,
    Direction,
    Edition,
    Phase,
    changes,
    comparable,
    day_words,
    scores_of,
    summary,
)
from cases.models import Assessment, HelpQuestion
from cases.spider import Axis, spider
from oco.shapes import Chart

TWO_EDITIONS = (
    "Begin en einde zijn met een verschillende versie gemeten. Daarom staat hier geen verandering: "
    "die is er alleen binnen één versie."
)


@dataclass(frozen=True)
class Cell:
    """One score of one domain in the matrix."""

    score: int
    start: bool
    end: bool


@dataclass(frozen=True)
class Row:
    """One domain as the matrix shows it; `change` is empty where begin and end are no pair."""

    label: str
    cells: list[Cell]
    change: str
    direction: Direction | None
    discussed: bool


@dataclass(frozen=True)
class Matrix:
    """Scores in one edition, with the same as a web. Where begin and end differ in edition, each has its own."""

    edition: Edition
    start: Assessment | None
    end: Assessment | None
    rows: list[Row]
    chart: Chart
    summary: str

    @property
    def levels(self) -> list[tuple[int, str]]:
        return self.edition.named_scores

    @property
    def is_pair(self) -> bool:
        return self.start is not None and self.end is not None


@dataclass(frozen=True)
class Result:
    """One instrument of one question: what was measured, and the change where there is a pair."""

    instrument: Instrument
    start: Assessment | None
    end: Assessment | None
    matrices: list[Matrix]
    problem: str = ""

    @property
    def slug(self) -> str:
        return SLUGS[self.instrument]

    @property
    def name(self) -> str:
        return str(self.instrument.label).capitalize()


def results(question: HelpQuestion) -> list[Result]:
    """Every instrument, measured or not, for the page of a question and for a handover. Two queries."""
    found = list(question.assessments.prefetch_related("scores"))
    return [_result(instrument, [row for row in found if row.instrument == instrument]) for instrument in Instrument]


def _result(instrument: Instrument, found: Sequence[Assessment]) -> Result:
    by_phase = {row.phase: row for row in found}
    start, end = by_phase.get(Phase.START), by_phase.get(Phase.END)
    if start and end and not comparable(start.edition, end.edition):
        return Result(instrument, start, end, [_matrix(start, None), _matrix(None, end)], TWO_EDITIONS)
    return Result(instrument, start, end, [_matrix(start, end)] if start or end else [])


def _matrix(start: Assessment | None, end: Assessment | None) -> Matrix:
    edition = EDITIONS[next(row.edition for row in (start, end) if row is not None)]
    found = changes(edition, scores_of(start), scores_of(end))
    pair = start is not None and end is not None
    rows = [
        Row(
            label=change.label,
            cells=[Cell(score, score == change.start, score == change.end) for score in edition.scores],
            change=change.words if pair else "",
            direction=change.direction,
            discussed=change.start is not None or change.end is not None,
        )
        for change in found
    ]
    chart = spider(
        f"web-{edition.key}-{'begin' if start else ''}{'einde' if end else ''}".replace("_", "-"),
        f"{str(edition.instrument.label).capitalize()}, {edition.name}",
        [Axis(change.label, change.start, change.end) for change in found],
        highest=edition.highest,
        start_name=f"begin, {day_words(start.on)} {start.on.year}" if start else "",
        end_name=f"einde, {day_words(end.on)} {end.on.year}" if end else "",
    )
    return Matrix(edition, start, end, rows, chart, summary(found) if pair else "")


def ends_missing(found: Sequence[Result]) -> list[Result]:
    """The instruments that were begun with and not yet ended: what the closing form asks after."""
    return [result for result in found if result.start is not None and result.end is None]
