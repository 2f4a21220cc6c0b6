"""What comes in as a file is judged by its content, before any library that understands it sees it.

Names and the types that a browser claims are not looked at. Nothing is unpacked to disk. Where a virus scanner is set
up (OCO_CLAMAV), every file of a form goes past it first, in UploadField; without its yes no file comes in.
"""

from __future__ import annotations

import io
import weakref
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

import structlog
from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from oco import audit, clamd
from oco.models import User

log = structlog.get_logger(__name__)

LARGEST_FILE = 20_000_000  # bytes; each form may allow less
LARGEST_REQUEST = 60_000_000  # bytes of all files of one form together

MOST_MEMBERS = 1_000
# A register of 200,000 lines packs twenty to thirty times smaller; a bomb a thousand times.
MOST_TIMES_SMALLER = 120
_SMALL = 1_000_000  # bytes unpacked, of a member that may be packed as small as it likes
_PIECE = 65_536

# zipfile answers a broken archive with any of these.
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
)


class UploadRefused(Exception):
    """The file can't be taken in; the text is for the user."""


class Sent(InMemoryUploadedFile):
    """A file that knows with which request it came, for the log."""

    request: weakref.ref[HttpRequest] | None = None


class BoundedUpload(FileUploadHandler):
    """Keeps the first LARGEST_FILE bytes of a file in memory and counts the rest, so that a form can say that it is
    too large. Django's own handlers write any size to disk before somebody looks. A request above LARGEST_REQUEST isn't
    read."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig(f"a request of {content_length} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = LARGEST_FILE + 1 - self._kept.tell()
        if room > 0:
            self._kept.write(raw_data[:room])

    def file_complete(self, file_size: int) -> Sent:
        self._kept.seek(0)
        name, kind = self.file_name or "bestand", self.content_type or ""
        file = Sent(self._kept, self.field_name, name, kind, file_size, self.charset)
        file.request = weakref.ref(self.request) if self.request is not None else None
        return file


class UploadField(forms.FileField):
    """A file of at most `largest` bytes, in which the virus scanner found nothing. Every form takes files in with this
    one. `advice` follows the sentence for who sends too much."""

    def __init__(self, *, largest: int, advice: str = "", **kwargs: Any) -> None:
        self.largest = largest
        self.too_large = f"Dit bestand is te groot. Het mag hoogstens {largest // 1_000_000} MB zijn. {advice}".strip()
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            if (file.size or 0) > self.largest:
                raise ValidationError(self.too_large)
            refuse_viruses(file)
        return file


def refuse_viruses(file: UploadedFile[bytes]) -> None:
    """Raises ValidationError when the scanner finds something, or can't be asked. Nothing without OCO_CLAMAV."""
    address: clamd.Address | None = settings.CLAMAV
    if address is None:
        return
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        found = clamd.scan(address, content, seconds=settings.CLAMAV_SECONDS)
    except clamd.ScannerFailed as failure:
        log.error("virus scanner did not answer", kind=str(failure))
        raise ValidationError(
            "Dit bestand kan nu niet op virussen worden nagekeken. Er is niets bewaard. Probeer het later opnieuw."
        ) from failure
    if found is not None:
        request = file.request() if isinstance(file, Sent) and file.request else None
        user = getattr(request, "user", None)
        match = getattr(request, "resolver_match", None)
        by, page = (user if isinstance(user, User) else None), (match.url_name or "" if match else "")
        audit.record("virus refused", by=by, page=page, found=found[:200], size=len(content))
        raise ValidationError(
            "De virusscanner vond iets schadelijks in dit bestand. Er is niets bewaard. Meld het bij uw beheerder."
        )


def refuse_harmful_zip(content: bytes, *, most_unpacked: int) -> zipfile.ZipFile:
    """The archive, when it is whole, small enough unpacked, without password and without what can run.

    `most_unpacked` in bytes. The sizes are those that the archive names; zipfile never unpacks more than that.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except BROKEN_ZIP:
        raise UploadRefused("Dit bestand is beschadigd. Maak het opnieuw en probeer het nog een keer.") from None
    if sum(member.file_size for member in members) > most_unpacked or len(members) > MOST_MEMBERS:
        raise UploadRefused(
            f"Dit bestand is uitgepakt te groot. Het mag hoogstens {most_unpacked // 1_000_000} MB zijn."
        )
    if any(
        member.file_size > _SMALL and member.file_size > MOST_TIMES_SMALLER * max(1, member.compress_size)
        for member in members
    ):
        raise UploadRefused("Dit bestand is niet te vertrouwen: het is uitgepakt veel groter dan het lijkt.")
    if any(member.flag_bits & 0x1 for member in members):
        raise UploadRefused("Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf en probeer het opnieuw.")
    return archive


def refuse_macros(archive: zipfile.ZipFile) -> None:
    """A workbook with macros, whatever its name: .xlsm, .xlam, .xlsb, or a macro hidden in an .xlsx."""
    for member in archive.infolist():
        name = member.filename.lower()
        if name.endswith((".bin", ".exe", ".dll", ".js", ".vbs")) and "printersettings" not in name:
            raise UploadRefused(_MACROS)
        if "/macrosheets/" in name or "/activex/" in name or "/embeddings/" in name:
            raise UploadRefused(_MACROS)
        if name == "[content_types].xml" and b"macroenabled" in archive.read(member).lower():
            raise UploadRefused(_MACROS)


_MACROS = (
    "Er zit een macro of een ander programma in dit bestand. Sla het op als gewone werkmap (.xlsx), zonder macro’s."
)


def refuse_entities(archive: zipfile.ZipFile) -> None:
    """XML that defines a document type or entities of its own is made to harm: no workbook has any.

    Each part is read as far as its first element: a document type can stand nowhere else. By a parser and not by
    looking for the words: those can be written in UTF-16, or behind a long comment. Raises UploadRefused.
    """
    for member in archive.infolist():
        with archive.open(member) as part:  # of whatever name: a workbook says itself which part is what
            _refuse_entities_in(part.read)


class _FirstElement(Exception):
    """The parser is past where a document type can stand."""


def _refuse_entities_in(read: Callable[[int], bytes]) -> None:
    def refuse(*declared: object) -> None:
        raise UploadRefused("Dit bestand is niet te vertrouwen. Sla het opnieuw op in uw rekenprogramma.")

    def stop(*element: object) -> None:
        raise _FirstElement

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        while piece := read(_PIECE):
            parser.Parse(piece)
    except (_FirstElement, expat.ExpatError, ValueError, LookupError):
        return  # or no XML at all, or of an encoding unknown here: for who reads it to refuse


def is_pdf(content: bytes) -> bool:
    """Begins and ends as a PDF does. What is inside is for the reader's own program: we never open it."""
    # ISO 32000-1, 7.5.2 and 7.5.5: the header on the first line, and the end of file marker in the last kilobyte.
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]
