"""Attempts to reach the client: written down, taken back, and what follows from how many there were."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from cases.acts import Refused, act, locked
from cases.codes import WITH_THE_CLIENT, PauseReason, ReachChannel
from cases.models import HelpQuestion, QuestionEvent, ReachAttempt, TermPause
from cases.norms import norms_on
from cases.rules import counted_attempts
from oco import audit, submissions
from oco.models import User

Kind = QuestionEvent.Kind
CLOSED = "Deze vraag is afgesloten."


@dataclass(frozen=True)
class Reach:
    """How often somebody tried to reach the client since they spoke, and since the last pause for it."""

    attempts: list[ReachAttempt] = field(default_factory=list)
    counted_on: list[date] = field(default_factory=list)  # the days of those that count, in order
    needed: int = 3

    @property
    def counted(self) -> int:
        return len(self.counted_on)

    @property
    def enough(self) -> bool:
        return self.counted >= self.needed

    @property
    def within_the_hour(self) -> bool:
        """Some were too near to another to count."""
        return len(self.attempts) > self.counted

    @property
    def last(self) -> ReachAttempt | None:
        return self.attempts[-1] if self.attempts else None


def reach_of(question: HelpQuestion) -> Reach:
    """The attempts towards a pause now. Needs `front_door` on the question; four queries."""
    spoken = question.contacts.filter(activity__in=WITH_THE_CLIENT).aggregate(last=Max("on"))["last"]
    paused = _rest_on_attempts(question).aggregate(last=Max("written_at"))["last"]
    attempts = question.attempts.select_related("by").order_by("at", "pk")
    if spoken is not None:
        attempts = attempts.filter(on__gt=spoken)
    if paused is not None:
        attempts = attempts.filter(at__gt=paused)
    found = list(attempts)
    counted = [timezone.localdate(moment) for moment in counted_attempts(each.at for each in found)]
    return Reach(found, counted, norms_on(question.front_door, question.received_on).attempts_before_pause)


def _rest_on_attempts(question: HelpQuestion) -> QuerySet[TermPause]:
    """Pauses for which attempts were needed; one that ended on the day it began used none up."""
    return question.pauses.filter(reason=PauseReason.UNREACHABLE, until_on__gt=F("from_on"))


def write_attempt(
    *,
    question: HelpQuestion,
    by: User,
    today: date,
    channel: ReachChannel = ReachChannel.PHONE,
    note: str = "",
    key: uuid.UUID | None = None,
) -> ReachAttempt | None:
    """Notes that the client wasn't reached, now. None when this form (`key`) was handled before. Raises Refused."""
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        now = timezone.now()
        said = f"{channel.label.capitalize()} om {timezone.localtime(now):%H:%M}"
        said += f": {note.strip()}" if note.strip() else ""
        event = QuestionEvent.objects.create(question=question, kind=Kind.ATTEMPT, at=now, by=by, note=said)
        attempt = ReachAttempt.objects.create(
            question=question, event=event, channel=channel, note=note.strip(), on=today, at=now, by=by
        )
        audit.record("attempt written", by=by, on=attempt, question=question.pk)
    return attempt


def may_take_back(attempt: ReachAttempt, user: User, *, today: date) -> bool:
    """Whoever wrote it, on the same day: a wrong click."""
    return attempt.by_id == user.pk and attempt.on == today


def take_back_attempt(*, attempt: ReachAttempt, by: User, today: date) -> None:
    """Undoes a wrong click. Raises Refused where it isn't one's own of today, or a pause rests on it."""
    with act():
        question = locked(attempt.question)
        if not may_take_back(attempt, by, today=today):
            raise Refused("U kunt alleen een eigen poging van vandaag ongedaan maken.")
        if _rest_on_attempts(question).filter(written_at__gte=attempt.at).exists():
            raise Refused("Op deze poging rust een pauze. Laat eerst de termijn weer lopen.")
        audit.record("attempt taken back", by=by, on=attempt, question=question.pk)
        attempt.event.delete()
