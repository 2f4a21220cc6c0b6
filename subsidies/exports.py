"""A report as a file on disk, for the command line: the filed one, or a draft that is counted first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from oco.models import Municipality, Organisation
from oco.periods import Period
from reporting import rollups
from reporting.documents import ReportDocument
from reporting.models import InternalDocument, Report, ReportFile, RollUp
from subsidies import filing, freezing
from subsidies.accounts import front_doors_of, providers_of
from subsidies.files import render, through_the_gate

FORMATS = ("pdf", "xlsx", "json")


class ExportRefused(Exception):
    """What was asked for doesn't exist or may not leave; the text is for the user."""


@dataclass(frozen=True)
class Wish:
    """What is asked for. `provider`: its own exact figures, or, without `internal`, the report of a lone provider."""

    organisation: Organisation  # who accounts
    municipality: Municipality
    period: Period
    internal: bool = False
    provider: Organisation | None = None
    draft: bool = False


def content_of(wish: Wish, file_format: str) -> bytes:
    """The bytes of the file. Raises ExportRefused, oco.jobs.JobError (no PDF here, or the gate holds the report back)
    and documents.NotCounted."""
    report = None if wish.draft else filed_report(wish)
    if report is None:
        count(wish.organisation, wish.municipality, wish.period)
    if wish.internal:
        return _internal(wish, report, file_format)
    if report is not None:
        through_the_gate(report)
    if report is None:
        return _written(filing.build_document(wish.organisation, wish.municipality, wish.period), file_format)
    kept = ReportFile.objects.filter(report=report, format=file_format).first()
    return bytes(kept.content) if kept else _written(ReportDocument.from_json(report.released.data), file_format)


def filed_report(wish: Wish) -> Report | None:
    """The newest filed version; none where nothing was filed."""
    return (
        Report.objects.filter(
            organisation=wish.organisation,
            municipality=wish.municipality,
            start=wish.period.start,
            end=wish.period.end,
        )
        .select_related("released")
        .order_by("-version")
        .first()
    )


@transaction.atomic
def count(organisation: Organisation, municipality: Municipality, period: Period) -> None:
    """Counts the period as it stands now, and what it is compared with where that was never counted."""
    scopes = freezing.scopes(organisation, municipality)
    rollups.roll_up_all(scopes, period)
    for other in (period.previous(), period.year_before()):
        rows = RollUp.objects.filter(municipality=municipality, start=other.start, end=other.end)
        if not rows.exists():
            rollups.roll_up_all(scopes, other)


def _internal(wish: Wish, report: Report | None, file_format: str) -> bytes:
    if wish.provider is not None:
        return _written(_own(wish, wish.provider, report), file_format)
    if file_format != "json":
        raise ExportRefused("Kies met --provider van welke aanbieder u de eigen cijfers wilt, of vraag om json.")
    parts = [_own(wish, provider, report).to_json() for provider in providers_of(wish.organisation, wish.municipality)]
    return _json({"period": wish.period.code, "providers": parts})


def _own(wish: Wish, provider: Organisation, report: Report | None) -> ReportDocument:
    if report is None:
        return filing.build_document(
            wish.organisation, wish.municipality, wish.period, provider=provider, released=False
        )
    kept = InternalDocument.objects.get(report=report, provider=provider)
    return ReportDocument.from_json(kept.data)


def _written(document: ReportDocument, file_format: str) -> bytes:
    return _json(document.to_json()) if file_format == "json" else render(document, file_format)


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def accounting_for(provider: Organisation, municipality: Municipality | None) -> tuple[Organisation, Municipality]:
    """Who accounts for this provider, and where. Raises ExportRefused where that isn't one."""
    doors = provider.front_doors_served.select_related("partnership", "run_by", "municipality")
    if municipality is not None:
        doors = doors.filter(municipality=municipality)
    pairs = {(door.partnership or door.run_by, door.municipality) for door in doors}
    if not pairs:
        raise ExportRefused(f"{provider.name} heeft hier geen voordeur.")
    if len(pairs) > 1:
        # Behind a partnership's front door and with one of its own: the own one is meant.
        own = {pair for pair in pairs if pair[0] == provider}
        if len(own) != 1:
            names = ", ".join(sorted(f"{who.name} in {where.name}" for who, where in pairs))
            raise ExportRefused(f"{provider.name} hoort bij {names}. Kies een gemeente met --municipality.")
        pairs = own
    return next(iter(pairs))


def municipality_of(organisation: Organisation, named: Municipality | None) -> Municipality:
    """The municipality to which an organisation accounts. Raises ExportRefused where nothing says which."""
    found = organisation.municipality or named
    if found is None or not front_doors_of(organisation, found).exists():
        raise ExportRefused(f"{organisation.name} heeft hier geen voordeur.")
    return found
