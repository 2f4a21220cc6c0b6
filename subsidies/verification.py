"""Whether a report that somebody has is one that was filed: by its code, or by the very bytes of its file.

For everybody, without signing in, on both sides. It tells of filed reports alone, and no figure of them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from reporting.models import Report, ReportFile, ReportQuerySet
from reporting.versions import CODE_LENGTH

LARGEST = 20_000_000  # bytes; a year's report is well below one million


@dataclass(frozen=True)
class Verified:
    """A filed report, and how it stands. `file` names the kind of file whose bytes are the very ones."""

    report: Report
    newest: Report
    file: str = ""

    @property
    def is_newest(self) -> bool:
        return self.report == self.newest


def by_code(text: str) -> Verified | None:
    """The report of a code as it stands below a PDF: the first twenty signs of the checksum or more, however typed."""
    code = cleaned(text)
    if not CODE_LENGTH <= len(code) <= 64:
        return None
    found = list(_reports().filter(checksum__startswith=code)[:2])
    return _verified(found[0]) if len(found) == 1 else None


def by_digest(digest: str) -> Verified | None:
    """The report of which one of the files has this SHA-256."""
    kept = ReportFile.objects.filter(sha256=digest).values_list("report_id", "format").order_by("pk").first()
    if kept is None:
        return None
    return _verified(_reports().get(pk=kept[0]), file=ReportFile.Format(kept[1]).label)


def cleaned(text: str) -> str:
    """Only what a code is made of, in small letters; empty where there is something else than signs between it."""
    bare = re.sub(r"[\s\-\u2011–.:]", "", text).lower()
    return bare if re.fullmatch(r"[0-9a-f]*", bare) else ""


def _reports() -> ReportQuerySet:
    return Report.objects.select_related("organisation", "municipality").order_by("pk")


def _verified(report: Report, file: str = "") -> Verified:
    newest = (
        _reports()
        .filter(
            organisation=report.organisation,
            municipality=report.municipality,
            start=report.start,
            end=report.end,
        )
        .order_by("-version")[0]
    )
    return Verified(report, newest, file)


# --- a file that is hashed and forgotten ------------------------------------------------------------------------------


class HashedFile(UploadedFile):  # type: ignore[type-arg]  # not subscriptable when it runs
    """What is left of an uploaded file: how large it was, and its SHA-256. Not its bytes and not its name."""

    def __init__(self, digest: str, size: int) -> None:
        super().__init__(file=None, name="bestand", size=size)
        self.digest = digest

    @property
    def too_large(self) -> bool:
        return (self.size or 0) > LARGEST


class HashingHandler(FileUploadHandler):
    """Hashes a file while it comes in, piece by piece; nothing of it is kept, in memory or on disk."""

    def __init__(self) -> None:
        super().__init__()
        self._hash = hashlib.sha256()
        self._size = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        self._hash, self._size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size <= LARGEST:
            self._hash.update(raw_data)

    def file_complete(self, file_size: int) -> HashedFile:
        return HashedFile(self._hash.hexdigest(), self._size)
