"""What the records behind a figure are, and all of them at one moment: a stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What the records of a figure are; the value is the name of their table."""

    PERSON = "cases_client"
    QUESTION = "cases_helpquestion"
    CONTACT = "cases_contact"
    OTHER_WORK = "cases_otherwork"
    TALLY = "cases_tally"
    EVALUATION = "cases_evaluation"
    REFERRAL = "cases_referral"
    ASSESSMENT = "cases_assessment"
    SIGNAL = "cases_signal"


_QUESTIONS = (
    *("questions_received", "questions_answered", "questions_closed_otherwise", "questions_closed", "questions_open"),
    *("first_contact_total", "first_contact_on_time", "first_contact_after_pause"),
    *("pick_up_total", "pick_up_on_time", "pick_up_after_pause"),
    *("closed_minutes", "questions_above_guideline", "closed_with_pair", "signal_questions"),
    *("trajectories_finished", "trajectories_running", "trajectories_too_long"),
)
# Every figure that is a number of records, or the sum of a number that stands on each.
KIND_OF: dict[str, Kind] = {
    **dict.fromkeys(
        ("unique_clients", "new_clients", "returning_clients", "clients_with_minutes", "survey_consents"), Kind.PERSON
    ),
    **dict.fromkeys(_QUESTIONS, Kind.QUESTION),
    **dict.fromkeys(("client_minutes", "entries", "entries_late"), Kind.CONTACT),
    **dict.fromkeys(("other_minutes", "other_people"), Kind.OTHER_WORK),
    "simple_questions": Kind.TALLY,
    **dict.fromkeys(("score_count", "fits"), Kind.EVALUATION),
    **dict.fromkeys(("referrals", "referrals_joint_talk", "referrals_kept"), Kind.REFERRAL),
    **dict.fromkeys(
        ("matrix_assessments", "health_assessments", "matrix_pairs", "health_pairs"),
        Kind.ASSESSMENT,
    ),
    "signals": Kind.SIGNAL,
}
WEIGHED = frozenset({"client_minutes", "closed_minutes", "other_minutes", "other_people"})
# Figures that follow from those above by a sum of their own, and so have no records to compare.
FOLLOWS: dict[str, str] = {
    "overlap_clients": "de unieke cliënten van de aanbieders en samen",
    "minutes_per_question_mean": "de uren aan afgesloten vragen en het aantal afgesloten vragen",
    "minutes_per_question_median": "de uren aan afgesloten vragen",
    "minutes_per_question_p90": "de uren aan afgesloten vragen",
    "score_mean": "de cijfers van cliënten",
    "entry_delay_median": "de regels met uren",
    **{
        f"{scale}_{direction}": "de metingen"
        for scale in ("matrix", "health")
        for direction in ("rose", "stayed", "fell")
    },
}


@dataclass(frozen=True)
class Stand:
    """All records behind the figures of one scope: then (as filed) or now.

    `records` is by indicator: the record, and how much it counts for (1, or minutes, or people at a group). `persons`
    is by indicator about people: the record of the front door, and of which person it is one.
    """

    records: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    persons: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def of(self, indicator: str) -> Mapping[int, int]:
        return self.records.get(indicator, {})

    def people(self, indicator: str) -> Mapping[int, int]:
        return self.persons.get(indicator, {})

    def figure(self, indicator: str) -> int:
        """The figure that these records come to."""
        if KIND_OF[indicator] is Kind.PERSON:
            return len(set(self.people(indicator).values()))
        return sum(self.of(indicator).values())
