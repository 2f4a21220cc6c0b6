"""What pages of both sides share: the period of an address, the forms below questions about a report, its files,
and what the gate said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from oco import audit
from oco.access import actor
from oco.form_fields import Form
from oco.periods import Period
from reporting.models import GateRun, Report, ReportFile
from subsidies import threads

F = TypeVar("F", bound=Form)

CONTENT_TYPES = {
    ReportFile.Format.PDF: "application/pdf",
    ReportFile.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def find_period(code: str) -> Period:
    """The period with this code; 404 where it is none."""
    try:
        return Period.parse(code)
    except ValueError:
        raise Http404 from None


@dataclass(frozen=True)
class FileLine:
    """A file of a report for the page: ready, or not yet."""

    format: ReportFile.Format
    ready: bool
    size: int  # bytes; 0 when it isn't ready

    @property
    def label(self) -> str:
        return self.format.label


def with_forms(talks: Iterable[threads.Talk], sent: F) -> list[tuple[threads.Talk, F | None]]:
    """Each question with the form to write on; the one that was sent keeps what was typed."""
    at = str(sent.data.get("thread", "")) if sent.is_bound else ""
    return [
        (
            talk,
            None
            if not talk.is_open
            else sent
            if at == str(talk.thread.pk)
            else type(sent)(initial={"thread": talk.thread.pk}, auto_id=f"id_{talk.thread.pk}_%s"),
        )
        for talk in talks
    ]


def file_lines(report: Report) -> list[FileLine]:
    """Both files of a report, without reading their content."""
    from django.db.models.functions import Length

    sizes = dict(ReportFile.objects.filter(report=report).values_list("format", Length("content")))
    return [
        FileLine(file_format, file_format in sizes, sizes.get(file_format, 0))
        for file_format in (ReportFile.Format.PDF, ReportFile.Format.XLSX)
    ]


def gate_context(report: Report) -> dict[str, object]:
    """What the gate said of a report; nothing yet while it has to be attacked."""
    run = GateRun.objects.filter(report=report).first()
    return {
        "gate": run,
        "gate_sentence": run.sentence if run and run.passed else "",
        "gate_refusal": run.refusal if run and not run.passed else "",
        "gate_awaited": run is None,
    }


def download(request: HttpRequest, report: Report, file_format: str) -> HttpResponse:
    """The stored file, byte for byte. Raises Http404 where it isn't there."""
    found = ReportFile.objects.filter(report=report, format=file_format).first()
    if found is None:
        raise Http404
    audit.record("report downloaded", by=actor(request), on=report, format=file_format, version=report.version)
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES[ReportFile.Format(file_format)])
    response["Content-Disposition"] = f'attachment; filename="{file_name(report, file_format)}"'
    add_never_cache_headers(response)
    return response


def file_name(report: Report, file_format: str) -> str:
    """rapport-zosamen-2018-Q1-versie-1.pdf"""
    return f"rapport-{report.organisation.slug}-{report.period.code}-versie-{report.version}.{file_format}"
