"""Handing in a report: the period freezes, the figures with it, and what leaves the provider is written down once.

Care side and worker only. A filing locks its front doors; a fact that is being written holds a share lock on its front
door until its transaction ends (oco/migrations/0002). So a fact is either in before the count, or refused after it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from oco import audit, closing, submissions
from oco.models import FrontDoor, Municipality, Organisation, PeriodClosing, User
from oco.periods import Period, periods_of_year
from reporting import documents, rollups
from reporting.documents import FiledBy, ReportDocument
from reporting.figures import Scope
from reporting.models import InternalDocument, ReleasedDocument, Report, RollUp
from reporting.sheets import capital, in_words
from subsidies import agreements, checklist, files, reviews, signals
from subsidies.accounts import Account, front_doors_of, providers_of
from subsidies.models import Review


class FilingRefused(Exception):
    """The report can't be filed or corrected now; the text is for the user."""


# --- where the periods stand -----------------------------------------------------------------------------------------


class Stage(StrEnum):
    """Where a period stands for who accounts for it."""

    RUNNING = "running"
    READY = "ready"
    FILED = "filed"
    QUESTION = "question"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    CORRECTING = "correcting"


_AFTER_FILING = {
    reviews.Standing.WAITS_FOR_CHECK: Stage.FILED,
    reviews.Standing.QUESTION_WAITS: Stage.QUESTION,
    reviews.Standing.ANSWERED: Stage.ANSWERED,
    reviews.Standing.ACCEPTED: Stage.ACCEPTED,
}


@dataclass(frozen=True)
class PeriodState:
    """A period with its newest report. `review` is the one that the stage comes from."""

    period: Period
    stage: Stage
    report: Report | None = None
    review: Review | None = None

    @property
    def words(self) -> str:
        """For the middle of a sentence: "het 1e kwartaal van 2018"."""
        return in_words(self.period)


def states(account: Account, years: Iterable[int], *, today: date) -> dict[int, list[PeriodState]]:
    """Per year the periods that have begun, in the order of the calendar. A handful of queries in all."""
    wanted = {
        year: [period for period in sorted(periods_of_year(year), key=_calendar) if period.start <= today]
        for year in years
    }
    reports = {
        (report.start, report.end): report
        for report in Report.objects.filter(organisation=account.organisation, municipality=account.municipality)
        .latest_versions()
        .select_related("municipality", "organisation")
        .prefetch_related("reviews")
    }
    doors = set(front_doors_of(account.organisation, account.municipality).values_list("pk", flat=True))
    closed: dict[tuple[date, date], set[int]] = {}
    for door, start, end in PeriodClosing.objects.filter(front_door__in=doors, lifted_at__isnull=True).values_list(
        "front_door_id", "start", "end"
    ):
        closed.setdefault((start, end), set()).add(door)
    return {
        year: [
            _state(period, reports.get((period.start, period.end)), (period.start, period.end) in closed, today)
            for period in periods
        ]
        for year, periods in wanted.items()
    }


def state(account: Account, period: Period, *, today: date) -> PeriodState | None:
    """The state of one period; None where it hasn't begun."""
    found = states(account, [period.year], today=today)[period.year]
    return next((item for item in found if item.period == period), None)


def _state(period: Period, report: Report | None, closed: bool, today: date) -> PeriodState:
    if report is None:
        return PeriodState(period, Stage.READY if period.end <= today else Stage.RUNNING)
    if not closed:
        return PeriodState(period, Stage.CORRECTING, report)
    now = reviews.position(list(report.reviews.all()), newest=True)
    return PeriodState(period, _AFTER_FILING[now.standing], report, now.review)


def _calendar(period: Period) -> tuple[date, int]:
    """Q1, Q2, H1, Q3, Q4, H2, year: each after the periods that it holds."""
    return period.end, (period.end - period.start).days


# --- filing ----------------------------------------------------------------------------------------------------------


def file_report(
    *,
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    by: User,
    reason: str = "",
    now: datetime | None = None,
    key: uuid.UUID | None = None,
) -> Report:
    """Hands in the report of a partnership or lone provider, in one transaction.

    Locks the front doors, counts every level of the period once more, freezes those figures, closes the period, builds
    the released document and each provider's own, and asks for the files. Raises FilingRefused with what stands in the
    way. With a `key` that was handled before it gives the report of then.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        if key is not None and not submissions.first_time(key, by=by):
            return Report.objects.get(pk=submissions.earlier_result(key, by=by)["report"])
        doors = list(front_doors_of(organisation, municipality).order_by("pk"))
        closing.hold_off_facts(door.pk for door in doors)
        if not doors:
            raise FilingRefused(f"{organisation.name} heeft geen voordeur in {municipality.name}.")
        latest = _latest(organisation, municipality, period)
        _refuse(organisation, municipality, period, doors, latest, reason, timezone.localdate(moment))
        close(doors, period, by=by, now=moment)
        count_and_freeze(organisation, municipality, period, now=moment)
        report = _write(organisation, municipality, period, latest, reason.strip(), by, moment)
        audit.record("report filed", by=by, on=report, period=period.code, version=report.version)
        files.ask_for(report, by=by)
        if key is not None:
            submissions.keep_result(key, {"report": report.pk})
    return report


def _refuse(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    doors: list[FrontDoor],
    latest: Report | None,
    reason: str,
    today: date,
) -> None:
    if _closings(doors).filter(start=period.start, end=period.end).exists():
        raise FilingRefused(f"Het rapport over {in_words(period)} is al ingediend.")
    if latest is not None and not reason.strip():
        raise FilingRefused("Schrijf op waarom u een nieuwe versie indient.")
    points = checklist.open_points(Account(organisation, municipality), period, today=today)
    if blocking := [point.sentence for point in points if point.blocks]:
        raise FilingRefused(" ".join(blocking))


def close(doors: list[FrontDoor], period: Period, *, by: User, now: datetime) -> None:
    """From here on the database refuses changes to facts of these front doors in this period."""
    PeriodClosing.objects.bulk_create(
        PeriodClosing(front_door=door, start=period.start, end=period.end, closed_by=by, closed_at=now)
        for door in doors
    )


def count_and_freeze(organisation: Organisation, municipality: Municipality, period: Period, *, now: datetime) -> None:
    """Counts all levels of the period, and freezes those of which every front door is closed.

    A level that other front doors count in as well (a municipality with several providers, a provider behind two doors)
    stays open until the last of them has filed; what was reported stands in the documents all the same.
    """
    rollups.roll_up_all(scopes(organisation, municipality), period, today=timezone.localdate(now))
    closed = set(
        PeriodClosing.objects.filter(lifted_at__isnull=True, start=period.start, end=period.end).values_list(
            "front_door_id", flat=True
        )
    )
    for roll_up in _roll_ups(organisation, municipality).filter(
        start=period.start, end=period.end, frozen_at__isnull=True
    ):
        if _doors_of(roll_up) <= closed:
            RollUp.objects.filter(pk=roll_up.pk).update(frozen_at=now, counted_at=now)


def scopes(organisation: Organisation, municipality: Municipality) -> list[Scope]:
    """All levels that this organisation's facts are counted at, the widest first."""
    whole = Scope.of_municipality(municipality)
    if organisation.kind == Organisation.Kind.PARTNERSHIP:
        return [whole, *rollups.scopes_of(organisation)]
    return [whole, Scope.of_organisation(organisation, municipality)]


def _doors_of(roll_up: RollUp) -> set[int]:
    """The front doors whose facts are in a roll-up."""
    doors = FrontDoor.objects.filter(municipality_id=roll_up.municipality_id)
    if roll_up.level == RollUp.Level.PARTNERSHIP:
        doors = doors.filter(partnership_id=roll_up.organisation_id)
    elif roll_up.level == RollUp.Level.PROVIDER:
        doors = doors.filter(participations__provider_id=roll_up.organisation_id)
    return set(doors.values_list("pk", flat=True))


def _roll_ups(organisation: Organisation, municipality: Municipality) -> QuerySet[RollUp]:
    """Roll-ups of all levels that this organisation's facts are in."""
    return RollUp.objects.filter(municipality=municipality).filter(
        Q(organisation__in=[organisation, *providers_of(organisation, municipality)])
        | Q(level=RollUp.Level.MUNICIPALITY)
    )


def build_document(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    *,
    provider: Organisation | None = None,
    released: bool = True,
    version: int = 1,
    filed: FiledBy | None = None,
    reason: str = "",
) -> ReportDocument:
    """The report with the terms of its grant and the texts about signals. `provider` with `released` False: that
    provider's own exact figures.

    Raises reporting.documents.NotCounted.
    """
    return documents.build(
        organisation=organisation,
        municipality=municipality,
        period=period,
        terms=agreements.grant_terms(organisation, municipality, period.year),
        earlier_terms=agreements.earlier_terms(organisation, municipality, period.year),
        released=released,
        viewer_provider=provider,
        version=version,
        filed=filed,
        reason=reason,
        signals_text=signals.signals_text(organisation, municipality, period, provider=provider, released=released),
    )


def _write(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    latest: Report | None,
    reason: str,
    by: User,
    moment: datetime,
) -> Report:
    version = latest.version + 1 if latest else 1
    stamp = FiledBy(by.name, moment)
    released = build_document(
        organisation, municipality, period, version=version, filed=stamp, reason=reason if latest else ""
    )
    report = Report.objects.create(
        municipality=municipality,
        organisation=organisation,
        start=period.start,
        end=period.end,
        version=version,
        reason=reason if latest else "",
        filed_at=moment,
        filed_by=by,
        filed_by_name=by.name,
        checksum=released.checksum,
    )
    ReleasedDocument.objects.create(report=report, data=released.to_json())
    for provider in providers_of(organisation, municipality):
        own = build_document(
            organisation,
            municipality,
            period,
            provider=provider,
            released=False,
            version=version,
            filed=stamp,
            reason=reason if latest else "",
        )
        InternalDocument.objects.create(report=report, provider=provider, data=own.to_json())
    return report


def _latest(organisation: Organisation, municipality: Municipality, period: Period) -> Report | None:
    return (
        Report.objects.filter(organisation=organisation, municipality=municipality, start=period.start, end=period.end)
        .order_by("-version")
        .first()
    )


def _closings(doors: Iterable[FrontDoor]) -> QuerySet[PeriodClosing]:
    return PeriodClosing.objects.filter(front_door__in=doors, lifted_at__isnull=True)


# --- corrections -----------------------------------------------------------------------------------------------------


def opened_by_correction(organisation: Organisation, municipality: Municipality, period: Period) -> list[Period]:
    """The filed periods that a correction of this one opens: a quarter's days are in its half-year and year as well,
    and a day that one of them keeps closed could not be corrected."""
    rows = _closings(front_doors_of(organisation, municipality)).filter(start__lt=period.end, end__gt=period.start)
    found = {Period.from_dates(start, end) for start, end in rows.values_list("start", "end")}
    return sorted(found, key=_calendar)


def open_correction(*, report: Report, reason: str, by: User, now: datetime | None = None) -> list[Period]:
    """Opens the facts of a filed period, and of every filed period that shares days with it, for correction.

    The filed versions stay as they are; each opened period needs a next version. Gives the opened periods. Raises
    FilingRefused without a reason, or where the period is open already.
    """
    if not reason.strip():
        raise FilingRefused("Schrijf op waarom u een correctie opent.")
    moment, period = now or timezone.now(), report.period
    with transaction.atomic():
        doors = list(front_doors_of(report.organisation, report.municipality).order_by("pk"))
        closing.hold_off_facts(door.pk for door in doors)
        if not _closings(doors).filter(start=period.start, end=period.end).exists():
            raise FilingRefused(f"{capital(in_words(period))} staat al open voor correctie.")
        opened = opened_by_correction(report.organisation, report.municipality, period)
        rows = _closings(doors).filter(start__lt=period.end, end__gt=period.start)
        rows.update(lifted_at=moment, lifted_by=by, lift_reason=reason.strip())
        _roll_ups(report.organisation, report.municipality).filter(
            start__lt=period.end, end__gt=period.start, frozen_at__isnull=False
        ).update(frozen_at=None)
        audit.record("correction opened", by=by, on=report, period=period.code, opened=[item.code for item in opened])
    return opened


def reason_of_correction(organisation: Organisation, municipality: Municipality, period: Period) -> str:
    """Why the period was last opened; empty where it never was."""
    row = (
        PeriodClosing.objects.filter(
            front_door__in=front_doors_of(organisation, municipality),
            start=period.start,
            end=period.end,
            lifted_at__isnull=False,
        )
        .order_by("-lifted_at")
        .first()
    )
    return row.lift_reason if row else ""
