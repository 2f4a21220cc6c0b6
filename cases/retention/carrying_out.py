"""Carrying out an approved list: person by person, each whole or not at all, and the certificate in the end.

The job may be killed and may run twice: a line that has an outcome is passed by, and what is last (certificate, status,
end of the job) is one transaction.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from cases import linking, removal
from cases.acts import act
from cases.models import Client, DataKind, DestructionLine, DestructionList, Removal
from cases.retention import certificate, rules
from cases.retention.proposal import fingerprint_of
from cases.retention.standing import standing
from cases.retention.terms import terms_of
from cases.rights_rules import Reach
from oco import audit, jobs
from oco.closing import PeriodFiled

JOB = "destruction"
Outcome, Status = DestructionLine.Outcome, DestructionList.Status


@jobs.handler(JOB, atomic=False)
def carry_out(running: jobs.Running) -> dict[str, Any]:
    of_list = DestructionList.objects.select_related("provider").get(pk=running.arguments["list"])
    if of_list.status == Status.APPROVED:
        if fingerprint_of(of_list) != of_list.fingerprint:
            raise jobs.JobError("De lijst is anders dan toen er akkoord op kwam. Er is niets vernietigd.")
        lines = list(of_list.lines.filter(left_out_until__isnull=True).order_by("pk").values_list("pk", flat=True))
        for number, line in enumerate(lines):
            running.progress(number * 100 // len(lines), f"{number} van {len(lines)}")
            one(line, today=timezone.localdate())
    with act():
        result = _close(of_list)
        jobs.finished(running, result)
    return result


def one(line_id: int, *, today: date) -> None:
    """Removes one person of a list, or says why not. Done already it changes nothing."""
    try:
        with act():
            line = DestructionLine.objects.select_for_update(of=("self",)).select_related("client").get(pk=line_id)
            if not line.outcome:
                reason = _remove(line, today=today)
                _note(line_id, reason)
    except PeriodFiled:
        with act():
            _note(line_id, "De database weigerde dit: de periode is ingediend.")


def _note(line_id: int, reason: str) -> None:
    # By key: removing somebody writes over this line as well.
    DestructionLine.objects.filter(pk=line_id, outcome="").update(
        outcome=Outcome.SKIPPED if reason else Outcome.REMOVED, outcome_note=reason, done_at=timezone.now()
    )


def _remove(line: DestructionLine, *, today: date) -> str:
    """Gives the reason where the person stays."""
    of_list = DestructionList.objects.select_related("provider", "lead_by", "admin_by").get(pk=line.of_list_id)
    provider, client, kind = of_list.provider, line.client, DataKind(line.kind)
    if of_list.lead_by is None or of_list.admin_by is None:
        raise ValueError("a list that two people didn't approve")
    linking.one_at_a_time(client.front_door_id)  # nothing is linked or taken apart meanwhile
    records = linking.records_of(client)
    list(Client.objects.filter(pk__in=records).order_by("pk").select_for_update())
    terms = terms_of(provider.pk, today)
    if reason := rules.why_skipped(standing(provider, client), kind, terms, last_on=line.last_on, today=today):
        return reason
    reach = Reach.CONTENT if kind is DataKind.TEXTS else removal.reach_of(client, provider)
    counts = removal.erase(client, provider, reach=reach)
    proof = Removal.objects.create(
        of_list=of_list,
        client=client,
        provider=provider,
        whole=reach is Reach.WHOLE,
        texts_only=kind is DataKind.TEXTS,
        counts=counts,
        ground=line.ground,
        decided_by=of_list.lead_by,
        by=of_list.admin_by,
    )
    rows = sum(number for _, number in counts)
    audit.record("client removed by term", by=None, on=proof, client=client.pk, whole=proof.whole, rows=rows)
    return ""


def _close(of_list: DestructionList) -> dict[str, Any]:
    """The certificate and the end of the list, once."""
    fresh = DestructionList.objects.select_for_update(of=("self",)).select_related("provider").get(pk=of_list.pk)
    if fresh.status == Status.APPROVED:
        fresh.status, fresh.done_at = Status.DONE, timezone.now()
        fresh.save(update_fields=["status", "done_at"])
        certificate.make(fresh)
    done = fresh.lines.exclude(outcome="")
    return {
        "removed": done.filter(outcome=Outcome.REMOVED).count(),
        "skipped": done.filter(outcome=Outcome.SKIPPED).count(),
    }
