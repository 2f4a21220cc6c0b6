"""Pauses of terms in the invented years: of some questions that came too late the client was away, or not reached."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.codes import PauseReason, ReachChannel, TermKind
from cases.demo.telling import moment
from cases.models import HelpQuestion, QuestionEvent, ReachAttempt, TermPause
from cases.rules import Still, after_pauses
from oco.templatetags.oco import date_nl
from oco.workdays import is_working_day, next_working_day

_SHARE = 0.45  # of the questions of which the first contact or the pick-up came after its last day
_TRIES = 3


@dataclass
class Pauses:
    """The rows, before they are written in one go. `add` stamps the questions, so it comes before they are written."""

    dice: random.Random
    pauses: list[TermPause] = field(default_factory=list)
    attempts: list[ReachAttempt] = field(default_factory=list)
    events: list[QuestionEvent] = field(default_factory=list)

    def add(self, questions: Iterable[HelpQuestion]) -> None:
        for question in questions:
            began, due = question.first_contact_on, question.first_contact_due_on
            if began is None or question.supporter is None:
                continue
            late = began > due or (question.picked_up_on or began) > question.pick_up_due_on
            if late and self.dice.random() < _SHARE:
                self._pause(question, began)

    def write(self) -> None:
        """After the questions."""
        QuestionEvent.objects.bulk_create(self.events, batch_size=5000)
        ReachAttempt.objects.bulk_create(self.attempts, batch_size=5000)
        TermPause.objects.bulk_create(self.pauses, batch_size=5000)

    def _pause(self, question: HelpQuestion, began: date) -> None:
        """From a day within the nearest term until the client was spoken to."""
        assert question.supporter is not None
        room = (min(question.first_contact_due_on, question.pick_up_due_on) - question.received_on).days
        from_on = next_working_day(question.received_on + timedelta(days=self.dice.randint(min(2, room), room)))
        if from_on >= began:
            return
        unreachable = self.dice.random() < 0.6
        reason = PauseReason.UNREACHABLE if unreachable else PauseReason.CLIENT_ASKED
        if unreachable:
            self._tries(question, from_on)
        by, until_on = question.supporter, began
        for term in TermKind:
            self.pauses.append(
                TermPause(
                    question=question,
                    term=term,
                    reason=reason,
                    from_on=from_on,
                    until_on=until_on,
                    written_at=moment(from_on, 16),
                    written_by=by,
                )
            )
        still = [Still(from_on, until_on)]
        question.first_contact_paused_due_on = after_pauses(question.first_contact_due_on, still)
        question.pick_up_paused_due_on = after_pauses(question.pick_up_due_on, still)
        self.events.append(
            QuestionEvent(
                question=question,
                kind=QuestionEvent.Kind.PAUSED,
                at=moment(from_on, 16),
                by=by,
                note=f"Eerste contact en oppakken staan stil tot {date_nl(until_on)}: {reason.label}.",
            )
        )

    def _tries(self, question: HelpQuestion, last_on: date) -> None:
        """On the working days up to the last attempt, and no day before the question came in."""
        day = last_on
        for n in range(_TRIES):
            channel = self.dice.choice((ReachChannel.PHONE, ReachChannel.PHONE, ReachChannel.MAIL))
            at = moment(day, 15 - n, 20)
            event = QuestionEvent(
                question=question,
                kind=QuestionEvent.Kind.ATTEMPT,
                at=at,
                by=question.supporter,
                note=f"{channel.label.capitalize()} om {at:%H:%M}",
            )
            self.events.append(event)
            self.attempts.append(
                ReachAttempt(question=question, event=event, channel=channel, on=day, at=at, by=question.supporter)
            )
            earlier = day - timedelta(days=1)
            while not is_working_day(earlier):
                earlier -= timedelta(days=1)
            day = max(earlier, question.received_on)
