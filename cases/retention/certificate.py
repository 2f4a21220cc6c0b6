"""The statement about a list that was carried out (verklaring van vernietiging): counts, grounds, who and when.

No name and no number of a client is in it. Its content is plain data with a checksum; page and PDF are made of it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from cases.dossier.parts import PARTS
from cases.models import DataKind, DestructionCertificate, DestructionLine, DestructionList
from cases.retention import rules
from oco import audit, pdf
from oco.models import Organisation, User

Outcome = DestructionLine.Outcome
_LINES = next(part.heading for part in PARTS if part.model is DestructionLine)  # these stay, without words


def make(of_list: DestructionList) -> DestructionCertificate:
    """Writes the certificate of a list that is done, with its PDF where this computer can make one. In the caller's
    transaction."""
    Organisation.objects.select_for_update(no_key=True).get(pk=of_list.provider_id)  # numbers follow each other
    content = content_of(of_list, number=_next_number(of_list))
    return keep(of_list, content)


def keep(of_list: DestructionList, content: dict[str, Any], *, at: datetime | None = None) -> DestructionCertificate:
    """Keeps a certificate of this content; `at`: as of which moment, where it isn't now."""
    checksum = checksum_of(content)
    made = DestructionCertificate(
        of_list=of_list,
        provider_id=of_list.provider_id,
        number=content["number"],
        content=content,
        checksum=checksum,
        at=at or timezone.now(),
    )
    try:
        made.pdf = pdf.write(html_of(made), identifier=checksum)
    except pdf.PdfUnavailable:
        made.pdf = None
    made.save(force_insert=True)
    audit.record("destruction certified", by=None, on=made, provider=of_list.provider_id, checksum=checksum)
    return made


def _next_number(of_list: DestructionList) -> str:
    year = timezone.localdate().year
    earlier = DestructionCertificate.objects.filter(provider_id=of_list.provider_id, number__startswith=f"VV-{year}-")
    return f"VV-{year}-{earlier.count() + 1:03d}"


def checksum_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content, its keys in order."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content_of(of_list: DestructionList, *, number: str) -> dict[str, Any]:
    """All that the certificate says. Days as jjjj-mm-dd, moments with their offset."""
    lines = list(of_list.lines.order_by("pk"))
    removed = [line for line in lines if line.outcome == Outcome.REMOVED]
    done_on = timezone.localdate(of_list.done_at)
    records: Counter[str] = Counter()
    whole = 0
    for proof in of_list.removals.order_by("pk"):
        records.update({heading: count for heading, count in proof.counts if heading != _LINES})
        whole += proof.whole
    skipped = Counter(line.outcome_note for line in lines if line.outcome == Outcome.SKIPPED)
    done = [line.done_at for line in removed if line.done_at]
    return {
        "number": number,
        "provider": of_list.provider.name,
        "month": of_list.month.isoformat(),
        "list": of_list.pk,
        "people": len(removed),
        "identities": whole,
        "kinds": [_kind(kind, [line for line in removed if line.kind == kind]) for kind in _kinds(removed)],
        "records": sorted([heading, count] for heading, count in records.items()),
        "skipped": sorted([reason, count] for reason, count in skipped.items()),
        "left_out": sum(1 for line in lines if line.is_left_out),
        "proposed_on": timezone.localdate(of_list.made_at).isoformat(),
        "approved": [
            {"seat": "teamleider", **_approval(of_list.lead_by, of_list.lead_at)},
            {"seat": "functioneel beheerder", **_approval(of_list.admin_by, of_list.admin_at)},
        ],
        "fingerprint": of_list.fingerprint,
        "first_at": _moment(min(done)) if done else "",
        "done_at": _moment(of_list.done_at),
        "backups_gone_on": rules.gone_from_backups_on(done_on, settings.BACKUP_DAYS).isoformat(),
        "backup_days": settings.BACKUP_DAYS,
    }


def _kinds(lines: list[DestructionLine]) -> list[str]:
    return [kind for kind in DataKind.values if any(line.kind == kind for line in lines)]


def _kind(kind: str, lines: list[DestructionLine]) -> dict[str, Any]:
    terms = sorted({(line.months, line.ground) for line in lines})
    return {
        "kind": str(DataKind(kind).label),
        "people": len(lines),
        "terms": [{"months": months, "words": rules.in_words(months), "ground": ground} for months, ground in terms],
        "last_from": min(line.last_on for line in lines).isoformat(),
        "last_until": max(line.last_on for line in lines).isoformat(),
    }


def _approval(by: User | None, at: Any) -> dict[str, str]:
    return {"name": by.name if by else "", "at": _moment(at)}


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def shown(certificate: DestructionCertificate) -> dict[str, Any]:
    """The content for a page: days and moments as such."""
    content = certificate.content
    return {
        **content,
        "month": date.fromisoformat(content["month"]),
        "proposed_on": date.fromisoformat(content["proposed_on"]),
        "backups_gone_on": date.fromisoformat(content["backups_gone_on"]),
        "first_at": datetime.fromisoformat(content["first_at"]) if content["first_at"] else None,
        "done_at": datetime.fromisoformat(content["done_at"]),
        "approved": [{**each, "at": datetime.fromisoformat(each["at"])} for each in content["approved"]],
        "kinds": [
            {
                **kind,
                "last_from": date.fromisoformat(kind["last_from"]),
                "last_until": date.fromisoformat(kind["last_until"]),
            }
            for kind in content["kinds"]
        ],
    }


def html_of(certificate: DestructionCertificate) -> str:
    """The page that becomes the PDF."""
    context = {
        "certificate": certificate,
        "said": shown(certificate),
        "print_css": pdf.file_address("css/print.css"),
    }
    return render_to_string("retention/certificate_print.html", context)
