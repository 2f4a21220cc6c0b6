"""A register comes in: upload, preview, agreement, progress, result."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import exports
from cases.forms.imports import RegisterForm
from cases.imports import register
from cases.imports.columns import SHEETS
from cases.imports.preview import Counts, Preview
from cases.imports.problems import as_csv
from cases.imports.sheets import FileRefused
from cases.models import RegisterImport
from oco.access import Permission, actor, front_doors, require
from oco.models import Job
from oco.submissions import new_key

PER_PAGE = 50
MOST_CLUSTERS = 12  # columns named above the list of errors
LATEST = 10
STEPS = ("Bestand kiezen", "Nakijken", "Akkoord geven", "Importeren")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Status = RegisterImport.Status


@dataclass(frozen=True)
class Line:
    """A sheet with its counts, as the table shows it."""

    label: str
    counts: Counts


def _own(request: HttpRequest, pk: uuid.UUID) -> RegisterImport:
    """An upload of the user's own; 404 otherwise. Without its content, which may be large."""
    rows = RegisterImport.objects.for_user(actor(request)).select_related("job", "front_door").defer("content")
    return get_object_or_404(rows, pk=pk)


def _failed(row: RegisterImport) -> bool:
    return row.is_busy and row.job is not None and row.job.status == Job.Status.FAILED


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT_REGISTER)
def import_register(request: HttpRequest) -> HttpResponse:
    """Upload, and the latest uploads."""
    user = actor(request)
    doors = sorted(front_doors(user, Permission.IMPORT_REGISTER))
    form = RegisterForm(request.POST or None, request.FILES or None, front_doors=doors, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            row = register.upload(
                front_door=found["front_door"], content=found["file"].read(), by=user, key=found["key"]
            )
            return redirect("import_status", row.pk)
        except FileRefused as reason:
            form.add_error("file", str(reason))
    latest = RegisterImport.objects.for_user(user).select_related("front_door").defer("content", "preview")[:LATEST]
    context = {"form": form, "latest": latest, "steps": STEPS, "step": 0, "may_import": bool(doors)}
    return render(request, "imports/upload.html", context)


@require_safe
@require(Permission.IMPORT_REGISTER)
def import_template(request: HttpRequest) -> HttpResponse:
    """An example to fill in, with an explanation of every column."""
    return HttpResponse(
        exports.template(),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="voorbeeld-register.xlsx"'},
    )


@require_safe
@require(Permission.IMPORT_REGISTER)
def import_status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where an upload stands: being checked, refused with all its errors, waiting for agreement, done."""
    row = _own(request, pk)
    preview = Preview.from_json(row.preview)
    context = {
        "row": row,
        "preview": preview,
        "lines": [
            Line(sheet.many.capitalize(), preview.counts[sheet.name])
            for sheet in SHEETS
            if sheet.name in preview.counts
        ],
        "newcomers": [person for person in preview.people if not person.known],
        "elsewhere": [person for person in preview.people if person.known],
        "clusters": Counter((problem.sheet, problem.column) for problem in preview.problems).most_common(MOST_CLUSTERS),
        "page_obj": Paginator(preview.problems, PER_PAGE).get_page(request.GET.get("pagina")),
        "failed": _failed(row),
        "steps": STEPS,
        "step": {Status.READY: 2, Status.IMPORTING: 3, Status.DONE: 4}.get(Status(row.status), 1),
    }
    return render(request, "imports/status.html", context)


@require_safe
@require(Permission.IMPORT_REGISTER)
def import_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The progress bar alone; when there is something else to see, the page is asked for anew."""
    row = _own(request, pk)
    response = render(request, "imports/_progress.html", {"row": row})
    if not row.is_busy or _failed(row):
        response["HX-Refresh"] = "true"
    return response


@require_POST
@require(Permission.IMPORT_REGISTER)
def confirm_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own(request, pk)
    register.confirm(register_import=row, by=actor(request))
    return redirect("import_status", row.pk)


@require_POST
@require(Permission.IMPORT_REGISTER)
def cancel_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own(request, pk)
    register.cancel(register_import=row, by=actor(request))
    return redirect("import_register")


@require_POST
@require(Permission.IMPORT_REGISTER)
def retry_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own(request, pk)
    register.retry(register_import=row, by=actor(request))
    return redirect("import_status", row.pk)


@require_safe
@require(Permission.IMPORT_REGISTER)
def import_errors(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All errors as a file, to work through beside the register."""
    row = _own(request, pk)
    return HttpResponse(
        as_csv(Preview.from_json(row.preview).problems),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="fouten-in-register.csv"'},
    )
