"""The acts: upload a register, confirm what was found, and import it in the background or from the command line."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from cases import statistics
from cases.imports.check import Checker
from cases.imports.door import Door
from cases.imports.plan import Plan, Planner
from cases.imports.preview import Preview
from cases.imports.problems import Problem
from cases.imports.sheets import FileRefused, Progress, RegisterFile, kind_of, read
from cases.imports.write import save
from cases.models import RegisterImport
from cases.norms import NoNorms
from cases.statistics import MANY_ROWS
from oco import access, audit, closing, jobs, leases
from oco.access import Permission
from oco.models import FrontDoor, Job, User
from oco.submissions import earlier_result, first_time, keep_result

CHECK, IMPORT = "check_register", "import_register"
KEPT_HOURS = 24
NOBODY = "Op deze bladen staat wie het schreef. Geef met --by het e-mailadres van wie importeert."
_SILENT: Progress = lambda percent, text: None  # noqa: E731
Status = RegisterImport.Status


class RegisterRefused(Exception):
    """The register has errors and nothing was imported; `preview` has all of them."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(f"{preview.problem_count or len(preview.problems)} fouten")
        self.preview = preview


def _part(progress: Progress, start: int, end: int) -> Progress:
    """Progress of a part of the work, as a stretch of the whole."""
    return lambda percent, text: progress(start + (end - start) * min(percent, 100) // 100, text)


def _plan(file: RegisterFile, door: Door, *, by: User | None, lock: bool, progress: Progress) -> Plan:
    if file.problems:
        return Plan(preview=Preview(problems=file.problems, notes=file.notes))
    try:
        checker = Checker(file, door)
        checker.run(_part(progress, 0, 75))
        progress(75, "vergelijken met wat er al is")
        plan = Planner(checker, door, by=by, lock=lock).run()
    except NoNorms as error:
        raise FileRefused(str(error)) from None
    plan.preview.notes = [*dict.fromkeys(file.notes), *plan.preview.notes]
    return plan


def check_file(
    content: bytes, *, front_door: FrontDoor, providers: frozenset[int] | None, progress: Progress = _SILENT
) -> Preview:
    """What an import of this file would do; nothing is written. `providers` None: all behind the front door.

    Raises FileRefused where the file can't be read at all.
    """
    file = read(content, progress=_part(progress, 0, 60))
    door = Door.open(front_door, today=timezone.localdate(), may_import=providers)
    return _plan(file, door, by=None, lock=False, progress=_part(progress, 60, 100)).preview


def import_file(
    content: bytes,
    *,
    front_door: FrontDoor,
    providers: frozenset[int] | None,
    by: User | None,
    progress: Progress = _SILENT,
    last: Callable[[Preview], None] = lambda preview: None,
) -> Preview:
    """Imports the file in one transaction, which `last` closes. Writes one audit line with the counts.

    Raises RegisterRefused with every error, or FileRefused; then nothing has changed.
    """
    file = read(content, progress=_part(progress, 0, 30))
    try:
        with transaction.atomic():
            # One import at a time per front door. Not "for update": that would hold off everybody who writes there.
            FrontDoor.objects.select_for_update(no_key=True).get(pk=front_door.pk)
            door = Door.open(front_door, today=timezone.localdate(), may_import=providers)
            plan = _plan(file, door, by=by, lock=True, progress=_part(progress, 30, 50))
            if plan.preview.problems:
                raise RegisterRefused(plan.preview)
            if by is None and any(part.any for part in plan.parts):
                raise FileRefused(NOBODY)
            save(plan, by=by, progress=_part(progress, 50, 99))
            _record(plan, front_door, by)
            last(plan.preview)
    except DatabaseError as error:
        if closing.is_refusal(error):
            # Filed while this import was running.
            raise FileRefused("Een periode is zojuist ingediend. Laat het bestand opnieuw nakijken.") from None
        raise
    if sum(counts.new + counts.changed + counts.removed for counts in plan.preview.counts.values()) >= MANY_ROWS:
        statistics.refresh()
    return plan.preview


def _record(plan: Plan, front_door: FrontDoor, by: User | None) -> None:
    counts = {
        f"{sheet.replace(' ', '_')}_{name}": getattr(found, name)
        for sheet, found in plan.preview.counts.items()
        for name in ("new", "changed", "unchanged", "removed")
    }
    audit.record("register imported", by=by, on=front_door, people=len(plan.new_users), **counts)
    for membership in plan.new_memberships:
        audit.record(
            "role given", by=by, on=membership.user, organisation=membership.organisation_id, role=membership.role
        )


# --- by way of the page -----------------------------------------------------------------------------------------------


def upload(*, front_door: FrontDoor, content: bytes, by: User, key: uuid.UUID) -> RegisterImport:
    """Keeps the file and has it checked in the background. The same form sent twice gives the same upload.

    Raises FileRefused for what isn't a register at all.
    """
    kind = kind_of(content)
    with transaction.atomic():
        if not first_time(key, by=by):
            return RegisterImport.objects.get(pk=earlier_result(key, by=by)["register_import"])
        fresh = RegisterImport(front_door=front_door, uploaded_by=by, kind=kind, content=content, size=len(content))
        fresh.job = jobs.enqueue(CHECK, key=str(fresh.pk), by=by, register_import=str(fresh.pk))
        fresh.save(force_insert=True)
        keep_result(key, {"register_import": str(fresh.pk)})
        audit.record("register uploaded", by=by, on=fresh, front_door=front_door.pk, size=fresh.size)
    return fresh


def confirm(*, register_import: RegisterImport, by: User) -> bool:
    """Starts the import of a checked file. False where it was started or cancelled before."""
    with transaction.atomic():
        waiting = RegisterImport.objects.filter(pk=register_import.pk, status=Status.READY)
        if not waiting.update(status=Status.IMPORTING):
            return False
        job = jobs.enqueue(IMPORT, key=str(register_import.pk), by=by, register_import=str(register_import.pk))
        RegisterImport.objects.filter(pk=register_import.pk).update(job=job)
        audit.record("register confirmed", by=by, on=register_import)
    return True


def cancel(*, register_import: RegisterImport, by: User) -> bool:
    """Throws the file away. False where it is being imported already, or is gone."""
    with transaction.atomic():
        open_ones = RegisterImport.objects.filter(pk=register_import.pk, status__in=[Status.CHECKING, Status.READY])
        if not open_ones.update(
            status=Status.CANCELLED, content=None, finished_at=timezone.now(), preview=Preview().to_json()
        ):
            return False
        audit.record("register cancelled", by=by, on=register_import)
    return True


def retry(*, register_import: RegisterImport, by: User) -> None:
    """Asks again for a job that failed."""
    job = register_import.job
    if job is not None and job.status == Job.Status.FAILED and register_import.is_busy:
        with transaction.atomic():
            RegisterImport.objects.filter(pk=register_import.pk).update(job=jobs.again(job, by=by))


def remove_old(*, hours: int = KEPT_HOURS) -> int:
    """Throws away files that nobody confirmed, and what previews say about persons. Returns how many rows."""
    old = RegisterImport.objects.filter(uploaded_at__lt=timezone.now() - timedelta(hours=hours))
    waiting = old.filter(status__in=[Status.CHECKING, Status.READY])
    gone = waiting.update(status=Status.EXPIRED, content=None, finished_at=timezone.now())
    for row in old.exclude(status=Status.IMPORTING).only("pk", "preview"):
        preview = Preview.from_json(row.preview)
        if preview.problems or preview.people or preview.notes:
            gone += RegisterImport.objects.filter(pk=row.pk).update(preview=preview.without_texts().to_json())
    return gone


# --- in the background ------------------------------------------------------------------------------------------------


def _providers(row: RegisterImport) -> frozenset[int]:
    """The providers for which the uploader may import, now: a role may have ended since the upload."""
    return access.provider_ids(row.uploaded_by, Permission.IMPORT_REGISTER)


def _row(running: jobs.Running, status: str) -> RegisterImport | None:
    """The upload this job is for, where it still waits for it."""
    rows = RegisterImport.objects.select_related("uploaded_by", "front_door__municipality")
    return rows.filter(pk=running.arguments["register_import"], status=status).first()


class _Bar:
    """A progress bar that others see while a transaction is open: on a connection of its own."""

    def __init__(self, running: jobs.Running) -> None:
        self.running = running
        self.last = -1
        self.connection = connections.create_connection("default")

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def show(self, percent: int, text: str) -> None:
        if percent == self.last:
            return
        self.last = percent
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE oco_job SET progress = %s, progress_text = %s,"
                " leased_until = clock_timestamp() + make_interval(secs => %s)"
                " WHERE id = %s AND token = %s AND status = 'running'",
                [min(percent, 99), text, leases.LEASE_SECONDS, self.running.job_id, self.running.token],
            )


def _refuse(running: jobs.Running, row: RegisterImport, preview: Preview, result: dict[str, Any]) -> None:
    with transaction.atomic():
        RegisterImport.objects.filter(pk=row.pk).update(
            status=Status.REFUSED, content=None, preview=preview.to_json(), finished_at=timezone.now()
        )
        jobs.finished(running, result)


def _unreadable(reason: FileRefused) -> Preview:
    return Preview(problems=[Problem("", 0, "", str(reason))])


@jobs.handler(CHECK, atomic=False)
def check_upload(running: jobs.Running) -> dict[str, Any]:
    """Checks an upload and shows what it would do."""
    row = _row(running, Status.CHECKING)
    if row is None or row.content is None:
        jobs.finished(running, {})
        return {}
    try:
        with _Bar(running) as bar:
            preview = check_file(
                bytes(row.content), front_door=row.front_door, providers=_providers(row), progress=bar.show
            )
    except FileRefused as reason:
        preview = _unreadable(reason)
    result = {"problems": len(preview.problems)}
    if preview.problems:
        _refuse(running, row, preview, result)
        return result
    with transaction.atomic():
        RegisterImport.objects.filter(pk=row.pk, status=Status.CHECKING).update(
            status=Status.READY, preview=preview.to_json()
        )
        jobs.finished(running, result)
    return result


@jobs.handler(IMPORT, atomic=False)
def import_upload(running: jobs.Running) -> dict[str, Any]:
    """Imports a confirmed upload. All of it, or nothing; and once, however often the job is tried."""
    row = _row(running, Status.IMPORTING)
    if row is None or row.content is None:
        jobs.finished(running, {})
        return {}

    def close(preview: Preview) -> None:
        RegisterImport.objects.filter(pk=row.pk).update(
            status=Status.DONE, content=None, preview=preview.to_json(), finished_at=timezone.now()
        )
        jobs.finished(running, {"rows": sum(counts.rows for counts in preview.counts.values())})

    try:
        with _Bar(running) as bar:
            import_file(
                bytes(row.content),
                front_door=row.front_door,
                providers=_providers(row),
                by=row.uploaded_by,
                progress=bar.show,
                last=close,
            )
    except RegisterRefused as refused:
        _refuse(running, row, refused.preview, {"problems": len(refused.preview.problems)})
    except FileRefused as reason:
        _refuse(running, row, _unreadable(reason), {"problems": 1})
    return {}
