"""The agenda of the talk about a report: remarks on findings, open questions, and what was agreed until it is done.

The municipality writes it, and it works on released documents alone. The care side reads in it what is for the reader.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from oco import audit
from oco.models import User
from oco.periods import Period
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import threads
from subsidies.accounts import providers_of
from subsidies.checks import Finding
from subsidies.models import ActionPoint, Remark
from subsidies.threads import Talk


class AgendaRefused(Exception):
    """It can't be written so; the text is for the user."""


@dataclass(frozen=True)
class Agenda:
    """All that is talked about, for a page and for the PDF. `whole`: for a reader of the whole report; without it the
    remarks stand there without what the report says."""

    report: Report
    version: int
    remarks: Sequence[Remark]
    talks: Sequence[Talk]  # still open
    signals: Sequence[str]  # the report's own texts
    carried: Sequence[ActionPoint]  # actions of earlier talks that aren't done
    decided: Sequence[ActionPoint]  # at the talk before this one
    done: Sequence[ActionPoint]  # actions that were done since the talk before
    agreed: Sequence[ActionPoint]  # at this talk
    today: date
    whole: bool = True

    @property
    def is_empty(self) -> bool:
        return not (self.remarks or self.talks or self.signals or self.carried or self.decided or self.agreed)

    def is_late(self, point: ActionPoint) -> bool:
        return point.done_at is None and point.due_on is not None and point.due_on < self.today


def parties_of(report: Report) -> list[str]:
    """Who can answer or take up a point: the accountable organisation, its providers, the municipality."""
    names = [report.organisation.name]
    names += [provider.name for provider in providers_of(report.organisation, report.municipality)]
    return list(dict.fromkeys([*names, _town(report)]))


def _town(report: Report) -> str:
    return f"Gemeente {report.municipality.name}"


def remark(*, report: Report, finding: Finding, text: str, answers: str, by: User) -> Remark | None:
    """Writes or changes the remark on a finding; an empty text takes it back. Raises AgendaRefused for somebody who
    isn't a party."""
    if not text.strip():
        with transaction.atomic():
            gone = Remark.objects.filter(report=report, finding=finding.key)
            if gone.exists():
                audit.record("remark taken back", by=by, on=report, finding=finding.key)
                gone.delete()
        return None
    _must_be_party(report, answers)
    with transaction.atomic():
        row, _ = Remark.objects.update_or_create(
            report=report,
            finding=finding.key,
            defaults={
                "title": finding.title,
                "figure": finding.figure,
                "rule": finding.rule,
                "sentence": finding.sentence,
                "text": text.strip(),
                "answers": answers,
                "written_at": timezone.now(),
                "written_by": by,
                "written_by_name": by.name,
            },
        )
        audit.record("remark written", by=by, on=report, finding=finding.key)
    return row


def agree(
    *, report: Report, kind: ActionPoint.Kind, text: str, by: User, owner: str = "", due_on: date | None = None
) -> ActionPoint:
    """Writes down what was agreed. An action has an owner and a day, a decision neither needs nor has a day."""
    if not text.strip():
        raise AgendaRefused("Schrijf op wat er is afgesproken.")
    if kind == ActionPoint.Kind.ACTION and (not owner or due_on is None):
        raise AgendaRefused("Een actie heeft een eigenaar en een datum.")
    if owner:
        _must_be_party(report, owner)
    with transaction.atomic():
        point = ActionPoint.objects.create(
            municipality=report.municipality,
            organisation=report.organisation,
            report=report,
            kind=kind,
            text=text.strip(),
            owner=owner,
            due_on=due_on if kind == ActionPoint.Kind.ACTION else None,
            made_by=by,
            made_by_name=by.name,
        )
        audit.record("action point made", by=by, on=point, point_kind=str(kind), report=report.pk)
    return point


def finish(*, point: ActionPoint, by: User, now: datetime | None = None) -> None:
    """The action is done. Twice changes nothing; a decision can't be done."""
    with transaction.atomic():
        changed = ActionPoint.objects.filter(pk=point.pk, kind=ActionPoint.Kind.ACTION, done_at__isnull=True).update(
            done_at=now or timezone.now(), done_by=by
        )
        if changed:
            audit.record("action point done", by=by, on=point)


def _must_be_party(report: Report, name: str) -> None:
    if name not in parties_of(report):
        raise AgendaRefused("Kies wie antwoordt uit de lijst.")


def of_report(report: Report, document: ReportDocument, findings: Sequence[Finding], *, today: date) -> Agenda:
    """The agenda of the talk about this report. Remarks stand in the order of the check; those on findings that are no
    longer made come last."""
    order = {finding.key: place for place, finding in enumerate(findings)}
    remarks = sorted(Remark.objects.filter(report=report), key=lambda row: (order.get(row.finding, len(order)), row.pk))
    before = _talk_before(report)
    points = list(
        ActionPoint.objects.filter(organisation=report.organisation, municipality=report.municipality).select_related(
            "report"
        )
    )
    earlier = [point for point in points if _of_before(point, report)]
    since = before.filed_at if before else None
    return Agenda(
        report=report,
        version=report.version,
        remarks=remarks,
        talks=[talk for talk in threads.talks_about(report) if talk.is_open],
        signals=signal_texts(document),
        carried=[point for point in earlier if point.kind == ActionPoint.Kind.ACTION and point.done_at is None],
        decided=[
            point
            for point in earlier
            if point.kind == ActionPoint.Kind.DECISION and before is not None and _same_talk(point.report, before)
        ],
        done=[point for point in earlier if point.done_at is not None and (since is None or point.done_at >= since)],
        agreed=[point for point in points if _same_talk(point.report, report)],
        today=today,
    )


def for_reader(found: Agenda, *, names: Collection[str], whole: bool) -> Agenda:
    """The agenda as somebody of the care side reads it, who works for the organisations `names`.

    A remark that the municipality answers itself is its own note. Who may read the whole report reads all else. A
    provider behind a partnership reads the remarks that are put to it, its own actions and what was decided with
    everybody: figures of joint tables would give it the others' small numbers (subsidies/duties.py).
    """
    if whole:
        return replace(found, remarks=[row for row in found.remarks if row.answers != _town(found.report)])

    def theirs(points: Sequence[ActionPoint]) -> list[ActionPoint]:
        return [point for point in points if not point.owner or point.owner in names]

    return replace(
        found,
        remarks=[remark for remark in found.remarks if remark.answers in names],
        signals=(),
        carried=theirs(found.carried),
        decided=theirs(found.decided),
        done=theirs(found.done),
        agreed=theirs(found.agreed),
        whole=False,
    )


def has_agenda(report: Report) -> bool:
    """Whether something stands on the agenda of this version that the care side may read: a remark, or what was agreed
    at this talk or before."""
    return (
        Remark.objects.filter(report=report).exclude(answers=_town(report)).exists()
        or ActionPoint.objects.filter(
            organisation=report.organisation_id, municipality=report.municipality_id, report__end__lte=report.end
        ).exists()
    )


def _place(report: Report) -> tuple[date, int]:
    """Talks in the order of the calendar: of two that end on one day the longer period comes after."""
    period: Period = report.period
    return period.end, (period.end - period.start).days


def _same_talk(one: Report, other: Report) -> bool:
    return threads.period_key(one) == threads.period_key(other)


def _of_before(point: ActionPoint, report: Report) -> bool:
    return _place(point.report) < _place(report)


def _talk_before(report: Report) -> Report | None:
    """The newest report before this one at whose talk something was agreed."""
    rows = Report.objects.filter(
        Q(end__lt=report.end) | Q(end=report.end, start__gt=report.start),
        organisation=report.organisation,
        municipality=report.municipality,
        action_points__isnull=False,
    ).distinct()
    return max(rows, key=_place, default=None)


def signal_texts(document: ReportDocument) -> list[str]:
    """What the report itself says about signals, text by text."""
    found = next((section for section in document.sections if section.key == "signals_text"), None)
    return list(found.sentences) if found else []
