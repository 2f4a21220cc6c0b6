"""A report as PDF: tagged (PDF/UA-1), with its own fonts, and the same bytes for the same document."""

from __future__ import annotations

from django.template.loader import render_to_string

from oco.pdf import PdfUnavailable, RefusedAddress, file_address, write
from oco.templatetags.oco import date_nl
from reporting.documents import ReportDocument

__all__ = ["PdfUnavailable", "RefusedAddress", "html_of", "render", "standing", "write"]


def render(document: ReportDocument) -> bytes:
    """The PDF. The same document gives the same bytes. Raises PdfUnavailable."""
    return write(html_of(document), identifier=document.checksum)


def html_of(document: ReportDocument) -> str:
    """The page that becomes the PDF."""
    return render_to_string(
        "reports/report_print.html",
        {
            "document": document,
            "standing": standing(document),
            "print_css": file_address("css/print.css"),
            "report_css": file_address("css/report_print.css"),
        },
    )


def standing(document: ReportDocument) -> str:
    """Below each page: the version, who filed it and when."""
    header = document.header
    if header.filed:
        return f"Versie {header.version} · ingediend door {header.filed_by} op {date_nl(header.filed_at, 'time')}"
    return f"{header.status} · nog niet ingediend" if header.released else header.status
