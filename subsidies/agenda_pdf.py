"""The agenda of the talk as a PDF."""

from __future__ import annotations

import hashlib

from django.template.loader import render_to_string

from oco.pdf import file_address, write
from subsidies.agenda import Agenda


def html_of(agenda: Agenda) -> str:
    """The page that becomes the PDF."""
    return render_to_string(
        "subsidies/municipality/agenda_print.html",
        {"agenda": agenda, "report": agenda.report, "print_css": file_address("css/print.css")},
    )


def render(agenda: Agenda) -> bytes:
    """The PDF; the same agenda gives the same bytes. Raises PdfUnavailable."""
    html = html_of(agenda)
    return write(html, identifier=hashlib.sha256(html.encode()).hexdigest())
