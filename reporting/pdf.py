"""A report as PDF: tagged (PDF/UA-1), with its own fonts, and the same bytes for the same document."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from oco.pdf import PdfUnavailable, RefusedAddress, file_address, write
from oco.templatetags.oco import date_nl
from reporting.documents import ReportDocument
from reporting.qr import Squares, squares_of
from reporting.versions import short_code

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
            "seal": seal(document),
            "code": short_code(document.checksum) if document.header.filed else "",
            "verify_at": verify_address().partition("://")[2],
            "qr": qr(document),
            "print_css": file_address("css/print.css"),
            "report_css": file_address("css/report_print.css"),
        },
    )


def seal(document: ReportDocument) -> str:
    """Below each page: of a filed report the code by which anybody can check it, and where."""
    checksum = f"Controlegetal {document.checksum}"
    if not document.header.filed:
        return checksum
    code = f"Controlecode {short_code(document.checksum)} · te controleren op {verify_address().partition('://')[2]}"
    return f"{code}\n{checksum}"


def verify_address() -> str:
    """The page on which a report is checked. On the side that reads reports; the care side has the same page."""
    side: str = settings.MUNICIPALITY_ADDRESS
    return side.rstrip("/") + "/controleren/"


def qr(document: ReportDocument) -> Squares | None:
    """What a telephone scans to check a filed report: its page, with the code filled in."""
    if not document.header.filed:
        return None
    return squares_of(f"{verify_address()}?code={short_code(document.checksum)}")


def standing(document: ReportDocument) -> str:
    """Below each page: the version, who filed it and when."""
    header = document.header
    if header.filed:
        return f"Versie {header.version} · ingediend door {header.filed_by} op {date_nl(header.filed_at, 'time')}"
    return f"{header.status} · nog niet ingediend" if header.released else header.status
