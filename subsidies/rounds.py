"""The round of an account as it stands: per period when it is due, who draws up, which parts are closed, and whether it
was filed, checked and accepted. For both sides, so it knows no client and no unreleased figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from oco.models import Municipality, Organisation
from oco.periods import Period, periods_of_year
from oco.templatetags.oco import date_nl, plural
from reporting.models import Report
from subsidies import cycle, reviews
from subsidies.accounts import Account, providers_of
from subsidies.cycle import DueRule, Terms
from subsidies.models import DrawingUp, Extension, FilingTerms, PartClosing, TurnSwap
from subsidies.reviews import Position, Standing


@dataclass(frozen=True)
class Part:
    """A provider's part of one report."""

    provider: Organisation
    closing: PartClosing | None

    @property
    def closed(self) -> bool:
        return self.closing is not None


@dataclass(frozen=True)
class Line:
    """One period of the round."""

    account: Account
    period: Period
    due_on: date | None
    extension: Extension | None
    drawn_up_by: Organisation | None  # None: nobody was agreed on, the account's own people do
    swap: TurnSwap | None
    parts: tuple[Part, ...]
    report: Report | None  # newest version
    position: Position | None
    today: date
    first_filed_at: datetime | None = None

    @property
    def asked(self) -> bool:
        return self.due_on is not None

    @property
    def filed_on(self) -> date | None:
        """Of the first version: a correction doesn't make a report late."""
        return timezone.localdate(self.first_filed_at) if self.first_filed_at else None

    @property
    def over(self) -> bool:
        return self.period.end <= self.today

    @property
    def filed(self) -> bool:
        return self.report is not None

    @property
    def accepted(self) -> bool:
        return self.position is not None and self.position.standing is Standing.ACCEPTED

    @property
    def checked(self) -> bool:
        """The municipality said something about it: accepted, or asked."""
        return self.position is not None and self.position.standing is not Standing.WAITS_FOR_CHECK

    @property
    def days_late(self) -> int:
        return cycle.days_late(self.due_on, filed_on=self.filed_on, today=self.today)

    @property
    def overdue(self) -> bool:
        """Late, and not filed yet."""
        return not self.filed and self.days_late > 0

    @property
    def days_left(self) -> int | None:
        """Until the last day; None where it is filed, not asked or late."""
        if self.filed or self.due_on is None or self.due_on < self.today:
            return None
        return (self.due_on - self.today).days

    @property
    def due_soon(self) -> bool:
        return self.over and self.days_left is not None and self.days_left <= max(cycle.WARN_DAYS)

    @property
    def missing(self) -> list[Organisation]:
        return [part.provider for part in self.parts if not part.closed]

    @property
    def closed_count(self) -> int:
        return sum(part.closed for part in self.parts)

    @property
    def late_words(self) -> str:
        """ "12 dagen te laat", "was 3 dagen te laat", "over 9 dagen"; empty where there is nothing to say."""
        if self.days_late:
            return f"{'was ' if self.filed else ''}{plural(self.days_late, 'dag,dagen')} te laat"
        if self.due_soon:
            return "vandaag" if self.days_left == 0 else f"over {plural(self.days_left or 0, 'dag,dagen')}"
        return ""

    @property
    def due_words(self) -> str:
        """ "Uiterlijk 8 december 2026: over 9 dagen."; empty where it isn't asked."""
        return f"Uiterlijk {date_nl(self.due_on)}: {self.late_words}." if self.due_on and self.late_words else ""


@dataclass(frozen=True)
class _Settings:
    """All that was agreed with one account, read once."""

    terms: Sequence[FilingTerms]
    drawing: Sequence[DrawingUp]
    extensions: dict[tuple[date, date], Extension]
    swaps: dict[tuple[date, date], TurnSwap]
    closings: dict[tuple[date, date, int], PartClosing]
    providers: Sequence[Organisation]


def terms_of(row: FilingTerms) -> Terms:
    def rule(months: int | None, day: int) -> DueRule | None:
        return None if months is None else DueRule(months, day)

    return Terms(
        rule(row.quarter_months, row.quarter_day),
        rule(row.half_year_months, row.half_year_day),
        rule(row.year_months, row.year_day),
    )


def terms_rows(municipality: Municipality, organisation: Organisation | None = None) -> list[FilingTerms]:
    """Newest first; those of one account before those for all."""
    rows = FilingTerms.objects.filter(municipality=municipality).select_related("organisation")
    if organisation is not None:
        rows = rows.filter(Q(organisation=organisation) | Q(organisation__isnull=True))
    return sorted(rows, key=lambda row: (row.organisation_id is None, -row.valid_from.toordinal()))


def lines(account: Account, years: Iterable[int], *, today: date) -> list[Line]:
    """All periods of these years in the order of the calendar, in ten queries however many."""
    settings = _settings(account)
    reports: dict[tuple[date, date], list[Report]] = {}
    rows = Report.objects.filter(organisation=account.organisation, municipality=account.municipality)
    for report in rows.prefetch_related("reviews").order_by("version"):
        reports.setdefault((report.start, report.end), []).append(report)
    standings = {row.pk: position for row, position in reviews.positions(found[-1] for found in reports.values())}
    periods = [period for year in sorted(set(years)) for period in periods_of_year(year)]
    return [
        _line(account, period, settings, reports.get((period.start, period.end), []), standings, today)
        for period in sorted(periods, key=lambda period: (period.end, (period.end - period.start).days))
    ]


def line(account: Account, period: Period, *, today: date) -> Line:
    """The round of one period."""
    return next(item for item in lines(account, [period.year], today=today) if item.period == period)


def _settings(account: Account) -> _Settings:
    whose = {"municipality": account.municipality, "organisation": account.organisation}
    partnership = account.organisation.kind == Organisation.Kind.PARTNERSHIP
    return _Settings(
        terms=terms_rows(account.municipality, account.organisation),
        drawing=list(DrawingUp.objects.filter(**whose).select_related("first")) if partnership else [],
        extensions={(row.start, row.end): row for row in Extension.objects.filter(**whose)},
        swaps={(row.start, row.end): row for row in TurnSwap.objects.filter(**whose).select_related("provider")},
        closings={
            (row.start, row.end, row.provider_id): row
            for row in PartClosing.objects.filter(**whose, reopened_at__isnull=True)
        },
        providers=providers_of(account.organisation, account.municipality) if partnership else [],
    )


def _line(
    account: Account,
    period: Period,
    settings: _Settings,
    versions: list[Report],
    standings: dict[int, Position],
    today: date,
) -> Line:
    key = (period.start, period.end)
    held = next((row for row in settings.terms if row.valid_from <= period.start), None)
    extension, swap = settings.extensions.get(key), settings.swaps.get(key)
    drawing = next((row for row in settings.drawing if row.valid_from <= period.start), None)
    drawer = _drawer(period, drawing, swap, settings.providers)
    report = versions[-1] if versions else None
    return Line(
        account=account,
        period=period,
        due_on=cycle.due_on(
            period, terms_of(held) if held else None, extended_to=extension.due_on if extension else None
        ),
        extension=extension,
        drawn_up_by=drawer,
        swap=swap,
        parts=tuple(Part(provider, settings.closings.get((*key, provider.pk))) for provider in settings.providers)
        if drawing
        else (),
        report=report,
        position=standings.get(report.pk) if report else None,
        today=today,
        first_filed_at=versions[0].filed_at if versions else None,
    )


def _drawer(
    period: Period, drawing: DrawingUp | None, swap: TurnSwap | None, providers: Sequence[Organisation]
) -> Organisation | None:
    if drawing is None:
        return None
    by_key = {provider.pk: provider for provider in providers}
    chosen = cycle.drawn_up_by(
        period,
        rotating=drawing.way == DrawingUp.Way.ROTATING,
        first=drawing.first_id,
        valid_from=drawing.valid_from,
        providers=list(by_key),
        swapped_to=swap.provider_id if swap and swap.provider_id in by_key else None,
    )
    return by_key.get(chosen, drawing.first)


def overdue(account: Account, *, today: date) -> list[Line]:
    """What should have been filed: of this year and the year before."""
    return [item for item in lines(account, (today.year - 1, today.year), today=today) if item.overdue]
