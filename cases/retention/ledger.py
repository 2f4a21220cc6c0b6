"""Removals by term in the file beside the database: the list that a removal was of, and the certificates.

Restored from an older backup, a list may be there as a proposal, or not at all. It becomes what it was: approved by the
two people, with these lines carried out; a certificate comes back with the same content and checksum.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.models import Client, DestructionCertificate, DestructionLine, DestructionList, Removal
from cases.retention import certificate
from oco.models import Organisation, User

CERTIFICATE = "certificate"
Status = DestructionList.Status


@dataclass(frozen=True)
class ByTerm:
    """The list of a removal, and its line. Days as jjjj-mm-dd."""

    month: str
    made_at: str
    kind: str
    months: int
    last_on: str
    due_on: str


def by_term(proof: Removal) -> ByTerm:
    """Of a removal that was of a list."""
    assert proof.of_list is not None
    line = DestructionLine.objects.filter(of_list=proof.of_list, client_id=proof.client_id).get()
    return ByTerm(
        month=proof.of_list.month.isoformat(),
        made_at=proof.of_list.made_at.isoformat(),
        kind=line.kind,
        months=line.months,
        last_on=line.last_on.isoformat(),
        due_on=line.due_on.isoformat(),
    )


def list_of(
    what: ByTerm, client: Client, provider: Organisation, *, lead: User, admin: User, ground: str, at: datetime
) -> DestructionList:
    """The list as it was when this person was removed: made where the backup doesn't have it."""
    of_list, _ = DestructionList.objects.get_or_create(
        provider=provider,
        month=date.fromisoformat(what.month),
        defaults={"made_at": datetime.fromisoformat(what.made_at)},
    )
    if of_list.status not in (Status.APPROVED, Status.DONE):
        of_list.lead_by, of_list.lead_at, of_list.admin_by, of_list.admin_at = lead, at, admin, at
        of_list.status, of_list.done_at = Status.DONE, at
        of_list.save()
    DestructionLine.objects.update_or_create(
        of_list=of_list,
        client=client,
        kind=what.kind,
        defaults={
            "months": what.months,
            "ground": ground,
            "last_on": date.fromisoformat(what.last_on),
            "due_on": date.fromisoformat(what.due_on),
            "outcome": DestructionLine.Outcome.REMOVED,
            "outcome_note": "",
            "done_at": at,
        },
    )
    return of_list


# --- certificates -----------------------------------------------------------------------------------------------------


def is_certificate(data: object) -> bool:
    return isinstance(data, dict) and CERTIFICATE in data


def read(file: Path) -> list[dict[str, Any]]:
    """The lines of certificates of a file, as they stand in it."""
    found = []
    for text in file.read_text(encoding="utf-8").splitlines():
        try:
            data = json.loads(text)
        except ValueError:
            continue  # whoever reads the removals says so
        if is_certificate(data):
            found.append(data)
    return found


def not_in(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the certificates that aren't among these."""
    known = {(line["provider"], line[CERTIFICATE]["number"]) for line in kept}
    made = DestructionCertificate.objects.order_by("at", "pk").values_list("provider_id", "number", "at", "content")
    return [
        {"provider": provider, "at": at.isoformat(), CERTIFICATE: content}
        for provider, number, at, content in made
        if (provider, number) not in known
    ]


def bring_back(lines: Iterable[dict[str, Any]]) -> int:
    """Makes again the certificates that this database doesn't have and whose list it has. Says how many."""
    made = 0
    for line in lines:
        content = line[CERTIFICATE]
        provider, number = line["provider"], content["number"]
        if DestructionCertificate.objects.filter(provider_id=provider, number=number).exists():
            continue
        month = date.fromisoformat(content["month"])
        of_list = DestructionList.objects.filter(provider_id=provider, month=month, certificate__isnull=True).first()
        if of_list is not None and of_list.status in (Status.APPROVED, Status.DONE):
            certificate.keep(of_list, content, at=datetime.fromisoformat(line["at"]))
            if of_list.status == Status.APPROVED:
                of_list.status, of_list.done_at = Status.DONE, timezone.now()
                of_list.save(update_fields=["status", "done_at"])
            made += 1
    return made
