"""Drawing up and sending a request for determination. Care side: the municipality reads what was sent."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from oco import audit, jobs, submissions
from oco.models import User
from oco.periods import Period
from reporting.documents import ReportDocument, TargetResult
from reporting.models import Report
from subsidies import agreements, reviews, years
from subsidies.accounts import Account
from subsidies.determination import files, mails, rules
from subsidies.determination.document import (
    AnnualReport,
    AnsweredObligation,
    BalanceRow,
    Finances,
    MoneyLine,
    RequestDocument,
    StatementFacts,
)
from subsidies.models import (
    AuditorStatement,
    BalanceLine,
    Determination,
    DeterminationRequest,
    FinancialLine,
    Grant,
    Obligation,
    ObligationAnswer,
    SentFile,
    SentRequest,
)


class RequestRefused(Exception):
    """The request can't be changed or sent now; the text is for the user."""


# --- drawing up ------------------------------------------------------------------------------------------------------


def start(*, grant: Grant, by: User) -> DeterminationRequest:
    """The request of a grant, begun where it wasn't yet: with the grant as its first income."""
    with transaction.atomic():
        request, new = DeterminationRequest.objects.get_or_create(grant=grant, defaults={"started_by": by})
        if new:
            FinancialLine.objects.create(
                request=request,
                kind=FinancialLine.Kind.INCOME,
                name="Subsidie cliëntondersteuning",
                budgeted=grant.total,
                realised=grant.total,
            )
            audit.record("determination begun", by=by, on=request, year=grant.year)
    return request


@dataclass(frozen=True)
class NewAnswer:
    """What is said of one obligation; `evidence` None keeps the file that is there."""

    obligation: Obligation
    met: str
    text: str
    evidence: bytes | None = None


def write_content(
    *, request: DeterminationRequest, activities: str, differences: str, answers: Sequence[NewAnswer], by: User
) -> None:
    """The report on content: what was done, why it went otherwise than agreed, and what is said of each obligation.

    `answers` replaces the answers that there were.
    """
    with transaction.atomic():
        _refuse_when_decided(request)
        request.activities, request.differences = activities.strip(), differences.strip()
        request.save(update_fields=["activities", "differences"])
        request.answers.exclude(obligation__in=[answer.obligation for answer in answers]).delete()
        for answer in answers:
            kept = {"evidence": answer.evidence} if answer.evidence is not None else {}
            ObligationAnswer.objects.update_or_create(
                request=request,
                obligation=answer.obligation,
                defaults={"met": answer.met, "text": answer.text.strip(), **kept},
            )
        audit.record("determination content written", by=by, on=request)


def write_finances(*, request: DeterminationRequest, finances: Finances, by: User) -> None:
    """Replaces the financial report and the balance sheet. They may not balance yet: the checklist says so."""
    lines = [
        *(("financial", FinancialLine.Kind.INCOME, line) for line in finances.income),
        *(("financial", FinancialLine.Kind.COST, line) for line in finances.costs),
    ]
    rows = [
        *((BalanceLine.Side.ASSETS, row) for row in finances.assets),
        *((BalanceLine.Side.EQUITY, row) for row in finances.equity),
        *((BalanceLine.Side.LIABILITIES, row) for row in finances.liabilities),
    ]
    with transaction.atomic():
        _refuse_when_decided(request)
        request.financial_lines.all().delete()
        request.balance_lines.all().delete()
        FinancialLine.objects.bulk_create(
            FinancialLine(
                request=request, kind=kind, name=line.name, budgeted=line.budgeted, realised=line.realised, place=place
            )
            for place, (_, kind, line) in enumerate(lines)
        )
        BalanceLine.objects.bulk_create(
            BalanceLine(
                request=request, side=side, name=row.name, opening=row.opening, closing=row.closing, place=place
            )
            for place, (side, row) in enumerate(rows)
        )
        request.financial_note = finances.note.strip()
        request.save(update_fields=["financial_note"])
        audit.record("determination finances written", by=by, on=request, lines=len(lines), balance=len(rows))


def attach_statement(
    *, request: DeterminationRequest, verdict: str, firm: str, signed_on: date, content: bytes, by: User
) -> AuditorStatement:
    """Keeps the auditor's statement (a PDF; the form has checked that) instead of an earlier one."""
    with transaction.atomic():
        _refuse_when_decided(request)
        statement, _ = AuditorStatement.objects.update_or_create(
            request=request,
            defaults={
                "verdict": verdict,
                "firm": firm,
                "signed_on": signed_on,
                "content": content,
                "sha256": hashlib.sha256(content).hexdigest(),
                "uploaded_at": timezone.now(),
                "uploaded_by": by,
            },
        )
        audit.record("auditor statement attached", by=by, on=request, bytes=len(content))
    return statement


def _refuse_when_decided(request: DeterminationRequest) -> None:
    if Determination.objects.filter(grant_id=request.grant_id).exists():
        raise RequestRefused("De gemeente heeft de subsidie al vastgesteld. De aanvraag kan niet meer veranderen.")
    last = latest(request.grant)
    if last is not None and not hasattr(last, "returned"):
        raise RequestRefused("De aanvraag is verstuurd. Veranderen kan weer als de gemeente om aanvulling vraagt.")


def may_change(request: DeterminationRequest) -> bool:
    """Whether the request can be worked on now."""
    try:
        _refuse_when_decided(request)
    except RequestRefused:
        return False
    return True


# --- the document ----------------------------------------------------------------------------------------------------


def latest(grant: Grant) -> SentRequest | None:
    return SentRequest.objects.filter(grant=grant).select_related("returned").order_by("-number").first()


def annual_report(grant: Grant) -> Report | None:
    """The newest annual report of the grant's year that came through the disclosure gate."""
    period = Period.parse(str(grant.year))
    return (
        Report.objects.filter(
            organisation_id=grant.organisation_id,
            municipality_id=grant.municipality_id,
            start=period.start,
            end=period.end,
            gate__passed=True,
        )
        .select_related("released")
        .order_by("-version")
        .first()
    )


def build_document(request: DeterminationRequest) -> RequestDocument:
    """The request as it stands, as a draft; from stored and filed facts alone."""
    grant = request.grant
    terms = agreements.terms_of(grant)
    report = annual_report(grant)
    account = Account(grant.organisation, grant.municipality)
    rows = years.year_rows(account, counted=years.counted_by_release(account), last=grant.year)
    tables = years.tables_of(account, [row for row in rows if row.year <= grant.year], running=0).tables if rows else ()
    return RequestDocument(
        organisation=grant.organisation.name,
        municipality=grant.municipality.name,
        year=grant.year,
        grant_number=grant.number,
        granted_on=grant.decided_on,
        number=1,
        sent_by="",
        sent_at=None,
        amounts=terms.amounts,
        paid=agreements.paid_of(grant),
        report=_report_facts(report),
        targets=_targets(report),
        activities=request.activities,
        differences=request.differences,
        obligations=_obligations(request),
        finances=finances_of(request),
        statement=_statement(request),
        years=tuple(table for table in tables if table.rows),
    )


def finances_of(request: DeterminationRequest) -> Finances:
    """The stored lines as one financial report."""
    money: dict[str, list[MoneyLine]] = {kind: [] for kind in FinancialLine.Kind.values}
    for line in request.financial_lines.all():
        money[line.kind].append(MoneyLine(line.name, line.budgeted, line.realised))
    balance: dict[str, list[BalanceRow]] = {side: [] for side in BalanceLine.Side.values}
    for row in request.balance_lines.all():
        balance[row.side].append(BalanceRow(row.name, row.opening, row.closing))
    return Finances(
        income=tuple(money[FinancialLine.Kind.INCOME]),
        costs=tuple(money[FinancialLine.Kind.COST]),
        assets=tuple(balance[BalanceLine.Side.ASSETS]),
        equity=tuple(balance[BalanceLine.Side.EQUITY]),
        liabilities=tuple(balance[BalanceLine.Side.LIABILITIES]),
        note=request.financial_note,
    )


def _report_facts(report: Report | None) -> AnnualReport | None:
    if report is None:
        return None
    standing = reviews.position_of(report).standing
    return AnnualReport(
        report.period.code,
        report.version,
        report.filed_at,
        report.checksum,
        accepted=standing is reviews.Standing.ACCEPTED,
    )


def _targets(report: Report | None) -> tuple[TargetResult, ...]:
    return ReportDocument.from_json(report.released.data).summary.targets if report is not None else ()


def _obligations(request: DeterminationRequest) -> tuple[AnsweredObligation, ...]:
    """Every obligation of the decision, answered or not; files are numbered in the order of the obligations."""
    answers = {answer.obligation_id: answer for answer in _answers(request)}
    found, place = [], 0
    for obligation in request.grant.obligations.all():
        answer = answers.get(obligation.pk)
        place += (shown := bool(answer and answer.has_evidence))
        found.append(
            AnsweredObligation(
                obligation=obligation.text,
                evidence=Obligation.Evidence(obligation.evidence).label,
                met=ObligationAnswer.Met(answer.met).label if answer else "",
                text=answer.text if answer else "",
                evidence_file=place if shown else 0,
            )
        )
    return tuple(found)


def _answers(request: DeterminationRequest) -> list[_Answer]:
    """The answers without the content of their files."""
    shown = ExpressionWrapper(Q(evidence__isnull=False), output_field=BooleanField())
    return [_Answer(*row) for row in request.answers.values_list("obligation_id", "met", "text", shown)]


class _Answer(NamedTuple):
    obligation_id: int
    met: str
    text: str
    has_evidence: bool


def _statement(request: DeterminationRequest) -> StatementFacts | None:
    statement = AuditorStatement.objects.filter(request=request).defer("content").first()
    if statement is None:
        return None
    verdict = AuditorStatement.Verdict(statement.verdict).label
    return StatementFacts(verdict, statement.firm, statement.signed_on, statement.sha256)


# --- sending ---------------------------------------------------------------------------------------------------------


def send(
    *,
    request: DeterminationRequest,
    by: User,
    correcting: bool,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> SentRequest:
    """Writes the request down as it is and sends it, with its files; they are bundled by the worker.

    `correcting`: the annual report is open for correction now. Raises RequestRefused with what is missing. With a `key`
    that was handled before it gives the sending of then.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=request.grant_id)
        if key is not None and not submissions.first_time(key, by=by):
            return SentRequest.objects.get(pk=submissions.earlier_result(key, by=by)["sent"])
        _refuse_when_decided(request)
        draft = build_document(request)
        points = rules.missing(draft, correcting=correcting)
        if blocking := [point for point in points if point.blocks]:
            raise RequestRefused(f"U kunt nog niet versturen. {blocking[0].sentence}")
        before = latest(request.grant)
        document = replace(
            draft,
            number=before.number + 1 if before else 1,
            sent_by=by.name,
            sent_at=moment,
            open_points=tuple(point.sentence for point in points),
        )
        sent = SentRequest.objects.create(
            grant=request.grant,
            number=document.number,
            data=document.to_json(),
            checksum=document.checksum,
            sent_at=moment,
            sent_by=by,
            sent_by_name=by.name,
        )
        _copy_files(request, sent)
        audit.record("determination requested", by=by, on=sent, year=request.grant.year, number=sent.number)
        jobs.enqueue(files.KIND, key=str(sent.pk), by=by, sent=sent.pk)
        jobs.enqueue(mails.REQUESTED, key=str(sent.pk), by=by, sent=sent.pk)
        if key is not None:
            submissions.keep_result(key, {"sent": sent.pk})
    return sent


def _copy_files(request: DeterminationRequest, sent: SentRequest) -> None:
    """What was uploaded goes along byte for byte."""
    statement = AuditorStatement.objects.filter(request=request).first()
    if statement is not None:
        SentFile.objects.create(
            sent=sent, kind=SentFile.Kind.STATEMENT, content=statement.content, sha256=statement.sha256
        )
    evidence = request.answers.filter(evidence__isnull=False).order_by("obligation__number")
    for place, answer in enumerate(evidence, 1):
        content = bytes(answer.evidence or b"")
        SentFile.objects.create(
            sent=sent,
            kind=SentFile.Kind.EVIDENCE,
            place=place,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
