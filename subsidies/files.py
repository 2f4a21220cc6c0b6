"""The files of a filed report, made once by the worker and kept byte for byte; and the mail to the municipality.

Two jobs, so that a PDF that can't be made doesn't keep the municipality waiting: its page shows the report as well.
Making may run twice: a file is unique per report and format, and what is there is left alone.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from oco import jobs
from oco.models import Job, User
from reporting.documents import ReportDocument
from reporting.models import Report, ReportFile
from subsidies.mailing import deliver_texts, policy_officers

KIND = "make_report_files"
ANNOUNCE = "announce_report"


@jobs.handler(KIND, atomic=False)
def make_report_files(running: jobs.Running) -> dict[str, Any]:
    """Renders the workbook and the PDF from the released document. The workbook comes first: where the PDF can't be
    made, the figures are there all the same, and trying again makes only what is missing."""
    report = Report.objects.select_related("released", "municipality", "organisation").get(
        pk=running.arguments["report"]
    )
    running.progress(0, "Controle op herleidbaarheid")
    through_the_gate(report)
    document = ReportDocument.from_json(report.released.data)
    running.progress(10, "Excel-bestand")
    keep(report, ReportFile.Format.XLSX, document)
    running.progress(40, "PDF")
    keep(report, ReportFile.Format.PDF, document)
    result = {"files": report.files.count()}
    with transaction.atomic():
        jobs.finished(running, result)
    return result


def through_the_gate(report: Report) -> None:
    """Nothing is made of a report, and nobody is told of it, before it was attacked. Raises JobError with a sentence
    for who accounts for it."""
    from reporting import gate  # with numpy and scipy: a second and fifty megabytes

    try:
        run = gate.check(report)
    except gate.NotFinished as reason:
        raise jobs.JobError(str(reason)) from reason
    if not run.passed:
        raise jobs.JobError(run.refusal)


def keep(report: Report, file_format: ReportFile.Format, document: ReportDocument) -> None:
    """Makes and stores one file, where it isn't there yet."""
    if ReportFile.objects.filter(report=report, format=file_format).exists():
        return
    content = render(document, file_format)
    ReportFile.objects.bulk_create(
        [ReportFile(report=report, format=file_format, content=content, sha256=hashlib.sha256(content).hexdigest())],
        ignore_conflicts=True,
    )


def render(document: ReportDocument, file_format: str) -> bytes:
    """The document as a PDF or workbook. Raises JobError where the PDF can't be made here."""
    # Imported when needed: together they take seconds and a hundred megabytes.
    if file_format == ReportFile.Format.XLSX:
        from reporting import workbook

        return workbook.render(document)
    from reporting import pdf

    try:
        return pdf.render(document)
    except pdf.PdfUnavailable as reason:
        raise jobs.JobError(str(reason)) from reason


@jobs.handler(ANNOUNCE, atomic=False)
def announce_report(running: jobs.Running) -> dict[str, Any]:
    """Mails the municipality's policy officers that a report is ready: a link, no figures."""
    report = Report.objects.select_related("released", "municipality", "organisation").get(
        pk=running.arguments["report"]
    )
    through_the_gate(report)
    address = settings.MUNICIPALITY_ADDRESS.rstrip("/") + reverse(
        "report", args=[report.pk], urlconf="oco.urls.municipality"
    )
    version = f" (versie {report.version})" if report.version > 1 else ""
    subject = f"Rapport over {report.period.in_words} van {report.organisation.name} staat klaar{version}"
    body = (
        f"{report.organisation.name} heeft het rapport over {report.period.in_words} ingediend{version}.\n\n"
        f"U kunt het bekijken, downloaden en beoordelen:\n{address}\n\n"
        "U krijgt deze mail omdat u rapporten beoordeelt voor de gemeente "
        f"{report.municipality.name}. Antwoorden op deze mail worden niet gelezen.\n"
    )
    readers = policy_officers(report.municipality_id)
    return deliver_texts(running, [(reader, subject, body) for reader in readers])


def ask_for(report: Report, *, by: User) -> None:
    """Asks for the files and the mail of a report that was just filed, in the filing's own transaction."""
    jobs.enqueue(KIND, key=str(report.pk), by=by, report=report.pk)
    jobs.enqueue(ANNOUNCE, key=str(report.pk), by=by, report=report.pk)


def job_of(report: Report) -> Job | None:
    """The latest job that made or makes the files of this report."""
    return Job.objects.filter(kind=KIND, key=f"{KIND}:{report.pk}").order_by("-queued_at").first()


def try_again(report: Report, *, by: User) -> Job:
    """Asks once more for the files that are missing."""
    return jobs.enqueue(KIND, key=str(report.pk), by=by, report=report.pk)
