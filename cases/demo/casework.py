"""What stands around the invented questions: target groups, tasks, arrangement, measures, signals, warm handovers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.codes import ArrangementStep, HowFound, Instrument, Outcome, SupportTask
from cases.demo.telling import moment
from cases.demo.words import SIGNALS
from cases.instruments import editions_of
from cases.models import (
    Assessment,
    AssessmentScore,
    ClientTargetGroup,
    HelpQuestion,
    QuestionArrangement,
    QuestionTask,
    Referral,
    Signal,
    TargetGroup,
)
from oco.models import Organisation, User
from oco.models.people import SupporterKind

HOW_FOUND = {
    HowFound.MEDIA: 16,
    HowFound.FAMILY_FRIENDS: 24,
    HowFound.ORGANISATION: 22,
    HowFound.MUNICIPALITY: 14,
    HowFound.OTHER: 7,
    HowFound.UNKNOWN: 5,
    "": 12,  # nobody asked
}
TASKS = {
    SupportTask.CLARIFY: 40,
    SupportTask.OWN_NETWORK: 14,
    SupportTask.PREPARE_TALK: 18,
    SupportTask.ATTEND_TALK: 14,
    SupportTask.CHOOSE_PROVIDER: 7,
    SupportTask.OBJECTION: 4,
    SupportTask.ARRANGE: 20,
    SupportTask.ADJUST: 6,
}
# What an outcome mostly goes with; the rest of the mix is thrown.
STEP_OF = {
    Outcome.INFORMATION_ADVICE: ArrangementStep.OWN_STRENGTH,
    Outcome.OWN_STRENGTH_NETWORK: ArrangementStep.NETWORK,
    Outcome.GENERAL_PROVISION: ArrangementStep.GENERAL,
    Outcome.INDIVIDUAL_PROVISION: ArrangementStep.INDIVIDUAL,
}
# Of the target groups in the order of the list: the first provider's and the second's (domain: who works with it).
GROUP_WEIGHTS = ((1, 9, 7, 4, 7, 6, 5, 3, 8, 3), (18, 1, 1, 1, 6, 2, 1, 6, 5, 2))
INSTRUMENTS = {Instrument.SELF_SUFFICIENCY: 3, Instrument.POSITIVE_HEALTH: 1}
FIRST_MEASURED = 0.11  # share of the questions with more than a few contacts


@dataclass
class Surroundings:
    """The rows that stand around the questions, before they are written in one go."""

    dice: random.Random
    groups: Sequence[TargetGroup]
    providers: Sequence[Organisation]
    tasks: list[QuestionTask] = field(default_factory=list)
    arrangement: list[QuestionArrangement] = field(default_factory=list)
    target_groups: list[ClientTargetGroup] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    scores: list[AssessmentScore] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    _known: set[int] = field(default_factory=set)

    def write(self) -> None:
        """After the questions: writes every list in as few statements as the driver allows."""
        QuestionTask.objects.bulk_create(self.tasks, batch_size=5000)
        QuestionArrangement.objects.bulk_create(self.arrangement, batch_size=5000)
        ClientTargetGroup.objects.bulk_create(self.target_groups, batch_size=5000)
        Assessment.objects.bulk_create(self.assessments, batch_size=3000)
        AssessmentScore.objects.bulk_create(self.scores, batch_size=5000)
        Signal.objects.bulk_create(self.signals, batch_size=3000)

    def received(self, question: HelpQuestion, *, mainly: Organisation) -> None:
        """Before the question is written: how the client came here, and who they are. `mainly`: where they go."""
        question.how_found = self.dice.choices(list(HOW_FOUND), list(HOW_FOUND.values()))[0]
        client = question.client
        if client.pk in self._known or not self.groups:
            return
        self._known.add(client.pk)
        if self.dice.random() < 0.12:
            return  # not asked
        weights = GROUP_WEIGHTS[0 if mainly == self.providers[0] else 1][: len(self.groups)]
        found = set(self.dice.choices(range(len(self.groups)), weights, k=self.dice.choice((1, 1, 1, 2))))
        self.target_groups += [ClientTargetGroup(client=client, target_group=self.groups[n]) for n in sorted(found)]

    def worked_on(self, question: HelpQuestion, *, contacts: int, domain: str) -> None:
        """While the question runs: a first measure, and a signal now and then."""
        dice = self.dice
        if question.provider is None or question.first_contact_on is None:
            return
        if contacts > 4 and dice.random() < FIRST_MEASURED:
            instrument = dice.choices(list(INSTRUMENTS), list(INSTRUMENTS.values()))[0]
            start = self._measure(question, instrument, Assessment.Phase.START, question.first_contact_on, {})
            if question.closed_on is not None and dice.random() < 0.72:
                self._measure(question, instrument, Assessment.Phase.END, question.closed_on, start)
        if dice.random() < 0.012:
            self.signals.append(
                Signal(
                    front_door=question.front_door,
                    provider=question.provider,
                    question=question,
                    on=question.first_contact_on,
                    text=dice.choice(SIGNALS[domain]),
                    domain=domain,
                    district=question.district,
                    written_by=question.supporter,
                )
            )

    def closed(self, question: HelpQuestion) -> None:
        """What was done and found, asked before closing."""
        dice = self.dice
        if dice.random() < 0.93:
            tasks = set(dice.choices(list(TASKS), list(TASKS.values()), k=dice.choice((1, 1, 2, 2, 3))))
            self.tasks += [QuestionTask(question=question, task=task) for task in SupportTask if task in tasks]
        if question.outcome in (Outcome.NO_SOLUTION, Outcome.STOPPED, Outcome.MOVED_OR_DIED):
            return
        steps = {STEP_OF.get(Outcome(question.outcome), dice.choice(list(ArrangementStep)))}
        if dice.random() < 0.35:
            steps.add(dice.choices(list(ArrangementStep), (5, 5, 4, 2, 1))[0])
        self.arrangement += [
            QuestionArrangement(question=question, step=step) for step in ArrangementStep if step in steps
        ]

    def referred(self, referral: Referral, *, today: date) -> None:
        """Of a warm handover: the talk that was held together, the first appointment, what the receiver said."""
        dice = self.dice
        if referral.kind != Referral.Kind.WARM:
            return
        if dice.random() < 0.78:
            referral.joint_talk_on = referral.on
        planned = referral.on + timedelta(days=dice.randint(4, 18))
        if planned <= today and dice.random() < 0.7:
            referral.first_appointment_on = planned
            referral.first_appointment_kept = dice.random() < 0.86
            referral.answer, referral.answered_on = Referral.Answer.ACCEPTED, min(planned, today)
            # Read at the time: nobody has to look at what was settled long ago.
            referral.answer_seen_at, referral.answer_seen_by = moment(min(planned, today), 9), referral.written_by

    def _measure(
        self, question: HelpQuestion, instrument: Instrument, phase: str, on: date, start: dict[str, int]
    ) -> dict[str, int]:
        """One time that the instrument was gone through; the end begins from the scores of the start."""
        dice = self.dice
        edition = editions_of(instrument)[0]
        assessment = Assessment(
            question=question,
            client=question.client,
            front_door=question.front_door,
            provider=question.provider,
            instrument=instrument,
            edition=edition.key,
            phase=phase,
            on=on,
            written_by=question.supporter,
        )
        self.assessments.append(assessment)
        low, high = (1, 5) if instrument == Instrument.SELF_SUFFICIENCY else (2, 9)
        scores: dict[str, int] = {}
        for domain in edition.domains:
            if domain in start:
                scores[domain] = min(high, max(low, start[domain] + dice.choices((-1, 0, 1, 2), (1, 10, 7, 2))[0]))
            elif not start and dice.random() < 0.8:  # the others weren't discussed
                scores[domain] = dice.randint(low, high)
        self.scores += [
            AssessmentScore(assessment=assessment, domain=key, score=score) for key, score in scores.items()
        ]
        return scores


def kind_of_supporter(dice: random.Random) -> str:
    """Most are professionals; some volunteer, a few know it from their own life."""
    return dice.choices(list(SupporterKind), (80, 14, 6))[0]


def colleagues_kinds(team: Sequence[User], dice: random.Random) -> None:
    """Gives invented supporters their kind."""
    for user in team:
        user.supporter_kind = kind_of_supporter(dice)
    User.objects.bulk_update(team, ["supporter_kind"])
