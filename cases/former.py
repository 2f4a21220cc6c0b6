"""What stood in a text before somebody corrected it: kept at the correction, read by who leads the team."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from cases.entries import Entry, Glance
from cases.models import Client, Contact, FormerText, HelpQuestion
from oco.access import Permission, provider_ids
from oco.models import User

Record = FormerText.Record


def of_question(question: HelpQuestion, *, was: str, by: User) -> None:
    """Keeps the former wording of a question."""
    _keep(question.client_id, question.provider_id, Record.QUESTION, question.pk, [("vraag", was)], by=by)


def of_contact(contact: Contact, *, was: str, by: User) -> None:
    """Keeps the former note of a contact."""
    lines = [("wat is er gedaan", was)]
    _keep(contact.question.client_id, contact.provider_id, Record.CONTACT, contact.pk, lines, by=by)


def of_client(client: Client, was: Iterable[tuple[str, str]], *, by: User) -> None:
    """Keeps former values of a client's identity: field in words, and what stood there."""
    _keep(client.pk, None, Record.CLIENT, client.pk, was, by=by)


def _keep(
    client: int, provider: int | None, record: Record, key: int, was: Iterable[tuple[str, str]], *, by: User
) -> None:
    FormerText.objects.bulk_create(
        FormerText(
            client_id=client, provider_id=provider, record=record, record_id=key, field=field, text=text, by=by
        )
        for field, text in was
        if text
    )  # fmt: skip


def texts_of(record: Record, keys: Iterable[int]) -> dict[int, list[FormerText]]:
    """Per record its former texts, the newest first."""
    found: dict[int, list[FormerText]] = {}
    for former in FormerText.objects.filter(record=record, record_id__in=list(keys)).select_related("by"):
        found.setdefault(former.record_id, []).append(former)
    return found


def beside(glance: Glance) -> Entry | None:
    """For who leads the team: the texts of a question, with what stood there before."""
    question = glance.question
    if question.provider_id not in provider_ids(glance.user, Permission.LEAD_TEAM):
        return None
    lines = Contact.objects.filter(question=question).values("pk")
    of = FormerText.objects.filter(provider_id=question.provider_id)
    number = (
        of.filter(record=Record.QUESTION, record_id=question.pk).count()
        + of.filter(record=Record.CONTACT, record_id__in=lines).count()
    )
    state = {0: "nooit gewijzigd", 1: "1 keer gewijzigd"}.get(number, f"{number} keer gewijzigd")
    return Entry("Teksten", state, reverse("question_texts", args=[question.pk]), "file")
