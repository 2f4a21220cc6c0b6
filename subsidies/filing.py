"""Handing in a report: the period freezes, the figures with it, and what leaves the provider is written down once.

Care side and worker only. A filing locks its front doors; a fact that is being written holds a share lock on its front
door until its transaction ends (oco/migrations/0002). So a fact is either in before the count, or refused after it.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from oco import audit, closing, submissions
from oco.models import FrontDoor, Municipality, Organisation, PeriodClosing, User
from oco.periods import Period
from oco.trail import seals
from reporting import documents, editions, known
from reporting.documents import FiledBy, ReportDocument, Section
from reporting.figures import FigureKey
from reporting.models import GateRun, InternalDocument, ReleasedDocument, Report
from reporting.models.reports import MORE_HIDDEN
from reporting.reading import party_of
from reporting.seen import WHY
from reporting.sheets import capital
from subsidies import (
    agreements,
    approvers,
    checklist,
    corrections,
    files,
    freezing,
    parts,
    people_years,
    rounds,
    signals,
    stages,
    told,
)
from subsidies.accounts import Account, front_doors_of, providers_of
from subsidies.data_note import section_in, section_of, with_section
from subsidies.models import FilingNote


class FilingRefused(Exception):
    """The report can't be filed or corrected now; the text is for the user."""


# --- filing ----------------------------------------------------------------------------------------------------------


def file_report(
    *,
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    by: User,
    reason: str = "",
    data_note: str = "",
    without_parts: str = "",
    filed_as: FilingNote.FiledAs = FilingNote.FiledAs.ACCOUNTABLE,
    now: datetime | None = None,
    key: uuid.UUID | None = None,
    approved_by: User | None = None,
) -> Report:
    """Hands in the report of a partnership or lone provider, in one transaction.

    `by` made it; `approved_by` agreed to it (subsidies/approval.py). Nobody approves a correction of their own where a
    colleague can. `without_parts`: why it is handed in though some partner's part isn't closed (a correction needs no
    parts); `filed_as`: by whom in the round.

    Locks the front doors, counts every level of the period once more, freezes those figures, closes the period, builds
    the released document and each provider's own, and asks for the files. Raises FilingRefused with what stands in the
    way. With a `key` that was handled before it gives the report of then. `data_note` is what the provider says about
    its data; it is printed in the report with the kinds of points that were left.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        if key is not None and not submissions.first_time(key, by=by):
            return Report.objects.get(pk=submissions.earlier_result(key, by=by)["report"])
        doors = list(front_doors_of(organisation, municipality).order_by("pk"))
        closing.hold_off_facts(door.pk for door in doors)
        editions.hold(municipality, shared=True)  # no definition is announced meanwhile
        if not doors:
            raise FilingRefused(f"{organisation.name} heeft geen voordeur in {municipality.name}.")
        latest = latest_version(organisation, municipality, period)
        today = timezone.localdate(moment)
        points = refuse(organisation, municipality, period, doors, latest, reason, today)
        approver = approved_by or by
        if latest is not None and approver == by and approvers.others(organisation, by, today=today):
            raise FilingRefused("Een collega keurt deze correctie eerst goed. Leg haar ter goedkeuring voor.")
        missing = "" if latest else _missing_parts(organisation, municipality, period, without_parts, today)
        freezing.close(doors, period, by=by, now=moment)
        freezing.count_and_freeze(organisation, municipality, period, now=moment)
        report = _write(
            organisation,
            municipality,
            period,
            latest,
            reason.strip(),
            by,
            approver,
            moment,
            about_data=section_of(data_note, points),
        )
        FilingNote.objects.create(
            report=report, filed_as=filed_as, parts_missing=missing, reason=without_parts.strip() if missing else ""
        )
        audit.record(
            "report filed", by=by, on=report, period=period.code, version=report.version, filed_as=str(filed_as)
        )
        files.ask_for(report, by=by)
        people_years.ask_after_filing(municipality, period)
        if key is not None:
            submissions.keep_result(key, {"report": report.pk})
    return report


def refuse(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    doors: list[FrontDoor],
    latest: Report | None,
    reason: str,
    today: date,
) -> list[checklist.Point]:
    """What is still open, none of it blocking. Raises FilingRefused."""
    if freezing.closings_of(doors).filter(start=period.start, end=period.end).exists():
        raise FilingRefused(f"Het rapport over {period.in_words} is al ingediend.")
    if latest is not None and not reason.strip():
        raise FilingRefused("Schrijf op waarom u een nieuwe versie indient.")
    points = checklist.open_points(Account(organisation, municipality), period, today=today)
    if blocking := [point.sentence for point in points if point.blocks]:
        raise FilingRefused(" ".join(blocking))
    return points


def _missing_parts(
    organisation: Organisation, municipality: Municipality, period: Period, reason: str, today: date
) -> str:
    """The names of the partners whose part isn't closed. Raises FilingRefused where no reason is given for that."""
    line = rounds.line(Account(organisation, municipality), period, today=today)
    if line.missing and not reason.strip():
        raise FilingRefused(f"{parts.missing_words(line)}. Schrijf op waarom u toch indient.")
    return ", ".join(provider.name for provider in line.missing)


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
        # What the gate found in an earlier version stays hidden in every next one.
        named=held_back(organisation, municipality, period) if released and provider is None else None,
        told=frozenset(told.by_the_hour(organisation, municipality, period.year)) if released else frozenset(),
    )


def held_back(
    organisation: Organisation, municipality: Municipality, period: Period
) -> dict[str, frozenset[FigureKey]]:
    """What the gate wants hidden besides, by party: from the versions of this period that it held back."""
    found: dict[str, set[FigureKey]] = {}
    runs = GateRun.objects.filter(
        report__organisation=organisation,
        report__municipality=municipality,
        report__start=period.start,
        report__end=period.end,
        passed=False,
    )
    for run in runs:
        for party, indicator, dimension, member in run.to_hide:
            found.setdefault(party, set()).add(FigureKey(indicator, dimension, member))
    return {party: frozenset(keys) for party, keys in found.items()}


def _untold(organisation: Organisation, municipality: Municipality, period: Period) -> set[str]:
    """The totals of which the gate found that the reasons for a difference give something away."""
    named = held_back(organisation, municipality, period).get(party_of(organisation.kind, organisation.name), ())
    return {key.indicator for key in named if key.dimension == WHY}


def _write(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    latest: Report | None,
    reason: str,
    by: User,
    approver: User | None,
    moment: datetime,
    *,
    about_data: Section | None = None,
    same_figures: bool = False,
) -> Report:
    version = latest.version + 1 if latest else 1
    stamp = FiledBy(by.name, moment, seals.for_print())
    account, today = Account(organisation, municipality), timezone.localdate(moment)
    stands = corrections.stands_now(account, period, today=today)
    changes = corrections.changes_since(
        account, latest, stands, filed_by=by, approved_by=approver, today=today, same_figures=same_figures
    )
    released = build_document(
        organisation, municipality, period, version=version, filed=stamp, reason=reason if latest else ""
    )
    untold = _untold(organisation, municipality, period)
    released = with_section(corrections.with_changes(released, changes, untold=untold), about_data)
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
        approved_by=approver,
        approved_by_name=approver.name if approver else "",
        checksum=released.checksum,
    )
    known.keep(report, stands)
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
        own = corrections.with_changes(own, changes, provider=provider)
        InternalDocument.objects.create(report=report, provider=provider, data=own.to_json())
    told.write(report, released, told.by_the_hour(organisation, municipality, period.year))
    return report


def file_with_more_hidden(*, report: Report, by: User, now: datetime | None = None) -> Report:
    """Files a report that the gate held back as a next version: the same figures, not counted again, with more hidden.

    The moment and `by` are of now. Who agreed to the figures stays who that was, for they are the same; a colleague
    isn't asked again, as nothing is said that wasn't said before.

    Raises FilingRefused where there is nothing to do: it came through, or a newer version is there.
    """
    moment, period = now or timezone.now(), report.period
    with transaction.atomic():
        doors = list(front_doors_of(report.organisation, report.municipality).order_by("pk"))
        closing.hold_off_facts(door.pk for door in doors)
        run = GateRun.objects.filter(report=report).first()
        if run is None or run.passed or latest_version(report.organisation, report.municipality, period) != report:
            raise FilingRefused("Deze versie hoeft niet opnieuw te worden ingediend.")
        if not freezing.closings_of(doors).filter(start=period.start, end=period.end).exists():
            raise FilingRefused(f"{capital(period.in_words)} staat open voor correctie. Dien het gewoon opnieuw in.")
        fresh = _write(
            report.organisation,
            report.municipality,
            period,
            report,
            MORE_HIDDEN,
            by,
            report.approved_by,
            moment,
            about_data=section_in(ReportDocument.from_json(report.released.data)),
            same_figures=True,
        )
        audit.record("report filed", by=by, on=fresh, period=period.code, version=fresh.version)
        files.ask_for(fresh, by=by)
    return fresh


def latest_version(organisation: Organisation, municipality: Municipality, period: Period) -> Report | None:
    """The newest filed report of a period."""
    return (
        Report.objects.filter(organisation=organisation, municipality=municipality, start=period.start, end=period.end)
        .order_by("-version")
        .first()
    )


# --- corrections -----------------------------------------------------------------------------------------------------


def opened_by_correction(organisation: Organisation, municipality: Municipality, period: Period) -> list[Period]:
    """The filed periods that a correction of this one opens: a quarter's days are in its half-year and year as well,
    and a day that one of them keeps closed could not be corrected."""
    rows = freezing.closings_of(front_doors_of(organisation, municipality)).filter(
        start__lt=period.end, end__gt=period.start
    )
    found = {Period.from_dates(start, end) for start, end in rows.values_list("start", "end")}
    return sorted(found, key=stages.in_calendar)


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
        if not freezing.closings_of(doors).filter(start=period.start, end=period.end).exists():
            raise FilingRefused(f"{capital(period.in_words)} staat al open voor correctie.")
        opened = opened_by_correction(report.organisation, report.municipality, period)
        rows = freezing.closings_of(doors).filter(start__lt=period.end, end__gt=period.start)
        rows.update(lifted_at=moment, lifted_by=by, lift_reason=reason.strip())
        freezing.roll_ups_of(report.organisation, report.municipality).filter(
            start__lt=period.end, end__gt=period.start, frozen_at__isnull=False
        ).update(frozen_at=None)
        parts.reopen_for_correction(account=Account(report.organisation, report.municipality), periods=opened, by=by)
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
