"""The municipality's answer to a filed report, and the provider's answer to its question.

A version gets one decision at a time: while a question waits for an answer nothing else can be decided, and
"akkoord" is the last word on that version. Only the newest version can be decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction
from django.utils import timezone

from oco import audit
from oco.models import User
from reporting.models import Report
from subsidies.models import Review

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
    """A version's standing, with the review that brought it there."""

    standing: Standing
    review: Review | None

    @property
    def open(self) -> bool:
        """Whether the municipality can decide now."""
        return self.standing in (Standing.WAITS_FOR_CHECK, Standing.ANSWERED)


def position(reviews: list[Review], *, newest: bool) -> Position:
    """Pure: where a version stands by its reviews, oldest first. `newest`: no later version was filed."""
    last = reviews[-1] if reviews else None
    if last is not None and last.decision == Review.Decision.ACCEPTED:
        return Position(Standing.ACCEPTED, last)
    if not newest:
        return Position(Standing.REPLACED, last)
    if last is None:
        return Position(Standing.WAITS_FOR_CHECK, None)
    return Position(Standing.ANSWERED if last.answer else Standing.QUESTION_WAITS, last)


def position_of(report: Report) -> Position:
    """Where this version stands now."""
    return position(list(report.reviews.all()), newest=is_newest(report))


def is_newest(report: Report) -> bool:
    return not Report.objects.filter(
        organisation_id=report.organisation_id,
        municipality_id=report.municipality_id,
        start=report.start,
        end=report.end,
        version__gt=report.version,
    ).exists()


def accept(*, report: Report, by: User) -> Review:
    """The report is in order. Raises ReviewRefused where it can't be decided now."""
    return _decide(report, Review.Decision.ACCEPTED, "", by)


def send_back(*, report: Report, question: str, by: User) -> Review:
    """Asks the provider a question about the report. Raises ReviewRefused where it can't be decided now."""
    if not question.strip():
        raise ReviewRefused("Schrijf op wat u wilt weten.")
    return _decide(report, Review.Decision.SENT_BACK, question.strip(), by)


def _decide(report: Report, decision: Review.Decision, question: str, by: User) -> Review:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, report.pk % 2**31])
        now = position_of(report)
        if not now.open:
            raise ReviewRefused(_CLOSED[now.standing])
        review = Review.objects.create(
            report=report, decision=decision, question=question, decided_by=by, decided_by_name=by.name
        )
        audit.record(f"report {decision.replace('_', ' ')}", by=by, on=report, version=report.version)
        return review


_CLOSED = {
    Standing.QUESTION_WAITS: "Er wacht al een vraag op antwoord. Daarna kunt u weer beslissen.",
    Standing.ACCEPTED: "Dit rapport is al akkoord.",
    Standing.REPLACED: "Er is een nieuwe versie van dit rapport. Beoordeel die.",
}


def answer(*, review: Review, text: str, by: User) -> Review:
    """The provider's answer beside the municipality's question. An answer isn't changed afterwards."""
    if not text.strip():
        raise ReviewRefused("Vul uw antwoord in.")
    with transaction.atomic():
        changed = (
            Review.objects.waiting()
            .filter(pk=review.pk)
            .update(answer=text.strip(), answered_at=timezone.now(), answered_by=by, answered_by_name=by.name)
        )
        if not changed:
            raise ReviewRefused("Deze vraag is al beantwoord.")
        audit.record("report question answered", by=by, on=review, report=review.report_id)
    review.refresh_from_db()
    return review
