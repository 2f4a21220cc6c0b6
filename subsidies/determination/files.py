"""The files of a sent request: its PDF, and everything in one zip; and the letter with the decision.

Made by the worker, once, and kept byte for byte."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from oco import jobs, pdf
from reporting.models import ReportFile
from subsidies.determination.document import RequestDocument
from subsidies.models import Determination, DeterminationLetter, SentFile, SentRequest

KIND = "make_determination_files"
LETTER = "make_determination_letter"
# The first moment that a zip can write: a bundle says nothing about when it was made, so that the same request gives
# the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@jobs.handler(KIND, atomic=False)
def make_files(running: jobs.Running) -> dict[str, Any]:
    """The PDF first, then the zip with it. What is there is left alone. Raises JobError without the PDF libraries."""
    sent = SentRequest.objects.select_related("grant").get(pk=running.arguments["sent"])
    running.progress(10, "PDF")
    _keep(sent, SentFile.Kind.REPORT, lambda: render(RequestDocument.from_json(sent.data)))
    running.progress(60, "zip")
    _keep(sent, SentFile.Kind.BUNDLE, lambda: bundle(sent))
    result = {"files": sent.files.count()}
    with transaction.atomic():
        jobs.finished(running, result)
    return result


def _keep(sent: SentRequest, kind: SentFile.Kind, make: Callable[[], bytes]) -> None:
    if SentFile.objects.filter(sent=sent, kind=kind).exists():
        return
    content = make()
    SentFile.objects.bulk_create(
        [SentFile(sent=sent, kind=kind, content=content, sha256=hashlib.sha256(content).hexdigest())],
        ignore_conflicts=True,
    )


def render(document: RequestDocument) -> bytes:
    """The request as PDF; the same request gives the same bytes. Raises JobError."""
    context = {"document": document, "print_css": pdf.file_address("css/print.css")}
    html = render_to_string("subsidies/determination/request_print.html", context)
    try:
        return pdf.write(html, identifier=document.checksum)
    except pdf.PdfUnavailable as reason:
        raise jobs.JobError(str(reason)) from reason


def contents(sent: SentRequest) -> list[tuple[str, bytes]]:
    """What goes into the bundle, by name: the request, the annual report, the statement and the evidence."""
    document = RequestDocument.from_json(sent.data)
    found: list[tuple[str, bytes]] = []
    for file in sent.files.exclude(kind=SentFile.Kind.BUNDLE).order_by("kind", "place"):
        found.append((name_of(file), bytes(file.content)))
    if document.report is not None:
        reports = ReportFile.objects.filter(
            report__organisation_id=sent.grant.organisation_id,
            report__municipality_id=sent.grant.municipality_id,
            report__checksum=document.report.checksum,
        )
        found += [(f"jaarrapport-{document.year}.{file.format}", bytes(file.content)) for file in reports]
    return sorted(found)


def name_of(file: SentFile) -> str:
    """As a file is called in the bundle and when it is downloaded; no name of a person."""
    match file.kind:
        case SentFile.Kind.STATEMENT:
            return "controleverklaring.pdf"
        case SentFile.Kind.EVIDENCE:
            return f"bewijsstuk-{file.place}.pdf"
        case SentFile.Kind.BUNDLE:
            return "vaststelling.zip"
        case _:
            return "aanvraag-tot-vaststelling.pdf"


def bundle(sent: SentRequest) -> bytes:
    """A zip with everything, and a list of the checksums."""
    files = contents(sent)
    listing = "\r\n".join(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*files, ("controlegetallen.txt", listing.encode())]:
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()


# --- the letter ------------------------------------------------------------------------------------------------------


@jobs.handler(LETTER, atomic=False)
def make_letter(running: jobs.Running) -> dict[str, Any]:
    """The letter of a decision, made once."""
    decision = Determination.objects.select_related("grant__municipality", "grant__organisation", "sent").get(
        pk=running.arguments["determination"]
    )
    if not DeterminationLetter.objects.filter(determination=decision).exists():
        content = letter(decision)
        DeterminationLetter.objects.bulk_create(
            [DeterminationLetter(determination=decision, content=content, sha256=hashlib.sha256(content).hexdigest())],
            ignore_conflicts=True,
        )
    with transaction.atomic():
        jobs.finished(running, {"letters": 1})
    return {"letters": 1}


def ask_for_letters() -> int:
    """Asks for the letters of decisions that have none: the municipality's own login can't ask for a job."""
    waiting = Determination.objects.filter(letter__isnull=True).values_list("pk", flat=True)
    for pk in waiting:
        jobs.enqueue(LETTER, key=str(pk), determination=pk)
    return len(waiting)


def letter(decision: Determination) -> bytes:
    """The letter as PDF; the same decision gives the same bytes. Raises JobError."""
    grant = decision.grant
    context = {
        "decision": decision,
        "grant": grant,
        "ground": Determination.Ground(decision.ground).label if decision.ground else "",
        "print_css": pdf.file_address("css/print.css"),
    }
    html = render_to_string("subsidies/determination/letter_print.html", context)
    identifier = hashlib.sha256(f"{decision.pk} {decision.number} {decision.decided_at:%Y%m%d%H%M%S}".encode())
    try:
        return pdf.write(html, identifier=identifier.hexdigest())
    except pdf.PdfUnavailable as reason:
        raise jobs.JobError(str(reason)) from reason
