"""What the municipality decides on a filed report: questions, each about a figure or the whole, and "akkoord".

Questions may be asked and answered side by side. "Akkoord" is the last word on a version: given when no question is
open, or with a note that says why it is given all the same. Only the newest version can be decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction

from oco import audit
from oco.models import User
from oco.templatetags.oco import plural
from reporting.indicators import INDICATORS
from reporting.models import Report
from subsidies import threads
from subsidies.models import Message, Review, Thread
from subsidies.threads import Turn

# First half of the advisory lock's key; the second is the report. The municipality's login may not write reports,
# so it can't lock their rows.
_LOCK = 4471


class ReviewRefused(Exception):
    """The decision can't be taken; the text is for the user."""


class Standing(StrEnum):
    """Where a filed version stands; the words are for both sides."""

    WAITS_FOR_CHECK = "waits_for_check"
    QUESTION_WAITS = "question_waits"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Position:
    """A version's standing, with the review that brought it there. `open_questions`: not closed yet."""

    standing: Standing
    review: Review | None = None
    open_questions: int = 0

    @property
    def open(self) -> bool:
        """Whether the municipality can ask or accept."""
        return self.standing in (Standing.WAITS_FOR_CHECK, Standing.QUESTION_WAITS, Standing.ANSWERED)

    @property
    def waits_for_municipality(self) -> bool:
        return self.standing in (Standing.WAITS_FOR_CHECK, Standing.ANSWERED)


def position(reviews: Iterable[Review], turns: Iterable[Turn], *, newest: bool) -> Position:
    """Pure: where a version stands. `turns`: of the questions about any version; `newest`: no later version was
    filed. While one question waits for the provider the version does, whatever else was answered."""
    still_open = [turn for turn in turns if turn is not Turn.CLOSED]
    for review in reviews:
        return Position(Standing.ACCEPTED, review, len(still_open))
    if not newest:
        return Position(Standing.REPLACED, None, len(still_open))
    if Turn.PROVIDER in still_open:
        return Position(Standing.QUESTION_WAITS, None, len(still_open))
    return Position(Standing.ANSWERED if still_open else Standing.WAITS_FOR_CHECK, None, len(still_open))


def position_of(report: Report) -> Position:
    """Where this version stands now."""
    turns = [talk.turn for talk in threads.talks_about(report)]
    return position(report.reviews.all(), turns, newest=is_newest(report))


def positions(reports: Iterable[Report]) -> list[tuple[Report, Position]]:
    """Where the newest versions of many reports stand; their `reviews` prefetched. Two queries."""
    rows = list(reports)
    turns = threads.turns_by_period(rows)
    return [(row, position(row.reviews.all(), turns.get(threads.period_key(row), []), newest=True)) for row in rows]


def is_newest(report: Report) -> bool:
    """A newer version that the gate held back replaces nothing: nobody sees it."""
    return (
        not Report.objects.exclude(gate__passed=False)
        .filter(
            organisation_id=report.organisation_id,
            municipality_id=report.municipality_id,
            start=report.start,
            end=report.end,
            version__gt=report.version,
        )
        .exists()
    )


def accept(*, report: Report, by: User, note: str = "") -> Review:
    """The report is in order. With questions open it needs a note. Raises ReviewRefused where it can't be decided."""
    with transaction.atomic():
        now = _to_decide(report)
        if now.open_questions and not note.strip():
            raise ReviewRefused(
                f"Er {'staat' if now.open_questions == 1 else 'staan'} nog "
                f"{plural(now.open_questions, 'vraag,vragen')} open. Sluit "
                f"{'die' if now.open_questions == 1 else 'ze'} af, of schrijf op waarom u toch akkoord bent."
            )
        review = Review.objects.create(
            report=report,
            note=note.strip(),
            open_threads=now.open_questions,
            decided_by=by,
            decided_by_name=by.name,
        )
        audit.record("report accepted", by=by, on=report, version=report.version, open_questions=now.open_questions)
        return review


def ask(*, report: Report, question: str, by: User, indicator: str = "") -> Thread:
    """Asks about a figure of the report, or with an empty `indicator` about the whole. Raises ReviewRefused where the
    report can't be decided now, or the figure doesn't exist."""
    if not question.strip():
        raise ReviewRefused("Schrijf op wat u wilt weten.")
    if indicator and indicator not in INDICATORS:
        raise ReviewRefused("Kies een cijfer uit de lijst.")
    with transaction.atomic():
        _to_decide(report)
        thread = Thread.objects.create(report=report, indicator=indicator, opened_by=by, opened_by_name=by.name)
        threads.write(thread=thread, text=question, side=Message.Side.MUNICIPALITY, by=by)
        audit.record("report question asked", by=by, on=report, version=report.version, indicator=indicator)
    return thread


def _to_decide(report: Report) -> Position:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, report.pk % 2**31])
    now = position_of(report)
    if not now.open:
        raise ReviewRefused(_CLOSED[now.standing])
    return now


_CLOSED = {
    Standing.ACCEPTED: "Dit rapport is al akkoord.",
    Standing.REPLACED: "Er is een nieuwe versie van dit rapport. Beoordeel die.",
}
