"""What came before a question that follows another: told on its page, so that the client need not tell it twice."""

from __future__ import annotations

from dataclasses import dataclass

from cases.models import Contact, HelpQuestion
from oco.models import User

LAST_NOTES = 3


@dataclass(frozen=True)
class Earlier:
    """The question before this one, with the last notes that were written on it, newest first."""

    question: HelpQuestion
    notes: list[Contact]


def summary_of(question: HelpQuestion) -> Earlier:
    """Of a question that the user may read. One query."""
    written = question.contacts.exclude(note="").select_related("supporter").order_by("-on", "-pk")
    return Earlier(question, list(written[:LAST_NOTES]))


def before(question: HelpQuestion, *, user: User) -> Earlier | None:
    """The question that this one follows, for who may read it."""
    if question.follows_id is None:
        return None
    found = HelpQuestion.objects.for_user(user).filter(pk=question.follows_id).first()
    return summary_of(found) if found else None
