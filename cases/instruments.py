"""Instruments that are gone through with a client at the start and at the end of a question.

Only names of domains and scores: the texts behind the levels are their owners'. Change is read between a start and an
end of one question in one edition, per domain that has a score at both; a domain that wasn't discussed has none.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse

from cases.acts import Refused, act, keep, locked
from cases.codes import LIFE_DOMAINS, DomainList, Instrument
from cases.entries import Entry, Glance
from cases.hours import CLOSED, FUTURE, NO_PROVIDER
from cases.models import Assessment, AssessmentScore, HelpQuestion, QuestionEvent
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.dutch import MONTHS
from oco.models import User

Phase = Assessment.Phase
Scores = Mapping[str, int]  # key of the domain to its score

NO_SCORE = "Kies bij minstens één domein een score."

# --- editions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """One edition of an instrument. `levels` names the scores where they have a name."""

    key: str
    instrument: Instrument
    name: str
    lowest: int
    highest: int
    levels: Mapping[int, str]

    @property
    def domains(self) -> dict[str, str]:
        return LIFE_DOMAINS[DomainList(self.instrument.value)]

    @property
    def scores(self) -> range:
        return range(self.lowest, self.highest + 1)

    @property
    def named_scores(self) -> list[tuple[int, str]]:
        return [(score, self.levels.get(score, "")) for score in self.scores]


_LEVELS = {1: "acuut probleem", 2: "niet zelfredzaam", 3: "beperkt", 4: "voldoende", 5: "volledig"}
# The newest of an instrument comes first: a new start is measured with it. Source of domains and levels: domain.md §4;
# version 2.0 of positive health is in use since December 2021.
EDITIONS: dict[str, Edition] = {
    edition.key: edition
    for edition in (
        Edition("zrm_12", Instrument.SELF_SUFFICIENCY, "twaalf domeinen", 1, 5, _LEVELS),
        Edition("ph_2", Instrument.POSITIVE_HEALTH, "versie 2.0", 0, 10, {}),
        Edition("ph_1", Instrument.POSITIVE_HEALTH, "versie 1.0, tot december 2021", 0, 10, {}),
    )
}


def editions_of(instrument: Instrument) -> list[Edition]:
    """Its editions, the newest first."""
    return [edition for edition in EDITIONS.values() if edition.instrument == instrument]


# --- change, pure ----------------------------------------------------------------------------------------------------


class Direction(StrEnum):
    UP = "up"
    SAME = "same"
    DOWN = "down"


@dataclass(frozen=True)
class Change:
    """One domain at the start and at the end; None where it wasn't discussed."""

    domain: str
    label: str
    start: int | None
    end: int | None

    @property
    def difference(self) -> int | None:
        return None if self.start is None or self.end is None else self.end - self.start

    @property
    def direction(self) -> Direction | None:
        difference = self.difference
        if difference is None:
            return None
        return Direction.UP if difference > 0 else Direction.DOWN if difference < 0 else Direction.SAME

    @property
    def words(self) -> str:
        """ "+2, omhoog", "-1, omlaag", "gelijk", or why there is no change to read."""
        difference = self.difference
        if difference is not None:
            if difference == 0:
                return "gelijk"
            return f"+{difference}, omhoog" if difference > 0 else f"\u2212{-difference}, omlaag"
        if self.start is None and self.end is None:
            return "niet besproken"
        return "niet besproken bij het begin" if self.start is None else "niet besproken bij het einde"


def comparable(start: str, end: str) -> bool:
    """Whether a start and an end in these editions make a pair."""
    return start == end and start in EDITIONS


def changes(edition: Edition, start: Scores, end: Scores) -> list[Change]:
    """Every domain of the edition, in its order, from a pair in that edition."""
    return [Change(key, label, start.get(key), end.get(key)) for key, label in edition.domains.items()]


def summary(found: Sequence[Change]) -> str:
    """ "Van 9 domeinen met een begin en een einde: 5 omhoog, 3 gelijk, 1 omlaag."; empty without such a domain."""
    ways = [change.direction for change in found if change.direction is not None]
    if not ways:
        return ""
    up, same, down = (ways.count(way) for way in (Direction.UP, Direction.SAME, Direction.DOWN))
    domains = "1 domein" if len(ways) == 1 else f"{len(ways)} domeinen"
    return f"Van {domains} met een begin en een einde: {up} omhoog, {same} gelijk, {down} omlaag."


# --- on the page of a question ----------------------------------------------------------------------------------------

# How instruments and phases are called in addresses.
SLUGS: dict[Instrument, str] = {
    Instrument.SELF_SUFFICIENCY: "zelfredzaamheid",
    Instrument.POSITIVE_HEALTH: "positieve-gezondheid",
}
PHASE_SLUGS: dict[Assessment.Phase, str] = {Phase.START: "begin", Phase.END: "einde"}


def scores_of(assessment: Assessment | None) -> dict[str, int]:
    return {} if assessment is None else {row.domain: row.score for row in assessment.scores.all()}


def day_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def beside(glance: Glance) -> Entry | None:
    """ "begin 3 november, einde nog niet", for who works on the question: scores are about health. One query."""
    if not glance.can_work:
        return None
    days: dict[str, dict[str, date]] = {}
    for instrument, phase, on in glance.question.assessments.values_list("instrument", "phase", "on"):
        days.setdefault(instrument, {})[phase] = on
    said = []
    for instrument in Instrument:
        if measured := days.get(instrument):
            start, end = (
                day_words(measured[phase]) if phase in measured else "nog niet" for phase in (Phase.START, Phase.END)
            )
            name = f"{instrument.label}: " if len(days) > 1 else ""
            said.append(f"{name}begin {start}, einde {end}")
    if not said and not glance.question.is_open:
        return None
    state = "; ".join(said) or "nog niet gemeten"
    return Entry("Metingen", state, reverse("assessments", args=[glance.question.pk]), "chart")


# --- acts ------------------------------------------------------------------------------------------------------------


def record_assessment(
    *,
    question: HelpQuestion,
    edition: Edition,
    phase: Assessment.Phase,
    on: date,
    scores: Scores,
    note: str,
    by: User,
    today: date,
    key: uuid.UUID | None = None,
) -> Assessment | None:
    """Keeps the scores of one time that an instrument was gone through. A domain without a score wasn't discussed.

    None when this form (`key`) was handled before. Raises Refused (with the field), PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        _check(question, edition, scores)
        if (provider := question.provider) is None:
            raise Refused(NO_PROVIDER)
        if question.assessments.filter(instrument=edition.instrument, phase=phase).exists():
            raise Refused("Deze meting is er al. Wijzig die.")
        _check_day(question, edition.instrument, phase, on, today=today)
        assessment = Assessment.objects.create(
            question=question,
            client_id=question.client_id,
            front_door_id=question.front_door_id,
            provider=provider,
            instrument=edition.instrument,
            edition=edition.key,
            phase=phase,
            on=on,
            note=note,
            written_by=by,
        )
        _write_scores(assessment, scores)
        QuestionEvent.objects.create(
            question=question,
            kind=QuestionEvent.Kind.ASSESSED,
            by=by,
            note=f"{_words(assessment).capitalize()} op {day_words(on)}.",
        )
        audit.record(
            "assessment recorded",
            by=by,
            on=assessment,
            question=question.pk,
            instrument=edition.instrument.value,
            phase=phase.value,
        )
    return assessment


def edit_assessment(
    *,
    assessment: Assessment,
    edition: Edition,
    on: date,
    scores: Scores,
    note: str,
    by: User,
    today: date,
    version: int,
) -> Assessment:
    """Corrects an assessment; the instrument and the moment stay. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(assessment.question)
        assessment = locked(assessment, version=version)
        _check(question, edition, scores)
        if edition.instrument != assessment.instrument:
            raise Refused("Kies een versie van dit instrument.", field="edition")
        refuse_filed(question.front_door_id, assessment.on)
        _check_day(question, edition.instrument, Phase(assessment.phase), on, today=today)
        assessment.on, assessment.edition, assessment.note = on, edition.key, note
        keep(assessment, "on", "edition", "note")
        _write_scores(assessment, scores)
        QuestionEvent.objects.create(
            question=question,
            kind=QuestionEvent.Kind.CORRECTED,
            by=by,
            note=f"Gewijzigd: {_words(assessment)}.",
        )
        audit.record("assessment corrected", by=by, on=assessment, question=question.pk)
    return assessment


def remove_assessment(*, assessment: Assessment, by: User, version: int) -> None:
    """Removes an assessment with its scores. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(assessment.question)
        assessment = locked(assessment, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        refuse_filed(question.front_door_id, assessment.on)
        QuestionEvent.objects.create(
            question=question,
            kind=QuestionEvent.Kind.CORRECTED,
            by=by,
            note=f"Verwijderd: {_words(assessment)}.",
        )
        audit.record("assessment removed", by=by, on=assessment, question=question.pk)
        assessment.delete()


def _words(assessment: Assessment) -> str:
    """ "zelfredzaamheid-matrix, begin"."""
    return f"{assessment.get_instrument_display()}, {assessment.get_phase_display()}"


def _check(question: HelpQuestion, edition: Edition, scores: Scores) -> None:
    if question.closed_on is not None:
        raise Refused(CLOSED)
    if not scores:
        raise Refused(NO_SCORE)
    for domain, score in scores.items():
        if domain not in edition.domains or score not in edition.scores:
            raise Refused("Kies een score van de schaal.", field=domain)


def _check_day(
    question: HelpQuestion, instrument: Instrument, phase: Assessment.Phase, on: date, *, today: date
) -> None:
    """A start lies before its end: on one day there is nothing to compare."""
    if on > today:
        raise Refused(FUTURE, field="on")
    if on < question.received_on:
        raise Refused(f"De vraag kwam pas op {day_words(question.received_on)} binnen.", field="on")
    refuse_filed(question.front_door_id, on)
    other = question.assessments.filter(instrument=instrument).exclude(phase=phase).first()
    if other is None:
        return
    if phase == Phase.END and on <= other.on:
        raise Refused(f"Het einde komt na het begin. Kies een dag na {day_words(other.on)}.", field="on")
    if phase == Phase.START and on >= other.on:
        raise Refused(f"Het begin komt voor het einde. Kies een dag voor {day_words(other.on)}.", field="on")


def _write_scores(assessment: Assessment, scores: Scores) -> None:
    assessment.scores.all().delete()
    AssessmentScore.objects.bulk_create(
        AssessmentScore(assessment=assessment, domain=domain, score=score) for domain, score in scores.items()
    )
