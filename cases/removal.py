"""Removing what is kept about a client, as far as the law allows. What was counted stays: figures can be proved.

The person asks, so all records that are linked as this person go together; the links stay, for figures count by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cases import linking
from cases.dossier.part import Part
from cases.dossier.parts import PARTS
from cases.models import Client, Contact, Draft, HelpQuestion, OtherWork, Removal
from cases.rights_rules import Reach, removal_reach
from oco import acting
from oco.acting import Purpose
from oco.models import Organisation


@acting.purpose(Purpose.REMOVE)  # what others know of the client decides
def reach_of(client: Client, provider: Organisation) -> Reach:
    """How far a removal at this provider would go today."""
    records = linking.records_of(client)
    questions = HelpQuestion.objects.filter(client_id__in=records)
    elsewhere = Q(provider__isnull=True) | ~Q(provider=provider)
    # Who emptied theirs before knows the client no longer: of two providers the last one takes the identity along.
    emptied = Removal.objects.filter(client_id__in=records, texts_only=False)
    emptied = emptied.filter(provider=OuterRef("provider"), at__gte=OuterRef("written_at"))
    contacts = Contact.objects.filter(question__client_id__in=records).exclude(provider=provider)
    return removal_reach(
        open_here=questions.filter(provider=provider, closed_on__isnull=True).count(),
        known_elsewhere=questions.filter(elsewhere).filter(Q(closed_on__isnull=True) | ~Exists(emptied)).exists()
        or contacts.filter(~Exists(emptied)).exists(),
    )


def erase(
    client: Client, provider: Organisation, *, reach: Reach, records: Sequence[int] | None = None
) -> list[tuple[str, int]]:
    """Empties the texts of this provider, and with the whole reach the identity too; says of how many records.

    Inside a transaction of the caller. Numbers, days, minutes, choices and scores stay, so every figure does.
    `records`: which records are this person, where the links don't say it (cases/removal_ledger.py).
    """
    counts, records = [], linking.records_of(client) if records is None else records
    _empty_hours_of_aftercare(records, provider)
    for part in PARTS:
        number = _erase(part, records, provider, whole=reach is Reach.WHOLE)
        if number:
            counts.append((part.heading, number))
    _drop_drafts(records, provider, whole=reach is Reach.WHOLE)
    return counts


def _erase(part: Part, records: Sequence[int], provider: Organisation, *, whole: bool) -> int:
    if not (part.goes or part.empties):
        return 0
    found = (part.rows if whole else part.of_provider)(records, provider)
    if part.goes:
        _, deleted = found.delete()
        return deleted.get(part.model._meta.label, 0)
    changes = dict(part.empties)
    if any(each.name == "version" for each in part.model._meta.concrete_fields):
        changes["version"] = F("version") + 1  # a form that stands open elsewhere doesn't write it back
    return int(found.update(**changes))


def _empty_hours_of_aftercare(records: Sequence[int], provider: Organisation) -> None:
    """The minutes of a check stay as other work; what was written beside them doesn't."""
    work = OtherWork.objects.filter(
        aftercare__question__client_id__in=records, aftercare__question__provider=provider
    ).values("pk")
    OtherWork.objects.filter(pk__in=work).update(note="", version=F("version") + 1)


def _drop_drafts(records: Sequence[int], provider: Organisation, *, whole: bool) -> None:
    """Half-typed forms about this client, whoever types them."""
    questions = HelpQuestion.objects.filter(client_id__in=records, provider=provider).values_list("pk", flat=True)
    names = Q()
    for record in records if whole else ():
        names |= Q(form=f"client-{record}") | Q(form__startswith=f"client-{record}-")
    for key in questions:
        names |= Q(form=f"question-{key}") | Q(form__startswith=f"question-{key}-")
    if names:
        Draft.objects.filter(names).delete()


def is_removed(client: Client) -> bool:
    """Whether the identity of this client went, with this record or one that is linked to it."""
    return of_identity(linking.records_of(client)) is not None


def of_identity(records: Iterable[int]) -> Removal | None:
    """The proof of the removal that took the identity of the person with these records."""
    return Removal.objects.filter(client_id__in=list(records), whole=True).first()


def removed_on(clients: Iterable[int]) -> dict[int, date]:
    """Of these clients those whose identity went, with the day. Two queries, for a whole list."""
    together = linking.records_by_client(clients)
    records = {record for each in together.values() for record in each}
    proofs = Removal.objects.filter(client_id__in=records, whole=True).values_list("client_id", "at")
    days = {client: timezone.localdate(at) for client, at in proofs}
    found = {client: [days[record] for record in each if record in days] for client, each in together.items()}
    return {client: some[0] for client, some in found.items() if some}
