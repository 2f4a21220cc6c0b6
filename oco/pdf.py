"""A page as PDF: tagged (PDF/UA-1), with its own fonts, and the same bytes for the same page.

WeasyPrint is imported when a PDF is made and not before: without its system libraries the rest of the site works.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

VARIANT = "pdf/ua-1"


class PdfUnavailable(Exception):
    """No PDF can be made on this computer; the text is for the user."""

    def __init__(self) -> None:
        super().__init__(
            "PDF maken lukt niet op deze computer: er ontbreken programma-onderdelen. "
            "De pagina op het scherm en de andere bestanden werken wel."
        )


class RefusedAddress(ValueError):
    """A page asked for something that isn't one of our own fonts or style sheets."""


def write(html: str, *, identifier: str) -> bytes:
    """Turns a ready page into a PDF. Raises PdfUnavailable where the libraries are missing, and RefusedAddress."""
    weasyprint = library()
    page = weasyprint.HTML(string=html, base_url=file_address(""), url_fetcher=_sealed_fetcher())
    try:
        made: bytes = page.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier.encode())
    except import_module("weasyprint.urls").FatalURLFetchingError as error:
        # It is no Exception and would go through every guard of the worker.
        raise RefusedAddress(str(error)) from error
    return made


@cache
def library() -> Any:
    """WeasyPrint, loaded once. Without any font at all it ends the whole process, so it is shown ours first."""
    os.environ.setdefault("FONTCONFIG_FILE", str(static_folder() / "fonts" / "fonts.conf"))
    try:
        found = import_module("weasyprint")
    except OSError as error:  # a system library doesn't load
        raise PdfUnavailable from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return found


def static_folder() -> Path:
    return Path(settings.BASE_DIR) / "static"


def file_address(path: str) -> str:
    """Where a file below static/ is, as WeasyPrint asks for it."""
    return (static_folder() / path).as_uri() + ("" if path else "/")


def _sealed_fetcher() -> Any:
    """Opens files below static/fonts and static/css, and nothing else: no network, no other file."""
    urls = import_module("weasyprint.urls")
    allowed = [(static_folder() / name).resolve() for name in ("fonts", "css")]

    class Sealed(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or parts.netloc or not any(path.is_relative_to(folder) for folder in allowed):
                raise RefusedAddress(f"a page may not load {url}")
            return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _MEDIA_TYPES[path.suffix]})

    return Sealed()


_MEDIA_TYPES = {".css": "text/css", ".woff2": "font/woff2"}
