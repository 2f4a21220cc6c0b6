"""What claims tell the municipality beside a report: exact numbers that the report hides. Care side and worker only.

A claim by the hour is a bill, so it can't hide or round its hours, of however few people they are. Where a decision
says that a provider is paid that way, each report over the year counts those hours as told from its filing on: the rule
hides more around them (reporting/together.py), and the gate's attack knows them. A claim then tells nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from oco.models import Municipality, Organisation
from reporting.documents import FigureLine, ReportDocument
from reporting.models import GateRun, InternalDocument, Report, ToldNumber
from reporting.values import State
from subsidies.accounts import providers_of
from subsidies.claim_rules import INDICATORS, Per, Work
from subsidies.models import GrantAmount

HOURS = INDICATORS[Per.HOUR, Work.CLIENT]


def by_the_hour(organisation: Organisation, municipality: Municipality, year: int) -> dict[int, Organisation]:
    """Providers behind these front doors whose client work of the year is paid by the hour, by key. Trajectories and
    other work are exact in every report."""
    paid = GrantAmount.objects.filter(
        grant__municipality=municipality,
        grant__year=year,
        payment=GrantAmount.Payment.CLAIM,
        rate_per=Per.HOUR,
        rate_work=Work.CLIENT,
    ).values_list("provider_id", flat=True)
    keys = set(paid)
    if not keys:
        return {}
    return {provider.pk: provider for provider in providers_of(organisation, municipality) if provider.pk in keys}


def write(report: Report, released: ReportDocument, providers: Mapping[int, Organisation]) -> None:
    """Within the filing: what may be told beside this report, by a claim over this quarter or by those of a longer
    period together. Also of an earlier version, where the number was the same in it."""
    if not providers:
        return
    versions = Report.objects.filter(
        organisation=report.organisation, municipality=report.municipality, start=report.start, end=report.end
    )
    kept = InternalDocument.objects.filter(report__in=versions, provider__in=providers).select_related("report")
    hours: dict[tuple[int, int], Decimal] = {}
    for row in kept:
        found = exact_total(ReportDocument.from_json(row.data), providers[row.provider_id], HOURS)
        if found is not None:
            hours[row.provider_id, row.report_id] = found
    rows = [
        ToldNumber(report=report, counted_in_id=counted_in, organisation_id=provider, indicator=HOURS, value=value)
        for (provider, counted_in), value in hours.items()
        if value == hours.get((provider, report.pk)) and exact_total(released, providers[provider], HOURS) is None
    ]
    parts = providers_of(report.organisation, report.municipality)
    if len(parts) > 1 and {row.organisation_id for row in rows if row.counted_in_id == report.pk} == {
        provider.pk for provider in parts
    }:
        # All of them are told, and so is what they come to together.
        together = sum((row.value for row in rows if row.counted_in_id == report.pk), Decimal(0))
        rows.append(
            ToldNumber(
                report=report,
                counted_in=report,
                organisation=report.organisation,
                indicator=HOURS,
                value=together,
            )
        )
    ToldNumber.objects.bulk_create(rows)


def exact_total(document: ReportDocument, provider: Organisation, indicator: str) -> Decimal | None:
    """A provider's total as a document says it exactly; None where it is hidden or rounded, or isn't there."""
    for line in document.figures:
        if _is_total(line, provider, indicator) and line.value.state is State.EXACT:
            return line.value.number
    return None


def _is_total(line: FigureLine, provider: Organisation, indicator: str) -> bool:
    return (line.level, line.organisation, line.indicator, line.dimension) == (
        Organisation.Kind.PROVIDER,
        provider.name,
        indicator,
        "",
    )


def why_not(report: Report, provider: Organisation, indicator: str, figure: Decimal) -> str:
    """Why a claim may not tell this number of a filed report; empty where it may. The text is for the provider."""
    run = GateRun.objects.filter(report=report).first()
    if run is None:
        return "Het kwartaalrapport wordt nog gecontroleerd op herleidbaarheid. Daarna kunt u declareren."
    if not run.passed:
        return "Het kwartaalrapport is nog niet vrijgegeven. Dien het eerst opnieuw in met meer verborgen."
    if exact_total(ReportDocument.from_json(report.released.data), provider, indicator) == figure:
        return ""
    told = ToldNumber.objects.filter(
        report=report, counted_in=report, organisation=provider, indicator=indicator, value=figure
    )
    if not told.exists():
        return (
            "Dit aantal uren is in het kwartaalrapport verborgen. Bij het indienen was nog niet afgesproken dat "
            "dit werk per uur wordt betaald. Laat een correctie openen en het rapport opnieuw indienen. Dan wordt "
            "nagerekend of de gemeente dit aantal mag zien."
        )
    if not run.may_claim:
        return (
            "Met dit aantal uren is een klein getal uit te rekenen dat in een rapport verborgen is. Daarom kunt u dit "
            "kwartaal niet declareren. Vraag de gemeente het te verrekenen bij de vaststelling van de subsidie."
        )
    return ""
