"""Two pairs of eyes on a correction: one manager puts it forward, another approves it and so files it.

Where nobody else files reports for the organisation, its one manager files at once, and the document says so.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from oco import audit, closing, submissions
from oco.models import Municipality, Organisation, User
from oco.periods import Period
from reporting.models import Report
from subsidies import approvers, filing
from subsidies.accounts import Account, front_doors_of
from subsidies.filing import FilingRefused
from subsidies.models import CorrectionProposal

_Outcome = CorrectionProposal.Outcome


def propose(
    *,
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    reason: str,
    data_note: str = "",
    by: User,
    now: datetime | None = None,
    key: uuid.UUID | None = None,
) -> CorrectionProposal:
    """Puts a next version forward for approval. Counts and freezes nothing yet. Raises FilingRefused."""
    moment = now or timezone.now()
    with transaction.atomic():
        if key is not None and not submissions.first_time(key, by=by):
            return CorrectionProposal.objects.get(pk=submissions.earlier_result(key, by=by)["proposal"])
        doors = list(front_doors_of(organisation, municipality).order_by("pk"))
        closing.hold_off_facts(door.pk for door in doors)
        latest = filing.latest_version(organisation, municipality, period)
        if latest is None:
            raise FilingRefused(f"Van {period.in_words} is nog niets ingediend.")
        filing.refuse(organisation, municipality, period, doors, latest, reason, timezone.localdate(moment))
        if not approvers.others(organisation, by, today=timezone.localdate(moment)):
            raise FilingRefused("Niemand anders kan deze correctie goedkeuren. Dien haar zelf in.")
        if approvers.waiting(Account(organisation, municipality)).filter(start=period.start, end=period.end).exists():
            raise FilingRefused("Er ligt al een correctie van deze periode ter goedkeuring.")
        proposal = CorrectionProposal.objects.create(
            organisation=organisation,
            municipality=municipality,
            start=period.start,
            end=period.end,
            reason=reason.strip(),
            data_note=data_note.strip(),
            proposed_at=moment,
            proposed_by=by,
        )
        audit.record("correction put forward", by=by, on=proposal, period=period.code, version=latest.version + 1)
        if key is not None:
            submissions.keep_result(key, {"proposal": proposal.pk})
    return proposal


def approve(*, proposal: CorrectionProposal, by: User, now: datetime | None = None) -> Report:
    """Files what a colleague put forward, as it stands now. Raises FilingRefused."""
    moment = now or timezone.now()
    with transaction.atomic():
        proposal = _waiting(proposal)
        if by == proposal.proposed_by:
            raise FilingRefused("U maakte deze correctie zelf. Een collega keurt haar goed.")
        report = filing.file_report(
            organisation=proposal.organisation,
            municipality=proposal.municipality,
            period=proposal.period,
            reason=proposal.reason,
            data_note=proposal.data_note,
            by=proposal.proposed_by,
            approved_by=by,
            now=moment,
        )
        _decide(proposal, _Outcome.APPROVED, by=by, now=moment, report=report)
        audit.record("correction approved", by=by, on=proposal, report=report.pk)
    return report


def send_back(*, proposal: CorrectionProposal, note: str, by: User, now: datetime | None = None) -> None:
    """Gives the correction back to who made it, with what has to be otherwise. Raises FilingRefused."""
    if not note.strip():
        raise FilingRefused("Schrijf op wat er anders moet.")
    with transaction.atomic():
        proposal = _waiting(proposal)
        if by == proposal.proposed_by:
            raise FilingRefused("U maakte deze correctie zelf. Trek haar in als er iets anders moet.")
        _decide(proposal, _Outcome.SENT_BACK, by=by, now=now or timezone.now(), note=note.strip())
        audit.record("correction sent back", by=by, on=proposal)


def withdraw(*, proposal: CorrectionProposal, by: User, now: datetime | None = None) -> None:
    """Takes the correction back, by who made it. Raises FilingRefused."""
    with transaction.atomic():
        proposal = _waiting(proposal)
        if by != proposal.proposed_by:
            raise FilingRefused("Alleen wie de correctie maakte, kan haar intrekken.")
        _decide(proposal, _Outcome.WITHDRAWN, by=by, now=now or timezone.now())
        audit.record("correction withdrawn", by=by, on=proposal)


def last_sent_back(account: Account, period: Period) -> CorrectionProposal | None:
    """The latest proposal of a period, where it was given back: its maker sees what has to be otherwise."""
    found = (
        CorrectionProposal.objects.filter(
            organisation=account.organisation,
            municipality=account.municipality,
            start=period.start,
            end=period.end,
        )
        .select_related("decided_by")
        .order_by("-proposed_at", "-pk")
        .first()
    )
    return found if found is not None and found.outcome == _Outcome.SENT_BACK else None


def _waiting(proposal: CorrectionProposal) -> CorrectionProposal:
    found = CorrectionProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found.outcome:
        raise FilingRefused("Over deze correctie is al beslist.")
    return found


def _decide(
    proposal: CorrectionProposal,
    outcome: CorrectionProposal.Outcome,
    *,
    by: User,
    now: datetime,
    note: str = "",
    report: Report | None = None,
) -> None:
    CorrectionProposal.objects.filter(pk=proposal.pk).update(
        outcome=outcome, note=note, decided_by=by, decided_at=now, report=report
    )
