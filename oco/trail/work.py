"""What the worker does for the log every night: old lines go, all of it is verified, a fault is mailed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from oco import access, jobs, mail
from oco.models import Job
from oco.trail import seals, term, verify

KIND = "verify_log"
_NAMESPACE = uuid.UUID("8d1f3f0a-0f57-4a0e-8f0c-2f9f4a5a7c55")


def ask(*, today: date) -> Job | None:
    """Asks for the verification of this day; None where it was asked for."""
    if Job.objects.filter(key=f"{KIND}:{today.isoformat()}").exists():
        return None
    return jobs.enqueue(KIND, key=today.isoformat(), day=today.isoformat())


@jobs.handler(KIND, atomic=False)
def verify_all(running: jobs.Running) -> dict[str, Any]:
    """Several transactions: sealing sees only what other transactions have ended."""
    gone = term.forget_old()
    seals.seal()
    found = verify.verify(getattr(settings, "SEALS", None))
    if not found.ok:
        _mail(found, day=str(running.arguments["day"]))
    result = {
        "ok": found.ok,
        "findings": found.findings,
        "told": found.told,
        "batches": found.batches,
        "lines": found.lines,
        "filed": found.filed,
        "last": found.last,
        "gone": gone,
    }
    jobs.finished(running, result)
    return result


def _mail(found: verify.Verified, *, day: str) -> None:
    lines = "\n".join(f"- {sentence}" for sentence in found.findings)
    text = (
        "De controle van het logboek vond iets wat niet klopt:\n\n"
        f"{lines}\n\n"
        "Dit kan betekenen dat iemand het logboek heeft veranderd. Verander zelf niets aan de database."
        " Vraag de technisch beheerder om het na te gaan, en kijk of het een datalek is.\n"
    )
    for user in access.administrators(timezone.localdate()):
        mail.send_once(uuid.uuid5(_NAMESPACE, f"{day}:{user.pk}"), "Het logboek klopt niet", text, user.email)


def last_verified() -> tuple[datetime, dict[str, Any]] | None:
    """When the log was last verified, and what came of it; None where it never was."""
    done = Job.objects.filter(kind=KIND, status=Job.Status.DONE).order_by("-finished_at").first()
    return (done.finished_at, done.result) if done is not None and done.finished_at is not None else None
