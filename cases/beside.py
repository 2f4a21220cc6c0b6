"""What stands beside a question on its page: each kind of work with its present state in a few words and one link.

A kind of work adds its own function to `SOURCES`; a function asks one or two queries, however long the history.
"""

from __future__ import annotations

from collections.abc import Callable

from cases import (
    aftercare,
    case_talk,
    clock,
    evaluation,
    former,
    instruments,
    objections,
    objectivity,
    outcome,
    people,
    referral_beside,
    signals,
    talks,
    trajectories,
)
from cases.entries import Entry, Glance

Source = Callable[[Glance], "Entry | None"]
# In the order of the work: what may hold it up, who is around, the talk and what was found, to whom it goes, what
# comes after, what others must know.
SOURCES: tuple[Source, ...] = (
    clock.beside,
    trajectories.beside,
    people.beside_question,
    objectivity.beside_question,
    talks.beside,
    objections.beside,
    instruments.beside,
    outcome.beside,
    referral_beside.offered,
    referral_beside.referrals,
    referral_beside.wlz,
    evaluation.beside,
    aftercare.beside,
    aftercare.reopening,
    case_talk.beside,
    signals.beside,
    former.beside,
)


def entries(glance: Glance) -> list[Entry]:
    """The lines of the card, in the order of `SOURCES`; a kind of work that doesn't apply gives none."""
    return [entry for source in SOURCES if (entry := source(glance)) is not None]
