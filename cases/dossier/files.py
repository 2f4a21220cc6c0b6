"""The dossier as files, made by the worker: for who asked, and for one day."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from cases.acts import Refused, act
from cases.dossier.gathering import Dossier, as_json, dossier_of
from cases.models import DossierFile, RightsRequest
from oco import audit, jobs
from oco.models import User
from oco.trail import reads

KEEP = timedelta(hours=24)
JOB = "dossier"
PDF, JSON = "pdf", "json"
MEDIA_TYPES = {PDF: "application/pdf", JSON: "application/json"}


def ask(*, request: RightsRequest, by: User) -> DossierFile:
    """Asks the worker for the dossier. Raises Refused where the client didn't ask to see it."""
    with act():
        if request.kind != RightsRequest.Kind.ACCESS or request.decision not in ("", RightsRequest.Decision.GRANTED):
            raise Refused("Een dossier hoort bij een verzoek om inzage.")
        file = DossierFile.objects.create(request=request, asked_by=by)
        file.job = jobs.enqueue(JOB, key=str(file.pk), by=by, dossier=str(file.pk))
        file.save(update_fields=["job"])
        audit.record("dossier asked", by=by, on=request)
    return file


@jobs.handler(JOB)
def make(running: jobs.Running) -> dict[str, Any]:
    """Gathers the dossier and keeps it in its row. Without the libraries for a PDF there is the other file."""
    from oco import pdf  # imports nothing heavy before a PDF is made

    file = DossierFile.objects.select_related("request__client__front_door", "request__provider").get(
        pk=running.arguments["dossier"]
    )
    dossier = dossier_of(file.request.client, file.request.provider, today=timezone.localdate())
    reads.looked(file.request.client_id)
    file.data = as_json(dossier)
    try:
        checksum = hashlib.sha256(json.dumps(file.data, sort_keys=True).encode()).hexdigest()
        file.pdf = pdf.write(html_of(dossier), identifier=checksum)
    except pdf.PdfUnavailable:
        file.pdf = None
    file.made_at = timezone.now()
    file.save(update_fields=["data", "pdf", "made_at"])
    audit.record("dossier made", by=running.queued_by, on=file.request)
    return {"parts": len(dossier.filled)}


def html_of(dossier: Dossier) -> str:
    """The page that becomes the PDF."""
    from oco import pdf

    context = {"dossier": dossier, "print_css": pdf.file_address("css/print.css")}
    return render_to_string("rights/dossier_print.html", context)


def hand_out(*, file: DossierFile, kind: str, by: User) -> bytes | None:
    """The file as bytes, and a line about who took it; None where it isn't there (any more)."""
    if file.made_at is None or file.asked_at <= timezone.now() - KEEP or (kind == PDF and file.pdf is None):
        return None
    with act():
        audit.record("dossier taken", by=by, on=file.request, kind=kind)
    if kind == PDF and file.pdf is not None:
        return bytes(file.pdf)
    return json.dumps(file.data, indent=2, ensure_ascii=False).encode()


def remove_old(*, now: datetime | None = None) -> int:
    """Removes what is older than a day; returns how many."""
    removed, _ = DossierFile.objects.filter(asked_at__lte=(now or timezone.now()) - KEEP).delete()
    return removed
