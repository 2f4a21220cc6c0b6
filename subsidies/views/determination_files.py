"""What both sides share about the determination: the files that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers

from oco import audit, jobs
from oco.access import actor
from oco.models import Job, User
from subsidies.determination.files import KIND, name_of
from subsidies.models import Determination, DeterminationLetter, SentFile, SentRequest


@dataclass(frozen=True)
class FileLine:
    """A file of a sent request for its page."""

    kind: str
    place: int
    label: str
    size: int  # bytes; 0 while it is being made

    @property
    def ready(self) -> bool:
        return self.size > 0


def lines(sent: SentRequest) -> list[FileLine]:
    """The files that there are or will be, the bundle first, without reading their content."""
    rows = sent.files.annotate(size=Length("content")).defer("content")
    sizes = {(row.kind, row.place): row.size for row in rows}
    for kind in (SentFile.Kind.BUNDLE, SentFile.Kind.REPORT):
        sizes.setdefault((kind, 0), 0)
    order = [SentFile.Kind.BUNDLE, SentFile.Kind.REPORT, SentFile.Kind.STATEMENT, SentFile.Kind.EVIDENCE]
    found = sorted(sizes, key=lambda key: (order.index(SentFile.Kind(key[0])), key[1]))
    return [FileLine(kind, place, _label(kind, place), sizes[kind, place]) for kind, place in found]


def _label(kind: str, place: int) -> str:
    label = SentFile.Kind(kind).label
    return f"{label[:1].upper()}{label[1:]}" + (f" {place}" if place else "")


def download(request: HttpRequest, sent: SentRequest, kind: str, place: int) -> HttpResponse:
    """A stored file, byte for byte. Raises Http404 where it isn't there."""
    found = get_object_or_404(SentFile, sent=sent, kind=kind, place=place)
    audit.record("determination file downloaded", by=actor(request), on=sent, kind=kind, place=place)
    return _attachment(bytes(found.content), name_of(found))


def letter(request: HttpRequest, decision: Determination) -> HttpResponse:
    """The letter, byte for byte. Raises Http404 while it is being made."""
    found = DeterminationLetter.objects.filter(determination=decision).first()
    if found is None:
        raise Http404
    audit.record("determination letter downloaded", by=actor(request), on=decision)
    return _attachment(bytes(found.content), "brief-vaststelling.pdf")


def _attachment(content: bytes, name: str) -> HttpResponse:
    kind = "application/zip" if name.endswith(".zip") else "application/pdf"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response


def again(sent: SentRequest, *, by: User) -> Job:
    """Asks once more for the files that are missing. Care side: the municipality can't ask for a job."""
    return jobs.enqueue(KIND, key=str(sent.pk), by=by, sent=sent.pk)
